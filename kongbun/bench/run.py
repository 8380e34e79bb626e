"""Builds the fund once, then measures each thing on a copy of it.

`rules` needs no fund: it measures by-laws over as many members as a country has.
`ledger` makes empty funds, on SQLite and, where there is one, on PostgreSQL.

Every measurement is a process of its own, so that its memory is its own.  The fund's
own figures are always SQLite's: they are those of its laptop.
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

from kongbun.bench.engines import engines, scratch

COUNTRY = 7_000_000

OF_FUND = ("build", "round", "check", "pensions", "pages", "import", "size")
NAMES = (*OF_FUND, "rules", "ledger", "ledger-growth")
# Entries, members or commands of each; eight at once and one by one on a server alone.
LEDGER = {
    "ledger-bulk": 200_000,
    "ledger-collections": 20_000,
    "ledger-single": 5_000,
    "ledger-crowd": 16_000,
    "ledger-check": 500_000,
}
GROWTH = 10_000_000
ON_SERVERS = frozenset({"ledger-single", "ledger-crowd"})
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
    of_fund = tuple(name for name in names if name in OF_FUND)
    if of_fund:
        yield from _of_fund(of_fund, n=n or MEMBERS, years=years, folder=folder)
    if "rules" in names:
        sizes = {name: min(n, size) for name, size in RULES} if n else {}
        for name, size in sizes.items() or RULES:
            yield _measured(name, "kongbun.bench.rules", name, str(size))
    if "ledger" in names:
        for name, size in LEDGER.items():
            yield from _of_ledger(name, min(n, size) if n else size, folder)
    if "ledger-growth" in names:
        yield from _of_ledger("ledger-growth", n or GROWTH, folder)


def _of_ledger(name: str, n: int, folder: Path) -> Iterator[dict[str, Any]]:
    """On each engine at hand, in an empty database of its own."""
    for engine in engines():
        if engine == "sqlite" and name in ON_SERVERS:
            continue
        with scratch(engine, folder) as environment:
            yield _measured(
                *(name, "kongbun.bench.ledger", name, engine, str(n)),
                environment=environment,
            )


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
