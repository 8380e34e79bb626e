"""A by-law as a document: every rule has its sentence, in the chapter it belongs to."""

from __future__ import annotations

from pathlib import Path

import pytest

from kongbun.rules.benefit import CheckCode, OwnFact
from kongbun.rules.document import Document, document_of
from kongbun.rules.example_words import REASONS
from kongbun.rules.expression_text import read_amount_text, read_condition_text
from kongbun.rules.expression_words import in_words
from kongbun.rules.names import names_for
from kongbun.rules.read_yaml import read_bylaw
from tests.rules.laws import BYLAWS, FILES, SMALL, law

TREES = OwnFact(clause="", code="trees", label="ต้นไม้ที่ปลูก", type="count", unit_word="ต้น")
WOOD = OwnFact(
    clause="",
    code="wood",
    label="ชนิดไม้",
    type="choice",
    words=(("teak", "ไม้สัก"), ("bamboo", "ไม้ไผ่")),
)
OWN = (TREES, WOOD)
EXTRA = """
facts:
  - {code: trees, label: จำนวนต้นไม้, type: count, unit: ต้น, at_most: 500}
money:
  clause: ข้อ 30
  shared: contributions
  split:
    - {code: welfare, title: สวัสดิการ, percent: 66.67}
    - {code: office, title: บริหาร, percent: 33.33}
  limits: [{what: administration, percent_at_most: 12.5, of: income, clause: ข้อ 31}]
  reserve: {clause: ข้อ 32, at_least_baht: 100000, percent_of_income: 5}
  when_short: {clause: ข้อ 33, text: ลดตามส่วน, how: pro_rata}
"""


def said(document: Document, key: str) -> list[str]:
    """The sentences of one clause, by its key."""
    return [
        one.text
        for chapter in document.chapters
        for article in chapter.articles
        if article.key == key
        for one in article.sentences
    ]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_benefit_of_every_shipped_file_is_told(path: Path) -> None:
    bylaw = law(path)
    document = document_of(bylaw)
    told = {
        article.benefit: article
        for chapter in document.chapters
        for article in chapter.articles
        if article.benefit
    }
    assert list(told) == [rule.code for rule in bylaw.rules]
    for rule in bylaw.rules:
        what = [one.what for one in told[rule.code].sentences]
        assert {"ผู้มีสิทธิ", "จำนวนเงิน", "ผู้รับเงิน"} <= set(what)
        assert what.count("หลักฐาน") == len(rule.evidence)
        assert what.count("ตัวอย่าง") == len(rule.examples)
    assert [c.number for c in document.chapters] == [
        *range(1, len(document.chapters) + 1)
    ]


def test_a_condition_of_all_stands_once_with_those_it_spares() -> None:
    document = document_of(law(BYLAWS / "demo-2568.yaml"))
    assert said(document, "common:Waiting") == [
        "พ้นระยะรอสิทธิ 180 วัน นับจากวันเข้าหรือกลับเข้าเป็นสมาชิก"
        " ไม่ใช้กับ ทุนการศึกษาบุตรหลาน, ผู้ประสบภัย"
    ]
    assert not any("ระยะรอสิทธิ 180" in one for one in said(document, "benefit:ipd"))


def test_amounts_tiers_and_caps_are_told_in_their_own_units() -> None:
    document = document_of(law(BYLAWS / "demo-2568.yaml"))
    nights = said(document, "benefit:ipd")
    assert "ได้รับคืนละ 100 บาท ตามคืนที่นอนโรงพยาบาล" in nights
    assert "เหตุการณ์ละไม่เกิน 5 คืน" in nights
    assert "ปีงบประมาณละไม่เกิน 10 คืน" in nights
    published = document_of(law(BYLAWS / "yasothon.yaml"))
    death = said(published, "benefit:death")
    assert "ส่งเงินครบ 2 ปี 1 วัน ถึงวันที่ครบ 4 ปี ได้รับ 6,000 บาท" in death
    assert "ส่งเงินครบ 15 ปี 1 วัน ขึ้นไป ได้รับ 20,000 บาท" in death
    shared = said(published, "benefit:ipd")
    assert any("นับรวมกับ มารดานอนโรงพยาบาลเมื่อคลอด" in one for one in shared)


