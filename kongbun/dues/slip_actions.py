"""Writes slips: number, entry, receipt and lines together; and clears suspense.

No commands: `actions` and its neighbours have them.  One slip is one payer, one
receipt, one entry.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

from kongbun.commands.run import Act
from kongbun.dues.income import INCOME
from kongbun.dues.models import BagAcceptance, DuesLine, LineKind, RoundSheet
from kongbun.dues.pay import PaidLine
from kongbun.dues.standing import Standing
from kongbun.dues.taking import Purse
from kongbun.kernel.money import ZERO, Money
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.ledger import entries
from kongbun.ledger.post import post as ledger_post
from kongbun.ledger.seal import receipt_line
from kongbun.receipts import books
from kongbun.receipts.models import Book
from kongbun.receipts.queries import book_by_public_id
from kongbun.store.bulk import insert


class SlipLine(NamedTuple):
    """A line of a receipt about to be written."""

    kind: LineKind
    amount_satang: int
    membership_id: int | None = None
    from_day: int | None = None
    until_day: int | None = None


# An enumeration's own `.value` is looked up anew each time, as is its hash.
KINDS = {kind: kind.value for kind in LineKind}


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """One payer's hand-over with its lines."""

    lines: Sequence[SlipLine]
    payer_id: int | None = None
    payer_name: str = ""
    wanted_no: int | None = None

    @property
    def total_satang(self) -> int:
        return sum(line.amount_satang for line in self.lines)


def slip_lines(standing: Standing, lines: Iterable[PaidLine]) -> list[SlipLine]:
    row_ids = standing.ids
    return [
        SlipLine(kind, satang, row_ids[row], start, until)
        for row, kind, satang, start, until in lines
    ]


def book_for(act: Act, purse: Purse, book: UUID | None) -> Book:
    """The book asked for, else the holder's own, opened when there is none."""
    if book is None:
        return books.book_of(
            act.fund_id, holder_id=purse.line.holder_id, opened_on=act.today
        )
    found = book_by_public_id(act.fund_id, book)
    if found is None:
        raise Refused(RefusalCode.NOT_FOUND, what="เล่มใบรับ")
    return found


def write_slips(
    act: Act,
    *,
    book: Book,
    into: str,
    received_on: date,
    slips: Sequence[Slip],
    sheet: RoundSheet | None = None,
    memo: str = "",
) -> list[books.Written]:
    """Number, book and write receipts with their lines.  Guards stand before it."""
    numbers = books.numbers_for(book, [slip.wanted_no for slip in slips])
    posted = ledger_post(
        act,
        *(
            entries.receipt(
                book=book.number,
                no=no,
                received_on=received_on,
                into=into,
                lines=_by_income(slip),
                memo=memo,
            )
            for no, slip in zip(numbers, slips, strict=True)
        ),
    )
    receipts = books.write(
        book,
        received_on=received_on,
        command_id=act.command_pk,
        receipts=[
            books.NewReceipt(
                no=no,
                amount_satang=slip.total_satang,
                entry_id=entry.id,
                payer_id=slip.payer_id,
                payer_name=slip.payer_name,
            )
            for no, slip, entry in zip(numbers, slips, posted, strict=True)
        ],
    )
    _write_lines(act, book, receipts, slips, sheet)
    return receipts


def _write_lines(
    act: Act,
    book: Book,
    receipts: Sequence[books.Written],
    slips: Sequence[Slip],
    sheet: RoundSheet | None,
) -> None:
    """Whose money it was and for which days; the command's link covers each line."""
    fund_id, sheet_id, book_no = act.fund_id, sheet.pk if sheet else None, book.number
    rows = []
    for receipt, slip in zip(receipts, slips, strict=True):
        for kind, satang, member, start, until in slip.lines:
            said = KINDS[kind]
            act.lines.append(
                receipt_line(book_no, receipt.no, member, said, satang, (start, until))
            )
            rows.append(
                (
                    fund_id,
                    receipt.id,
                    sheet_id,
                    member,
                    said,
                    satang,
                    start,
                    until,
                    True,
                )
            )
    insert(
        DuesLine,
        (
            *("fund", "receipt", "sheet", "membership", "kind", "amount_satang"),
            *("from_day", "until_day", "live"),
        ),
        rows,
    )


def _by_income(slip: Slip) -> list[tuple[str, Money]]:
    """One leg an income account: credit and dues of one hand-over are one sum."""
    total: dict[str, int] = {}
    for line in slip.lines:
        income = INCOME[line.kind]
        total[income] = total.get(income, 0) + line.amount_satang
    assert all(satang > 0 for satang in total.values()), total
    return [(income, Money(satang)) for income, satang in total.items()]


def clear_suspense(
    act: Act, purse: Purse, *, amount: Money, received_on: date, reference: str
) -> Money:
    """Late lines fill what an earlier hand-over had too much of.

    Their money left the bag with that hand-over, so it leaves the bag's book now.
    """
    suspense = purse.suspense
    if suspense is None or suspense.balance_satang >= 0:
        return ZERO
    last_over = _last_over(purse.line.id)
    if last_over is None or received_on > last_over:
        return ZERO
    cleared = min(amount, Money(-suspense.balance_satang))
    ledger_post(
        act,
        entries.suspense_cleared(
            reference=f"{reference}:cleared:1",
            cleared_on=act.today,
            bag=purse.code,
            suspense=suspense.code,
            amount=cleared,
        ),
    )
    return cleared


def _last_over(bag_id: int) -> date | None:
    """The last day on which this bag held more than its book."""
    return (
        BagAcceptance.objects.filter(offer__bag_id=bag_id, over_satang__gt=0)
        .order_by("-accepted_on")
        .values_list("accepted_on", flat=True)
        .first()
    )
