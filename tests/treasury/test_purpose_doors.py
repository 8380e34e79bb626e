"""Money for a purpose, limits and the reserve: the pages and the command line."""

from __future__ import annotations

import re
from typing import Any

import pytest

from kongbun.ledger.balances import balance
from kongbun.ledger.fence import free_satang
from kongbun.testing.cast import PASSWORD, Cast
from kongbun.treasury.models import LimitSetting, Purpose, ReservePermit
from kongbun.web import clock
from tests.claims import story as stories
from tests.treasury.steps import ask_expense, decide, give, make_purpose
from tests.treasury.test_commands import Terminal, run  # noqa: F401 -- the fixture
from tests.treasury.test_limits import LIMITS, RESERVE, SHORT, SPLIT, law
from tests.web.doors import Visitor, text

pytestmark = pytest.mark.django_db
MONEY = "/f/TUNG/money/"


def second(who: str) -> dict[str, str]:
    return {"second_username": who, "second_password": PASSWORD}


def give_today(cast: Cast, satang: int) -> None:
    """Pages live by the machine's clock, and a limit by its year."""
    now = clock.now()
    give(cast, satang, occurred_on=now.date(), today=now.date(), now=now)


def income(cast: Cast, purpose: str = "") -> Any:
    return Visitor(cast, "somsri").press(
        f"{MONEY}income/",
        income="income:local-government",
        amount_satang="1,000",
        into="cash",
        occurred_on="5/11/2569",
        purpose=purpose,
    )


def test_a_purpose_is_made_and_money_booked_for_it(cast: Cast) -> None:
    somsri = Visitor(cast, "somsri")
    assert f"{MONEY}purposes/new/" in text(somsri.get(f"{MONEY}income/"))
    made = somsri.press(
        f"{MONEY}purposes/new/",
        name="น้ำท่วม 2569",
        giver="เทศบาลตำบลทุ่งน้ำใจ",
        until="31/12/2599",
        uses=["expense:benefit:11", "expense:travel"],
    )
    here = made["Location"]
    purpose = Purpose.objects.get()
    booking = f"{MONEY}income/?purpose={purpose.public_id}"
    assert booking in text(somsri.get(here))
    assert f'value="{purpose.public_id}" selected' in text(somsri.get(booking))
    shown = text(somsri.get(income(cast, str(purpose.public_id))["Location"]))
    assert "ให้มาเพื่อ" in shown
    shown = text(somsri.get(here))
    assert "ได้รับ" in shown
    assert "1,000.00" in shown
    assert "ค่าพาหนะ" in shown
    assert balance(cast.fund.pk, "restricted:1") == 1_000_00
    shown = text(somsri.get(MONEY))
    assert "ใช้ได้ทั่วไป 0 บาท" in shown
    assert "น้ำท่วม 2569" in text(Visitor(cast, "prasert").get("/f/TUNG/board/"))


def test_income_for_nothing_in_particular_is_free(cast: Cast) -> None:
    make_purpose(cast)
    assert income(cast).status_code == 302
    assert free_satang(cast.fund.pk) == 1_000_00


def test_a_purpose_that_says_too_little_stays_on_its_form(cast: Cast) -> None:
    answer = Visitor(cast, "somsri").press(f"{MONEY}purposes/new/", name="น้ำท่วม")
    assert answer.status_code == 422
    assert not Purpose.objects.exists()


def test_an_expense_shows_whose_money_it_is_and_lets_choose(cast: Cast) -> None:
    give(cast, 500_00)
    give(cast, 1_000_00, purpose=make_purpose(cast))
    somsri = Visitor(cast, "somsri")
    office, travel = ask_expense(cast), ask_expense(cast, expense="expense:travel")
    for asked in (office, travel):
        decide(cast, asked)
    assert 'name="out_of"' not in text(somsri.get(f"{MONEY}{_id(office)}/"))
    here = f"{MONEY}{_id(travel)}/"
    assert "เงินเพื่อน้ำท่วม 2569 (เหลือ 1,000 บาท)" in text(somsri.get(here))
    paid = {"paid_from": "cash", "paid_on": "6/11/2569"}
    unsaid = somsri.press(here, at=f"{here}pay/", **paid)
    assert "ยังไม่ได้กรอกใช้เงิน" in text(unsaid)
    somsri.press(here, at=f"{here}pay/", out_of="all", **paid)
    assert balance(cast.fund.pk, "restricted:1") == 800_00
    assert "ใช้เงินเพื่อ" in text(somsri.get(here))
    other = ask_expense(cast, expense="expense:travel")
    decide(cast, other)
    here = f"{MONEY}{_id(other)}/"
    somsri.press(here, at=f"{here}pay/", out_of="free", **paid)
    assert balance(cast.fund.pk, "restricted:1") == 800_00


