"""A benefit from the asking to the paying, and back."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID

from kongbun.claims.allot_actions import allocate_claims
from kongbun.claims.allotting import look
from kongbun.claims.approve_actions import approve_claim, refuse_claim
from kongbun.claims.certify_actions import certify_claim, confirm_backdating
from kongbun.claims.deciding import decide_now
from kongbun.claims.emergency_actions import confirm_emergency
from kongbun.claims.models import PensionList
from kongbun.claims.pay_actions import pay_claim, reverse_payment
from kongbun.claims.pension_actions import (
    approve_pensions,
    list_hash,
    propose_pensions,
    refuse_pensions,
    still_due,
)
from kongbun.claims.submit_actions import (
    receive_evidence,
    submit_claim,
    withdraw_claim,
)
from kongbun.people.models import Membership
from kongbun.testing.cast import TODAY, by_hand, make_member
from tests.claims.levels import CHAIR_FIRST, COMMITTEE, certified, levels
from tests.claims.story import paid_until
from tests.claims.test_allocate import grant
from tests.faults.scene import TOLD, Ready, does, scene
from tests.faults.strike import Step

PAPERS = {"medical_certificate": 1, "id_card": 1, "passbook": 1}


@scene("claims.submit", TOLD)
def _submit(ready: Ready) -> Step:
    story = ready.story
    return does(
        ready.cast.act("laor"),
        submit_claim,
        benefit="ipd",
        membership=story.bunruean.public_id,
        first_day=date(2026, 11, 9),
        last_day=date(2026, 11, 16),
        evidence=PAPERS,
    )


@scene("claims.receive_evidence", TOLD)
def _evidence(ready: Ready) -> Step:
    claim = ready.story.ask(evidence={})
    act = ready.cast.act("laor")
    return does(act, receive_evidence, claim=claim.public_id, evidence=PAPERS)


@scene("claims.withdraw", TOLD)
def _withdraw(ready: Ready) -> Step:
    claim = ready.story.ask()
    act = ready.cast.act("laor")
    return does(act, withdraw_claim, claim=claim.public_id, reason="กรอกผิดคน")


@scene("claims.certify", TOLD)
def _certify(ready: Ready) -> Step:
    claim = ready.story.ask()
    return does(ready.cast.act("sombat"), certify_claim, claim=claim.public_id)


@scene("claims.confirm_backdating", TOLD)
def _backdating(ready: Ready) -> Step:
    member = make_member(ready.cast, 8, joined_on=date(2024, 10, 1))
    with by_hand(ready.cast.fund):
        Membership.objects.filter(pk=member.pk).update(
            received_at=datetime(2026, 10, 20, 2, tzinfo=UTC)
        )
    paid_until(member, date(2027, 1, 1))
    claim = ready.story.ask(membership=member.public_id)
    return does(
        ready.cast.act("prasong"),
        confirm_backdating,
        claim=claim.public_id,
        note="ดูสมุดเล่มเก่าแล้ว",
    )


@scene("claims.approve", TOLD)
def _approve(ready: Ready) -> Step:
    story = ready.story
    claim = story.certify(story.ask())
    seen = decide_now(claim)
    return does(
        ready.cast.act("prasong"),
        approve_claim,
        claim=claim.public_id,
        decision_hash=seen.hash(claim.public_id).hex(),
        amount_satang=seen.amount_satang,
    )


@scene("claims.refuse", TOLD)
def _refuse(ready: Ready) -> Step:
    claim = ready.story.certify(ready.story.ask())
    act = ready.cast.act("prasong")
    return does(act, refuse_claim, claim=claim.public_id, reason="เอกสารไม่ตรง")


@scene("claims.pay", TOLD)
def _pay(ready: Ready) -> Step:
    claim = ready.story.approved()
    return does(ready.cast.act("somsri"), pay_claim, **ready.story.payment(claim))


@scene("claims.reverse_payment", TOLD)
def _reverse(ready: Ready) -> Step:
    claim = ready.story.approved()
    ready.story.pay(claim)
    act = ready.cast.act("somsri")
    return does(act, reverse_payment, claim=claim.public_id, reason="จ่ายผิดคน")


def elders(ready: Ready) -> None:
    for no, born in ((201, date(1956, 1, 1)), (202, date(1955, 1, 1))):
        member = make_member(
            ready.cast, no, birth_date=born, joined_on=date(2020, 11, 1)
        )
        paid_until(member, date(2027, 1, 1))


def proposed(ready: Ready) -> PensionList:
    elders(ready)
    answer = propose_pensions(ready.cast.act("somsri"), benefit="pension", due_on=TODAY)
    return PensionList.objects.get(public_id=UUID(answer["list"]))


@scene("claims.propose_pensions", TOLD)
def _propose(ready: Ready) -> Step:
    elders(ready)
    act = ready.cast.act("somsri")
    return does(act, propose_pensions, benefit="pension", due_on=TODAY)


@scene("claims.approve_pensions", TOLD)
def _approve_list(ready: Ready) -> Step:
    kept = proposed(ready)
    seen = list_hash(kept.benefit, kept.due_on, still_due(kept))
    return does(
        ready.cast.act("prasong"),
        approve_pensions,
        pension_list=kept.public_id,
        content_hash=seen.hex(),
    )


@scene("claims.refuse_pensions", TOLD)
def _refuse_list(ready: Ready) -> Step:
    kept = proposed(ready)
    act = ready.cast.act("prasong")
    return does(act, refuse_pensions, pension_list=kept.public_id, reason="รอมติ")


@scene("claims.allocate", TOLD)
def _allocate(ready: Ready) -> Step:
    for no, gpa in ((301, 350), (302, 320)):
        grant(ready.story, no, gpa)
    day = date(2026, 10, 1)
    seen = look(ready.cast.fund.pk, "education", day)
    assert seen is not None
    return does(
        ready.cast.act("prasong"),
        allocate_claims,
        benefit="education",
        window_from=day,
        content_hash=seen.hash().hex(),
    )


@scene("claims.confirm_emergency", TOLD)
def _emergency(ready: Ready) -> Step:
    story = levels(ready.story, CHAIR_FIRST, COMMITTEE)
    claim = certified(story)
    story.approve(claim, emergency=True, reason="น้ำท่วม ต้องใช้เงินวันนี้")
    return does(
        ready.cast.act("kamnan", today=date(2026, 12, 5)),
        confirm_emergency,
        claim=claim.public_id,
        confirmed=True,
        resolution={
            "board": "committee",
            "number": "12/2569",
            "decided_on": "2026-12-04",
        },
    )
