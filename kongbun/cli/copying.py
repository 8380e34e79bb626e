"""Backup and restore step by step, on SQLite and PostgreSQL.

What comes back is judged in a database of its own before it takes the place of the
present one: unpacked, opened, brought to this version, checked, compared.
"""

from __future__ import annotations

import json
import os
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
from kongbun.soundness.findings import Code
from kongbun.soundness.witness import heads as heads_now
from kongbun.store import archive, copies
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


@dataclass(frozen=True, slots=True)
class Restored:
    """What is in place now, and where the former books are kept."""

    made_at: str
    kept: str
    heads: Heads
    findings: list[dict[str, str]]


def back_up(file: Path, now: datetime) -> Path:
    """Write a backup to `file`, or with today's date into it if it is a folder."""
    into = file / f"kongbun-{now:%Y-%m-%d-%H%M}{SUFFIX}" if file.is_dir() else file
    if into.exists():
        raise Refused(RefusalCode.FILE_EXISTS, file=into.name)
    with tempfile.TemporaryDirectory(dir=into.parent, prefix=".kongbun-") as folder:
        copy = Path(folder) / archive.DATABASE
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
        archive.pack(copy, into, manifest)
        # What cannot be read back is no backup.
        archive.unpack(into, Path(folder) / "again")
    return into


def restore(
    file: Path, now: datetime, *, older: bool, progress: copies.Progress | None = None
) -> Restored:
    """Judge the backup and put it in place; refuses with the present untouched."""
    stamp = f"{now:%Y%m%d-%H%M%S}"
    with tempfile.TemporaryDirectory(dir=_workroom(), prefix=".restoring-") as folder:
        unpacked = Path(folder) / archive.DATABASE
        manifest = archive.unpack(file, unpacked)
        _refuse_other_software(manifest)
        if connection.vendor == "sqlite":
            return _restore_sqlite(file, unpacked, manifest, stamp, older, progress)
        return _restore_postgres(file, unpacked, manifest, stamp, older)


def _restore_sqlite(
    file: Path,
    new: Path,
    manifest: archive.Manifest,
    stamp: str,
    older: bool,
    progress: copies.Progress | None,
) -> Restored:
    if damage := copies.sqlite_damage(new):
        raise Refused(RefusalCode.BACKUP_DAMAGED, file=file.name, why=damage)
    findings = _judge({"KONGBUN_DATABASE": str(new)})
    with _connected_to(str(new)):
        clock.refuse_a_clock_set_back(None)
    heads = copies.sqlite_heads(new)
    present = copies.sqlite_heads(_sqlite_file())
    for fund, (seq, link) in present.items():
        _refuse_older(fund, seq, link, copies.sqlite_link(new, fund, seq), heads, older)
    keep = _sqlite_file().with_name(f"{_sqlite_file().name}.before-{stamp}")
    connections.close_all()
    was_there = copies.sqlite_into_place(
        new, _sqlite_file(), seen=present, keep_as=keep, progress=progress
    )
    return Restored(manifest.made_at, str(keep) if was_there else "", heads, findings)


def _restore_postgres(
    file: Path, copy: Path, manifest: archive.Manifest, stamp: str, older: bool
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
            }
        )
        with _connected_to(new):
            clock.refuse_a_clock_set_back(None)
            heads = _present_heads()
            links = {fund: _link(fund, seq) for fund, (seq, _) in present.items()}
        for fund, (seq, link) in present.items():
            _refuse_older(fund, seq, link, links[fund], heads, older)
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
    assert file.exists()
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
    fund: str, seq: int, link: str, there: str | None, heads: Heads, older: bool
) -> None:
    """The backup must hold the very link with which the present books end."""
    if older or there == link:
        return
    if fund not in heads:
        raise Refused(RefusalCode.BACKUP_OF_OTHERS, fund=fund, found=", ".join(heads))
    raise Refused(
        RefusalCode.BACKUP_OLDER, fund=fund, found=heads[fund][0], required=seq
    )


def _judge(where: dict[str, str]) -> list[dict[str, str]]:
    """Bring a database to this version and check it, in a program of its own."""
    migrated = _kongbun(where, "migrate")
    if migrated.returncode:
        raise Refused(RefusalCode.BACKUP_UNSOUND, codes=_last_line(migrated.stderr))
    checked = _kongbun(where, "check", "--json")
    try:
        findings: list[dict[str, str]] = json.loads(checked.stdout)["findings"]
    except (ValueError, KeyError):
        raise Refused(
            RefusalCode.BACKUP_UNSOUND, codes=_last_line(checked.stderr)
        ) from None
    if corrupt := sorted({one["code"] for one in findings} & CORRUPT):
        raise Refused(RefusalCode.BACKUP_UNSOUND, codes=" ".join(corrupt))
    return findings


def _kongbun(where: dict[str, str], *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 -- this very program
        [sys.executable, "-m", "kongbun.cli.main", *command],
        env={**os.environ, **where},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def _last_line(text: str) -> str:
    return (text.strip().splitlines() or ["?"])[-1]


def _sqlite_file() -> Path:
    return Path(str(connection.settings_dict["NAME"]))


def _workroom() -> Path:
    """Beside the database, so that putting in place never crosses a disk."""
    room: Path = (
        _sqlite_file().parent
        if connection.vendor == "sqlite"
        else settings.ENV.data_dir
    )
    room.mkdir(parents=True, exist_ok=True)
    return room


def _owner() -> dict[str, Any]:
    return connections["owner"].settings_dict


def _applied() -> list[str]:
    recorded = MigrationRecorder(connection).applied_migrations()
    return sorted(f"{app}.{name}" for app, name in recorded)


def _present_heads() -> Heads:
    try:
        seen = heads_now()
    except DatabaseError:
        return {}
    return {one.fund: [one.seq, one.hash] for one in seen if one.seq}


def _link(fund: str, seq: int) -> str | None:
    found = fund_by_code(fund)
    if found is None:
        return None
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
