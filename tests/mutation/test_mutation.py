"""The tool that tests the tests is tested: a weak test lets through what it must."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.mutation import page
from tests.mutation.core import core, short
from tests.mutation.kept import Figures, Kept, table
from tests.mutation.outcome import (
    KILLED,
    NO_ANSWER,
    SURVIVED,
    TIMEOUT,
    became_of,
)

MODULE = '''"""A till."""

MOST = 5


def change(price: int, given: int, *, tip: int = 0) -> int:
    if given < price:
        raise ValueError("too little")
    return given - price - tip


def coins(satang: int) -> list[int]:
    found = []
    for _ in range(9):
        coin = min(satang, MOST)
        if coin > 0:
            found.append(coin)
            satang -= coin
    return found


def unasked() -> bool:
    return True


class Till:
    def __init__(self) -> None:
        self.inside = 0

    @property
    def empty(self) -> bool:
        return self.inside == 0
'''
# Nobody pays exactly the price, gives a tip, or has so many coins that the rounds are
# too few, or one of 1; `unasked` is asked by nobody at all.
TESTS = '''"""Weak."""

import pytest
from till import Till, change, coins


def test_change():
    assert change(3, 10) == 7
    with pytest.raises(ValueError):
        change(10, 3)


def test_coins():
    assert coins(12) == [5, 5, 2]


def test_empty():
    assert Till().empty
'''
SURVIVORS = {
    "change: given < price -> given <= price": "survived",
    "change: given - price - tip -> given - price + tip": "survived",
    "coins: range(9) -> range(10)": "survived",
    "coins: range(9) -> range(8)": "survived",
    "coins: coin > 0 -> coin > 1": "survived",
    "unasked: True -> False": "not covered",
}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("till")
    for name in ("kongbun", "tests/mutation"):
        (home / name).mkdir(parents=True)
    (home / "kongbun" / "till.py").write_text(MODULE, "utf-8")
    (home / "tests" / "test_till.py").write_text(TESTS, "utf-8")
    (home / "pytest.ini").write_text("[pytest]\npythonpath = kongbun\n", "utf-8")
    return home


@pytest.fixture(scope="module")
def lines(home: Path, repository: Path) -> list[dict[str, Any]]:
    """What became of each mutant of the till."""
    done = run(home, repository, "run", "till.py")
    assert done.returncode == 0, done.stdout + done.stderr
    return kept(home)


def run(home: Path, repository: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tests.mutation", *words],
        cwd=home,
        env={**os.environ, "MUTATION_HOME": str(home), "PYTHONPATH": str(repository)},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def kept(home: Path) -> list[dict[str, Any]]:
    lines = (home / "soak" / "mutation.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def test_what_a_weak_test_lets_through_and_nothing_else(
    lines: list[dict[str, Any]],
) -> None:
    left = {one["mutant"]: one["became"] for one in lines if one["became"] != "killed"}
    assert left == SURVIVORS


def test_what_was_tried_is_not_tried_again(
    home: Path, repository: Path, lines: list[dict[str, Any]]
) -> None:
    done = run(home, repository, "run", "till.py")
    assert kept(home) == lines, done.stdout


def test_a_sample_counts_alone_and_is_a_row_of_the_page(
    home: Path, repository: Path, lines: list[dict[str, Any]]
) -> None:
    done = run(home, repository, "run", "rest", "--sample", "400")
    counts = json.loads(done.stdout.splitlines()[-1])
    taken = [one for one in lines if int(one["key"], 16) % 1000 < 400]
    assert 0 < len(taken) < len(lines)
    killed = sum(one["became"] == "killed" for one in taken)
    assert (counts["mutants"], counts["killed"]) == (len(taken), killed)
    assert kept(home) == lines
    docs = home / "docs" / "mutation.md"
    docs.parent.mkdir(exist_ok=True)
    docs.write_text(STOOD, "utf-8")
    row = f"| **the rest, 400 of 1,000** | {len(taken)} | {killed} |"
    for words in (["page", "--sample", "400"], ["page"]):
        run(home, repository, *words)
        assert row in docs.read_text("utf-8")


def test_an_explanation_of_what_is_no_survivor_is_refused(
    home: Path, repository: Path, lines: list[dict[str, Any]]
) -> None:
    survivors = home / "tests" / "mutation" / "survivors.txt"
    survivors.write_text(
        "till.py coins: range(9) -> range(10)\n    No sum of ours needs a tenth coin.\n"
        "till.py coins: coin > 0 -> coin < 0\n    Said of what every test sees.\n",
        "utf-8",
    )
    done = run(home, repository, "survivors", "till.py")
    assert done.returncode == 1
    assert "no survivor (any more): till.py coins: coin > 0 -> coin < 0" in done.stdout
    assert "range(9) -> range(10)" not in done.stdout
    assert "range(9) -> range(8)" in done.stdout


def test_the_core_names_what_there_is() -> None:
    assert [file for file in core() if not file.is_file()] == []
    assert len(core()) == len(set(core()))


def test_lines_that_no_test_reaches_are_named(home: Path, repository: Path) -> None:
    done = run(home, repository, "lines", "till.py")
    assert done.returncode == 1
    assert "till.py:23: no test comes here" in done.stdout


@pytest.mark.parametrize(
    ("by", "code", "became"),
    [
        ("tests/test_till.py::test_change", 0, KILLED),
        ("", NO_ANSWER, TIMEOUT),
        ("", 0, SURVIVED),
        ("", -9, SURVIVED),
        ("", 1, SURVIVED),
    ],
)
def test_only_a_hang_or_a_failure_has_seen_a_mutant(
    by: str, code: int, became: str
) -> None:
    assert became_of(by, code) == became


def test_who_survived_a_first_look_is_tried_again_with_more_patience() -> None:
    nobody: Any = None
    seen: dict[str, Any] = {"became": KILLED, "by": "", "by_hash": ""}
    for patience, holds in ((1.0, True), (2.0, True), (2.5, False)):
        kept = Kept(patience=patience)
        alive = {"became": SURVIVED, "tests": kept._tests, "patience": 2.0}
        assert kept._holds(nobody, alive) is holds
        assert kept._holds(nobody, seen)


STOOD = f"""How it is run.

