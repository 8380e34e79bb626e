"""Two odd by-laws against what their Thai text says, one case at a time."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Mapping
from datetime import date, timedelta

import pytest

from kongbun.rules.days import date_of
from kongbun.rules.decide import decide
from tests.rules.laws import HERE, law
from tests.rules.random_cases import random_facts

ROWS = 3_000
Row = Mapping[str, int]


def a_year_later(day: date) -> date:
    last = calendar.monthrange(day.year + 1, day.month)[1]
    return date(day.year + 1, day.month, min(day.day, last))


def boat(row: Row) -> int:
    """ข้อ ๕ and ข้อ ๓ of as-on-paper.yaml."""
    event, joined = date_of(row["event_date"]), date_of(row["joined_date"])
    if joined > event or a_year_later(joined) + timedelta(1) > event:
        return 0
    if row["own_insured"] or row["event_date"] - row["own_bought_on"] < 90:
        return 0
    return min(row["own_repair_cost"] // 8, 8_000_00) + row["own_hull"] // 2 * 500_00


def dental(row: Row) -> int:
    """ข้อ 4 of own-and-shared.yaml."""
    if row["joined_date"] > row["event_date"] or row["times_used_this_month"] >= 2:
        return 0
    left_of_its_own = max(0, 500_00 - row["satang_used_this_year"])
    left_of_both = max(0, 2_000_00 - row["satang_used_this_year_shared"])
    return min(row["asked_satang"], 500_00, left_of_its_own, left_of_both)


@pytest.mark.parametrize(
    ("file", "code", "oracle"),
    [("as-on-paper", "boat", boat), ("own-and-shared", "dental", dental)],
)
def test_columns_say_what_the_text_says(
    file: str, code: str, oracle: Callable[[Row], int]
) -> None:
    rule = law(HERE / "data" / "odd" / f"{file}.yaml").rule(code)
    assert rule is not None
    facts = random_facts(rule, rows=ROWS)
    found = decide(rule, facts).amount_satang.tolist()
    rows = [{name: int(c[i]) for name, c in facts.columns.items()} for i in range(ROWS)]
    assert found == [oracle(row) for row in rows]
    assert len(set(found)) > 5
