"""The chain of what was done: one event a command, each sealed over the one before.

No personal data here: the payload names things by their ids.
"""

from __future__ import annotations

from django.db import models

from kongbun.store.fields import HashField


class AuditEvent(models.Model):
    """One link.  `chain` is the fund's key, or 0 for what concerns no fund."""

    chain = models.BigIntegerField()
    seq = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    user = models.ForeignKey(
        "access.User", models.PROTECT, null=True, related_name="+", db_index=False
    )
    door = models.CharField(max_length=10)
    action = models.CharField(max_length=60)
    command = models.OneToOneField(
        "commands.Command", models.PROTECT, null=True, related_name="audit_event"
    )
    subject = models.CharField(max_length=80, blank=True)
    allowed = models.BooleanField()
    payload = models.TextField()
    # Over the hashes of every entry the command booked, in order; empty if none.
    entries_hash = HashField(default=b"", blank=True)
    entry_count = models.PositiveIntegerField(default=0)
    previous_hash = HashField()
    hash = HashField()

    class Meta:
        constraints = [
            models.UniqueConstraint("chain", "seq", name="a_chain_has_one_link_a_place")
        ]


class ChainHead(models.Model):
    """Cache of a chain's last link; locked while the next is made."""

    chain = models.BigIntegerField(primary_key=True)
    seq = models.PositiveBigIntegerField(default=0)
    hash = HashField()
    # The day of that link; the first command of a later one leaves a checkpoint.
    day = models.DateField(null=True)


class Checkpoint(models.Model):
    """Where a fund's chain and books stood when a day had ended, to be sent away."""

    chain = models.BigIntegerField()
    day = models.DateField()
    seq = models.PositiveBigIntegerField()
    hash = HashField()
    entries = models.PositiveBigIntegerField()
    # When somebody else had it; NULL as long as nobody has.
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("chain", "seq", name="a_checkpoint_once_a_link")
        ]
