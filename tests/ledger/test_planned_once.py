"""PostgreSQL plans a posting once, and the plan of an empty table stays right."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection

from kongbun.commands.run import Act, command
from kongbun.kernel.money import Money
from kongbun.ledger import entries
from kongbun.ledger.post import post
from kongbun.testing.cast import Cast

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        connection.vendor == "sqlite", reason="SQLite keeps no plan between commands"
    ),
]
SIZES = (1, 40_000, 5_000_000_000)  # satang: each size of a number in its turn


@command("test.post-one")
def post_one(act: Act, *, n: int, satang: int) -> dict[str, Any]:
    post(
        act,
        entries.other_income(
            reference=f"planned:{n}",
            occurred_on=date(2026, 11, 19),
            income="income:donation",
            into="cash",
            amount=Money(satang),
        ),
    )
    return {}


def _prepared() -> list[tuple[str, int, int]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT statement, generic_plans, custom_plans FROM pg_prepared_statements"
        )
        return list(cursor.fetchall())


def test_a_posting_is_planned_once_whatever_its_size(cast: Cast) -> None:
    for n in range(12):
        act = cast.act("somsri")
        post_one(act, n=n, satang=SIZES[n % len(SIZES)])
    said = {sql: (often, anew) for sql, often, anew in _prepared() if often + anew > 9}
    # The first of a day also keeps where the day before ended.
    assert sum('INTO "ledger_entry"' in sql for sql in said) == 1, said
    assert len(said) >= 3
    assert all(anew == 0 for _, anew in said.values()), said


def test_a_reference_is_looked_up_by_itself_though_the_table_was_empty(
    cast: Cast,
) -> None:
    for n in range(3):
        post_one(cast.act("somsri"), n=n, satang=100)
    (read,) = [sql for sql, *_ in _prepared() if "ledger_closing" in sql]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name FROM pg_prepared_statements WHERE statement = %s", [read]
        )
        name = cursor.fetchone()[0]
        cursor.execute(f"EXPLAIN EXECUTE {name}('{{cash}}', 1, '{{x}}', 1, 1)")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    looked = plan.partition(" on ledger_entry e ")[2].splitlines()
    assert "fund_id" in looked[1], plan
    assert "reference" in looked[1], plan
