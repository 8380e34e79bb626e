"""The examples written inside a by-law, run through the one decision function."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kongbun.kernel.money import Money
from kongbun.rules.benefit import BenefitRule, Example
from kongbun.rules.days import Int
from kongbun.rules.decide import Decision, decide
from kongbun.rules.facts_text import (
    BadFacts,
    Columns,
    facts_of,
    note_unknown_papers,
    read_columns,
)


@dataclass(frozen=True, slots=True)
class Ran:
    """One example and what came of it.  `decision` is None when facts were bad."""

    rule: BenefitRule
    example: Example
    decision: Decision | None
    holds: bool
    found: str


def run_examples(rule: BenefitRule) -> list[Ran]:
    """Run every example of `rule`, in order."""
    return run_all([rule])[0]


def run_all(rules: Sequence[BenefitRule]) -> list[list[Ran]]:
    """Run the examples of one by-law's `rules`: their facts read as one table."""
    rows: list[dict[str, object]] = [
        dict(example.given) for rule in rules for example in rule.examples
    ]
    columns = read_columns(rows, rules[0].own_facts if rules else ())
    note_unknown_papers(columns, rules)
    if columns.problems:
        return [[_alone(rule, one) for one in rule.examples] for rule in rules]
    ran, first = [], 0
    for rule in rules:
        index = np.arange(first, first + len(rule.examples), dtype=np.int64)
        first += len(index)
        ran.append(_together(rule, columns, index))
    return ran


def _together(rule: BenefitRule, columns: Columns, index: Int) -> list[Ran]:
    """Its examples as one column; each alone where one of them cannot be decided."""
    if not len(index):
        return []
    facts = columns.for_rule(rule, index)
    if facts is None or columns.states_other_papers(rule, index):
        return [_alone(rule, one) for one in rule.examples]
    decisions = decide(rule, facts)
    return [_ran(rule, *one) for one in zip(rule.examples, decisions, strict=True)]


def _alone(rule: BenefitRule, example: Example) -> Ran:
    try:
        facts = facts_of(rule, example.given)
    except BadFacts as bad:
        return Ran(rule, example, None, False, "; ".join(str(bad).splitlines()))
    return _ran(rule, example, decide(rule, facts).row(0))


def _ran(rule: BenefitRule, example: Example, decision: Decision) -> Ran:
    if decision.granted:
        holds = example.amount_satang == decision.amount_satang
        return Ran(rule, example, decision, holds, _baht(decision.amount_satang))
    refused = tuple(check.code.value for check in decision.refusals)
    holds = example.amount_satang is None and set(refused) == set(example.refused)
    return Ran(rule, example, decision, holds, "ให้ไม่ได้: " + ", ".join(refused))


def _baht(satang: int) -> str:
    return f"{Money(satang).short()} บาท"
