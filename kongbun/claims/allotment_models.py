"""What there was of one benefit and what each claim got of it: rows that only grow.

Beside `models`, which names them: a claim keeps its decision and its allotment.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from kongbun.store.covered import Covered
from kongbun.store.fields import HashField, LineField, PublicIdField
from kongbun.store.followed import Followed


class AllocationRound(Covered):
    """Places and money of one benefit shared at one moment; replayable.

    Where the by-law weighs all together it is a closed set of claims, else the one
    that was approved just then.
    """

    public_id = PublicIdField()
    fund = models.ForeignKey("access.Fund", models.PROTECT, related_name="+")
    benefit = LineField(max_length=60)
    title = LineField(max_length=200)
    # Whose rule on allocation it was; each claim is decided by its own event's.
    bylaw = models.ForeignKey("bylaws.BylawVersion", models.PROTECT, related_name="+")
    # Half-open: events of these days share what there is.
    window_from = models.DateField()
    window_until = models.DateField()
    fund_satang = models.BigIntegerField()
    spent_satang = models.BigIntegerField()
    places_taken = models.PositiveIntegerField()
    # Over who got how much of what; what was seen is what was done.
    hash = HashField()
    user = models.ForeignKey("access.User", models.PROTECT, related_name="+")
    at = models.DateTimeField()
    command = models.ForeignKey("commands.Command", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(window_until__gt=F("window_from")),
                name="an_allocation_counts_some_days",
            ),
        ]


class Allotment(Followed):
    """What one claim got, its place, and every check that led to it."""

    FUND = "round__fund_id"

    round = models.ForeignKey(
        AllocationRound, models.PROTECT, related_name="allotments"
    )
    claim = models.OneToOneField(
        "claims.Claim", models.PROTECT, related_name="allotment"
    )
    decision = models.OneToOneField(
        "claims.Decision", models.PROTECT, related_name="allotment"
    )
    place = models.PositiveIntegerField()
    wanted_satang = models.BigIntegerField()
    amount_satang = models.BigIntegerField()
    # Every check with what it required and found, canonical JSON.
    checks = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint("round", "place", name="one_place_in_a_round"),
            models.CheckConstraint(
                condition=Q(
                    amount_satang__gte=0, amount_satang__lte=F("wanted_satang")
                ),
                name="no_more_than_the_bylaw_gives",
            ),
        ]
