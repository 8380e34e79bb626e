"""A by-law's text as a tree in which every scalar is still text.

Our own reading of YAML events, because YAML guesses: `no` becomes false, `08:30` a
number and `2567-02-29` an error.  Anchors, aliases, tags, merges and repeated keys
are refused: a member must be able to read the file from top to bottom.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NoReturn

import yaml

from kongbun.kernel.money import BadAmount, Money
from kongbun.rules.near import clause_near

# The C scanner gives the same events ten times as fast, where it was built.
LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
DEEPER = {
    yaml.MappingStartEvent: 1,
    yaml.SequenceStartEvent: 1,
    yaml.MappingEndEvent: -1,
    yaml.SequenceEndEvent: -1,
}
TEXT_MAX = 1_000_000
DEPTH_MAX = 12
PROBLEMS_MAX = 200
EVENTS_MAX = 100_000  # A by-law of 60 clauses has some 4,000.
BAHT, SATANG = "_baht", "_satang"
HIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that cannot be read: where it stands, what it is, what to do."""

    file: str
    line: int
    path: str
    code: str
    what: str
    remedy: str
    clause: str = ""  # As printed, where the part it stands in has one.

    @property
    def place(self) -> str:
        """What a clerk looks for: the clause, else the path of keys."""
        return self.clause or self.path

    @property
    def located(self) -> str:
        """What it is, behind the file and the line it stands in."""
        where = f"{self.file} บรรทัด {self.line}" + (
            f" ({self.path})" if self.path else ""
        )
        return f"{where}: {self.what}"

    @property
    def message(self) -> str:
        return f"{self.located} {self.remedy}"


