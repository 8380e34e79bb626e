"""Backup and restore step by step, on SQLite and PostgreSQL.

What comes back is judged in a database of its own before it takes the place of the
present one: unpacked, opened, brought to this version, checked, compared.
"""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.db import DatabaseError, connection, connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

import kongbun
from kongbun.access.queries import fund_by_code
from kongbun.audit.models import AuditEvent
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.soundness import witness as witnesses
from kongbun.soundness.findings import Code
from kongbun.store import archive, backup_key, copies, tenancy
from kongbun.web import clock

SUFFIX = ".kongbun-backup"
# The books themselves are wrong; the rest is shown and does not stop a restore.
CORRUPT = frozenset(
    code.value
    for code in (
        Code.UNBALANCED_ENTRY,
        Code.WRONG_BALANCE,
        Code.NEGATIVE_MONEY,
        Code.LEG_ACROSS_FUNDS,
        Code.BOOKED_AFTER_CLOSE,
        Code.REVERSAL_NOT_OPPOSITE,
        Code.APPROVED_OTHERWISE,
        Code.CHAIN_BROKEN,
        Code.UNPROTECTED,
    )
)
Heads = copies.Heads
FULL = frozenset({errno.ENOSPC, errno.EFBIG, errno.EDQUOT})
ROOM, ROOM_OF = ".copying-", re.compile(r"\.copying-(\d+)-")
SAYS_FULL = ("disk is full", "No space left", "could not extend file")


@dataclass(frozen=True, slots=True)
class Restored:
    """What is in place now, and where the former books are kept."""

    made_at: str
    kept: str
    heads: Heads
    findings: list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class Meant:
    """What whoever restores says is no mistake, and what the backup is held against."""

    older: bool = False
    other_fund: bool = False
    witness: Path | None = None


def key() -> backup_key.BackupKey | None:
    """What closes the backups of this machine; None if nobody made a key."""
    file = settings.ENV.backup_key_file
    if settings.ENV.backup_key_asked or file.exists():
        return backup_key.read(file)
    return None


def back_up(file: Path, now: datetime) -> Path:
    """Write a backup to `file`, or with today's date into it if it is a folder."""
    into = file / f"kongbun-{now:%Y-%m-%d-%H%M}{SUFFIX}" if file.is_dir() else file
    if into.exists():
        raise Refused(RefusalCode.FILE_EXISTS, file=into.name)
    closed_with = key()
    # What can be read stays on this machine, never on the stick.
    with _room() as folder:
        copy = folder / archive.DATABASE
        heads = _present_heads()
        if connection.vendor == "sqlite":
            copies.sqlite_out(_sqlite_file(), copy)
            heads = copies.sqlite_heads(copy)
        else:
            copies.postgres_out(_owner(), copy)
        manifest = archive.Manifest(
            engine=connection.vendor,
            version=kongbun.__version__,
            made_at=now.isoformat(timespec="seconds"),
            migrations=tuple(_applied()),
            sha256=archive.digest(copy),
            bytes=copy.stat().st_size,
            heads=heads,
        )
        archive.pack(copy, into, manifest, closed_with)
        # What cannot be read back is no backup.
        archive.unpack(into, folder / "again", closed_with)
    return into


def restore(
    file: Path,
    now: datetime,
    meant: Meant = Meant(),
    progress: copies.Progress | None = None,
) -> Restored:
    """Judge the backup and put it in place; refuses with the present untouched."""
    if meant.witness is not None:
        witnesses.read(meant.witness)
    stamp = f"{now:%Y%m%d-%H%M%S}"
    with _refusing_a_full_disk(), _room() as folder:
        unpacked = folder / archive.DATABASE
        opened_with = key() if archive.is_closed(file) else None
        manifest = archive.unpack(file, unpacked, opened_with)
        _refuse_other_software(manifest)
        if connection.vendor == "sqlite":
            return _restore_sqlite(file, unpacked, manifest, stamp, meant, progress)
        return _restore_postgres(unpacked, manifest, stamp, meant)


