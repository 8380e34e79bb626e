"""The benchmarks run, print lines of one shape, and measure a fund that is sound.

How fast they are is never asserted here: docs/benchmarks.md says what was measured.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

SHAPE = {
    *("item", "peer", "version", "n", "seconds", "per_second", "peak_mb"),
    *("checksum", "runs", "load"),
}


def test_a_small_fund_is_built_measured_and_sound(tmp_path: Path) -> None:
    environment = {**os.environ, "KONGBUN_DATA": str(tmp_path)}
    names = ["build", "round", "check", "pensions", "size"]
    done = subprocess.run(
        [
            *(sys.executable, "-m", "kongbun.cli.main", "bench", *names),
            *("--n", "100", "--years", "1", "--json"),
        ],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = {line["item"]: line for line in map(json.loads, done.stdout.splitlines())}
    assert list(found) == names
    assert all(set(line) >= SHAPE for line in found.values())
    assert all(line["peer"] == "kongbun" for line in found.values())
    assert found["build"]["collections"] == 12 * 100
    assert found["size"]["checksum"] == 12 * 100
    assert found["round"]["checksum"] == 3 * 100
    assert (found["check"]["codes"], found["check"]["checksum"]) == ([], 0)
    kept = tmp_path / "bench" / "bench-100x1.sqlite3"
    assert kept.exists()
    assert [file.name for file in kept.parent.iterdir()] == [kept.name]
