"""Treasury's pages: each step from its form, the second person, the outsider."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest

from kongbun.access.models import User
from kongbun.ledger.balances import accounts, balance, closed_through
from kongbun.ledger.chart import AccountKind
from kongbun.reports.models import StoredReport
from kongbun.testing.cast import PASSWORD, Cast
from kongbun.treasury.models import BankReading, CashCount, Movement
from kongbun.web import clock
from tests.treasury.steps import ask_expense, decide, give, read
from tests.web.doors import Visitor, text

pytestmark = pytest.mark.django_db
MONEY = "/f/TUNG/money/"


def typed(day: date) -> str:
    return f"{day.day}/{day.month}/{day.year + 543}"


def second(who: str = "chanpen", password: str = PASSWORD) -> dict[str, str]:
    return {"second_username": who, "second_password": password}


def page_of(cast: Cast, code: str) -> str:
    line = next(a for a in accounts(cast.fund.pk) if a.code == code)
    return str(line.public_id)


def test_a_donation_is_booked_from_the_page(cast: Cast) -> None:
    somsri = Visitor(cast, "somsri")
    answer = somsri.press(
        f"{MONEY}income/",
        income="income:donation",
        amount_satang="๑,๕๐๐.๕๐",
        into="cash",
        occurred_on="5 พ.ย. 2569",
        party="นายสมบัติ ดีงาม",
    )
    assert answer.status_code == 302
    assert balance(cast.fund.pk, "cash") == 1_500_50
    shown = text(somsri.get(answer["Location"]))
    assert "ลงรายรับ 1,500.50 บาทแล้ว" in shown
    assert "นายสมบัติ ดีงาม" in shown


@pytest.mark.parametrize(
    "amount", ["0", "-5", "1.234", "1_000", "NaN", "1e3", "", "หนึ่งร้อย", "1,23"]
)
def test_an_unreadable_amount_stays_in_its_field(cast: Cast, amount: str) -> None:
    answer = Visitor(cast, "somsri").press(
        f"{MONEY}income/",
        income="income:interest",
        amount_satang=amount,
        into="cash",
        occurred_on="5/11/2569",
    )
    assert answer.status_code == 422
    assert "ยังไม่มีอะไรถูกบันทึก" in text(answer)
    assert not Movement.objects.exists()


def test_an_expense_goes_from_one_to_another_and_back(cast: Cast) -> None:
    give(cast)
    somsri, prasong = Visitor(cast, "somsri"), Visitor(cast, "prasong")
    answer = somsri.press(
        f"{MONEY}expense/",
        expense="expense:office",
        amount_satang="200",
        party="ร้านศึกษาภัณฑ์",
        reason="สมุดบัญชี",
        occurred_on="5/11/2569",
    )
    here = answer["Location"]
    assert "รออนุมัติ" in text(somsri.get(here))
    assert "อนุมัติ 200 บาท" not in text(somsri.get(here))
    shown = text(prasong.get(here))
    found = re.search(r'name="content_hash" value="([0-9a-f]{64})"', shown)
    assert found is not None
    prasong.press(here, at=f"{here}decide/", answer="approve", content_hash=found[1])
    somsri.press(here, at=f"{here}pay/", paid_from="cash", paid_on="6/11/2569")
    assert balance(cast.fund.pk, "expense:office") == 200_00
    undo = somsri.press(here, at=f"{here}reverse/", reason="จ่ายซ้ำ", **second("kamnan"))
    assert undo.status_code == 302
    assert balance(cast.fund.pk, "expense:office") == 0
    assert "กลับรายการแล้ว" in text(somsri.get(here))


def test_a_wrong_second_password_reverses_nothing(cast: Cast) -> None:
    give(cast)
    asked = ask_expense(cast)
    decide(cast, asked)
    somsri = Visitor(cast, "somsri")
    here = f"{MONEY}{Movement.objects.get(kind='expense').public_id}/"
    somsri.press(here, at=f"{here}pay/", paid_from="cash", paid_on="6/11/2569")
    bad = second("kamnan", "ผิด")
    answer = somsri.press(here, at=f"{here}reverse/", reason="จ่ายซ้ำ", **bad)
    assert answer.status_code == 403
    assert balance(cast.fund.pk, "expense:office") == 200_00


def test_money_moves_between_places_from_the_page(cast: Cast) -> None:
    give(cast)
    answer = Visitor(cast, "somsri").press(
        f"{MONEY}move/",
        source="cash",
        into="bank:1",
        amount_satang="600",
        occurred_on="6/11/2569",
    )
    assert answer.status_code == 302
    assert balance(cast.fund.pk, "bank:1") == 600_00


@pytest.mark.parametrize("which", ["buy", "sell"])
def test_a_fund_without_investments_is_led_to_open_their_account(
    cast: Cast, which: str
) -> None:
    assert not accounts(cast.fund.pk, AccountKind.INVESTMENT)
    shown = text(Visitor(cast, "somsri").get(f"{MONEY}{which}/"))
    assert "ยังไม่มีบัญชีเงินลงทุน" in shown
    opening = Visitor(cast, "prasong").get("/f/TUNG/fund/accounts/new/")
    assert opening.status_code == 200


def test_two_people_count_the_box(cast: Cast) -> None:
    give(cast, 1_500_00)
    here = f"{MONEY}count/{page_of(cast, 'cash')}/"
    somsri = Visitor(cast, "somsri")
    facts = {"counted_on": typed(clock.today()), "p100000": "1", "p10000": "5"}
    alone = somsri.press(here, **facts)
    assert alone.status_code == 422
    assert not CashCount.objects.exists()
    answer = somsri.press(here, **facts, **second())
    assert answer.status_code == 302
    made = CashCount.objects.get()
    assert (made.total_satang, made.second_by) == (1_500_00, cast.users["chanpen"])
    assert "ตรงกับบัญชี" in text(somsri.get(answer["Location"]))


def test_the_banks_balance_is_entered_from_the_book(cast: Cast) -> None:
    here = f"{MONEY}read/{page_of(cast, 'bank:1')}/"
    answer = Visitor(cast, "somsri").press(
        here, read_on="31/10/2569", balance_satang="0"
    )
    assert answer.status_code == 302
    assert BankReading.objects.get().balance_satang == 0


def yesterday() -> date:
    """Steps taken past the door are received at nine in the morning of this day."""
    return clock.today() - timedelta(days=1)


def a_month_ago() -> date:
    return clock.today().replace(day=1) - timedelta(days=1)


def test_a_month_closes_from_its_page_with_reasons_written_there(cast: Cast) -> None:
    last = a_month_ago()
    give(cast, 1_000_00, occurred_on=last, today=yesterday())
    somsri = Visitor(cast, "somsri")
    shown = text(somsri.get("/f/TUNG/close/"))
    assert "เหลืออีก 2 ข้อ" in shown
    assert "ปิดได้เมื่อครบทั้ง" in shown
    refused = somsri.press("/f/TUNG/close/", month=f"{last:%Y-%m}")
    assert refused.status_code == 422
    assert closed_through(cast.fund.pk) is None
    count = f"{MONEY}count/{page_of(cast, 'cash')}/"
    somsri.press(count, counted_on=typed(last), p100000="1", **second())
    read(cast, 0, read_on=last, today=yesterday())
    answer = somsri.press("/f/TUNG/close/", month=f"{last:%Y-%m}")
    assert answer.status_code == 302
    assert closed_through(cast.fund.pk) == last
    assert StoredReport.objects.get().on == last
    # Two funds share this machine: who runs it takes the copy, others ask for it.
    done = text(somsri.get(answer["Location"]))
    assert "ขอให้ผู้ดูแลเครื่องทำ" in done
    assert "/f/TUNG/backup/" not in done
    User.objects.filter(pk=cast.users["somsri"].pk).update(is_operator=True)
    done = text(somsri.get(answer["Location"]))
    assert "สำรองข้อมูล" in done
    assert "/f/TUNG/backup/" in done
    report = text(somsri.get(f"/f/TUNG/reports/year/?on={last.isoformat()}"))
    assert "ปิดบัญชีแล้ว" in report


def test_an_explanation_is_one_line_on_the_page(cast: Cast) -> None:
    last = a_month_ago()
    asked = ask_expense(cast, occurred_on=last, today=yesterday())
    decide(cast, asked, today=yesterday())
    give(cast, occurred_on=last, today=yesterday())
    somsri = Visitor(cast, "somsri")
    assert "อนุมัติแล้วยังไม่จ่าย" in text(somsri.get("/f/TUNG/close/"))
    facts: dict[str, Any] = {
        "month": f"{last:%Y-%m}",
        "condition": "expenses",
        "subject": asked["number"],
    }
    at = "/f/TUNG/close/reason/"
    empty = somsri.press("/f/TUNG/close/", at=at, text="", **facts)
    assert empty.status_code == 422
    answer = somsri.press("/f/TUNG/close/", at=at, text="รอใบเสร็จ", **facts)
    assert answer.status_code == 302
    assert "เหตุผล: รอใบเสร็จ" in text(somsri.get("/f/TUNG/close/"))


PAGES = [
    "money/",
    "money/income/",
    "money/expense/",
    "money/move/",
    "money/buy/",
    "money/sell/",
    "money/over-short/",
    "close/",
    "closes/",
    "reports/",
    "reports/year/",
    "reports/members/",
    "reports/dues/",
    "reports/benefits/",
    "reports/income/",
    "reports/balance/",
    "reports/trial-balance/",
    "reports/form1-item10/",
    "reports/journal/",
]


@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_for_the_treasurer_and_not_for_an_outsider(
    cast: Cast, page: str
) -> None:
    give(cast)
    assert Visitor(cast, "somsri").get(f"/f/TUNG/{page}").status_code == 200
    assert Visitor(cast, "noi").get(f"/f/TUNG/{page}").status_code == 404


def test_an_account_shows_its_lines_and_what_stands(cast: Cast) -> None:
    give(cast, 1_000_00, occurred_on=date(2026, 10, 5))
    give(cast, 250_00)
    here = f"{MONEY}accounts/{page_of(cast, 'cash')}/?month=2026-11"
    shown = text(Visitor(cast, "kamnan").get(here))
    assert "1,250.00" in shown
    assert "ยกมา" in shown
    assert "1,000.00" in shown


@pytest.mark.parametrize(
    "page", ["money/accounts/{cash}/", "reports/journal/", "reports/trial-balance/"]
)
def test_the_books_speak_of_papers_and_not_in_codes(cast: Cast, page: str) -> None:
    give(cast, 250_00)
    here = f"/f/TUNG/{page.format(cash=page_of(cast, 'cash'))}?month=2026-11"
    shown = text(Visitor(cast, "kamnan").get(here))
    assert "เงินบริจาค" in shown
    assert "money:" not in shown
    assert "income:" not in shown
    if "trial" not in page:
        assert "รายการที่ 1/2570" in shown.replace("\xa0", " ")


def test_the_list_of_a_close_leads_only_where_one_may_go(cast: Cast) -> None:
    give(cast, 1_000_00, occurred_on=date(2026, 10, 5))
    assert "/money/count/" in text(Visitor(cast, "somsri").get("/f/TUNG/close/"))
    assert "/money/count/" not in text(Visitor(cast, "prasert").get("/f/TUNG/close/"))


def test_a_collector_enters_no_other_money(cast: Cast) -> None:
    prasert = Visitor(cast, "prasert")
    assert prasert.get(f"{MONEY}income/").status_code == 403
    assert "ลงรายรับอื่น" not in text(prasert.get(MONEY))


def test_a_report_is_taken_away_as_xlsx(cast: Cast) -> None:
    give(cast)
    answer = Visitor(cast, "somsri").get("/f/TUNG/reports/income/xlsx/?on=20/11/2569")
    assert answer.status_code == 200
    assert answer["Content-Disposition"].endswith('TUNG-income-2026-11-20.xlsx"')
    assert answer.content.startswith(b"PK")


def test_a_report_of_a_strange_day_or_name_says_so(cast: Cast) -> None:
    somsri = Visitor(cast, "somsri")
    assert somsri.get("/f/TUNG/reports/nothing/").status_code == 404
    for day in ("31/11/2569", "1/1/2999", "x"):
        shown = somsri.get("/f/TUNG/reports/income/", {"on": day})
        assert shown.status_code in {200, 422}, day
        assert "ณ วันที่" in text(shown)
