"""A request walks through its pages, from asking to the voucher; outsiders get 404."""

from __future__ import annotations

import re
from datetime import date
from typing import Any
from urllib.parse import urlencode

import pytest

from kongbun.claims.models import Claim, ClaimStatus, Payment, PensionList
from kongbun.kernel.money import Money
from kongbun.people.models import Membership
from kongbun.testing.cast import PASSWORD
from tests.claims.story import Story, make_person
from tests.web.doors import Visitor, text

pytestmark = pytest.mark.django_db
WHAT = {"benefit": "ipd", "first_day": "9/11/2569", "last_day": "16 พ.ย. 2569"}


@pytest.fixture(autouse=True)
def _today_is_the_storys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kongbun.web.clock.today", lambda: date(2026, 11, 20))


def address(claim: Claim, step: str = "") -> str:
    return f"/f/TUNG/claims/{claim.public_id}/{step}"


def ask(story: Story, asker: str = "laor", **changed: Any) -> Any:
    visitor = Visitor(story.cast, asker)
    what = {"who": story.bunruean.member_no, **WHAT}
    what |= {name: changed.pop(name) for name in list(changed) if name in what}
    page = f"/f/TUNG/claims/new/?{urlencode(what)}"
    typed = {"paper_medical_certificate": "on", "fact_nights": "7", **what, **changed}
    return visitor.press(page, at="/f/TUNG/claims/new/", **typed)


def test_a_request_is_asked_in_two_pages(story: Story) -> None:
    first = Visitor(story.cast, "laor").get(
        f"/f/TUNG/claims/new/?member={story.bunruean.public_id}"
    )
    assert story.bunruean.member_no in text(first)
    answer = ask(story)
    claim = Claim.objects.get()
    assert answer.status_code == 302
    assert answer.url == address(claim)
    assert claim.granted_satang == 500_00
    shown = text(Visitor(story.cast, "somsri").get(address(claim)))
    for words in ("ทำไมได้ 500 บาท", "คิดให้ 5 คืน", "ห้าร้อยบาทถ้วน", "รอลงนามอีก 3 คน"):
        assert words in shown


def test_the_second_page_asks_what_this_benefit_needs(story: Story) -> None:
    what = {
        "who": story.bunruean.member_no,
        "benefit": "education",
        "first_day": "1/11/2569",
    }
    shown = text(
        Visitor(story.cast, "laor").get(f"/f/TUNG/claims/new/?{urlencode(what)}")
    )
    assert "มัธยมศึกษา" in shown
    assert "ใบ ปพ." in shown
    assert "fact_nights" not in shown


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"first_day": "31/11/2569"}, "30/11/2569"),
        ({"first_day": "9/11/69"}, "พ.ศ."),
        ({"last_day": "8/11/2569"}, "วันสุดท้ายอยู่ก่อนวันแรก"),
        ({"who": "ไม่มีคนนี้"}, "ไม่พบ"),
    ],
)
def test_a_day_or_name_that_cannot_be_read_is_told_under_its_field(
    story: Story, changed: dict[str, str], words: str
) -> None:
    what = {"who": story.bunruean.member_no, **WHAT, **changed}
    answer = Visitor(story.cast, "laor").get(f"/f/TUNG/claims/new/?{urlencode(what)}")
    assert answer.status_code == 422
    assert words in text(answer)


def test_all_reasons_stand_above_the_form_and_nothing_is_kept(story: Story) -> None:
    answer = ask(story, first_day="21/11/2569", last_day="28/11/2569")
    assert answer.status_code == 422
    assert "ยังมาไม่ถึง" in text(answer)
    assert "ยังไม่มีอะไรถูกบันทึก" in text(answer)
    assert not Claim.objects.exists()


def test_a_request_goes_from_hand_to_hand_to_its_voucher(story: Story) -> None:
    ask(story)
    claim = Claim.objects.get()
    for who in ("sombat", "thongbai", "bunmee"):
        Visitor(story.cast, who).press(address(claim, "certify/"))
    chair = Visitor(story.cast, "prasong")
    page = text(chair.get(address(claim, "approve/")))
    seen = re.search(r'name="decision_hash" value="([0-9a-f]{64})"', page)
    assert seen is not None
    chair.press(address(claim, "approve/"), decision_hash=seen[1], amount="500")
    claim.refresh_from_db()
    assert claim.status == ClaimStatus.APPROVED
    answer = Visitor(story.cast, "somsri").press(
        address(claim, "pay/"),
        amount_satang="50000",
        account="cash",
        payee_kind="self",
        payee_name="นางบุญเรือน แสนสุข",
        witness="นายสมบัติ ดีงาม",
        paid_on="20/11/2569",
    )
    payment = Payment.objects.get()
    assert answer.url == f"/f/TUNG/vouchers/{payment.public_id}/"
    voucher = text(Visitor(story.cast, "somsri").get(answer.url))
    for words in ("เลขที่ 1/2570", "ห้าร้อยบาทถ้วน", "พยาน", "ผู้จ่ายเงิน", "ผู้รับเงิน"):
        assert words in voucher
    reverse = Visitor(story.cast, "somsri")
    reverse.press(address(claim, "reverse/"), reason="จ่ายผิดคน")
    assert "กลับรายการแล้ว" in text(reverse.get(answer.url))


