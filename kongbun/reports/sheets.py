"""A report as XLSX: Thai, B.E. days as text, baht as numbers with two decimals."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import xlsxwriter

from kongbun.kernel.thai_date import long, month_name, short
from kongbun.reports.tables import Column, Kind, Table

FONT = "TH Sarabun New"
SIZE = 16
# Characters that Excel forbids in a sheet's name.
FORBIDDEN = str.maketrans("", "", "[]:*?/\\")
NAME_MAX = 31
WIDTHS = {Kind.BAHT: 18, Kind.COUNT: 12, Kind.DAY: 14, Kind.MONTH: 18}


def workbook(
    *,
    fund: str,
    title: str,
    on: date,
    kept: bool,
    sheets: Iterable[tuple[str, list[Table]]],
) -> bytes:
    """One sheet for each (name, tables)."""
    file = BytesIO()
    book = xlsxwriter.Workbook(
        file,
        {"in_memory": True, "default_date_format": "@", "strings_to_formulas": False},
    )
    styles = Styles(book)
    for name, tables in sheets:
        sheet = book.add_worksheet(name.translate(FORBIDDEN)[:NAME_MAX])
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.8, right=0.6)
        sheet.write_string(0, 0, fund, styles.head)
        sheet.write_string(1, 0, title, styles.head)
        state = "ปิดบัญชีแล้ว" if kept else "ยังไม่ปิดบัญชี ตัวเลขอาจเปลี่ยน"
        sheet.write_string(2, 0, f"ณ วันที่ {long(on)} {state}", styles.text)
        row = 4
        for table in tables:
            row = _write(sheet, styles, table, row) + 1
        _widths(sheet, tables)
    book.close()
    return file.getvalue()


class Styles:
    """The formats of one workbook."""

    def __init__(self, book: Any) -> None:
        def style(**more: Any) -> Any:
            return book.add_format({"font_name": FONT, "font_size": SIZE, **more})

        money = "#,##0.00;-#,##0.00;-"
        self.text = style()
        self.head = style(bold=True)
        self.column = style(bold=True, bottom=1, text_wrap=True, valign="bottom")
        self.cell = {
            Kind.BAHT: style(num_format=money),
            Kind.COUNT: style(num_format="#,##0"),
        }
        self.total = {
            kind: style(
                bold=True,
                top=1,
                bottom=6,
                num_format=money if kind is Kind.BAHT else "#,##0",
            )
            for kind in Kind
        }


def _write(sheet: Any, styles: Styles, table: Table, row: int) -> int:
    sheet.write_string(row, 0, table.title, styles.head)
    row += 1
    for at, column in enumerate(table.columns):
        sheet.write_string(row, at, column.label, styles.column)
    for line in table.rows:
        row += 1
        for at, column in enumerate(table.columns):
            style = styles.cell.get(column.kind, styles.text)
            _cell(sheet, row, at, column, line.get(column.key), style)
    if table.total is not None:
        row += 1
        for at, column in enumerate(table.columns):
            style = styles.total[column.kind]
            _cell(sheet, row, at, column, table.total.get(column.key), style)
    if table.note:
        row += 1
        sheet.write_string(row, 0, table.note, styles.text)
    return row + 1


def _cell(
    sheet: Any, row: int, at: int, column: Column, value: Any, style: Any
) -> None:
    if type(value) is int and column.kind is Kind.BAHT:
        # Exact: satang are hundredths of a baht.
        sheet.write_number(row, at, Decimal(value).scaleb(-2), style)
    elif type(value) is int:
        sheet.write_number(row, at, value, style)
    else:
        # Never a formula, whatever a name begins with.
        sheet.write_string(row, at, shown(column, value), style)


def shown(column: Column, value: Any) -> str:
    """A day or text as people read it; nothing for nothing."""
    if value in (None, ""):
        return ""
    if column.kind in (Kind.DAY, Kind.MONTH) and str(value)[:1].isdigit():
        day = date.fromisoformat(str(value))
        return short(day) if column.kind is Kind.DAY else month_name(day)
    return str(value)


def _widths(sheet: Any, tables: Sequence[Table]) -> None:
    widths: dict[int, int] = {}
    for table in tables:
        for at, column in enumerate(table.columns):
            longest = max(
                (len(str(row.get(column.key, ""))) for row in table.rows), default=0
            )
            wanted = WIDTHS.get(column.kind, min(60, max(14, longest)))
            widths[at] = max(widths.get(at, 0), wanted)
    for at, width in widths.items():
        sheet.set_column(at, at, width)
