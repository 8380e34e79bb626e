"""Money for a purpose, limits and a reserve: pages that the story's fund lacks."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from playwright.sync_api import expect

from kongbun.testing.cast import TODAY
from kongbun.web import clock
from tests.browser.conftest import PHONE, CastSite
from tests.browser.looking import look
from tests.dues.village import adopt_convention
from tests.treasury.steps import ask_expense, decide, give, make_purpose, spend

MONEY = """
money:
  clause: ข้อ 30
  shared: income
  split:
    - {code: welfare, title: สวัสดิการ, percent: 50}
    - {code: loans, title: เงินกู้หมุนเวียนและวิสาหกิจชุมชน, percent: 30}
    - {code: education, title: การศึกษา, percent: 20}
  limits:
    - {what: administration, percent_at_most: 10, of: income, clause: ข้อ 31}
    - {what: loans, percent_at_most: 20, of: fund, clause: ข้อ 32}
  reserve: {clause: ข้อ 34, at_least_baht: 500, percent_of_income: 5}
  when_short: {clause: ข้อ 35, text: ให้ลงมติ, how: by_resolution}
"""


def test_its_pages_are_whole_and_a_payer_chooses_by_keyboard(
    site: CastSite, pictures: Path | None
) -> None:
    cast = site.cast
    # The page lives by the machine's clock; nothing of this is looked up by its year.
    until = clock.today() + timedelta(days=60)
    adopt_convention(cast, more=MONEY, effective_from=TODAY)
    flood = make_purpose(cast, "ช่วยผู้ประสบน้ำท่วม 2569", until=until)
    trips = make_purpose(cast, "ค่ารถอาสาเยี่ยมบ้าน", giver="นายสมบัติ ดีงาม")
    give(cast, 12_000_00, purpose=flood, income="income:local-government")
    give(cast, 800_00, purpose=trips)
    give(cast, 30_000_00)
    spend(cast, 1_250_00)
    asked = ask_expense(cast, 450_00, expense="expense:travel")
    decide(cast, asked)
    own = f"/f/TUNG/money/purposes/{flood}/"
    addresses = {
        "money": "/f/TUNG/money/",
        "income": f"/f/TUNG/money/income/?purpose={flood}",
        "purpose-new": "/f/TUNG/money/purposes/new/",
        "purpose": own,
        "purpose-aside": f"{own}aside/",
        "purpose-free": f"{own}free/",
        "expense-to-pay": f"/f/TUNG/money/{asked['movement']}/",
        "board": "/f/TUNG/board/",
        "balance": "/f/TUNG/reports/balance/",
    }
    found: list[str] = []
    with site.visitor("somsri") as page:
        for name, address in addresses.items():
            page.goto(_dashed(address))
            found += look(page, pictures, f"fence-{name}", address)
    with site.visitor("prasong") as page:
        for name in ("", "reading/", "reserve/"):
            page.goto(f"/f/TUNG/money/limits/{name}")
            found += look(page, pictures, f"fence-limits-{name}", name)
    assert not found, "\n".join(found)
    with site.visitor("somsri") as page:
        page.goto(own)
        rows = page.get_by_role("table", name="รายการของเงินเพื่อ").get_by_role("row")
        expect(rows).to_have_count(3)
    with site.visitor("somsri", size=PHONE) as page:
        page.goto(_dashed(addresses["expense-to-pay"]))
        choice = page.get_by_role("radio", name="ค่ารถอาสาเยี่ยมบ้าน (เหลือ")
        choice.focus()
        page.keyboard.press("Space")
        expect(choice).to_be_checked()
        page.get_by_label("จ่ายจาก").select_option("cash")
        page.get_by_role("button", name="จ่าย 450 บาท").press("Enter")
        expect(page.get_by_role("row", name="ใช้เงินเพื่อ")).to_contain_text("450.00")


def _dashed(address: str) -> str:
    """A movement's page is asked for by its id with dashes."""
    *first, last, end = address.split("/")
    if len(last) != 32:
        return address
    cuts = (last[:8], last[8:12], last[12:16], last[16:20], last[20:])
    return "/".join([*first, "-".join(cuts), end])
