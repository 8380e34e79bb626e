"""A backup comes back whole or not at all, and never in silence over newer books.

Method: the real program beside the test, on a database of the test's own.
"""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connection, connections
from django.test import Client

from kongbun.store import archive, copies
from kongbun.testing import insider
from kongbun.testing.cast import Cast, by_hand
from kongbun.testing.databases import Copy
from kongbun.testing.sound_books import give
from tests.backup.steps import books_say, refused, restore, run, standing

NOW = datetime(2026, 11, 20, 5, tzinfo=UTC)


def test_what_was_backed_up_comes_back_and_the_replaced_books_are_kept(
    books: Cast, made: Path, committed_db: Copy
) -> None:
    before, said = standing(), books_say(NOW)
    give(books.act("somsri"), no=50, satang=100)
    after = standing()
    assert books_say(NOW) != said
    done = restore(committed_db, made, "--older")
    assert done.returncode == 0, done.stdout + done.stderr
    assert standing() == before
    assert books_say(NOW) == said
    kept = json.loads(done.stdout)["kept"]
    if connection.vendor == "sqlite":
        assert copies.sqlite_heads(Path(kept)) == {
            one.fund: [one.seq, one.hash, one.fund_id] for one in after if one.seq
        }
    assert run(committed_db, "check").returncode == 0


def test_the_same_books_come_back_without_a_word_more(
    made: Path, committed_db: Copy
) -> None:
    now = standing()
    assert restore(committed_db, made).returncode == 0
    assert standing() == now


def test_books_with_another_history_are_refused(
    books: Cast, made: Path, committed_db: Copy
) -> None:
    assert books.fund
    with insider.tampering() as cursor:
        cursor.execute('UPDATE audit_auditevent SET payload = \'{"body": ""}\'')
        insider.reseal(cursor)
    assert refused(restore(committed_db, made)) == "backup-older"


def test_the_page_gives_a_backup_that_comes_back(
    books: Cast, committed_db: Copy, tmp_path: Path
) -> None:
    with by_hand(books.fund):
        books.users["prasong"].is_operator = True
        books.users["prasong"].save(update_fields=["is_operator"])
    before = standing()
    chair = Client()
    chair.force_login(books.users["prasong"])
    answer = chair.post(f"/f/{books.fund.code}/backup/")
    assert answer.status_code == 200
    assert ".kongbun-backup" in answer["Content-Disposition"]
    file = tmp_path / "from-the-page.kongbun-backup"
    file.write_bytes(answer.getvalue())
    give(books.act("somsri"), no=50, satang=100)
    assert refused(restore(committed_db, file)) == "backup-older"
    assert restore(committed_db, file, "--older").returncode == 0
    assert standing() == before


