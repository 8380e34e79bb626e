"""What a by-law says that cannot be meant: findings for the clerk who drafts it.

`lint` looks at one version, `lint_versions` at several of one fund; `promises.promise`
needs a fund's own figures.  Only errors stop an adoption; warnings and notes are for
the meeting to read.  A file that cannot even be read gives its problems as findings
through `findings_of`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from kongbun.kernel.thai_date import short
from kongbun.rules.benefit import BenefitRule, NotSuspended, Tiers, Waiting
from kongbun.rules.bylaw import Bylaw, Status
from kongbun.rules.examples import run_all
from kongbun.rules.finding import (
    ERROR,
    NOTE,
    WARNING,
    Both,
    Finding,
    Placed,
    Severity,
    findings_of,
    found,
    stops_adoption,
)
from kongbun.rules.lint_benefit import benefit_findings
from kongbun.rules.lint_caps import cap_findings
from kongbun.rules.lint_conditions import condition_findings
from kongbun.rules.lint_others import other_findings
from kongbun.rules.lint_promises import promise_findings
from kongbun.rules.lint_tiers import tier_findings
from kongbun.rules.lint_units import price_findings, unit_findings

__all__ = [
    "Finding",
    "Severity",
    "findings_of",
    "lint",
    "lint_versions",
    "stops_adoption",
    "undecidable",
]


def lint(bylaw: Bylaw) -> list[Finding]:
    """Everything that can be said of one version, errors first."""
    said = [finding for check in BYLAW_CHECKS for finding in check(bylaw)]
    for rule, ran in zip(bylaw.rules, run_all(bylaw.rules), strict=True):
        said += [finding for check in RULE_CHECKS for finding in check(rule)]
        said += benefit_findings(rule, ran)
    said += [*other_findings(bylaw), *promise_findings(bylaw)]
    order = list(Severity)
    said.sort(key=lambda finding: order.index(finding.severity))
    return [replace(finding, file=bylaw.file) for finding in said]


def undecidable(bylaw: Bylaw) -> list[Finding]:
    """Findings under which a decision would be a guess: two tiers for one day."""
    said = [f for rule in bylaw.rules for f in _tiers(rule)]
    return [replace(f, file=bylaw.file) for f in said if f.severity is ERROR]


def lint_versions(bylaws: Sequence[Bylaw]) -> list[Finding]:
    """Versions of one fund that hold on the same day, or days between without any."""
    said: list[Finding] = []
    versions = sorted(bylaws, key=lambda b: b.effective_from)
    for i, one in enumerate(versions):
        later = [other for other in versions[i + 1 :] if other.fund == one.fund]
        for other in later:
            if _both_hold(one, other):
                said.append(_of_two("versions-overlap", one, other))
        ended = one.effective_until
        if later and ended is not None and ended < later[0].effective_from:
            said.append(_of_two("versions-gap", one, later[0]))
    return said


def _both_hold(one: Bylaw, other: Bylaw) -> bool:
    """`one` begins no later.  Without an end it holds until the next begins."""
    same_day = one.effective_from == other.effective_from
    ended = one.effective_until
    return same_day or (ended is not None and ended > other.effective_from)


def _of_two(code: str, one: Bylaw, other: Bylaw) -> Finding:
    until = one.effective_until or other.effective_from
    day = other.effective_from if code == "versions-overlap" else until
    next_day = other.effective_from
    finding = found(
        ERROR if code == "versions-overlap" else WARNING,
        code,
        None,
        one=one.version,
        other=other.version,
        file_one=one.file,
        file_other=other.file,
        day=Both(short(day), day.isoformat()),
        next_day=Both(short(next_day), next_day.isoformat()),
    )
    return replace(finding, file=other.file)


# --- the whole version ------------------------------------------------------------


def _origin(bylaw: Bylaw) -> Iterator[Finding]:
    if bylaw.assumed:
        said = bylaw.note or Both("ไม่ได้บอกว่าอะไร", "nothing is said of what")
        yield found(NOTE, "assumed", None, note=said)
    if bylaw.status is Status.UNVERIFIED:
        yield found(WARNING, "unverified", None)
    if bylaw.status is Status.SYNTHETIC:
        yield found(NOTE, "synthetic", None)


def _period(bylaw: Bylaw) -> Iterator[Finding]:
    since, until = bylaw.effective_from, bylaw.effective_until
    if until is not None and until <= since:
        yield found(
            ERROR,
            "period-empty",
            None,
            since=Both(short(since), since.isoformat()),
            until=Both(short(until), until.isoformat()),
        )


def _members(bylaw: Bylaw) -> Iterator[Finding]:
    rules = bylaw.membership
    named: list[tuple[Placed, str, str]] = [
        (rules, "สมาชิกภาพ (membership)", "membership"),
        (bylaw.contribution, "เงินสมทบ (contributions)", "contributions"),
    ]
    money = bylaw.money
    if money is not None:
        alone = [money.reserve, money.when_short, money.lending]
        parts = [*money.sub_funds, *money.limits, *(x for x in alone if x)]
        # A section whose every part has its own clause needs none besides.
        if not parts or not all(part.clause for part in parts):
            named.append((money, "การเงิน (money)", "money"))
    for part, thai, english in named:
        if not part.clause:
            yield found(ERROR, "no-clause", part, what=Both(thai, english))
    least, most = rules.age_at_least, rules.age_at_most
    if least is not None and most is not None and least > most:
        title = Both("สมาชิก", "members")
        yield found(ERROR, "impossible-age", rules, title=title, least=least, most=most)
    suspension, lapse = rules.suspension, rules.lapse
    if suspension and lapse:
        first, last = (x.after.months * 31 + x.after.days for x in (suspension, lapse))
        if first >= last:
            yield found(
                ERROR,
                "lapse-before-suspension",
                lapse,
                rules,
                suspension=suspension.after,
                lapse=lapse.after,
            )
    if not (suspension or lapse):
        yield found(NOTE, "no-lapse", rules)
    yield from _rests_of_no_effect(bylaw)


def _rests_of_no_effect(bylaw: Bylaw) -> Iterator[Finding]:
    """A suspension, or a wait after coming back, that no benefit asks about."""
    rules = bylaw.membership
    if not any(rule.members_only for rule in bylaw.benefits):
        return
    asked = {type(one) for rule in bylaw.benefits for one in rule.conditions}
    if rules.suspension and NotSuspended not in asked:
        after = rules.suspension.after
        where = rules.suspension
        yield found(WARNING, "suspension-stops-nothing", where, rules, after=after)
    back = rules.return_
    if back and back.waiting and asked.isdisjoint({NotSuspended, Waiting}):
        yield found(WARNING, "waiting-stops-nothing", back, rules, waiting=back.waiting)


def _loans(bylaw: Bylaw) -> Iterator[Finding]:
    for loan in bylaw.loans:
        yield found(NOTE, "not-handled/loan", loan.rule, title=loan.rule.title)
    for clause in bylaw.not_handled:
        yield found(NOTE, "not-handled", clause, text=clause.text)


def _tiers(rule: BenefitRule) -> Iterator[Finding]:
    tables = [rule.amount] if isinstance(rule.amount, Tiers) else []
    tables += [cap.by_tenure for cap in rule.caps if cap.by_tenure]
    for table in tables:
        yield from tier_findings(rule, table)


BYLAW_CHECKS: tuple[Callable[[Bylaw], Iterator[Finding]], ...] = (
    _origin,
    _period,
    _members,
    price_findings,
    _loans,
)
RULE_CHECKS: tuple[Callable[[BenefitRule], Iterator[Finding]], ...] = (
    _tiers,
    condition_findings,
    cap_findings,
    unit_findings,
)
