"""A by-law's text as a tree in which every scalar is still text.

Our own reading of YAML events, because YAML guesses: `no` becomes false, `08:30` a
number and `2567-02-29` an error.  Anchors, aliases, tags, merges and repeated keys
are refused: a member must be able to read the file from top to bottom.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from dataclasses import dataclass, field

import yaml

from kongbun.kernel.money import BadAmount, Money

# The C scanner gives the same events ten times as fast, where it was built.
LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
TEXT_MAX = 1_000_000
DEPTH_MAX = 12
BAHT, SATANG = "_baht", "_satang"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that cannot be read: where it stands, what it is, what to do."""

    file: str
    line: int
    path: str
    code: str
    what: str
    remedy: str

    @property
    def message(self) -> str:
        where = f"{self.file} บรรทัด {self.line}" + (
            f" ({self.path})" if self.path else ""
        )
        return f"{where}: {self.what} {self.remedy}"


class Unreadable(Exception):  # noqa: N818 -- it is an answer, not an error
    """A by-law that cannot be read, with all its problems at once."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(problem.message for problem in problems))


@dataclass(slots=True)
class Node:
    """A scalar (`text`), a list (`items`) or a mapping (`fields`)."""

    line: int
    text: str | None = None
    items: list[Node] | None = None
    fields: dict[str, Node] | None = None
    key_lines: dict[str, int] = field(default_factory=dict)


def parse(text: str, *, file: str) -> Node:
    """The tree of `text`; raise `Unreadable` with every fault of its form."""
    return _Builder(text, file).build()


class _Builder:
    def __init__(self, text: str, file: str) -> None:
        self.file = file
        self.text = text
        self.problems: list[Problem] = []

    def fault(self, line: int, code: str, what: str, remedy: str) -> None:
        self.problems.append(Problem(self.file, line, "", code, what, remedy))

    def build(self) -> Node:
        if len(self.text) > TEXT_MAX:
            self.fault(1, "too-long", "ไฟล์ยาวเกิน 1 ล้านตัวอักษร", "แบ่งเป็นไฟล์ละหนึ่งฉบับ")
            raise Unreadable(self.problems)
        try:
            events = list(yaml.parse(self.text, Loader=LOADER))
        except (yaml.YAMLError, RecursionError) as error:
            mark = getattr(error, "problem_mark", None)
            self.fault(
                mark.line + 1 if mark else 1,
                "not-yaml",
                "อ่านโครงของไฟล์ไม่ได้",
                "ดูการย่อหน้าและเครื่องหมาย : หรือ - ของบรรทัดนี้",
            )
            raise Unreadable(self.problems) from None
        self._refuse_features(events)
        roots = [
            i for i, e in enumerate(events) if isinstance(e, yaml.DocumentStartEvent)
        ]
        if len(roots) != 1:
            self.fault(
                1, "not-one-document", "ต้องมีหนึ่งฉบับในหนึ่งไฟล์", "เอาเครื่องหมาย --- ออก"
            )
        if self.problems:
            raise Unreadable(self.problems)
        self.events = iter(events[roots[0] + 1 :])
        root = self._node(next(self.events), 0)
        if self.problems:
            raise Unreadable(self.problems)
        return root

    def _refuse_features(self, events: list[yaml.Event]) -> None:
        for event in events:
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

    def _node(self, event: yaml.Event, depth: int) -> Node:
        line = _line(event)
        if depth > DEPTH_MAX:
            self.fault(
                line, "too-deep", "ซ้อนกันลึกเกินไป", "ย่อหน้าใหม่ตามแบบใน docs/bylaws.md"
            )
            raise Unreadable(self.problems)
        if isinstance(event, yaml.ScalarEvent):
            return Node(line, text=unicodedata.normalize("NFC", event.value.strip()))
        if isinstance(event, yaml.SequenceStartEvent):
            items = []
            while not isinstance(item := next(self.events), yaml.SequenceEndEvent):
                items.append(self._node(item, depth + 1))
            return Node(line, items=items)
        assert isinstance(event, yaml.MappingStartEvent), event
        return self._mapping(line, depth)

    def _mapping(self, line: int, depth: int) -> Node:
        node = Node(line, fields={})
        assert node.fields is not None
        while not isinstance(key := next(self.events), yaml.MappingEndEvent):
            key_line = _line(key)
            key_node = self._node(key, depth + 1)
            value = self._node(next(self.events), depth + 1)
            name = key_node.text
            if name is None or name == "<<":
                self.fault(
                    key_line, "bad-key", "หัวข้อต้องเป็นคำ", "ดูชื่อหัวข้อใน docs/bylaws.md"
                )
            elif name in node.fields:
                first = node.key_lines[name]
                self.fault(
                    key_line,
                    "repeated-key",
                    f"หัวข้อ {name} มีสองครั้ง ครั้งแรกอยู่บรรทัด {first}",
                    "เหลือไว้ครั้งเดียว",
                )
            else:
                node.fields[name] = value
                node.key_lines[name] = key_line
        return node


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
