"""Facts: all that a decision may depend on, as typed columns.

`CATALOGUE` names every fact there is, with its type, its unit and what stands in
for it when nobody states it.  `needed_facts` says which of them a benefit asks
for.  Reading text into facts is `facts_text`; gathering them is the claims app.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from kongbun.rules.benefit import (
    COUNTED,
    MAX_SATANG,
    MAX_UNITS,
    Age,
    Arrears,
    Backdating,
    BenefitRule,
    ByChoice,
    ByResolution,
    Condition,
    FiledWithin,
    Formula,
    Grade,
    Membership,
    NotSuspended,
    NotTogether,
    OneOf,
    OwnFact,
    PerUnit,
    Sex,
    Tenure,
    Tiers,
    UpTo,
    Waiting,
    When,
)
from kongbun.rules.choices import CHOICE_WORDS, CHOICES
from kongbun.rules.days import NEVER, Bool, Int, is_one_value, repeated
from kongbun.rules.expression import Node, facts_in
from kongbun.rules.used import USED_LABELS, WHOSE, used_fact, used_label

FactType = Literal["date", "partial_date", "count", "satang", "yes_no", "choice"]
# The largest value of a column: far above life, far below what overflows.
MOST = {
    "count": MAX_UNITS,
    "satang": 1000 * MAX_SATANG,
    "yes_no": 1,
    "choice": max(len(words) for words in CHOICES.values()),
}
KNOWN = "_known"
EVIDENCE = "evidence_"
# Before the code of a fact that only one by-law asks for.
OWN = "own_"
Int32 = NDArray[np.int32]
COLUMN_TYPES = (np.int64, np.int32, np.bool_)


@dataclass(frozen=True, slots=True)
class Fact:
    """One column: its type and unit, and what its absence honestly means."""

    name: str
    type: FactType
    label: str
    # None: it must be stated.  A number, or the name of the fact it equals.
    default: int | str | None = None
    default_label: str = ""
    own: OwnFact | None = None

    @property
    def unit(self) -> str:
        if self.type in ("date", "partial_date"):
            return "ISO date"
        if self.name.startswith(OWN) and self.type == "count":
            return self.name.partition("_used_")[0]
        if self.type == "count":
            return next((u for u in COUNT_UNITS if u in self.name), "times")
        return self.type

    @property
    def choices(self) -> tuple[str, ...]:
        return tuple(self.words) if self.type == "choice" else ()

    @property
    def words(self) -> dict[str, str]:
        """The codes of a choice and their Thai words; the first is "not known"."""
        if self.own is not None:
            return {"unknown": "ไม่ทราบ", **dict(self.own.words)}
        return CHOICE_WORDS.get(self.name, {})

    @property
    def most(self) -> int:
        return MOST[self.type] if self.own is None else self.own.most


COUNT_UNITS = (*COUNTED, "years", "times", "hundredths", "documents")
COUNT_LABELS = {
    "nights": "คืนที่นอนโรงพยาบาล",
    "children": "จำนวนเด็ก",
    "calves": "จำนวนลูกควาย",
    "days": "จำนวนวันที่ขอ",
    "months": "จำนวนเดือนที่ขอ",
    "people": "จำนวนคน",
    "items": "จำนวนชิ้น",
}
CHOICE_LABELS = {
    "sex": "เพศ",
    "school_stage": "ชั้นเรียน",
    "member_type": "ประเภทสมาชิก",
    "rhythm": "รอบการส่งเงิน",
    "disaster_kind": "ลักษณะความเสียหาย",
    "allowance_kind": "เบี้ยยังชีพที่รับอยู่",
    "ceremony": "งานที่จัด",
}
NONE_USED = "ไม่ระบุ = ยังไม่เคยใช้ (0)"


def _catalogue() -> dict[str, Fact]:
    facts = [
        Fact("event_date", "date", "วันเกิดเหตุ"),
        Fact("event_last_date", "date", "วันสุดท้ายของเหตุ เช่น วันออกจากโรงพยาบาล",
             "event_date", "ไม่ระบุ = วันเดียวกับวันเกิดเหตุ"),
        Fact("filed_date", "date", "วันที่ยื่นคำขอ"),
        Fact("joined_date", "date", "วันเข้าเป็นสมาชิก"),
        Fact("exited_date", "date", "วันสุดท้ายที่เป็นสมาชิก", NEVER,
             "ไม่ระบุ = ยังเป็นสมาชิกอยู่"),
        Fact("waiting_from_date", "date", "วันที่เริ่มนับระยะรอสิทธิ", "joined_date",
             "ไม่ระบุ = นับจากวันเข้าเป็นสมาชิก"),
        Fact("paid_days", "count", "จำนวนวันที่ส่งเงินแล้ว นับถึงก่อนวันเกิดเหตุ"),
        Fact("arrears_days", "count", "จำนวนวันที่ค้างส่งในวันเกิดเหตุ"),
        Fact("arrears_months", "count", "จำนวนเดือนที่ค้างส่งในวันเกิดเหตุ"),
        Fact("arrears_years", "count", "จำนวนปีที่ค้างส่งในวันเกิดเหตุ"),
        Fact("suspended", "yes_no", "ถูกพักสิทธิในวันเกิดเหตุ", 0,
             "ไม่ระบุ = ไม่ได้ถูกพักสิทธิ"),
        Fact("birth_date", "partial_date", "วันเกิดของสมาชิก (ปี, ปี-เดือน หรือครบ)"),
        Fact("subject_birth_date", "partial_date", "วันเกิดของผู้ที่ขอให้ เช่น บุตร"),
        Fact("gpa_hundredths", "count", "เกรดเฉลี่ยคูณร้อย (3.50 = 350)"),
        Fact("asked_satang", "satang", "จำนวนเงินที่ขอ (สตางค์)"),
        Fact("resolution_satang", "satang", "จำนวนเงินตามมติกรรมการ (สตางค์)", 0,
             "ไม่ระบุ = ยังไม่มีมติ"),
        Fact("backdated_days", "count", "บันทึกช้ากว่าวันจริงมากที่สุดกี่วัน", 0,
             "ไม่ระบุ = ไม่มีรายการบันทึกย้อนหลัง"),
        Fact("backdating_confirmed", "yes_no", "มีผู้รับรองรายการย้อนหลังแล้ว", 0,
             "ไม่ระบุ = ยังไม่มีผู้รับรอง"),
        Fact("other_granted_this_year", "count",
             "จำนวนครั้งที่ได้สวัสดิการอื่นซึ่งขอซ้อนกันไม่ได้ในรอบเดียวกัน (times)", 0,
             NONE_USED),
        *(Fact(name, "choice", label) for name, label in CHOICE_LABELS.items()),
        *(Fact(name, "count", COUNT_LABELS[name]) for name in COUNTED),
    ]  # fmt: skip
    for measure in (*COUNTED, "satang", "times"):
        kind: FactType = "satang" if measure == "satang" else "count"
        for ending in (f"{per}{whose}" for per in USED_LABELS for whose in WHOSE):
            name = f"{measure}_used_{ending}"
            facts.append(Fact(name, kind, used_label(ending), 0, NONE_USED))
    return {fact.name: fact for fact in facts}


CATALOGUE = _catalogue()
# Names people also use for the same fact.
ALIASES = {
    "days_paid": "paid_days",
    "nights_this_year": "nights_used_this_year",
    "date_of_birth": "birth_date",
    "join_date": "joined_date",
}


class FactsMissing(Exception):  # noqa: N818 -- it is an answer, not an error
    """Facts that a benefit asks for and nobody stated."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self.names = names
        super().__init__(", ".join(names))


