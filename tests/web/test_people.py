"""The members' pages: what may be typed, what is said back, who gets nothing."""

from __future__ import annotations

import re
from typing import Any

import pytest

from kongbun.people.models import Membership
from kongbun.testing.cast import Cast, has_audit_line, make_member
from tests.web.doors import Visitor, text

pytestmark = pytest.mark.django_db
NEW = "/f/TUNG/members/new/"


def typed(cast: Cast, **changed: Any) -> dict[str, Any]:
    facts = {
        "title": "นาง",
        "first_name": "คำหล้า",
        "last_name": "สุขสม",
        "sex": "f",
        "birth": "๔ มี.ค. ๒๕๐๖",
        "identity": "3-0000-00000-01-3",
        "branch": str(cast.branches[1].public_id),
        "house_no": "9",
        "joined_on": "1/11/2563",
        "member_type": "general",
        "payer_kind": "self",
        "rhythm_months": "1",
        "beneficiary_1": "นายคำ สุขสม",
        "relation_1": "สามี",
    }
    return {**facts, **changed}


def test_a_member_is_taken_in_and_found_again(cast: Cast) -> None:
    chanpen = Visitor(cast, "chanpen")
    answer = chanpen.press(NEW, **typed(cast))
    member = Membership.objects.get()
    assert answer.status_code == 302
    assert answer["Location"].endswith(f"/members/{member.public_id}/")
    shown = text(chanpen.get(answer["Location"]))
    for said in ("นางคำหล้า สุขสม", "07-0001", "4 มี.ค. 2506", "ลงท้าย 0013", "สามี"):
        assert said in shown
    assert "3000000000013" not in shown
    listed = text(chanpen.get("/f/TUNG/members/?q=คำหล้า"))
    assert "นางคำหล้า สุขสม" in listed
    assert "ไม่พบใคร" in text(chanpen.get("/f/TUNG/members/?q=ไม่มีชื่อนี้"))


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"first_name": ""}, "ยังไม่ได้กรอกชื่อ"),
        ({"birth": "12/5/67"}, "12/5/67"),
        ({"birth": "29/2/2568"}, "29/2/2568"),
        ({"joined_on": "31/11/2568"}, "31/11/2568"),
        ({"identity": "1.10123E+12"}, "1.10123E+12"),
        ({"identity": "3000000000014"}, "3000000000014"),
        ({"first_name": "ก\u202eข"}, "ชื่อ"),
        ({"branch": "nowhere"}, "เลือกหมู่บ้านหรือสาขาจากรายการ"),
        ({"joined_on": "1/1/2600"}, "ยังมาไม่ถึง"),
    ],
)
def test_what_cannot_be_read_stands_beside_its_field_and_nothing_is_lost(
    cast: Cast, changed: dict[str, Any], said: str
) -> None:
    answer = Visitor(cast, "chanpen").press(NEW, **typed(cast, **changed))
    assert answer.status_code == 422
    page = text(answer)
    assert said in page
    assert "สุขสม" in page
    assert not Membership.objects.exists()


def test_an_id_that_looks_made_up_is_taken_when_somebody_saw_the_card(
    cast: Cast,
) -> None:
    chanpen = Visitor(cast, "chanpen")
    facts = typed(cast, identity="1000011111117")
    assert "ดูเหมือนตั้งขึ้นเอง" in text(chanpen.press(NEW, **facts))
    assert not Membership.objects.exists()
    assert chanpen.press(NEW, **facts, id_is_right="on").status_code == 302
    assert Membership.objects.get().person.id_value == "1000011111117"
    # A wrong one stays wrong, whatever is ticked.
    wrong = typed(cast, identity="3000000000014", first_name="อื่น")
    assert chanpen.press(NEW, **wrong, id_is_right="on").status_code == 422
    assert Membership.objects.count() == 1


def test_the_same_press_twice_is_one_member(cast: Cast) -> None:
    chanpen = Visitor(cast, "chanpen")
    number = chanpen.number_of(NEW)
    for _ in range(2):
        answer = chanpen.press(NEW, command_id=number, **typed(cast))
        assert answer.status_code == 302
    assert Membership.objects.count() == 1


def test_leaving_taking_back_and_returning(cast: Cast) -> None:
    member = make_member(cast, 1)
    page = f"/f/TUNG/members/{member.public_id}/"
    chanpen = Visitor(cast, "chanpen")
    gone = {"reason": "resigned", "exited_on": "5/1/2569", "note": ""}
    assert chanpen.press(f"{page}leave/", **gone).status_code == 302
    assert "ลาออก" in text(chanpen.get(page))
    assert chanpen.press(page, at=f"{page}take-back/", why="ผิดคน").status_code == 302
    member.refresh_from_db()
    assert member.exited_on is None
    chanpen.press(f"{page}leave/", **gone)
    back = chanpen.press(f"{page}return/", **typed(cast, joined_on="6/1/2569"))
    assert back.status_code == 302
    assert Membership.objects.filter(person=member.person).count() == 2


def test_a_look_at_a_whole_id_is_on_record(cast: Cast) -> None:
    chanpen = Visitor(cast, "chanpen")
    page = chanpen.press(NEW, **typed(cast))["Location"]
    shown = text(chanpen.press(page, at=f"{page}id/"))
    assert "3000000000013" in shown
    assert has_audit_line(cast, "people.see_full_id")
    prasert = Visitor(cast, "prasert")
    refused = prasert.post(f"{page}id/", {"command_id": chanpen.number_of(page)})
    assert refused.status_code == 403


def test_corrections(cast: Cast) -> None:
    member = make_member(cast, 1)
    page = f"/f/TUNG/members/{member.public_id}/"
    somsri = Visitor(cast, "somsri")
    facts = typed(cast, first_name="สมใจ", birth="2506", identity="")
    assert somsri.press(f"{page}person/", **facts).status_code == 302
    assert somsri.press(f"{page}belongs/", **facts).status_code == 302
    member.refresh_from_db()
    assert member.person.first_name == "สมใจ"
    assert member.person.birth_precision == "year"
    assert member.branch == cast.branches[1]
    assert [one.name for one in member.beneficiaries.all()] == ["นายคำ สุขสม"]


def test_the_outsider_finds_nothing_here(cast: Cast) -> None:
    member = make_member(cast, 1)
    noi = Visitor(cast, "noi")
    page = f"/f/TUNG/members/{member.public_id}/"
    for address in ("/f/TUNG/members/", NEW, page, f"{page}leave/", f"{page}person/"):
        assert noi.get(address).status_code == 404
        assert noi.post(address, {}).status_code == 404
    in_her_own = f"/f/NOI/members/{member.public_id}/"
    assert noi.get(in_her_own).status_code == 404


def test_nobody_named_to_receive_falls_off_when_the_house_changes(cast: Cast) -> None:
    chanpen = Visitor(cast, "chanpen")
    chanpen.press(NEW, **typed(cast))
    member = Membership.objects.get()
    for seq in range(2, 6):
        member.beneficiaries.create(fund=member.fund, seq=seq, name=f"ลูกคนที่ {seq}")
    address = f"/f/TUNG/members/{member.public_id}/belongs/"
    shown = text(chanpen.get(address))
    assert "ลูกคนที่ 5" in shown
    names = dict(re.findall(r'name="(beneficiary_[0-9]+)" value="([^"]+)"', shown))
    changed = typed(cast, house_no="10") | names
    assert chanpen.press(address, **changed).status_code == 302
    assert member.beneficiaries.filter(removed_on=None).count() == 5
