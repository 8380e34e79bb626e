"""What a by-law's money section holds a payment to: its limits and its reserve.

The third pure function of the rules, in columns: one row is one payment, with what the
books say of its year.  Nothing here knows where the figures come from.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from kongbun.rules.bylaw import Limit, MoneyRules, Reserve
from kongbun.rules.days import Bool, Int

BASIS_POINTS = 10_000
# A hundred thousand million baht: times a hundred percent it still fits 64 bits.
SATANG_MAX = 10**13
# What a payment may count for.  Loans are none: this system books none yet.
COUNTED = ("administration", "meetings", "investment")


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyFacts:
    """One row a payment; satang, whole numbers.

    `spent` and `asked` have a column for each of `COUNTED`; `invested` is all that
    stands in investments, `spent["investment"]` what the year put there.
    """

    # Of the year, without what was given for a purpose.
    income: Int
    contributions: Int
    # All that the fund holds, and what of it may be used for anything.
    fund: Int
    free: Int
    invested: Int
    spent: Mapping[str, Int]
    asked: Mapping[str, Int]
    # What the payment takes of free money.
    taken: Int
    # How far down a resolution lets free money go; above any reserve where none does.
    down_to: Int

    def __post_init__(self) -> None:
        columns = (self.income, self.contributions, self.fund, self.free)
        assert all(int(np.abs(one).max(initial=0)) <= SATANG_MAX for one in columns)
        assert set(self.spent) == set(self.asked) == set(COUNTED)


@dataclass(frozen=True, slots=True)
class MoneyCheck:
    """One rule on every row: passed, what it allows or wants, what there would be."""

    rule: Limit | Reserve
    passed: Bool
    required: Int
    found: Int


def check_money(rules: MoneyRules, facts: MoneyFacts) -> list[MoneyCheck]:
    """Every limit in the order of the by-law, then the reserve.

    A payment that does not count for a limit passes it, whatever was spent before.
    """
    found = [_limit(one, facts) for one in rules.limits if one.what in COUNTED]
    if rules.reserve is not None:
        found.append(_reserve(rules.reserve, facts))
    return found


def _limit(rule: Limit, facts: MoneyFacts) -> MoneyCheck:
    base = {
        "income": facts.income,
        "contributions": facts.contributions,
        "fund": facts.fund,
    }[rule.of]
    allowed = share(base, rule.basis_points)
    asked, spent = facts.asked[rule.what], facts.spent[rule.what]
    if rule.what == "investment" and rule.of == "fund":
        spent = facts.invested
    would_be = spent + asked
    return MoneyCheck(rule, (asked <= 0) | (would_be <= allowed), allowed, would_be)


def _reserve(rule: Reserve, facts: MoneyFacts) -> MoneyCheck:
    """The sum and the share of income both have to stay; a resolution allows less."""
    kept = np.maximum(share(facts.income, rule.basis_points), rule.at_least_satang)
    wanted = np.minimum(kept, facts.down_to)
    left = facts.free - facts.taken
    return MoneyCheck(rule, (facts.taken <= 0) | (left >= wanted), wanted, left)


def share(base: Int, basis_points: int) -> Int:
    """Of nothing, or less, nothing; the odd part of a satang is not allowed."""
    return np.maximum(base, 0) * basis_points // BASIS_POINTS
