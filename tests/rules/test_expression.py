"""Expressions of a by-law: what they mean, and everything that is refused in them."""

from __future__ import annotations

import random

import numpy as np
import pytest

from kongbun.rules.benefit import OwnFact
from kongbun.rules.days import Int
from kongbun.rules.evaluate import evaluate, known_in
from kongbun.rules.expression import LARGEST, BadExpression
from kongbun.rules.expression_text import (
    DEPTH_MAX,
    TOKENS_MAX,
    read_amount_text,
    read_condition_text,
)
from kongbun.rules.facts import Facts
from kongbun.rules.names import names_for
from kongbun.rules.read_yaml import read_bylaw
from kongbun.rules.words import words
from kongbun.rules.yaml_tree import Unreadable
from tests.rules.laws import ask, failed, small

OWN = (
    OwnFact(clause="ข้อ 1", code="trees", label="ต้นไม้", type="count", unit_word="ต้น"),
    OwnFact(
        clause="ข้อ 1",
        code="wood",
        label="ชนิดไม้",
        type="choice",
        words=(("teak", "สัก"), ("bamboo", "ไผ่")),
    ),
)
NAMES = names_for(OWN)
THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")


def columns(**values: list[int]) -> Facts:
    return Facts.of(**{n: np.array(v, dtype=np.int64) for n, v in values.items()})


def yes(text: str, **facts: int) -> bool:
    row = columns(**{name: [value] for name, value in facts.items()})
    node = read_condition_text(text, NAMES)
    return bool(evaluate(node, row)[0]) and bool(known_in(node, row)[0])


def satang(text: str, **facts: int) -> int:
    row = columns(**{name: [value] for name, value in facts.items()})
    return int(evaluate(read_amount_text(text, NAMES), row)[0])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("nights >= 3", True),
        ("nights > 3", False),
        ("nights = 3 and calves = 2", True),
        ("nights = 9 or calves = 2 and nights = 3", True),
        ("(nights = 9 or calves = 2) and nights = 9", False),
        ("not nights = 9", True),
        ("not not nights = 3", True),
        ("nights + 2 * 3 = 9", True),
        ("(nights + 2) * 3 = 15", True),
        ("nights - 5 < 0", True),
        ("nights ≥ ๓ และ calves ≤ ๒", True),
        ("whole(nights, 2) = 1", True),
        ("max(nights, 7) = 7 and min(nights, 7) = 3", True),
        ("if(nights > 2, 10, 20) = 10", True),
    ],
)
def test_an_expression_binds_as_on_paper(text: str, expected: bool) -> None:
    assert yes(text, nights=3, calves=2) is expected


@pytest.mark.parametrize(
    ("text", "baht_in_satang"),
    [
        ("100 baht * nights", 300_00),
        ("500 baht + 100 baht * min(nights, 2)", 700_00),
        ("๑๐๐ บาท * nights", 300_00),
        ("12.50 baht * 2", 25_00),
        ("percent(asked, 30)", 2_99),
        ("if(trees >= 10, 1000 baht, 5 baht * trees)", 1_000_00),
        ("max(0 baht, 200 baht - 100 baht * nights)", 0),
        # A comma of thousands, where an amount is all that it can be.
        ("min(asked * 1000, 8,000 baht)", 8_000_00),
        ("min(asked * 1000, 1,234.50 baht) + 2,000 บาท".translate(THAI), 3_234_50),
        ("if(nights > 2,500 baht,300 baht)", 500_00),
        ("if(nights > 2, 1,500 baht, 300 baht)", 1_500_00),
        ("percent(asked, 12.5)", 1_24),
        ("percent(asked, 99.99)", 9_98),
        ("percent(asked, 100.00)", 9_99),
    ],
)
def test_an_amount_is_whole_satang(text: str, baht_in_satang: int) -> None:
    found = satang(text, nights=3, asked_satang=9_99, own_trees=12)
    assert found == baht_in_satang


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty-expression"),
        ("nights", "not-a-condition"),
        ("nights >=", "sign-missing"),
        ("(nights >= 3", "sign-missing"),
        ("nights >= 3)", "left-over"),
        ("nights 3", "left-over"),
        ("nigths >= 3", "unknown-fact"),
        ("__import__('os')", "strange-sign"),
        ("open(nights)", "unknown-fact"),
        ("nights; calves", "strange-sign"),
        ("nights[0] = 1", "strange-sign"),
        ("3 < nights < 5", "two-comparisons"),
        ("nights = calves", "unit-error"),
        ("nights + calves = 3", "unit-error"),
        ("asked >= 500", "unit-error"),
        ("asked >= nights", "unit-error"),
        ("gpa >= 3", "unit-error"),
        ("nights * calves > 3", "unit-error"),
        ("event_date > 3", "unit-error"),
        ("event_date + joined_date > 3", "unit-error"),
        ("suspended > 1", "unit-error"),
        ("suspended and nights", "unit-error"),
        ("not nights", "unit-error"),
        ("sex > female", "unit-error"),
        ("sex = cat", "not-a-choice"),
        ("sex in (female, cat)", "not-a-choice"),
        ("nights in (1, 2)", "not-a-word"),
        ("event_date >= 2026-02-30", "date-no-such-day"),
        ("asked >= 1.234 baht", "amount-decimals"),
        ("nights >= 1.234", "not-whole"),
        ("nights >= 12345678901", "not-whole"),
        ("nights >= 1๒", "mixed-digits"),
        ("whole(nights, calves) = 1", "bad-function"),
        ("whole(nights, 0) = 1", "bad-function"),
        ("percent(asked, 101) > 1 baht", "bad-function"),
        ("percent(asked, 100.01) > 1 baht", "bad-function"),
        ("percent(asked, 0.00) > 1 baht", "bad-function"),
        ("percent(asked, 12.555) > 1 baht", "not-whole"),
        ("whole(nights, 2.5) = 1", "bad-function"),
        ("asked >= 80,00 baht", "amount-comma"),
        ("trees >= 1,000", "left-over"),
        ("min(nights) = 1", "bad-function"),
        ("if(nights, 1, 2) = 1", "unit-error"),
        ("if(nights > 1, 1) = 1", "bad-function"),
        ("asked * nights * 100000000 > 1 baht", "too-large"),
        ("(" * (DEPTH_MAX + 1) + "nights > 1" + ")" * (DEPTH_MAX + 1), "too-deep"),
        (" and ".join(["nights > 1"] * TOKENS_MAX), "too-long"),
    ],
)
def test_what_cannot_be_decided_is_refused(text: str, code: str) -> None:
    with pytest.raises(BadExpression) as refused:
        read_condition_text(text, NAMES)
    assert refused.value.code == code
    assert refused.value.what


