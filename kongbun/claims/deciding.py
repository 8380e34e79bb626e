"""Asks the by-law about claims, with the facts of this moment.

Reads only: the same answer stands on the page and in the action that follows it; a
claim among many is decided as it is alone.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from kongbun.approvals.queries import approvals
from kongbun.claims.facts import Cases, gather
from kongbun.claims.in_force import InForce, in_force
from kongbun.claims.models import Claim, EvidenceItem
from kongbun.claims.queries import Member, asker, members_by_id
from kongbun.claims.stated import columns
from kongbun.claims.verdict import Verdict, judge, plain
from kongbun.people.models import ExitReason
from kongbun.people.one_person import in_own_right, standing_for
from kongbun.rules.days import Int, column, day_number
from kongbun.rules.decide import decide

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
        members=[asker(claim)],
        first_day=_one(day_number(claim.event.first_day)),
        last_day=_one(day_number(claim.event.last_day)),
        filed=_one(day_number(claim.submitted_on)),
        stated=columns(claim.stated),
        papers={code: _one(count) for code, count in papers.items()},
        backdated_days=_one(backdated_days(claim)),
        backdating_confirmed=is_backdating_confirmed(claim),
        resolution_satang=resolution_satang,
        event_ids=[claim.event_id],
        claim_id=claim.pk,
    )
    return judge(rules, rule, gather(rule, cases, bylaw=rules.bylaw))


def decide_now(claim: Claim, *, resolution_satang: int = 0) -> Verdict:
    """The same, for a claim that is kept: its by-law, its papers, its event."""
    rules = in_force(claim.fund_id, claim.event.first_day)
    papers = dict(claim.evidence.values_list("code", "received"))
    return decide_claim(rules, claim, papers, resolution_satang=resolution_satang)


def decide_waiting(rules: InForce, claims: Sequence[Claim]) -> list[Verdict]:
    """Claims of one benefit that wait, all at once, each as `decide_now` decides it.

    Those that state the same facts stand in one column; a member who asks twice
    stands in two, because their own history is looked up by member.
    """
    papers: dict[int, dict[str, int]] = {}
    for claim_id, code, received in EvidenceItem.objects.filter(
        claim__in=claims
    ).values_list("claim_id", "code", "received"):
        papers.setdefault(claim_id, {})[code] = received
    asked: Counter[int] = Counter()
    own = in_own_right([one.membership_id for one in claims if one.membership_id])
    groups: dict[tuple[object, ...], list[Claim]] = {}
    for claim in claims:
        whose = own.get(claim.membership_id or 0, 0)
        asked[whose] += 1
        confirmed = bool(backdated_days(claim)) and is_backdating_confirmed(claim)
        stated = tuple(sorted(json.loads(claim.stated)))
        alike = tuple(sorted(papers.get(claim.pk, {})))
        nobody = claim.pk if claim.membership_id is None else 0
        key = (asked[whose], nobody, confirmed, stated, alike)
        groups.setdefault(key, []).append(claim)
    verdicts: dict[int, Verdict] = {}
    for group in groups.values():
        verdicts |= _decide_alike(rules, group, papers)
    return [verdicts[claim.pk] for claim in claims]


def _decide_alike(
    rules: InForce, claims: Sequence[Claim], papers: Mapping[int, Mapping[str, int]]
) -> dict[int, Verdict]:
    first = claims[0]
    rule = rules.rule(first.benefit)
    stated = [json.loads(claim.stated) for claim in claims]
    cases = Cases(
        members=_members_of(claims),
        first_day=_column(day_number(claim.event.first_day) for claim in claims),
        last_day=_column(day_number(claim.event.last_day) for claim in claims),
        filed=_column(day_number(claim.submitted_on) for claim in claims),
        stated={name: _column(one[name] for one in stated) for name in stated[0]},
        papers={
            code: _column(papers[claim.pk][code] for claim in claims)
            for code in papers.get(first.pk, {})
        },
        backdated_days=_column(backdated_days(claim) for claim in claims),
        backdating_confirmed=bool(backdated_days(first))
        and is_backdating_confirmed(first),
        event_ids=[claim.event_id for claim in claims],
    )
    facts = gather(rule, cases, bylaw=rules.bylaw)
    decided = decide(rule, facts)
    by_law = bytes(rules.version.hash)
    return {
        claim.pk: Verdict(decided.row(i), plain(facts, i), by_law)
        for i, claim in enumerate(claims)
    }


def _members_of(claims: Sequence[Claim]) -> list[Member]:
    found = members_by_id(one.membership_id for one in claims if one.membership_id)
    return [
        found[claim.membership_id] if claim.membership_id else asker(claim)
        for claim in claims
    ]


def backdated_days(claim: Claim) -> int:
    return max((one["days"] for one in json.loads(claim.warnings)), default=0)


def is_backdating_confirmed(claim: Claim) -> bool:
    return any(
        approval.approved and approval.subject_kind == BACKDATING
        for approval in approvals(claim.public_id)
    )


def _one(value: int) -> Int:
    return np.array([value], np.int64)


def _column(values: Iterable[int]) -> Int:
    return column(list(values))


def member_is_dead(claim: Claim) -> bool:
    """The member whose right it is has died, by the register or by this request."""
    if claim.membership is None:
        return False
    told = claim.event.kind == "death" and not claim.event.about
    return told or standing_for(claim.membership).exit_reason == ExitReason.DIED
