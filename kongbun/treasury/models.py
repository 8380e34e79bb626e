"""Other money, counts of cash, readings of bank books, closed months.  No verbs.

Every row here only grows (see `guards`): what was entered, counted or explained
stays readable, and a later row says what became of it.
"""

from __future__ import annotations

from django.db import models

from kongbun.store.covered import Covered
from kongbun.store.fields import HashField, LineField, PublicIdField
from kongbun.store.followed import Followed


class CashCount(Covered):
    """The cash of one box, piece by piece, counted by two who signed in."""

    public_id = PublicIdField()
    fund = models.ForeignKey("access.Fund", models.PROTECT, related_name="+")
    account = models.ForeignKey("ledger.Account", models.PROTECT, related_name="+")
    counted_on = models.DateField()
    # JSON: satang of a note or coin -> how many of it.
    pieces = models.TextField()
    total_satang = models.BigIntegerField()
    # What the books held at the end of that day when it was counted, and the newest
    # entry they then had: what is booked later cannot have been in the box.
    book_satang = models.BigIntegerField()
    newest_entry_id = models.BigIntegerField(default=0)
    first_by = models.ForeignKey("access.User", models.PROTECT, related_name="+")
    second_by = models.ForeignKey("access.User", models.PROTECT, related_name="+")
    note = LineField(max_length=300, blank=True)
    at = models.DateTimeField()
    command = models.ForeignKey("commands.Command", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(first_by=models.F("second_by")),
                name="cash_is_counted_by_two",
            ),
            models.CheckConstraint(
                condition=models.Q(total_satang__gte=0),
                name="counted_cash_is_not_negative",
            ),
        ]
        indexes = [
            models.Index("account", "counted_on", name="count_by_account_and_day")
        ]


class BankReading(Covered):
    """What the bank's own book says at the end of a day, entered by hand."""

    public_id = PublicIdField()
    fund = models.ForeignKey("access.Fund", models.PROTECT, related_name="+")
    account = models.ForeignKey("ledger.Account", models.PROTECT, related_name="+")
    read_on = models.DateField()
    balance_satang = models.BigIntegerField()
    book_satang = models.BigIntegerField()
    entered_by = models.ForeignKey("access.User", models.PROTECT, related_name="+")
    note = LineField(max_length=300, blank=True)
    at = models.DateTimeField()
    command = models.ForeignKey("commands.Command", models.PROTECT, related_name="+")

    class Meta:
        indexes = [
            models.Index("account", "read_on", name="reading_by_account_and_day")
        ]


class MovementKind(models.TextChoices):
    INCOME = "income", "รายรับอื่น"
    EXPENSE = "expense", "รายจ่ายอื่น"
    TRANSFER = "transfer", "ย้ายเงิน"
    BOUGHT = "bought", "ซื้อเงินลงทุน"
    SOLD = "sold", "ขายเงินลงทุน"
    OVER = "over", "เงินสดเกิน"
    SHORT = "short", "เงินสดขาด"


class Movement(Covered):
    """Other money, as entered: neither dues nor a benefit.

    `place` is the cash box or bank account, `other` the account on the other side:
    the kind of income or expense, the place a transfer goes to, the investment.  An
    expense has no place before it is paid.
    """

    public_id = PublicIdField()
    fund = models.ForeignKey("access.Fund", models.PROTECT, related_name="movements")
    # Numbered in the fiscal year (B.E.) it was entered: 12/2570.
    fiscal_year = models.PositiveSmallIntegerField()
    no = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=MovementKind.choices)
    other = models.ForeignKey("ledger.Account", models.PROTECT, related_name="+")
    place = models.ForeignKey(
        "ledger.Account", models.PROTECT, null=True, blank=True, related_name="+"
    )
    amount_satang = models.BigIntegerField()
    # An investment sold: what the part that was sold had cost.
    cost_satang = models.BigIntegerField(null=True, blank=True)
    occurred_on = models.DateField()
    # Who gave, or whom it is paid to.
    party = LineField(max_length=200, blank=True)
    paper_no = LineField(max_length=60, blank=True)
    reason = LineField(max_length=300, blank=True)
    # As of a claim: over the salt and to whom, by which paper and for what.
    salt = models.BinaryField(max_length=16, null=True)
    who_hash = models.BinaryField(max_length=32, null=True)
    content_hash = HashField()
    entered_by = models.ForeignKey("access.User", models.PROTECT, related_name="+")
    second_by = models.ForeignKey(
        "access.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    command = models.ForeignKey("commands.Command", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "fund", "fiscal_year", "no", name="movement_number_once_per_year"
            ),
            models.CheckConstraint(
                condition=models.Q(amount_satang__gte=0),
                name="a_movement_is_not_negative",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind__in=["over", "short"])
                | (
                    models.Q(second_by__isnull=False)
                    & models.Q(reason__gt="")
                    & ~models.Q(entered_by=models.F("second_by"))
                ),
                name="over_and_short_have_two_people_and_a_reason",
            ),
        ]


