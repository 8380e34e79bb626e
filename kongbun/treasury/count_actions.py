"""Counting cash by two, and reading the bank's book.

Neither moves money: a difference is booked by `actions.cash_over_short` or by
the entry that was missing.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from kongbun.access.permissions import Verb, require
from kongbun.commands.run import Act, canonical, command
from kongbun.kernel.money import Money
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.ledger.balances import balance_on, newest_entry_id
from kongbun.ledger.chart import AccountKind
from kongbun.ledger.entries import AMOUNT_SATANG_MAX
from kongbun.treasury.entering_actions import acting_user, check_day, second_of
from kongbun.treasury.models import BankReading, CashCount
from kongbun.treasury.queries import account_by_code

# Notes and coins, in satang.
PIECES = (100000, 50000, 10000, 5000, 2000, 1000, 500, 200, 100, 50, 25)
PIECES_MAX = 1_000_000


@command("treasury.count_cash")
def count_cash(
    act: Act,
    *,
    cash: str,
    counted_on: date,
    pieces: Mapping[str, int],
    second_user_id: int | None = None,
    note: str = "",
) -> dict[str, Any]:
    """Keep what two people counted; says what the books hold at the end of that day.

    `pieces`: satang of the note or coin, as text -> how many.
    """
    require(act, Verb.COUNT_CASH)
    second = second_of(act, second_user_id, Verb.COUNT_CASH)
    box = account_by_code(act.fund_id, cash, AccountKind.CASH)
    if box is None:
        raise Refused(RefusalCode.NOT_FOUND, what=f"กล่องเงินสด {cash}")
    check_day(act, counted_on)
    known = {str(piece) for piece in PIECES}
    for piece, count in pieces.items():
        if piece not in known or type(count) is not int or not 0 <= count <= PIECES_MAX:
            raise Refused(RefusalCode.PIECES_UNFIT, piece=piece, found=count)
    total = sum(int(piece) * count for piece, count in pieces.items())
    book = balance_on(act.fund_id, cash, counted_on)
    # After this point the count must be kept.
    made = CashCount.objects.create(
        fund_id=act.fund_id,
        account_id=box.id,
        counted_on=counted_on,
        pieces=canonical({p: n for p, n in pieces.items() if n}),
        total_satang=total,
        book_satang=book,
        newest_entry_id=newest_entry_id(act.fund_id),
        first_by_id=acting_user(act),
        second_by=second,
        note=note.strip(),
        at=act.now,
        command_id=act.command_pk,
    )
    return {
        "count": made.public_id.hex,
        "total_satang": total,
        "book_satang": book,
        "difference_satang": total - book,
    }


@command("treasury.read_bank")
def read_bank(
    act: Act, *, bank: str, read_on: date, balance_satang: int, note: str = ""
) -> dict[str, Any]:
    """Keep the balance the bank's book shows at the end of a day."""
    require(act, Verb.COUNT_CASH)
    account = account_by_code(act.fund_id, bank, AccountKind.BANK)
    if account is None:
        raise Refused(RefusalCode.NOT_FOUND, what=f"บัญชีธนาคาร {bank}")
    check_day(act, read_on)
    if not 0 <= balance_satang <= AMOUNT_SATANG_MAX:
        raise Refused(RefusalCode.AMOUNT_UNFIT, found=Money(balance_satang))
    book = balance_on(act.fund_id, bank, read_on)
    # After this point the reading must be kept.
    made = BankReading.objects.create(
        fund_id=act.fund_id,
        account_id=account.id,
        read_on=read_on,
        balance_satang=balance_satang,
        book_satang=book,
        entered_by_id=acting_user(act),
        note=note.strip(),
        at=act.now,
        command_id=act.command_pk,
    )
    return {
        "reading": made.public_id.hex,
        "balance_satang": balance_satang,
        "book_satang": book,
        "difference_satang": balance_satang - book,
    }
