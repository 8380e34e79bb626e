"""Asks the by-law about one claim, with the facts of this moment.

Reads only: the same answer stands on the page and in the action that follows it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

import numpy as np

from kongbun.approvals.queries import approvals
from kongbun.claims.facts import Cases, gather
from kongbun.claims.in_force import InForce, in_force
from kongbun.claims.models import Claim
from kongbun.claims.queries import Member, member
from kongbun.claims.stated import columns
from kongbun.claims.verdict import Verdict, judge
from kongbun.people.models import ExitReason
from kongbun.rules.days import Int, day_number

BACKDATING = "claim-backdating"


def decide_claim(
    rules: InForce,
    claim: Claim,
    papers: Mapping[str, int],
    *,
    resolution_satang: int = 0,
) -> Verdict:
    """What the by-law says of this claim, kept or about to be."""
    rule = rules.rule(claim.benefit)
    cases = Cases(
        members=[member(claim.membership_id) if claim.membership_id else Member()],
        first_day=_one(day_number(claim.event.first_day)),
        last_day=_one(day_number(claim.event.last_day)),
        filed=_one(day_number(claim.submitted_on)),
        stated=columns(claim.stated),
        papers={code: _one(count) for code, count in papers.items()},
        backdated_days=_one(backdated_days(claim)),
        backdating_confirmed=is_backdating_confirmed(claim),
        resolution_satang=resolution_satang,
        event_id=claim.event_id,
        claim_id=claim.pk,
    )
    return judge(rules, rule, gather(rule, cases, bylaw=rules.bylaw))


def decide_now(claim: Claim, *, resolution_satang: int = 0) -> Verdict:
    """The same, for a claim that is kept: its by-law, its papers, its event."""
    rules = in_force(claim.fund_id, claim.event.first_day)
    papers = dict(claim.evidence.values_list("code", "received"))
    return decide_claim(rules, claim, papers, resolution_satang=resolution_satang)


def backdated_days(claim: Claim) -> int:
    return max((one["days"] for one in json.loads(claim.warnings)), default=0)


def is_backdating_confirmed(claim: Claim) -> bool:
    return any(
        approval.approved and approval.subject_kind == BACKDATING
        for approval in approvals(claim.public_id)
    )


def _one(value: int) -> Int:
    return np.array([value], np.int64)


def member_is_dead(claim: Claim) -> bool:
    """The member whose right it is has died, by the register or by this request."""
    if claim.membership is None:
        return False
    told = claim.event.kind == "death" and not claim.event.about
    return told or claim.membership.exit_reason == ExitReason.DIED
