"""Connections on which the app reads and writes rows, and can do nothing else.

What the app's role is on PostgreSQL: tables, triggers and the pragmas that keep them
in force are changed by `kongbun migrate` alone.  It holds for what runs in this
program; who owns the file can open it with another.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.backends.sqlite3 import base

from kongbun.store.sqlite.schema import DatabaseSchemaEditor

READS = frozenset(
    {
        sqlite3.SQLITE_SELECT,
        sqlite3.SQLITE_READ,
        sqlite3.SQLITE_FUNCTION,
        sqlite3.SQLITE_RECURSIVE,
        sqlite3.SQLITE_TRANSACTION,
        sqlite3.SQLITE_SAVEPOINT,
    }
)
WRITES = frozenset(
    {sqlite3.SQLITE_INSERT, sqlite3.SQLITE_UPDATE, sqlite3.SQLITE_DELETE}
)
# Pragmas that take a name or a number and change nothing about the rules.
LOOKING = frozenset(
    {
        *("table_info", "table_xinfo", "table_list"),
        *("index_list", "index_info", "index_xinfo"),
        *("foreign_key_list", "foreign_key_check"),
        *("integrity_check", "quick_check", "wal_checkpoint"),
    }
)


def app_may(action: int, first: str | None, second: str | None, *_: object) -> int:
    """SQLite asks this for each step of a statement, when it first reads it."""
    if (
        action in READS
        or (action in WRITES and not str(first).startswith("sqlite_"))
        or (action == sqlite3.SQLITE_PRAGMA and (second is None or first in LOOKING))
    ):
        return sqlite3.SQLITE_OK
    return sqlite3.SQLITE_DENY


class DatabaseWrapper(base.DatabaseWrapper):
    SchemaEditorClass = DatabaseSchemaEditor
    is_owner = False

    def get_new_connection(self, conn_params: Any) -> Any:
        made = super().get_new_connection(conn_params)
        # A table that is a function is declared at its first use, as if made anew.
        made.execute("SELECT 1 FROM json_each('[]')").fetchall()
        if not self.is_owner:
            made.set_authorizer(app_may)
        return made


@contextmanager
def owning(connection: Any) -> Iterator[None]:
    """What `migrate` may: on PostgreSQL its connection is the owner's anyway."""
    if connection.vendor != "sqlite":
        yield
        return
    before, connection.is_owner = connection.is_owner, True
    connection.ensure_connection()
    connection.connection.set_authorizer(None)
    try:
        yield
    finally:
        connection.is_owner = before
        if connection.connection is not None and not before:
            connection.connection.set_authorizer(app_may)
