"""Receipts written straight into a book, for tests that look at books."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from kongbun.commands.run import Act, command
from kongbun.kernel.money import Money
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.ledger import entries
from kongbun.ledger.post import post, reverse
from kongbun.receipts import books
from kongbun.receipts.books import NewReceipt
from kongbun.receipts.models import Book, BookIssuer, Receipt
from kongbun.testing.cast import TODAY, Cast

YESTERDAY = TODAY - timedelta(days=1)


@command("test.write")
def write_receipts(
    act: Act, *, book: int, nos: list[int | None], satang: int, on: date, payer: str
) -> dict[str, Any]:
    held = Book.objects.get(pk=book)
    numbers = books.numbers_for(held, nos)
    lines = [("income:dues", Money(satang))]
    posted = post(
        act,
        *(
            entries.receipt(
                book=held.number, no=no, received_on=on, into="cash", lines=lines
            )
            for no in numbers
        ),
    )
    written = books.write(
        held,
        received_on=on,
        command_id=act.command_pk,
        receipts=[
            NewReceipt(no=no, amount_satang=satang, entry_id=one.id, payer_name=payer)
            for no, one in zip(numbers, posted, strict=True)
        ],
    )
    return {"told": [[one.id, one.public_id.hex, one.no] for one in written]}


@command("test.spoil")
def spoil(act: Act, *, book: int, no: int | None, on: date) -> dict[str, Any]:
    made = books.void(
        Book.objects.get(pk=book),
        no=no,
        reason="เขียนผิด",
        voided_on=on,
        command_id=act.command_pk,
    )
    return {"id": made.pk, "no": made.no}


@command("test.reverse_receipt")
def take_back(act: Act, *, receipt: int) -> dict[str, Any]:
    found = Receipt.objects.get(pk=receipt)
    assert found.entry_id is not None
    assert act.user_id is not None
    made = books.record_reversal(
        found,
        entry_id=reverse(act, found.entry_id, reason="ผิดคน").id,
        reversed_on=act.today,
        reason="ผิดคน",
        user_id=act.user_id,
        command_id=act.command_pk,
    )
    return {"id": made.pk}


def write(
    cast: Cast,
    book: Book,
    *nos: int | None,
    satang: int = 3_000,
    on: date = TODAY,
    payer: str = "วัด",
    who: str = "somsri",
) -> list[int]:
    """Write receipts in a book, one for each number; `None` takes the next."""
    fund = cast.other_fund if who == "noi" else cast.fund
    told = write_receipts(
        cast.act(who, fund=fund),
        book=book.pk,
        nos=list(nos),
        satang=satang,
        on=on,
        payer=payer,
    )["told"]
    return [int(no) for _, _, no in told]


def opened(cast: Cast, issuer: BookIssuer = BookIssuer.OFFICE, **more: Any) -> Book:
    return books.open_book(cast.fund.pk, issuer=issuer, opened_on=TODAY, **more)


def code_of(action: Any, *args: Any, **facts: Any) -> tuple[RefusalCode, Any]:
    with pytest.raises(Refused) as refused:
        action(*args, **facts)
    (reason,) = refused.value.reasons
    return reason.code, reason.as_json()["facts"]
