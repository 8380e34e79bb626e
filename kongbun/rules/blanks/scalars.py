"""One blank: what stands in it for a value of the file, and the value of what is typed.

`shown_of` gives the texts of its controls, or None where no blank can say what the
file says; `value_of` reads them back or raises `BadBlank` with a sentence that says
what to do.  What was not changed is kept as it was written: that is `fill`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TypeVar

from kongbun.kernel import digits
from kongbun.kernel.bad_input import BadInput, shown
from kongbun.kernel.money import Money
from kongbun.kernel.thai_date import PartialDate, figures
from kongbun.kernel.thai_date_text import read_day, read_partial
from kongbun.kernel.thai_text import clean
from kongbun.rules.benefit import GPA_MAX
from kongbun.rules.blanks.blank import Blank, Kind, Tree
from kongbun.rules.days import Length
from kongbun.rules.facts_cells import partial_day
from kongbun.rules.reading import NO, TEXT_MAX, YES

LINE_MAX = 300
WHOLE = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})*|[0-9]{1,9}", re.ASCII)
HUNDREDTHS = re.compile(r"([0-9]{1,3})(?:\.([0-9]{1,2}))?", re.ASCII)
FIGURE = r"[0-9๐-๙][0-9๐-๙,.]*(?: ?(?:baht|บาท))?"
SIMPLE = re.compile(rf"([a-z_][a-z0-9_]*) (>=|<=|=|!=|>|<) ({FIGURE})", re.ASCII)
SIGNS = (
    (">=", "ตั้งแต่ … ขึ้นไป"),
    ("<=", "ไม่เกิน"),
    ("=", "เท่ากับ"),
    (">", "มากกว่า"),
    ("<", "น้อยกว่า"),
    ("!=", "ไม่ใช่"),
)
# What a length may be: in one unit, or complete and a day more, as tiers begin.
UNITS = (
    ("days", "วัน"),
    ("months", "เดือน"),
    ("years", "ปี"),
    ("months+1", "เดือน กับอีก 1 วัน"),
    ("years+1", "ปี กับอีก 1 วัน"),
)
LITERAL = "="  # Before a length that no number and unit can say.
Read = TypeVar("Read")
# Kinds of several controls, and which of them holds the figure.
CONTROLS = {Kind.LENGTH: 0, Kind.COMPARED: 2}


class BadBlank(ValueError):  # noqa: N818 -- it is an answer, not an error
    """What is typed cannot be read; its text says what to do."""


# --- from the file ----------------------------------------------------------------


def shown_of(blank: Blank, value: Tree) -> list[str] | None:  # noqa: PLR0911, PLR0912 -- a kind
    """The texts of the blank's controls; None when it cannot say this value."""
    match blank.kind:
        case Kind.MANY | Kind.LINES:
            texts = _texts(value)
            if texts is None or blank.kind is Kind.MANY:
                return texts
            return ["\n".join(texts)]
        case Kind.PAIRS:
            return _pairs_shown(value)
        case Kind.ANSWER:
            return _answer_shown(value)
    if not isinstance(value, str):
        return None
    if not value:
        return []
    match blank.kind:
        case Kind.YES:
            if value in NO:
                return []
            return [blank.yes] if value == blank.yes or value in YES else None
        case Kind.LENGTH:
            return _length_shown(value)
        case Kind.GRADE | Kind.SHARE | Kind.SATANG:
            number = _whole(value)
            return None if number is None else [_hundredths(number)]
        case Kind.DAY:
            return [_day_shown(value)]
        case Kind.PARTIAL_DAY:
            return [_partial_shown(value)]
        case Kind.COMPARED:
            match = SIMPLE.fullmatch(value)
            known = match and match[1] in dict(blank.options)
            return list(match.groups()) if match and known else None
        case _:
            return [value]


def _texts(value: Tree) -> list[str] | None:
    if not isinstance(value, list) or not all(isinstance(x, str) for x in value):
        return None
    return list(value)


def _pairs_shown(value: Tree) -> list[str] | None:
    if not isinstance(value, dict) or _texts(list(value.values())) is None:
        return None
    return ["\n".join(f"{code} = {word}" for code, word in value.items())]


