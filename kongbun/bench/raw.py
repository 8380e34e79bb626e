"""The floor: rows like those just written, inserted raw into the same tables.

The same number of rows of the same shape, with their keys and indexes, triggers and
constraints, a table at a time in one transaction; nothing is looked up, checked,
hashed or chained.  Once in the quickest way there is, and once a row at a time, as a
program does that has not looked for it.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from typing import Any

from django.db import connection, transaction

from kongbun.store.bulk import array, many_rows

# In the order in which they refer to each other.
TABLES = (
    "commands_command",
    "ledger_entry",
    "ledger_leg",
    "dues_roundsheet",
    "receipts_receipt",
    "dues_duesline",
    "audit_auditevent",
)
REFERS = {
    "command_id": "commands_command",
    "entry_id": "ledger_entry",
    "sheet_id": "dues_roundsheet",
    "receipt_id": "receipts_receipt",
}
Rows = list[list[Any]]


def marks() -> dict[str, int]:
    """The last key of each table."""
    with connection.cursor() as cursor:
        found = {}
        for table in TABLES:
            cursor.execute(f"SELECT COALESCE(MAX(id), 0) FROM {table}")
            found[table] = int(cursor.fetchone()[0])
        return found


def insert_again(before: dict[str, int], *, days: int, by_row: bool) -> float:
    """Seconds for rows like those above the marks, `days` later and with free keys."""
    after = marks()
    made = {table: _like(table, before, after, days=days) for table in TABLES}
    insert = _insert_by_row if by_row else _insert
    began = time.perf_counter()
    with transaction.atomic():
        for table, (columns, rows) in made.items():
            insert(table, columns, rows)
    return time.perf_counter() - began


def _like(
    table: str, before: dict[str, int], after: dict[str, int], *, days: int
) -> tuple[list[str], Rows]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT * FROM {table} WHERE id > %s ORDER BY id",
            [before[table]],
        )
        columns = [str(one[0]) for one in cursor.description]
        rows = [list(row) for row in cursor.fetchall()]
    count = len(rows)

    def shifted(by: int, above: int = 0) -> Callable[[Any], Any]:
        return lambda value: value + by if value and value > above else value

    anew: dict[str, Callable[[Any], Any]] = {
        "id": shifted(after[table] - before[table]),
        "public_id": lambda _: os.urandom(16),
        "reference": lambda value: f"raw:{value}",
        "no": shifted(count),
        "from_day": shifted(days),
        "until_day": shifted(days),
    }
    if table == "audit_auditevent":
        anew["seq"] = shifted(count)
    for column, other in REFERS.items():
        anew[column] = shifted(after[other] - before[other], before[other])
    for place, column in enumerate(columns):
        if how := anew.get(column):
            for row in rows:
                row[place] = how(row[place])
    return columns, rows


def _insert(table: str, columns: list[str], rows: Rows) -> None:
    """In the quickest way there is: under row-level security that is not COPY."""
    names = ", ".join(f'"{column}"' for column in columns)
    words = f'INSERT INTO "{table}" ({names})'
    if connection.vendor == "sqlite":
        many_rows(words, rows)
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attname, format_type(atttypid, NULL) FROM pg_attribute"
            " WHERE attrelid = %s::regclass AND attnum > 0",
            [table],
        )
        types = dict(cursor.fetchall())
        marks_ = ", ".join(f"%s::text::{types[column]}[]" for column in columns)
        cursor.execute(
            f"{words} SELECT * FROM unnest({marks_})",
            [array(column) for column in zip(*rows, strict=True)],
        )


def _insert_by_row(table: str, columns: list[str], rows: Rows) -> None:
    names = ", ".join(f'"{column}"' for column in columns)
    marks_ = ", ".join(["%s"] * len(columns))
    with connection.cursor() as cursor:
        cursor.executemany(
            f'INSERT INTO "{table}" ({names}) VALUES ({marks_})',
            rows,
        )
