"""What became of each mutant, kept in `soak/mutation.jsonl`; and the survivors' file.

One line a mutant; the last one counts.  What was seen is seen as long as the function
and the test that saw it say the same; what survived is tried again whenever a test has
changed.  `survivors.txt` explains, one by one, those that no test can see:
they count as survivors all the same, and the file may name no other.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from tests.mutation.core import GROUPS, HOME, modules, rest, short
from tests.mutation.mutants import Mutant
from tests.mutation.outcome import KILLED, TIMEOUT, Outcome
from tests.mutation.reached import digest
from tests.mutation.running import PATIENCE, Runs
from tests.mutation.swapped import Module

FILE = HOME / "soak" / "mutation.jsonl"
SURVIVORS = HOME / "tests" / "mutation" / "survivors.txt"
SEEN = {KILLED, TIMEOUT}
# All of a thousand.
WHOLE = 1000
THE_REST = "**the rest"


@dataclass(frozen=True, slots=True)
class Figures:
    """Of a module or a group: how many, how many were seen, how many explained."""

    name: str
    mutants: int
    killed: int
    explained: int
    untried: int = 0
    """Not seen either, until somebody tries."""

    @property
    def survived(self) -> int:
        return self.mutants - self.killed - self.untried

    @property
    def score(self) -> int:
        """Percent of all mutants, in tenths, downwards."""
        return 1000 * self.killed // self.mutants if self.mutants else 1000

    def line(self) -> str:
        return (
            f"{self.name:32} {self.mutants:5} mutants {self.killed:5} killed"
            f" {self.survived:4} survived ({self.explained} explained)"
            f" {self.untried:4} untried"
            f"  {self.score // 10}.{self.score % 10} %"
        )


class Kept:
    """The results, and what has still to be tried."""

    def __init__(
        self,
        tests: Sequence[Path] = (),
        *,
        survivors_only: bool = False,
        patience: float = PATIENCE,
        sample: int = WHOLE,
    ) -> None:
        """`tests`: the files that are asked now; `patience`: how long each mutant.

        `sample`: so many of a thousand mutants, the same each time.
        """
        self._tests = _digest_of(tests)
        self._survivors_only = survivors_only
        self._patience = patience
        self.sample = sample
        self.lines: dict[str, dict[str, Any]] = {}
        if FILE.exists():
            for text in FILE.read_text("utf-8").splitlines():
                line = json.loads(text)
                self.lines[line["key"]] = line
        self._runs: Runs | None = None

    def wanted(self, runs: Runs, module: Module) -> Iterator[Mutant]:
        self._runs = runs
        found = module.mutants()
        _mark(module, found)
        for mutant in found:
            key = _key(module.file, mutant)
            if not _is_of(key, self.sample):
                continue
            line = self.lines.get(key)
            if line is None or not self._holds(runs, line):
                yield mutant

    def _holds(self, runs: Runs, line: dict[str, Any]) -> bool:
        if line["became"] not in SEEN:
            known = line.get("patience", PATIENCE) >= self._patience
            return bool(line["tests"] == self._tests) and known
        same = line["by"] == "" or line["by_hash"] == runs.source_of(line["by"])
        return self._survivors_only or same

    def keep(self, outcome: Outcome) -> None:
        assert self._runs is not None
        line: dict[str, Any] = {
            "key": _key(outcome.module, outcome.mutant),
            "module": short(outcome.module),
            "line": outcome.mutant.line,
            "mutant": outcome.mutant.words,
            "became": outcome.became,
            "by": outcome.by,
            "by_hash": self._runs.source_of(outcome.by),
            "tests": self._tests,
            "patience": self._patience,
            "seconds": outcome.seconds,
        }
        self.lines[line["key"]] = line
        FILE.parent.mkdir(exist_ok=True)
        with FILE.open("a", encoding="utf-8") as out:
            out.write(json.dumps(line, ensure_ascii=False) + "\n")

    def of(self, file: Path) -> list[dict[str, Any]]:
        """The lines of a module as it is now, in its order."""
        marked = self._asked(file)
        return [self.lines[key] for key in marked if key in self.lines]

    def _asked(self, file: Path) -> list[str]:
        return [key for key in _marked(file) if _is_of(key, self.sample)]

    def survivors(self, file: Path) -> list[dict[str, Any]]:
        return [line for line in self.of(file) if line["became"] not in SEEN]

    def figures(self, file: Path) -> Figures:
        lines, told, all_of_it = self.of(file), explained(), self._asked(file)
        return Figures(
            short(file),
            len(all_of_it),
            sum(line["became"] in SEEN for line in lines),
            sum((short(file), line["mutant"]) in told for line in self.survivors(file)),
            len(all_of_it) - len(lines),
        )

    def rotten(self, files: Iterable[Path]) -> list[str]:
        """Explanations of what is no survivor (any more)."""
        found = []
        for file in files:
            alive = {line["mutant"] for line in self.survivors(file)}
            found += [
                f"{name} {words}"
                for name, words in explained()
                if name == short(file) and words not in alive
            ]
        return found


def together(name: str, figures: Sequence[Figures]) -> Figures:
    return Figures(
        name,
        sum(one.mutants for one in figures),
        sum(one.killed for one in figures),
        sum(one.explained for one in figures),
        sum(one.untried for one in figures),
    )


@cache
def explained() -> dict[tuple[str, str], str]:
    """(module, words of the mutant) -> why no test can see it."""
    found: dict[tuple[str, str], str] = {}
    if not SURVIVORS.exists():
        return found
    module, words = "", ""
    for line in SURVIVORS.read_text("utf-8").splitlines():
        if line.startswith("#") or not line.strip():
            continue
        if line.startswith("    "):
            found[module, words] = f"{found[module, words]} {line.strip()}".strip()
            continue
        module, _, words = line.partition(" ")
        assert (module, words) not in found, f"explained twice: {line}"
        found[module, words] = ""
    unexplained = [words for (_, words), why in found.items() if not why]
    assert not unexplained, f"survivors.txt gives no reason: {unexplained}"
    return found


def _digest_of(tests: Sequence[Path]) -> str:
    files = "".join(digest(file) for file in tests)
    return sha256(files.encode()).hexdigest()[:16]


def _key(file: Path, mutant: Mutant) -> str:
    piece = sha256(mutant.source.encode()).hexdigest()
    said = f"{short(file)}\n{piece}\n{mutant.place}\n{mutant.words}"
    return sha256(said.encode()).hexdigest()[:24]


def _is_of(key: str, sample: int) -> bool:
    """Whether a mutant belongs to a sample of so many of a thousand."""
    return int(key, 16) % WHOLE < sample


# Which mutants a module has is known once its tests are loaded; it is written down, so
# that reports need not load them.
def _list_of(file: Path) -> Path:
    return HOME / "soak" / "mutants" / f"{short(file).replace('/', '.')}.json"


def _mark(module: Module, found: Sequence[Mutant]) -> None:
    out = _list_of(module.file)
    out.parent.mkdir(parents=True, exist_ok=True)
    keys = [_key(module.file, mutant) for mutant in found]
    said = {"hash": digest(module.file), "keys": keys}
    out.write_text(json.dumps(said), encoding="utf-8")


def _marked(file: Path) -> list[str]:
    at = _list_of(file)
    if not at.exists():
        return []
    kept = json.loads(at.read_text("utf-8"))
    return list(kept["keys"]) if kept["hash"] == digest(file) else []


def table(kept: Kept, before: Mapping[str, Figures]) -> list[Figures]:
    """Group by group, with its modules; all of the core; the sample of the rest.

    `before`: what was said earlier, for modules of which no results are kept.
    """
    found: list[Figures] = []
    groups: list[Figures] = []
    for group in GROUPS:
        of_group = [
            now if now.mutants > now.untried else before.get(now.name, now)
            for now in map(kept.figures, modules(group))
        ]
        of_group = [one for one in of_group if one.mutants]
        if not of_group:
            continue
        groups.append(together(f"**{group}**", of_group))
        found += [*of_group, groups[-1]]
    found.append(together("**together**", groups))
    return found + _of_the_rest(kept, before)


def _of_the_rest(kept: Kept, before: Mapping[str, Figures]) -> list[Figures]:
    """One row: a sample says nothing of a single module."""
    name = f"{THE_REST}, {kept.sample} of {WHOLE:,}**"
    now = together(name, [kept.figures(file) for file in rest()])
    if kept.sample < WHOLE and now.mutants > now.untried:
        return [now]
    return [one for name, one in before.items() if name.startswith(THE_REST)]
