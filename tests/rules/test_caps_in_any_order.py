"""No cap is ever exceeded, whatever members ask for and in whatever order.

Each request is decided with what the program counts as used before; afterwards the
granted lines are summed by hand, over windows of plain dates.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kongbun.rules.benefit import BenefitRule
from kongbun.rules.days import Int
from kongbun.rules.decide import decide
from kongbun.rules.facts import Facts, needed_facts
from kongbun.rules.windows import History, used_before
from tests.rules.laws import BYLAWS, law
from tests.rules.oracles import FIXTURES
from tests.rules.oracles.sequences import LIMITS, Line, sums
from tests.rules.oracles.told import BAHT, WOMAN

HOUSEHOLDS, ASKED = 60, 14
SEEDS = st.integers(0, 2**32 - 1)
# Facts under which only the caps stand between a member and what is asked.
GENEROUS = {
    "sex": WOMAN,
    "paid_days": 9000,
    "member_type": 5,
    "school_stage": 13,
    "disaster_kind": 1,
    "gpa_hundredths": 400,
    "asked_satang": 9000 * BAHT,
    "resolution_satang": 5000 * BAHT,
}
COUNTED = ("nights", "children", "calves", "items")


@dataclass(frozen=True, slots=True)
class Request:
    member: int
    joined: int
    born: int
    benefit: str
    event: int
    day: int
    asked: int


def drawn(letter: str, random: np.random.Generator) -> list[list[Request]]:
    """For each household of two what they ask for, crowded into a few windows."""
    limits = LIMITS[letter]
    return [
        _of_household(limits[random.integers(len(limits))].of, random)
        for _ in range(HOUSEHOLDS)
    ]


def _of_household(codes: tuple[str, ...], random: np.random.Generator) -> list[Request]:
    joined = random.integers(8000, 12_000, 2)
    born = joined - random.integers(17_000, 21_000, 2)
    start = int(random.integers(16_000, 20_000))
    found = []
    alone = random.random() < 0.3
    for _ in range(ASKED):
        who = 0 if alone else int(random.integers(2))
        event = int(random.integers(4))
        # All that belongs to one event falls on its own day.
        day = start + event * (9 if alone else int(random.choice([9, 120])))
        found.append(
            Request(
                member=who,
                joined=int(joined[who]),
                born=int(born[who]),
                benefit=str(random.choice(codes)),
                event=event * 1000 + day - start,
                day=day,
                asked=int(random.integers(1, 9)),
            )
        )
    return found


def history(rows: Sequence[Sequence[Line]], events: Sequence[int]) -> History:
    """What was granted before: of row i the lines `rows[i]`."""
    lines = [(i, line) for i, of_row in enumerate(rows) for line in of_row]

    def column(values: list[int]) -> Int:
        return np.array(values, dtype=np.int64)

    return History(
        row=column([i for i, _ in lines]),
        day=column([line.day for _, line in lines]),
        units=column([line.units for _, line in lines]),
        satang=column([line.satang for _, line in lines]),
        benefit=tuple(line.benefit for _, line in lines),
        same_event=column([int(line.event == events[i]) for i, line in lines]),
    )


def facts_of(rule: BenefitRule, asked: list[Request]) -> Facts:
    n = len(asked)
    columns = {
        "event_date": [one.day for one in asked],
        "joined_date": [one.joined for one in asked],
        "birth_date": [one.born for one in asked],
        **{name: [one.asked for one in asked] for name in COUNTED},
        **{name: [value] * n for name, value in GENEROUS.items()},
    }
    needed = needed_facts(rule)
    return Facts.of(
        **{
            name: np.array(values, dtype=np.int64)
            for name, values in columns.items()
            if name in needed
        }
    )


def granted(
    rule: BenefitRule, asked: list[tuple[int, Request]], before: list[list[Line]]
) -> list[Line]:
    """The next request of some households, with all that was granted to them."""
    requests = [one for _, one in asked]
    events = [one.event for one in requests]
    houses = [before[house] for house, _ in asked]
    own = [
        [line for line in lines if line.member == one.member]
        for lines, one in zip(houses, requests, strict=True)
    ]
    facts = facts_of(rule, requests)
    household = history(houses, events)
    used = used_before(rule, facts, history(own, events), household)
    # One event is used up by whoever asked for it first.
    of_event = used_before(rule, facts, household, household)
    used |= {name: v for name, v in of_event.items() if "_this_event" in name}
    found = decide(rule, Facts(facts.n, {**facts.columns, **used}))
    return [
        Line(
            household=house,
            member=one.member,
            joined=one.joined,
            benefit=rule.code,
            event=one.event,
            day=one.day,
            units=decision.units,
            satang=decision.amount_satang,
            tier=decision.tier,
        )
        for (house, one), decision in zip(asked, found, strict=True)
        if decision.granted
    ]


@pytest.mark.parametrize("letter", LIMITS)
def test_no_cap_is_exceeded_in_any_order_of_requests(letter: str) -> None:
    bylaw = law(BYLAWS / f"{FIXTURES[letter][0]}.yaml")
    filled: set[int] = set()

    @given(seed=SEEDS)
    @settings(max_examples=4, deadline=None)
    def holds(seed: int) -> None:
        random = np.random.default_rng(seed)
        requests = drawn(letter, random)
        for _ in range(2):
            before: list[list[Line]] = [[] for _ in requests]
            orders = [random.permutation(ASKED) for _ in requests]
            for step in range(ASKED):
                by_code: dict[str, list[tuple[int, Request]]] = {}
                for house, (asked, order) in enumerate(
                    zip(requests, orders, strict=True)
                ):
                    one = asked[order[step]]
                    by_code.setdefault(one.benefit, []).append((house, one))
                for code, asking in by_code.items():
                    rule = bylaw.rule(code)
                    assert rule is not None, code
                    for line in granted(rule, asking, before):
                        before[line.household].append(line)
            filled.update(within(letter, [line for lines in before for line in lines]))

    holds()
    assert filled == set(range(len(LIMITS[letter]))), "some limit was never reached"


def within(letter: str, lines: list[Line]) -> set[int]:
    """Every limit holds; gives those that were filled to the brim somewhere."""
    filled = set()
    for place, limit in enumerate(LIMITS[letter]):
        for (who, window), total in sums(limit, lines).items():
            most = limit.most
            if letter == "G":
                most = 500 * BAHT * min(int(str(window)), 6)
            assert total <= most, (limit, who, window, total)
            if total == most:
                filled.add(place)
    return filled
