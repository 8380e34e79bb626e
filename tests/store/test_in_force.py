"""Whatever protects the books is looked at before anything is served or written."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, connections, transaction

from kongbun.cli import ready
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.soundness.check import check
from kongbun.store import guards
from kongbun.store.sqlite.base import owning
from kongbun.store.sqlite.schema import check_of, unchecked
from kongbun.testing import insider, program
from kongbun.testing.databases import Copy
from kongbun.testing.sound_books import make_books
from tests.store.tampering import contents, made_up_rows, model_of

sqlite_alone = pytest.mark.skipif(
    connection.vendor != "sqlite", reason="PostgreSQL has types, and no pragmas"
)
TABLE = "ledger_closing"
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
OF_SQLITE = {
    "trigger kb_ledger_closing_no_delete": ["DROP TRIGGER kb_ledger_closing_no_delete"],
    "trigger kb_leg_fits_entry": ["DROP TRIGGER kb_leg_fits_entry"],
    "pragma foreign_keys": ["PRAGMA foreign_keys = OFF"],
    "pragma recursive_triggers": ["PRAGMA recursive_triggers = OFF"],
    "pragma synchronous": ["PRAGMA synchronous = NORMAL"],
    "pragma journal_mode": ["PRAGMA journal_mode = DELETE"],
    "pragma trusted_schema": ["PRAGMA trusted_schema = ON"],
    "pragma writable_schema": ["PRAGMA writable_schema = ON"],
    "pragma ignore_check_constraints": ["PRAGMA ignore_check_constraints = ON"],
    "check of ledger_closing.closed_through": [
        "PRAGMA writable_schema = ON",
        "UPDATE sqlite_master SET sql = replace(sql,"
        " 'CHECK (typeof(\"closed_through\") = ''text'')', '')"
        " WHERE name = 'ledger_closing'",
        "PRAGMA writable_schema = OFF",
    ],
}
OF_POSTGRES = {
    "trigger kb_ledger_closing_no_truncate": [
        "DROP TRIGGER kb_ledger_closing_no_truncate ON ledger_closing"
    ],
    "trigger kb_leg_fits_entry": [
        "ALTER TABLE ledger_leg ENABLE REPLICA TRIGGER kb_leg_fits_entry"
    ],
    "grant on ledger_closing": ["GRANT DELETE ON ledger_closing TO kongbun_app"],
    "row security on ledger_closing": [
        "ALTER TABLE ledger_closing DISABLE ROW LEVEL SECURITY"
    ],
    "policy kb_fund on ledger_closing": ["DROP POLICY kb_fund ON ledger_closing"],
    "function kb_funds": [
        "CREATE OR REPLACE FUNCTION kb_funds() RETURNS bigint[] LANGUAGE sql STABLE"
        " AS 'SELECT ARRAY[1::bigint]'"
    ],
}
TAKEN_OFF = OF_SQLITE if connection.vendor == "sqlite" else OF_POSTGRES


@pytest.mark.parametrize("what", TAKEN_OFF)
def test_nothing_is_served_or_written_while_one_is_missing(
    committed_db: Copy, what: str
) -> None:
    assert committed_db.name
    ready.refuse_unprotected()
    owner = connections[insider.alias()]
    with owning(owner), owner.cursor() as cursor:
        for sql in TAKEN_OFF[what]:
            cursor.execute(sql)
        with pytest.raises(Refused) as refused:
            ready.refuse_unprotected()
    assert refused.value.code is RefusalCode.BOOKS_UNPROTECTED
    assert refused.value.reasons[0].facts["missing"] == what


@sqlite_alone
def test_a_connection_that_begins_late_is_found(
    committed_db: Copy, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert committed_db.name
    connection.ensure_connection()
    monkeypatch.setattr(connections["default"], "transaction_mode", "DEFERRED")
    assert guards.missing(connection) == ["transaction mode IMMEDIATE"]


@sqlite_alone
def test_a_new_connection_has_every_pragma(committed_db: Copy) -> None:
    assert committed_db.name
    connection.close()
    found = {}
    with connection.cursor() as cursor:
        for pragma in (*guards.PRAGMAS, "busy_timeout"):
            cursor.execute(f"PRAGMA {pragma}")
            found[pragma] = cursor.fetchone()[0]
    assert found == {
        "foreign_keys": 1,
        "recursive_triggers": 1,
        "synchronous": 2,
        "journal_mode": "wal",
        "trusted_schema": 0,
        "writable_schema": 0,
        "ignore_check_constraints": 0,
        "busy_timeout": 5000,
    }
    assert guards.missing(connection) == []


@pytest.mark.parametrize(
    "command", [("user", "add", "nobody", "--name", "นายใคร"), ("demo", "--no-serve")]
)
def test_a_command_that_writes_refuses_in_words(
    committed_db: Copy, command: tuple[str, ...]
) -> None:
    owner = connections[insider.alias()]
    on = "" if owner.vendor == "sqlite" else " ON ledger_closing"
    with owning(owner), owner.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER kb_ledger_closing_no_delete{on}")
    said = program.run(*command, more=committed_db.environ)
    assert said.returncode == 1
    assert "kb_ledger_closing_no_delete" in said.stderr
    assert "kongbun migrate" in said.stderr
    assert program.run("migrate", more=committed_db.environ).returncode == 0
    assert guards.missing(connection) == []


STRONG = {
    "BYPASSRLS": "rolbypassrls",
    "SUPERUSER": "rolsuper",
}


@pytest.mark.parametrize("right", STRONG)
def test_a_role_that_walks_past_the_rules_is_too_strong(
    right: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No test has such a role to give: the question itself names each."""
    asked: list[str] = []

    class Cursor:
        def __enter__(self) -> Cursor:
            return self

        def __exit__(self, *_: object) -> None: ...

        def execute(self, sql: str) -> None:
            asked.append(sql)

        def fetchone(self) -> tuple[str]:
            return ("somebody",)

    class Connection:
        vendor = "postgresql"

        def cursor(self) -> Cursor:
            return Cursor()

    monkeypatch.setattr(ready, "connection", Connection())
    with pytest.raises(Refused) as refused:
        ready.refuse_unprotected()
    assert refused.value.code is RefusalCode.ROLE_TOO_STRONG
    assert STRONG[right] in asked[0]


