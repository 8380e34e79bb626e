"""A part of a by-law becomes blanks and comes back as it was: nothing is lost."""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import Any

import pytest

from kongbun.kernel.bad_input import BadInput
from kongbun.kernel.thai_date_text import read_day
from kongbun.rules.benefit import BenefitRule
from kongbun.rules.blanks.blank import Kind
from kongbun.rules.blanks.fill import (
    KEPT,
    Faults,
    blanks_of,
    node_of,
    rest_of,
)
from kongbun.rules.blanks.sections import with_part
from kongbun.rules.bylaw import Bylaw
from kongbun.rules.read_yaml import read_bylaw
from kongbun.rules.write_yaml import written
from tests.blanks.laws import FILES, law_of, parts_of, tree_of


@pytest.mark.parametrize("file", FILES)
def test_blanks_that_nobody_touched_give_the_very_same_part(file: str) -> None:
    for part in parts_of(file):
        before, faults = copy.deepcopy(part.node), Faults()
        data = blanks_of(part.shape, part.node)
        again = node_of(part.shape, data, part.node, faults)
        assert again == before, part.name
        assert part.node == before, part.name
        assert not faults, part.name


@pytest.mark.parametrize("file", FILES)
def test_the_forms_can_say_all_that_the_files_say(file: str) -> None:
    """Written from the blanks alone, without the old part, it means the same."""
    tree, law = tree_of(file), law_of(file)
    for part in parts_of(file):
        data, faults = blanks_of(part.shape, part.node), Faults()
        assert not [x for x in data if x.endswith(f":{KEPT}") or data[x] == [KEPT]]
        if not part.section.at:
            continue
        assert not rest_of(part.shape, part.node), part.name
        new = node_of(part.shape, data, None, faults)
        assert not faults, part.name
        text = written(with_part(tree, part.section, part.index, new))
        assert meaning(read_bylaw(text, file=file)) == meaning(law), part.name


def meaning(law: Bylaw) -> Bylaw:
    """All that a by-law says: not its layout, nor the order of a case's facts."""
    return replace(
        law,
        canonical_json="",
        sha256=b"",
        benefits=tuple(map(_rule, law.benefits)),
        loans=tuple(
            replace(one, rule=_rule(one.rule), terms=tuple(sorted(one.terms)))
            for one in law.loans
        ),
    )


def _day(said: str) -> str:
    """A day of either era is the same day; what is none stays as it is."""
    try:
        return read_day(said).isoformat()
    except BadInput:
        return said


def _rule(rule: BenefitRule) -> BenefitRule:
    cases = (
        replace(x, given=tuple(sorted((name, _day(said)) for name, said in x.given)))
        for x in rule.examples
    )
    return replace(rule, examples=tuple(cases))


@pytest.mark.parametrize("file", FILES)
def test_one_changed_blank_changes_one_value(file: str) -> None:
    """The first sum of every benefit is raised; all else stands as it did."""
    for part in parts_of(file):
        if part.section.code != "benefits":
            continue
        data = blanks_of(part.shape, part.node)
        amounts = [x for x in data if x.startswith("amount.0") and "baht" in x]
        for name in amounts[:1]:
            new = node_of(part.shape, {**data, name: ["๗๗๗"]}, part.node, {})
            assert differing(part.node, new) == ["777"], part.name


def differing(old: Any, new: Any) -> list[Any]:
    if isinstance(old, dict) and isinstance(new, dict) and old.keys() == new.keys():
        return [x for key in old for x in differing(old[key], new[key])]
    if isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        return [x for a, b in zip(old, new, strict=True) for x in differing(a, b)]
    return [] if old == new else [new]


STRANGE = {
    "clause": "ข้อ 9",
    "title": "แปลก",
    "text": "แปลก",
    "category": "1",
    "code": "strange",
    "written_by_hand": {"why": ["เพราะ", "เหตุ"]},
    "conditions": [
        {"sex": "female", "remark": "เขียนเอง"},
        {"no_such_condition": "5"},
        {"when": "nights >= 3 and age < 60", "text": "ยาว"},
        {"member_for": "1 year + 6 months"},
        "ข้อความเปล่า",
    ],
    "amount": {"fixed_baht": "๑,๐๐๐"},
    "caps": "ไม่ใช่รายการ",
    "evidence": [["ซ้อน"], {"text": "ก", "colour": "แดง"}],
    "payees": {"self": "yes"},
}


def test_what_no_form_can_say_is_kept_and_can_be_told() -> None:
    tree = tree_of("chamuang.yaml") | {"benefits": [STRANGE]}
    part = next(p for p in _parts(tree))
    data = blanks_of(part.shape, STRANGE)
    assert node_of(part.shape, data, STRANGE, {}) == STRANGE
    assert rest_of(part.shape, STRANGE) == {
        "written_by_hand": {"why": ["เพราะ", "เหตุ"]}
    }
    assert data["conditions.1:shape"] == [KEPT]
    assert data["conditions.2:shape"] == ["when"]
    assert data["conditions.3.member_for"] == ["", "=1 year + 6 months"]
    assert data["caps:kept"] == data["payees:kept"] == [KEPT]
    changed = node_of(part.shape, {**data, "title": ["ใหม่"]}, STRANGE, {})
    assert changed == {**STRANGE, "title": "ใหม่"}


def test_a_row_that_is_taken_out_takes_no_other_with_it() -> None:
    tree = tree_of("chamuang.yaml") | {"benefits": [STRANGE]}
    part = next(p for p in _parts(tree))
    data = blanks_of(part.shape, STRANGE) | {"conditions": ["0", "1", "3", "4"]}
    left = node_of(part.shape, data, STRANGE, {})["conditions"]
    assert left == [x for i, x in enumerate(STRANGE["conditions"]) if i != 2]


def _parts(tree: dict[str, Any]) -> Any:
    from kongbun.rules.blanks.sections import SECTIONS, shape_of  # noqa: PLC0415
    from tests.blanks.laws import Part  # noqa: PLC0415

    section = SECTIONS["benefits"]
    for index, node in enumerate(tree["benefits"]):
        yield Part(section, index, node, shape_of(tree, section, node))


def test_every_kind_of_blank_is_met_in_the_files() -> None:
    """Else the identity above would say nothing of it."""
    met = set()
    for file in FILES:
        for part in parts_of(file):
            for shape in _shapes(part.shape):
                met |= {blank.kind for blank in shape.blanks()}
    assert met == set(Kind)


def _shapes(shape: Any) -> Any:
    yield shape
    for slot in shape.slots():
        for inner in slot.shapes:
            yield from _shapes(inner)