@dataclass(frozen=True, slots=True)
class Facts:
    """Columns of equal length, whole numbers or `bool`, by the names of the catalogue.

    Columns of millions of rows may be `int32`; they are worked out in `int64`.
    Dates are day numbers (`days`), money is satang.  A birth date known only to the
    month or year stands as the latest day it may have been, which is the safe side
    for a right by age; one not known at all has `birth_date_known` false.
    """

    n: int
    columns: Mapping[str, Int | Int32 | Bool]

    def __post_init__(self) -> None:
        for name, values in self.columns.items():
            assert values.dtype in COLUMN_TYPES, f"{name}: {values.dtype}"
            assert values.shape == (self.n,), f"{name}: {values.shape}, not {self.n}"
            assert is_fact(name), f"{name} is not a fact"

    @classmethod
    def of(cls, **columns: Int | Int32 | Bool) -> Facts:
        assert columns, "facts have columns"
        return cls(len(next(iter(columns.values()))), columns)

    def __getitem__(self, name: str) -> Int:
        """A column, or what stands in for it; `FactsMissing` when nothing may."""
        values = self.columns.get(name)
        if values is not None:
            return values.astype(np.int64, copy=False)
        if name.endswith(KNOWN):
            return repeated(1, self.n)
        default = fact_named(name).default
        if isinstance(default, str):
            return self[default]
        if default is None:
            raise FactsMissing((name,))
        return repeated(default, self.n)

    def rows(self, start: int, until: int) -> Facts:
        """A block of the rows, without copying."""
        block = {name: values[start:until] for name, values in self.columns.items()}
        return Facts(min(until, self.n) - start, block)

    def only(self, names: Iterable[str]) -> Facts:
        """The columns of those names, as far as they were stated."""
        columns = self.columns
        return Facts(self.n, {name: columns[name] for name in names if name in columns})

    def stored(self, i: int) -> dict[str, int]:
        """One row as plain numbers, to be kept with a decision."""
        return {name: int(values[i]) for name, values in self.columns.items()}

    @classmethod
    def restored(cls, row: Mapping[str, int]) -> Facts:
        """A row that `stored` gave, as columns of length one."""
        return cls(1, {name: np.array([n], dtype=np.int64) for name, n in row.items()})

    def take(self, index: Int) -> Facts:
        """Chosen rows, in the order given."""
        n = len(index)
        return Facts(
            n,
            {
                name: repeated(int(values[0]), n)
                if is_one_value(values)
                else values[index]
                for name, values in self.columns.items()
            },
        )


