"""Reading the facts that only this by-law asks for: `facts:` of the file.

What the usual facts are is `facts.CATALOGUE`; what an expression may name is `names`.
"""

from __future__ import annotations

from typing import Literal, cast

from kongbun.rules.benefit import COUNTED, MAX_SATANG, MAX_UNITS, OwnFact
from kongbun.rules.expression_text import RESERVED
from kongbun.rules.names import names_for
from kongbun.rules.reading import CODE, Fields

TYPES = ("count", "baht", "yes_no", "choice", "date")
WORDS_MAX = 40
Type = Literal["count", "satang", "yes_no", "choice", "date"]


def read_own_facts(at: Fields) -> tuple[OwnFact, ...]:
    """The by-law's own facts, each with a code that nothing else has."""
    taken = {*names_for(()), *RESERVED, *COUNTED}
    found = []
    for child in at.children("facts"):
        found.append(_own_fact(child, taken))
        taken.add(found[-1].code)
        child.done()
    return tuple(found)


def _own_fact(at: Fields, taken: set[str]) -> OwnFact:
    code = at.code("code")
    if "-" in code or "_used_" in code:
        at.problem(
            "code", "bad-code", f"รหัส {code} ใช้ในสูตรไม่ได้", "ใช้ _ แทน - เช่น trees"
        )
    if code in taken:
        at.problem("code", "same-code", f"รหัส {code} มีความหมายอยู่แล้ว", "ตั้งรหัสใหม่ที่ไม่ซ้ำ")
    kind = at.choice("type", TYPES)
    words = _words(at) if kind == "choice" else ()
    most = MAX_SATANG if kind == "baht" else MAX_UNITS
    if kind == "count":
        most = at.whole("at_most", least=1, most=MAX_UNITS, required=False) or MAX_UNITS
    return OwnFact(
        clause=at.text("clause"),
        text=at.text("text"),
        line=at.line,
        code=code,
        label=at.text("label", required=True),
        type=cast(Type, "satang" if kind == "baht" else kind),
        unit_word=at.text("unit", required=kind == "count") if kind == "count" else "",
        most=most,
        words=words,
    )


def _words(at: Fields) -> tuple[tuple[str, str], ...]:
    words = at.pairs("words")
    if not at.has("words") or len(words) < 2 or len(words) > WORDS_MAX:
        at.problem(
            "words",
            "no-value",
            "words ต้องมีสองคำขึ้นไป",
            "เช่น {teak: ไม้สัก, bamboo: ไม้ไผ่}",
        )
    for word, _ in words:
        if not CODE.fullmatch(word) or "-" in word or word in RESERVED:
            at.problem(
                "words", "bad-code", f"{word} เป็นรหัสของคำไม่ได้", "ใช้ a-z 0-9 _ เช่น teak"
            )
    return words
