"""Every way money can move, one function each.

Read this file to know what the books can record.  The functions are pure: they
describe an `Entry`; only `ledger.post` writes one.  An entry is transfer rows, each
from one account to another, so it cannot be out of balance.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from kongbun.kernel.money import ZERO, Money

AMOUNT_SATANG_MAX = 10**12

OPENING_EQUITY = "equity:opening"
# Beside `restricted:N`: what is set aside goes from one to the other and back.
FREE = "equity:free"


class EntryKind(StrEnum):
    """What an entry records.  Stable: stored, hashed, documented."""

    OPENING = "opening"
    RECEIPT = "receipt"
    HAND_OVER = "hand-over"
    SUSPENSE_CLEARED = "suspense-cleared"
    BENEFIT_PAID = "benefit-paid"
    OTHER_INCOME = "other-income"
    OTHER_EXPENSE = "other-expense"
    TRANSFER = "transfer"
    INVESTMENT_BOUGHT = "investment-bought"
    INVESTMENT_SOLD = "investment-sold"
    CASH_OVER = "cash-over"
    CASH_SHORT = "cash-short"
    SET_ASIDE = "set-aside"
    SET_FREE = "set-free"
    REVERSAL = "reversal"


@dataclass(frozen=True, slots=True)
class Leg:
    """Money goes out of `credit` and into `debit`; both are account codes."""

    debit: str
    credit: str
    amount: Money

    def __post_init__(self) -> None:
        assert self.debit != self.credit, self
        assert 0 < self.amount.satang <= AMOUNT_SATANG_MAX, self


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One fact about money.

    `reference` names the fact and is unique in the fund; it ends with its attempt.
    `occurred_on` is the day the money changed hands.
    """

    reference: str
    kind: EntryKind
    occurred_on: date
    legs: tuple[Leg, ...]
    memo: str = ""
    reverses: str | None = None

    def __post_init__(self) -> None:
        assert self.legs, f"{self.reference}: an entry moves some money"


def receipt(
    *,
    book: int,
    no: int,
    received_on: date,
    into: str,
    lines: Iterable[tuple[str, Money]],
    memo: str = "",
) -> Entry:
    """One payer's hand-over: each line is (income account, amount)."""
    return Entry(
        reference=f"receipt:{book}:{no}:1",
        kind=EntryKind.RECEIPT,
        occurred_on=received_on,
        legs=tuple(Leg(into, income, amount) for income, amount in lines),
        memo=memo,
    )


def hand_over(
    *,
    reference: str,
    accepted_on: date,
    bag: str,
    into: str,
    counted: Money,
    bag_balance: Money,
    suspense: str,
) -> Entry:
    """A bag is counted by another person and goes into the cash box or bank.

    What lies in the bag above its book balance stands in the collector's suspense
    until the late lines arrive.
    """
    from_bag = min(counted, bag_balance)
    legs = [Leg(into, bag, from_bag)] if from_bag > ZERO else []
    if counted > from_bag:
        legs.append(Leg(into, suspense, counted - from_bag))
    return Entry(
        reference=reference,
        kind=EntryKind.HAND_OVER,
        occurred_on=accepted_on,
        legs=tuple(legs),
    )


def suspense_cleared(
    *, reference: str, cleared_on: date, bag: str, suspense: str, amount: Money
) -> Entry:
    """Late lines came in: the bag they fill was already handed over."""
    return Entry(
        reference=reference,
        kind=EntryKind.SUSPENSE_CLEARED,
        occurred_on=cleared_on,
        legs=(Leg(suspense, bag, amount),),
    )


def benefit_paid(
    *,
    claim_no: str,
    attempt: int,
    category: int,
    amount: Money,
    paid_on: date,
    paid_from: str,
    out_of: Sequence[tuple[str, Money]] = (),
) -> Entry:
    """A benefit leaves the cash box or a bank account.

    `out_of`: the part of it that purposes pay for.
    """
    return Entry(
        reference=f"claim:{claim_no}:paid:{attempt}",
        kind=EntryKind.BENEFIT_PAID,
        occurred_on=paid_on,
        legs=(
            Leg(f"expense:benefit:{category}", paid_from, amount),
            *_released(amount, out_of),
        ),
    )


def other_income(
    *,
    reference: str,
    occurred_on: date,
    income: str,
    into: str,
    amount: Money,
    purpose: str | None = None,
) -> Entry:
    """Grants, local government, donations, interest: into cash or bank.

    All of it is set aside for `purpose`, if it was given for one.
    """
    assert income.startswith("income:"), income
    legs = [Leg(into, income, amount)]
    if purpose is not None:
        legs.append(Leg(purpose, FREE, amount))
    return Entry(
        reference=reference,
        kind=EntryKind.OTHER_INCOME,
        occurred_on=occurred_on,
        legs=tuple(legs),
    )


