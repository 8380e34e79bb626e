"""Persons, households, memberships, branches and committees.  No verbs.

A person is not a membership: who leaves and returns has two.
"""

from __future__ import annotations

from django.db import models

from kongbun.kernel.national_id import IdKind
from kongbun.people.own_right import InOwnRight
from kongbun.store.fields import LineField, PublicIdField
from kongbun.store.followed import Followed, FollowedManager


class BranchKind(models.TextChoices):
    CENTRE = "centre", "ศูนย์ประสานงานหมู่บ้าน"
    OCCUPATION = "occupation", "สาขาอาชีพ"


class Branch(Followed):
    """A village centre, or a branch of an occupation: not always a village."""

    public_id = PublicIdField()
    fund = models.ForeignKey("access.Fund", models.PROTECT, related_name="branches")
    kind = models.CharField(max_length=12, choices=BranchKind.choices)
    moo = models.PositiveSmallIntegerField(null=True, blank=True)
    name = LineField(max_length=120)
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("fund", "name", "moo", name="branch_once_per_fund")
        ]

    def label(self) -> str:
        """As people say it: "หมู่ 3 บ้านห้วยแล้ง"."""
        return f"หมู่ {self.moo} {self.name}".strip() if self.moo else self.name


# Villages by their number, then what has none by name: databases differ on nothing.
BRANCHES_IN_ORDER = (models.F("moo").asc(nulls_last=True), models.F("name").asc())


class Household(Followed):
    """A house on a round sheet: a row of its own."""

    public_id = PublicIdField()
    fund = models.ForeignKey("access.Fund", models.PROTECT, related_name="+")
    branch = models.ForeignKey(Branch, models.PROTECT, related_name="households")
    house_no = LineField(max_length=30, blank=True)
    # Numbers before the slash first: 5, 5/1, 12.
    sort_key = LineField(max_length=60, blank=True)
    # สาย: the collection line this house is on, if the village has several.
    line = LineField(max_length=30, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "branch",
                "house_no",
                condition=models.Q(house_no__gt=""),
                name="house_once_per_branch",
            )
        ]
        indexes = [models.Index("branch", "sort_key", name="house_in_walking_order")]


class Sex(models.TextChoices):
    FEMALE = "f", "หญิง"
    MALE = "m", "ชาย"
    UNKNOWN = "", "ไม่ระบุ"


class BirthPrecision(models.TextChoices):
    DAY = "day", "ทราบวัน"
    MONTH = "month", "ทราบเดือน"
    YEAR = "year", "ทราบปี"
    UNKNOWN = "", "ไม่ทราบ"


ID_KINDS = [("", "ไม่มีบัตร"), *((kind.value, kind.thai) for kind in IdKind)]


IS_DOUBLE = models.Q(counted_in__isnull=False)


class Person(Followed):
    """Someone of one fund.  The ID may be absent and is never a key."""

    PERSONAL = (
        *("title", "first_name", "last_name", "nickname", "sex", "birth_date"),
        *("birth_precision", "id_kind", "id_value", "id_verified", "phone", "address"),
        *("household_id", "is_household_head", "match_key", "sort_key"),
        *("typed_name", "unsure"),
    )

    public_id = PublicIdField()
    fund = models.ForeignKey(
        "access.Fund", models.PROTECT, related_name="+", db_index=False
    )
    title = LineField(max_length=60, blank=True)
    first_name = LineField(max_length=200)
    last_name = LineField(max_length=200, blank=True)
    nickname = LineField(max_length=60, blank=True)
    sex = models.CharField(max_length=1, choices=Sex.choices, blank=True)
    # The earliest day the known part allows; `birth_precision` says what is known.
    birth_date = models.DateField(null=True, blank=True)
    birth_precision = models.CharField(
        max_length=5, choices=BirthPrecision.choices, blank=True
    )
    id_kind = models.CharField(max_length=20, choices=ID_KINDS, blank=True)
    id_value = LineField(max_length=30, blank=True)
    id_verified = models.BooleanField(default=False)
    phone = LineField(max_length=40, blank=True)
    address = LineField(max_length=300, blank=True)
    household = models.ForeignKey(
        Household, models.PROTECT, null=True, blank=True, related_name="persons"
    )
    is_household_head = models.BooleanField(default=False)
    # `thai_text.match_key` and `thai_text.sort_key` of the name.
    match_key = LineField(max_length=420)
    sort_key = LineField(max_length=2000)
    # As typed, when cleaning changed it.
    typed_name = LineField(max_length=300, blank=True)
    # What a register said that nobody could read for sure: to be asked.
    unsure = LineField(max_length=400, blank=True)
    # Nothing of the above is known any more; days, money and numbers stay.
    erased_on = models.DateField(null=True, blank=True)
    # The record that stands for this one since a merge (`merging`), until it is undone.
    counted_in = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="doubles",
        db_index=False,
    )

    objects = InOwnRight["Person"]()  # type: ignore[misc]
    every = FollowedManager["Person"]()

    class Meta:
        indexes = [
            models.Index("counted_in", name="person_counted_in", condition=IS_DOUBLE),
            models.Index("fund", "sort_key", name="person_in_thai_order"),
            models.Index("fund", "match_key", name="person_by_match_key"),
            models.Index("fund", "id_value", name="person_by_id_value"),
        ]

    def full_name(self) -> str:
        """Title, first name, surname, as printed on a receipt."""
        name = f"{self.title}{self.first_name} {self.last_name}"
        return " ".join(name.split())


