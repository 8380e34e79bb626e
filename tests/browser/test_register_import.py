"""The treasurer brings the register in, one question after the other."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, WIDE, CastSite
from tests.browser.looking import faults
from tests.people.sheets import HEADINGS, csv_of

MORE = (*HEADINGS, "เลขบัตร", "จำนวนเงิน")
ROWS = (
    ("ทน-03-0101", "นาง", "คำใส", "ปินตา", "12/5/67", "1 ก.พ. 2564", "3", "", "30"),
    ("ทน-03-0102", "ด.ช.", "อาเจ", "", "1/5/2560", "1/2/2564", "3", "45712719", "30"),
    (
        "ทน-07-0103",
        "นางสาว",
        "เเสงดาว",
        "ดีงาม",
        "๑๒/๒/๒๕๓๔",
        "1/2/2564",
        "7.0",
        "",
        "30",
    ),
)
WRONG = ("ทน-07-0104", "นาย", "บุญมี", "ตาคำ", "29/2/2568", "1/2/2564", "7", "", "30.125")


def send(page: Page, folder: Path, content: bytes) -> None:
    file = folder / "ทะเบียนสมาชิก 2563-69.csv"
    file.write_bytes(content)
    page.goto("/f/TUNG/import/")
    page.get_by_label("ไฟล์ทะเบียน").set_input_files(file)
    page.get_by_role("button", name="อ่านไฟล์ให้ดูก่อน").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("ทะเบียนสมาชิก")


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["laptop", "phone"])
def test_a_refused_row_keeps_the_button_grey_and_says_why(
    site: CastSite, size: dict[str, int], tmp_path: Path, pictures: Path | None
) -> None:
    with site.visitor("somsri", size=size) as page:
        send(page, tmp_path, csv_of(*ROWS, WRONG, headings=MORE))
        button = page.get_by_role("button", name=re.compile("^นำเข้า 4"))
        expect(button).to_have_attribute("aria-disabled", "true")
        expect(page.get_by_text("มีทศนิยมเกินสองตำแหน่ง")).to_be_visible()
        assert not faults(page, size)
        if pictures:
            name = f"import-sheet-{size['width']}.png"
            page.screenshot(path=pictures / name, full_page=True)
        page.get_by_role("button", name="เลิกนำเข้าไฟล์นี้").click()
        expect(page.get_by_text("เลิกนำเข้า ทะเบียนสมาชิก")).to_be_visible()


def test_questions_are_answered_until_the_file_can_come_in(
    site: CastSite, tmp_path: Path, pictures: Path | None
) -> None:
    with site.visitor("somsri") as page:
        send(page, tmp_path, csv_of(*ROWS, headings=MORE))
        for answer in ("12 พฤษภาคม 2467", "ใช่"):
            page.get_by_role("radio", name=answer).check()
            page.get_by_role("button", name=re.compile("^ตอบ")).click()
        expect(page.get_by_text("พร้อมนำเข้าทั้งไฟล์")).to_be_visible()
        expect(page.get_by_role("heading", name=re.compile("ตอบแล้ว"))).to_be_visible()
        if pictures:
            page.screenshot(path=pictures / "import-ready-1280.png", full_page=True)
        page.get_by_role("button", name="นำเข้า 3 แถว").click()
        expect(page.get_by_text("นำเข้าทะเบียนแล้ว 3 คน")).to_be_visible()
        page.goto("/f/TUNG/members/?q=แสงดาว")
        expect(page.get_by_text("นางสาวแสงดาว ดีงาม")).to_be_visible()
        assert not site.said
