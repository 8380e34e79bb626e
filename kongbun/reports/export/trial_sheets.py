"""The trial balance of a year as XLSX whose sums are formulas over the journal.

An auditor sees each sum happen and can change a row to see what follows.  The values
that stand in the cells until a program recalculates are our own figures.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name as column

from kongbun.access.models import Fund
from kongbun.kernel.thai_date import long, month_name, month_start, short
from kongbun.ledger.balances import accounts, newest_entry_id
from kongbun.ledger.lines import booked
from kongbun.reports.export.names import PLACES, place_name
from kongbun.reports.figures import report_on
from kongbun.reports.names import TITLES, Name
from kongbun.reports.period import Period
from kongbun.reports.sheets import Styles
from kongbun.reports.tables import KINDS, Kind

# A sheet holds 1,048,576 rows; further legs go onto another.
LEGS_A_SHEET = 1_000_000
HEADS, MONTHS = 4, "รายเดือน"
ROW_POINTS = 24
SAME, DIFFERENT = "ตรงกัน", "ไม่ตรงกัน"


def trial_workbook(fund: Fund, on: date, *, notes: bool) -> bytes:
    """Trial balance, sums by month, and the year's legs they are made of.

    Without `notes` places of money have no names that people gave them.
    """
    period = Period(fund.pk, on)
    figures, kept = report_on(fund, Name.TRIAL_BALANCE, on)
    rows = figures["rows"] if notes else _nameless(fund.pk, figures["rows"])
    file = BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False})
    made = _Book(book, Styles(book), fund, on, kept, rows)
    trial = made.sheet(TITLES[Name.TRIAL_BALANCE])
    months = made.sheet(MONTHS)
    _write_legs(made, period)
    _write_months(made, months, period)
    _write_trial(made, trial, figures["total"], len(period.months))
    book.close()
    return file.getvalue()


def _nameless(fund_id: int, rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    kinds = {one.code: one.kind for one in accounts(fund_id, include_closed=True)}
    return [
        {**row, "name": place_name(row["code"], kinds[row["code"]])}
        if kinds[row["code"]] in PLACES
        else row
        for row in rows
    ]


@dataclass(slots=True)
class _Legs:
    """One sheet of legs: where its columns stand in formulas."""

    name: str
    last: int = HEADS + 2

    def cells(self, at: str) -> str:
        return f"'{self.name}'!${at}${HEADS + 2}:${at}${self.last}"


@dataclass(slots=True)
class _Book:
    """The workbook being made."""

    book: Any
    styles: Styles
    fund: Fund
    on: date
    kept: bool
    rows: Sequence[dict[str, Any]]
    legs: list[_Legs] = field(default_factory=list)
    # Satang by (month, account, side), as the legs have them.
    moved: Counter[tuple[date, str, str]] = field(default_factory=Counter)

    def sheet(self, name: str) -> Any:
        made = self.book.add_worksheet(name)
        made.set_paper(9)
        made.set_landscape()
        made.fit_to_pages(1, 0)
        made.set_margins(left=0.8, right=0.6)
        # Room for the marks above and below Thai letters.
        made.set_default_row(ROW_POINTS)
        made.write_string(0, 0, self.fund.name, self.styles.head)
        made.write_string(1, 0, name, self.styles.head)
        state = "ปิดบัญชีแล้ว" if self.kept else "ยังไม่ปิดบัญชี ตัวเลขอาจเปลี่ยน"
        made.write_string(2, 0, f"ณ วันที่ {long(self.on)} {state}", self.styles.text)
        return made

    def headings(self, sheet: Any, row: int, labels: Sequence[str]) -> None:
        for at, label in enumerate(labels):
            sheet.write_string(row, at, label, self.styles.column)

    def account(self, sheet: Any, row: int, of: dict[str, Any]) -> None:
        sheet.write_string(row, 0, of["code"], self.styles.text)
        sheet.write_string(row, 1, of["name"], self.styles.text)

    def formula(
        self, sheet: Any, row: int, at: int, text: str, satang: int, *, total: bool
    ) -> None:
        """Rounded to whole satang, as a spreadsheet counts in parts of two."""
        style = (self.styles.total if total else self.styles.cell)[Kind.BAHT]
        sheet.write_formula(row, at, f"=ROUND({text},2)", style, _baht(satang))

    def check(self, sheet: Any, row: int, label: str, left: str, right: str) -> None:
        sheet.write_string(row, 1, label, self.styles.text)
        text = f'=IF(ROUND({left}-({right}),2)=0,"{SAME}","{DIFFERENT}")'
        sheet.write_formula(row, 2, text, self.styles.head, SAME)

    def summed(self, side: str, code: str, month: str = "") -> str:
        """The legs of an account's side, of one month or of all."""
        return "+".join(
            f"SUMIFS({one.cells('G')},{one.cells(side)},{code}"
            + (f",{one.cells('B')},{month}" if month else "")
            + ")"
            for one in self.legs
        )