class MemberType(models.TextChoices):
    GENERAL = "general", "บุคคลทั่วไป"
    CHILD = "child", "เด็ก/เยาวชน"
    ELDERLY = "elderly", "ผู้สูงอายุ"
    DISADVANTAGED = "disadvantaged", "ผู้ด้อยโอกาส"
    DISABLED = "disabled", "ผู้พิการ"
    ORPHAN = "orphan", "กำพร้า"


class PayerKind(models.TextChoices):
    SELF = "self", "ส่งเอง"
    LOCAL_GOVERNMENT = "local_government", "อปท. ส่งให้"
    TEMPLE = "temple", "วัดส่งให้"
    MERIT = "merit", "ออมบุญ"
    FUND = "fund", "กองทุนส่งให้"
    OTHER = "other", "ผู้อื่นส่งให้"


class ExitReason(models.TextChoices):
    DIED = "died", "เสียชีวิต"
    RESIGNED = "resigned", "ลาออก"
    STRUCK_OFF = "struck_off", "พ้นสภาพ"
    MOVED_AWAY = "moved_away", "ย้ายออกนอกพื้นที่"


class Membership(Followed):
    """A person's standing as a member, from joining to one typed exit.

    The `opening_` columns are the cut-over's stated figures: what was true on the
    paper before this system kept the books.
    """

    PERSONAL = ("payer_name", "exit_note", "admission_note", "fingerprint")

    public_id = PublicIdField()
    fund = models.ForeignKey(
        "access.Fund", models.PROTECT, related_name="+", db_index=False
    )
    person = models.ForeignKey(Person, models.PROTECT, related_name="memberships")
    branch = models.ForeignKey(Branch, models.PROTECT, related_name="memberships")
    member_no = LineField(max_length=30)
    member_type = models.CharField(
        max_length=14, choices=MemberType.choices, default=MemberType.GENERAL
    )
    joined_on = models.DateField()
    payer_kind = models.CharField(
        max_length=16, choices=PayerKind.choices, default=PayerKind.SELF
    )
    payer_name = LineField(max_length=200, blank=True)
    rhythm_months = models.PositiveSmallIntegerField(default=1)
    exited_on = models.DateField(null=True, blank=True)
    exit_reason = models.CharField(
        max_length=10, choices=ExitReason.choices, blank=True
    )
    exit_note = LineField(max_length=300, blank=True)
    returned_from = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="returned_as"
    )
    # By the by-law's rule of return: the time before counts on, and new rights rest
    # until before this day.
    keeps_time = models.BooleanField(default=False)
    waits_until = models.DateField(null=True, blank=True)
    # Dues until before this day were paid in the membership before: the month of an
    # exit is not paid a second time.
    dues_from = models.DateField(null=True, blank=True)
    # Who came back goes on with this number: from then on it is theirs there.
    number_handed_on = models.BooleanField(default=False)
    # Why the committee took in someone whom the by-law alone would not.
    admission_note = LineField(max_length=300, blank=True)
    # Half-open: dues are paid from joining until before this day, days before it
    # that were not paid are not counted in `opening_days_paid`.
    opening_paid_until = models.DateField(null=True, blank=True)
    opening_days_paid = models.PositiveIntegerField(null=True, blank=True)
    opening_paid_satang = models.BigIntegerField(null=True, blank=True)
    received_at = models.DateTimeField()
    # The row of the register this came from: the same row is never written twice.
    fingerprint = models.BinaryField(max_length=16, null=True, blank=True)
    # The membership this one counts in since its person's records were merged: days
    # and money of both are one member's then.
    counted_in = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="doubles",
        db_index=False,
    )
    # What it states of the time before the books is what another states as well, and
    # counts for nothing while they are merged.
    states_again = models.BooleanField(default=False)

    objects = InOwnRight["Membership"]()  # type: ignore[misc]
    every = FollowedManager["Membership"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "fund",
                "member_no",
                condition=models.Q(number_handed_on=False),
                name="member_number_once_per_fund",
            ),
            models.UniqueConstraint(
                "person",
                condition=models.Q(exited_on=None),
                name="one_live_membership_a_person",
            ),
            models.CheckConstraint(
                condition=models.Q(exited_on=None, exit_reason="")
                | models.Q(exited_on__isnull=False, exit_reason__gt=""),
                name="an_exit_has_day_and_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(exited_on=None)
                | models.Q(exited_on__gte=models.F("joined_on")),
                name="nobody_leaves_before_joining",
            ),
        ]
        indexes = [
            models.Index("branch", "member_no", name="member_by_branch"),
            models.Index("fund", "joined_on", name="member_by_joining_day"),
            models.Index("counted_in", name="member_counted_in", condition=IS_DOUBLE),
        ]


