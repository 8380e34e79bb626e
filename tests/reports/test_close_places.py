"""The list for a close, of places: nothing moved in one, one is shut since.

Method: whole points of a month that lies early in the books, so that only what moved
is added up; and each sum one satang from both sides of its border.
"""

from __future__ import annotations

from datetime import date

import pytest

from kongbun.kernel.money import Money
from kongbun.kernel.refusal import RefusalCode
from kongbun.ledger.accounts import open_account
from kongbun.ledger.chart import AccountKind
from kongbun.ledger.models import Account
from kongbun.reports.conditions import close_list
from kongbun.testing import books
from kongbun.testing.cast import TODAY, Cast, by_hand
from tests.reports.test_close_month import LAST, OCTOBER, october
from tests.reports.test_close_points import (
    ALL,
    BANK,
    CASH,
    IN_ORDER,
    RESTING,
    listed,
    lose,
    met,
    only,
)
from tests.treasury.steps import count, give, make_purpose, read

__all__ = ["october"]
pytestmark = pytest.mark.django_db
C = RefusalCode
OPENED, NOVEMBER = date(2026, 10, 5), date(2026, 11, 20)
BY_TWO = "นับโดยนางสมศรี ใจงาม และนางสาวจันทร์เพ็ญ วงศ์ดี 31 ต.ค. 2569"


def test_where_nothing_ever_moved_nothing_stands(cast: Cast) -> None:
    fund = cast.fund.pk
    open_account(fund, AccountKind.CASH, name="กล่องสำรอง", opened_on=OPENED)
    open_account(fund, AccountKind.SUSPENSE, name="เงินพัก", opened_on=OPENED)
    make_purpose(cast, until=LAST, today=OPENED)
    books.write(
        cast,
        """
        2026-10-25  income:donation -> cash  10.00
        2026-11-20  income:donation -> cash  10.00
        """,
    )
    count(cast, {"1000": 1}, counted_on=LAST)
    count(cast, {}, cash="cash:2", counted_on=LAST)
    read(cast, 0, read_on=LAST)
    assert only(listed(cast), *ALL) == met(
        IN_ORDER,
        (*CASH, f"10.00 บาท ตรงกับบัญชี {BY_TWO}"),
        ("cash", "cash:2", "นับเงินสดสองคน กล่องสำรอง", f"0.00 บาท ตรงกับบัญชี {BY_TWO}"),
        (*BANK, "0.00 บาท ตรงกับบัญชี กรอกโดยนางสมศรี ใจงาม"),
        *RESTING,
    )


def test_where_all_is_spent_nothing_is_missing(cast: Cast) -> None:
    books.write(
        cast,
        """
        2026-10-25  income:donation -> cash  10.00
        2026-10-26  cash -> expense:office   10.00
        2026-11-20  income:donation -> cash  10.00
        """,
    )
    assert only(listed(cast), "purposes") == met(RESTING[2])


@pytest.mark.parametrize("lost", [999_99, 1_000_00, 1_000_01, 1_000_02])
def test_what_is_kept_is_missing_from_the_first_satang(cast: Cast, lost: int) -> None:
    """Bag and bank have never held anything."""
    purpose = make_purpose(cast, today=OPENED)
    give(cast, 70_00, purpose=purpose, occurred_on=date(2026, 10, 25))
    give(cast, 1_000_00, occurred_on=date(2026, 10, 25))
    give(cast, 10_00, occurred_on=NOVEMBER)
    lose(cast, lost)
    short = lost - 1_000_00
    assert only(listed(cast), "purposes") == (
        [
            (
                *("purposes", "equity:free", "เงินที่กันไว้ตามวัตถุประสงค์ไม่ครบ"),
                *(f"ขาด 0.0{short} บาท ณ 31 ต.ค. 2569", True, C.FENCED_MONEY_MISSING),
                {"month": "ตุลาคม 2569", "lacking": Money(short)},
            )
        ]
        if short > 0
        else met((*RESTING[2][:3], "กันไว้ 70.00 บาท"))
    )


def test_a_bag_that_is_closed_since_held_its_money_then(october: Cast) -> None:
    purpose = make_purpose(october, today=OPENED)
    give(october, 70_00, purpose=purpose, occurred_on=date(2026, 10, 6))
    books.write(
        october,
        """
        2026-10-31  cash -> bag:1      470.00
        2026-10-31  bank:1 -> bag:1    600.00
        2026-11-03  bag:1 -> cash    1,070.00
        """,
    )
    with by_hand(october.fund):
        Account.objects.filter(fund=october.fund, code="bag:1").update(closed_on=TODAY)
    assert only(listed(october), "bag", "purposes") == [
        (
            *("bag", "bag:1", "ถุงนายประเสริฐ ถือข้ามสิ้นเดือน"),
            *("1,070.00 บาท ณ 31 ต.ค. 2569", True, C.BAG_UNEXPLAINED),
            {
                "account": "ถุงนายประเสริฐ",
                "month": "ตุลาคม 2569",
                "book": Money(1_070_00),
            },
        ),
        *met((*RESTING[2][:3], "กันไว้ 70.00 บาท")),
    ]


def test_only_a_purpose_that_is_over_and_has_money_is_named(october: Cast) -> None:
    """Whatever stands before it: one without a last day, one that ends tomorrow."""
    for name, until, satang in (
        ("ไม่มีกำหนด", None, 70_00),
        ("ถึงพรุ่งนี้", date(2026, 11, 1), 70_00),
        ("ใช้หมดแล้ว", LAST, 0),
        ("พ้นแล้ว", LAST, 1),
    ):
        purpose = make_purpose(october, name, until=until, today=OPENED)
        if satang:
            give(october, satang, purpose=purpose, occurred_on=date(2026, 10, 6))
    [(_, subject, title, text, _, code, _)] = only(listed(october), "purposes")
    assert (subject, title) == ("restricted:4", "เงินเพื่อพ้นแล้ว พ้นวันสุดท้ายที่ใช้ได้")
    assert (text, code) == (
        "เหลือ 0.01 บาท ณ 31 ต.ค. 2569",
        C.PURPOSE_OVER_UNEXPLAINED,
    )


def test_the_list_is_parted_into_what_is_met_and_what_is_open(october: Cast) -> None:
    found = close_list(october.fund.pk, OCTOBER, TODAY)
    assert [one.condition.value for one in found.open] == ["cash", "bank"]
    assert [one.condition.value for one in found.met] == [
        *("order", "bag", "suspense", "purposes", "expenses"),
        *("receipts", "claims", "witness"),
    ]


def test_where_nothing_is_set_aside_nothing_of_it_is_missing(cast: Cast) -> None:
    """A day on which the books fell below nothing: its cash says so, and alone."""
    books.write(
        cast,
        """
        2026-10-25  income:donation -> cash  10.00
        2026-11-20  income:donation -> cash  10.00
        """,
    )
    # Paid out of November's money, and entered on a day of October.
    books.write(cast, "2026-10-26  cash -> expense:office  10.01")
    points = listed(cast)
    [(*_, facts)] = only(points, "cash")
    assert facts["book"] == Money(-1)
    assert only(points, "purposes") == met(RESTING[2])
