"""Copies of a whole database: one out of it, one into its place, on both engines.

A copy into place is one transaction: whoever stops it half-way finds what was there
before.  What the copy holds is for others to judge.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from kongbun.kernel.refusal import RefusalCode, Refused

# Code of a fund -> how far its chain goes, the last link, the fund's own id.
Heads = dict[str, list[Any]]
Progress = Callable[[int, int, int], object]
PAGES_AT_ONCE = 4_096
WAIT_SECONDS = 10
IN_USE = "55006"
NOT_PERMITTED = "42501"


def sqlite_out(database: Path, into: Path) -> None:
    """One moment's copy, while others read and write."""
    with (
        closing(sqlite3.connect(database, timeout=WAIT_SECONDS)) as source,
        closing(sqlite3.connect(into)) as copy,
    ):
        source.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")


def sqlite_damage(database: Path) -> str:
    """What SQLite itself finds wrong with the file; empty if nothing."""
    try:
        with closing(sqlite3.connect(database)) as connection:
            found = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
    except sqlite3.DatabaseError as error:
        return str(error)
    return "" if found == "ok" else str(found)


def sqlite_heads(database: Path) -> Heads:
    """Where the chain of each fund ends; empty where there is nothing to read."""
    if not database.exists():
        return {}
    try:
        with closing(sqlite3.connect(database, timeout=WAIT_SECONDS)) as connection:
            return {
                code: [seq, bytes(link).hex(), bytes(fund).hex()]
                for code, seq, link, fund in connection.execute(
                    "SELECT f.code, h.seq, h.hash, f.public_id FROM access_fund f"
                    " JOIN audit_chainhead h ON h.chain = f.id ORDER BY f.code"
                )
            }
    except sqlite3.DatabaseError:
        return {}


def sqlite_link(database: Path, fund: str, seq: int) -> str | None:
    """The hash at one place of a fund's chain."""
    with closing(sqlite3.connect(database)) as connection:
        found = connection.execute(
            "SELECT a.hash FROM audit_auditevent a JOIN access_fund f"
            " ON f.id = a.chain WHERE f.code = ? AND a.seq = ?",
            [fund, seq],
        ).fetchone()
    return bytes(found[0]).hex() if found else None


def sqlite_into_place(
    new: Path,
    database: Path,
    *,
    seen: Heads,
    keep_as: Path,
    progress: Progress | None = None,
) -> bool:
    """Put `new` where `database` is, and what was there at `keep_as`.

    A running server keeps going: its next page reads the new books.  False if
    nothing was there before.  Refuses if the chains are not where they were `seen`:
    somebody wrote since then.
    """
    there = database.exists() and database.stat().st_size > 0
    if there and sqlite_damage(database):
        for suffix in ("", "-wal", "-shm"):
            old = Path(f"{database}{suffix}")
            if old.exists():
                old.rename(f"{keep_as}{suffix}")
    elif there:
        is_over = False
        try:
            sqlite_out(database, keep_as)
            _over(new, database, seen, progress)
            is_over = True
        finally:
            if not is_over:
                keep_as.unlink(missing_ok=True)
        return True
    database.parent.mkdir(parents=True, exist_ok=True)
    os.replace(new, database)
    return there


def _over(new: Path, database: Path, seen: Heads, progress: Progress | None) -> None:
    is_held = False

    def told(status: int, left: int, all_: int) -> None:
        nonlocal is_held
        if status == sqlite3.SQLITE_OK and not is_held:
            # From the first pages on nobody else writes; what is there can be read.
            is_held = True
            if sqlite_heads(database) != seen:
                raise Refused(RefusalCode.TRY_AGAIN)
        if progress is not None:
            progress(status, left, all_)

    try:
        with (
            closing(sqlite3.connect(new)) as source,
            closing(sqlite3.connect(database, timeout=WAIT_SECONDS)) as target,
        ):
            (pages,) = source.execute("PRAGMA page_count").fetchone()
            # Never all at once: after the last page it would be too late to look.
            at_once = min(PAGES_AT_ONCE, max(1, pages // 2))
            source.backup(target, pages=at_once, progress=told)
            target.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.OperationalError as error:
        if "locked" in str(error) or "busy" in str(error):
            raise Refused(RefusalCode.TRY_AGAIN) from error
        raise


def postgres_out(options: Mapping[str, Any], into: Path) -> None:
    """One moment's copy, by `pg_dump`."""
    _tool(
        "pg_dump", options, "--format=custom", f"--file={into}",
        # The owner's own policy lets it see every row; without this it would not ask.
        "--enable-row-security", options["NAME"],
    )  # fmt: skip


def postgres_in(options: Mapping[str, Any], copy: Path, database: str) -> None:
    """Fill a new, empty database from a copy."""
    _tool(
        "pg_restore", options, "--exit-on-error", "--single-transaction",
        f"--dbname={database}", str(copy),
    )  # fmt: skip


def program(name: str) -> str:
    """PostgreSQL's own; Debian keeps it off the PATH."""
    found = shutil.which(name) or next(
        (
            str(file)
            for file in sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
        ),
        None,
    )
    if found is None:
        raise Refused(RefusalCode.TOOL_MISSING, tool=name)
    return found


def environ_of(options: Mapping[str, Any]) -> dict[str, str]:
    """What PostgreSQL's programs need to reach a database."""
    said = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER"}
    found = {name: str(options[ours]) for name, ours in said.items()}
    return {**os.environ, **found, "PGPASSWORD": str(options["PASSWORD"])}


def _tool(name: str, options: Mapping[str, Any], *arguments: str) -> None:
    done = subprocess.run(  # noqa: S603 -- PostgreSQL's own program
        [program(name), *arguments],
        env=environ_of(options),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        reason = done.stderr.strip().splitlines() or [f"exit {done.returncode}"]
        raise Refused(RefusalCode.COPY_FAILED, tool=name, why=reason[-1])


def postgres_make(options: Mapping[str, Any], name: str) -> None:
    """An empty database beside the one in use."""
    _maintain(options, f'CREATE DATABASE "{name}"')


def postgres_drop(options: Mapping[str, Any], name: str) -> None:
    _maintain(options, f'DROP DATABASE IF EXISTS "{name}"')


def postgres_into_place(options: Mapping[str, Any], new: str, *, keep_as: str) -> None:
    """Both names change in one transaction; refuses while anybody is connected."""
    used = options["NAME"]
    _maintain(
        options,
        f'ALTER DATABASE "{used}" RENAME TO "{keep_as}"',
        f'ALTER DATABASE "{new}" RENAME TO "{used}"',
    )


def _maintain(options: Mapping[str, Any], *statements: str) -> None:
    import psycopg  # noqa: PLC0415 -- SQLite does without it

    with psycopg.connect(
        host=options["HOST"],
        port=options["PORT"],
        user=options["USER"],
        password=options["PASSWORD"],
        dbname="postgres",
        autocommit=True,
    ) as connection:
        try:
            if len(statements) == 1:
                connection.execute(statements[0].encode())
                return
            with connection.transaction():
                for statement in statements:
                    connection.execute(statement.encode())
        except psycopg.Error as error:
            if error.sqlstate in {IN_USE, NOT_PERMITTED}:
                why = (error.diag.message_primary or "").strip()
                raise Refused(
                    RefusalCode.COPY_FAILED, tool="PostgreSQL", why=why
                ) from None
            raise
