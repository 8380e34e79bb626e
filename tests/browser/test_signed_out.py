"""Who is signed out in the middle of an entry signs in again and finds it typed."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from kongbun.testing.cast import PASSWORD
from tests.browser.conftest import CastSite


def enter_a_gift(page: Page) -> None:
    page.goto("/f/TUNG/money/income/")
    page.get_by_label("ประเภทรายรับ").select_option("income:donation")
    page.get_by_label("จำนวนเงิน").fill("5,000")
    page.get_by_label("ได้รับจาก").fill("วัดดอนกลาง")


def send(page: Page) -> None:
    page.locator("main form button.btn-main").click()


def sign_in_here(page: Page, who: str) -> None:
    page.get_by_label("ชื่อผู้ใช้").fill(who)
    page.get_by_label("รหัสผ่าน").fill(PASSWORD)
    page.get_by_role("button", name="เข้าระบบ").click()
    page.wait_for_url("**/money/income/")


def test_what_was_typed_comes_back_after_signing_in_again(site: CastSite) -> None:
    with site.visitor("somsri") as page:
        enter_a_gift(page)
        page.context.clear_cookies(name="sessionid")
        send(page)
        expect(page.get_by_text("ยังไม่มีอะไรถูกบันทึก")).to_be_visible()
        sign_in_here(page, "somsri")
        expect(page.get_by_text("ยังไม่ได้บันทึก")).to_be_visible()
        expect(page.get_by_label("จำนวนเงิน")).to_have_value("5,000")
        expect(page.get_by_label("ได้รับจาก")).to_have_value("วัดดอนกลาง")
        page.reload()
        expect(page.get_by_label("ได้รับจาก")).to_have_value("")


def test_it_comes_back_to_nobody_else(site: CastSite) -> None:
    with site.visitor("somsri") as page:
        enter_a_gift(page)
        page.context.clear_cookies(name="sessionid")
        send(page)
        sign_in_here(page, "noi")
        assert page.get_by_text("วัดดอนกลาง").count() == 0
        assert page.evaluate("sessionStorage.length") == 0


def test_a_page_open_too_long_leads_back_to_what_was_typed(site: CastSite) -> None:
    with site.visitor("somsri") as page:
        enter_a_gift(page)
        page.context.clear_cookies(name="csrftoken")
        send(page)
        page.get_by_role("link", name="เปิดหน้านั้นอีกครั้ง").click()
        expect(page.get_by_label("ได้รับจาก")).to_have_value("วัดดอนกลาง")
