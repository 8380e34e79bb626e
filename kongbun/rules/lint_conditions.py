"""Conditions that contradict each other, or can never be met."""

from __future__ import annotations

from collections.abc import Iterator

from kongbun.rules.benefit import Age, Arrears, BenefitRule, Tenure, Tiers, Waiting
from kongbun.rules.days import Length

Found = tuple[str, str, str, str]


def condition_findings(rule: BenefitRule) -> Iterator[Found]:
    """Findings as (severity, clause, code, message)."""
    yield from _ages(rule)
    yield from _twice(rule)
    yield from _hidden_tiers(rule)


def _ages(rule: BenefitRule) -> Iterator[Found]:
    for whose in ("member", "subject"):
        ages = [c for c in rule.conditions if isinstance(c, Age) and c.whose == whose]
        least = max((c.at_least for c in ages if c.at_least is not None), default=None)
        most = min((c.at_most for c in ages if c.at_most is not None), default=None)
        if least is not None and most is not None and least > most:
            yield (
                "error",
                ages[-1].clause,
                "impossible-age",
                f"{rule.title}: อายุอย่างน้อย {least} ปีและไม่เกิน {most} ปี ไม่มีใครเข้าเกณฑ์",
            )


def _twice(rule: BenefitRule) -> Iterator[Found]:
    """The same question asked twice: the reader cannot know which one holds."""
    seen: dict[object, str] = {}
    for condition in rule.conditions:
        key: object = type(condition).__name__
        if isinstance(condition, Tenure):
            key = ("Tenure", condition.by)
        elif isinstance(condition, Age):
            key = ("Age", condition.whose, condition.at_least is None)
        elif isinstance(condition, Arrears):
            key = ("Arrears", condition.unit)
        elif hasattr(condition, "fact"):
            key = ("OneOf", condition.fact)
        if key in seen:
            yield (
                "warning",
                condition.clause,
                "same-condition-twice",
                f"{rule.title}: ถามเรื่องเดียวกันสองครั้ง "
                f"({seen[key]} และ {condition.clause}) เหลือข้อที่ต้องการ",
            )
        seen[key] = condition.clause


def _hidden_tiers(rule: BenefitRule) -> Iterator[Found]:
    """A tier whose whole range lies below a condition of the same kind."""
    if not isinstance(rule.amount, Tiers):
        return
    needed = [
        c.at_least
        for c in rule.conditions
        if (isinstance(c, Tenure) and c.by == rule.amount.by)
        or (isinstance(c, Waiting) and rule.amount.by == "joined")
    ]
    if rule.amount.by == "age":
        needed += [
            Length(c.at_least * 12, 0, "years")
            for c in rule.conditions
            if isinstance(c, Age) and c.whose == "member" and c.at_least is not None
        ]
    tiers = rule.amount.tiers
    for i, tier in enumerate(tiers):
        end = tier.to or (tiers[i + 1].from_ if i + 1 < len(tiers) else None)
        for least in needed:
            if end is not None and _rough(end) < _rough(least):
                yield (
                    "error",
                    tier.clause,
                    "unreachable-tier",
                    f"{rule.title}: ชั้นที่ {i + 1} ไม่มีใครถึง เพราะเงื่อนไขต้องครบ {least} ก่อน",
                )


def _rough(length: Length) -> int:
    """Days, at least: enough to know that one range lies wholly below another."""
    return length.months * 365 // 12 + length.days
