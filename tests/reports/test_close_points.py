"""Every point of the list for a close as it stands on the page, to the last word.

Method: whole points, met and not met; and each day from both sides of its border.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from kongbun.commands.models import Command
from kongbun.kernel.money import Money
from kongbun.kernel.refusal import RefusalCode
from kongbun.ledger.accounts import open_account
from kongbun.ledger.chart import AccountKind
from kongbun.reports.actions import close_month, explain
from kongbun.reports.conditions import close_list
from kongbun.testing import books
from kongbun.testing.cast import TODAY, Cast
from kongbun.treasury.actions import cash_over_short
from kongbun.treasury.closing import Condition, Point, month_of, month_to_close
from kongbun.treasury.models import CloseNote, MonthClose
from tests.claims.told import row, told
from tests.reports.test_close_month import LAST, OCTOBER, in_order, october
from tests.treasury.steps import ask_expense, count, decide, give, make_purpose, read

__all__ = ["october"]
pytestmark = pytest.mark.django_db
C = RefusalCode
FOUND = list[tuple[str, str, str, str, bool, RefusalCode | None, dict[str, Any]]]
# Of a month in which nothing is wrong, but for cash and bank.
RESTING = [
    ("bag", "", "ถุงผู้เก็บเงินว่างทุกถุง", "ส่งมอบครบแล้ว"),
    ("suspense", "", "ไม่มีเงินพักรอใบรับที่มาช้า", "เป็นศูนย์ทุกบัญชี"),
    ("purposes", "", "เงินที่กันไว้ตามวัตถุประสงค์อยู่ครบ", "ไม่มีเงินที่กันไว้"),
    ("expenses", "", "รายจ่ายที่อนุมัติ จ่ายแล้วหรือมีเหตุผล", "ไม่มีรายจ่ายค้าง"),
    ("receipts", "", "ใบรับเงินครบเลข", "เดือนนี้ไม่มีใบรับเงิน"),
    (
        *("claims", "", "คำขอรับสวัสดิการที่อนุมัติ จ่ายแล้วหรือมีเหตุผล"),
        "จ่ายแล้ว 0 ราย ไม่มีรายการค้าง",
    ),
    ("witness", "", "ใบสำคัญจ่ายมีพยานทุกใบ", "ไม่มีใบที่ขาดพยาน"),
]
IN_ORDER = ("order", "", "เดือนสิ้นสุดแล้ว และเดือนก่อนหน้าปิดครบ", "ถึงตุลาคม 2569")
CASH = ("cash", "cash", "นับเงินสดสองคน กล่องเงินสด")
BANK = ("bank", "bank:1", "ยอดในสมุดธนาคาร ธ.ก.ส. ณ 31 ต.ค. 2569")
OF_CASH = {"account": "กล่องเงินสด", "month": "ตุลาคม 2569"}
OF_BANK = {"account": "ธ.ก.ส.", "day": "31 ต.ค. 2569"}


def listed(cast: Cast, month: date = OCTOBER, today: date = TODAY) -> list[Point]:
    return close_list(cast.fund.pk, month, today).points


def only(points: Sequence[Point], *wanted: str) -> FOUND:
    return [
        (
            *(one.condition.value, one.subject, one.title, one.text),
            one.explainable,
            one.reason.code if one.reason else None,
            dict(one.reason.facts) if one.reason else {},
        )
        for one in points
        if one.condition.value in wanted
    ]


def met(*lines: tuple[str, str, str, str]) -> FOUND:
    return [(*line, False, None, {}) for line in lines]


ALL = [one.value for one in Condition]


def test_a_month_in_order_is_all_met_in_the_order_of_the_page(october: Cast) -> None:
    in_order(october)
    counted = (
        "400.00 บาท ตรงกับบัญชี นับโดยนางสมศรี ใจงาม และนางสาวจันทร์เพ็ญ วงศ์ดี 31 ต.ค. 2569"
    )
    entered = "600.00 บาท ตรงกับบัญชี กรอกโดยนางสมศรี ใจงาม"
    wanted = [IN_ORDER, (*CASH, counted), (*BANK, entered), *RESTING]
    assert only(listed(october), *ALL) == met(*wanted)
    found = close_list(october.fund.pk, OCTOBER, TODAY)
    assert (found.open, found.met) == ([], found.points)


def test_what_was_not_counted_or_read_says_what_the_books_hold(october: Cast) -> None:
    points = listed(october)
    assert only(points, "cash", "bank") == [
        (
            *(*CASH, "กล่องเงินสดยังไม่มีการนับสองคน ณ สิ้นเดือนตุลาคม 2569"),
            *(False, C.CASH_NOT_COUNTED, {**OF_CASH, "book": Money(400_00)}),
        ),
        (
            *(*BANK, "ยังไม่ได้กรอกยอดจากสมุดธนาคาร ธ.ก.ส. ณ 31 ต.ค. 2569"),
            *(False, C.BANK_NOT_READ, {**OF_BANK, "book": Money(600_00)}),
        ),
    ]
    assert only(points, *(one[0] for one in RESTING)) == met(*RESTING)
    cash = points[1]
    assert cash.reason is not None
    assert cash.as_json() == {
        "condition": "cash",
        "subject": "cash",
        "title": cash.title,
        "met": False,
        "text": cash.text,
        "note": "",
        "remedy": cash.reason.remedy(),
    }


@pytest.mark.parametrize("notes", [3, 5])
@pytest.mark.parametrize("satang", [599_99, 600_01])
def test_what_differs_says_both_sums(october: Cast, notes: int, satang: int) -> None:
    count(october, {"10000": notes}, counted_on=LAST)
    read(october, satang, read_on=LAST)
    assert only(listed(october), "cash", "bank") == [
        (
            *CASH,
            f"กล่องเงินสดนับได้ {notes}00.00 บาท แต่บัญชี ณ สิ้นเดือนตุลาคม 2569 มี 400.00 บาท",
            *(False, C.CASH_DIFFERS),
            {**OF_CASH, "book": Money(400_00), "counted": Money(notes * 100_00)},
        ),
        (
            *BANK,
            f"สมุดธ.ก.ส.มี {Money(satang)} บาท แต่บัญชีของเรา ณ 31 ต.ค. 2569 มี 600.00 บาท",
            *(False, C.BANK_DIFFERS),
            {**OF_BANK, "book": Money(600_00), "read": Money(satang)},
        ),
    ]


def test_of_counts_that_differ_the_latest_day_is_told(october: Cast) -> None:
    """Each taken back to the end of the month by what was booked in between."""
    give(october, 100_00, occurred_on=date(2026, 11, 2))
    count(october, {"10000": 1}, counted_on=LAST)
    count(october, {"10000": 2}, counted_on=date(2026, 11, 3))
    count(october, {"10000": 3}, counted_on=date(2026, 11, 3))
    [(*_, facts)] = only(listed(october), "cash")
    assert facts["counted"] == Money(200_00)
    count(october, {"10000": 5}, counted_on=date(2026, 11, 1))
    count(october, {"10000": 4}, counted_on=date(2026, 11, 1))
    [(*_, text, _, code, _)] = only(listed(october), "cash")
    assert (code, text[-12:]) == (None, " 1 พ.ย. 2569")


def what_waits(suspense: str) -> FOUND:
    bag = ("bag", "bag:1", "ถุงนายประเสริฐ ถือข้ามสิ้นเดือน", "3,240.00 บาท ณ 31 ต.ค. 2569")
    late = (
        *("suspense", suspense, "เงินพักของนายประเสริฐยังไม่เป็นศูนย์"),
        "10.00 บาท ณ 31 ต.ค. 2569",
    )
    over = (
        *("purposes", "restricted:1", "เงินเพื่อน้ำท่วม 2569 พ้นวันสุดท้ายที่ใช้ได้"),
        "เหลือ 70.00 บาท ณ 31 ต.ค. 2569",
    )
    owed = (
        *("expenses", "2/2570", "รายจ่ายที่ 2/2570 อนุมัติแล้วยังไม่จ่าย"),
        "สมุดบัญชี 4 เล่ม 200.00 บาท ให้ร้านศึกษาภัณฑ์",
    )
    return [
        (
            *(*bag, True, C.BAG_UNEXPLAINED),
            {
                "account": "ถุงนายประเสริฐ",
                "month": "ตุลาคม 2569",
                "book": Money(3_240_00),
            },
        ),
        (
            *(*late, True, C.SUSPENSE_UNEXPLAINED),
            {
                "account": "เงินพักของนายประเสริฐ",
                "month": "ตุลาคม 2569",
                "book": Money(10_00),
            },
        ),
        (
            *(*over, True, C.PURPOSE_OVER_UNEXPLAINED),
            {
                "purpose": "น้ำท่วม 2569",
                "until": "31 ต.ค. 2569",
                "remaining": Money(70_00),
                "giver": "เทศบาลตำบลทุ่งน้ำใจ",
            },
        ),
        (
            *(*owed, True, C.EXPENSE_UNPAID_UNEXPLAINED),
            {"number": "2/2570", "amount": Money(200_00)},
        ),
    ]


def test_what_a_month_waits_for_is_told_and_one_line_settles_it(october: Cast) -> None:
    suspense = open_account(
        october.fund.pk,
        AccountKind.SUSPENSE,
        name="เงินพักของนายประเสริฐ",
        opened_on=OCTOBER,
    ).code
    books.write(october, f"2026-10-31  {suspense} -> cash  10.00")
    books.write(october, "2026-10-31  income:dues -> bag:1  3,240.00")
    purpose = make_purpose(october, until=LAST, today=date(2026, 10, 5))
    give(october, 70_00, purpose=purpose, occurred_on=date(2026, 10, 6))
    for day in (LAST, date(2026, 11, 1)):
        decide(october, ask_expense(october, occurred_on=day))
    wanted = what_waits(suspense)
    kinds = ("bag", "suspense", "purposes", "expenses")
    assert only(listed(october), *kinds) == wanted
    for condition, subject, *_ in wanted:
        say(october, condition, subject, "รอเดือนหน้า")
    assert only(listed(october), *kinds) == [
        (*line[:3], f"{line[3]} เหตุผล: รอเดือนหน้า", True, None, {}) for line in wanted
    ]
    assert {one.note for one in listed(october) if one.explainable} == {"รอเดือนหน้า"}
    # A line of October says nothing of November.
    november = listed(october, date(2026, 11, 1))
    assert [line[5] for line in only(november, *kinds)] == [
        *(C.BAG_UNEXPLAINED, C.SUSPENSE_UNEXPLAINED, C.PURPOSE_OVER_UNEXPLAINED),
        *(C.EXPENSE_UNPAID_UNEXPLAINED, C.EXPENSE_UNPAID_UNEXPLAINED),
    ]


def say(cast: Cast, condition: str, subject: str, text: str) -> None:
    explain(
        cast.act("somsri"),
        month=OCTOBER,
        condition=condition,
        subject=subject,
        text=text,
    )


def test_what_is_kept_for_purposes_is_told_with_its_sum(october: Cast) -> None:
    for name, until, day in (
        ("น้ำท่วม", None, date(2026, 10, 6)),
        ("ทุน", date(2026, 11, 1), LAST),
        ("บุญ", None, date(2026, 11, 1)),
    ):
        purpose = make_purpose(october, name, until=until, today=date(2026, 10, 5))
        give(october, 70_00, purpose=purpose, occurred_on=day)
    assert only(listed(october), "purposes") == met(
        (*RESTING[2][:3], "กันไว้ 140.00 บาท")
    )


def lose(cast: Cast, satang: int) -> None:
    cash_over_short(
        cast.act("somsri"),
        cash="cash",
        is_over=False,
        amount_satang=satang,
        occurred_on=date(2026, 10, 30),
        reason="ถูกงัดกล่อง",
        second_user_id=cast.users["prasong"].pk,
    )


def test_what_is_missing_of_it_is_told_with_its_sum(october: Cast) -> None:
    purpose = make_purpose(october, until=LAST, today=date(2026, 10, 5))
    give(october, 70_00, purpose=purpose, occurred_on=date(2026, 10, 6))
    books.write(october, "2026-10-29  bank:1 -> cash  600.00")
    lose(october, 1_000_00)
    # All that was free is gone: nothing is missing.
    assert [line[1] for line in only(listed(october), "purposes")] == ["restricted:1"]
    lose(october, 1)
    found = only(listed(october), "purposes")
    assert [line[1] for line in found] == ["equity:free", "restricted:1"]
    assert found[0] == (
        *("purposes", "equity:free", "เงินที่กันไว้ตามวัตถุประสงค์ไม่ครบ"),
        *("ขาด 0.01 บาท ณ 31 ต.ค. 2569", True, C.FENCED_MONEY_MISSING),
        {"month": "ตุลาคม 2569", "lacking": Money(1)},
    )


@pytest.mark.parametrize(
    ("month", "today", "code", "facts", "said"),
    [
        (OCTOBER, date(2026, 11, 1), None, {}, "ถึงตุลาคม 2569"),
        (
            *(OCTOBER, LAST, C.MONTH_NOT_OVER),
            {"month": "ตุลาคม 2569", "from_day": "1 พ.ย. 2569"},
            "เดือนตุลาคม 2569 ยังไม่สิ้นสุด",
        ),
        (
            *(date(2026, 9, 1), TODAY, C.ALREADY_DECIDED),
            {"what": "การปิดเดือนกันยายน 2569"},
            "การปิดเดือนกันยายน 2569 มีคนตัดสินไปแล้ว",
        ),
        (
            *(date(2026, 11, 1), date(2026, 12, 1), C.MONTH_OUT_OF_ORDER),
            {"first": "ตุลาคม 2569", "month": "พฤศจิกายน 2569"},
            "ต้องปิดเดือนตุลาคม 2569 ก่อนเดือนพฤศจิกายน 2569",
        ),
    ],
)
def test_a_month_has_its_turn(
    october: Cast,
    month: date,
    today: date,
    code: RefusalCode | None,
    facts: dict[str, Any],
    said: str,
) -> None:
    [(*_, text, explainable, found, why)] = only(listed(october, month, today), "order")
    assert (explainable, found, why) == (False, code, facts)
    assert text == said


def test_before_any_money_moved_no_month_has_its_turn(cast: Cast) -> None:
    assert month_to_close(cast.fund.pk) is None
    assert only(listed(cast), "order") == met(IN_ORDER)


def test_a_month_is_named_by_any_of_its_days(october: Cast) -> None:
    found = month_of(october.fund.pk, date(2026, 10, 17))
    assert (found.first, found.last, found.name) == (OCTOBER, LAST, "ตุลาคม 2569")
    assert found.stood["cash"] == 400_00
    assert close_month(in_order(october).act("somsri"), month=date(2026, 10, 17))


def test_a_close_and_a_line_keep_each_word(october: Cast) -> None:
    books.write(october, "2026-10-30  income:dues -> bag:1  3,240.00")
    in_order(october)
    act = october.act("somsri")
    bag: dict[str, Any] = {"month": LAST, "condition": "bag", "subject": "bag:1"}
    said = explain(act, **bag, text=" " + "ก" * 301)
    note = CloseNote.objects.get()
    assert said == {"note": note.public_id.hex}
    assert row(note) == {
        "fund_id": october.fund.pk,
        "month": OCTOBER,
        "condition": "bag",
        "subject": "bag:1",
        "text": "ก" * 300,
        "user_id": october.users["somsri"].pk,
        "at": act.now,
        "command_id": Command.objects.get(public_id=act.command_id).pk,
    }
    nothing = {**bag, "subject": "bag:2", "text": "x"}
    assert told(explain, october.act("somsri"), **nothing) == [
        (C.NOTHING_TO_EXPLAIN, {"what": "bag", "month": "ตุลาคม 2569"})
    ]
    assert told(explain, october.act("somsri"), **{**bag, "text": " "}) == [
        (C.FIELD_EMPTY, {"field": "เหตุผล"})
    ]
    points, act = listed(october), october.act("prasong")
    answer = close_month(act, month=LAST)
    made = MonthClose.objects.get()
    assert answer == {
        "close": made.public_id.hex,
        "month": "2026-10-01",
        "month_name": "ตุลาคม 2569",
        "closed_through": "2026-10-31",
        "version": 1,
    }
    kept = row(made, "conditions", "closing_id")
    assert kept == {
        "fund_id": october.fund.pk,
        "month": OCTOBER,
        "version": 1,
        "closed_by_id": october.users["prasong"].pk,
        "command_id": Command.objects.get(public_id=act.command_id).pk,
    }
    assert json.loads(made.conditions) == [one.as_json() for one in points]