def test_maker_is_not_checker_at_any_page(story: Story) -> None:
    ask(story, "somsri")
    claim = Claim.objects.get()
    somsri = Visitor(story.cast, "somsri")
    for step in ("certify/", "approve/", "refuse/"):
        if step == "approve/":
            story.certify(claim)
        # The treasurer may hand the machine over, but not sign beside herself.
        own = {"second_username": "somsri", "second_password": PASSWORD}
        answer = somsri.press(
            address(claim, step),
            amount="500",
            reason="ลอง",
            decision_hash="00",
            **own,
        )
        assert answer.status_code == 403, step
    claim.refresh_from_db()
    assert claim.status == ClaimStatus.CERTIFIED


def test_the_chair_signs_in_beside_the_treasurer_on_one_machine(story: Story) -> None:
    claim = story.certify(story.ask())
    somsri = Visitor(story.cast, "somsri")
    page = text(somsri.get(address(claim, "approve/")))
    seen = re.search(r'name="decision_hash" value="([0-9a-f]{64})"', page)
    assert seen is not None
    typed = {"decision_hash": seen[1], "amount": "500", "second_username": "prasong"}
    wrong = somsri.press(address(claim, "approve/"), second_password="ผิด", **typed)
    assert wrong.status_code == 403
    somsri.press(address(claim, "approve/"), second_password=PASSWORD, **typed)
    claim.refresh_from_db()
    assert claim.awards.get().approval.checker == story.cast.users["prasong"]


def test_one_satang_more_on_the_page_is_refused(story: Story) -> None:
    claim = story.approved()
    answer = Visitor(story.cast, "somsri").press(
        address(claim, "pay/"),
        amount_satang="50001",
        account="cash",
        payee_kind="self",
        payee_name="นางบุญเรือน แสนสุข",
        witness="นายสมบัติ ดีงาม",
        paid_on="20/11/2569",
    )
    assert answer.status_code == 409
    assert not Payment.objects.exists()


def test_a_refusal_page_gives_every_reason_and_what_to_do(story: Story) -> None:
    new = Membership.objects.filter(pk=story.bunruean.pk)
    new.update(joined_on=date(2026, 6, 1), opening_paid_until=date(2026, 7, 1))
    ask(story, paper_medical_certificate="")
    claim = Claim.objects.get()
    shown = text(Visitor(story.cast, "laor").get(address(claim)))
    assert "ยังให้ตามระเบียบไม่ได้ มี 3 เหตุผล" in shown
    assert "ยังไม่มีใบรับรองแพทย์" in shown
    assert "ทำอะไรได้ต่อ" in shown
    assert "28 พ.ย. 2569" in shown  # A hundred and eighty days after joining.


def test_a_signature_on_paper_is_recorded_with_its_date(story: Story) -> None:
    claim = story.ask()
    page = address(claim, "certify/?paper=1")
    secretary = Visitor(story.cast, "chanpen")
    seat = re.search(
        r'<option value="([0-9a-f-]{36})">นายบุญมี', text(secretary.get(page))
    )
    assert seat is not None
    secretary.press(
        page,
        at=address(claim, "certify/"),
        paper="1",
        seat=seat[1],
        signed_on="18/11/2569",
    )
    assert "บนกระดาษ 18 พ.ย. 2569" in text(secretary.get(address(claim)))


def test_a_death_whose_exit_is_not_recorded_offers_it(story: Story) -> None:
    claim = story.ask(
        benefit="death",
        last_day=None,
        claimant_name="นายคำ แสนสุข",
        evidence={"death_certificate": 1},
    )
    shown = text(Visitor(story.cast, "somsri").get(address(claim)))
    assert f"/members/{story.bunruean.public_id}/leave/" in shown


