"""Every released version comes to this one with its data, closed reports unchanged.

Method: the data that each release has left is brought to the head, and further by
migrations that a later version might have: they give protected tables a column with a
default and alter a field of others, for which SQLite makes the tables anew.  The way
is gone at once, step by step, and with a death at each of many statements.
"""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count, pairwise
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor

from kongbun.access.models import Fund, User
from kongbun.reports.actions import VERSION
from kongbun.reports.figures import work_out
from kongbun.reports.models import StoredReport
from kongbun.reports.names import Name
from kongbun.reports.sheets import workbook
from kongbun.reports.tables import parts
from kongbun.store import guards
from kongbun.testing.cast import TODAY, act_for
from kongbun.testing.content import content
from kongbun.testing.databases import Copy
from kongbun.treasury.actions import other_income
from tests.upgrade import release
from tests.upgrade.conftest import owner

LATER = {app: f"tests.upgrade.later.{app}" for app in ("ledger", "audit", "reports")}
MIGRATION_IS_DONE = 'INSERT INTO "django_migrations"'
Fresh = Callable[[], Copy]


@pytest.fixture
def later(settings: Any) -> None:
    """The way goes on past the head."""
    settings.MIGRATION_MODULES = LATER


def migrate(*to: str) -> None:
    call_command("migrate", *to, verbosity=0, interactive=False)


def reports() -> dict[str, tuple[str, str, int]]:
    return {
        f"{one.fund.code} {one.on}": (one.body, bytes(one.hash).hex(), one.version)
        for one in StoredReport.objects.select_related("fund").order_by("pk")
    }


def way() -> list[tuple[str, str]]:
    """The migrations between the data and the end, in order."""
    connections.close_all()
    executor = MigrationExecutor(owner())
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    connections.close_all()
    return [(one.app_label, one.name) for one, _ in plan]


def unprotected() -> list[str]:
    """Triggers that are not in force, of the tables that are there."""
    there = set(connection.introspection.table_names())
    wanted = guards.statements(connection.vendor)
    on = guards.installed(connection)
    return [
        name for name, (table, _) in wanted.items() if table in there and name not in on
    ]


def look_the_same(before: Any, said: dict[str, Any]) -> None:
    """Nothing that people see of the books has changed."""
    assert reports() == before
    now = json.loads(json.dumps(release.what_is_said()))
    assert now == said
    for report in StoredReport.objects.select_related("fund"):
        if report.version == VERSION:
            assert work_out(report.fund, report.on) == report.body, report.on
        _renders(report)


def _renders(report: StoredReport) -> None:
    figures = json.loads(report.body)
    made = workbook(
        fund=report.fund.name,
        title="รายงาน",
        on=report.on,
        kept=True,
        sheets=parts(Name.YEAR, figures),
    )
    assert made.startswith(b"PK")


def somebody_gives() -> None:
    """A command of today in the books of then."""
    act = act_for(User.objects.get(username="somsri"), Fund.objects.get(code="TUNG"))
    before = release.what_is_said()["trial_balance"]["TUNG"]["cash"]
    other_income(
        act,
        income="income:donation",
        into="cash",
        amount_satang=70_00,
        occurred_on=TODAY,
        party="นายสมบัติ ดีงาม",
    )
    said = release.what_is_said()
    assert said["trial_balance"]["TUNG"]["cash"] == before + 70_00


def test_a_release_comes_to_this_version_with_all_its_data(
    fresh: Fresh, said: dict[str, Any]
) -> None:
    fresh()
    before = closed_reports()
    migrate()
    assert guards.missing(connection) == []
    assert len(before) >= 2
    look_the_same(before, said)
    connections.close_all()
    somebody_gives()
    assert release.what_is_said()["findings"] == said["findings"]


def closed_reports() -> dict[str, tuple[str, str, int]]:
    """As they lie in the data, read as the owner: the app's role may not look yet."""
    with owner().cursor() as cursor:
        cursor.execute(
            'SELECT f.code, r."on", r.body, r.hash, r.version'
            " FROM reports_storedreport r JOIN access_fund f ON f.id = r.fund_id"
            " ORDER BY r.id"
        )
        found = cursor.fetchall()
    connections.close_all()
    return {
        f"{code} {on}": (body, bytes(hashed).hex(), version)
        for code, on, body, hashed, version in found
    }


