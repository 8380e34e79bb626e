"""A full disk, a broken one, one that may only be read: said in words, nothing half.

What was said to be saved is; who was told that nobody knows sends the same again, and
it counts once.  A sample in every run; `--soak` breaks the disk at every point.
"""

from __future__ import annotations

import io
import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import connections

from kongbun.cli.main import main
from kongbun.kernel.refusal import RefusalCode
from kongbun.kernel.refusal_texts import TEXTS
from kongbun.store import trouble
from kongbun.testing.cast import PASSWORD, PEOPLE, make_cast
from kongbun.testing.databases import Copy
from kongbun.testing.program import environ
from tests.faults import full
from tests.faults.conftest import on_sqlite
from tests.faults.place import Place
from tests.faults.points import Tally, Theatre, of_all, strike_at
from tests.faults.scene import BARE, Ready, Scene
from tests.faults.scenes import SCENES
from tests.faults.strike import EIO, ENOSPC, EROFS_OPEN, ERRORS, Step, struck
from tests.web.doors import NUMBER, Visitor, text

pytestmark = on_sqlite
FEW = ("dues.take_sheet", "claims.pay", "access.add_user", "kongbun money income")
NEW_ACCOUNT = "/f/TUNG/fund/accounts/new/"
BOX = {"kind": "cash", "name": "กล่องสำรอง"}


def test_a_broken_disk_is_told_and_leaves_nothing_half(
    theatre: Theatre, soak: bool
) -> None:
    if not soak:
        tally = of_all(theatre, {kind: SCENES[kind] for kind in FEW}, 1, ERRORS)
        assert tally.fired >= 12
    else:
        progress = full.Progress(None)
        assert full.count_up(theatre, "errors", progress)
        tally = progress.tally
        assert tally.fired >= 600
    assert tally.wrong == []
    assert tally.unsure > 0


def test_what_was_not_known_may_be_there_and_counts_once(theatre: Theatre) -> None:
    """A flush fails after everything was written, and then the plug is pulled."""
    played = theatre.play(SCENES["treasury.other_income"])
    tally = Tally()
    for at in range(1, played.calls["fdatasync"] + 1):
        tally.add(strike_at(played, EIO, "fdatasync", at))
    played.place.drop()
    assert tally.wrong == []
    assert tally.heard > 0


# A door, in a child whose disk breaks: what it says is the answer.


@dataclass(frozen=True, slots=True)
class Door:
    place: Place
    step: Step

    def boxes(self) -> int:
        """How often the new cash box is there."""
        assert self.place.look().damage == ""
        with closing(sqlite3.connect(self.place.file)) as books:
            asked = "SELECT count(*) FROM ledger_account WHERE name = ?"
            (found,) = books.execute(asked, [BOX["name"]]).fetchone()
        return int(found)


@pytest.fixture
def terminal(theatre: Theatre) -> Iterator[Door]:
    number = str(uuid4())

    def prepare(ready: Ready) -> Step:
        secrets = ready.folder / "secrets"
        secrets.write_text("\n".join(f"{name}:{PASSWORD}" for name in PEOPLE))
        words = ("fund", "account", "cash", "--name", BOX["name"])
        asked = ("--fund", "TUNG", "--as", "somsri", "--command-id", number)

        def step() -> Any:
            os.environ["KONGBUN_PASSWORD_FILE"] = str(secrets)
            out, err = io.StringIO(), io.StringIO()
            with redirect_stdout(out), redirect_stderr(err):
                code = main([*words, *asked])
            return [code, out.getvalue(), err.getvalue(), number]

        return step

    door = Door(*theatre.ready(Scene("terminal", BARE, prepare)))
    yield door
    door.place.drop()


@pytest.fixture
def browser(theatre: Theatre) -> Iterator[Door]:
    def prepare(ready: Ready) -> Step:
        somsri = Visitor(ready.cast, "somsri")
        somsri.raise_request_exception = False
        number = somsri.number_of(NEW_ACCOUNT)

        def step() -> Any:
            answer = somsri.post(NEW_ACCOUNT, {"command_id": number, **BOX})
            return [answer.status_code, text(answer), number]

        return step

    door = Door(*theatre.ready(Scene("browser", BARE, prepare)))
    yield door
    door.place.drop()


DISKS = [(ENOSPC, "pwrite64"), (EIO, "fdatasync"), (EROFS_OPEN, "openat")]


def words_of(said: str) -> list[RefusalCode]:
    return [code for code in trouble.DISK if TEXTS[code].th in said]


