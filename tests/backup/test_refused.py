"""What `restore` must refuse, each by its own name, the present books untouched.

Method: books with everything in them, and one file for each thing that can be wrong
with it alone.  The sound file, of the same moment, is taken at the end.
"""

from __future__ import annotations

import io
import json
import os
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, connections

from kongbun.cli import copying
from kongbun.cli.main import main
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.soundness import witness
from kongbun.soundness.check import check
from kongbun.store import archive, backup_key
from kongbun.testing import insider
from kongbun.testing.cast import Cast
from kongbun.testing.content import content
from kongbun.testing.databases import Copy
from kongbun.testing.sound_books import give
from tests.backup.steps import refused, restore, standing

NOW = datetime(2026, 11, 20, 5, tzinfo=UTC)
KEY = backup_key.BackupKey(bytes(range(20)))
OTHER_KEY = backup_key.BackupKey(bytes(range(1, 21)))
CODE = RefusalCode


@dataclass
class Shelf:
    """The files of one fund's cupboard, made as they are asked for."""

    books: Cast
    folder: Path
    patch: pytest.MonkeyPatch
    older: Path = field(init=False)
    seen: Path = field(init=False)
    sound: Path = field(init=False)
    closed: Path = field(init=False)

    def __post_init__(self) -> None:
        self.older = self.back_up("older")
        give(self.books.act("somsri"), no=50, satang=100)
        self.seen = self.folder / "witness.json"
        self.seen.write_text(json.dumps(witness.take(NOW).as_json()), "utf-8")
        self.sound = self.back_up("sound")
        self.holds(KEY)
        self.closed = self.back_up("closed")

    def holds(self, key: backup_key.BackupKey | None) -> None:
        """This machine has that key, or none."""
        file = self.folder / (key.number if key else "no-key")
        if key is not None and not file.exists():
            backup_key.write(key, file)
        env = replace(settings.ENV, backup_key_file=file, backup_key_asked=False)
        self.patch.setattr(settings, "ENV", env)

    def back_up(self, name: str) -> Path:
        connections.close_all()
        return copying.back_up(self.folder / f"{name}.kongbun-backup", NOW)

    def said(self, **said: Any) -> Path:
        """The same database, with something else said of it."""
        database = self.folder / "database"
        manifest = archive.unpack(self.sound, database)
        into = self.folder / f"says-{'-'.join(said)}.kongbun-backup"
        archive.pack(database, into, replace(manifest, **said))
        database.unlink()
        return into

    def raw(self, name: str, content: bytes) -> Path:
        file = self.folder / name
        file.write_bytes(content)
        return file

    def of_other_books(self, name: str, there: str, back: str) -> Path:
        """A backup made while an insider had changed the books."""
        for sql in (there, back):
            with insider.tampering() as cursor:
                cursor.execute(sql)
                insider.reseal(cursor)
            if sql == there:
                made = self.back_up(name)
        return made


