"""Facts as people write them, turned into columns; or every value that cannot be.

For the examples inside a by-law and for the files given to `kongbun decide`.  A row
is a mapping from fact names to text, whole numbers, booleans or nothing.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np

from kongbun.kernel.bad_input import BadInput, shown
from kongbun.rules.benefit import BenefitRule, OwnFact
from kongbun.rules.days import EPOCH, FIRST_DAY, LAST_DAY, Bool, Int
from kongbun.rules.facts import (
    ALIASES,
    CATALOGUE,
    EVIDENCE,
    KNOWN,
    OWN,
    Fact,
    Facts,
    fact_named,
    is_fact,
    needed_facts,
)
from kongbun.rules.facts_cells import READERS, Fault, most_of, slack_of

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


@dataclass(slots=True)
class Columns:
    """Columns read from a file: values, and which rows state one."""

    n: int
    own: tuple[OwnFact, ...] = ()
    is_example: bool = False  # One case, which has no number of its row.
    values: dict[str, Int] = field(default_factory=dict)
    stated: dict[str, Bool] = field(default_factory=dict)
    known: dict[str, Bool] = field(default_factory=dict)
    unread: dict[str, Bool] = field(default_factory=dict)  # Told once already.
    # Days by which a birth may lie before the latest day that stands for it.
    slack: dict[str, Int] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    problems: list[FactProblem] = field(default_factory=list)

    def note(self, row: int, column: str, code: str, value: object, what: str) -> None:
        if len(self.problems) < PROBLEMS_MAX:
            column = shown(column)
            where = f"แถว {row} " if row and not self.is_example else ""
            where += f"ช่อง {column}: "
            self.problems.append(
                FactProblem(row, column, code, shown(value), where + what)
            )

    def add(self, name: str, cells: Sequence[object]) -> None:
        """Read one column of the file under its own name or an alias."""
        fact = self._fact(name)
        if fact is None:
            return
        values = np.zeros(self.n, dtype=np.int64)
        stated = np.zeros(self.n, dtype=np.bool_)
        known = np.ones(self.n, dtype=np.bool_)
        unread = np.zeros(self.n, dtype=np.bool_)
        slack = self.slack.setdefault(fact.name, np.zeros(self.n, dtype=np.int64))
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
            except (Fault, BadInput) as fault:
                self.note(i + 1, name, fault.code, cell, str(fault))
                unread[i] = True
                continue
            stated[i] = True
            known[i] = number is not None
            values[i] = number or 0
            if fact.type == "partial_date" and number is not None:
                slack[i] = slack_of(cell)
        self.put(fact.name, values, stated, known)
        self.unread[fact.name] = unread

    def add_numbers(
        self, name: str, cells: np.ma.MaskedArray[Any, Any], *, boolean: bool
    ) -> None:
        """A column that already holds whole numbers or booleans."""
        ok = ("yes_no",) if boolean else ("count", "satang", "yes_no")
        fact = self._typed(name, ok)
        if fact is None:
            return
        stated = ~np.ma.getmaskarray(cells)
        values = np.where(stated, cells.data, 0).astype(np.int64)
        for row in np.flatnonzero((values < 0) | (values > most_of(fact)))[:20]:
            what = f"{values[row]} ใช้ไม่ได้ ใส่จำนวนเต็ม 0 ถึง {most_of(fact)}"
            self.note(int(row) + 1, name, "not-whole", int(values[row]), what)
        self.put(fact.name, values, stated, np.ones(self.n, dtype=np.bool_))

    def add_days(self, name: str, cells: np.ma.MaskedArray[Any, Any]) -> None:
        """A column that already holds dates."""
        fact = self._typed(name, ("date", "partial_date"))
        if fact is None:
            return
        stated = ~np.ma.getmaskarray(cells)
        days = cells.data.astype("M8[D]").astype(np.int64)
        values = np.where(stated, days, 0)
        for row in np.flatnonzero((values < FIRST_DAY) | (values > LAST_DAY))[:20]:
            self.note(int(row) + 1, name, "date-year-outside", "", "ปีอยู่นอกช่วงที่เป็นไปได้")
        self.put(fact.name, values, stated, np.ones(self.n, dtype=np.bool_))

    def refuse(self, name: str, kind: str, what: str) -> None:
        """A column of a type that no fact has: told once, and not missed again."""
        fact = self._fact(name)
        if fact is not None:
            self.note(0, name, "bad-type", kind, what)
            none = np.zeros(self.n, dtype=np.int64)
            self.put(fact.name, none, none != 0, none == 0)
            self.unread[fact.name] = none == 0

    def _typed(self, name: str, types: Sequence[str]) -> Fact | None:
        real = self._real(name)
        if is_fact(real) and real not in self.seen:
            kind = fact_named(real, self.own).type
            if kind not in types:
                self.refuse(name, "", f"ช่องนี้ต้องเป็น{TYPE_WORDS[kind]}")
                return None
        return self._fact(name)

    def put(self, name: str, values: Int, stated: Bool, known: Bool) -> None:
        self.values[name], self.stated[name] = values, stated
        if not known.all():
            self.known[name + KNOWN] = known

    def _real(self, name: str) -> str:
        """What a column is of: one's own facts are named by their code alone, too."""
        if name.partition("_used_")[0] in {one.code for one in self.own}:
            return OWN + name
        return ALIASES.get(name, name)

    def _fact(self, name: str) -> Fact | None:
        own = {one.code for one in self.own}
        real = self._real(name)
        known = is_fact(real) and not real.endswith(KNOWN)
        if known and not (real.startswith(OWN) and _own_code(real) not in own):
            if real not in self.seen:
                self.seen.add(real)
                return fact_named(real, self.own)
            self.note(0, name, "repeated-column", name, "มีช่องนี้สองครั้ง เหลือไว้ช่องเดียว")
            return None
        near = difflib.get_close_matches(
            name, [*CATALOGUE, *ALIASES, *own, "benefit"], 1
        )
        hint = f"หมายถึง {near[0]} หรือไม่" if near else "ดูชื่อช่องด้วย kongbun bylaw facts"
        self.note(0, name, "unknown-column", name, f"ไม่รู้จักช่องนี้ {hint}")
        return None

    def for_rule(self, rule: BenefitRule, index: Int) -> Facts | None:
        """The facts `rule` needs on the rows `index`; notes what is missing."""
        count, complete = len(self.problems), True
        columns: dict[str, Int | Bool] = {}
        for name, fact in needed_facts(rule).items():
            if name not in self.stated and fact.default is not None:
                continue
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
        if rule.event_date_is == "last_day" and "event_last_date" in columns:
            # The by-law's day of the event; the first one is what people write down.
            columns["event_date"] = columns["event_last_date"]
        return Facts(len(index), columns)

    def states_other_papers(self, rule: BenefitRule, index: Int) -> bool:
        """Whether those rows state a document that this benefit does not ask for."""
        own = {EVIDENCE + paper.code for paper in rule.evidence}
        return any(
            name.startswith(EVIDENCE) and name not in own and stated[index].any()
            for name, stated in self.stated.items()
        )

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
        what = "เกิดหลังวันเกิดเหตุ ตรวจปี พ.ศ. และ ค.ศ."
        for name in ("birth_date", "subject_birth_date"):
            if name in columns:
                known = columns.get(name + KNOWN)
                sure = np.bool_(True) if known is None else known.astype(np.bool_)
                born = columns[name].astype(np.int64)
                # A birth known to the year alone stands as its last day.
                slack = self.slack.get(name, np.zeros(self.n, dtype=np.int64))[index]
                bad: Bool = (born - slack > event) & sure
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