def test_the_list_is_found_by_name_number_and_place(story: Story) -> None:
    claim = story.ask()
    somsri = Visitor(story.cast, "somsri")
    for query in ("q=แสนสุข", "q=1/2570", "status=submitted", "q=ทน-03-0142"):
        assert claim.number in text(somsri.get(f"/f/TUNG/claims/?{query}"))
    for query in ("q=ไม่มี", "q=2/2570", "status=paid", "status=ผิด&q=999"):
        shown = text(somsri.get(f"/f/TUNG/claims/?{query}"))
        assert "ไม่พบคำขอ" in shown


def test_a_request_prints_as_a_form_with_room_to_sign(story: Story) -> None:
    claim = story.ask()
    shown = text(Visitor(story.cast, "laor").get(address(claim, "form/")))
    for words in ("แบบคำขอรับสวัสดิการ", "เลขที่คำร้อง 1/2570", "ไม่อนุมัติ เพราะ"):
        assert words in shown


@pytest.mark.parametrize("due_on", ["", "31/2/2569", "1/1/67", "{{7*7}}"])
def test_a_day_that_cannot_be_read_is_said_and_proposes_nobody(
    story: Story, due_on: str
) -> None:
    somsri = Visitor(story.cast, "somsri")
    page = "/f/TUNG/pensions/"
    answer = somsri.press(page, at=f"{page}propose/", benefit="pension", due_on=due_on)
    assert 400 <= answer.status_code < 500
    assert "ยังไม่มีอะไรถูกบันทึก" in text(answer)
    assert not PensionList.objects.exists()


def test_pensions_are_proposed_and_approved_by_two(story: Story) -> None:
    somsri = Visitor(story.cast, "somsri")
    page = "/f/TUNG/pensions/"
    assert "ผู้ครบเกณฑ์ <b>1 คน</b>" in text(somsri.get(page))
    somsri.press(page, at=f"{page}propose/", benefit="pension", due_on="20/11/2569")
    kept = PensionList.objects.get()
    chair = Visitor(story.cast, "prasong")
    listed = f"{page}{kept.public_id}/"
    seen = re.search(
        r'name="content_hash" value="([0-9a-f]{64})"', text(chair.get(listed))
    )
    assert seen is not None
    chair.press(listed, content_hash=seen[1])
    claim = Claim.objects.get()
    assert Money(claim.granted_satang) == Money(600_00)
    assert claim.number in text(chair.get(listed))


STEPS = (
    "", "form/", "certify/", "evidence/", "confirm/", "approve/", "refuse/",
    "withdraw/", "pay/", "reverse/",
)  # fmt: skip


def test_an_outsider_gets_nothing_at_any_address(story: Story) -> None:
    claim = story.approved()
    story.pay(claim)
    payment = Payment.objects.get()
    noi = Visitor(story.cast, "noi")
    addresses = [address(claim, step) for step in STEPS]
    addresses += [
        "/f/TUNG/claims/",
        "/f/TUNG/claims/new/",
        "/f/TUNG/pensions/",
        f"/f/TUNG/vouchers/{payment.public_id}/",
    ]
    for one in addresses:
        assert noi.get(one).status_code == 404, one
        assert noi.post(one, {}).status_code == 404, one
    # Nor through their own fund's door.
    for one in addresses[: len(STEPS)]:
        answer = noi.get(one.replace("/f/TUNG/", "/f/NOI/"))
        assert answer.status_code in {403, 404}, one


def test_every_page_opens_at_every_place_without_an_error(story: Story) -> None:
    somsri = Visitor(story.cast, "prasong")
    claim = story.ask()
    for move in (story.certify, story.approve, story.pay):
        for step in STEPS:
            assert somsri.get(address(claim, step)).status_code in {200, 302, 403}
        move(claim)
        claim.refresh_from_db()
    for step in STEPS:
        assert somsri.get(address(claim, step)).status_code in {200, 302, 403}


def test_who_is_no_member_may_ask_for_what_is_open_to_all(story: Story) -> None:
    make_person(story.cast, "ดาวใจ", "คำแสน")
    ask(story, who="ดาวใจ คำแสน", benefit="hardship", last_day="")
    claim = Claim.objects.get()
    assert claim.membership is None
    chair = Visitor(story.cast, "prasong")
    page = text(chair.get(address(claim, "approve/")))
    seen = re.search(r'name="decision_hash" value="([0-9a-f]{64})"', page)
    assert seen is not None
    chair.press(
        address(claim, "approve/"),
        decision_hash=seen[1],
        amount="1,500",
        board="committee",
        number="11/2569",
        decided_on="19/11/2569",
    )
    claim.refresh_from_db()
    assert claim.granted_satang == 1_500_00
