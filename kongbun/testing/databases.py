"""Databases for tests: one migrated template, and copies of it.

The owner makes the template (tables, triggers, grants); tests run in a copy as the
app's role, on PostgreSQL as on SQLite.  Triggers are never off, so nothing here
empties a table: a test that commits gets a copy of its own and drops it.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Protocol, TypeVar, cast
from urllib.parse import urlsplit, urlunsplit

import django
from django.core.management import call_command
from django.db import connections

from kongbun.store import tenancy
from kongbun.store.sqlite.base import owning

HOME = Path(__file__).resolve().parent.parent
KEPT = HOME.parent / ".test-templates"
T = TypeVar("T")
SCHEMA_FILES = ("*/migrations/*.py", "*/models.py", "*/guards.py", "*/sql/**/*.sql")


def _schema_key() -> str:
    """Changes whenever a migrated database could come out otherwise."""
    seen = sha256(django.get_version().encode())
    for pattern in (*SCHEMA_FILES, "store/**/*.py"):
        for file in sorted(HOME.glob(pattern)):
            seen.update(str(file.relative_to(HOME)).encode() + file.read_bytes())
    return seen.hexdigest()[:24]


def _told(what: str) -> Path:
    """Changes with anything that a story, whose days are its own, is told by."""
    seen = sha256(what.encode())
    for folder in (HOME, HOME.parent / "bylaws"):
        for file in sorted(folder.rglob("*")):
            if file.suffix in {".py", ".sql", ".yaml"}:
                seen.update(str(file.relative_to(HOME.parent)).encode())
                seen.update(file.read_bytes())
    return KEPT / f"{_schema_key()}-{what}-{seen.hexdigest()[:24]}.sqlite3"


def _into(kept: Path, source: Path) -> None:
    """Keep a database; those of another schema, and older ones told by it, go."""
    KEPT.mkdir(exist_ok=True)
    schema, told = _schema_key(), kept.stem.rpartition("-")[0]
    for old in KEPT.iterdir():
        is_older = bool(told) and old.stem.rpartition("-")[0] == told
        # Another process may be reading or writing the one of this key.
        if not old.name.startswith(schema) or (is_older and old.stem != kept.stem):
            old.unlink(missing_ok=True)
    partial = kept.with_suffix(f".{os.getpid()}")
    shutil.copyfile(source, partial)
    partial.replace(kept)


@dataclass(frozen=True, slots=True)
class Copy:
    """One database; `environ` is what a program needs to open it."""

    name: str
    environ: dict[str, str]


class Once(Protocol):
    """Tells a story in a test's own database, or gives it back as it was told."""

    def __call__(self, tell: Callable[[], T]) -> T: ...


def _name_of(tell: Callable[[], Any]) -> str:
    return f"{tell.__module__}.{tell.__qualname__}"


class Stories:
    """Each is told once a session; who asks again gets its rows and what it gave."""

    def __init__(self, databases: Databases) -> None:
        self._databases = databases
        self._kept: dict[str, tuple[str, Any]] = {}

    def begin(self, tell: Callable[[], T]) -> tuple[Copy, T]:
        """In a new copy, which is made of the story's own if it was told before."""
        kept = self._kept.get(_name_of(tell))
        if kept is None:
            own = self._databases.copy()
            return own, self.tell(own, tell)
        return self._databases.copy(Copy(kept[0], {})), deepcopy(cast("T", kept[1]))

    def tell(self, own: Copy, tell: Callable[[], T]) -> T:
        name = _name_of(tell)
        if name in self._kept:
            kept, told = self._kept[name]
            self._databases.put_back(kept, own)
            return deepcopy(cast("T", told))
        told = tell()
        self._kept[name] = self._databases.keep(own), deepcopy(told)
        return told


