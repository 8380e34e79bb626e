"""What one benefit of a by-law may say: a closed vocabulary of frozen values.

Conditions, amounts, caps and evidence, each with its clause.  A new kind of rule is
a new class here, its check in `decide`, its words in `words` and its key in
`read_benefit`.  Not how a file is written, and not how anything is computed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import Literal

from kongbun.rules.days import Length
from kongbun.rules.expression import Node

By = Literal["joined", "paid", "age"]
Window = Literal["fiscal_year", "calendar_year", "membership_year"]
Per = Literal["event", "month", "year", "life", "tier"]
SharedPer = Literal["fiscal_year", "calendar_year", "event"]
Measure = Literal["units", "satang", "times"]
Whose = Literal["member", "subject"]

MAX_SATANG = 1_000_000_000_000
MAX_UNITS = 1_000_000
GPA_MAX = 400


class CheckCode(Enum):
    """What is looked at.  Stable: stored with each decision, translated, documented."""

    MEMBER_ON_EVENT_DATE = "member-on-event-date"
    MEMBER_LONG_ENOUGH = "member-long-enough"
    PAID_LONG_ENOUGH = "paid-long-enough"
    WAITING_OVER = "waiting-over"
    DUES_UP_TO_DATE = "dues-up-to-date"
    NOT_SUSPENDED = "not-suspended"
    OLD_ENOUGH = "old-enough"
    YOUNG_ENOUGH = "young-enough"
    SEX_AS_WRITTEN = "sex-as-written"
    FILED_IN_TIME = "filed-in-time"
    BACKDATING_CONFIRMED = "backdating-confirmed"
    GRADE_HIGH_ENOUGH = "grade-high-enough"
    KIND_AS_WRITTEN = "kind-as-written"
    NOT_TOGETHER = "not-together"
    AS_WRITTEN = "as-written"
    EVIDENCE_COMPLETE = "evidence-complete"
    RESOLUTION_RECORDED = "resolution-recorded"
    SOMETHING_ASKED = "something-asked"
    TIER_REACHED = "tier-reached"
    FORMULA_PAYS = "formula-pays"
    WITHIN_EVENT_LIMIT = "within-event-limit"
    WITHIN_MONTHLY_LIMIT = "within-monthly-limit"
    WITHIN_YEARLY_LIMIT = "within-yearly-limit"
    WITHIN_LIFE_LIMIT = "within-life-limit"
    WITHIN_TIER_LIMIT = "within-tier-limit"


# What is counted, and the name of the fact that counts it.
COUNTED = ("nights", "children", "calves", "days", "months", "people", "items")


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """Where a rule stands and what it says there."""

    clause: str
    text: str = ""
    line: int = field(default=0, compare=False)  # Of its file; no part of the rule.


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnFact(Clause):
    """Something that this by-law alone asks for: trees planted, a paper's kind."""

    code: str
    label: str
    type: Literal["count", "satang", "yes_no", "choice", "date"]
    unit_word: str = ""  # ต้น, กิโลกรัม: how a count is told.
    most: int = MAX_UNITS
    words: tuple[tuple[str, str], ...] = ()  # Of a choice: the code and the Thai word.


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership(Clause):
    """The claimant is a member on the day of the event.  Implied, never written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenure(Clause):
    """A member, or one who has paid, for at least so long."""

    by: By
    at_least: Length


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting(Clause):
    """The waiting time since joining, or since coming back, is over."""

    at_least: Length


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrears(Clause):
    """Behind with dues by no more than so many days, months or years."""

    at_most: int
    unit: Literal["days", "months", "years"]


@dataclass(frozen=True, slots=True, kw_only=True)
class NotSuspended(Clause):
    """The member's rights are not suspended on the day of the event."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Age(Clause):
    """Whole years of age on the day of the event."""

    whose: Whose
    at_least: int | None
    at_most: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sex(Clause):
    is_: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FiledWithin(Clause):
    """Asked for within so many days after the last day of the event."""

    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Backdating(Clause):
    """Facts that came in more than so many days late count once confirmed."""

    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Grade(Clause):
    """A grade point average in hundredths: 3.50 is 350."""

    at_least: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OneOf(Clause):
    """A fact with a closed list of values holds one of those named."""

    fact: str
    choices: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NotTogether(Clause):
    """Not when one of the other benefits was granted in the same window."""

    others: tuple[str, ...]
    window: Window | None  # None: in a lifetime.


