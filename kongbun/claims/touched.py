"""How many members each benefit could touch on a day, in columns over all of them.

Reads only.  What only a person at the counter can state is left open: it counts who
could have the benefit if it befell them that day.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from django.db.models import Q

from kongbun.claims.entitlements import least_stated
from kongbun.claims.facts import Cases, gather, stated_facts
from kongbun.claims.history import Before, history_of
from kongbun.claims.queries import Member
from kongbun.claims.roll import Roll
from kongbun.claims.standing import Standing
from kongbun.people.models import Membership
from kongbun.rules.benefit import (
    BenefitRule,
    ByResolution,
    CheckCode,
    Condition,
    Fixed,
)
from kongbun.rules.bylaw import Bylaw
from kongbun.rules.days import Bool, Int, day_number
from kongbun.rules.decide import Decisions, decide
from kongbun.rules.facts import KNOWN, Facts, needed_facts

ANYTHING = Fixed(clause="", satang=1)
# Of what stands after the conditions only these are the member's own.
OF_THE_MEMBER = frozenset(
    {
        CheckCode.TIER_REACHED,
        CheckCode.WITHIN_EVENT_LIMIT,
        CheckCode.WITHIN_MONTHLY_LIMIT,
        CheckCode.WITHIN_YEARLY_LIMIT,
        CheckCode.WITHIN_LIFE_LIMIT,
        CheckCode.WITHIN_TIER_LIMIT,
    }
)


@dataclass(frozen=True, slots=True)
class Everyone:
    """All members of a day, and what of them holds for every benefit."""

    law: Bylaw
    on: date
    members: list[Member]
    standing: Standing
    before: Before
    register: Mapping[str, Int]


@dataclass(frozen=True, slots=True)
class Looked:
    """One benefit decided for everyone, and which of its checks are their own.

    `own` stands beside `decided.checks`: false where only a person at the counter
    could say, so that nobody is kept out by it.
    """

    rule: BenefitRule
    facts: Facts
    decided: Decisions
    own: tuple[bool, ...]

    @property
    def may(self) -> Bool:
        return self.passes_but(-1)

    def passes_but(self, left_out: int) -> Bool:
        """Who passes all of their own checks, one of them left out."""
        may = np.ones(len(self.decided), np.bool_)
        for i, (check, own) in enumerate(
            zip(self.decided.checks, self.own, strict=True)
        ):
            if own and i != left_out:
                may &= check.passed
        return may


def everyone(
    fund_id: int, law: Bylaw, on: date, *, roll: Roll | None = None
) -> Everyone | None:
    """The members of a day; none where there are none.

    `roll` may be given where the caller asks of the same members again.
    """
    roll = roll or Roll(fund_id, on)
    ids = Membership.objects.filter(
        Q(exited_on=None) | Q(exited_on__gte=on),
        fund_id=fund_id,
        joined_on__lte=on,
    ).order_by("pk")
    rows = roll.rows(list(ids.values_list("pk", flat=True)))
    if not len(rows):
        return None
    found = roll.members(rows)
    day = np.full(len(found), day_number(on), np.int64)
    codes = [rule.code for rule in law.rules]
    return Everyone(
        law,
        on,
        found,
        roll.dues(law, found, day),
        history_of(found, codes, bylaw=law, by_household=True),
        roll.register(rows, day),
    )


def touched(
    fund_id: int, law: Bylaw, on: date, *, roll: Roll | None = None
) -> dict[str, int]:
    """By the code of each benefit: members whom it could touch on that day."""
    found = everyone(fund_id, law, on, roll=roll)
    if found is None:
        return {rule.code: 0 for rule in law.benefits}
    return {rule.code: int(look(rule, found).may.sum()) for rule in law.benefits}


def look(rule: BenefitRule, of: Everyone) -> Looked:
    """Decide one benefit for everyone, what they alone could state left open."""
    n = len(of.members)
    asked = set(stated_facts(rule))
    resolved = rule.amount.at_least if isinstance(rule.amount, ByResolution) else 0
    stated: dict[str, Int] = {}
    for name in asked:
        stated[name] = np.full(n, least_stated(rule, name, of.on), np.int64)
        if name.endswith("birth_date"):
            stated[f"{name}{KNOWN}"] = np.ones(n, np.int64)
    cases = replace(
        Cases.on(of.members, of.on), stated=stated, resolution_satang=resolved
    )
    facts = gather(
        rule,
        cases,
        bylaw=of.law,
        standing=of.standing,
        before=of.before,
        register=of.register,
    )
    decided = decide(rule, facts)
    # The conditions' checks come first, one each, in their order.
    own = [not asked & looked_at(rule, condition) for condition in rule.conditions]
    own += [check.code in OF_THE_MEMBER for check in decided.checks[len(own) :]]
    return Looked(rule, facts, decided, tuple(own))


def looked_at(rule: BenefitRule, condition: Condition) -> set[str]:
    """The facts of one condition alone."""
    bare = replace(rule, conditions=(condition,), amount=ANYTHING, caps=(), evidence=())
    return set(needed_facts(bare))
