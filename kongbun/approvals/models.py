"""Who checked what: approvals and signatures bind to the hash of what is done."""

from __future__ import annotations

from django.db import models

from kongbun.store.covered import Covered
from kongbun.store.fields import HashField, LineField, PublicIdField


class Approval(Covered):
    """A second person's word on exactly this content (A1)."""

    public_id = PublicIdField()
    fund = models.ForeignKey("access.Fund", models.PROTECT, related_name="+")
    subject_kind = LineField(max_length=30)
    subject_id = PublicIdField(unique=False, default=None)
    content_hash = HashField()
    maker = models.ForeignKey("access.User", models.PROTECT, related_name="+")
    checker = models.ForeignKey("access.User", models.PROTECT, related_name="+")
    approved = models.BooleanField()
    note = LineField(max_length=500, blank=True)
    at = models.DateTimeField()
    command = models.ForeignKey("commands.Command", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(maker=models.F("checker")),
                name="maker_is_not_checker",
            ),
        ]
        indexes = [models.Index("subject_id", name="approval_by_subject")]


class SignedHow(models.TextChoices):
    IN_APP = "in_app", "ในระบบ"
    ON_PAPER = "on_paper", "บนกระดาษ"


class Signature(Covered):
    """A person or seat signed this content, here or on paper."""

    public_id = PublicIdField()
    fund = models.ForeignKey("access.Fund", models.PROTECT, related_name="+")
    subject_kind = LineField(max_length=30)
    subject_id = PublicIdField(unique=False, default=None)
    content_hash = HashField()
    person = models.ForeignKey(
        "people.Person", models.PROTECT, null=True, related_name="+"
    )
    seat = LineField(max_length=120, blank=True)
    how = models.CharField(max_length=10, choices=SignedHow.choices)
    signed_on = models.DateField()
    recorded_by = models.ForeignKey("access.User", models.PROTECT, related_name="+")
    command = models.ForeignKey("commands.Command", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "subject_id",
                "content_hash",
                "person",
                name="a_person_signs_once",
            ),
            models.CheckConstraint(
                condition=models.Q(person__isnull=False) | models.Q(seat__gt=""),
                name="a_signature_names_person_or_seat",
            ),
        ]


class Resolution(Covered):
    """A committee's or meeting's resolution: board, number, day, text."""

    public_id = PublicIdField()
    fund = models.ForeignKey("access.Fund", models.PROTECT, related_name="+")
    board = LineField(max_length=60)
    number = LineField(max_length=30)
    decided_on = models.DateField()
    text = models.TextField()
    command = models.ForeignKey("commands.Command", models.PROTECT, related_name="+")
