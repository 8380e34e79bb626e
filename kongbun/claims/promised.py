"""What a by-law promises, against what this fund has: members, income, who is due.

Reads only.  What counts as too much is `rules.promises`.
"""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from kongbun.claims.facts import stated_facts
from kongbun.claims.pensions import count_due_under
from kongbun.kernel.thai_date import add_months
from kongbun.ledger.balances import movements
from kongbun.people.models import Membership
from kongbun.rules.bylaw import Bylaw
from kongbun.rules.finding import Finding
from kongbun.rules.lint_promises import times_a_year
from kongbun.rules.promises import Due, promise

INCOME = "income:"
# Given once, or counted by what members will pay.
NOT_YEARLY = frozenset({"income:dues", "income:entry-fee", "income:seed-grant"})


def promised(fund_id: int, law: Bylaw, on: date) -> list[Finding]:
    """Promises of a by-law above what comes into the fund in a year, on a day."""
    members = current_members(fund_id, on)
    return promise(
        law,
        income_satang=yearly_income(fund_id, law, on, members=members),
        members=members,
        due={
            rule.code: Due(*count_due_under(law, rule, on, fund_id=fund_id))
            for rule in law.benefits
            # What somebody must state is no promise that comes due by itself.
            if times_a_year(rule) and not stated_facts(rule)
        },
    )


def current_members(fund_id: int, on: date) -> int:
    return Membership.objects.filter(
        Q(exited_on=None) | Q(exited_on__gt=on), fund_id=fund_id, joined_on__lte=on
    ).count()


def yearly_income(fund_id: int, law: Bylaw, on: date, *, members: int) -> int:
    """A year of dues from all members, and what else came in over twelve months."""
    came = movements(fund_id, since=add_months(on, -12), until=on)
    other = sum(
        -satang
        for code, satang in came.items()
        if code.startswith(INCOME) and code not in NOT_YEARLY
    )
    return members * law.contribution.year_satang + max(other, 0)