class Databases:
    """Makes the template once, then as many copies as are asked for."""

    def __init__(self, folder: Path, worker: str) -> None:
        self._folder = folder
        self._worker = worker
        self._made = 0
        self.postgres = "owner" in connections.settings

    def make_template(self) -> None:
        """Migrated once for the same models, by whoever is first; others copy it."""
        if self.postgres:
            self._make_on_postgres()
            return
        kept = KEPT / f"{_schema_key()}.sqlite3"
        if kept.exists():
            shutil.copyfile(kept, self._name("template"))
            return
        self._migrate()
        _into(kept, Path(self._name("template")))

    def _make_on_postgres(self) -> None:
        own, ready = self._name("template"), f"kongbun_{_schema_key()}"
        with self._maintaining() as server:
            # Another worker waits here, and finds it made.
            server.execute("SELECT pg_advisory_lock(1)")
            made = server.execute(
                "SELECT 1 FROM pg_database WHERE datname = %s", [ready]
            ).fetchone()
            if not made:
                self._drop(own)
                self._maintain(f'CREATE DATABASE "{own}"')
                self._migrate()
                self._clone(own, ready)
                return
            self._clone(ready, own)

    def _migrate(self) -> None:
        self._open(self._name("template"))
        call_command("migrate", verbosity=0, interactive=False)
        self._close()

    def copy_template(self, ready_made: str) -> None:
        """Take another's template, which nobody has open, instead of migrating."""
        self._clone(ready_made, self._name("template"))

    def change_template(self, change: Callable[[Any], None]) -> None:
        """As its owner, before a copy is made: how a bug of the schema is planted."""
        self._open(self._name("template"))
        owner = connections["owner" if self.postgres else "default"]
        with owning(owner):
            change(owner)
        self._close()

    @property
    def template(self) -> str:
        """The name of the migrated database, for who makes copies of their own."""
        return self._name("template")

    def make_empty(self, what: str) -> None:
        """A database without a table, opened to be filled; then a template too."""
        name = self._name(what)
        self._close()
        if self.postgres:
            self._drop(name)
            self._maintain(f'CREATE DATABASE "{name}"')
        else:
            Path(name).unlink(missing_ok=True)
        self._open(name)

    def copy(self, of: Copy | str = "template") -> Copy:
        """A new copy of a template, or of another as it is now; opened at once."""
        source = of.name if isinstance(of, Copy) else self._name(of)
        self._made += 1
        name = self._name(f"copy{self._made}")
        self._close()
        self._clone(source, name)
        self._open(name)
        return Copy(name, self._environ(name))

    def keep(self, copy: Copy) -> str:
        """The name of what a copy holds now, to be put into others; it stays open."""
        self._made += 1
        name = self._name(f"kept{self._made}")
        self._close()
        self._clone(copy.name, name)
        self._open(copy.name)
        return name

    def remember(self, copy: Copy, what: str) -> None:
        """Keep what a copy holds for other runs of the same program."""
        if self.postgres:
            return
        kept = _told(what)
        self._close()
        _into(kept, Path(copy.name))
        self._open(copy.name)

    def recall(self, copy: Copy, what: str) -> bool:
        """Let a copy hold what was remembered; False if nobody remembers it."""
        kept = _told(what)
        if self.postgres or not kept.exists():
            return False
        self.put_back(str(kept), copy)
        return True

    def put_back(self, kept: str, copy: Copy) -> None:
        """Let a copy, which nobody else has open, hold what was kept."""
        self._close()
        self._clone(kept, copy.name)
        self._open(copy.name)

    def _clone(self, source: str, name: str) -> None:
        if self.postgres:
            self._drop(name)
            self._maintain(f'CREATE DATABASE "{name}" TEMPLATE "{source}"')
        else:
            shutil.copyfile(source, name)

    def empty(self) -> Copy:
        """A database that nothing was ever migrated in; opened at once."""
        self._made += 1
        name = self._name(f"empty{self._made}")
        self._close()
        if self.postgres:
            self._drop(name)
            self._maintain(f'CREATE DATABASE "{name}"')
        self._open(name)
        return Copy(name, self._environ(name))

    def open(self, copy: Copy) -> None:
        self._close()
        self._open(copy.name)

    def drop(self, copy: Copy) -> None:
        self._close()
        if self.postgres:
            self._drop(copy.name)
            return
        for suffix in ("", "-wal", "-shm"):
            Path(f"{copy.name}{suffix}").unlink(missing_ok=True)

    def _name(self, what: str) -> str:
        if self.postgres:
            return f"kongbun_{self._worker}_{what}"
        return str(self._folder / f"{what}.sqlite3")

    def _open(self, name: str) -> None:
        for alias in connections.settings:
            # Every thread's connection is made from this one dictionary.
            connections.settings[alias]["NAME"] = name
            connections[alias].settings_dict["NAME"] = name
        if self.postgres:
            # A test looks at whatever it likes; doors and commands narrow it as ever.
            everything = f"-c {tenancy.SETTING}={tenancy.ALL}"
            options = connections.settings["default"]["OPTIONS"]
            if everything not in options["options"]:
                options["options"] += f" {everything}"
            connections["default"].settings_dict["OPTIONS"] = options

    def _close(self) -> None:
        for connection in connections.all(initialized_only=True):
            connection.close()

    def _environ(self, name: str) -> dict[str, str]:
        if not self.postgres:
            return {"KONGBUN_DATABASE": name}
        return {
            variable: urlunsplit(urlsplit(os.environ[variable])._replace(path=name))
            for variable in ("DATABASE_URL", "DATABASE_OWNER_URL")
        }

    def _drop(self, name: str) -> None:
        self._maintain(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def _maintain(self, sql: str) -> None:
        with self._maintaining() as server:
            server.execute(sql.encode())

    def _maintaining(self) -> Any:
        """As the owner, from outside the database that is made or dropped."""
        import psycopg  # noqa: PLC0415 -- SQLite's tests do without it

        owner: dict[str, Any] = connections.settings["owner"]
        return psycopg.connect(
            host=owner["HOST"],
            port=owner["PORT"],
            user=owner["USER"],
            password=owner["PASSWORD"],
            dbname="kongbun",
            autocommit=True,
        )
