"""`kongbun money` and `kongbun count`: other money, counts, readings."""

from __future__ import annotations

from datetime import date
from typing import Any

import click

from kongbun.access.models import Fund
from kongbun.access.permissions import Verb
from kongbun.cli.door import reader, second_person, tell, writer
from kongbun.cli.find import find_member, found_purse
from kongbun.cli.given import BAHT, DAY, TEXT, BahtOrZero
from kongbun.commands.run import Act
from kongbun.kernel.money import Money
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.treasury import actions, count_actions, expense_actions
from kongbun.treasury.entering_actions import number_of
from kongbun.treasury.models import Movement
from kongbun.treasury.queries import movement_by_number, movements, unpaid_expenses
from kongbun.treasury.refund_actions import enter_refund

LISTED_MAX = 200


@click.group()
def money() -> None:
    """Other money: grants, donations, expenses, transfers, investments."""


def _on(act: Act, day: date | None) -> date:
    return day or act.today


def _found(act: Act, number: str) -> Movement:
    found = movement_by_number(act.fund_id, number)
    if found is None:
        raise Refused(RefusalCode.NOT_FOUND, what=f"รายการที่ {number} ")
    return found


def _second(act: Act, username: str | None) -> int | None:
    if username is None:
        return None
    return second_person(act, Verb.COUNT_CASH, username=username).pk


def _told(answer: dict[str, Any], *, as_json: bool, did: str) -> None:
    amount = Money(int(answer["amount_satang"]))
    tell(answer, as_json=as_json, text=f"{did}ที่ {answer['number']} {amount} บาท แล้ว")


on_option = click.option("--on", type=DAY, help="The day it happened; today.")
paper_option = click.option(
    "--paper", "paper_no", type=TEXT, default="", help="Number on its paper."
)


@money.command("income")
@click.argument("income")
@click.argument("amount", type=BAHT)
@click.option("--into", required=True, help="Account's code: cash, bank:1.")
@on_option
@click.option("--from", "party", type=TEXT, default="", help="Who gave.")
@paper_option
@click.option("--reason", type=TEXT, default="")
@click.option("--purpose", help="restricted:N: what it was given for.")
@writer()
def income(
    act: Act,
    *,
    as_json: bool,
    amount: int,
    on: date | None,
    purpose: str | None,
    **facts: Any,
) -> None:
    """Book INCOME (income:donation, income:interest, ...) of AMOUNT baht."""
    answer = actions.other_income(
        act,
        amount_satang=amount,
        occurred_on=_on(act, on),
        purpose=found_purse(act.fund_id, purpose).public_id if purpose else None,
        **facts,
    )
    _told(answer, as_json=as_json, did="ลงรายรับ")


@money.command("expense")
@click.argument("expense")
@click.argument("amount", type=BAHT)
@click.option("--to", "party", type=TEXT, required=True, help="Who is paid.")
@click.option("--for", "reason", type=TEXT, required=True, help="What for.")
@on_option
@paper_option
@writer()
def expense(
    act: Act, *, as_json: bool, amount: int, on: date | None, **facts: Any
) -> None:
    """Enter EXPENSE (expense:office, ...) of AMOUNT baht, for approval."""
    answer = expense_actions.other_expense(
        act, amount_satang=amount, occurred_on=_on(act, on), **facts
    )
    _told(answer, as_json=as_json, did="บันทึกรายจ่ายรออนุมัติ")


@money.command("refund")
@click.argument("member_no")
@writer()
def refund(act: Act, *, as_json: bool, member_no: str) -> None:
    """Enter what the by-law gives back to a member who resigned, for approval."""
    found = find_member(act.fund_id, member_no)
    answer = enter_refund(act, membership=found.public_id)
    _told(answer, as_json=as_json, did="บันทึกเงินคืนรออนุมัติ")


