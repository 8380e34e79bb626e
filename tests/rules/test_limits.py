"""A limit and a reserve at and beside their border; one row as the whole column."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kongbun.rules.bylaw import Limit, MoneyRules, Reserve
from kongbun.rules.days import column
from kongbun.rules.limits import COUNTED, SATANG_MAX, MoneyFacts, check_money, share


def rules(*limits: Limit, reserve: Reserve | None = None) -> MoneyRules:
    return MoneyRules(
        clause="ข้อ 20",
        shared="contributions",
        sub_funds=(),
        limits=limits,
        reserve=reserve,
        when_short=None,
    )


def limit(what: str, points: int, of: str) -> Limit:
    return Limit(clause="ข้อ 21", what=what, basis_points=points, of=of)


def facts(**given_: Any) -> MoneyFacts:
    """Columns of the given figures; what is not given is nothing."""
    values: dict[str, Any] = {
        key: column(given_.pop(key, 0))
        for key in ("income", "contributions", "fund", "free", "invested", "taken")
    }
    return MoneyFacts(
        **values,
        spent={what: column(given_.pop(f"spent_{what}", 0)) for what in COUNTED},
        asked={what: column(given_.pop(f"asked_{what}", 0)) for what in COUNTED},
        down_to=column(given_.pop("down_to", SATANG_MAX)),
    )


@pytest.mark.parametrize(
    ("asked", "passed"), [(0, True), (39_99, True), (40_00, True), (40_01, False)]
)
def test_ten_percent_of_income_for_administration(asked: int, passed: bool) -> None:
    [one] = check_money(
        rules(limit("administration", 1_000, "income")),
        facts(income=1_000_00, spent_administration=60_00, asked_administration=asked),
    )
    assert bool(one.passed[0]) is passed
    assert int(one.required[0]) == 100_00
    assert int(one.found[0]) == 60_00 + asked


def test_what_does_not_count_passes_a_limit_that_is_overrun() -> None:
    over = {"income": 100_00, "spent_administration": 50_00}
    law = rules(limit("administration", 1_000, "income"))
    [one] = check_money(law, facts(**over, asked_meetings=5_00))
    assert one.passed[0]
    [one] = check_money(law, facts(**over, asked_administration=1))
    assert not one.passed[0]


def test_each_limit_takes_its_share_of_its_own_base() -> None:
    law = rules(
        limit("administration", 1_000, "income"),
        limit("meetings", 1_000, "contributions"),
        limit("investment", 1_000, "fund"),
        limit("investment", 5_000, "income"),
    )
    found = check_money(
        law,
        facts(
            income=1_000_00,
            contributions=500_00,
            fund=9_000_00,
            invested=800_00,
            spent_investment=100_00,
            asked_investment=50_00,
        ),
    )
    assert [int(one.required[0]) for one in found] == [100_00, 50_00, 900_00, 500_00]
    # Of the fund all that is invested counts, of a year's income what the year put.
    assert [int(one.found[0]) for one in found] == [0, 0, 850_00, 150_00]


def test_a_limit_on_loans_is_of_no_payment() -> None:
    assert check_money(rules(limit("loans", 1, "fund")), facts()) == []


@pytest.mark.parametrize(
    ("taken", "passed"), [(0, True), (200_00, True), (200_01, False)]
)
def test_the_larger_of_sum_and_share_stays_in_reserve(taken: int, passed: bool) -> None:
    for reserve in (
        Reserve(clause="ข้อ 22", at_least_satang=800_00, basis_points=1),
        Reserve(clause="ข้อ 22", at_least_satang=1, basis_points=800),
    ):
        [one] = check_money(
            rules(reserve=reserve), facts(income=10_000_00, free=1_000_00, taken=taken)
        )
        assert bool(one.passed[0]) is passed
        assert (int(one.required[0]), int(one.found[0])) == (800_00, 1_000_00 - taken)


def test_a_resolution_lets_the_reserve_go_so_far_and_never_raises_it() -> None:
    law = rules(reserve=Reserve(clause="ข้อ 22", at_least_satang=800_00, basis_points=0))
    for down_to, required in ((300_00, 300_00), (0, 0), (900_00, 800_00)):
        [one] = check_money(law, facts(free=1_000_00, taken=1, down_to=down_to))
        assert int(one.required[0]) == required


def test_of_a_year_that_lost_money_nothing_may_be_spent() -> None:
    assert share(column([-5, 0, 9_999, 10_000]), 1).tolist() == [0, 0, 0, 1]


ROW = st.tuples(*[st.integers(-(10**12), 10**12)] * 4, *[st.integers(0, 10**10)] * 5)


@settings(deadline=None, max_examples=40)
@given(rows=st.lists(ROW, min_size=1, max_size=30), points=st.integers(1, 10_000))
def test_a_row_is_judged_alone_and_as_fractions_have_it(
    rows: list[tuple[int, ...]], points: int
) -> None:
    law = rules(
        limit("administration", points, "income"),
        reserve=Reserve(clause="ข้อ 22", at_least_satang=0, basis_points=points),
    )
    names = (
        *("income", "contributions", "fund", "free", "invested"),
        *("taken", "spent_administration", "asked_administration", "down_to"),
    )
    columns = {
        key: np.array(one)
        for key, one in zip(names, zip(*rows, strict=True), strict=True)
    }
    whole = check_money(law, facts(**columns))
    for i, row in enumerate(rows):
        named = dict(zip(names, row, strict=True))
        alone = check_money(law, facts(**named))
        allowed = Fraction(max(0, named["income"]) * points, 10_000)
        would_be = named["spent_administration"] + named["asked_administration"]
        expected = named["asked_administration"] <= 0 or would_be <= allowed
        left = named["free"] - named["taken"]
        kept = named["taken"] <= 0 or left >= min(int(allowed), named["down_to"])
        assert [bool(one.passed[i]) for one in whole] == [expected, kept]
        for one, column_ in zip(alone, whole, strict=True):
            assert (one.passed[0], one.required[0], one.found[0]) == (
                column_.passed[i],
                column_.required[i],
                column_.found[i],
            )
