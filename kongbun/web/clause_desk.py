"""One clause of a draft on the desk: what is typed, what it says, what is wrong.

Between the address and the form: it reads, and keeps nothing.  The form itself is
`rules.blanks`, the keeping `bylaws.draft_actions`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.http import QueryDict

from kongbun.kernel.thai_date import figures
from kongbun.rules.blanks.blank import Shape, Tree
from kongbun.rules.blanks.drawn import DrawnBlank, DrawnPart, DrawnSlot, Pen, drawn
from kongbun.rules.blanks.fill import (
    Data,
    Faults,
    blanks_of,
    first,
    node_of,
    rest_of,
    slot_at,
    told,
    with_row,
    without_row,
)
from kongbun.rules.blanks.looked_at import (
    Look,
    look_alone,
    look_at,
    words_for,
)
from kongbun.rules.blanks.sections import Section, part_of, shape_of
from kongbun.rules.blanks.trials import (
    answers_of,
    finish_examples,
    with_days,
    with_whole_examples,
    without_examples,
)

NOTHING: Tree = {}
NO_LOOK = Look(None, (), ())


@dataclass(slots=True)
class Desk:
    """The clause as it lies there.  `begun` is a kind of rule, for a new one."""

    tree: Tree
    section: Section
    index: int
    day: str
    begun: Tree = None
    data: Data = field(default_factory=dict)
    faults: Faults = field(default_factory=dict)
    starts_at: str = ""

    @property
    def old(self) -> Tree:
        """The part of the file as it is now; None for a new one."""
        return part_of(self.tree, self.section, self.index)

    def open(self) -> None:
        """Begin with what the draft says, or with what the kind of rule begins."""
        start = self.begun if self.old is None else self.old
        rule = None
        if self.section.is_list:
            rule = self._look_alone(without_examples(start)).rule
        shape = shape_of(self.tree, self.section, start, rule)
        self.data = blanks_of(shape, NOTHING if start is None else start)

    def take(self, typed: QueryDict) -> None:
        self.data = with_days({key: list(texts) for key, texts in typed.lists()})

    def _look(self, node: Tree) -> Look:
        return look_at(self.tree, self.section, self.index, node, day=self.day)

    def written(self) -> tuple[Shape, Tree, Look]:
        """What the blanks say now: the form, the part, and how it would be read.

        Twice through: what an example asks for follows from the rule.
        """
        shape, alone = self._shape()
        faults: Faults = {}
        node = node_of(shape, self.data, self.old, faults)
        # A new benefit keeps the usual code of its kind.
        if isinstance(self.begun, dict) and self.begun.get("code"):
            node.setdefault("code", self.begun["code"])
        if not self.section.is_list:
            look = self._look(node)
        else:
            if not node.get("text") and alone.rule is not None:
                node["text"] = f"{node.get('title', '')} {words_for(alone)}".strip()
            finish_examples(alone.rule, node, self.old, self.data, faults)
            look = self._look(with_whole_examples(node))
        self.faults = faults
        return shape, node, look

    def _shape(self) -> tuple[Shape, Look]:
        """The form for what is typed, and what that says by itself."""
        shape = shape_of(self.tree, self.section, self.old)
        if not self.section.is_list:
            return shape, NO_LOOK
        node = node_of(shape, self.data, self.old, {})
        alone = self._look_alone(without_examples(node))
        day = figures(date.fromisoformat(self.day))
        shape = shape_of(self.tree, self.section, self.old, alone.rule, day=day)
        return shape, alone

    def _look_alone(self, node: Tree) -> Look:
        return look_alone(self.tree, self.section, self.index, node, day=self.day)

    # --- rows -----------------------------------------------------------------

    def change(self, verb: str, where: str) -> None:
        """Put in, take out or turn a row, as a button asked."""
        shape, _ = self._shape()
        if verb == "drop":
            rows, _, row = where.rpartition(".")
            self.data = without_row(self.data, rows, row)
            return
        slot = slot_at(shape, self.data, where)
        if slot is not None and verb in ("add", "turn"):
            code = first(self.data, f"{verb}.{where}")
            self.data = with_row(slot, self.data, where, code)
            self.starts_at = f"{where}.{self.data[where][-1]}"

    # --- what is shown --------------------------------------------------------

    def form(self, shape: Shape, node: Tree, look: Look) -> tuple[DrawnPart, ...]:
        answers = answers_of(look.rule, node, self.data)
        is_old = self.old is not None and self.section.is_list
        pen = Pen(self.data, self.faults, self.starts_at, answers, folds=is_old)
        old = self.old if self.old is not None else self.begun
        return drawn(shape, pen, old)

    def kept(self, shape: Shape) -> str:
        """What of the clause has no blank, in words; of the whole version, not here."""
        if not self.section.at or self.old is None:
            return ""
        return told(rest_of(shape, self.old))

    def only_typed_faults(self) -> None:
        """While it is still being written, what is empty is not yet wrong."""
        self.faults = {
            name: fault
            for name, fault in self.faults.items()
            if any(text.strip() for text in self.data.get(name, ()))
        }


def wrong_blanks(parts: tuple[DrawnPart, ...]) -> list[dict[str, str]]:
    """The blanks and slots with a fault, in order, as the banner lists them."""
    found: list[dict[str, str]] = []
    for part in parts:
        if isinstance(part, DrawnSlot):
            if part.fault:
                found.append({"id": part.id, "label": part.slot.title})
            for row in part.rows:
                found += wrong_blanks(row.parts)
        else:
            found += [_wrong(one) for one in part.blanks if one.fault]
    return found


def _wrong(blank: DrawnBlank) -> dict[str, str]:
    return {"id": blank.id, "label": blank.blank.label}


def heading(section: Section, node: Any) -> str:
    """ "ข้อ 8 นอนโรงพยาบาล", or the name of the section."""
    if section.is_list and isinstance(node, Mapping):
        parts = (str(node.get("clause", "")), str(node.get("title", "")))
        return " ".join(one for one in parts if one) or f"{section.title}ข้อใหม่"
    return section.title
