"""A theatre for the tests: its books are on SQLite, on a disk of this machine."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from pytest_django import DjangoDbBlocker

from kongbun.testing.databases import Copy, Databases
from tests.faults.points import Theatre
from tests.faults.strike import way

# For every test that breaks this machine's own disk.
on_sqlite = pytest.mark.skipif(
    "DATABASE_URL" in os.environ, reason="PostgreSQL's disk is not this program's"
)


@pytest.fixture(scope="module")
def theatre(
    databases: Databases,
    shared_copy: Copy,
    tmp_path_factory: pytest.TempPathFactory,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[Theatre]:
    if way() != "strace":
        pytest.fail(f"NO FAULT WAS MADE HERE: {way()}; run python -m tests.faults kill")
    with django_db_blocker.unblock():
        try:
            yield Theatre(databases, tmp_path_factory.mktemp("faults") / "scenes")
        finally:
            # Whoever comes next finds the database that all others use.
            databases.open(shared_copy)
