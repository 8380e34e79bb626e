"""How much: the amount of a benefit, cut to every cap.

Caps in units come before caps in money, since money follows from units; the checks
still stand in the by-law's own order.  Whether the member may have it at all is
`decide`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kongbun.rules.benefit import (
    MAX_SATANG,
    MAX_UNITS,
    BenefitRule,
    ByChoice,
    ByResolution,
    Cap,
    CheckCode,
    Fixed,
    Formula,
    PerUnit,
    Tiers,
    UpTo,
)
from kongbun.rules.checks import Check
from kongbun.rules.days import Int, repeated
from kongbun.rules.evaluate import evaluate, known_in
from kongbun.rules.facts import Facts
from kongbun.rules.since import NO_TIER, tier_check, tier_of, time_of
from kongbun.rules.used import used_fact

assert MAX_SATANG * MAX_UNITS < 2**62, "a rate times units fits a column"

LIMIT_CODE = {
    "event": CheckCode.WITHIN_EVENT_LIMIT,
    "month": CheckCode.WITHIN_MONTHLY_LIMIT,
    "year": CheckCode.WITHIN_YEARLY_LIMIT,
    "life": CheckCode.WITHIN_LIFE_LIMIT,
    "tier": CheckCode.WITHIN_TIER_LIMIT,
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a row would be given, if nothing else stands against it."""

    amount_satang: Int
    units: Int
    tier: Int
    checks: tuple[Check, ...]


def grant(rule: BenefitRule, facts: Facts) -> Wanted:
    """The amount of each row after its caps, with the checks that led to it."""
    amount, units, tier, checks = _amount(rule, facts)
    caps: list[Check | None] = [None] * len(rule.caps)
    asked_units = units

    for i, cap in enumerate(rule.caps):
        if cap.measure == "units":
            caps[i], units = _limit(rule, cap, facts, asked=asked_units, wanted=units)
    if isinstance(rule.amount, PerUnit):
        amount = units * rule.amount.satang
    asked_amount = amount
    for i, cap in enumerate(rule.caps):
        if cap.measure == "satang":
            caps[i], amount = _limit(
                rule, cap, facts, asked=asked_amount, wanted=amount
            )
        elif cap.measure == "times":
            caps[i] = _times(rule, cap, facts)
    if isinstance(rule.amount, PerUnit):
        # A cap in money may leave the last unit paid in part: it counts as used.
        units = -(-amount // rule.amount.satang)
    return Wanted(amount, units, tier, (*checks, *(c for c in caps if c is not None)))


def _amount(  # noqa: PLR0911 -- one a kind
    rule: BenefitRule, facts: Facts
) -> tuple[Int, Int, Int, list[Check]]:
    """Amount, units, tier and own checks, before any cap."""
    n = facts.n
    one, no_tier = np.ones(n, dtype=np.int64), np.full(n, NO_TIER, dtype=np.int64)
    match rule.amount:
        case Fixed(satang=satang):
            return one * satang, one, no_tier, []
        case PerUnit(unit=unit, satang=satang):
            asked = facts[unit]
            check = Check.of(
                CheckCode.SOMETHING_ASKED, rule.amount, asked > 0, 1, asked, unit
            )
            return asked * satang, asked, no_tier, [check]
        case Tiers() as tiers:
            check, tier = tier_check(tiers, facts)
            return _tier_satang(tiers, tier), one, tier, [check]
        case ByChoice(fact=fact, satang=table):
            found = facts[fact]
            amount = np.zeros(n, dtype=np.int64)
            for choice, satang in table:
                amount[found == choice] = satang
            check = Check.of(
                CheckCode.KIND_AS_WRITTEN,
                rule.amount,
                np.isin(found, [choice for choice, _ in table]),
                table[0][0],
                found,
                fact,
            )
            return amount, one, no_tier, [check]
        case Formula(expression=expression):
            known, gives = known_in(expression, facts), evaluate(expression, facts)
            gives = np.clip(np.where(known, gives, 0), 0, MAX_SATANG)
            check = Check.of(
                CheckCode.FORMULA_PAYS, rule.amount, gives > 0, 1, gives, "satang"
            )
            return gives, one, no_tier, [check]
        case UpTo(satang=most):
            return *_up_to(rule.amount, most, facts), no_tier, _asked(rule, facts)
        case ByResolution(at_least=least, at_most=most_or_none):
            said = facts["resolution_satang"]
            passed = said >= least
            if most_or_none is not None:
                passed &= said <= most_or_none
            check = Check.of(
                CheckCode.RESOLUTION_RECORDED,
                rule.amount,
                passed,
                least,
                said,
                "satang",
            )
            return said, one, no_tier, [check]


def _up_to(_: UpTo, most: int, facts: Facts) -> tuple[Int, Int]:
    return np.minimum(facts["asked_satang"], most), np.ones(facts.n, dtype=np.int64)


def _asked(rule: BenefitRule, facts: Facts) -> list[Check]:
    """Something was asked for, and it may be more than the by-law gives."""
    assert isinstance(rule.amount, UpTo)
    most, asked = rule.amount.satang, facts["asked_satang"]
    return [
        Check.of(CheckCode.SOMETHING_ASKED, rule.amount, asked > 0, 1, asked, "satang"),
        Check.of(
            CheckCode.WITHIN_EVENT_LIMIT,
            rule.amount,
            np.ones(facts.n, dtype=np.bool_),
            most,
            asked,
            "satang",
            cut=asked > most,
        ),
    ]


def _tier_satang(tiers: Tiers, tier: Int) -> Int:
    if not all(isinstance(t.satang, int) for t in tiers.tiers):
        return sum(
            (t.satang * (tier == i) for i, t in enumerate(tiers.tiers)), tier * 0
        )
    # The last place answers NO_TIER (-1): no tier, no money.
    table = np.array([*(t.satang for t in tiers.tiers), 0], dtype=np.int64)
    return table[tier]


def ceiling(cap: Cap, facts: Facts) -> Int:
    """The cap of each row: one figure, or one that grows with tenure."""
    if cap.by_tenure is None:
        return repeated(cap.max, facts.n)
    time = time_of(cap.by_tenure.by, facts)
    return _tier_satang(cap.by_tenure, tier_of(cap.by_tenure, time))


def _limit(
    rule: BenefitRule, cap: Cap, facts: Facts, *, asked: Int, wanted: Int
) -> tuple[Check, Int]:
    """Cut `wanted` to what is left under `cap`.

    For one event `found` is what it comes to with what was asked; for a window it is
    what was used before, since that is what the member has to know.
    """
    most, used = ceiling(cap, facts), facts[used_fact(rule, cap)]
    left = np.maximum(0, most - used)
    given = np.minimum(wanted, left)
    found = used + asked if cap.per == "event" else used
    unit = rule.unit if cap.measure == "units" else "satang"
    assert unit is not None, "the reader refuses a cap in units without a unit"
    check = Check.of(
        LIMIT_CODE[cap.per],
        cap,
        left > 0,
        most,
        found,
        unit,
        subject=used_fact(rule, cap),
        cut=(left > 0) & (given < wanted),
    )
    return check, given


def _times(rule: BenefitRule, cap: Cap, facts: Facts) -> Check:
    name = used_fact(rule, cap)
    most, used = ceiling(cap, facts), facts[name]
    return Check.of(
        LIMIT_CODE[cap.per], cap, used < most, most, used, "times", subject=name
    )