def _own_code(name: str) -> str:
    return name.removeprefix(OWN).partition("_used_")[0]


def read_columns(
    rows: Sequence[dict[str, object]],
    own: tuple[OwnFact, ...] = (),
    *,
    is_example: bool = False,
) -> Columns:
    """Rows of mixed keys as columns.  A key that a row lacks is not stated there.

    `own` are the facts that the by-law itself asks for.
    """
    columns = Columns(len(rows), own, is_example)
    names = dict.fromkeys(name for row in rows for name in row)
    for name in names:
        columns.add(name, [row.get(name) for row in rows])
    return columns


def note_unknown_papers(columns: Columns, rules: Iterable[BenefitRule]) -> None:
    """A misspelt document would silently count as there: it is told instead."""
    known = {EVIDENCE + paper.code for rule in rules for paper in rule.evidence}
    for name in columns.values:
        if name.startswith(EVIDENCE) and name not in known:
            near = difflib.get_close_matches(name, known, 1)
            hint = f"หมายถึง {near[0]} หรือไม่" if near else "ลบช่องนี้"
            columns.note(0, name, "unknown-column", name, f"ระเบียบไม่มีหลักฐานรหัสนี้ {hint}")


def facts_of(rule: BenefitRule, given: Iterable[tuple[str, str]]) -> Facts:
    """One row of facts for one benefit; raise `BadFacts` with every problem."""
    columns = read_columns([dict(given)], rule.own_facts, is_example=True)
    note_unknown_papers(columns, [rule])
    facts = columns.for_rule(rule, np.zeros(1, dtype=np.int64))
    if facts is None or columns.problems:
        raise BadFacts(columns.problems)
    return facts
