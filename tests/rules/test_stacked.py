"""Stacked by-laws give each row what its own by-law gives, whatever they say."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from kongbun.rules import brief as brief_module
from kongbun.rules.benefit import BenefitRule, Cap, PerUnit, Tiers
from kongbun.rules.brief import amounts_by_law
from kongbun.rules.days import Length
from kongbun.rules.decide import decide
from kongbun.rules.facts import Facts
from kongbun.rules.stacked import stacked
from tests.rules.laws import yasothon
from tests.rules.test_brief import ROWS, RULES, drawn

LAWS = 7


def other_figures(value: Any, k: int) -> Any:
    """The same rule with every sum, limit and length of time a little larger."""
    if isinstance(value, tuple):
        return tuple(other_figures(one, k) for one in value)
    if isinstance(value, Length):
        months = value.months + (k if value.months else 0)
        return replace(value, months=months, days=value.days + (k > 3) * 2 * k)
    names = ("satang", "max", "at_least", "at_most", "days")
    nested = ("at_least", "from_", "to", "tiers", "by_tenure")
    changes: dict[str, Any] = {}
    for name in {*names, *nested} & set(getattr(value, "__slots__", ())):
        old = getattr(value, name)
        if isinstance(old, int):
            changes[name] = old + k
        elif old is not None and (name in nested):
            changes[name] = other_figures(old, k)
    return replace(value, **changes) if changes else value


def variant(rule: BenefitRule, k: int) -> BenefitRule:
    return replace(
        rule,
        conditions=other_figures(rule.conditions, k),
        amount=other_figures(rule.amount, k),
        caps=other_figures(rule.caps, k),
    )


def given_by_each(laws: list[BenefitRule], facts: Facts, law: Any) -> list[int]:
    each = [decide(rule, facts).amount_satang for rule in laws]
    return [int(each[which][i]) for i, which in enumerate(law.tolist())]


@pytest.mark.parametrize("one_day", [True, False], ids=["one-day", "many-days"])
@pytest.mark.parametrize("rule", RULES)
def test_each_row_is_decided_by_its_own_bylaw(
    rule: BenefitRule, one_day: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(brief_module, "BLOCK", 50)
    monkeypatch.setattr(brief_module, "PART", 150)
    facts = drawn(rule, one_day=one_day)
    laws = [variant(rule, k) for k in range(LAWS)]
    law = np.random.default_rng(5).integers(0, LAWS, ROWS)
    found = amounts_by_law(stacked(laws), law, facts, threads=2)
    assert found.tolist() == given_by_each(laws, facts, law)


def test_bylaws_that_differ_in_figures_alone_make_one_stack() -> None:
    rule = yasothon("ipd")
    assert isinstance(rule.amount, PerUnit)
    more = replace(rule, amount=replace(rule.amount, satang=1), title="อื่น")
    without = replace(rule, caps=rule.caps[:-1])
    other_unit = replace(rule, amount=replace(rule.amount, unit="calves"))
    kinds = stacked([rule, more, without, other_unit, more])
    assert [stack.places.tolist() for stack in kinds] == [[0, 1, 4], [2], [3]]


def test_a_cap_by_money_and_one_by_times_are_of_two_shapes() -> None:
    rule = yasothon("ipd")
    caps: tuple[Cap, ...] = tuple(replace(cap, measure="times") for cap in rule.caps)
    assert len(stacked([rule, replace(rule, caps=caps)])) == 2


def test_one_row_alone_is_decided_by_its_own_bylaw() -> None:
    for parameter in RULES:
        rule = parameter.values[0]
        assert isinstance(rule, BenefitRule)
        laws = [variant(rule, k) for k in range(LAWS)]
        for i in range(5):
            facts = drawn(rule, one_day=True).rows(i, i + 1)
            law = np.array([i + 1])
            found = amounts_by_law(stacked(laws), law, facts)
            assert found.tolist() == given_by_each(laws, facts, law)


def test_tiers_in_months_of_many_bylaws_are_laid_on_the_calendar() -> None:
    rules = [p.values[0] for p in RULES]
    in_months = [
        rule
        for rule in rules
        if isinstance(rule, BenefitRule)
        and isinstance(rule.amount, Tiers)
        and any(tier.from_.months for tier in rule.amount.tiers)
    ]
    assert in_months
