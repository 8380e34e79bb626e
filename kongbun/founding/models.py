"""The stated figures of a fund that starts in mid-life.  No verbs."""

from __future__ import annotations

from django.db import models

from kongbun.store.covered import Covered
from kongbun.store.fields import HashField, LineField, PublicIdField
from kongbun.store.followed import Followed


class OpeningStatement(Covered):
    """What one person stated as the fund's standing on a day; another approves it.

    `body` is canonical JSON: holdings, life-to-date receipts by source and benefits
    by category, and a digest of the members' own stated figures.
    """

    public_id = PublicIdField()
    fund = models.ForeignKey("access.Fund", models.PROTECT, related_name="+")
    cut_over_on = models.DateField()
    body = models.TextField()
    hash = HashField()
    stated_by = models.ForeignKey("access.User", models.PROTECT, related_name="+")
    stated_at = models.DateTimeField()
    command = models.ForeignKey("commands.Command", models.PROTECT, related_name="+")


class OpeningFigure(Followed):
    """Life to date on the day of the cut-over, as stated and approved."""

    class Side(models.TextChoices):
        RECEIPTS = "receipts", "รับสะสม"
        BENEFITS = "benefits", "สวัสดิการสะสม"

    fund = models.ForeignKey(
        "access.Fund", models.PROTECT, related_name="opening_figures"
    )
    statement = models.ForeignKey(
        OpeningStatement, models.PROTECT, related_name="figures"
    )
    side = models.CharField(max_length=8, choices=Side.choices)
    # An income account's code, or the number of a benefit category.
    code = LineField(max_length=40)
    persons = models.PositiveIntegerField(default=0)
    amount_satang = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "fund", "side", "code", name="an_opening_figure_is_stated_once"
            ),
            models.CheckConstraint(
                condition=models.Q(amount_satang__gte=0),
                name="an_opening_figure_is_not_negative",
            ),
        ]