def _restore_sqlite(
    file: Path,
    new: Path,
    manifest: archive.Manifest,
    stamp: str,
    meant: Meant,
    progress: copies.Progress | None,
) -> Restored:
    if damage := copies.sqlite_damage(new):
        raise Refused(RefusalCode.BACKUP_DAMAGED, file=file.name, why=damage)
    heads = copies.sqlite_heads(new)
    present = copies.sqlite_heads(_sqlite_file())
    for fund, (seq, *_) in present.items():
        there = copies.sqlite_link(new, fund, seq)
        _refuse_older(fund, present[fund], there, heads, meant)
    findings = _judge({"KONGBUN_DATABASE": str(new)}, meant.witness)
    with _connected_to(str(new)):
        clock.refuse_a_clock_set_back(None)
    keep = _sqlite_file().with_name(f"{_sqlite_file().name}.before-{stamp}")
    connections.close_all()
    was_there = copies.sqlite_into_place(
        new, _sqlite_file(), seen=present, keep_as=keep, progress=progress
    )
    return Restored(manifest.made_at, str(keep) if was_there else "", heads, findings)


def _restore_postgres(
    copy: Path, manifest: archive.Manifest, stamp: str, meant: Meant
) -> Restored:
    owner = _owner()
    new, keep = f"{owner['NAME']}_new_{stamp}", f"{owner['NAME']}_before_{stamp}"
    present = _present_heads()
    connections.close_all()
    copies.postgres_make(owner, new)
    try:
        copies.postgres_in(owner, copy, new)
        findings = _judge(
            {
                name: urlunsplit(urlsplit(os.environ[name])._replace(path=f"/{new}"))
                for name in ("DATABASE_URL", "DATABASE_OWNER_URL")
            },
            meant.witness,
        )
        with _connected_to(new):
            clock.refuse_a_clock_set_back(None)
            heads = _present_heads()
            links = {fund: _link(fund, seq) for fund, (seq, *_) in present.items()}
        for fund, there in links.items():
            _refuse_older(fund, present[fund], there, heads, meant)
        _refuse_written_since(present)
        copies.postgres_into_place(owner, new, keep_as=keep)
        with _connected_to(keep):
            late = _present_heads() != present
        if late:
            copies.postgres_into_place(owner, keep, keep_as=new)
            raise Refused(RefusalCode.TRY_AGAIN)
    finally:
        # Under its new name it is not there to be dropped.
        copies.postgres_drop(owner, new)
    return Restored(manifest.made_at, keep, heads, findings)


def _refuse_written_since(present: Heads) -> None:
    """Judging takes a while; nobody is connected between two pages of a server."""
    now = _present_heads()
    connections.close_all()
    if now != present:
        raise Refused(RefusalCode.TRY_AGAIN)


def _refuse_other_software(manifest: archive.Manifest) -> None:
    if manifest.engine != connection.vendor:
        raise Refused(
            RefusalCode.BACKUP_FOR_OTHER_ENGINE,
            found=manifest.engine,
            required=connection.vendor,
        )
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    if set(manifest.migrations) - known:
        raise Refused(
            RefusalCode.BACKUP_OF_NEWER_VERSION,
            found=manifest.version,
            required=kongbun.__version__,
        )


def _refuse_older(
    fund: str, present: list[Any], there: str | None, heads: Heads, meant: Meant
) -> None:
    """The backup must hold the very link with which the present books end."""
    seq, link, fund_id = present
    if there == link:
        return
    if fund not in heads or heads[fund][2] != fund_id:
        if not meant.other_fund:
            found = ", ".join(heads) or "-"
            raise Refused(RefusalCode.BACKUP_OF_OTHERS, fund=fund, found=found)
    elif not meant.older:
        raise Refused(
            RefusalCode.BACKUP_OLDER, fund=fund, found=heads[fund][0], required=seq
        )


