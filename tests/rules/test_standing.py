"""Suspension, lapse and return on the very day the by-law's rule says."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from kongbun.rules.bylaw import Lapse, MembershipRules, Return
from kongbun.rules.days import NEVER, Int, Length, date_of
from kongbun.rules.standing import State, returned, standing
from tests.rules.laws import BYLAWS, law, number


def length(text: str) -> Length:
    read = Length.parse(text)
    assert read is not None
    return read


RULES = MembershipRules(
    clause="ข้อ 10",
    suspension=Lapse(clause="ข้อ 10", after=length("3 months")),
    lapse=Lapse(clause="ข้อ 10", after=length("12 months")),
)


def col(*days: date) -> Int:
    return np.array([number(day) for day in days], dtype=np.int64)


@pytest.mark.parametrize(
    ("on", "state"),
    [
        (date(2026, 10, 31), State.CURRENT),
        (date(2027, 1, 31), State.CURRENT),
        (date(2027, 2, 1), State.SUSPENDED),
        (date(2027, 10, 31), State.SUSPENDED),
        (date(2027, 11, 1), State.LAPSED),
    ],
)
def test_three_unpaid_months_suspend_and_twelve_end_a_membership(
    on: date, state: State
) -> None:
    found = standing(RULES, first_unpaid_day=col(date(2026, 11, 1)), on=col(on))
    assert found.state[0] == state
    assert date_of(int(found.suspended_from[0])) == date(2027, 2, 1)
    assert date_of(int(found.lapsed_from[0])) == date(2027, 11, 1)


@pytest.mark.parametrize(("on", "state"), [(89, State.CURRENT), (90, State.SUSPENDED)])
def test_a_rule_in_days_suspends_on_the_day_after_its_last(
    on: int, state: State
) -> None:
    rules = MembershipRules(
        clause="ข้อ 10", suspension=Lapse(clause="ข้อ 10", after=length("90 days"))
    )
    first = col(date(2026, 11, 1))
    assert standing(rules, first_unpaid_day=first, on=first + on).state[0] == state


def test_without_a_rule_nobody_is_suspended_or_lapses() -> None:
    found = standing(
        MembershipRules(clause=""),
        first_unpaid_day=col(date(1990, 1, 1)),
        on=col(date(2026, 1, 1)),
    )
    assert found.state[0] == State.CURRENT
    assert found.lapsed_from[0] == NEVER


def test_a_return_by_the_demo_funds_rule_waits_180_days_and_keeps_the_time() -> None:
    rules = law(BYLAWS / "demo-2568.yaml").membership
    back = returned(
        rules,
        joined=col(date(2020, 11, 1)),
        returned_on=col(date(2026, 11, 1)),
        arrears_satang=np.array([36_000]),
    )
    assert date_of(int(back.waiting_from[0])) == date(2026, 11, 1)
    assert date_of(int(back.benefits_from[0])) == date(2027, 4, 30)
    assert back.owed_satang[0] == 36_000
    assert back.keeps_time
    assert not back.new_number


def test_a_return_that_pays_nothing_owes_nothing() -> None:
    rules = MembershipRules(
        clause="ข้อ 10",
        return_=Return(
            clause="ข้อ 10", pays="nothing", keeps_time=False, new_number=True
        ),
    )
    back = returned(
        rules,
        joined=col(date(2020, 11, 1)),
        returned_on=col(date(2026, 11, 1)),
        arrears_satang=np.array([36_000]),
    )
    assert back.owed_satang[0] == 0
    assert back.waiting_from[0] == number(date(2026, 11, 1))
