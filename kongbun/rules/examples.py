"""The examples written inside a by-law, run through the one decision function."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kongbun.kernel.money import Money
from kongbun.rules.benefit import BenefitRule, Example
from kongbun.rules.decide import Decision, decide
from kongbun.rules.facts_text import BadFacts, facts_of


@dataclass(frozen=True, slots=True)
class Ran:
    """One example and what came of it.  `decision` is None when facts were bad."""

    rule: BenefitRule
    example: Example
    decision: Decision | None
    holds: bool
    found: str


def run_examples(rule: BenefitRule) -> Iterator[Ran]:
    """Run every example of `rule`, in order."""
    for example in rule.examples:
        yield _run(rule, example)


def _run(rule: BenefitRule, example: Example) -> Ran:
    try:
        facts = facts_of(rule, example.given)
    except BadFacts as bad:
        return Ran(rule, example, None, False, "; ".join(str(bad).splitlines()))
    decision = decide(rule, facts).row(0)
    if decision.granted:
        holds = example.amount_satang == decision.amount_satang
        return Ran(rule, example, decision, holds, _baht(decision.amount_satang))
    refused = tuple(check.code.value for check in decision.refusals)
    holds = example.amount_satang is None and set(refused) == set(example.refused)
    return Ran(rule, example, decision, holds, "ให้ไม่ได้: " + ", ".join(refused))


def _baht(satang: int) -> str:
    return f"{Money(satang).short()} บาท"
