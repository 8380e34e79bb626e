"""Takes members' money: a round sheet, or one payer at the counter.

Every spoiled or wrong receipt, every bag and book has its action in
`reversal_actions`, `bag_actions` and `book_actions`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from kongbun.access.permissions import Verb, require
from kongbun.commands.run import Act, command
from kongbun.dues import slip_actions, taking
from kongbun.dues.doubts import number_text, same_money
from kongbun.dues.models import RoundSheet
from kongbun.dues.pay import Handed, PaidLine, lay
from kongbun.dues.sheet import Row, Sheet, first_of, read_sheet
from kongbun.kernel.money import Money
from kongbun.kernel.refusal import Reason, RefusalCode, Refused
from kongbun.ledger.chart import AccountKind
from kongbun.people.models import Branch
from kongbun.receipts.models import Book


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A row of a round sheet as the collector filled it in.

    `key` is the house's id, or the member's who has no house.  `receipt_no` is the
    number on the slip of a printed book.  `stamp` is what the row said of the past
    when it was shown; a row that changed since is refused.
    """

    key: UUID
    amount_satang: int
    receipt_no: int | None = None
    stamp: str = ""


@command("dues.take_sheet")
def take_sheet(
    act: Act,
    *,
    branch: UUID,
    month: date,
    received_on: date,
    bag: str,
    rows: Sequence[Taken],
    counted_satang: int,
    line: str = "",
    book: UUID | None = None,
    difference_reason: str = "",
    confirmed: bool = False,
) -> dict[str, Any]:
    """Take one village's sheet into the collector's bag, all rows or none.

    Each house's money is spread over its members by `spread`, the oldest arrears
    first; one receipt a row.  `confirmed` says that a person looked at rows that may
    be the same money again, or pay far ahead.
    """
    require(act, Verb.COLLECT)
    village = _village(act, branch)
    purse = _purse(act, village, bag)
    taking.check_day(act, received_on)
    sheet = read_sheet(
        act.fund_id, village, month=first_of(month), received_on=received_on, line=line
    )
    filled = _filled(sheet, rows, confirmed=confirmed)
    total = Money(sum(row.amount_satang for row in rows))
    _check_count(total, Money(counted_satang), difference_reason)
    # After this point only numbers of the book can still be wrong.
    written = slip_actions.book_for(act, purse, book)
    kept = _keep(act, sheet, purse, written, filled, counted_satang, difference_reason)
    receipts = slip_actions.write_slips(
        act,
        book=written,
        into=purse.code,
        received_on=received_on,
        sheet=kept,
        slips=filled,
    )
    cleared = slip_actions.clear_suspense(
        act,
        purse,
        amount=total,
        received_on=received_on,
        reference=f"sheet:{kept.public_id.hex}",
    )
    return {
        "sheet": kept.public_id.hex,
        "receipts": [number_text(written.number, receipt.no) for receipt in receipts],
        "total_satang": total.satang,
        "suspense_cleared_satang": cleared.satang,
    }


def _purse(act: Act, village: Branch, bag: str) -> taking.Purse:
    office = taking.is_office(act)
    if not office:
        taking.check_village(act, village.pk, village.label())
    return taking.purse_for(act, bag, AccountKind.BAG, office=office)


def _filled(
    sheet: Sheet, rows: Sequence[Taken], *, confirmed: bool
) -> list[slip_actions.Slip]:
    """The slips of the rows taken; refuses with every reason of every row."""
    if not rows:
        raise Refused(RefusalCode.NOTHING_TO_TAKE)
    found = _rows_of(sheet, rows)
    paid = lay(
        sheet.contribution,
        sheet.standing,
        [
            Handed(taken.amount_satang, row.rows)
            for taken, row in zip(rows, found, strict=True)
        ],
    )
    doubts = list(_doubts(sheet, rows, found, paid, confirmed=confirmed))
    if doubts:
        raise Refused.of(doubts)
    return [
        slip_actions.Slip(
            lines=slip_actions.slip_lines(sheet.standing, lines),
            payer_id=row.head.person_id,
            wanted_no=taken.receipt_no,
        )
        for taken, row, lines in zip(rows, found, paid, strict=True)
    ]


