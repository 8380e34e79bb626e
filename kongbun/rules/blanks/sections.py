"""The sections of a draft: where each stands in the tree, and which form it has.

    section = SECTIONS["benefits"]
    node = part_of(tree, section, 0)
    tree = with_part(tree, section, 0, node)

Pure, on trees as `write_yaml.plain` gives them; a tree that comes in is never changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kongbun.kernel import digits
from kongbun.rules.benefit import BenefitRule, OwnFact
from kongbun.rules.blanks import fund_shapes, money_shapes
from kongbun.rules.blanks.benefit_shapes import benefit_shape, common_shape, loan_shape
from kongbun.rules.blanks.blank import Options, Shape, Tree
from kongbun.rules.blanks.condition_shapes import Known
from kongbun.rules.blanks.fill import give_codes, next_code
from kongbun.rules.blanks.trials import example_slot
from kongbun.rules.read_own import read_own_facts
from kongbun.rules.reading import Fields
from kongbun.rules.write_yaml import written
from kongbun.rules.yaml_tree import Unreadable, parse

CLAUSE = re.compile(r"ข้อ\s*([0-9]{1,4})")


@dataclass(frozen=True, slots=True)
class Section:
    """A part of every by-law.  `at` is its key; "" for keys of the whole version."""

    code: str
    title: str
    at: str
    is_list: bool = False
    # The keys of `document` whose articles print it.
    prints: tuple[str, ...] = ()


_ALL = (
    Section("general", "หัวระเบียบ", "", prints=("general",)),
    Section(
        "membership",
        "สมาชิกภาพ",
        "membership",
        prints=("membership", "suspension", "lapse", "return"),
    ),
    Section(
        "contributions",
        "เงินสมทบ",
        "contributions",
        prints=("contributions", "exempt:"),
    ),
    Section("common_conditions", "เงื่อนไขของทุกสวัสดิการ", "", prints=("common:",)),
    Section("benefits", "สวัสดิการ", "benefits", is_list=True, prints=("benefit:",)),
    Section(
        "money",
        "การใช้เงินกองทุน",
        "money",
        prints=("money", "limit:", "reserve", "short"),
    ),
    Section("receipts", "การเก็บและส่งมอบเงิน", "receipts", prints=("receipts",)),
    Section(
        "certification",
        "การรับรองของศูนย์หมู่บ้าน",
        "certification",
        prints=("certification",),
    ),
    Section("approvals", "ผู้อนุมัติ", "", prints=("approval:",)),
    Section("loans", "เงินกู้", "loans", is_list=True, prints=("benefit:",)),
    Section("facts", "เรื่องที่ระเบียบนี้ถามเพิ่ม", "", prints=("general",)),
    Section("not_handled", "ข้อที่ระบบยังไม่ทำให้", "", prints=("other:",)),
)
SECTIONS = {section.code: section for section in _ALL}
FIXED_SHAPES = {
    "general": fund_shapes.GENERAL,
    "membership": fund_shapes.MEMBERSHIP,
    "contributions": fund_shapes.CONTRIBUTIONS,
    "money": money_shapes.MONEY,
    "receipts": money_shapes.RECEIPTS,
    "certification": money_shapes.CERTIFICATION,
    "approvals": money_shapes.APPROVALS,
    "facts": fund_shapes.FACTS,
    "not_handled": fund_shapes.NOT_HANDLED,
}


def shape_of(
    tree: Tree,
    section: Section,
    node: Tree,
    rule: BenefitRule | None = None,
    *,
    day: str = "",
) -> Shape:
    """The form of a part; `rule` is what it says so far, where it can be read.

    `day`, as it is typed, is when a new example happens.
    """
    if section.code in FIXED_SHAPES:
        return FIXED_SHAPES[section.code]
    if section.code == "common_conditions":
        return common_shape(known_in(tree))
    own_code = str(node.get("code", "")) if isinstance(node, dict) else ""
    known = known_in(tree, but=own_code)
    make = loan_shape if section.code == "loans" else benefit_shape
    return make(known, example_slot(rule, node, day))


def known_in(tree: Tree, *, but: str = "") -> Known:
    """What this draft adds: its benefits (but the one that is written), its facts."""
    titles: Options = tuple(
        (str(one["code"]), str(one.get("title") or one["code"]))
        for one in _granted(tree)
        if one.get("code") and one["code"] != but
    )
    return Known(titles, _own_facts(tree))


def _granted(tree: Tree) -> Iterator[dict[str, Tree]]:
    for key in ("benefits", "loans"):
        rows = tree.get(key)
        yield from (x for x in rows or () if isinstance(x, dict))


def _own_facts(tree: Tree) -> tuple[OwnFact, ...]:
    if not isinstance(tree.get("facts"), list):
        return ()
    text = written({"facts": tree["facts"]})
    try:
        at = Fields(parse(text, file=""), path="", file="", problems=[])
    except Unreadable:
        return ()
    found = read_own_facts(at)
    return () if at.problems else found


# --- parts of the tree ----------------------------------------------------------------


def rows_of(tree: Tree, section: Section) -> list[Tree]:
    rows = tree.get(section.at)
    return rows if isinstance(rows, list) else []


def part_of(tree: Tree, section: Section, index: int) -> Tree:
    """The part as it stands; None where there is none yet."""
    if not section.at:
        return tree
    if section.is_list:
        rows = rows_of(tree, section)
        return rows[index] if 0 <= index < len(rows) else None
    return tree.get(section.at)


def with_part(tree: Tree, section: Section, index: int, node: Tree) -> Tree:
    """The tree with the part in its place; one past the last puts it at the end."""
    node = _coded(tree, section, index, node)
    if not section.at:
        return node
    if not section.is_list:
        return {**tree, section.at: node}
    rows = list(rows_of(tree, section))
    rows[index : index + 1] = [node]
    return {**tree, section.at: rows}


def _coded(tree: Tree, section: Section, index: int, node: Tree) -> Tree:
    if not isinstance(node, dict):
        return node
    node = dict(node)
    if section.is_list:
        old = part_of(tree, section, index)
        others = [one for one in _granted(tree) if one is not old]
        taken = {str(one.get("code")) for one in others}
        if not node.get("code") or node["code"] in taken:
            node["code"] = next_code(str(node.get("code") or "benefit"), taken)
    give_codes(shape_of(tree, section, node), node)
    return node


def without_part(tree: Tree, section: Section, index: int) -> Tree:
    if section.is_list:
        rows = rows_of(tree, section)
        left = [row for i, row in enumerate(rows) if i != index]
        return {**tree, section.at: left}
    return {key: value for key, value in tree.items() if key != section.at}


def moved(tree: Tree, section: Section, index: int, by: int) -> Tree:
    """The tree with one clause moved up or down; at the end it stays."""
    rows = list(rows_of(tree, section))
    to = min(max(index + by, 0), len(rows) - 1)
    rows.insert(to, rows.pop(index))
    return {**tree, section.at: rows}


def next_clause(tree: Tree) -> str:
    """
    >>> next_clause({"membership": {"clause": "ข้อ 4"}, "benefits": []})
    'ข้อ 5'
    """
    numbers = [
        int(match[1])
        for clause in clauses_in(tree)
        if (match := CLAUSE.match(digits.fold(clause)))
    ]
    return f"ข้อ {max(numbers, default=0) + 1}"


def clauses_in(node: Tree) -> Iterator[str]:
    """Every clause number that is written in a part."""
    if isinstance(node, list):
        for one in node:
            yield from clauses_in(one)
    elif isinstance(node, dict):
        for key, value in node.items():
            if key == "clause" and isinstance(value, str):
                yield value
            else:
                yield from clauses_in(value)


# --- what is missing, in the words of the forms -------------------------------------


def missing_words(path: str) -> str:
    """What a part that the reader misses is called, and what to do.

    >>> missing_words("fund"), missing_words("membership")
    ('ยังไม่ได้กรอกชื่อกองทุน เปิดหัวระเบียบแล้วเติม', 'ยังไม่ได้เขียนสมาชิกภาพ เปิดส่วนนี้แล้วเติม')
    >>> missing_words("benefits[2].amount.unit")
    'ยังไม่ได้กรอกนับตามอะไร'
    """
    keys = [part.partition("[")[0] for part in path.split(".")]
    section = next((one for one in _ALL if keys[0] in (one.at, one.code)), None)
    if len(keys) > 1:
        shape = SECTION_SHAPES.get(keys[0])
        label = shape and _label(shape, keys[-1])
        return f"ยังไม่ได้กรอก{label}" if label else ""
    if section is None:
        label = _label(fund_shapes.GENERAL, keys[0])
        return f"ยังไม่ได้กรอก{label} เปิดหัวระเบียบแล้วเติม" if label else ""
    if section.is_list:
        return f"ยังไม่มี{section.title}สักข้อ เพิ่มอย่างน้อยหนึ่งข้อ"
    return f"ยังไม่ได้เขียน{section.title} เปิดส่วนนี้แล้วเติม"


def _label(shape: Shape, key: str) -> str:
    """What the form calls a key, wherever in it the key stands."""
    for blank in shape.blanks():
        if blank.path[-1] == key:
            return blank.label
    for slot in shape.slots():
        if slot.key == key:
            return slot.title
        for inner in slot.shapes:
            if label := _label(inner, key):
                return label
    return ""


SECTION_SHAPES = FIXED_SHAPES | {
    "common_conditions": common_shape(Known()),
    "benefits": benefit_shape(Known(), example_slot(None, None)),
    "loans": loan_shape(Known(), example_slot(None, None)),
}
