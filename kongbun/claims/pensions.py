"""Who is due for what the committee starts: found over all members, in columns.

Reads only.  A first pass gives everyone the best standing there could be and leaves
out whoever is not due even so; only the rest have their dues read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from django.db.models import Q

from kongbun.claims.facts import Cases, gather
from kongbun.claims.happening import Happening, pension_key
from kongbun.claims.in_force import InForce
from kongbun.claims.models import Event
from kongbun.claims.queries import Member, members
from kongbun.claims.standing import at_best
from kongbun.claims.verdict import Verdict, plain
from kongbun.people.models import ExitReason, Membership, Person
from kongbun.rules.benefit import BenefitRule
from kongbun.rules.days import date_of
from kongbun.rules.decide import decide
from kongbun.rules.facts import Facts
from kongbun.rules.windows import cap_bounds


@dataclass(frozen=True, slots=True)
class Due:
    """One member who is due, with the decision that says so."""

    member: Member
    verdict: Verdict
    window_from: date


def started_by_committee(rules: InForce) -> list[BenefitRule]:
    return [rule for rule in rules.bylaw.benefits if rule.started_by == "committee"]


def due(
    rules: InForce,
    rule: BenefitRule,
    on: date,
    *,
    fund_id: int,
    only: Sequence[int] | None = None,
) -> list[Due]:
    """Everyone due on a day, in the order of member numbers; or `only` of these."""
    everyone = (
        Membership.objects.filter(
            Q(exited_on=None) | Q(exited_on__gte=on), fund_id=fund_id, joined_on__lte=on
        )
        .exclude(exit_reason=ExitReason.DIED, exited_on__lte=on)
        .order_by("member_no")
    )
    if only is not None:
        everyone = everyone.filter(pk__in=list(only))
    found = members(everyone)
    if not found:
        return []
    cases = Cases.on(found, on)
    best = gather(
        rule, cases, bylaw=rules.bylaw, standing=at_best(found, cases.first_day)
    )
    likely = np.flatnonzero(decide(rule, best).granted)
    if not len(likely):
        return []
    cases = Cases.on([found[i] for i in likely], on)
    facts = gather(rule, cases, bylaw=rules.bylaw)
    decisions = decide(rule, facts)
    windows = window_from(rule, facts)
    return [
        Due(
            cases.members[i],
            Verdict(decisions.row(i), plain(facts, i), bytes(rules.version.hash)),
            windows[i],
        )
        for i in np.flatnonzero(decisions.granted).tolist()
    ]


def window_from(rule: BenefitRule, facts: Facts) -> list[date]:
    """From when the counting year or tier of each row runs: what makes it once."""
    for cap in rule.caps:
        if cap.measure == "times" and cap.per in ("year", "tier", "life"):
            start = cap_bounds(rule, cap, facts).start
            return [date_of(int(day)) for day in start]
    return [date_of(int(day)) for day in facts["event_date"]]


def happenings(
    rule: BenefitRule, dues: Sequence[Due]
) -> dict[int, tuple[Person, Happening]]:
    """The event of each due member, by membership."""
    persons = Person.objects.in_bulk([one.member.person_id for one in dues])
    return {
        one.member.id: (
            persons[one.member.person_id],
            pension_key(
                rule,
                whose=persons[one.member.person_id].public_id.hex,
                window_from=one.window_from,
            ),
        )
        for one in dues
    }


def kept_events(fund_id: int, wanted: Sequence[Happening]) -> dict[str, Event]:
    """Events of these keys that are there already, from a list that was refused."""
    keys = [one.key for one in wanted]
    return {
        event.key: event
        for start in range(0, len(keys), 500)
        for event in Event.objects.filter(
            fund_id=fund_id,
            kind__in={one.kind for one in wanted},
            key__in=keys[start : start + 500],
        )
    }
