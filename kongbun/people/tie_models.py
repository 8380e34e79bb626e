"""Ties between persons of a fund, and the houses that persons left.  No verbs.

Rows only grow: what was declared, and from which command until which, can be asked of
any approval ever given.
"""

from __future__ import annotations

from django.db import models

from kongbun.store.covered import Covered
from kongbun.store.fields import LineField, PublicIdField
from kongbun.store.followed import Followed


class TieKind(models.TextChoices):
    """`person` is this to `other`; a child is the parent's tie, read backwards."""

    SPOUSE = "spouse", "คู่สมรส"
    PARENT = "parent", "พ่อแม่"
    SIBLING = "sibling", "พี่น้อง"
    SAME_HOUSE = "same_house", "อยู่บ้านเดียวกัน"


class Tie(Covered):
    """Somebody declared that two persons are tied; stands until it is ended."""

    public_id = PublicIdField()
    fund = models.ForeignKey("access.Fund", models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    other = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=TieKind.choices)
    declared_on = models.DateField()
    declared_by = models.ForeignKey("access.User", models.PROTECT, related_name="+")
    command = models.ForeignKey("commands.Command", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(person=models.F("other")),
                name="nobody_is_tied_to_oneself",
            )
        ]


class TieEnd(Covered):
    """The tie is over, or was declared by mistake: since when, by whom, why."""

    tie = models.OneToOneField(Tie, models.PROTECT, related_name="ending")
    ended_on = models.DateField()
    reason = LineField(max_length=300)
    ended_by = models.ForeignKey("access.User", models.PROTECT, related_name="+")
    command = models.ForeignKey("commands.Command", models.PROTECT, related_name="+")


class HouseLeft(Covered, Followed):
    """Until this command the person lived in that house; none: it was not known."""

    PERSONAL = ("household_id",)

    fund = models.ForeignKey("access.Fund", models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    # Emptied when the person is erased.
    household = models.ForeignKey(
        "people.Household", models.PROTECT, null=True, blank=True, related_name="+"
    )
    command = models.ForeignKey("commands.Command", models.PROTECT, related_name="+")