@pytest.mark.parametrize(
    ("text", "what", "remedy"),
    [
        ("asked >= 500", "เทียบจำนวนเงินกับตัวเลขไม่มีหน่วยไม่ได้", "500 baht"),
        ("nights > trees", "เทียบจำนวน (nights)กับจำนวน (trees)ไม่ได้", "หน่วยเดียวกัน"),
        ("trees >= 1,000", "สูตรมี , เกินมา", "1000"),
        ("whole(nights, 2.5) = 1", "ส่วนที่สองเป็นตัวเลขคงที่", "whole(nights, 7)"),
    ],
)
def test_a_refusal_names_both_sides_and_what_to_write(
    text: str, what: str, remedy: str
) -> None:
    with pytest.raises(BadExpression) as refused:
        read_condition_text(text, NAMES)
    assert what in refused.value.what
    assert remedy in refused.value.remedy


def test_a_condition_is_no_amount() -> None:
    for text in ("nights >= 3", "nights * 100", "5"):
        with pytest.raises(BadExpression) as refused:
            read_amount_text(text, NAMES)
        assert refused.value.code == "not-an-amount"


def test_what_is_not_known_is_never_a_yes() -> None:
    text = "age < 18"
    assert yes(text, birth_date=16_000, event_date=20_000)
    assert not yes(text, birth_date=16_000, birth_date_known=0, event_date=20_000)
    assert yes("sex != female", sex=1)
    assert not yes("sex != female", sex=0)
    assert not yes("not wood in (teak)", own_wood=0)
    assert yes("not wood in (teak)", own_wood=2)


class _Drawn:
    """Random expressions, each beside its value for one row, worked out apart."""

    def __init__(self, seed: int, row: dict[str, int]) -> None:
        self.random = random.Random(seed)  # noqa: S311
        self.row = row

    def figure(self, depth: int) -> tuple[str, int]:  # noqa: PLR0911 -- one a kind
        pick = self.random.randrange(7 if depth else 2)
        if pick == 0:
            number = self.random.randrange(50)
            return str(number), number
        if pick == 1:
            return "nights", self.row["nights"]
        (a, x), (b, y) = self.figure(depth - 1), self.figure(depth - 1)
        if pick == 2:
            return f"({a} + {b})", x + y
        if pick == 3:
            return f"({a} - {b})", x - y
        if pick == 4:
            return f"max({a}, {b}, nights)", max(x, y, self.row["nights"])
        if pick == 5:
            text, truth = self.truth(depth - 1)
            return f"if({text}, {a}, {b})", x if truth else y
        by = self.random.randrange(1, 9)
        return f"whole({a}, {by})", x // by

    def truth(self, depth: int) -> tuple[str, bool]:
        pick = self.random.randrange(4 if depth else 1)
        if pick == 0:
            (a, x), (b, y) = self.figure(depth), self.figure(max(0, depth - 1))
            sign = self.random.choice(["<", "<=", ">", ">=", "=", "!="])
            told = {"=": x == y, "!=": x != y, "<": x < y, "<=": x <= y}
            told |= {">": x > y, ">=": x >= y}
            return f"{a} {sign} {b}", told[sign]
        (p, first), (q, second) = self.truth(depth - 1), self.truth(depth - 1)
        if pick == 1:
            return f"({p} and {q})", first and second
        if pick == 2:
            return f"({p} or {q})", first or second
        return f"not ({p})", not first


