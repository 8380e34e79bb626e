"""The library's clauses, read from the files beside this one by a strict reader.

An entry is a clause in the by-law format with blanks in it (`<amount>`), and what a
meeting should know before it takes it: where such a rule is used, what went wrong
with it elsewhere, what to think about.  Filling the blanks is `filling`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from kongbun.rules.reading import Fields
from kongbun.rules.write_yaml import Tree, tree_of
from kongbun.rules.yaml_tree import Problem, Unreadable, parse

FOLDER = Path(__file__).parent
KINDS = {
    "fixed": "จำนวนเดียว",
    "per_unit": "จำนวนต่อหน่วย มีเพดาน",
    "tiers": "เป็นชั้นตามเวลาหรืออายุ",
    "by_choice": "ตามชนิดของเหตุ",
    "up_to": "ตามจริง ไม่เกินจำนวนหนึ่ง",
    "by_resolution": "ตามมติที่บันทึกไว้",
    "loan": "เงินกู้",
    "membership": "สมาชิกภาพ",
    "condition": "เงื่อนไขของทุกสวัสดิการ",
    "contributions": "เงินสมทบ",
    "money": "การใช้เงินกองทุน",
    "deciding": "การรับรองและอนุมัติ",
    "kept": "ข้อตกลงที่ระบบเก็บไว้ให้",
}
# Where an entry stands in a by-law; those of `LISTS` may stand beside others.
LISTS = (
    "common_conditions",
    "benefits",
    "loans",
    "approvals",
    "not_handled",
    "contributions.exempt",
    "money.limits",
)
PLACES = (
    *LISTS,
    "membership",
    "membership.suspension",
    "membership.lapse",
    "membership.return",
    "contributions",
    "money",
    "money.reserve",
    "money.when_short",
    "receipts",
    "certification",
)
# How far something can be trusted; shown beside it wherever it is.
TRUST = {
    "found": "พบจริง",
    "calculated": "คำนวณจากที่พบ",
    "unverified": "ยังไม่ได้ตรวจสอบ",
    "synthetic": "แต่งขึ้น",
}
TYPES = ("baht", "count", "text")
NOT_KNOWN = "ยังไม่มีบันทึก"


@dataclass(frozen=True, slots=True)
class Used:
    """A fund, or a form, in which such a rule stands."""

    where: str
    says: str
    status: str
    source: str

    @property
    def trust(self) -> str:
        return TRUST[self.status]


@dataclass(frozen=True, slots=True)
class Wrong:
    """What went wrong with such a rule elsewhere."""

    text: str
    status: str
    source: str

    @property
    def trust(self) -> str:
        return TRUST[self.status]


@dataclass(frozen=True, slots=True)
class Blank:
    """A figure, or a word, that each community fills in itself."""

    name: str
    label: str
    type: str
    default: str
    at_least: int = 0
    at_most: int = 1_000_000

    @property
    def number(self) -> int:
        return int(self.default)


@dataclass(frozen=True, slots=True)
class Entry:
    """One clause of the library."""

    key: str
    title: str
    kind: str
    place: str
    blanks: tuple[Blank, ...]
    node: dict[str, Tree]
    used: tuple[Used, ...]
    wrong: tuple[Wrong, ...]
    think: tuple[str, ...]
    guards: tuple[str, ...]
    chapter: str = ""

    @property
    def kind_words(self) -> str:
        return KINDS[self.kind]

    @property
    def code(self) -> str:
        """The benefit's code, where it is one."""
        return str(self.node.get("code", ""))

    def blank(self, name: str) -> Blank:
        return next(blank for blank in self.blanks if blank.name == name)

    def as_json(self) -> dict[str, object]:
        return {
            "key": self.key,
            "title": self.title,
            "chapter": self.chapter,
            "kind": self.kind,
            "place": self.place,
            "blanks": [
                {
                    "name": one.name,
                    "label": one.label,
                    "type": one.type,
                    "default": one.default,
                    "at_least": one.at_least,
                    "at_most": one.at_most,
                }
                for one in self.blanks
            ],
            "used": [
                {
                    "where": one.where,
                    "says": one.says,
                    "status": one.status,
                    "source": one.source,
                }
                for one in self.used
            ],
            "went_wrong": [
                {"text": one.text, "status": one.status, "source": one.source}
                for one in self.wrong
            ],
            "think": list(self.think),
            "guards": list(self.guards),
        }


@lru_cache(maxsize=1)
def library() -> tuple[Entry, ...]:
    """Every clause, chapter by chapter in the order of a by-law."""
    return tuple(entry for file in FILES for entry in read_entries(file))


def entry_named(key: str) -> Entry | None:
    return next((entry for entry in library() if entry.key == key), None)


# In the order of a by-law's chapters.
FILES = (
    "members.yaml",
    "contributions.yaml",
    "birth_illness.yaml",
    "old_age_death.yaml",
    "learning_hardship.yaml",
    "money.yaml",
    "deciding.yaml",
)


def read_entries(file: str) -> tuple[Entry, ...]:
    return entries_of((FOLDER / file).read_text(encoding="utf-8"), file=file)


def entries_of(text: str, *, file: str) -> tuple[Entry, ...]:
    """The entries in `text`; raise `Unreadable` with every problem."""
    problems: list[Problem] = []
    at = Fields(parse(text, file=file), path="", file=file, problems=problems)
    chapter = at.text("chapter", required=True)
    found = tuple(_entry(one, chapter) for one in at.children("entries", required=True))
    at.done()
    if problems:
        raise Unreadable(problems)
    return found


def _entry(at: Fields, chapter: str) -> Entry:
    node: dict[str, Tree] = {}
    if at.child("node") is None:
        at.missing("node")
    else:
        tree = tree_of(at.fields["node"])
        node = tree if isinstance(tree, dict) else {}
    entry = Entry(
        key=at.code("key"),
        title=at.text("title", required=True),
        kind=at.choice("kind", KINDS),
        place=at.choice("place", PLACES),
        blanks=tuple(_blank(one) for one in at.children("blanks")),
        node=node,
        used=tuple(_used(one) for one in at.children("used", required=True)),
        wrong=tuple(_wrong(one) for one in at.children("wrong", required=True)),
        think=tuple(at.cleaned("think", one.text or "") for one in at.nodes("think")),
        guards=at.codes("guards"),
        chapter=chapter,
    )
    if not entry.think:
        at.missing("think")
    at.done()
    return entry


def _blank(at: Fields) -> Blank:
    blank = Blank(
        name=at.code("name"),
        label=at.text("label", required=True),
        type=at.choice("type", TYPES),
        default=at.text("default", required=True),
        at_least=at.whole("at_least", required=False) or 0,
        at_most=at.whole("at_most", required=False) or 1_000_000,
    )
    if blank.type != "text":
        default = at.whole("default") or 0
        if not blank.at_least <= default <= blank.at_most:
            at.problem("default", "not-whole", "อยู่นอกช่วง", "แก้ default")
    at.done()
    return blank


def _used(at: Fields) -> Used:
    used = Used(
        where=at.text("where", required=True),
        says=at.text("says", required=True),
        status=at.choice("status", TRUST),
        source=at.text("source", required=True),
    )
    at.done()
    return used


def _wrong(at: Fields) -> Wrong:
    wrong = Wrong(
        text=at.text("text", required=True),
        status=at.choice("status", TRUST),
        source=at.text("source", required=True),
    )
    at.done()
    return wrong
