"""`kongbun dues ...`: the sheet of a village, taking it, the counter, who is behind."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click

from kongbun.access.models import Fund
from kongbun.access.queries import user_by_name
from kongbun.cli.door import reader, tell, writer
from kongbun.cli.files import FILE
from kongbun.cli.find import find_branch, find_member
from kongbun.cli.given import BAHT, DAY, TEXT, baht
from kongbun.cli.sheet_file import FileRow, read_sheet_file
from kongbun.commands.run import Act
from kongbun.dues import queries
from kongbun.dues.actions import Taken, take_sheet
from kongbun.dues.payment_actions import Payment, take_payment
from kongbun.dues.sheet import Sheet, read_sheet
from kongbun.kernel.money import Money
from kongbun.kernel.refusal import Reason, RefusalCode, Refused
from kongbun.kernel.thai_date import short
from kongbun.ledger.balances import accounts
from kongbun.ledger.chart import AccountKind
from kongbun.receipts.queries import book_by_number
from kongbun.web import clock

MONTH_HELP = "2026-11; else this month."


@click.group()
def dues() -> None:
    """Members' dues: a village's sheet, the counter, who is behind."""


@dues.command("sheet")
@click.option("--village", required=True, help="Village number, name or branch id.")
@click.option("--line", type=TEXT, default="", help="สาย, if the village has several.")
@click.option("--month", default="", help=MONTH_HELP)
@click.option("--on", type=DAY, default=None, help="Members and money of this day.")
@reader
def sheet(
    fund: Fund, *, as_json: bool, village: str, line: str, month: str, on: date | None
) -> None:
    """A village's sheet: each house, how far it is paid, what it has to pay."""
    today = clock.today_for(fund)
    found = read_sheet(
        fund.pk,
        find_branch(fund.pk, village),
        month=_month(month, today),
        received_on=on or today,
        line=line,
    )
    rows = [
        {
            "house": row.house_no,
            "member": row.head.member_no,
            "name": row.name,
            "people": row.people,
            "paid_through": row.paid_through,
            "due_satang": row.due_satang,
            "credit_satang": row.credit_satang,
            "other_payers": list(row.other_payers),
        }
        for row in found.rows
    ]
    text = "\n".join(
        f"{row.house_no or '-':>8}  {Money(row.due_satang).short():>8}  {row.name}"
        for row in found.rows
    )
    tell({"sheet": found.title, "rows": rows}, as_json=as_json, text=text)


@dues.command("take")
@click.argument("file", type=FILE)
@click.option("--village", required=True, help="Village number, name or branch id.")
@click.option("--line", type=TEXT, default="")
@click.option("--month", default="", help=MONTH_HELP)
@click.option("--received-on", type=DAY, required=True, help="The paper's day.")
@click.option("--bag", required=True, help="The bag's code, or its holder's user name.")
@click.option("--counted", type=BAHT, required=True, help="Cash counted, in baht.")
@click.option("--book", type=int, default=None, help="A printed book's number.")
@click.option("--reason", type=TEXT, default="", help="Why the cash differs.")
@click.option("--confirmed", is_flag=True, help="Doubtful rows were looked at.")
@writer()
def take(
    act: Act,
    *,
    as_json: bool,
    file: Path,
    village: str,
    line: str,
    month: str,
    received_on: date,
    bag: str,
    counted: int,
    book: int | None,
    reason: str,
    confirmed: bool,
) -> None:
    """Take a village's sheet from a file (CSV, Excel, JSON), all rows or none."""
    branch = find_branch(act.fund_id, village)
    first = _month(month, act.today)
    known = read_sheet(
        act.fund_id,
        branch,
        month=first,
        received_on=min(received_on, act.today),
        line=line,
    )
    rows = read_sheet_file(file, known)
    try:
        answer = take_sheet(
            act,
            branch=branch.public_id,
            month=first,
            received_on=received_on,
            bag=bag_code(act.fund_id, bag),
            rows=[_taken(row) for row in rows],
            counted_satang=counted,
            line=line,
            book=_book(act.fund_id, book),
            difference_reason=reason,
            confirmed=confirmed,
        )
    except Refused as refused:
        raise _as_in_file(refused, rows) from None
    tell(answer, as_json=as_json, text=_taken_text(answer, known))


