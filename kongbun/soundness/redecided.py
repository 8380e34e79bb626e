"""Decisions made anew from the facts they keep, and awards against them: K012.

A hash over a decision says that nobody touched it since; that the by-law gives this
sum for these facts is asked of the by-law itself.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import islice

from kongbun.bylaws.reading import as_adopted, rules_of
from kongbun.claims.in_force import category_of
from kongbun.claims.late import day_of
from kongbun.claims.models import Award, Decision
from kongbun.rules.benefit import BenefitRule
from kongbun.rules.days import column
from kongbun.rules.decide import decide
from kongbun.rules.facts import Facts, FactsMissing
from kongbun.soundness.findings import Code, Finding
from kongbun.soundness.reading import Funds, in_funds, rows

# Decisions, with their facts and traces, that are looked at together.
AT_ONCE = 2_000


def by_the_law(looked_at: Funds) -> Iterator[Finding]:
    """One finding a claim: what was decided is what its by-law gives."""
    found = Decision.objects.filter(claim__fund__in=looked_at.codes)
    told: set[int] = set()
    # By by-law: of thousands, each is read once and then put away.
    by_law = found.select_related("claim").order_by("bylaw_id", "pk")
    some = by_law.iterator(chunk_size=AT_ONCE)
    while decisions := list(islice(some, AT_ONCE)):
        for one in _of_some(decisions):
            if one.claim_id not in told:
                told.add(one.claim_id)
                yield _finding(
                    looked_at,
                    one.claim.fund_id,
                    one.claim.number,
                    "ตัดสินไว้ไม่เหมือนกับที่ระเบียบให้ตามข้อเท็จจริงที่เก็บไว้",
                )


def _of_some(decisions: Sequence[Decision]) -> Iterator[Decision]:
    """Those of one benefit, with the same facts known, are columns together."""
    groups: dict[tuple[int, str, tuple[str, ...]], list[Decision]] = defaultdict(list)
    facts: dict[int, dict[str, int]] = {}
    for one in decisions:
        facts[one.pk] = json.loads(one.facts)
        names = tuple(sorted(facts[one.pk]))
        groups[one.bylaw_id, one.claim.benefit, names].append(one)
    for (_, benefit, names), alike in groups.items():
        version = alike[0].bylaw
        # A text that was changed is told by itself; it decides nothing.
        rule = rules_of(version).rule(benefit) if as_adopted(version) else None
        if rule is not None:
            wanted = category_of(rule)
            yield from (one for one in alike if one.claim.category != wanted)
            yield from _otherwise(rule, names, [facts[d.pk] for d in alike], alike)


def _otherwise(
    rule: BenefitRule,
    names: Sequence[str],
    kept: Sequence[dict[str, int]],
    alike: Sequence[Decision],
) -> Iterator[Decision]:
    columns = {name: column([one[name] for one in kept]) for name in names}
    try:
        made = decide(rule, Facts(len(kept), columns))
    except (AssertionError, FactsMissing):
        # Facts that nobody can have stated, of one of them: each by itself then.
        if len(alike) == 1:
            yield alike[0]
            return
        for facts, one in zip(kept, alike, strict=True):
            yield from _otherwise(rule, names, [facts], [one])
        return
    for facts, one, anew in zip(kept, alike, made, strict=True):
        said = (one.granted, one.units, one.amount_satang)
        if said != (anew.granted, anew.units, anew.amount_satang) or not _as_stated(
            one, facts
        ):
            yield one


def _as_stated(one: Decision, facts: dict[str, int]) -> bool:
    """What was stated at the counter is what was decided with."""
    stated: dict[str, int] = json.loads(one.claim.stated)
    return all(facts.get(name, value) == value for name, value in stated.items())


def awarded_as_decided(looked_at: Funds) -> Iterator[Finding]:
    """Another sum than the by-law's, or its share, is a board's by a resolution."""
    shares: dict[int, int] = dict(
        rows(
            "SELECT a.claim_id, a.amount_satang FROM claims_allotment a"
            " JOIN claims_claim c ON c.id = a.claim_id"
            f" WHERE {in_funds('c.fund_id', looked_at)} ORDER BY a.id"
        )
    )
    found = Award.objects.filter(claim__fund__in=looked_at.codes)
    for one in found.select_related(
        "claim", "decision", "resolution", "approval"
    ).order_by("pk"):
        decision, resolved = one.decision, one.resolution
        if resolved is not None and resolved.decided_on > day_of(one.approval.at):
            yield _finding(
                looked_at,
                one.claim.fund_id,
                one.claim.number,
                "อนุมัติก่อนวันที่มีมติ",
            )
        given = decision.amount_satang if decision.granted else 0
        given = min(given, shares.get(one.claim_id, given))
        if one.amount_satang != given and one.resolution_id is None:
            yield _finding(
                looked_at,
                one.claim.fund_id,
                one.claim.number,
                "อนุมัติจำนวนอื่นจากที่ระเบียบให้ โดยไม่มีมติ",
            )


def _finding(looked_at: Funds, fund_id: int, number: str, how: str) -> Finding:
    return Finding.of(
        Code.APPROVED_OTHERWISE,
        looked_at.code(fund_id),
        f"claim {number}",
        f"คำขอ {number} {how}",
    )
