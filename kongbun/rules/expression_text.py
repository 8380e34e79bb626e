"""Reading an expression of a by-law: text in, a typed tree out, or one reason why not.

    condition = read_condition_text("nights >= 3 and member_years >= 2", names)
    amount = read_amount_text("100 baht * nights + 500 baht", names)

No loops, no definitions, no names but facts: every text ends, and so does working it
out.  `and or not in baht` may be written in Thai.  What a name means is the caller's.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass

from kongbun.kernel import digits
from kongbun.kernel.bad_input import BadInput, shown
from kongbun.kernel.money import Money
from kongbun.kernel.thai_date_text import read_day
from kongbun.rules import expression as tree
from kongbun.rules.days import FIRST_DAY, LAST_DAY, day_number
from kongbun.rules.expression import (
    DATE,
    HUNDREDTHS,
    NUMBER,
    SATANG,
    WORD,
    YES_NO,
    BadExpression,
    Constant,
    Name,
    Node,
    Not,
    OneOfWords,
    Operator,
    Reference,
    unit_word,
)

TOKENS_MAX = 200
DEPTH_MAX = 40
COMPARE: tuple[Operator, ...] = ("<=", ">=", "!=", "=", "<", ">")
SAME_AS = {"==": "=", "≥": ">=", "≤": "<=", "≠": "!=", "<>": "!=", "×": "*", "−": "-"}
WORDS = {"และ": "and", "หรือ": "or", "ไม่ใช่": "not", "บาท": "baht", "ใน": "in"}
RESERVED = frozenset({"and", "or", "not", "in", "baht", "yes", "no", "if"})
# What is written elsewhere for a division.
INSTEAD = {
    **dict.fromkeys("/÷", "หารด้วยตัวเลขคงที่ เขียน whole(nights, 2)"),
    "%": "เขียนร้อยละเป็น percent(asked, 30)",
}
FUNCTIONS = ("min", "max", "whole", "percent", "if")
TOKEN = re.compile(
    r"\s*(?:(?P<date>\d{4}-\d{2}-\d{2})(?![\d-])|(?P<number>\d+(?:\.\d+)?)"
    r"|(?P<name>[^\W\d][\w\u0E31\u0E34-\u0E3A\u0E47-\u0E4E]*)"
    r"|(?P<sign><=|>=|!=|==|<>|[-+*=<>(),≥≤≠×−]))"
)
# `8,000 baht`: one amount as on paper, or the end of one part and another amount.
GROUPED = re.compile(r"(?<![\w.,])\d+(?:,\d+)+(?:\.\d+)?(?=\s*(?:baht|บาท))")


def read_condition_text(text: str, names: Mapping[str, Name]) -> Node:
    """A yes-or-no expression; raise `BadExpression`."""
    node = _read(text, names)
    if node.unit != YES_NO:
        raise BadExpression(
            "not-a-condition",
            f"{shown(text)} ไม่ใช่เงื่อนไข ได้เป็น{unit_word(node.unit)}",
            "เขียนให้ตอบได้ว่าใช่หรือไม่ เช่น nights >= 3",
        )
    return node


def read_amount_text(text: str, names: Mapping[str, Name]) -> Node:
    """An expression in baht; raise `BadExpression`."""
    node = _read(text, names)
    if node.unit != SATANG:
        raise BadExpression(
            "not-an-amount",
            f"{shown(text)} ไม่ใช่จำนวนเงิน ได้เป็น{unit_word(node.unit)}",
            "เขียนคำว่า baht หลังจำนวนเงิน เช่น 100 baht * nights",
        )
    return node


def _read(text: str, names: Mapping[str, Name]) -> Node:
    """Never both: where one reading has a unit for all of it, the other has none."""
    if not GROUPED.search(digits.fold(text)):
        return _read_tokens(_tokens(text), names)
    try:
        return _read_tokens(_tokens(text), names)
    except BadExpression:
        return _read_tokens(_tokens(text, grouped=True), names)


def _read_tokens(tokens: list[_Token], names: Mapping[str, Name]) -> Node:
    if not tokens:
        raise BadExpression("empty-expression", "สูตรว่างเปล่า", "เขียนเช่น nights >= 3")
    reader = _Reader(tokens, names)
    node = reader.either()
    reader.end()
    return node


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str


def _tokens(text: str, *, grouped: bool = False) -> list[_Token]:
    if digits.is_mixed(text):
        raise BadExpression(
            "mixed-digits", f"{shown(text)} มีเลขไทยปนเลขอารบิก", "ใส่เลขแบบเดียว"
        )
    folded, found, place = digits.fold(text), [], 0
    while folded[place:].strip():
        space = len(folded) - len(folded[place:].lstrip())
        amount = GROUPED.match(folded, space) if grouped else None
        if amount is not None:
            found.append(_Token("number", amount[0]))
            place = amount.end()
            continue
        matched = TOKEN.match(folded, place)
        if matched is None:
            strange = folded[place:].strip()
            raise BadExpression(
                "strange-sign",
                f"สูตรมี {shown(strange[:10])} ซึ่งไม่รู้จัก",
                INSTEAD.get(strange[0], "ใช้ชื่อข้อมูล ตัวเลข + - * ( ) และ = != < <= > >="),
            )
        kind = str(matched.lastgroup)
        word = matched[kind]
        found.append(_Token(kind, SAME_AS.get(word, WORDS.get(word, word))))
        place = matched.end()
        if len(found) > TOKENS_MAX:
            raise BadExpression(
                "too-long", f"สูตรยาวเกิน {TOKENS_MAX} คำ", "แบ่งเป็นหลายเงื่อนไข"
            )
    return found


class _Reader:
    """One pass over the tokens, a method a level of binding."""

    def __init__(self, tokens: list[_Token], names: Mapping[str, Name]) -> None:
        self.tokens = tokens
        self.names = names
        self.place = 0
        self.depth = 0

    # --- the tokens ---------------------------------------------------------------

    def peek(self, *texts: str) -> bool:
        here = self.tokens[self.place] if self.place < len(self.tokens) else None
        return here is not None and here.kind != "number" and here.text in texts

    def take(self, *texts: str) -> str | None:
        if not self.peek(*texts):
            return None
        self.place += 1
        return self.tokens[self.place - 1].text

    def want(self, text: str) -> None:
        if self.take(text) is None:
            raise BadExpression(
                "sign-missing",
                f"สูตรขาด {text} ก่อน {self.here()}",
                "ตรวจวงเล็บและเครื่องหมาย",
            )

    def here(self) -> str:
        if self.place < len(self.tokens):
            return shown(self.tokens[self.place].text)
        return "ท้ายสูตร"

    def end(self) -> None:
        if self.place < len(self.tokens):
            remedy = "ตรวจวงเล็บและเครื่องหมาย"
            if self.peek(","):
                remedy = "จำนวนที่ไม่ใช่เงินเขียนไม่มีจุลภาค เช่น 1000"
            raise BadExpression("left-over", f"สูตรมี {self.here()} เกินมา", remedy)

    # --- the levels ---------------------------------------------------------------

    def either(self) -> Node:
        self.depth += 1
        if self.depth > DEPTH_MAX:
            raise BadExpression("too-deep", "วงเล็บซ้อนกันลึกเกินไป", "แบ่งเป็นหลายเงื่อนไข")
        parts = [self.all_of()]
        while self.take("or"):
            parts.append(self.all_of())
        self.depth -= 1
        return parts[0] if len(parts) == 1 else tree.joined(parts, every=False)

    def all_of(self) -> Node:
        parts = [self.negated()]
        while self.take("and"):
            parts.append(self.negated())
        return parts[0] if len(parts) == 1 else tree.joined(parts, every=True)

    def negated(self) -> Node:
        turns = 0
        while self.take("not"):
            turns += 1
        node = self.compared()
        if turns:
            tree.must_be(node, YES_NO, "not")
        return Not(YES_NO, 0, 1, node) if turns % 2 else node

    def compared(self) -> Node:
        left = self.added()
        if self.take("in"):
            return self.one_of(left)
        for sign in COMPARE:
            if self.take(sign):
                right = self.side_of(left)
                if self.peek(*COMPARE):
                    raise BadExpression(
                        "two-comparisons",
                        "เทียบสองครั้งติดกันไม่ได้",
                        "แยกด้วย and เช่น nights >= 3 and nights <= 5",
                    )
                return tree.comparison(left, sign, right)
        return left

    def side_of(self, left: Node) -> Node:
        """The right side; a word of the list when the left is a fact with words."""
        if left.unit.startswith(WORD):
            return Constant(left.unit, *([self.word_of(left)] * 2))
        return self.added()

    def one_of(self, left: Node) -> Node:
        if not left.unit.startswith(WORD):
            raise BadExpression(
                "not-a-word", "in ใช้ได้กับข้อมูลที่มีรายการคำ", "ใช้ = หรือ >= กับตัวเลข"
            )
        self.want("(")
        places = [self.word_of(left)]
        while self.take(","):
            places.append(self.word_of(left))
        self.want(")")
        return OneOfWords(YES_NO, 0, 1, left, tuple(dict.fromkeys(places)))

    def word_of(self, left: Node) -> int:
        name = next(n for n in self.names.values() if WORD + n.fact == left.unit)
        words = name.words[1:]
        word = self.take(*words)
        if word is None:
            raise BadExpression(
                "not-a-choice",
                f"{self.here()} ไม่อยู่ในรายการของ {name.fact.removeprefix('own_')}",
                "เลือกจาก: " + ", ".join(words),
            )
        return name.words.index(word)

    def added(self) -> Node:
        node = self.multiplied()
        while sign := self.take("+", "-"):
            node = tree.added(node, self.multiplied(), minus=sign == "-")
        return node

    def multiplied(self) -> Node:
        node = self.atom()
        while self.take("*"):
            node = tree.multiplied(node, self.atom())
        return node

    def atom(self) -> Node:
        if self.take("("):
            node = self.either()
            self.want(")")
            return node
        if self.place >= len(self.tokens):
            raise BadExpression("sign-missing", "สูตรจบกลางคัน", "เติมชื่อข้อมูลหรือตัวเลข")
        token = self.tokens[self.place]
        self.place += 1
        if token.kind == "number":
            return self.number(token.text)
        if token.kind == "date":
            return _day(token.text)
        if token.kind == "name" and self.peek("(") and token.text in FUNCTIONS:
            return self.function(token.text)
        if token.text in ("yes", "no"):
            return Constant(YES_NO, *([int(token.text == "yes")] * 2))
        if token.kind != "name" or token.text in RESERVED:
            self.place -= 1
            raise BadExpression(
                "sign-missing",
                f"ไม่รู้ว่า {self.here()} หมายถึงอะไรตรงนี้",
                "เติมชื่อข้อมูลหรือตัวเลข",
            )
        return self.fact(token.text)

    def number(self, text: str) -> Node:
        if self.take("baht"):
            try:
                satang = Money.from_baht(text, zero_allowed=True).satang
            except BadInput as bad:
                raise BadExpression(bad.code, bad.message, "") from None
            return Constant(SATANG, satang, satang)
        whole, _, part = text.partition(".")
        if len(whole) > 9 or len(part) > 2:
            raise BadExpression(
                "not-whole",
                f"{shown(text)} อ่านไม่ได้",
                "ใช้ไม่เกิน 9 หลัก ทศนิยมไม่เกิน 2 ตำแหน่ง",
            )
        if part:
            hundredths = int(whole) * 100 + int(part.ljust(2, "0"))
            return Constant(HUNDREDTHS, hundredths, hundredths)
        return Constant(NUMBER, int(text), int(text))

    def fact(self, word: str) -> Node:
        name = self.names.get(word)
        if name is None:
            near = difflib.get_close_matches(word, self.names, 1)
            raise BadExpression(
                "unknown-fact",
                f"ไม่รู้จักข้อมูล {shown(word)}",
                f"หมายถึง {near[0]} หรือไม่" if near else "ดูชื่อด้วย kongbun bylaw facts",
            )
        return Reference(name.unit, name.least, name.most, name.fact)

    def function(self, name: str) -> Node:
        self.want("(")
        parts = [self.either()]
        while self.take(","):
            parts.append(self.either())
        self.want(")")
        if name == "if":
            return tree.choice(parts)
        if name in ("min", "max"):
            return tree.extreme(parts, largest=name == "max")
        return tree.divided(name, parts)


def _day(text: str) -> Node:
    try:
        day = day_number(read_day(text))
    except BadInput as bad:
        raise BadExpression(bad.code, bad.message, "") from None
    if not FIRST_DAY <= day <= LAST_DAY:
        raise BadExpression("date-year-outside", f"{text} อยู่นอกช่วง", "ตรวจปี")
    return Constant(DATE, day, day)
