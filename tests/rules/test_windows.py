"""The fiscal, calendar and membership year of an event, and what was used in it."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from kongbun.rules.benefit import Window
from kongbun.rules.days import Int, date_of
from kongbun.rules.facts import Facts
from kongbun.rules.windows import History, cap_bounds, used_before, year_bounds
from tests.rules.laws import demo, number, yasothon


def col(*days: date) -> Int:
    return np.array([number(day) for day in days], dtype=np.int64)


@pytest.mark.parametrize(
    ("window", "day", "start"),
    [
        ("fiscal_year", date(2026, 9, 30), date(2025, 10, 1)),
        ("fiscal_year", date(2026, 10, 1), date(2026, 10, 1)),
        ("fiscal_year", date(2026, 11, 9), date(2026, 10, 1)),  # Never the year before.
        ("fiscal_year", date(2026, 12, 31), date(2026, 10, 1)),
        ("calendar_year", date(2026, 1, 1), date(2026, 1, 1)),
        ("calendar_year", date(2025, 12, 31), date(2025, 1, 1)),
        ("membership_year", date(2026, 2, 27), date(2025, 2, 28)),
        ("membership_year", date(2026, 2, 28), date(2026, 2, 28)),
        ("membership_year", date(2028, 2, 28), date(2027, 2, 28)),
        ("membership_year", date(2028, 2, 29), date(2028, 2, 29)),
    ],
)
def test_a_day_falls_into_one_year(window: Window, day: date, start: date) -> None:
    bounds = year_bounds(window, col(day), joined=col(date(2020, 2, 29)))
    assert date_of(int(bounds.start[0])) == start
    assert bounds.start[0] <= number(day) < bounds.until[0]


def facts(**more: Int) -> Facts:
    columns = {
        "event_date": col(date(2026, 11, 9)),
        "joined_date": col(date(2020, 11, 1)),
    }
    return Facts.of(**(columns | more))


def history(*lines: tuple[str, date, int, int, int]) -> History:
    return History(
        row=np.zeros(len(lines), dtype=np.int64),
        day=col(*(line[1] for line in lines)),
        units=np.array([line[2] for line in lines], dtype=np.int64),
        satang=np.array([line[3] for line in lines], dtype=np.int64),
        benefit=tuple(line[0] for line in lines),
        same_event=np.array([line[4] for line in lines], dtype=np.int64),
    )


def test_only_this_fiscal_year_is_used_up() -> None:
    before = history(
        ("ipd", date(2026, 9, 30), 9, 900_00, 0),
        ("ipd", date(2026, 10, 1), 3, 300_00, 0),
        ("birth_nights", date(2026, 10, 20), 2, 200_00, 0),
        ("death", date(2026, 10, 20), 1, 3_000_00, 0),
        ("ipd", date(2027, 10, 1), 7, 700_00, 0),
    )
    used = used_before(yasothon("ipd"), facts(), before)
    assert used["nights_used_this_year"].tolist() == [3]
    # The cap in baht is shared with the nights after a birth.
    assert used["satang_used_this_year"].tolist() == [500_00]


def test_a_cap_per_event_counts_the_same_event_alone() -> None:
    before = history(
        ("ipd", date(2026, 11, 9), 2, 200_00, 1),
        ("ipd", date(2026, 10, 9), 4, 400_00, 0),
    )
    used = used_before(demo("ipd"), facts(), before)
    assert used["nights_used_this_event"].tolist() == [2]
    assert used["nights_used_this_year"].tolist() == [6]


def test_a_cap_by_household_counts_the_household() -> None:
    own = history()
    house = history(("education", date(2026, 10, 6), 1, 500_00, 0))
    used = used_before(demo("education"), facts(), own, house)
    assert used["times_used_this_year_by_household"].tolist() == [1]


def test_a_gift_counts_in_its_own_span_of_age() -> None:
    rule = demo("elderly_gift")
    row = facts(birth_date=col(date(1956, 3, 4)))
    bounds = cap_bounds(rule, rule.caps[0], row)
    assert date_of(int(bounds.start[0])) == date(2026, 3, 4)
    assert date_of(int(bounds.until[0])) == date(2036, 3, 4)
    at_sixty = history(("elderly_gift", date(2016, 3, 4), 1, 500_00, 0))
    assert used_before(rule, row, at_sixty)["times_used_this_tier"].tolist() == [0]
    at_seventy = history(("elderly_gift", date(2026, 3, 4), 1, 700_00, 0))
    assert used_before(rule, row, at_seventy)["times_used_this_tier"].tolist() == [1]
