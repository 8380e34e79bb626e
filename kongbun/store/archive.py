"""The file that a backup is: one zip, whose last bytes are the hash of all before.

Any flipped bit and any missing end is seen before a byte of it is used.  With a key
the zip is closed as a whole (`sealed.py`).  What is in the database it holds is not
looked at here.
"""

from __future__ import annotations

import json
import os
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.store import sealed
from kongbun.store.backup_key import BackupKey

FORMAT = "kongbun-backup-1"
MANIFEST = "manifest.json"
DATABASE = "database"
DIGEST_LENGTH = 64
HEX = b"0123456789abcdef"
# How each of our zips begins and where its end stands, to tell a cut from a stranger.
BEGINS, NAME_AT = b"PK\3\4", 30
ENDS, ENDS_BYTES = b"PK\5\6", 22
BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Manifest:
    """What the file says of itself."""

    engine: str
    version: str
    made_at: str
    migrations: tuple[str, ...]
    sha256: str
    bytes: int
    # Where each fund's chain ended: code -> [place, hash].
    heads: dict[str, list[Any]]


def pack(
    database: Path, into: Path, manifest: Manifest, key: BackupKey | None = None
) -> None:
    """Write the archive whole or not at all; refuses to overwrite one.

    With a key nothing readable is ever written where `into` is: the open zip is made
    beside `database`.
    """
    part = into.with_name(into.name + ".part")
    try:
        with _made_new(part) as out:
            if key is None:
                _zip(database, out, manifest)
            else:
                _zip_closed(database, out, manifest, key)
        _name(part, into)
    except FileExistsError:
        raise Refused(RefusalCode.FILE_EXISTS, file=into.name) from None
    finally:
        part.unlink(missing_ok=True)


def _zip_closed(database: Path, out: Any, manifest: Manifest, key: BackupKey) -> None:
    opened = database.with_name(database.name + ".zip")
    try:
        with _made_new(opened) as whole:
            _zip(database, whole, manifest)
            length = whole.seek(0, os.SEEK_END)
            whole.seek(0)
            sealed.seal(whole, length, out, key)
    finally:
        opened.unlink(missing_ok=True)


def _zip(database: Path, out: Any, manifest: Manifest) -> None:
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        told = {"format": FORMAT, **asdict(manifest)}
        archive.writestr(MANIFEST, json.dumps(told, ensure_ascii=False))
        archive.write(database, DATABASE)
        archive.comment = b"0" * DIGEST_LENGTH
    digest = _digest_of_all_but_the_end(out)
    out.seek(-DIGEST_LENGTH, os.SEEK_END)
    out.write(digest.encode())


@contextmanager
def _made_new(file: Path) -> Iterator[Any]:
    """For its owner alone, and on the disk when it is closed."""
    file.unlink(missing_ok=True)
    made = os.open(file, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(made, "w+b") as out:
        yield out
        out.flush()
        os.fsync(out.fileno())


def _name(part: Path, into: Path) -> None:
    """Give the finished file its name; never takes the place of another."""
    try:
        os.link(part, into)
    except FileExistsError:
        raise
    except OSError:
        # A USB stick knows no links.
        if into.exists():
            raise FileExistsError(into) from None
        part.rename(into)


def _digest_of_all_but_the_end(file: Any) -> str:
    file.seek(0, os.SEEK_END)
    left = file.tell() - DIGEST_LENGTH
    file.seek(0)
    hasher = sha256()
    while left > 0:
        block = file.read(min(BLOCK, left))
        hasher.update(block)
        left -= len(block)
    return hasher.hexdigest()


def is_closed(file: Path) -> bool:
    """Whether it takes a key to open."""
    return sealed.is_sealed(file)


def unpack(file: Path, into: Path, key: BackupKey | None = None) -> Manifest:
    """Check every byte of the archive and take its database out.

    Refuses what is not ours (NOT_A_BACKUP), what ends too early (BACKUP_CUT_OFF), what
    changed since it was written (BACKUP_DAMAGED), and what another key closed.
    """
    try:
        if not sealed.is_sealed(file):
            return _unpack(file, file, into)
        opened = into.with_name(into.name + ".opened")
        try:
            sealed.unseal(file, opened, key)
            return _unpack(file, opened, into)
        finally:
            opened.unlink(missing_ok=True)
    except (zipfile.BadZipFile, zlib.error, KeyError, ValueError, TypeError):
        raise Refused(RefusalCode.NOT_A_BACKUP, file=file.name) from None


def _unpack(file: Path, opened: Path, into: Path) -> Manifest:
    with opened.open("rb") as source:
        begin = source.read(NAME_AT + len(MANIFEST))
        length = source.seek(0, os.SEEK_END)
        source.seek(-min(length, DIGEST_LENGTH + ENDS_BYTES), os.SEEK_END)
        end, said = source.read(ENDS_BYTES), source.read()
        # One flipped bit spoils one sign of its end, a cut both.
        is_whole = end.startswith(ENDS) or bool(said and not said.strip(HEX))
        if is_whole:
            if _digest_of_all_but_the_end(source).encode() != said:
                raise _damaged(file, "ไม่ตรงกับรหัสที่ปิดผนึกไว้ตอนสำรอง")
            return _take_out(file, source, into)
    if begin.startswith(BEGINS) and begin.endswith(MANIFEST.encode()):
        raise Refused(RefusalCode.BACKUP_CUT_OFF, file=file.name)
    raise Refused(RefusalCode.NOT_A_BACKUP, file=file.name)


def _take_out(file: Path, source: Any, into: Path) -> Manifest:
    with zipfile.ZipFile(source) as archive:
        kept = json.loads(archive.read(MANIFEST))
        if kept.pop("format") != FORMAT:
            raise Refused(RefusalCode.NOT_A_BACKUP, file=file.name)
        manifest = Manifest(**{**kept, "migrations": tuple(kept["migrations"])})
        hasher, size = sha256(), 0
        with archive.open(DATABASE) as database, into.open("xb") as out:
            while block := database.read(BLOCK):
                size += len(block)
                # It says how large it is: nothing larger is unpacked.
                if size > manifest.bytes:
                    raise _damaged(file, "ยาวกว่าที่จดไว้")
                hasher.update(block)
                out.write(block)
    if size != manifest.bytes or hasher.hexdigest() != manifest.sha256:
        raise _damaged(file, "ฐานข้อมูลข้างในไม่ตรงกับที่จดไว้")
    return manifest


def _damaged(file: Path, why: str) -> Refused:
    return Refused(RefusalCode.BACKUP_DAMAGED, file=file.name, why=why)


def digest(file: Path) -> str:
    with file.open("rb") as source:
        hasher = sha256()
        while block := source.read(BLOCK):
            hasher.update(block)
    return hasher.hexdigest()