def _answer_shown(value: Tree) -> list[str] | None:
    if not isinstance(value, dict) or len(value) != 1:
        return None
    amount, refused = value.get("amount_baht"), _texts(value.get("refused"))
    if isinstance(amount, str):
        return [f"baht:{amount}"]
    return [f"refused:{','.join(refused)}"] if refused else None


def _length_shown(value: str) -> list[str]:
    length = Length.parse(digits.fold(value))
    if length is not None:
        whole = length.months % 12 == 0 or length.unit != "years"
        if length.unit == "days":
            return [str(length.days), "days"]
        if whole and length.days in (0, 1):
            return [str(length.amount), length.unit + ("+1" if length.days else "")]
    return ["", LITERAL + value]


def _day_shown(value: str) -> str:
    try:
        return figures(read_day(value))
    except BadInput:
        return value


def _partial_shown(value: str) -> str:
    try:
        return partial_day(value).figures()
    except BadInput:
        return value


def _partial(day: PartialDate) -> str:
    """As short as what is known of it; old Thai years have no other way to say them."""
    if day.is_exact:
        return day.earliest.isoformat()
    months = {"month": f"{day.earliest:%Y-%m}", "year": f"{day.earliest:%Y}"}
    short = months[day.precision]
    return short if partial_day(short) == day else day.figures()


def _hundredths(number: int) -> str:
    return f"{number // 100}.{number % 100:02d}".removesuffix(".00")


# --- into the file ----------------------------------------------------------------


def is_empty(blank: Blank, typed: Sequence[str]) -> bool:
    if blank.kind is Kind.LENGTH and len(typed) > 1 and typed[1].startswith(LITERAL):
        return False
    if blank.kind in CONTROLS:
        # The unit, the fact and the sign are always chosen: the figure says it.
        figure = CONTROLS[blank.kind]
        return not (len(typed) > figure and typed[figure].strip())
    return not any(text.strip() for text in typed)


def value_of(blank: Blank, typed: Sequence[str]) -> Tree:  # noqa: PLR0911, PLR0912 -- a kind
    """What the file says for what is typed; raise `BadBlank`.  Not for an empty one."""
    match blank.kind:
        case Kind.MANY:
            return list(dict.fromkeys(_option(blank, text) for text in typed))
        case Kind.LINES:
            lines = [_clean(text, LINE_MAX) for text in typed[0].splitlines()]
            return [one for one in lines if one]
        case Kind.PAIRS:
            return _pairs(typed[0])
        case Kind.LENGTH:
            return _length(blank, typed)
        case Kind.COMPARED:
            return _compared(blank, typed)
        case Kind.ANSWER:
            return _answer(typed[0])
    text = typed[0].strip()
    match blank.kind:
        case Kind.YES:
            return blank.yes
        case Kind.BAHT:
            return _baht(_read_baht(text, zero=blank.least == 0))
        case Kind.SATANG:
            return str(_read_baht(text, zero=True))
        case Kind.COUNT:
            return str(_count(blank, text))
        case Kind.GRADE:
            return str(_between(text, 100, GPA_MAX, "ใส่เกรด 1.00 ถึง 4.00 เช่น 3.50"))
        case Kind.PERCENT:
            return _hundredths(_between(text, 1, 10_000, "ใส่ 0.01 ถึง 100"))
        case Kind.SHARE:
            return str(_between(text, 1, 10_000, "ใส่ 0.01 ถึง 100"))
        case Kind.DAY:
            return _read(read_day, text).isoformat()
        case Kind.PARTIAL_DAY:
            return _partial(_read(read_partial, text))
        case Kind.CHOICE:
            return _option(blank, text)
        case Kind.TEXT:
            return _clean(" ".join(text.split()), TEXT_MAX)
        case _:
            return _clean(text, LINE_MAX)


def _read(read: Callable[[str], Read], text: str) -> Read:
    try:
        return read(text)
    except BadInput as bad:
        raise BadBlank(bad.message) from None


