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
