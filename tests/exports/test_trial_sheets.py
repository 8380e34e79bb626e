"""An auditor's trial balance: every sum is a formula over the journal of the year."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from kongbun.kernel.thai_date import fiscal_year, fiscal_year_bounds
from kongbun.reports.export import trial_sheets
from kongbun.reports.export.trial_sheets import DIFFERENT, SAME, trial_workbook
from kongbun.reports.figures import report_on
from kongbun.reports.names import Name
from kongbun.testing import books
from kongbun.testing.cast import TODAY, Cast
from tests.exports.formulas import Workbook
from tests.exports.funds import make_fund
from tests.web.doors import Visitor, text

pytestmark = pytest.mark.django_db
TRIAL, MONTHS, LEGS = "งบทดลอง", "รายเดือน", "สมุดรายวัน"


def checks(book: Workbook) -> list[str]:
    """The answers below the trial balance."""
    return [
        book.value(sheet, at)
        for sheet, at in book.formulas()
        if sheet == TRIAL and "IF(ROUND" in str(book.book[sheet][at].value)
    ]


def test_every_formula_comes_to_the_value_that_stands_in_its_cell(cast: Cast) -> None:
    lived = make_fund(cast, 0)
    last_year = fiscal_year_bounds(fiscal_year(lived.today))[0] - timedelta(days=1)
    for on in (lived.today, last_year):
        book = Workbook(trial_workbook(lived.fund, on, notes=True))
        places = list(book.formulas())
        assert len(places) > 100
        for sheet, at in places:
            assert book.value(sheet, at) == book.kept_value(sheet, at), (sheet, at)
        assert checks(book) == [SAME] * 5


def test_the_sums_are_those_of_the_report(cast: Cast) -> None:
    lived = make_fund(cast, 3)
    figures, _ = report_on(lived.fund, Name.TRIAL_BALANCE, lived.today)
    book = Workbook(trial_workbook(lived.fund, lived.today, notes=True))
    sheet = book.book[TRIAL]
    for row, wanted in enumerate(figures["rows"], 6):
        assert sheet[f"A{row}"].value == wanted["code"]
        assert [book.value(TRIAL, f"{at}{row}").scaleb(2) for at in "CDEFG"] == [
            wanted["before_satang"],
            wanted["debit_moved_satang"],
            wanted["credit_moved_satang"],
            wanted["debit_satang"],
            wanted["credit_satang"],
        ]
    total = 6 + len(figures["rows"])
    debit = figures["total"]["debit_satang"]
    assert book.value(TRIAL, f"F{total}").scaleb(2) == debit
    assert book.value(TRIAL, f"G{total}").scaleb(2) == debit


BOOKS = """
    2026-10-05  income:donation -> cash     1,000.01
    2026-11-06  cash -> expense:office        200.00
"""


def test_a_satang_changed_in_the_journal_changes_the_sums(cast: Cast) -> None:
    books.write(cast, BOOKS)
    book = Workbook(trial_workbook(cast.fund, TODAY, notes=True))
    cash = next(row for row in range(6, 20) if book.value(TRIAL, f"A{row}") == "cash")
    assert book.value(TRIAL, f"F{cash}") == Decimal("800.01")
    book.change(LEGS, "G6", 1000.02)
    assert book.value(TRIAL, f"F{cash}") == Decimal("800.02")
    assert checks(book) == [SAME] * 5
    # A side booked into an account that is not in the list falls out of the sums.
    book.change(LEGS, "E6", "cash:9")
    assert checks(book) == [SAME, DIFFERENT, DIFFERENT, DIFFERENT, SAME]


def test_a_year_without_money_has_sums_of_nothing(cast: Cast) -> None:
    book = Workbook(trial_workbook(cast.fund, TODAY, notes=True))
    assert checks(book) == [SAME] * 5


def test_more_legs_than_a_sheet_holds_go_onto_another(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trial_sheets, "LEGS_A_SHEET", 1)
    books.write(cast, BOOKS)
    book = Workbook(trial_workbook(cast.fund, TODAY, notes=True))
    assert book.book.sheetnames == [TRIAL, MONTHS, LEGS, f"{LEGS} 2"]
    for sheet, at in book.formulas():
        assert book.value(sheet, at) == book.kept_value(sheet, at), (sheet, at)
    assert checks(book) == [SAME] * 5


def test_no_name_becomes_a_formula(cast: Cast) -> None:
    books.write(cast, BOOKS)
    cast.fund.name = "=1+1"
    book = Workbook(trial_workbook(cast.fund, TODAY, notes=True))
    assert book.book[TRIAL]["A1"].data_type == "s"


def test_the_page_of_the_trial_balance_gives_the_file(cast: Cast) -> None:
    books.write(cast, BOOKS)
    chair = Visitor(cast, "prasong")
    address = f"/f/{cast.fund.code}/reports/trial-balance/"
    assert f'href="{address}formulas/?on=' in text(chair.get(address))
    assert "formulas/" not in text(chair.get(f"/f/{cast.fund.code}/reports/income/"))
    answer = chair.get(f"{address}formulas/?on=2026-10-31")
    assert checks(Workbook(answer.content)) == [SAME] * 5
    assert answer["Content-Disposition"].endswith('formulas-2026-10-31.xlsx"')
    assert Visitor(cast, "noi").get(f"{address}formulas/").status_code == 404