def _clean(text: str, most: int) -> str:
    try:
        return clean(text, max_length=most)
    except BadInput as bad:
        raise BadBlank(bad.message) from None


def _read_baht(text: str, *, zero: bool) -> int:
    try:
        return Money.from_baht(text, zero_allowed=zero).satang
    except BadInput as bad:
        raise BadBlank(bad.message) from None


def _baht(satang: int) -> str:
    """Without commas, which mean something else between braces of a file."""
    return _hundredths(satang)


def _whole(text: str) -> int | None:
    folded = digits.fold(text.strip())
    if digits.is_mixed(text) or not WHOLE.fullmatch(folded):
        return None
    return int(folded.replace(",", ""))


def _count(blank: Blank, text: str) -> int:
    number = _whole(text)
    if number is None:
        example = max(blank.least, 1)
        raise BadBlank(
            f"อ่าน {shown(text)} เป็นจำนวนเต็มไม่ได้ ใส่ตัวเลขอย่างเดียว เช่น {example}"
        )
    if not blank.least <= number <= blank.most:
        raise BadBlank(
            f"{shown(text)} อยู่นอกช่วง ใส่ตั้งแต่ {blank.least:,} ถึง {blank.most:,}"
        )
    return number


def _between(text: str, least: int, most: int, remedy: str) -> int:
    """A figure with at most two decimals, in hundredths."""
    match = HUNDREDTHS.fullmatch(digits.fold(text.removesuffix("%").strip()))
    number = int(match[1]) * 100 + int((match[2] or "").ljust(2, "0")) if match else 0
    if digits.is_mixed(text) or not least <= number <= most:
        raise BadBlank(f"{shown(text)} ใช้ไม่ได้ {remedy}")
    return number


def _option(blank: Blank, text: str) -> str:
    if text not in dict(blank.options):
        raise BadBlank(f"เลือก{blank.label}จากรายการ")
    return text


def _length(blank: Blank, typed: Sequence[str]) -> str:
    number, unit = (*typed, "", "")[:2]
    if unit.startswith(LITERAL) and not number.strip():
        return unit.removeprefix(LITERAL)
    unit, _, more = unit.partition("+")
    if unit not in ("days", "months", "years") or more not in ("", "1"):
        raise BadBlank(f"เลือกหน่วยของ{blank.label}: วัน เดือน หรือ ปี")
    most = {"days": 36_500, "months": 1_200, "years": 130}[unit]
    found = _whole(number)
    if found is None or found > most:
        raise BadBlank(f"อ่าน {shown(number)} เป็นระยะเวลาไม่ได้ ใส่จำนวนเต็มไม่เกิน {most:,}")
    said = f"{found} {unit.removesuffix('s') if found == 1 else unit}"
    return said + (" + 1 day" if more else "")


def _compared(blank: Blank, typed: Sequence[str]) -> str:
    fact, sign, figure = typed[:3]
    if fact not in dict(blank.options) or sign not in dict(SIGNS):
        raise BadBlank("เลือกว่าเทียบอะไร และเทียบอย่างไร จากรายการ")
    if not re.fullmatch(FIGURE, figure.strip(), re.ASCII):
        raise BadBlank(f"อ่าน {shown(figure)} ไม่ได้ ใส่ตัวเลข ถ้าเป็นเงินพิมพ์ 500 บาท")
    return f"{fact} {sign} {figure.strip()}"


def _pairs(text: str) -> dict[str, str]:
    """Lines of `code = word`; a word without a code gets the next one."""
    found: dict[str, str] = {}
    for one in filter(None, (line.strip() for line in text.splitlines())):
        code, sign, word = one.partition("=")
        if not sign:
            numbers = range(1, len(found) + 2)
            code = next(f"w{n}" for n in numbers if f"w{n}" not in found)
            word = one
        found[code.strip()] = _clean(word, LINE_MAX)
    return found


def _answer(text: str) -> Tree:
    kind, _, said = text.partition(":")
    if kind == "baht":
        return {"amount_baht": said}
    return {"refused": [one for one in said.split(",") if one]}
