"""Lists of pensions that are due: who, how much, and why.  No verbs.

Beside `models`, which names them.
"""

from __future__ import annotations

from django.db import models

from kongbun.store.covered import Covered
from kongbun.store.fields import HashField, LineField, PublicIdField
from kongbun.store.followed import Followed


class PensionList(Covered, Followed):
    """Those the system found due; `status` is waiting, approved or refused."""

    public_id = PublicIdField()
    fund = models.ForeignKey("access.Fund", models.PROTECT, related_name="+")
    benefit = LineField(max_length=60)
    title = LineField(max_length=200)
    due_on = models.DateField()
    bylaw = models.ForeignKey("bylaws.BylawVersion", models.PROTECT, related_name="+")
    total_satang = models.BigIntegerField()
    hash = HashField()
    status = LineField(max_length=10, default="waiting")
    proposed_by = models.ForeignKey("access.User", models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    command = models.ForeignKey("commands.Command", models.PROTECT, related_name="+")


class PensionLine(Followed):
    """One person on the list, with the facts and checks that put them there."""

    FUND = "pension_list__fund_id"

    pension_list = models.ForeignKey(PensionList, models.PROTECT, related_name="lines")
    seq = models.PositiveSmallIntegerField()
    membership = models.ForeignKey(
        "people.Membership", models.PROTECT, related_name="+"
    )
    amount_satang = models.BigIntegerField()
    facts = models.TextField()
    checks = models.TextField()
    claim = models.OneToOneField(
        "claims.Claim",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="pension_line",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "pension_list", "seq", name="pension_line_once_per_place"
            ),
            models.UniqueConstraint(
                "pension_list", "membership", name="once_on_a_pension_list"
            ),
        ]
