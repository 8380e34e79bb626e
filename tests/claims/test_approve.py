"""The committee's word: within the by-law, beyond it with a reason, or no."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

import pytest

from kongbun.access.actions import grant_role
from kongbun.approvals.models import Approval
from kongbun.claims.approve_actions import approve_claim, refuse_claim
from kongbun.claims.deciding import decide_now
from kongbun.claims.models import Award, Claim, ClaimStatus, Decision
from kongbun.claims.submit_actions import receive_evidence, withdraw_claim
from kongbun.claims.verdict import kept_hash, replay
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.ledger.models import Entry
from kongbun.testing.cast import TODAY, has_audit_line
from tests.claims.story import Story, make_person

pytestmark = pytest.mark.django_db
RESOLVED = {"board": "committee", "number": "11/2569", "decided_on": "2026-11-19"}
OTHER_STAY: dict[str, Any] = {
    "first_day": date(2026, 10, 5),
    "last_day": date(2026, 10, 15),
}


def refusal(story: Story, claim: Claim, who: str = "prasong", **facts: Any) -> Any:
    with pytest.raises(Refused) as caught:
        story.approve(claim, who, **facts)
    assert not Award.objects.filter(claim=claim).exists()
    return caught.value.code


def test_the_chair_approves_what_the_bylaw_gives(story: Story) -> None:
    claim = story.approved()
    award = Award.objects.get()
    assert claim.status == ClaimStatus.APPROVED
    assert (award.amount_satang, award.departs) == (500_00, False)
    assert bytes(award.approval.content_hash) == bytes(award.hash)
    assert award.decision.stage == Decision.Stage.APPROVED
    assert has_audit_line(story.cast, "claims.approve")


def test_who_entered_it_cannot_approve_it(story: Story) -> None:
    grant_role(
        story.cast.act("prasong"),
        username="laor",
        role="committee",
        from_date=date(2020, 10, 1),
    )
    claim = story.certify(story.ask("laor"))
    assert refusal(story, claim, "laor") is RefusalCode.SAME_PERSON
    with pytest.raises(Refused) as caught:
        refuse_claim(story.cast.act("laor"), claim=claim.public_id, reason="ไม่")
    assert caught.value.code is RefusalCode.SAME_PERSON


@pytest.mark.parametrize("who", ["somsri", "chanpen", "prasert", "noi"])
def test_without_the_duty_nobody_approves(story: Story, who: str) -> None:
    assert refusal(story, story.certify(story.ask()), who) is RefusalCode.NOT_ALLOWED


def test_before_the_centre_certified_it_waits(story: Story) -> None:
    claim = story.certify(story.ask(), "sombat", "thongbai")
    assert refusal(story, claim) is RefusalCode.CLAIM_NOT_WAITING


def test_nobody_approves_for_their_own_house(story: Story) -> None:
    husband = make_person(story.cast, "คำ", "แสนสุข", title="นาย")
    husband.household = story.bunruean.person.household
    husband.save(update_fields=["household"])
    grant_role(
        story.cast.act("prasong"),
        username="kamnan",
        role="committee",
        from_date=date(2020, 10, 1),
        person_id=husband.pk,
    )
    claim = story.certify(story.ask())
    assert refusal(story, claim, "kamnan") is RefusalCode.TIED_TO_PAYEE


def test_facts_that_changed_after_the_page_was_opened_are_refused(
    story: Story,
) -> None:
    first = story.certify(story.ask(**OTHER_STAY))
    second = story.certify(story.ask())
    seen = decide_now(second).hash(second.public_id).hex()
    third = story.ask(first_day=date(2026, 10, 20), last_day=date(2026, 10, 23))
    story.approve(first)
    story.approve(story.certify(third))
    assert refusal(story, second, decision_hash=seen) is RefusalCode.CHANGED_SINCE
    # What is left of the year's ten nights is two: looked at anew it is approved.
    assert story.approve(second).granted_satang == 200_00


def test_a_shared_yearly_limit_holds_however_requests_are_interleaved(
    story: Story,
) -> None:
    days = [(5, 11), (11, 17), (17, 23), (23, 29)]
    claims = [
        story.ask(first_day=date(2026, 10, a), last_day=date(2026, 10, b))
        for a, b in days
    ]
    assert {claim.granted_satang for claim in claims} == {500_00}
    for claim in claims[:2]:
        story.approve(story.certify(claim))
    third = story.certify(claims[2])
    assert not decide_now(third).granted
    assert refusal(story, third, amount_satang=500_00) is (
        RefusalCode.DEPARTURE_NEEDS_REASON
    )
    total = sum(Award.objects.values_list("amount_satang", flat=True))
    assert total == 1_000_00


@pytest.mark.parametrize(
    "facts",
    [
        {"amount_satang": 700_00},
        {"amount_satang": 700_00, "reason": "เดือดร้อนมาก"},
        {"amount_satang": 700_00, "resolution": RESOLVED},
        {"amount_satang": 499_99},
    ],
)
def test_another_amount_needs_reason_and_resolution(
    story: Story, facts: dict[str, Any]
) -> None:
    claim = story.certify(story.ask())
    assert refusal(story, claim, **facts) is RefusalCode.DEPARTURE_NEEDS_REASON


def test_a_departure_keeps_its_reason_and_resolution(story: Story) -> None:
    claim = story.approve(
        story.certify(story.ask()),
        amount_satang=700_00,
        reason="นอนต่อเนื่องจากอุบัติเหตุ",
        resolution=RESOLVED,
    )
    award = Award.objects.get()
    assert (claim.granted_satang, award.departs) == (700_00, True)
    assert award.resolution is not None
    assert award.resolution.number == "11/2569"


@pytest.mark.parametrize("satang", [0, -1, 10**13])
def test_an_amount_that_is_none_is_refused(story: Story, satang: int) -> None:
    claim = story.certify(story.ask())
    assert refusal(story, claim, amount_satang=satang) is RefusalCode.AMOUNT_UNFIT


def test_what_is_left_to_the_committee_needs_its_resolution(story: Story) -> None:
    person = make_person(story.cast, "ดาวใจ", "คำแสน")
    claim = story.ask(
        benefit="hardship",
        membership=None,
        person=person.public_id,
        last_day=None,
        evidence={},
    )
    assert claim.status == ClaimStatus.CERTIFIED  # No centre to sign.
    assert refusal(story, claim, amount_satang=1_500_00) is (
        RefusalCode.RESOLUTION_NEEDED
    )
    story.approve(claim, amount_satang=1_500_00, resolution=RESOLVED)
    award = Award.objects.get()
    assert not award.departs
    assert award.decision.granted
    assert award.decision.amount_satang == 1_500_00


def test_beyond_what_a_resolution_may_give_is_a_departure(story: Story) -> None:
    person = make_person(story.cast, "ดาวใจ", "คำแสน")
    claim = story.ask(
        benefit="hardship",
        membership=None,
        person=person.public_id,
        last_day=None,
        evidence={},
    )
    facts: dict[str, Any] = {"amount_satang": 3_000_01, "resolution": RESOLVED}
    assert refusal(story, claim, **facts) is RefusalCode.DEPARTURE_NEEDS_REASON


def test_a_refused_claim_may_be_asked_again(story: Story) -> None:
    claim = story.ask()
    refuse_claim(story.cast.act("prasong"), claim=claim.public_id, reason="ชื่อผิดคน")
    claim.refresh_from_db()
    assert (claim.status, claim.live) == (ClaimStatus.REFUSED, False)
    assert Approval.objects.get().approved is False
    again = story.ask()
    assert again.event_id == claim.event_id
    assert again.number == "2/2570"
    assert has_audit_line(story.cast, "claims.refuse")


def test_a_refusal_says_why(story: Story) -> None:
    claim = story.ask()
    with pytest.raises(Refused) as caught:
        refuse_claim(story.cast.act("prasong"), claim=claim.public_id, reason="  ")
    assert caught.value.code is RefusalCode.FIELD_EMPTY


def test_a_withdrawn_claim_frees_its_event_and_its_limit(story: Story) -> None:
    claim = story.approved()
    withdraw_claim(story.cast.act("laor"), claim=claim.public_id, reason="ยื่นผิดคน")
    claim.refresh_from_db()
    assert claim.status == ClaimStatus.WITHDRAWN
    again = story.certify(story.ask())
    assert decide_now(again).amount_satang == 500_00
    with pytest.raises(Refused) as caught:
        story.pay(claim)
    assert caught.value.code is RefusalCode.CLAIM_NOT_WAITING
    assert not Entry.objects.filter(kind="benefit-paid").exists()


def test_papers_that_come_later_are_decided_anew(story: Story) -> None:
    claim = story.ask(evidence={})
    assert not claim.granted
    receive_evidence(
        story.cast.act("laor"),
        claim=claim.public_id,
        evidence={"medical_certificate": 1},
        notes={"medical_certificate": "รพ.ร่มไทร"},
    )
    claim.refresh_from_db()
    assert claim.granted_satang == 500_00
    assert claim.decisions.count() == 2
    assert claim.evidence.get(code="medical_certificate").note == "รพ.ร่มไทร"
    for bad in ({"medical_certificate": 9}, {"ไม่มี": 1}):
        with pytest.raises(Refused):
            receive_evidence(
                story.cast.act("laor"), claim=claim.public_id, evidence=bad
            )


def test_every_kept_decision_comes_out_the_same_again(story: Story) -> None:
    story.approved()
    story.ask(benefit="disabled", last_day=None, evidence={})
    story.ask(
        benefit="death",
        last_day=None,
        claimant_name="นายคำ แสนสุข",
        evidence={"death_certificate": 1},
    )
    kept = list(Decision.objects.select_related("claim", "bylaw"))
    assert len(kept) == 4
    for decision in kept:
        claim = decision.claim
        again = replay(decision, claim.benefit)
        assert again.facts_json() == decision.facts
        assert again.checks_json() == decision.checks
        assert again.hash(claim.public_id) == bytes(decision.hash)
        assert kept_hash(decision, claim.public_id, claim.benefit) == bytes(
            decision.hash
        )


def test_the_same_approval_again_is_one(story: Story) -> None:
    claim, again = story.certify(story.ask()), uuid.uuid4()
    seen = decide_now(claim).hash(claim.public_id).hex()
    for _ in range(2):
        approve_claim(
            story.cast.act("prasong", command_id=again, today=TODAY),
            claim=claim.public_id,
            decision_hash=seen,
            amount_satang=500_00,
        )
    assert Award.objects.count() == 1
