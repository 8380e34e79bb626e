"""By-laws that no fund has, in the spirit of what funds invent: they can be said.

Each is a file under `data/odd` with its own examples; all are made up.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from kongbun.rules.allocate import allocate
from kongbun.rules.allocation_words import order_words
from kongbun.rules.benefit import NotTogether
from kongbun.rules.days import day_number
from kongbun.rules.decide import decide
from kongbun.rules.document import document_of
from kongbun.rules.examples import run_examples
from kongbun.rules.facts import Facts
from kongbun.rules.facts_text import facts_of
from kongbun.rules.lint import lint, stops_adoption
from kongbun.rules.windows import History, used_before
from kongbun.rules.words import words
from tests.rules.laws import HERE, law

ODD = sorted((HERE / "data" / "odd").glob("*.yaml"))
EACH = pytest.mark.parametrize("path", ODD, ids=lambda path: path.stem)


def test_there_are_twelve_of_them() -> None:
    assert len(ODD) == 12


@EACH
def test_it_can_be_adopted_and_every_example_holds(path: Path) -> None:
    bylaw = law(path)
    assert not stops_adoption(lint(bylaw)), lint(bylaw)
    ran = [one for rule in bylaw.rules for one in run_examples(rule)]
    assert {one.example.name: one.found for one in ran if not one.holds} == {}
    # At least one example on each side of what it asks.
    assert any(one.example.amount_satang is None for one in ran) or len(ran) > 2


@EACH
def test_it_prints_with_every_rule_in_words(path: Path) -> None:
    bylaw = law(path)
    articles = [a for chapter in document_of(bylaw).chapters for a in chapter.articles]
    for rule in bylaw.rules:
        article = next(a for a in articles if a.benefit == rule.code)
        assert article.text == rule.text
        assert len(article.sentences) > 2


@EACH
def test_its_examples_are_one_column_and_each_alone_the_same(path: Path) -> None:
    for rule in law(path).rules:
        for ran in run_examples(rule):
            alone = decide(rule, facts_of(rule, ran.example.given)).row(0)
            assert ran.decision == alone


def test_a_formula_prints_so_that_it_can_be_worked_out_by_hand() -> None:
    bylaw = law(HERE / "data" / "odd" / "as-on-paper.yaml")
    articles = [a for chapter in document_of(bylaw).chapters for a in chapter.articles]
    boat = next(a for a in articles if a.benefit == "boat")
    (amount,) = [one.text for one in boat.sentences if one.what == "จำนวนเงิน"]
    assert amount == (
        "ได้รับเท่ากับ ค่าที่น้อยกว่าของ (ร้อยละ 12.50 ของ ค่าซ่อมเครื่องยนต์ กับ 8,000 บาท)"
        " บวก 500 บาท คูณ (ความยาวเรือ หารด้วย 2 ไม่นับเศษ)"
    )
    assert "มีประกันเรือ ไม่, " in boat.examples[0].text
    (ladder,) = [a for a in articles if a.title == "ผู้อนุมัติ"]
    assert [one.text for one in ladder.sentences] == [
        "ประธานกองทุนอนุมัติ ไม่เกิน 1,000 บาท",
        "คณะกรรมการกองทุนอนุมัติ",
    ]
    assert ladder.text == "ตามวงเงิน"


def test_what_stands_before_a_ceiling_is_not_taken_for_the_unit() -> None:
    bylaw = law(HERE / "data" / "odd" / "as-on-paper.yaml")
    assert "unit-error" not in {finding.code for finding in lint(bylaw)}


def test_what_others_used_fills_only_the_limit_that_is_shared() -> None:
    rule = law(HERE / "data" / "odd" / "own-and-shared.yaml").rule("dental")
    assert rule is not None
    day = day_number(date(2026, 11, 9))
    facts = Facts.of(event_date=np.array([day]), joined_date=np.array([day - 2000]))
    before = History(
        row=np.array([0, 0, 0]),
        day=np.array([day - 1, day - 2, day - 400]),
        units=np.array([1, 1, 1]),
        satang=np.array([1_650_00, 100_00, 500_00]),
        benefit=("ipd", "dental", "dental"),
        same_event=np.array([0, 0, 0]),
    )
    used = used_before(rule, facts, before)
    assert {name: int(column[0]) for name, column in used.items()} == {
        "satang_used_this_year": 100_00,
        "satang_used_this_year_shared": 1_750_00,
        "times_used_this_month": 1,
    }
    asked = {"asked_satang": np.array([500_00])}
    decided = decide(rule, Facts(1, dict(facts.columns) | asked | used)).row(0)
    assert decided.amount_satang == 250_00
    told = [words(rule, check).title for check in decided.checks if check.cut]
    assert told == [
        "ปีงบประมาณละไม่เกิน 500 บาท",
        "ปีงบประมาณละไม่เกิน 2,000 บาท รวมกับสวัสดิการที่ใช้เพดานร่วม",
    ]


def test_places_go_by_a_fact_that_only_this_bylaw_asks_for() -> None:
    rule = law(HERE / "data" / "odd" / "poorest-first.yaml").benefits[0]
    assert rule.allocation is not None
    assert order_words(rule.allocation).startswith("รายได้ต่อคนต่อเดือนจากน้อยไปมาก")
    shared = allocate(
        rule.allocation,
        amount_satang=np.full(4, 1000_00, dtype=np.int64),
        order_by={
            "own_income": np.array([3, 1, 2, 1]),
            "subject_birth_date": np.array([0, 5, 0, 9]),
        },
        tie=np.arange(4),
        fund_satang=0,
        spent_satang=0,
        places_taken=0,
    )
    assert shared.place.tolist() == [4, 2, 3, 1]
    assert shared.granted.tolist() == [False, True, True, True]


def test_one_benefit_may_stand_against_two_others_of_different_years() -> None:
    rule = law(HERE / "data" / "odd" / "money-back-at-sixty.yaml").benefits[1]
    against = [
        (c.others, c.window) for c in rule.conditions if isinstance(c, NotTogether)
    ]
    assert against == [(("give_back",), None), (("wedding",), "calendar_year")]
