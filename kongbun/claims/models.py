"""Requests for benefits: events, claims, decisions, awards and vouchers.  No verbs.

A claim's row keeps only where it stands; all else stands in rows that only grow.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from kongbun.claims.allotment_models import AllocationRound, Allotment
from kongbun.claims.emergency_models import EmergencyAnswer
from kongbun.claims.pension_models import PensionLine, PensionList
from kongbun.store.covered import Covered
from kongbun.store.fields import HashField, LineField, PublicIdField
from kongbun.store.followed import Followed

__all__ = [
    "AllocationRound",
    "Allotment",
    "EmergencyAnswer",
    "PensionLine",
    "PensionList",
]


class Event(Covered):
    """Something that happened to someone: a stay, a birth, a death.

    The key says which happening it is, however it was typed.  One event may carry
    several claims: a birth its gift and its nights, a child its two parents.
    """

    public_id = PublicIdField()
    fund = models.ForeignKey(
        "access.Fund", models.PROTECT, related_name="+", db_index=False
    )
    kind = LineField(max_length=60)
    key = LineField(max_length=200)
    # The member it befell, or whose right it is when it befell someone unregistered.
    person = models.ForeignKey(
        "people.Person", models.PROTECT, null=True, blank=True, related_name="events"
    )
    about = LineField(max_length=240, blank=True)
    first_day = models.DateField()
    last_day = models.DateField()
    command = models.ForeignKey("commands.Command", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint("fund", "kind", "key", name="one_event_one_key"),
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")),
                name="an_event_ends_after_it_begins",
            ),
        ]


class ClaimStatus(models.TextChoices):
    SUBMITTED = "submitted", "รอศูนย์หมู่บ้านรับรอง"
    CERTIFIED = "certified", "รออนุมัติ"
    APPROVED = "approved", "อนุมัติแล้ว รอจ่ายเงิน"
    PAID = "paid", "จ่ายแล้ว"
    REFUSED = "refused", "ไม่อนุมัติ"
    WITHDRAWN = "withdrawn", "ถอนคำขอแล้ว"


# Still asks for something or has received it; only these are unique.
LIVE = (
    ClaimStatus.SUBMITTED,
    ClaimStatus.CERTIFIED,
    ClaimStatus.APPROVED,
    ClaimStatus.PAID,
)
# Counted against yearly and lifetime limits: paid, or promised (M4).
COUNTED = (ClaimStatus.APPROVED, ClaimStatus.PAID)


class Claim(Covered, Followed):
    """One benefit asked for in one event, numbered in its fiscal year.

    `granted_satang` and `granted_units` are what the newest decision gives while it
    waits, and what was approved from then on.
    """

    public_id = PublicIdField()
    fund = models.ForeignKey(
        "access.Fund", models.PROTECT, related_name="+", db_index=False
    )
    fiscal_year = models.PositiveSmallIntegerField()
    no = models.PositiveIntegerField()
    event = models.ForeignKey(Event, models.PROTECT, related_name="claims")
    benefit = LineField(max_length=60)
    title = LineField(max_length=200)
    # 1 to 14 of `ledger.chart.BENEFIT_CATEGORIES`.
    category = models.PositiveSmallIntegerField()
    membership = models.ForeignKey(
        "people.Membership",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="claims",
        db_index=False,
    )
    branch = models.ForeignKey(
        "people.Branch", models.PROTECT, null=True, blank=True, related_name="+"
    )
    # Who asks: the member, or who asks in their place.
    claimant_name = LineField(max_length=240)
    claimant_relation = LineField(max_length=60, blank=True)
    # The day that decides which by-law and which window: of the event, as stated.
    event_on = models.DateField()
    # Facts only the person at the counter can state, by their names, as JSON.
    stated = models.TextField(default="{}")
    detail = LineField(max_length=300, blank=True)
    # What the by-law's backdating rule wants a human to look at, as JSON.
    warnings = models.TextField(default="[]")
    started_by = LineField(max_length=10, default="member")
    submitted_by = models.ForeignKey("access.User", models.PROTECT, related_name="+")
    submitted_on = models.DateField()
    received_at = models.DateTimeField()
    signatures_needed = models.PositiveSmallIntegerField(default=0)
    # Over the salt and who asks for what; stays when both go: others are over it.
    salt = models.BinaryField(max_length=16, null=True)
    who_hash = models.BinaryField(max_length=32, null=True)
    signed_hash = HashField()
    status = models.CharField(max_length=10, choices=ClaimStatus.choices)
    live = models.BooleanField(default=True)
    granted = models.BooleanField()
    granted_units = models.PositiveIntegerField(default=0)
    granted_satang = models.BigIntegerField(default=0)
    command = models.ForeignKey("commands.Command", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "fund", "fiscal_year", "no", name="claim_number_once_a_year"
            ),
            models.UniqueConstraint(
                "event",
                "benefit",
                "membership",
                condition=Q(live=True),
                name="a_live_claim_once_per_event",
            ),
            models.UniqueConstraint(
                "event",
                "benefit",
                condition=Q(live=True, membership=None),
                name="a_live_claim_once_without_member",
            ),
            models.CheckConstraint(
                condition=Q(live=True, status__in=LIVE)
                | Q(
                    live=False, status__in=(ClaimStatus.REFUSED, ClaimStatus.WITHDRAWN)
                ),
                name="refused_or_withdrawn_is_not_live",
            ),
            models.CheckConstraint(
                condition=Q(granted_satang__gte=0), name="a_grant_is_not_negative"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=COUNTED) | Q(granted_satang__gt=0),
                name="what_is_approved_has_an_amount",
            ),
            models.CheckConstraint(
                condition=Q(category__range=(1, 14)), name="a_claim_has_a_category"
            ),
        ]
        indexes = [
            models.Index("membership", "benefit", "event_on", name="claim_by_use"),
            models.Index("fund", "status", "submitted_on", name="claim_by_status"),
            models.Index("fund", "submitted_on", "no", name="claim_by_day"),
        ]

    @property
    def number(self) -> str:
        """As people say it: "18/2570"."""
        return f"{self.no}/{self.fiscal_year}"


class EvidenceItem(Followed):
    """One paper of the benefit's list: whether it was handed in."""

    FUND = "claim__fund_id"
    PERSONAL = ("note",)

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="evidence")
    seq = models.PositiveSmallIntegerField()
    code = LineField(max_length=60)
    text = LineField(max_length=300)
    needed = models.PositiveSmallIntegerField(default=1)
    received = models.PositiveSmallIntegerField(default=0)
    note = LineField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("claim", "seq", name="evidence_once_per_place")
        ]


