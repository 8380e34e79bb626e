"""Two programs of other people recompute random funds and come to our figures.

Method: each seed lives a fund; hledger and beancount read its export.  Their sums are
held against what our pages show.  Then one satang is changed, and both must complain.
"""

from __future__ import annotations

import csv
import io
import re
import subprocess
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from kongbun.dues.queries import paid_in
from kongbun.kernel.thai_date import fiscal_year, fiscal_year_bounds
from kongbun.ledger.balances import accounts
from kongbun.ledger.models import AccountBalance
from kongbun.people.models import Membership
from kongbun.reports.export import beancount, hledger, legs_csv
from kongbun.reports.export.books import Books, baht, read_books
from kongbun.reports.export.names import member_keys
from kongbun.reports.money import income_and_expenditure
from kongbun.reports.money import read_books as read_figures
from kongbun.reports.period import Period
from kongbun.testing.cast import Cast
from tests.exports.funds import Lived, make_fund
from tests.exports.programs import Beancount, Hledger, satang

pytestmark = pytest.mark.django_db
SAMPLE, ALL = 12, 200


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "seed" in metafunc.fixturenames:
        seeds = ALL if metafunc.config.getoption("--soak") else SAMPLE
        metafunc.parametrize("seed", range(seeds))


def books_of(lived: Lived) -> Books:
    return read_books(lived.fund, lived.today, members=True, notes=True)


def as_hledger(lived: Lived) -> str:
    return "\n".join([*hledger.lines(books_of(lived)), ""])


def as_beancount(lived: Lived) -> str:
    return "\n".join([*beancount.lines(books_of(lived)), ""])


def our_balances(lived: Lived) -> dict[str, int]:
    known = accounts(lived.fund.pk, include_closed=True)
    return {one.code: one.balance_satang for one in known if one.balance_satang}


def our_members(lived: Lived) -> dict[str, int]:
    """Of a record that counts in another, with that one's."""
    keys = member_keys((one.pk, one.member_no) for one in lived.members)
    counting = Membership.objects.filter(fund=lived.fund, counted_in=None)
    sums: Counter[str] = Counter()
    for one in counting:
        sums[keys[one.pk]] += paid_in(one.pk)
    return {key: satang for key, satang in sums.items() if satang}


def our_year(lived: Lived, period: Period) -> dict[str, int]:
    told = income_and_expenditure(read_figures(period))
    return {
        row["code"]: row["year_satang"]
        for row in (*told["income"], *told["expense"])
        if row["year_satang"]
    }


def without_nothing(sums: dict[str, int]) -> dict[str, int]:
    return {name: satang for name, satang in sums.items() if satang}


def test_both_programs_come_to_our_figures(cast: Cast, seed: int) -> None:
    lived = make_fund(cast, seed)
    for program in (Hledger(as_hledger(lived)), Beancount(as_beancount(lived))):
        assert program.complaint() == ""
        assert without_nothing(program.balances()) == our_balances(lived)
        assert without_nothing(program.members()) == our_members(lived)
        this_year = fiscal_year(lived.today)
        for year in (this_year - 1, this_year):
            first, until = fiscal_year_bounds(year)
            period = Period(lived.fund.pk, until - timedelta(days=1))
            told = without_nothing(program.income_statement(first, until))
            assert told == our_year(lived, period)
    rows = list(csv.DictReader(io.StringIO("".join(legs_csv.lines(books_of(lived))))))
    assert sums_of(rows) == our_balances(lived)


def sums_of(rows: list[dict[str, str]]) -> dict[str, int]:
    sums: Counter[str] = Counter()
    for row in rows:
        moved = int(row["จำนวนเงิน สตางค์ (satang)"])
        assert row["จำนวนเงิน บาท (baht)"] == baht(moved)
        sums[row["รหัสเดบิต (debit)"]] += moved
        sums[row["รหัสเครดิต (credit)"]] -= moved
    return without_nothing(sums)


@pytest.fixture
def lived(cast: Cast) -> Lived:
    """A fund in which much has happened."""
    return make_fund(cast, 4)


def test_the_fund_of_these_tests_has_lived(lived: Lived) -> None:
    wanted = {"receipt", "reverse_receipt", "hand_over", "close", "benefit"}
    assert wanted <= set(lived.steps)
    assert len(our_members(lived)) > 1


AMOUNT = re.compile(r"-?\d+\.\d\d THB")


def one_satang_more(text: str, nth: int, *, sides: int) -> str:
    """The nth entry with a satang more out, or out and in, so that it balances."""
    entries = text.split("\n\n")
    moving = [at for at, one in enumerate(entries) if "no:" in one]
    lines = entries[moving[nth]].splitlines()
    places = [at for at, line in enumerate(lines) if AMOUNT.search(line)]
    for place in [places[0], places[-1]][:sides]:
        lines[place] = AMOUNT.sub(_a_satang_more, lines[place])
    entries[moving[nth]] = "\n".join(lines)
    return "\n\n".join(entries)


def _a_satang_more(found: re.Match[str]) -> str:
    """Further from nothing, so that a debit and a credit stay in balance."""
    stands = satang(found[0])
    return f"{baht(stands + (1 if stands > 0 else -1))} THB"


@pytest.mark.parametrize("sides", [1, 2])
@pytest.mark.parametrize("nth", [0, 7])
def test_one_satang_changed_in_the_file_turns_both_programs_red(
    lived: Lived, nth: int, sides: int
) -> None:
    """One side alone does not balance; both sides differ from what we state."""
    journal = one_satang_more(as_hledger(lived), nth, sides=sides)
    told = Hledger(journal).complaint()
    assert ("balance assertion" if sides == 2 else "could not balance") in told
    file = Beancount(one_satang_more(as_beancount(lived), nth, sides=sides))
    assert ("Balance failed" if sides == 2 else "does not balance") in file.complaint()
    rows = list(csv.DictReader(io.StringIO("".join(legs_csv.lines(books_of(lived))))))
    moved = int(rows[nth]["จำนวนเงิน สตางค์ (satang)"]) + 1
    rows[nth] |= {
        "จำนวนเงิน สตางค์ (satang)": str(moved),
        "จำนวนเงิน บาท (baht)": baht(moved),
    }
    assert sums_of(rows) != our_balances(lived)


def test_what_we_state_does_not_come_from_the_legs(lived: Lived) -> None:
    """A balance kept beside the legs that is a satang off is seen by both."""
    line = AccountBalance.objects.get(account__fund=lived.fund, account__code="cash")
    line.balance_satang += 1
    line.save(update_fields=["balance_satang"])
    assert "cash" in Hledger(as_hledger(lived)).complaint()
    assert "Assets:Cash:1" in Beancount(as_beancount(lived)).complaint()


def test_bean_check_itself_is_content(lived: Lived, tmp_path: Path) -> None:
    file = tmp_path / "fund.beancount"
    file.write_text(as_beancount(lived), "utf-8")
    told = subprocess.run(
        ["bean-check", file], capture_output=True, text=True, check=False
    )
    assert (told.returncode, told.stdout, told.stderr) == (0, "", "")
    file.write_text(one_satang_more(as_beancount(lived), 3, sides=2), "utf-8")
    told = subprocess.run(
        ["bean-check", file], capture_output=True, text=True, check=False
    )
    assert told.returncode == 1
    assert "Balance failed" in told.stderr
