"""`kongbun receipt`, `kongbun book`, `kongbun bag`: papers and hand-overs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import click

from kongbun.access.models import Fund
from kongbun.cli.door import reader, tell, writer
from kongbun.cli.dues_commands import bag_code
from kongbun.cli.given import BAHT, TEXT
from kongbun.commands.run import Act
from kongbun.dues import queries
from kongbun.dues.bag_actions import accept_bag, offer_bag, take_back_offer
from kongbun.dues.book_actions import close_book, open_book
from kongbun.dues.queries import lines_of_receipt
from kongbun.dues.receipt_text import printed_lines
from kongbun.dues.reversal_actions import reverse_receipt, void_number
from kongbun.kernel.baht_words import baht_words
from kongbun.kernel.money import Money
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.receipts.models import BookIssuer, Receipt
from kongbun.receipts.queries import book_by_number, book_lines, receipt_by_number
from kongbun.web import clock


@click.group()
def receipt() -> None:
    """Receipts: look at one, reverse one, void a spoiled number."""


@receipt.command("show")
@click.argument("number")
@reader
def show(fund: Fund, *, as_json: bool, number: str) -> None:
    """A receipt, given as BOOK/NO."""
    found = _receipt(fund.pk, number)
    lines = printed_lines(lines_of_receipt(found.pk))
    reversal = getattr(found, "reversal", None)
    shown = {
        "receipt": f"{found.book.number}/{found.no:04d}",
        "payer": found.payer.full_name() if found.payer else found.payer_name,
        "received_on": found.received_on,
        "amount_satang": found.amount_satang,
        "words": baht_words(Money(found.amount_satang)),
        "void_reason": found.void_reason,
        "reversed_because": reversal.reason if reversal else "",
        "lines": [{"text": line.label, "satang": line.satang} for line in lines],
    }
    text = [f"ใบรับ {shown['receipt']} {shown['payer']}"]
    text += [f"  {line.label}  {Money(line.satang)}" for line in lines]
    text.append(f"  รวม {Money(found.amount_satang)} ({shown['words']})")
    if found.void_reason:
        text.append(f"  ใบเสีย: {found.void_reason}")
    if reversal is not None:
        text.append(f"  กลับรายการ: {reversal.reason}")
    tell(shown, as_json=as_json, text="\n".join(text))


@receipt.command("reverse")
@click.argument("number")
@click.option("--reason", type=TEXT, required=True)
@click.option("--refund-from", default="", help="A cash box, when the bag is empty.")
@writer()
def reverse(
    act: Act, *, as_json: bool, number: str, reason: str, refund_from: str
) -> None:
    """Give a receipt's money back; its number stays in the book."""
    answer = reverse_receipt(
        act,
        receipt=_receipt(act.fund_id, number).public_id,
        reason=reason,
        refund_from=refund_from,
    )
    tell(answer, as_json=as_json, text=f"กลับรายการใบรับ {answer['receipt']} แล้ว")


@receipt.command("void")
@click.option("--book", type=int, required=True)
@click.option("--no", type=int, default=None, help="The number, on a printed book.")
@click.option("--reason", type=TEXT, required=True)
@writer()
def void(act: Act, *, as_json: bool, book: int, no: int | None, reason: str) -> None:
    """A spoiled number: it stays, without money."""
    answer = void_number(act, book=_book(act.fund_id, book), no=no, reason=reason)
    tell(answer, as_json=as_json, text=f"ใบรับ {answer['receipt']} เป็นใบเสีย")


@click.group()
def book() -> None:
    """Receipt books: open, list, close."""


@book.command("open")
@click.option("--issuer", type=click.Choice(BookIssuer.values), default="printed")
@click.option("--number", type=int, default=None, help="Else the next.")
@click.option("--first-no", type=int, default=1)
@click.option("--last-no", type=int, default=None, help="Of a printed book.")
@click.option("--holder", default="", help="User name of who carries it.")
@writer()
def open_(act: Act, *, as_json: bool, **facts: Any) -> None:
    """Open a receipt book."""
    answer = open_book(act, **facts)
    tell(answer, as_json=as_json, text=f"เปิดเล่มที่ {answer['number']} แล้ว")


