"""A draft as it stands: what can be read of it, and what is still to be done.

A draft may lack nearly everything; its first day is missing until a meeting gives
it, so that day alone is filled in here to read the rest.  No verbs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from kongbun.bylaws.draft_models import Draft
from kongbun.bylaws.draft_queries import texts
from kongbun.kernel.thai_date import long
from kongbun.rules.blanks.looked_at import told
from kongbun.rules.bylaw import Bylaw
from kongbun.rules.finding import Finding, stops_adoption
from kongbun.rules.lint import lint
from kongbun.rules.read_yaml import read_bylaw
from kongbun.rules.write_yaml import Tree, plain_mapping, written
from kongbun.rules.yaml_tree import Problem, Unreadable, sha256

FILE = "ร่าง"
FIRST_DAY = "effective_from"
KEPT = 64
PLACE = re.compile(r"(\w+)(?:\[(\d+)\])?")


@dataclass(frozen=True, slots=True)
class Place:
    """The part of a draft that a finding is about: `benefits`, 0 is the first.

    `section` is a key of the whole version; `index` is 0 where it is no list.
    """

    section: str
    index: int = 0


@dataclass(frozen=True, slots=True)
class Placed:
    """A finding, and where it stands if that can be told."""

    finding: Finding
    place: Place | None


@dataclass(frozen=True, slots=True)
class Reading:
    """One text: its tree always, its rules once they can be read."""

    text: str
    tree: dict[str, Tree]
    bylaw: Bylaw | None
    findings: tuple[Placed, ...]

    @property
    def is_fit(self) -> bool:
        """Whether it could be shown to members and adopted."""
        return not stops_adoption(one.finding for one in self.findings)

    def findings_at(self, place: Place) -> list[Finding]:
        return [one.finding for one in self.findings if one.place == place]


@lru_cache(maxsize=KEPT)
def read_draft(text: str, *, day: date) -> Reading:
    """Read a text that was kept as a draft; `day` stands for a first day to come.

    Whose caller changes a tree takes `plain_mapping(text)` for it, not this one's.
    """
    tree = plain_mapping(text, file=FILE)
    try:
        bylaw = read_bylaw(with_first_day(text, day, keep=True), file=FILE)
    except Unreadable as unreadable:
        found = [_problem(tree, problem) for problem in unreadable.problems]
        return Reading(text, tree, None, tuple(found))
    placed = [Placed(one, _place_of_clause(tree, one.clause)) for one in lint(bylaw)]
    return Reading(text, tree, bylaw, tuple(placed))


def with_more(reading: Reading, findings: Iterable[Finding]) -> Reading:
    """The same text with what else is said of it, such as of the fund's income."""
    placed = [
        Placed(one, _place_of_clause(reading.tree, one.clause)) for one in findings
    ]
    return replace(reading, findings=(*reading.findings, *placed))


def with_first_day(
    text: str, day: date, *, keep: bool = False, adopted: str = ""
) -> str:
    """The text with its first day, and the meeting that adopted it, written in.

    `keep`: only where it has none.  A text that says so already stays as it is.
    """
    tree = plain_mapping(text, file=FILE)
    wanted: dict[str, Tree] = {"adopted": adopted} if adopted else {}
    if not (keep and tree.get(FIRST_DAY)):
        wanted[FIRST_DAY] = day.isoformat()
    if all(tree.get(name) == value for name, value in wanted.items()):
        return text
    return written(_near_the_top(tree, wanted))


def as_adopted_text(text: str, first_day: date, *, meeting: str, held_on: date) -> str:
    """What a draft's text is as a version: its day and its meeting written in."""
    adopted = f"{meeting.strip()} เมื่อ {long(held_on)}"
    return with_first_day(text, first_day, adopted=adopted)


def as_shown(draft: Draft) -> bool:
    """Whether each text is as it was kept, and the version is what was voted on."""
    kept = list(texts(draft))
    if any(sha256(one.text) != bytes(one.hash) for one in kept):
        return False
    version = draft.adopted
    if version is None:
        return True
    voted_on = as_adopted_text(
        kept[0].text,
        version.effective_from,
        meeting=version.meeting,
        held_on=version.adopted_on,
    )
    return voted_on == version.text


def _near_the_top(tree: dict[str, Tree], wanted: dict[str, Tree]) -> dict[str, Tree]:
    """New headings stand with the title, not below the last benefit."""
    found: dict[str, Tree] = {}
    new = {name: value for name, value in wanted.items() if name not in tree}
    for name, value in tree.items():
        if isinstance(value, dict | list):
            found |= new
            new = {}
        found[name] = wanted.get(name, value)
    return found | new


def _problem(tree: dict[str, Tree], problem: Problem) -> Placed:
    return Placed(told(problem), _place_of_path(tree, problem.path))


def _place_of_path(tree: dict[str, Tree], path: str) -> Place | None:
    """`benefits[2].amount` is the second benefit: the reader counts from 1."""
    found = PLACE.match(path)
    if found is None or found[1] not in tree:
        return None
    return Place(found[1], int(found[2] or 1) - 1)


def _place_of_clause(tree: dict[str, Tree], clause: str) -> Place | None:
    """The first part of the draft that is printed under this number."""
    if not clause:
        return None
    for section, value in tree.items():
        items = value if isinstance(value, list) else [value]
        for index, item in enumerate(items):
            if clause in _clauses(item):
                return Place(section, index)
    return None


def _clauses(tree: Tree) -> set[str]:
    if isinstance(tree, list):
        return {clause for item in tree for clause in _clauses(item)}
    if not isinstance(tree, dict):
        return set()
    inner = {clause for value in tree.values() for clause in _clauses(value)}
    own = tree.get("clause")
    return inner | {own} if isinstance(own, str) else inner
