"""The tree of a by-law's expression: closed, total, typed, with units and ends.

Every part knows the unit and the ends of its values before anybody is decided by it,
so that what does not fit is refused while it is read.  How a text becomes a tree is
`expression_text`; `evaluate` works a tree out in columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

# What a column holds.  Whole numbers carry their unit; a plain number has none.
YES_NO = "yes_no"
DATE = "date"
NUMBER = "number"
SATANG = "satang"
HUNDREDTHS = "hundredths"
WORD = "word:"  # Before the name of a fact that has a list of words.
# Every value lies within what a column of whole numbers holds, with room to add.
LARGEST = 2**62

Operator = Literal["=", "!=", "<", "<=", ">", ">="]


class BadExpression(ValueError):  # noqa: N818 -- it is an answer, not an error
    """A text that says nothing that can be decided, with where and what to write."""

    def __init__(self, code: str, what: str, remedy: str) -> None:
        self.code = code
        self.what = what
        self.remedy = remedy
        super().__init__(f"{what} {remedy}".strip())


@dataclass(frozen=True, slots=True)
class Name:
    """A fact as an expression knows it: its unit, its ends, its words if it has any."""

    fact: str
    unit: str
    least: int
    most: int
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Typed:
    """What every part of a tree knows: its unit and the ends of its values."""

    unit: str
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Constant(Typed):
    """A number, an amount, a day, or the place of a word in its list."""


@dataclass(frozen=True, slots=True)
class Reference(Typed):
    fact: str


@dataclass(frozen=True, slots=True)
class Sum(Typed):
    left: Node
    right: Node
    minus: bool


@dataclass(frozen=True, slots=True)
class Product(Typed):
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Divided(Typed):
    """So many hundredths, or the whole part of a division by a fixed number."""

    of: Node
    times: int
    by: int


@dataclass(frozen=True, slots=True)
class Extreme(Typed):
    parts: tuple[Node, ...]
    largest: bool


@dataclass(frozen=True, slots=True)
class Choice(Typed):
    condition: Node
    then: Node
    otherwise: Node


@dataclass(frozen=True, slots=True)
class Comparison(Typed):
    left: Node
    sign: Operator
    right: Node


@dataclass(frozen=True, slots=True)
class OneOfWords(Typed):
    fact: Node
    places: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Joined(Typed):
    """All of the parts, or any of them."""

    parts: tuple[Node, ...]
    every: bool


@dataclass(frozen=True, slots=True)
class Not(Typed):
    part: Node


Node = (
    Constant
    | Reference
    | Sum
    | Product
    | Divided
    | Extreme
    | Choice
    | Comparison
    | OneOfWords
    | Joined
    | Not
)


def facts_in(node: Node) -> dict[str, str]:
    """The facts it looks at, each once, in its own order, with their units."""
    found: dict[str, str] = {}

    def look(part: Node) -> None:
        if isinstance(part, Reference):
            found[part.fact] = part.unit
        for child in children(part):
            look(child)

    look(node)
    return found


def children(node: Node) -> tuple[Node, ...]:  # noqa: PLR0911 -- one a kind
    match node:
        case Sum() | Product() | Comparison():
            return node.left, node.right
        case Divided():
            return (node.of,)
        case Extreme() | Joined():
            return node.parts
        case Choice():
            return node.condition, node.then, node.otherwise
        case OneOfWords():
            return (node.fact,)
        case Not():
            return (node.part,)
        case Constant() | Reference():
            return ()


def told_unit(node: Comparison) -> str:
    """The unit in which both sides of a comparison are told."""
    return node.right.unit if node.left.unit == NUMBER else node.left.unit


def is_told(node: Comparison) -> bool:
    """Whether its sides are figures that a member can read."""
    unit = told_unit(node)
    return unit not in (YES_NO, DATE, NUMBER) and not unit.startswith(WORD)


UNIT_NAMES = {
    YES_NO: "ใช่หรือไม่",
    DATE: "วันที่",
    NUMBER: "ตัวเลขไม่มีหน่วย",
    SATANG: "จำนวนเงิน",
    HUNDREDTHS: "เกรดเฉลี่ย",
}


def unit_word(unit: str) -> str:
    counted = unit.removeprefix("word:").removeprefix("own_")
    return UNIT_NAMES.get(unit, f"จำนวน ({counted})")


def must_be(node: Node, unit: str, where: str) -> None:
    if node.unit != unit:
        raise BadExpression(
            "unit-error",
            f"{where} ใช้กับ{unit_word(node.unit)}ไม่ได้",
            f"ใช้กับ{unit_word(unit)}",
        )


def joined(parts: Sequence[Node], *, every: bool) -> Node:
    for part in parts:
        must_be(part, YES_NO, "and" if every else "or")
    return Joined(YES_NO, 0, 1, tuple(parts), every)


def _common_unit(left: Node, right: Node, where: str) -> str:
    """The unit both sides have; a plain number takes that of what is counted."""
    if left.unit == right.unit:
        return left.unit
    for one, other in ((left, right), (right, left)):
        special = other.unit in (YES_NO, DATE, SATANG) or other.unit.startswith(WORD)
        if one.unit == NUMBER and not special:
            return _as_hundredths(one, other)
    remedy = "ใช้หน่วยเดียวกันทั้งสองข้าง"
    if SATANG in (left.unit, right.unit) and NUMBER in (left.unit, right.unit):
        remedy = "เขียนคำว่า baht หลังจำนวนเงิน เช่น 500 baht"
    raise BadExpression(
        "unit-error",
        f"{where}{unit_word(left.unit)}กับ{unit_word(right.unit)}ไม่ได้",
        remedy,
    )


def _as_hundredths(one: Node, other: Node) -> str:
    if other.unit == HUNDREDTHS and isinstance(one, Constant):
        raise BadExpression(
            "unit-error", f"เกรดเฉลี่ยเทียบกับ {one.least} ไม่ได้", f"เขียน {one.least}.00"
        )
    return other.unit


def comparison(left: Node, sign: Operator, right: Node) -> Node:
    _common_unit(left, right, "เทียบ")
    if left.unit.startswith(WORD) and sign not in ("=", "!="):
        raise BadExpression("unit-error", "คำในรายการไม่มีมากน้อย", "ใช้ = หรือ in")
    return Comparison(YES_NO, 0, 1, left, sign, right)


def _bounded(least: int, most: int) -> tuple[int, int]:
    if max(abs(least), abs(most)) >= LARGEST:
        raise BadExpression(
            "too-large",
            "ผลของสูตรใหญ่เกินกว่าจะคิดได้แน่นอน",
            "จำกัดด้วย min เช่น min(nights, 30)",
        )
    return least, most


def added(left: Node, right: Node, *, minus: bool) -> Node:
    if left.unit == right.unit == DATE and minus:
        unit = "days"
    elif DATE in (left.unit, right.unit):
        raise BadExpression("unit-error", "บวกลบวันที่แบบนี้ไม่ได้", "ลบวันที่กับวันที่ ได้เป็นจำนวนวัน")
    else:
        unit = _common_unit(left, right, "บวกลบ")
    if unit == YES_NO or unit.startswith(WORD):
        raise BadExpression(
            "unit-error", "บวกลบคำตอบใช่หรือไม่ไม่ได้", "ใช้ if(เงื่อนไข, 1, 0)"
        )
    if minus:
        ends = _bounded(left.least - right.most, left.most - right.least)
    else:
        ends = _bounded(left.least + right.least, left.most + right.most)
    return Sum(unit, *ends, left, right, minus)


def multiplied(left: Node, right: Node) -> Node:
    units = {left.unit, right.unit}
    if NUMBER in units:
        unit = right.unit if left.unit == NUMBER else left.unit
    elif SATANG in units and left.unit != right.unit:
        unit = SATANG
    else:
        unit = YES_NO
    other = (units - {SATANG, NUMBER}) | {unit}
    if other & {YES_NO, DATE} or any(one.startswith(WORD) for one in other):
        raise BadExpression(
            "unit-error",
            f"คูณ{unit_word(left.unit)}กับ{unit_word(right.unit)}ไม่ได้",
            "คูณจำนวนเงินกับจำนวนนับ หรือคูณกับตัวเลข",
        )
    ends = [a * b for a in (left.least, left.most) for b in (right.least, right.most)]
    return Product(unit, *_bounded(min(ends), max(ends)), left, right)


def divided(name: str, parts: Sequence[Node]) -> Node:
    """`percent(x, 12.5)`: so many hundredths; `whole(x, 7)`: whole sevens; no rest."""
    units = (NUMBER, HUNDREDTHS) if name == "percent" else (NUMBER,)
    by = parts[1] if len(parts) == 2 else None
    fixed = isinstance(by, Constant) and by.unit in units and by.least > 0
    if by is None or not fixed or parts[0].unit in (YES_NO, DATE):
        example = "percent(asked, 10)" if name == "percent" else "whole(nights, 7)"
        raise BadExpression(
            "bad-function",
            f"{name} ต้องมีสองส่วน ส่วนที่สองเป็นตัวเลขคงที่",
            f"เขียนเช่น {example}",
        )
    of, figure = parts[0], by.least
    of_hundred = 10_000 if by.unit == HUNDREDTHS else 100
    times, divisor = (figure, of_hundred) if name == "percent" else (1, figure)
    if name == "percent" and figure > of_hundred:
        raise BadExpression("bad-function", "percent เกิน 100 ไม่ได้", "ใส่ 1 ถึง 100")
    ends = of.least * times // divisor, of.most * times // divisor
    return Divided(of.unit, *ends, of, times, divisor)


def extreme(parts: Sequence[Node], *, largest: bool) -> Node:
    if len(parts) < 2:
        raise BadExpression(
            "bad-function", "min และ max ต้องมีอย่างน้อยสองค่า", "เช่น min(nights, 5)"
        )
    whole = parts[0]
    for part in parts[1:]:
        unit = _common_unit(whole, part, "เทียบ")
        whole = part if part.unit == unit else whole
    if whole.unit == YES_NO or whole.unit.startswith(WORD):
        raise BadExpression("unit-error", "min และ max ใช้กับตัวเลข", "ใช้ and หรือ or")
    pick = max if largest else min
    ends = pick(p.least for p in parts), pick(p.most for p in parts)
    return Extreme(whole.unit, *ends, tuple(parts), largest)


def choice(parts: Sequence[Node]) -> Node:
    if len(parts) != 3:
        raise BadExpression(
            "bad-function", "if ต้องมีสามส่วน", "เช่น if(nights > 5, 500 baht, 300 baht)"
        )
    condition, then, otherwise = parts
    must_be(condition, YES_NO, "if")
    unit = _common_unit(then, otherwise, "เลือกระหว่าง")
    ends = min(then.least, otherwise.least), max(then.most, otherwise.most)
    return Choice(unit, *ends, condition, then, otherwise)
