"""`python -m tests.mutation lines|run|survivors|page`: the tests of the tests.

`lines`: which lines and branches of the core no test reaches.  `run MODULE…`: what the
tests see of its mutants; a module as `ledger/post.py`, a group as `ledger`, `core`, or
`rest --sample 20`: of what else people run, twenty of a thousand mutants.
`survivors MODULE…`: what none of them saw, and is not explained.  `page`: writes
docs/mutation.md.  Exit 0 well; 1 below what it must be; 3 the time was over: again.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.mutation import branches, page, reached
from tests.mutation.core import (
    GROUPS,
    HOME,
    REST,
    SCORE_CORE,
    SCORE_REST,
    core,
    group_of,
    modules,
    rest,
    short,
)
from tests.mutation.kept import WHOLE, Figures, Kept, explained, together
from tests.mutation.running import PATIENCE, Runs

TIME_IS_OVER = 3


def main(words: list[str]) -> int:
    told = _read(words)
    until = time.monotonic() + 60 * told.minutes
    named = _files(told.what)
    files = named or core()
    if told.part == "lines":
        return _lines(files, told.tests, until, named)
    if told.part == "run":
        return _run(files, told, until)
    if told.part == "survivors":
        return _survivors(files, Kept(sample=told.sample))
    page.write(HOME, Kept(sample=told.sample))
    return 0


def _read(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.mutation")
    parser.add_argument("part", choices=("lines", "run", "survivors", "page"))
    parser.add_argument("what", nargs="*", metavar="MODULE")
    parser.add_argument("--minutes", type=float, default=24 * 60)
    parser.add_argument("--jobs", type=int, default=1, help="children at a time")
    parser.add_argument(
        "--tests", action="append", default=[], metavar="PATH", help="only these tests"
    )
    parser.add_argument(
        "--patience",
        type=float,
        default=PATIENCE,
        metavar="SECONDS",
        help="of the processor for one mutant: who lives longer has survived",
    )
    parser.add_argument(
        "--survivors",
        action="store_true",
        help="try only what survived, whatever became of the tests that saw the rest",
    )
    parser.add_argument(
        "--sample",
        type=int,
        default=WHOLE,
        metavar="N",
        help="of a thousand mutants, the same N each time",
    )
    return parser.parse_args(words)


def _files(named: Sequence[str]) -> list[Path]:
    found: list[Path] = []
    for name in named:
        if name == "core":
            found += core()
        elif name == "rest":
            found += rest()
        elif name in GROUPS:
            found += modules(name)
        else:
            file = HOME / "kongbun" / name
            if not file.is_file():
                sys.exit(
                    f"{name}: no module of kongbun, nor one of {', '.join(GROUPS)}"
                )
            found.append(file)
    return found


def _ask(files: Sequence[Path], only: Sequence[str], until: float) -> bool:
    """See which lines each test reaches, where that is not known (any more)."""
    wanted = [file for file in reached.stale(files) if _is_asked(file, only)]
    return reached.ask(wanted, until) if wanted else True


def _is_asked(file: Path, only: Sequence[str]) -> bool:
    at = file.relative_to(HOME)
    return not only or any(at.is_relative_to(path) for path in only)


def _lines(
    files: Sequence[Path], only: Sequence[str], until: float, named: Sequence[Path]
) -> int:
    if not _ask(files, only, until):
        return TIME_IS_OVER
    # What was asked about these modules holds, whichever others have changed since.
    known = reached.read(named or None)
    return branches.report(HOME, files, known, whole=not only)


def _run(files: Sequence[Path], told: argparse.Namespace, until: float) -> int:
    if not _ask(files, told.tests, until):
        return TIME_IS_OVER
    known = reached.read(files)
    names = {_named(file) for file in files}
    useful = sorted(
        {
            name.partition("::")[0]
            for name, test in known.tests.items()
            if names & set(test.lines) and name != reached.CAST
        }
    )
    useful = [name for name in useful if _is_asked(HOME / name, told.tests)]
    kept = Kept(
        known.read,
        survivors_only=told.survivors,
        patience=told.patience,
        sample=told.sample,
    )
    runs = Runs(
        *(files, known, kept.wanted, kept.keep),
        jobs=told.jobs,
        until=until,
        patience=told.patience,
    )
    options = ["-p", "no:randomly", "-q", "--no-header", f"--rootdir={HOME}"]
    code = pytest.main([*options, *(str(HOME / name) for name in useful)], [runs])
    if code not in {pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED}:
        return int(code)
    if not runs.is_over:
        return TIME_IS_OVER
    return _tell(files, kept)


def _tell(files: Sequence[Path], kept: Kept) -> int:
    """The figures; 1 if a group is below what it must be, or an explanation is of
    what is no survivor."""
    by_group: dict[str, list[Figures]] = {}
    for file in files:
        one = kept.figures(file)
        by_group.setdefault(group_of(file), []).append(one)
        if one.mutants:
            print(one.line())
    groups = [together(name, found) for name, found in by_group.items()]
    low = []
    for one in groups:
        least = SCORE_REST if one.name == REST else SCORE_CORE
        low += [one.name] if one.score < 10 * least else []
        print(one.line())
    whole = together("together", groups)
    counts = {"mutants": whole.mutants, "killed": whole.killed}
    counts |= {"survived": whole.survived, "explained": whole.explained}
    print(json.dumps({**counts, "score": whole.score / 10, "low": low}))
    return max(_rotten(files, kept), 1 if low else 0)


def _rotten(files: Sequence[Path], kept: Kept) -> int:
    rotten = kept.rotten(files)
    for words in rotten:
        print(f"survivors.txt: no survivor (any more): {words}")
    return 1 if rotten else 0


def _survivors(files: Sequence[Path], kept: Kept) -> int:
    told = explained()
    for file in files:
        for line in kept.survivors(file):
            if (short(file), line["mutant"]) not in told:
                print(
                    f"{short(file)}:{line['line']} {line['became']}: {line['mutant']}"
                )
    return _rotten(files, kept)


def _named(file: Path) -> str:
    return file.relative_to(HOME).as_posix()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