WRONG: dict[str, list[Any]] = {
    "integer": ["12abc", 1.5, b"12"],
    "text": [b"2026-11-20"],
    "blob": ["text", 7],
    "bool": ["yes", 2, b"\x01"],
}


def kind_of(field: Any) -> str:
    check = check_of(connection, field)
    if "IN (0, 1)" in check:
        return "bool"
    return next((kind for kind in ("integer", "text", "blob") if kind in check), "")


@pytest.fixture(scope="module")
def filled(module_db: Copy) -> Iterator[None]:
    assert module_db.name
    with made_up_rows():
        yield


@sqlite_alone
@pytest.mark.parametrize("table", [one.table for one in guards.protected()])
def test_a_column_takes_no_other_kind_of_value(filled: None, table: str) -> None:
    """A copy of a row with one value of a wrong kind."""
    assert filled is None
    fields = model_of(table)._meta.concrete_fields
    tried = 0
    with owning(connection), connection.cursor() as cursor:
        cursor.execute("PRAGMA foreign_keys = OFF")
        for field in fields:
            kind = kind_of(field)
            assert kind or field.db_type_suffix(connection)
            for value in WRONG.get(kind, ()):
                with (
                    pytest.raises(DatabaseError, match="CHECK constraint") as refused,
                    transaction.atomic(),
                ):
                    _insert_again(cursor, table, field, value)
                assert str(field.column) in str(refused.value)
                tried += 1
        cursor.execute("PRAGMA foreign_keys = ON")
    assert tried
    assert guards.missing(connection) == []


def _insert_again(cursor: Any, table: str, field: Any, value: Any) -> None:
    fields = model_of(table)._meta.concrete_fields
    names = ", ".join(f'"{one.column}"' for one in fields)
    given = ", ".join("%s" if one is field else f'"{one.column}"' for one in fields)
    # A rule that looks at the row first would hide the check; it comes back with the
    # transaction, which fails.
    for name, (of, sql) in guards.statements("sqlite").items():
        if of == table and "BEFORE INSERT" in str(sql):
            cursor.execute(f'DROP TRIGGER "{name}"')
    cursor.execute(
        f"INSERT INTO {table} ({names}) SELECT {given} FROM {table}", [value]
    )


@sqlite_alone
def test_a_table_of_an_older_version_gets_its_checks_with_its_rows(
    committed_db: Copy,
) -> None:
    assert committed_db.name
    make_books()
    rows = contents([TABLE])
    fields = model_of(TABLE)._meta.concrete_fields
    with owning(connection), connection.cursor() as cursor:
        cursor.execute("SELECT sql FROM sqlite_master WHERE name = %s", [TABLE])
        made = cursor.fetchone()[0]
        for field in fields:
            made = made.replace(check_of(connection, field) or "~", "")
        cursor.execute("PRAGMA foreign_keys = OFF")
        cursor.execute(f"CREATE TEMP TABLE kept AS SELECT * FROM {TABLE}")
        cursor.execute(f"DROP TABLE {TABLE}")
        cursor.execute(made)
        cursor.execute(f"INSERT INTO {TABLE} SELECT * FROM kept")
        cursor.execute("PRAGMA foreign_keys = ON")
        assert {model._meta.db_table for model in unchecked(connection)} == {TABLE}
        assert [one for one in guards.missing(connection) if "check of" in one]
    call_command("migrate", verbosity=0, interactive=False)
    assert guards.missing(connection) == []
    assert contents([TABLE]) == rows
    assert rows[TABLE]
    assert check(now=NOW) == []
