"""Facts as people write them, turned into columns; or every value that cannot be.

For the examples inside a by-law and for the files given to `kongbun decide`.  A row
is a mapping from fact names to text, whole numbers, booleans or nothing.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np

from kongbun.kernel import digits
from kongbun.kernel.bad_input import BadInput, shown
from kongbun.kernel.thai_date_text import read_day, read_partial
from kongbun.rules.benefit import BenefitRule
from kongbun.rules.choices import CHOICES, choice_number
from kongbun.rules.days import EPOCH, FIRST_DAY, LAST_DAY, Bool, Int
from kongbun.rules.facts import (
    ALIASES,
    CATALOGUE,
    KNOWN,
    MOST,
    Fact,
    Facts,
    fact_named,
    is_fact,
    needed_facts,
)

ISO = re.compile(r"(?:1[89]|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}", re.ASCII)
YEAR_MONTH = re.compile(r"([0-9]{4})-([0-9]{1,2})", re.ASCII)
WHOLE = re.compile(r"[0-9]{1,15}", re.ASCII)
YES = frozenset({"yes", "true", "1", "ใช่"})
NO = frozenset({"no", "false", "0", "ไม่"})
UNKNOWN_WORDS = frozenset({"unknown", "ไม่ทราบ", "ไม่รู้"})
PROBLEMS_MAX = 200
TYPE_WORDS = {
    "date": "วันที่",
    "partial_date": "วันที่",
    "count": "จำนวนเต็ม",
    "satang": "จำนวนสตางค์",
    "yes_no": "ใช่หรือไม่",
    "choice": "คำในรายการ",
}


@dataclass(frozen=True, slots=True)
class FactProblem:
    """A value, a column or a row that cannot be used.  Row 0: the whole column."""

    row: int
    column: str
    code: str
    value: str
    message: str

    def as_json(self) -> dict[str, object]:
        return {
            "row": self.row,
            "column": self.column,
            "code": self.code,
            "value": self.value,
            "message": self.message,
        }


class BadFacts(Exception):  # noqa: N818 -- it is an answer, not an error
    """Facts that cannot be used, with all their problems."""

    def __init__(self, problems: Sequence[FactProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(problem.message for problem in problems))


class _Fault(ValueError):  # noqa: N818 -- it is an answer, not an error
    def __init__(self, code: str, message: str) -> None:
        self.code = code
        super().__init__(message)


@dataclass(slots=True)
class Columns:
    """Columns read from a file: values, and which rows state one."""

    n: int
    values: dict[str, Int] = field(default_factory=dict)
    stated: dict[str, Bool] = field(default_factory=dict)
    known: dict[str, Bool] = field(default_factory=dict)
    unread: dict[str, Bool] = field(default_factory=dict)  # Told once already.
    problems: list[FactProblem] = field(default_factory=list)

    def note(self, row: int, column: str, code: str, value: object, what: str) -> None:
        if len(self.problems) < PROBLEMS_MAX:
            column = shown(column)
            where = f"แถว {row} ช่อง {column}: " if row else f"ช่อง {column}: "
            self.problems.append(
                FactProblem(row, column, code, shown(value), where + what)
            )

    def add(self, name: str, cells: Sequence[object]) -> None:
        """Read one column of the file under its own name or an alias."""
        fact = self._fact(name)
        if fact is None:
            return
        if fact.name in self.values:
            self.note(0, name, "repeated-column", name, "มีช่องนี้สองครั้ง เหลือไว้ช่องเดียว")
            return
        values = np.zeros(self.n, dtype=np.int64)
        stated = np.zeros(self.n, dtype=np.bool_)
        known = np.ones(self.n, dtype=np.bool_)
        unread = np.zeros(self.n, dtype=np.bool_)
        read, seen = READERS[fact.type], dict[object, int | None]()
        for i, cell in enumerate(cells):
            if cell is None or (isinstance(cell, str) and not cell.strip()):
                continue
            key = (type(cell), cell) if isinstance(cell, (str, int)) else None
            try:
                if key is None or key not in seen:
                    number = read(fact, cell)
                    if key is not None:
                        seen[key] = number
                else:
                    number = seen[key]
            except (_Fault, BadInput) as fault:
                self.note(i + 1, name, fault.code, cell, str(fault))
                unread[i] = True
                continue
            stated[i] = True
            known[i] = number is not None
            values[i] = number or 0
        self.put(fact.name, values, stated, known)
        self.unread[fact.name] = unread

    def add_numbers(
        self, name: str, cells: np.ma.MaskedArray[Any, Any], *, boolean: bool
    ) -> None:
        """A column that already holds whole numbers or booleans."""
        fact = self._fact(name)
        if fact is None:
            return
        ok = ("yes_no",) if boolean else ("count", "satang", "yes_no")
        if fact.type not in ok:
            self.note(0, name, "bad-type", "", f"ช่องนี้ต้องเป็น{TYPE_WORDS[fact.type]}")
            return
        stated = ~np.ma.getmaskarray(cells)
        values = np.where(stated, cells.data, 0).astype(np.int64)
        for row in np.flatnonzero((values < 0) | (values > MOST[fact.type]))[:20]:
            what = "ต้องเป็นจำนวนเต็มตั้งแต่ 0 และไม่มากเกินไป"
            self.note(int(row) + 1, name, "not-whole", int(values[row]), what)
        self.put(fact.name, values, stated, np.ones(self.n, dtype=np.bool_))

    def add_days(self, name: str, cells: np.ma.MaskedArray[Any, Any]) -> None:
        """A column that already holds dates."""
        fact = self._fact(name)
        if fact is None:
            return
        if fact.type not in ("date", "partial_date"):
            self.note(0, name, "bad-type", "", f"ช่องนี้ต้องเป็น{TYPE_WORDS[fact.type]}")
            return
        stated = ~np.ma.getmaskarray(cells)
        days = cells.data.astype("M8[D]").astype(np.int64)
        values = np.where(stated, days, 0)
        for row in np.flatnonzero((values < FIRST_DAY) | (values > LAST_DAY))[:20]:
            self.note(int(row) + 1, name, "date-year-outside", "", "ปีอยู่นอกช่วงที่เป็นไปได้")
        self.put(fact.name, values, stated, np.ones(self.n, dtype=np.bool_))

    def put(self, name: str, values: Int, stated: Bool, known: Bool) -> None:
        self.values[name], self.stated[name] = values, stated
        if not known.all():
            self.known[name + KNOWN] = known

    def _fact(self, name: str) -> Fact | None:
        real = ALIASES.get(name, name)
        if is_fact(real) and not real.endswith(KNOWN):
            return fact_named(real)
        near = difflib.get_close_matches(name, [*CATALOGUE, *ALIASES, "benefit"], 1)
        hint = f"หมายถึง {near[0]} หรือไม่" if near else "ดูชื่อช่องด้วย kongbun bylaw facts"
        self.note(0, name, "unknown-column", name, f"ไม่รู้จักช่องนี้ {hint}")
        return None

    def for_rule(self, rule: BenefitRule, index: Int) -> Facts | None:
        """The facts `rule` needs on the rows `index`; notes what is missing."""
        count, complete = len(self.problems), True
        columns: dict[str, Int | Bool] = {}
        for name, fact in needed_facts(rule).items():
            stated = self._stated(name)[index]
            if fact.default is None and not stated.all():
                unread = self.unread.get(name, np.zeros(self.n, dtype=np.bool_))
                self._note_missing(rule, fact, index[~stated & ~unread[index]])
                complete = False
                continue
            if not stated.any():
                continue
            columns[name] = self._filled(name, fact, stated, index)
            if name + KNOWN in self.known:
                columns[name + KNOWN] = self.known[name + KNOWN][index]
        self._note_impossible(columns, index)
        if not complete or len(self.problems) > count:
            return None
        return Facts(len(index), columns)

    def _stated(self, name: str) -> Bool:
        none = np.zeros(self.n, dtype=np.bool_)
        return self.stated.get(name, none)

    def _note_missing(self, rule: BenefitRule, fact: Fact, rows: Int) -> None:
        what = f"ไม่มี{fact.label} ซึ่ง {rule.title} ({rule.code}) ต้องใช้ เติมช่องนี้"
        if fact.name not in self.values:
            self.note(0, fact.name, "missing-column", "", what)
            return
        for row in rows[:20]:
            self.note(int(row) + 1, fact.name, "missing-value", "", what)

    def _filled(self, name: str, fact: Fact, stated: Bool, index: Int) -> Int:
        values = self.values[name][index]
        if stated.all():
            return values
        default = fact.default
        if isinstance(default, str):
            other = self.values.get(default, np.zeros(self.n, dtype=np.int64))[index]
            return np.where(stated, values, other)
        assert default is not None
        return np.where(stated, values, default)

    def _note_impossible(self, columns: dict[str, Int | Bool], index: Int) -> None:
        """Dates that contradict each other, whatever the by-law says."""
        if "event_date" not in columns:
            return
        event: Int = columns["event_date"].astype(np.int64)
        for name, what in (
            ("birth_date", "เกิดหลังวันเกิดเหตุ ตรวจปี พ.ศ. และ ค.ศ."),
            ("subject_birth_date", "เกิดหลังวันเกิดเหตุ ตรวจปี พ.ศ. และ ค.ศ."),
        ):
            if name in columns:
                known = columns.get(name + KNOWN)
                sure = np.bool_(True) if known is None else known.astype(np.bool_)
                # A birth known to the year alone stands as its last day.
                born = columns[name].astype(np.int64)
                bad: Bool = (born > event + 366) & sure
                self._note_rows(name, "date-order", born, index, bad, what)
        if "event_last_date" in columns:
            last: Int = columns["event_last_date"].astype(np.int64)
            what = "วันสุดท้ายมาก่อนวันเกิดเหตุ ตรวจทั้งสองวัน"
            self._note_rows(
                "event_last_date", "date-order", last, index, last < event, what
            )

    def _note_rows(
        self, name: str, code: str, days: Int, index: Int, bad: Bool, what: str
    ) -> None:
        for i in np.flatnonzero(bad)[:20]:
            day = date.fromordinal(EPOCH.toordinal() + int(days[i]))
            self.note(int(index[i]) + 1, name, code, day.isoformat(), what)


def read_columns(rows: Sequence[dict[str, object]]) -> Columns:
    """Rows of mixed keys as columns.  A key that a row lacks is not stated there."""
    columns = Columns(len(rows))
    names = dict.fromkeys(name for row in rows for name in row)
    for name in names:
        columns.add(name, [row.get(name) for row in rows])
    return columns


def facts_of(rule: BenefitRule, given: Iterable[tuple[str, str]]) -> Facts:
    """One row of facts for one benefit; raise `BadFacts` with every problem."""
    columns = read_columns([dict(given)])
    facts = columns.for_rule(rule, np.zeros(1, dtype=np.int64))
    if facts is None or columns.problems:
        raise BadFacts(columns.problems)
    return facts


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
    folded = digits.fold(text)
    year_month = YEAR_MONTH.fullmatch(folded)
    if year_month:
        text = f"-/{year_month[2]}/{year_month[1]}"
    return (read_partial(text).latest - EPOCH).days


def _read_count(fact: Fact, cell: object) -> int:
    if isinstance(cell, bool):
        raise _Fault("not-whole", "ต้องเป็นจำนวนเต็ม ไม่ใช่ true หรือ false")
    text = str(cell) if isinstance(cell, int) else _text(cell, "ใส่จำนวนเต็ม").strip()
    if digits.is_mixed(text):
        raise _Fault("mixed-digits", f"{shown(text)} มีเลขไทยปนเลขอารบิก ใส่เลขแบบเดียว")
    folded = digits.fold(text)
    if not WHOLE.fullmatch(folded):
        raise _Fault(
            "not-whole",
            f"{shown(text)} ไม่ใช่จำนวนเต็มตั้งแต่ 0 ขึ้นไป ใส่ตัวเลขอย่างเดียว เช่น 3",
        )
    number = int(folded)
    if number > MOST[fact.type]:
        raise _Fault("too-large", f"{shown(text)} มากเกินไป ตรวจจำนวนหลัก")
    return number


def _read_yes_no(_: Fact, cell: object) -> int:
    if isinstance(cell, bool):
        return int(cell)
    text = str(cell).strip().lower() if isinstance(cell, (str, int)) else ""
    if text not in YES | NO:
        raise _Fault("not-yes-no", f"{shown(cell)} ไม่ใช่ yes หรือ no")
    return int(text in YES)


def _read_choice(fact: Fact, cell: object) -> int:
    text = _text(cell, "ใส่คำในรายการ").strip()
    number = choice_number(fact.name, text)
    if number is None:
        words = ", ".join(CHOICES[fact.name][1:])
        raise _Fault("not-a-choice", f"{shown(text)} ไม่อยู่ในรายการ เลือกจาก: {words}")
    return number


def _text(cell: object, remedy: str) -> str:
    if not isinstance(cell, str):
        raise _Fault("not-text", f"อ่าน {shown(cell)} ไม่ได้ {remedy}")
    return cell


READERS: dict[str, Callable[[Fact, object], int | None]] = {
    "date": _read_date,
    "partial_date": _read_partial,
    "count": _read_count,
    "satang": _read_count,
    "yes_no": _read_yes_no,
    "choice": _read_choice,
}
