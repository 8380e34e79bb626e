"""An expression as a Thai sentence: what a formula or a condition says, for people.

The tree is told as it is, part by part; how it is written is `expression_text`, and
what it comes to is `evaluate`.
"""

from __future__ import annotations

from collections.abc import Sequence

from kongbun.kernel.money import Money
from kongbun.kernel.thai_date import short
from kongbun.rules.benefit import OwnFact
from kongbun.rules.days import date_of
from kongbun.rules.expression import (
    DATE,
    HUNDREDTHS,
    NUMBER,
    SATANG,
    WORD,
    YES_NO,
    Choice,
    Comparison,
    Constant,
    Divided,
    Extreme,
    Joined,
    Node,
    Not,
    OneOfWords,
    Operator,
    Product,
    Reference,
    Sum,
)
from kongbun.rules.facts import OWN, WORKED_OUT, fact_named
from kongbun.rules.words import UNIT_WORDS

SIGNS: dict[Operator, str] = {
    "=": "เท่ากับ",
    "!=": "ไม่เท่ากับ",
    "<": "น้อยกว่า",
    "<=": "ไม่เกิน",
    ">": "มากกว่า",
    ">=": "ไม่น้อยกว่า",
}
WORKED_OUT_WORDS = {"member": "ที่เป็นสมาชิก", "paid": "ที่ส่งเงินแล้ว"}
AGES = {"age": "อายุของสมาชิก", "subject_age": "อายุของผู้ที่ขอให้"}
Own = Sequence[OwnFact]
# What is told in brackets before it is divided: else only its end seems to be.
ROUND = (Sum, Product, Divided)


def in_words(node: Node, own: Own = ()) -> str:  # noqa: PLR0911 -- one a kind
    """The sentence of an expression; `own` are the facts that its by-law adds."""
    match node:
        case Constant():
            return _constant(node, node.unit, own)
        case Reference(fact=fact):
            return fact_words(fact, own)
        case Sum(left=left, right=right, minus=minus):
            sign = "ลบ" if minus else "บวก"
            a, b = _with_unit(left, right, own)
            a = f"({a})" if isinstance(left, Divided) else a
            return f"{a} {sign} {f'({b})' if isinstance(right, Sum | Divided) else b}"
        case Product(left=left, right=right):
            return f"{_factor(left, own)} คูณ {_factor(right, own)}"
        case Divided(of=of, times=times, by=by):
            what = (
                f"({in_words(of, own)})" if isinstance(of, ROUND) else in_words(of, own)
            )
            if by == 100 and times > 1:
                return f"ร้อยละ {times} ของ {what}"
            if times > 1:
                return f"ร้อยละ {times // 100}.{times % 100:02d} ของ {what}"
            return f"{what} หารด้วย {by:,} ไม่นับเศษ"
        case Extreme(parts=parts, largest=largest):
            unit = node.unit
            told = " กับ ".join(_as(part, unit, own) for part in parts)
            most = "มาก" if largest else "น้อย"
            return f"ค่าที่{most}{'กว่า' if len(parts) == 2 else 'ที่สุด'}ของ ({told})"
        case _:
            return _answer(node, own)


def _answer(node: Choice | Comparison | OneOfWords | Joined | Not, own: Own) -> str:
    match node:
        case Choice():
            return _cases(node, own)
        case Comparison(left=left, sign=sign, right=right):
            a, b = _with_unit(left, right, own)
            is_word = left.unit.startswith(WORD) or left.unit == YES_NO
            words = {"=": "เป็น", "!=": "ไม่เป็น"} if is_word else {}
            return f"{a} {words.get(sign, SIGNS[sign])} {b}"
        case OneOfWords(fact=fact, places=places):
            told = " หรือ ".join(word_of(fact.unit, place, own) for place in places)
            return f"{in_words(fact, own)} เป็น {told}"
        case Joined(parts=parts, every=every):
            return (" และ " if every else " หรือ ").join(
                f"({in_words(part, own)})"
                if isinstance(part, Joined)
                else in_words(part, own)
                for part in parts
            )
        case Not(part=part):
            return f"ไม่ใช่ ({in_words(part, own)})"


def _cases(node: Choice, own: Own) -> str:
    """A chain of conditions, told one after the other and not one inside the other."""
    told, rest = [], node
    while True:
        then = _as(rest.then, node.unit, own)
        told.append(f"ถ้า {in_words(rest.condition, own)} ให้เป็น {then}")
        if not isinstance(rest.otherwise, Choice):
            break
        rest = rest.otherwise
    return f"[{' '.join(told)} นอกจากนี้ {_as(rest.otherwise, node.unit, own)}]"


def _factor(node: Node, own: Own) -> str:
    text = in_words(node, own)
    return f"({text})" if isinstance(node, Sum | Divided) else text


def _with_unit(left: Node, right: Node, own: Own) -> tuple[str, str]:
    """Both sides; a bare number is told in the unit of the other."""
    return _as(left, right.unit, own), _as(right, left.unit, own)


def _as(node: Node, unit: str, own: Own) -> str:
    if isinstance(node, Constant) and node.unit == NUMBER:
        return _constant(node, unit, own)
    return in_words(node, own)


def _constant(node: Constant, unit: str, own: Own) -> str:
    value = node.least
    if unit == SATANG:
        return f"{Money(value).short()} บาท"
    if unit == HUNDREDTHS:
        return f"{value // 100}.{value % 100:02d}"
    if unit == DATE:
        return short(date_of(value))
    if unit == YES_NO:
        return "ใช่" if value else "ไม่"
    if unit.startswith(WORD):
        return word_of(unit, value, own)
    return f"{value:,} {unit_of(unit, own)}".strip()


def unit_of(unit: str, own: Own) -> str:
    """The Thai word of a counted unit; nothing for a bare number."""
    if unit.startswith(OWN):
        return next((x.unit_word for x in own if OWN + x.code == unit), "")
    return UNIT_WORDS.get(unit, "")


def word_of(unit: str, place: int, own: Own) -> str:
    """The Thai word at a place of the list that a unit names."""
    listed = list(fact_named(unit.removeprefix(WORD), own).words.values())
    return listed[place] if 0 <= place < len(listed) else "ไม่ทราบ"


def fact_words(fact: str, own: Own = ()) -> str:
    """What a fact is called in a sentence: without its unit in brackets."""
    if fact in AGES:
        return AGES[fact]
    if fact in WORKED_OUT:
        whose, _, length = fact.rpartition("_")
        return f"จำนวน{UNIT_WORDS[length]}{WORKED_OUT_WORDS[whose]}"
    label = fact_named(fact, own).label.partition(" (")[0]
    return label.removesuffix("คูณร้อย")
