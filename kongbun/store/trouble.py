"""What a failed disk, a full one or a server that is gone says, as a refusal.

None of these is a mistake of whoever presses, and none says whether the last commit is
there: SQLite may have written it and not been told, a server may have kept it and died
before it said so.  The same command again is the answer.
"""

from __future__ import annotations

import errno
import os
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path

from kongbun.kernel.refusal import RefusalCode, Refused

DISK = frozenset(
    {RefusalCode.DISK_FULL, RefusalCode.DISK_READ_ONLY, RefusalCode.DISK_FAILED}
)
# Who was told this may have been heard all the same.
UNSURE = DISK | {RefusalCode.DATABASE_AWAY}
AGAIN = "ทำเรื่องเดิมอีกครั้ง"
_OF_SQLITE = {
    sqlite3.SQLITE_FULL: RefusalCode.DISK_FULL,
    sqlite3.SQLITE_READONLY: RefusalCode.DISK_READ_ONLY,
    sqlite3.SQLITE_CANTOPEN: RefusalCode.DISK_READ_ONLY,
    sqlite3.SQLITE_IOERR: RefusalCode.DISK_FAILED,
}
_OF_POSTGRES = {
    "53100": RefusalCode.DISK_FULL,
    "58030": RefusalCode.DISK_FAILED,
    "25006": RefusalCode.DISK_READ_ONLY,
}
# Shutting down, starting up, no connection, too many of them.
_AWAY = ("57P01", "57P02", "57P03", "08", "53300")
_OF_FILES = {
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT, errno.EFBIG), RefusalCode.DISK_FULL),
    errno.EROFS: RefusalCode.DISK_READ_ONLY,
    errno.EIO: RefusalCode.DISK_FAILED,
}


def of(error: BaseException) -> RefusalCode | None:
    """Which of the machine's troubles an error comes from; None if from another."""
    for one in _causes(error):
        found = _of_one(one)
        if found is RefusalCode.DISK_FAILED and isinstance(one, sqlite3.Error):
            return _looked_at_disk() or found
        if found is not None:
            return found
    return None


def errors() -> tuple[type[Exception], ...]:
    """What a database says of any trouble, ours or the machine's."""
    from django.db import Error  # noqa: PLC0415 -- some commands start without Django

    psycopg = sys.modules.get("psycopg")
    return (sqlite3.Error, Error, *((psycopg.Error,) if psycopg else ()))


def refusal(code: RefusalCode, again: str = AGAIN) -> Refused:
    """The refusal, with how to send the same once more."""
    return Refused(code, again=again)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error, and what it was raised from."""
    cause: BaseException | None = error
    while cause is not None:
        yield cause
        cause = cause.__cause__


def _of_one(error: BaseException) -> RefusalCode | None:
    if isinstance(error, sqlite3.Error):
        extended = getattr(error, "sqlite_errorcode", None) or 0
        return _OF_SQLITE.get(extended & 0xFF)
    if isinstance(error, OSError):
        return _OF_FILES.get(error.errno or 0)
    if type(error).__module__.partition(".")[0] != "psycopg":
        return None
    state = getattr(error, "sqlstate", None)
    if state in _OF_POSTGRES:
        return _OF_POSTGRES[state]
    is_cut = any(
        kind.__name__ in {"OperationalError", "InterfaceError"}
        for kind in type(error).__mro__
    )
    if (state is None and is_cut) or (state or "").startswith(_AWAY):
        return RefusalCode.DATABASE_AWAY
    return None


def _looked_at_disk() -> RefusalCode | None:
    """SQLite tells a full disk from a broken one only sometimes."""
    # Some commands start without Django, and the door asks this module for all.
    from django.db import connection  # noqa: PLC0415

    books = Path(str(connection.settings_dict["NAME"]))
    try:
        disk = os.statvfs(books.parent)
    except OSError:
        return None
    if disk.f_flag & os.ST_RDONLY:
        return RefusalCode.DISK_READ_ONLY
    return RefusalCode.DISK_FULL if disk.f_bavail == 0 else None
