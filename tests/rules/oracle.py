"""A slow second answer to what the Yasothon fund grants, one person at a time.

Written from the words of the by-law with `date` alone, and from nothing in
`kongbun.rules`: where the two disagree, one of them is wrong.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Case:
    """One member and one event, in days of the calendar."""

    event: date
    joined: date
    paid_days: int = 0
    born: date | None = None
    is_woman: bool = True
    nights: int = 0
    nights_used_this_year: int = 0
    satang_used_this_year: int = 0
    times_used: int = 0


def later(day: date, *, years: int = 0, months: int = 0) -> date:
    """The same day number so much later, else the last day of that month."""
    month = day.month - 1 + months + 12 * years
    year, month = day.year + month // 12, month % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def birth(case: Case) -> tuple[int, set[str]]:
    """500 baht once for a delivery, to a woman who is a member."""
    return _answer(
        500_00,
        {
            "member-on-event-date": case.event >= case.joined,
            "sex-as-written": case.is_woman,
            "within-event-limit": case.times_used < 1,
        },
    )


def birth_nights(case: Case) -> tuple[int, set[str]]:
    """100 a night, five nights at most, within 2,000 a year shared with illness."""
    left = max(0, 2_000_00 - case.satang_used_this_year)
    return _answer(
        min(100_00 * min(case.nights, 5), left),
        {
            "member-on-event-date": case.event >= case.joined,
            "sex-as-written": case.is_woman,
            "something-asked": case.nights >= 1,
            "within-yearly-limit": left > 0,
        },
    )


def ipd(case: Case) -> tuple[int, set[str]]:
    """100 a night, twenty nights a year, within the 2,000 shared with birth."""
    nights_left = max(0, 20 - case.nights_used_this_year)
    left = max(0, 2_000_00 - case.satang_used_this_year)
    return _answer(
        min(100_00 * min(case.nights, nights_left), left),
        {
            "member-on-event-date": case.event >= case.joined,
            "something-asked": case.nights >= 1,
            "within-yearly-limit": nights_left > 0 and left > 0,
        },
    )


def death(case: Case) -> tuple[int, set[str]]:
    """By time paid: six months, then above 2, 4, 6, 8 and 15 years."""
    start = case.event - timedelta(days=case.paid_days)
    amount = 0
    if case.event >= later(start, months=6):
        amount = 3_000_00
    for years, more in ((2, 6), (4, 8), (6, 10), (8, 15), (15, 20)):
        # "2 years + 1 day": the day after two years are complete.
        if case.event > later(start, years=years):
            amount = more * 1_000_00
    return _answer(
        amount,
        {
            "member-on-event-date": case.event >= case.joined,
            "tier-reached": amount > 0,
            "within-life-limit": case.times_used < 1,
        },
    )


def pension(case: Case) -> tuple[int, set[str]]:
    """From 60 years of age, once 10, 20 or 30 years are paid."""
    assert case.born is not None
    start = case.event - timedelta(days=case.paid_days)
    amount = 0
    for years, baht in ((10, 1500), (20, 2000), (30, 2500)):
        if case.event >= later(start, years=years):
            amount = baht * 100
    return _answer(
        amount,
        {
            "member-on-event-date": case.event >= case.joined,
            "old-enough": case.event >= later(case.born, years=60),
            "tier-reached": amount > 0,
            "within-yearly-limit": case.times_used < 1,
        },
    )


def _answer(satang: int, passed: dict[str, bool]) -> tuple[int, set[str]]:
    failed = {code for code, ok in passed.items() if not ok}
    return (0 if failed else satang), failed


ORACLES = {
    "birth": birth,
    "birth_nights": birth_nights,
    "ipd": ipd,
    "death": death,
    "pension": pension,
}
