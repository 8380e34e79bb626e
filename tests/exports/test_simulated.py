"""Two programs of other people recompute the funds of `kongbun simulate`.

Method: a seed lives a fund beside its model, then goes on with what the model does not
know: money for purposes, investments, months opened again, records merged.  Every
figure of ours is held against what hledger, beancount and the rows of the CSV come to.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from pytest_django import DjangoDbBlocker

from kongbun.kernel.thai_date import (
    fiscal_year,
    fiscal_year_bounds,
    month_end,
    month_start,
)
from kongbun.ledger.balances import movements
from kongbun.ledger.fence import for_purposes
from kongbun.reports.export import legs_csv
from kongbun.reports.export.trial_sheets import SAME, trial_workbook
from kongbun.reports.period import Period
from kongbun.simulation.run import Simulator, simulator
from kongbun.simulation.world import BOOKS_FROM
from kongbun.testing.databases import Copy, Databases
from kongbun.treasury.purposes import purses
from tests.exports.formulas import Workbook
from tests.exports.funds import Lived
from tests.exports.programs import Beancount, Hledger
from tests.exports.simulated import live
from tests.exports.test_recomputed import (
    as_beancount,
    as_hledger,
    books_of,
    our_balances,
    our_members,
    our_year,
    sums_of,
    without_nothing,
)
from tests.exports.test_trial_sheets import checks

# Seeds; of each, steps of the simulation and steps afterwards.
SAMPLE, ALL = ((1, 5), 40, 50), (range(200), 70, 60)
EACH_HAPPENED = (
    *("given", "spent", "set_aside", "set_free", "bought", "sold", "undone", "doubled"),
    *("close", "opened", "sheet done", "accept done", "unreceipt done"),
    *("booked late", "booked into a month opened again"),
)


@pytest.fixture(scope="module")
def made(
    databases: Databases, shared_copy: Copy, django_db_blocker: DjangoDbBlocker
) -> Iterator[Simulator]:
    with django_db_blocker.unblock(), simulator(migrated=databases.template) as made:
        yield made


def test_both_programs_come_to_the_figures_of_every_simulated_fund(
    made: Simulator, soak: bool
) -> None:
    """So many funds that each thing has happened; the whole number under `--soak`."""
    happened: Counter[str] = Counter()
    seeds, steps, later = ALL if soak else SAMPLE
    for seed in seeds:
        lived = live(made, seed, steps=steps, later=later)
        happened.update(lived.steps)
        for program in (Hledger(as_hledger(lived)), Beancount(as_beancount(lived))):
            assert program.complaint() == "", seed
            agrees(program, lived, seed)
        text = "".join(legs_csv.lines(books_of(lived)))
        assert sums_of(list(csv.DictReader(io.StringIO(text)))) == our_balances(lived)
        book = Workbook(trial_workbook(lived.fund, lived.today, notes=True))
        for sheet, at in book.formulas():
            assert book.value(sheet, at) == book.kept_value(sheet, at), (
                seed,
                sheet,
                at,
            )
        assert checks(book) == [SAME] * 5, seed
    print(dict(sorted(happened.items())))
    assert [what for what in EACH_HAPPENED if not happened[what]] == []


def agrees(program: Hledger | Beancount, lived: Lived, seed: int) -> None:
    """Balances, members, purposes, and income and expenditure by year and month."""
    fund = lived.fund.pk
    balances = without_nothing(program.balances())
    assert balances == our_balances(lived), seed
    assert without_nothing(program.members()) == our_members(lived), seed
    left = {one.code: one.left.satang for one in purses(fund) if one.left.satang}
    told = {code: satang for code, satang in balances.items() if "restricted" in code}
    assert told == left, seed
    this_year = fiscal_year(lived.today)
    for year in (this_year - 1, this_year):
        first, until = fiscal_year_bounds(year)
        on = until - timedelta(days=1)
        statement = without_nothing(program.income_statement(first, until))
        assert statement == our_year(lived, Period(fund, on)), (seed, year)
        ours = for_purposes(fund, since=first, until=on)
        fenced = without_nothing(program.for_purposes(first, until))
        spent = {code: -satang for code, satang in ours.spent.items()}
        assert fenced == without_nothing(ours.given | spent), (seed, year)
    for first in months(lived.today):
        until = month_end(first) + timedelta(days=1)
        moved = movements(fund, since=first, until=month_end(first))
        ours_of = {
            code: -satang if code.startswith("income:") else satang
            for code, satang in moved.items()
            if satang and code.startswith(("income:", "expense:"))
        }
        assert program.income_statement(first, until) == ours_of, (seed, first)


def months(today: date) -> Iterator[date]:
    month = BOOKS_FROM
    while month <= today:
        yield month
        month = month_start(month_end(month) + timedelta(days=1))
