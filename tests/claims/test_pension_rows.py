"""What a list and its claims keep, and what is said where there is none, to the word.

Method: whole rows and whole refusals; and each border from both sides.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from kongbun.approvals.models import Approval, Resolution
from kongbun.claims.in_force import in_force
from kongbun.claims.models import (
    Claim,
    ClaimStep,
    PensionList,
)
from kongbun.claims.pension_actions import (
    approve_pensions,
    list_hash,
    propose_pensions,
    refuse_pensions,
    still_due,
)
from kongbun.claims.pensions import Due, due
from kongbun.claims.submit_actions import request_hash
from kongbun.claims.verdict import replay
from kongbun.commands.models import Command
from kongbun.kernel.refusal import RefusalCode
from kongbun.people.models import Membership
from kongbun.testing.cast import TODAY
from tests.claims.pensioners import (
    approve_list,
    propose,
    proposed,
    seen,
    two_elders,
)
from tests.claims.story import Story
from tests.claims.told import row, told

pytestmark = pytest.mark.django_db
C = RefusalCode
DAYS = 7


@pytest.fixture
def elders(story: Story) -> list[Membership]:
    return two_elders(story)


def command_of(act: Any) -> int:
    return Command.objects.get(public_id=act.command_id).pk


def test_a_list_keeps_who_gets_how_much_and_why(
    story: Story, elders: list[Membership]
) -> None:
    act = story.cast.act("somsri")
    answer = propose_pensions(act, benefit="pension", due_on=TODAY)
    kept = PensionList.objects.get()
    rules = in_force(story.cast.fund.pk, TODAY)
    found = due(rules, rules.rule("pension"), TODAY, fund_id=story.cast.fund.pk)
    assert answer == {
        "list": kept.public_id.hex,
        "persons": 2,
        "total_satang": 1_800_00,
        "hash": list_hash("pension", TODAY, found).hex(),
    }
    assert row(kept, "hash") == {
        "fund_id": story.cast.fund.pk,
        "benefit": "pension",
        "title": rules.rule("pension").title,
        "due_on": TODAY,
        "bylaw_id": rules.version.pk,
        "total_satang": 1_800_00,
        "status": "waiting",
        "proposed_by_id": story.cast.users["somsri"].pk,
        "proposed_at": act.now,
        "command_id": command_of(act),
    }
    assert bytes(kept.hash).hex() == answer["hash"]
    assert [row(line) for line in kept.lines.order_by("seq")] == [
        {
            "pension_list_id": kept.pk,
            "seq": seq,
            "membership_id": member.pk,
            "amount_satang": satang,
            "facts": one.verdict.facts_json(),
            "checks": one.verdict.checks_json(),
            "claim_id": None,
        }
        for seq, (member, satang, one) in enumerate(
            zip(elders, (600_00, 1_200_00), found, strict=True), 1
        )
    ]


def test_what_cannot_be_listed_is_named(story: Story, elders: list[Membership]) -> None:
    rules = in_force(story.cast.fund.pk, TODAY)
    title = rules.rule("pension").title
    assert told(propose, story, benefit="ipd") == [
        (
            C.BENEFIT_NOT_IN_BYLAW,
            {
                "benefit": rules.rule("ipd").title,
                "bylaw": "สวัสดิการที่คณะกรรมการเป็นผู้ริเริ่ม",
            },
        )
    ]
    kept = proposed(story)
    assert told(propose, story) == [(C.LIST_WAITS_ALREADY, {"benefit": title})]
    Membership.objects.filter(pk__in=[one.pk for one in elders]).update(
        exited_on=date(2026, 11, 19), exit_reason="died"
    )
    nobody = {"benefit": title, "day": "20 พ.ย. 2569"}
    assert told(approve_list, story, kept) == [(C.NOBODY_DUE, nobody)]
    act = story.cast.act("prasong")
    refuse_pensions(act, pension_list=kept.public_id, reason="ตายแล้ว")
    assert told(propose, story) == [(C.NOBODY_DUE, nobody)]
    assert told(approve_list, story, kept) == [(C.ALREADY_DECIDED, {"what": "รายชื่อนี้"})]


def test_an_approved_list_is_whole_claims(
    story: Story, elders: list[Membership]
) -> None:
    kept = proposed(story)
    still = still_due(kept)
    act = story.cast.act("prasong")
    answer = approve_pensions(
        act,
        pension_list=kept.public_id,
        content_hash=seen(kept),
        resolution={"number": "11/2569", "decided_on": "2026-11-19"},
    )
    kept.refresh_from_db()
    word, resolution = Approval.objects.get(), Resolution.objects.get()
    claims = list(Claim.objects.order_by("no"))
    assert kept.status == "approved"
    assert answer == {
        "list": kept.public_id.hex,
        "claims": ["1/2570", "2/2570"],
        "total_satang": 1_800_00,
    }
    assert row(word, "content_hash") == {
        "fund_id": story.cast.fund.pk,
        "subject_kind": "pension-list",
        "subject_id": kept.public_id,
        "maker_id": story.cast.users["somsri"].pk,
        "checker_id": story.cast.users["prasong"].pk,
        "approved": True,
        "note": "",
        "at": act.now,
        "command_id": command_of(act),
    }
    assert bytes(word.content_hash).hex() == seen_of(kept, still)
    rule = in_force(story.cast.fund.pk, TODAY).rule("pension")
    for no, (claim, member, one) in enumerate(
        zip(claims, elders, still, strict=True), 1
    ):
        _is_whole_claim(story, claim, no, member, command_of(act))
        assert (claim.title, claim.granted_satang) == (
            rule.title,
            one.verdict.amount_satang,
        )
        assert (claim.granted_units, one.verdict.units) == (1, 1)
        _is_whole_award(claim, one, word, resolution)
        assert kept.lines.get(membership=member).claim == claim


def _is_whole_award(
    claim: Claim, one: Due, word: Approval, resolution: Resolution
) -> None:
    decision = claim.decisions.get()
    assert row(decision, "hash") == {
        "claim_id": claim.pk,
        "seq": 1,
        "stage": "approved",
        "bylaw_id": in_force(claim.fund_id, TODAY).version.pk,
        "bylaw_hash": one.verdict.bylaw_hash,
        "facts": one.verdict.facts_json(),
        "checks": one.verdict.checks_json(),
        "granted": True,
        "units": one.verdict.units,
        "amount_satang": one.verdict.amount_satang,
        "at": word.at,
        "command_id": word.command_id,
    }
    assert bytes(decision.hash) == one.verdict.hash(claim.public_id)
    assert replay(decision, "pension").hash(claim.public_id) == decision.hash
    assert row(claim.awards.get(), "hash") == {
        "claim_id": claim.pk,
        "decision_id": decision.pk,
        "approval_id": word.pk,
        "resolution_id": resolution.pk,
        "amount_satang": one.verdict.amount_satang,
        "units": claim.granted_units,
        "departs": False,
        "reason": "",
        "body": "committee",
        "emergency": False,
        "confirm_by": None,
        "before_satang": 0,
        "before_days": DAYS,
    }


def seen_of(kept: PensionList, still: Any) -> str:
    return list_hash(kept.benefit, kept.due_on, still).hex()


def _is_whole_claim(
    story: Story, claim: Claim, no: int, member: Membership, command: int
) -> None:
    assert row(claim, "salt", "who_hash", "signed_hash", "title") == {
        "fund_id": story.cast.fund.pk,
        "fiscal_year": 2570,
        "no": no,
        "event_id": claim.event_id,
        "benefit": "pension",
        "category": 3,
        "membership_id": member.pk,
        "branch_id": member.branch_id,
        "claimant_name": member.person.full_name(),
        "claimant_relation": "",
        "event_on": TODAY,
        "stated": "{}",
        "detail": "",
        "warnings": "[]",
        "started_by": "committee",
        "submitted_by_id": story.cast.users["somsri"].pk,
        "submitted_on": TODAY,
        "signatures_needed": 0,
        "status": "approved",
        "live": True,
        "granted": True,
        "granted_units": claim.granted_units,
        "granted_satang": claim.granted_satang,
        "command_id": command,
    }
    assert bytes(claim.signed_hash) == request_hash(claim)
    assert claim.who_hash is not None
    assert len(claim.salt or b"") == 16
    assert row(claim.event) == {
        "fund_id": story.cast.fund.pk,
        "kind": "pension",
        "key": claim.event.key,
        "person_id": member.person_id,
        "about": "",
        "first_day": TODAY,
        "last_day": TODAY,
        "command_id": command,
    }
    steps = ClaimStep.objects.filter(claim=claim).order_by("pk")
    assert [(one.status, one.user.username, one.note) for one in steps] == [
        ("submitted", "somsri", ""),
        ("approved", "prasong", ""),
    ]


def test_the_year_of_a_claim_is_that_of_the_day_it_was_made(
    story: Story, elders: list[Membership]
) -> None:
    assert elders
    kept = proposed(story, due_on=date(2026, 9, 30))
    assert kept.lines.count() == 1
    assert approve_list(story, kept)["claims"] == ["1/2570"]
    assert Claim.objects.get().event_on == date(2026, 9, 30)


def test_a_list_sent_back_keeps_the_word_and_its_reason(
    story: Story, elders: list[Membership]
) -> None:
    assert elders
    kept = proposed(story)
    act = story.cast.act("prasong")
    assert told(refuse_pensions, act, pension_list=kept.public_id, reason=" ") == [
        (C.FIELD_EMPTY, {"field": "เหตุผลที่ส่งกลับ"})
    ]
    act = story.cast.act("prasong")
    reason = " " + "ก" * 501
    answer = refuse_pensions(act, pension_list=kept.public_id, reason=reason)
    kept.refresh_from_db()
    assert answer == {"list": kept.public_id.hex}
    assert kept.status == "refused"
    word = Approval.objects.get()
    assert row(word, "content_hash") == {
        "fund_id": story.cast.fund.pk,
        "subject_kind": "pension-list",
        "subject_id": kept.public_id,
        "maker_id": story.cast.users["somsri"].pk,
        "checker_id": story.cast.users["prasong"].pk,
        "approved": False,
        "note": "ก" * 500,
        "at": act.now,
        "command_id": command_of(act),
    }
    assert word.content_hash == kept.hash
    assert not Claim.objects.exists()


@pytest.mark.parametrize("who", ["laor", "prasert", "sombat", "somsri", "noi"])
def test_without_the_duty_nobody_approves_or_sends_back(
    story: Story, elders: list[Membership], who: str
) -> None:
    assert elders
    kept = proposed(story)
    [(code, _)] = told(approve_list, story, kept, who=who)
    assert code in (C.NOT_ALLOWED, C.NOT_THE_APPROVER, C.SAME_PERSON)
    act = story.cast.act(who)
    [(code, _)] = told(refuse_pensions, act, pension_list=kept.public_id, reason="x")
    assert code in (C.NOT_ALLOWED, C.NOT_THE_APPROVER)
    kept.refresh_from_db()
    assert kept.status == "waiting"
