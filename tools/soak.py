"""`make soak`: the long loops, whole; ends in time, and goes on where it was.

Every part is kept in `soak/` as it ends: one line in results.jsonl, and its name in
state.json, so that it is not done again for the same code.  A part that is cut off is
begun again at its next point, seed or cycle.  Two parts run at a time, and
SOAK_MINUTES (120) is all that they may take.
Exit 0 all done and well, 1 something is wrong, 3 the time is over: run it again.

`--list` names the parts; `--only WORD` takes those with the word in their name;
`--go-on` leaves out what results.jsonl, brought from elsewhere, says of this code.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from hashlib import sha256
from itertools import zip_longest
from pathlib import Path
from threading import Lock
from typing import Any

HOME = Path(__file__).resolve().parent.parent
KEPT = HOME / "soak"
MINUTES = 120.0
TIME_IS_OVER = 3
LEAST_SECONDS = 20
# As many as there are processors on the least of machines; each part waits a lot.
AT_ONCE = 2
SEEDS, SEEDS_AT_ONCE, STEPS = 1_500, 50, 300
SEEDS_OF_A_PART = 250
# Of a thousand mutants outside the core: there are too many to try them all.
SAMPLE = 20
MUTANTS = ("ledger", "receipts", "dues", "claims payment", "close", "rest")
# They keep what they saw in the same files, and have both processors by themselves.
_one_at_a_time = Lock()
CYCLES, CYCLES_AT_ONCE = 150, 25
BOOKS = ("L1", "L2", "L3", "L5", "L6", "L8", "O1", "C1")
# What a file of long loops is about; one that is not named here is about no single one.
ABOUT = {
    "tests/concurrency/": ("L5", "L6", "L8", "O1", "C1", "M3"),
    "tests/demo/": ("L1", "C1"),
    "tests/devices/": ("O1", "O4", "O6"),
    "tests/exports/": ("L1", "L2", "L3"),
    "tests/backup/": ("A11",),
    "tests/soundness/": ("A5", "L4"),
    "tests/sabotages/": ("L1", "L4", "L5", "O1", "C1", "M3", "A1", "A5"),
    "tests/upgrade/": ("L4", "C3"),
}
# How a test asks whether its loop is to be whole.
LONG = re.compile(r"\bsoak: bool|getoption\(\"--soak\"\)")
# What decides how a part ends; the pages and docs beside it do not.
CODE = ("kongbun", "tests", "tools", "bylaws", "requirements", "pyproject.toml")
OURS = re.compile(r"^(KONGBUN_|DATABASE_)")


@dataclass(frozen=True, slots=True)
class Ended:
    """`is_over` False: it was cut off, and begins again at its next point."""

    is_over: bool
    passed: bool
    counts: dict[str, Any]
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Part:
    name: str
    invariants: tuple[str, ...]
    run: Callable[[float, dict[str, str]], Ended]
    """Given the seconds that are left, and the environment."""


def parts() -> list[Part]:
    python = sys.executable
    found = [
        Part("faults kill", ("L7", "O1", "L8"), partial(_faults, "kill")),
        Part("faults errors", ("L7", "O1"), partial(_faults, "errors")),
        Part("faults postgres", ("L7", "O1"), _postgres),
    ]
    for file in _files():
        about = next((a for at, a in ABOUT.items() if file.startswith(at)), ())
        call = [python, "-m", "pytest", "-rs", "--soak", file]
        server = [python, "tools/with_postgres.py"]
        found.append(Part(f"sqlite {file}", about, partial(_pytest, call)))
        on_server = partial(_pytest, [*server, *call, "--only-database"])
        found.append(Part(f"postgresql {file}", about, on_server))
    return [*found, *_in_turn([*_lives()], [*_of_the_tests()])]


def _lives() -> Iterator[Part]:
    for first in range(1, SEEDS, SEEDS_OF_A_PART):
        name = f"simulate {first}-{first + SEEDS_OF_A_PART - 1}"
        yield Part(name, BOOKS, partial(_simulate, name, first))


def _of_the_tests() -> Iterator[Part]:
    """Branches first: it asks which test reaches what, and the mutants need that."""
    yield Part("branches", (), partial(_mutation, ("lines",)))
    for group in MUTANTS:
        sample = ("--sample", str(SAMPLE)) if group == "rest" else ()
        words = ("run", group, "--jobs", "2", *sample)
        yield Part(f"mutants {group}", (), partial(_mutation, words))


def _in_turn(ones: list[Part], others: list[Part]) -> list[Part]:
    pairs = zip_longest(others, ones)
    return [part for pair in pairs for part in pair if part is not None]


def _files() -> list[str]:
    """The files whose tests have a long version; faults have parts of their own."""
    files = sorted((HOME / "tests").rglob("test_*.py"))
    return [
        file.relative_to(HOME).as_posix()
        for file in files
        if LONG.search(file.read_text("utf-8")) and file.parent.name != "faults"
    ]


def _call(
    words: list[str], left: float, environ: dict[str, str]
) -> tuple[int | None, str]:
    """The exit code and what was said; no code if the time was over."""
    with subprocess.Popen(
        words,
        cwd=HOME,
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as program:
        try:
            said, _ = program.communicate(timeout=left)
        except subprocess.TimeoutExpired:
            # As Ctrl-C does: a server that it started is stopped by whoever started it.
            program.terminate()
            program.communicate(timeout=60)
            return None, ""
    return program.returncode, said


def _last_json(said: str) -> dict[str, Any]:
    lines = [line for line in said.splitlines() if line.startswith("{")]
    told: dict[str, Any] = json.loads(lines[-1]) if lines else {"said": said[-2_000:]}
    return told


def _faults(what: str, left: float, environ: dict[str, str]) -> Ended:
    """It ends by itself, and keeps each point."""
    state = KEPT / f"faults-{what}-{_key()[:16]}.json"
    call = [sys.executable, "-m", "tests.faults", what, "--state", str(state)]
    code, said = _call([*call, "--minutes", str(left / 60)], left + 120, environ)
    told = _last_json(said)
    seconds = told.get("seconds")
    return Ended(code in {0, 1, 2}, code == 0, told, seconds)


def _mutation(words: tuple[str, ...], left: float, environ: dict[str, str]) -> Ended:
    """Both ask which test reaches what; both go on where they were."""
    until = time.monotonic() + left
    with _one_at_a_time:
        began = time.monotonic()
        if until - began < LEAST_SECONDS:
            return Ended(False, True, {})
        minutes = str((until - began) / 60)
        call = [sys.executable, "-m", "tests.mutation", *words, "--minutes", minutes]
        code, said = _call(call, until - began + 600, environ)
        seconds = time.monotonic() - began
    return Ended(code in {0, 1}, code == 0, _last_json(said), seconds)


def _by_turns(
    name: str,
    turns: int,
    left: float,
    turn: Callable[[int, float], tuple[int | None, dict[str, int]]],
) -> Ended:
    """Turn by turn, each counted as it ends."""
    file = KEPT / f"{name}-{_key()[:16]}.json"
    kept = json.loads(file.read_text("utf-8")) if file.exists() else {}
    done, counts = kept.get("done", 0), kept.get("counts", {})
    seconds, until = kept.get("seconds", 0.0), time.monotonic() + left
    while done < turns:
        began = time.monotonic()
        code, told = turn(done, until - began)
        if code is None:
            return Ended(False, True, counts)
        for what, n in told.items():
            counts[what] = counts.get(what, 0) + n
        if code != 0:
            return Ended(True, False, counts)
        done, seconds = done + 1, seconds + time.monotonic() - began
        kept = {"done": done, "counts": counts, "seconds": seconds}
        file.write_text(json.dumps(kept), encoding="utf-8")
        if until - time.monotonic() < LEAST_SECONDS and done < turns:
            return Ended(False, True, counts)
    return Ended(True, True, counts, seconds)


def _postgres(left: float, environ: dict[str, str]) -> Ended:
    def turn(done: int, left: float) -> tuple[int | None, dict[str, int]]:
        call = [sys.executable, "-m", "tests.faults.server"]
        call += ["--cycles", str(CYCLES_AT_ONCE), "--seed", str(done + 1)]
        code, said = _call(call, left, environ)
        told = _last_json(said)
        named = ("cycles", "acknowledged", "lost", "half", "doubled")
        counts = {name: int(told.get(name, 0)) for name in named}
        counts["rude"] = len(told.get("rude", []))
        counts["findings"] = len(told.get("findings", []))
        return code, counts

    return _by_turns("postgres", CYCLES // CYCLES_AT_ONCE, left, turn)


def _simulate(name: str, begin: int, left: float, environ: dict[str, str]) -> Ended:
    def turn(done: int, left: float) -> tuple[int | None, dict[str, int]]:
        first = begin + done * SEEDS_AT_ONCE
        seeds = f"{first}-{first + SEEDS_AT_ONCE - 1}"
        call = [sys.executable, "-m", "kongbun.cli.main", "simulate"]
        call += ["--seeds", seeds, "--steps", str(STEPS), "--json"]
        code, said = _call(call, left, environ)
        told = _last_json(said)
        steps = STEPS * SEEDS_AT_ONCE
        counts = {"seeds": SEEDS_AT_ONCE, "steps": steps, "wrong": told.get("wrong", 1)}
        return code, counts if code is not None else {}

    turns = SEEDS_OF_A_PART // SEEDS_AT_ONCE
    return _by_turns(name.replace(" ", "-"), turns, left, turn)


def _pytest(call: list[str], left: float, environ: dict[str, str]) -> Ended:
    code, said = _call(call, left, environ)
    if code is None:
        return Ended(False, True, {})
    closing = re.findall(r"(\d+) (passed|failed|error|skipped|deselected)", said)
    counts: dict[str, Any] = {name: int(n) for n, name in closing}
    # A part in which no test was run shows nothing, and is not well.
    if code != 0:
        counts["said"] = said[-2_000:]
    return Ended(True, code == 0, counts)


def _git(*words: str) -> bytes:
    """Nothing where there is no repository, or none that may be read."""
    done = subprocess.run(["git", *words], cwd=HOME, capture_output=True, check=False)
    return b"" if done.returncode else done.stdout


def _commit() -> str:
    """The commit, and what was changed since then but for the results of the run."""
    commit = _git("rev-parse", "HEAD").decode().strip()
    changed = _git("diff", "HEAD", "--", ".", ":!soak")
    if not commit:
        return "unknown"
    return f"{sha256(changed).hexdigest()[:8]}+{commit}" if changed else commit


def _key() -> str:
    """The code that is tried: a word in the docs does not call for all of it anew."""
    tree = _git("ls-tree", "-r", "HEAD", *CODE) + _git("diff", "HEAD", "--", *CODE)
    return sha256(tree).hexdigest()[:24] if tree else "unknown"


def _read(file: Path) -> dict[str, Any]:
    kept: dict[str, Any] = json.loads(file.read_text("utf-8")) if file.exists() else {}
    return kept


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="tools/soak.py", description=__doc__)
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--only", default="", metavar="WORD")
    parser.add_argument("--go-on", action="store_true")
    asked = parser.parse_args(words)
    wanted = [part for part in parts() if asked.only in part.name]
    if asked.list:
        print("\n".join(part.name for part in wanted))
        return 0
    minutes = float(os.environ.get("SOAK_MINUTES", MINUTES))
    until = time.monotonic() + minutes * 60
    KEPT.mkdir(exist_ok=True)
    key, state = _key(), KEPT / "state.json"
    done = _read(state).get(key, [])
    if asked.go_on:
        done = [name for name, well in _last(key).items() if well]
    for part in wanted:
        if part.name in done:
            print(f"== {part.name}: done for this code")
    waiting = [part for part in wanted if part.name not in done]
    with (
        tempfile.TemporaryDirectory(prefix="kongbun-soak-") as scratch,
        ThreadPoolExecutor(max_workers=AT_ONCE) as hands,
    ):
        takes = {hands.submit(_take, one, until, scratch, key): one for one in waiting}
        for taken in as_completed(takes):
            if taken.result():
                done.append(takes[taken].name)
                state.write_text(json.dumps({key: done}), encoding="utf-8")
    wrong = {name for name, well in _last(key).items() if not well}
    return _tell(wanted, done, [one.name for one in waiting if one.name in wrong])


def _environ(scratch: str) -> dict[str, str]:
    """What a program finds, with a data folder that no other part has."""
    kept = {name: value for name, value in os.environ.items() if not OURS.match(name)}
    return kept | {
        "KONGBUN_DATA": tempfile.mkdtemp(dir=scratch),
        "KONGBUN_SECRET_KEY": "only-for-the-tests",
        "PYTHONPATH": str(HOME),
        "PYTHONHASHSEED": "0",
    }


def _take(part: Part, until: float, scratch: str, key: str) -> bool:
    """Whether it is done, and well."""
    began = time.monotonic()
    left = until - began
    if left < LEAST_SECONDS:
        return False
    print(f"== {part.name}", flush=True)
    ended = part.run(left, _environ(scratch))
    seconds = round(ended.seconds or time.monotonic() - began, 1)
    if not ended.is_over:
        print(f"   {part.name}: cut off after {seconds} s, goes on next time")
        return False
    line = {
        "part": part.name,
        "invariants": list(part.invariants),
        "passed": ended.passed,
        "counts": ended.counts,
        "seconds": seconds,
        "commit": _commit(),
        "code": key,
        "day": datetime.now(UTC).date().isoformat(),
    }
    with (KEPT / "results.jsonl").open("a", encoding="utf-8") as out:
        out.write(json.dumps(line, ensure_ascii=False) + "\n")
    said = "ok" if ended.passed else "FAILED"
    print(f"   {part.name}: {said}, {seconds} s: {ended.counts}", flush=True)
    return ended.passed


def _last(key: str) -> dict[str, bool]:
    """How each part that ended of this code ended last."""
    file = KEPT / "results.jsonl"
    lines = file.read_text("utf-8").splitlines() if file.exists() else []
    ended = [one for one in map(json.loads, lines) if one.get("code") == key]
    return {one["part"]: one["passed"] for one in ended}


def _tell(wanted: list[Part], done: list[str], failed: list[str]) -> int:
    left = [part.name for part in wanted if part.name not in {*done, *failed}]
    if failed:
        print(f"FAILED: {', '.join(failed)}")
    if left:
        print(f"{len(left)} of {len(wanted)} parts are left: run it again")
    if failed:
        return 1
    return TIME_IS_OVER if left else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