SIDES = (("E", "debit"), ("F", "credit"))
LEG_HEADINGS = (
    *("ลำดับ", "เดือน", "วันที่ลง", "เลขอ้างอิง"),
    *("เดบิต", "เครดิต", "บาท", "รายการ"),
)


def _write_legs(made: _Book, period: Period) -> None:
    sheet, row, no = _legs_sheet(made), HEADS, 0
    text, money = made.styles.text, made.styles.cell[Kind.BAHT]
    count = made.styles.cell[Kind.COUNT]
    for entry in booked(
        made.fund.pk,
        since=period.first,
        until=made.on,
        newest_entry_id=newest_entry_id(made.fund.pk),
    ):
        month, day = month_start(entry.booked_on), short(entry.booked_on)
        for leg in entry.legs:
            if row - HEADS == LEGS_A_SHEET:
                sheet, row = _legs_sheet(made), HEADS
            row, no = row + 1, no + 1
            made.legs[-1].last = row + 1
            made.moved[month, leg.debit, "debit"] += leg.satang
            made.moved[month, leg.credit, "credit"] += leg.satang
            sheet.write_number(row, 0, no, count)
            sheet.write_string(row, 1, month_name(month), text)
            sheet.write_string(row, 2, day, text)
            sheet.write_string(row, 3, entry.reference, text)
            sheet.write_string(row, 4, leg.debit, text)
            sheet.write_string(row, 5, leg.credit, text)
            sheet.write_number(row, 6, _baht(leg.satang), money)
            sheet.write_string(row, 7, KINDS.get(entry.kind, entry.kind), text)


def _legs_sheet(made: _Book) -> Any:
    number = len(made.legs) + 1
    title = TITLES[Name.JOURNAL]
    name = title if number == 1 else f"{title} {number}"
    made.legs.append(_Legs(name))
    sheet = made.sheet(name)
    made.headings(sheet, HEADS, LEG_HEADINGS)
    sheet.freeze_panes(HEADS + 1, 0)
    sheet.set_column(0, 0, 10)
    sheet.set_column(1, 7, 26)
    return sheet


def _write_months(made: _Book, sheet: Any, period: Period) -> None:
    """A debit and a credit column for each month, then the year's."""
    months = period.months
    titles = [month_name(month) for month in months for _ in SIDES]
    made.headings(sheet, HEADS, ["รหัส", "บัญชี", *titles, "ทั้งปี", "ทั้งปี"])
    sides = ["เดบิต", "เครดิต"] * (len(months) + 1)
    made.headings(sheet, HEADS + 1, ["", "", *sides])
    first = HEADS + 2
    for row, of in enumerate(made.rows, first):
        made.account(sheet, row, of)
        for at, (month, (letter, side)) in enumerate(_columns(months), 2):
            head = f"{column(at)}${HEADS + 1}"
            text = made.summed(letter, f"$A{row + 1}", head)
            satang = made.moved[month, of["code"], side]
            made.formula(sheet, row, at, text, satang, total=False)
        for place, (_, side) in enumerate(SIDES):
            mine = range(2 + place, 2 + 2 * len(months), 2)
            text = "+".join(f"{column(at)}{row + 1}" for at in mine)
            satang = sum(made.moved[month, of["code"], side] for month in months)
            year = 2 + 2 * len(months) + place
            made.formula(sheet, row, year, text, satang, total=False)
    last = first + len(made.rows)
    sheet.write_string(last, 1, "รวม", made.styles.total[Kind.TEXT])
    for at, (one, (_, side)) in enumerate(_columns([*months, None]), 2):
        total = sum(
            satang
            for (month, _, on), satang in made.moved.items()
            if on == side and one in (None, month)
        )
        made.formula(sheet, last, at, _sum(at, first, last), total, total=True)
    sheet.freeze_panes(first, 2)
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, 40)
    sheet.set_column(2, 3 + 2 * len(months), 18)


