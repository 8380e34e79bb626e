"""Builds the fund once, then measures each thing on a copy of it.

`rules` needs no fund: it measures by-laws over as many members as a country has.

Every measurement is a process of its own, so that its memory is its own.  Always
SQLite: these are the figures of a fund's own laptop.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

COUNTRY = 7_000_000

NAMES = ("build", "round", "check", "pensions", "pages", "import", "size", "rules")
RULES = (
    ("rules", COUNTRY // 7),
    ("rules", COUNTRY),
    ("rules-explained", COUNTRY),
    ("rules-by-fund", COUNTRY),
    ("rules-counter", 1),
    ("rules-reading", 1),
)
# What one measurement leaves behind in the copy: these do not change it.
READS_ONLY = frozenset({"check", "pensions", "import", "size"})
MEMBERS = 20_000
YEARS = 10


def bench(
    names: tuple[str, ...], *, n: int | None, years: int, folder: Path
) -> Iterator[Any]:
    """One result a name; a measurement that failed says so in `error`.

    `n` is the members of the fund, and of the country if it is said.
    """
    of_fund = tuple(name for name in names if name != "rules")
    if of_fund:
        yield from _of_fund(of_fund, n=n or MEMBERS, years=years, folder=folder)
    if "rules" in names:
        sizes = {name: min(n, size) for name, size in RULES} if n else {}
        for name, size in sizes.items() or RULES:
            yield _measured(name, "kongbun.bench.rules", name, str(size))


def _of_fund(
    names: tuple[str, ...], *, n: int, years: int, folder: Path
) -> Iterator[Any]:
    folder.mkdir(parents=True, exist_ok=True)
    built = folder / f"bench-{n}x{years}.sqlite3"
    if "build" in names or not built.exists():
        result = _build(built, n, years)
        if "build" in names or "error" in result:
            yield result
        if "error" in result:
            return
    for name in names:
        if name == "build":
            continue
        if name in READS_ONLY:
            yield _in_own_process(name, built, n, years)
            continue
        with tempfile.TemporaryDirectory(dir=folder) as scratch:
            copy = Path(scratch) / "fund.sqlite3"
            shutil.copyfile(built, copy)
            yield _in_own_process(name, copy, n, years)


def _build(built: Path, n: int, years: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(dir=built.parent) as scratch:
        fresh = Path(scratch) / "fund.sqlite3"
        result = _in_own_process("build", fresh, n, years)
        if "error" not in result:
            # What waits in the log goes into the file before it is moved.
            _in_own_process("size", fresh, n, years)
            fresh.replace(built)
    return result


def _in_own_process(name: str, database: Path, n: int, years: int) -> dict[str, Any]:
    environment = {
        key: value
        for key, value in os.environ.items()
        if key not in {"DATABASE_URL", "DATABASE_OWNER_URL", "KONGBUN_TODAY"}
    }
    environment["KONGBUN_DATABASE"] = str(database)
    module = "kongbun.bench.works"
    return _measured(name, module, name, str(n), str(years), environment=environment)


def _measured(
    name: str, *command: str, environment: dict[str, str] | None = None
) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", *command],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode:
        return {
            "item": name,
            "peer": "kongbun",
            "error": f"exit status {done.returncode}",
        }
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found
