"""Writes that go to the server in one statement, before whoever reads next.

A command's small rows (what was asked, what was answered, its link, an entry with its
legs) would cost a round trip each.  On PostgreSQL they wait in the transaction and go
as one statement; whatever else is asked meanwhile lets them go first, so nobody ever
reads past them.  On SQLite nothing waits: there is no way to a server to save.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from django.db import connection


@dataclass(frozen=True, slots=True)
class Statement:
    """One INSERT or UPDATE of one table, without RETURNING."""

    table: str
    sql: str
    parameters: Sequence[Any]


class _Waiting(threading.local):
    """What waits in this thread's transaction; None where nothing may wait."""

    statements: list[Statement] | None = None


_waiting = _Waiting()


@contextmanager
def together() -> Iterator[None]:
    """What is said `later` in here goes together, at the end if not before.

    Within a transaction.  Whatever raises in here takes those that wait with it.
    """
    assert _waiting.statements is None, "a command does not run within a command"
    if connection.vendor != "postgresql":
        yield
        return
    with connection.execute_wrapper(_after_those_that_wait):
        _waiting.statements = []
        try:
            yield
            _send()
        finally:
            _waiting.statements = None


def later(*statements: Statement) -> None:
    """Say it with the others; where nothing waits, now."""
    waiting = _waiting.statements
    if waiting is None:
        for one in statements:
            with prepared() as cursor:
                cursor.execute(one.sql, one.parameters)
        return
    if {one.table for one in waiting} & {one.table for one in statements}:
        # One statement does not see what it wrote itself.
        _send()
    assert _waiting.statements is not None
    _waiting.statements.extend(statements)


def _after_those_that_wait(
    execute: Any, sql: str, parameters: Any, many: bool, context: Any
) -> Any:
    _send()
    return execute(sql, parameters, many, context)


def _send() -> None:
    waiting = _waiting.statements
    if not waiting:
        return
    _waiting.statements = []
    *first, last = waiting
    named = ", ".join(f"w{n} AS ({one.sql})" for n, one in enumerate(first))
    with prepared() as cursor:
        cursor.execute(
            f"WITH {named} {last.sql}" if first else last.sql,
            [value for one in waiting for value in one.parameters],
        )


@contextmanager
def prepared() -> Iterator[Any]:
    """A cursor whose statements PostgreSQL plans once; on SQLite a usual one."""
    if connection.vendor != "postgresql":
        with connection.cursor() as usual:
            yield usual
        return
    database: Any = connection
    database.ensure_connection()
    # Django's own wrapper: whoever listens to statements hears these too.
    with database._prepare_cursor(_kind()(database.connection)) as cursor:
        yield cursor


@cache
def _kind() -> Any:
    import psycopg  # noqa: PLC0415 -- SQLite does without it

    class Prepared(psycopg.RawCursor[Any]):
        """Django's own cursor writes the values into the text; this one sends both."""

        def execute(self, query: Any, params: Any = None, **_: Any) -> Any:
            # A number as text takes its type from where it stands.  As a number it
            # has the smallest that holds it, and each size would be planned anew.
            given = [str(v) if type(v) is int else v for v in params or ()]
            return super().execute(_numbered(query), given, prepare=True)

    return Prepared


@lru_cache(maxsize=256)
def _numbered(sql: str) -> bytes:
    """As the server reads it, `$1` for the first `%s`; the driver would look anew."""
    first, *rest = sql.split("%s")
    said = [f"${number}{part}" for number, part in enumerate(rest, 1)]
    return "".join([first, *said]).encode()