def _id(asked: dict[str, Any]) -> str:
    found = asked["movement"]
    return re.sub(r"(.{8})(.{4})(.{4})(.{4})(.{12})", r"\1-\2-\3-\4-\5", found)


def test_what_is_refused_says_for_what_the_money_is(cast: Cast) -> None:
    give(cast, 1_000_00, purpose=make_purpose(cast))
    asked = ask_expense(cast)
    decide(cast, asked)
    here = f"{MONEY}{_id(asked)}/"
    answer = Visitor(cast, "somsri").press(
        here, at=f"{here}pay/", paid_from="cash", paid_on="6/11/2569"
    )
    assert answer.status_code == 422
    assert "เงินที่เหลือมีผู้ให้ไว้เพื่อ น้ำท่วม 2569" in text(answer)


def test_a_benefit_shows_whose_money_it_is(cast: Cast) -> None:
    story = stories.tell(cast)
    claim = story.approved()
    purpose = make_purpose(cast, "ผู้ป่วย", uses=["benefit:ipd"])
    give(cast, 300_00, purpose=purpose)
    here = f"/f/TUNG/claims/{claim.public_id}/pay/"
    somsri = Visitor(cast, "somsri")
    assert "เงินเพื่อผู้ป่วย (เหลือ 300 บาท)" in text(somsri.get(here))
    facts = {k: str(v) for k, v in story.payment(claim).items() if k != "claim"}
    answer = somsri.press(here, paid_on="20/11/2569", out_of="all", **facts)
    assert answer.status_code == 302
    assert "ใช้เงินเพื่อ" in text(somsri.get(answer["Location"]))
    assert balance(cast.fund.pk, "restricted:1") == 0


def test_money_is_set_aside_and_set_free_from_the_pages(cast: Cast) -> None:
    give(cast, 500_00)
    here = f"{MONEY}purposes/{make_purpose(cast)}/"
    somsri = Visitor(cast, "somsri")
    somsri.press(f"{here}aside/", amount_satang="200", reason="มติ 3/2569")
    assert balance(cast.fund.pk, "restricted:1") == 200_00
    shown = text(somsri.get(here))
    assert "มติ 3/2569" in shown
    alone = somsri.press(f"{here}free/", reason="ผู้ให้ยินยอม")
    assert alone.status_code == 422
    no = somsri.press(f"{here}free/", reason="ผู้ให้ยินยอม", **second("chanpen"))
    assert no.status_code == 403
    done = somsri.press(f"{here}free/", reason="ผู้ให้ยินยอม", **second("prasong"))
    assert done.status_code == 302
    assert free_satang(cast.fund.pk) == 500_00


def test_outsiders_see_and_make_no_purpose(cast: Cast) -> None:
    purpose = make_purpose(cast)
    prasert, noi = Visitor(cast, "prasert"), Visitor(cast, "noi")
    assert prasert.get(f"{MONEY}purposes/new/").status_code == 403
    assert noi.get(f"{MONEY}purposes/{purpose}/").status_code == 404
    assert noi.get(f"/f/NOI/money/purposes/{purpose}/").status_code == 404
    for page in ("aside", "free"):
        assert prasert.get(f"{MONEY}purposes/{purpose}/{page}/").status_code == 403


def test_the_page_of_limits_says_what_is_left(cast: Cast) -> None:
    law(cast, LIMITS)
    give_today(cast, 1_000_00)
    shown = text(Visitor(cast, "somsri").get(f"{MONEY}limits/"))
    assert "ค่าบริหารจัดการ" in shown
    assert "ไม่เกินร้อยละ 10 ของรายรับทั้งปี" in shown
    assert "100.00" in shown
    assert f"{MONEY}limits/reading/" not in shown
    prasong = Visitor(cast, "prasong")
    assert f"{MONEY}limits/reading/" in text(prasong.get(f"{MONEY}limits/"))
    prasong.press(
        f"{MONEY}limits/reading/",
        administration=["expense:pay"],
        base="best_year",
        payee_days="7",
        reason="มติ 2/2569",
    )
    assert LimitSetting.objects.get().base == "best_year"
    assert "ของปีก่อนถ้ามากกว่า" in text(prasong.get(f"{MONEY}limits/"))


