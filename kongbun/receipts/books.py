"""Opens books, gives and takes their numbers, writes receipts.

The only writer of receipts.  It knows nothing of what a payment is for, nor of who
may: the actions that call it do, inside their own command.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID, uuid4

from django.db.models import Max

from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.receipts.models import Book, BookIssuer, Receipt, ReceiptReversal
from kongbun.receipts.queries import missing_numbers
from kongbun.receipts.seal import note_receipt
from kongbun.store.bulk import insert, next_ids

NUMBER_MAX = 9_999_999


class NewReceipt(NamedTuple):
    """A receipt about to be written: the number is its book's already."""

    no: int
    amount_satang: int
    entry_id: int
    payer_id: int | None = None
    payer_name: str = ""


def open_book(
    fund_id: int,
    *,
    issuer: BookIssuer,
    opened_on: date,
    number: int | None = None,
    first_no: int = 1,
    last_no: int | None = None,
    holder_id: int | None = None,
) -> Book:
    """Open a book; without `number` it is the next one of the fund.

    Refuses a number another book bears (BOOK_NUMBER_TAKEN) and a printed book whose
    first and last number are not given (BOOK_NUMBERS_UNFIT).
    """
    books = Book.objects.filter(fund_id=fund_id)
    if number is None:
        number = (books.aggregate(last=Max("number"))["last"] or 0) + 1
    elif books.filter(number=number).exists():
        raise Refused(RefusalCode.BOOK_NUMBER_TAKEN, book=number)
    unfit = not 0 < number <= NUMBER_MAX or not 0 < first_no <= NUMBER_MAX
    if issuer is BookIssuer.PRINTED:
        unfit = unfit or last_no is None
    if unfit or (last_no is not None and not first_no <= last_no <= NUMBER_MAX):
        raise Refused(RefusalCode.BOOK_NUMBERS_UNFIT, first=first_no, last=last_no)
    # After this point the book must open.
    return Book.objects.create(
        fund_id=fund_id,
        number=number,
        issuer=issuer.value,
        holder_id=holder_id,
        first_no=first_no,
        last_no=last_no,
        next_no=first_no,
        opened_on=opened_on,
    )


def book_of(fund_id: int, *, holder_id: int | None, opened_on: date) -> Book:
    """The open office book of a collector, or of the office; opened when missing."""
    book = (
        Book.objects.filter(
            fund_id=fund_id,
            issuer=BookIssuer.OFFICE.value,
            holder_id=holder_id,
            closed_on=None,
            last_no=None,
        )
        .order_by("pk")
        .first()
    )
    return book or open_book(
        fund_id, issuer=BookIssuer.OFFICE, holder_id=holder_id, opened_on=opened_on
    )


def take_numbers(book: Book, count: int) -> list[int]:
    """The next `count` numbers of an office's or a device's book, without a gap."""
    book = _hold(book)
    _refuse_closed(book)
    if book.issuer == BookIssuer.PRINTED.value:
        raise Refused(RefusalCode.RECEIPT_NO_NEEDED, book=book.number)
    first = book.next_no
    last = first + count - 1
    limit = book.last_no or NUMBER_MAX
    if last > limit:
        raise Refused(
            RefusalCode.BOOK_FULL,
            book=book.number,
            left=limit - first + 1,
            wanted=count,
        )
    book.next_no = last + 1
    book.save(update_fields=["next_no"])
    return list(range(first, last + 1))


def claim_numbers(book: Book, wanted: Sequence[int]) -> list[int]:
    """The numbers on paper slips of a printed book, as they were typed.

    Refuses one that is not in the book (RECEIPT_NO_OUTSIDE), used before, or twice
    in the list (RECEIPT_NO_TAKEN).
    """
    book = _hold(book)
    _refuse_closed(book)
    last = book.last_no or NUMBER_MAX
    for no in wanted:
        if not book.first_no <= no <= last:
            raise Refused(
                RefusalCode.RECEIPT_NO_OUTSIDE,
                book=book.number,
                no=no,
                first=book.first_no,
                last=last,
            )
    taken = set(
        Receipt.objects.filter(book=book, no__in=wanted).values_list("no", flat=True)
    )
    twice = {no for no in wanted if list(wanted).count(no) > 1}
    if taken or twice:
        raise Refused(
            RefusalCode.RECEIPT_NO_TAKEN, book=book.number, no=min(taken | twice)
        )
    if wanted and max(wanted) >= book.next_no:
        book.next_no = max(wanted) + 1
        book.save(update_fields=["next_no"])
    return list(wanted)