@money.command("approve")
@click.argument("number")
@click.option("--refuse", is_flag=True, help="It shall not be paid.")
@click.option("--note", type=TEXT, default="", help="Why.")
@writer()
def approve(act: Act, *, as_json: bool, number: str, refuse: bool, note: str) -> None:
    """Approve the expense NUMBER (12/2570) as it was entered, or refuse it."""
    found = _found(act, number)
    answer = expense_actions.decide_expense(
        act,
        movement=found.public_id,
        content_hash=bytes(found.content_hash).hex(),
        approved=not refuse,
        note=note,
    )
    _told(answer, as_json=as_json, did="ไม่อนุมัติรายจ่าย" if refuse else "อนุมัติรายจ่าย")


@money.command("pay")
@click.argument("number")
@click.option("--from", "paid_from", required=True, help="Account's code.")
@click.option("--out-of", default="", help="restricted:N: that purpose's; or free.")
@on_option
@writer()
def pay(
    act: Act,
    *,
    as_json: bool,
    number: str,
    paid_from: str,
    out_of: str,
    on: date | None,
) -> None:
    """Pay the approved expense NUMBER from cash or bank."""
    answer = expense_actions.pay_expense(
        act,
        movement=_found(act, number).public_id,
        paid_from=paid_from,
        paid_on=_on(act, on),
        out_of=out_of,
    )
    _told(answer, as_json=as_json, did="จ่ายรายจ่าย")


@money.command("move")
@click.argument("amount", type=BAHT)
@click.option("--from", "source", required=True, help="Account's code.")
@click.option("--into", required=True, help="Account's code.")
@on_option
@paper_option
@click.option("--reason", type=TEXT, default="")
@writer()
def move(
    act: Act, *, as_json: bool, amount: int, on: date | None, **facts: Any
) -> None:
    """Move AMOUNT baht between cash boxes and bank accounts."""
    answer = actions.move_money(
        act, amount_satang=amount, occurred_on=_on(act, on), **facts
    )
    _told(answer, as_json=as_json, did="ย้ายเงิน")


@money.group("invest")
def invest() -> None:
    """Bonds and deposits elsewhere: buy and sell."""


@invest.command("buy")
@click.argument("investment")
@click.argument("amount", type=BAHT)
@click.option("--from", "paid_from", required=True, help="Account's code.")
@on_option
@paper_option
@click.option("--reason", type=TEXT, default="")
@writer()
def buy(act: Act, *, as_json: bool, amount: int, on: date | None, **facts: Any) -> None:
    """Put AMOUNT baht into INVESTMENT (investment:1)."""
    answer = actions.buy_investment(
        act, amount_satang=amount, occurred_on=_on(act, on), **facts
    )
    _told(answer, as_json=as_json, did="ซื้อเงินลงทุน")


@invest.command("sell")
@click.argument("investment")
@click.option("--cost", type=BAHT, required=True, help="What the sold part had cost.")
@click.option("--proceeds", type=BahtOrZero(), required=True, help="What came back.")
@click.option("--into", required=True, help="Account's code.")
@on_option
@paper_option
@click.option("--reason", type=TEXT, default="")
@writer()
def sell(
    act: Act,
    *,
    as_json: bool,
    cost: int,
    proceeds: int,
    on: date | None,
    **facts: Any,
) -> None:
    """Take money out of INVESTMENT; the difference is a gain or a loss."""
    answer = actions.sell_investment(
        act,
        cost_satang=cost,
        proceeds_satang=proceeds,
        occurred_on=_on(act, on),
        **facts,
    )
    _told(answer, as_json=as_json, did="ขายเงินลงทุน")


@money.command("over-short")
@click.argument("amount", type=BAHT)
@click.option("--over/--short", "is_over", required=True, help="More, or less, cash.")
@click.option("--cash", default="cash", help="Cash box's code.")
@click.option("--reason", type=TEXT, required=True)
@click.option("--second", help="The second person's user name.")
@on_option
@writer()
def over_short(
    act: Act,
    *,
    as_json: bool,
    amount: int,
    second: str | None,
    on: date | None,
    **facts: Any,
) -> None:
    """Book AMOUNT baht of cash over or short, signed by two."""
    answer = actions.cash_over_short(
        act,
        amount_satang=amount,
        occurred_on=_on(act, on),
        second_user_id=_second(act, second),
        **facts,
    )
    _told(answer, as_json=as_json, did="ลงเงินเกินหรือขาด")