def other_expense(
    *,
    reference: str,
    occurred_on: date,
    expense: str,
    paid_from: str,
    amount: Money,
    out_of: Sequence[tuple[str, Money]] = (),
) -> Entry:
    """Running costs, after approval; `out_of`: the part that purposes pay for."""
    assert expense.startswith("expense:"), expense
    return Entry(
        reference=reference,
        kind=EntryKind.OTHER_EXPENSE,
        occurred_on=occurred_on,
        legs=(Leg(expense, paid_from, amount), *_released(amount, out_of)),
    )


def _released(spent: Money, out_of: Sequence[tuple[str, Money]]) -> list[Leg]:
    legs = [Leg(FREE, purpose, part) for purpose, part in out_of]
    assert sum(leg.amount.satang for leg in legs) <= spent.satang, out_of
    return legs


def set_aside(
    *, reference: str, occurred_on: date, purpose: str, amount: Money
) -> Entry:
    """Money the fund has already is kept for a purpose; none of it moves."""
    return Entry(
        reference=reference,
        kind=EntryKind.SET_ASIDE,
        occurred_on=occurred_on,
        legs=(Leg(purpose, FREE, amount),),
    )


def set_free(
    *, reference: str, occurred_on: date, purpose: str, amount: Money
) -> Entry:
    """What is left for a purpose that is over may be used for anything again."""
    return Entry(
        reference=reference,
        kind=EntryKind.SET_FREE,
        occurred_on=occurred_on,
        legs=(Leg(FREE, purpose, amount),),
    )


def transfer(
    *, reference: str, occurred_on: date, source: str, into: str, amount: Money
) -> Entry:
    """Cash to bank, bank to cash, bank to bank."""
    return Entry(
        reference=reference,
        kind=EntryKind.TRANSFER,
        occurred_on=occurred_on,
        legs=(Leg(into, source, amount),),
    )


def investment_bought(
    *, reference: str, occurred_on: date, investment: str, paid_from: str, amount: Money
) -> Entry:
    """Money becomes a bond or a deposit elsewhere; it is still the fund's."""
    return Entry(
        reference=reference,
        kind=EntryKind.INVESTMENT_BOUGHT,
        occurred_on=occurred_on,
        legs=(Leg(investment, paid_from, amount),),
    )


def investment_sold(
    *,
    reference: str,
    occurred_on: date,
    investment: str,
    into: str,
    cost: Money,
    proceeds: Money,
) -> Entry:
    """What it cost comes back; the difference is income, or a loss."""
    legs = [Leg(into, investment, min(cost, proceeds))] if proceeds > ZERO else []
    if proceeds > cost:
        legs.append(Leg(into, "income:investment", proceeds - cost))
    if cost > proceeds:
        legs.append(Leg("expense:other", investment, cost - proceeds))
    return Entry(
        reference=reference,
        kind=EntryKind.INVESTMENT_SOLD,
        occurred_on=occurred_on,
        legs=tuple(legs),
    )


def cash_over(*, reference: str, occurred_on: date, cash: str, amount: Money) -> Entry:
    """Two people counted more than the book says."""
    return Entry(
        reference=reference,
        kind=EntryKind.CASH_OVER,
        occurred_on=occurred_on,
        legs=(Leg(cash, "income:cash-over", amount),),
    )


def cash_short(*, reference: str, occurred_on: date, cash: str, amount: Money) -> Entry:
    """Two people counted less than the book says."""
    return Entry(
        reference=reference,
        kind=EntryKind.CASH_SHORT,
        occurred_on=occurred_on,
        legs=(Leg("expense:cash-short", cash, amount),),
    )


def opening(
    *,
    reference: str,
    cut_over_on: date,
    holdings: Sequence[tuple[str, Money]],
) -> Entry:
    """A fund starts in mid-life with what it holds."""
    return Entry(
        reference=reference,
        kind=EntryKind.OPENING,
        occurred_on=cut_over_on,
        legs=tuple(
            Leg(account, OPENING_EQUITY, amount) for account, amount in holdings
        ),
    )


def reversal(original: Entry, *, reversed_on: date, reason: str) -> Entry:
    """The same legs with debit and credit exchanged.  A reversal stays reversed."""
    assert original.reverses is None, "a reversal is not reversed: book it anew"
    return Entry(
        reference=f"{original.reference}:reversed",
        kind=EntryKind.REVERSAL,
        occurred_on=reversed_on,
        legs=tuple(Leg(leg.credit, leg.debit, leg.amount) for leg in original.legs),
        memo=reason,
        reverses=original.reference,
    )