def test_the_page_says_that_there_is_no_room(
    books: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(archive, "pack", full)
    chair = Client()
    with by_hand(books.fund):
        books.users["prasong"].is_operator = True
        books.users["prasong"].save(update_fields=["is_operator"])
    chair.force_login(books.users["prasong"])
    answer = chair.post(f"/f/{books.fund.code}/backup/")
    assert answer.status_code < 500
    assert "ที่เก็บเต็ม" in answer.content.decode()


UNSOUND = {
    "K002": "UPDATE ledger_accountbalance SET balance_satang = 1",
    "K012": (
        "INSERT INTO bylaws_bylawversion (public_id, fund_id, title, text, hash,"
        " effective_from, adopted_on, meeting, certified_by, command_id) SELECT"
        " SUBSTR(e.hash, 1, 16), e.fund_id, 'ระเบียบ', 'title: ระเบียบ', e.hash,"
        " '2025-01-01', '2025-01-01', 'ประชุมใหญ่', '', e.command_id"
        " FROM ledger_entry e ORDER BY e.id LIMIT 1"
    ),
}


# On SQLite the chain is compared first, and a row that a link covers belongs to it.
ANSWERS = {
    "K002": "backup-unsound",
    "K012": "backup-older" if connection.vendor == "sqlite" else "backup-unsound",
}


@pytest.mark.parametrize(
    ("sql", "code"),
    [(sql, ANSWERS[name]) for name, sql in UNSOUND.items()],
    ids=UNSOUND,
)
def test_books_that_are_not_sound_are_refused(
    books: Cast, committed_db: Copy, tmp_path: Path, sql: str, code: str
) -> None:
    now = standing()
    clean = tmp_path / "clean.kongbun-backup"
    assert run(committed_db, "backup", str(clean)).returncode == 0
    with insider.tampering() as cursor:
        cursor.execute(sql)
        insider.reseal(cursor)
    corrupt = tmp_path / "corrupt.kongbun-backup"
    assert run(committed_db, "backup", str(corrupt)).returncode == 0
    with insider.tampering() as cursor:
        # The books that a backup is put over stand on the same chain.
        cursor.execute("DELETE FROM bylaws_bylawversion WHERE text = 'title: ระเบียบ'")
        insider.reseal(cursor)
    assert restore(committed_db, clean).returncode == 0
    assert refused(restore(committed_db, corrupt)) == code
    assert standing() == now
    assert run(committed_db, "check").returncode == 0
    assert books.fund


def test_a_backup_never_overwrites_a_file(made: Path, committed_db: Copy) -> None:
    kept = made.read_bytes()
    assert refused(run(committed_db, "backup", str(made), "--json")) == "file-exists"
    assert made.read_bytes() == kept


def test_a_folder_gets_a_dated_file(
    books: Cast, committed_db: Copy, tmp_path: Path
) -> None:
    assert books.fund
    done = run(committed_db, "backup", str(tmp_path), "--json")
    assert done.returncode == 0
    [file] = tmp_path.iterdir()
    assert file.name.startswith("kongbun-20")
    assert file.stat().st_mode & 0o077 == 0


def test_a_folder_that_is_not_there_is_said_in_one_line(
    books: Cast, committed_db: Copy, tmp_path: Path
) -> None:
    assert books.fund
    done = run(committed_db, "backup", str(tmp_path / "no" / "file"))
    assert done.returncode == 1
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(
    "DATABASE_URL" in os.environ, reason="puts a file in place: SQLite's own way"
)
class TestSqlite:
    def test_whoever_is_stopped_half_way_finds_what_was_there(
        self, books: Cast, committed_db: Copy, tmp_path: Path
    ) -> None:
        database = Path(committed_db.name)
        new = tmp_path / "new.sqlite3"
        copies.sqlite_out(database, new)
        give(books.act("somsri"), no=50, satang=100)
        now = standing()
        connections.close_all()
        killed = subprocess.run(
            [
                sys.executable,
                "-c",
                "import os, sys; from pathlib import Path\n"
                "from kongbun.store import copies\n"
                "copies.PAGES_AT_ONCE = 1\n"
                "copies.sqlite_into_place(Path(sys.argv[1]), Path(sys.argv[2]),\n"
                "  seen=copies.sqlite_heads(Path(sys.argv[2])),\n"
                "  keep_as=Path(sys.argv[3]),\n"
                "  progress=lambda _, left, all: left * 2 < all and os._exit(9))",
                str(new),
                str(database),
                str(tmp_path / "kept"),
            ],
            check=False,
        )
        assert killed.returncode == 9
        assert standing() == now
        assert copies.sqlite_damage(database) == ""

    def test_a_damaged_present_database_does_not_stand_in_the_way(
        self, made: Path, committed_db: Copy
    ) -> None:
        before = standing()
        connections.close_all()
        database = Path(committed_db.name)
        raw = bytearray(database.read_bytes())
        raw[4096:40960] = b"\xff" * (40960 - 4096)
        database.write_bytes(raw)
        done = restore(committed_db, made)
        assert done.returncode == 0, done.stdout + done.stderr
        assert standing() == before
        assert Path(json.loads(done.stdout)["kept"]).read_bytes() == raw

    def test_an_empty_machine_takes_a_backup(self, made: Path, tmp_path: Path) -> None:
        before = standing()
        there = Copy(
            "", {"KONGBUN_DATABASE": str(tmp_path / "new" / "kongbun.sqlite3")}
        )
        done = restore(there, made)
        assert done.returncode == 0, done.stdout + done.stderr
        heads = copies.sqlite_heads(tmp_path / "new" / "kongbun.sqlite3")
        assert heads == {
            one.fund: [one.seq, one.hash, one.fund_id] for one in before if one.seq
        }
        assert json.loads(done.stdout)["kept"] == ""
