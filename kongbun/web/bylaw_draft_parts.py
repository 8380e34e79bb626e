"""A draft laid out as on paper, each clause with what is said of it.

Where the draft can be read, its chapters and sentences are those that will print;
where it cannot yet, its parts are listed from its tree.  Either way every clause
knows the part of the tree it stands in, so that it can be opened there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kongbun.bylaws.draft_reading import Place, Reading
from kongbun.bylaws.library.entries import Entry
from kongbun.bylaws.library.matching import entries_in
from kongbun.rules.blanks.form_words import in_form_words
from kongbun.rules.document import Article, document_of
from kongbun.rules.lint import Finding, Severity
from kongbun.rules.sentences import Sentence
from kongbun.rules.write_yaml import Tree

# Parts of a by-law's file, in the order of chapters: chapter, and one clause's name.
SECTIONS = {
    "membership": ("สมาชิกภาพ", "การเป็นสมาชิก"),
    "contributions": ("เงินสมทบ", "การส่งเงินสมทบ"),
    "common_conditions": ("สวัสดิการ", "เงื่อนไขของทุกสวัสดิการ"),
    "benefits": ("สวัสดิการ", "สวัสดิการที่ยังไม่มีชื่อ"),
    "money": ("การเงิน", "การใช้เงินกองทุน"),
    "receipts": ("การเงิน", "การเก็บและส่งมอบเงิน"),
    "certification": ("การรับรองและการอนุมัติ", "การรับรองของศูนย์หมู่บ้าน"),
    "approvals": ("การรับรองและการอนุมัติ", "ผู้อนุมัติ"),
    "loans": ("เงินกู้", "เงินกู้ที่ยังไม่มีชื่อ"),
    "not_handled": ("เรื่องอื่นที่ระบบยังไม่ทำให้", ""),
    "facts": ("เรื่องที่ระเบียบนี้ถามเพิ่ม", "เรื่องที่ถาม"),
}
# What an article's key begins with, and the one part it was made from.
PARTS = {
    "membership": "membership",
    "suspension": "membership",
    "lapse": "membership",
    "return": "membership",
    "contributions": "contributions",
    "exempt": "contributions",
    "money": "money",
    "limit": "money",
    "reserve": "money",
    "short": "money",
    "receipts": "receipts",
    "certification": "certification",
}
# The same of a list: what its items are known by.
LISTS = {
    "common": ("common_conditions", "clause"),
    "other": ("not_handled", "text"),
}
MARKS = {
    Severity.ERROR: ("no", "ต้องแก้", "warn"),
    Severity.WARNING: ("wait", "ควรดู", "warn"),
    Severity.NOTE: ("info", "ให้ทราบ", "question"),
}


@dataclass(frozen=True, slots=True)
class Said:
    """A finding with its mark, and the anchor of the clause it is about."""

    finding: Finding
    state: str
    word: str
    icon: str
    anchor: str


@dataclass(frozen=True, slots=True)
class ClauseLine:
    """One clause of a draft."""

    title: str
    clause: str
    text: str
    place: Place | None
    anchor: str
    rules: tuple[Sentence, ...] = ()
    examples: int = 0
    findings: tuple[Said, ...] = ()
    entry: Entry | None = None  # What the library knows of such a clause.


@dataclass(frozen=True, slots=True)
class DraftChapter:
    number: int
    title: str
    lines: tuple[ClauseLine, ...]


def anchor_of(place: Place | None) -> str:
    return "" if place is None else f"{place.section}-{place.index}"


def findings_said(reading: Reading) -> list[Said]:
    """Everything that is said of a draft, errors first."""
    order = list(Severity)
    said = [
        Said(in_form_words(found), *MARKS[found.severity], anchor_of(one.place))
        for one, found in ((one, one.finding) for one in reading.findings)
    ]
    return sorted(said, key=lambda one: order.index(one.finding.severity))


def chapters_of(reading: Reading) -> list[DraftChapter]:
    """The draft's chapters; a clause's findings stand at its first place."""
    told: set[str] = set()
    said = findings_said(reading)

    def line(title: str, clause: str, text: str, place: Place | None) -> ClauseLine:
        anchor = anchor_of(place)
        own = () if anchor in told else tuple(x for x in said if x.anchor == anchor)
        first = anchor if anchor not in told else ""
        told.add(anchor)
        return ClauseLine(
            title, clause, text, place, first, findings=own if anchor else ()
        )

    if reading.bylaw is None:
        found = [
            (chapter, [line(*one) for one in lines])
            for chapter, lines in _listed(reading.tree)
        ]
    else:
        found, known = [], entries_in(reading.bylaw)
        for chapter in document_of(reading.bylaw, is_draft=True).chapters:
            lines = []
            for article in chapter.articles:
                place = _place_of(article, reading.tree)
                plain = line(article.title, article.clause, article.text, place)
                entry = known.get(article.key)
                lines.append(_with_sentences(plain, article, entry))
            found.append((chapter.title, lines))
    return [
        DraftChapter(number, title, tuple(lines))
        for number, (title, lines) in enumerate(found, 1)
    ]


def _with_sentences(
    line: ClauseLine, article: Article, entry: Entry | None
) -> ClauseLine:
    return ClauseLine(
        line.title,
        line.clause,
        line.text,
        line.place,
        line.anchor,
        article.rules if article.needs_telling else (),
        len(article.examples),
        line.findings,
        entry,
    )


Listed = list[tuple[str, str, str, Place | None]]


def _listed(tree: dict[str, Tree]) -> Iterator[tuple[str, Listed]]:
    """What the tree holds, chapter by chapter, whether it can be read or not."""
    chapters: dict[str, Listed] = {}
    for section, (chapter, name) in SECTIONS.items():
        value = tree.get(section)
        if value is None:
            continue
        items = value if isinstance(value, list) else [value]
        for index, item in enumerate(items):
            own = item if isinstance(item, dict) else {}
            title = _word(own, "title") or _word(own, "label") or name
            clause, text = _word(own, "clause"), _word(own, "text")
            place = Place(section, index)
            chapters.setdefault(chapter, []).append((title, clause, text, place))
    yield from chapters.items()


def _word(tree: dict[str, Tree], key: str) -> str:
    value = tree.get(key)
    return value if isinstance(value, str) else ""


def _place_of(article: Article, tree: dict[str, Tree]) -> Place | None:
    """Which part of the tree an article of the document was made from."""
    kind = article.key.partition(":")[0]
    if kind == "general":
        return None
    if kind in PARTS:
        return Place(PARTS[kind])
    if article.benefit:
        return _find(tree, ("benefits", "loans"), "code", article.benefit)
    section, key = LISTS.get(kind, ("approvals", "clause"))
    said = article.text if key == "text" else article.clause
    return _find(tree, (section,), key, said)


def _find(
    tree: dict[str, Tree], sections: tuple[str, ...], key: str, value: str
) -> Place | None:
    """The item of a list that says so, else the list's first."""
    first: Place | None = None
    for section in sections:
        items = tree.get(section)
        for index, item in enumerate(items if isinstance(items, list) else ()):
            first = first or Place(section, index)
            if isinstance(item, dict) and item.get(key, "") == value:
                return Place(section, index)
    return first
