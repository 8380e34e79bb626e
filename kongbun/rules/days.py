"""Days, months and years in columns: the only calendar arithmetic of the rules.

A day is an `int64` count of days since 1 January 1970.  Everything takes and gives
arrays; one person is a column of length one.  Nothing here knows what a by-law is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Int = NDArray[np.int64]
Bool = NDArray[np.bool_]
Unit = Literal["days", "months", "years"]

EPOCH = date(1970, 1, 1)
# Every day the rules accept: room for the oldest birth and the furthest promise.
FIRST_DAY = (date(1800, 1, 1) - EPOCH).days
LAST_DAY = (date(2300, 12, 31) - EPOCH).days
# Far enough to mean "never", near enough that no sum of days overflows.
NEVER = LAST_DAY + 1_000_000


def day_number(day: date) -> int:
    """The day as the rules count it.

    >>> day_number(date(1970, 1, 1)), day_number(date(2026, 11, 20))
    (0, 20777)
    """
    return (day - EPOCH).days


def date_of(day: int) -> date:
    """The date of a day number.

    >>> date_of(20777).isoformat()
    '2026-11-20'
    """
    return EPOCH + timedelta(days=int(day))


def column(values: object) -> Int:
    """A column of whole numbers; refuses anything that would be rounded or cut."""
    array = np.asarray(values)
    assert array.dtype.kind in "iu" or array.size == 0, f"not whole: {array.dtype}"
    return np.atleast_1d(array.astype(np.int64, casting="unsafe"))


def month_of(day: Int) -> Int:
    """Months since January 1970."""
    return day.astype("M8[D]").astype("M8[M]").astype(np.int64)


def first_of_month(month: Int) -> Int:
    return month.astype("M8[M]").astype("M8[D]").astype(np.int64)


def add_months(day: Int, months: Int | int) -> Int:
    """The same day number `months` later, else the last day of that month.

    29 February plus twelve months is 28 February; 31 January plus one is 28 or 29.
    """
    month = month_of(day)
    target = month + months
    first = first_of_month(target)
    last = first_of_month(target + 1) - 1
    return np.minimum(first + (day - first_of_month(month)), last)


def months_complete(start: Int, on: Int) -> Int:
    """Whole months from `start` (day 0) to `on`; negative when `on` comes before."""
    months = month_of(on) - month_of(start)
    return months - (add_months(start, months) > on)


def years_complete(start: Int, on: Int) -> Int:
    """Whole years from `start` (day 0) to `on`: an age, when `start` is a birth."""
    return months_complete(start, on) // 12


def complete(start: Int, on: Int, unit: Unit) -> Int:
    """How many whole `unit`s have passed from `start` (day 0) to `on`."""
    if unit == "days":
        return on - start
    return months_complete(start, on) // (12 if unit == "years" else 1)


LENGTH_TEXT = re.compile(
    r"(?:(\d{1,3}) years?)?(?: ?\+? ?(\d{1,4}) months?)?(?: ?\+? ?(\d{1,5}) days?)?",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Length:
    """A length of time as a by-law writes it: "15 years + 1 day".

    Months are laid on the calendar first, days are counted after them.
    """

    months: int
    days: int
    unit: Unit  # The unit it is told in: that of its largest part.

    @classmethod
    def parse(cls, text: str) -> Length | None:
        """Read a length, or nothing when the text is not one.

        >>> Length.parse("15 years + 1 day")
        Length(months=180, days=1, unit='years')
        >>> Length.parse("6 months").after(np.array([day_number(date(2026, 8, 31))]))
        array([20877])
        >>> Length.parse("soon")
        """
        match = LENGTH_TEXT.fullmatch(text.strip())
        if match is None or not match[0]:
            return None
        years, months, days = (int(part or 0) for part in match.groups())
        unit: Unit = "years" if match[1] else "months" if match[2] else "days"
        return cls(years * 12 + months, days, unit)

    def after(self, start: Int) -> Int:
        """The first day on which this length is complete, counted from `start`."""
        return (add_months(start, self.months) if self.months else start) + self.days

    @property
    def amount(self) -> int:
        """The whole number of `unit`s in it; what is left over stands beside it."""
        if self.unit == "years":
            return self.months // 12
        return self.months if self.unit == "months" else self.days

    def __str__(self) -> str:
        years, months = divmod(self.months, 12)
        parts = ((years, "ปี"), (months, "เดือน"), (self.days, "วัน"))
        return " ".join(f"{n:,} {word}" for n, word in parts if n) or "0 วัน"
