"""Every command that ever arrived, and its one answer.  Kept for ever."""

from __future__ import annotations

from django.db import models

from kongbun.store.fields import HashField, PublicIdField


class Command(models.Model):
    """What was asked: the id is made by the door or device that asks."""

    public_id = PublicIdField(default=None)
    fund = models.ForeignKey(
        "access.Fund", models.PROTECT, null=True, related_name="+", db_index=False
    )
    user = models.ForeignKey(
        "access.User", models.PROTECT, null=True, related_name="+", db_index=False
    )
    kind = models.CharField(max_length=60)
    door = models.CharField(max_length=10)
    # Of 16 random bytes and what was asked: names in it cannot be found by trying.
    # NULL before salts were kept; empty once a person in it was erased.
    salt = models.BinaryField(max_length=16, null=True)
    body_hash = HashField()
    received_at = models.DateTimeField(db_index=True)


class CommandOutcome(models.Model):
    """What was answered: a result, or a refusal with all its reasons."""

    command = models.OneToOneField(
        Command, models.PROTECT, primary_key=True, related_name="outcome"
    )
    done = models.BooleanField()
    answer = models.TextField()
    finished_at = models.DateTimeField()
