"""Runs the tests against each mutant, each in a child of one process.

The process loads everything and acts out the cast once; a child gets the mutant and a
database of its own, and runs the tests that reach the changed line, the quickest first,
until one fails.  A child that never ends is stopped: that is seen too.  A test that is
the first time said to have seen something runs in a child with nothing changed, after
the same tests: one that fails there says nothing about a mutant and is left out.
"""

from __future__ import annotations

import gc
import inspect
import json
import os
import resource
import select
import shutil
import signal
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import pluggy
import pytest

from tests.mutation.mutants import Mutant
from tests.mutation.outcome import NO_ANSWER, UNCOVERED, Outcome, became_of
from tests.mutation.reached import CAST, Reached, same_examples
from tests.mutation.swapped import Module, caches, importing, using

# A test that goes round and round is given so much of the processor, and so many times
# its usual seconds.
SECONDS, TIMES = 5.0, 10.0
# All tests of one mutant together, in seconds of the processor: whoever lives that long
# has survived.  By the clock, when a child that sleeps is ended.
PATIENCE, BY_THE_CLOCK = 20.0, 300.0
MEMORY = 3 * 1024**3
OF_THE_SESSION = {"databases", "shared_copy", "_kept_cast"}


@dataclass(slots=True)
class _Child:
    pid: int
    answer: int
    mutant: Mutant
    module: Module
    names: list[str]
    folder: Path
    began: float
    limit: float


