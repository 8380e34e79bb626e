"""The measurements, each in a process of its own on a copy of the built fund.

Run as `python -m kongbun.bench.works NAME N YEARS`; prints one JSON line.
"""

from __future__ import annotations

import io
import json
import os
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kongbun.config.settings")
django.setup()

import click  # noqa: E402
import xlsxwriter  # noqa: E402 -- after Django is set up
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from kongbun.access.queries import fund_by_code  # noqa: E402
from kongbun.bench import fund as bench_fund  # noqa: E402
from kongbun.bench import pages  # noqa: E402
from kongbun.bench.measured import line, timed  # noqa: E402
from kongbun.claims.facts import Cases, gather  # noqa: E402
from kongbun.claims.in_force import in_force  # noqa: E402
from kongbun.claims.pensions import due  # noqa: E402
from kongbun.claims.queries import members  # noqa: E402
from kongbun.dues.models import DuesLine  # noqa: E402
from kongbun.kernel.thai_date import add_months  # noqa: E402
from kongbun.people.known_queries import known  # noqa: E402
from kongbun.people.models import Membership  # noqa: E402
from kongbun.people.register.read import read_register  # noqa: E402
from kongbun.rules.decide import decide  # noqa: E402
from kongbun.soundness.check import check  # noqa: E402
from kongbun.store import tenancy  # noqa: E402

ROUNDS = 3
REPEAT = 3
IMPORT_ROWS = 100_000
TODAY = date(2026, 11, 20)


def build(n: int, years: int) -> dict[str, Any]:
    """Found the fund and take every sheet of its history."""
    call_command("migrate", verbosity=0)
    seconds, made = timed(lambda: bench_fund.build(n, years))
    return line("build", n, [seconds], count=made["collections"], **made)


def round_(n: int, years: int) -> dict[str, Any]:
    """Three months' rounds: filled sheets posted one by one, with their receipts."""
    runs, taken = [], []
    for month in range(ROUNDS):
        sheets = bench_fund.filled_sheets(add_months(bench_fund.LAST_MONTH, month + 1))
        began = time.perf_counter()
        taken.append(bench_fund.take_round(sheets))
        runs.append(time.perf_counter() - began)
    return line(
        "round",
        n,
        runs,
        count=taken[0],
        checksum=sum(taken),
        receipts=sum(len(sheet.rows) for sheet in sheets),
        years=years,
    )


def check_(n: int, years: int) -> dict[str, Any]:
    """`kongbun check` over the whole fund."""
    now = bench_fund.act("treasurer", on=TODAY).now
    seconds, findings = timed(lambda: check(now=now))
    return line(
        "check",
        n,
        [seconds],
        count=_collections(),
        checksum=len(findings),
        codes=sorted({str(finding.code) for finding in findings}),
        years=years,
    )


def pensions(n: int, years: int) -> dict[str, Any]:
    """Decide every member's pension, and with it find who is due one."""
    fund = fund_by_code(bench_fund.CODE)
    assert fund is not None
    rules = in_force(fund.pk, TODAY)
    rule = rules.rule("pension")
    everyone = Membership.objects.filter(fund=fund).order_by("member_no")
    gathering, facts = timed(
        lambda: gather(rule, Cases.on(members(everyone), TODAY), bylaw=rules.bylaw)
    )
    runs = [timed(lambda: decide(rule, facts)) for _ in range(REPEAT)]
    finding, due_now = timed(lambda: due(rules, rule, TODAY, fund_id=fund.pk))
    return line(
        "pensions",
        n,
        [seconds for seconds, _ in runs],
        checksum=len(due_now),
        gather_seconds=round(gathering, 4),
        find_seconds=round(finding, 4),
        years=years,
    )


def pages_(n: int, years: int) -> dict[str, Any]:
    """Round sheet, member's page and claims list, five users at once."""
    return pages.measure(n, years)


def import_(n: int, years: int) -> dict[str, Any]:
    """A dry run of a register of 100,000 rows against the fund."""
    fund = fund_by_code(bench_fund.CODE)
    assert fund is not None
    data = register(IMPORT_ROWS)

    def dry_run() -> int:
        found = read_register(data, "register.xlsx", today=TODAY, known=known(fund.pk))
        return found.counts.rows

    runs = [timed(dry_run) for _ in range(REPEAT)]
    return line(
        "import",
        n,
        [seconds for seconds, _ in runs],
        count=IMPORT_ROWS,
        checksum=runs[0][1],
        years=years,
    )


SYLLABLES = ("กา", "ดี", "มา", "แก้ว", "ทอง", "สุข", "ใจ", "พร", "ชัย", "นวล")


def said(number: int) -> str:
    """A made-up name for each number, in Thai letters as names are."""
    return "".join(SYLLABLES[int(digit)] for digit in str(number))


def register(rows: int) -> bytes:
    """A register as funds keep it, in Excel; every hundredth row asks something."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet("ทะเบียน")
        sheet.write_row(
            0,
            0,
            (
                *("เลขที่สมาชิก", "คำนำหน้า", "ชื่อ", "นามสกุล"),
                *("วันเกิด", "หมู่", "บ้านเลขที่", "วันที่สมัคร"),
            ),
        )
        for n in range(1, rows + 1):
            year = 2480 + n % 60
            sheet.write_row(
                n,
                0,
                [
                    f"N-{n:06d}",
                    "นาง" if n % 2 else "นาย",
                    said(n),
                    f"บุญ{said(n % 997)}",
                    f"{1 + n % 28}/{1 + n % 12}/{year % 100 if n % 100 == 0 else year}",
                    1 + n % 20,
                    str(n // 3),
                    f"{1 + n % 28}/{1 + n % 12}/2565",
                ],
            )
    return file.getvalue()


def size(n: int, years: int) -> dict[str, Any]:
    """Bytes of the database, in all and a collection."""
    file = Path(str(connection.settings_dict["NAME"]))
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    collections = _collections()
    total = file.stat().st_size
    return line(
        "size",
        n,
        [0.0],
        count=collections,
        checksum=collections,
        database_mb=round(total / 1024 / 1024, 1),
        bytes_a_collection=round(total / collections, 1) if collections else 0,
        years=years,
    )


def _collections() -> int:
    return DuesLine.objects.filter(kind="dues").count()


WORKS: dict[str, Callable[[int, int], dict[str, Any]]] = {
    "build": build,
    "round": round_,
    "check": check_,
    "pensions": pensions,
    "pages": pages_,
    "import": import_,
    "size": size,
}

if __name__ == "__main__":
    name, n_text, years_text = sys.argv[1:]
    with tenancy.seeing_all("a measurement has a database of its own"):
        click.echo(json.dumps(WORKS[name](int(n_text), int(years_text))))
