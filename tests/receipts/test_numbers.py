"""Each border of a book's numbers, of those given and of those on paper."""

from __future__ import annotations

from typing import Any

import pytest

from kongbun.kernel.refusal import RefusalCode
from kongbun.receipts import books
from kongbun.receipts.books import NUMBER_MAX
from kongbun.receipts.models import Book, BookIssuer
from kongbun.testing.cast import TODAY, Cast
from tests.receipts.written import (
    YESTERDAY,
    code_of,
    opened,
    write,
)

pytestmark = pytest.mark.django_db


def test_the_next_book_bears_the_next_number(cast: Cast) -> None:
    books.open_book(cast.other_fund.pk, issuer=BookIssuer.OFFICE, opened_on=TODAY)
    assert opened(cast).number == 1
    assert opened(cast, number=14).number == 14
    assert opened(cast).number == 15
    # Each fund counts its own; a number taken there is free here.
    theirs = {"issuer": BookIssuer.OFFICE, "opened_on": TODAY, "number": 14}
    assert books.open_book(cast.other_fund.pk, **theirs).number == 14  # type: ignore[arg-type]


def test_a_book_is_as_it_was_opened(cast: Cast) -> None:
    collector = cast.users["prasert"]
    made = opened(
        cast, BookIssuer.DEVICE, first_no=5, last_no=9, holder_id=collector.pk
    )
    book = Book.objects.get(pk=made.pk)
    assert (book.first_no, book.last_no, book.next_no) == (5, 9, 5)
    assert (book.issuer, book.holder) == ("device", collector)
    assert (book.opened_on, book.closed_on) == (TODAY, None)


FIT: list[dict[str, Any]] = [
    {"number": 1, "first_no": 1},
    {"number": NUMBER_MAX, "first_no": NUMBER_MAX},
    {"first_no": 3, "last_no": 3},
    {"first_no": 1, "last_no": NUMBER_MAX},
]
UNFIT: list[dict[str, Any]] = [
    {"number": 0},
    {"number": NUMBER_MAX + 1},
    {"first_no": 0},
    {"first_no": NUMBER_MAX + 1},
    {"first_no": 3, "last_no": 2},
    {"first_no": 1, "last_no": NUMBER_MAX + 1},
]


@pytest.mark.parametrize("facts", FIT, ids=str)
def test_numbers_at_their_borders_open_a_book(
    cast: Cast, facts: dict[str, Any]
) -> None:
    assert opened(cast, **facts).next_no == facts["first_no"]


@pytest.mark.parametrize("facts", UNFIT, ids=str)
def test_numbers_beyond_their_borders_open_none(
    cast: Cast, facts: dict[str, Any]
) -> None:
    code, told = code_of(opened, cast, **facts)
    assert code is RefusalCode.BOOK_NUMBERS_UNFIT
    assert told["first"] == str(facts.get("first_no", 1))
    assert not Book.objects.exists()


def test_an_office_opens_a_book_without_a_last_number_and_a_printer_none(
    cast: Cast,
) -> None:
    assert opened(cast).last_no is None
    code, _ = code_of(opened, cast, BookIssuer.PRINTED)
    assert code is RefusalCode.BOOK_NUMBERS_UNFIT
    assert opened(cast, BookIssuer.PRINTED, last_no=50).last_no == 50


def test_a_collector_has_one_open_book_of_the_office(cast: Cast) -> None:
    holder = cast.users["prasert"].pk
    fund = cast.fund.pk
    # None of these is it: a phone's, printed, of somebody else, closed, with an end.
    opened(cast, BookIssuer.DEVICE, holder_id=holder)
    opened(cast, BookIssuer.PRINTED, last_no=50, holder_id=holder)
    opened(cast)
    books.close_book(opened(cast, holder_id=holder), closed_on=TODAY)
    opened(cast, last_no=9, holder_id=holder)
    books.open_book(
        cast.other_fund.pk,
        issuer=BookIssuer.OFFICE,
        holder_id=holder,
        opened_on=TODAY,
    )
    mine = books.book_of(fund, holder_id=holder, opened_on=YESTERDAY)
    assert (mine.number, mine.issuer) == (6, "office")
    assert (mine.holder_id, mine.opened_on) == (holder, YESTERDAY)
    second = opened(cast, holder_id=holder)
    assert books.book_of(fund, holder_id=holder, opened_on=TODAY) == mine != second


