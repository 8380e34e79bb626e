"""Windows: over which days a cap counts, and how much of it was used before.

The window of the event date counts, whole: all units of one event fall into it.
The claims app calls `used_before` to fill the `..._used_...` facts.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kongbun.rules.benefit import BenefitRule, Cap, Tiers, Window
from kongbun.rules.days import (
    FIRST_DAY,
    NEVER,
    Int,
    add_months,
    first_of_month,
    month_of,
    months_complete,
)
from kongbun.rules.facts import Facts
from kongbun.rules.since import NO_TIER, tier_of, time_of
from kongbun.rules.used import used_fact


@dataclass(frozen=True, slots=True)
class Bounds:
    """Half-open: a day counts from `start` up to before `until`."""

    start: Int
    until: Int


def year_bounds(
    window: Window, day: Int, *, fiscal_year_month: int = 10, joined: Int | None = None
) -> Bounds:
    """The fiscal, calendar or membership year that holds each day."""
    if window == "membership_year":
        assert joined is not None, "a membership year needs the day of joining"
        year = months_complete(joined, day) // 12
        return Bounds(add_months(joined, year * 12), add_months(joined, year * 12 + 12))
    shift = fiscal_year_month - 1 if window == "fiscal_year" else 0
    first = (month_of(day) - shift) // 12 * 12 + shift
    return Bounds(first_of_month(first), first_of_month(first + 12))


def cap_bounds(rule: BenefitRule, cap: Cap, facts: Facts) -> Bounds:
    """The days over which `cap` counts, for each row.

    For one event the bounds are open: what belongs to it is known by the event.
    """
    n = facts.n
    if cap.per == "year":
        assert cap.window is not None, "a cap per year names its year"
        joined = facts["joined_date"] if cap.window == "membership_year" else None
        return year_bounds(
            cap.window,
            facts["event_date"],
            fiscal_year_month=rule.fiscal_year_month,
            joined=joined,
        )
    if cap.per == "month":
        month = month_of(facts["event_date"])
        return Bounds(first_of_month(month), first_of_month(month + 1))
    if cap.per == "tier" and isinstance(rule.amount, Tiers):
        return _tier_bounds(rule.amount, facts)
    return Bounds(
        np.full(n, FIRST_DAY, dtype=np.int64), np.full(n, NEVER, dtype=np.int64)
    )


def _tier_bounds(tiers: Tiers, facts: Facts) -> Bounds:
    time = time_of(tiers.by, facts)
    since, tier = time.start, tier_of(tiers, time)
    start = np.full(facts.n, FIRST_DAY, dtype=np.int64)
    until = np.full(facts.n, NEVER, dtype=np.int64)
    begins = [t.from_.after(since) for t in tiers.tiers]
    for i, one in enumerate(tiers.tiers):
        here = tier == i
        start[here] = begins[i][here]
        if one.to is not None:
            until[here] = one.to.after(since)[here] + 1
        elif i + 1 < len(begins):
            until[here] = begins[i + 1][here]
    until[tier == NO_TIER] = FIRST_DAY
    return Bounds(start, until)


@dataclass(frozen=True, slots=True)
class History:
    """What was granted before, one row a live claim line, in any order.

    `row` says to which row of the facts it belongs (the member, or the household for
    a cap by household).  Keep lines of one event apart with `same_event`.
    """

    row: Int
    day: Int  # The event date.
    units: Int
    satang: Int
    benefit: tuple[str, ...]
    same_event: Int  # 1 where it belongs to the very event being decided.


def used_before(
    rule: BenefitRule, facts: Facts, own: History, household: History | None = None
) -> dict[str, Int]:
    """The `..._used_...` facts of every cap of `rule`, counted over its window.

    A shared cap counts the benefits it is shared with.  The event being decided is
    counted by caps per event alone, except that earlier lines of it fill a year too.
    """
    facts_by_name: dict[str, Int] = {}
    for cap in rule.caps:
        history = household if cap.by_household and household is not None else own
        codes = {rule.code, *cap.shared_with}
        of_cap = np.array([code in codes for code in history.benefit], dtype=np.bool_)
        bounds = cap_bounds(rule, cap, facts)
        inside = (history.day >= bounds.start[history.row]) & (
            history.day < bounds.until[history.row]
        )
        if cap.per == "event":
            inside &= history.same_event != 0
        counts = of_cap & inside
        worth = {
            "units": history.units,
            "satang": history.satang,
            "times": np.ones(len(history.row), dtype=np.int64),
        }[cap.measure]
        used = np.zeros(facts.n, dtype=np.int64)
        np.add.at(used, history.row[counts], worth[counts])
        name = used_fact(rule, cap)
        # Two caps may ask the same fact; the one that counts more is the safe side.
        earlier = facts_by_name.get(name)
        facts_by_name[name] = used if earlier is None else np.maximum(earlier, used)
    return facts_by_name
