"""Seeds that once failed, kept for ever as small files and run again by the tests."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kongbun.simulation.run import Report


@dataclass(frozen=True, slots=True)
class Kept:
    """A run to be repeated; `note` is what was wrong when it was kept."""

    seed: int
    steps: int
    note: str


def keep(report: Report, folder: Path) -> Path:
    """Write a failing run down: so many steps as it took, and what was found."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{report.seed}-{report.at_step}.json"
    kept = {"seed": report.seed, "steps": report.at_step, "note": report.wrong}
    text = json.dumps(kept, ensure_ascii=False, indent=2)
    file.write_text(f"{text}\n", encoding="utf-8")
    return file


def read(folder: Path) -> Iterator[Kept]:
    """Every run that is kept in a folder, by the names of their files."""
    for file in sorted(folder.glob("*.json")):
        yield Kept(**json.loads(file.read_text("utf-8")))