def test_the_money_and_own_facts_of_a_by_law_are_told() -> None:
    document = document_of(read_bylaw(SMALL + EXTRA, file="x.yaml"))
    assert "จำนวนต้นไม้ นับเป็นต้น ไม่เกิน 500" in said(document, "general")
    assert said(document, "money") == [
        "แบ่งเงินสมทบร้อยละ 66.67 เป็น สวัสดิการ",
        "แบ่งเงินสมทบร้อยละ 33.33 เป็น บริหาร",
    ]
    assert said(document, "limit:administration") == [
        "ค่าบริหารจัดการไม่เกินร้อยละ 12.5 ของรายรับทั้งปี"
    ]
    assert said(document, "reserve") == [
        "กันเงินสำรอง อย่างน้อย 100,000 บาท และ ร้อยละ 5 ของรายรับ"
    ]
    assert said(document, "short") == ["เงินไม่พอ ลดลงตามส่วนเท่ากันทุกราย"]


def test_where_a_text_comes_from_and_what_was_assumed_is_shown() -> None:
    document = document_of(law(BYLAWS / "chamuang.yaml"))
    assert document.status == "ตามระเบียบที่พบจริง"
    assert "ข้อสมมุติ" in document.assumed
    told = document.as_json()
    assert told["status"] == "found"
    assumed = [
        clause
        for chapter in told["chapters"]  # type: ignore[attr-defined]
        for clause in chapter["clauses"]
        if clause["assumed"]
    ]
    assert assumed
    assert all(clause["note"] for clause in assumed)


@pytest.mark.parametrize(
    ("written", "told"),
    [
        (
            "500 baht + 100 baht * min(nights, 3)",
            "500 บาท บวก 100 บาท คูณ ค่าที่น้อยกว่าของ (คืนที่นอนโรงพยาบาล กับ 3 คืน)",
        ),
        (
            "(asked - 50 baht) * 2",
            "(จำนวนเงินที่ขอ ลบ 50 บาท) คูณ 2",
        ),
        ("percent(asked, 30)", "ร้อยละ 30 ของ จำนวนเงินที่ขอ"),
        (
            "whole(trees, 10) * 5 baht",
            "(ต้นไม้ที่ปลูก หารด้วย 10 ไม่นับเศษ) คูณ 5 บาท",
        ),
        (
            "1.99 baht * whole(trees, 7) + percent(asked, 33.33)",
            "1.99 บาท คูณ (ต้นไม้ที่ปลูก หารด้วย 7 ไม่นับเศษ) บวก (ร้อยละ 33.33 ของ จำนวนเงินที่ขอ)",
        ),
        (
            "min(asked, 5 baht * trees, 9 baht)",
            "ค่าที่น้อยที่สุดของ (จำนวนเงินที่ขอ กับ 5 บาท คูณ ต้นไม้ที่ปลูก กับ 9 บาท)",
        ),
        (
            "if(wood = teak, 9 baht, if(trees > 3, 2 baht, 1 baht))",
            "[ถ้า ชนิดไม้ เป็น ไม้สัก ให้เป็น 9 บาท ถ้า ต้นไม้ที่ปลูก มากกว่า 3 ต้น ให้เป็น 2 บาท"
            " นอกจากนี้ 1 บาท]",
        ),
    ],
)
def test_a_formula_is_told_as_a_sentence(written: str, told: str) -> None:
    assert in_words(read_amount_text(written, names_for(OWN)), OWN) == told


@pytest.mark.parametrize(
    ("written", "told"),
    [
        (
            "nights >= 3 and member_years >= 2",
            "คืนที่นอนโรงพยาบาล ไม่น้อยกว่า 3 คืน และ จำนวนปีที่เป็นสมาชิก ไม่น้อยกว่า 2 ปี",
        ),
        (
            "not (age < 18 or sex = female)",
            "ไม่ใช่ (อายุของสมาชิก น้อยกว่า 18 ปี หรือ เพศ เป็น หญิง)",
        ),
        ("wood in (teak, bamboo)", "ชนิดไม้ เป็น ไม้สัก หรือ ไม้ไผ่"),
        ("gpa >= 3.50", "เกรดเฉลี่ย ไม่น้อยกว่า 3.50"),
        ("event_date < 2026-10-01", "วันเกิดเหตุ น้อยกว่า 1 ต.ค. 2569"),
        ("suspended = no", "ถูกพักสิทธิในวันเกิดเหตุ เป็น ไม่"),
    ],
)
def test_a_condition_by_expression_is_told_as_a_sentence(
    written: str, told: str
) -> None:
    assert in_words(read_condition_text(written, names_for(OWN)), OWN) == told


def test_every_reason_of_a_refusal_has_its_words() -> None:
    assert set(REASONS) == set(CheckCode)
