"""Reading how much a benefit gives, and its caps.

The amount keys end in `_baht`; everything comes out in satang.
"""

from __future__ import annotations

from typing import cast

from kongbun.rules.benefit import (
    COUNTED,
    MAX_UNITS,
    Amount,
    By,
    ByChoice,
    ByResolution,
    Cap,
    Fixed,
    Formula,
    Measure,
    OwnFact,
    Per,
    PerUnit,
    Tier,
    Tiers,
    UpTo,
    Window,
)
from kongbun.rules.choices import CHOICES
from kongbun.rules.days import Length
from kongbun.rules.expression import BadExpression
from kongbun.rules.expression_text import read_amount_text
from kongbun.rules.facts import OWN
from kongbun.rules.names import names_for
from kongbun.rules.reading import Fields

WINDOWS = ("fiscal_year", "calendar_year", "membership_year")
PERS = ("event", "month", *WINDOWS, "life", "tier")
BYS = ("joined", "paid", "age")
AMOUNTS = (
    "fixed_baht",
    "each_baht",
    "tiers",
    "by",
    "up_to_baht",
    "by_resolution",
    "formula",
)
CAPS = ("max_units", "max_baht", "max_times", "tiers")
TIERS_MAX = 200
NOTHING = Length(0, 0, "days")


def read_amount(at: Fields, clause: str, own: tuple[OwnFact, ...] = ()) -> Amount:
    """The `amount:` of a benefit: exactly one of `AMOUNTS`."""
    child = at.child("amount")
    if child is None:
        at.missing("amount")
        return Fixed(clause=clause, satang=1)
    kinds = [kind for kind in AMOUNTS if child.has(kind)]
    clause, text = child.text("clause") or clause, child.text("text")
    amount: Amount = Fixed(clause=clause, satang=1)
    if len(kinds) != 1:
        child.problem(
            kinds[1] if kinds else "",
            "not-one-amount",
            "จำนวนเงินต้องบอกแบบเดียว" + (f" พบ {', '.join(kinds)}" if kinds else ""),
            "ใช้หนึ่งใน: " + ", ".join(AMOUNTS),
        )
    else:
        amount = _amount(child, kinds[0], clause, text, own)
    child.done()
    return amount


def _amount(  # noqa: PLR0911 -- one a kind
    at: Fields, kind: str, clause: str, text: str, own: tuple[OwnFact, ...]
) -> Amount:
    match kind:
        case "each_baht":
            return PerUnit(
                clause=clause,
                text=text,
                line=at.line,
                unit=_unit(at, own),
                satang=at.baht(kind) or 1,
            )
        case "tiers":
            return read_tiers(at, clause, text)
        case "by":
            return _by_choice(at, clause, text)
        case "up_to_baht":
            return UpTo(
                clause=clause, text=text, line=at.line, satang=at.baht(kind) or 1
            )
        case "formula":
            return _formula(at, clause, text, own)
        case "by_resolution":
            at.said(kind)
            return ByResolution(
                clause=clause,
                text=text,
                line=at.line,
                at_least=at.baht("at_least_baht", required=False) or 1,
                at_most=at.baht("at_most_baht", required=False),
            )
        case _:
            return Fixed(
                clause=clause, text=text, line=at.line, satang=at.baht(kind) or 1
            )


def _unit(at: Fields, own: tuple[OwnFact, ...]) -> str:
    """What is counted: one of the usual, or what this by-law itself asks for."""
    counted = {one.code: OWN + one.code for one in own if one.type == "count"}
    word = at.choice("unit", (*COUNTED, *counted))
    return counted.get(word, word)


def _formula(
    at: Fields, clause: str, text: str, own: tuple[OwnFact, ...]
) -> Formula | Fixed:
    written = at.text("formula", required=True)
    if not written:
        return Fixed(clause=clause, text=text, line=at.line, satang=1)
    try:
        node = read_amount_text(written, names_for(own))
    except BadExpression as bad:
        at.problem("formula", bad.code, bad.what, bad.remedy)
        return Fixed(clause=clause, text=text, line=at.line, satang=1)
    return Formula(
        clause=clause, text=text, line=at.line, expression=node, written=written
    )


