"""What benefits say of each other: shared caps, exclusions, clauses of one number."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kongbun.kernel import digits
from kongbun.rules.benefit import BenefitRule, Cap, NotTogether, Tiers
from kongbun.rules.bylaw import Bylaw
from kongbun.rules.finding import (
    ERROR,
    NOTE,
    WARNING,
    Both,
    Finding,
    Placed,
    Severity,
    found,
)
from kongbun.rules.lint_caps import WINDOW_ENGLISH
from kongbun.rules.words import WINDOW_WORDS

Named = tuple[object, int]  # What it is called, and its line.
Edges = dict[tuple[str, str], NotTogether]  # (barred, after which): its condition.


def other_findings(bylaw: Bylaw) -> Iterator[Finding]:
    codes = {rule.code: rule for rule in bylaw.rules}
    for rule in bylaw.rules:
        yield from _unknown(rule, codes)
        yield from _shared(rule, codes)
    yield from _exclusions(codes)
    yield from _clauses(bylaw)


def _unknown(rule: BenefitRule, codes: dict[str, BenefitRule]) -> Iterator[Finding]:
    """Benefits named by another one must be there."""
    named: dict[str, Placed] = {}
    for cap in rule.caps:
        named |= {code: cap for code in cap.shared_with if code not in named}
    for condition in rule.conditions:
        if isinstance(condition, NotTogether):
            named |= {c: condition for c in condition.others if c not in named}
    for code, place in named.items():
        if code not in codes:
            yield found(
                ERROR,
                "unknown-benefit",
                place,
                rule,
                title=rule.title,
                code=code,
                codes=", ".join(codes),
            )


def _shared(rule: BenefitRule, codes: dict[str, BenefitRule]) -> Iterator[Finding]:
    """A cap that is shared must be written the same on both sides."""
    for cap in rule.caps:
        for code in cap.shared_with:
            other = codes.get(code)
            if other is rule:
                yield found(
                    ERROR, "shared-with-itself", cap, rule, title=rule.title, code=code
                )
            if other is None or other is rule:
                continue
            back = [c for c in other.caps if rule.code in c.shared_with]
            if not any(_same_cap(c, cap) for c in back):
                yield found(
                    ERROR,
                    "contradictory-caps/shared",
                    cap,
                    rule,
                    title=rule.title,
                    other=other.title,
                )


def _same_cap(one: Cap, other: Cap) -> bool:
    """The same sum over the same days, whoever it is counted for."""
    return (one.measure, one.max, one.per, one.window, one.by_household) == (
        other.measure, other.max, other.per, other.window, other.by_household,
    )  # fmt: skip


# --- exclusions -------------------------------------------------------------------


def _exclusions(codes: dict[str, BenefitRule]) -> Iterator[Finding]:
    edges: Edges = {}
    for rule in codes.values():
        for condition in rule.conditions:
            if not isinstance(condition, NotTogether):
                continue
            for other in condition.others:
                if other == rule.code:
                    yield found(
                        ERROR,
                        "excludes-itself",
                        condition,
                        rule,
                        title=rule.title,
                        code=other,
                    )
                elif other in codes:
                    edges.setdefault((rule.code, other), condition)
    yield from _mutual(codes, edges)
    one_way = {pair: c for pair, c in edges.items() if pair[::-1] not in edges}
    rings = _rings(one_way)
    yield from (_ring(codes, one_way, ring) for ring in rings)
    in_rings = {frozenset(ring) for ring in rings}
    for (code, other), condition in one_way.items():
        if not any({code, other} <= ring for ring in in_rings):
            yield found(
                NOTE,
                "one-way-exclusion",
                condition,
                codes[code],
                title=codes[code].title,
                other=codes[other].title,
                code=code,
            )


def _mutual(codes: dict[str, BenefitRule], edges: Edges) -> Iterator[Finding]:
    """Pairs that exclude each other: as meant, if over the same days."""
    same: dict[str, set[str]] = {}
    for (code, other), condition in edges.items():
        back = edges.get((other, code))
        if back is None or list(codes).index(code) > list(codes).index(other):
            continue
        if back.window == condition.window:
            group = same.get(code, {code}) | same.get(other, {other})
            same |= dict.fromkeys(group, group)
            continue
        yield found(
            ERROR,
            "exclusions-differ",
            back,
            codes[other],
            one=codes[code].title,
            other=codes[other].title,
            span_one=_span(condition),
            span_other=_span(back),
        )
    groups = {frozenset(group) for group in same.values()}
    for together in sorted(groups, key=lambda one: min(map(list(codes).index, one))):
        members = [codes[code] for code in codes if code in together]
        titles = [rule.title for rule in members]
        yield found(
            NOTE,
            "circular-exclusion/mutual",
            members[0],
            titles=Both(" กับ ".join(titles), " and ".join(titles)),
        )


def _span(condition: NotTogether) -> Both:
    if condition.window is None:
        return Both("ตลอดชีพ", "a lifetime")
    return Both(WINDOW_WORDS[condition.window], WINDOW_ENGLISH[condition.window])


def _rings(edges: Edges) -> list[list[str]]:
    """Each ring of one-way exclusions once, as codes in the order they bar."""
    after: dict[str, list[str]] = {}
    for code, other in edges:
        after.setdefault(code, []).append(other)
    rings: list[list[str]] = []
    seen: set[str] = set()
    for start in after:
        if start in seen:
            continue
        ring = _way_back(start, after)
        if ring:
            rings.append(ring)
            seen |= set(ring)
    return rings


def _way_back(start: str, after: dict[str, list[str]]) -> list[str]:
    """The shortest way from a benefit through exclusions to itself; none: empty."""
    came: dict[str, str] = {}
    waiting = [start]
    for code in waiting:
        for other in after.get(code, ()):
            if other == start:
                way = [code]
                while way[-1] != start:
                    way.append(came[way[-1]])
                return way[::-1]
            if other not in came:
                came[other] = code
                waiting.append(other)
    return []


def _ring(codes: dict[str, BenefitRule], edges: Edges, ring: list[str]) -> Finding:
    titles = [codes[code].title for code in [*ring, ring[0]]]
    return found(
        ERROR,
        "circular-exclusion",
        edges[ring[0], ring[1]],
        codes[ring[0]],
        ring=" → ".join(titles),
    )


# --- clauses ----------------------------------------------------------------------


def _clauses(bylaw: Bylaw) -> Iterator[Finding]:
    """Two benefits of one number; two tiers of one; a benefit of a chapter's."""
    first: dict[str, Named] = {}
    for part, title in (
        (bylaw.membership, Both("สมาชิกภาพ", "membership")),
        (bylaw.contribution, Both("เงินสมทบ", "contributions")),
    ):
        if part.clause:
            first.setdefault(_plain(part.clause), (title, part.line))
    chapters = set(first)
    for rule in bylaw.rules:
        number = _plain(rule.clause)
        if number and number in first:
            severity = WARNING if number in chapters else ERROR
            yield _twice(severity, rule, first[number], rule.clause, rule.title)
        elif number:
            first[number] = (rule.title, rule.line)
        if isinstance(rule.amount, Tiers):
            yield from _of_tiers(rule.amount)


def _of_tiers(table: Tiers) -> Iterator[Finding]:
    seen: dict[str, Named] = {}
    of_table = _plain(table.clause)
    for i, tier in enumerate(table.tiers, 1):
        if tier.clause == table.clause or (number := _plain(tier.clause)) == of_table:
            continue
        if number in seen:
            yield _twice(WARNING, tier, seen[number], tier.clause, _tier(i))
        seen.setdefault(number, (_tier(i), tier.line))


def _tier(number: int) -> Both:
    return Both(f"ชั้นที่ {number}", f"tier {number}")


def _twice(
    severity: Severity, place: Placed, one: Named, clause: str, other: object
) -> Finding:
    return found(
        severity,
        "clause-twice",
        place,
        clause=clause,
        one=one[0],
        line_one=one[1],
        other=other,
    )


def _plain(clause: str) -> str:
    """ข้อ ๘(1) and ข้อ 8 (1) are one number."""
    return re.sub(r"\s", "", digits.fold(clause))
