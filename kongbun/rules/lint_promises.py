"""Promises that a fund cannot keep, as far as the by-law's own figures show it.

A pension that returns in a few years what took many to pay in, and a death benefit
that is collected from the members per death.  What needs a fund's own figures is
`promises`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from fractions import Fraction

import numpy as np

from kongbun.kernel import digits
from kongbun.kernel.bad_input import shown
from kongbun.rules.benefit import (
    Age,
    BenefitRule,
    Clause,
    Fixed,
    Formula,
    PerUnit,
    Tenure,
    Tiers,
    UpTo,
    When,
)
from kongbun.rules.bylaw import Bylaw
from kongbun.rules.days import Int, Length, add_months, day_number
from kongbun.rules.decide import decide
from kongbun.rules.dues import FLAT_YEAR, Contribution
from kongbun.rules.expression import facts_in
from kongbun.rules.facts import OWN, Fact, Facts, needed_facts
from kongbun.rules.finding import ERROR, WARNING, Finding, Placed, found
from kongbun.rules.lint_benefit import DEATH, baht

ELDERLY, FUNERAL = 3, 5  # Of the CODI list.
OLD = 50
# So little for each person is a share collected, not a benefit for one who died.
SHARE_MOST = 200_00
EACH_MEMBER = re.compile(r"สมาชิก|ครัวเรือน|ครอบครัว|หลังคาเรือน|จำนวนคน")
PER_DEATH = (
    r"(?:ศพละ|รายศพ|ต่อศพ|แต่ละศพ|ทุกศพ)",
    r"(?:มีสมาชิก|มีผู้|มีคน|สมาชิก)[^\s]{0,12}(?:เสียชีวิต|ถึงแก่กรรม|ตาย)",
)
EACH = r"(?:สมาชิก[^\s]{0,12}(?:คน|ราย|ครัวเรือน|ครอบครัว)ละ|คนละ|ครัวเรือนละ|หลังคาละ)"
TAKE = r"(?:เก็บ|หัก|ลงขัน|ร่วมจ่าย|(?:ส่ง|สมทบ)(?:เงิน)?)"
COLLECTED = re.compile(
    rf"(?:เก็บ|หัก|ลงขัน|ร่วมจ่าย)[^\n]{{0,40}}{PER_DEATH[0]}"
    rf"|(?:ส่ง|สมทบ)(?:เงิน)?\s?{PER_DEATH[0]}"
    rf"|{PER_DEATH[1]}[^\n]{{0,30}}{TAKE}[^\n]{{0,20}}{EACH}"
    rf"|{EACH}[^\n]{{0,25}}{PER_DEATH[0]}"
)
DENIED = re.compile(r"ไม่(?!เกิน|น้อย)|ห้าม|ยกเลิก|งด")
BEFORE = 12  # Letters before it that may deny it.
YEARS_TRIED, AGE_MOST = 60, 100
TRIED_ON = day_number(date(2026, 3, 1))
NEVER_BEHIND = ("arrears_days", "arrears_months", "arrears_years", "suspended")


def promise_findings(bylaw: Bylaw) -> Iterator[Finding]:
    for part in _texts(bylaw):
        text = digits.fold(part.text)
        met = COLLECTED.search(text)
        if met and not DENIED.search(text[max(0, met.start() - BEFORE) : met.end()]):
            said = shown(met[0])
            yield found(WARNING, "collected-per-death/text", part, said=said)
    for rule in bylaw.benefits:
        yield from _collected(rule)
        yield from pension_returns(rule, bylaw.contribution)


def _texts(bylaw: Bylaw) -> Iterator[Clause]:
    yield bylaw.membership
    due = bylaw.contribution
    yield Clause(clause=due.clause, text=due.text, line=due.line)
    if bylaw.money is not None:
        yield bylaw.money
    yield from bylaw.benefits
    yield from bylaw.not_handled


def _collected(rule: BenefitRule) -> Iterator[Finding]:
    """A sum that grows with the number of members, each time somebody dies."""
    if rule.category not in (DEATH, FUNERAL):
        return
    labels = {OWN + own.code: own.label for own in rule.own_facts}
    amount = rule.amount
    if isinstance(amount, PerUnit):
        of_members = bool(EACH_MEMBER.search(labels.get(amount.unit, "")))
        shares = amount.unit == "people" and amount.satang <= SHARE_MOST
        if of_members or (shares and rule.category == DEATH):
            each = baht(amount.satang)
            yield found(
                ERROR, "collected-per-death", amount, rule, title=rule.title, each=each
            )
    elif isinstance(amount, Formula):
        for fact in facts_in(amount.expression):
            if fact == "people" or EACH_MEMBER.search(labels.get(fact, "")):
                yield found(
                    ERROR,
                    "collected-per-death",
                    amount,
                    rule,
                    title=rule.title,
                    each=amount.written,
                )
                return


# --- pensions ---------------------------------------------------------------------


def times_a_year(rule: BenefitRule) -> int:
    """How often one person gets it, year after year; 0 if it ends or varies."""
    often = {"year": 1, "month": 12}
    yearly = [
        c.max * often[c.per]
        for c in rule.caps
        if c.measure == "times" and c.per in often
    ]
    if any(c.measure == "times" and c.per in ("life", "tier") for c in rule.caps):
        return 0
    if isinstance(rule.amount, PerUnit):
        if rule.amount.unit != "months":
            return 0
        months = [
            c.max * often[c.per]
            for c in rule.caps
            if c.measure == "units" and c.per in often
        ]
        return min([12, *months])
    return min(yearly, default=0)


def pension_returns(rule: BenefitRule, due: Contribution) -> Iterator[Finding]:
    """Of the steps of a pension that which returns soonest what was paid for it."""
    times = times_a_year(rule)
    if not times or not _is_pension(rule):
        return
    most = [c.max for c in rule.caps if c.measure == "satang" and c.per == "year"]
    in_life = [c.max for c in rule.caps if c.measure == "satang" and c.per == "life"]
    soonest: tuple[Fraction, Placed, Fraction, int, int] | None = None
    for place, length, satang in _steps(rule):
        years = _years(length)
        pension = min([satang * times, *most])
        paid = int(years * due.year_satang)
        if pension <= due.year_satang or any(total <= paid for total in in_life):
            continue
        returned = Fraction(paid, pension)
        if soonest is None or returned < soonest[0]:
            soonest = returned, place, years, paid, pension
    if soonest is not None:
        returned, place, years, paid, pension = soonest
        yield found(
            WARNING,
            "pension-returns",
            place,
            rule,
            title=rule.title,
            years=_tenths(years),
            paid=baht(paid),
            returned=_tenths(returned),
            pension=baht(pension),
        )


def _is_pension(rule: BenefitRule) -> bool:
    """For those grown old, themselves members, whoever starts it."""
    ages = [c.at_least or 0 for c in rule.conditions if isinstance(c, Age)]
    old = max(ages, default=0) >= OLD
    return rule.subject == "member" and (rule.category == ELDERLY or old)


def _steps(rule: BenefitRule) -> Iterator[tuple[Placed, Length, int]]:
    """Each sum, with the time that must be paid or joined for it."""
    asked = [c.at_least for c in rule.conditions if isinstance(c, Tenure)]
    steps: list[tuple[Placed, Length | None, int]] = []
    match rule.amount:
        case Tiers(by="age", tiers=tiers):
            steps = [(tier, None, tier.satang) for tier in tiers]
        case Tiers(tiers=tiers):
            steps = [(tier, tier.from_, tier.satang) for tier in tiers]
        case Fixed(satang=satang) | PerUnit(satang=satang) | UpTo(satang=satang):
            steps = [(rule.amount, None, satang)]
    if isinstance(rule.amount, Formula) or any(
        isinstance(one, When) for one in rule.conditions
    ):
        yield from _tried(rule)
        return
    for place, own, satang in steps:
        lengths = [*asked, own] if own is not None else asked
        longest = max(lengths, key=_years, default=None)
        if longest is not None and _years(longest):
            yield place, longest, satang


def _tried(rule: BenefitRule) -> Iterator[tuple[Placed, Length, int]]:
    """The same where an expression says it: everyone who paid 1, 2, ... years asks.

    Nobody is too young, behind, or has had it before.  Nothing where it depends on
    what only a person could state.
    """
    years = np.arange(1, YEARS_TRIED + 1, dtype=np.int64)
    event = np.full(YEARS_TRIED, TRIED_ON, np.int64)
    joined = add_months(event, -12 * years)
    known = {
        "event_date": event,
        "event_last_date": event,
        "filed_date": event,
        "joined_date": joined,
        "paid_days": event - joined,
        "birth_date": _old_enough(rule, event, years),
        **dict.fromkeys(NEVER_BEHIND, np.zeros(YEARS_TRIED, np.int64)),
    }
    needed = needed_facts(rule)
    unknown = [n for n, fact in needed.items() if n not in known and not _given(fact)]
    if unknown:
        return
    facts = Facts(YEARS_TRIED, {name: known[name] for name in needed if name in known})
    satang = decide(rule, facts).amount_satang
    for year in years[satang > 0].tolist():
        yield rule.amount, Length(12 * year, 0, "years"), int(satang[year - 1])


def _given(fact: Fact) -> bool:
    return fact.default is not None or "_used_" in fact.name


def _old_enough(rule: BenefitRule, event: Int, years: Int) -> Int:
    """Of the age asked for, or older by the years that were paid since."""
    ages = [c for c in rule.conditions if isinstance(c, Age)]
    least = max((c.at_least or 0 for c in ages), default=OLD)
    most = min((c.at_most for c in ages if c.at_most is not None), default=AGE_MOST)
    return add_months(event, -12 * np.minimum(np.maximum(least, 20 + years), most))


def _years(length: Length) -> Fraction:
    return Fraction(length.months, 12) + Fraction(length.days, FLAT_YEAR)


def _tenths(number: Fraction) -> str:
    """One decimal, or none where it is whole.

    >>> _tenths(Fraction(12, 5)), _tenths(Fraction(10))
    ('2.4', '10')
    """
    tenths = int(number * 10 + Fraction(1, 2))
    return f"{tenths // 10}.{tenths % 10}".removesuffix(".0")
