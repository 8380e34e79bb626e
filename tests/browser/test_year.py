"""The steps of a fund's year, taken in Chromium by the people who take them.

One story in order, on a database of its own: the register, a round, a bag handed
over, a benefit asked for, signed by three, approved and paid, a month closed, the
year's report; and an outsider, who gets nothing of any page the others saw.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from kongbun.access.actions import grant_role
from kongbun.kernel.thai_date import add_months, figures, month_name, month_start
from kongbun.ledger.balances import accounts
from kongbun.people.models import Membership
from kongbun.testing.cast import PASSWORD
from kongbun.web import clock
from tests.browser.conftest import CastSite

DUES_A_MONTH = 30
MEMBERS_A_VILLAGE = 2


@dataclass(slots=True)
class Year:
    """The site, its days, and every address anyone has seen."""

    site: CastSite
    today: date
    visited: set[str] = field(default_factory=set)

    @property
    def last_month(self) -> date:
        return add_months(month_start(self.today), -1)

    @property
    def its_last_day(self) -> date:
        return month_start(self.today) - timedelta(days=1)

    @contextmanager
    def someone(self, who: str) -> Iterator[Page]:
        with self.site.visitor(who) as page:
            page.on("framenavigated", lambda frame: self.visited.add(frame.url))
            page.goto("/f/TUNG/")
            yield page


@pytest.fixture(scope="module")
def year(site: CastSite) -> Year:
    """Everyone is paid up to last month; three serve the centre of moo 3."""
    told = Year(site, clock.today())
    Membership.objects.filter(fund=site.cast.fund).update(
        opening_paid_until=told.last_month, opening_days_paid=2000
    )
    for name in ("sombat", "thongbai", "bunmee"):
        grant_role(
            site.cast.act("prasong"),
            username=name,
            role="centre",
            from_date=date(2020, 10, 1),
            branch_id=site.cast.branches[0].pk,
        )
    return told


def menu(page: Page, name: str) -> None:
    page.get_by_role("navigation", name="เมนูหลัก").get_by_role("link", name=name).click()


def said(page: Page) -> Locator:
    return page.locator(".said")


def press(page: Page, verb: str) -> None:
    page.get_by_role("main").get_by_role("button", name=verb).first.click()


def balance(year: Year, code: str) -> int:
    """What a second program, beside the served one, reads in the books."""
    found = {a.code: a.balance_satang for a in accounts(year.site.cast.fund.pk)}
    return found[code]


def test_01_the_secretary_takes_a_member_in(year: Year) -> None:
    with year.someone("chanpen") as page:
        menu(page, "สมาชิก")
        page.get_by_role("link", name="รับสมาชิกใหม่").click()
        page.get_by_label("คำนำหน้า").fill("นาง")
        page.get_by_label("ชื่อ", exact=True).fill("ดาวใจ")
        page.get_by_label("นามสกุล").fill("ใจซื่อ")
        page.get_by_label("วันเกิด").fill("31/2/2530")
        page.get_by_label("บ้านเลขที่").fill("99/1")
        page.get_by_label("วันที่เข้าเป็นสมาชิก").fill(figures(year.today))
        press(page, "รับเป็นสมาชิก")
        wrong = page.get_by_label("วันเกิด")
        expect(wrong).to_have_attribute("aria-invalid", "true")
        expect(page.get_by_label("นามสกุล")).to_have_value("ใจซื่อ")
        wrong.fill("28/2/2530")
        press(page, "รับเป็นสมาชิก")
        expect(page.get_by_role("heading", level=1)).to_contain_text("ดาวใจ ใจซื่อ")
        menu(page, "สมาชิก")
        page.get_by_role("searchbox").fill("ดาวใจ")
        page.keyboard.press("Enter")
        expect(page.get_by_role("link", name="ดาวใจ")).to_be_visible()


def test_02_the_treasurer_books_a_gift_of_last_month(year: Year) -> None:
    with year.someone("somsri") as page:
        menu(page, "บัญชีเงินกองทุน")
        page.get_by_role("link", name="รายรับอื่น").first.click()
        page.get_by_label("ประเภทรายรับ").select_option("income:donation")
        page.get_by_label("จำนวนเงิน").fill("๕,๐๐๐")
        page.get_by_label("เข้าบัญชี").select_option("cash")
        page.get_by_label("วันที่").fill(figures(year.its_last_day))
        page.get_by_label("ได้รับจาก").fill("วัดดอนกลาง")
        page.locator("main form button.btn-main").click()
        expect(said(page)).to_be_visible()
    assert balance(year, "cash") == 500_000


def test_03_the_collector_fills_the_sheet_by_keyboard_alone(year: Year) -> None:
    with year.someone("prasert") as page:
        menu(page, "เก็บเงิน")
        page.get_by_role("link", name="หมู่ 7 บ้านห้วยแล้ง").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("ใบเก็บเงิน")
        page.wait_for_load_state()
        page.keyboard.press("/")
        expect(page.locator("[data-find]")).to_be_focused()
        takes = page.locator("input[data-take]:not(:disabled)")
        expect(takes).to_have_count(MEMBERS_A_VILLAGE)
        takes.first.focus()
        page.keyboard.press("Enter")
        page.keyboard.press("Enter")
        owed = 2 * DUES_A_MONTH * MEMBERS_A_VILLAGE
        expect(page.locator("output[data-sum]")).to_have_text(f"{owed}.00")
        expect(page.locator("#note-1000")).to_be_focused()
        page.locator("#note-100").fill("1")
        expect(page.locator("[data-verdict]")).to_contain_text("เงินขาด 20 บาท")
        page.locator("#note-20").fill("1")
        expect(page.locator("[data-verdict]")).to_have_text("ตรงกัน")
        page.reload()
        expect(page.locator("[data-restored]")).to_be_visible()
        expect(takes.first).to_have_value("60")
        page.locator("#note-20").focus()
        page.keyboard.press("Control+Enter")
        expect(page.get_by_role("heading", name="ใบรับ 2 ใบ")).to_be_visible()
        page.locator("table.book a").first.click()
        expect(page.get_by_text("หกสิบบาทถ้วน")).to_be_visible()
        page.go_back()
        menu(page, "เก็บเงิน")
        page.get_by_role("link", name="หมู่ 7 บ้านห้วยแล้ง").first.click()
        expect(page.locator("[data-restored]")).to_be_hidden()
    assert balance(year, "bag:1") == 12_000


def test_04_the_bag_moves_only_when_another_has_counted_it(year: Year) -> None:
    with year.someone("prasert") as page:
        page.get_by_role("link", name="ส่งมอบเงิน").click()
        expect(page.get_by_text("หนึ่งร้อยยี่สิบบาทถ้วน")).to_be_visible()
        press(page, "ส่งมอบ 120 บาท")
        expect(said(page)).to_contain_text("รออีกคนนับรับ")
    assert balance(year, "bag:1") == 12_000
    with year.someone("somsri") as page:
        page.get_by_role("link", name=re.compile("นับรับเงินถุง")).first.click()
        page.get_by_label("นับได้กี่บาท").fill("120")
        press(page, "นับรับเงินถุงนี้")
        expect(said(page)).to_contain_text("นับรับ 120 บาท")
    assert (balance(year, "bag:1"), balance(year, "cash")) == (0, 512_000)


def test_05_a_benefit_is_asked_for_with_its_evidence(year: Year) -> None:
    with year.someone("somsri") as page:
        menu(page, "ขอรับสวัสดิการ")
        page.locator('main a[href$="/claims/new/"]').first.click()
        page.locator("[name=who]").fill("ทน-03-0001")
        page.locator("[name=benefit]").select_option("ipd")
        page.get_by_label(re.compile("^วันเกิดเหตุ")).fill(
            figures(year.today - timedelta(days=5))
        )
        page.get_by_label(re.compile("^วันสุดท้าย")).fill(
            figures(year.today - timedelta(days=2))
        )
        press(page, "ต่อไป")
        for paper in page.get_by_role("checkbox").all():
            paper.check()
        page.locator("main form button.btn-main").click()
        expect(said(page)).to_contain_text("300 บาท")
        expect(page.get_by_text("สามร้อยบาทถ้วน").first).to_be_visible()
        assert page.get_by_role("button", name="อนุมัติ").count() == 0


def test_06_three_of_the_centre_sign_each_for_themselves(year: Year) -> None:
    for who in ("sombat", "thongbai", "bunmee"):
        with year.someone(who) as page:
            page.get_by_role("main").get_by_role(
                "link", name=re.compile("ดูคำขอ")
            ).first.click()
            page.locator('a[href$="/certify/"]').first.click()
            press(page, "ลงนามรับรอง")
            expect(said(page)).to_be_visible()
            page.goto("/f/TUNG/")
            expect(page.get_by_role("link", name=re.compile("ดูคำขอ"))).to_have_count(0)


def test_07_the_chair_approves_and_the_treasurer_pays(year: Year) -> None:
    with year.someone("prasong") as page:
        page.get_by_role("main").get_by_role(
            "link", name=re.compile("พิจารณา")
        ).first.click()
        page.locator('a[href$="/approve/"]').first.click()
        press(page, "อนุมัติ 300 บาท")
        expect(said(page)).to_be_visible()
    with year.someone("somsri") as page:
        page.get_by_role("main").get_by_role(
            "link", name=re.compile("จ่ายเงิน")
        ).first.click()
        page.locator('a[href$="/pay/"]').first.click()
        page.get_by_label("พยาน").fill("นางละออ สายใจ")
        press(page, "จ่าย 300 บาท")
        expect(said(page)).to_be_visible()
    assert balance(year, "cash") == 482_000


def test_08_a_month_closes_when_all_is_counted_and_then_stays_shut(year: Year) -> None:
    with year.someone("somsri") as page:
        menu(page, "ปิดเดือน")
        heading = page.get_by_role("heading", level=1)
        expect(heading).to_have_text(f"ปิดเดือน{month_name(year.last_month)}")
        shut = page.get_by_role("button", name="ปิดเดือน")
        expect(shut).to_have_attribute("aria-disabled", "true")
        page.get_by_role("link", name=re.compile("นับ")).first.click()
        page.get_by_label("นับ ณ วันที่").fill(figures(year.its_last_day))
        page.get_by_label("ธนบัตร 1,000 บาท").fill("5")
        page.get_by_label("ชื่อผู้ใช้ของคนที่สอง").fill("somsri")
        page.get_by_label("รหัสผ่านของคนที่สอง").fill(PASSWORD)
        press(page, "บันทึกที่นับได้")
        expect(page.locator(".refused")).to_be_visible()
        page.get_by_label("ชื่อผู้ใช้ของคนที่สอง").fill("chanpen")
        page.get_by_label("รหัสผ่านของคนที่สอง").fill(PASSWORD)
        press(page, "บันทึกที่นับได้")
        menu(page, "ปิดเดือน")
        page.get_by_role("link", name=re.compile("ยอด")).first.click()
        page.get_by_label("ยอดคงเหลือ ณ สิ้นวันที่").fill(figures(year.its_last_day))
        page.get_by_label("ยอดในสมุดธนาคาร").fill("0")
        page.locator("main form button.btn-main").click()
        menu(page, "ปิดเดือน")
        expect(shut).not_to_have_attribute("aria-disabled", "true")
        shut.click()
        expect(said(page)).to_be_visible()
        menu(page, "บัญชีเงินกองทุน")
        page.get_by_role("link", name="รายรับอื่น").first.click()
        page.get_by_label("ประเภทรายรับ").select_option("income:donation")
        page.get_by_label("จำนวนเงิน").fill("1")
        page.get_by_label("เข้าบัญชี").select_option("cash")
        page.get_by_label("วันที่").fill(figures(year.its_last_day))
        page.get_by_label("ได้รับจาก").fill("วัดดอนกลาง")
        page.locator("main form button.btn-main").click()
    assert balance(year, "cash") in {482_000, 482_100}


def test_09_the_meeting_reads_the_years_report(year: Year) -> None:
    with year.someone("prasong") as page:
        menu(page, "รายงาน")
        page.get_by_role("link", name=re.compile("รายงานประจำปี")).click()
        for section in ("สมาชิก", "สวัสดิการ", "งบทดลอง"):
            expect(page.get_by_role("heading", name=section).first).to_be_visible()
        with page.expect_download() as file:
            page.get_by_role("link", name=re.compile("Excel")).click()
        assert file.value.suggested_filename.endswith(".xlsx")
        menu(page, "ภาพรวมกองทุน")
        expect(page.get_by_role("heading", level=1)).to_contain_text("กระดานกองทุน")


def test_10_an_outsider_gets_nothing_of_what_the_others_saw(year: Year) -> None:
    mine = year.site.address
    seen = {
        urlsplit(address).path
        for address in year.visited
        if address.startswith(f"{mine}/f/TUNG/")
    }
    assert len(seen) > 15
    with year.site.visitor("noi") as page:
        for path in sorted(seen):
            assert page.request.get(path).status == 404, path
            assert page.request.post(path).status in {403, 404}, path
    with year.site.visitor() as page:
        for path in sorted(seen):
            answer = page.request.get(path, max_redirects=0)
            assert answer.status == 302, path
            assert answer.headers["location"].startswith("/sign-in/"), path
