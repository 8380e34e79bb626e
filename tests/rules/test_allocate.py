"""Sharing what is not enough: places, budgets, shares, in a total order."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kongbun.rules.allocate import (
    AllocationCode,
    AllocationResult,
    Allocations,
    allocate,
)
from kongbun.rules.benefit import MAX_SATANG, Allocation
from kongbun.rules.days import Int

CLAUSE = "ข้อ 18 (3)"
NOTHING_YET = {"fund_satang": 0, "spent_satang": 0, "places_taken": 0}


def col(*values: int) -> Int:
    return np.array(values, dtype=np.int64)


def share(rule: Allocation, amounts: list[int], **given: object) -> Allocations:
    columns = {
        "order_by": {},
        "tie": np.arange(len(amounts), dtype=np.int64),
        **NOTHING_YET,
    } | given
    found = allocate(rule, amount_satang=col(*amounts), **columns)  # type: ignore[arg-type]
    for whole in (found.place, found.amount_satang, *(c.found for c in found.checks)):
        assert whole.dtype == np.int64
    return found


def test_places_go_to_the_best_grades() -> None:
    rule = Allocation(clause=CLAUSE, places=2, order=(("gpa_hundredths", True),))
    shared = share(
        rule, [100, 100, 100], order_by={"gpa_hundredths": col(350, 400, 360)}
    )
    assert shared.place.tolist() == [3, 1, 2]
    assert shared.granted.tolist() == [False, True, True]
    assert [c.code for c in shared.checks] == [AllocationCode.WITHIN_PLACES]
    assert shared.checks[0].found.tolist() == [3, 1, 2]


def test_equal_grades_go_to_the_earlier_request() -> None:
    rule = Allocation(clause=CLAUSE, places=1, order=(("gpa_hundredths", True),))
    shared = share(
        rule, [100, 100], order_by={"gpa_hundredths": col(350, 350)}, tie=col(9, 4)
    )
    assert shared.granted.tolist() == [False, True]


def test_places_already_taken_this_year_count() -> None:
    rule = Allocation(clause=CLAUSE, places=3)
    shared = share(rule, [100, 100], places_taken=2)
    assert shared.granted.tolist() == [True, False]


def test_a_budget_serves_in_order_and_the_last_gets_what_is_left() -> None:
    rule = Allocation(clause=CLAUSE, budget_satang=250)
    shared = share(rule, [100, 100, 100, 100])
    assert shared.amount_satang.tolist() == [100, 100, 50, 0]
    assert shared.granted.tolist() == [True, True, True, False]
    assert shared.checks[0].passed.tolist() == [True, True, False, False]


def test_what_was_spent_before_shrinks_the_budget() -> None:
    rule = Allocation(clause=CLAUSE, budget_satang=250)
    assert share(rule, [100, 100], spent_satang=200).amount_satang.tolist() == [50, 0]


def test_a_share_of_the_fund_is_shared_pro_rata_by_largest_remainder() -> None:
    rule = Allocation(clause=CLAUSE, share_of_fund_basis_points=1000, pro_rata=True)
    shared = share(rule, [500, 500, 500], fund_satang=10_000)
    assert shared.limit_satang == 1000
    assert shared.amount_satang.tolist() == [334, 333, 333]


def test_the_satang_left_over_go_to_the_largest_remainders() -> None:
    rule = Allocation(clause=CLAUSE, budget_satang=99, pro_rata=True)
    assert share(rule, [500, 300, 200]).amount_satang.tolist() == [49, 30, 20]


def test_enough_for_all_changes_nothing() -> None:
    rule = Allocation(clause=CLAUSE, share_of_fund_basis_points=1000, pro_rata=True)
    shared = share(rule, [300, 700], fund_satang=10_000)
    assert shared.amount_satang.tolist() == [300, 700]
    assert shared.checks[0].passed.all()


def test_the_smaller_of_budget_and_share_holds() -> None:
    rule = Allocation(clause=CLAUSE, budget_satang=150, share_of_fund_basis_points=1000)
    assert share(rule, [100, 100], fund_satang=1000).amount_satang.tolist() == [100, 0]


def test_sums_far_beyond_an_int64_product_are_shared_exactly() -> None:
    rule = Allocation(clause=CLAUSE, budget_satang=10**12 - 1, pro_rata=True)
    shared = share(rule, [10**12, 10**12, 10**12])
    assert int(shared.amount_satang.sum()) == 10**12 - 1


def test_no_rows_are_no_allocation() -> None:
    assert len(share(Allocation(clause=CLAUSE, places=1), []).amount_satang) == 0


def test_a_tie_break_that_ties_is_a_bug() -> None:
    with pytest.raises(AssertionError, match="unique"):
        share(Allocation(clause=CLAUSE, places=1), [1, 2], tie=col(7, 7))


ROWS = st.lists(
    st.tuples(st.integers(1, 10**9), st.integers(0, 5)), min_size=1, max_size=40
)


@given(
    rows=ROWS,
    seed=st.integers(0, 2**32 - 1),
    budget=st.integers(0, 10**10),
    places=st.one_of(st.none(), st.integers(1, 20)),
    pro_rata=st.booleans(),
    largest=st.booleans(),
)
@settings(max_examples=300, deadline=None)
def test_allocation_never_exceeds_and_never_depends_on_row_order(
    rows: list[tuple[int, int]],
    seed: int,
    budget: int,
    places: int | None,
    pro_rata: bool,
    largest: bool,
) -> None:
    rule = Allocation(
        clause=CLAUSE,
        places=places,
        budget_satang=max(1, budget),
        pro_rata=pro_rata,
        order=(("rank", largest),),
    )
    amounts, ranks = (col(*values) for values in zip(*rows, strict=True))
    tie = np.arange(len(rows), dtype=np.int64)
    straight = share(rule, amounts.tolist(), order_by={"rank": ranks}, tie=tie)
    mix = np.random.default_rng(seed).permutation(len(rows))
    mixed = share(
        rule, amounts[mix].tolist(), order_by={"rank": ranks[mix]}, tie=tie[mix]
    )
    assert (straight.amount_satang[mix] == mixed.amount_satang).all()
    assert (straight.place[mix] == mixed.place).all()
    assert (straight.amount_satang <= amounts).all()
    assert (straight.amount_satang >= 0).all()
    assert straight.amount_satang.sum() <= max(1, budget)
    assert sorted(straight.place.tolist()) == list(range(1, len(rows) + 1))
    if places is not None:
        assert straight.granted.sum() <= places
    wanted = int(amounts[straight.place <= (places or len(rows))].sum())
    assert straight.amount_satang.sum() == min(wanted, max(1, budget))


def by_hand(
    rule: Allocation, rows: list[dict[str, int]], fund: int, spent: int, taken: int
) -> dict[int, int]:
    """What each request gets, one after another, by its number; in whole fractions."""

    def keys(row: dict[str, int]) -> list[int]:
        return [-row[n] if largest else row[n] for n, largest in rule.order]

    served = sorted(rows, key=lambda row: [*keys(row), row["number"]])
    if rule.places is not None:
        served = served[: max(0, rule.places - taken)]
    limits = []
    if rule.budget_satang is not None:
        limits.append(rule.budget_satang - spent)
    if rule.share_of_fund_basis_points is not None:
        limits.append(fund * rule.share_of_fund_basis_points // 10_000 - spent)
    left = max(0, min(limits, default=10**15))
    whole = sum(row["amount"] for row in served)
    given = dict.fromkeys((row["number"] for row in rows), 0)
    if rule.pro_rata and whole > left:
        exact = [Fraction(row["amount"] * left, whole) for row in served]
        for row, share in zip(served, exact, strict=True):
            given[row["number"]] = int(share)
        over = left - sum(given.values())
        # Python's sort is stable: of equal remainders the one served first.
        first = sorted(range(len(served)), key=lambda i: -(exact[i] % 1))
        for i in first[:over]:
            given[served[i]["number"]] += 1
        return given
    for row in served:
        given[row["number"]] = min(row["amount"], left)
        left -= given[row["number"]]
    return given


@given(
    seed=st.integers(0, 2**32 - 1),
    n=st.integers(1, 60),
    places=st.one_of(st.none(), st.integers(1, 30)),
    budget=st.one_of(st.none(), st.integers(1, 60_000)),
    share=st.one_of(st.none(), st.integers(1, 10_000)),
    pro_rata=st.booleans(),
)
@settings(max_examples=200, deadline=None)
def test_what_each_gets_is_what_one_would_count_out_by_hand(
    seed: int,
    n: int,
    places: int | None,
    budget: int | None,
    share: int | None,
    pro_rata: bool,
) -> None:
    random = np.random.default_rng(seed)
    rule = Allocation(
        clause=CLAUSE,
        places=places,
        budget_satang=budget,
        share_of_fund_basis_points=share,
        pro_rata=pro_rata,
        order=(("gpa", True), ("paid", False))[: random.integers(3)],
    )
    columns = {
        "number": random.permutation(1000)[:n],
        "gpa": random.integers(0, 4, n),
        "paid": random.integers(0, 4, n),
        "amount": random.integers(1, 3000, n),
    }
    fund, spent, taken = (int(random.integers(m)) for m in (90_000, 20_000, 8))
    shared = allocate(
        rule,
        amount_satang=columns["amount"],
        order_by={name: columns[name] for name in ("gpa", "paid")},
        tie=columns["number"],
        fund_satang=fund,
        spent_satang=spent,
        places_taken=taken,
    )
    rows = [
        dict(zip(columns, map(int, row), strict=True))
        for row in zip(*columns.values(), strict=True)
    ]
    told = by_hand(rule, rows, fund, spent, taken)
    assert (
        dict(
            zip(columns["number"].tolist(), shared.amount_satang.tolist(), strict=True)
        )
        == told
    )


P, B, S = AllocationCode  # Places, budget, share of the fund.


def result(
    code: AllocationCode, required: int, found: int, *, passed: bool
) -> AllocationResult:
    unit = "places" if code is P else "satang"
    return AllocationResult(code, passed, required, found, unit)


def test_each_row_keeps_what_was_looked_at() -> None:
    rule = Allocation(
        clause=CLAUSE, places=2, budget_satang=250, share_of_fund_basis_points=2_000
    )
    shared = share(rule, [100, 200, 300], fund_satang=2_000, spent_satang=50)
    assert shared.place.tolist() == [1, 2, 3]
    assert shared.amount_satang.tolist() == [100, 100, 0]
    assert shared.granted.tolist() == [True, True, False]
    assert shared.limit_satang == 200
    assert [shared.results(row) for row in range(3)] == [
        (
            result(P, 2, 1, passed=True),
            result(B, 200, 100, passed=True),
            result(S, 350, 100, passed=True),
        ),
        (
            result(P, 2, 2, passed=True),
            result(B, 200, 300, passed=False),
            result(S, 350, 300, passed=True),
        ),
        (
            result(P, 2, 3, passed=False),
            result(B, 200, 300, passed=False),
            result(S, 350, 300, passed=True),
        ),
    ]


def test_what_comes_out_even_has_passed() -> None:
    shared = share(Allocation(clause=CLAUSE, budget_satang=200), [100, 100, 1])
    assert [shared.results(row)[0] for row in (1, 2)] == [
        result(B, 200, 200, passed=True),
        result(B, 200, 201, passed=False),
    ]
    assert shared.granted.tolist() == [True, True, False]


def test_pro_rata_every_row_is_looked_at_with_the_sum_of_all() -> None:
    rule = Allocation(clause=CLAUSE, budget_satang=200, pro_rata=True)
    shared = share(rule, [100, 300])
    assert shared.amount_satang.tolist() == [50, 150]
    assert shared.results(0) == (result(B, 200, 400, passed=False),)
    whole = share(rule, [50, 150])
    assert whole.results(1) == (result(B, 200, 200, passed=True),)
    # A row whose share comes out whole has passed, though not all have.
    part = share(Allocation(clause=CLAUSE, budget_satang=3, pro_rata=True), [1, 3])
    assert part.amount_satang.tolist() == [1, 2]
    assert [part.results(row)[0].passed for row in (0, 1)] == [True, False]


@pytest.mark.parametrize("passed", [True, False])
@pytest.mark.parametrize("code", list(AllocationCode))
def test_a_trace_is_read_as_it_was_written(
    code: AllocationCode, *, passed: bool
) -> None:
    one = result(code, 250, 300, passed=passed)
    assert one.as_trace() == {
        "code": code.value,
        "passed": passed,
        "required": 250,
        "found": 300,
        "unit": one.unit,
    }
    assert AllocationResult.from_trace(one.as_trace()) == one


def test_what_is_gone_leaves_nothing_and_never_less() -> None:
    """Of a budget that was overspent, of a fund in the red, of both to the satang."""
    budget = Allocation(clause=CLAUSE, budget_satang=250)
    for spent, left in ((249, 1), (250, 0), (251, 0)):
        shared = share(budget, [100], spent_satang=spent)
        assert (shared.limit_satang, shared.amount_satang.tolist()) == (left, [left])
    of_fund = Allocation(clause=CLAUSE, share_of_fund_basis_points=5_000)
    for fund, spent, left in ((3, 0, 1), (2, 1, 0), (4, 1, 1), (-4, 0, 0), (2, 3, 0)):
        shared = share(of_fund, [100], fund_satang=fund, spent_satang=spent)
        assert (shared.limit_satang, shared.amount_satang.tolist()) == (left, [left])
    whole = Allocation(clause=CLAUSE, share_of_fund_basis_points=10_000)
    for fund, left in ((1, 1), (0, 0), (-1, 0)):
        assert share(whole, [100], fund_satang=fund).limit_satang == left
    none = share(Allocation(clause=CLAUSE), [100])
    assert (none.limit_satang, none.amount_satang.tolist()) == (None, [100])
    assert none.results(0) == ()


def test_the_order_is_by_its_first_name_then_the_next_then_the_number() -> None:
    order = (("need", True), ("amount", False))
    shared = share(
        Allocation(clause=CLAUSE, places=1, order=order),
        [300, 200, 200, 100],
        order_by={"need": col(5, 5, 5, 4)},
        tie=col(1, 9, 8, 0),
    )
    assert shared.place.tolist() == [3, 2, 1, 4]


def test_only_amounts_that_can_be_are_shared() -> None:
    rule = Allocation(clause=CLAUSE, budget_satang=MAX_SATANG)
    assert share(rule, [MAX_SATANG]).amount_satang.tolist() == [MAX_SATANG]
    least = share(rule, [1])
    assert (least.amount_satang.tolist(), least.granted.tolist()) == ([1], [True])
    for amounts in ([MAX_SATANG + 1], [0], [-1], [5, 0]):
        with pytest.raises(AssertionError):
            share(rule, amounts)
