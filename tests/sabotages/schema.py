"""Bugs of the database: a rule that nobody wrote, in each database that tests make.

They go into the template of which every test gets a copy, and where the rule is one
that is put back after migrations, out of the list of those too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from django.db import connections

from kongbun.store import guards
from kongbun.testing.databases import Databases


@contextmanager
def in_every_database(change: Callable[[Any], None]) -> Iterator[None]:
    """`change` is given the owner's connection to a database freshly migrated."""
    real = Databases.make_template

    def made(self: Databases) -> None:
        real(self)
        self.change_template(change)

    with patch.object(Databases, "make_template", made):
        yield


@contextmanager
def without_triggers(*names: str) -> Iterator[None]:
    """As if these had never been written: not made, and not missed."""
    real = guards.statements

    def fewer(vendor: str, there: Any = None) -> dict[str, tuple[str, str]]:
        made = real(vendor, there)
        return {name: made[name] for name in made if name not in names}

    def drop(connection: Any) -> None:
        tables = {name: of for name, (of, _) in real(connection.vendor).items()}
        with connection.cursor() as cursor:
            for name in names:
                on = "" if connection.vendor == "sqlite" else f' ON "{tables[name]}"'
                cursor.execute(f'DROP TRIGGER "{name}"{on}')

    with patch.object(guards, "statements", fewer), in_every_database(drop):
        yield


def without_constraint(table: str, name: str) -> Any:
    """A CHECK or a UNIQUE of the table that no migration made."""

    def drop(connection: Any) -> None:
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute(f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}"')
                return
            if _drop_index(cursor, name):
                return
        rewrite(connection, table, lambda made: _without(made, name))

    return in_every_database(drop)


def _drop_index(cursor: Any, name: str) -> bool:
    """SQLite keeps some as an index of its own."""
    cursor.execute(
        "SELECT 1 FROM sqlite_master WHERE type = 'index' AND name = %s", [name]
    )
    if cursor.fetchone() is None:
        return False
    cursor.execute(f'DROP INDEX "{name}"')
    return True


def rewrite(connection: Any, table: str, change: Callable[[str], str]) -> None:
    """Another text for a table of SQLite, whose rows stay as they are."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = %s", [table]
        )
        made = cursor.fetchone()[0]
        changed = change(made)
        assert changed != made, f"{table}: nothing was taken out"
        cursor.execute("PRAGMA writable_schema = ON")
        cursor.execute(
            "UPDATE sqlite_master SET sql = %s WHERE type = 'table' AND name = %s",
            [changed, table],
        )
        cursor.execute("PRAGMA writable_schema = OFF")


def _without(made: str, name: str) -> str:
    """A table's text without one constraint, whose brackets may hold others."""
    begins = re.search(rf',\s*CONSTRAINT "{name}"[^(]*\(', made)
    assert begins is not None, name
    depth, at = 1, begins.end()
    while depth:
        depth += {"(": 1, ")": -1}.get(made[at], 0)
        at += 1
    return made[: begins.start()] + made[at:]


def settings_of_connections(**options: Any) -> Any:
    """Every connection that is made from now on has other options."""
    used = connections.settings["default"]["OPTIONS"]
    return patch.dict(used, options)


def as_postgres_owner(*statements: str) -> Any:
    """What an owner may have said to PostgreSQL, by mistake."""

    def say(connection: Any) -> None:
        with connection.cursor() as cursor:
            for sql in statements:
                cursor.execute(sql)

    return in_every_database(say)
