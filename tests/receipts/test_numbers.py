"""Each border of a book's numbers, and what is told of its receipts afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kongbun.commands.run import Act, command
from kongbun.kernel.money import Money
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.ledger import entries
from kongbun.ledger.post import post, reverse
from kongbun.receipts import books, queries
from kongbun.receipts.books import NUMBER_MAX, NewReceipt
from kongbun.receipts.models import Book, BookIssuer, Receipt
from kongbun.testing.cast import TODAY, Cast

pytestmark = pytest.mark.django_db
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
    assert told == [(loose, 3, 1, 0, [1, 3, 5]), (full, 3, 0, 1, [])]


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
