"""The data of a released version: made once, at its release, and never again.

`released/VERSION.sqlite.sql.gz` and `released/VERSION.postgresql.sql.gz` are plain SQL
of the small fund on both databases; `released/VERSION.json` says what `check` and the
trial balance said of it then.  Written by `tools/release_data.py`.
"""

from __future__ import annotations

import gzip
import json
import sqlite3
import subprocess
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.db import connections

from kongbun.access.models import Fund
from kongbun.ledger.balances import balances_on
from kongbun.soundness.check import check
from kongbun.soundness.findings import Code, Finding
from kongbun.store import copies
from kongbun.testing.cast import TODAY

RELEASED = Path(__file__).resolve().parent / "released"
NOW = datetime(2026, 11, 20, 5, tzinfo=UTC)
# When a migration ran on the machine of who made the release is nobody's affair.
APPLIED = "2026-11-20 05:00:00"
# What another version of PostgreSQL's own program may not know, or says anew each time.
NOT_KEPT = (
    *("-- Dumped from ", "-- Dumped by ", "\\restrict ", "\\unrestrict "),
    "SET transaction_timeout",
)


def versions() -> list[str]:
    return sorted(file.stem for file in RELEASED.glob("*.json"))


def file_of(version: str, vendor: str) -> Path:
    return RELEASED / f"{version}.{vendor}.sql.gz"


# What the migrations in `later` add, and no model of this version has.
LATER = frozenset(
    {
        "audit_auditevent.reason",
        "audit_chainhead.kept",
        "ledger_entry.note",
        "ledger_latertotal",
    }
)


def is_of_a_later_version(found: Finding) -> bool:
    """Whether it only says that this version does not know what a later one adds."""
    what = found.object.rpartition(" ")[2]
    return found.code == Code.UNCLASSIFIED.value and what in LATER


def what_is_said() -> dict[str, Any]:
    """What people would see of the books: findings and trial balances."""
    return {
        "findings": [
            one.as_json() for one in check(now=NOW) if not is_of_a_later_version(one)
        ],
        "trial_balance": {
            fund.code: {
                code: satang
                for code, satang in sorted(balances_on(fund.pk, TODAY).items())
                if satang
            }
            for fund in Fund.objects.order_by("code")
        },
    }


def dump(connection: Any) -> str:
    """Everything in the database, as SQL that makes it again in an empty one."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE django_migrations SET applied = %s", [APPLIED])
    connection.close()
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(str(connection.settings_dict["NAME"]))) as books:
            return "\n".join(books.iterdump()) + "\n"
    options = connection.settings_dict
    program = copies.program("pg_dump")
    done = subprocess.run(
        [
            *(
                program,
                "--no-owner",
                "--no-privileges",
                "--enable-row-security",
                "--inserts",
            ),
            *("--rows-per-insert=200", "--encoding=UTF8", options["NAME"]),
        ],
        env=copies.environ_of(options),
        capture_output=True,
        text=True,
        check=True,
    )
    return _kept(done.stdout)


def _kept(sql: str) -> str:
    """Without what differs from one making to the next, or is of one version only."""
    lines = [one for one in sql.splitlines() if not one.startswith(NOT_KEPT)]
    return "\n".join(lines) + "\n"


def fill(connection: Any, sql: str) -> None:
    """Make an empty database what was dumped."""
    connection.close()
    if connection.vendor == "sqlite":
        name = str(connection.settings_dict["NAME"])
        with closing(sqlite3.connect(name)) as books:
            books.executescript(sql)
        return
    with connections["owner"].cursor() as cursor:
        cursor.cursor.execute(sql.encode())
    connections["owner"].close()


def write(version: str, connection: Any, said: dict[str, Any]) -> list[Path]:
    """The files of one database; the same bytes each time they are made."""
    data = file_of(version, connection.vendor)
    RELEASED.mkdir(exist_ok=True)
    with data.open("wb") as out:
        packed = gzip.GzipFile("", "wb", compresslevel=9, fileobj=out, mtime=0)
        with packed:
            packed.write(dump(connection).encode())
    told = RELEASED / f"{version}.json"
    document = json.dumps(said, ensure_ascii=False, indent=1, sort_keys=True)
    told.write_text(document + "\n", encoding="utf-8")
    return [data, told]


def read(version: str, vendor: str) -> tuple[str, dict[str, Any]]:
    said: dict[str, Any] = json.loads((RELEASED / f"{version}.json").read_text("utf-8"))
    return gzip.decompress(file_of(version, vendor).read_bytes()).decode(), said
