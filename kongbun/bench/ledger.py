"""What the books take a second, on SQLite and PostgreSQL, beside raw inserts.

Run as `python -m kongbun.bench.ledger NAME ENGINE N` on an empty database of its own;
prints one JSON line.  What is posted goes through commands as ever: one command, one
link of the chain, one answer a sheet.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache
from multiprocessing import get_context
from typing import Any
from uuid import uuid4

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kongbun.config.settings")
django.setup()

import click  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, connections  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from kongbun.bench import fund as bench_fund  # noqa: E402
from kongbun.bench import raw  # noqa: E402
from kongbun.bench.measured import line  # noqa: E402
from kongbun.commands.run import Act, command  # noqa: E402
from kongbun.kernel.garbage import look_seldom  # noqa: E402
from kongbun.kernel.money import Money  # noqa: E402
from kongbun.ledger import entries  # noqa: E402
from kongbun.ledger.post import post  # noqa: E402
from kongbun.soundness import books  # noqa: E402
from kongbun.soundness.reading import funds, one_view  # noqa: E402
from kongbun.store import tenancy  # noqa: E402

FIRST = date(2026, 10, 1)
TODAY = date(2026, 11, 20)
SHEET = 1_000
WARM = 200
CROWD = 8


@command("bench.post")
def post_sheet(act: Act, *, sheet: str, count: int, first: int) -> dict[str, Any]:
    """Book `count` entries of 100 satang and more, each a fact of its own."""
    post(
        act,
        *(
            entries.other_income(
                reference=f"bench:{sheet}:{n}",
                occurred_on=act.today,
                income="income:dues",
                into="cash",
                amount=Money(100 + (first + n) % 400 * 100),
            )
            for n in range(count)
        ),
    )
    return {}


def bulk(engine: str, n: int) -> dict[str, Any]:
    """Entries alone, a sheet of a thousand at a time."""
    _found()
    runs = [_post(f"{number}", SHEET) for number in range(max(3, n // SHEET))]
    return line("ledger-bulk", n, runs, count=SHEET, checksum=_moved(), engine=engine)


def growth(engine: str, n: int) -> dict[str, Any]:
    """The same until there are `n`; the first and the last tenth beside each other."""
    _found()
    began = time.perf_counter()
    runs = [_post(f"{number}", SHEET) for number in range(max(1, n // SHEET))]
    tenth = max(1, len(runs) // 10)
    first, last = sum(runs[:tenth]), sum(runs[-tenth:])
    return line(
        "ledger-growth",
        n,
        [time.perf_counter() - began],
        checksum=_moved(),
        engine=engine,
        first_tenth_per_second=round(tenth * SHEET / first),
        last_tenth_per_second=round(tenth * SHEET / last),
        last_to_first=round(first / last, 3),
    )


def single(engine: str, n: int) -> dict[str, Any]:
    """One entry a command, each with its own commit; and what it asks of the server."""
    _found()
    # As a page does: who works in a fund sees that fund before the first command.
    tenancy.look_at(_treasurer(bench_fund.CODE).fund_id)
    for number in range(WARM):
        _post(f"warm{number}", 1)
    with CaptureQueriesContext(connection) as said:
        _post("counted", 1)
    statements = [
        one["sql"] for one in said.captured_queries
        if one["sql"] not in {"BEGIN", "BEGIN IMMEDIATE", "COMMIT"}
    ]  # fmt: skip
    moved, began = _moved(), time.perf_counter()
    for number in range(n):
        _post(f"one{number}", 1, first=number)
    return line(
        "ledger-single",
        n,
        [time.perf_counter() - began],
        engine=engine,
        statements=len(statements),
        checksum=_moved() - moved,
    )


def crowd(engine: str, n: int) -> dict[str, Any]:
    """Eight funds at once, a process and a connection each, one entry a command."""
    codes = [f"{bench_fund.CODE}{number}" for number in range(CROWD)]
    _found(*codes)
    connections.close_all()
    each = n // CROWD
    spawning = get_context("fork")
    ready = spawning.Barrier(CROWD + 1)
    posting = [
        spawning.Process(target=_one_of_a_crowd, args=(code, each, ready))
        for code in codes
    ]
    for one in posting:
        one.start()
    ready.wait()
    began = time.perf_counter()
    for one in posting:
        one.join()
    seconds = time.perf_counter() - began
    assert not any(one.exitcode for one in posting), "a process failed"
    return line(
        "ledger-crowd",
        each * CROWD,
        [seconds],
        engine=engine,
        checksum=_moved(),
        connections=CROWD,
    )


def _one_of_a_crowd(code: str, n: int, ready: Any) -> None:
    tenancy.look_at(_treasurer(code).fund_id)
    for number in range(WARM):
        _post(f"warm{number}", 1, code)
    ready.wait()
    for number in range(n):
        _post(f"one{number}", 1, code, first=number)


def collections(engine: str, n: int) -> dict[str, Any]:
    """A village's sheets with receipts and days, and the same rows inserted raw."""
    call_command("migrate", verbosity=0)
    bench_fund.build(n, 1)
    sheets = bench_fund.filled_sheets(date(2026, 11, 1))
    before = raw.marks()
    began = time.perf_counter()
    lines = bench_fund.take_round(sheets)
    seconds = time.perf_counter() - began
    taken = raw.marks()
    quickest = raw.insert_again(before, days=30, by_row=False)
    # Those rows once more: what is copied now is what was just inserted.
    by_row = raw.insert_again(taken, days=30, by_row=True)
    return line(
        "ledger-collections",
        n,
        [seconds],
        count=lines,
        checksum=lines,
        engine=engine,
        raw_seconds=round(quickest, 4),
        of_raw=round(quickest / seconds, 3),
        raw_by_row_seconds=round(by_row, 4),
        of_raw_by_row=round(by_row / seconds, 3),
    )


