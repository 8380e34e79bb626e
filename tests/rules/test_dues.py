"""A baht a day in its four conventions: spans, arrears and paid days."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kongbun.rules.days import Int, date_of
from kongbun.rules.dues import (
    Contribution,
    Convention,
    Rhythm,
    UnitsFrom,
    pay,
    position,
    price,
    rhythm_until,
    units_in,
)
from tests.rules.laws import number

FLAT = Contribution(convention=Convention.FLAT_365, unit_satang=100)
MONTH = Contribution(convention=Convention.MONTH, unit_satang=3000)
CALENDAR = Contribution(convention=Convention.CALENDAR, unit_satang=100)
YEAR = Contribution(
    convention=Convention.YEAR, unit_satang=20_000, units_from=UnitsFrom.FISCAL
)
ALL = [FLAT, MONTH, CALENDAR, YEAR]
DAYS = st.dates(date(1995, 1, 1), date(2060, 12, 31))
NONE: Int = np.array([], dtype=np.int64)


def col(*values: int | date) -> Int:
    numbers = [number(v) if isinstance(v, date) else v for v in values]
    return np.array(numbers, dtype=np.int64)


def until(c: Contribution, start: date, baht: int) -> date:
    return date_of(
        int(pay(c, start=col(start), amount_satang=col(baht * 100)).until[0])
    )


@given(start=DAYS)
@settings(max_examples=300)
def test_365_baht_are_exactly_a_calendar_year_by_the_flat_convention(
    start: date,
) -> None:
    end = until(FLAT, start, 365)
    if (start.month, start.day) == (2, 29):
        assert end == date(start.year + 1, 3, 1)
    else:
        assert end == start.replace(year=start.year + 1)


@pytest.mark.parametrize(
    ("start", "baht", "end"),
    [
        (date(2028, 2, 27), 1, date(2028, 2, 28)),
        (date(2028, 2, 27), 2, date(2028, 3, 1)),  # The free day comes along.
        (date(2028, 2, 28), 1, date(2028, 3, 1)),
        (date(2028, 2, 29), 1, date(2028, 3, 2)),
        (date(2027, 2, 28), 1, date(2027, 3, 1)),
    ],
)
def test_29_february_costs_nothing_by_the_flat_convention(
    start: date, baht: int, end: date
) -> None:
    assert until(FLAT, start, baht) == end


def test_360_baht_are_a_year_by_the_month_convention() -> None:
    assert until(MONTH, date(2026, 11, 1), 360) == date(2027, 11, 1)


@pytest.mark.parametrize(("baht", "months"), [(30, 1), (90, 3), (180, 6), (360, 12)])
def test_the_four_rhythms_of_the_month_convention(baht: int, months: int) -> None:
    end = until(MONTH, date(2026, 1, 1), baht)
    assert end == date(2026 + months // 12, months % 12 + 1, 1)


def test_a_month_begun_in_the_middle_costs_a_whole_one_and_ends_with_it() -> None:
    assert until(MONTH, date(2026, 11, 15), 30) == date(2026, 12, 1)


def test_months_may_count_from_the_day_of_joining() -> None:
    c = Contribution(
        convention=Convention.MONTH, unit_satang=3000, units_from=UnitsFrom.JOINED
    )
    joined = col(date(2026, 1, 31))
    spans = pay(c, start=joined, amount_satang=col(6000), joined=joined)
    assert date_of(int(spans.until[0])) == date(2026, 3, 31)


@pytest.mark.parametrize(
    ("start", "baht"),
    [(date(2026, 2, 1), 28), (date(2028, 2, 1), 29), (date(2028, 1, 1), 366)],
)
def test_the_calendar_convention_costs_every_day(start: date, baht: int) -> None:
    assert until(CALENDAR, start, baht) == start + timedelta(days=baht)


def test_a_fixed_yearly_sum_buys_the_fiscal_year() -> None:
    assert until(YEAR, date(2026, 10, 1), 200) == date(2027, 10, 1)
    assert until(YEAR, date(2027, 3, 15), 400) == date(2028, 10, 1)


@pytest.mark.parametrize("c", ALL, ids=lambda c: c.convention.value)
def test_less_than_a_unit_buys_nothing_and_stays(c: Contribution) -> None:
    spans = pay(c, start=col(date(2028, 2, 29)), amount_satang=col(c.unit_satang - 1))
    assert spans.until[0] == spans.start[0]
    assert spans.unapplied_satang[0] == c.unit_satang - 1


@pytest.mark.parametrize("c", ALL, ids=lambda c: c.convention.value)
@given(start=DAYS, first=st.integers(0, 40), second=st.integers(0, 40))
@settings(max_examples=200)
def test_two_payments_reach_as_far_as_one_of_their_sum(
    c: Contribution, start: date, first: int, second: int
) -> None:
    one = pay(c, start=col(start), amount_satang=col(first * c.unit_satang))
    two = pay(c, start=one.until, amount_satang=col(second * c.unit_satang))
    both = pay(c, start=col(start), amount_satang=col((first + second) * c.unit_satang))
    assert two.until[0] == both.until[0]
    assert units_in(c, col(start), two.until)[0] == first + second
    assert price(c, col(start), two.until)[0] == (first + second) * c.unit_satang


@pytest.mark.parametrize("c", ALL, ids=lambda c: c.convention.value)
@given(start=DAYS, satang=st.integers(0, 10**9))
@settings(max_examples=200)
def test_money_is_units_and_a_rest_without_loss(
    c: Contribution, start: date, satang: int
) -> None:
    spans = pay(c, start=col(start), amount_satang=col(satang % (400 * c.unit_satang)))
    total = spans.units * c.unit_satang + spans.unapplied_satang
    assert total[0] == satang % (400 * c.unit_satang)
    assert 0 <= spans.unapplied_satang[0] < c.unit_satang


def test_nine_days_into_an_unpaid_month_a_member_is_nine_days_behind() -> None:
    stand = position(
        MONTH,
        owes_from=col(date(2020, 11, 1)),
        owner=col(0),
        start=col(date(2020, 11, 1)),
        until=col(date(2026, 11, 1)),
        on=col(date(2026, 11, 9)),
    )
    assert stand.arrears_days[0] == 9
    assert stand.arrears_units[0] == 1
    assert stand.arrears_satang[0] == 3000
    assert date_of(int(stand.paid_through[0])) == date(2026, 10, 31)


def test_a_unit_owed_at_its_end_is_not_behind_in_the_middle() -> None:
    c = Contribution(convention=Convention.MONTH, unit_satang=3000, due_at_end=True)
    spans = {"start": col(date(2026, 1, 1)), "until": col(date(2026, 11, 1))}
    joined = col(date(2026, 1, 1))

    def behind(on: date) -> tuple[int, int]:
        stand = position(c, owes_from=joined, owner=col(0), on=col(on), **spans)
        return int(stand.arrears_units[0]), int(stand.arrears_days[0])

    assert behind(date(2026, 11, 29)) == (0, 0)
    assert behind(date(2026, 11, 30)) == (1, 30)


def test_paid_through_stops_at_the_first_hole_and_days_paid_do_not() -> None:
    stand = position(
        MONTH,
        owes_from=col(date(2026, 1, 1)),
        owner=col(0, 0, 0),
        start=col(date(2026, 5, 1), date(2026, 1, 1), date(2026, 2, 1)),
        until=col(date(2026, 6, 1), date(2026, 2, 1), date(2026, 3, 1)),
        on=col(date(2026, 6, 30)),
    )
    assert date_of(int(stand.paid_until[0])) == date(2026, 3, 1)
    assert stand.days_paid[0] == 31 + 28 + 31
    assert stand.units_paid[0] == 3
    assert stand.arrears_units[0] == 3
    assert stand.arrears_days[0] == 31 + 30 + 30


def test_a_span_that_begins_after_a_hole_leaves_paid_through_before_it() -> None:
    stand = position(
        MONTH,
        owes_from=col(date(2026, 1, 1)),
        owner=col(0),
        start=col(date(2026, 2, 1)),
        until=col(date(2026, 3, 1)),
        on=col(date(2026, 3, 1)),
    )
    assert date_of(int(stand.paid_until[0])) == date(2026, 1, 1)


def test_paid_ahead_does_not_count_as_paid_time_before_its_day() -> None:
    stand = position(
        FLAT,
        owes_from=col(date(2026, 1, 1)),
        owner=col(0),
        start=col(date(2026, 1, 1)),
        until=col(date(2046, 1, 1)),
        on=col(date(2026, 7, 1)),
    )
    assert stand.days_paid_on[0] == 181
    assert stand.arrears_units[0] == 0
    assert stand.ahead_units[0] > 7000


def test_who_never_paid_owes_from_the_first_day() -> None:
    stand = position(
        CALENDAR,
        owes_from=col(date(2026, 1, 1)),
        owner=NONE,
        start=NONE,
        until=NONE,
        on=col(date(2026, 1, 31)),
    )
    assert stand.arrears_days[0] == stand.arrears_units[0] == 31


@given(seed=st.integers(0, 2**32 - 1))
@settings(max_examples=100, deadline=None)
def test_positions_of_many_members_equal_those_of_each_alone(seed: int) -> None:
    random = np.random.default_rng(seed)
    members, spans = 20, 60
    owes = random.integers(15_000, 16_000, members)
    owner = np.sort(random.integers(0, members, spans))
    gaps = random.integers(0, 3, spans) * 10
    length = random.integers(1, 90, spans)
    start, end = np.empty(spans, np.int64), np.empty(spans, np.int64)
    for i in range(spans):
        same = i and owner[i] == owner[i - 1]
        start[i] = (end[i - 1] if same else owes[owner[i]]) + gaps[i]
        end[i] = start[i] + length[i]
    shuffled = random.permutation(spans)
    on = np.full(members, 16_200)
    rows = {"owner": owner[shuffled], "start": start[shuffled], "until": end[shuffled]}
    every = position(CALENDAR, owes_from=owes, on=on, **rows)
    for member in range(members):
        mine = owner == member
        days = {
            day
            for a, b in zip(start[mine], end[mine], strict=True)
            for day in range(a, b)
        }
        run = int(owes[member])
        while run in days:
            run += 1
        owed = range(int(owes[member]), 16_201)
        assert every.paid_until[member] == run
        assert every.days_paid[member] == len(days)
        assert every.days_paid_on[member] == len([d for d in days if d < 16_200])
        behind = max(0, len(owed) - len(days))
        assert every.arrears_units[member] == behind
        unpaid = len([d for d in owed if d not in days])
        assert every.arrears_days[member] == (unpaid if behind else 0)


@pytest.mark.parametrize(
    ("rhythm", "end"),
    [
        (Rhythm.DAY, date(2026, 12, 1)),
        (Rhythm.MONTH, date(2026, 12, 1)),
        (Rhythm.QUARTER, date(2027, 2, 1)),
        (Rhythm.HALF_YEAR, date(2027, 5, 1)),
        (Rhythm.YEAR, date(2027, 11, 1)),
    ],
)
def test_a_rhythm_reaches_to_the_end_of_its_months(rhythm: Rhythm, end: date) -> None:
    assert date_of(int(rhythm_until(MONTH, col(date(2026, 11, 1)), rhythm)[0])) == end


def test_a_half_year_by_the_calendar_costs_its_days() -> None:
    start = col(date(2028, 1, 1))
    end = rhythm_until(CALENDAR, start, Rhythm.HALF_YEAR)
    assert price(CALENDAR, start, end)[0] == 182 * 100
    assert price(FLAT, start, end)[0] == 181 * 100


def test_a_negative_payment_is_a_bug() -> None:
    with pytest.raises(AssertionError):
        pay(FLAT, start=col(0), amount_satang=col(-1))
