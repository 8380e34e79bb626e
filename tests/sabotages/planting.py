"""`pytest --sabotage NAME`: one planted bug for the whole session of this process.

Planted before the first test is collected, so that a test which takes a function by
its name takes the broken one.  Without node ids, the bug's own tests are run.
"""

from __future__ import annotations

import os
from contextlib import ExitStack

import pytest
from django.db import connection

from kongbun.testing.databases import Databases
from tests.sabotages.kinds import Sabotage

# The word that plants nothing and tells what could be planted.
LIST = "list"
# A migrated database that may be copied (PostgreSQL): migrating takes longer.
READY_MADE = "SABOTAGE_TEMPLATE"


class Planting:
    """The plugin; `name` is what was asked for."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._planted = ExitStack()
        self._sabotage: Sabotage | None = None

    @pytest.hookimpl(trylast=True)
    def pytest_sessionstart(self, session: pytest.Session) -> None:
        from tests.sabotages.register import sabotages  # noqa: PLC0415 -- needs Django

        known = sabotages()
        if self.name == LIST:
            return
        if self.name not in known:
            raise pytest.UsageError(
                f"--sabotage {self.name}: there are {', '.join(known)}"
            )
        self._sabotage = found = known[self.name]
        if found.only not in {"", connection.vendor}:
            raise pytest.UsageError(f"--sabotage {self.name}: only on {found.only}")
        config = session.config
        if config.args_source is not pytest.Config.ArgsSource.ARGS:
            config.args = [f"{config.rootpath}/{test}" for test in found.tests]
        if READY_MADE in os.environ:
            copied = pytest.MonkeyPatch()
            copied.setattr(Databases, "make_template", _copied)
            self._planted.callback(copied.undo)
        self._planted.enter_context(found.bug())

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection(self, session: pytest.Session) -> bool | None:
        """To tell what there is, no test is collected."""
        if self.name != LIST:
            return None
        session.items, session.testscollected = [], 0
        return True

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if self.name == LIST:
            session.exitstatus = pytest.ExitCode.OK

    def pytest_unconfigure(self) -> None:
        self._planted.close()

    def pytest_terminal_summary(
        self, terminalreporter: pytest.TerminalReporter
    ) -> None:
        if self.name == LIST:
            from tests.sabotages.register import sabotages  # noqa: PLC0415 -- as above

            terminalreporter.write_line(_listed(sabotages()))
        if self._sabotage is not None:
            terminalreporter.write_line(
                f"planted: {self.name} ({self._sabotage.invariant}):"
                f" {self._sabotage.breaks}"
            )


def _copied(databases: Databases) -> None:
    databases.copy_template(os.environ[READY_MADE])


def _listed(known: dict[str, Sabotage]) -> str:
    width = max(map(len, known))
    return "\n".join(
        f"{one.invariant:4} {one.name:{width}} {one.breaks}"
        for one in sorted(known.values(), key=lambda one: (one.invariant, one.name))
    )
