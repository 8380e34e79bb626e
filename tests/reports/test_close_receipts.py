"""The numbers of receipts in the list for a close: whole, or which are missing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from kongbun.commands.models import Command
from kongbun.kernel.refusal import RefusalCode
from kongbun.receipts.models import Book, Receipt
from kongbun.testing.cast import Cast
from tests.reports.test_close_month import LAST, OCTOBER, october
from tests.reports.test_close_points import RESTING, listed, met, only

__all__ = ["october"]
pytestmark = pytest.mark.django_db
C = RefusalCode


def kept_book(cast: Cast, number: int, numbers: Sequence[int], on: date) -> None:
    book, _ = Book.objects.get_or_create(
        fund=cast.fund,
        number=number,
        issuer="printed",
        defaults={"opened_on": OCTOBER, "first_no": 11},
    )
    for no in numbers:
        Receipt.objects.create(
            fund=cast.fund,
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
