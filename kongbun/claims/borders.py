"""Who stands just below and just above each border of a by-law on a day.

Reads only.  Every figure is a check of `rules.decide`; how many days are missing is
found by asking the same check of other days.  What only a person at the counter can
state has no one near it, and is named.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from kongbun.claims.facts import stated_facts
from kongbun.claims.roll import Roll
from kongbun.claims.touched import Everyone, Looked, everyone, look, looked_at
from kongbun.people.models import Membership
from kongbun.people.queries import memberships_by_id
from kongbun.rules.benefit import (
    Age,
    Arrears,
    BenefitRule,
    CheckCode,
    Condition,
    FiledWithin,
    Formula,
    Grade,
    Tenure,
    Tiers,
    Waiting,
    When,
)
from kongbun.rules.bylaw import Bylaw
from kongbun.rules.checks import Check
from kongbun.rules.days import Bool, Int, Length
from kongbun.rules.decide import check_of
from kongbun.rules.expression import Comparison, Node, children, is_told
from kongbun.rules.expression_words import in_words
from kongbun.rules.facts import KNOWN, Facts
from kongbun.rules.words import quantity, quantity_of, words

NEAREST = 3
# Further than anybody lives: who does not pass within it never does by waiting.
A_LIFE = 50_000
SINCE = {"joined": "เป็นสมาชิกครบ", "paid": "ส่งเงินครบ", "age": "อายุครบ"}
# Meant for someone else: the disabled, women.  They stand near no border of it.
FOR_OTHERS = frozenset({CheckCode.KIND_AS_WRITTEN, CheckCode.SEX_AS_WRITTEN})
LIMITS = frozenset(
    {
        CheckCode.WITHIN_MONTHLY_LIMIT,
        CheckCode.WITHIN_YEARLY_LIMIT,
        CheckCode.WITHIN_LIFE_LIMIT,
        CheckCode.WITHIN_TIER_LIMIT,
    }
)


@dataclass(frozen=True, slots=True)
class Near:
    """One member near a border: what was found, and how far from it.

    Who passes is `by` beyond it, 0 on the border itself; who does not lacks `by`.
    """

    membership_id: int
    found: int
    by: int
    unit: str
    # Whether everything else known of them passes, so that this border decides.
    decides: bool


@dataclass(frozen=True, slots=True)
class Side:
    """The nearest on one side, how many stand there, and who stands just as near."""

    count: int
    nearest: tuple[Near, ...]
    as_near: int


@dataclass(frozen=True, slots=True)
class Border:
    """`of` are those it is meant for; of `unknown` nobody knows, such as a birth."""

    label: str
    clause: str
    unit: str
    required: int | None  # None where each has a figure of their own.
    of: int
    unknown: int
    passing: Side
    failing: Side
    note: str = ""


@dataclass(frozen=True, slots=True)
class BenefitBorders:
    """One benefit: whom it could touch, its borders, and those nobody can be near."""

    rule: BenefitRule
    touched: int
    borders: tuple[Border, ...]
    told_at_counter: tuple[str, ...]


def borders(
    fund_id: int,
    law: Bylaw,
    on: date,
    *,
    nearest: int = NEAREST,
    roll: Roll | None = None,
) -> list[BenefitBorders]:
    """Every benefit of a by-law, with its borders, as the fund's members stand."""
    found = everyone(fund_id, law, on, roll=roll)
    return [_of_benefit(rule, found, nearest) for rule in law.benefits]


def _of_benefit(
    rule: BenefitRule, everyone_: Everyone | None, nearest: int
) -> BenefitBorders:
    told = tuple(dict.fromkeys(_told_at_counter(rule)))
    if everyone_ is None:
        return BenefitBorders(rule, 0, (), told)
    looked = look(rule, everyone_)
    ids = [one.id for one in everyone_.members]
    found = tuple(
        _border(line, looked, ids, nearest)
        for line in (*_lines(looked), *_limits(looked))
    )
    return BenefitBorders(rule, int(looked.may.sum()), found, told)


@dataclass(frozen=True, slots=True)
class _Line:
    """A border before anybody is near it; `at` is its check among the decision's."""

    label: str
    at: int
    check: Check
    condition: Condition | None  # None: of what was used, which no day changes.
    note: str = ""