def test_a_fund_without_limits_says_so(cast: Cast) -> None:
    somsri = Visitor(cast, "somsri")
    assert "ยังไม่มีระเบียบที่ใช้อยู่" in text(somsri.get(f"{MONEY}limits/"))
    law(cast, SPLIT)
    give_today(cast, 10_00)
    shown = text(somsri.get(f"{MONEY}limits/"))
    assert "ไม่ได้จำกัดวงเงิน" in shown
    assert "เงินกู้หมุนเวียน" in shown
    assert "3.00" in text(somsri.get("/f/TUNG/board/"))


def test_a_resolution_is_recorded_from_the_page(cast: Cast) -> None:
    law(cast, RESERVE + SHORT % "by_resolution")
    chanpen = Visitor(cast, "chanpen")
    assert f"{MONEY}limits/reserve/" in text(chanpen.get(f"{MONEY}limits/"))
    answer = chanpen.press(
        f"{MONEY}limits/reserve/",
        number="4/2569",
        decided_on="5/11/2569",
        text="ให้ใช้เงินสำรองได้",
        down_to_satang="0",
        until="31/12/2599",
    )
    assert answer.status_code == 302
    assert ReservePermit.objects.get().down_to_satang == 0
    assert "มติที่ 4/2569" in text(chanpen.get(f"{MONEY}limits/"))
    assert Visitor(cast, "somsri").get(f"{MONEY}limits/reserve/").status_code == 403


def test_purposes_on_the_command_line(cast: Cast, run: Terminal) -> None:  # noqa: F811
    fund = cast.fund.pk
    opened = ("purpose", "open", "น้ำท่วม", "--from", "เทศบาล", "--for", "expense:travel")
    assert run(*opened) == 0
    assert run.told["account"] == "restricted:1"
    gift = ("money", "income", "income:local-government", "100", "--into", "cash")
    assert run(*gift, "--purpose", "restricted:1") == 0
    assert run(*gift, "--purpose", "restricted:9") == 1
    assert run(*gift) == 0
    spent = ("money", "expense", "expense:travel", "30", "--to", "นายบุญมี")
    for more in ((), ("--out-of", "free")):
        assert run(*spent, "--for", "รถ") == 0
        number = run.told["number"]
        assert run("money", "approve", number, who="prasong") == 0
        assert run("money", "pay", number, "--from", "cash", *more) == 0
    assert balance(fund, "restricted:1") == 70_00
    aside = ("purpose", "set-aside", "restricted:1", "10", "--reason", "มติ")
    assert run(*aside) == 0
    assert run("purpose", "list", who="") == 0
    [row] = run.told["purposes"]
    assert (row["received_satang"], row["spent_satang"], row["left_satang"]) == (
        110_00,
        30_00,
        80_00,
    )
    assert run.told["free_satang"] == 60_00
    free = ("purpose", "set-free", "restricted:1", "--reason", "ผู้ให้ยินยอม")
    assert run(*free, "--second", "chanpen") == 1
    assert run.told["refused"][0]["code"] == "not-allowed"
    assert run(*free, "--second", "prasong") == 0
    assert balance(fund, "restricted:1") == 0


def test_limits_on_the_command_line(cast: Cast, run: Terminal) -> None:  # noqa: F811
    law(cast, LIMITS)
    give_today(cast, 1_000_00)
    assert run("limits", "show", who="") == 0
    first = run.told["rules"][0]
    assert (first["clause"], first["required_satang"]) == ("ข้อ 31", 100_00)
    read = ("limits", "read-as", "--administration", "expense:pay", "--reason", "มติ")
    assert run(*read) == 1
    assert run(*read, who="prasong") == 0
    assert run("limits", "show", who="") == 0
    assert run.told["administration"] == ["expense:pay"]
    permit = ("limits", "permit", "4/2569", "--on", "2026-11-05", "--text", "ใช้ได้")
    assert run(*permit, "--down-to", "0", "--until", "2056-12-31", who="chanpen") == 1
    assert run.told["refused"][0]["code"] == "not-found"


def test_a_resolution_on_the_command_line(cast: Cast, run: Terminal) -> None:  # noqa: F811
    law(cast, RESERVE + SHORT % "by_resolution")
    permit = ("limits", "permit", "4/2569", "--on", "2026-11-05", "--text", "ใช้ได้")
    assert run(*permit, "--down-to", "0", "--until", "2599-12-31", who="chanpen") == 0
    assert ReservePermit.objects.count() == 1
