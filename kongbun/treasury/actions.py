"""Other money: income, transfers, investments, cash over and short.

Not members' dues and not benefits; expenses, which need approval, stand in
`expense_actions`.  What took two people takes two to reverse.
"""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from kongbun.access.models import User
from kongbun.access.permissions import Verb, require
from kongbun.commands.run import Act, command
from kongbun.kernel.money import Money
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.ledger import entries
from kongbun.ledger.balances import accounts
from kongbun.ledger.chart import AccountKind
from kongbun.ledger.post import reverse as ledger_reverse
from kongbun.treasury.entering_actions import (
    acting_user,
    amount_of,
    book,
    check_day,
    enter,
    find_movement,
    investment_of,
    kind_of_money,
    number_of,
    place_of,
    reference_of,
    second_of,
    told,
)
from kongbun.treasury.limits import refuse_beyond
from kongbun.treasury.models import MovementKind, MovementReversal
from kongbun.treasury.purpose_actions import found_purse
from kongbun.treasury.purposes import Use
from kongbun.treasury.queries import account_by_code

TWO_PEOPLE = frozenset({MovementKind.EXPENSE, MovementKind.OVER, MovementKind.SHORT})


@command("treasury.other_income")
def other_income(
    act: Act,
    *,
    income: str,
    into: str,
    amount_satang: int,
    occurred_on: date,
    party: str = "",
    paper_no: str = "",
    reason: str = "",
    purpose: UUID | None = None,
) -> dict[str, Any]:
    """Book a grant, a donation, interest, ... into cash or bank.

    All of it is kept for `purpose`, where it was given for one.
    """
    require(act, Verb.BOOK_OTHER_MONEY)
    kind = kind_of_money(act, income, AccountKind.INCOME)
    place = place_of(act, into)
    amount = amount_of(amount_satang)
    check_day(act, occurred_on)
    if income == "income:donation" and not party.strip():
        raise Refused(RefusalCode.FIELD_EMPTY, field="ชื่อผู้บริจาค")
    kept_for = None if purpose is None else found_purse(act, purpose)
    # After this point the income must be booked.
    made = enter(
        act,
        MovementKind.INCOME,
        other=kind,
        place=place,
        amount=amount,
        occurred_on=occurred_on,
        party=party,
        paper_no=paper_no,
        reason=reason,
    )
    described = entries.other_income(
        reference=reference_of(made),
        occurred_on=occurred_on,
        income=income,
        into=into,
        amount=amount,
        purpose=kept_for.code if kept_for else None,
    )
    return book(act, made, described, place=place)


@command("treasury.move_money")
def move_money(
    act: Act,
    *,
    source: str,
    into: str,
    amount_satang: int,
    occurred_on: date,
    paper_no: str = "",
    reason: str = "",
) -> dict[str, Any]:
    """Cash to bank, bank to cash, bank to bank."""
    require(act, Verb.BOOK_OTHER_MONEY)
    out_of, to = place_of(act, source), place_of(act, into)
    if out_of.id == to.id:
        raise Refused(RefusalCode.SAME_PLACE, place=to.name)
    amount = amount_of(amount_satang)
    check_day(act, occurred_on)
    # After this point the money must move.
    made = enter(
        act,
        MovementKind.TRANSFER,
        other=to,
        place=out_of,
        amount=amount,
        occurred_on=occurred_on,
        paper_no=paper_no,
        reason=reason,
    )
    described = entries.transfer(
        reference=reference_of(made),
        occurred_on=occurred_on,
        source=source,
        into=into,
        amount=amount,
    )
    return book(act, made, described, place=out_of)


@command("treasury.buy_investment")
def buy_investment(
    act: Act,
    *,
    investment: str,
    paid_from: str,
    amount_satang: int,
    occurred_on: date,
    paper_no: str = "",
    reason: str = "",
) -> dict[str, Any]:
    """Money becomes a bond or a deposit elsewhere."""
    require(act, Verb.BOOK_OTHER_MONEY)
    held, place = investment_of(act, investment), place_of(act, paid_from)
    amount = amount_of(amount_satang)
    check_day(act, occurred_on)
    refuse_beyond(act.fund_id, Use(held.code), amount, on=occurred_on)
    # After this point the investment must be booked.
    made = enter(
        act,
        MovementKind.BOUGHT,
        other=held,
        place=place,
        amount=amount,
        occurred_on=occurred_on,
        paper_no=paper_no,
        reason=reason,
    )
    described = entries.investment_bought(
        reference=reference_of(made),
        occurred_on=occurred_on,
        investment=investment,
        paid_from=paid_from,
        amount=amount,
    )
    return book(act, made, described, place=place)


