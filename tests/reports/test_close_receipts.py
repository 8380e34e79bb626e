"""The numbers of receipts in the list for a close: whole, or which are missing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from hashlib import sha256

import pytest

from kongbun.access.models import Fund
from kongbun.commands.models import Command
from kongbun.dues.reversal_actions import reverse_receipt
from kongbun.kernel.refusal import RefusalCode
from kongbun.receipts.models import Book, Receipt
from kongbun.testing.cast import Cast
from tests.dues.village import adopt_convention, make_house, take
from tests.reports.test_close_month import LAST, OCTOBER, october
from tests.reports.test_close_points import RESTING, listed, met, only, say

__all__ = ["october"]
pytestmark = pytest.mark.django_db
C = RefusalCode


def kept_book(
    cast: Cast,
    number: int,
    numbers: Sequence[int],
    on: date,
    fund: Fund | None = None,
) -> None:
    book, _ = Book.objects.get_or_create(
        fund=fund or cast.fund,
        number=number,
        issuer="printed",
        defaults={"opened_on": OCTOBER, "first_no": 11},
    )
    for no in numbers:
        Receipt.objects.create(
            fund=book.fund,
            book=book,
            no=no,
            received_on=on,
            amount_satang=0,
            void_reason="ฉีก",
            command=Command.objects.order_by("pk")[0],
        )


def test_books_without_a_gap_are_told_up_to_their_last_number(october: Cast) -> None:
    kept_book(october, 8, [11, 12], date(2026, 9, 30))
    kept_book(october, 7, [11, 13, 12], OCTOBER)
    kept_book(october, 8, [13], LAST)
    kept_book(october, 8, [15], date(2026, 11, 1))
    text = "เล่ม 7 ถึงเลขที่ 0013 เล่ม 8 ถึงเลขที่ 0013 ไม่มีเลขหาย กลับรายการ 0 ใบ"
    assert only(listed(october), "receipts") == met((*RESTING[4][:3], text))


def test_missing_numbers_are_told_up_to_twelve(october: Cast) -> None:
    kept_book(october, 7, [11], LAST)
    kept_book(october, 8, [23], LAST)
    kept_book(october, 9, [12, 25], LAST)
    shown = ", ".join(f"{no:04}" for no in range(11, 23))
    other = ", ".join(f"{no:04}" for no in (11, *range(13, 24)))
    assert only(listed(october), "receipts") == [
        (
            *("receipts", "8:" + ",".join(str(no) for no in range(11, 23))),
            *("ใบรับเงินเล่ม 8 เลขไม่ครบ", f"ไม่มีเลขที่ {shown}", True, C.RECEIPT_GAP),
            {"book_no": 8, "numbers": shown},
        ),
        (
            *("receipts", "9:11," + ",".join(str(no) for no in range(13, 25))),
            "ใบรับเงินเล่ม 9 เลขไม่ครบ",
            f"ไม่มีเลขที่ {other} และอีก 1 ใบ",
            *(True, C.RECEIPT_GAP),
            {"book_no": 9, "numbers": f"{other} และอีก 1 ใบ"},
        ),
    ]


def subjects(cast: Cast) -> list[tuple[str, RefusalCode | None]]:
    return [(line[1], line[5]) for line in only(listed(cast), "receipts")]


def test_a_line_settles_the_missing_numbers_it_was_written_on(october: Cast) -> None:
    """Also where they are too many to be the name of their point."""
    for last, more in ((37, 47), (40, 50)):
        number = 100 + last
        kept_book(october, number, [last], LAST)
        [(subject, code)] = subjects(october)
        assert (code, len(subject) <= 80) == (C.RECEIPT_GAP, True)
        say(october, "receipts", subject, "เล่มเปียกน้ำ")
        assert subjects(october) == [(subject, None)]
        kept_book(october, number, [more], LAST)
        [(other, code)] = subjects(october)
        assert (code, len(other) <= 80) == (C.RECEIPT_GAP, True)
        assert other != subject
        kept_book(october, number, [no for no in range(11, more) if no != last], LAST)


def test_a_point_is_named_by_its_numbers_while_they_fit(october: Cast) -> None:
    numbers = ",".join(str(no) for no in range(11, 37))
    kept_book(october, 10, [37], LAST)
    kept_book(october, 100, [37], LAST)
    [(fits, _), (too_long, _)] = subjects(october)
    assert (fits, len(fits)) == (f"10:{numbers}", 80)
    assert too_long == f"100:{sha256(numbers.encode()).hexdigest()}"


def test_another_funds_books_are_not_of_this_month(october: Cast) -> None:
    kept_book(october, 7, [11, 12], LAST)
    kept_book(october, 8, [13], LAST, fund=october.other_fund)
    text = "เล่ม 7 ถึงเลขที่ 0012 ไม่มีเลขหาย กลับรายการ 0 ใบ"
    assert only(listed(october), "receipts") == met((*RESTING[4][:3], text))


def test_a_receipt_is_told_as_reversed_in_the_month_it_was_reversed(
    cast: Cast,
) -> None:
    adopt_convention(cast)
    make_house(cast, "27", "นางบุญเรือน แสนสุข")
    take(cast, {"27": 60}, today=LAST, received_on=LAST)
    november = date(2026, 11, 1)
    take(cast, {"27": 30}, today=november, received_on=november)
    reverse_receipt(
        cast.act("somsri", today=november),
        receipt=Receipt.objects.get(no=1).public_id,
        reason="ผิดคน",
    )
    for month, last, undone in ((OCTOBER, 1, 0), (november, 2, 1)):
        text = f"เล่ม 1 ถึงเลขที่ 000{last} ไม่มีเลขหาย กลับรายการ {undone} ใบ"
        found = only(listed(cast, month, date(2026, 12, 1)), "receipts")
        assert found == met((*RESTING[4][:3], text))
