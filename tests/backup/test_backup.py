"""A backup comes back whole or not at all, and never in silence over newer books.

Method: the real program beside the test, on a database of the test's own.
"""

from __future__ import annotations

import errno
import json
import os
import random
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client

from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.store import archive, copies
from kongbun.testing import insider
from kongbun.testing.cast import Cast
from kongbun.testing.databases import Copy
from kongbun.testing.sound_books import give
from tests.backup.steps import refused, restore, run, standing


def test_what_was_backed_up_comes_back_and_the_replaced_books_are_kept(
    books: Cast, made: Path, committed_db: Copy
) -> None:
    before = standing()
    give(books.act("somsri"), no=50, satang=100)
    after = standing()
    done = restore(committed_db, made, "--older")
    assert done.returncode == 0, done.stdout + done.stderr
    assert standing() == before
    kept = json.loads(done.stdout)["kept"]
    if connection.vendor == "sqlite":
        assert copies.sqlite_heads(Path(kept)) == {
            one.fund: [one.seq, one.hash] for one in after if one.seq
        }
    assert run(committed_db, "check").returncode == 0


def test_older_books_come_back_only_when_that_is_meant(
    books: Cast, made: Path, committed_db: Copy
) -> None:
    give(books.act("somsri"), no=50, satang=100)
    now = standing()
    assert refused(restore(committed_db, made)) == "backup-older"
    assert standing() == now


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


def repacked(made: Path, tmp_path: Path, **said: Any) -> Path:
    """The same database, sealed anew with something else said of it."""
    manifest = archive.unpack(made, tmp_path / "database")
    other = tmp_path / "other.kongbun-backup"
    archive.pack(tmp_path / "database", other, replace(manifest, **said))
    return other


def test_a_backup_of_the_other_engine_is_refused(
    made: Path, committed_db: Copy, tmp_path: Path
) -> None:
    now = standing()
    engine = "sqlite" if connection.vendor == "postgresql" else "postgresql"
    other = repacked(made, tmp_path, engine=engine)
    assert refused(restore(committed_db, other)) == "backup-for-other-engine"
    assert standing() == now


def test_a_backup_of_a_newer_version_is_refused(
    made: Path, committed_db: Copy, tmp_path: Path
) -> None:
    now = standing()
    known = archive.unpack(made, tmp_path / "known").migrations
    other = repacked(
        made,
        tmp_path,
        version="99.0",
        migrations=(*known, "people.0099_what_nobody_knows_yet"),
    )
    assert refused(restore(committed_db, other, "--older")) == "backup-of-newer-version"
    assert standing() == now


def test_a_backup_that_says_something_else_of_its_database_is_refused(
    made: Path, committed_db: Copy, tmp_path: Path
) -> None:
    now = standing()
    other = repacked(made, tmp_path, sha256="0" * 64)
    assert refused(restore(committed_db, other)) == "backup-damaged"
    assert standing() == now


def test_a_backup_of_another_fund_does_not_take_the_place_of_this_one(
    made: Path, committed_db: Copy
) -> None:
    """The machine holds one fund, the stick another."""
    with insider.tampering() as cursor:
        cursor.execute("UPDATE access_fund SET code = 'HERE' WHERE code = 'TUNG'")
    now = standing()
    done = restore(committed_db, made)
    assert refused(done) == "backup-of-others"
    assert "HERE" in json.loads(done.stdout)["refused"][0]["message"]
    assert standing() == now


def test_the_page_gives_a_backup_that_comes_back(
    books: Cast, committed_db: Copy, tmp_path: Path
) -> None:
    before = standing()
    chair = Client()
    books.users["prasong"].is_operator = True
    books.users["prasong"].save(update_fields=["is_operator"])
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
    books.users["prasong"].is_operator = True
    books.users["prasong"].save(update_fields=["is_operator"])
    chair.force_login(books.users["prasong"])
    answer = chair.post(f"/f/{books.fund.code}/backup/")
    assert answer.status_code < 500
    assert "ที่เก็บเต็ม" in answer.content.decode()


def test_one_flipped_bit_is_seen_wherever_it_is(
    made: Path, committed_db: Copy, tmp_path: Path
) -> None:
    whole = made.read_bytes()
    dice = random.Random(2569)  # noqa: S311 -- places to damage
    places = [dice.randrange(len(whole)) for _ in range(60)]
    # The zip's own words at the end, and the seal itself, one by one.
    for place in [0, *places, *range(len(whole) - 200, len(whole), 7)]:
        raw = bytearray(whole)
        raw[place] ^= 1 << dice.randrange(8)
        made.write_bytes(raw)
        with pytest.raises(Refused) as caught:
            archive.unpack(made, tmp_path / "out")
        assert caught.value.code in {
            RefusalCode.BACKUP_DAMAGED,
            RefusalCode.NOT_A_BACKUP,
        }
        assert not (tmp_path / "out").exists()
    now = standing()
    assert refused(restore(committed_db, made)) in {"backup-damaged", "not-a-backup"}
    assert standing() == now


def test_a_file_that_was_cut_off_or_is_not_ours_is_refused(
    made: Path, committed_db: Copy, tmp_path: Path
) -> None:
    whole = made.read_bytes()
    for content in (
        b"",
        b"hello",
        b"SQLite format 3\0" * 400,
        whole[:10],
        whole[:5_000],
        whole[:-1],
        whole + b"\0",
    ):
        made.write_bytes(content)
        with pytest.raises(Refused) as caught:
            archive.unpack(made, tmp_path / "out")
        assert caught.value.code is RefusalCode.NOT_A_BACKUP, content[:20]
    now = standing()
    assert refused(restore(committed_db, made)) == "not-a-backup"
    assert standing() == now


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


@pytest.mark.parametrize("sql", UNSOUND.values(), ids=UNSOUND)
def test_books_that_are_not_sound_are_refused(
    books: Cast, committed_db: Copy, tmp_path: Path, sql: str
) -> None:
    now = standing()
    clean = tmp_path / "clean.kongbun-backup"
    assert run(committed_db, "backup", str(clean)).returncode == 0
    with insider.tampering() as cursor:
        cursor.execute(sql)
        insider.reseal(cursor)
    corrupt = tmp_path / "corrupt.kongbun-backup"
    assert run(committed_db, "backup", str(corrupt)).returncode == 0
    assert restore(committed_db, clean).returncode == 0
    assert refused(restore(committed_db, corrupt)) == "backup-unsound"
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
        assert heads == {one.fund: [one.seq, one.hash] for one in before if one.seq}
        assert json.loads(done.stdout)["kept"] == ""
