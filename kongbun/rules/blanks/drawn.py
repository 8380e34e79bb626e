"""A form as it is shown: the shape with what stands in each blank, and what is wrong.

Still no door: a page or a terminal goes through the parts in order and shows them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kongbun.rules.blanks.blank import (
    Ask,
    Blank,
    Kind,
    Options,
    Say,
    Shape,
    Slot,
    Tree,
)
from kongbun.rules.blanks.fill import (
    KEPT,
    Faults,
    first,
    is_kept,
    name_in,
    rest_of,
    shape_named,
    told,
)
from kongbun.rules.blanks.scalars import CONTROLS, LITERAL, SIGNS, UNITS
from kongbun.rules.blanks.trials import Answer, same_answer, told_answer
from kongbun.rules.days import Length
from kongbun.rules.sentences import length_words


@dataclass(frozen=True, slots=True)
class DrawnBlank:
    blank: Blank
    name: str
    texts: tuple[str, ...]
    fault: str = ""
    kept: str = ""  # What no blank can say, in words.
    starts: bool = False  # Where the cursor goes first.
    answer: Answer | None = None  # Of an example: what the rule says now.

    @property
    def kind(self) -> str:
        return self.blank.kind.value

    @property
    def id(self) -> str:
        return "b-" + self.name.replace(".", "-")

    @property
    def options(self) -> Options:
        """What may be chosen, and beside it whatever the file already says."""
        known = dict(self.blank.options)
        added = tuple((x, x) for x in self.texts if x and x not in known)
        if self.blank.kind in CONTROLS:
            return self.blank.options
        return (*self.blank.options, *added)

    @property
    def units(self) -> Options:
        text = self.text_2
        if not text.startswith(LITERAL):
            return self.blank.options or UNITS
        written = text.removeprefix(LITERAL)
        length = Length.parse(written)
        words = written if length is None else length_words(length)
        return (*UNITS, (text, f"{words} (ตามเดิม)"))

    @property
    def is_said(self) -> bool:
        """Whether the by-law says more here than it would by saying nothing."""
        said = ",".join(self.texts)
        is_code = self.blank.kind is Kind.CODE
        return bool(self.kept or (said and said != self.blank.absent and not is_code))

    @property
    def said(self) -> str:
        """What stands in it, in words, with its unit."""
        kind, text = self.blank.kind, self.text
        if self.kept or kind is Kind.CODE or not text:
            return self.kept
        if kind in (Kind.CHOICE, Kind.MANY):
            words = dict(self.options)
            return " หรือ ".join(words.get(one, one) for one in self.texts)
        if kind is Kind.LENGTH:
            return f"{text} {dict(self.units).get(self.text_2, '')}".strip()
        if kind is Kind.COMPARED:
            fact = dict(self.options).get(text, text)
            return f"{fact} {dict(SIGNS).get(self.text_2, '')} {self.text_3}"
        plain = self.blank.label if kind is Kind.YES else text
        return f"{plain} {self.blank.unit.partition(' (')[0]}".strip()

    @property
    def agrees(self) -> bool:
        """Whether the example expects what the rule says now."""
        return self.answer is not None and same_answer(self.text, self.answer.code)

    @property
    def expected(self) -> str:
        return told_answer(self.text).words if self.text else ""

    @property
    def signs(self) -> Options:
        return SIGNS

    @property
    def text(self) -> str:
        return self.texts[0] if self.texts else ""

    @property
    def text_2(self) -> str:
        return self.texts[1] if len(self.texts) > 1 else ""

    @property
    def text_3(self) -> str:
        return self.texts[2] if len(self.texts) > 2 else ""


@dataclass(frozen=True, slots=True)
class DrawnSay:
    pieces: tuple[str | DrawnBlank, ...]
    look: str = "say"

    @property
    def blanks(self) -> tuple[DrawnBlank, ...]:
        return tuple(one for one in self.pieces if isinstance(one, DrawnBlank))


@dataclass(frozen=True, slots=True)
class DrawnAsk:
    title: str
    blanks: tuple[DrawnBlank, ...]
    look: str = "ask"

    @property
    def is_open(self) -> bool:
        """A folded part is shown where something in it is wrong."""
        return any(one.fault for one in self.blanks)

    @property
    def said(self) -> str:
        """What stands in it, where one line can say it."""
        return self.blanks[0].said if len(self.blanks) == 1 else ""

    @property
    def is_said(self) -> bool:
        return any(one.is_said for one in self.blanks)


@dataclass(frozen=True, slots=True)
class DrawnRow:
    id: str
    where: str
    no: int
    title: str
    shape: str
    parts: tuple[DrawnPart, ...] = ()
    kept: str = ""
    said: str = ""  # In one line, of a row that may lie folded.
    is_open: bool = True


@dataclass(frozen=True, slots=True)
class DrawnSlot:
    slot: Slot
    where: str
    rows: tuple[DrawnRow, ...]
    fault: str = ""
    kept: str = ""
    look: str = "slot"

    @property
    def id(self) -> str:
        return "s-" + self.where.replace(".", "-")

    @property
    def may_add(self) -> bool:
        return not self.kept and (self.slot.many or not self.rows)

    @property
    def may_turn(self) -> bool:
        """One part of several possible shapes: the shape may be changed."""
        return bool(self.rows) and not self.slot.many and len(self.slot.shapes) > 1

    @property
    def may_drop(self) -> bool:
        return self.slot.many or not self.slot.needed


DrawnPart = DrawnSay | DrawnAsk | DrawnSlot


@dataclass(frozen=True, slots=True)
class Pen:
    """What is drawn from: the blanks, the faults, the part as it was."""

    data: Mapping[str, list[str]]
    faults: Faults
    starts_at: str = ""  # The row that was just added.
    answers: Mapping[str, Answer] = field(default_factory=dict)
    # Rows that the draft has already lie folded, each with what it says.
    folds: bool = False


def drawn(
    shape: Shape, pen: Pen, old: Tree = None, *, at: str = ""
) -> tuple[DrawnPart, ...]:
    """The parts of a form in order; `old` is the part before, for what is kept."""
    parts: list[DrawnPart] = []
    starts = [at == pen.starts_at and bool(at)]

    def blank(one: Blank) -> DrawnBlank:
        name = name_in(at, one.key)
        kept = told(_value(old, one.path)) if is_kept(pen.data, name) else ""
        begins = starts[0] and one.kind is not Kind.CODE
        if begins:
            starts[0] = False
        texts = tuple(pen.data.get(name, ()))
        fault, answer = pen.faults.get(name, ""), pen.answers.get(name)
        return DrawnBlank(one, name, texts, fault, kept, begins, answer)

    for part in shape.parts:
        match part:
            case Say(pieces):
                shown = (x if isinstance(x, str) else blank(x) for x in pieces)
                parts.append(DrawnSay(tuple(shown)))
            case Ask(title, blanks, folded, folds_later):
                look = "fold" if folded or (folds_later and pen.folds) else "ask"
                parts.append(DrawnAsk(title, tuple(map(blank, blanks)), look))
            case Slot():
                parts.append(_slot(part, pen, old, name_in(at, part.key)))
    return tuple(parts)


def _slot(slot: Slot, pen: Pen, old: Tree, where: str) -> DrawnSlot:
    was = _value(old, tuple(slot.key.split(".")))
    fault = pen.faults.get(where, "")
    if is_kept(pen.data, where):
        return DrawnSlot(slot, where, (), fault, told(was))
    rows = []
    for no, row in enumerate(pen.data.get(where, ()), 1):
        at = f"{where}.{row}"
        code = first(pen.data, f"{at}:shape")
        shape, before = shape_named(slot, code), _row(slot, was, row)
        if shape is None:
            rows.append(DrawnRow(row, at, no, "", KEPT, (), told(before)))
            continue
        inside = drawn(shape, pen, before, at=at)
        rest = rest_of(shape, before) if before is not None else {}
        title = shape.title if len(slot.shapes) > 1 else _title(slot, no)
        may_fold = pen.folds and slot.many and "." not in where and before is not None
        said = _said(inside) if may_fold else ""
        is_open = not said or _is_unsettled(inside, pen, at)
        kept = told(rest)
        rows.append(DrawnRow(row, at, no, title, code, inside, kept, said, is_open))
    return DrawnSlot(slot, where, tuple(rows), fault)


def _is_unsettled(parts: tuple[DrawnPart, ...], pen: Pen, at: str) -> bool:
    """Something in it is wrong, or waits for a word: an example's answer."""
    if any(name == at or name.startswith(f"{at}.") for name in pen.faults):
        return True
    answers = [one for one in _blanks(parts) if one.blank.kind is Kind.ANSWER]
    return any(not one.agrees for one in answers)


