"""A scratch database that holds what a release has left, as often as one is wanted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connections
from pytest_django import DjangoDbBlocker

from kongbun.testing.databases import Copy, Databases
from tests.upgrade import release


def owner() -> Any:
    """The connection that migrates."""
    return connections["owner" if "owner" in connections.settings else "default"]


@pytest.fixture(params=release.versions())
def version(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def said(version: str) -> dict[str, Any]:
    """What was said of the books when they were released."""
    return release.read(version, owner().vendor)[1]


@pytest.fixture
def fresh(
    version: str,
    databases: Databases,
    shared_copy: Copy,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[Callable[[], Copy]]:
    """Opens a new database with the data of the release each time it is called."""
    made: list[Copy] = []
    kept = "released"

    def another() -> Copy:
        while made:
            databases.drop(made.pop())
        made.append(databases.copy(kept))
        return made[0]

    with django_db_blocker.unblock():
        databases.make_empty(kept)
        release.fill(owner(), release.read(version, owner().vendor)[0])
        try:
            yield another
        finally:
            for one in made:
                databases.drop(one)
            databases.open(shared_copy)
