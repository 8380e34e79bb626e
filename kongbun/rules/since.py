"""From when a time is counted, and whether a length of it is complete.

Tenure counts from joining, paid time is laid on the calendar backwards from the
event, an age counts from the latest day the birth may have been.
"""

from __future__ import annotations

import numpy as np

from kongbun.rules.benefit import By, CheckCode, Clause, Tiers
from kongbun.rules.checks import UNKNOWN, Check
from kongbun.rules.days import Elapsed, ElapsedToOneDay, Int, Length
from kongbun.rules.facts import KNOWN, Facts

NO_TIER = -1
Time = Elapsed | ElapsedToOneDay


def start_of(by: By, facts: Facts) -> Int:
    """Day 0 of the time that `by` counts."""
    if by == "joined":
        return facts["joined_date"]
    if by == "paid":
        return facts["event_date"] - facts["paid_days"]
    if "birth_date" + KNOWN not in facts.columns:
        return facts["birth_date"]
    # Nobody is old enough whose birth is not known: then day 0 is the event itself.
    known = facts["birth_date" + KNOWN] != 0
    return np.where(known, facts["birth_date"], facts["event_date"] + 1)


def length_check(code: CheckCode, rule: Clause, length: Length, time: Time) -> Check:
    """Is `length` complete?  Told in its own unit, else in days."""
    passed = time.reached(length)
    whole = (length.unit == "days") or not length.days_beyond
    if whole and not (length.unit == "years" and np.any(length.months % 12)):
        found = time.whole(length.unit)
        return Check.of(code, rule, passed, length.amount, found, length.unit)
    required = length.after(time.start) - time.start
    return Check.of(code, rule, passed, required, time.on - time.start, "days")


def tier_of(tiers: Tiers, time: Time) -> Int:
    """Which tier the time has reached, or `NO_TIER`.

    "To 4 years" includes the day on which four years are complete; a tier without an
    end reaches up to the next one, or without limit.  Where tiers overlap the later
    one answers, but such a by-law is not decided (`lint.undecidable`).
    """
    reached = np.full(len(time.on), NO_TIER, dtype=np.int64)
    begun = [time.reached(tier.from_) for tier in tiers.tiers]
    for i, tier in enumerate(tiers.tiers):
        inside = begun[i].copy()
        if tier.to is not None:
            inside &= time.within(tier.to)
        elif i + 1 < len(begun):
            inside &= ~begun[i + 1]
        reached[inside] = i
    return reached


def tier_check(tiers: Tiers, facts: Facts) -> tuple[Check, Int]:
    """The tier of every row, and the check that there is one."""
    time = time_of(tiers.by, facts)
    tier = tier_of(tiers, time)
    lowest = min((tier.from_ for tier in tiers.tiers), key=_about_days)
    check = length_check(CheckCode.TIER_REACHED, tiers, lowest, time)
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


def _about_days(length: Length) -> int:
    """Enough to tell the lowest tier; of a stack, that of its first row."""
    return int(np.ravel(length.months * 31 + length.days)[0])


def time_of(by: By, facts: Facts) -> Time:
    """The time that `by` counts, up to the event."""
    return Elapsed.between(start_of(by, facts), facts["event_date"])