class Beneficiary(Followed):
    """Who is named to receive after a member's death; there may be several."""

    PERSONAL = ("name", "relation", "id_kind", "id_value", "phone")

    fund = models.ForeignKey("access.Fund", models.PROTECT, related_name="+")
    membership = models.ForeignKey(
        Membership, models.PROTECT, related_name="beneficiaries"
    )
    seq = models.PositiveSmallIntegerField()
    name = LineField(max_length=240)
    relation = LineField(max_length=60, blank=True)
    id_kind = models.CharField(max_length=20, choices=ID_KINDS, blank=True)
    id_value = LineField(max_length=30, blank=True)
    phone = LineField(max_length=40, blank=True)
    removed_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "membership", "seq", name="beneficiary_once_per_place"
            )
        ]


class OpeningUse(Followed):
    """Cut-over: units of a benefit a member had used before the books began."""

    fund = models.ForeignKey("access.Fund", models.PROTECT, related_name="+")
    membership = models.ForeignKey(
        Membership, models.PROTECT, related_name="opening_uses"
    )
    benefit = LineField(max_length=60)
    units_in_window = models.PositiveIntegerField(default=0)
    units_in_life = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "membership", "benefit", name="opening_use_once_per_benefit"
            )
        ]


from kongbun.people.seat_models import (  # noqa: E402 -- found by Django through here
    CommitteePost,
    CommitteeSeat,
    Seat,
)
from kongbun.people.staged import (  # noqa: E402 -- found by Django through here
    RegisterImport,
    StagedBeneficiary,
    StagedMember,
    StagedUse,
)
from kongbun.people.tie_models import (  # noqa: E402 -- found by Django through here
    HouseLeft,
    Tie,
    TieEnd,
    TieKind,
)

__all__ = [
    "ID_KINDS",
    "Beneficiary",
    "BirthPrecision",
    "Branch",
    "BranchKind",
    "CommitteePost",
    "CommitteeSeat",
    "ExitReason",
    "HouseLeft",
    "Household",
    "IdKind",
    "MemberType",
    "Membership",
    "OpeningUse",
    "PayerKind",
    "Person",
    "RegisterImport",
    "Seat",
    "Sex",
    "StagedBeneficiary",
    "StagedMember",
    "StagedUse",
    "Tie",
    "TieEnd",
    "TieKind",
]
