"""When someone was born, as far as anybody knows."""

from __future__ import annotations

from datetime import date

from kongbun.kernel.thai_date import month_end
from kongbun.people.models import BirthPrecision

LAST_APRIL_YEAR = 1940


def latest_birth(earliest: date, precision: str) -> date | None:
    """The latest day it may have been: the safe side for a right by age."""
    if precision == BirthPrecision.DAY:
        return earliest
    if precision == BirthPrecision.MONTH:
        return month_end(earliest)
    if precision != BirthPrecision.YEAR:
        return None
    # A Thai year before 1940 ran from April to March.
    if earliest.month == 4 and earliest.year < LAST_APRIL_YEAR:
        return date(earliest.year + 1, 3, 31)
    return date(earliest.year, 12, 31)
