"""Statements add up: text books by hand, then random books against plain sums."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kongbun.commands.models import Command
from kongbun.founding.actions import open_money_account
from kongbun.founding.models import OpeningFigure, OpeningStatement
from kongbun.ledger.accounts import open_account
from kongbun.ledger.chart import EXPENSE, INCOME, AccountKind
from kongbun.reports.form1 import item_10
from kongbun.reports.money import (
    balance_sheet,
    income_and_expenditure,
    read_books,
    trial_balance,
)
from kongbun.reports.period import Period
from kongbun.testing import books
from kongbun.testing.books import Row
from kongbun.testing.cast import TODAY, Cast

pytestmark = pytest.mark.django_db

YEARS = """
    2025-03-01  income:seed-grant -> bank:1          55,000.00
    2025-04-01  bank:1 -> cash                        5,000.00
    2025-05-01  cash -> expense:benefit:1             1,000.00
    2026-10-02  income:dues -> bag:1                  3,000.00
    2026-10-05  bag:1 -> cash                         2,500.00
    2026-10-20  cash -> expense:benefit:4             2,000.00
    2026-10-21  cash -> expense:office                  150.25
    2026-11-01  income:interest -> bank:1                12.50
    2026-11-02  bank:1 -> investment:1                1,000.00
    ==
    bank:1             49,012.50
    cash                4,349.75
    bag:1                 500.00
    investment:1        1,000.00
    income:seed-grant -55,000.00
    income:dues        -3,000.00
    income:interest       -12.50
    expense:benefit:1   1,000.00
    expense:benefit:4   2,000.00
    expense:office        150.25