def _lines(looked: Looked) -> Iterator[_Line]:
    """The borders of conditions, of the amount and of ceilings that grow."""
    rule, facts = looked.rule, looked.facts
    for i, condition in enumerate(rule.conditions):
        for part in _figures(condition):
            if not _is_told(rule, part):
                yield _line(rule, facts, i, part)
    if isinstance(rule.amount, Formula):
        for part in _figures(_as_condition(rule.amount)):
            if not _is_told(rule, part):
                yield _line(rule, facts, -1, part)
    if isinstance(rule.amount, Tiers):
        codes = [check.code for check in looked.decided.checks]
        at = codes.index(CheckCode.TIER_REACHED)
        yield from _edges(rule, facts, at, rule.amount, "satang")
    for cap in rule.caps:
        if cap.by_tenure is not None:
            unit = rule.unit if cap.measure == "units" else cap.measure
            yield from _edges(rule, facts, -1, cap.by_tenure, unit or "times")


def _as_condition(amount: Formula) -> When:
    return When(clause=amount.clause, expression=amount.expression, written="")


def _figures(condition: Condition) -> Iterator[Condition]:
    """The parts of a condition that compare one figure with another."""
    match condition:
        case Tenure() | Waiting() | Arrears() | Age() | Grade() | FiledWithin():
            yield condition
        case When(expression=expression):
            for part in _comparisons(expression):
                yield replace(condition, expression=part)
        case _:
            return


def _comparisons(node: Node) -> Iterator[Comparison]:
    if isinstance(node, Comparison) and is_told(node) and node.sign not in ("=", "!="):
        yield node
    for child in children(node):
        yield from _comparisons(child)


def _is_told(rule: BenefitRule, condition: Condition) -> bool:
    """Whether it looks at what only a person at the counter can state."""
    asked = set(stated_facts(rule)) & looked_at(rule, condition)
    return bool(asked) or isinstance(condition, FiledWithin)


def _told_at_counter(rule: BenefitRule) -> Iterator[str]:
    conditions = list(rule.conditions)
    if isinstance(rule.amount, Formula):
        conditions.append(_as_condition(rule.amount))
    for condition in conditions:
        for part in _figures(condition):
            if _is_told(rule, part):
                yield _label(rule, part, None)


def _line(rule: BenefitRule, facts: Facts, at: int, condition: Condition) -> _Line:
    check = check_of(condition, facts)
    return _Line(_label(rule, condition, check), at, check, condition)


def _label(  # noqa: PLR0911 -- one a kind
    rule: BenefitRule, condition: Condition, check: Check | None
) -> str:
    match condition:
        case Tenure(by=by, at_least=length):
            return f"{SINCE[by]} {length}"
        case Waiting(at_least=length):
            return f"พ้นระยะรอ {length}"
        case When(expression=expression):
            return in_words(expression, rule.own_facts)
        case Age(whose="subject", at_least=None, at_most=most):
            return f"อายุของผู้ที่ขอให้ไม่เกิน {most} ปี"
        case Age(whose="subject", at_least=least):
            return f"อายุของผู้ที่ขอให้ {least} ปีขึ้นไป"
        case Grade(at_least=least):
            return f"เกรดเฉลี่ย {quantity(least, 'hundredths')} ขึ้นไป"
        case FiledWithin(days=days):
            return f"ยื่นภายใน {days:,} วัน"
        case _:
            assert check is not None, "its words are those of its check"
            return words(rule, replace(check.row(0), passed=True)).title


def _edges(
    rule: BenefitRule, facts: Facts, at: int, tiers: Tiers, unit: str
) -> Iterator[_Line]:
    """Where one tier ends and the next begins, each told with both sums.

    A tier includes the last day of its `to`, so what follows begins a day later.
    """
    begins: dict[tuple[int, int], Length] = {}
    worth: dict[tuple[int, int], int] = {}
    for tier in tiers.tiers:
        if tier.to is not None:
            after = replace(tier.to, days=tier.to.days + 1)
            begins.setdefault((after.months, after.days), after)
            worth.setdefault((after.months, after.days), 0)
    for tier in tiers.tiers:
        begins[tier.from_.months, tier.from_.days] = tier.from_
        worth[tier.from_.months, tier.from_.days] = tier.satang
    before, lowest = 0, True
    for key in sorted(begins, key=lambda one: one[0] * 31 + one[1]):
        condition = Tenure(clause=tiers.clause, by=tiers.by, at_least=begins[key])
        was, now = (
            f"ได้ {quantity_of(rule, one, unit)}" if one else "ไม่ได้"
            for one in (before, worth[key])
        )
        note = f"ก่อนครบ{was} ครบแล้ว{now}"
        line = _line(rule, facts, at if lowest else -1, condition)
        yield replace(line, note=note)
        before, lowest = worth[key], False


