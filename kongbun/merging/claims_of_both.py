"""What two records asked for, as if one person had.  Reads only.

The same thing asked twice, and limits that both together have overrun.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from kongbun.claims.facts import Cases, gather
from kongbun.claims.happening import DEATH
from kongbun.claims.history import Before, history_of
from kongbun.claims.in_force import InForce, in_force
from kongbun.claims.models import COUNTED, Claim
from kongbun.claims.queries import Member, as_member
from kongbun.claims.stated import columns
from kongbun.kernel.money import Money
from kongbun.kernel.refusal import Reason, RefusalCode, Refused
from kongbun.merging.plan import Plan
from kongbun.people.models import Membership, Person
from kongbun.people.one_person import with_doubles
from kongbun.rules.amounts import ceiling
from kongbun.rules.benefit import BenefitRule, Cap
from kongbun.rules.days import day_number
from kongbun.rules.facts import Facts
from kongbun.rules.used import used_fact
from kongbun.rules.windows import History


def same_claims(plan: Plan) -> Iterator[Reason]:
    """Requests of both for one happening, each still asking or paid."""
    theirs = _live(plan.other)
    for one in _live(plan.survivor):
        for other in theirs:
            if one.benefit == other.benefit and _is_same(one, other):
                facts = {
                    "benefit": one.title,
                    "one": one.number,
                    "other": other.number,
                }
                yield Reason(RefusalCode.MERGE_SAME_CLAIM, facts)


def _live(person: Person) -> list[Claim]:
    mine = Membership.objects.filter(person=person).values_list("pk", flat=True)
    of_members = Claim.objects.filter(
        membership_id__in=with_doubles(list(mine)), live=True
    )
    alone = Claim.objects.filter(membership=None, event__person=person, live=True)
    return [
        *of_members.select_related("event").order_by("pk"),
        *alone.select_related("event").order_by("pk"),
    ]


def _is_same(one: Claim, other: Claim) -> bool:
    """A death is one whatever day was written; else the same days, or days across."""
    first, last = one.event, other.event
    if first.pk == last.pk:
        return True
    if first.kind != last.kind or first.about != last.about:
        return False
    days = (first.first_day, first.last_day), (last.first_day, last.last_day)
    crossing = days[0][0] < days[1][1] and days[1][0] < days[0][1]
    return first.kind == DEATH or days[0] == days[1] or crossing


def over_limits(plan: Plan) -> Iterator[Reason]:
    """Limits of the by-law that only both together are above."""
    told: set[tuple[str, str]] = set()
    for join in plan.joins:
        two = [_member(join.into), _member(join.other)]
        mine = with_doubles([join.into.pk, join.other.pk])
        given = Claim.objects.filter(membership_id__in=mine, status__in=COUNTED)
        for claim in given.select_related("event", "fund").order_by("pk"):
            try:
                law = in_force(claim.fund_id, claim.event.first_day)
                rule = law.rule(claim.benefit)
            except Refused:
                continue
            for cap, found, most in _overrun(law, rule, claim, two):
                key = (claim.benefit, used_fact(rule, cap))
                if key in told:
                    continue
                told.add(key)
                facts = {
                    "benefit": claim.title,
                    "found": _shown(cap, found),
                    "required": _shown(cap, most),
                    "number": claim.number,
                }
                yield Reason(RefusalCode.MERGE_OVER_LIMIT, facts)


def _member(one: Membership) -> Member:
    read = Membership.objects.select_related("person", "fund", "branch")
    return as_member(read.get(pk=one.pk))


def _overrun(
    law: InForce, rule: BenefitRule, claim: Claim, two: list[Member]
) -> Iterator[tuple[Cap, int, int]]:
    """(limit, what both used with this claim, what it allows) where one alone is not.

    The claim itself is set against what was given beside it, as when it was decided.
    """
    codes = {rule.code, *(code for cap in rule.caps for code in cap.shared_with)}
    by_house = any(cap.by_household for cap in rule.caps)
    before = history_of(
        two, codes, bylaw=law.bylaw, by_household=by_house, but_not=claim.pk
    )
    mine = [int(claim.membership_id in with_doubles([one.id])) for one in two].index(1)
    one_house = two[0].household_id == two[1].household_id
    alone = _facts(law, rule, claim, two[mine], _only(before, mine))
    both = _facts(law, rule, claim, two[mine], _together(before, one_house))
    for cap in rule.caps:
        if cap.per == "event":
            # One event is asked for once: `same_claims` sees to it.
            continue
        own = {
            "times": 1,
            "units": claim.granted_units,
            "satang": claim.granted_satang,
        }[cap.measure]
        name, most = used_fact(rule, cap), int(ceiling(cap, both)[0])
        used = int(both[name][0]) + own
        if used > most >= int(alone[name][0]) + own:
            yield cap, used, most


def _facts(
    law: InForce, rule: BenefitRule, claim: Claim, member: Member, before: Before
) -> Facts:
    event = claim.event
    cases = Cases(
        members=[member],
        first_day=np.array([day_number(event.first_day)], np.int64),
        last_day=np.array([day_number(event.last_day)], np.int64),
        filed=np.array([day_number(claim.submitted_on)], np.int64),
        stated=columns(claim.stated),
        claim_id=claim.pk,
    )
    return gather(rule, cases, bylaw=law.bylaw, before=before)


def _only(before: Before, row: int) -> Before:
    return replace(
        before,
        own=_rows(before.own, before.own.row == row),
        household=_rows(before.household, before.household.row == row),
    )


def _together(before: Before, one_house: bool) -> Before:
    """Two rows as one; who live in one house have the same uses of it twice."""
    everything = np.ones(len(before.household.row), np.bool_)
    of_house = before.household.row == 0 if one_house else everything
    own = _rows(before.own, np.ones(len(before.own.row), np.bool_))
    return replace(before, own=own, household=_rows(before.household, of_house))


def _rows(
    history: History, kept: np.ndarray[tuple[int], np.dtype[np.bool_]]
) -> History:
    return History(
        row=np.zeros(int(kept.sum()), np.int64),
        day=history.day[kept],
        units=history.units[kept],
        satang=history.satang[kept],
        benefit=tuple(
            code for code, here in zip(history.benefit, kept, strict=True) if here
        ),
        same_event=history.same_event[kept],
    )


def _shown(cap: Cap, value: int) -> str:
    if cap.measure == "satang":
        return f"{Money(value).short()} บาท"
    return f"{value:,} {'ครั้ง' if cap.measure == 'times' else 'หน่วย'}"
