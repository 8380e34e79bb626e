"""`decide` on columns: equal to the slow oracle, whatever the order or the block."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kongbun.rules import decide as decide_module
from kongbun.rules.brief import amounts
from kongbun.rules.days import Int, date_of
from kongbun.rules.decide import decide
from kongbun.rules.facts import Facts
from tests.rules.laws import yasothon
from tests.rules.oracle import ORACLES, Case

ROWS = 1000
SEEDS = st.integers(0, 2**32 - 1)
COLUMNS = settings(max_examples=100, deadline=None)
YEARS = np.array([0.5, 2, 4, 6, 8, 10, 15, 20, 30])


def drawn(seed: int, n: int = ROWS) -> Facts:
    """Columns with half of their rows within three days of a border."""
    random = np.random.default_rng(seed)
    event = random.integers(12_000, 25_000, n)
    border = (random.choice(YEARS, n) * 365.2425).astype(np.int64)
    paid = np.where(
        random.random(n) < 0.5,
        border + random.integers(-3, 4, n),
        random.integers(0, 13_000, n),
    )
    sixty = np.int64(60 * 365.2425)
    age = np.where(
        random.random(n) < 0.5,
        sixty + random.integers(-3, 4, n),
        random.integers(0, 36_000, n),
    )
    used_nights = random.integers(0, 25, n)
    return Facts.of(
        event_date=event,
        joined_date=event - random.integers(-2, 12_000, n),
        paid_days=paid,
        birth_date=event - age,
        sex=random.integers(0, 3, n),
        nights=random.integers(0, 40, n),
        nights_used_this_year=used_nights,
        satang_used_this_year=random.integers(0, 2200, n) * 100,
        times_used_this_event=(random.random(n) < 0.2).astype(np.int64),
        times_used_in_life=(random.random(n) < 0.2).astype(np.int64),
        times_used_this_year=(random.random(n) < 0.2).astype(np.int64),
    )


def cases(facts: Facts, times: str) -> list[Case]:
    rows = zip(
        *(
            facts[name].tolist()
            for name in (
                "event_date",
                "joined_date",
                "paid_days",
                "birth_date",
                "sex",
                "nights",
                "nights_used_this_year",
                "satang_used_this_year",
                times,
            )
        ),
        strict=True,
    )
    return [
        Case(date_of(e), date_of(j), p, date_of(b), s == 2, n, nu, su, t)
        for e, j, p, b, s, n, nu, su, t in rows
    ]


TIMES = {
    "birth": "times_used_this_event",
    "birth_nights": "times_used_this_event",
    "ipd": "times_used_this_event",
    "death": "times_used_in_life",
    "pension": "times_used_this_year",
}


@pytest.mark.parametrize("code", ORACLES)
@given(seed=SEEDS)
@COLUMNS
def test_columns_answer_as_the_slow_oracle_does(code: str, seed: int) -> None:
    facts = drawn(seed)
    decisions = decide(yasothon(code), facts)
    failed = [
        (check.code.value, (~check.passed).tolist()) for check in decisions.checks
    ]
    for i, case in enumerate(cases(facts, TIMES[code])):
        amount, reasons = ORACLES[code](case)
        assert int(decisions.amount_satang[i]) == amount, case
        assert {name for name, no in failed if no[i]} == reasons, case
        assert bool(decisions.granted[i]) is (not reasons), case


@given(seed=SEEDS, order=SEEDS)
@COLUMNS
def test_the_answer_of_a_row_does_not_depend_on_its_place(
    seed: int, order: int
) -> None:
    facts = drawn(seed)
    index = np.random.default_rng(order).permutation(ROWS)
    for code in ("ipd", "death"):
        rule = yasothon(code)
        straight, shuffled = decide(rule, facts), decide(rule, facts.take(index))
        assert (straight.amount_satang[index] == shuffled.amount_satang).all()
        for one, other in zip(straight.checks, shuffled.checks, strict=True):
            assert (one.passed[index] == other.passed).all()
            assert (one.required[index] == other.required).all()
            assert (one.found[index] == other.found).all()


@given(seed=SEEDS, row=st.integers(0, ROWS - 1))
@COLUMNS
def test_a_column_of_length_one_answers_like_its_row(seed: int, row: int) -> None:
    facts = drawn(seed)
    for code in ORACLES:
        rule = yasothon(code)
        alone = decide(rule, facts.rows(row, row + 1)).row(0)
        assert alone == decide(rule, facts).row(row)


@given(seed=SEEDS, block=st.integers(1, ROWS + 5), threads=st.sampled_from([1, 2]))
@settings(max_examples=50, deadline=None)
def test_blocks_and_threads_change_nothing(seed: int, block: int, threads: int) -> None:
    facts = drawn(seed, 200)
    rule = yasothon("death")
    whole = decide(rule, facts)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(decide_module, "BLOCK", block)
        parts = decide(rule, facts, threads=threads)
        alone = amounts(rule, facts, threads=threads)
    assert list(whole) == list(parts)
    assert (alone == whole.amount_satang).all()


@given(seed=SEEDS, order=SEEDS)
@settings(max_examples=50, deadline=None)
def test_a_years_cap_holds_in_any_order_of_the_stays(seed: int, order: int) -> None:
    random = np.random.default_rng(seed)
    stays = random.integers(1, 12, 6).tolist()
    kinds = random.choice(["ipd", "birth_nights"], 6).tolist()
    for i in np.random.default_rng(order).permutation(6):
        stays[i], kinds[i] = stays[0], kinds[0]
    nights = satang = 0
    for stay, kind in zip(stays, kinds, strict=True):
        facts = Facts.of(
            event_date=one(20_000),
            joined_date=one(10_000),
            nights=one(stay),
            sex=one(2),
            nights_used_this_year=one(nights),
            satang_used_this_year=one(satang),
        )
        answer = decide(yasothon(kind), facts).row(0)
        satang += answer.amount_satang
        nights += answer.units if kind == "ipd" else 0
        assert satang <= 2_000_00
        assert nights <= 20


def one(number: int) -> Int:
    return np.array([number], dtype=np.int64)


def test_an_empty_column_gives_an_empty_answer() -> None:
    facts = drawn(1).rows(0, 0)
    assert len(decide(yasothon("death"), facts)) == 0


def test_a_birth_that_is_not_known_gives_no_right_whatever_stands_there() -> None:
    facts = Facts.of(
        event_date=one(20_000),
        joined_date=one(1_000),
        paid_days=one(9_000),
        birth_date=one(-20_000),
        birth_date_known=np.array([False]),
    )
    answer = decide(yasothon("pension"), facts).row(0)
    assert [(c.code.value, c.found) for c in answer.refusals] == [("old-enough", -1)]


def test_a_column_of_floats_is_not_taken() -> None:
    with pytest.raises(AssertionError, match="nights: float64"):
        Facts.of(nights=np.array([3.0]))


def test_a_number_that_would_overflow_is_not_taken() -> None:
    facts = Facts.of(event_date=one(20_000), joined_date=one(10_000), nights=one(2**62))
    with pytest.raises(AssertionError, match="nights"):
        decide(yasothon("ipd"), facts)


def test_the_dates_of_the_oracle_are_whole_days() -> None:
    assert date_of(0) + timedelta(days=1) == date_of(1)
