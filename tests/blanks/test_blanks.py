"""Single blanks, rows, kinds of rule: what is typed, and what it means in the file."""

from __future__ import annotations

from typing import Any

import pytest

from kongbun.rules.blanks.benefit_shapes import amount_shapes
from kongbun.rules.blanks.blank import Blank, Kind
from kongbun.rules.blanks.condition_shapes import Known, cap_shapes, condition_shapes
from kongbun.rules.blanks.fill import (
    Faults,
    blanks_of,
    node_of,
    slot_at,
    with_row,
    without_row,
)
from kongbun.rules.blanks.looked_at import look_alone, look_at, told
from kongbun.rules.blanks.rule_kinds import RULE_KINDS, kind_named
from kongbun.rules.blanks.scalars import UNITS, BadBlank, shown_of, value_of
from kongbun.rules.blanks.sections import (
    SECTIONS,
    moved,
    next_clause,
    shape_of,
    with_part,
    without_part,
)
from kongbun.rules.blanks.trials import answer_of, same_answer, with_days
from kongbun.rules.read_amount import AMOUNTS, CAPS
from kongbun.rules.read_benefit import KINDS
from kongbun.rules.read_yaml import read_bylaw
from kongbun.rules.write_yaml import written
from kongbun.rules.yaml_tree import Unreadable
from tests.blanks.laws import law_of, tree_of

DAY = "2026-10-01"


def blank(kind: Kind, **more: Any) -> Blank:
    more.setdefault("least", 1 if kind is Kind.BAHT else 0)
    return Blank(key="x", kind=kind, label="ช่องนี้", **more)


@pytest.mark.parametrize(
    ("kind", "typed", "value"),
    [
        (Kind.BAHT, ["๑,๒๐๐.๕๐ บาท"], "1200.50"),
        (Kind.BAHT, ["500"], "500"),
        (Kind.COUNT, ["๑๘๐"], "180"),
        (Kind.GRADE, ["3.5"], "350"),
        (Kind.SHARE, ["10"], "1000"),
        (Kind.PERCENT, ["33.33%"], "33.33"),
        (Kind.SATANG, ["600"], "60000"),
        (Kind.LENGTH, ["6", "months"], "6 months"),
        (Kind.LENGTH, ["1", "years"], "1 year"),
        (Kind.LENGTH, ["๒", "years+1"], "2 years + 1 day"),
        (Kind.LENGTH, ["", "=1 year + 6 months"], "1 year + 6 months"),
        (Kind.DAY, ["15 ก.พ. 2556"], "2013-02-15"),
        (Kind.PARTIAL_DAY, ["2503"], "1960"),
        (Kind.PARTIAL_DAY, ["พ.ค. 2503"], "1960-05"),
        (Kind.PARTIAL_DAY, ["2480"], "-/-/2480"),
        (Kind.LINES, ["ก\r\n\r\n ข "], ["ก", "ข"]),
        (Kind.PAIRS, ["teak = ไม้สัก\nไผ่"], {"teak": "ไม้สัก", "w1": "ไผ่"}),
        (Kind.COMPARED, ["nights", ">=", "3"], "nights >= 3"),
        (Kind.COMPARED, ["asked", "<=", "500 บาท"], "asked <= 500 บาท"),
        (Kind.ANSWER, ["baht:400"], {"amount_baht": "400"}),
        (Kind.ANSWER, ["refused:a,b"], {"refused": ["a", "b"]}),
    ],
)
def test_what_is_typed_is_written_as_the_file_says_it_and_shown_again(
    kind: Kind, typed: list[str], value: Any
) -> None:
    one = blank(kind, options=Known().named if kind is Kind.COMPARED else ())
    assert value_of(one, typed) == value
    shown = shown_of(one, value)
    assert shown is not None
    assert value_of(one, shown) == value


