"""What the rules are measured on: people, by-laws, and a long by-law's text.

The people and the by-law are those that other engines are measured on, so that the
sums must be equal.  Nobody in them exists.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kongbun.rules.benefit import BenefitRule, PerUnit, Tiers, Waiting
from kongbun.rules.bylaw import Bylaw
from kongbun.rules.days import Length, repeated
from kongbun.rules.facts import Facts
from kongbun.rules.read_yaml import read_bylaw

BYLAW = Path(__file__).with_name("bylaw.yaml")
EVENT_DATE = np.datetime64("2026-11-01")
FUNDS = 6000
CLAUSES = 60


@dataclass(frozen=True, slots=True)
class People:
    """The members of one month: their facts, who died, and each one's fund."""

    facts: Facts
    died: NDArray[np.bool_]
    fund: NDArray[np.int32]


def people(n: int, seed: int = 3) -> People:
    """The same draws in the same order as every engine's; the sums depend on it."""
    random = np.random.default_rng(seed)

    def days_before(most: int) -> NDArray[Any]:
        return EVENT_DATE - random.integers(0, most, n).astype("timedelta64[D]")

    joined, born = days_before(365 * 20), days_before(365 * 95)
    died = random.random(n) < 0.01
    nights = ((random.random(n) < 0.1) * random.integers(0, 20, n)).astype(np.int32)
    births = (random.random(n) < 0.01).astype(np.int32)
    fund = np.random.default_rng([seed, 1]).integers(0, FUNDS, n).astype(np.int32)
    columns: dict[str, NDArray[Any]] = {
        "event_date": repeated(int(EVENT_DATE.astype(np.int64)), n),
        "joined_date": joined.view(np.int64),
        "birth_date": born.view(np.int64),
        "nights": nights,
        "children": births,
    }
    return People(Facts(n, columns), died, fund)


def bylaw() -> Bylaw:
    return read_bylaw(BYLAW.read_text("utf-8"), file=BYLAW.name)


def laws_of_funds() -> list[tuple[BenefitRule, ...]]:
    """A by-law for each fund, no two alike.

    Waits, borders, sums and limits differ; some have fewer tiers, some no limit.
    """
    rules = bylaw().benefits
    return [tuple(_varied(rule, fund) for rule in rules) for fund in range(FUNDS)]


def _varied(rule: BenefitRule, fund: int) -> BenefitRule:
    wait = Length(0, 90 + 30 * (fund % 7), "days")
    conditions = tuple(
        replace(condition, at_least=wait)
        if isinstance(condition, Waiting)
        else condition
        for condition in rule.conditions
    )
    amount = rule.amount
    if isinstance(amount, PerUnit):
        amount = replace(amount, satang=amount.satang + fund)
    elif isinstance(amount, Tiers):
        tiers = [
            replace(
                tier,
                from_=replace(tier.from_, days=tier.from_.days + fund % 11),
                satang=tier.satang + fund,
            )
            for tier in amount.tiers
        ]
        amount = replace(amount, tiers=tuple(tiers[: len(tiers) - fund % 3]))
    caps = tuple(replace(cap, max=cap.max + fund % 5) for cap in rule.caps)
    if fund % 4 == 3:
        caps = ()
    return replace(rule, conditions=conditions, amount=amount, caps=caps)


def long_text(clauses: int = CLAUSES) -> str:
    """The by-law again with so many clauses: its benefits in turn, each renamed."""
    head, benefits = BYLAW.read_text("utf-8").split("benefits:\n")
    own = benefits.split("\n  - code: ")
    own[0] = own[0].removeprefix("  - code: ")
    first = head.count("clause: ข้อ 4") + 4
    text = head + "benefits:\n"
    for number in range(first, clauses + 1):
        code, rest = own[number % len(own)].split("\n", 1)
        before, _, after = rest.partition("clause: ")
        _, after = after.split("\n", 1)
        text += f"  - code: {code}-{number}\n{before}clause: ข้อ {number}\n{after}\n"
    return text
