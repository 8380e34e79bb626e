"""What an app that was taken over could try on a booked row, as SQL.

Fourteen kinds of statement on each engine, written for each table that only grows.
`filled` gives every such table a row: a rule nobody's row meets proves nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.db import connection, connections, models

from kongbun.store import guards, row_security
from kongbun.testing import insider

# The words of our triggers, and of both engines for what is not the app's to do.
REFUSED = (
    r"append-only|not authorized|permission denied|must be owner"
    r"|row-level security|row security|(claims|dues|entry|leg): "
    r"|Cannot delete some instances|may not be modified"
)
# A row of no meaning is refused as a new one for that; changed, it never comes so far.
OF_A_NEW_ROW = REFUSED + r"|CHECK constraint failed|violates check constraint"


def model_of(table: str) -> type[models.Model]:
    return next(m for m in apps.get_models() if m._meta.db_table == table)


def frozen(one: guards.Protected) -> list[Any]:
    """Its columns that nobody may change; keys last, so that rows are found."""
    fields = model_of(one.table)._meta.concrete_fields
    kept = [field for field in fields if field.column not in one.may_change]
    return sorted(kept, key=lambda field: field.primary_key)


def other(field: Any) -> str:
    """An expression that gives the column another value of its own kind."""
    name, kind = f'"{field.column}"', (field.db_type(connection) or "").lower()
    if "bool" in kind:
        return f"NOT {name}"
    if kind.startswith("date") or "timestamp" in kind:
        return "'2001-01-01'"
    if "blob" in kind:
        return "x'00'"
    if "bytea" in kind:
        return r"'\x00'::bytea"
    if "char" in kind or "text" in kind:
        return f"{name} || 'x'"
    return f"{name} + 1"


def statements(one: guards.Protected) -> Iterator[str]:
    """Every attempt on one table."""
    table, columns = one.table, frozen(one)
    key = model_of(table)._meta.pk.column
    first = columns[0]
    set_first = f'"{first.column}" = {other(first)}'
    for field in columns:
        yield f'UPDATE {table} SET "{field.column}" = {other(field)}'
    yield f'UPDATE {table} SET "{first.column}" = "{first.column}"'
    yield f"DELETE FROM {table}"
    yield f"DELETE FROM {table} WHERE {key} IN (SELECT {key} FROM {table})"
    yield (
        f'UPDATE {table} SET "{first.column}" = o."{first.column}"'
        f" FROM {table} o WHERE o.{key} = {table}.{key}"
    )
    yield (
        f"INSERT INTO {table} SELECT * FROM {table} WHERE true"
        f' ON CONFLICT ({key}) DO UPDATE SET "{first.column}" ='
        f' excluded."{first.column}"'
    )
    if connection.vendor == "sqlite":
        yield f"REPLACE INTO {table} SELECT * FROM {table}"
        yield f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}"
        yield f"UPDATE OR IGNORE {table} SET {set_first}"
        yield f"UPDATE OR REPLACE {table} SET {set_first}"
        yield f"WITH all_of AS (SELECT {key} FROM {table}) DELETE FROM {table}"
        yield f"CREATE TEMP VIEW seen AS SELECT * FROM {table}"
        yield f"ALTER TABLE {table} RENAME TO gone"
        yield f"ALTER TABLE {table} ADD COLUMN mine integer"
        yield f"DROP TABLE {table}"
        yield f"DROP TRIGGER kb_{table}_no_delete"
        yield (
            f"CREATE TEMP TRIGGER first BEFORE DELETE ON {table}"
            " BEGIN SELECT RAISE(IGNORE); END"
        )
        return
    yield f"WITH gone AS (DELETE FROM {table} RETURNING 1) SELECT * FROM gone"
    yield (
        f"MERGE INTO {table} t USING {table} o ON t.{key} = o.{key}"
        " WHEN MATCHED THEN DELETE"
    )
    yield (
        f"MERGE INTO {table} t USING {table} o ON t.{key} = o.{key} WHEN MATCHED"
        f' THEN UPDATE SET "{first.column}" = o."{first.column}"'
    )
    yield f"TRUNCATE {table}"
    yield f"TRUNCATE {table} CASCADE"
    yield f"COPY {table} FROM STDIN"
    yield f"DROP TRIGGER kb_{table}_no_delete ON {table}"
    yield f"ALTER TABLE {table} DISABLE TRIGGER USER"
    yield f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY"
    yield f"DROP POLICY kb_fund ON {table}"
    yield f"ALTER TABLE {table} DROP COLUMN {key}"
    yield f"DROP TABLE {table} CASCADE"


# What concerns no table by name.
ANYWHERE = {
    "sqlite": [
        "PRAGMA writable_schema = ON",
        "PRAGMA recursive_triggers = OFF",
        "PRAGMA foreign_keys = OFF",
        "PRAGMA ignore_check_constraints = ON",
        "PRAGMA trusted_schema = ON",
        "DELETE FROM sqlite_master",
        "UPDATE sqlite_sequence SET seq = 0",
        "ATTACH ':memory:' AS beside",
        "CREATE TABLE mine (id integer)",
    ],
    "postgresql": [
        "SET session_replication_role = replica",
        "SET row_security = off; SELECT * FROM ledger_leg",
        "SET ROLE kongbun_owner",
        "CREATE OR REPLACE FUNCTION kb_append_only() RETURNS trigger"
        " LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
        "CREATE OR REPLACE FUNCTION kb_sees_all() RETURNS boolean"
        " LANGUAGE sql AS 'SELECT true'",
        "CREATE TABLE mine (id integer)",
        "DELETE FROM pg_trigger",
        "UPDATE django_migrations SET name = ''",
    ],
}


@contextmanager
def made_up_rows() -> Iterator[None]:
    """While it lasts each empty table of a fund's holds one row of no meaning."""
    with insider.tampering() as cursor:
        if connection.vendor == "postgresql":
            _drop_foreign_keys(cursor)
        there = guards.columns_there(connections[insider.alias()])
        for table in {*row_security.policies(), *_protected()}:
            put_made_up_row(cursor, table, there)
    yield


