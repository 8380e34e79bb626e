"""`brief` and `amounts` say what `decide` says, for every benefit of every file."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from kongbun.rules import brief as brief_module
from kongbun.rules.benefit import BenefitRule, CheckCode
from kongbun.rules.brief import amounts, brief
from kongbun.rules.days import Elapsed, Length, repeated
from kongbun.rules.decide import decide
from kongbun.rules.facts import KNOWN, MOST, Facts, FactsMissing, needed_facts
from tests.rules.laws import FILES, law, yasothon

ROWS = 400
RULES = [
    pytest.param(rule, id=f"{path.stem}-{rule.code}")
    for path in FILES
    for rule in law(path).rules
]
DAY = 20_758
SMALL_FIGURES = {"count": 40, "satang": 300_000, "yes_no": 1, "choice": 4}


def drawn(rule: BenefitRule, *, one_day: bool, n: int = ROWS) -> Facts:
    """Facts near what a by-law asks for, so that there is some of every answer."""
    random = np.random.default_rng([len(rule.code), one_day])
    event = DAY + (0 if one_day else 1) * random.integers(-900, 900, n)
    columns: dict[str, NDArray[Any]] = {"event_date": event}
    for name, fact in needed_facts(rule).items():
        if name == "event_date":
            continue
        if fact.type == "date":
            columns[name] = event - random.integers(-400, 12_000, n)
        elif fact.type == "partial_date":
            columns[name] = event - random.integers(-10, 36_500, n)
            columns[name + KNOWN] = random.random(n) < 0.9
        else:
            most = min(SMALL_FIGURES[fact.type], MOST[fact.type])
            columns[name] = random.integers(0, most + 1, n, dtype=np.int32)
        if name == "paid_days":
            columns[name] = random.integers(0, 12_000, n)
        if "_used_" in name:
            columns[name] *= random.random(n) < 0.3
    for name in ("filed_date", "event_last_date"):
        if name in columns:
            columns[name] = event + random.integers(0, 90, n)
    if "exited_date" in columns:
        columns["exited_date"] = event + random.integers(-30, 900, n)
    return Facts(n, columns)


@pytest.mark.parametrize("one_day", [True, False], ids=["one-day", "many-days"])
@pytest.mark.parametrize("rule", RULES)
def test_brief_and_amounts_say_what_decide_says(
    rule: BenefitRule, one_day: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(brief_module, "BLOCK", 150)
    facts = drawn(rule, one_day=one_day)
    whole, short = decide(rule, facts), brief(rule, facts, threads=2)
    assert (short.amount_satang == whole.amount_satang).all()
    assert (short.tier == whole.tier).all()
    for i in range(ROWS):
        failed = [check.code for check in whole.row(i).refusals]
        assert [code for code, _ in short.refusals(i)] == failed
    alone = amounts(rule, facts, threads=2)
    assert (alone == whole.amount_satang).all()
    amounts(rule, facts, added_to=alone)
    assert (alone == 2 * whole.amount_satang).all()


def test_a_fact_that_nobody_stated_is_named() -> None:
    facts = Facts.of(event_date=np.array([DAY, DAY]))
    for ask in (amounts, brief, decide):
        with pytest.raises(FactsMissing, match="joined_date"):
            ask(yasothon("ipd"), facts)


def test_nobody_at_all_is_decided_too() -> None:
    none = np.zeros(0, dtype=np.int64)
    rule = yasothon("ipd")
    facts = Facts(0, dict.fromkeys(needed_facts(rule), none))
    assert len(amounts(rule, facts)) == 0
    assert brief(rule, facts).failed.shape[1] == 0


LENGTHS = st.builds(Length, st.integers(0, 400), st.integers(0, 400), st.just("months"))


@given(length=LENGTHS, on=st.integers(-40_000, 90_000))
@settings(deadline=None)
def test_the_latest_start_is_the_last_day_from_which_a_length_is_complete(
    length: Length, on: int
) -> None:
    last = length.latest_start(np.array([on]))
    near = last + np.arange(-40, 41)
    assert ((length.after(near) <= on) == (near <= last)).all()


@given(length=LENGTHS, on=st.integers(0, 30_000))
@settings(deadline=None)
def test_one_day_for_all_is_answered_as_a_day_for_each(length: Length, on: int) -> None:
    start = int(length.latest_start(np.array([on]))[0]) + np.arange(-70, 71)
    n = len(start)
    together = Elapsed.between(start, repeated(on, n))
    each = Elapsed.between(start, np.full(n, on))
    assert type(together) is not type(each)
    assert (together.reached(length) == each.reached(length)).all()
    assert (together.within(length) == each.within(length)).all()
    for unit in ("days", "months", "years"):
        assert (together.whole(unit) == each.whole(unit)).all()


def test_the_checks_of_a_brief_are_named_in_the_order_of_the_bylaw() -> None:
    rule = yasothon("ipd")
    named = [code for code, _ in brief(rule, drawn(rule, one_day=True)).checks]
    assert named[0] is CheckCode.MEMBER_ON_EVENT_DATE
    assert len(named) == len(decide(rule, drawn(rule, one_day=True)).checks)
