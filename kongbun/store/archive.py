"""The file that a backup is: one zip, whose last bytes are the hash of all before.

Any flipped bit and any missing end is seen before a byte of it is used.  What is in
the database it holds is not looked at here.
"""

from __future__ import annotations

import json
import os
import zipfile
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from kongbun.kernel.refusal import RefusalCode, Refused

FORMAT = "kongbun-backup-1"
MANIFEST = "manifest.json"
DATABASE = "database"
DIGEST_LENGTH = 64
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


def pack(database: Path, into: Path, manifest: Manifest) -> None:
    """Write the archive whole or not at all; refuses to overwrite one."""
    part = into.with_name(into.name + ".part")
    try:
        with os.fdopen(_open_new(part), "w+b") as out:
            with zipfile.ZipFile(
                out, "w", zipfile.ZIP_DEFLATED, compresslevel=1
            ) as archive:
                told = {"format": FORMAT, **asdict(manifest)}
                archive.writestr(MANIFEST, json.dumps(told, ensure_ascii=False))
                archive.write(database, DATABASE)
                archive.comment = b"0" * DIGEST_LENGTH
            digest = _digest_of_all_but_the_end(out)
            out.seek(-DIGEST_LENGTH, os.SEEK_END)
            out.write(digest.encode())
            out.flush()
            os.fsync(out.fileno())
        _name(part, into)
    except FileExistsError:
        raise Refused(RefusalCode.FILE_EXISTS, file=into.name) from None
    finally:
        part.unlink(missing_ok=True)


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


def _open_new(file: Path) -> int:
    file.unlink(missing_ok=True)
    return os.open(file, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)


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


def unpack(file: Path, into: Path) -> Manifest:
    """Check every byte of the archive and take its database out.

    Refuses what is not ours or was cut off (NOT_A_BACKUP), and what changed since it
    was written (BACKUP_DAMAGED).
    """
    try:
        with file.open("rb") as source:
            source.seek(0, os.SEEK_END)
            if source.tell() <= DIGEST_LENGTH:
                raise Refused(RefusalCode.NOT_A_BACKUP, file=file.name)
            source.seek(-DIGEST_LENGTH, os.SEEK_END)
            said = source.read()
            if not zipfile.is_zipfile(source) or said.strip(b"0123456789abcdef"):
                raise Refused(RefusalCode.NOT_A_BACKUP, file=file.name)
            if _digest_of_all_but_the_end(source) != said.decode():
                raise _damaged(file, "ไม่ตรงกับรหัสที่ปิดผนึกไว้ตอนสำรอง")
            return _take_out(file, source, into)
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError):
        raise Refused(RefusalCode.NOT_A_BACKUP, file=file.name) from None


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
