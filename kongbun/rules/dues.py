"""What a baht a day buys: money turned into days paid, and days into arrears.

Pure and in columns; it stores nothing and knows no member.  The four conventions
of `domain` are data (`Contribution`), and everything else follows from two numbers
per day: which unit the day belongs to, and where a unit begins.

    spans   = pay(contribution, start=first_unpaid_day, amount_satang=received)
    standing = position(contribution, owes_from=..., owner=..., start=..., until=...,
                        on=today)

A *span* is half-open, `[start, until)`.  A *unit* is what one payment step buys: a
day (flat, calendar), a month or a year.  What does not fill a unit stays unapplied.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

import numpy as np

from kongbun.rules.days import (
    Bool,
    Int,
    add_months,
    first_of_month,
    month_of,
    months_complete,
)

FLAT_YEAR = 365
MARCH = 2
MAX_SATANG = 1_000_000_000_000


class Convention(Enum):
    """The four sums that are all called "a baht a day".  Stable: stored in by-laws."""

    FLAT_365 = "flat_365"  # 365 a year: 29 February costs nothing.
    MONTH = "month"  # 30 a month, 360 a year.
    CALENDAR = "calendar"  # Every day of the calendar, 366 in a leap year.
    YEAR = "year"  # A fixed sum a year.


class UnitsFrom(Enum):
    """Where a month or a year begins."""

    CALENDAR = "calendar"  # The first of a month; 1 January.
    FISCAL = "fiscal"  # Years only: the first day of the fiscal year.
    JOINED = "joined"  # The day number on which the member joined.


class Rhythm(Enum):
    """How often a member chooses to pay.  It changes no price."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    YEAR = "year"


