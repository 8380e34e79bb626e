"""A by-law as a document: chapters, clauses and sentences, as on paper.

Made from the same data that decides; the printed page, the difference of two versions
and the page of a fund's by-law are all made of it.  Pure; how it is laid out is the
doors' affair.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby

from kongbun.kernel.thai_date import long
from kongbun.rules.benefit import BenefitRule, Clause, Condition
from kongbun.rules.bylaw import Bylaw, Lapse, Status
from kongbun.rules.fund_sentences import (
    SHARED,
    SHORT,
    contribution_sentences,
    exemption_sentence,
    general_sentences,
    lending_sentence,
    limit_sentence,
    membership_sentences,
    reserve_sentence,
    return_sentences,
)
from kongbun.rules.sentences import (
    Sentence,
    approval_sentences,
    benefit_sentences,
    condition_sentence,
    length_words,
    percent,
    signatures,
)

STATUS_WORDS = {
    Status.FOUND: "ตามระเบียบที่พบจริง",
    Status.UNVERIFIED: "ยังไม่ได้ตรวจกับต้นฉบับ",
    Status.SYNTHETIC: "ระเบียบตัวอย่างที่แต่งขึ้น",
}
TERMS = {
    "interest_percent": "ดอกเบี้ยร้อยละ",
    "guarantors": "จำนวนผู้ค้ำประกัน",
    "open_loans_max": "สัญญาที่ยังไม่ปิดได้ไม่เกิน",
    "through": "กู้ผ่าน",
    "repaid_baht": "ใช้คืนเป็นเงิน (บาท)",
    "repaid_in": "ใช้คืนด้วย",
}
# What only the meeting that adopts a version decides.
BY_THE_MEETING = ("from", "until", "adopted")
ASSUMED = "มีส่วนที่สมมติขึ้นเพราะต้นฉบับไม่ได้บอก"


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One clause: its number and words as printed, and what it says in sentences."""

    key: str
    title: str
    clause: str = ""
    text: str = ""
    sentences: tuple[Sentence, ...] = ()
    benefit: str = ""
    assumed: bool = False
    note: str = ""

    @property
    def rules(self) -> tuple[Sentence, ...]:
        """What decides; beside it stand only examples."""
        return tuple(one for one in self.sentences if not one.is_example)

    @property
    def examples(self) -> tuple[Sentence, ...]:
        return tuple(one for one in self.sentences if one.is_example)

    @property
    def needs_telling(self) -> bool:
        """Whether the sentences say more than the clause's own words."""
        return any(one.text != self.text for one in self.sentences)

    def as_json(self) -> dict[str, object]:
        return {
            "clause": self.clause,
            "title": self.title,
            "benefit": self.benefit,
            "text": self.text,
            "assumed": self.assumed,
            "note": self.note,
            "sentences": [
                {
                    "what": one.what,
                    "clause": one.clause,
                    "text": one.text,
                    "written": one.written,
                }
                for one in self.sentences
            ],
        }