@pytest.mark.parametrize(
    ("kind", "typed", "why"),
    [
        (Kind.BAHT, ["1,23"], "คั่นหลักไม่ถูก"),
        (Kind.BAHT, ["0"], "มากกว่า 0"),
        (Kind.BAHT, ["1๒"], "เลขไทยปนเลขอารบิก"),
        (Kind.COUNT, ["3.5"], "เป็นจำนวนเต็มไม่ได้"),
        (Kind.COUNT, ["11"], "ใส่ตั้งแต่ 0 ถึง 10"),
        (Kind.GRADE, ["4.01"], "1.00 ถึง 4.00"),
        (Kind.GRADE, ["350"], "1.00 ถึง 4.00"),
        (Kind.PERCENT, ["100.01"], "0.01 ถึง 100"),
        (Kind.LENGTH, ["6", ""], "เลือกหน่วย"),
        (Kind.LENGTH, ["หก", "months"], "เป็นระยะเวลาไม่ได้"),
        (Kind.LENGTH, ["999", "years"], "ไม่เกิน 130"),
        (Kind.DAY, ["31/2/2569"], "กุมภาพันธ์"),
        (Kind.CHOICE, ["z"], "จากรายการ"),
        (Kind.MANY, ["z"], "จากรายการ"),
        (Kind.COMPARED, ["nights", ">=", "3 or 1 = 1"], "ใส่ตัวเลข"),
        (Kind.COMPARED, ["no_such", ">=", "3"], "จากรายการ"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_what_to_do(
    kind: Kind, typed: list[str], why: str
) -> None:
    options = Known().named if kind is Kind.COMPARED else ()
    with pytest.raises(BadBlank, match=why):
        value_of(blank(kind, most=10, options=options), typed)


def test_the_forms_know_every_condition_amount_and_cap_that_the_reader_knows() -> None:
    """A new kind of rule has no form until somebody writes its sentence."""

    def keys(shapes: Any) -> set[str]:
        marks = [mark for shape in shapes for mark in shape.marks]
        return {mark.partition("=")[0].partition(".")[0] for mark in marks}

    known = Known()
    assert keys(condition_shapes(known)) == set(KINDS)
    assert keys(amount_shapes(known)) == set(AMOUNTS)
    assert keys(cap_shapes(known)) == set(CAPS)


@pytest.mark.parametrize("kind", RULE_KINDS, ids=lambda one: one.code)
def test_every_kind_of_rule_becomes_a_benefit_once_its_blanks_are_filled(
    kind: Any,
) -> None:
    """Each blank that must be filled gets something that fits; then it can be read."""
    tree = tree_of("demo-2568.yaml")
    section = SECTIONS[kind.section]
    shape = shape_of(tree, section, kind.node)
    data = blanks_of(shape, {**kind.node, "clause": "ข้อ 99"})
    faults = Faults()
    node_of(shape, data, None, faults)
    for name in faults:
        data[name] = something_for(shape, data, name)
    faults = Faults()
    node = node_of(shape, data, None, faults)
    assert not faults
    node["text"] = "ถ้อยคำ"
    new = with_part(tree, section, 99, node)
    read = read_bylaw(written(new), file="ร่าง")
    assert (read.loans if section.code == "loans" else read.benefits)[-1]


def something_for(shape: Any, data: Any, name: str) -> list[str]:
    """A text that fits a blank: by its kind, found at its name."""
    where, _, key = name.rpartition(".")
    while where and not where.rpartition(".")[2].lstrip("n").isdigit():
        where, _, more = where.rpartition(".")
        key = f"{more}.{key}"
    found = shape
    if where:
        slot = slot_at(shape, data, where.rpartition(".")[0])
        assert slot is not None
        code = data[f"{where}:shape"][0]
        found = next(one for one in slot.shapes if one.code == code)
    one = found.blank(key)
    said = [x for name, x in data.items() if name.endswith(f".{key}") and any(x)]
    if one.kind is Kind.LENGTH:
        return [str(len(said) + 1), "years"]
    if one.options:
        taken = {texts[0] for texts in said}
        return [next(value for value, _ in one.options if value not in taken)]
    if key == "formula":
        return ["500 baht"]
    return ["3.50" if one.kind is Kind.GRADE else "5"]


def test_rows_within_rows_are_put_in_and_taken_out() -> None:
    tree = tree_of("southern-savings.yaml")
    node = tree["benefits"][0]
    shape = shape_of(tree, SECTIONS["benefits"], node)
    data = blanks_of(shape, node)
    slot = slot_at(shape, data, "caps.0.tiers")
    assert slot is not None
    assert slot.title == "เพดานแต่ละชั้น"
    data = without_row(with_row(slot, data, "caps.0.tiers", ""), "caps.0.tiers", "1")
    data |= {
        "caps.0.tiers.n0.from": ["9", "years"],
        "caps.0.tiers.n0.amount_baht": ["5000"],
    }
    tiers = node_of(shape, data, node, {})["caps"][0]["tiers"]
    assert [one["amount_baht"] for one in tiers] == [
        "500", "1500", "2000", "2500", "3000", "5000",
    ]  # fmt: skip
    assert slot_at(shape, data, "caps.7.tiers") is None
    assert slot_at(shape, data, "nowhere") is None


def test_codes_are_given_and_never_taken_twice() -> None:
    tree = tree_of("chamuang.yaml")
    kind = kind_named("nights")
    assert kind is not None
    paper = {"text": "ใบรับรอง", "decides": "yes"}
    node = {**kind.node, "evidence": ["ก", paper, dict(paper)]}
    new = with_part(tree, SECTIONS["benefits"], 5, node)
    assert [one["code"] for one in new["benefits"]][-1] == "ipd_2"
    assert [x["code"] for x in new["benefits"][5]["evidence"][1:]] == [
        "paper_1",
        "paper_2",
    ]
    # Written again it keeps its own.
    again = with_part(new, SECTIONS["benefits"], 1, new["benefits"][1])
    assert again == new


def test_parts_are_moved_and_taken_out_of_a_copy() -> None:
    tree = tree_of("chamuang.yaml")
    section = SECTIONS["benefits"]
    codes = [one["code"] for one in tree["benefits"]]
    up = moved(tree, section, 0, -1)["benefits"]
    down = moved(tree, section, 0, 1)["benefits"]
    assert [one["code"] for one in up] == codes
    assert [one["code"] for one in down] == [codes[1], codes[0], *codes[2:]]
    assert "receipts" not in without_part(tree, SECTIONS["receipts"], 0)
    assert len(without_part(tree, section, 4)["benefits"]) == 4
    assert [one["code"] for one in tree["benefits"]] == codes
    assert next_clause(tree) == "ข้อ 12"
    assert next_clause({}) == "ข้อ 1"


def test_a_clause_is_read_before_the_others_are_written() -> None:
    node = tree_of("chamuang.yaml")["benefits"][1]
    section = SECTIONS["benefits"]
    empty = look_at({"title": "ก"}, section, 0, node, day=DAY)
    whole = law_of("chamuang.yaml").rule("ipd")
    assert empty.rule is not None
    assert whole is not None
    assert (empty.rule.amount, empty.rule.caps) == (whole.amount, whole.caps)
    assert "ได้รับคืนละ 200 บาท ตามคืนที่นอนโรงพยาบาล" in empty.sentences
    assert [one.code for one in empty.findings] == ["assumed"]
    # Another clause that cannot be read does not hide this one.
    broken = {"title": "ก", "benefits": [node, {"code": "x", "amount": "ไม่ใช่"}]}
    assert look_at(broken, section, 0, node, day=DAY).rule is not None
    bad = {**node, "amount": {"each_baht": "1๒", "unit": "nights"}}
    wrong = look_at(broken, section, 0, bad, day=DAY)
    assert wrong.rule is None
    assert "amount-mixed-digits" in {one.code for one in wrong.findings}


def test_alone_a_clause_still_has_the_conditions_of_all() -> None:
    tree, section = tree_of("demo-2568.yaml"), SECTIONS["benefits"]
    for index, node in enumerate(tree["benefits"]):
        rule = look_alone(tree, section, index, node, day=DAY).rule
        whole = law_of("demo-2568.yaml").rule(node["code"])
        assert rule is not None
        assert whole is not None
        assert rule.conditions == whole.conditions, node["code"]


def test_what_is_missing_is_told_without_the_names_of_the_file() -> None:
    with pytest.raises(Unreadable) as unreadable:
        read_bylaw("title: ก\nmembership: {text: ข}\n", file="ร่าง")
    words = [told(one).message for one in unreadable.value.problems]
    assert "ยังไม่มีสวัสดิการสักข้อ เพิ่มอย่างน้อยหนึ่งข้อ" in words
    assert "ยังไม่ได้เขียนเงินสมทบ เปิดส่วนนี้แล้วเติม" in words
    assert not [one for one in words if ":" in one]


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("3 ปี", "20/11/2566"),
        ("๑๒ เดือน", "20/11/2568"),
        ("3 ปี ขาด 1 วัน", "21/11/2566"),
        ("1 ปี กับ 2 วัน", "18/11/2568"),
        ("180 วัน", "24/5/2569"),
        ("สามปี", "สามปี"),
        ("1/11/2563", "1/11/2563"),
    ],
)
def test_a_day_may_be_told_as_a_time_before_the_event(typed: str, day: str) -> None:
    data = {
        "examples": ["n0"],
        "examples.n0.given.event_date": ["20/11/2569"],
        "examples.n0.given.joined_date": [typed],
    }
    assert with_days(data)["examples.n0.given.joined_date"] == [day]


def test_the_border_that_a_time_tells_is_the_border_that_decides() -> None:
    """3 years are complete on that day, and one day less is not."""
    rule = law_of("chamuang.yaml").rule("elderly")
    for typed, answer in (("3 ปี", "baht:200"), ("3 ปี ขาด 1 วัน", "refused:")):
        data = with_days(
            {
                "examples": ["0"],
                "examples.0.given.event_date": ["28/2/2569"],
                "examples.0.given.joined_date": [typed],
            }
        )
        joined = data["examples.0.given.joined_date"][0]
        given = {"event_date": "28/2/2569", "joined_date": joined, "birth_date": "2500"}
        assert answer_of(rule, {"given": given}).code.startswith(answer)


def test_answers_are_the_same_however_they_are_written() -> None:
    assert same_answer("baht:1,000", "baht:1000.00")
    assert same_answer("refused:a,b", "refused:b,a")
    assert not same_answer("baht:1", "refused:1")
    assert not same_answer("refused:a", "refused:a,b")


def test_units_are_told_in_the_order_in_which_they_grow() -> None:
    assert [unit for unit, _ in UNITS][:3] == ["days", "months", "years"]
