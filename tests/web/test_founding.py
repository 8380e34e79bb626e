"""A fund is founded on one page, by whoever runs the machine and nobody else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from kongbun.access.models import Role, RoleGrant
from kongbun.access.queries import fund_by_code
from kongbun.ledger.balances import accounts
from kongbun.people.models import Person
from kongbun.testing.cast import Cast, has_audit_line
from kongbun.web.places import open_branches
from tests.web.doors import Visitor, text

PAGE = "/funds/found/?area=400101&area=400102"
TYPED = {
    "name": "กองทุนสวัสดิการชุมชนเมือง",
    "code": "MUANG",
    "area_kind": "tambon",
    "area_name": "ตำบลในเมือง",
    "founded_on": "๑ ต.ค. ๒๕๕๕",
    "books_from": "1/10/2569",
    "villages": "17",
    "population": "12,345",
    "centres": "1 บ้านเหนือ\nหมู่ ๒ บ้านใต้",
    "occupations": "มอเตอร์ไซค์รับจ้าง\n",
    "banks": "ธ.ก.ส. 020-0-00000-0",
    "officer-chair": "prasong",
    "officer-secretary": "chanpen",
    "officer-treasurer": "somsri",
}


def found(cast: Cast, **changed: Any) -> Any:
    return Visitor(cast, "operator").press(PAGE, **{**TYPED, **changed})


def test_a_fund_begins_with_its_villages_banks_and_officers(cast: Cast) -> None:
    assert found(cast).status_code == 302
    fund = fund_by_code("MUANG")
    assert fund is not None
    assert (fund.area_codes, fund.population) == ("400101,400102", 12345)
    labels = [branch.label() for branch in open_branches(fund.pk)]
    assert sorted(labels) == ["มอเตอร์ไซค์รับจ้าง", "หมู่ 1 บ้านเหนือ", "หมู่ 2 บ้านใต้"]
    names = {account.name for account in accounts(fund.pk)}
    assert {"กล่องเงินสด", "ธ.ก.ส. 020-0-00000-0"} <= names
    assert Visitor(cast, "somsri").get("/f/MUANG/fund/").status_code == 200
    assert Visitor(cast, "prasert").get("/f/MUANG/fund/").status_code == 404


def test_the_by_law_comes_with_the_fund_or_is_refused_with_all_its_faults(
    cast: Cast, repository: Path
) -> None:
    broken = SimpleUploadedFile("b.yaml", "title: ร่าง\n".encode())
    answer = found(cast, bylaw=broken)
    assert answer.status_code == 422
    assert fund_by_code("MUANG") is None
    good = SimpleUploadedFile(
        "demo-2568.yaml", (repository / "bylaws" / "demo-2568.yaml").read_bytes()
    )
    assert found(cast, bylaw=good).status_code == 302
    assert "ทำขวัญเด็กแรกเกิด" in text(Visitor(cast, "somsri").get("/f/MUANG/bylaw/"))


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("code", "เมือง", "ตัวอักษรอังกฤษใหญ่"),
        ("founded_on", "1/10/55", "สองหลัก"),
        ("founded_on", "29/2/2568", "28 วัน"),
        ("centres", "บ้านเหนือ", "เลขหมู่แล้วชื่อ"),
        ("centres", "1 บ้านเหนือ\n1 บ้านเหนือ", "ซ้ำกัน"),
        ("banks", "ธ.ก.ส.", "เลขที่บัญชี"),
        ("population", "-5", "จำนวนเต็ม"),
        ("population", "1_000", "จำนวนเต็ม"),
        ("officer-chair", "", "เลือกผู้ใช้ที่เป็นประธาน"),
        ("code", "TUNG", "TUNG"),
        ("books_from", "1/10/2554", ""),
    ],
)
def test_what_cannot_be_is_told_where_it_stands(
    cast: Cast, field: str, value: str, said: str
) -> None:
    answer = found(cast, **{field: value})
    assert answer.status_code == 422
    assert said in text(answer)
    assert fund_by_code("MUANG") is None


def test_only_whoever_runs_the_machine_founds_funds(cast: Cast) -> None:
    somsri = Visitor(cast, "somsri")
    for address in (PAGE, "/machine/users/", "/machine/users/new/"):
        assert somsri.get(address).status_code == 404
    number = "00000000-0000-4000-8000-000000000001"
    assert somsri.post(PAGE, {**TYPED, "command_id": number}).status_code == 404


def test_who_runs_an_empty_machine_is_told_how_to_begin(cast: Cast) -> None:
    shown = text(Visitor(cast, "operator").get("/funds/"))
    assert "เพิ่มผู้ใช้ที่จะเป็นประธาน เลขานุการ และเหรัญญิกก่อน" in shown
    assert "ให้ประธานกองทุนมอบหน้าที่" not in shown


def test_an_area_is_found_by_the_name_of_tambon_or_district(cast: Cast) -> None:
    operator = Visitor(cast, "operator")
    assert "อำเภอเมืองขอนแก่น" in text(operator.get("/funds/found/?q=เมืองขอนแก่น"))
    assert "ไม่พบ" in text(operator.get("/funds/found/?q=ไม่มีที่นี่แน่"))
    own = text(operator.get("/funds/found/?area=-"))
    assert 'name="area_name"' in own


@pytest.mark.parametrize("asked", ["ในเมือง ยโสธร", "ต.ในเมือง อ.เมืองยโสธร"])
def test_of_tambons_called_alike_two_words_find_one(cast: Cast, asked: str) -> None:
    page = text(Visitor(cast, "operator").get(f"/funds/found/?q={asked}"))
    assert "ตำบลในเมือง อำเภอเมืองยโสธร จังหวัดยโสธร" in page
    assert "ตำบลในเมือง อำเภอเมืองชัยนาท" not in page


def test_a_duty_given_on_the_page_is_in_the_audit_and_ends_by_itself(
    cast: Cast,
) -> None:
    prasong = Visitor(cast, "prasong")
    answer = prasong.press(
        "/f/TUNG/users/grant/",
        username="chanpen",
        role="treasurer",
        from_date="1/10/2569",
        last_date="31/12/2569",
    )
    assert answer.status_code == 302
    assert has_audit_line(cast, "access.grant_role")
    assert "ถึง 31 ธ.ค. 2569" in text(prasong.get("/f/TUNG/users/"))


def test_a_forgotten_password_is_set_anew_by_the_chair_without_mail(
    cast: Cast,
) -> None:
    prasong = Visitor(cast, "prasong")
    page = "/f/TUNG/users/somsri/password/"
    assert prasong.press(page, password="123").status_code == 422
    assert prasong.press(page, password="ฝนตกที่ทุ่งน้ำใจ").status_code == 302
    cast.users["somsri"].refresh_from_db()
    assert cast.users["somsri"].check_password("ฝนตกที่ทุ่งน้ำใจ")
    assert Visitor(cast, "somsri").get(page).status_code == 403
    assert prasong.get("/f/TUNG/users/noi/password/").status_code == 404


def test_a_duty_says_who_the_user_is_in_the_register(cast: Cast) -> None:
    person = Person.objects.create(
        fund=cast.fund, first_name="บุญเรือน", match_key="บุญเรือน", sort_key="บุญเรือน"
    )
    prasong = Visitor(cast, "prasong")
    page = "/f/TUNG/users/grant/"
    typed = {"username": "prasert", "role": "centre", "from_date": "1/10/2569"}
    assert prasong.press(page, **typed, person="ไม่มีใคร").status_code == 422
    assert prasong.press(page, **typed, person="บุญเรือน").status_code == 302
    grant = RoleGrant.objects.get(user=cast.users["prasert"], role=Role.CENTRE)
    assert grant.person == person
    assert "คือ บุญเรือน" in text(prasong.get("/f/TUNG/users/")).replace("\xa0", " ")


def test_the_first_morning_of_a_fund_leads_to_what_it_needs(cast: Cast) -> None:
    assert found(cast).status_code == 302
    steps = {
        "somsri": ("นำเข้าทะเบียนสมาชิก", "กรอกยอดยกมา"),
        "chanpen": ("ใส่ระเบียบของกองทุน", "นำเข้าทะเบียนสมาชิก"),
        "prasong": ("ใส่ระเบียบของกองทุน", "กรอกยอดยกมา"),
    }
    for who, wanted in steps.items():
        shown = text(Visitor(cast, who).get("/f/MUANG/"))
        for step in wanted:
            assert step in shown, (who, step)
    assert "ใส่ระเบียบ" not in text(Visitor(cast, "somsri").get("/f/MUANG/"))


def test_names_added_meanwhile_are_read_without_losing_what_was_typed(
    cast: Cast,
) -> None:
    half = {**TYPED, "code": "", "officer-treasurer": ""}
    visitor = Visitor(cast, "operator")
    answer = visitor.press(PAGE, **half, names="again")
    shown = text(answer)
    assert answer.status_code == 200
    assert 'value="กองทุนสวัสดิการชุมชนเมือง"' in shown
    assert "หมู่ ๒ บ้านใต้" in shown
    assert '<option value="prasong" selected>' in shown
    assert fund_by_code("MUANG") is None