@dataclass(frozen=True, slots=True)
class Chapter:
    number: int
    title: str
    articles: tuple[Article, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A whole version, ready to be printed."""

    law: Bylaw
    chapters: tuple[Chapter, ...]
    # Of the whole version: how far it can be trusted.
    status: str = field(default="")
    # Of a draft: its first day and its meeting are still to come.
    is_draft: bool = field(default=False)

    @property
    def hash(self) -> str:
        return self.law.sha256.hex()

    @property
    def assumed(self) -> str:
        """What was decided for lack of a text; empty when nothing was."""
        return (self.law.note or ASSUMED) if self.law.assumed else ""

    @property
    def subtitle(self) -> str:
        day = long(self.law.effective_from)
        since = "ร่าง เริ่มใช้เมื่อที่ประชุมลงมติ" if self.is_draft else f"ใช้ตั้งแต่ {day}"
        # "พ.ศ. 2568" names a version already; a bare number does not.
        return f"ฉบับ {self.law.version.removeprefix('ฉบับ').strip()} {since}"

    def as_json(self) -> dict[str, object]:
        law = self.law
        return {
            "title": law.title,
            "fund": law.fund,
            "version": law.version,
            "status": law.status.value,
            "status_text": self.status,
            "source": law.source,
            "effective_from": law.effective_from.isoformat(),
            "effective_until": law.effective_until and law.effective_until.isoformat(),
            "adopted": law.adopted,
            "assumed": law.assumed,
            "note": law.note,
            "hash": self.hash,
            "chapters": [
                {
                    "number": chapter.number,
                    "title": chapter.title,
                    "clauses": [one.as_json() for one in chapter.articles],
                }
                for chapter in self.chapters
            ],
        }


def document_of(law: Bylaw, *, is_draft: bool = False) -> Document:
    """The chapters that this by-law fills, numbered in their order."""
    titles = {rule.code: rule.title for rule in law.rules}
    shared = _shared_conditions(law)
    filled = [
        ("ข้อความทั่วไป", [_general(law, is_draft=is_draft)]),
        ("สมาชิกภาพ", list(_membership(law))),
        ("เงินสมทบ", list(_contributions(law))),
        (
            "สวัสดิการ",
            [
                *_common(law, shared, titles),
                *(_granted(rule, shared, titles) for rule in law.benefits),
            ],
        ),
        ("การเงิน", list(_money(law))),
        ("การรับรองและการอนุมัติ", list(_approvals(law))),
        ("เงินกู้", list(_loans(law, shared, titles))),
        ("เรื่องอื่นที่ระบบยังไม่ทำให้", list(_not_handled(law))),
    ]
    chapters = [(title, articles) for title, articles in filled if articles]
    return Document(
        law,
        tuple(
            Chapter(number, title, tuple(articles))
            for number, (title, articles) in enumerate(chapters, 1)
        ),
        STATUS_WORDS[law.status],
        is_draft,
    )


def _of(key: str, title: str, rule: Clause, *sentences: Sentence) -> Article:
    return Article(
        key=key,
        title=title,
        clause=rule.clause,
        text=rule.text,
        sentences=tuple(sentences),
    )


def _general(law: Bylaw, *, is_draft: bool) -> Article:
    said = general_sentences(law)
    if is_draft:
        said = [one for one in said if one.key not in BY_THE_MEETING]
    return Article(
        key="general",
        title="การใช้บังคับ",
        sentences=tuple(said),
    )


def _membership(law: Bylaw) -> Iterator[Article]:
    rules = law.membership
    yield _of("membership", "การเป็นสมาชิก", rules, *membership_sentences(rules))
    if rules.suspension is not None:
        yield _lapse("suspension", "การพักสิทธิ", "พักสิทธิ", rules.suspension)
    if rules.lapse is not None:
        yield _lapse("lapse", "การพ้นสภาพเพราะขาดส่ง", "พ้นสภาพ", rules.lapse)
    if rules.return_ is not None:
        back = rules.return_
        yield _of("return", "การกลับเข้าเป็นสมาชิก", back, *return_sentences(back))


def _lapse(key: str, title: str, what: str, rule: Lapse) -> Article:
    said = Sentence(key, title, f"ค้างส่งครบ {length_words(rule.after)} {what}")
    return _of(key, title, rule, said)


def _contributions(law: Bylaw) -> Iterator[Article]:
    rules = law.contribution
    yield Article(
        key="contributions",
        title="การส่งเงินสมทบ",
        clause=rules.clause,
        text=rules.text,
        sentences=tuple(contribution_sentences(rules)),
    )
    for one in law.exemptions:
        key = f"exempt:{','.join(one.who)}"
        yield _of(key, "ผู้ไม่ต้องส่งเอง", one, exemption_sentence(one))


def _shared_conditions(law: Bylaw) -> list[Condition]:
    """Conditions that the by-law wrote once for many: the very same object in each."""
    found: list[Condition] = []
    seen: dict[int, int] = {}
    for rule in law.rules:
        for one in rule.conditions:
            seen[id(one)] = seen.get(id(one), 0) + 1
            if seen[id(one)] == 2:
                found.append(one)
    order = [id(one) for rule in law.rules for one in rule.conditions]
    return sorted(found, key=lambda one: order.index(id(one)))


def _common(
    law: Bylaw, shared: list[Condition], titles: dict[str, str]
) -> Iterator[Article]:
    """The conditions of every benefit, each once, with those that it spares."""
    members = [rule for rule in law.rules if rule.members_only]
    for one in shared:
        spared = [r for r in members if not any(c is one for c in r.conditions)]
        names = ", ".join(rule.title for rule in spared)
        beside = f" ไม่ใช้กับ {names}" if names else ""
        text = f"{condition_sentence(one, members[0], titles)}{beside}"
        kind = type(one).__name__
        yield Article(
            key=f"common:{kind}",
            title="เงื่อนไขของทุกสวัสดิการ",
            clause=one.clause,
            text=one.text,
            sentences=(Sentence(f"common:{kind}", "เงื่อนไข", text),),
        )


def _granted(
    rule: BenefitRule, shared: list[Condition], titles: dict[str, str]
) -> Article:
    own = tuple(c for c in rule.conditions if not any(c is one for one in shared))
    return Article(
        key=f"benefit:{rule.code}",
        title=rule.title,
        clause=rule.clause,
        text=rule.text,
        sentences=tuple(benefit_sentences(rule, titles, own)),
        benefit=rule.code,
        assumed=rule.assumed,
        note=rule.note,
    )


def _money(law: Bylaw) -> Iterator[Article]:
    rules = law.money
    if rules is not None:
        split = [
            Sentence.of(
                f"split:{one.code}",
                "การแบ่งเงิน",
                f"แบ่ง{SHARED[rules.shared]}ร้อยละ {percent(one.basis_points)} "
                f"เป็น {one.title}",
                one,
            )
            for one in rules.sub_funds
        ]
        if split or rules.text or rules.clause:
            yield _of("money", "การใช้เงินกองทุน", rules, *split)
        for one in rules.limits:
            yield _of(f"limit:{one.what}", "วงเงิน", one, limit_sentence(one))
        if rules.lending is not None:
            said = lending_sentence(rules.lending)
            yield _of("lending", "การให้กู้", rules.lending, said)
        if rules.reserve is not None:
            said = reserve_sentence(rules.reserve)
            yield _of("reserve", "เงินสำรอง", rules.reserve, said)
        if rules.when_short is not None:
            said = Sentence("short", "เงินไม่พอ", SHORT[rules.when_short.how])
            yield _of("short", "เมื่อเงินไม่พอ", rules.when_short, said)
    if law.receipts is not None:
        days = f"ผู้เก็บเงินส่งมอบเงินภายใน {law.receipts.bag_days} วัน"
        said = Sentence("bag", "การส่งมอบเงิน", days)
        yield _of("receipts", "การเก็บและส่งมอบเงิน", law.receipts, said)


def _approvals(law: Bylaw) -> Iterator[Article]:
    rules = law.certification
    if rules.signatures or rules.clause or rules.text:
        said = Sentence("signatures", "การรับรอง", signatures(rules.signatures))
        yield _of("certification", "การรับรองของศูนย์หมู่บ้าน", rules, said)
    # A ladder of sums stands in one clause.
    for clause, ladder in groupby(
        approval_sentences(law.approvals), key=lambda one: one.clause
    ):
        steps = list(ladder)
        yield Article(
            key=steps[0].key,
            title="ผู้อนุมัติ",
            clause=clause,
            text=" ".join(dict.fromkeys(one.written for one in steps if one.written)),
            sentences=tuple(Sentence(one.key, one.what, one.text) for one in steps),
        )


def _loans(
    law: Bylaw, shared: list[Condition], titles: dict[str, str]
) -> Iterator[Article]:
    for loan in law.loans:
        article = _granted(loan.rule, shared, titles)
        terms = tuple(
            Sentence(f"term:{name}", "เงื่อนไขสัญญา", f"{TERMS.get(name, name)} {value}")
            for name, value in loan.terms
        )
        yield Article(
            key=article.key,
            title=article.title,
            clause=article.clause,
            text=article.text,
            sentences=article.sentences + terms,
            benefit=article.benefit,
            assumed=article.assumed,
            note=article.note,
        )


def _not_handled(law: Bylaw) -> Iterator[Article]:
    for one in law.not_handled:
        # A clause is known by its number, or else by its words.
        yield _of(f"other:{one.clause or one.text}", "", one)
