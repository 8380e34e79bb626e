"""Sound books, a backup of them, and no copies of a database left behind."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection, connections

from kongbun.store import copies
from kongbun.testing.cast import Cast
from kongbun.testing.databases import Copy, Once
from kongbun.testing.sound_books import make_books
from tests.backup.steps import run


@pytest.fixture
def books(once: Once) -> Cast:
    return once(make_books)


@pytest.fixture
def made(books: Cast, committed_db: Copy, tmp_path: Path) -> Path:
    assert books.fund
    file = tmp_path / "usb.kongbun-backup"
    done = run(committed_db, "backup", str(file), "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "file": str(file),
        "bytes": file.stat().st_size,
        "key_number": None,
    }
    return file


@pytest.fixture(autouse=True)
def _no_copies_left(committed_db: Copy) -> Iterator[None]:
    yield
    if connection.vendor == "postgresql":
        owner = connections["owner"].settings_dict
        with connections["owner"].cursor() as cursor:
            cursor.execute(
                "SELECT datname FROM pg_database WHERE datname LIKE %s",
                [f"{committed_db.name}\\_%"],
            )
            left = [name for (name,) in cursor.fetchall()]
        for name in left:
            copies.postgres_drop(owner, name)