def numbers_for(book: Book, wanted: Sequence[int | None]) -> list[int]:
    """A number for each receipt: the book's next, or those on the slips.

    A phone gives the numbers of its own book; somebody else who writes in it takes
    the next.
    """
    if book.issuer != BookIssuer.PRINTED.value:
        given = any(no is not None for no in wanted)
        if given and book.issuer == BookIssuer.OFFICE.value:
            raise Refused(RefusalCode.RECEIPT_NO_GIVEN, book=book.number)
        if not given:
            return take_numbers(book, len(wanted))
    typed = [no for no in wanted if no is not None]
    if len(typed) != len(wanted):
        raise Refused(RefusalCode.RECEIPT_NO_NEEDED, book=book.number)
    return claim_numbers(book, typed)


class Written(NamedTuple):
    """A receipt as it stands in the table."""

    id: int
    public_id: UUID
    no: int


def write(
    book: Book, *, received_on: date, command_id: int, receipts: Sequence[NewReceipt]
) -> list[Written]:
    """Write receipts that are booked already, in one statement."""
    fund_id, book_id = book.fund_id, book.pk
    written = [
        Written(key, uuid4(), new.no)
        for key, new in zip(next_ids(Receipt, len(receipts)), receipts, strict=True)
    ]
    for (_, public_id, _), new in zip(written, receipts, strict=True):
        note_receipt(
            public_id=public_id,
            book_id=book_id,
            no=new.no,
            payer_id=new.payer_id,
            names=new.payer_name,
            received_on=received_on,
            satang=new.amount_satang,
            entry_id=new.entry_id,
        )
    insert(
        Receipt,
        (
            *("id", "public_id", "fund", "book", "no", "payer", "payer_name"),
            *("received_on", "amount_satang", "void_reason", "entry", "command"),
        ),
        [
            (
                *(key, public_id, fund_id, book_id, new.no, new.payer_id),
                *(new.payer_name, received_on, new.amount_satang, ""),
                *(new.entry_id, command_id),
            )
            for (key, public_id, _), new in zip(written, receipts, strict=True)
        ],
    )
    return written


def void(
    book: Book, *, no: int | None, reason: str, voided_on: date, command_id: int
) -> Receipt:
    """A spoiled number without money: it stays in the book with its reason."""
    (number,) = numbers_for(book, [no])
    return Receipt.objects.create(
        fund_id=book.fund_id,
        book=book,
        no=number,
        received_on=voided_on,
        amount_satang=0,
        void_reason=reason,
        command_id=command_id,
    )


def record_reversal(
    receipt: Receipt,
    *,
    entry_id: int,
    reversed_on: date,
    reason: str,
    user_id: int,
    command_id: int,
) -> ReceiptReversal:
    return ReceiptReversal.objects.create(
        receipt=receipt,
        entry_id=entry_id,
        reversed_on=reversed_on,
        reason=reason,
        user_id=user_id,
        command_id=command_id,
    )


def close_book(book: Book, *, closed_on: date) -> Book:
    """Put a book away.  Refuses one with a missing number (BOOK_HAS_GAPS)."""
    book = _hold(book)
    _refuse_closed(book)
    gaps = missing_numbers(book)
    if gaps:
        shown = ", ".join(str(no) for no in gaps[:10])
        raise Refused(
            RefusalCode.BOOK_HAS_GAPS,
            book=book.number,
            n=len(gaps),
            numbers=shown + (" …" if len(gaps) > 10 else ""),
        )
    # After this point the book must close.
    book.closed_on = closed_on
    book.save(update_fields=["closed_on"])
    return book


def _hold(book: Book) -> Book:
    """The book as it stands now, kept from other writers until the command ends."""
    # On SQLite, whose writers stand in line anyway, this is an ordinary read.
    return Book.objects.select_for_update().get(pk=book.pk)


def _refuse_closed(book: Book) -> None:
    if book.closed_on is not None:
        raise Refused(
            RefusalCode.BOOK_CLOSED, book=book.number, closed_on=book.closed_on
        )
