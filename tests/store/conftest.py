"""A database a whole module tampers with: what it tries is refused, so it stays."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django import DjangoDbBlocker

from kongbun.testing.databases import Copy, Databases


@pytest.fixture(scope="module")
def module_db(
    databases: Databases, shared_copy: Copy, django_db_blocker: DjangoDbBlocker
) -> Iterator[Copy]:
    """A copy for all tests of the module; none of them may use another database."""
    with django_db_blocker.unblock():
        own = databases.copy()
        try:
            yield own
        finally:
            databases.drop(own)
            databases.open(shared_copy)
