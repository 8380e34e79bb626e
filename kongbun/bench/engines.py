"""An empty database for one measurement, on each engine that is at hand.

SQLite always; PostgreSQL where DATABASE_URL and DATABASE_OWNER_URL say where it is
and the owner may make databases.  Nothing that is there already is opened.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

URLS = ("DATABASE_URL", "DATABASE_OWNER_URL")


def engines() -> list[str]:
    return ["sqlite", *(["postgresql"] if all(map(os.environ.get, URLS)) else [])]


@contextmanager
def scratch(engine: str, folder: Path) -> Iterator[dict[str, str]]:
    """What a program needs to open an empty database, which is gone afterwards."""
    usual = {
        name: value
        for name, value in os.environ.items()
        if name not in {*URLS, "KONGBUN_TODAY"}
    }
    if engine == "sqlite":
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder) as empty:
            yield {**usual, "KONGBUN_DATABASE": str(Path(empty) / "fund.sqlite3")}
        return
    name = f"kongbun_bench_{os.getpid()}"
    _as_owner(f'CREATE DATABASE "{name}"')
    try:
        moved = {
            url: urlunsplit(urlsplit(os.environ[url])._replace(path=f"/{name}"))
            for url in URLS
        }
        yield {**usual, **moved}
    finally:
        _as_owner(f'DROP DATABASE "{name}" WITH (FORCE)')


def _as_owner(sql: str) -> None:
    import psycopg  # noqa: PLC0415 -- SQLite does without it

    with psycopg.connect(os.environ[URLS[1]], autocommit=True) as connection:
        connection.execute(sql.encode())