def verification(engine: str, n: int) -> dict[str, Any]:
    """Every entry, leg, balance and hash anew."""
    _found()
    for number in range(max(1, n // SHEET)):
        _post(f"{number}", SHEET)
    began = time.perf_counter()
    with one_view():
        found = books.Walk(funds(None)).run()
    seconds = time.perf_counter() - began
    return line("ledger-check", n, [seconds], checksum=len(found), engine=engine)


def _found(*codes: str) -> None:
    """Empty funds with a cash box each."""
    call_command("migrate", verbosity=0)
    for code in codes or (bench_fund.CODE,):
        bench_fund.found(FIRST, villages=1, code=code)


@cache
def _treasurer(code: str) -> Act:
    return bench_fund.act("treasurer", on=TODAY, code=code)


def _post(
    sheet: str, count: int, code: str = bench_fund.CODE, *, first: int = 0
) -> float:
    """Seconds of one command; who acts is known, as it is to a page."""
    act = replace(_treasurer(code), command_id=uuid4(), posted=[], lines=[])
    began = time.perf_counter()
    post_sheet(act, sheet=sheet, count=count, first=first)
    return time.perf_counter() - began


def _moved() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT CAST(SUM(amount_satang) AS bigint) FROM ledger_leg")
        return int(cursor.fetchone()[0])


WORKS: dict[str, Callable[[str, int], dict[str, Any]]] = {
    "ledger-bulk": bulk,
    "ledger-collections": collections,
    "ledger-single": single,
    "ledger-crowd": crowd,
    "ledger-growth": growth,
    "ledger-check": verification,
}

if __name__ == "__main__":
    name, engine_name, n_text = sys.argv[1:]
    # As where pages are served.
    look_seldom()
    with tenancy.seeing_all("a measurement has a database of its own"):
        click.echo(json.dumps(WORKS[name](engine_name, int(n_text))))
