"""What a round and its allotments keep, and what refuses one, to the last word."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from kongbun.approvals.models import Approval
from kongbun.claims.allot_actions import allocate_claims
from kongbun.claims.allotting import look
from kongbun.claims.in_force import in_force
from kongbun.claims.models import AllocationRound, Claim, Decision
from kongbun.claims.verdict import replay
from kongbun.commands.models import Command
from kongbun.commands.run import canonical
from kongbun.kernel.refusal import RefusalCode
from tests.claims.story import Story
from tests.claims.test_allocate import YEAR, few, fresh, grant
from tests.claims.told import row, told

__all__ = ["few"]
pytestmark = pytest.mark.django_db
C = RefusalCode


def test_a_round_keeps_what_there_was_and_who_got_what(few: Story) -> None:
    low, best, good = (
        grant(few, no, gpa) for no, gpa in ((1, 250), (2, 400), (3, 300))
    )
    seen = look(few.cast.fund.pk, "education", YEAR)
    assert seen is not None
    act = few.cast.act("prasong")
    answer = allocate_claims(
        act, benefit="education", window_from=YEAR, content_hash=seen.hash().hex()
    )
    kept, rules = AllocationRound.objects.get(), in_force(few.cast.fund.pk, YEAR)
    command = Command.objects.get(public_id=act.command_id).pk
    assert answer == {
        "round": kept.public_id.hex,
        "granted": [best.number, good.number],
        "refused": [low.number],
        "total_satang": 2_000_00,
        "hash": seen.hash().hex(),
    }
    assert row(kept, "hash") == {
        "fund_id": few.cast.fund.pk,
        "benefit": "education",
        "title": rules.rule("education").title,
        "bylaw_id": rules.version.pk,
        "window_from": YEAR,
        "window_until": date(2027, 10, 1),
        "fund_satang": 100_000_00,
        "spent_satang": 0,
        "places_taken": 0,
        "user_id": few.cast.users["prasong"].pk,
        "at": act.now,
        "command_id": command,
    }
    assert bytes(kept.hash) == seen.hash()
    for place, (claim, one) in enumerate(
        zip((best, good, low), seen.shares, strict=True), 1
    ):
        is_whole(few, claim, place, one, command)
    low, best, good = fresh(low, best, good)
    assert [(c.granted, c.granted_units, c.granted_satang) for c in (low, best)] == [
        (False, 0, 0),
        (True, seen.shares[0].verdict.units, 1_000_00),
    ]
    refused = Approval.objects.get()
    assert row(refused, "note") == {
        "fund_id": few.cast.fund.pk,
        "subject_kind": "claim",
        "subject_id": low.public_id,
        "content_hash": low.decisions.get(stage="allocated").hash,
        "maker_id": low.submitted_by_id,
        "checker_id": few.cast.users["prasong"].pk,
        "approved": False,
        "at": act.now,
        "command_id": command,
    }
    step = low.steps.order_by("-pk")[0]
    assert (step.status, step.note) == ("refused", refused.note)


def is_whole(few: Story, claim: Claim, place: int, one: Any, command: int) -> None:
    """The allotment of one claim, and the decision that was made in that moment."""
    decision = Decision.objects.get(claim=claim, stage="allocated")
    given = 1_000_00 if place <= 2 else 0
    assert row(claim.allotment) == {
        "round_id": AllocationRound.objects.get().pk,
        "claim_id": claim.pk,
        "decision_id": decision.pk,
        "place": place,
        "wanted_satang": 1_000_00,
        "amount_satang": given,
        "checks": canonical(
            [
                {
                    "code": "within-places",
                    "passed": place <= 2,
                    "required": 2,
                    "found": place,
                    "unit": "places",
                }
            ]
        ),
    }
    assert (decision.seq, decision.command_id) == (2, command)
    assert decision.amount_satang == 1_000_00
    assert bytes(decision.hash) == one.verdict.hash(claim.public_id)
    assert replay(decision, "education").checks_json() == decision.checks
    assert few.cast.fund.pk == claim.fund_id


def test_another_round_counts_what_the_first_gave(few: Story) -> None:
    first = grant(few, 1, 200)
    few.allocate()
    few.pay(few.approve(first), payee_kind="proxy", proxy_paper="หนังสือ")
    second, third = grant(few, 2, 400), grant(few, 3, 390)
    few.allocate()
    kept = AllocationRound.objects.order_by("-pk")[0]
    # The money of the fund is counted as it was before these days' payments.
    assert (kept.fund_satang, kept.spent_satang) == (100_000_00, 1_000_00)
    assert kept.places_taken == 1
    given = [one.granted_satang for one in fresh(first, second, third)]
    assert given == [1_000_00, 1_000_00, 0]


def test_what_cannot_be_allocated_is_named(few: Story) -> None:
    nothing = {"benefit": "education", "window_from": YEAR, "content_hash": ""}
    assert told(allocate_claims, few.cast.act("prasong"), **nothing) == [
        (C.NOTHING_TO_ALLOCATE, {"benefit": "education", "day": "1 ต.ค. 2569"})
    ]
    grant(few, 1, 400)
    assert told(allocate_claims, few.cast.act("prasong"), **nothing) == [
        (C.CHANGED_SINCE, {"what": "ลำดับที่จัดสรร"})
    ]
    for who in ("somsri", "sombat", "prasert", "noi"):
        [(code, _)] = told(few.allocate, who=who)
        assert code is C.NOT_ALLOWED
    assert not AllocationRound.objects.exists()
