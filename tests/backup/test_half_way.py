"""A restore that dies, or finds no room, leaves the old books whole or the new ones.

Method: a child is killed at the first step of ours, then at the second, and so on
until it gets through.  A step is a call into, or a return from, the modules that copy.
What the child left is looked at from outside.
"""

from __future__ import annotations

import os
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections

from kongbun.cli import copying
from kongbun.kernel.refusal import Refused
from kongbun.soundness.check import check
from kongbun.store import archive, copies, guards
from kongbun.testing.cast import Cast
from kongbun.testing.databases import Copy
from kongbun.testing.program import environ
from kongbun.testing.sound_books import give
from tests.backup.steps import standing
from tests.backup.test_refused import NOW

OURS = tuple(str(module.__file__) for module in (copying, archive, copies))
ENDS_WELL, REFUSES = 0, 7


def in_a_child(step: Callable[[], Any]) -> int:
    """How a child that takes the step ends: its exit code, or -9."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        try:
            step()
            os._exit(ENDS_WELL)
        except Refused:
            os._exit(REFUSES)
        finally:
            os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def dying(step: Callable[[], Any], *, at: int) -> Callable[[], Any]:
    """The same step, killed at its n-th step into or out of our modules."""
    steps = count(1)

    def look(frame: Any, event: str, _: Any) -> None:
        is_ours = event in {"call", "return"} and frame.f_code.co_filename in OURS
        if is_ours and next(steps) == at:
            os.kill(os.getpid(), signal.SIGKILL)

    def first() -> None:
        sys.setprofile(look)
        step()

    return first


@pytest.fixture
def sealed_away(
    books: Cast, made: Path, committed_db: Copy, monkeypatch: pytest.MonkeyPatch
) -> Callable[[], Any]:
    """Restoring a backup of the day before; the judge has looked at it already."""
    give(books.act("somsri"), no=50, satang=100)
    # The judge works in the room alone, in programs of its own.
    monkeypatch.setattr(copying, "_judge", lambda *_: [])
    monkeypatch.setattr(copies, "PAGES_AT_ONCE", 40)
    return lambda: copying.restore(made, NOW, copying.Meant(older=True))


def test_whoever_is_killed_leaves_the_old_books_or_the_new(
    sealed_away: Callable[[], Any], committed_db: Copy, tmp_path: Path, soak: bool
) -> None:
    old = standing()
    again = putting_back(committed_db, tmp_path)
    every = 1 if soak else 4 if connection.vendor == "sqlite" else 11
    ends: list[str] = []
    for at in count(1, every):
        again()
        assert standing() == old
        ended = in_a_child(dying(sealed_away, at=at))
        ends.append("new" if standing() != old else "old")
        assert guards.missing(connection) == []
        assert check(now=NOW) == [], f"killed at step {at}"
        if connection.vendor == "sqlite":
            connections.close_all()
            assert copies.sqlite_damage(Path(committed_db.name)) == ""
        if ended == ENDS_WELL:
            break
        assert ended == -signal.SIGKILL, f"killed at step {at}"
    new = standing()
    assert new != old
    # Old up to one step, new from there on; neither comes and goes.
    assert ends == sorted(ends, reverse=True)
    assert ends.count("old") > len(ends) // 2
    assert len(ends) > (50 if soak else 5)
    if connection.vendor == "sqlite":
        # The rooms of the dead held all the books: who comes next clears them.
        assert not list(Path(committed_db.name).parent.glob(f"{copying.ROOM}*"))


def putting_back(committed_db: Copy, tmp_path: Path) -> Callable[[], None]:
    """The database as it is now, as often as it is wanted."""
    connections.close_all()
    if connection.vendor == "sqlite":
        pristine = tmp_path / "pristine.sqlite3"
        copies.sqlite_out(Path(committed_db.name), pristine)

        def put() -> None:
            connections.close_all()
            for suffix in ("-wal", "-shm"):
                Path(f"{committed_db.name}{suffix}").unlink(missing_ok=True)
            shutil.copyfile(pristine, committed_db.name)

        return put
    owner = connections["owner"].settings_dict

    def swap() -> None:
        with connections["owner"].cursor() as cursor:
            cursor.execute(
                "SELECT datname FROM pg_database WHERE datname LIKE %s",
                [f"{committed_db.name}\\_%"],
            )
            names = [str(name) for (name,) in cursor.fetchall()]
        connections.close_all()
        for name in names:
            if "_before_" in name:
                copies.postgres_into_place(owner, name, keep_as=f"{name}_gone")
            copies.postgres_drop(owner, name)
            copies.postgres_drop(owner, f"{name}_gone")

    return swap


@pytest.mark.skipif(
    "DATABASE_URL" in os.environ, reason="PostgreSQL's disk is not this program's"
)
class TestNoRoom:
    def test_a_file_that_may_not_grow_is_said_and_changes_nothing(
        self, sealed_away: Callable[[], Any], committed_db: Copy
    ) -> None:
        """At each size up to what it takes: in the room, beside, and in place."""
        old = standing()
        database = Path(committed_db.name)
        whole = database.stat().st_size

        def within(limit: int) -> Callable[[], Any]:
            def small() -> None:
                # The limit, not the signal that comes with it.
                signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
                resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
                sealed_away()

            return small

        ended = []
        for part in range(9):
            ended.append(in_a_child(within(whole * part // 8)))
            if ended[-1] == ENDS_WELL:
                break
            assert ended[-1] == REFUSES, f"{part} eighths"
            assert standing() == old
            connections.close_all()
            assert not list(database.parent.glob(f"{database.name}.before*"))
        assert ended.count(REFUSES) >= 6

    def test_a_full_disk_is_said_and_changes_nothing(
        self, made: Path, committed_db: Copy, tmp_path: Path
    ) -> None:
        """A small disk of its own, in the child's own view of the machine."""
        connections.close_all()
        database = Path(committed_db.name)
        size = database.stat().st_size
        disk = tmp_path / "disk"
        disk.mkdir()
        if subprocess.run(
            ["unshare", "-rm", "mount", "-t", "tmpfs", "none", str(disk)], check=False
        ).returncode:
            pytest.skip("this machine lets nobody mount a disk of his own")
        # Too little to unpack it; enough for that, and not to keep what was there.
        for room in (1.3, 2.4):
            script = (
                f"mount -t tmpfs -o size={int(size * room)} none {disk} &&"
                f" cp {database} {disk}/kongbun.sqlite3 &&"
                f" sha256sum < {disk}/kongbun.sqlite3 > {tmp_path}/before &&"
                f" {sys.executable} -m kongbun.cli.main restore {made} --json;"
                f" sha256sum < {disk}/kongbun.sqlite3 > {tmp_path}/after; ls -A {disk}"
            )
            done = subprocess.run(
                ["unshare", "-rm", "sh", "-c", script],
                env=environ({"KONGBUN_DATABASE": f"{disk}/kongbun.sqlite3"}),
                capture_output=True,
                text=True,
                check=False,
            )
            assert "no-room-to-restore" in done.stdout, (room, done.stdout, done.stderr)
            told = [(tmp_path / name).read_text() for name in ("before", "after")]
            assert told[0] == told[1]
            assert ".copying" not in done.stdout