"""


@pytest.fixture
def two_years(cast: Cast) -> Cast:
    open_money_account(cast.act("somsri"), kind="investment", name="สลาก ธ.ก.ส.")
    books.write(cast, YEARS, today=TODAY)
    return cast


def of(cast: Cast, on: date = TODAY) -> Any:
    return read_books(Period(cast.fund.pk, on))


def amounts(rows: list[dict[str, Any]], column: str) -> dict[str, int]:
    return {row["code"]: row[column] for row in rows if row[column]}


def test_the_trial_balance_lists_each_account_on_its_side(two_years: Cast) -> None:
    trial = trial_balance(of(two_years))
    assert amounts(trial["rows"], "debit_satang") == {
        "cash": 4_349_75,
        "bank:1": 49_012_50,
        "bag:1": 500_00,
        "investment:1": 1_000_00,
        "expense:benefit:1": 1_000_00,
        "expense:benefit:4": 2_000_00,
        "expense:office": 150_25,
    }
    assert amounts(trial["rows"], "credit_satang") == {
        "income:seed-grant": 55_000_00,
        "income:dues": 3_000_00,
        "income:interest": 12_50,
    }
    assert trial["total"]["debit_satang"] == trial["total"]["credit_satang"]
    assert trial["total"]["debit_satang"] == 58_012_50
    cash = next(row for row in trial["rows"] if row["code"] == "cash")
    assert cash["before_satang"] == 4_000_00
    assert cash["debit_moved_satang"] == 2_500_00
    assert cash["credit_moved_satang"] == 2_150_25


def test_income_and_expenditure_of_this_year_last_year_and_all_years(
    two_years: Cast,
) -> None:
    told = income_and_expenditure(of(two_years))
    assert amounts(told["income"], "year_satang") == {
        "income:dues": 3_000_00,
        "income:interest": 12_50,
    }
    assert amounts(told["expense"], "year_satang") == {
        "expense:benefit:4": 2_000_00,
        "expense:office": 150_25,
    }
    assert told["surplus"]["year_satang"] == 862_25
    assert told["surplus"]["since_founding_satang"] == 54_862_25
    assert told["income_total"]["since_founding_satang"] == 58_012_50
    # 2025 lies in the fiscal year before the one before.
    assert told["income_total"]["last_year_satang"] == 0
    a_year_ago = income_and_expenditure(of(two_years, date(2026, 9, 30)))
    assert a_year_ago["income_total"]["last_year_satang"] == 55_000_00


def test_what_is_held_equals_what_is_owed_and_owned(two_years: Cast) -> None:
    sheet = balance_sheet(of(two_years))
    assert sheet["total"] == {
        "assets_satang": 54_862_25,
        "owed_satang": 0,
        "own_satang": 54_862_25,
        "fenced_satang": 0,
        "free_satang": 54_862_25,
    }
    assert amounts(sheet["own"], "amount_satang") == {
        "surplus-before": 54_000_00,
        "surplus-year": 862_25,
    }


def test_item_10_as_the_form_prints_it(two_years: Cast) -> None:
    form = item_10(of(two_years))
    assert amounts(form["receipts"], "amount_satang") == {
        "members": 3_000_00,
        "codi": 55_000_00,
    }
    assert amounts(form["income"], "amount_satang") == {"interest": 12_50}
    assert amounts(form["uses"], "amount_satang") == {
        "bank": 49_012_50,
        "cash": 4_849_75,
        "welfare": 3_000_00,
        "investment": 1_000_00,
    }
    assert amounts(form["expenses"], "amount_satang") == {"office": 150_25}
    assert form["total"]["left_satang"] == form["total"]["right_satang"] == 58_012_50
    assert [line["code"] for line in form["receipts"]] == [
        "members",
        "codi",
        "state",
        "local-government",
        "other-receipts",
    ]
    assert [line["code"] for line in form["expenses"]] == [
        "pay",
        "travel",
        "office",
        "meeting",
        "other-expenses",
    ]


def test_every_account_of_income_and_expense_has_its_line_on_the_form(
    cast: Cast,
) -> None:
    for code in INCOME:
        books.write_rows(cast, [Row(TODAY, code, "cash", 100_00)])
    for code in EXPENSE:
        books.write_rows(cast, [Row(TODAY, "cash", code, 1_00)])
    form = item_10(of(cast))
    assert form["total"]["left_satang"] == 100_00 * len(INCOME)


def stated(cast: Cast, side: str, code: str, satang: int, persons: int = 0) -> None:
    statement = OpeningStatement.objects.first() or OpeningStatement.objects.create(
        fund=cast.fund,
        cut_over_on=date(2025, 9, 30),
        body="{}",
        hash=bytes(32),
        stated_by=cast.users["somsri"],
        stated_at="2025-10-01T00:00:00Z",
        command_id=cast_command(cast),
    )
    OpeningFigure.objects.create(
        fund=cast.fund,
        statement=statement,
        side=side,
        code=code,
        amount_satang=satang,
        persons=persons,
    )


def cast_command(cast: Cast) -> int:
    return Command.objects.filter(fund=cast.fund).order_by("pk")[0].pk


@pytest.mark.parametrize(
    ("held", "came", "went", "line"),
    [
        # Stated figures explain what was held to the satang.
        (400_000_00, 520_000_00, 120_000_00, None),
        # More was held than they explain; less was held: it was spent.
        (450_000_00, 520_000_00, 120_000_00, ("receipts", 50_000_00)),
        (390_000_00, 520_000_00, 120_000_00, ("expenses", 10_000_00)),
        # Nothing was stated.
        (390_000_00, 0, 0, ("receipts", 390_000_00)),
    ],
)
def test_a_cut_over_keeps_both_sides_of_item_10_equal(
    cast: Cast, held: int, came: int, went: int, line: tuple[str, int] | None
) -> None:
    books.write_rows(cast, [Row(date(2025, 9, 30), "equity:opening", "bank:1", held)])
    books.write_rows(cast, [Row(TODAY, "income:dues", "cash", 30_00)])
    if came:
        stated(cast, "receipts", "income:dues", came)
        stated(cast, "benefits", "4", went, persons=12)
    form = item_10(of(cast))
    assert form["total"]["left_satang"] == form["total"]["right_satang"]
    members = form["receipts"][0]
    assert members["amount_satang"] == came + 30_00
    assert members["stated_satang"] == came
    opening = [
        (side, row["amount_satang"], row["stated_satang"])
        for side in ("receipts", "expenses")
        for row in form[side]
        if row["code"] == "opening"
    ]
    assert opening == ([(line[0], line[1], line[1])] if line else [])


def test_before_the_cut_over_nothing_was_stated(cast: Cast) -> None:
    books.write_rows(cast, [Row(date(2025, 9, 30), "equity:opening", "cash", 100_00)])
    stated(cast, "receipts", "income:dues", 500_00)
    before, then = (
        item_10(read_books(Period(cast.fund.pk, day)))
        for day in (date(2025, 9, 29), date(2025, 9, 30))
    )
    assert before["total"]["left_satang"] == before["total"]["right_satang"] == 0
    assert then["total"]["left_satang"] == then["total"]["right_satang"] == 500_00


def test_suspense_is_owed_and_stands_on_the_form(cast: Cast) -> None:
    waiting = open_account(
        cast.fund.pk, AccountKind.SUSPENSE, name="เงินพัก", opened_on=TODAY
    )
    books.write_rows(cast, [Row(TODAY, waiting.code, "cash", 10_00)])
    assert balance_sheet(of(cast))["total"]["owed_satang"] == 10_00
    form = item_10(of(cast))
    assert amounts(form["receipts"], "amount_satang") == {"suspense": 10_00}
    assert form["total"]["left_satang"] == 10_00


PLACES = ("cash", "bank:1", "bag:1")
FIRST = date(2024, 10, 1)
some_rows = st.lists(
    st.tuples(
        st.integers(0, (TODAY - FIRST).days),
        st.sampled_from(["in", "out", "move"]),
        st.sampled_from(sorted(INCOME)),
        st.sampled_from(sorted(EXPENSE)),
        st.sampled_from([(a, b) for a in PLACES for b in PLACES if a != b]),
        st.integers(1, 10**9),
    ),
    min_size=1,
    max_size=25,
)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(drawn=some_rows, back=st.integers(0, 800))
def test_random_books_reconcile_on_any_day(
    cast: Cast, drawn: list[Any], back: int
) -> None:
    """Sums taken from the drawn rows alone, against every statement."""
    with transaction.atomic():
        _reconcile(cast, drawn, TODAY - timedelta(days=back))
        transaction.set_rollback(True)


def _reconcile(cast: Cast, drawn: list[Any], on: date) -> None:
    held: dict[str, int] = dict.fromkeys(PLACES, 0)
    kept: list[Row] = []
    for days, what, income, expense, (out, into), satang in drawn:
        day = FIRST + timedelta(days=days)
        row = {
            "in": Row(day, income, out, satang),
            "out": Row(day, out, expense, satang),
            "move": Row(day, out, into, satang),
        }[what]
        if row.out in held and held[row.out] < satang:
            continue
        for code, sign in ((row.out, -1), (row.into, 1)):
            if code in held:
                held[code] += sign * satang
        kept.append(row)
    books.write_rows(cast, kept)
    seen = [row for row in kept if row.day <= on]
    year = Period(cast.fund.pk, on).first
    came = sum(r.satang for r in seen if r.out in INCOME)
    went = sum(r.satang for r in seen if r.into in EXPENSE)
    read = of(cast, on)
    trial, sheet, form = trial_balance(read), balance_sheet(read), item_10(read)
    told = income_and_expenditure(read)
    assert trial["total"]["debit_satang"] == trial["total"]["credit_satang"]
    assert told["income_total"]["since_founding_satang"] == came
    assert told["expense_total"]["since_founding_satang"] == went
    assert told["income_total"]["year_satang"] == sum(
        r.satang for r in seen if r.out in INCOME and r.day >= year
    )
    assert sheet["total"]["assets_satang"] == came - went
    assert form["total"]["left_satang"] == form["total"]["right_satang"] == came