@command("treasury.sell_investment")
def sell_investment(
    act: Act,
    *,
    investment: str,
    into: str,
    cost_satang: int,
    proceeds_satang: int,
    occurred_on: date,
    paper_no: str = "",
    reason: str = "",
) -> dict[str, Any]:
    """What was sold comes back: `cost` out of the investment, `proceeds` received."""
    require(act, Verb.BOOK_OTHER_MONEY)
    held, place = investment_of(act, investment), place_of(act, into)
    cost, proceeds = amount_of(cost_satang), Money(proceeds_satang)
    if not 0 <= proceeds.satang <= entries.AMOUNT_SATANG_MAX:
        raise Refused(RefusalCode.AMOUNT_UNFIT, found=proceeds)
    if cost.satang > held.balance_satang:
        raise Refused(
            RefusalCode.NOT_ENOUGH_MONEY,
            account=held.name,
            found=Money(held.balance_satang),
            required=cost,
        )
    check_day(act, occurred_on)
    # After this point the sale must be booked.
    made = enter(
        act,
        MovementKind.SOLD,
        other=held,
        place=place,
        amount=proceeds,
        cost=cost,
        occurred_on=occurred_on,
        paper_no=paper_no,
        reason=reason,
    )
    described = entries.investment_sold(
        reference=reference_of(made),
        occurred_on=occurred_on,
        investment=investment,
        into=into,
        cost=cost,
        proceeds=proceeds,
    )
    return book(act, made, described, place=place)


@command("treasury.cash_over_short")
def cash_over_short(
    act: Act,
    *,
    cash: str,
    is_over: bool,
    amount_satang: int,
    occurred_on: date,
    reason: str,
    second_user_id: int | None = None,
) -> dict[str, Any]:
    """What two people counted differs from the books and nobody knows why."""
    require(act, Verb.COUNT_CASH)
    second = second_of(act, second_user_id, Verb.COUNT_CASH)
    box = account_by_code(act.fund_id, cash, AccountKind.CASH)
    if box is None:
        raise Refused(RefusalCode.NOT_FOUND, what=f"กล่องเงินสด {cash}")
    amount = amount_of(amount_satang)
    check_day(act, occurred_on)
    if not reason.strip():
        raise Refused(RefusalCode.FIELD_EMPTY, field="เหตุผล")
    other_code = "income:cash-over" if is_over else "expense:cash-short"
    other = next(a for a in accounts(act.fund_id) if a.code == other_code)
    # After this point the difference must be booked.
    made = enter(
        act,
        MovementKind.OVER if is_over else MovementKind.SHORT,
        other=other,
        place=box,
        amount=amount,
        occurred_on=occurred_on,
        reason=reason,
        second_id=second.pk,
    )
    reference = reference_of(made)
    described = (
        entries.cash_over(
            reference=reference, occurred_on=occurred_on, cash=cash, amount=amount
        )
        if is_over
        else entries.cash_short(
            reference=reference, occurred_on=occurred_on, cash=cash, amount=amount
        )
    )
    return book(act, made, described, place=box)


@command("treasury.reverse_movement")
def reverse_movement(
    act: Act, *, movement: UUID, reason: str, second_user_id: int | None = None
) -> dict[str, Any]:
    """Book the opposite, with a reason; both stay readable."""
    require(act, Verb.BOOK_OTHER_MONEY)
    found = find_movement(act, movement)
    number = number_of(found)
    if not hasattr(found, "booking"):
        raise Refused(RefusalCode.NOT_BOOKED_YET, number=number)
    if hasattr(found, "reversal"):
        raise Refused(RefusalCode.ALREADY_REVERSED, what=f"รายการที่ {number}")
    if not reason.strip():
        raise Refused(RefusalCode.FIELD_EMPTY, field="เหตุผล")
    second: User | None = None
    if MovementKind(found.kind) in TWO_PEOPLE:
        second = second_of(act, second_user_id, Verb.COUNT_CASH)
    # After this point the reversal must be booked.
    posted = ledger_reverse(act, found.booking.entry_id, reason=reason.strip())
    MovementReversal.objects.create(
        movement=found,
        entry_id=posted.id,
        reason=reason.strip(),
        reversed_on=act.today,
        reversed_by_id=acting_user(act),
        second_by=second,
        command_id=act.command_pk,
    )
    return {**told(found), "entry": posted.reference}
