"""Fixtures for every test: databases with their triggers on, and the two doors.

`db` (pytest-django's) runs a test in a transaction that is rolled back.  A test that
commits, starts threads or starts a program takes `committed_db`: a copy of its own.
Nothing flushes a table: the triggers refuse, and they are never switched off.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from copy import deepcopy
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TypeVar

import pytest
from django.conf import settings
from pytest_django import DjangoDbBlocker

from kongbun.testing.cast import Cast, Kept
from kongbun.testing.databases import Copy, Databases, Once, Stories
from kongbun.web import clock

T = TypeVar("T")
# What is asked of a database; any other test is the same whichever is configured.
DATABASES = {"db", "committed_db", "databases", "shared_copy", "own_copy"}
WITHOUT = (
    "tests/rules",
    "tests/blanks",
    "tests/kernel",
    "tests/badinputs",
    "tests/errors",
    "tests/store",
    "tests/bench",  # Its funds are on SQLite, whatever is configured.
    "kongbun",
)
# Each starts tests of its own, for minutes.
WITHOUT_UNLESS_SOAK = ("tests/sabotages",)
WITHOUT_FILES = {
    *("test_architecture.py", "test_docs.py", "test_tidy.py"),
    "test_databases.py",  # But for what asks the database at hand.
}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--only-database",
        action="store_true",
        help="leave out, and count, the tests that ask nothing of a database",
    )
    parser.addoption(
        "--soak",
        action="store_true",
        help="take the whole number where a run holds a sample (minutes)",
    )
    parser.addoption(
        "--sabotage",
        metavar="NAME",
        help="plant this bug, and run the tests that must see it; `list` tells them",
    )


def pytest_configure(config: pytest.Config) -> None:
    if name := config.getoption("--sabotage"):
        from tests.sabotages.planting import Planting  # noqa: PLC0415 -- when asked

        config.pluginmanager.register(Planting(name))


def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    _refuse_flushes(items)
    if config.getoption("--only-database"):
        left_out = [item for item in items if _asks_no_database(item, config)]
        config.hook.pytest_deselected(items=left_out)
        gone = set(left_out)
        items[:] = [item for item in items if item not in gone]


def _asks_no_database(item: pytest.Item, config: pytest.Config) -> bool:
    at = item.path.relative_to(config.rootpath).as_posix()
    named = set(getattr(item, "fixturenames", ()))
    without = WITHOUT + (() if config.getoption("--soak") else WITHOUT_UNLESS_SOAK)
    return (
        (at.startswith(without) or item.path.name in WITHOUT_FILES)
        and not named & DATABASES
        and item.get_closest_marker("django_db") is None
    )


def _refuse_flushes(items: list[pytest.Item]) -> None:
    for item in items:
        for marker in item.iter_markers("django_db"):
            if marker.kwargs.get("transaction") or marker.args:
                raise pytest.UsageError(
                    f"{item.nodeid}: a flush is refused by the triggers; "
                    "use the fixture committed_db"
                )


@pytest.fixture
def soak(request: pytest.FixtureRequest) -> bool:
    """Whether the long loops run whole."""
    return bool(request.config.getoption("--soak"))


@pytest.fixture(scope="session")
def worker() -> str:
    return os.environ.get("PYTEST_XDIST_WORKER", "gw0")


@pytest.fixture(scope="session")
def databases(
    worker: str,
    tmp_path_factory: pytest.TempPathFactory,
    django_db_blocker: DjangoDbBlocker,
) -> Databases:
    made = Databases(tmp_path_factory.mktemp("databases"), worker)
    with django_db_blocker.unblock():
        made.make_template()
    return made


@pytest.fixture(scope="session")
def shared_copy(databases: Databases, django_db_blocker: DjangoDbBlocker) -> Copy:
    """The copy whose every test is rolled back."""
    with django_db_blocker.unblock():
        return databases.copy()


@pytest.fixture(scope="session")
def django_db_setup(shared_copy: Copy) -> None:
    """Stands in for pytest-django's, which would make and flush its own."""
    assert shared_copy.name


@pytest.fixture
def committed_db(
    databases: Databases, shared_copy: Copy, django_db_blocker: DjangoDbBlocker
) -> Iterator[Copy]:
    """A database of this test's own: what it commits is gone with it."""
    with django_db_blocker.unblock():
        own = databases.copy()
        try:
            yield own
        finally:
            databases.drop(own)
            databases.open(shared_copy)


@pytest.fixture(scope="session")
def _stories(databases: Databases) -> Stories:
    return Stories(databases)


@pytest.fixture
def once(
    request: pytest.FixtureRequest,
    databases: Databases,
    shared_copy: Copy,
    _stories: Stories,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[Once]:
    """Tells a story in a database of the test's own; a second test gets it ready-made.

    In the test's `committed_db`, if it asks for one too; else in a copy that is made
    of the story at once.  Before it is told nothing may be asked of any.
    """
    if "committed_db" in request.fixturenames:
        yield partial(_stories.tell, request.getfixturevalue("committed_db"))
        return
    with ExitStack() as stack:
        own: list[Copy] = []

        def begin_or_go_on(tell: Callable[[], T]) -> T:
            if own:
                return _stories.tell(own[0], tell)
            stack.enter_context(django_db_blocker.unblock())
            stack.callback(databases.open, shared_copy)
            made, told = _stories.begin(tell)
            stack.callback(databases.drop, made)
            own.append(made)
            return told

        yield begin_or_go_on


@pytest.fixture(autouse=True, scope="session")
def _quick_passwords() -> None:
    """The same algorithm with a small cost, so that real programs can check it."""
    settings.PASSWORD_HASHERS = ["kongbun.testing.passwords.QuickArgon2"]


@pytest.fixture(scope="session")
def repository() -> Path:
    return Path(__file__).resolve().parent.parent


@pytest.fixture
def in_november(monkeypatch: pytest.MonkeyPatch) -> None:
    """The doors' clock stands on the cast's day: for what hangs on a year's number."""
    at = datetime(2026, 11, 20, 9, 30, tzinfo=clock.BANGKOK)
    monkeypatch.setattr(clock, "now", lambda: at)


@pytest.fixture(scope="session")
def _kept_cast() -> list[Kept]:
    """The cast of the session's first test, as rows."""
    return []


@pytest.fixture
def cast(db: None, _kept_cast: list[Kept]) -> Cast:
    """Everyone in their place, rolled back after the test."""
    if _kept_cast:
        return _kept_cast[0].put_back()
    _kept_cast.append(Kept.make())
    # Not the kept one itself: what a test does to its cast is its own.
    return deepcopy(_kept_cast[0].cast)
