"""Databases of the simulation's own: a template that is founded once, a copy a seed.

The fund of this machine is never opened: the connection is pointed elsewhere while a
simulation runs, and back afterwards.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connections

# A copy lives for a second and no power fails meanwhile: nothing waits for the disk.
QUICKLY = "PRAGMA synchronous=OFF;"


class Scratch:
    """Names and makes databases; on PostgreSQL as the owner, beside the fund's own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.postgres = "owner" in connections.settings
        # Databases are made from a connection to the one that is there.
        self._home = connections.settings.get("owner", {}).get("NAME", "")

    def name(self, what: str) -> str:
        if self.postgres:
            return f"kongbun_simulation_{os.getpid()}_{what}"
        return str(self.folder / f"{what}.sqlite3")

    def make(self, what: str, *, migrated: str = "") -> None:
        """A database with all tables, opened; `migrated` names one to copy."""
        self._close()
        if migrated:
            self._copy(migrated, self.name(what))
            self._open(self.name(what))
            return
        self._drop(self.name(what))
        if self.postgres:
            self._maintain(f'CREATE DATABASE "{self.name(what)}"')
        self._open(self.name(what))
        call_command("migrate", verbosity=0, interactive=False)

    def copy(self, source: str, what: str) -> None:
        """A copy of one of this scratch's databases, opened."""
        self._close()
        self._copy(self.name(source), self.name(what))
        self._open(self.name(what))

    def drop(self, what: str) -> None:
        self._close()
        self._drop(self.name(what))

    @contextmanager
    def instead(self) -> Iterator[None]:
        """Whatever is opened meanwhile, afterwards it is the database of before."""
        before = {
            alias: (settings["NAME"], dict(settings.get("OPTIONS", {})))
            for alias, settings in connections.settings.items()
        }
        try:
            yield
        finally:
            self._close()
            for alias, (name, options) in before.items():
                connections.settings[alias]["OPTIONS"] = options
                self._point(alias, name)

    def _copy(self, source: str, name: str) -> None:
        if self.postgres:
            self._drop(name)
            self._maintain(f'CREATE DATABASE "{name}" TEMPLATE "{source}"')
        else:
            shutil.copyfile(source, name)

    def _open(self, name: str) -> None:
        self._close()
        for alias in connections.settings:
            options = connections.settings[alias].setdefault("OPTIONS", {})
            pragmas = str(options.get("init_command", ""))
            if not self.postgres and QUICKLY not in pragmas:
                # Afresh: the dictionary may be the settings' own.
                more = {**options, "init_command": f"{pragmas} {QUICKLY}"}
                connections.settings[alias]["OPTIONS"] = more
            self._point(alias, name)

    def _point(self, alias: str, name: str) -> None:
        connections.settings[alias]["NAME"] = name
        connection = connections[alias]
        connection.settings_dict["NAME"] = name
        connection.settings_dict["OPTIONS"] = connections.settings[alias]["OPTIONS"]

    def _close(self) -> None:
        for connection in connections.all(initialized_only=True):
            connection.close()

    def _drop(self, name: str) -> None:
        if self.postgres:
            self._maintain(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            return
        for suffix in ("", "-wal", "-shm"):
            Path(f"{name}{suffix}").unlink(missing_ok=True)

    def _maintain(self, sql: str) -> None:
        """As the owner, from outside the database that is made or dropped."""
        import psycopg  # noqa: PLC0415 -- SQLite does without it

        owner: dict[str, Any] = connections.settings["owner"]
        with psycopg.connect(
            host=owner["HOST"],
            port=owner["PORT"],
            user=owner["USER"],
            password=owner["PASSWORD"],
            dbname=self._home,
            autocommit=True,
        ) as connection:
            connection.execute(sql.encode())
