"""Which money a voucher takes, who stands near who is paid, and whom it goes to."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from kongbun.access.actions import grant_role
from kongbun.bylaws.actions import adopt
from kongbun.claims.models import Claim, Payment
from kongbun.claims.pay_actions import beneficiaries_of, payees_of
from kongbun.claims.submit_actions import submit_claim
from kongbun.kernel.refusal import RefusalCode
from kongbun.ledger.balances import balance
from kongbun.ledger.fence import free_satang
from kongbun.people.models import Beneficiary, Person
from kongbun.testing.cast import (
    TODAY,
    Cast,
    another_fund,
    by_hand,
    make_member,
    one_person,
)
from tests.claims.pensioners import approve_list, proposed, two_elders
from tests.claims.story import BYLAWS, Story, make_person, paid_until, tell
from tests.claims.told import told
from tests.treasury.steps import give, make_purpose

pytestmark = pytest.mark.django_db
C = RefusalCode
PURPOSE = "restricted:1"
PROXY = {"payee_kind": "proxy", "proxy_paper": "หนังสือ"}


def left(cast: Cast) -> tuple[int, int]:
    """For the purpose, and free."""
    fund = cast.fund.pk
    return balance(fund, PURPOSE), free_satang(fund)


def test_a_benefit_takes_the_money_for_it_unless_the_payer_says_free(
    story: Story,
) -> None:
    cast = story.cast
    give(cast, 800_00, purpose=make_purpose(cast, uses=["expense:benefit:2"]))
    assert left(cast) == (800_00, 100_000_00)
    story.pay(story.approved(), out_of="free")
    assert left(cast) == (800_00, 99_500_00)
    stay = {"first_day": date(2026, 10, 5), "last_day": date(2026, 10, 9)}
    story.pay(story.approved(**stay))
    assert left(cast) == (400_00, 99_500_00)
    other = {"first_day": date(2026, 10, 12), "last_day": date(2026, 10, 13)}
    claim = story.approved(**other)
    assert told(story.pay, claim, out_of="restricted:9") == [
        (C.NOT_FOUND, {"what": "เงินตามวัตถุประสงค์"})
    ]
    story.pay(claim, out_of=PURPOSE)
    assert left(cast) == (300_00, 99_500_00)


def test_the_reserve_stays_however_small_the_benefit(story: Story) -> None:
    claim = story.approved()
    keeps = free_satang(story.cast.fund.pk) - claim.granted_satang + 1
    baht = f"{keeps // 100}.{keeps % 100:02d}"
    law = (BYLAWS / "demo-2568.yaml").read_text("utf-8")
    law += f"\nmoney:\n  reserve: {{clause: ข้อ 34, at_least_baht: {baht}}}\n"
    law = law.replace("effective_from: 2025-10-01", f"effective_from: {TODAY}")
    adopt(
        story.cast.act("prasong"),
        text=law,
        file="reserve.yaml",
        adopted_on=TODAY,
        meeting="ประชุมใหญ่",
    )
    [(code, _)] = told(story.pay, claim)
    assert code is C.RESERVE_KEPT
    give(story.cast, 1)
    story.pay(claim)


def test_who_approved_it_does_not_pay_it_from_another_account(story: Story) -> None:
    claim = story.approved()
    one_person(story.cast, "prasong", "somsri")
    assert told(story.pay, claim) == [
        (C.SAME_PERSON, {"user": "นางสมศรี ใจงาม", "verb": "จ่าย"})
    ]


def test_nobody_pays_into_their_own_hand_whoever_asked(story: Story) -> None:
    claim = story.approved()
    mine = make_person(story.cast, "สมศรี", "ใจงาม")
    grant_role(
        story.cast.act("prasong"),
        username="somsri",
        role="treasurer",
        from_date=date(2020, 10, 1),
        person_id=mine.pk,
    )
    facts = {**PROXY, "payee_name": "สมศรี ใจงาม"}
    assert told(story.pay, claim, **facts) == [
        (C.OWN_CLAIM, {"name": "นางสมศรี ใจงาม", "verb": "จ่าย"})
    ]
    story.pay(claim, **{**facts, "payee_name": "นางอื่น ใจงาม"})


def test_who_is_no_member_named_nobody_and_is_paid_as_the_register_says(
    story: Story,
) -> None:
    stranger = make_person(story.cast, "ดาวใจ", "คำแสน")
    answer = submit_claim(
        story.cast.act("laor"),
        benefit="hardship",
        person=stranger.public_id,
        branch=story.centre.public_id,
        first_day=date(2026, 11, 9),
        claimant_name="นายพ่อ คำแสน",
    )
    claim = story.certify(story.claim(answer))
    assert beneficiaries_of(claim) == []
    assert [str(one.value) for one in payees_of(claim)] == [
        *("self", "proxy", "provider"),
    ]
    resolution = {"number": "1/2570", "decided_on": "2026-11-19"}
    claim = story.approve(
        claim, amount_satang=2_000_00, reason="ไฟไหม้", resolution=resolution
    )
    assert told(story.pay, claim, payee_name="นายลูก คำแสน") == [
        (
            C.NOT_THE_CLAIMANT,
            {"name": "นายลูก คำแสน", "names": "นางดาวใจ คำแสน นายพ่อ คำแสน"},
        )
    ]
    story.pay(claim, payee_name="ดาวใจ คำแสน")
    assert Payment.objects.get().payee_name == "ดาวใจ คำแสน"


def test_whom_the_register_does_not_know_is_who_stands_on_the_request(
    story: Story,
) -> None:
    answer = submit_claim(
        story.cast.act("laor"),
        benefit="hardship",
        branch=story.centre.public_id,
        first_day=date(2026, 11, 9),
        claimant_name="นายคนจร ไร้บ้าน",
    )
    claim = story.certify(story.claim(answer))
    assert (claim.membership, claim.event.person) == (None, None)
    resolution = {"number": "1/2570", "decided_on": "2026-11-19"}
    claim = story.approve(
        claim, amount_satang=1_00, reason="ไฟไหม้", resolution=resolution
    )
    name = "นายคนจร ไร้บ้าน"
    assert told(story.pay, claim, payee_name="คนจร ไร้บ้าน") == [
        (C.NOT_THE_CLAIMANT, {"name": "คนจร ไร้บ้าน", "names": name})
    ]
    story.pay(claim, payee_name=name)


def test_a_request_beside_a_list_is_paid_by_its_own_word(story: Story) -> None:
    of_list = pension(story, TODAY)
    claim = story.approved()
    story.pay(claim)
    story.pay(of_list, payee_name=of_list.claimant_name)
    paid = Payment.objects.order_by("no").values_list("claim_id", "amount_satang")
    assert list(paid) == [(claim.pk, 500_00), (of_list.pk, 600_00)]


def test_a_reference_that_another_fund_has_is_free_here(story: Story) -> None:
    other = tell(another_fund(story.cast, "AHA"))
    transfer = {"method": "transfer", "account": story.cast.bank, "transfer_ref": "A1"}
    other.pay(other.approved(), **transfer)
    story.pay(story.approved(), **transfer)
    assert Payment.objects.filter(transfer_ref="A1").count() == 2


def test_a_name_of_the_merged_record_is_the_claimants_too(story: Story) -> None:
    """The record that stands comes first where the counter is told who it is."""
    claim = story.approved()
    kept = make_person(story.cast, "บุญเรื่อน", "แสนสุข")
    with by_hand(story.cast.fund):
        Person.every.filter(pk=story.bunruean.person_id).update(
            counted_in=kept, last_name="ใหม่"
        )
    assert told(story.pay, claim, payee_name="นางอื่น แสนสุข") == [
        (
            C.NOT_THE_CLAIMANT,
            {
                "name": "นางอื่น แสนสุข",
                "names": "นางบุญเรือน แสนสุข นางบุญเรื่อน แสนสุข",
            },
        )
    ]
    story.pay(claim, payee_name="บุญเรือน ใหม่")


def test_who_was_taken_off_the_list_of_those_left_behind_gets_nothing(
    story: Story,
) -> None:
    died: dict[str, Any] = {
        "benefit": "death",
        "last_day": None,
        "claimant_name": "นายคำ แสนสุข",
        "evidence": {"death_certificate": 1},
    }
    claim = story.approved(**died)
    named = {"payee_kind": "beneficiary", "payee_name": "นายคำ แสนสุข"}
    with by_hand(story.cast.fund):
        Beneficiary.objects.update(removed_on=TODAY)
    assert told(story.pay, claim, **named) == [
        (C.NOT_THE_BENEFICIARY, {"name": "นายคำ แสนสุข"})
    ]


def pension(story: Story, due_on: date) -> Claim:
    """A member's claim from a list of the committee."""
    first, _ = two_elders(story)
    approve_list(story, proposed(story, due_on=due_on))
    return Claim.objects.get(membership=first)


