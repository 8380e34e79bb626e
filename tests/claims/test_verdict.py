"""What a decision is bound by: each word of it, and nothing that came later."""

from __future__ import annotations

import uuid
from copy import copy
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from kongbun.claims.deciding import decide_now
from kongbun.claims.models import Decision
from kongbun.claims.verdict import Verdict, kept_checks, kept_hash, plain, replay
from kongbun.rules.facts import Facts
from tests.claims.levels import COMMITTEE, levels
from tests.claims.story import Story

pytestmark = pytest.mark.django_db


def test_what_is_kept_is_bound_to_whose_it_is_why_and_how_much(story: Story) -> None:
    claim = story.approved()
    for kept in Decision.objects.filter(claim=claim):
        whole = bytes(kept.hash)
        assert len(whole) == 32
        assert kept_hash(kept, claim.public_id, "ipd") == whole
        assert kept_hash(kept, uuid.uuid4(), "ipd") != whole
        assert kept_hash(kept, claim.public_id, "birth") != whole
        changes: dict[str, Any] = {
            "bylaw_hash": b"x" * 32,
            "facts": "{}",
            "checks": "[]",
            "granted": False,
            "units": 4,
            "amount_satang": 500_01,
        }
        for name, value in changes.items():
            other = copy(kept)
            setattr(other, name, value)
            assert kept_hash(other, claim.public_id, "ipd") != whole, name


def test_what_is_seen_is_bound_as_what_is_kept(story: Story) -> None:
    claim = story.ask()
    seen, kept = decide_now(claim), claim.decisions.get()
    assert (seen.granted, seen.units, seen.amount_satang) == (True, 5, 500_00)
    assert (seen.facts_json(), seen.checks_json()) == (kept.facts, kept.checks)
    whole = seen.hash(claim.public_id)
    assert whole == bytes(kept.hash)
    one = seen.decided
    others = [
        replace(seen, facts={**seen.facts, "nights": 8}),
        replace(seen, bylaw_hash=b"x" * 32),
        *(
            replace(seen, decided=changed)
            for changed in (
                replace(one, benefit="birth"),
                replace(one, granted=False),
                replace(one, amount_satang=500_01),
                replace(one, units=4),
                replace(one, checks=one.checks[1:]),
            )
        ),
    ]
    hashes = {changed.hash(claim.public_id) for changed in [seen, *others]}
    assert len(hashes) == 1 + len(others)
    assert seen.hash(uuid.uuid4()) not in hashes


def test_a_decision_is_made_anew_by_its_own_bylaw_and_facts(story: Story) -> None:
    claim = story.ask()
    kept, seen = claim.decisions.get(), decide_now(claim)
    # The by-law of today is another; what was decided was decided by the old one.
    levels(story, COMMITTEE)
    again = replay(kept, "ipd")
    assert again == Verdict(seen.decided, seen.facts, bytes(kept.bylaw_hash))
    assert again.hash(claim.public_id) == bytes(kept.hash)
    assert kept_checks(kept) == list(seen.decided.checks)
    assert decide_now(claim).bylaw_hash != again.bylaw_hash


def test_facts_are_kept_row_by_row_in_the_order_of_their_names() -> None:
    facts = Facts(2, {"nights": np.array([7, 5]), "arrears_days": np.array([60, 70])})
    assert list(plain(facts).items()) == [("arrears_days", 60), ("nights", 7)]
    assert list(plain(facts, 1).items()) == [("arrears_days", 70), ("nights", 5)]
    assert type(plain(facts)["arrears_days"]) is int
