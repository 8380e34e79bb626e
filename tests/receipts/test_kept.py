"""What is kept of a receipt, which numbers are missing, and what is told of both."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kongbun.kernel.refusal import RefusalCode
from kongbun.receipts import books, guards, queries
from kongbun.receipts.models import Book, BookIssuer, Receipt
from kongbun.store.guards import ERASED
from kongbun.testing.cast import TODAY, Cast
from tests.receipts.written import (
    YESTERDAY,
    code_of,
    opened,
    spoil,
    take_back,
    write,
    write_receipts,
)

pytestmark = pytest.mark.django_db


def test_a_receipt_is_kept_as_it_was_given(cast: Cast) -> None:
    book = opened(cast)
    assert write(cast, book, None, None, on=YESTERDAY) == [1, 2]
    one, two = Receipt.objects.order_by("no")
    assert (one.book, one.fund, one.no, two.no) == (book, cast.fund, 1, 2)
    assert (one.received_on, one.amount_satang) == (YESTERDAY, 3_000)
    assert (one.payer, one.payer_name, one.void_reason) == (None, "วัด", "")
    assert one.entry is not None
    assert one.entry.reference == "receipt:1:1:1"
    assert one.command == one.entry.command
    assert one.public_id != two.public_id


def test_what_was_written_is_told(cast: Cast) -> None:
    book = opened(cast)
    facts: dict[str, Any] = {"satang": 1, "on": TODAY, "payer": "วัด"}
    act = cast.act("somsri")
    told = write_receipts(act, book=book.pk, nos=[None, None], **facts)["told"]
    rows = Receipt.objects.order_by("no")
    assert told == [[row.pk, row.public_id.hex, row.no] for row in rows]


def test_a_spoiled_number_stays_without_money(cast: Cast) -> None:
    book = opened(cast, BookIssuer.PRINTED, last_no=9)
    made = spoil(cast.act("somsri"), book=book.pk, no=3, on=YESTERDAY)
    row = Receipt.objects.get(pk=made["id"])
    assert (row.no, row.book, row.fund, row.amount_satang) == (3, book, cast.fund, 0)
    assert (row.void_reason, row.received_on) == ("เขียนผิด", YESTERDAY)
    assert (row.entry, row.payer) == (None, None)
    office = opened(cast)
    assert spoil(cast.act("somsri"), book=office.pk, no=None, on=TODAY)["no"] == 1


def test_a_reversal_is_kept_beside_its_receipt(cast: Cast) -> None:
    book = opened(cast)
    write(cast, book, None)
    receipt = Receipt.objects.get()
    act = cast.act("somsri")
    take_back(act, receipt=receipt.pk)
    back = Receipt.objects.get().reversal
    assert receipt.entry is not None
    assert (back.entry.reverses, back.reversed_on) == (receipt.entry, TODAY)
    assert (back.reason, back.user) == ("ผิดคน", cast.users["somsri"])
    assert back.command.public_id == act.command_id


def missing(book: Book) -> list[int]:
    book.refresh_from_db()
    return queries.missing_numbers(book)


def test_the_missing_numbers_are_those_before_the_last_one_used(cast: Cast) -> None:
    book = opened(cast, BookIssuer.PRINTED, first_no=3, last_no=20)
    assert missing(book) == []
    write(cast, book, 3)
    assert missing(book) == []
    write(cast, book, 7)
    assert missing(book) == [4, 5, 6]
    spoil(cast.act("somsri"), book=book.pk, no=5, on=TODAY)
    assert missing(book) == [4, 6]
    write(cast, book, 4, 6)
    assert missing(book) == []
    # A number that was given and never written is missing, too.
    books.claim_numbers(book, [9])
    assert missing(book) == [8, 9]


def test_a_book_that_gave_numbers_and_has_no_receipt_misses_them_all(
    cast: Cast,
) -> None:
    book = opened(cast, BookIssuer.DEVICE)
    books.take_numbers(book, 2)
    assert missing(book) == [1, 2]
    write(cast, opened(cast), None)
    assert queries.gaps(cast.fund.pk) == {book: [1, 2]}
    books.take_numbers(book, 1_200)
    assert missing(book) == list(range(1, queries.GAPS_SHOWN_MAX + 1))
    assert queries.GAPS_SHOWN_MAX == 1_000


def test_a_book_closes_when_every_number_is_accounted_for(cast: Cast) -> None:
    book = opened(cast, BookIssuer.PRINTED, last_no=20)
    write(cast, book, 11)
    code, told = code_of(books.close_book, book, closed_on=TODAY)
    assert (code, told["n"]) == (RefusalCode.BOOK_HAS_GAPS, "10")
    assert told["numbers"] == "1, 2, 3, 4, 5, 6, 7, 8, 9, 10"
    write(cast, book, 13)
    code, told = code_of(books.close_book, book, closed_on=TODAY)
    assert (told["n"], told["numbers"]) == ("11", "1, 2, 3, 4, 5, 6, 7, 8, 9, 10 …")
    write(cast, book, *range(1, 11), 12)
    assert books.close_book(book, closed_on=TODAY).closed_on == TODAY
    book.refresh_from_db()
    assert book.closed_on == TODAY
    for action in (
        lambda: books.close_book(book, closed_on=TODAY),
        lambda: books.claim_numbers(book, [14]),
        lambda: books.numbers_for(book, [14]),
    ):
        code, told = code_of(action)
        assert (code, told["book"]) == (RefusalCode.BOOK_CLOSED, "1")


def numbers(found: Sequence[Receipt] | Any) -> list[tuple[int, int]]:
    return [(receipt.book.number, receipt.no) for receipt in found]


def test_receipts_are_found_in_their_own_fund(cast: Cast) -> None:
    fund = cast.fund.pk
    first, second = opened(cast), opened(cast)
    theirs = books.open_book(
        cast.other_fund.pk, issuer=BookIssuer.OFFICE, opened_on=TODAY
    )
    write(cast, second, None, None, satang=500)
    write(cast, first, None, on=YESTERDAY)
    write(cast, first, None, satang=70)
    write(cast, theirs, None, satang=9, who="noi")
    assert numbers(queries.receipts_on(fund, TODAY)) == [(1, 2), (2, 1), (2, 2)]
    assert numbers(queries.receipts_on(fund, YESTERDAY)) == [(1, 1)]
    assert numbers(queries.receipts_in(second)) == [(2, 2), (2, 1)]
    assert numbers(queries.receipts_in(theirs)) == [(1, 1)]
    assert queries.taken_on(fund, TODAY) == 1_070
    assert queries.taken_on(fund, YESTERDAY) == 3_000
    assert queries.taken_on(fund, TODAY + timedelta(days=1)) == 0
    wanted = Receipt.objects.get(book=second, no=2)
    assert queries.receipt_by_public_id(fund, wanted.public_id) == wanted
    assert queries.receipt_by_public_id(cast.other_fund.pk, wanted.public_id) is None
    assert queries.receipt_by_number(fund, 2, 2) == wanted
    assert queries.receipt_by_number(fund, 2, 3) is None
    assert queries.receipt_by_number(fund, 1, 2) != wanted
    others = Receipt.objects.get(book=theirs)
    assert queries.receipt_by_number(cast.other_fund.pk, 1, 1) == others
    take_back(cast.act("somsri"), receipt=wanted.pk)
    assert queries.taken_on(fund, TODAY) == 570


def test_receipts_are_found_by_what_booked_them(cast: Cast) -> None:
    book = opened(cast)
    theirs = books.open_book(
        cast.other_fund.pk, issuer=BookIssuer.OFFICE, opened_on=TODAY
    )
    write(cast, book, None, None)
    write(cast, book, None)
    write(cast, theirs, None, who="noi")
    one, two, three = Receipt.objects.filter(book=book).order_by("no")
    other = Receipt.objects.get(book=theirs)
    ids = [one.entry_id, three.entry_id, other.entry_id]
    found = queries.receipts_of_entries(cast.fund.pk, [pk for pk in ids if pk])
    assert list(found) == [three, one]
    assert list(queries.receipts_of_command(one.command_id)) == [one, two]
    assert list(queries.receipts_of_command(three.command_id)) == [three]


def test_books_are_told_the_newest_first(cast: Cast) -> None:
    fund = cast.fund.pk
    first, second = opened(cast), opened(cast)
    theirs = books.open_book(
        cast.other_fund.pk, issuer=BookIssuer.OFFICE, opened_on=TODAY
    )
    assert list(queries.books(fund)) == [second, first]
    books.close_book(second, closed_on=TODAY)
    assert list(queries.books(fund)) == [second, first]
    assert list(queries.books(fund, include_closed=False)) == [first]
    assert queries.book_by_public_id(fund, first.public_id) == first
    assert queries.book_by_public_id(fund, theirs.public_id) is None
    assert queries.book_by_number(fund, 2) == second
    assert queries.book_by_number(fund, 3) is None


def test_a_book_is_told_with_its_counts(cast: Cast) -> None:
    fund = cast.fund.pk
    full, loose = opened(cast), opened(cast, BookIssuer.PRINTED, last_no=9)
    empty = opened(cast)
    theirs = books.open_book(
        cast.other_fund.pk, issuer=BookIssuer.OFFICE, opened_on=TODAY
    )
    write(cast, full, None, None, None)
    write(cast, loose, 2, 4)
    spoil(cast.act("somsri"), book=loose.pk, no=6, on=TODAY)
    write(cast, theirs, None, who="noi")
    take_back(cast.act("somsri"), receipt=Receipt.objects.get(book=full, no=2).pk)
    told = [
        (line.book, line.receipts, line.voids, line.reversed, line.gaps)
        for line in queries.book_lines(fund)
    ]
    assert told == [
        (empty, 0, 0, 0, []),
        (loose, 3, 1, 0, [1, 3, 5]),
        (full, 3, 0, 1, []),
    ]


def test_a_book_in_order_is_not_walked_through(cast: Cast) -> None:
    """The page of books asks as much for ten full books as for one."""
    counts = []
    for _ in range(2):
        write(cast, opened(cast), None, None)
        with CaptureQueriesContext(connection) as seen:
            queries.book_lines(cast.fund.pk)
        counts.append(len(seen))
    assert counts[0] == counts[1]
    book = Book.objects.latest("pk")
    with CaptureQueriesContext(connection) as seen:
        assert queries.missing_numbers(book) == []
    assert len(seen) == 1


def test_what_may_change_in_a_receipt_is_this_and_no_more() -> None:
    told = {one.table: (one.may_change, one.may_erase) for one in guards.PROTECTED}
    assert told == {
        "receipts_receipt": ((), {"payer_name": ERASED, "void_reason": ERASED}),
        "receipts_receiptreversal": ((), {"reason": ERASED}),
        "receipts_book": (("next_no", "closed_on", "holder_id"), {}),
    }
