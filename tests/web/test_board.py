"""The village's board: figures that add up, no names, and a table beside each chart."""

from __future__ import annotations

from datetime import date

import pytest

from kongbun.reports import board
from kongbun.reports.period import Period
from kongbun.testing.cast import Cast, make_member
from kongbun.treasury.actions import other_income
from kongbun.web.board import _days_chart, _step
from tests.web.doors import Visitor, text


def test_money_of_others_stands_beside_the_dues_in_its_month(cast: Cast) -> None:
    other_income(
        cast.act("somsri"),
        income="income:donation",
        into=cast.cash,
        amount_satang=1_234_500,
        occurred_on=date(2026, 11, 3),
        party="วัดดอนกลาง",
    )
    october, november = board.months(Period(cast.fund.pk, date(2026, 11, 20)))
    assert (october.other_satang, november.other_satang) == (0, 1_234_500)
    assert november.dues_satang == november.out_satang == 0
    shown = text(Visitor(cast, "prasert").get("/f/TUNG/board/"))
    assert "12,345" in shown
    assert "วัดดอนกลาง" not in shown


def test_members_are_counted_by_decade_and_the_unknown_apart(cast: Cast) -> None:
    on = date(2026, 11, 20)
    make_member(cast, 1, birth_date=date(1966, 11, 20))
    make_member(cast, 2, birth_date=date(1966, 11, 21), sex="m")
    make_member(cast, 3, birth_date=None)
    make_member(cast, 4, birth_date=date(1920, 1, 1))
    ages = board.ages(cast.fund.pk, on)
    by_decade = {group.decade: (group.men, group.women) for group in ages.groups}
    assert (by_decade[6], by_decade[5], by_decade[8]) == ((0, 1), (1, 0), (0, 1))
    assert (ages.total, ages.unknown, ages.sixty_and_over) == (3, 1, 2)


@pytest.mark.parametrize(
    ("top", "step"), [(0, 1), (4, 1), (4.1, 2), (9, 2.5), (19, 5), (100, 25), (101, 50)]
)
def test_four_grid_lines_reach_over_the_highest_bar(top: float, step: float) -> None:
    assert _step(top) == step


def test_the_scale_of_days_reaches_over_the_reserve() -> None:
    chart = _days_chart(1000)
    assert chart["ticks"][-1]["label"] == 1080
    assert 0 < float(chart["width"]) < 324


@pytest.mark.usefixtures("in_november")
@pytest.mark.parametrize("year", ["2500", "2571", "abc", "-1", "๒๕๗๐", "9" * 400])
def test_a_year_without_books_is_not_there(cast: Cast, year: str) -> None:
    assert Visitor(cast, "somsri").get(f"/f/TUNG/board/?year={year}").status_code == 404
