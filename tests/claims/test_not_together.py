"""What was granted beside a benefit that stands against several others."""

from __future__ import annotations

from datetime import date

import pytest

from kongbun.claims.facts import Cases, gather
from kongbun.claims.history import Before, as_history
from kongbun.claims.queries import Member
from kongbun.rules.days import column, day_number
from kongbun.rules.decide import decide
from tests.rules.laws import HERE, law

LAW = law(HERE / "data" / "odd" / "money-back-at-sixty.yaml")
DAY = day_number(date(2026, 11, 9))


@pytest.mark.parametrize(
    ("benefit", "day", "granted"),
    [
        ("give_back", date(1999, 1, 1), False),  # Ever.
        ("wedding", date(2026, 1, 1), False),  # In the same calendar year.
        ("wedding", date(2025, 12, 31), True),
        ("death", date(2026, 1, 1), False),  # Its own cap.
    ],
)
def test_each_of_several_benefits_shuts_it_out_in_its_own_years(
    benefit: str, day: date, granted: bool
) -> None:
    rule = LAW.rule("death")
    assert rule is not None
    lines = as_history([(0, day_number(day), 1, 1000_00, benefit, 0)])
    cases = Cases(
        members=[Member(joined_on=date(1990, 1, 1))],
        first_day=column([DAY]),
        last_day=column([DAY]),
        filed=column([DAY]),
    )
    facts = gather(rule, cases, bylaw=LAW, before=Before(lines, lines, None))
    assert bool(decide(rule, facts).granted[0]) is granted
