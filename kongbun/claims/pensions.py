"""Who is due for what the committee starts: found over all members, in columns.

Reads only.  A first pass gives everyone the best standing there could be and leaves
out whoever is not due even so; only the rest have their dues read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from kongbun.claims.facts import Cases, gather, of_register, waiting_again
from kongbun.claims.happening import DEATH, Happening, pension_key
from kongbun.claims.history import Before
from kongbun.claims.in_force import InForce
from kongbun.claims.models import Claim, Event
from kongbun.claims.queries import Member, members
from kongbun.claims.standing import Standing, at_best, dues_standing
from kongbun.claims.verdict import Verdict, plain
from kongbun.kernel.thai_date import add_months
from kongbun.people.models import ExitReason, Membership, Person
from kongbun.rules.benefit import Age, BenefitRule, Tenure, Tiers
from kongbun.rules.bylaw import Bylaw
from kongbun.rules.days import Int, Length, date_of
from kongbun.rules.decide import Decisions, decide
from kongbun.rules.facts import Facts
from kongbun.rules.windows import cap_bounds

GRACE = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Due:
    """One member who is due, with the decision that says so."""

    member: Member
    verdict: Verdict
    window_from: date


def started_by_committee(law: Bylaw) -> list[BenefitRule]:
    return [rule for rule in law.benefits if rule.started_by == "committee"]


@dataclass(frozen=True, slots=True)
class Columns:
    """Those who may be due, with their exact facts and decisions, in columns."""

    members: list[Member]
    facts: Facts
    decisions: Decisions


def due(
    rules: InForce,
    rule: BenefitRule,
    on: date,
    *,
    fund_id: int,
    only: Sequence[int] | None = None,
) -> list[Due]:
    """Everyone due on a day, in the order of member numbers; or `only` of these."""
    found = look(rules.bylaw, rule, on, may_be_due(fund_id, rule, on, only=only))
    if found is None:
        return []
    windows = window_from(rule, found.facts)
    by_law = bytes(rules.version.hash)
    return [
        Due(
            found.members[i],
            Verdict(found.decisions.row(i), plain(found.facts, i), by_law),
            windows[i],
        )
        for i in np.flatnonzero(found.decisions.granted).tolist()
    ]


def count_due(
    rules: InForce, rule: BenefitRule, on: date, *, fund_id: int
) -> tuple[int, int]:
    """How many are due on a day, and for how many satang together."""
    return count_due_under(rules.bylaw, rule, on, fund_id=fund_id)


def count_due_under(
    law: Bylaw, rule: BenefitRule, on: date, *, fund_id: int
) -> tuple[int, int]:
    """The same under a by-law that nobody has adopted yet."""
    found = look(law, rule, on, may_be_due(fund_id, rule, on))
    if found is None:
        return 0, 0
    return int(found.decisions.granted.sum()), int(found.decisions.amount_satang.sum())


def may_be_due(
    fund_id: int, rule: BenefitRule, on: date, *, only: Sequence[int] | None = None
) -> list[Member]:
    """Members of a day, in the order of their numbers, but who certainly is not due."""
    return members(_may_be_due(fund_id, rule, on, only=only))


def ids_that_may_be_due(fund_id: int, rule: BenefitRule, on: date) -> list[int]:
    """The same by their keys, for who knows the members already."""
    return list(_may_be_due(fund_id, rule, on).values_list("pk", flat=True))


def _may_be_due(
    fund_id: int, rule: BenefitRule, on: date, *, only: Sequence[int] | None = None
) -> QuerySet[Membership]:
    everyone = (
        Membership.objects.filter(
            Q(exited_on=None) | Q(exited_on__gte=on), fund_id=fund_id, joined_on__lte=on
        )
        .exclude(exit_reason=ExitReason.DIED, exited_on__lte=on)
        .exclude(pk__in=_told_dead(fund_id, on))
        .filter(could_be(rule, on))
        .order_by("member_no")
    )
    if only is not None:
        everyone = everyone.filter(pk__in=list(only))
    return everyone


def look(
    law: Bylaw,
    rule: BenefitRule,
    on: date,
    found: Sequence[Member],
    *,
    register: Mapping[str, Int] | None = None,
    history: Callable[[Sequence[Member]], Before] | None = None,
    dues: Callable[[Bylaw, Sequence[Member], Int], Standing] = dues_standing,
) -> Columns | None:
    """Whom of these a rule of a by-law or draft is due to on a day, each decided.

    `history` says what was granted before, where it is not what really was; what the
    `register` says of these members and how they stand with their `dues` may be given
    when the caller has it already.
    """
    if not found:
        return None
    cases = Cases.on(found, on)
    said = of_register(found, cases.first_day) if register is None else register
    best = gather(
        rule,
        cases,
        bylaw=law,
        standing=at_best(said["joined_date"], cases.first_day),
        before=history(found) if history else None,
        register=said,
    )
    likely = np.flatnonzero(decide(rule, best).granted)
    if not len(likely):
        return None
    some = [found[i] for i in likely.tolist()]
    exact = best.take(likely)
    standing = dues(law, some, exact["event_date"])
    stand = standing.columns()
    columns = {name: stand.get(name, values) for name, values in exact.columns.items()}
    columns |= waiting_again(rule, columns, standing.waits_until)
    facts = Facts(exact.n, columns)
    return Columns(some, facts, decide(rule, facts))


def _told_dead(fund_id: int, on: date) -> QuerySet[Claim, Any]:
    """Whose death was told by a request, before anybody wrote it in the register."""
    return Claim.objects.filter(
        fund_id=fund_id,
        live=True,
        membership__isnull=False,
        event__kind=DEATH,
        event__about="",
        event__first_day__lte=on,
    ).values_list(Coalesce("membership__counted_in_id", "membership_id"), flat=True)


def could_be(rule: BenefitRule, on: date) -> Q:
    """Leaves out by index who is certainly too young or too new; the rest is decided.

    A few days of grace: calendar arithmetic is the rules' alone.
    """
    could = Q()
    lengths: list[tuple[str, Length]] = [
        (c.by, c.at_least) for c in rule.conditions if isinstance(c, Tenure)
    ]
    lengths += [
        ("age", Length(c.at_least * 12, 0, "years"))
        for c in rule.conditions
        if isinstance(c, Age) and c.whose == "member" and c.at_least is not None
    ]
    if isinstance(rule.amount, Tiers):
        lowest = min(
            (tier.from_ for tier in rule.amount.tiers),
            key=lambda one: (one.months, one.days),
        )
        lengths.append((rule.amount.by, lowest))
    for by, length in lengths:
        latest = add_months(on, -length.months) - timedelta(days=length.days) + GRACE
        if by == "age":
            could &= Q(person__birth_date__lte=latest)
        else:
            could &= Q(joined_on__lte=latest) | Q(keeps_time=True)
    return could


def window_from(rule: BenefitRule, facts: Facts) -> list[date]:
    """From when the counting year or tier of each row runs: what makes it once."""
    for cap in rule.caps:
        if cap.measure == "times" and cap.per in ("month", "year", "tier", "life"):
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
