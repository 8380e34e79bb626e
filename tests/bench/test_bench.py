"""The benchmarks run, print lines of one shape, and measure a fund that is sound.

How fast they are is never asserted here: docs/benchmarks.md says what was measured.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

SHAPE = {
    *("item", "peer", "version", "n", "seconds", "per_second", "peak_mb"),
    *("checksum", "runs", "load"),
}


def measured(folder: Path, *arguments: str) -> dict[str, dict[str, Any]]:
    done = subprocess.run(
        [sys.executable, "-m", "kongbun.cli.main", "bench", *arguments, "--json"],
        env={**os.environ, "KONGBUN_DATA": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = {line["item"]: line for line in map(json.loads, done.stdout.splitlines())}
    assert all(set(line) >= SHAPE for line in found.values())
    assert all(line["peer"] == "kongbun" for line in found.values())
    return found


def test_a_small_fund_is_built_measured_and_sound(tmp_path: Path) -> None:
    names = ["build", "round", "check", "pensions", "size"]
    found = measured(tmp_path, *names, "--n", "100", "--years", "1")
    assert list(found) == names
    assert found["build"]["collections"] == 12 * 100
    assert found["size"]["checksum"] == 12 * 100
    assert found["round"]["checksum"] == 3 * 100
    assert (found["check"]["codes"], found["check"]["checksum"]) == ([], 0)
    kept = tmp_path / "bench" / "bench-100x1.sqlite3"
    assert kept.exists()
    assert [file.name for file in kept.parent.iterdir()] == [kept.name]


def test_the_books_are_measured_on_the_engine_at_hand(tmp_path: Path) -> None:
    found = measured(tmp_path, "ledger", "--n", "200")
    engine = {line["engine"] for line in found.values()}
    if "DATABASE_URL" in os.environ:
        assert engine == {"postgresql"}, "the last line of each is the server's"
        assert found["ledger-single"]["statements"] == 3
        assert found["ledger-crowd"]["connections"] == 8
    else:
        assert engine == {"sqlite"}
    # The sum of what was posted, told by the formula and not by the books.
    cycle = sum(100 + n % 400 * 100 for n in range(1000))
    assert found["ledger-bulk"]["checksum"] == 3 * cycle
    assert found["ledger-collections"]["checksum"] == 200
    assert found["ledger-check"]["checksum"] == 0
    assert list((tmp_path / "bench").iterdir()) == []
