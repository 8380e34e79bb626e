"""Conditions that contradict each other, or can never be met."""

from __future__ import annotations

from collections.abc import Iterator

from kongbun.rules.benefit import (
    Age,
    Arrears,
    BenefitRule,
    ByChoice,
    NotTogether,
    OneOf,
    Sex,
    Tenure,
    Tiers,
    Waiting,
    When,
)
from kongbun.rules.choices import CHOICES
from kongbun.rules.days import Int, Length
from kongbun.rules.finding import ERROR, WARNING, Both, Finding, found, in_english
from kongbun.rules.lint_tiers import FOUR_YEARS, Laid


def condition_findings(rule: BenefitRule) -> Iterator[Finding]:
    yield from _ages(rule)
    yield from _twice(rule)
    yield from _nobody(rule)
    yield from _rows_of_a_table(rule)
    yield from _hidden_tiers(rule)


def _ages(rule: BenefitRule) -> Iterator[Finding]:
    for whose in ("member", "subject"):
        ages = [c for c in rule.conditions if isinstance(c, Age) and c.whose == whose]
        least = max((c.at_least for c in ages if c.at_least is not None), default=None)
        most = min((c.at_most for c in ages if c.at_most is not None), default=None)
        if least is not None and most is not None and least > most:
            yield found(
                ERROR,
                "impossible-age",
                ages[-1],
                rule,
                title=rule.title,
                least=least,
                most=most,
            )


def _twice(rule: BenefitRule) -> Iterator[Finding]:
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
        elif isinstance(condition, OneOf):
            key = ("OneOf", condition.fact)
        elif isinstance(condition, When):
            key = ("When", condition.written)
        elif isinstance(condition, NotTogether):
            key = ("NotTogether", condition.others)
        if key in seen:
            yield found(
                WARNING,
                "same-condition-twice",
                condition,
                rule,
                title=rule.title,
                clause_one=seen[key],
                clause_other=condition.clause,
            )
        seen[key] = condition.clause


def _nobody(rule: BenefitRule) -> Iterator[Finding]:
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
            yield found(
                ERROR,
                "contradictory-conditions",
                condition,
                rule,
                title=rule.title,
                fact=fact,
            )
        allowed[fact] = both or choices


def _rows_of_a_table(rule: BenefitRule) -> Iterator[Finding]:
    """A table of amounts and a condition on the same fact must name the same values."""
    if not isinstance(rule.amount, ByChoice):
        return
    fact, rows = rule.amount.fact, {choice for choice, _ in rule.amount.satang}
    for condition in rule.conditions:
        if not isinstance(condition, OneOf) or condition.fact != fact:
            continue
        never = [CHOICES[fact][n] for n in sorted(rows - set(condition.choices))]
        if never:
            yield found(
                ERROR,
                "unreachable-row",
                rule.amount,
                rule,
                title=rule.title,
                rows=", ".join(never),
            )
        nothing = [CHOICES[fact][n] for n in sorted(set(condition.choices) - rows)]
        if nothing:
            yield found(
                ERROR,
                "choice-without-amount",
                condition,
                rule,
                title=rule.title,
                rows=", ".join(nothing),
            )


def _hidden_tiers(rule: BenefitRule) -> Iterator[Finding]:
    """A tier that no day reaches which passes a condition of the same kind."""
    if not isinstance(rule.amount, Tiers):
        return
    passing = list(_days_that_pass(rule, rule.amount))
    if not passing:
        return
    laid = Laid.of(rule.amount.tiers)
    for i, tier in enumerate(rule.amount.tiers):
        for text, least, most in passing:
            never = least is not None and (laid.last[i] < least).all()
            if never or (most is not None and (laid.first[i] > most).all()):
                yield found(
                    ERROR,
                    "unreachable-tier/condition",
                    tier,
                    rule,
                    title=rule.title,
                    one=i + 1,
                    condition=text,
                )


def _days_that_pass(
    rule: BenefitRule, tiers: Tiers
) -> Iterator[tuple[Both, Int | None, Int | None]]:
    """Conditions on what the tiers count: in words, first and last day that pass."""
    for c in rule.conditions:
        if (isinstance(c, Tenure) and c.by == tiers.by) or (
            isinstance(c, Waiting) and tiers.by == "joined"
        ):
            yield _complete(c.at_least), c.at_least.after(FOUR_YEARS), None
        elif isinstance(c, Age) and c.whose == "member" and tiers.by == "age":
            if c.at_least is not None:
                least = Length(c.at_least * 12, 0, "years")
                yield _complete(least), least.after(FOUR_YEARS), None
            if c.at_most is not None:
                past = Length(c.at_most * 12 + 12, 0, "years").after(FOUR_YEARS)
                yield (
                    Both(
                        f"อายุต้องไม่เกิน {c.at_most} ปี", f"at most {c.at_most} years old"
                    ),
                    None,
                    past - 1,
                )


def _complete(length: Length) -> Both:
    return Both(f"ต้องครบ {length} ก่อน", f"{in_english(length)} must be complete")