{page.BEFORE}

Taken at commit aaaaaaaaaaaa on 2026-01-01. Score = killed of all mutants;

| Module | Mutants | Killed | Survived | Explained | Untried | Score |
|---|---|---|---|---|---|---|
| `kernel/money.py` | 9 | 8 | 1 | 0 | 0 | 88.8 % |
| `claims/rows.py` | 10 | 7 | 1 | 1 | 2 | 70.0 % | `bbbbbbbbbbbb` |
| **together** | 19 | 15 | 2 | 1 | 2 | 78.9 % |
"""
MONEY = Figures("kernel/money.py", 9, 8, 0)
ROWS = Figures("claims/rows.py", 10, 7, 1, 2)


def test_a_page_says_of_each_module_at_which_commit_it_was_measured() -> None:
    assert page.earlier(STOOD) == {
        MONEY.name: page.Row(MONEY, "aaaaaaaaaaaa"),
        ROWS.name: page.Row(ROWS, "bbbbbbbbbbbb"),
    }


def test_a_page_written_without_results_keeps_what_was_measured(
    home: Path, repository: Path
) -> None:
    docs = home / "docs" / "mutation.md"
    docs.parent.mkdir(exist_ok=True)
    docs.write_text(STOOD, "utf-8")
    for _ in range(2):
        done = run(home, repository, "page")
        assert done.returncode == 0, done.stderr
        text = docs.read_text("utf-8")
        assert text.startswith("How it is run.")
        assert (
            "kernel/money.py` | 9 | 8 | 1 | 0 | 0 | 88.8 % | `aaaaaaaaaaaa` |" in text
        )
        assert (
            "claims/rows.py` | 10 | 7 | 1 | 1 | 2 | 70.0 % | `bbbbbbbbbbbb` |" in text
        )
        assert "**together** | 19 | 15 | 2 | 1 | 2 | 78.9 % |  |" in text


@pytest.mark.parametrize(
    ("now", "told"),
    [
        (Figures(MONEY.name, 12, 12, 0), Figures(MONEY.name, 12, 12, 0)),
        (Figures(MONEY.name, 12, 0, 0, untried=11), Figures(MONEY.name, 12, 0, 0, 11)),
        (Figures(MONEY.name, 12, 0, 0, untried=12), MONEY),
        (Figures(MONEY.name, 0, 0, 0), MONEY),
    ],
)
def test_what_was_tried_takes_the_place_of_what_stood(
    now: Figures, told: Figures
) -> None:
    class Tried(Kept):
        def figures(self, file: Path) -> Figures:
            return now if short(file) == now.name else Figures(short(file), 0, 0, 0)

    assert table(Tried(), {MONEY.name: MONEY})[0] == told
