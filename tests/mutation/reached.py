"""`python -m tests.mutation.reached FILE…`: which test reaches which line and branch.

Runs the tests under coverage and keeps, for each file of tests, what its tests reached
and how long each took: in `soak/reached/`, together with a hash of the file and of each
module it reached.  A file is asked again when it, or a module it reached, has changed.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import coverage
import pytest

from tests.mutation.core import HOME, asked

KEPT = HOME / "soak" / "reached"
# What a test does before itself, once for the session, stands under this name.
CAST = "<cast>"
Arc = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Test:
    """A test by its node id: how long it took, and the lines of each module."""

    seconds: float
    lines: dict[str, frozenset[int]]


@dataclass(frozen=True, slots=True)
class Reached:
    """All that is kept; modules are named from the repository's folder."""

    tests: dict[str, Test] = field(default_factory=dict)
    arcs: dict[str, set[Arc]] = field(default_factory=lambda: defaultdict(set))
    failed: list[str] = field(default_factory=list)
    read: list[Path] = field(default_factory=list)

    def by_line(self, module: str) -> dict[int, set[str]]:
        found: dict[int, set[str]] = defaultdict(set)
        for name, test in self.tests.items():
            for line in test.lines.get(module, ()):
                found[line].add(name)
        return found


def same_examples() -> None:
    """Random tests take the same examples each time, and remember none."""
    from hypothesis import HealthCheck, Phase, settings  # noqa: PLC0415 -- takes a while

    settings.register_profile(
        "same",
        database=None,
        deadline=None,
        derandomize=True,
        phases=(Phase.explicit, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )
    settings.load_profile("same")


class _Recorder:
    """The plugin: each test is a context of its own."""

    def __init__(self, found: coverage.Coverage) -> None:
        self._coverage = found
        self.seconds: dict[str, float] = {}
        self.failed: list[str] = []

    def pytest_configure(self) -> None:
        same_examples()

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        self._coverage.switch_context(item.nodeid)
        yield
        self._coverage.switch_context("")

    @pytest.hookimpl(hookwrapper=True)
    def pytest_fixture_setup(
        self, fixturedef: pytest.FixtureDef[Any], request: pytest.FixtureRequest
    ) -> Iterator[None]:
        """The cast is acted out once and then put back: not this test's doing."""
        name = request.node.nodeid
        is_cast = fixturedef.argname == "cast" and not request.getfixturevalue(
            "_kept_cast"
        )
        if is_cast:
            self._coverage.switch_context(CAST)
        yield
        if is_cast:
            self._coverage.switch_context(name)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        # Before the first test the databases are made: that is not its own time.
        if report.when != "setup":
            before = self.seconds.get(report.nodeid, 0.0)
            self.seconds[report.nodeid] = before + report.duration
        if report.failed:
            self.failed.append(report.nodeid)


def main(words: Sequence[str]) -> int:
    """Run these files of tests, and keep what they reached."""
    found = coverage.Coverage(
        data_file=None,
        branch=True,
        source=[str(HOME / "kongbun")],
        config_file=False,
        messages=False,
    )
    found.start()
    recorder = _Recorder(found)
    code = int(pytest.main(["-p", "no:randomly", *words], plugins=[recorder]))
    found.stop()
    KEPT.mkdir(parents=True, exist_ok=True)
    for word in words:
        at = _named(Path(word).resolve())
        _kept_in(at).write_text(
            json.dumps(_of_file(at, found.get_data(), recorder)), encoding="utf-8"
        )
    return code


def _of_file(
    at: str, data: coverage.CoverageData, recorder: _Recorder
) -> dict[str, Any]:
    """What the tests of one file did, and what was done before them."""
    data.set_query_contexts([f"^{re.escape(at)}::", "^$", f"^{CAST}$"])
    by_test: dict[str, dict[str, list[int]]] = defaultdict(dict)
    arcs: dict[str, list[Arc]] = {}
    for file in data.measured_files():
        name = _named(Path(file))
        arcs[name] = sorted(data.arcs(file) or [])
        for line, contexts in data.contexts_by_lineno(file).items():
            for context in contexts:
                by_test[context].setdefault(name, []).append(line)
    tests: dict[str, dict[str, Any]] = {
        test: {"seconds": round(took, 3), "lines": by_test.get(test, {})}
        for test, took in recorder.seconds.items()
        if test.startswith(f"{at}::")
    }
    reached = {name for test in tests.values() for name in test["lines"]}
    return {
        "hash": digest(HOME / at),
        "modules": {name: digest(HOME / name) for name in sorted(reached)},
        "failed": sorted({t for t in recorder.failed if t.startswith(f"{at}::")}),
        "tests": tests,
        "cast": by_test.get(CAST, {}),
        "arcs": arcs,
    }


def read(modules: Sequence[Path] | None = None) -> Reached:
    """What is kept and still holds, for these modules or for all."""
    wanted = {_named(file) for file in modules} if modules is not None else None
    found = Reached()
    for file in asked():
        kept = _held(file, wanted)
        if kept is None:
            continue
        found.failed.extend(kept["failed"])
        found.read.append(file)
        for name, arcs in kept["arcs"].items():
            found.arcs[name] |= {(a, b) for a, b in arcs}
        said = {CAST: {"seconds": 0.0, "lines": kept["cast"]}, **kept["tests"]}
        for test, told in said.items():
            lines = {name: frozenset(lines) for name, lines in told["lines"].items()}
            if test == CAST and CAST in found.tests:
                lines = _both(lines, found.tests[CAST].lines)
            found.tests[test] = Test(told["seconds"], lines)
    return found


def _both(
    one: dict[str, frozenset[int]], other: dict[str, frozenset[int]]
) -> dict[str, frozenset[int]]:
    nothing: frozenset[int] = frozenset()
    return {
        name: one.get(name, nothing) | other.get(name, nothing)
        for name in {*one, *other}
    }


def stale(modules: Sequence[Path] | None = None) -> list[Path]:
    """The files of tests that have to be asked (again)."""
    wanted = {_named(file) for file in modules} if modules is not None else None
    return [file for file in asked() if _held(file, wanted) is None]


def _held(file: Path, wanted: set[str] | None) -> dict[str, Any] | None:
    at = _kept_in(_named(file))
    if not at.exists():
        return None
    kept: dict[str, Any] = json.loads(at.read_text("utf-8"))
    if kept["hash"] != digest(file):
        return None
    for name, was in kept["modules"].items():
        if (wanted is None or name in wanted) and was != digest(HOME / name):
            return None
    return kept


def ask(files: Sequence[Path], until: float, at_once: int = 4) -> bool:
    """Run these files of tests, some at a time; False if the time was over first."""
    left = [str(file) for file in files]
    while left:
        if time.monotonic() > until:
            return False
        some, left = left[:at_once], left[at_once:]
        words = [sys.executable, "-m", "tests.mutation.reached", *some]
        done = subprocess.run(
            words, cwd=HOME, check=False, capture_output=True, text=True
        )
        closing = done.stdout.strip().splitlines()[-1:] or [done.stderr[-500:]]
        print(f"{len(left):4} files left; {closing[0]}", flush=True)
    return True


@cache
def digest(file: Path) -> str:
    return sha256(file.read_bytes()).hexdigest()[:16] if file.exists() else ""


def _named(file: Path) -> str:
    return file.relative_to(HOME).as_posix()


def _kept_in(name: str) -> Path:
    return KEPT / f"{name.replace('/', '.')}.json"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