def is_fact(name: str) -> bool:
    base = name.removesuffix(KNOWN)
    return base in CATALOGUE or base.startswith((EVIDENCE, OWN))


def own_fact(own: OwnFact) -> Fact:
    return Fact(OWN + own.code, own.type, own.label, own=own)


def fact_named(name: str, own: Iterable[OwnFact] = ()) -> Fact:
    """The fact of that name; documents and a by-law's own facts by their code."""
    if name.startswith(OWN):
        code, _, used = name.removeprefix(OWN).partition("_used_")
        if used:
            return Fact(name, "count", used_label(used), 0, NONE_USED)
        asked = {one.code: own_fact(one) for one in own}
        return asked.get(code, Fact(name, "count", code))
    if name.startswith(EVIDENCE):
        return Fact(name, "count", f"จำนวนเอกสาร {name.removeprefix(EVIDENCE)}")
    return CATALOGUE[name]


def _condition_facts(  # noqa: PLR0911, PLR0912 -- one line a kind of condition
    condition: Condition,
) -> Iterable[str]:
    match condition:
        case Membership():
            return ("event_date", "joined_date", "exited_date")
        case Tenure():
            return (_since(condition.by),)
        case Waiting():
            return ("joined_date", "waiting_from_date")
        case Arrears():
            return (f"arrears_{condition.unit}",)
        case NotSuspended():
            return ("suspended",)
        case Age():
            prefix = "subject_" if condition.whose == "subject" else ""
            return (f"{prefix}birth_date",)
        case Sex():
            return ("sex",)
        case FiledWithin():
            return ("event_last_date", "filed_date")
        case Backdating():
            return ("backdated_days", "backdating_confirmed")
        case Grade():
            return ("gpa_hundredths",)
        case OneOf():
            return (condition.fact,)
        case NotTogether():
            return ("other_granted_this_year",)
        case When(expression=expression):
            return _expression_facts(expression)


# What is worked out for an expression, and the facts that it is worked out from.
WORKED_OUT = {
    **dict.fromkeys(("member_days", "member_months", "member_years"), "joined_date"),
    **dict.fromkeys(("paid_months", "paid_years"), "paid_days"),
    "age": "birth_date",
    "subject_age": "subject_birth_date",
}


def _expression_facts(expression: Node) -> Iterable[str]:
    return (WORKED_OUT.get(name, name) for name in facts_in(expression))


def _since(by: str) -> str:
    return {"joined": "joined_date", "paid": "paid_days", "age": "birth_date"}[by]


def _amount_facts(  # noqa: PLR0911 -- one line a kind of amount
    rule: BenefitRule,
) -> Iterable[str]:
    match rule.amount:
        case PerUnit(unit=unit):
            return (unit,)
        case Tiers(by=by):
            return (_since(by),)
        case ByChoice(fact=fact):
            return (fact,)
        case UpTo():
            return ("asked_satang",)
        case Formula(expression=expression):
            return _expression_facts(expression)
        case ByResolution():
            return ("resolution_satang",)
        case _:
            return ()


def names_for_amount(rule: BenefitRule) -> list[str]:
    """What the amount and its caps look at."""
    names = list(_amount_facts(rule))
    for cap in rule.caps:
        if cap.by_tenure:
            names.append(_since(cap.by_tenure.by))
        names.append(used_fact(rule, cap))
    return names


def needed_facts(rule: BenefitRule) -> dict[str, Fact]:
    """Every fact that `rule` looks at, in the order in which it does."""
    last = ["event_last_date"] if rule.event_date_is == "last_day" else []
    asked = [name for one in rule.conditions for name in _condition_facts(one)]
    names = ["event_date", *last, *asked, *names_for_amount(rule)]
    needed = {name: fact_named(name, rule.own_facts) for name in names}
    for paper in rule.evidence:
        if paper.decides:
            name = EVIDENCE + paper.code
            needed[name] = Fact(
                name,
                "count",
                f"จำนวน{paper.text} (documents)",
                paper.count,
                "ไม่ระบุ = มีครบ ผู้รับคำขอตรวจเอกสารเอง",
            )
    return needed