class Decision(Covered):
    """What the by-law said at one moment: facts, every check, amount.  Replayable."""

    class Stage(models.TextChoices):
        SUBMITTED = "submitted", "เมื่อยื่นคำขอ"
        EVIDENCE = "evidence", "เมื่อหลักฐานเปลี่ยน"
        ALLOCATED = "allocated", "เมื่อจัดสรร"
        CONFIRMED = "confirmed", "เมื่อรับรองรายการย้อนหลัง"
        APPROVED = "approved", "เมื่ออนุมัติ"

    public_id = PublicIdField()
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="decisions")
    seq = models.PositiveSmallIntegerField()
    stage = models.CharField(max_length=10, choices=Stage.choices)
    bylaw = models.ForeignKey("bylaws.BylawVersion", models.PROTECT, related_name="+")
    bylaw_hash = HashField()
    # Columns of length one by the names of `rules.facts`, canonical JSON.
    facts = models.TextField()
    # Every check with what it required and found, canonical JSON.
    checks = models.TextField()
    granted = models.BooleanField()
    units = models.PositiveIntegerField(default=0)
    amount_satang = models.BigIntegerField()
    hash = HashField()
    at = models.DateTimeField()
    command = models.ForeignKey("commands.Command", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint("claim", "seq", name="decisions_in_order")
        ]


