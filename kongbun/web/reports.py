"""Reports for reading, printing and taking away as XLSX; the journal.

A page is a rendering of `reports.figures`; it adds nothing up.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import path

from kongbun.kernel.bad_input import BadInput
from kongbun.kernel.thai_date import add_months, fiscal_year, month_end, month_start
from kongbun.kernel.thai_date_text import read_day
from kongbun.ledger.lines import journal as journal_lines
from kongbun.reports.export.trial_sheets import trial_workbook
from kongbun.reports.figures import report_on
from kongbun.reports.kept import kept_figures
from kongbun.reports.names import TITLES, Name
from kongbun.reports.papers import paper
from kongbun.reports.period import Period
from kongbun.reports.sheets import shown, workbook
from kongbun.reports.tables import KINDS, Column, Kind, Table, parts
from kongbun.treasury.queries import closes
from kongbun.web.door import FundRequest, fund_url, fund_view, page
from kongbun.web.forms import Form, ThaiDateField
from kongbun.web.templatetags.kongbun import baht, number

app_name = "reports"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NUMBERS = (Kind.BAHT, Kind.COUNT)
NOTHING = "–"


class DayForm(Form):
    on = ThaiDateField(label="ณ วันที่")


@dataclass(frozen=True, slots=True)
class Cell:
    text: str
    is_number: bool
    label: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A table as a template writes it."""

    title: str
    columns: list[Cell]
    rows: list[list[Cell]]
    total: list[Cell] | None
    note: str


def _shown(table: Table) -> Shown:
    columns = table.columns
    return Shown(
        table.title,
        [Cell(c.label, c.kind in NUMBERS, c.label) for c in columns],
        [[_cell(c, row) for c in columns] for row in table.rows],
        [_cell(c, table.total) for c in columns] if table.total is not None else None,
        table.note,
    )


def _laid_out(title: str, tables: list[Shown]) -> tuple[bool, list[Shown]]:
    """Whether the tables stand side by side, as the form prints item 10."""
    if title != TITLES[Name.FORM1_ITEM10]:
        return False, tables
    receipts, income, uses, expenses, sides = tables
    return True, [receipts, uses, income, expenses, sides]


def _cell(column: Column, row: Mapping[str, Any]) -> Cell:
    value = row.get(column.key)
    if type(value) is int:
        text = baht(value) if column.kind is Kind.BAHT else number(value)
        return Cell(text if value else NOTHING, True, column.label)
    return Cell(shown(column, value), column.kind in NUMBERS, column.label)


def _on(request: FundRequest) -> tuple[date, DayForm]:
    """The day asked for, and the form that asks; today when it cannot be read."""
    text = request.GET.get("on", "")
    if not text:
        return request.today, DayForm(initial={"on": request.today})
    form = DayForm(request.GET)
    try:
        day = read_day(text)
    except BadInput:
        return request.today, form
    if day > request.today:
        form.add_error("on", "วันนี้ยังมาไม่ถึง ใส่วันที่ไม่เกินวันนี้")
        return request.today, form
    return day, DayForm(initial={"on": day})


def _close_asked(request: FundRequest) -> int | None:
    """Which close's figures: only an earlier one has to be named."""
    text = request.GET.get("close", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 3 else None


@fund_view()
def reports(request: FundRequest) -> HttpResponse:
    """Every report, and the days whose figures were kept."""
    return page(
        request,
        "reports/list.html",
        {
            "year": fiscal_year(request.today),
            "reports": [
                (TITLES[name], fund_url(request, "reports:report", name=name.value))
                for name in Name
                if name not in (Name.YEAR, Name.JOURNAL)
            ],
            "kept": kept_figures(request.fund.pk).order_by("-on")[:24],
            "closes": closes(request.fund.pk)[:1],
        },
    )


def _name(text: str) -> Name:
    try:
        return Name(text)
    except ValueError:
        raise Http404 from None


@fund_view()
def report(request: FundRequest, name: str) -> HttpResponse:
    asked = _name(name)
    if asked is Name.JOURNAL:
        return journal(request, fund_code=request.fund.code)  # type: ignore[return-value]
    day, form = _on(request)
    figures, kept = report_on(request.fund, asked, day, _close_asked(request))
    return page(
        request,
        "reports/report.html",
        {
            "name": asked.value,
            "title": TITLES[asked],
            "day": day,
            "period": Period(request.fund.pk, day),
            "kept": kept,
            "form": form,
            "parts": [
                (title, *_laid_out(title, [_shown(table) for table in tables]))
                for title, tables in parts(asked, figures)
            ],
            "many": asked is Name.YEAR,
            "has_formulas": asked is Name.TRIAL_BALANCE,
        },
    )


@fund_view()
def xlsx(request: FundRequest, name: str) -> HttpResponse:
    asked = _name(name)
    day, _ = _on(request)
    figures, kept = report_on(request.fund, asked, day, _close_asked(request))
    content = workbook(
        fund=request.fund.name,
        title=TITLES[asked],
        on=day,
        kept=kept,
        sheets=parts(asked, figures),
    )
    return _file(content, f"{request.fund.code}-{asked.value}-{day.isoformat()}.xlsx")


@fund_view()
def formulas(request: FundRequest) -> HttpResponse:
    """The trial balance whose sums an auditor sees happen."""
    day, _ = _on(request)
    name = f"{request.fund.code}-trial-balance-formulas-{day.isoformat()}.xlsx"
    return _file(trial_workbook(request.fund, day, notes=True), name)


def _file(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@fund_view()
def journal(request: FundRequest) -> HttpResponse:
    """Every line of the books, a month a page."""
    try:
        first = month_start(date.fromisoformat(f"{request.GET.get('month', '')}-01"))
    except ValueError:
        first = month_start(request.today)
    first = min(first, month_start(request.today))
    last = min(month_end(first), request.today)
    lines = list(journal_lines(request.fund.pk, since=first, until=last))
    return page(
        request,
        "reports/journal.html",
        {
            "month": first,
            "last": last,
            "rows": [
                (line, KINDS.get(line.kind, line.kind), paper(line.reference))
                for line in lines
            ],
            "debit": sum(line.debit_satang for line in lines),
            "credit": sum(line.credit_satang for line in lines),
            "earlier": add_months(first, -1)
            if first > request.fund.books_from
            else None,
            "later": add_months(first, 1) if last < request.today else None,
        },
    )


urlpatterns = [
    path("reports/", reports, name="list"),
    path("reports/journal/", journal, name="journal"),
    path("reports/trial-balance/formulas/", formulas, name="formulas"),
    path("reports/<slug:name>/", report, name="report"),
    path("reports/<slug:name>/xlsx/", xlsx, name="xlsx"),
]