@money.command("reverse")
@click.argument("number")
@click.option("--reason", type=TEXT, required=True)
@click.option("--second", help="The second person, where two made it.")
@writer()
def reverse(
    act: Act, *, as_json: bool, number: str, reason: str, second: str | None
) -> None:
    """Reverse the movement NUMBER; both stay readable."""
    answer = actions.reverse_movement(
        act,
        movement=_found(act, number).public_id,
        reason=reason,
        second_user_id=_second(act, second),
    )
    _told(answer, as_json=as_json, did="กลับรายการ")


@money.command("list")
@click.option("--waiting", is_flag=True, help="Only expenses not paid yet.")
@reader
def list_money(fund: Fund, *, as_json: bool, waiting: bool) -> None:
    """The newest movements, or the expenses that wait."""
    if waiting:
        shown = [one for one, _ in unpaid_expenses(fund.pk)]
    else:
        shown = list(movements(fund.pk)[:LISTED_MAX])
    rows = [_row(one) for one in shown]
    lines = [
        f"{row['number']}\t{row['occurred_on']}\t{Money(row['amount_satang'])}\t"
        f"{row['name']}\t{row['state']}"
        for row in rows
    ]
    tell({"movements": rows}, as_json=as_json, text="\n".join(lines) or "ไม่มีรายการ")


def _row(one: Movement) -> dict[str, Any]:
    state = "booked" if hasattr(one, "booking") else "waiting"
    return {
        "number": number_of(one),
        "movement": one.public_id.hex,
        "kind": one.kind,
        "name": one.other.name,
        "other": one.other.code,
        "place": one.place.code if one.place else None,
        "amount_satang": one.amount_satang,
        "occurred_on": one.occurred_on.isoformat(),
        "party": one.party,
        "reason": one.reason,
        "content_hash": bytes(one.content_hash).hex(),
        "state": "reversed" if hasattr(one, "reversal") else state,
    }


@click.group()
def count() -> None:
    """Count cash by two, read a bank's book: both against our books."""


@count.command("cash")
@click.option("--piece", multiple=True, help="BAHT=COUNT, as 100=4; may repeat.")
@click.option("--cash", default="cash", help="Cash box's code.")
@click.option("--second", help="The second person's user name.")
@click.option("--note", type=TEXT, default="")
@on_option
@writer()
def count_cash(
    act: Act,
    *,
    as_json: bool,
    piece: tuple[str, ...],
    second: str | None,
    on: date | None,
    **facts: Any,
) -> None:
    """Keep what two people counted in the box."""
    answer = count_actions.count_cash(
        act,
        counted_on=_on(act, on),
        pieces=dict(_piece(text) for text in piece),
        second_user_id=_second(act, second),
        **facts,
    )
    _compared(answer, "total_satang", "นับได้", as_json=as_json)


def _piece(text: str) -> tuple[str, int]:
    """100=4, 0.25=3: satang of the piece, and how many."""
    worth, equals, number = text.partition("=")
    if not equals or not number.isascii() or not number.isdigit():
        raise click.BadParameter(f"{text}: write BAHT=COUNT", param_hint="--piece")
    return str(BAHT.convert(worth, None, None)), int(number)


@count.command("bank")
@click.argument("bank")
@click.argument("balance", type=BahtOrZero())
@click.option("--note", type=TEXT, default="")
@on_option
@writer()
def count_bank(
    act: Act, *, as_json: bool, balance: int, on: date | None, **facts: Any
) -> None:
    """Keep the BALANCE that the book of BANK (bank:1) shows at the end of a day."""
    answer = count_actions.read_bank(
        act, read_on=_on(act, on), balance_satang=balance, **facts
    )
    _compared(answer, "balance_satang", "สมุดธนาคาร", as_json=as_json)


def _compared(answer: dict[str, Any], found: str, word: str, *, as_json: bool) -> None:
    differs = int(answer["difference_satang"])
    verdict = "ตรงกัน" if not differs else f"ต่างกัน {Money(differs)} บาท"
    tell(
        answer,
        as_json=as_json,
        text=f"{word} {Money(int(answer[found]))} บาท "
        f"บัญชี {Money(int(answer['book_satang']))} บาท {verdict}",
    )


commands = [money, count]