@pytest.mark.skipif(
    "DATABASE_URL" in os.environ, reason="SQLite alone makes tables anew"
)
def test_every_trigger_is_there_after_every_single_migration(
    fresh: Fresh, later: None
) -> None:
    fresh()
    before = closed_reports()
    steps = way()
    assert len(steps) >= 4, "the later version has four"
    for step in steps:
        migrate(*step)
        assert unprotected() == [], step
        assert closed_reports() == before, step
    assert way() == []


def test_a_later_version_keeps_the_data_and_its_protection(
    fresh: Fresh, said: dict[str, Any], later: None
) -> None:
    fresh()
    before = closed_reports()
    migrate()
    assert guards.missing(connection) == []
    look_the_same(before, said)
    with owner().cursor() as cursor:
        cursor.execute("SELECT DISTINCT note FROM ledger_entry")
        assert cursor.fetchall() == [("-",)]
        cursor.execute("SELECT SUM(satang) FROM ledger_latertotal")
        (moved,) = cursor.fetchone()
        cursor.execute("SELECT SUM(amount_satang) FROM ledger_leg")
        assert cursor.fetchone() == (moved,)
    connections.close_all()


def test_who_dies_in_the_middle_of_a_migration_gets_there_the_next_time(
    fresh: Fresh, later: None, soak: bool
) -> None:
    fresh()
    statements = noted(migrate)
    wanted = content(owner())
    points = twenty(statements)[1::4]
    if soak:
        points = list(range(1, len(statements), max(1, len(statements) // 200)))
    left = []
    for at in points:
        fresh()
        ended = in_a_child(lambda at=at: dying(migrate, at=at))  # type: ignore[misc]
        assert ended == -signal.SIGKILL, f"at statement {at}"
        left.append(len(way()))
        migrate()
        assert guards.missing(connection) == [], f"at statement {at}"
        assert content(owner()) == wanted, f"at statement {at}"
    # Before the first migration, between any two, after the last.
    assert left == sorted(left, reverse=True)
    assert set(left) == set(range(max(left) + 1))
    assert max(left) >= 4, "the later version has four"


def twenty(statements: list[str]) -> list[int]:
    """Four in the last four migrations each, and four while the rest is put back."""
    ends = [
        at for at, sql in enumerate(statements, 1) if sql.startswith(MIGRATION_IS_DONE)
    ]
    points = []
    for begin, end in pairwise([1, *ends][-5:]):
        points += [begin + 1, (begin + end) // 2 + 1, end - 1, end]
    step = (len(statements) - ends[-1]) // 5
    return points + [ends[-1] + step * place for place in range(1, 5)]


@contextmanager
def looking(look: Callable[[str], None]) -> Iterator[None]:
    def first(execute: Any, sql: Any, parameters: Any, many: bool, context: Any) -> Any:
        look(str(sql))
        return execute(sql, parameters, many, context)

    with owner().execute_wrapper(first):
        yield


def noted(step: Callable[[], Any]) -> list[str]:
    seen: list[str] = []
    with looking(seen.append):
        step()
    return seen


def dying(step: Callable[[], Any], *, at: int) -> None:
    """Take the step and be killed before its n-th statement."""
    seen = count(1)

    def look(_: str) -> None:
        if next(seen) == at:
            os.kill(os.getpid(), signal.SIGKILL)

    with looking(look):
        step()


def in_a_child(step: Callable[[], Any]) -> int:
    connections.close_all()
    child = os.fork()
    if child == 0:
        try:
            step()
            os._exit(0)
        finally:
            os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def test_each_release_has_its_data_for_both_databases() -> None:
    made = {file.name for file in release.RELEASED.iterdir()}
    for version in release.versions():
        assert {f"{version}.{v}.sql.gz" for v in ("sqlite", "postgresql")} <= made