def _protected() -> set[str]:
    return {one.table for one in guards.protected()}


def put_made_up_row(
    cursor: Any, table: str, there: Mapping[str, Collection[str]]
) -> None:
    cursor.execute(f"SELECT count(*) FROM {table}")
    if cursor.fetchone()[0]:
        return
    fields = [
        field
        for field in model_of(table)._meta.concrete_fields
        if field.column in there[table]
    ]
    names = ", ".join(f'"{field.column}"' for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    cursor.execute(
        f"INSERT INTO {table} ({names}) VALUES ({marks})",
        [_made_up(field) for field in fields],
    )


def _drop_foreign_keys(cursor: Any) -> None:
    cursor.execute(
        "SELECT conrelid::regclass::text, conname FROM pg_constraint"
        " WHERE contype = 'f' AND connamespace = 'public'::regnamespace"
    )
    for table, name in cursor.fetchall():
        cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')


def _made_up(field: Any) -> Any:
    kind = (field.db_type(connection) or "").lower()
    if field.null and not field.primary_key:
        return None
    if "bool" in kind:
        return True
    if kind.startswith("date") or "timestamp" in kind:
        return "2026-11-01" if kind == "date" else "2026-11-01 00:00:00+00"
    if "blob" in kind or "bytea" in kind:
        return b"\x01" * 16
    if "char" in kind or "text" in kind:
        return "x"
    return 1


def contents(tables: Collection[str]) -> dict[str, list[Any]]:
    """Every row of the tables, as the owner sees it."""
    found = {}
    with connections[insider.alias()].cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT * FROM {table}")
            names = [column[0] for column in cursor.description]
            rows = [
                sorted(zip(names, map(_plain, row), strict=True))
                for row in cursor.fetchall()
            ]
            found[table] = sorted(rows, key=repr)
    return found


def _plain(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value
