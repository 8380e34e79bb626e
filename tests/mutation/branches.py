"""Which lines and branches of the core no test reaches: there must be none."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import coverage

from tests.mutation.core import GROUPS, core, modules, short
from tests.mutation.reached import Reached


@dataclass(frozen=True, slots=True)
class Seen:
    """Of a file: statements and branches, and those no test reaches."""

    of: int
    missing_lines: tuple[int, ...]
    missing_branches: tuple[tuple[int, int], ...]

    @property
    def missing(self) -> int:
        return len(self.missing_lines) + len(self.missing_branches)


def seen(home: Path, files: Sequence[Path], reached: Reached) -> dict[Path, Seen]:
    """Of every module of kongbun, from the branches the tests took."""
    with tempfile.TemporaryDirectory() as folder:
        found = coverage.Coverage(
            data_file=f"{folder}/data",
            branch=True,
            source=[str(home / "kongbun")],
            omit=["*/migrations/*"],
            config_file=False,
            messages=False,
        )
        # No line is taken out of the count by a remark in the code.
        found.set_option("report:exclude_lines", [])
        data = found.get_data()
        arcs = {str(home / name): list(arcs) for name, arcs in reached.arcs.items()}
        data.add_arcs(arcs)
        data.touch_files([str(file) for file in files])
        out = Path(folder) / "report.json"
        found.json_report(outfile=str(out), ignore_errors=True)
        told: dict[str, Any] = json.loads(out.read_text("utf-8"))["files"]
    return {(home / name).resolve(): _seen(one) for name, one in told.items()}


def _seen(told: dict[str, Any]) -> Seen:
    summary = told["summary"]
    return Seen(
        summary["num_statements"] + summary["num_branches"],
        tuple(told["missing_lines"]),
        tuple((a, b) for a, b in told["missing_branches"]),
    )


def report(home: Path, files: Sequence[Path], reached: Reached, *, whole: bool) -> int:
    """Print what is missing; 1 if anything of the core is."""
    found = seen(home, files, reached)
    missing = 0
    for file in files:
        one = found[file]
        missing += one.missing
        for line in one.missing_lines:
            print(f"{short(file)}:{line}: no test comes here")
        for at, to in one.missing_branches:
            where = "the end" if to < 0 else f"line {to}"
            print(f"{short(file)}:{at}: no test goes from here to {where}")
    for name in reached.failed:
        print(f"failed: {name}")
    told = {}
    for group in GROUPS:
        of_group = [found[file] for file in modules(group) if file in files]
        if of_group:
            told[group] = _say(group, of_group)
    if whole:
        rest = [one for file, one in found.items() if file not in set(core())]
        told["the rest"] = _say("the rest", rest)
    print(json.dumps({"not_reached": missing, "percent": told}))
    return 1 if missing or reached.failed else 0


def _say(name: str, found: Sequence[Seen]) -> str:
    of, missing = sum(one.of for one in found), sum(one.missing for one in found)
    tenths = 1000 * (of - missing) // of if of else 1000
    percent = f"{tenths // 10}.{tenths % 10}"
    print(f"{name:16} {of:6} lines and branches, {missing:5} not reached: {percent} %")
    return percent
