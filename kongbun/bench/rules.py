"""How fast by-laws decide: a country of members, and one person at the counter.

Run as `python -m kongbun.bench.rules NAME N`; prints one JSON line.  No database.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any

import click
import numpy as np

from kongbun.bench.made_up import bylaw, laws_of_funds, long_text, people
from kongbun.bench.measured import line, timed
from kongbun.rules.benefit import BenefitRule
from kongbun.rules.brief import Brief, amounts, amounts_by_law, brief
from kongbun.rules.days import Int
from kongbun.rules.decide import decide
from kongbun.rules.facts import Facts
from kongbun.rules.lint import lint, stops_adoption
from kongbun.rules.read_yaml import read_bylaw
from kongbun.rules.stacked import stacked

THREADS = 2
REPEAT = 5
COUNTER_REPEAT = 50
BAHT = 100
DEATH = "death"
# More than any processor keeps: read through, it leaves nothing else in the cache.
FLUSHED = 64 * 1024 * 1024


def rules(n: int) -> dict[str, Any]:
    """Every benefit of one by-law for every member, summed for each."""
    all_ = people(n)
    law = bylaw().benefits

    def total() -> Int:
        return granted(law, all_.facts, died=np.flatnonzero(all_.died), threads=THREADS)

    runs = [timed(total) for _ in range(REPEAT)]
    return line("rules", n, _seconds(runs), checksum=_baht(runs[-1][1]))


def explained(n: int) -> dict[str, Any]:
    """As `rules`, keeping for each benefit the amount, tier and failed checks."""
    all_ = people(n)
    law = bylaw().benefits
    died = np.flatnonzero(all_.died)

    def keep() -> list[Brief]:
        return [
            brief(rule, _concerned(rule, all_.facts, died), threads=THREADS)
            for rule in law
        ]

    runs = []
    for _ in range(REPEAT):
        seconds, kept = timed(keep)
        total = sum(int(one.amount_satang.sum()) for one in kept)
        size = sum(one.bytes for one in kept)
        del kept  # Else the next one's memory stands beside it.
        runs.append((seconds, total))
    return line(
        "rules-explained",
        n,
        _seconds(runs),
        checksum=runs[-1][1] // BAHT,
        bytes_a_person=round(size / n, 1),
    )


def funds(n: int) -> dict[str, Any]:
    """As `rules`, by as many by-laws as there are funds; the sum is in satang."""
    all_ = people(n)
    laws = laws_of_funds()
    died = np.flatnonzero(all_.died)
    preparing, stacks = timed(
        lambda: [stacked([law[i] for law in laws]) for i in range(len(laws[0]))]
    )

    def total() -> Int:
        satang = np.zeros(n, dtype=np.int64)
        for stack in stacks:
            if stack[0].rule.code == DEATH:
                dead, fund = all_.facts.take(died), all_.fund[died]
                satang[died] += amounts_by_law(stack, fund, dead, threads=THREADS)
                continue
            amounts_by_law(
                stack, all_.fund, all_.facts, threads=THREADS, added_to=satang
            )
        return satang

    runs = [timed(total) for _ in range(REPEAT)]
    return line(
        "rules-by-fund",
        n,
        _seconds(runs),
        checksum=int(runs[-1][1].sum()),
        laws=len(laws),
        shapes=max(len(stack) for stack in stacks),
        stack_seconds=round(preparing, 2),
    )


def granted(
    law: tuple[BenefitRule, ...], facts: Facts, *, died: Int, threads: int = 1
) -> Int:
    """What each row is granted of all the benefits; only who died has a death."""
    satang = np.zeros(facts.n, dtype=np.int64)
    for rule in law:
        if rule.code == DEATH:
            satang[died] += amounts(rule, facts.take(died), threads=threads)
        else:
            amounts(rule, facts, threads=threads, added_to=satang)
    return satang


def counter(_: int) -> dict[str, Any]:
    """One decision with its whole trace as stored, the processor's cache empty."""
    facts = people(1).facts
    rule = bylaw().benefits[-1]
    other = np.zeros(FLUSHED // 8, dtype=np.int64)
    runs = []
    for _ in range(COUNTER_REPEAT):
        other += 1
        runs.append(timed(lambda: _traced(rule, facts)))
    seconds = _seconds(runs)
    return line(
        "rules-counter",
        1,
        seconds,
        checksum=len(runs[-1][1]),
        first_seconds=round(seconds[0], 6),
        worst_seconds=round(max(seconds), 6),
    )


def _traced(rule: BenefitRule, facts: Facts) -> str:
    decision = decide(rule, facts).row(0)
    return json.dumps([check.as_trace() for check in decision.checks])


def reading(_: int) -> dict[str, Any]:
    """A by-law of sixty clauses read from its text and looked over by the linter."""
    text = long_text()

    def read() -> int:
        law = read_bylaw(text, file="long.yaml")
        assert not stops_adoption(lint(law))
        return len(law.benefits)

    runs = [timed(read) for _ in range(COUNTER_REPEAT)]
    return line(
        "rules-reading",
        text.count("    clause: "),
        _seconds(runs),
        checksum=runs[-1][1],
        lines=text.count("\n"),
    )


def _concerned(rule: BenefitRule, facts: Facts, died: Int) -> Facts:
    return facts.take(died) if rule.code == DEATH else facts


def _seconds(runs: list[tuple[float, Any]]) -> list[float]:
    return [seconds for seconds, _ in runs]


def _baht(satang: Int) -> int:
    return int(satang.sum()) // BAHT


RULES: dict[str, Callable[[int], dict[str, Any]]] = {
    "rules": rules,
    "rules-explained": explained,
    "rules-by-fund": funds,
    "rules-counter": counter,
    "rules-reading": reading,
}

if __name__ == "__main__":
    click.echo(json.dumps(RULES[sys.argv[1]](int(sys.argv[2]))))