def _judge(where: dict[str, str], witness: Path | None = None) -> list[dict[str, str]]:
    """Bring a database to this version and check it, in a program of its own."""
    migrated = _kongbun(where, "migrate")
    if migrated.returncode:
        raise _unsound(migrated.stderr)
    asked = ["--witness", str(witness.absolute())] if witness else []
    checked = _kongbun(where, "check", "--json", *asked)
    try:
        findings: list[dict[str, str]] = json.loads(checked.stdout)["findings"]
    except (ValueError, KeyError):
        raise _unsound(checked.stderr) from None
    against = [one["message"] for one in findings if one["object"] == "witness"]
    if witness and against:
        raise Refused(
            RefusalCode.BACKUP_BEHIND_WITNESS, file=witness.name, why=" ".join(against)
        )
    if corrupt := sorted({one["code"] for one in findings} & CORRUPT):
        raise Refused(RefusalCode.BACKUP_UNSOUND, codes=" ".join(corrupt))
    return findings


def _unsound(said: str) -> Refused:
    """Why a program could not even look at the books."""
    line = (said.strip().splitlines() or ["?"])[-1]
    if any(words in line for words in SAYS_FULL):
        return Refused(RefusalCode.NO_ROOM_TO_RESTORE)
    if "disk I/O error" in line:
        return Refused(RefusalCode.COPY_FAILED, tool="SQLite", why=line)
    return Refused(RefusalCode.BACKUP_UNSOUND, codes=line)


@contextmanager
def _refusing_a_full_disk() -> Iterator[None]:
    """Nothing was put in place: each step before that one is in a room of its own."""
    try:
        yield
    except OSError as error:
        if error.errno not in FULL:
            raise
        raise Refused(RefusalCode.NO_ROOM_TO_RESTORE) from None
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_FULL:
            raise Refused(RefusalCode.NO_ROOM_TO_RESTORE) from None
        raise Refused(RefusalCode.COPY_FAILED, tool="SQLite", why=str(error)) from None


def _kongbun(where: dict[str, str], *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 -- this very program
        [sys.executable, "-m", "kongbun.cli.main", *command],
        env={**os.environ, **where},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def _sqlite_file() -> Path:
    return Path(str(connection.settings_dict["NAME"]))


@contextmanager
def _room() -> Iterator[Path]:
    """A folder beside the database: putting in place from it never crosses a disk.

    What a program that died left in its own, all the books, goes first.
    """
    beside: Path = (
        _sqlite_file().parent
        if connection.vendor == "sqlite"
        else settings.ENV.data_dir
    )
    beside.mkdir(parents=True, exist_ok=True)
    for left in beside.glob(f"{ROOM}*"):
        whose = ROOM_OF.match(left.name)
        if whose and not Path(f"/proc/{whose[1]}").exists():
            shutil.rmtree(left, ignore_errors=True)
    mine = f"{ROOM}{os.getpid()}-"
    with tempfile.TemporaryDirectory(dir=beside, prefix=mine) as folder:
        yield Path(folder)


def _owner() -> dict[str, Any]:
    return connections["owner"].settings_dict


def _applied() -> list[str]:
    recorded = MigrationRecorder(connection).applied_migrations()
    return sorted(f"{app}.{name}" for app, name in recorded)


def _present_heads() -> Heads:
    try:
        with tenancy.seeing_all("a copy is of the whole machine"):
            seen = witnesses.heads()
    except DatabaseError:
        return {}
    return {one.fund: [one.seq, one.hash, one.fund_id] for one in seen if one.seq}


def _link(fund: str, seq: int) -> str | None:
    found = fund_by_code(fund)
    if found is None:
        return None
    with tenancy.seeing(found.pk):
        event = AuditEvent.objects.filter(chain=found.pk, seq=seq).first()
    return bytes(event.hash).hex() if event else None


@contextmanager
def _connected_to(name: str) -> Iterator[None]:
    used = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = used
