"""Every planted bug turns its tests red, for their own reason; without it they pass.

A sample in each run, the same every time; `--soak` takes all of them on the database
at hand and keeps what it saw (`soak/sabotages.jsonl`), for RELIABILITY.md.
"""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from django.db import connection

from kongbun.testing.databases import Databases
from tests.sabotages import page, results
from tests.sabotages.invariants import INVARIANTS, NOT_YET
from tests.sabotages.register import sabotages
from tests.sabotages.running import run, why_not_caught

# One of each kind: the database, posting, commands, rounding, months, claims, chain.
SAMPLE = (
    "leg-of-no-money",
    "legs-delete-freely",
    "drop-guard",
    "double-effect-on-retry",
    "rest-lost",
    "closed-month-open",
    "pay-twice",
    "unchained",
)
AT_LEAST = 40


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "planted" in metafunc.fixturenames:
        metafunc.parametrize("planted", chosen(metafunc.config))


def chosen(config: pytest.Config) -> list[str]:
    """Those that can be planted on the database at hand."""
    names = sabotages() if config.getoption("--soak") else SAMPLE
    known = sabotages()
    return [name for name in names if known[name].only in {"", connection.vendor}]


@pytest.fixture(scope="module")
def template(request: pytest.FixtureRequest) -> str:
    """On PostgreSQL each process copies what was migrated once."""
    if connection.vendor == "sqlite":
        return ""
    made: Databases = request.getfixturevalue("databases")
    return made.template


@pytest.fixture(scope="module")
def commit() -> str:
    return results.commit()


def test_a_planted_bug_turns_its_tests_red(
    planted: str, template: str, worker: str, tmp_path: Path, commit: str, *, soak: bool
) -> None:
    if soak and results.is_caught(planted, connection.vendor, commit):
        pytest.skip("seen at this very commit, in a run that was cut off")
    one = sabotages()[planted]
    ran = run(one.tests, tmp_path, sabotage=planted, template=template, worker=worker)
    why = why_not_caught(one, ran)
    today = date.today().isoformat()  # noqa: DTZ011 -- the day of whoever runs it
    if soak:
        seen = results.Result(
            name=planted,
            database=connection.vendor,
            caught=not why,
            red=len(ran.failed),
            commit=commit,
            day=today,
        )
        results.write([seen])
    assert why == ""


def test_what_was_seen_is_seen_of_one_commit_and_one_database(tmp_path: Path) -> None:
    file = tmp_path / "sabotages.jsonl"
    caught = results.Result("unchained", "sqlite", True, 2, "a1b2", "2026-11-30")
    results.write([replace(caught, name="drop-guard", caught=False)], file)
    results.write([caught], file)
    assert results.is_caught("unchained", "sqlite", "a1b2", file)
    for name, database, commit in (
        ("drop-guard", "sqlite", "a1b2"),
        ("unchained", "postgresql", "a1b2"),
        ("unchained", "sqlite", "c3d4"),
        ("unchained", "sqlite", "a1b2+"),
    ):
        assert not results.is_caught(name, database, commit, file)
    assert len(list(results.read(file))) == 2


def test_without_it_the_same_tests_pass(
    request: pytest.FixtureRequest, template: str, worker: str, tmp_path: Path
) -> None:
    known = sabotages()
    names = chosen(request.config)
    tests = sorted({test for name in names for test in known[name].tests})
    ran = run(tests, tmp_path, template=template, worker=worker)
    assert (ran.failed, ran.errors) == ({}, {}), ran.said[-4000:]
    assert ran.passed >= len(tests)


def test_every_promise_has_a_planted_bug() -> None:
    known = sabotages().values()
    with_one = {one.invariant for one in known}
    assert set(INVARIANTS) - with_one == NOT_YET
    # A finding of the check may have bugs of its own.
    assert [code for code in with_one - set(INVARIANTS) if code[0] != "K"] == []
    assert len(known) >= AT_LEAST


def test_each_bug_is_named_and_said_as_the_others() -> None:
    for name, one in sabotages().items():
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name), name
        assert one.breaks.endswith("."), name
        assert one.tests, name
        assert one.only in {"", "sqlite", "postgresql"}, name


@pytest.mark.parametrize("name", sabotages())
def test_each_bug_finds_its_place(name: str) -> None:
    """What it breaks is still called so."""
    one = sabotages()[name]
    if one.only in {"", connection.vendor}:
        with one.bug():
            pass


def test_the_page_is_in_step_with_the_promises(repository: Path) -> None:
    written = (repository / "RELIABILITY.md").read_text("utf-8")
    assert page.structure(written) == page.structure(page.page())


def test_every_file_that_the_page_names_is_there(repository: Path) -> None:
    for one in INVARIANTS.values():
        if one.code not in NOT_YET:
            for file in one.enforced_by:
                assert list(repository.glob(f"{file}*")), file


def test_every_test_that_the_page_names_can_be_run(repository: Path) -> None:
    named = sorted(page.node_ids())
    files = sorted({test.split("::")[0] for test in named})
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "--collect-only", *files],
        cwd=repository,
        capture_output=True,
        text=True,
        check=False,
    )
    there = set(done.stdout.splitlines())
    cases = {case.split("[")[0] for case in there} | there | set(files)
    assert [test for test in named if test not in cases] == [], done.stdout[-500:]


def test_the_names_are_told_and_an_unknown_one_is_refused(repository: Path) -> None:
    def asked(name: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "pytest", "--sabotage", name],
            cwd=repository,
            capture_output=True,
            text=True,
            check=False,
        )

    told = asked("list")
    assert told.returncode == 0, told.stdout + told.stderr
    assert [name for name in sabotages() if name not in told.stdout] == []
    unknown = asked("no-such-bug")
    assert unknown.returncode == pytest.ExitCode.USAGE_ERROR
    assert "drop-guard" in unknown.stderr + unknown.stdout


def test_a_test_that_could_not_begin_is_no_proof(tmp_path: Path) -> None:
    """An error of the harness, a missing name and a green test are told apart."""
    one = sabotages()["drop-guard"]
    green = run(one.tests, tmp_path)
    assert "green under it" in why_not_caught(one, green)
    lost = run(["tests/ledger/test_post.py::test_that_is_not_there"], tmp_path)
    assert why_not_caught(one, lost) != ""
    test = one.tests[0]
    for why in (
        "NameError: name 'x' is not defined",
        "AttributeError: no",
        "TypeError",
    ):
        broken = type(green)(0, failed={test: why})
        assert "for another reason" in why_not_caught(one, broken)
    assert why_not_caught(one, type(green)(0, failed={test: "AssertionError: 1"})) == ""
    in_setup = type(green)(0, failed={test: "assert 1"}, errors={test: "fixture"})
    assert "could not begin" in why_not_caught(one, in_setup)
