"""One cell of facts: what a person wrote, as the whole number that a column holds.

A date becomes a day number, a word its place in a list.  Columns, rows and what is
missing from them are `facts_text`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from kongbun.kernel import digits
from kongbun.kernel.bad_input import shown
from kongbun.kernel.thai_date import PartialDate
from kongbun.kernel.thai_date_text import read_day, read_partial
from kongbun.rules.benefit import GPA_MAX
from kongbun.rules.choices import choice_number
from kongbun.rules.days import EPOCH
from kongbun.rules.facts import Fact

ISO = re.compile(r"(?:1[89]|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}", re.ASCII)
YEAR_MONTH = re.compile(r"([0-9]{4})-([0-9]{1,2})", re.ASCII)
WHOLE = re.compile(r"[0-9]{1,40}", re.ASCII)
YES = frozenset({"yes", "true", "1", "ใช่"})
NO = frozenset({"no", "false", "0", "ไม่"})
UNKNOWN_WORDS = frozenset({"unknown", "ไม่ทราบ", "ไม่รู้"})


class Fault(ValueError):  # noqa: N818 -- it is an answer, not an error
    def __init__(self, code: str, message: str) -> None:
        self.code = code
        super().__init__(message)


def _read_date(_: Fact, cell: object) -> int:
    if isinstance(cell, date):
        return (cell - EPOCH).days
    text = _text(cell, "ใส่วันที่แบบ 2026-11-09 หรือ 9/11/2569").strip()
    if ISO.fullmatch(text):
        try:
            return (date.fromisoformat(text) - EPOCH).days
        except ValueError:
            pass  # Read again below, for the sentence that says why.
    return (read_day(text) - EPOCH).days


def _read_partial(fact: Fact, cell: object) -> int | None:
    """The latest day it may be; nothing when it is not known at all."""
    if isinstance(cell, date):
        return _read_date(fact, cell)
    text = _text(cell, "ใส่วันที่แบบ 1960-05-01, 1960-05 หรือ 1960").strip()
    if text in UNKNOWN_WORDS:
        return None
    return (partial_day(text).latest - EPOCH).days


def slack_of(cell: object) -> int:
    if not isinstance(cell, str) or ISO.fullmatch(cell.strip()):
        return 0
    born = partial_day(cell.strip())
    return (born.latest - born.earliest).days


def partial_day(text: str) -> PartialDate:
    year_month = YEAR_MONTH.fullmatch(digits.fold(text))
    if year_month:
        text = f"-/{year_month[2]}/{year_month[1]}"
    return read_partial(text)


def _read_count(fact: Fact, cell: object) -> int:
    if isinstance(cell, bool):
        raise Fault("not-whole", "ต้องเป็นจำนวนเต็ม ไม่ใช่ true หรือ false")
    text = str(cell) if isinstance(cell, int) else _text(cell, "ใส่จำนวนเต็ม").strip()
    if digits.is_mixed(text):
        raise Fault("mixed-digits", f"{shown(text)} มีเลขไทยปนเลขอารบิก ใส่เลขแบบเดียว")
    folded = digits.fold(text)
    if not WHOLE.fullmatch(folded):
        raise Fault(
            "not-whole",
            f"{shown(text)} ไม่ใช่จำนวนเต็มตั้งแต่ 0 ขึ้นไป ใส่ตัวเลขอย่างเดียว เช่น 3",
        )
    number = int(folded)
    if number > most_of(fact):
        raise Fault("too-large", f"{shown(text)} มากเกินไป ตรวจจำนวนหลัก")
    return number


def most_of(fact: Fact) -> int:
    return GPA_MAX if fact.name == "gpa_hundredths" else fact.most


def _read_yes_no(_: Fact, cell: object) -> int:
    if isinstance(cell, bool):
        return int(cell)
    text = str(cell).strip().lower() if isinstance(cell, (str, int)) else ""
    if text not in YES | NO:
        raise Fault("not-yes-no", f"{shown(cell)} ไม่ใช่ yes หรือ no")
    return int(text in YES)


def _read_choice(fact: Fact, cell: object) -> int:
    text = _text(cell, "ใส่คำในรายการ").strip()
    number = choice_number(fact.words, text)
    if number is None:
        words = ", ".join(fact.choices[1:])
        raise Fault("not-a-choice", f"{shown(text)} ไม่อยู่ในรายการ เลือกจาก: {words}")
    return number


def _text(cell: object, remedy: str) -> str:
    if not isinstance(cell, str):
        raise Fault("not-text", f"อ่าน {shown(cell)} ไม่ได้ {remedy}")
    return cell


READERS: dict[str, Callable[[Fact, object], int | None]] = {
    "date": _read_date,
    "partial_date": _read_partial,
    "count": _read_count,
    "satang": _read_count,
    "yes_no": _read_yes_no,
    "choice": _read_choice,
}