RHYTHM_MONTHS = {
    Rhythm.MONTH: 1,
    Rhythm.QUARTER: 3,
    Rhythm.HALF_YEAR: 6,
    Rhythm.YEAR: 12,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    """What the by-law says of contributions."""

    convention: Convention
    unit_satang: int  # The price of one day, month or year.
    units_from: UnitsFrom = UnitsFrom.CALENDAR
    # A unit is owed from its first day, or only once it is over.
    due_at_end: bool = False
    fiscal_year_month: int = 10
    rhythms: tuple[Rhythm, ...] = ()
    clause: str = ""
    text: str = ""
    line: int = field(default=0, compare=False)

    def __post_init__(self) -> None:
        assert 0 < self.unit_satang <= MAX_SATANG, self.unit_satang
        assert 1 <= self.fiscal_year_month <= 12, self.fiscal_year_month

    @property
    def unit(self) -> str:
        """`days`, `months` or `years`."""
        if self.convention is Convention.MONTH:
            return "months"
        return "years" if self.convention is Convention.YEAR else "days"

    @property
    def year_satang(self) -> int:
        """The price of a year; by the calendar, of one without a 29 February."""
        units = {"days": FLAT_YEAR, "months": 12, "years": 1}
        return self.unit_satang * units[self.unit]

    @property
    def is_daily(self) -> bool:
        return self.unit == "days"


def _flat_index(day: Int) -> Int:
    """Days that cost something before `day`, counted from 1 March 1970.

    The year is turned to begin in March, so that 29 February comes last and can
    share its number with the day after it.
    """
    march_year = (month_of(day) - MARCH) // 12
    # 29 February is day 365 of such a year: the number of the next 1 March.
    return march_year * FLAT_YEAR + day - first_of_month(march_year * 12 + MARCH)


def _flat_start(index: Int) -> Int:
    march_year = index // FLAT_YEAR
    return first_of_month(march_year * 12 + MARCH) + index % FLAT_YEAR


def _anchor(joined: Int | None) -> Int:
    assert joined is not None, "units counted from joining need the day of joining"
    return joined


def unit_index(c: Contribution, day: Int, *, joined: Int | None = None) -> Int:
    """The number of the unit that holds `day`.  Only differences mean anything."""
    if c.convention is Convention.FLAT_365:
        return _flat_index(day)
    if c.convention is Convention.CALENDAR:
        return day
    length = 12 if c.convention is Convention.YEAR else 1
    if c.units_from is UnitsFrom.JOINED:
        return months_complete(_anchor(joined), day) // length
    shift = c.fiscal_year_month - 1 if c.units_from is UnitsFrom.FISCAL else 0
    return (month_of(day) - shift) // length


def unit_start(c: Contribution, index: Int, *, joined: Int | None = None) -> Int:
    """The first day of unit `index`."""
    if c.convention is Convention.FLAT_365:
        return _flat_start(index)
    if c.convention is Convention.CALENDAR:
        return index
    length = 12 if c.convention is Convention.YEAR else 1
    if c.units_from is UnitsFrom.JOINED:
        return add_months(_anchor(joined), index * length)
    shift = c.fiscal_year_month - 1 if c.units_from is UnitsFrom.FISCAL else 0
    return first_of_month(index * length + shift)


def _index_up(c: Contribution, day: Int, joined: Int | None) -> Int:
    """Units begun before `day`: like `unit_index`, rounded up inside a unit."""
    if c.is_daily:
        return unit_index(c, day, joined=joined)
    return unit_index(c, day - 1, joined=joined) + 1


def units_in(
    c: Contribution, start: Int, until: Int, *, joined: Int | None = None
) -> Int:
    """How many units `[start, until)` pays for.  A part of a unit counts as one."""
    units = _index_up(c, until, joined) - unit_index(c, start, joined=joined)
    return np.where(until > start, np.maximum(units, 0), 0)


def price(c: Contribution, start: Int, until: Int, *, joined: Int | None = None) -> Int:
    """The satang that pay for `[start, until)`."""
    return units_in(c, start, until, joined=joined) * c.unit_satang


@dataclass(frozen=True, slots=True)
class Spans:
    """What each payment bought: `[start, until)`, and the rest that bought nothing."""

    start: Int
    until: Int
    units: Int
    unapplied_satang: Int


def pay(
    c: Contribution, *, start: Int, amount_satang: Int, joined: Int | None = None
) -> Spans:
    """Turn money into the span it pays for, beginning on `start`.

    `start` is the first unpaid day (the `until` of the last span), or the day the
    member owes from.  A first month or year that begins in the middle costs a whole
    unit and ends where the unit ends, so that later spans fall on unit borders.
    Less than one unit buys nothing: `until == start` and all of it is unapplied.
    """
    assert (amount_satang >= 0).all(), "a payment is not negative"
    assert (amount_satang <= MAX_SATANG).all(), "a payment is within bounds"
    units = amount_satang // c.unit_satang
    index = unit_index(c, start, joined=joined)
    until = np.where(units > 0, unit_start(c, index + units, joined=joined), start)
    return Spans(start, until, units, amount_satang - units * c.unit_satang)


def rhythm_until(
    c: Contribution, start: Int, rhythm: Rhythm, *, joined: Int | None = None
) -> Int:
    """Up to which day (exclusive) one payment of `rhythm` reaches from `start`.

    A rhythm shorter than the unit pays one unit: a year's fixed sum is not cut.
    """
    months = RHYTHM_MONTHS.get(rhythm, 0)
    if not c.is_daily:
        length = 12 if c.convention is Convention.YEAR else 1
        units = max(1, months // length)
        index = unit_index(c, start, joined=joined)
        return unit_start(c, index + units, joined=joined)
    if not months:
        return start + (7 if rhythm is Rhythm.WEEK else 1)
    return first_of_month(month_of(start) + months)


def owed_until(
    c: Contribution, owes_from: Int, on: Int, *, joined: Int | None = None
) -> Int:
    """The first day that is not yet owed on the day `on`, at least `owes_from`.

    By default a unit is owed from its first day and by the day: in the middle of an
    unpaid month a member is behind by the days that have passed, not by thirty.
    """
    if not c.due_at_end:
        return np.maximum(owes_from, on + 1)
    over = unit_start(c, unit_index(c, on + 1, joined=joined), joined=joined)
    return np.maximum(owes_from, over)


@dataclass(frozen=True, slots=True)
class Position:
    """Where each member stands on a day.  Derived, never stored as the truth."""

    paid_until: Int  # End (exclusive) of the first unbroken run of paid days.
    days_paid: Int  # Sum of all spans; holes do not count.
    days_paid_on: Int  # The same, only days before `on`: the fact `paid_days`.
    units_paid: Int
    units_due: Int
    arrears_units: Int
    arrears_satang: Int
    arrears_days: Int  # Unpaid days among those owed up to `on`: `arrears_days`.
    ahead_units: Int

    @property
    def paid_through(self) -> Int:
        """The last day of the unbroken run; the day before it all when none."""
        return self.paid_until - 1

    @property
    def in_arrears(self) -> Bool:
        return self.arrears_units > 0


def position(
    c: Contribution,
    *,
    owes_from: Int,
    owner: Int,
    start: Int,
    until: Int,
    on: Int,
    joined: Int | None = None,
) -> Position:
    """Paid-through, days paid and arrears of every member on the day `on`.

    `owes_from`, `on` and `joined` have one row a member; `owner` (row number of the
    member), `start` and `until` one row a live span, in any order.  Spans of one
    owner never overlap.  For someone who has left, pass the day they left as `on`.
    """
    n = len(owes_from)
    assert len(owner) == len(start) == len(until)
    order = np.lexsort((start, owner))
    owner, start, until = owner[order], start[order], until[order]
    due_until = owed_until(c, owes_from, on, joined=joined)

    def total(values: Int) -> Int:
        sums = np.zeros(n, dtype=np.int64)
        np.add.at(sums, owner, values)
        return sums

    own = None if joined is None else joined[owner]
    units_paid = total(units_in(c, start, until, joined=own))
    units_due = units_in(c, owes_from, due_until, joined=joined)
    behind = np.maximum(0, units_due - units_paid)
    covered = np.minimum(until, due_until[owner]) - np.maximum(start, owes_from[owner])
    unpaid_days = np.maximum(0, due_until - owes_from - total(np.maximum(0, covered)))
    return Position(
        paid_until=_unbroken(owes_from, owner, start, until),
        days_paid=total(until - start),
        days_paid_on=total(np.maximum(0, np.minimum(until, on[owner]) - start)),
        units_paid=units_paid,
        units_due=units_due,
        arrears_units=behind,
        arrears_satang=behind * c.unit_satang,
        arrears_days=np.where(behind > 0, unpaid_days, 0),
        ahead_units=np.maximum(0, units_paid - units_due),
    )


def _unbroken(owes_from: Int, owner: Int, start: Int, until: Int) -> Int:
    """Where the first unbroken run ends.  Spans come sorted by owner and start."""
    paid_until = owes_from.copy()
    if not len(owner):
        return paid_until
    is_first = np.r_[True, owner[1:] != owner[:-1]]
    before = np.where(is_first, owes_from[owner], np.r_[start[:1], until[:-1]])
    breaks = np.cumsum(start > before)
    first_row = np.maximum.accumulate(np.where(is_first, np.arange(len(owner)), 0))
    before_first: Int = breaks[first_row] - (start > before)[first_row]
    unbroken: Bool = breaks == before_first
    np.maximum.at(paid_until, owner[unbroken], until[unbroken])
    return paid_until
