"""The measurement of by-laws: what it decides is right, however fast it is."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from kongbun.bench.made_up import (
    CLAUSES,
    FUNDS,
    bylaw,
    laws_of_funds,
    long_text,
    people,
)
from kongbun.bench.rules import RULES, granted
from kongbun.rules.decide import decide
from kongbun.rules.lint import lint, stops_adoption
from kongbun.rules.read_yaml import read_bylaw
from tests.bench.test_bench import measured

N = 3000
DEATH = ((180, 3000), (365, 5000), (1095, 10000), (1825, 15000), (3650, 20000))
PENSION = ((15, 300), (20, 400), (25, 500), (30, 600))


def baht(days: int, age_days: int, died: bool, nights: int, births: int) -> int:
    """The by-law in words that share nothing with it, for one member."""
    if days < 180:
        return 0
    amount = 100 * min(nights, 10) + 500 * births
    if died:
        tiers = (*DEATH, (5475, 30000))
        amount += max((sum_ for least, sum_ in tiers if days >= least), default=0)
    if age_days / 365.25 >= 60:
        amount += max((sum_ for y, sum_ in PENSION if days // 365 >= y), default=0)
    return amount


def test_every_member_gets_what_the_bylaw_says_in_words() -> None:
    all_ = people(N)
    facts = all_.facts
    event = facts["event_date"]
    rows = zip(
        (event - facts["joined_date"]).tolist(),
        (event - facts["birth_date"]).tolist(),
        all_.died.tolist(),
        facts["nights"].tolist(),
        facts["children"].tolist(),
        strict=True,
    )
    expected = [baht(*row) for row in rows]
    found = granted(bylaw().benefits, facts, died=np.flatnonzero(all_.died))
    assert (found // 100).tolist() == expected
    assert (found % 100 == 0).all()
    for name in ("rules", "rules-explained"):
        assert RULES[name](N)["checksum"] == sum(expected), name


def test_a_million_members_come_to_the_sum_that_other_engines_find() -> None:
    assert RULES["rules"](1_000_000)["checksum"] == 281_407_300


def test_each_fund_decides_by_its_own_bylaw_and_no_two_are_alike() -> None:
    laws = laws_of_funds()
    assert len(laws) == FUNDS
    assert all(one != other for one, other in pairwise(laws))
    assert len({law[0].amount for law in laws}) == FUNDS
    all_ = people(N)
    total = 0
    for fund in np.unique(all_.fund).tolist():
        rows = np.flatnonzero(all_.fund == fund)
        for rule in laws[fund]:
            amount = decide(rule, all_.facts.take(rows)).amount_satang
            if rule.code == "death":
                amount = amount * all_.died[rows]
            total += int(amount.sum())
    assert total == RULES["rules-by-fund"](N)["checksum"]


def test_the_long_bylaw_has_sixty_clauses_and_could_be_adopted() -> None:
    law = read_bylaw(long_text(), file="long.yaml")
    own = [law.membership.clause, law.contribution.clause, law.certification.clause]
    common = law.benefits[0].conditions[1].clause
    clauses = {*own, common, *(rule.clause for rule in law.benefits)}
    assert len(clauses) == CLAUSES
    assert not stops_adoption(lint(law))


@pytest.mark.parametrize("name", ["rules-counter", "rules-reading"])
def test_what_takes_no_crowd_is_measured_too(name: str) -> None:
    assert RULES[name](1)["checksum"] > 0


def test_the_command_prints_a_line_for_each(tmp_path: Path) -> None:
    found = measured(tmp_path, "rules", "--n", "1000")
    assert list(found) == list(RULES)
    assert not (tmp_path / "bench").exists()
