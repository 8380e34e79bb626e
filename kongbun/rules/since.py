"""From when a time is counted, and whether a length of it is complete.

Tenure counts from joining, paid time is laid on the calendar backwards from the
event, an age counts from the latest day the birth may have been.
"""

from __future__ import annotations

import numpy as np

from kongbun.rules.benefit import By, CheckCode, Clause, Tiers
from kongbun.rules.checks import UNKNOWN, Check
from kongbun.rules.days import Int, Length, complete
from kongbun.rules.facts import KNOWN, Facts

NO_TIER = -1


def start_of(by: By, facts: Facts) -> Int:
    """Day 0 of the time that `by` counts."""
    if by == "joined":
        return facts["joined_date"]
    if by == "paid":
        return facts["event_date"] - facts["paid_days"]
    # Nobody is old enough whose birth is not known: then day 0 is the event itself.
    known = facts["birth_date" + KNOWN] != 0
    return np.where(known, facts["birth_date"], facts["event_date"] + 1)


def length_check(
    code: CheckCode, rule: Clause, length: Length, start: Int, on: Int
) -> Check:
    """Is `length` complete on the day `on`?  Told in its own unit, else in days."""
    due = length.after(start)
    whole = (length.unit == "days") or not length.days
    if whole and not (length.unit == "years" and length.months % 12):
        found = complete(start, on, length.unit)
        return Check.of(code, rule, on >= due, length.amount, found, length.unit)
    return Check.of(code, rule, on >= due, due - start, on - start, "days")


def tier_of(tiers: Tiers, start: Int, on: Int) -> Int:
    """Which tier the time from `start` to `on` has reached, or `NO_TIER`.

    "To 4 years" includes the day on which four years are complete; a tier without an
    end reaches up to the next one, or without limit.
    """
    reached = np.full(len(on), NO_TIER, dtype=np.int64)
    begins = [tier.from_.after(start) for tier in tiers.tiers]
    for i, tier in enumerate(tiers.tiers):
        inside = on >= begins[i]
        if tier.to is not None:
            inside &= on <= tier.to.after(start)
        elif i + 1 < len(begins):
            inside &= on < begins[i + 1]
        reached[inside & (reached == NO_TIER)] = i
    return reached


def tier_check(tiers: Tiers, facts: Facts) -> tuple[Check, Int]:
    """The tier of every row, and the check that there is one."""
    on, start = facts["event_date"], start_of(tiers.by, facts)
    tier = tier_of(tiers, start, on)
    lowest = min(tiers.tiers, key=lambda t: t.from_.months * 31 + t.from_.days)
    check = length_check(CheckCode.TIER_REACHED, tiers, lowest.from_, start, on)
    found = check.found
    if tiers.by == "age":
        found = np.where(facts["birth_date" + KNOWN] != 0, found, UNKNOWN)
    return (
        Check.of(
            CheckCode.TIER_REACHED,
            tiers,
            tier != NO_TIER,
            check.required,
            found,
            check.unit,
            subject=tiers.by,
        ),
        tier,
    )