@pytest.fixture
def shelf(books: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shelf:
    return Shelf(books, tmp_path, monkeypatch)


def cut(file: Path, left: int, shelf: Shelf) -> Path:
    return shelf.raw(f"cut-{file.name}", file.read_bytes()[:left])


def flipped(file: Path, shelf: Shelf) -> Path:
    raw = bytearray(file.read_bytes())
    raw[len(raw) // 2] ^= 16
    return shelf.raw(f"flipped-{file.name}", bytes(raw))


def stranger(shelf: Shelf) -> Path:
    file = shelf.folder / "photos.zip"
    with zipfile.ZipFile(file, "w") as archive_:
        archive_.writestr("picture", b"of the temple fair")
    return file


def other_engine(shelf: Shelf) -> Path:
    engine = "sqlite" if connection.vendor == "postgresql" else "postgresql"
    return shelf.said(engine=engine)


def newer(shelf: Shelf) -> Path:
    known = archive.unpack(shelf.sound, shelf.folder / "known").migrations
    later = (*known, "people.0099_what_nobody_knows_yet")
    return shelf.said(version="99.0", migrations=later)


def another(shelf: Shelf, column: str, there: str, back: str) -> Path:
    set_to = f"UPDATE access_fund SET {column} = {{}} WHERE code = '{{}}'"
    before, after = ("TUNG", there) if column == "code" else ("TUNG", "TUNG")
    return shelf.of_other_books(
        f"another-{column}",
        set_to.format(there if column != "code" else f"'{there}'", before),
        set_to.format(back if column != "code" else f"'{back}'", after),
    )


def same_code(shelf: Shelf) -> Path:
    """Two funds that both call themselves TUNG."""
    own = shelf.books.fund.public_id.hex
    mark = "X'{}'" if connection.vendor == "sqlite" else "'\\x{}'::bytea"
    return another(shelf, "public_id", mark.format("ab" * 16), mark.format(own))


def unsound(shelf: Shelf) -> Path:
    spoil = "UPDATE ledger_accountbalance SET balance_satang = balance_satang {} 1"
    return shelf.of_other_books("unsound", spoil.format("+"), spoil.format("-"))


Meant = copying.Meant
Case = tuple[Callable[[Shelf], Path], Meant, backup_key.BackupKey | None, CODE]
PLAIN = Meant()
# What is wrong with the file -> how it is made, what is said, the machine's key, why.
CASES: dict[str, Case] = {
    "cut off": (lambda s: cut(s.sound, 50_000, s), PLAIN, None, CODE.BACKUP_CUT_OFF),
    "its last byte is missing": (
        *(lambda s: cut(s.sound, -1, s), PLAIN, None, CODE.BACKUP_CUT_OFF),
    ),
    "closed, cut off": (
        *(lambda s: cut(s.closed, 50_000, s), PLAIN, KEY, CODE.BACKUP_CUT_OFF),
    ),
    "one bit flipped": (
        *(lambda s: flipped(s.sound, s), PLAIN, None, CODE.BACKUP_DAMAGED),
    ),
    "closed, one bit flipped": (
        *(lambda s: flipped(s.closed, s), PLAIN, KEY, CODE.BACKUP_DAMAGED),
    ),
    "says another hash of its database": (
        *(lambda s: s.said(sha256="0" * 64), PLAIN, None, CODE.BACKUP_DAMAGED),
    ),
    "closed, no key here": (
        *(lambda s: s.closed, PLAIN, None, CODE.BACKUP_KEY_MISSING),
    ),
    "closed with another key": (
        *(lambda s: s.closed, PLAIN, OTHER_KEY, CODE.BACKUP_WRONG_KEY),
    ),
    "another program's zip": (stranger, PLAIN, None, CODE.NOT_A_BACKUP),
    "empty": (lambda s: s.raw("empty", b""), PLAIN, None, CODE.NOT_A_BACKUP),
    "of another fund": (
        *(lambda s: another(s, "code", "ELSE", "TUNG"), PLAIN, None),
        CODE.BACKUP_OF_OTHERS,
    ),
    "of another fund, though older is meant": (
        *(lambda s: another(s, "code", "ELSE", "TUNG"), Meant(older=True), None),
        CODE.BACKUP_OF_OTHERS,
    ),
    "of another fund of the same code": (
        *(same_code, Meant(older=True), None, CODE.BACKUP_OF_OTHERS),
    ),
    "older than the present": (lambda s: s.older, PLAIN, None, CODE.BACKUP_OLDER),
    "older, though another fund is meant": (
        *(lambda s: s.older, Meant(other_fund=True), None, CODE.BACKUP_OLDER),
    ),
    "of a newer version": (
        newer,
        Meant(older=True),
        None,
        CODE.BACKUP_OF_NEWER_VERSION,
    ),
    "of the other engine": (other_engine, PLAIN, None, CODE.BACKUP_FOR_OTHER_ENGINE),
    "not sound": (unsound, Meant(older=True), None, CODE.BACKUP_UNSOUND),
}


def test_what_must_be_refused_is_and_changes_nothing(shelf: Shelf) -> None:
    present = untouched(None)
    for name, (make, meant, key, why) in CASES.items():
        shelf.holds(None)
        file = make(shelf)
        shelf.holds(key)
        if name in TAMPERS:
            present = untouched(None)
        assert refusal(file, meant) is why, name
        untouched(present, name)
        for left in shelf.folder.glob("another-*"):
            left.unlink()
    behind = Meant(older=True, witness=shelf.seen)
    assert refusal(shelf.older, behind) is CODE.BACKUP_BEHIND_WITNESS
    no_witness = Meant(witness=stranger(shelf))
    assert refusal(shelf.sound, no_witness) is CODE.NOT_A_WITNESS
    untouched(present, "witness")
    # The same moment's file, with nothing wrong, held against the same witness.
    shelf.holds(KEY)
    done = copying.restore(shelf.closed, NOW, Meant(witness=shelf.seen))
    assert done.made_at == NOW.isoformat()
    assert check(now=NOW) == []


# While these are made the books are changed and put back: not byte by byte.
TAMPERS = {
    name for name, case in CASES.items() if "fund" in name or name == "not sound"
}


def untouched(before: Any, name: str = "") -> Any:
    """The very bytes of the database (PostgreSQL: every row of it)."""
    connections.close_all()
    if connection.vendor == "sqlite":
        file = Path(str(connection.settings_dict["NAME"]))
        now: Any = archive.digest(file)
        left = [one.name for one in file.parent.glob(f"{file.name}.before*")]
        assert not left, name
    else:
        now = content(connection)
    assert before is None or now == before, name
    return now


def refusal(file: Path, meant: Meant) -> CODE:
    connections.close_all()
    with pytest.raises(Refused) as caught:
        copying.restore(file, NOW, meant)
    connections.close_all()
    return caught.value.code


@pytest.mark.skipif("DATABASE_URL" in os.environ, reason="a new laptop has SQLite")
def test_a_new_laptop_has_only_the_witness_to_know_of_newer_books(
    shelf: Shelf, tmp_path: Path
) -> None:
    new = tmp_path / "new" / "kongbun.sqlite3"
    there = Copy("", {"KONGBUN_DATABASE": str(new)})
    done = restore(there, shelf.older, "--witness", str(shelf.seen))
    assert refused(done) == "backup-behind-witness"
    assert not new.exists()


def test_a_key_goes_from_paper_to_a_new_machine_and_opens_the_backup(
    books: Cast,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The old machine is gone; there are the stick and the paper."""
    assert books.fund

    def says(*asked: str) -> Any:
        connections.close_all()
        main([*asked, "--json"])
        return json.loads(capsys.readouterr().out)

    def why(*asked: str) -> str:
        code: str = says(*asked)["refused"][0]["code"]
        return code

    def machine(key_file: Path, *, asked: bool) -> None:
        env = replace(settings.ENV, backup_key_file=key_file, backup_key_asked=asked)
        monkeypatch.setattr(settings, "ENV", env)

    def typing(letters: str) -> Any:
        monkeypatch.setattr("sys.stdin", io.StringIO(letters + "\n"))
        return says("backup-key", "--from-paper")

    old, new = tmp_path / "old-key", tmp_path / "new" / "key"
    stick = tmp_path / "stick.kongbun-backup"
    machine(old, asked=True)
    # Named by a setting and not there: never an open backup in silence.
    assert why("backup", str(stick)) == "backup-key-unfit"
    assert not stick.exists()
    key = says("backup-key")
    assert why("backup-key") == "backup-key-exists"
    assert says("backup", str(stick))["key_number"] == key["number"]
    assert stick.read_bytes().startswith(b"kongbun-sealed-1")
    now = standing()
    machine(new, asked=False)
    assert why("restore", str(stick)) == "backup-key-missing"
    slip = key["letters"][:-1] + ("7" if key["letters"][-1] != "7" else "8")
    assert typing(slip)["refused"][0]["code"] == "backup-key-unfit"
    assert not new.exists()
    assert typing(key["letters"].lower())["number"] == key["number"]
    assert says("restore", str(stick))["heads"]
    assert standing() == now