class MovementBooking(Covered):
    """The movement as it went into the books; for an expense, when it was paid."""

    movement = models.OneToOneField(Movement, models.PROTECT, related_name="booking")
    entry = models.OneToOneField("ledger.Entry", models.PROTECT, related_name="+")
    place = models.ForeignKey("ledger.Account", models.PROTECT, related_name="+")
    occurred_on = models.DateField()
    booked_by = models.ForeignKey("access.User", models.PROTECT, related_name="+")
    command = models.ForeignKey("commands.Command", models.PROTECT, related_name="+")


class MovementReversal(Covered):
    """The opposite entry, and why; the movement itself stays readable."""

    movement = models.OneToOneField(Movement, models.PROTECT, related_name="reversal")
    entry = models.OneToOneField("ledger.Entry", models.PROTECT, related_name="+")
    reason = LineField(max_length=300)
    reversed_on = models.DateField()
    reversed_by = models.ForeignKey("access.User", models.PROTECT, related_name="+")
    second_by = models.ForeignKey(
        "access.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    command = models.ForeignKey("commands.Command", models.PROTECT, related_name="+")


class Refund(Followed):
    """Contributions given back to who resigned, and what the share was taken of."""

    FUND = "movement__fund_id"

    membership = models.ForeignKey(
        "people.Membership", models.PROTECT, related_name="refunds"
    )
    movement = models.OneToOneField(Movement, models.PROTECT, related_name="refund")
    percent = models.PositiveSmallIntegerField()
    paid_satang = models.BigIntegerField()
    bylaw = models.ForeignKey("bylaws.BylawVersion", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(percent__range=(1, 100), paid_satang__gt=0),
                name="a_refund_is_a_share_of_what_was_paid",
            )
        ]


class Purpose(Covered):
    """What money was given for: its account has the name and what is left of it."""

    public_id = PublicIdField()
    fund = models.ForeignKey("access.Fund", models.PROTECT, related_name="+")
    account = models.OneToOneField(
        "ledger.Account", models.PROTECT, related_name="purpose"
    )
    giver = LineField(max_length=200)
    # JSON: accounts of expenses and benefits, and `benefit:CODE` of the by-law.
    uses = models.TextField()
    # The last day on which it may be spent; None: no such day.
    until = models.DateField(null=True, blank=True)
    paper_no = LineField(max_length=60, blank=True)
    opened_by = models.ForeignKey("access.User", models.PROTECT, related_name="+")
    command = models.ForeignKey("commands.Command", models.PROTECT, related_name="+")


class FenceChange(Covered):
    """Money the fund had already was set aside for a purpose, or set free of it."""

    public_id = PublicIdField()
    purpose = models.ForeignKey(Purpose, models.PROTECT, related_name="changes")
    seq = models.PositiveIntegerField()
    entry = models.OneToOneField("ledger.Entry", models.PROTECT, related_name="+")
    reason = LineField(max_length=300)
    done_by = models.ForeignKey("access.User", models.PROTECT, related_name="+")
    # Who signed beside: setting free takes two.
    second_by = models.ForeignKey(
        "access.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    command = models.ForeignKey("commands.Command", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint("purpose", "seq", name="fence_change_in_order"),
            models.CheckConstraint(
                condition=~models.Q(done_by=models.F("second_by")),
                name="money_is_set_free_by_two",
            ),
        ]


