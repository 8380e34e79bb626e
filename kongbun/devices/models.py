"""Phones that collect without a signal, and all that ever came from them.  No verbs.

Every row only grows: a phone is revoked by another row, an item is answered by another
row, and who decided about it stands in a third.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from kongbun.store.covered import Covered
from kongbun.store.fields import HashField, LineField, PublicIdField


class Device(Covered):
    """One phone of one user in one fund, with a receipt book of its own.

    Its secret stands nowhere: what is kept is a hash of it.
    """

    public_id = PublicIdField()
    fund = models.ForeignKey("access.Fund", models.PROTECT, related_name="+")
    user = models.ForeignKey("access.User", models.PROTECT, related_name="+")
    name = LineField(max_length=60)
    secret_hash = HashField()
    book = models.OneToOneField("receipts.Book", models.PROTECT, related_name="+")
    enrolled_at = models.DateTimeField()
    enrolled_by = models.ForeignKey("access.User", models.PROTECT, related_name="+")
    command = models.ForeignKey("commands.Command", models.PROTECT, related_name="+")


class DeviceRevocation(Covered):
    """From here on nothing of this phone is booked by itself."""

    device = models.OneToOneField(Device, models.PROTECT, related_name="revocation")
    reason = LineField(max_length=200)
    revoked_at = models.DateTimeField()
    revoked_by = models.ForeignKey("access.User", models.PROTECT, related_name="+")
    command = models.ForeignKey("commands.Command", models.PROTECT, related_name="+")


class DeviceBatch(Covered):
    """A delivery that brought something new: the phone's clock beside ours."""

    device = models.ForeignKey(Device, models.PROTECT, related_name="batches")
    sent_at = models.DateTimeField()
    received_at = models.DateTimeField()
    # How far the phone's clock is ahead of ours; it moves no money.
    off_seconds = models.BigIntegerField()
    items = models.PositiveIntegerField()
    command = models.OneToOneField("commands.Command", models.PROTECT, related_name="+")


class DeviceItem(Covered):
    """One thing that a phone asks for, as it came.

    A `clash` has the number of an earlier item and says something else: both are kept,
    the later one is never done.
    """

    public_id = PublicIdField()
    fund = models.ForeignKey("access.Fund", models.PROTECT, related_name="+")
    device = models.ForeignKey(
        Device, models.PROTECT, related_name="items", db_index=False
    )
    batch = models.ForeignKey(DeviceBatch, models.PROTECT, related_name="kept_items")
    seq = models.PositiveBigIntegerField()
    asked_id = PublicIdField(unique=False, default=None)
    kind = LineField(max_length=60)
    occurred_on = models.DateField()
    # By the phone's clock; shown, and never counted with.
    made_at = models.DateTimeField()
    # The fund's day on which it came: no fact is later than this.
    kept_on = models.DateField()
    body = models.TextField()
    # Of 16 random bytes and all of the above; empty once a person in it was erased.
    salt = models.BinaryField(max_length=16)
    content_hash = HashField()
    clash = models.BooleanField()
    command = models.ForeignKey("commands.Command", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "device", "seq", condition=Q(clash=False), name="a_device_counts_once"
            ),
            models.CheckConstraint(
                condition=Q(seq__gte=1), name="a_device_counts_from_one"
            ),
        ]
        indexes = [
            models.Index("device", "seq", name="item_by_device_and_number"),
        ]


class ItemState(models.TextChoices):
    DONE = "done", "ลงบัญชีแล้ว"
    REFUSED = "refused", "ไม่ผ่าน"
    QUARANTINED = "quarantined", "รอคนตรวจ"


class ItemAnswer(models.Model):
    """What became of an item when its turn came.  Without one it waits.

    The words stand with the command that was run for it; `code` where none was.
    """

    item = models.OneToOneField(DeviceItem, models.PROTECT, related_name="answer")
    state = models.CharField(max_length=12, choices=ItemState.choices)
    code = LineField(max_length=60, blank=True)
    ran = models.ForeignKey(
        "commands.Command", models.PROTECT, null=True, related_name="+"
    )
    answered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ran__isnull=False, code="") | Q(ran=None, code__gt=""),
                name="an_answer_says_where_its_words_are",
            ),
        ]


class ItemVerdict(Covered):
    """What a person decided about an item in quarantine, once."""

    item = models.OneToOneField(DeviceItem, models.PROTECT, related_name="verdict")
    reason = LineField(max_length=200, blank=True)
    # Taken in with this word on exactly that content; without one it was rejected.
    approval = models.OneToOneField(
        "approvals.Approval", models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey("access.User", models.PROTECT, related_name="+")
    command = models.OneToOneField("commands.Command", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(approval__isnull=False) | Q(reason__gt=""),
                name="a_rejection_has_a_reason",
            ),
        ]


class DeviceGap(Covered):
    """Numbers of a phone that are waited for no more, by whom and why."""

    device = models.ForeignKey(Device, models.PROTECT, related_name="gaps")
    first_seq = models.PositiveBigIntegerField()
    last_seq = models.PositiveBigIntegerField()
    reason = LineField(max_length=200)
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey("access.User", models.PROTECT, related_name="+")
    command = models.ForeignKey("commands.Command", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(first_seq__gte=1, last_seq__gte=F("first_seq")),
                name="a_gap_has_numbers",
            ),
        ]
