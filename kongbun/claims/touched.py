"""How many members each benefit could touch on a day, in columns over all of them.

Reads only.  What only a person at the counter can state is left open: it counts who
could have the benefit if it befell them that day.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import numpy as np
from django.db.models import Q

from kongbun.claims.entitlements import least_stated
from kongbun.claims.facts import Cases, gather, of_register, stated_facts
from kongbun.claims.history import Before, history_of
from kongbun.claims.queries import Member, members
from kongbun.claims.standing import Standing, dues_standing
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
from kongbun.rules.decide import decide
from kongbun.rules.facts import KNOWN, needed_facts

ANYTHING = Fixed(clause="", satang=1)
# Of what stands after the conditions only these are the member's own.
OF_THE_MEMBER = frozenset(
    {
        CheckCode.TIER_REACHED,
        CheckCode.WITHIN_EVENT_LIMIT,
        CheckCode.WITHIN_YEARLY_LIMIT,
        CheckCode.WITHIN_LIFE_LIMIT,
        CheckCode.WITHIN_TIER_LIMIT,
    }
)


def touched(fund_id: int, law: Bylaw, on: date) -> dict[str, int]:
    """By the code of each benefit: members whom it could touch on that day."""
    everyone = members(
        Membership.objects.filter(
            Q(exited_on=None) | Q(exited_on__gte=on), fund_id=fund_id, joined_on__lte=on
        ).order_by("pk")
    )
    if not everyone:
        return {rule.code: 0 for rule in law.benefits}
    day = np.full(len(everyone), day_number(on), np.int64)
    standing = dues_standing(law, everyone, day)
    before = history_of(
        everyone, [rule.code for rule in law.rules], bylaw=law, by_household=True
    )
    register = of_register(everyone, day)
    return {
        rule.code: int(_may(rule, law, everyone, on, standing, before, register).sum())
        for rule in law.benefits
    }


def _may(
    rule: BenefitRule,
    law: Bylaw,
    everyone: list[Member],
    on: date,
    standing: Standing,
    before: Before,
    register: Mapping[str, Int],
) -> Bool:
    asked = set(stated_facts(rule))
    resolved = rule.amount.at_least if isinstance(rule.amount, ByResolution) else 0
    same = Cases.on(everyone, on)
    stated: dict[str, Int] = {}
    for name in asked:
        stated[name] = np.full(len(everyone), least_stated(rule, name, on), np.int64)
        if name.endswith("birth_date"):
            stated[f"{name}{KNOWN}"] = np.ones(len(everyone), np.int64)
    cases = replace(same, stated=stated, resolution_satang=resolved)
    facts = gather(
        rule, cases, bylaw=law, standing=standing, before=before, register=register
    )
    decided = decide(rule, facts)
    may = np.ones(len(everyone), np.bool_)
    # The conditions' checks come first, one each, in their order.
    conditions = len(rule.conditions)
    for condition, check in zip(rule.conditions, decided.checks, strict=False):
        if not asked & _looked_at(rule, condition):
            may &= check.passed
    for check in decided.checks[conditions:]:
        if check.code in OF_THE_MEMBER:
            may &= check.passed
    return may


def _looked_at(rule: BenefitRule, condition: Condition) -> set[str]:
    """The facts of one condition alone."""
    bare = replace(rule, conditions=(condition,), amount=ANYTHING, caps=(), evidence=())
    return set(needed_facts(bare))
