"""A made-up fund lives as its model says, and a planted bug does not go unseen."""

from __future__ import annotations

import ast
import functools
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from pytest_django import DjangoDbBlocker

from kongbun.access.queries import last_received_at
from kongbun.cli import simulate_commands
from kongbun.cli.main import kongbun_command
from kongbun.ledger.models import Entry
from kongbun.simulation import oracle
from kongbun.simulation.compare import differences, in_the_model
from kongbun.simulation.regressions import Kept, keep, read
from kongbun.simulation.run import Report, Simulator, make_fund, simulator
from kongbun.simulation.sabotage import SABOTAGES
from kongbun.soundness.check import check
from kongbun.testing.cast import TODAY
from kongbun.testing.databases import Copy, Databases

SEEDS = Path(__file__).parent / "seeds"
STEPS = 130
ORACLE = Path(oracle.__file__).parent


@pytest.fixture(scope="module")
def made(
    databases: Databases, shared_copy: Copy, django_db_blocker: DjangoDbBlocker
) -> Iterator[Simulator]:
    with django_db_blocker.unblock(), simulator(migrated=databases.template) as made:
        yield made


@pytest.fixture(scope="module")
def clean(made: Simulator) -> dict[int, Report]:
    """The same seeds that the sabotages get, without any."""
    return {seed: made.run(seed, STEPS) for seed in sorted({*CAUGHT_BY.values()})}


def test_good_and_bad_people_run_a_fund_as_the_model_says(
    clean: dict[int, Report],
) -> None:
    assert {seed: report.wrong for seed, report in clean.items() if report.wrong} == {}
    counts: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    for report in clean.values():
        counts.update(report.counts)
        kinds.update(report.kinds)
    for what in ("done", "refused", "crashes", "repeats", "late", "tampering"):
        assert counts[what], f"no step was ever: {what}"
    for what in ("sheet", "payment", "unreceipt", "accept", "unmove", "close", "ask"):
        assert kinds[f"{what} done"], f"nobody ever did: {what}"


def test_a_seed_is_always_the_same_run(
    made: Simulator, clean: dict[int, Report]
) -> None:
    first, again = (made.run(7, 40) for _ in range(2))
    assert first == again
    assert len({one.trace for one in (first, *clean.values())}) == 1 + len(clean)


# Each planted bug, and a seed whose people meet it soon.
CAUGHT_BY = {
    "ack-before-commit": 1,
    "any-day": 4,
    "anyones-bag": 4,
    "approve-own": 4,
    "backdating-unasked": 5,
    "claims-of-the-dead": 4,
    "close-uncounted": 1,
    "double-effect-on-retry": 4,
    "drop-guard": 4,
    "drop-triggers": 1,
    "forget-balance": 4,
    "forget-caps": 1,
    "forget-reversal": 4,
    "lose-credit": 1,
    "other-body-as-the-same": 4,
    "pay-twice": 1,
    "skip-closed-month": 1,
    "skip-number": 1,
    "swap-rounding": 4,
}


def test_each_sabotage_has_a_seed_and_a_row_in_the_docs(repository: Path) -> None:
    assert set(CAUGHT_BY) == set(SABOTAGES)
    page = (repository / "docs" / "simulate.md").read_text("utf-8")
    assert [name for name in SABOTAGES if f"| `{name}` |" not in page] == []


@pytest.mark.parametrize("name", sorted(SABOTAGES))
def test_a_planted_bug_is_found_and_nothing_without_it(
    name: str, made: Simulator, clean: dict[int, Report]
) -> None:
    report = made.run(CAUGHT_BY[name], STEPS, sabotage=name)
    assert report.wrong
    assert 0 < report.at_step <= STEPS
    assert clean[CAUGHT_BY[name]].wrong == ""


@pytest.mark.parametrize("kept", list(read(SEEDS)), ids=lambda kept: f"{kept.seed}")
def test_what_once_failed_does_not_fail_again(kept: Kept, made: Simulator) -> None:
    assert made.run(kept.seed, kept.steps).wrong == ""


def test_a_failing_run_is_kept_as_a_file(tmp_path: Path) -> None:
    failed = Report(7, 300, "", {}, {}, wrong="expected 1, found 2", at_step=12)
    file = keep(failed, tmp_path / "seeds")
    assert list(read(file.parent)) == [Kept(7, 12, "expected 1, found 2")]


def test_the_model_shares_no_code_with_the_program() -> None:
    mine = sorted([*ORACLE.glob("oracle*.py"), ORACLE / "kept.py"])
    own = {f"kongbun.simulation.{file.stem}" for file in mine}
    for file in mine:
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            else:
                continue
            for name in names:
                assert name in own or not name.startswith(("kongbun", "django")), name


def test_every_part_of_the_books_is_compared(made: Simulator) -> None:
    """Each figure of the model, made another, is found to differ."""
    world = made.template(daily=False).copy("run")
    assert differences(world) == []
    world.oracle.balance["cash"] += 1
    assert [line.split(":")[0] for line in differences(world)] == [
        "balances",
        "sums of legs",
    ]
    world.oracle.balance["cash"] -= 1
    world.oracle.commands += 1
    world.oracle.closed = TODAY
    world.oracle.members["m1"].exited = TODAY
    world.oracle.books[""] = 1
    found = {line.split(":")[0] for line in differences(world)}
    assert found == {"links", "closed", "members", "receipts"}
    assert {*in_the_model(world.oracle)} >= {"claims", "open offers", "below nothing"}


def test_a_fund_with_a_life_is_made_for_other_tests(
    committed_db: Copy, made: Simulator
) -> None:
    del committed_db
    fund = make_fund(3, 25)
    last = last_received_at()
    assert last is not None
    found = {one.code for one in check(fund.code, now=last)}
    # K014: a simulation's connection waits for no disk.
    assert found <= {"K014", "K015"}
    assert Entry.objects.filter(fund=fund).count() > 5
    assert made.fund(4, 25).code == fund.code


def test_the_command_says_where_program_and_model_part(
    databases: Databases,
    made: Simulator,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    migrated = functools.partial(simulator, migrated=databases.template)
    monkeypatch.setattr(simulate_commands, "simulator", migrated)

    def told(*arguments: str) -> Any:
        return CliRunner().invoke(kongbun_command, ["simulate", *arguments])

    fine = told("--seeds", "1-2", "--steps", "5", "--json")
    assert fine.exit_code == 0, fine.output
    answer = json.loads(fine.stdout)
    assert answer["wrong"] == 0
    assert [one["seed"] for one in answer["runs"]] == [1, 2]
    bug = ("--sabotage", "ack-before-commit", "--keep", str(tmp_path))
    broken = told("--seed", "4", "--steps", "9", *bug)
    assert broken.exit_code == 1
    assert "wrong at step" in broken.output
    assert "expected" in broken.output
    # What was planted is no regression.
    assert list(tmp_path.iterdir()) == []
    assert told("--seeds", "3-1").exit_code == 2