class Award(Followed):
    """What the committee approved, bound by hash to the decision it saw (A1)."""

    FUND = "claim__fund_id"

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="awards")
    decision = models.OneToOneField(Decision, models.PROTECT, related_name="award")
    approval = models.ForeignKey("approvals.Approval", models.PROTECT, related_name="+")
    resolution = models.ForeignKey(
        "approvals.Resolution", models.PROTECT, null=True, blank=True, related_name="+"
    )
    amount_satang = models.BigIntegerField()
    units = models.PositiveIntegerField(default=0)
    # The committee gave something else than the by-law says, for this reason.
    departs = models.BooleanField(default=False)
    reason = LineField(max_length=500, blank=True)
    # Which body of the by-law said it; empty before that was kept.
    body = LineField(max_length=20, blank=True)
    # It went first and waits to be confirmed, by this day if one is set.
    emergency = models.BooleanField(default=False)
    confirm_by = models.DateField(null=True, blank=True)
    # What its payee was given in so many days before; empty before that was counted.
    before_satang = models.BigIntegerField(null=True, blank=True)
    before_days = models.PositiveSmallIntegerField(null=True, blank=True)
    hash = HashField()

    class Meta:
        constraints = [
            models.UniqueConstraint("claim", name="one_award_a_claim"),
            models.CheckConstraint(
                condition=Q(emergency=False, confirm_by=None)
                | Q(emergency=True, reason__gt=""),
                name="an_emergency_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(amount_satang__gt=0), name="an_award_has_money"
            ),
            models.CheckConstraint(
                condition=Q(departs=False) | Q(reason__gt=""),
                name="a_departure_has_a_reason",
            ),
        ]


class ClaimStep(Covered):
    """Where a claim went, by whom and why."""

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="steps")
    status = models.CharField(max_length=10, choices=ClaimStatus.choices)
    user = models.ForeignKey("access.User", models.PROTECT, related_name="+")
    at = models.DateTimeField()
    note = LineField(max_length=500, blank=True)
    command = models.ForeignKey("commands.Command", models.PROTECT, related_name="+")


class Method(models.TextChoices):
    CASH = "cash", "เงินสด"
    TRANSFER = "transfer", "โอนเข้าบัญชี"


class PayeeKind(models.TextChoices):
    SELF = "self", "เจ้าตัว"
    PROXY = "proxy", "ผู้รับมอบฉันทะ"
    BENEFICIARY = "beneficiary", "ผู้รับผลประโยชน์"
    PROVIDER = "provider", "ร้านหรือช่างที่ทำงานให้"


class Payment(Covered):
    """A voucher: money went out, from where, to whom, before whom."""

    public_id = PublicIdField()
    fund = models.ForeignKey(
        "access.Fund", models.PROTECT, related_name="+", db_index=False
    )
    fiscal_year = models.PositiveSmallIntegerField()
    no = models.PositiveIntegerField()
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="payments")
    attempt = models.PositiveSmallIntegerField()
    paid_on = models.DateField()
    account = models.ForeignKey("ledger.Account", models.PROTECT, related_name="+")
    method = models.CharField(max_length=10, choices=Method.choices)
    transfer_ref = LineField(max_length=60, blank=True)
    payee_kind = models.CharField(max_length=12, choices=PayeeKind.choices)
    payee_name = LineField(max_length=240)
    # The power of attorney: its date and what it says of the proxy.
    proxy_paper = LineField(max_length=200, blank=True)
    beneficiary = models.ForeignKey(
        "people.Beneficiary",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    witness = LineField(max_length=240)
    amount_satang = models.BigIntegerField()
    entry = models.OneToOneField("ledger.Entry", models.PROTECT, related_name="+")
    paid_by = models.ForeignKey("access.User", models.PROTECT, related_name="+")
    command = models.ForeignKey("commands.Command", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "fund", "fiscal_year", "no", name="voucher_number_once_a_year"
            ),
            models.UniqueConstraint("claim", "attempt", name="a_claim_is_paid_once"),
            models.UniqueConstraint(
                "fund",
                "transfer_ref",
                condition=Q(transfer_ref__gt=""),
                name="a_transfer_pays_once",
            ),
            models.CheckConstraint(
                condition=Q(amount_satang__gt=0), name="a_voucher_has_money"
            ),
            models.CheckConstraint(
                condition=Q(method="cash", transfer_ref="")
                | Q(method="transfer", transfer_ref__gt=""),
                name="a_transfer_has_its_reference",
            ),
        ]
        indexes = [models.Index("fund", "paid_on", name="voucher_by_fund_and_day")]

    @property
    def number(self) -> str:
        return f"{self.no}/{self.fiscal_year}"


class PaymentReversal(Covered):
    """Money came back; the voucher keeps its number and both stay readable."""

    payment = models.OneToOneField(Payment, models.PROTECT, related_name="reversal")
    entry = models.OneToOneField("ledger.Entry", models.PROTECT, related_name="+")
    reversed_on = models.DateField()
    reason = LineField(max_length=200)
    user = models.ForeignKey("access.User", models.PROTECT, related_name="+")
    command = models.ForeignKey("commands.Command", models.PROTECT, related_name="+")