@pytest.mark.parametrize(("fault", "call"), DISKS, ids=[one.name for one, _ in DISKS])
def test_the_terminal_says_in_thai_what_to_do(
    terminal: Door, fault: Any, call: str
) -> None:
    for at in (1, 3, 5, 20, 40):
        terminal.place.put_back()
        ended = struck(terminal.step, fault, call, at, files=terminal.place.files)
        if not ended.fired or ended.answer[0] == 0:
            continue
        code, out, err, number = ended.answer
        assert (code, out) == (1, "")
        assert len(words_of(err)) == 1, err
        assert "Traceback" not in err
        # Before it knows of a command there is none to send again.
        assert f"--command-id {number}" in err or trouble.AGAIN in err
        assert struck(terminal.step).answer[0] == 0
        assert terminal.boxes() == 1


@pytest.mark.parametrize(("fault", "call"), DISKS, ids=[one.name for one, _ in DISKS])
def test_the_browser_shows_a_page_that_says_what_to_do(
    browser: Door, fault: Any, call: str
) -> None:
    bare = shown = 0
    for at in (1, 3, 5, 9, 12, 18):
        browser.place.put_back()
        ended = struck(browser.step, fault, call, at, files=browser.place.files)
        assert ended.said == "done", ended.answer
        status, page, number = ended.answer
        if not ended.fired or status == 302:
            continue
        assert status == 503
        assert len(words_of(page)) == 1, page
        # What is shown to be pressed again is the same press, with all that was typed.
        found = NUMBER.search(page)
        assert found is not None, page
        assert found[1] == number
        assert BOX["name"] in page
        is_bare = "เครื่องมีปัญหา" in page
        bare, shown = bare + is_bare, shown + (not is_bare)
        assert struck(browser.step).answer[0] == 302
        assert browser.boxes() == 1
    assert shown > 0 or fault is not ENOSPC
    assert bare > 0 or fault is EIO


# A disk that is really full, or really closed, in the child's own view of the machine.


def on_a_disk(
    folder: Path, size: int, *script: str
) -> subprocess.CompletedProcess[str]:
    disk = folder / "disk"
    disk.mkdir(exist_ok=True)
    lines = [f"mount -t tmpfs -o size={size} none {disk}", f"cd {disk}", *script]
    done = subprocess.run(
        ["unshare", "-rm", "sh", "-ec", "\n".join(lines)],
        env=environ({"KONGBUN_DATABASE": f"{disk}/books.sqlite3"}),
        capture_output=True,
        text=True,
        check=False,
    )
    if "unshare" in done.stderr or "mount" in done.stderr:
        pytest.skip("this machine lets nobody mount a disk of his own")
    return done


@pytest.fixture
def income(committed_db: Copy, tmp_path: Path, monkeypatch: Any) -> str:
    """The command line of an income; the books stand in `books`."""
    make_cast()
    connections.close_all()
    secrets = tmp_path / "secrets"
    secrets.write_text(f"somsri:{PASSWORD}")
    monkeypatch.setenv("KONGBUN_PASSWORD_FILE", str(secrets))
    Path(committed_db.name).replace(tmp_path / "books")
    call = f"{sys.executable} -m kongbun.cli.main fund account cash --json"
    return f"{call} --name box --fund TUNG --as somsri --command-id {uuid4()}"


def test_a_disk_that_is_really_full_takes_the_command_when_there_is_room(
    income: str, tmp_path: Path
) -> None:
    size = (tmp_path / "books").stat().st_size + 300_000
    done = on_a_disk(
        tmp_path,
        size,
        f"cp {tmp_path}/books books.sqlite3",
        "dd if=/dev/zero of=photos bs=4096 2>/dev/null || true",
        f"{income} || true",
        "rm photos",
        income,
        income,
    )
    assert done.returncode == 0, done.stderr
    first, *others = [json.loads(line) for line in done.stdout.splitlines()]
    assert first["refused"][0]["code"] == "disk-full"
    assert others[0] == others[1]
    assert others[0]["code"]


def test_a_disk_that_may_only_be_read_is_told(income: str, tmp_path: Path) -> None:
    done = on_a_disk(
        tmp_path,
        30_000_000,
        f"cp {tmp_path}/books books.sqlite3",
        f"mount -o remount,ro {tmp_path}/disk",
        f"{income} || true",
        f"mount -o remount,rw {tmp_path}/disk",
        income,
    )
    assert done.returncode == 0, done.stderr
    first, second = [json.loads(line) for line in done.stdout.splitlines()]
    assert first["refused"][0]["code"] == "disk-read-only"
    assert second["code"]
