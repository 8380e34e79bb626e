"""Writes docs/mutation.md: how the tests of the tests are run, and what they said.

What was measured is never lost with the results: a module that has none in
`soak/mutation.jsonl` keeps the row that stands there, and the commit it was taken at.
"""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tests.mutation.kept import THE_REST, Figures, Kept, table

BEFORE = "<!-- from here on written by `python -m tests.mutation page` -->"
TAKEN_AT = "Taken at commit "


@dataclass(frozen=True, slots=True)
class Row:
    """Of a module, with the commit at which it was measured."""

    figures: Figures
    commit: str


def write(home: Path, kept: Kept) -> None:
    file = home / "docs" / "mutation.md"
    above, _, stands = file.read_text("utf-8").partition(BEFORE)
    told = _table(kept, earlier(stands), commit=_commit(home))
    file.write_text(f"{above}{BEFORE}\n\n{told}", encoding="utf-8")


def earlier(text: str) -> dict[str, Row]:
    """The rows of modules in a table that was written before."""
    at = text.partition(TAKEN_AT)[2].partition(" ")[0]
    found: dict[str, Row] = {}
    for line in text.splitlines():
        name, *cells = (cell.strip() for cell in line.strip("|").split("|"))
        if not name.startswith(("`", THE_REST)):
            continue
        mutants, killed, _, explained, untried = map(int, cells[:5])
        figures = Figures(name.strip("`"), mutants, killed, explained, untried)
        own = cells[6].strip("`") if len(cells) > 6 else ""
        found[figures.name] = Row(figures, own or at)
    return found


def _table(kept: Kept, stood: Mapping[str, Row], *, commit: str) -> str:
    day = datetime.now(UTC).date().isoformat()
    before = {name: row.figures for name, row in stood.items()}
    lines = [
        f"{TAKEN_AT}{commit} on {day}. Score = killed of all mutants;",
        "what is explained in `tests/mutation/survivors.txt` counts as survived, and",
        "what was not tried yet as not killed. Modules not begun are not here; those",
        "with a commit of their own were measured there, and not since.",
        "",
        "| Module | Mutants | Killed | Survived | Explained | Untried | Score | At |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for one in table(kept, before):
        same = one is before.get(one.name) and stood[one.name].commit != commit
        lines.append(_row(one, at=stood[one.name].commit if same else ""))
    return "\n".join(lines) + "\n"


def _row(one: Figures, *, at: str) -> str:
    name = one.name if one.name.startswith("**") else f"`{one.name}`"
    return (
        f"| {name} | {one.mutants} | {one.killed} | {one.survived} | {one.explained}"
        f" | {one.untried} | {one.score // 10}.{one.score % 10} %"
        f" | {f'`{at}`' if at else ''} |"
    )


def _commit(home: Path) -> str:
    words = ["git", "rev-parse", "--short=12", "HEAD"]
    said = subprocess.run(words, cwd=home, capture_output=True, text=True, check=False)
    return said.stdout.strip() or "unknown"
