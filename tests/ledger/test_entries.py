"""Every way money can move, leg by leg: out of `credit`, into `debit`, so much."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from kongbun.kernel.money import Money
from kongbun.ledger import entries
from kongbun.ledger.entries import AMOUNT_SATANG_MAX, Entry, EntryKind, Leg

DAY = date(2026, 11, 20)


def legs(entry: Entry) -> list[tuple[str, str, int]]:
    return [(leg.debit, leg.credit, leg.amount.satang) for leg in entry.legs]


def told(entry: Entry) -> tuple[str, EntryKind, date]:
    return entry.reference, entry.kind, entry.occurred_on


@pytest.mark.parametrize("satang", [1, AMOUNT_SATANG_MAX])
def test_a_leg_moves_from_one_satang_to_ten_thousand_million_baht(satang: int) -> None:
    assert Leg("cash", "income:dues", Money(satang)).amount.satang == satang


def test_the_most_one_leg_moves_is_ten_thousand_million_baht() -> None:
    assert str(Money(AMOUNT_SATANG_MAX)) == "10,000,000,000.00"


@pytest.mark.parametrize("satang", [-1, 0, AMOUNT_SATANG_MAX + 1])
def test_a_leg_of_nothing_or_of_too_much_is_a_bug(satang: int) -> None:
    with pytest.raises(AssertionError):
        Leg("cash", "income:dues", Money(satang))


def test_a_leg_from_an_account_into_itself_is_a_bug() -> None:
    with pytest.raises(AssertionError):
        Leg("cash", "cash", Money(1))


def test_an_entry_that_moves_nothing_is_a_bug() -> None:
    with pytest.raises(AssertionError):
        entries.receipt(book=1, no=1, received_on=DAY, into="cash", lines=[])


def test_a_receipt_has_a_leg_for_each_line() -> None:
    entry = entries.receipt(
        book=3,
        no=17,
        received_on=DAY,
        into="bag:1",
        lines=[("income:dues", Money(900)), ("income:donation", Money(100))],
        memo="บ้าน 27",
    )
    assert told(entry) == ("receipt:3:17:1", EntryKind.RECEIPT, DAY)
    assert legs(entry) == [
        ("bag:1", "income:dues", 900),
        ("bag:1", "income:donation", 100),
    ]
    assert (entry.memo, entry.reverses) == ("บ้าน 27", None)


@pytest.mark.parametrize(
    ("counted", "in_the_bag", "expected"),
    [
        (700, 700, [("cash", "bag:1", 700)]),
        (700, 900, [("cash", "bag:1", 700)]),
        (701, 700, [("cash", "bag:1", 700), ("cash", "suspense:1", 1)]),
        (1, 0, [("cash", "suspense:1", 1)]),
        (900, 1, [("cash", "bag:1", 1), ("cash", "suspense:1", 899)]),
    ],
)
def test_what_a_bag_holds_above_its_book_stands_in_suspense(
    counted: int, in_the_bag: int, expected: list[tuple[str, str, int]]
) -> None:
    entry = entries.hand_over(
        reference="hand-over:1:1",
        accepted_on=DAY,
        bag="bag:1",
        into="cash",
        counted=Money(counted),
        bag_balance=Money(in_the_bag),
        suspense="suspense:1",
    )
    assert told(entry) == ("hand-over:1:1", EntryKind.HAND_OVER, DAY)
    assert legs(entry) == expected


def test_late_lines_fill_what_was_handed_over() -> None:
    entry = entries.suspense_cleared(
        reference="cleared:1:1",
        cleared_on=DAY,
        bag="bag:1",
        suspense="suspense:1",
        amount=Money(50),
    )
    assert told(entry) == ("cleared:1:1", EntryKind.SUSPENSE_CLEARED, DAY)
    assert legs(entry) == [("suspense:1", "bag:1", 50)]


def test_a_benefit_is_paid_from_the_box_and_out_of_its_purposes() -> None:
    entry = entries.benefit_paid(
        claim_no="12-2570",
        attempt=2,
        category=4,
        amount=Money(1_000),
        paid_on=DAY,
        paid_from="cash",
        out_of=[("restricted:1", Money(600)), ("restricted:2", Money(400))],
    )
    assert told(entry) == ("claim:12-2570:paid:2", EntryKind.BENEFIT_PAID, DAY)
    assert legs(entry) == [
        ("expense:benefit:4", "cash", 1_000),
        ("equity:free", "restricted:1", 600),
        ("equity:free", "restricted:2", 400),
    ]


@pytest.mark.parametrize("expense", [True, False])
def test_purposes_pay_no_more_than_what_is_spent(expense: bool) -> None:
    for parts in ([("restricted:1", Money(1_001))], [("restricted:1", Money(501))] * 2):
        with pytest.raises(AssertionError):
            spent(expense, parts)
    assert len(spent(expense, [("restricted:1", Money(1_000))]).legs) == 2
    assert legs(spent(expense, []))[1:] == []


def spent(expense: bool, parts: list[tuple[str, Money]]) -> Entry:
    if expense:
        return entries.other_expense(
            reference="cost:1:1",
            occurred_on=DAY,
            expense="expense:office",
            paid_from="bank:1",
            amount=Money(1_000),
            out_of=parts,
        )
    return entries.benefit_paid(
        claim_no="1-2570",
        attempt=1,
        category=1,
        amount=Money(1_000),
        paid_on=DAY,
        paid_from="bank:1",
        out_of=parts,
    )


def test_an_expense_goes_out_of_where_it_is_paid_from() -> None:
    entry = spent(True, [("restricted:1", Money(300))])
    assert told(entry) == ("cost:1:1", EntryKind.OTHER_EXPENSE, DAY)
    assert legs(entry) == [
        ("expense:office", "bank:1", 1_000),
        ("equity:free", "restricted:1", 300),
    ]


@pytest.mark.parametrize("purpose", [None, "restricted:2"])
def test_income_comes_in_and_is_kept_for_what_it_was_given(purpose: str | None) -> None:
    entry = entries.other_income(
        reference="gift:1:1",
        occurred_on=DAY,
        income="income:donation",
        into="bank:1",
        amount=Money(70),
        purpose=purpose,
    )
    assert told(entry) == ("gift:1:1", EntryKind.OTHER_INCOME, DAY)
    kept = [] if purpose is None else [("restricted:2", "equity:free", 70)]
    assert legs(entry) == [("bank:1", "income:donation", 70), *kept]


def test_income_and_expense_are_of_accounts_of_their_kind() -> None:
    facts = {"reference": "x:1:1", "occurred_on": DAY, "amount": Money(1)}
    with pytest.raises(AssertionError):
        entries.other_income(income="expense:office", into="cash", **facts)  # type: ignore[arg-type]
    with pytest.raises(AssertionError):
        entries.other_expense(expense="income:other", paid_from="cash", **facts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("cost", "proceeds", "expected"),
    [
        (100, 100, [("bank:1", "investment:1", 100)]),
        (
            *(100, 101),
            [("bank:1", "investment:1", 100), ("bank:1", "income:investment", 1)],
        ),
        (
            *(100, 99),
            [("bank:1", "investment:1", 99), ("expense:other", "investment:1", 1)],
        ),
        (
            100,
            1,
            [("bank:1", "investment:1", 1), ("expense:other", "investment:1", 99)],
        ),
        (100, 0, [("expense:other", "investment:1", 100)]),
    ],
)
def test_what_is_sold_gives_back_its_cost_and_the_rest_is_won_or_lost(
    cost: int, proceeds: int, expected: list[tuple[str, str, int]]
) -> None:
    entry = entries.investment_sold(
        reference="sold:1:1",
        occurred_on=DAY,
        investment="investment:1",
        into="bank:1",
        cost=Money(cost),
        proceeds=Money(proceeds),
    )
    assert told(entry) == ("sold:1:1", EntryKind.INVESTMENT_SOLD, DAY)
    assert legs(entry) == expected


ONE_LEG: dict[str, tuple[Callable[..., Entry], EntryKind, str, str]] = {
    "set aside": (
        lambda **facts: entries.set_aside(purpose="restricted:1", **facts),
        *(EntryKind.SET_ASIDE, "restricted:1", "equity:free"),
    ),
    "set free": (
        lambda **facts: entries.set_free(purpose="restricted:1", **facts),
        *(EntryKind.SET_FREE, "equity:free", "restricted:1"),
    ),
    "moved": (
        lambda **facts: entries.transfer(source="cash", into="bank:1", **facts),
        *(EntryKind.TRANSFER, "bank:1", "cash"),
    ),
    "invested": (
        lambda **facts: entries.investment_bought(
            investment="investment:1", paid_from="bank:1", **facts
        ),
        *(EntryKind.INVESTMENT_BOUGHT, "investment:1", "bank:1"),
    ),
    "over": (
        lambda **facts: entries.cash_over(cash="cash", **facts),
        *(EntryKind.CASH_OVER, "cash", "income:cash-over"),
    ),
    "short": (
        lambda **facts: entries.cash_short(cash="cash", **facts),
        *(EntryKind.CASH_SHORT, "expense:cash-short", "cash"),
    ),
}


@pytest.mark.parametrize("name", ONE_LEG)
def test_what_moves_at_once_moves_in_one_leg(name: str) -> None:
    made, kind, debit, credit = ONE_LEG[name]
    entry = made(reference="x:1:1", occurred_on=DAY, amount=Money(5))
    assert told(entry) == ("x:1:1", kind, DAY)
    assert legs(entry) == [(debit, credit, 5)]


def test_a_fund_opens_with_what_it_holds() -> None:
    entry = entries.opening(
        reference="opening:1",
        cut_over_on=DAY,
        holdings=[("cash", Money(5)), ("bank:1", Money(7))],
    )
    assert told(entry) == ("opening:1", EntryKind.OPENING, DAY)
    assert legs(entry) == [
        ("cash", "equity:opening", 5),
        ("bank:1", "equity:opening", 7),
    ]


def test_a_reversal_is_the_opposite_leg_by_leg_and_is_not_reversed() -> None:
    original = spent(True, [("restricted:1", Money(300))])
    later = date(2026, 12, 1)
    entry = entries.reversal(original, reversed_on=later, reason="ผิดคน")
    assert told(entry) == ("cost:1:1:reversed", EntryKind.REVERSAL, later)
    assert legs(entry) == [
        ("bank:1", "expense:office", 1_000),
        ("restricted:1", "equity:free", 300),
    ]
    assert (entry.memo, entry.reverses) == ("ผิดคน", "cost:1:1")
    with pytest.raises(AssertionError):
        entries.reversal(entry, reversed_on=later, reason="อีกที")
