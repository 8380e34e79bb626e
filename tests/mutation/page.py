"""Writes docs/mutation.md: how the tests of the tests are run, and what they said."""

from __future__ import annotations

import subprocess
from datetime import UTC, datetime
from pathlib import Path

from tests.mutation.kept import Figures, Kept, table

BEFORE = "<!-- from here on written by `python -m tests.mutation page` -->"


def write(home: Path, kept: Kept) -> None:
    file = home / "docs" / "mutation.md"
    above = file.read_text("utf-8").partition(BEFORE)[0]
    file.write_text(f"{above}{BEFORE}\n\n{_table(home, kept)}", encoding="utf-8")


def _table(home: Path, kept: Kept) -> str:
    day = datetime.now(UTC).date().isoformat()
    lines = [
        f"Taken at commit {_commit(home)} on {day}. Score = killed of all mutants;",
        "what is explained in `tests/mutation/survivors.txt` counts as survived, what was",
        "not tried yet counts as not killed. Modules that were not begun are not here.",
        "",
        "| Module | Mutants | Killed | Survived | Explained | Untried | Score |",
        "|---|---|---|---|---|---|---|",
        *map(_row, table(kept)),
    ]
    return "\n".join(lines) + "\n"


def _row(one: Figures) -> str:
    name = one.name if one.name.startswith("**") else f"`{one.name}`"
    return (
        f"| {name} | {one.mutants} | {one.killed} | {one.survived} | {one.explained}"
        f" | {one.untried} | {one.score // 10}.{one.score % 10} % |"
    )


def _commit(home: Path) -> str:
    words = ["git", "rev-parse", "--short=12", "HEAD"]
    said = subprocess.run(words, cwd=home, capture_output=True, text=True, check=False)
    return said.stdout.strip() or "unknown"
