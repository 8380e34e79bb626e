"""`python -m tests.faults kill|errors`: the whole count, outside of pytest.

With `--sample N`, N points of each kind; with `--state FILE` it goes on where it was;
with `--shim` the library strikes instead of strace.  Exit 1 if anything was lost, half,
doubled or damaged; 3 if the time was over; 2 if no fault can be made here.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from kongbun.cli.main import set_up

TIME_IS_OVER = 3


def main(words: list[str]) -> int:
    asked = _asked(words)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    set_up()
    from django.conf import settings  # noqa: PLC0415 -- after Django is ready

    from tests.faults import strike  # noqa: PLC0415

    settings.PASSWORD_HASHERS = ["kongbun.testing.passwords.QuickArgon2"]
    with tempfile.TemporaryDirectory(prefix="kongbun-faults-") as folder:
        if strike.way() != "shim" and (asked.shim or strike.way() != "strace"):
            print("faults: the library strikes, not strace", file=sys.stderr)
            return _again(words, Path(folder))
        return _run(asked, Path(folder))


def _asked(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.faults")
    parser.add_argument("part", choices=("kill", "errors"))
    parser.add_argument("--only", action="append", default=[], metavar="KIND")
    parser.add_argument("--state", type=Path, metavar="FILE")
    parser.add_argument("--minutes", type=float)
    parser.add_argument("--sample", type=int, metavar="N")
    parser.add_argument("--shim", action="store_true")
    return parser.parse_args(words)


def _again(words: list[str], folder: Path) -> int:
    """The same in a process that the library was loaded into first."""
    from tests.faults import strike  # noqa: PLC0415 -- after Django is ready

    try:
        environ = strike.with_the_shim(folder)
    except (RuntimeError, subprocess.CalledProcessError) as why:
        print(f"faults: NOT RUN: {why}", file=sys.stderr)
        return 2
    call = [sys.executable, "-m", "tests.faults", *words]
    return subprocess.run(call, env=environ, check=False).returncode


def _run(asked: argparse.Namespace, folder: Path) -> int:
    from kongbun.testing.databases import Databases  # noqa: PLC0415
    from tests.faults import full, points, scenes, strike  # noqa: PLC0415

    databases = Databases(folder, "faults")
    databases.make_template()
    theatre = points.Theatre(databases, folder / "scenes")
    progress = full.Progress.read(asked.state)
    is_over = True
    if asked.sample:
        names = full.kinds(asked.part, asked.only)
        wanted = {name: scenes.SCENES[name] for name in names}
        faults = full.FAULTS[asked.part]
        progress.tally.add(points.of_all(theatre, wanted, asked.sample, faults))
    else:
        until = time.monotonic() + 60 * asked.minutes if asked.minutes else None
        is_over = full.count_up(
            theatre, asked.part, progress, only=asked.only, until=until
        )
    said = {"way": strike.way(), "over": is_over, **full.told(asked.part, progress)}
    print(json.dumps(said, ensure_ascii=False))
    if progress.tally.wrong:
        return 1
    return 0 if is_over else TIME_IS_OVER


if __name__ == "__main__":
    os.environ.setdefault("KONGBUN_SECRET_KEY", "only-for-the-tests")
    sys.exit(main(sys.argv[1:]))
