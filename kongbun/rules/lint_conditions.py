"""Conditions that contradict each other, or can never be met."""

from __future__ import annotations

from collections.abc import Iterator

from kongbun.rules.benefit import (
    Age,
    Arrears,
    BenefitRule,
    ByChoice,
    OneOf,
    Sex,
    Tenure,
    Tiers,
    Waiting,
)
from kongbun.rules.choices import CHOICES
from kongbun.rules.days import Int, Length
from kongbun.rules.lint_tiers import FOUR_YEARS

Found = tuple[str, str, str, str]


def condition_findings(rule: BenefitRule) -> Iterator[Found]:
    """Findings as (severity, clause, code, message)."""
    yield from _ages(rule)
    yield from _twice(rule)
    yield from _nobody(rule)
    yield from _rows_of_a_table(rule)
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
                f"{rule.title}: อายุอย่างน้อย {least} ปีและไม่เกิน {most} ปี ไม่มีใครเข้าเกณฑ์ "
                "แก้อายุข้อใดข้อหนึ่ง",
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


def _nobody(rule: BenefitRule) -> Iterator[Found]:
    """Two conditions on one fact with no value in common: nobody is ever granted."""
    allowed: dict[str, set[int]] = {}
    for condition in rule.conditions:
        if isinstance(condition, Sex):
            fact, choices = "sex", {condition.is_}
        elif isinstance(condition, OneOf):
            fact, choices = condition.fact, set(condition.choices)
        else:
            continue
        both = allowed.get(fact, choices) & choices
        if not both:
            yield (
                "error",
                condition.clause,
                "contradictory-conditions",
                f"{rule.title}: เงื่อนไข {fact} ขัดกัน ไม่มีใครเข้าเกณฑ์ เหลือข้อที่ต้องการ",
            )
        allowed[fact] = both or choices


def _rows_of_a_table(rule: BenefitRule) -> Iterator[Found]:
    """A table of amounts and a condition on the same fact must name the same values."""
    if not isinstance(rule.amount, ByChoice):
        return
    fact, rows = rule.amount.fact, {choice for choice, _ in rule.amount.satang}
    for condition in rule.conditions:
        if not isinstance(condition, OneOf) or condition.fact != fact:
            continue
        never = [CHOICES[fact][n] for n in sorted(rows - set(condition.choices))]
        if never:
            yield (
                "error",
                rule.amount.clause,
                "unreachable-row",
                f"{rule.title}: ไม่มีใครได้ตามแถว {', '.join(never)} "
                "เพราะเงื่อนไข one_of ไม่รวมไว้ แก้ table หรือ one_of",
            )
        nothing = [CHOICES[fact][n] for n in sorted(set(condition.choices) - rows)]
        if nothing:
            yield (
                "error",
                condition.clause,
                "choice-without-amount",
                f"{rule.title}: {', '.join(nothing)} เข้าเงื่อนไข แต่ table ไม่บอกจำนวนเงิน "
                "แก้ table หรือ one_of",
            )


def _hidden_tiers(rule: BenefitRule) -> Iterator[Found]:
    """A tier that no day reaches which passes a condition of the same kind."""
    if not isinstance(rule.amount, Tiers):
        return
    tiers = rule.amount.tiers
    for i, tier in enumerate(tiers):
        first, last = tier.from_.after(FOUR_YEARS), None
        if tier.to is not None:
            last = tier.to.after(FOUR_YEARS)
        elif i + 1 < len(tiers):
            last = tiers[i + 1].from_.after(FOUR_YEARS) - 1
        for text, least, most in _days_that_pass(rule, rule.amount):
            never = last is not None and least is not None and (last < least).all()
            if never or (most is not None and (first > most).all()):
                yield (
                    "error",
                    tier.clause,
                    "unreachable-tier",
                    f"{rule.title}: ชั้นที่ {i + 1} ไม่มีใครถึง เพราะเงื่อนไข{text} "
                    "แก้ชั้นหรือเงื่อนไข",
                )


def _days_that_pass(
    rule: BenefitRule, tiers: Tiers
) -> Iterator[tuple[str, Int | None, Int | None]]:
    """Conditions on what the tiers count: in words, first and last day that pass."""
    for c in rule.conditions:
        if (isinstance(c, Tenure) and c.by == tiers.by) or (
            isinstance(c, Waiting) and tiers.by == "joined"
        ):
            yield f"ต้องครบ {c.at_least} ก่อน", c.at_least.after(FOUR_YEARS), None
        elif isinstance(c, Age) and c.whose == "member" and tiers.by == "age":
            if c.at_least is not None:
                least = Length(c.at_least * 12, 0, "years")
                yield f"ต้องครบ {least} ก่อน", least.after(FOUR_YEARS), None
            if c.at_most is not None:
                past = Length(c.at_most * 12 + 12, 0, "years").after(FOUR_YEARS)
                yield f"อายุต้องไม่เกิน {c.at_most} ปี", None, past - 1