@dues.command("pay")
@click.option("--for", "payments", multiple=True, help="MEMBER_NO=BAHT, repeated.")
@click.option("--fee-for", "fees", multiple=True, help="MEMBER_NO=BAHT: entry fee.")
@click.option("--received-on", type=DAY, default=None)
@click.option("--into", default="cash", help="An account's code; else the cash box.")
@click.option("--payer", default="", help="Member number of who pays; else the first.")
@click.option("--payer-name", type=TEXT, default="", help="Another payer's name.")
@click.option("--bank-slip", type=TEXT, default="", help="For money in the bank.")
@click.option("--book", type=int, default=None, help="A printed book's number.")
@click.option("--receipt-no", type=int, default=None, help="On the printed slip.")
@click.option("--confirmed", is_flag=True, help="The amount was looked at.")
@writer()
def pay(
    act: Act,
    *,
    as_json: bool,
    payments: tuple[str, ...],
    fees: tuple[str, ...],
    received_on: date | None,
    payer: str,
    payer_name: str,
    book: int | None,
    **facts: Any,
) -> None:
    """Take one payer's money at the counter, with one receipt."""
    if not payments and not fees:
        raise click.UsageError("give --for or --fee-for MEMBER_NO=BAHT")
    asked = [
        *(_payment(act.fund_id, text, "dues") for text in payments),
        *(_payment(act.fund_id, text, "entry_fee") for text in fees),
    ]
    number = payer or [*payments, *fees][0].partition("=")[0].strip()
    person = None if payer_name else find_member(act.fund_id, number).person.public_id
    answer = take_payment(
        act,
        payments=asked,
        received_on=received_on or act.today,
        payer=person,
        payer_name=payer_name,
        book=_book(act.fund_id, book),
        **facts,
    )
    total = Money(answer["total_satang"]).short()
    tell(answer, as_json=as_json, text=f"ใบรับ {answer['receipt']} รับ {total} บาท")


@dues.command("arrears")
@click.option("--village", default="", help="One village alone.")
@click.option("--on", type=DAY, default=None)
@reader
def arrears(fund: Fund, *, as_json: bool, village: str, on: date | None) -> None:
    """Who has dues to pay, most first."""
    branch = find_branch(fund.pk, village) if village else None
    found, unit = queries.arrears(
        fund.pk,
        on or clock.today_for(fund),
        branch_id=branch.pk if branch else None,
    )
    rows = [
        {
            "member": one.member.member_no,
            "name": one.member.name,
            "paid_through": one.paid_through,
            "units": one.units,
            "unit": unit,
            "satang": one.satang,
        }
        for one in found
    ]
    text = "\n".join(
        f"{one.member.member_no:<12} {Money(one.satang).short():>9} บาท  "
        f"{short(one.paid_through) if one.paid_through else 'ยังไม่เคย':<14} "
        f"{one.member.name}"
        for one in found
    )
    tell(rows, as_json=as_json, text=text or "ไม่มีใครขาดส่ง")


def _taken(row: FileRow) -> Taken:
    return Taken(
        key=row.row.key,
        amount_satang=row.amount_satang,
        receipt_no=row.receipt_no,
        stamp=row.row.stamp,
    )


def _as_in_file(refused: Refused, rows: list[FileRow]) -> Refused:
    """The same reasons with the file's own row numbers."""
    return Refused.of(
        [
            Reason(
                reason.code,
                reason.facts,
                rows[reason.row - 1].number
                if reason.row is not None and reason.row <= len(rows)
                else reason.row,
                reason.column,
            )
            for reason in refused.reasons
        ]
    )


def _taken_text(answer: dict[str, Any], sheet: Sheet) -> str:
    total = Money(answer["total_satang"]).short()
    return f"{sheet.title} ใบรับ {len(answer['receipts'])} ใบ รวม {total} บาท"


def _payment(fund_id: int, text: str, kind: str) -> Payment:
    number, equals, amount = text.partition("=")
    if not equals:
        raise click.UsageError(f"{text}: write MEMBER_NO=BAHT")
    return Payment(
        member=find_member(fund_id, number.strip()).public_id,
        amount_satang=baht(amount),
        kind=kind,
    )


def _month(text: str, today: date) -> date:
    if not text:
        return today.replace(day=1)
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        raise Refused(
            RefusalCode.UNREADABLE, why=f"อ่านเดือน {text[:20]} ไม่ได้ ใส่เป็น 2026-11"
        ) from None


def bag_code(fund_id: int, bag: str) -> str:
    """A bag's code: given as such, or by who holds it."""
    user = user_by_name(bag)
    for line in accounts(fund_id, AccountKind.BAG):
        if bag == line.code or (user is not None and line.holder_id == user.pk):
            return line.code
    raise Refused(RefusalCode.NOT_FOUND, what=f"ถุงเงิน {bag} ")


def _book(fund_id: int, number: int | None) -> Any:
    if number is None:
        return None
    found = book_by_number(fund_id, number)
    if found is None:
        raise Refused(RefusalCode.NOT_FOUND, what=f"เล่มใบรับ {number} ")
    return found.public_id


commands: list[click.Command] = [dues]