def _limits(looked: Looked) -> Iterator[_Line]:
    """Ceilings of a year or a life, as far as anybody has used of them."""
    for i, check in enumerate(looked.decided.checks):
        if check.code in LIMITS and check.found.any():
            told = words(looked.rule, replace(check.row(0), passed=True))
            yield _Line(told.title, i, check, None)


def _border(line: _Line, looked: Looked, ids: Sequence[int], nearest: int) -> Border:
    check = line.check
    meant = np.ones(len(ids), np.bool_)
    for other, own in zip(looked.decided.checks, looked.own, strict=True):
        if own and other.code in FOR_OTHERS:
            meant &= other.passed
    known = _known(looked, line.condition)
    # Of a ceiling only those are near who have used something.
    shown = meant & known & ((check.found > 0) | (line.condition is not None))
    others = looked.passes_but(line.at)
    sides = [
        _side(line, looked.facts, ids, others, meant & known & of, shown & of, nearest)
        for of in (check.passed, ~check.passed)
    ]
    same = np.all(check.required == check.required[0])
    return Border(
        label=line.label,
        clause=check.rule.clause or looked.rule.clause,
        unit=check.unit,
        required=int(check.required[0]) if same else None,
        of=int(meant.sum()),
        unknown=int((meant & ~known).sum()),
        passing=sides[0],
        failing=sides[1],
        note=line.note,
    )


def _known(looked: Looked, condition: Condition | None) -> Bool:
    known = np.ones(looked.facts.n, np.bool_)
    if condition is not None:
        for name in looked_at(looked.rule, condition):
            values = looked.facts.columns.get(f"{name}{KNOWN}")
            if values is not None:
                known &= values != 0
    return known


def _side(
    line: _Line,
    facts: Facts,
    ids: Sequence[int],
    others: Bool,
    standing: Bool,
    shown: Bool,
    nearest: int,
) -> Side:
    rows = np.flatnonzero(shown)
    if not len(rows) or not nearest:
        return Side(int(standing.sum()), (), 0)
    check = line.check
    by = np.abs(check.found - check.required)[rows]
    unit = check.unit
    # No one further than the last of the nearest in whole units can be nearer in days.
    last = np.partition(by, min(nearest, len(by)) - 1)[min(nearest, len(by)) - 1]
    rows, by = rows[by <= last], by[by <= last]
    if line.condition is not None and unit in ("months", "years"):
        days = _days_from(line.condition, facts.take(rows), check.passed[rows])
        if days is not None:
            by, unit = days, "days"
    order = np.lexsort((rows, by))
    named = order[:nearest]
    as_near = int((by == by[named[-1]]).sum()) - int((by[named] == by[named[-1]]).sum())
    people = tuple(
        Near(ids[row], int(check.found[row]), int(far), unit, bool(others[row]))
        for row, far in zip(rows[named].tolist(), by[named].tolist(), strict=True)
    )
    return Side(int(standing.sum()), people, as_near)


def _days_from(condition: Condition, facts: Facts, passed: Bool) -> Int | None:
    """In how many days the check turns, or since how many it has, each day paid.

    None where days alone do not turn it for all of them.
    """
    found = np.full(facts.n, -1, np.int64)
    for way in (1, -1):
        turned = _on_another_day(condition, facts, way * A_LIFE) != passed
        turned &= found < 0
        if not turned.any():
            continue
        low, high = np.zeros(facts.n, np.int64), np.full(facts.n, A_LIFE, np.int64)
        while (high - low > 1).any():
            middle = (low + high) // 2
            over = _on_another_day(condition, facts, way * middle) != passed
            low, high = np.where(over, low, middle), np.where(over, middle, high)
        found[turned] = high[turned]
    return None if (found < 0).any() else found - passed


def _on_another_day(condition: Condition, facts: Facts, days: Int | int) -> Bool:
    columns = dict(facts.columns)
    columns["event_date"] = facts["event_date"] + days
    if "paid_days" in columns:
        columns["paid_days"] = np.maximum(0, facts["paid_days"] + days)
    return check_of(condition, Facts(facts.n, columns)).passed


def member_numbers(found: Sequence[BenefitBorders]) -> dict[int, str]:
    """The numbers of all who are named, by membership."""
    return {pk: one.member_no for pk, one in people_near(found).items()}


def people_near(found: Sequence[BenefitBorders]) -> dict[int, Membership]:
    """All who are named, by membership, each read with its person."""
    return memberships_by_id(
        near.membership_id
        for benefit in found
        for border in benefit.borders
        for side in (border.passing, border.failing)
        for near in side.nearest
    )
