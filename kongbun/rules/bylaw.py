"""A by-law version as a frozen value: all that one file says.

What it grants is in `benefit`; how it is read in `read_yaml`; which version is in
force, and who adopted it, is the bylaws app.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Literal

from kongbun.rules.benefit import Approval, BenefitRule, Clause, OwnFact
from kongbun.rules.days import Length
from kongbun.rules.dues import Contribution


class Status(Enum):
    """Where the text comes from; shown wherever the by-law is."""

    FOUND = "found"
    UNVERIFIED = "unverified"
    SYNTHETIC = "synthetic"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lapse(Clause):
    """After how long unpaid a membership is suspended, or ends."""

    after: Length


@dataclass(frozen=True, slots=True, kw_only=True)
class Return(Clause):
    """How a suspended or lapsed member comes back."""

    pays: Literal["arrears", "nothing"] = "arrears"
    waiting: Length | None = None
    keeps_time: bool = True
    new_number: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MembershipRules(Clause):
    entry_fee_satang: int = 0
    eligible: str = ""
    age_at_least: int | None = None
    age_at_most: int | None = None
    documents: tuple[str, ...] = ()
    suspension: Lapse | None = None
    lapse: Lapse | None = None
    return_: Return | None = None
    exits: tuple[str, ...] = ("died", "resigned", "struck_off")
    resignation_refund_percent: int = 0

    @property
    def ages(self) -> tuple[int | None, int | None]:
        """From which and to which age one may join."""
        return self.age_at_least, self.age_at_most


@dataclass(frozen=True, slots=True, kw_only=True)
class Exemption(Clause):
    """Who need not pay contributions, and who pays them instead."""

    who: tuple[str, ...]
    payer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SubFund(Clause):
    """A named share of what comes in, in hundredths of a percent."""

    code: str
    title: str
    basis_points: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit(Clause):
    """Not more than a share of the year's income, or of the fund, for one purpose."""

    what: str
    basis_points: int
    of: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reserve(Clause):
    """What stays untouched: a sum, a share of income, or both."""

    at_least_satang: int
    basis_points: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WhenShort(Clause):
    """What happens when the money does not suffice."""

    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lending(Clause):
    """Whether the fund's money may be lent at all."""

    allowed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyRules(Clause):
    """How income is shared out, and what holds the fund's money together."""

    shared: str
    sub_funds: tuple[SubFund, ...]
    limits: tuple[Limit, ...]
    reserve: Reserve | None
    when_short: WhenShort | None
    lending: Lending | None = None  # None: by its loans alone.


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipts(Clause):
    """How long a collector may hold money before handing it over."""

    bag_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Certification(Clause):
    """How many of the village centre's committee sign a request."""

    signatures: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Loan:
    """A loan clause: read and decided like a benefit, not handled yet."""

    rule: BenefitRule
    terms: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bylaw:
    """One version of one fund's by-law."""

    title: str
    fund: str
    version: str
    status: Status
    source: str
    effective_from: date
    effective_until: date | None  # Exclusive; None: until the next version.
    adopted: str
    assumed: bool
    note: str
    fiscal_year_month: int
    own_facts: tuple[OwnFact, ...]
    membership: MembershipRules
    contribution: Contribution
    exemptions: tuple[Exemption, ...]
    money: MoneyRules | None
    receipts: Receipts | None
    certification: Certification
    approvals: tuple[Approval, ...]
    benefits: tuple[BenefitRule, ...]
    loans: tuple[Loan, ...]
    not_handled: tuple[Clause, ...]
    canonical_json: str
    sha256: bytes
    file: str

    @property
    def rules(self) -> tuple[BenefitRule, ...]:
        """Everything that can be decided: benefits, then loans."""
        return self.benefits + tuple(loan.rule for loan in self.loans)

    def rule(self, code: str) -> BenefitRule | None:
        return next((rule for rule in self.rules if rule.code == code), None)

    def signatures_for(self, rule: BenefitRule) -> int:
        own = rule.signatures
        return self.certification.signatures if own is None else own

    def approvals_for(self, rule: BenefitRule) -> tuple[Approval, ...]:
        return rule.approvals or self.approvals

    def is_in_force(self, on: date) -> bool:
        """Whether this version's own dates cover the day."""
        ended = self.effective_until is not None and on >= self.effective_until
        return self.effective_from <= on and not ended