def read_tiers(at: Fields, clause: str, text: str, *, zero: bool = False) -> Tiers:
    """A table of tiers; a ceiling may be nothing at first (`zero`)."""
    by = cast(By, at.choice("counts", BYS))
    nothing_below = at.has("below_first")
    if nothing_below:
        at.choice("below_first", ("nothing",))
    tiers = []
    for i, child in enumerate(at.children("tiers", required=True, most=TIERS_MAX), 1):
        tiers.append(
            Tier(
                clause=child.text("clause") or clause,
                text=child.text("text"),
                line=child.line,
                code=child.code("code") if child.has("code") else f"t{i}",
                from_=child.length("from") or NOTHING,
                to=child.length("to", required=False),
                satang=child.baht("amount_baht", zero=zero) or 0,
            )
        )
        child.done()
    if not tiers:
        at.problem("tiers", "no-value", "tiers ไม่มีชั้น", "ใส่อย่างน้อยหนึ่งชั้น")
        tiers.append(Tier(clause=clause, code="t1", from_=NOTHING, to=None, satang=1))
    return Tiers(
        clause=clause,
        text=text,
        line=at.line,
        by=by,
        tiers=tuple(tiers),
        nothing_below=nothing_below,
    )


def _by_choice(at: Fields, clause: str, text: str) -> ByChoice:
    fact = at.choice("by", CHOICES)
    table: list[tuple[int, int]] = []
    for child in at.children("table", required=True):
        word = child.choice("is", CHOICES[fact][1:])
        number = CHOICES[fact].index(word)
        as_said = child.raw("is") == word
        if number in dict(table) and as_said:
            child.problem(
                "is", "same-code", f"มี {word} สองบรรทัด ได้ทั้งสองจำนวน", "เหลือไว้บรรทัดเดียว"
            )
        table.append((number, child.baht("amount_baht") or 1))
        child.done()
    if not table:
        at.problem("table", "no-value", "table ไม่มีบรรทัด", "ใส่อย่างน้อยหนึ่งบรรทัด")
        table.append((1, 1))
    return ByChoice(
        clause=clause, text=text, line=at.line, fact=fact, satang=tuple(table)
    )


def read_cap(at: Fields, clause: str, unit: str | None) -> Cap:
    """One cap: a figure (or tiers of figures), and what it is counted over."""
    kinds = [kind for kind in CAPS if at.has(kind)]
    clause, text = at.text("clause") or clause, at.text("text")
    measure: Measure = "times"
    most, by_tenure = 0, None
    if len(kinds) != 1:
        at.problem(
            "", "not-one-cap", "เพดานหนึ่งบรรทัดต้องมีหนึ่งเรื่อง", "ใช้หนึ่งใน: " + ", ".join(CAPS)
        )
    elif kinds[0] == "tiers":
        measure = "satang"
        by_tenure = read_tiers(at, clause, text, zero=True)
    elif kinds[0] == "max_baht":
        measure, most = "satang", at.baht("max_baht") or 0
    else:
        measure = "units" if kinds[0] == "max_units" else "times"
        most = at.whole(kinds[0], least=1, most=MAX_UNITS) or 0
    if measure == "units" and unit is None:
        at.problem(
            "max_units",
            "cap-without-unit",
            "มีเพดานเป็นหน่วย แต่จำนวนเงินไม่ได้คิดต่อหน่วย",
            "ใช้ each_baht กับ unit หรือเปลี่ยนเป็น max_baht",
        )
        measure = "times"
    per = at.choice("per", PERS)
    window = cast(Window, per) if per in WINDOWS else None
    cap = Cap(
        clause=clause,
        text=text,
        line=at.line,
        measure=measure,
        max=most,
        by_tenure=by_tenure,
        per=cast(Per, "year" if window else per),
        window=window,
        by_household=at.yes("by_household"),
        shared_with=at.codes("shared_with"),
    )
    at.done()
    return cap
