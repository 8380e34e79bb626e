"""`kongbun report` and `kongbun month`: a day's figures, and the close of a month."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click

from kongbun.access.models import Fund
from kongbun.cli import copying
from kongbun.cli.door import reader, tell, writer
from kongbun.cli.files import writing
from kongbun.cli.given import DAY, TEXT
from kongbun.commands.run import Act
from kongbun.kernel.money import Money
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.kernel.thai_date import month_name, month_start, short
from kongbun.reports import actions
from kongbun.reports.conditions import close_list
from kongbun.reports.figures import before_closing, report_on
from kongbun.reports.names import TITLES, Name
from kongbun.reports.period import Period
from kongbun.reports.sheets import shown, workbook
from kongbun.reports.tables import Column, Kind, Table, parts, tables
from kongbun.treasury.closing import Condition, month_to_close
from kongbun.treasury.queries import standing_close
from kongbun.web import clock


@click.command("report")
@click.argument("name", type=click.Choice([name.value for name in Name]))
@click.option("--on", type=DAY, help="Figures of this day; today.")
@click.option(
    "--close",
    "version",
    type=click.IntRange(1, 99),
    help="Those of this close of that day, when there was more than one.",
)
@click.option("--xlsx", type=click.Path(path_type=Path), help="Write an XLSX.")
@reader
def report(
    fund: Fund,
    *,
    as_json: bool,
    name: str,
    on: date | None,
    version: int | None,
    xlsx: Path | None,
) -> None:
    """A report's figures on a day: of its fiscal year, and since founding.

    Figures of a closed month's last day are those kept at its close.
    """
    asked, day = Name(name), on or clock.today_for(fund)
    today = clock.today_for(fund)
    if day > today:
        raise Refused(RefusalCode.DATE_IN_FUTURE, found=short(day), today=short(today))
    figures, kept = report_on(fund, asked, day, version)
    if xlsx is not None:
        content = workbook(
            fund=fund.name,
            title=TITLES[asked],
            on=day,
            kept=kept,
            sheets=parts(asked, figures),
        )
        with writing(xlsx):
            xlsx.write_bytes(content)
    told = {
        "report": asked.value,
        "fund": fund.code,
        **Period(fund.pk, day).as_json(),
        "kept": kept,
        "figures": figures,
    }
    words = f"เขียน {xlsx} แล้ว" if xlsx else _text(tables(asked, figures))
    tell(told, as_json=as_json, text=words)


def _text(found: list[Table]) -> str:
    lines: list[str] = []
    for table in found:
        lines += ["", table.title, "\t".join(c.label for c in table.columns)]
        rows = [*table.rows, *([table.total] if table.total is not None else [])]
        lines += [
            "\t".join(_cell(column, row.get(column.key)) for column in table.columns)
            for row in rows
        ]
        if table.note:
            lines.append(table.note)
    return "\n".join(lines).strip()


def _cell(column: Column, value: Any) -> str:
    if type(value) is int:
        return str(Money(value)) if column.kind is Kind.BAHT else f"{value:,}"
    return shown(column, value)


@click.group()
def month() -> None:
    """The close of a month: what is missing, why, and the close itself."""


month_option = click.option(
    "--month", "of", type=DAY, help="A day of the month; the next one to close."
)


def _month(fund_id: int, of: date | None, today: date) -> date:
    return month_start(of or month_to_close(fund_id) or today)


@month.command("status")
@month_option
@reader
def status(fund: Fund, *, as_json: bool, of: date | None) -> None:
    """Every condition of the close; exit 1 while one is not met."""
    today = clock.today_for(fund)
    first = _month(fund.pk, of, today)
    found = close_list(fund.pk, first, today)
    answer = {
        "month": first.isoformat(),
        "can_close": not found.open,
        "conditions": [point.as_json() for point in found.points],
    }
    lines = [f"ปิดเดือน{month_name(first)}"]
    for point in found.points:
        lines.append(f"[{'x' if point.met else ' '}] {point.title}: {point.text}")
        if point.reason is not None:
            lines.append(
                f"    {point.reason.remedy()} "
                f"({point.condition.value} {point.subject})".rstrip()
            )
    tell(answer, as_json=as_json, text="\n".join(lines))
    if found.open:
        click.get_current_context().exit(1)


@month.command("explain")
@click.argument("condition", type=click.Choice([one.value for one in Condition]))
@click.argument("subject")
@click.argument("text", type=TEXT)
@month_option
@writer()
def explain(
    act: Act, *, as_json: bool, condition: str, subject: str, text: str, of: date | None
) -> None:
    """Write one line on what stands open, as `month status` names it."""
    answer = actions.explain(
        act,
        month=_month(act.fund_id, of, act.today),
        condition=condition,
        subject=subject,
        text=text,
    )
    tell(answer, as_json=as_json, text="บันทึกเหตุผลแล้ว")


@month.command("close")
@month_option
@click.option(
    "--backup",
    type=click.Path(path_type=Path),
    help="Write a backup too: a file, or a folder such as a USB stick.",
)
@writer()
def close(act: Act, *, as_json: bool, of: date | None, backup: Path | None) -> None:
    """Close a month; nothing can be booked into it any more."""
    fund = Fund.objects.get(pk=act.fund_id)
    first = _month(act.fund_id, of, act.today)
    figures, newest = "", 0
    # While a condition is open the close is refused, with or without figures.
    if not close_list(act.fund_id, first, act.today).open or _is_closed(fund, first):
        figures, newest = before_closing(fund, first)
    answer = actions.close_month(
        act, month=first, figures=figures, newest_entry_id=newest
    )
    words = f"ปิดเดือน{answer['month_name']}แล้ว"
    if backup is None:
        words += "\nสำรองข้อมูลลงแฟลชไดรฟ์ด้วย: kongbun backup โฟลเดอร์"
    else:
        with writing(backup):
            made = copying.back_up(backup, clock.now())
        answer = {**answer, "backup": str(made)}
        words += f"\nสำรองข้อมูลไว้ที่ {made} แล้ว เก็บไว้นอกเครื่องนี้"
    tell(answer, as_json=as_json, text=words)


def _is_closed(fund: Fund, first: date) -> bool:
    return standing_close(fund.pk, first) is not None


commands = [report, month]