@dataclass(frozen=True, slots=True, kw_only=True)
class When(Clause):
    """An expression over named facts that must be true; its text tells it."""

    expression: Node
    written: str


Condition = (
    Membership
    | Tenure
    | Waiting
    | Arrears
    | NotSuspended
    | Age
    | Sex
    | FiledWithin
    | Backdating
    | Grade
    | OneOf
    | NotTogether
    | When
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fixed(Clause):
    satang: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PerUnit(Clause):
    """So much for each night, child or calf."""

    unit: str
    satang: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Tier(Clause):
    """From a length of time (complete) up to another, its last day included."""

    code: str
    from_: Length
    to: Length | None  # None: open-ended, or up to the next tier.
    satang: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Tiers(Clause):
    """An amount by time joined, time paid or age."""

    by: By
    tiers: tuple[Tier, ...]
    nothing_below: bool = False  # Said in the by-law, so not a slip.


@dataclass(frozen=True, slots=True, kw_only=True)
class ByChoice(Clause):
    """An amount by the value of a fact with a closed list of values."""

    fact: str
    satang: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UpTo(Clause):
    """What is asked for, up to a sum."""

    satang: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ByResolution(Clause):
    """What the committee's recorded resolution says, within bounds."""

    at_least: int
    at_most: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Formula(Clause):
    """What an expression in baht gives."""

    expression: Node
    written: str


Amount = Formula | Fixed | PerUnit | Tiers | ByChoice | UpTo | ByResolution


@dataclass(frozen=True, slots=True, kw_only=True)
class Cap(Clause):
    """No more than so much, so many units or so often, in an event or a window."""

    measure: Measure
    max: int
    by_tenure: Tiers | None  # Then `max` is unused: the ceiling grows with time.
    per: Per
    window: Window | None  # For `per: year` alone.
    by_household: bool
    shared_with: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence(Clause):
    code: str
    count: int
    # Whether the decision itself looks at it, or only the person at the counter.
    decides: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval(Clause):
    """Who approves, up to which sum (None: any)."""

    by: str
    up_to_satang: int | None
    # In an emergency this one may go first; the rest confirm within so many days.
    emergency: bool = False
    confirmed_within_days: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Allocation(Clause):
    """How granted rows share what is not enough for all.  See `allocate`."""

    # Over which days places and money are counted; `event`: those of one day.
    per: SharedPer = "fiscal_year"
    places: int | None = None
    budget_satang: int | None = None
    share_of_fund_basis_points: int | None = None
    pro_rata: bool = False
    # Fact or amount to order by, and whether the largest comes first.
    order: tuple[tuple[str, bool], ...] = ()
    own_facts: tuple[OwnFact, ...] = ()  # Those that the order names.

    @property
    def is_of_a_set(self) -> bool:
        """Whether all are weighed together; else who comes first is served first."""
        return bool(self.order) or self.pro_rata


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A case the members can read, with the facts and the answer it must give."""

    name: str
    given: tuple[tuple[str, str], ...]
    amount_satang: int | None  # None: it must be refused.
    refused: tuple[str, ...]
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class BenefitRule(Clause):
    """One benefit of one by-law version, ready to be decided."""

    code: str
    title: str
    category: int  # 1-13 of the CODI list; 0 is "other".
    is_loan: bool
    members_only: bool
    subject: str  # Whom it is about: member, child, parent, household, community.
    conditions: tuple[Condition, ...]
    amount: Amount
    caps: tuple[Cap, ...]
    evidence: tuple[Evidence, ...]
    examples: tuple[Example, ...]
    started_by: Literal["member", "committee"] = "member"
    event_date_is: Literal["first_day", "last_day"] = "first_day"
    payees: tuple[str, ...] = ("self",)
    approvals: tuple[Approval, ...] = ()
    signatures: int | None = None  # None: as the by-law says for all.
    allocation: Allocation | None = None
    own_facts: tuple[OwnFact, ...] = ()
    fiscal_year_month: int = 10
    assumed: bool = False
    note: str = ""

    @property
    def unit(self) -> str | None:
        """What it counts, if it counts anything."""
        return self.amount.unit if isinstance(self.amount, PerUnit) else None

    @property
    def asks_for_units(self) -> bool:
        return isinstance(self.amount, PerUnit)