def _keep(
    act: Act,
    sheet: Sheet,
    purse: taking.Purse,
    book: Book,
    slips: Sequence[slip_actions.Slip],
    counted_satang: int,
    difference_reason: str,
) -> RoundSheet:
    assert act.user_id is not None, "require() wants a user"
    return RoundSheet.objects.create(
        fund_id=act.fund_id,
        branch=sheet.branch,
        line=sheet.line,
        month=sheet.month,
        received_on=sheet.received_on,
        bag_id=purse.line.id,
        book=book,
        total_satang=sum(slip.total_satang for slip in slips),
        slips=len(slips),
        counted_satang=counted_satang,
        difference_reason=difference_reason.strip(),
        taken_by_id=act.user_id,
        command_id=act.command_pk,
    )


def _village(act: Act, branch: UUID) -> Branch:
    found = Branch.objects.filter(fund_id=act.fund_id, public_id=branch).first()
    if found is None:
        raise Refused(RefusalCode.NOT_FOUND, what="หมู่บ้านหรือสาขา")
    return found


def _rows_of(sheet: Sheet, rows: Sequence[Taken]) -> list[Row]:
    """The sheet's row of each one taken, with every reason why one cannot be."""
    found: list[Row] = []
    seen: set[UUID] = set()
    reasons: list[Reason] = []
    for number, taken in enumerate(rows, 1):
        taking.check_amount(taken.amount_satang)
        row = sheet.by_key.get(taken.key)
        if row is None or not row.rows:
            what = row.what if row else "แถวนี้"
            facts = {"what": what, "branch": sheet.title}
            reasons.append(Reason(RefusalCode.ROW_NOT_ON_SHEET, facts, row=number))
            continue
        if taken.key in seen:
            reasons.append(
                Reason(RefusalCode.ROW_TWICE, {"what": row.what}, row=number)
            )
        elif taken.stamp not in ("", row.stamp):
            reasons.append(
                Reason(RefusalCode.DAYS_PAID_ALREADY, {"name": row.what}, row=number)
            )
        seen.add(taken.key)
        found.append(row)
    if reasons:
        raise Refused.of(reasons)
    return found


def _doubts(
    sheet: Sheet,
    rows: Sequence[Taken],
    found: Sequence[Row],
    paid: Sequence[Sequence[PaidLine]],
    *,
    confirmed: bool,
) -> Iterator[Reason]:
    horizon = taking.Horizon.of(sheet.received_on)
    earlier = {}
    if not confirmed:
        earlier = same_money(
            sheet.branch.fund_id,
            sheet.standing,
            [
                (row.rows, taken.amount_satang)
                for taken, row in zip(rows, found, strict=True)
            ],
            received_on=sheet.received_on,
        )
    for index, (taken, row, lines) in enumerate(zip(rows, found, paid, strict=True)):
        amount = Money(taken.amount_satang)
        if index in earlier:
            facts = {
                "name": row.what,
                "receipt": earlier[index].receipt,
                "day": earlier[index].received_on,
                "amount": amount.short(),
            }
            yield Reason(RefusalCode.MAYBE_SAME_MONEY, facts, row=index + 1)
        far = horizon.reason(lines, name=row.what, amount=amount, confirmed=confirmed)
        if far is not None:
            yield Reason(far.code, far.facts, row=index + 1)


def _check_count(total: Money, counted: Money, reason: str) -> None:
    """The notes in the hand and the rows on the paper are the same money."""
    if counted.satang < 0:
        raise Refused(RefusalCode.AMOUNT_UNFIT, found=counted)
    if counted != total and not reason.strip():
        over = counted > total
        raise Refused(
            RefusalCode.SHEET_DIFFERS,
            counted=counted.short(),
            total=total.short(),
            how="เกิน" if over else "ขาด",
            difference=(counted - total if over else total - counted).short(),
        )