class Runs:
    """The plugin: takes the place of pytest's own loop."""

    def __init__(
        self,
        files: Sequence[Path],
        reached: Reached,
        wanted: Callable[[Runs, Module], Iterable[Mutant]],
        keep: Callable[[Outcome], None],
        *,
        jobs: int,
        until: float,
        patience: float = PATIENCE,
    ) -> None:
        self.files, self.reached = files, reached
        self.wanted, self.keep = wanted, keep
        self.jobs, self.until = jobs, until
        self._patience = patience
        self.is_over = True
        self._children: list[_Child] = []
        self._made: dict[str, Any] = {}
        self._trusted: set[str] = set()
        # How often each test saw a mutant of a function: it is asked first.
        self._saw: Counter[tuple[Path, str, str]] = Counter()

    def pytest_configure(self) -> None:
        same_examples()

    @pytest.hookimpl(hookwrapper=True)
    def pytest_fixture_setup(
        self, fixturedef: pytest.FixtureDef[Any]
    ) -> Generator[None, pluggy.Result[Any]]:
        """Remember the databases and the cast, which a child has of its own."""
        outcome = yield
        if fixturedef.argname in OF_THE_SESSION and outcome.exception is None:
            self._made[fixturedef.argname] = outcome.get_result()

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        if session.testsfailed:
            raise session.Interrupted("these tests cannot be collected")
        failed = set(self.reached.failed)
        self.items = {
            item.nodeid: item for item in session.items if item.nodeid not in failed
        }
        self._session = session
        self._warm()
        modules = [Module(file) for file in self.files]
        caches()
        # What is there now is copied for no child as long as it only reads.
        gc.collect()
        gc.freeze()
        for module in modules:
            by_line = self.reached.by_line(_named(session, module.file))
            for mutant in self.wanted(self, module):
                if time.monotonic() > self.until:
                    self.is_over = False
                    break
                self._try(module, mutant, self._tests(module, mutant, by_line))
        while self._children:
            self._wait()
        return True

    def _warm(self) -> None:
        """What is made once for a session is made before the first child is born."""
        known = self.reached.tests
        by_time = sorted(self.items, key=lambda name: _seconds(known, name))
        with_cast = [n for n in by_time if "cast" in _fixtures(self.items[n])]
        # Whoever is first to have the cast acts it out.
        self._with_cast = with_cast[:20]
        for name in [*with_cast[:1], *by_time[:1]]:
            pytest_protocol(self.items[name], self._session)
        _close()

    def _is_trusted(self, names: list[str], by: str) -> bool:
        """Whether `by` passes, after the same tests, in a child with nothing changed.

        If not, the one that fails there is left out from now on.
        """
        if by in self._trusted:
            return True
        names = names[: names.index(by) + 1]
        failed = self._alone(names)
        if failed is None:
            self._trusted.update(names)
            return True
        print(f"   left out, fails without a mutant: {failed}", flush=True)
        self.items.pop(failed)
        return False

    def _alone(self, names: list[str]) -> str | None:
        folder, (read, write) = self._folder(), os.pipe()
        pid = os.fork()
        if pid == 0:
            self._live(None, None, names, write, folder)
        os.close(write)
        with os.fdopen(read, "rb") as answer:
            said = answer.read()
        os.waitpid(pid, 0)
        shutil.rmtree(folder, ignore_errors=True)
        assert said, "a child with nothing changed gave no answer"
        told = json.loads(said)
        assert "broken" not in told, told["broken"]
        return told["by"] or None

    def _tests(
        self, module: Module, mutant: Mutant, by_line: dict[int, set[str]]
    ) -> list[str]:
        lines = _lines(module, mutant)
        names = {name for line in lines for name in by_line.get(line, ())}
        if mutant.place == "constant":
            names |= self._where_imported(module, mutant.function)
            names |= {name for name in self.items if self._names(name, mutant.function)}
        if CAST in names:
            names |= set(self._with_cast)
        near = f"tests/{module.file.parent.name}/"
        in_turn = sorted(
            (name for name in names if name in self.items),
            key=lambda name: (
                -self._saw[module.file, mutant.function, name],
                not name.startswith(near),
                # A test that a guard stops reaches little: it is asked before others.
                _seconds(self.reached.tests, name) * self._reach(module, name),
                name,
            ),
        )
        return [*([CAST] if CAST in names else []), *in_turn]

    def _reach(self, module: Module, name: str) -> int:
        """How many lines of a module a test reaches."""
        test = self.reached.tests.get(name)
        at = _named(self._session, module.file)
        return len(test.lines.get(at, ())) if test else 0

    def _names(self, test: str, constant: str) -> bool:
        """Whether the file of a test speaks of a constant."""
        return constant in _text_of(self.items[test].path)

    def _where_imported(self, module: Module, name: str) -> set[str]:
        """The tests that reach a function of another module which uses the constant."""
        found = set()
        for other in list(sys.modules.values()):
            if importing(other, module.loaded.__name__, name):
                at = _named(self._session, Path(other.__file__ or ""))
                used = using(Path(other.__file__ or ""), name)
                by_line = self.reached.by_line(at)
                found |= {n for line in used for n in by_line.get(line, ())}
        return found

    def _try(self, module: Module, mutant: Mutant, names: list[str]) -> None:
        if not set(names) - {CAST}:
            self.keep(Outcome(module.file, mutant, UNCOVERED, "", 0.0))
            return
        while len(self._children) >= self.jobs:
            self._wait()
        folder, (read, write) = self._folder(), os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(read)
            self._live(module, mutant, names, write, folder)
        os.close(write)
        now = time.monotonic()
        self._children.append(
            _Child(pid, read, mutant, module, names, folder, now, BY_THE_CLOCK)
        )

    def _folder(self) -> Path:
        factory: pytest.TempPathFactory = self._session.config._tmp_path_factory  # type: ignore[attr-defined]
        return factory.mktemp("mutant")

    def _wait(self) -> None:
        """Until one of the children has ended, or has to be ended."""
        now = time.monotonic()
        first = min(one.began + one.limit for one in self._children)
        answers = [one.answer for one in self._children]
        ready, _, _ = select.select(answers, [], [], max(0.0, first - now))
        for child in list(self._children):
            late = time.monotonic() > child.began + child.limit
            if child.answer not in ready and not late:
                continue
            if child.answer not in ready:
                with suppress(ProcessLookupError):
                    os.killpg(child.pid, signal.SIGKILL)
            with os.fdopen(child.answer, "rb") as answer:
                said = answer.read()
            _, status = os.waitpid(child.pid, 0)
            self._children.remove(child)
            shutil.rmtree(child.folder, ignore_errors=True)
            self._keep(child, said, os.waitstatus_to_exitcode(status))

    def _keep(self, child: _Child, said: bytes, code: int) -> None:
        took = round(time.monotonic() - child.began, 2)
        told: dict[str, Any] = json.loads(said) if said else {}
        if told.get("broken"):
            raise RuntimeError(f"{child.mutant.words}: {told['broken']}")
        by = str(told.get("by", ""))
        if by and not self._is_trusted(child.names, by):
            left = [name for name in child.names if name in {CAST, *self.items}]
            self._try(child.module, child.mutant, left)
            return
        became = became_of(by, code)
        self._saw[child.module.file, child.mutant.function, by] += 1
        self.keep(Outcome(child.module.file, child.mutant, became, by, took))

    def source_of(self, name: str) -> str:
        """A hash of what a test says; nothing for one that is not there (any more)."""
        item = self.items.get(name)
        if item is None:
            return ""
        said = inspect.getsource(item.function)  # type: ignore[attr-defined]
        return sha256(said.encode()).hexdigest()[:16]

    def _live(
        self,
        module: Module | None,
        mutant: Mutant | None,
        names: list[str],
        answer: int,
        folder: Path,
    ) -> None:
        """A child's whole life; it never returns."""
        told: dict[str, Any] = {}
        try:
            os.setpgrp()
            _quiet()
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
            _own_database(self._made, folder, fresh_cast=CAST in names)
            if module is not None and mutant is not None:
                module.plant(mutant)
        except Exception:
            told = {"broken": traceback.format_exc()}
        else:
            patience = self._patience if mutant is not None else float("inf")
            told = {"by": self._first_to_fail(names, patience)}
        finally:
            os.write(answer, json.dumps(told).encode())
            os.close(answer)
            os._exit(0)

    def _first_to_fail(self, names: list[str], patience: float) -> str:
        began = time.process_time()
        for name in names:
            if name == CAST:
                continue
            if time.process_time() - began > patience:
                return ""
            usual = _seconds(self.reached.tests, name)
            item = self.items[name]
            # Nobody reads why it failed, and to work it out takes longer than the test.
            type(item).repr_failure = lambda *_, **__: ""  # type: ignore[method-assign]
            signal.signal(signal.SIGPROF, lambda *_: os._exit(NO_ANSWER))
            signal.setitimer(signal.ITIMER_PROF, max(SECONDS, TIMES * usual))
            reports = pytest_protocol(item, self._session)
            signal.setitimer(signal.ITIMER_PROF, 0)
            if any(report.failed for report in reports):
                return name
        return ""


