"""The server starts only when the books are protected, and stays small."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.request
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.db import connection, connections

from kongbun.cli import server
from kongbun.commands.models import Command
from kongbun.store import guards
from kongbun.store.sqlite.base import owning
from kongbun.testing import program
from kongbun.testing.databases import Copy


def test_the_server_answers_with_the_sign_in_page_and_its_styles(
    committed_db: Copy,
) -> None:
    with program.serving(committed_db.environ) as address:
        with urllib.request.urlopen(f"{address}/sign-in/") as answer:
            page = answer.read().decode()
        assert 'name="password"' in page
        sheet = page.split('rel="stylesheet"')[1].split('href="')[1].split('"')[0]
        with urllib.request.urlopen(f"{address}{sheet}") as answer:
            assert answer.headers["Content-Type"].startswith("text/css")


def as_owner(sql: str) -> None:
    """As whoever owns the tables: on SQLite that is everybody with the file."""
    alias = "owner" if "owner" in connections.settings else "default"
    with owning(connections[alias]), connections[alias].cursor() as cursor:
        cursor.execute(sql)


def test_the_server_refuses_while_a_trigger_is_missing(committed_db: Copy) -> None:
    name, (table, sql) = next(iter(guards.statements(connection.vendor).items()))
    on = f' ON "{table}"' if connection.vendor == "postgresql" else ""
    as_owner(f'DROP TRIGGER "{name}"{on}')
    said = program.run("serve", "--port", "1024", more=committed_db.environ)
    as_owner(sql)
    assert said.returncode == 1
    assert name in said.stderr
    assert "kongbun migrate" in said.stderr


def test_the_server_refuses_a_clock_set_back(committed_db: Copy) -> None:
    Command.objects.create(
        public_id=uuid.uuid4(),
        kind="a.thing",
        door="cli",
        body_hash=bytes(32),
        received_at=datetime.now(UTC) + timedelta(days=2),
    )
    said = program.run("serve", "--port", "1024", more=committed_db.environ)
    assert said.returncode == 1
    assert "นาฬิกาของเครื่อง" in said.stderr


def test_the_server_refuses_a_role_that_owns_the_tables(committed_db: Copy) -> None:
    if connection.vendor != "postgresql":
        # SQLite knows no roles: the file's owner is the machine's.
        assert "DATABASE_URL" not in committed_db.environ
        return
    owner = committed_db.environ["DATABASE_OWNER_URL"]
    said = program.run(
        "serve", "--port", "1024", more={**committed_db.environ, "DATABASE_URL": owner}
    )
    assert said.returncode == 1
    assert "kongbun_owner" in said.stderr


def test_a_database_of_another_version_is_never_changed_by_the_way(
    committed_db: Copy,
) -> None:
    as_owner("DELETE FROM django_migrations WHERE app = 'sessions'")
    said = program.run("user", "list", more=committed_db.environ)
    assert said.returncode == 1
    assert "kongbun migrate" in said.stderr


def test_the_server_refuses_a_port_in_use(committed_db: Copy) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        said = program.run("serve", "--port", port, more=committed_db.environ)
    assert said.returncode == 1
    assert "KONGBUN_PORT" in said.stderr


def test_assertions_cannot_be_switched_off() -> None:
    said = subprocess.run(
        [sys.executable, "-O", "-m", "kongbun.cli.main", "serve"],
        env=program.environ(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode == 2
    assert "-O" in said.stderr


def test_all_processes_together_take_less_than_300_megabytes(
    committed_db: Copy,
) -> None:
    with program.serving(committed_db.environ) as address:
        for _ in range(20):
            with urllib.request.urlopen(f"{address}/sign-in/"):
                pass
        # The first worker answers before the last one has started.
        until = time.monotonic() + 30
        while len(ours := _processes_of(address)) < 1 + server.PROCESSES:
            assert time.monotonic() < until, ours
            time.sleep(0.05)
        kilobytes = sum(_proportional_kilobytes(folder) for folder in ours)
    assert len(ours) == 1 + server.PROCESSES
    assert 0 < kilobytes < 300_000


def _processes_of(address: str) -> list[Path]:
    port = address.rpartition(":")[2]
    return [
        folder
        for folder in Path("/proc").glob("[0-9]*")
        if port in _words(folder) and "serve" in _words(folder)
    ]


def _words(folder: Path) -> list[str]:
    try:
        return (folder / "cmdline").read_text(errors="replace").split("\0")
    except OSError:
        return []


def _proportional_kilobytes(folder: Path) -> int:
    for line in (folder / "smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1])
    return 0
