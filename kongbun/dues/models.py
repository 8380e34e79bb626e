"""What members pay in: round sheets, lines of receipts, bags handed over.  No verbs.

A line of dues covers the days `[from_day, until_day)` of one membership.  Paid-through
and arrears are derived from these spans; `PaidRun` is kept beside them by the database.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from kongbun.store.covered import Covered
from kongbun.store.fields import LineField, PublicIdField
from kongbun.store.followed import Followed


class RoundSheet(Covered):
    """One village on one round: what the collector took, counted against the cash."""

    public_id = PublicIdField()
    fund = models.ForeignKey(
        "access.Fund", models.PROTECT, related_name="+", db_index=False
    )
    branch = models.ForeignKey(
        "people.Branch", models.PROTECT, related_name="+", db_index=False
    )
    # สาย: a part of the village, if the collector went there alone.
    line = LineField(max_length=30, blank=True)
    # The month of the round, by its first day.
    month = models.DateField()
    received_on = models.DateField()
    bag = models.ForeignKey("ledger.Account", models.PROTECT, related_name="+")
    book = models.ForeignKey("receipts.Book", models.PROTECT, related_name="+")
    total_satang = models.BigIntegerField()
    counted_satang = models.BigIntegerField()
    slips = models.PositiveIntegerField()
    # Why the cash counted is not the total; the difference shows at the hand-over.
    difference_reason = LineField(max_length=200, blank=True)
    taken_by = models.ForeignKey("access.User", models.PROTECT, related_name="+")
    command = models.ForeignKey("commands.Command", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(counted_satang=F("total_satang"))
                | Q(difference_reason__gt=""),
                name="a_difference_has_a_reason",
            ),
        ]
        indexes = [
            models.Index("fund", "month", "branch", name="sheet_by_month_and_branch")
        ]


class LineKind(models.TextChoices):
    DUES = "dues", "เงินสมทบ"
    ENTRY_FEE = "entry_fee", "ค่าสมัคร/แรกเข้า"
    # Money that fills no whole unit of the by-law yet.
    CREDIT = "credit", "เงินที่ยังไม่ครบงวด"
    OTHER = "other", "อื่นๆ"


class DuesLine(models.Model):
    """One line of a receipt: money, and the days [from, until) it covers.

    Days are counted from 1 January 1970, as the rules count them.  A line of dues
    has the full price of its days.  Credit is a line of its own, below zero where
    earlier credit helps to pay: a member's credit is the sum of the live ones.
    `live` turns false once, when the receipt is reversed: that frees the span.
    Live spans of one membership never overlap (trigger `span_is_free`).
    """

    fund = models.ForeignKey(
        "access.Fund", models.PROTECT, related_name="+", db_index=False
    )
    receipt = models.ForeignKey(
        "receipts.Receipt", models.PROTECT, related_name="lines"
    )
    sheet = models.ForeignKey(
        RoundSheet,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="lines",
        db_index=False,
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
    from_day = models.IntegerField(null=True, blank=True)
    until_day = models.IntegerField(null=True, blank=True)
    live = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_satang__gt=0)
                | Q(kind="credit", amount_satang__lt=0),
                name="a_line_has_money",
            ),
            models.CheckConstraint(
                condition=Q(
                    kind="dues",
                    membership__isnull=False,
                    from_day__isnull=False,
                    until_day__gt=F("from_day"),
                )
                | (~Q(kind="dues") & Q(from_day=None, until_day=None)),
                name="dues_cover_days_and_nothing_else_does",
            ),
            models.CheckConstraint(
                condition=~Q(kind="credit") | Q(membership__isnull=False),
                name="credit_belongs_to_a_member",
            ),
        ]
        indexes = [
            # Paid-through, days paid, credit, arrears and the free-span trigger,
            # without touching the table: a member has a row a month for a lifetime.
            models.Index(
                "membership", "from_day", "until_day", "live", name="line_by_member_day"
            ),
            models.Index(
                "sheet", name="line_by_sheet", condition=Q(sheet__isnull=False)
            ),
        ]


class PaidRun(models.Model):
    """Days of one membership without a hole: its live spans, joined where they touch.

    A view kept up to date, never written by the program: triggers on `DuesLine` grow
    and cut it, and `kongbun check` makes it anew and compares (K002).  A village of a
    thousand is then a thousand rows to read, not ten years of lines.
    """

    fund = models.ForeignKey(
        "access.Fund", models.PROTECT, related_name="+", db_index=False
    )
    membership = models.ForeignKey(
        "people.Membership", models.PROTECT, related_name="+", db_index=False
    )
    from_day = models.IntegerField()
    until_day = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "membership", "from_day", name="one_run_begins_on_a_day"
            ),
            models.CheckConstraint(
                condition=Q(until_day__gt=F("from_day")), name="a_run_has_days"
            ),
        ]


class BagOffer(Covered, Followed):
    """A collector says: this bag, this sum, so many slips.  Nothing moves yet."""

    public_id = PublicIdField()
    fund = models.ForeignKey("access.Fund", models.PROTECT, related_name="+")
    bag = models.ForeignKey("ledger.Account", models.PROTECT, related_name="+")
    offered_satang = models.BigIntegerField()
    slips = models.PositiveIntegerField()
    held_since = models.DateField()
    offered_on = models.DateField()
    offered_by = models.ForeignKey("access.User", models.PROTECT, related_name="+")
    note = LineField(max_length=300, blank=True)
    # Closed once: accepted, or taken back by the collector.
    closed_on = models.DateField(null=True, blank=True)
    command = models.ForeignKey("commands.Command", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(offered_satang__gt=0), name="an_offer_has_money"
            ),
            models.UniqueConstraint(
                "bag", condition=Q(closed_on=None), name="one_open_offer_a_bag"
            ),
        ]


class BagAcceptance(Covered):
    """Another person counted the bag and took it: the money moves here.

    `over_satang` stands in the collector's suspense; `kept_satang` stayed in the bag.
    """

    public_id = PublicIdField()
    fund = models.ForeignKey("access.Fund", models.PROTECT, related_name="+")
    offer = models.OneToOneField(
        BagOffer, models.PROTECT, related_name="acceptance", primary_key=False
    )
    into = models.ForeignKey("ledger.Account", models.PROTECT, related_name="+")
    counted_satang = models.BigIntegerField()
    over_satang = models.BigIntegerField()
    kept_satang = models.BigIntegerField()
    note = LineField(max_length=300, blank=True)
    accepted_on = models.DateField()
    accepted_by = models.ForeignKey("access.User", models.PROTECT, related_name="+")
    approval = models.OneToOneField(
        "approvals.Approval", models.PROTECT, related_name="+"
    )
    entry = models.OneToOneField("ledger.Entry", models.PROTECT, related_name="+")
    command = models.ForeignKey("commands.Command", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(counted_satang__gt=0, over_satang__gte=0)
                & Q(kept_satang__gte=0),
                name="an_acceptance_moves_money",
            ),
        ]
