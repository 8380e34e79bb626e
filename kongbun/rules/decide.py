"""The one place where a benefit is decided.

`decide` applies a rule to columns of facts; row *i* of every column is one case, and
one person at the counter is a column of length one.  It does not know where facts
come from, what was decided before (that is a fact too), or what a committee will say.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np

from kongbun.rules.amounts import Wanted, grant
from kongbun.rules.benefit import (
    Age,
    Arrears,
    Backdating,
    BenefitRule,
    CheckCode,
    Condition,
    FiledWithin,
    Grade,
    Membership,
    NotSuspended,
    NotTogether,
    OneOf,
    Sex,
    Tenure,
    Waiting,
    When,
)
from kongbun.rules.checks import UNKNOWN, Check, CheckResult
from kongbun.rules.days import (
    FIRST_DAY,
    LAST_DAY,
    NEVER,
    Bool,
    Elapsed,
    Int,
    is_one_value,
    repeated,
    years_complete,
)
from kongbun.rules.evaluate import evaluate, known_in
from kongbun.rules.expression import Comparison, is_told, told_unit
from kongbun.rules.facts import (
    EVIDENCE,
    KNOWN,
    Fact,
    Facts,
    FactsMissing,
    needed_facts,
)
from kongbun.rules.since import length_check, time_of

BLOCK = 65_536


@dataclass(frozen=True, slots=True)
class Decision:
    """What the by-law says of one row, with every check that led to it."""

    benefit: str
    clause: str
    granted: bool
    amount_satang: int
    units: int
    tier: str
    checks: tuple[CheckResult, ...]

    @property
    def refusals(self) -> tuple[CheckResult, ...]:
        return tuple(check for check in self.checks if not check.passed)


@dataclass(frozen=True, slots=True)
class Decisions:
    """The answers for a column of cases.  `tier` is -1 where no tier was reached."""

    rule: BenefitRule
    facts: Facts
    granted: Bool
    amount_satang: Int
    units: Int
    tier: Int
    checks: tuple[Check, ...]

    def __len__(self) -> int:
        return len(self.granted)

    def row(self, i: int) -> Decision:
        return Decision(
            self.rule.code,
            self.rule.clause,
            bool(self.granted[i]),
            int(self.amount_satang[i]),
            int(self.units[i]),
            self._tier_code(int(self.tier[i])),
            tuple(check.row(i) for check in self.checks),
        )

    def __iter__(self) -> Iterator[Decision]:
        return (self.row(i) for i in range(len(self)))

    def _tier_code(self, tier: int) -> str:
        tiers = getattr(self.rule.amount, "tiers", ())
        return tiers[tier].code if tiers and tier >= 0 else ""


def decide(rule: BenefitRule, facts: Facts, *, threads: int = 1) -> Decisions:
    """Apply `rule` to each row of `facts`.

    Every check runs on every row, in the by-law's own order, even after one has
    failed: a member who is refused deserves all the reasons at once.  Raises
    `FactsMissing` when the rule needs a fact that nobody stated.
    """
    look_over(rule, facts)
    if facts.n <= BLOCK:
        return _decide_block(rule, facts)
    blocks = [facts.rows(i, i + BLOCK) for i in range(0, facts.n, BLOCK)]
    with ThreadPoolExecutor(threads) as pool:
        parts = list(pool.map(lambda b: _decide_block(rule, b), blocks))
    return _join(rule, facts, parts)


def _decide_block(rule: BenefitRule, facts: Facts) -> Decisions:
    conditions = [check_of(condition, facts) for condition in rule.conditions]
    conditions += evidence_checks(rule, facts)
    wanted: Wanted = grant(rule, facts)
    checks = (*conditions, *wanted.checks)
    granted = np.ones(facts.n, dtype=np.bool_)
    for check in checks:
        granted &= check.passed
    amount = np.where(granted, wanted.amount_satang, 0)
    assert (amount[granted] > 0).all(), f"{rule.code}: granted nothing"
    units = np.where(granted, wanted.units, 0)
    return Decisions(rule, facts, granted, amount, units, wanted.tier, checks)


def check_of(condition: Condition, facts: Facts) -> Check:  # noqa: PLR0911 -- one a kind
    """One condition, on every row."""
    event = facts["event_date"]
    match condition:
        case Membership():
            return _membership(condition, facts)
        case Tenure(by=by, at_least=length):
            code = {
                "joined": CheckCode.MEMBER_LONG_ENOUGH,
                "paid": CheckCode.PAID_LONG_ENOUGH,
                "age": CheckCode.OLD_ENOUGH,
            }[by]
            return length_check(code, condition, length, time_of(by, facts))
        case Waiting(at_least=length):
            time = Elapsed.between(facts["waiting_from_date"], event)
            return length_check(CheckCode.WAITING_OVER, condition, length, time)
        case Age():
            return _age(condition, facts)
        case FiledWithin(days=days):
            found = facts["filed_date"] - facts["event_last_date"]
            passed = (found <= days) & (facts["filed_date"] >= event)
            return Check.of(
                CheckCode.FILED_IN_TIME, condition, passed, days, found, "days"
            )
        case Backdating(days=days):
            found = facts["backdated_days"]
            passed = (found <= days) | (facts["backdating_confirmed"] != 0)
            return Check.of(
                CheckCode.BACKDATING_CONFIRMED, condition, passed, days, found, "days"
            )
        case When():
            return _when(condition, facts)
        case _:
            return _plain(condition, facts)


def _when(condition: When, facts: Facts) -> Check:
    """An expression: told by its two sides where it compares two figures."""
    node = condition.expression
    passed = (evaluate(node, facts) != 0) & known_in(node, facts)
    required, found, unit = repeated(1, facts.n), passed.astype(np.int64), "yes_no"
    if isinstance(node, Comparison) and is_told(node):
        required, found = evaluate(node.right, facts), evaluate(node.left, facts)
        unit = told_unit(node)
    return Check.of(
        CheckCode.AS_WRITTEN,
        condition,
        passed,
        required,
        found,
        unit,
        subject=condition.text,
    )


def _plain(
    condition: Arrears | NotSuspended | Sex | Grade | OneOf | NotTogether, facts: Facts
) -> Check:
    """Conditions that compare one fact with one figure."""
    match condition:
        case Arrears(at_most=most, unit=unit):
            found = facts[f"arrears_{unit}"]
            code, passed, required = CheckCode.DUES_UP_TO_DATE, found <= most, most
        case NotSuspended():
            found, unit, required = facts["suspended"], "yes_no", 0
            code, passed = CheckCode.NOT_SUSPENDED, found == 0
        case Sex(is_=required):
            found, unit = facts["sex"], "sex"
            code, passed = CheckCode.SEX_AS_WRITTEN, found == required
        case Grade(at_least=required):
            found, unit = facts["gpa_hundredths"], "hundredths"
            code, passed = CheckCode.GRADE_HIGH_ENOUGH, found >= required
        case OneOf(fact=unit, choices=choices):
            found, required = facts[unit], choices[0]
            code, passed = CheckCode.KIND_AS_WRITTEN, np.isin(found, choices)
        case NotTogether():
            found, unit, required = facts["other_granted_this_year"], "times", 0
            code, passed = CheckCode.NOT_TOGETHER, found == 0
    return Check.of(code, condition, passed, required, found, unit)


def _membership(condition: Membership, facts: Facts) -> Check:
    """Days a member on that day; negative before joining and after leaving."""
    event, exited = facts["event_date"], facts["exited_date"]
    found = np.where(event > exited, exited - event, event - facts["joined_date"])
    code = CheckCode.MEMBER_ON_EVENT_DATE
    return Check.of(code, condition, found >= 0, 0, found, "days")


def _age(condition: Age, facts: Facts) -> Check:
    """Whole years on the day of the event; not known counts as not reached."""
    prefix = "subject_" if condition.whose == "subject" else ""
    name = f"{prefix}birth_date"
    known = facts[name + KNOWN] != 0
    age = years_complete(facts[name], facts["event_date"])
    found = np.where(known, age, UNKNOWN)
    passed = known & (age >= 0)
    if condition.at_least is not None:
        passed &= age >= condition.at_least
        code, required = CheckCode.OLD_ENOUGH, condition.at_least
    else:
        assert condition.at_most is not None, "the reader wants one of the two"
        passed &= age <= condition.at_most
        code, required = CheckCode.YOUNG_ENOUGH, condition.at_most
    return Check.of(
        code, condition, passed, required, found, "years", subject=condition.whose
    )


def evidence_checks(rule: BenefitRule, facts: Facts) -> list[Check]:
    checks = []
    for paper in rule.evidence:
        if not paper.decides:
            continue
        stated = facts.columns.get(EVIDENCE + paper.code)
        found = (
            repeated(paper.count, facts.n)
            if stated is None
            else stated.astype(np.int64)
        )
        check = Check.of(
            CheckCode.EVIDENCE_COMPLETE,
            paper,
            found >= paper.count,
            paper.count,
            found,
            "documents",
        )
        checks.append(replace(check, subject=paper.code))
    return checks


def _join(rule: BenefitRule, facts: Facts, parts: list[Decisions]) -> Decisions:
    return Decisions(
        rule,
        facts,
        np.concatenate([part.granted for part in parts]),
        np.concatenate([part.amount_satang for part in parts]),
        np.concatenate([part.units for part in parts]),
        np.concatenate([part.tier for part in parts]),
        tuple(
            Check.join(list(same))
            for same in zip(*(part.checks for part in parts), strict=True)
        ),
    )


def look_over(rule: BenefitRule, facts: Facts) -> None:
    """All that is needed is there, and nothing so large that `int64` overflows."""
    needed = needed_facts(rule)
    refuse_missing(needed, facts)
    assert_bounds(needed, facts)


def refuse_missing(needed: Mapping[str, Fact], facts: Facts) -> None:
    columns = facts.columns
    missing = tuple(
        name
        for name, fact in needed.items()
        if fact.default is None and name not in columns
    )
    if missing:
        raise FactsMissing(missing)


def assert_bounds(needed: Mapping[str, Fact], facts: Facts) -> None:
    if not facts.n:
        return
    for name, fact in needed.items():
        values = facts.columns.get(name)
        if values is None:
            continue
        # One person at the counter: no need to look for the ends of the column.
        one = values[0] if facts.n == 1 or is_one_value(values) else None
        low, high = (values.min(), values.max()) if one is None else (one, one)
        if fact.type in ("date", "partial_date"):
            limit = FIRST_DAY, NEVER
        else:
            limit = 0, fact.most
        assert limit[0] <= low, f"{name}: {low} is less than {limit[0]}"
        assert high <= limit[1], f"{name}: {high} is more than {limit[1]}"
    assert facts["event_date"].max() <= LAST_DAY, "an event lies within the calendar"
