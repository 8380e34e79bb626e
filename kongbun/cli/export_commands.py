"""`kongbun export`: the books for the programs of somebody else."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import click

from kongbun.access.models import Fund
from kongbun.cli.door import reader, tell
from kongbun.cli.files import writing
from kongbun.cli.given import DAY
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.kernel.thai_date import long, short
from kongbun.reports.export import beancount, hledger, legs_csv
from kongbun.reports.export.books import Books, read_books
from kongbun.reports.export.trial_sheets import trial_workbook
from kongbun.web import clock

XLSX = "xlsx"
FORMATS: dict[str, Callable[[Books], Iterator[str]]] = {
    "hledger": lambda books: (f"{line}\n" for line in hledger.lines(books)),
    "beancount": lambda books: (f"{line}\n" for line in beancount.lines(books)),
    "csv": legs_csv.lines,
}


@click.command("export")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--format",
    "form",
    type=click.Choice([*FORMATS, XLSX]),
    required=True,
    help="xlsx: the trial balance of the year, its sums as formulas over the journal.",
)
@click.option("--until", type=DAY, help="Entries booked through this day; today.")
@click.option(
    "--members",
    type=click.Choice(["none", "numbers"]),
    default="numbers",
    show_default=True,
    help="Whose contributions: member numbers, never names.",
)
@click.option(
    "--notes",
    is_flag=True,
    help="With memos and names of accounts as people wrote them: may name someone.",
)
@reader
def export(
    fund: Fund,
    *,
    as_json: bool,
    file: Path,
    form: str,
    until: date | None,
    members: str,
    notes: bool,
) -> None:
    """Write the books to FILE for hledger, beancount or a spreadsheet.

    See docs/export.md for what an auditor does with it.
    """
    today = clock.today_for(fund)
    day = until or today
    if day > today:
        raise Refused(RefusalCode.DATE_IN_FUTURE, found=short(day), today=short(today))
    if form == XLSX:
        with _whole(file) as part:
            part.write_bytes(trial_workbook(fund, day, notes=notes))
    else:
        books = read_books(fund, day, members=members == "numbers", notes=notes)
        with _whole(file) as part, part.open("w", encoding="utf-8", newline="") as out:
            out.writelines(FORMATS[form](books))
    told = {
        "file": str(file),
        "format": form,
        "fund": fund.code,
        "until": day.isoformat(),
    }
    tell(told, as_json=as_json, text=f"เขียนบัญชีถึงวันที่ {long(day)} ลง {file} แล้ว")


@contextmanager
def _whole(file: Path) -> Iterator[Path]:
    """Under its own name a file stands only when all of it is written."""
    part = Path(f"{file}.part")
    with writing(file):
        try:
            yield part
            os.replace(part, file)
        finally:
            part.unlink(missing_ok=True)


commands = [export]
