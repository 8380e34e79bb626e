"""Random cases of a benefit in columns, and what was decided of each."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kongbun.rules.benefit import BenefitRule
from kongbun.rules.days import day_number
from kongbun.rules.decide import Decisions
from kongbun.rules.facts import Fact, Facts, needed_facts

Column = NDArray[np.int64]
FIRST, LAST = day_number(date(2019, 1, 1)), day_number(date(2029, 1, 1))
SUMS = (0, 1, 20_000, 60_000, 99_999, 100_000, 300_000, 1_200_000)
# Where the borders of a count lie, or its choices: from, until.
SPANS = {"yes_no": (0, 2), "hundredths": (340, 361)}
# How long before the event, in years.
BEFORE = {"partial_date": (55, 66), "date": (-1, 6)}


def told(decisions: Decisions) -> list[tuple[Any, ...]]:
    """Every row: what was granted, how much, in which tier, and each check."""
    return [
        (
            one.granted,
            one.amount_satang,
            one.units,
            one.tier,
            [
                (c.code, c.passed, c.required, c.found, c.unit, c.cut)
                for c in one.checks
            ],
        )
        for one in decisions
    ]


def random_facts(rule: BenefitRule, *, rows: int, seed: int = 2556) -> Facts:
    """Cases on all sides of every border: small counts, sums and days that repeat."""
    random = np.random.default_rng(seed)
    events = random.integers(FIRST, LAST, rows)
    columns = {
        name: _column(fact, events, random)
        for name, fact in needed_facts(rule).items()
        if name not in ("exited_date", "event_last_date")
    }
    return Facts.of(**columns | {"event_date": events})


def _column(fact: Fact, events: Column, random: np.random.Generator) -> Column:
    if fact.type in BEFORE:
        # Whole years in days, and a day or two to either side.
        years = random.integers(*BEFORE[fact.type], len(events))
        back: Column = years * 1461 // 4 + random.integers(-2, 3, len(events))
        return events - back
    if fact.type == "satang":
        return random.choice(np.array(SUMS, dtype=np.int64), len(events))
    most = len(fact.choices) if fact.type == "choice" else 8
    least, until = SPANS.get(fact.type) or SPANS.get(fact.unit) or (0, most)
    return random.integers(least, until, len(events))