class Unreadable(Exception):  # noqa: N818 -- it is an answer, not an error
    """A by-law that cannot be read, with all its problems at once."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(problem.message for problem in problems))

    @classmethod
    def one(cls, file: str, code: str, what: str, remedy: str) -> Unreadable:
        """A text that cannot be read for one reason, from its first line on."""
        return cls([Problem(file, 1, "", code, what, remedy)])


@dataclass(slots=True)
class Node:
    """A scalar (`text`), a list (`items`) or a mapping (`fields`)."""

    line: int
    text: str | None = None
    items: list[Node] | None = None
    fields: dict[str, Node] | None = None


def parse(text: str, *, file: str) -> Node:
    """The tree of `text`; raise `Unreadable` with every fault of its form."""
    return _Builder(text, file).build()


def _not_yaml(error: Exception, text: str) -> tuple[int, str, str, str]:
    """Where the form breaks, and where what is left open was opened."""
    mark = getattr(error, "problem_mark", None)
    opened = getattr(error, "context_mark", None)
    context = str(getattr(error, "context", ""))
    what = "อ่านโครงของไฟล์ไม่ได้"
    remedy = "ดูเครื่องหมาย : หรือ - ของบรรทัดนี้ และย่อหน้าด้วยช่องว่าง ไม่ใช้ Tab"
    hidden = HIDDEN.search(text)
    if mark is None and hidden:
        line = text.count("\n", 0, hidden.start()) + 1
        return line, "not-yaml", "มีอักขระที่มองไม่เห็นในบรรทัดนี้", "ลบบรรทัดนี้แล้วพิมพ์ใหม่"
    if opened and ("quoted" in context or "flow" in context):
        signs = "เครื่องหมายคำพูด" if "quoted" in context else "วงเล็บ { หรือ ["
        what = f"{signs} ที่เปิดในบรรทัด {opened.line + 1} ไม่ได้ปิด"
        remedy = "ปิดให้ครบคู่ในบรรทัดเดียวกัน และคั่นแต่ละอย่างในวงเล็บด้วยจุลภาค"
    return mark.line + 1 if mark else 1, "not-yaml", what, remedy


class _Builder:
    def __init__(self, text: str, file: str) -> None:
        self.file = file
        self.text = text
        self.problems: list[Problem] = []
        # Faults of the tree: nobody asks for them while its form is at fault.
        self.of_tree: list[Problem] = []

    def fault(self, line: int, code: str, what: str, remedy: str) -> None:
        if len(self.problems) < PROBLEMS_MAX:
            self.problems.append(self._problem(line, code, what, remedy))

    def _problem(self, line: int, code: str, what: str, remedy: str) -> Problem:
        clause = clause_near(self.text, line)
        return Problem(self.file, line, "", code, what, remedy, clause)

    def stop(self, line: int, code: str, what: str, remedy: str) -> NoReturn:
        """For this alone: what was found before it may follow from it."""
        raise Unreadable([self._problem(line, code, what, remedy)]) from None

    def build(self) -> Node:
        if len(self.text) > TEXT_MAX:
            self.stop(1, "too-long", "ไฟล์ยาวเกิน 1 ล้านตัวอักษร", "แบ่งเป็นไฟล์ละหนึ่งฉบับ")
        refuse_empty(self.text, file=self.file)
        self._refuse_tabs()
        try:
            root, documents = self._tree()
        except (yaml.YAMLError, RecursionError) as error:
            self.stop(*_not_yaml(error, self.text))
        if documents > 1:
            self.fault(
                1, "not-one-document", "ต้องมีหนึ่งฉบับในหนึ่งไฟล์", "เอาเครื่องหมาย --- ออก"
            )
        if problems := self.problems or self.of_tree:
            raise Unreadable(problems)
        if root is None:
            raise _empty(self.file)
        return root

    def _tree(self) -> tuple[Node | None, int]:
        """The first document's tree, and how many there are: all are read."""
        root, documents = None, 0
        self.events = self._events()
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if root is None:
                    root = self._node(next(self.events))
        return root, documents

    def _events(self) -> Iterator[yaml.Event]:
        """One by one, so that none is kept once it stands in the tree.

        Stops at once where a file is too deep: YAML reads that ever slower.
        """
        depth = count = 0
        looks = any(sign in self.text for sign in "&*!")
        loader = LOADER(self.text)
        try:
            # Straight from the parser: `yaml.parse` asks it twice for each.
            while (event := loader.get_event()) is not None:
                count += 1
                if count > EVENTS_MAX:
                    what, remedy = "ไฟล์มีค่ามากเกินไป", "แบ่งเป็นไฟล์ละหนึ่งฉบับ"
                    self.stop(_line(event), "too-long", what, remedy)
                if type(event) in DEEPER:
                    depth += DEEPER[type(event)]
                    if depth > DEPTH_MAX + 1:
                        what, remedy = "ซ้อนกันลึกเกินไป", "ย่อหน้าใหม่ตามแบบใน docs/bylaws.md"
                        self.stop(_line(event), "too-deep", what, remedy)
                if looks:
                    self._refuse_features(event)
                yield event
        finally:
            loader.dispose()

    def _refuse_tabs(self) -> None:
        if "\t" not in self.text:
            return
        for number, line in enumerate(self.text.split("\n"), 1):
            if "\t" in line:
                self.fault(number, "tab", "มี Tab ในบรรทัดนี้", "แทนด้วยช่องว่าง")
        raise Unreadable(self.problems)

    def _refuse_features(self, event: yaml.Event) -> None:
        line = _line(event)
        anchor, tag = getattr(event, "anchor", None), getattr(event, "tag", None)
        if anchor is not None:
            self.fault(
                line,
                "anchor",
                f"ใช้ & หรือ * ({anchor}) อ้างถึงข้อความอื่นไม่ได้",
                "เขียนข้อความให้ครบในแต่ละข้อ",
            )
        if tag is not None:
            self.fault(line, "tag", f"ใช้ {tag} กำหนดชนิดไม่ได้", "ลบเครื่องหมาย ! ออก")

    def _node(self, event: yaml.Event) -> Node:
        line = _line(event)
        if type(event) is yaml.ScalarEvent:
            return Node(line, _text(event))
        if type(event) is yaml.SequenceStartEvent:
            items = []
            while type(item := next(self.events)) is not yaml.SequenceEndEvent:
                items.append(self._node(item))
            return Node(line, items=items)
        if type(event) is yaml.MappingStartEvent:
            return Node(line, fields=self._fields())
        return Node(line)  # An alias: it is told as an anchor.

    def _fields(self) -> dict[str, Node]:
        fields: dict[str, Node] = {}
        lines: dict[str, int] = {}
        while type(key := next(self.events)) is not yaml.MappingEndEvent:
            line = _line(key)
            if type(key) is yaml.ScalarEvent:
                name = _text(key)
            else:
                self._node(key)
                name = "<<"
            value = self._node(next(self.events))
            if name == "<<":
                what, remedy = "หัวข้อต้องเป็นคำ", "ดูชื่อหัวข้อใน docs/bylaws.md"
                self._tree_fault(line, "bad-key", what, remedy)
            elif name in fields:
                what = f"หัวข้อ {name} มีสองครั้ง ครั้งแรกอยู่บรรทัด {lines[name]}"
                self._tree_fault(line, "repeated-key", what, "เหลือไว้ครั้งเดียว")
            else:
                fields[name] = value
                lines[name] = line
        return fields

    def _tree_fault(self, line: int, code: str, what: str, remedy: str) -> None:
        if len(self.of_tree) < PROBLEMS_MAX:
            self.of_tree.append(self._problem(line, code, what, remedy))


def _text(scalar: yaml.ScalarEvent) -> str:
    text: str = scalar.value.strip()
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def refuse_empty(text: str, *, file: str) -> None:
    """Raise `Unreadable` for a file in which nothing is written."""
    if not text.strip("\ufeff \t\r\n"):
        raise _empty(file)


def _empty(file: str) -> Unreadable:
    what, remedy = (
        "ไฟล์ว่าง ไม่มีระเบียบอยู่ข้างใน",
        "เลือกไฟล์ระเบียบ หรือเริ่มจากตัวอย่างใน docs/bylaws.md",
    )
    return Unreadable.one(file, "empty-file", what, remedy)


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


def canonical(node: Node) -> object:
    """The tree as plain JSON values: layout gone, money in satang, order kept."""
    if node.text is not None:
        return node.text
    if node.items is not None:
        return [canonical(item) for item in node.items]
    assert node.fields is not None
    values: dict[str, object] = {}
    for name, value in node.fields.items():
        if name.endswith(BAHT) and value.text is not None:
            try:
                money = Money.from_baht(value.text, zero_allowed=True)
            except BadAmount:
                values[name] = value.text  # The reader refuses the file for it.
            else:
                values[name.removesuffix(BAHT) + SATANG] = money.satang
        else:
            values[name] = canonical(value)
    return values


def canonical_json(node: Node) -> str:
    """One text for one meaning: sorted keys, no spaces, lists in their order."""
    return json.dumps(
        canonical(node), ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )


def sha256(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()