@pytest.mark.parametrize("seed", range(300))
def test_columns_say_what_one_row_says(seed: int) -> None:
    nights = list(range(0, 40, 3))
    drawn = [_Drawn(seed, {"nights": n}).truth(3) for n in nights]
    texts = {text for text, _ in drawn}
    assert len(texts) == 1
    try:
        node = read_condition_text(texts.pop(), NAMES)
    except BadExpression as bad:
        assert bad.code in ("too-long", "unit-error")  # noqa: PT017
        return
    answer: Int = evaluate(node, columns(nights=nights))
    assert answer.tolist() == [int(truth) for _, truth in drawn]
    assert max(abs(node.least), abs(node.most)) < LARGEST


TREES = small(
    membership="""facts:
  - {code: trees, label: จำนวนต้นไม้ที่ปลูก, type: count, unit: ต้น, at_most: 500}
  - {code: wood, label: ชนิดไม้, type: choice, words: {teak: ไม้สัก, bamboo: ไม้ไผ่}}
  - {code: village, label: อยู่ในหมู่บ้าน, type: yes_no}
membership:""",
    fixed_baht="each_baht: 5\nunit: trees",
    max_times="- max_units: 100",
    evidence="""conditions:
  - when: trees >= 10 and wood = teak
    text: ปลูกไม้สักตั้งแต่ 10 ต้น
  - when: village = yes
    text: ปลูกในหมู่บ้าน
  - when: member_years >= 1
    text: เป็นสมาชิกครบ 1 ปี
evidence: [รูปถ่าย]""",
    given="given: {event_date: 2026-11-09, joined_date: 2020-11-01, trees: 20, "
    "wood: teak, village: yes}",
    expect="expect: {amount_baht: 100}",
)
PLANTED = {"event_date": "2026-11-09", "joined_date": "2020-11-01", "wood": "ไม้สัก"}


def test_a_community_counts_what_it_has_thought_of_itself() -> None:
    law = read_bylaw(TREES, file="trees.yaml")
    rule = law.benefits[0]
    planted = ask(rule, **PLANTED, trees=20, village="yes")
    assert (planted.amount_satang, planted.units) == (100_00, 20)
    many = ask(rule, **PLANTED, trees=150, village="yes")
    assert (many.amount_satang, many.units) == (500_00, 100)
    used = ask(rule, **PLANTED, trees=20, village="yes", trees_used_this_year=95)
    assert used.amount_satang == 25_00
    few = ask(rule, **PLANTED, trees=9, village="no")
    assert failed(few) == {"as-written"}
    told = [words(rule, check) for check in few.checks]
    assert [w.title for w in told if w.remedy] == [
        "ไม่เป็นไปตามที่ว่า ปลูกไม้สักตั้งแต่ 10 ต้น",
        "ไม่เป็นไปตามที่ว่า ปลูกในหมู่บ้าน",
    ]


def test_a_comparison_tells_both_of_its_sides() -> None:
    rule = read_bylaw(TREES, file="trees.yaml").benefits[0]
    young = ask(
        rule,
        event_date="2026-11-09",
        joined_date="2026-01-09",
        wood="teak",
        trees=20,
        village="yes",
    )
    check = young.refusals[0]
    assert (check.required, check.found, check.unit) == (1, 0, "years")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"code": "nights"}, "same-code"),
        ({"code": "age"}, "same-code"),
        ({"code": "if"}, "same-code"),
        ({"code": "tall-trees"}, "bad-code"),
        ({"type": "float"}, "not-a-choice"),
    ],
)
def test_an_own_fact_has_a_name_and_a_kind_of_its_own(
    change: dict[str, str], code: str
) -> None:
    given = {"code": "trees", "label": "ต้นไม้", "type": "count", "unit": "ต้น"} | change
    written = ", ".join(f"{key}: {value}" for key, value in given.items())
    text = small(membership="facts: [{" + written + "}]\nmembership:")
    with pytest.raises(Unreadable) as refused:
        read_bylaw(text, file="x.yaml")
    assert code in {problem.code for problem in refused.value.problems}


def test_a_condition_in_a_formula_speaks_through_its_text() -> None:
    text = small(evidence="conditions: [{when: member_years >= 1}]\nevidence: [x]")
    with pytest.raises(Unreadable) as refused:
        read_bylaw(text, file="x.yaml")
    assert [(p.code, p.path) for p in refused.value.problems] == [
        ("missing-key", "benefits[1].conditions[1].text")
    ]


def test_a_formula_pays_what_it_comes_to_within_its_caps() -> None:
    text = small(
        fixed_baht="formula: 500 baht + 100 baht * min(nights, 3)",
        max_times="- max_baht: 700",
    )
    rule = read_bylaw(text, file="x.yaml").benefits[0]
    member = {"event_date": "2026-11-09", "joined_date": "2020-11-01"}
    assert ask(rule, **member, nights=1).amount_satang == 600_00
    assert ask(rule, **member, nights=9).amount_satang == 700_00
    nothing = small(fixed_baht="formula: 100 baht * nights - 100 baht")
    nothing_rule = read_bylaw(nothing, file="x.yaml").benefits[0]
    assert failed(ask(nothing_rule, **member, nights=1)) == {"formula-pays"}
