"""RELIABILITY.md: each promise, what holds it, what tests it, what was seen last.

From the register of promises and planted bugs, and from what the long runs left in
`soak/`.  Figures are those that were seen; a promise without a test says so.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.sabotages.invariants import INVARIANTS
from tests.sabotages.register import sabotages
from tests.sabotages.results import read
from tests.soundness.every_code import CONCERNS_NOTHING_YET, PLANTED, TEST
from tools.soak import parts

HERE = Path(__file__).resolve().parents[2]
PAGE = HERE / "RELIABILITY.md"
# What the line of a part says beside its counts.
UNSAID = {"over", "part", "said", "seconds", "wrong"}
RUNS = HERE / "soak" / "results.jsonl"
RUNS_HEADING = "## The last long runs"
INTRODUCTION = """\
# Reliability

What the books promise, what holds each promise, which test shows it, and which
*planted bug* turns that test red. Written by `python tools/reliability.py`; what was
seen last comes from `pytest --soak tests/sabotages`, on each database.

Try one: `pytest --sabotage drop-guard` plants a bug for the whole run and runs the
tests that must see it; `pytest --sabotage list` tells them all. The codes are those of
the books (L), of commands and devices (O), of periods (C), of members and benefits (M),
and of people, approval and audit (A).
"""


def page() -> str:
    """All of it, as it is written."""
    return "\n".join([INTRODUCTION, *_promises(), *_bugs(), *_runs(), *_codes()]) + "\n"


def structure(text: str) -> str:
    """Without what was seen: that column, and the figures of long runs."""
    lines, of_runs, cut = [], False, False
    for line in text.splitlines():
        if line.startswith("## "):
            of_runs, cut = line == RUNS_HEADING, False
        cut = cut or line.endswith("| Last seen |")
        if not of_runs:
            is_row = cut and line.startswith("|")
            lines.append(line.rsplit("|", 2)[0] if is_row else line)
    return "\n".join(lines)


def node_ids() -> set[str]:
    """Every test that the page names."""

    named = {test for one in sabotages().values() for test in one.tests}
    named |= {test for one in INVARIANTS.values() for test in one.tests}
    return named | {f"{TEST}[{code}]" for code in PLANTED}


def _promises() -> Iterator[str]:

    bugs = defaultdict(list)
    for one in sabotages().values():
        bugs[one.invariant].append(one)
    yield "## Promises\n"
    yield "| | Promise | Enforced by | Tests | Planted bugs | Last seen |"
    yield "|---|---|---|---|---|---|"
    for code, promise in INVARIANTS.items():
        planted = bugs.get(code, [])
        tests = {*promise.tests, *(test for bug in planted for test in bug.tests)}
        yield _row(
            code,
            promise.says,
            ", ".join(f"`{file}`" for file in promise.enforced_by),
            "<br>".join(f"`{_cell(test)}`" for test in sorted(map(_short, tests)))
            if planted
            else "no test yet",
            ", ".join(f"`{bug.name}`" for bug in planted) or "none yet",
            _seen([bug.name for bug in planted]),
        )
    yield ""


def _short(test: str) -> str:
    """Without the case: one row a test."""
    return test.partition("[")[0]


def _bugs() -> Iterator[str]:

    yield "## Planted bugs\n"
    yield "| Bug | Breaks | What the program does wrong then | Where | Last seen |"
    yield "|---|---|---|---|---|"
    for one in sorted(sabotages().values(), key=lambda one: (one.invariant, one.name)):
        where = {"": "both", "sqlite": "SQLite", "postgresql": "PostgreSQL"}[one.only]
        yield _row(f"`{one.name}`", one.invariant, one.breaks, where, _seen([one.name]))
    yield ""


def _seen(names: list[str]) -> str:
    """Caught of planted, by database, with the oldest day among them."""

    told = []
    for database in ("sqlite", "postgresql"):
        found = [one for one in read() if one.database == database]
        of_these = [one for one in found if one.name in names]
        if of_these:
            caught = sum(one.caught for one in of_these)
            day = min(one.day for one in of_these)
            told.append(f"{database} {caught}/{len(of_these)} on {day}")
    return "; ".join(told) or "not run"


def _kept() -> list[dict[str, Any]]:
    return [json.loads(line) for line in RUNS.read_text("utf-8").splitlines()]


def _last() -> dict[str, dict[str, Any]]:
    """How each part ended last, on whatever code."""
    return {str(run.get("part", "")): run for run in _kept()}


def _how_whole() -> str:
    """How much of a whole run was seen, and how much of it on one state of the code."""
    runs, names, last = _kept(), [part.name for part in parts()], _last()
    code = runs[-1].get("code") if runs else None
    of_it = {
        run["part"]: run["passed"] for run in runs if code and run.get("code") == code
    }
    whole = len(names)
    ever = sum(bool(last.get(name, {}).get("passed")) for name in names)
    here = sum(of_it.get(name, False) for name in names)
    return (
        f"{ever} of {whole} parts passed when they were last run; of the code that was"
        f" tried last, {here} of {whole}."
    )


def _runs() -> Iterator[str]:
    yield f"{RUNS_HEADING}\n"
    if not RUNS.exists():
        yield "None was kept in `soak/results.jsonl` yet.\n"
        return
    yield f"{_how_whole()}\n"
    yield "| Part | Promises | Passed | Counts | Seconds | Commit | Day |"
    yield "|---|---|---|---|---|---|---|"
    last = _last()
    for part in parts():
        run = last.get(part.name, {"passed": None, "commit": "none"})
        counts = {k: v for k, v in run.get("counts", {}).items() if k not in UNSAID}
        yield _row(
            part.name,
            ", ".join(part.invariants),
            {True: "yes", False: "**no**", None: "not run yet"}[run["passed"]],
            ", ".join(f"{what} {count}" for what, count in counts.items()),
            str(run.get("seconds", "")),
            f"`{run['commit'][:12]}`",
            str(run.get("day", "")),
        )
    yield ""


def _codes() -> Iterator[str]:

    yield "## Findings of `kongbun check`\n"
    yield "Each code is raised by its corruption and by no other; what each means"
    yield "stands in [docs/checks.md](docs/checks.md).\n"
    yield "| Code | Planted | Test |"
    yield "|---|---|---|"
    for number in range(1, 21):
        code = f"K{number:03}"
        if code in PLANTED:
            yield _row(code, PLANTED[code].what, f"`{TEST}[{code}]`")
        else:
            yield _row(code, f"nothing: {CONCERNS_NOTHING_YET[code]}", "none")


def _row(*cells: str) -> str:
    return f"| {' | '.join(map(_cell, cells))} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def write() -> None:
    PAGE.write_text(page(), encoding="utf-8")