def test_numbers_are_given_in_order_up_to_the_last(cast: Cast) -> None:
    book = opened(cast, BookIssuer.DEVICE, first_no=4, last_no=8)
    assert books.take_numbers(book, 2) == [4, 5]
    code, told = code_of(books.take_numbers, book, 4)
    assert code is RefusalCode.BOOK_FULL
    assert (told["left"], told["wanted"], told["book"]) == ("3", "4", "1")
    assert books.take_numbers(book, 3) == [6, 7, 8]
    code, told = code_of(books.take_numbers, book, 1)
    assert told["left"] == "0"
    book.refresh_from_db()
    assert book.next_no == 9


def test_a_book_without_a_last_number_ends_at_the_greatest(cast: Cast) -> None:
    book = opened(cast, first_no=NUMBER_MAX)
    assert books.take_numbers(book, 1) == [NUMBER_MAX]
    code, told = code_of(books.take_numbers, book, 1)
    assert (code, told["left"]) == (RefusalCode.BOOK_FULL, "0")


def test_the_greatest_number_has_seven_figures() -> None:
    assert len(str(NUMBER_MAX)) == 7
    assert len(str(NUMBER_MAX + 1)) == 8


def test_a_printed_book_gives_no_number_of_itself(cast: Cast) -> None:
    book = opened(cast, BookIssuer.PRINTED, last_no=9)
    assert code_of(books.take_numbers, book, 1)[0] is RefusalCode.RECEIPT_NO_NEEDED
    for nos in ([None], [3, None]):
        code, told = code_of(books.numbers_for, book, nos)
        assert (code, told["book"]) == (RefusalCode.RECEIPT_NO_NEEDED, "1")
    assert books.numbers_for(book, [3, 5]) == [3, 5]


def test_an_office_takes_no_given_number_and_a_phone_both(cast: Cast) -> None:
    office, phone = opened(cast), opened(cast, BookIssuer.DEVICE)
    for nos in ([7], [None, 7]):
        code = code_of(books.numbers_for, office, nos)[0]
        assert code is RefusalCode.RECEIPT_NO_GIVEN
    assert books.numbers_for(office, [None, None]) == [1, 2]
    assert books.numbers_for(phone, [4]) == [4]
    assert books.numbers_for(phone, [None]) == [5]
    code = code_of(books.numbers_for, phone, [None, 9])[0]
    assert code is RefusalCode.RECEIPT_NO_NEEDED


@pytest.mark.parametrize("no", [3, 9])
def test_the_first_and_the_last_slip_are_in_the_book(cast: Cast, no: int) -> None:
    book = opened(cast, BookIssuer.PRINTED, first_no=3, last_no=9)
    assert books.claim_numbers(book, [no]) == [no]
    book.refresh_from_db()
    assert book.next_no == no + 1


@pytest.mark.parametrize("wanted", [[2], [10], [4, 10]])
def test_a_slip_before_the_first_or_after_the_last_is_not(
    cast: Cast, wanted: list[int]
) -> None:
    book = opened(cast, BookIssuer.PRINTED, first_no=3, last_no=9)
    code, told = code_of(books.claim_numbers, book, wanted)
    assert code is RefusalCode.RECEIPT_NO_OUTSIDE
    assert (told["no"], told["first"], told["last"]) == (str(wanted[-1]), "3", "9")


def test_a_phones_book_without_an_end_takes_any_number(cast: Cast) -> None:
    book = opened(cast, BookIssuer.DEVICE)
    assert books.claim_numbers(book, [NUMBER_MAX]) == [NUMBER_MAX]
    code, told = code_of(books.claim_numbers, book, [NUMBER_MAX + 1])
    assert (code, told["last"]) == (RefusalCode.RECEIPT_NO_OUTSIDE, str(NUMBER_MAX))


def test_a_slip_is_used_once(cast: Cast) -> None:
    book, other = (opened(cast, BookIssuer.PRINTED, last_no=9) for _ in range(2))
    write(cast, book, 4, 6)
    for wanted, taken in (
        ([6], "6"),
        ([5, 6, 4], "4"),
        ([8, 8], "8"),
        ([7, 6, 7], "6"),
    ):
        code, told = code_of(books.claim_numbers, book, wanted)
        assert (code, told["no"]) == (RefusalCode.RECEIPT_NO_TAKEN, taken)
    assert books.claim_numbers(book, [5, 3]) == [5, 3]
    assert books.claim_numbers(other, [4]) == [4]
    book.refresh_from_db()
    # How far the book has come: the highest stays.
    assert book.next_no == 7
    assert books.claim_numbers(book, []) == []
    # The highest of those that came together.
    books.claim_numbers(book, [5, 9])
    book.refresh_from_db()
    assert book.next_no == 10