class LimitBase(models.TextChoices):
    TO_DATE = "to_date", "ของปีนี้ถึงวันนี้"
    BEST_YEAR = "best_year", "ของปีนี้ หรือของปีก่อนถ้ามากกว่า"


class LimitSetting(Covered):
    """How a fund reads what its by-law leaves open of limits; the newest holds."""

    fund = models.ForeignKey("access.Fund", models.PROTECT, related_name="+")
    # JSON: the accounts that count as administration.
    administration = models.TextField()
    # Of which year a share of income is taken.
    base = models.CharField(max_length=10, choices=LimitBase.choices)
    # Sums to one payee within so many days count together for who approves.
    payee_days = models.PositiveSmallIntegerField(default=7)
    reason = LineField(max_length=300)
    set_by = models.ForeignKey("access.User", models.PROTECT, related_name="+")
    command = models.ForeignKey("commands.Command", models.PROTECT, related_name="+")


class ReservePermit(Covered):
    """A resolution that lets free money go below the reserve, for a time."""

    public_id = PublicIdField()
    fund = models.ForeignKey("access.Fund", models.PROTECT, related_name="+")
    resolution = models.OneToOneField(
        "approvals.Resolution", models.PROTECT, related_name="+"
    )
    down_to_satang = models.BigIntegerField()
    # The last day on which it may be paid.
    until = models.DateField()
    kept_by = models.ForeignKey("access.User", models.PROTECT, related_name="+")
    command = models.ForeignKey("commands.Command", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(down_to_satang__gte=0),
                name="a_permit_ends_at_nothing",
            )
        ]


class CloseNote(Covered):
    """One line that explains what stands open at the end of a month."""

    public_id = PublicIdField()
    fund = models.ForeignKey("access.Fund", models.PROTECT, related_name="+")
    # The month by its first day.
    month = models.DateField()
    condition = LineField(max_length=40)
    # What exactly is explained: an account's code, a receipt, a claim.
    subject = LineField(max_length=80)
    text = LineField(max_length=300)
    user = models.ForeignKey("access.User", models.PROTECT, related_name="+")
    at = models.DateTimeField()
    command = models.ForeignKey("commands.Command", models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index("fund", "month", name="close_note_by_month")]


class MonthClose(Covered):
    """A month shut, with the list of conditions as they were met.

    `version` 2 is its second close, after it was opened again.
    """

    public_id = PublicIdField()
    fund = models.ForeignKey("access.Fund", models.PROTECT, related_name="+")
    month = models.DateField()
    version = models.PositiveSmallIntegerField(default=1)
    closing = models.OneToOneField("ledger.Closing", models.PROTECT, related_name="+")
    # JSON: each condition with what met it.
    conditions = models.TextField()
    closed_by = models.ForeignKey("access.User", models.PROTECT, related_name="+")
    command = models.ForeignKey("commands.Command", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "fund", "month", "version", name="month_closed_once_a_version"
            )
        ]


class ReopenRequest(Covered):
    """One person asks that a closed month be opened again, and says why."""

    public_id = PublicIdField()
    fund = models.ForeignKey("access.Fund", models.PROTECT, related_name="+")
    close = models.ForeignKey(MonthClose, models.PROTECT, related_name="requests")
    reason = LineField(max_length=300)
    # Over the close, its conditions and its figures, the reason and who asks.
    content_hash = HashField()
    asked_by = models.ForeignKey("access.User", models.PROTECT, related_name="+")
    asked_on = models.DateField()
    command = models.ForeignKey("commands.Command", models.PROTECT, related_name="+")


class MonthReopening(Covered):
    """Another agreed: the close holds no longer, and stays readable (C5)."""

    public_id = PublicIdField()
    request = models.OneToOneField(
        ReopenRequest, models.PROTECT, related_name="reopening"
    )
    reopening = models.OneToOneField(
        "ledger.Reopening", models.PROTECT, related_name="agreed"
    )
    approval = models.OneToOneField(
        "approvals.Approval", models.PROTECT, related_name="+"
    )
    reopened_on = models.DateField()
    command = models.ForeignKey("commands.Command", models.PROTECT, related_name="+")