def _said(parts: tuple[DrawnPart, ...]) -> str:
    """A row in one line: an example's name, or the sentence with its blanks."""
    for one in _blanks(parts):
        if one.blank.key == "name" and one.text:
            return one.text
    told: list[str] = []
    for part in parts:
        match part:
            case DrawnSay(pieces):
                told += (x if isinstance(x, str) else x.said for x in pieces)
            case DrawnAsk(blanks=blanks, look="ask"):
                told += (one.said for one in blanks)
            case DrawnAsk(blanks=blanks):
                # Folded inside the row: only what changes who or what is counted.
                kinds = (Kind.MANY, Kind.YES)
                told += (_with_label(x) for x in blanks if x.blank.kind in kinds)
            case DrawnSlot():
                pass
    return " ".join(filter(None, told))


def _with_label(blank: DrawnBlank) -> str:
    is_many = blank.blank.kind is Kind.MANY and blank.said
    return f"{blank.blank.label} {blank.said}" if is_many else blank.said


def _blanks(parts: tuple[DrawnPart, ...]) -> list[DrawnBlank]:
    shown = [part for part in parts if not isinstance(part, DrawnSlot)]
    return [one for part in shown for one in part.blanks]


def _title(slot: Slot, no: int) -> str:
    return f"{slot.name_of_row} {no}" if slot.many else ""


def _row(slot: Slot, was: Tree, row: str) -> Tree:
    rows = was if slot.many else [was]
    if isinstance(rows, list) and row.isdecimal() and int(row) < len(rows):
        return rows[int(row)]
    return None


def _value(node: Tree, path: tuple[str, ...]) -> Tree:
    for key in path:
        node = node.get(key) if isinstance(node, dict) else None
    return "" if node is None else node
