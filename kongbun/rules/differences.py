"""What is different between two by-laws, in words: two versions, or two funds'.

Compares the documents that both print as, clause by clause and sentence by sentence;
benefits are matched by their code.  What is not told here differs in nothing that is
printed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, TypeVar

from kongbun.rules.bylaw import Bylaw
from kongbun.rules.document import Article, Document, document_of
from kongbun.rules.sentences import Sentence

Kind = Literal["added", "removed", "changed"]
Part = TypeVar("Part", Article, Sentence)


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One thing that was added, taken away or changed."""

    what: str
    kind: Kind
    clause: str
    before: str
    after: str
    benefit: str = ""
    is_example: bool = False

    def as_json(self) -> dict[str, str]:
        return {
            "what": self.what,
            "kind": self.kind,
            "clause": self.clause,
            "before": self.before,
            "after": self.after,
            "benefit": self.benefit,
        }


def differences(
    before: Bylaw, after: Bylaw, *, is_draft: bool = False
) -> list[Difference]:
    """From `before` to `after`, in the order of the later one.

    What is gone comes last, and examples after all that decides.  `is_draft`: the
    later one has no day and no meeting yet, so neither is a difference.
    """
    old = document_of(before, is_draft=is_draft)
    new = document_of(after, is_draft=is_draft)
    found = list(_heads(old, new))
    for was, now in _pairs(_articles(old), _articles(new)):
        if was is None or now is None:
            found.append(_whole(was, now))
        else:
            found += _within(was, now)
    if not found and before.sha256 != after.sha256:
        marks = (law.sha256.hex()[:12] for law in (before, after))
        found += _words("ลำดับหรือรหัส ไม่ใช่ถ้อยคำ", *marks)
    return sorted(found, key=lambda one: one.is_example)


def _articles(document: Document) -> list[Article]:
    return [one for chapter in document.chapters for one in chapter.articles]


def _heads(old: Document, new: Document) -> Iterator[Difference]:
    """What stands above the first chapter."""
    told = (
        ("ชื่อระเบียบ", old.law.title, new.law.title),
        ("ฉบับ", old.law.version, new.law.version),
        ("สถานะ", old.status, new.status),
        ("ที่มา", old.law.source, new.law.source),
        ("หมายเหตุ", _remark(old.law), _remark(new.law)),
    )
    for what, was, now in told:
        yield from _words(what, was, now)


def _words(
    what: str,
    was: str,
    now: str,
    *,
    clause: str = "",
    benefit: str = "",
    is_example: bool = False,
) -> Iterator[Difference]:
    if was != now:
        kind: Kind = "changed" if was and now else "added" if now else "removed"
        yield Difference(
            what=what,
            kind=kind,
            clause=clause,
            before=was,
            after=now,
            benefit=benefit,
            is_example=is_example,
        )


def _whole(was: Article | None, now: Article | None) -> Difference:
    one = now or was
    assert one is not None, "one of two"
    return Difference(
        what=one.title or "ข้ออื่น",
        kind="removed" if now is None else "added",
        clause=one.clause,
        before="" if was is None else in_one(was),
        after="" if now is None else in_one(now),
        benefit=one.benefit,
    )


def in_one(article: Article) -> str:
    """A whole clause in one line, for where it stands alone."""
    said = [one.text for one in article.sentences if not one.is_example]
    return " · ".join(part for part in (article.text, *said) if part)


def _within(was: Article, now: Article) -> Iterator[Difference]:
    title, benefit = now.title or "ข้ออื่น", now.benefit
    clause = now.clause or was.clause
    heads = (
        ("ชื่อ", was.title, now.title),
        ("เลขข้อ", was.clause, now.clause),
        ("ข้อความ", was.text, now.text),
        ("หมายเหตุ", _remark(was), _remark(now)),
    )
    for what, old, new in heads:
        yield from _words(f"{title}: {what}", old, new, clause=clause, benefit=benefit)
    for a, b in _pairs(was.sentences, now.sentences):
        one = b or a
        assert one is not None, "one of two"
        moved = a is not None and b is not None and _away(a, was) != _away(b, now)
        yield from _words(
            f"{title}: {one.what}",
            _told(a, moved=moved, beside=b),
            _told(b, moved=moved, beside=a),
            clause=one.clause or clause,
            benefit=benefit,
            is_example=one.is_example,
        )


def _remark(one: Article | Bylaw) -> str:
    return f"สมมติขึ้น {one.note}".strip() if one.assumed else one.note


def _away(one: Sentence, article: Article) -> str:
    """The number of a sentence that does not stand under that of its clause."""
    return "" if one.clause == article.clause else one.clause


def _told(one: Sentence | None, *, moved: bool, beside: Sentence | None) -> str:
    """A sentence; with its number and own words only where these make the change."""
    if one is None:
        return ""
    text = one.text
    reworded = beside is not None and one.written != beside.written
    if one.written and one.written != text and reworded:
        text += f" “{one.written}”"
    return f"{text} ({one.clause})" if moved and one.clause else text


def _pairs(
    old: Iterable[Part], new: Iterable[Part]
) -> Iterator[tuple[Part | None, Part | None]]:
    """Both sides of each key, in the order of the new; the old ones that are gone last.

    Parts with one key, such as two conditions of a kind, are first matched where they
    are the same, then in their order.
    """
    was, now = _by_key(old), _by_key(new)
    for key, parts in now.items():
        yield from _alike(was.pop(key, []), parts)
    for parts in was.values():
        yield from ((one, None) for one in parts)


def _by_key(parts: Iterable[Part]) -> dict[str, list[Part]]:
    found: dict[str, list[Part]] = {}
    for one in parts:
        found.setdefault(one.key, []).append(one)
    return found


def _alike(
    was: list[Part], now: list[Part]
) -> Iterator[tuple[Part | None, Part | None]]:
    left = [one for one in was if one not in now]
    for one in now:
        if one in was:
            yield one, one
        else:
            yield (left.pop(0) if left else None), one
    yield from ((one, None) for one in left)