def pytest_protocol(
    item: pytest.Item, session: pytest.Session
) -> list[pytest.TestReport]:
    """A test with its own fixtures set up and taken down, and no other's."""
    from _pytest.runner import runtestprotocol  # noqa: PLC0415

    # The session stands for the next test: what belongs to the session stays.
    return runtestprotocol(item, log=False, nextitem=session)  # type: ignore[arg-type]


def _own_database(made: dict[str, Any], folder: Path, *, fresh_cast: bool) -> None:
    """A copy of the databases of the parent, which nobody else has open."""
    if "shared_copy" not in made:
        return
    databases, shared = made["databases"], made["shared_copy"]
    _close()
    for file in Path(shared.name).parent.glob("*.sqlite3"):
        shutil.copyfile(file, folder / file.name)
    databases._folder = folder
    object.__setattr__(shared, "name", str(folder / Path(shared.name).name))
    databases.open(shared)
    shared.environ.update(databases._environ(shared.name))
    if fresh_cast and "_kept_cast" in made:
        made["_kept_cast"].clear()


def _close() -> None:
    if "django.db" in sys.modules:
        from django.db import connections  # noqa: PLC0415 -- if the tests have loaded it

        for connection in connections.all(initialized_only=True):
            connection.close()


def _quiet() -> None:
    """What a broken program prints is nobody's business."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)


def _fixtures(item: pytest.Item) -> Sequence[str]:
    return getattr(item, "fixturenames", ())


def _seconds(known: dict[str, Any], name: str) -> float:
    return float(known[name].seconds) if name in known else 1.0


def _named(session: pytest.Session, file: Path) -> str:
    try:
        return file.relative_to(session.config.rootpath).as_posix()
    except ValueError:
        return file.as_posix()


@cache
def _text_of(file: Path) -> str:
    return file.read_text("utf-8")


def _lines(module: Module, mutant: Mutant) -> Iterable[int]:
    if mutant.place == "body":
        return range(mutant.line, mutant.last_line + 1)
    if mutant.place == "default":
        return module.body_of(mutant.function)
    return using(module.file, mutant.function)
