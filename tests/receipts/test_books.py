"""A book's numbers: in order, without a gap, never twice, never gone."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, connections, transaction

from kongbun.dues.book_actions import close_book, open_book
from kongbun.dues.payment_actions import Payment, take_payment
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.receipts import books
from kongbun.receipts.models import Book, BookIssuer, Receipt
from kongbun.receipts.queries import book_lines, gaps, missing_numbers
from kongbun.testing.cast import TODAY, Cast, act_for, has_audit_line, make_cast
from kongbun.testing.databases import Copy
from tests.dues.village import adopt_convention, make_house, make_person, take


@pytest.fixture
def village(cast: Cast) -> Cast:
    adopt_convention(cast)
    for no in ("27", "3", "5/1"):
        make_house(cast, no, f"นางบ้าน {no}")
    return cast


def printed(cast: Cast, *, first: int = 1, last: int = 10) -> Book:
    return books.open_book(
        cast.fund.pk,
        issuer=BookIssuer.PRINTED,
        opened_on=TODAY,
        number=14,
        first_no=first,
        last_no=last,
    )


def test_each_collector_has_a_book_that_opens_by_itself(village: Cast) -> None:
    take(village, {"27": 30})
    take(village, {"3": 30}, who="somsri")
    book = Book.objects.get()
    assert (book.number, book.holder) == (1, village.users["prasert"])
    assert list(Receipt.objects.order_by("no").values_list("no", flat=True)) == [1, 2]


def test_a_refused_sheet_uses_no_number(village: Cast) -> None:
    take(village, {"27": 30})
    with pytest.raises(Refused):
        take(village, {"3": 30}, counted_satang=1)
    take(village, {"3": 30})
    assert list(Receipt.objects.order_by("no").values_list("no", flat=True)) == [1, 2]


def test_on_a_printed_book_the_paper_gives_the_numbers(village: Cast) -> None:
    book = printed(village)
    take(village, {"27": 30, "3": 30}, book=book.public_id, first_no=4)
    assert sorted(Receipt.objects.values_list("no", flat=True)) == [4, 5]
    book.refresh_from_db()
    assert missing_numbers(book) == [1, 2, 3]
    assert gaps(village.fund.pk) == {book: [1, 2, 3]}
    (line,) = book_lines(village.fund.pk)
    assert (line.receipts, line.gaps) == (2, [1, 2, 3])


@pytest.mark.parametrize(
    ("first_no", "code"),
    [
        (None, RefusalCode.RECEIPT_NO_NEEDED),
        (11, RefusalCode.RECEIPT_NO_OUTSIDE),
        (10, RefusalCode.RECEIPT_NO_OUTSIDE),
        (4, RefusalCode.RECEIPT_NO_TAKEN),
    ],
)
def test_a_number_that_cannot_be_is_refused(
    village: Cast, first_no: int | None, code: RefusalCode
) -> None:
    book = printed(village)
    take(village, {"5/1": 30}, book=book.public_id, first_no=4)
    with pytest.raises(Refused) as refused:
        take(village, {"27": 30, "3": 30}, book=book.public_id, first_no=first_no)
    assert refused.value.code is code
    assert Receipt.objects.count() == 1


def test_a_book_of_the_office_takes_no_typed_number(village: Cast) -> None:
    with pytest.raises(Refused) as refused:
        take(village, {"27": 30}, first_no=7)
    assert refused.value.code is RefusalCode.RECEIPT_NO_GIVEN


def test_a_book_is_full_when_its_last_number_is_given(village: Cast) -> None:
    book = books.open_book(
        village.fund.pk,
        issuer=BookIssuer.DEVICE,
        opened_on=TODAY,
        first_no=1,
        last_no=2,
    )
    with pytest.raises(Refused) as refused:
        take(village, {"27": 30, "3": 30, "5/1": 30}, book=book.public_id)
    assert refused.value.code is RefusalCode.BOOK_FULL
    take(village, {"27": 30, "3": 30}, book=book.public_id)


def test_a_book_with_a_missing_number_stays_open(village: Cast) -> None:
    book = printed(village)
    take(village, {"27": 30}, book=book.public_id, first_no=2)
    with pytest.raises(Refused) as refused:
        close_book(village.act("prasert"), book=book.public_id)
    assert refused.value.code is RefusalCode.BOOK_HAS_GAPS
    take(village, {"3": 30}, book=book.public_id, first_no=1)
    close_book(village.act("prasert"), book=book.public_id)
    assert has_audit_line(village, "receipts.close_book")
    with pytest.raises(Refused) as refused:
        take(village, {"5/1": 30}, book=book.public_id, first_no=3)
    assert refused.value.code is RefusalCode.BOOK_CLOSED


def test_a_closed_book_gives_no_number_though_it_was_open_a_moment_ago(
    village: Cast,
) -> None:
    """Another closed it between the look and the lock."""
    open_then = books.book_of(village.fund.pk, holder_id=None, opened_on=TODAY)
    close_book(village.act("somsri"), book=open_then.public_id)
    with pytest.raises(Refused) as refused:
        books.take_numbers(open_then, 1)
    assert refused.value.code is RefusalCode.BOOK_CLOSED


def test_a_book_is_carried_by_somebody_who_is_there(village: Cast) -> None:
    with pytest.raises(Refused) as refused:
        open_book(village.act("somsri"), issuer="office", holder="nobody")
    assert refused.value.code is RefusalCode.NOT_FOUND
    assert not Book.objects.exists()


def test_two_books_never_bear_one_number(village: Cast) -> None:
    facts = {"issuer": "printed", "number": 14, "first_no": 1, "last_no": 50}
    open_book(village.act("prasert"), **facts)  # type: ignore[arg-type]
    with pytest.raises(Refused) as refused:
        open_book(village.act("prasert"), **facts)  # type: ignore[arg-type]
    assert refused.value.code is RefusalCode.BOOK_NUMBER_TAKEN
    assert has_audit_line(village, "receipts.open_book")


@pytest.mark.parametrize(
    ("first", "last"), [(1, None), (5, 4), (0, 50), (-1, 50), (1, 10**9)]
)
def test_a_printed_book_has_its_first_and_last_number(
    village: Cast, first: int, last: int | None
) -> None:
    with pytest.raises(Refused) as refused:
        open_book(
            village.act("prasert"), issuer="printed", first_no=first, last_no=last
        )
    assert refused.value.code is RefusalCode.BOOK_NUMBERS_UNFIT


def test_an_outsider_opens_and_closes_no_book(village: Cast) -> None:
    book = printed(village)
    for fund, code in (
        (village.fund, RefusalCode.NOT_ALLOWED),
        (village.other_fund, RefusalCode.NOT_FOUND),
    ):
        with pytest.raises(Refused) as refused:
            close_book(act_for(village.users["noi"], fund), book=book.public_id)
        assert refused.value.code is code
    with pytest.raises(Refused):
        open_book(act_for(village.users["noi"], village.fund), issuer="office")


def test_a_number_is_neither_deleted_nor_changed(village: Cast) -> None:
    take(village, {"27": 30})
    for statement in (
        "UPDATE receipts_receipt SET no = 7",
        "DELETE FROM receipts_receipt",
        "UPDATE receipts_book SET first_no = 7",
        "DELETE FROM receipts_book",
    ):
        with (
            pytest.raises(DatabaseError),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


def test_many_at_once_leave_no_gap_and_no_number_twice(committed_db: Copy) -> None:
    assert committed_db.name
    cast = make_cast()
    adopt_convention(cast)
    members = [make_person(cast, f"คน {n}") for n in range(12)]
    keys = [member.public_id for member in members]

    def pay(key: UUID) -> str:
        try:
            answer = take_payment(
                cast.act("somsri"),
                payments=[Payment(member=key, amount_satang=3_000)],
                received_on=TODAY,
                into=cast.cash,
                payer_name="ผู้ส่ง",
            )
            return str(answer["receipt"])
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        given = list(pool.map(pay, keys))
    assert sorted(given) == [f"1/{n:04d}" for n in range(1, 13)]
    assert missing_numbers(Book.objects.get()) == []