def test_a_pension_is_paid_from_its_own_day_on(story: Story) -> None:
    claim = pension(story, date(2026, 11, 21))
    name = {"payee_name": claim.claimant_name}
    assert told(story.pay, claim, **name) == [
        (C.NOT_DUE_YET, {"found": "20 พ.ย. 2569", "due": "21 พ.ย. 2569"})
    ]
    story.pay(claim, today=date(2026, 11, 21), **name)
    assert Payment.objects.get().paid_on == date(2026, 11, 21)


def test_of_two_parents_only_the_one_who_asked_receives_it_as_their_own(
    story: Story,
) -> None:
    mother, father = make_member(story.cast, 7), make_member(story.cast, 8, sex="m")
    born: dict[str, Any] = {
        "benefit": "birth",
        "first_day": date(2026, 11, 9),
        "last_day": None,
        "about": "ด.ญ.พลอย ทดสอบ",
        "evidence": {"birth_certificate": 1},
    }
    for one in (mother, father):
        paid_until(one, date(2027, 1, 1))
    hers = story.ask(**born, membership=mother.public_id)
    his = story.approved(**born, membership=father.public_id)
    assert his.event == hers.event
    his_name, her_name = father.person.full_name(), mother.person.full_name()
    assert told(story.pay, his, payee_name=her_name) == [
        (C.NOT_THE_CLAIMANT, {"name": her_name, "names": his_name})
    ]
    story.pay(his, payee_name=his_name)
