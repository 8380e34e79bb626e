"""What a member would get today, benefit by benefit, and what comes next.

Reads only.  Each benefit is decided for an event of today with whole papers, so that
what is shown here is what a request would say.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from kongbun.claims.facts import Cases, gather, of_register, stated_facts
from kongbun.claims.history import Before, history_of
from kongbun.claims.in_force import InForce
from kongbun.claims.queries import Member
from kongbun.claims.standing import Standing, dues_standing
from kongbun.dues.standing import Standing as Paid
from kongbun.kernel.money import Money
from kongbun.kernel.thai_date import short
from kongbun.rules.benefit import (
    BenefitRule,
    ByChoice,
    ByResolution,
    CheckCode,
    Formula,
    Grade,
    PerUnit,
    Tiers,
    UpTo,
)
from kongbun.rules.days import Int, date_of, day_number
from kongbun.rules.decide import Decision, Decisions, decide
from kongbun.rules.facts import KNOWN, Facts
from kongbun.rules.since import start_of
from kongbun.rules.words import explain, unit_name, words

NOT_A_MATTER_OF_TODAY = frozenset(
    {CheckCode.EVIDENCE_COMPLETE, CheckCode.RESOLUTION_RECORDED}
)
# Meant for someone else: the disabled, women.
FOR_OTHERS = frozenset({CheckCode.KIND_AS_WRITTEN, CheckCode.SEX_AS_WRITTEN})
LIMITS = (CheckCode.WITHIN_EVENT_LIMIT, CheckCode.WITHIN_YEARLY_LIMIT)


@dataclass(frozen=True, slots=True)
class Entitlement:
    """One benefit as it stands for one member today."""

    code: str
    title: str
    clause: str
    category: int
    amount: str
    is_open: bool
    note: str
    possible_from: date | None
    next_satang: int | None
    next_on: date | None
    next_by: str
    started_by: str

    @property
    def next_step(self) -> str:
        """When a longer time paid or an older age gives more."""
        if self.next_on is None or self.next_satang is None:
            return ""
        baht = Money(self.next_satang).short()
        if self.next_by == "paid":
            return f"ถ้าส่งต่อเนื่องถึง {short(self.next_on)} เป็น {baht} บาท"
        return f"ตั้งแต่ {short(self.next_on)} เป็น {baht} บาท"


def entitlements(
    rules: InForce, member: Member, today: date, *, paid: Paid | None = None
) -> list[Entitlement]:
    """Every benefit that could ever be this member's, in the by-law's order.

    `paid` is what the member alone paid until now, where the caller has it already.
    """
    day = _one(day_number(today))
    standing = dues_standing(rules.bylaw, [member], day, paid=paid)
    before = history_of(
        [member],
        [rule.code for rule in rules.bylaw.benefits],
        bylaw=rules.bylaw,
        by_household=True,
    )
    known = _Known(rules, member, today, standing, before, of_register([member], day))
    found = (_of(rule, known) for rule in rules.bylaw.benefits)
    return [one for one in found if one is not None]


@dataclass(frozen=True, slots=True)
class _Known:
    """What holds for every benefit of one member today."""

    rules: InForce
    member: Member
    today: date
    standing: Standing
    before: Before
    register: Mapping[str, Int]


def _of(rule: BenefitRule, known: _Known) -> Entitlement | None:
    facts = _facts(rule, known)
    decided = decide(rule, facts)
    row = decided.row(0)
    failed = tuple(
        check for check in row.refusals if check.code not in NOT_A_MATTER_OF_TODAY
    )
    if any(check.code in FOR_OTHERS for check in failed):
        return None
    days = [
        told.possible_from
        for check in failed
        if (told := words(rule, check, facts=facts)).possible_from is not None
    ]
    note = explain(rule, failed, facts) if failed else _left(rule, row, facts)
    next_satang, next_on = _next(rule, decided, facts)
    return Entitlement(
        code=rule.code,
        title=rule.title,
        clause=rule.clause,
        category=rule.category,
        amount=amount_text(rule, row),
        is_open=not failed,
        note=note,
        possible_from=max(d for d in days if d) if days else None,
        next_satang=next_satang,
        next_on=next_on,
        next_by=rule.amount.by if isinstance(rule.amount, Tiers) else "",
        started_by=rule.started_by,
    )


def _facts(rule: BenefitRule, known: _Known) -> Facts:
    """As if it happened today, with whole papers and the least that can be asked."""
    today, day = known.today, _one(day_number(known.today))
    stated: dict[str, Int] = {}
    for name in stated_facts(rule):
        stated[name] = _one(least_stated(rule, name, today))
        if name.endswith("birth_date"):
            stated[f"{name}{KNOWN}"] = _one(1)
    cases = Cases(
        members=[known.member],
        first_day=day,
        last_day=day,
        filed=day,
        stated=stated,
        papers={
            paper.code: _one(paper.count) for paper in rule.evidence if paper.decides
        },
        resolution_satang=_resolved(rule),
    )
    return gather(
        rule,
        cases,
        bylaw=known.rules.bylaw,
        standing=known.standing,
        before=known.before,
        register=known.register,
    )


def least_stated(rule: BenefitRule, name: str, today: date) -> int:
    """The least that one could state of a fact and still be given something."""
    if name.endswith("birth_date"):
        return day_number(today)
    if name == "gpa_hundredths":
        grades = [c.at_least for c in rule.conditions if isinstance(c, Grade)]
        return max(grades, default=400)
    if isinstance(rule.amount, ByChoice) and name == rule.amount.fact:
        return rule.amount.satang[0][0]
    for condition in rule.conditions:
        choices = getattr(condition, "choices", ())
        if getattr(condition, "fact", "") == name and choices:
            return int(choices[0])
    if isinstance(rule.amount, UpTo) and name == "asked_satang":
        return rule.amount.satang
    return 1


def _resolved(rule: BenefitRule) -> int:
    return rule.amount.at_least if isinstance(rule.amount, ByResolution) else 0


def _one(value: int) -> Int:
    return np.array([value], np.int64)


def amount_text(  # noqa: PLR0911 -- one answer a kind
    rule: BenefitRule, row: Decision | None = None
) -> str:
    """How much, as one would say it: "คืนละ 100", "500–2,000", "ตามมติ"."""
    amount = rule.amount
    match amount:
        case PerUnit():
            return f"{unit_name(rule, amount.unit)}ละ {Money(amount.satang).short()}"
        case ByChoice():
            sums = sorted(satang for _, satang in amount.satang)
            return _range(sums[0], sums[-1])
        case Tiers():
            if row is not None and row.amount_satang:
                return Money(row.amount_satang).short()
            sums = [tier.satang for tier in amount.tiers]
            return _range(min(sums), max(sums))
        case UpTo():
            return f"ไม่เกิน {Money(amount.satang).short()}"
        case ByResolution():
            return "ตามมติ"
        case Formula():
            return "ตามสูตร"
        case _:
            return Money(amount.satang).short()


def _range(least: int, most: int) -> str:
    if least == most:
        return Money(least).short()
    return f"{Money(least).short()}–{Money(most).short()}"


def _left(rule: BenefitRule, row: Decision, facts: Facts) -> str:
    """What is left of this year's limit, and what one event may take."""
    parts: list[str] = []
    for check in row.checks:
        if check.code not in LIMITS or check.unit in ("times", "satang"):
            continue
        told = words(rule, check, facts=facts)
        if check.code is CheckCode.WITHIN_YEARLY_LIMIT:
            left = max(0, check.required - check.found)
            parts.insert(0, f"ปีนี้เหลืออีก {left:,} {unit_name(rule, check.unit)}")
        else:
            parts.append(told.title)
    return " ".join(parts)


def _next(
    rule: BenefitRule, decided: Decisions, facts: Facts
) -> tuple[int | None, date | None]:
    """The next tier, if every day from now on is paid."""
    if not isinstance(rule.amount, Tiers):
        return None, None
    today = int(facts["event_date"][0])
    now = int(decided.amount_satang[0])
    start = start_of(rule.amount.by, facts)
    if rule.amount.by == "age" and not facts[f"birth_date{KNOWN}"][0]:
        return None, None
    coming = [
        (int(tier.from_.after(start)[0]), tier.satang)
        for tier in rule.amount.tiers
        if tier.satang > now
    ]
    later = sorted(one for one in coming if one[0] > today)
    if not later:
        return None, None
    return later[0][1], date_of(later[0][0])