@book.command("list")
@reader
def list_books(fund: Fund, *, as_json: bool) -> None:
    """Every book, its numbers, and those that are missing."""
    rows = [
        {
            "number": line.book.number,
            "issuer": line.book.issuer,
            "holder": line.book.holder.username if line.book.holder else "",
            "first_no": line.book.first_no,
            "last_no": line.book.last_no,
            "next_no": line.book.next_no,
            "receipts": line.receipts,
            "voids": line.voids,
            "reversed": line.reversed,
            "missing": line.gaps,
            "closed_on": line.book.closed_on,
        }
        for line in book_lines(fund.pk)
    ]
    text = "\n".join(
        f"เล่ม {line.book.number}: ใช้ {line.receipts} ใบเสีย {line.voids} "
        f"กลับรายการ {line.reversed} ขาด {len(line.gaps)} เลข"
        for line in book_lines(fund.pk)
    )
    tell(rows, as_json=as_json, text=text or "ยังไม่มีเล่มใบรับ")


@book.command("close")
@click.argument("number", type=int)
@writer()
def close(act: Act, *, as_json: bool, number: int) -> None:
    """Put a book away; every number must be accounted for."""
    answer = close_book(act, book=_book(act.fund_id, number))
    tell(answer, as_json=as_json, text=f"ปิดเล่มที่ {answer['number']} แล้ว")


@click.group()
def bag() -> None:
    """Collectors' bags: list, offer, accept."""


@bag.command("list")
@reader
def list_bags(fund: Fund, *, as_json: bool) -> None:
    """What each collector holds, and for how long."""
    found = queries.bags(fund.pk, clock.today_for(fund))
    rows = [
        {
            "bag": one.account.code,
            "holder": one.holder.username if one.holder else "",
            "satang": one.satang,
            "slips": one.slips,
            "since": one.since,
            "days": one.days,
            "overdue_days": one.overdue_days,
            "offer": one.offer.public_id.hex if one.offer else None,
        }
        for one in found
    ]
    text = "\n".join(
        f"{one.account.name}: {Money(one.satang).short()} บาท ใบรับ {one.slips} ใบ "
        f"ถือไว้แล้ว {one.days} วัน{' ค้างส่ง' if one.is_overdue else ''}"
        for one in found
    )
    tell(rows, as_json=as_json, text=text or "ยังไม่มีถุงเงิน")


@bag.command("offer")
@click.argument("which")
@click.option("--note", type=TEXT, default="")
@writer()
def offer(act: Act, *, as_json: bool, which: str, note: str) -> None:
    """Say that a bag (its code, or its holder) is ready to be counted."""
    answer = offer_bag(act, bag=bag_code(act.fund_id, which), note=note)
    amount = Money(answer["amount_satang"]).short()
    text = f"ส่งมอบ {amount} บาท ใบรับ {answer['slips']} ใบ รออีกคนนับรับ"
    tell(answer, as_json=as_json, text=text)


@bag.command("take-back")
@click.argument("which")
@writer()
def take_back(act: Act, *, as_json: bool, which: str) -> None:
    """Take an offer back before anyone has counted."""
    answer = take_back_offer(act, offer=_offer(act, which))
    tell(answer, as_json=as_json, text="ถอนใบส่งมอบแล้ว")


@bag.command("accept")
@click.argument("which")
@click.option("--counted", type=BAHT, required=True, help="What was counted, in baht.")
@click.option("--into", default="cash", help="A cash box or bank account's code.")
@click.option("--note", type=TEXT, default="", help="When the count differs.")
@writer()
def accept(
    act: Act, *, as_json: bool, which: str, counted: int, into: str, note: str
) -> None:
    """Count and accept a bag that is offered; another person than who offers."""
    answer = accept_bag(
        act, offer=_offer(act, which), counted_satang=counted, into=into, note=note
    )
    amount = Money(answer["counted_satang"]).short()
    tell(answer, as_json=as_json, text=f"นับรับ {amount} บาทแล้ว")


def _receipt(fund_id: int, number: str) -> Receipt:
    book_no, _, no = number.partition("/")
    found = None
    if all(part.isascii() and part.isdigit() for part in (book_no, no)):
        found = receipt_by_number(fund_id, int(book_no[:9]), int(no[:9]))
    if found is None:
        raise Refused(RefusalCode.NOT_FOUND, what=f"ใบรับ {number[:30]} ")
    return found


def _book(fund_id: int, number: int) -> UUID:
    found = book_by_number(fund_id, number)
    if found is None:
        raise Refused(RefusalCode.NOT_FOUND, what=f"เล่มใบรับ {number} ")
    return found.public_id


def _offer(act: Act, which: str) -> UUID:
    """The open offer of a bag, named by its id, its bag or its holder."""
    for one in queries.bags(act.fund_id, act.today):
        names = {one.account.code, one.holder.username if one.holder else ""}
        if one.offer is not None and (
            which in names or which == one.offer.public_id.hex
        ):
            return one.offer.public_id
    raise Refused(RefusalCode.NOT_FOUND, what=f"ใบส่งมอบของ {which[:40]} ")


commands: list[click.Command] = [receipt, book, bag]
