"""From which event date on a failed check would pass, when the calendar decides it.

Everything else is taken as unchanged: who keeps paying, who asks for the same thing.
"""

from __future__ import annotations

from datetime import date

from kongbun.rules.benefit import BenefitRule, CheckCode, NotTogether, Tiers
from kongbun.rules.checks import UNKNOWN, CheckResult
from kongbun.rules.days import NEVER, add_months, column, date_of
from kongbun.rules.facts import Facts
from kongbun.rules.since import start_of
from kongbun.rules.used import used_fact
from kongbun.rules.windows import cap_bounds, year_bounds


def earliest(rule: BenefitRule, c: CheckResult, facts: Facts) -> date | None:
    """The first event date on which a failed check would pass, all else unchanged."""
    day: int | None = None
    match c.code:
        case CheckCode.MEMBER_ON_EVENT_DATE:
            joined = int(facts["joined_date"][0])
            day = joined if facts["event_date"][0] < joined else None
        case CheckCode.MEMBER_LONG_ENOUGH:
            day = _after(int(facts["joined_date"][0]), c)
        case CheckCode.WAITING_OVER:
            day = _after(int(facts["waiting_from_date"][0]), c)
        case CheckCode.PAID_LONG_ENOUGH:
            day = _after(int(start_of("paid", facts)[0]), c)
        case CheckCode.OLD_ENOUGH if c.found != UNKNOWN:
            name = "birth_date" if c.subject == "member" else "subject_birth_date"
            day = _after(int(facts[name][0]), c)
        case CheckCode.TIER_REACHED if c.found != UNKNOWN or c.subject != "age":
            assert isinstance(rule.amount, Tiers)
            if c.found < c.required:
                day = _after(int(start_of(rule.amount.by, facts)[0]), c)
        case (
            CheckCode.WITHIN_MONTHLY_LIMIT
            | CheckCode.WITHIN_YEARLY_LIMIT
            | CheckCode.WITHIN_TIER_LIMIT
        ):
            cap = next(x for x in rule.caps if used_fact(rule, x) == c.subject)
            day = int(cap_bounds(rule, cap, facts).until[0])
        case CheckCode.NOT_TOGETHER:
            day = _next_window(rule, facts)
        case _:
            day = None
    return None if day is None or day >= NEVER else date_of(day)


def _after(start: int, c: CheckResult) -> int:
    if c.unit == "days":
        return start + c.required
    months = c.required * (12 if c.unit == "years" else 1)
    return int(add_months(column([start]), months)[0])


def _next_window(rule: BenefitRule, facts: Facts) -> int | None:
    for condition in rule.conditions:
        if isinstance(condition, NotTogether) and condition.window:
            joined = (
                facts["joined_date"] if condition.window == "membership_year" else None
            )
            bounds = year_bounds(
                condition.window,
                facts["event_date"],
                fiscal_year_month=rule.fiscal_year_month,
                joined=joined,
            )
            return int(bounds.until[0])
    return None
