"""The books on a disk of their own: put back, looked at, judged.

Two states count as one when every row of every table is the same; `check` is asked
of each state once.
"""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from django.db import connections

from kongbun.soundness.check import check
from kongbun.testing.databases import Copy, Databases
from tests.upgrade.release import is_of_a_later_version

NOW = datetime(2026, 11, 20, 5, tzinfo=UTC)
# When a migration ran is of no interest, and never twice the same.
APPLIED = ("django_migrations",)


@dataclass(frozen=True, slots=True)
class Stands:
    """What a file holds: whether it is damaged, and a name for what is in it."""

    damage: str
    state: str
    rows: str = ""
    """How many rows each table has: alike where other dice were thrown."""


@dataclass(slots=True)
class Place:
    """A folder with the books in it, and how it was before the command came."""

    databases: Databases
    folder: Path
    findings: dict[str, list[str]] = field(default_factory=dict)

    @property
    def file(self) -> Path:
        return self.folder / "books.sqlite3"

    @property
    def files(self) -> tuple[Path, ...]:
        """Everything that SQLite keeps of them."""
        return (self.file, *(Path(f"{self.file}{s}") for s in ("-wal", "-shm")))

    @property
    def _kept(self) -> Path:
        return self.folder.with_name(f"{self.folder.name}.kept")

    def fill(self, of: Path) -> None:
        """Begin with these books; opened for who prepares them further."""
        self.folder.mkdir(parents=True)
        shutil.copyfile(of, self.file)
        self.open()

    def open(self) -> None:
        self.databases.open(Copy(str(self.file), {}))

    def keep(self) -> None:
        """This is how it is before the command."""
        connections.close_all()
        shutil.copytree(self.folder, self._kept)

    def put_back(self) -> None:
        shutil.rmtree(self.folder)
        shutil.copytree(self._kept, self.folder)

    def drop(self) -> None:
        connections.close_all()
        for folder in (self.folder, self._kept):
            shutil.rmtree(folder, ignore_errors=True)

    def look(self) -> Stands:
        """From outside, as another program would that comes after the crash."""
        connections.close_all()
        with closing(sqlite3.connect(self.file)) as books:
            said = [row[0] for row in books.execute("PRAGMA integrity_check")]
            damage = "" if said == ["ok"] else "; ".join(said[:3])
            return Stands(damage, _state_of(books), _rows_of(books))

    def unsound(self, stands: Stands) -> list[str]:
        """What `kongbun check` finds in this state."""
        if stands.state not in self.findings:
            self.open()
            found = [
                str(one.as_json())
                for one in check(now=NOW)
                if not is_of_a_later_version(one)
            ]
            connections.close_all()
            self.findings[stands.state] = found
        return self.findings[stands.state]


def _state_of(books: sqlite3.Connection) -> str:
    """Every row of every table, and every table and trigger there is."""
    seen = sha256()
    schema = books.execute("SELECT type, name, sql FROM sqlite_master ORDER BY 1, 2")
    for kind, name, sql in schema.fetchall():
        seen.update(repr((kind, name, sql)).encode())
        if kind == "table" and name not in APPLIED:
            rows = books.execute(f'SELECT * FROM "{name}"')
            for row in rows:
                seen.update(repr(row).encode())
    return seen.hexdigest()


def _rows_of(books: sqlite3.Connection) -> str:
    names = books.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    counts = [
        (name, *books.execute(f'SELECT count(*) FROM "{name}"').fetchone())
        for (name,) in names.fetchall()
    ]
    return sha256(repr(sorted(counts)).encode()).hexdigest()
