"""What a sheet says a member has paid before the books began here."""

from __future__ import annotations

import datetime as dt

from kongbun.kernel.thai_date import PartialDate, short
from kongbun.people.register import cells
from kongbun.people.register.findings import NOT_KNOWN, Option, question, refused
from kongbun.people.register.table import Table

DAYS_OVER_MAX = 366
LONGEST_MONTH = dt.timedelta(days=31)


def add_paid(table: Table, today: dt.date) -> None:
    """The day until which dues are paid (half-open), and the days, as stated."""
    until: list[dt.date | None] = []
    joined = table.values["joined_on"]
    for i, when in enumerate(table.of("paid_until")):
        last = _last_day(table, i, when) if when is not None else None
        day = last + dt.timedelta(days=1) if last is not None else None
        if day is not None and day <= joined[i] - dt.timedelta(days=1):
            told = refused("paid-before-joining", when, joined=short(joined[i]))
            table.note(i, "paid_until", told)
            day = None
        elif last is not None and last.year > today.year + cells.YEARS_AHEAD:
            told = refused("paid-too-far", when, years=cells.YEARS_AHEAD)
            table.note(i, "paid_until", told)
            day = None
        until.append(day)
    table.values["paid_until_day"] = until
    stated = table.of("joined")
    for i, days in enumerate(table.of("days_paid")):
        # Without a day of joining, which is asked for, there is nothing to compare.
        if days is not None and stated[i] is not None:
            most = (today - joined[i]).days + 1
            if days > most + DAYS_OVER_MAX:
                told = refused("days-paid-too-many", days, most=max(most, 0))
                table.note(i, "days_paid", told)


def _last_day(table: Table, i: int, when: PartialDate) -> dt.date | None:
    """A month is paid to its end; a year may be the fund's or the calendar's."""
    if when.latest - when.earliest < LONGEST_MONTH:
        return when.latest
    options = [
        Option(code, short(day), day, "นับถึงวันนี้")
        for code, day in (
            ("fund-year", dt.date(when.latest.year, 9, 30)),
            ("whole-year", when.latest),
        )
    ]
    option = table.note(i, "paid_until", question("paid-until-year", when, options))
    if option is None or option.value is NOT_KNOWN:
        return None
    assert isinstance(option.value, dt.date)
    return option.value
