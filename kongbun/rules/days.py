"""Days, months and years in columns: the only calendar arithmetic of the rules.

A day is an `int64` count of days since 1 January 1970.  Everything takes and gives
arrays; one person is a column of length one.  Nothing here knows what a by-law is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from sys import byteorder
from typing import Any, Literal

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


def repeated(value: int | Int, n: int) -> Int:
    """One number on every row; many rows share it.  A column stays as it is."""
    if not isinstance(value, int):
        return value
    if n == 1:
        return np.array([value], dtype=np.int64)
    # As `broadcast_to`, which takes longer than a fund's whole column is worth.
    return np.ndarray(n, np.int64, value.to_bytes(8, byteorder, signed=True), 0, (0,))


def is_one_value(values: NDArray[Any]) -> bool:
    """Whether one number stands on every row by construction, as in `repeated`."""
    return len(values) > 1 and values.strides == (0,)


# The calendar as two tables: looking a day up is ten times as fast as converting it.
TABLE_FROM, TABLE_UNTIL = date(1600, 1, 1), date(2400, 1, 1)
FIRST_TABLED = day_number(TABLE_FROM)
MONTH_TABLE = (
    np.arange(FIRST_TABLED, day_number(TABLE_UNTIL))
    .astype("M8[D]")
    .astype("M8[M]")
    .astype(np.int16)
)
FIRST_MONTH = int(MONTH_TABLE[0])
MONTH_START_TABLE = (
    np.arange(FIRST_MONTH, int(MONTH_TABLE[-1]) + 1)
    .astype("M8[M]")
    .astype("M8[D]")
    .astype(np.int32)
)


def _looked_up(table: NDArray[Any], index: Int) -> Int | None:
    """The values at `index`, or nothing when some lie outside the table."""
    if len(index) == 1:
        # One person at the counter: no need to look for the ends of the column.
        place = index.item()
        if not 0 <= place < len(table):
            return None
        return table[place : place + 1].astype(np.int64)
    if len(index) and (index.min() < 0 or index.max() >= len(table)):
        return None
    return np.take(table, index).astype(np.int64)


def month_of(day: Int) -> Int:
    """Months since January 1970."""
    month = _looked_up(MONTH_TABLE, day - FIRST_TABLED)
    if month is None:
        month = day.astype("M8[D]").astype("M8[M]").astype(np.int64)
    return month


def first_of_month(month: Int) -> Int:
    day = _looked_up(MONTH_START_TABLE, month - FIRST_MONTH)
    if day is None:
        day = month.astype("M8[M]").astype("M8[D]").astype(np.int64)
    return day


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


LENGTH_TEXT = re.compile(
    r"(?:(\d{1,3})(?: years?| ?ปี))?"
    r"(?: ?\+? ?(\d{1,4})(?: months?| ?เดือน))?"
    r"(?: ?\+? ?(\d{1,5})(?: days?| ?วัน))?",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Length:
    """A length of time as a by-law writes it: "15 years + 1 day", "15 ปี + 1 วัน".

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
        return (start if self.in_days else add_months(start, self.months)) + self.days

    def latest_start(self, on: Int) -> Int:
        """The last day from which this length is complete on the day `on`.

        `start <= latest_start(on)` says the same as `after(start) <= on`.
        """
        last_day = on - self.days
        if self.in_days:
            return last_day
        month = month_of(last_day)
        first = first_of_month(month - self.months)
        last = first_of_month(month - self.months + 1) - 1
        same_day = np.minimum(first + (last_day - first_of_month(month)), last)
        # On the last day of a month every longer month's last days are complete too.
        return np.where(first_of_month(month + 1) - 1 == last_day, last, same_day)

    @property
    def in_days(self) -> bool:
        """No month in it.  Of a stack (`stacked`) months may be a column."""
        return isinstance(self.months, int) and not self.months

    @property
    def days_beyond(self) -> int:
        """0, 1 or more days after its months: 2 says more."""
        return min(self.days, 2) if isinstance(self.days, int) else 2

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


@dataclass(frozen=True, slots=True)
class Elapsed:
    """The time from `start` (day 0) to `on`, laid on the calendar once for a column.

    `months` are whole ones; `exact` says that they are complete on this very day.
    Every border of every tier is then a comparison, without more calendar work.
    """

    start: Int
    on: Int
    months: Int
    exact: Bool

    @classmethod
    def between(cls, start: Int, on: Int) -> Elapsed | ElapsedToOneDay:
        if is_one_value(on):
            return ElapsedToOneDay(start, on)
        months = month_of(on) - month_of(start)
        anniversary = add_months(start, months)
        return cls(start, on, months - (anniversary > on), anniversary == on)

    def reached(self, length: Length) -> Bool:
        """`length` is complete on the day `on`."""
        if length.in_days:
            return self.on - self.start >= length.days
        if length.days_beyond == 0:
            return self.months >= length.months
        if length.days_beyond == 1:
            past: Bool = (self.months == length.months) & ~self.exact
            return (self.months > length.months) | past
        return self.on >= length.after(self.start)

    def within(self, length: Length) -> Bool:
        """Not past `length`: its own last day is included."""
        if length.in_days:
            return self.on - self.start <= length.days
        if length.days_beyond == 0:
            on_it: Bool = (self.months == length.months) & self.exact
            return (self.months < length.months) | on_it
        return self.on <= length.after(self.start)

    def whole(self, unit: Unit) -> Int:
        """How many whole units have passed."""
        if unit == "days":
            return self.on - self.start
        return self.months // (12 if unit == "years" else 1)


@dataclass(frozen=True, slots=True)
class ElapsedToOneDay:
    """As `Elapsed`, where all rows are asked of one day: a border is a start date.

    A length is complete for who started on its `latest_start` or before, so no row
    needs the calendar.
    """

    start: Int
    on: Int

    def reached(self, length: Length) -> Bool:
        return self.start <= _latest_start(length, self.on)

    def within(self, length: Length) -> Bool:
        return self.start > _latest_start(length, self.on[:1] - 1)

    def whole(self, unit: Unit) -> Int:
        if unit == "days":
            return self.on - self.start
        return months_complete(self.start, self.on) // (12 if unit == "years" else 1)


def _latest_start(length: Length, on: Int) -> Int | int:
    if isinstance(length.months, int) and isinstance(length.days, int):
        return _one_latest_start(length, int(on[0]))
    return length.latest_start(on[:1])


@lru_cache(maxsize=1024)
def _one_latest_start(length: Length, on: int) -> int:
    return int(length.latest_start(np.array([on]))[0])
