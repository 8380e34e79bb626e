"""What members pay in: round sheets and the lines of receipts.  No verbs.

A line covers a span of days of one membership.  Paid-through and arrears are
derived from spans and never stored.
"""

from __future__ import annotations

from django.db import models

from kongbun.store.fields import PublicIdField


class RoundSheet(models.Model):
    """One village on one round: what the collector took, counted against the cash."""

    public_id = PublicIdField()
    fund = models.ForeignKey(
        "access.Fund", models.PROTECT, related_name="+", db_index=False
    )
    branch = models.ForeignKey(
        "people.Branch", models.PROTECT, related_name="+", db_index=False
    )
    line = models.CharField(max_length=30, blank=True)
    # The month of the round, by its first day.
    month = models.DateField()
    received_on = models.DateField()
    bag = models.ForeignKey("ledger.Account", models.PROTECT, related_name="+")
    book = models.ForeignKey("receipts.Book", models.PROTECT, related_name="+")
    total_satang = models.BigIntegerField()
    counted_satang = models.BigIntegerField()
    taken_by = models.ForeignKey("access.User", models.PROTECT, related_name="+")
    command = models.ForeignKey("commands.Command", models.PROTECT, related_name="+")

    class Meta:
        indexes = [
            models.Index("fund", "month", "branch", name="sheet_by_month_and_branch")
        ]


class LineKind(models.TextChoices):
    DUES = "dues", "เงินสมทบ"
    ENTRY_FEE = "entry_fee", "ค่าสมัคร/แรกเข้า"
    # Money that fills no whole unit of the by-law yet (decision 6).
    CREDIT = "credit", "เงินที่ยังไม่ครบงวด"
    OTHER = "other", "อื่นๆ"


class DuesLine(models.Model):
    """One line of a receipt: money, and the days [from, until) it covers.

    `live` turns false once, when the receipt is reversed: that frees the span.
    Spans of one membership never overlap (trigger `span_is_free`).
    """

    fund = models.ForeignKey(
        "access.Fund", models.PROTECT, related_name="+", db_index=False
    )
    receipt = models.ForeignKey(
        "receipts.Receipt", models.PROTECT, related_name="lines"
    )
    sheet = models.ForeignKey(
        RoundSheet, models.PROTECT, null=True, blank=True, related_name="lines"
    )
    membership = models.ForeignKey(
        "people.Membership",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="dues_lines",
        db_index=False,
    )
    kind = models.CharField(max_length=10, choices=LineKind.choices)
    amount_satang = models.BigIntegerField()
    from_date = models.DateField(null=True, blank=True)
    until_date = models.DateField(null=True, blank=True)
    live = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(amount_satang__gt=0), name="a_line_has_money"
            ),
            models.CheckConstraint(
                condition=models.Q(
                    kind="dues",
                    membership__isnull=False,
                    from_date__isnull=False,
                    until_date__gt=models.F("from_date"),
                )
                | (~models.Q(kind="dues") & models.Q(from_date=None, until_date=None)),
                name="dues_cover_days_and_nothing_else_does",
            ),
        ]
        indexes = [
            # Paid-through, arrears and the free-span trigger.
            models.Index("membership", "from_date", name="line_by_member_and_day"),
        ]
