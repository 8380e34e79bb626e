"""After every migration, forward and back, everything that protects is in force.

From nothing to today and back to nothing, looked at after each migration of ours as
if `migrate` had ended there.  Django rebuilds SQLite's tables without their triggers:
whoever stopped after the seventh migration would have open books without this.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, connections, transaction
from django.db.migrations.recorder import MigrationRecorder
from pytest_django import DjangoDbBlocker

from kongbun.store import guards, row_security
from kongbun.store.management.commands.migrate import WholeExecutor, protect
from kongbun.store.sqlite.base import owning
from kongbun.testing import insider
from kongbun.testing.databases import Copy, Databases
from tests.store.tampering import REFUSED, put_made_up_row

BOOKS = ("ledger_entry", "ledger_leg", "audit_auditevent", "commands_command")


@pytest.fixture
def empty_db(
    databases: Databases, shared_copy: Copy, django_db_blocker: DjangoDbBlocker
) -> Iterator[Copy]:
    with django_db_blocker.unblock():
        own = databases.empty()
        try:
            yield own
        finally:
            databases.drop(own)
            databases.open(shared_copy)


def migrate(*to: str) -> None:
    call_command("migrate", *to, verbosity=0, interactive=False)


@pytest.fixture
def stops(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Each migration of ours that was looked at: as if the command had ended there."""
    seen: list[str] = []

    def look_after(way: str) -> None:
        real = getattr(WholeExecutor, way)

        def looked(
            self: Any, state: Any, migration: Any, *rest: Any, **how: Any
        ) -> Any:
            done = real(self, state, migration, *rest, **how)
            if "kongbun" in migration.__module__:
                protect(connections[insider.alias()])
                seen.append(f"{way} {migration}")
                assert_protected(seen[-1], with_rows=way == "apply_migration")
            return done

        monkeypatch.setattr(WholeExecutor, way, looked)

    for way in ("apply_migration", "unapply_migration"):
        look_after(way)
    return seen


def assert_protected(when: str, *, with_rows: bool) -> None:
    owner = connections[insider.alias()]
    with owning(owner):
        there = guards.columns_there(owner)
    wanted = guards.statements(connection.vendor, there)
    made = guards.installed(owner)
    assert set(made) == set(wanted), when
    for name, (_, sql) in wanted.items():
        assert guards._plain(made[name]) == guards._plain(sql), f"{when}: {name}"
    if connection.vendor == "postgresql":
        fitting = {
            table
            for table, policy in row_security.policies().items()
            if all(column in there.get(of, ()) for of, column in policy.needs)
        }
        down = row_security.missing(owner, guards.app_role())
        assert not [one for one in down if one.split(" ")[-1] in fitting], when
    if not with_rows:
        return
    with rows_in_the_books():
        refuse_tampering(when, there)


def run(sql: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def refuse_tampering(when: str, there: dict[str, set[str]]) -> None:
    """A quick few of the fourteen, with a row to try them on where one can be put."""
    columns = ("kind", "hash", "action", "seq")
    for table in BOOKS:
        if table not in there:
            continue
        column = next(one for one in columns if one in there[table])
        for sql in (
            f"UPDATE {table} SET {column} = {column}",
            f"DELETE FROM {table}",
            f"INSERT INTO {table} SELECT * FROM {table} WHERE true"
            f" ON CONFLICT (id) DO UPDATE SET {column} = excluded.{column}",
            *(
                (f"REPLACE INTO {table} SELECT * FROM {table}",)
                if connection.vendor == "sqlite"
                else (f"TRUNCATE {table} CASCADE",)
            ),
        ):
            with pytest.raises(DatabaseError, match=REFUSED) as refused:
                run(sql)
            assert refused.value, when


@contextmanager
def rows_in_the_books() -> Iterator[None]:
    """On SQLite, where no grant refuses before a row is met.

    They belong to nobody, which the next migration would not suffer: they go again.
    """
    if connection.vendor != "sqlite":
        yield
        return
    with _bare() as cursor:
        there = guards.columns_there(connection)
        for table in there.keys() & set(BOOKS):
            put_made_up_row(cursor, table, there)
    yield
    with _bare() as cursor:
        for table in there.keys() & set(BOOKS):
            cursor.execute(f"DELETE FROM {table}")


@contextmanager
def _bare() -> Iterator[Any]:
    """A cursor that no trigger stops; they are put back after."""
    with owning(connection), connection.cursor() as cursor:
        cursor.execute("PRAGMA foreign_keys = OFF")
        cursor.execute("PRAGMA ignore_check_constraints = ON")
        with transaction.atomic():
            for name in guards.installed(connection):
                cursor.execute(f'DROP TRIGGER "{name}"')
            yield cursor
        cursor.execute("PRAGMA ignore_check_constraints = OFF")
        cursor.execute("PRAGMA foreign_keys = ON")
        guards.install(connection)


def test_triggers_and_grants_stand_after_each_of_them(
    empty_db: Copy, stops: list[str]
) -> None:
    assert empty_db.name
    migrate()
    forward = len(stops)
    assert forward > 20
    assert guards.missing(connection) == []
    # What all others stand on goes last, and takes them with it.
    recorder = MigrationRecorder(connections[insider.alias()])
    for app in ("access", "ledger", "audit", "bylaws", "people", "store"):
        if any(label == app for label, _ in recorder.applied_migrations()):
            migrate(app, "zero")
    assert len(stops) == 2 * forward