def _columns(months: Sequence[date | None]) -> Iterator[tuple[Any, tuple[str, str]]]:
    return ((month, side) for month in months for side in SIDES)


TRIAL_HEADINGS = (
    *("รหัส", "บัญชี", "ยกมาต้นปี", "เดบิตปีนี้", "เครดิตปีนี้"),
    *("คงเหลือเดบิต", "คงเหลือเครดิต"),
)
TRIAL_COLUMNS = (
    *("before_satang", "debit_moved_satang", "credit_moved_satang"),
    *("debit_satang", "credit_satang"),
)


def _write_trial(made: _Book, sheet: Any, total: dict[str, int], months: int) -> None:
    made.headings(sheet, HEADS, TRIAL_HEADINGS)
    first = HEADS + 1
    for row, of in enumerate(made.rows, first):
        at = row + 1
        made.account(sheet, row, of)
        before = _baht(of["before_satang"])
        sheet.write_number(row, 2, before, made.styles.cell[Kind.BAHT])
        texts = (
            *(made.summed(letter, f"$A{at}") for letter, _ in SIDES),
            f"MAX(C{at}+D{at}-E{at},0)",
            f"MAX(E{at}-C{at}-D{at},0)",
        )
        for place, text in enumerate(texts, 3):
            satang = of[TRIAL_COLUMNS[place - 2]]
            made.formula(sheet, row, place, text, satang, total=False)
    last = first + len(made.rows)
    sheet.write_string(last, 1, "รวม", made.styles.total[Kind.TEXT])
    for place, name in enumerate(TRIAL_COLUMNS, 2):
        made.formula(
            sheet, last, place, _sum(place, first, last), total[name], total=True
        )
    sheet.write_string(last + 1, 1, "ยกมาต้นปี: เดบิตเป็นบวก เครดิตเป็นลบ", made.styles.text)
    year, end = 2 + 2 * months, HEADS + 3 + len(made.rows)
    by_month = f"'{MONTHS}'!{column(year)}{end}"
    journal = "+".join(f"SUM({one.cells('G')})" for one in made.legs)
    for row, (label, left, right) in enumerate(
        (
            ("ยกมาต้นปี รวมทุกบัญชีเป็นศูนย์", f"C{last + 1}", "0"),
            ("เดบิตปีนี้เท่ากับเครดิตปีนี้", f"D{last + 1}", f"E{last + 1}"),
            ("คงเหลือเดบิตเท่ากับคงเหลือเครดิต", f"F{last + 1}", f"G{last + 1}"),
            ("สมุดรายวันรวมเท่ากับเดบิตปีนี้", journal, f"D{last + 1}"),
            ("รายเดือนรวมเท่ากับเดบิตปีนี้", by_month, f"D{last + 1}"),
        ),
        last + 3,
    ):
        made.check(sheet, row, label, left, right)
    sheet.freeze_panes(first, 2)
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, 44)
    sheet.set_column(2, 6, 20)


def _sum(at: int, first: int, last: int) -> str:
    """A column from its first row until before the last."""
    name = column(at)
    return f"SUM({name}{first + 1}:{name}{last})" if last > first else "0"


def _baht(satang: int) -> Decimal:
    """Exact: satang are hundredths of a baht."""
    return Decimal(satang).scaleb(-2)
