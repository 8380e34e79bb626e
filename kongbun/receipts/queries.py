"""What stands in the receipt books: numbers, gaps, receipts of a day.  Reads only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, QuerySet, Sum

from kongbun.receipts.models import Book, Receipt, ReceiptReversal

GAPS_SHOWN_MAX = 1000


@dataclass(frozen=True, slots=True)
class BookLine:
    """A book with what was written in it."""

    book: Book
    receipts: int
    voids: int
    reversed: int
    gaps: list[int]


def books(fund_id: int, *, include_closed: bool = True) -> QuerySet[Book]:
    """The fund's books, the newest first."""
    found = Book.objects.filter(fund_id=fund_id).select_related("holder")
    if not include_closed:
        found = found.filter(closed_on=None)
    return found.order_by("-number")


def book_by_public_id(fund_id: int, public_id: UUID) -> Book | None:
    return books(fund_id).filter(public_id=public_id).first()


def book_by_number(fund_id: int, number: int) -> Book | None:
    return books(fund_id).filter(number=number).first()


def receipt_by_public_id(fund_id: int, public_id: UUID) -> Receipt | None:
    return _with_all(fund_id).filter(public_id=public_id).first()


def receipt_by_number(fund_id: int, book_number: int, no: int) -> Receipt | None:
    return _with_all(fund_id).filter(book__number=book_number, no=no).first()


def _with_all(fund_id: int) -> QuerySet[Receipt]:
    return _all(Receipt.objects.filter(fund_id=fund_id))


def _all(receipts: QuerySet[Receipt]) -> QuerySet[Receipt]:
    return receipts.select_related(
        "book__holder", "payer__household__branch", "reversal__user", "command__user"
    )


def missing_numbers(book: Book) -> list[int]:
    """Numbers below the last one received that no receipt bears (K006)."""
    taken = Receipt.objects.filter(book=book).aggregate(n=Count("pk"))["n"]
    if taken == book.next_no - book.first_no:
        return []
    numbers = set(Receipt.objects.filter(book=book).values_list("no", flat=True))
    return [
        no
        for no in range(book.first_no, max(numbers | {book.next_no - 1}) + 1)
        if no not in numbers
    ][:GAPS_SHOWN_MAX]


def gaps(fund_id: int) -> dict[Book, list[int]]:
    """Every book with a missing number, and which."""
    found = {book: missing_numbers(book) for book in books(fund_id)}
    return {book: numbers for book, numbers in found.items() if numbers}


def book_lines(fund_id: int) -> list[BookLine]:
    """Each book with its counts, the newest first."""
    of_books = list(books(fund_id))
    ids = [book.pk for book in of_books]
    # Each by the index that holds it: together every receipt would be read.
    receipts = dict(
        Receipt.objects.filter(book_id__in=ids)
        .values_list("book_id")
        .annotate(n=Count("pk"))
    )
    voids = Counter(
        Receipt.objects.filter(entry=None).values_list("book_id", flat=True)
    )
    undone = Counter(ReceiptReversal.objects.values_list("receipt__book_id", flat=True))
    return [
        BookLine(
            book=book,
            receipts=receipts.get(book.pk, 0),
            voids=voids[book.pk],
            reversed=undone[book.pk],
            gaps=[]
            if receipts.get(book.pk, 0) == book.next_no - book.first_no
            else missing_numbers(book),
        )
        for book in of_books
    ]


def receipts_on(fund_id: int, day: date) -> QuerySet[Receipt]:
    """The receipts of a day, in the order of book and number."""
    return _with_all(fund_id).filter(received_on=day).order_by("book__number", "no")


def receipts_in(book: Book) -> QuerySet[Receipt]:
    """The receipts of a book, the last first."""
    return _with_all(book.fund_id).filter(book=book).order_by("-no")


def receipts_of_entries(fund_id: int, entry_ids: Iterable[int]) -> QuerySet[Receipt]:
    """The receipts that booked these entries."""
    return _with_all(fund_id).filter(entry_id__in=list(entry_ids)).order_by("-pk")


def taken_on(fund_id: int, day: date) -> int:
    """Satang received on a day, reversed receipts left out."""
    total: int | None = Receipt.objects.filter(
        fund_id=fund_id, received_on=day, reversal=None
    ).aggregate(total=Sum("amount_satang"))["total"]
    return total or 0


def receipts_of_command(command_id: int) -> QuerySet[Receipt]:
    """The receipts one command wrote, such as a sheet's; found by their entries."""
    return _all(Receipt.objects.filter(entry__command_id=command_id)).order_by("no")
