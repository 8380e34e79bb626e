"""A claim told to people: why so much, what is missing, who may do what next.

The page, the printed form and `kongbun explain` show this one telling.  Reads only;
the words of a check are those of `rules.words`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kongbun.claims.allotment_telling import ToldAllotment, tell_allotment
from kongbun.claims.deciding import decide_now
from kongbun.claims.in_force import InForce, in_force, read
from kongbun.claims.models import Claim, ClaimStatus, Decision
from kongbun.claims.offering import Offer, offer
from kongbun.claims.told import ToldCheck
from kongbun.claims.verdict import as_column, kept_checks
from kongbun.kernel.money import Money
from kongbun.rules.benefit import BenefitRule, ByResolution, PerUnit
from kongbun.rules.checks import CheckResult
from kongbun.rules.facts import Facts
from kongbun.rules.words import explain, quantity_of, words

WAITS = (ClaimStatus.SUBMITTED, ClaimStatus.CERTIFIED)


@dataclass(frozen=True, slots=True)
class Sum:
    """One line that adds up to the amount."""

    label: str
    satang: int


@dataclass(frozen=True, slots=True)
class Telling:
    """What the by-law says of one claim, with every reason."""

    rule: BenefitRule
    bylaw_title: str
    bylaw_version: str
    bylaw_hash: str
    event_on: date
    granted: bool
    amount_satang: int
    units: int
    checks: list[ToldCheck]
    sums: list[Sum]
    next_step: str
    # Of the decision as it was made; an approval names it.
    hash: str
    is_of_now: bool
    # What can be approved without a resolution: the amount, or its part of a limit.
    offer_satang: int
    allotted: ToldAllotment | None

    @property
    def waits_for_others(self) -> bool:
        """Certified, but all who ask are weighed together before any is approved."""
        return self.allotted is not None and self.allotted.part is None

    @property
    def total_label(self) -> str:
        return "ตามระเบียบได้" if self.allotted else "ได้รับ"

    @property
    def failed(self) -> list[ToldCheck]:
        return [check for check in self.checks if check.state == "fail"]

    @property
    def needs_resolution(self) -> bool:
        return isinstance(self.rule.amount, ByResolution)

    @property
    def possible_from(self) -> date | None:
        days = [check.possible_from for check in self.failed if check.possible_from]
        return max(days) if days else None


def tell(claim: Claim) -> Telling:
    """As it stands now while it waits, else as it was decided."""
    if claim.status in WAITS:
        return tell_now(claim)
    kept = claim.decisions.select_related("bylaw").order_by("-seq").first()
    assert kept is not None, "a claim is decided when it is asked"
    return tell_kept(claim, kept)


def tell_now(claim: Claim) -> Telling:
    """The by-law asked anew: what an approver would approve."""
    verdict = decide_now(claim)
    rules = in_force(claim.fund_id, claim.event.first_day)
    return _telling(
        claim,
        rules,
        offer(rules, claim, verdict),
        checks=verdict.decided.checks,
        facts=as_column(verdict.facts),
        granted=verdict.granted,
        amount_satang=verdict.amount_satang,
        units=verdict.units,
        hash_=verdict.hash(claim.public_id),
        is_of_now=True,
    )


def tell_kept(claim: Claim, kept: Decision) -> Telling:
    """One decision as it was made, whatever happened since."""
    return _telling(
        claim,
        read(kept.bylaw),
        None,
        checks=kept_checks(kept),
        facts=as_column(json.loads(kept.facts)),
        granted=kept.granted,
        amount_satang=kept.amount_satang,
        units=kept.units,
        hash_=bytes(kept.hash),
        is_of_now=False,
    )


def _telling(
    claim: Claim,
    by_law: InForce,
    offered: Offer | None,
    *,
    checks: Sequence[CheckResult],
    facts: Facts,
    granted: bool,
    amount_satang: int,
    units: int,
    hash_: bytes,
    is_of_now: bool,
) -> Telling:
    rule = by_law.rule(claim.benefit)
    allotted = tell_allotment(claim, rule, offered)
    return Telling(
        rule=rule,
        bylaw_title=by_law.bylaw.title,
        bylaw_version=by_law.bylaw.version,
        bylaw_hash=bytes(by_law.version.hash).hex(),
        event_on=claim.event_on,
        granted=granted,
        amount_satang=amount_satang,
        units=units,
        checks=told_checks(rule, checks, facts),
        sums=sums(rule, units, amount_satang) if granted else [],
        next_step=_next_step(rule, checks, facts, allotted, granted=granted),
        hash=hash_.hex(),
        is_of_now=is_of_now,
        offer_satang=claim.granted_satang if offered is None else offered.satang,
        allotted=allotted,
    )


def _next_step(
    rule: BenefitRule,
    checks: Sequence[CheckResult],
    facts: Facts,
    allotted: ToldAllotment | None,
    *,
    granted: bool,
) -> str:
    if not granted:
        return explain(rule, tuple(checks), facts)
    return allotted.next_step if allotted and allotted.got_nothing else ""


def told_checks(
    rule: BenefitRule, checks: Sequence[CheckResult], facts: Facts
) -> list[ToldCheck]:
    return [_told(rule, check, facts) for check in checks]


def _told(rule: BenefitRule, check: CheckResult, facts: Facts) -> ToldCheck:
    told = words(rule, check, facts=facts)
    return ToldCheck(
        code=check.code.value,
        title=told.title,
        state="fail" if not check.passed else "cut" if check.cut else "pass",
        required_word=told.label,
        required=told.required,
        found=told.found,
        clause=check.clause,
        note=told.note,
        remedy=told.remedy,
        possible_from=told.possible_from,
        unit=check.unit,
        required_number=check.required,
        found_number=check.found,
    )


def sums(rule: BenefitRule, units: int, amount_satang: int) -> list[Sum]:
    """The lines that add up to the amount."""
    if isinstance(rule.amount, PerUnit):
        rate = f"{Money(rule.amount.satang).short()} บาท"
        whole = units * rule.amount.satang
        lines = [Sum(f"{quantity_of(rule, units, rule.amount.unit)} × {rate}", whole)]
        if whole > amount_satang:
            lines.append(Sum("ลดให้พอดีเพดาน", amount_satang - whole))
        return lines
    return [Sum(rule.title, amount_satang)]


def rule_of(claim: Claim) -> BenefitRule:
    """The rule that decides it, without deciding."""
    return in_force(claim.fund_id, claim.event.first_day).rule(claim.benefit)


def heading(claim: Claim, rule: BenefitRule) -> str:
    """What was asked for: "นอนโรงพยาบาล 7 คืน"."""
    stated = json.loads(claim.stated)
    if isinstance(rule.amount, PerUnit) and rule.amount.unit in stated:
        unit = rule.amount.unit
        return f"{claim.title} {quantity_of(rule, stated[unit], unit)}"
    return claim.title


def likely_payee(claim: Claim) -> str:
    """Whose right it is; a child it is about receives nothing itself."""
    return claim.claimant_name if claim.event.about else about_whom(claim)


def about_whom(claim: Claim) -> str:
    """The member it is about, or who asks without being one."""
    if claim.event.about:
        return claim.event.about
    if claim.membership is not None:
        return claim.membership.person.full_name()
    return claim.claimant_name
