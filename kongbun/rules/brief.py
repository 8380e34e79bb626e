"""Millions of decisions in brief: the amount, the tier, and which checks failed.

The same rule, the same checks in the same order as in `decide`, block by block in
little memory; what was required and found is left out, and `decide` tells it again
for any row.  Not for the counter: one person deserves the whole of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kongbun.rules.amounts import grant
from kongbun.rules.benefit import (
    Age,
    BenefitRule,
    CheckCode,
    Clause,
    Condition,
    Membership,
    PerUnit,
    Tenure,
    Waiting,
)
from kongbun.rules.days import Bool, Elapsed, Int, Length, is_one_value, repeated
from kongbun.rules.decide import (
    assert_bounds,
    check_of,
    decide,
    evidence_checks,
    refuse_missing,
)
from kongbun.rules.facts import KNOWN, Facts, names_for_amount, needed_facts
from kongbun.rules.since import time_of
from kongbun.rules.stacked import Stack

# Small enough that a column of it stays in a processor's cache.
BLOCK = 65_536
# Rows that are sorted by the shape of their by-law at a time.
PART = 16 * BLOCK
BYTE = 8
NOTHING = Length(0, 0, "days")
Bits = NDArray[np.uint8]
RuleAt = Callable[[Any], BenefitRule]


@dataclass(frozen=True, slots=True)
class Brief:
    """What `decide` answers, for many rows: ten bytes a row, or a few more.

    `failed` has a bit for each check, in the by-law's order; `checks` names them.
    """

    rule: BenefitRule
    checks: tuple[tuple[CheckCode, Clause], ...]
    amount_satang: Int
    tier: NDArray[np.int16]
    failed: Bits

    @property
    def bytes(self) -> int:
        """What it takes to keep."""
        return self.amount_satang.nbytes + self.tier.nbytes + self.failed.nbytes

    def refusals(self, i: int) -> list[tuple[CheckCode, Clause]]:
        """The checks that row `i` failed."""
        bits = np.unpackbits(self.failed[:, i], bitorder="little")
        return [self.checks[j] for j in np.flatnonzero(bits).tolist()]


def amounts(
    rule: BenefitRule, facts: Facts, *, threads: int = 1, added_to: Int | None = None
) -> Int:
    """Only what is granted.  Who fails a condition is not asked about the rest."""
    amount = np.zeros(facts.n, dtype=np.int64) if added_to is None else added_to
    _add_amounts(rule, lambda _: rule, facts, amount, threads=threads)
    return amount


def amounts_by_law(
    stacks: Sequence[Stack],
    law: NDArray[Any],
    facts: Facts,
    *,
    threads: int = 1,
    added_to: Int | None = None,
) -> Int:
    """As `amounts`, each row by its own law: `law` is its place among those stacked."""
    amount = np.zeros(facts.n, dtype=np.int64) if added_to is None else added_to
    if len(stacks) == 1:
        at = _at(stacks[0], law)
        _add_amounts(stacks[0].rule, at, facts, amount, threads=threads)
        return amount
    # Which stack a law is in, and its place there.
    of = np.empty((2, sum(len(stack.places) for stack in stacks)), dtype=np.int32)
    for i, stack in enumerate(stacks):
        of[0, stack.places], of[1, stack.places] = i, np.arange(len(stack.places))
    for start in range(0, facts.n, PART):
        part = facts.rows(start, start + PART)
        in_stack, place = of[:, law[start : start + PART]]
        for i, stack in enumerate(stacks):
            rows = np.flatnonzero(in_stack == i)
            at, some = _at(stack, place[rows]), np.zeros(len(rows), dtype=np.int64)
            _add_amounts(stack.rule, at, part.take(rows), some, threads=threads)
            amount[start : start + PART][rows] += some
    return amount


def _at(stack: Stack, which: NDArray[Any]) -> RuleAt:
    return lambda rows: stack.at(which[rows])


def _add_amounts(
    rule: BenefitRule, rule_at: RuleAt, facts: Facts, amount: Int, *, threads: int
) -> None:
    """`rule` says which facts are needed, `rule_at` what stands for chosen rows."""
    # What the amount alone looks at.
    names = _names(["event_date", *names_for_amount(rule)])

    def fill(here: slice, block: Facts) -> None:
        rows = _not_refused(rule, rule_at, here, block)
        if not len(rows):
            return
        some = block.only(names).take(rows)
        wanted = grant(rule_at(here.start + rows), some)
        granted = np.ones(some.n, dtype=np.bool_)
        for check in wanted.checks:
            granted &= check.passed
        amount[here][rows] += wanted.amount_satang * granted

    _by_block(fill, rule, facts, threads=threads)


def brief(rule: BenefitRule, facts: Facts, *, threads: int = 1) -> Brief:
    """Amount, tier and failed checks of each row, to be kept."""
    looked_at = decide(rule, facts.rows(0, 1)).checks
    checks = tuple((check.code, check.rule) for check in looked_at)
    amount = np.zeros(facts.n, dtype=np.int64)
    tier = np.empty(facts.n, dtype=np.int16)
    failed = np.zeros((-(-len(checks) // BYTE), facts.n), dtype=np.uint8)

    def fill(here: slice, block: Facts) -> None:
        wanted = grant(rule, block)
        passed = [_passed(condition, block) for condition in rule.conditions]
        passed += [check.passed for check in evidence_checks(rule, block)]
        passed += [check.passed for check in wanted.checks]
        granted = np.ones(block.n, dtype=np.bool_)
        for i, answer in enumerate(passed):
            granted &= answer
            failed[i // BYTE, here] |= (~answer).view(np.uint8) << (i % BYTE)
        np.multiply(wanted.amount_satang, granted, out=amount[here])
        tier[here] = wanted.tier

    _by_block(fill, rule, facts, threads=threads)
    return Brief(rule, checks, amount, tier, failed)


def _by_block(
    fill: Callable[[slice, Facts], None],
    rule: BenefitRule,
    facts: Facts,
    *,
    threads: int,
) -> None:
    """Call `fill` with each block of the facts that `rule` needs."""
    needed = needed_facts(rule)
    refuse_missing(needed, facts)
    facts = _of_one_day(facts.only(_names(needed)))

    def one(start: int) -> None:
        block = facts.rows(start, start + BLOCK)
        assert_bounds(needed, block)
        fill(slice(start, start + block.n), block)

    starts = range(0, max(1, facts.n), BLOCK)
    if len(starts) == 1 or threads == 1:
        for start in starts:
            one(start)
        return
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(one, starts))


def _names(needed: Iterable[str]) -> list[str]:
    """The columns of those facts: a birth date has one more, whether it is known."""
    return [c for name in needed for c in (name, name + KNOWN)]


def _of_one_day(facts: Facts) -> Facts:
    """Told as one day, where it is one: then no row needs the calendar."""
    event = facts.columns.get("event_date")
    if event is None or len(event) < 2 or is_one_value(event):
        return facts
    if (event != event[0]).any():
        return facts
    return Facts(
        facts.n, {**facts.columns, "event_date": repeated(int(event[0]), facts.n)}
    )


def _not_refused(rule: BenefitRule, rule_at: RuleAt, here: slice, facts: Facts) -> Int:
    """The rows of a block that pass every condition."""
    if not isinstance(rule.amount, PerUnit):
        return np.flatnonzero(_pass_all(rule_at(here), facts))
    asked = np.flatnonzero(facts.columns[rule.amount.unit] > 0)
    passed = _pass_all(rule_at(here.start + asked), facts.take(asked))
    return asked[np.flatnonzero(passed)]


def _pass_all(rule: BenefitRule, facts: Facts) -> Bool:
    passed = np.ones(facts.n, dtype=np.bool_)
    for condition in rule.conditions:
        passed &= _passed(condition, facts)
    for check in evidence_checks(rule, facts):
        passed &= check.passed
    return passed


def _passed(condition: Condition, facts: Facts) -> Bool:
    """What `check_of` answers, without what it found."""
    match condition:
        case Membership():
            event = facts["event_date"]
            passed = facts["joined_date"] <= event
            if "exited_date" in facts.columns:
                passed &= event <= facts["exited_date"]
            return passed
        case Tenure(by=by, at_least=length):
            return time_of(by, facts).reached(length)
        case Waiting(at_least=length):
            since = facts["waiting_from_date"]
            return Elapsed.between(since, facts["event_date"]).reached(length)
        case Age(whose=whose, at_least=least, at_most=most):
            name = "subject_birth_date" if whose == "subject" else "birth_date"
            age = Elapsed.between(facts[name], facts["event_date"])
            passed = age.reached(NOTHING)
            if least is not None:
                passed &= age.reached(_years(least))
            elif most is not None:
                passed &= ~age.reached(_years(most + 1))
            if name + KNOWN in facts.columns:
                passed &= facts[name + KNOWN] != 0
            return passed
        case _:
            return check_of(condition, facts).passed


def _years(years: int) -> Length:
    return Length(years * 12, 0, "years")
