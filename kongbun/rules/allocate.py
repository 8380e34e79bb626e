"""When there is not enough for all: places, budgets and shares, in a declared order.

The second pure function of the rules.  `decide` looks at each row alone; `allocate`
looks at a *closed* set of granted rows together.  It refuses no right: it says what
each row gets of what there is, and why.  A claim keeps both traces.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np

from kongbun.rules.benefit import MAX_SATANG, Allocation
from kongbun.rules.days import Bool, Int

BASIS_POINTS = 10_000


class AllocationCode(Enum):
    """What was looked at.  Stable: stored, translated."""

    WITHIN_PLACES = "within-places"
    WITHIN_BUDGET = "within-budget"
    WITHIN_SHARE_OF_FUND = "within-share-of-fund"


@dataclass(frozen=True, slots=True)
class AllocationCheck:
    code: AllocationCode
    passed: Bool
    required: int  # The limit.
    # The row's place, or the sum down to and with this row; pro rata, of all rows.
    found: Int
    unit: str


@dataclass(frozen=True, slots=True)
class AllocationResult:
    """One check of one row, as it is stored and told."""

    code: AllocationCode
    passed: bool
    required: int
    found: int
    unit: str

    def as_trace(self) -> dict[str, object]:
        return {
            "code": self.code.value,
            "passed": self.passed,
            "required": self.required,
            "found": self.found,
            "unit": self.unit,
        }

    @classmethod
    def from_trace(cls, trace: dict[str, object]) -> AllocationResult:
        return cls(
            code=AllocationCode(trace["code"]),
            passed=trace["passed"] is True,
            required=int(str(trace["required"])),
            found=int(str(trace["found"])),
            unit=str(trace["unit"]),
        )


@dataclass(frozen=True, slots=True)
class Allocations:
    """What each row gets.  `place` counts from 1 in the declared order."""

    place: Int
    granted: Bool
    amount_satang: Int
    limit_satang: int | None
    checks: tuple[AllocationCheck, ...]

    def results(self, row: int) -> tuple[AllocationResult, ...]:
        """The trace of one row."""
        return tuple(
            AllocationResult(
                check.code,
                bool(check.passed[row]),
                check.required,
                int(check.found[row]),
                check.unit,
            )
            for check in self.checks
        )


def allocate(
    rule: Allocation,
    *,
    amount_satang: Int,
    order_by: dict[str, Int],
    tie: Int,
    fund_satang: int,
    spent_satang: int,
    places_taken: int,
) -> Allocations:
    """Share what there is among granted rows.

    `amount_satang` is what `decide` granted.  `order_by` holds a column for every
    name in the rule's order (`amount` stands for the amount itself); `tie` is unique
    (the number of the request) and makes the order total.  `spent_satang` and
    `places_taken` are what earlier sets of the same window already used.

    Without `pro_rata` rows are served in order, whole, until one does not fit in
    full: it gets what is left, later ones nothing.  With it every row within the
    places gets its share, largest remainder first, ties by the order.
    """
    n = len(amount_satang)
    assert len(np.unique(tie)) == n, "the tie-break is unique, so the order is total"
    assert (amount_satang > 0).all(), "only granted rows are allocated"
    assert (amount_satang <= MAX_SATANG).all()
    order = _order(rule, amount_satang, order_by, tie)
    place = np.empty(n, dtype=np.int64)
    place[order] = np.arange(1, n + 1)

    checks = []
    wanted = amount_satang
    if rule.places is not None:
        found = place + places_taken
        fits = found <= rule.places
        wanted = np.where(fits, amount_satang, 0)
        code = AllocationCode.WITHIN_PLACES
        checks.append(AllocationCheck(code, fits, rule.places, found, "places"))

    limits = _limits(rule, fund_satang, spent_satang)
    limit = min(limits.values()) if limits else None
    given = wanted if limit is None else _give(rule, wanted, order, limit)
    running = np.empty(n, dtype=np.int64)
    running[order] = wanted.sum() if rule.pro_rata else np.cumsum(wanted[order])
    for code, most in limits.items():
        passed = running <= most if not rule.pro_rata else given == wanted
        checks.append(AllocationCheck(code, passed, most, running, "satang"))
    return Allocations(place, given > 0, given, limit, tuple(checks))


def _order(rule: Allocation, amount: Int, order_by: dict[str, Int], tie: Int) -> Int:
    """Row numbers in the declared order; `tie` decides last, the smallest first."""
    keys = [tie]
    for name, largest_first in reversed(rule.order):
        values = amount if name == "amount" else order_by[name]
        keys.append(-values if largest_first else values)
    return np.lexsort(keys).astype(np.int64)


def _limits(
    rule: Allocation, fund_satang: int, spent_satang: int
) -> dict[AllocationCode, int]:
    limits = {}
    if rule.budget_satang is not None:
        left = max(0, rule.budget_satang - spent_satang)
        limits[AllocationCode.WITHIN_BUDGET] = left
    if rule.share_of_fund_basis_points is not None:
        share = fund_satang * rule.share_of_fund_basis_points // BASIS_POINTS
        left = max(0, share - spent_satang)
        limits[AllocationCode.WITHIN_SHARE_OF_FUND] = left
    return limits


def _give(rule: Allocation, wanted: Int, order: Int, limit: int) -> Int:
    if int(wanted.sum()) <= limit:
        return wanted
    if not rule.pro_rata:
        running = np.cumsum(wanted[order])
        given = np.empty_like(wanted)
        given[order] = np.clip(limit - (running - wanted[order]), 0, wanted[order])
        return given
    # A product of two sums in satang does not fit an int64: Python's integers do.
    whole = int(wanted.sum())
    shares, remainders = [], []
    for amount in wanted[order].tolist():
        share, remainder = divmod(amount * limit, whole)
        shares.append(share)
        remainders.append(remainder)
    left_over = limit - sum(shares)
    for i in sorted(range(len(shares)), key=lambda i: -remainders[i])[:left_over]:
        shares[i] += 1
    given = np.empty_like(wanted)
    given[order] = shares
    return given
