"""What was granted before, in columns for `rules.windows`: paid or promised.

Reads only.  Which of it counts is the by-law's window.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np
from django.db.models import Q, QuerySet

from kongbun.claims.models import COUNTED, Claim
from kongbun.claims.queries import CHUNK, Member
from kongbun.kernel.thai_text import match_key
from kongbun.people.models import Membership, Person
from kongbun.people.one_person import (
    doubles_of_fund,
    records_of,
)
from kongbun.rules.benefit import Fixed, PerUnit
from kongbun.rules.bylaw import Bylaw
from kongbun.rules.days import FIRST_DAY, day_number
from kongbun.rules.windows import History

# row, day, units, satang, benefit, whether it is of the event being decided.
Line = tuple[int, int, int, int, str, int]
LINE_COLUMNS = (
    "membership_id",
    "membership__person__household_id",
    "event__person_id",
    "event__person__household_id",
    "claimant_name",
    "event_on",
    "granted_units",
    "granted_satang",
    "benefit",
    "event_id",
)


@dataclass(frozen=True, slots=True)
class Doubles:
    """Whose a use is, where somebody has records that were merged.

    What either record used was used by the one member, who lives where the record
    that stands for both says.
    """

    memberships: Mapping[int, int]
    persons: Mapping[int, int]
    houses: Mapping[int, int | None]

    @classmethod
    def of_fund(cls, fund_id: int) -> Doubles:
        """One question where nobody was written down twice."""
        merged = Person.every.filter(fund_id=fund_id, counted_in__isnull=False)
        persons = dict(merged.values_list("pk", "counted_in_id"))
        if not persons:
            return cls({}, {}, {})
        into = doubles_of_fund(fund_id)
        homes = Membership.objects.filter(pk__in=set(into.values()))
        lived = dict(homes.values_list("pk", "person__household_id"))
        return cls(into, persons, lived)

    def asker(self, membership: int | None, person: int | None, name: str) -> Member:
        """As `whose` knows them."""
        one = membership or 0
        who = person or 0
        return Member(
            id=self.memberships.get(one, one),
            person_id=self.persons.get(who, who),
            name=name,
        )

    def house(self, one: Member, lived: int | None) -> int | None:
        return self.houses.get(one.id, lived)


@dataclass(frozen=True, slots=True)
class Before:
    """The member's own, the household's, and everyone's of the same events."""

    own: History
    household: History
    event: History | None


def history_of(
    members: Sequence[Member],
    benefits: Iterable[str],
    *,
    bylaw: Bylaw,
    by_household: bool,
    event_ids: Sequence[int] = (),
    but_not: int | None = None,
) -> Before:
    """Uses of `benefits` by `members`, and by their houses where a limit asks that.

    `event_ids` are those being decided, one a member; `but_not` never counts
    against itself.
    """
    wanted = set(benefits)
    claims = Claim.objects.filter(benefit__in=wanted, status__in=COUNTED)
    if but_not is not None:
        claims = claims.exclude(pk=but_not)
    into = Doubles.of_fund(members[0].fund_id) if members else Doubles({}, {}, {})
    rows = [
        row
        for some in _of(claims, members, by_household, into)
        for row in some.values_list(*LINE_COLUMNS)
    ]
    stated = list(stated_at_cut_over(members, wanted, bylaw))
    owner = {whose(one): i for i, one in enumerate(members)}
    houses: dict[int, list[int]] = {}
    for i, one in enumerate(members):
        if one.household_id:
            houses.setdefault(one.household_id, []).append(i)
    own, household = list(stated), list(stated)
    for membership_id, house, person_id, person_house, name, *rest in rows:
        one = into.asker(membership_id, person_id, name)
        here = owner.get(whose(one))
        lived = into.house(one, house if membership_id else person_house)
        if here is not None:
            own.append((here, *_line(rest, here, event_ids)))
        if lived in houses:
            household += [(i, *_line(rest, i, event_ids)) for i in houses[lived]]
        elif here is not None:
            household.append((here, *_line(rest, here, event_ids)))
    of_event = None
    if event_ids:
        kept = list(
            claims.filter(event_id__in=set(event_ids)).values_list(*LINE_COLUMNS)
        )
        of_event = as_history(
            [
                (i, *_line(row[5:], i, event_ids))
                for i, event in enumerate(event_ids)
                for row in kept
                if row[-1] == event
            ]
        )
    return Before(as_history(own), as_history(household), of_event)


def whose(one: Member) -> tuple[int, int, str]:
    """Whose use it is: a membership's, else a person's, else a name's."""
    if one.id:
        return one.id, 0, ""
    return (0, one.person_id, "") if one.person_id else (0, 0, match_key(one.name))


def _of(
    claims: QuerySet[Claim],
    members: Sequence[Member],
    by_household: bool,
    into: Doubles,
) -> Iterator[QuerySet[Claim]]:
    if len(members) > CHUNK:
        # Everyone's: one pass over the fund's claims is cheaper than many lists.
        yield claims.filter(fund_id=members[0].fund_id)
        return
    ids = {one.id for one in members}
    houses = {one.household_id for one in members if one.household_id}
    if by_household and houses:
        # Their ids first: then the claims are found by the index on memberships.
        ids |= set(
            Membership.objects.filter(person__household_id__in=houses).values_list(
                "pk", flat=True
            )
        )
    also = {pk for pk, own in into.memberships.items() if own in ids}
    yield claims.filter(membership_id__in=(ids | also) - {0})
    nobodys = [one for one in members if not one.id]
    if nobodys or (by_household and houses):
        # Who is no member is found by the person, or by the name they gave.
        persons = records_of([one.person_id for one in nobodys if one.person_id])
        someone = Q(event__person__in=persons)
        someone |= Q(event__person=None, fund__in=[one.fund_id for one in nobodys])
        if by_household:
            someone |= Q(event__person__household__in=houses)
        yield claims.filter(someone, membership=None)


def _line(
    row: Sequence[Any], i: int, event_ids: Sequence[int]
) -> tuple[int, int, int, str, int]:
    day, units, satang, benefit, event = row
    same = int(bool(event_ids) and event == event_ids[i])
    return day_number(day), units, satang, benefit, same


def as_history(lines: Sequence[Line]) -> History:
    """Lines as the columns that `rules.windows` counts over."""
    row, day, units, satang, benefit, same = (
        zip(*lines, strict=True) if lines else ((), (), (), (), (), ())
    )

    def column(values: Iterable[int]) -> Any:
        return np.fromiter(values, np.int64)

    return History(
        row=column(row),
        day=column(day),
        units=column(units),
        satang=column(satang),
        benefit=tuple(benefit),
        same_event=column(same),
    )


def stated_at_cut_over(
    members: Sequence[Member], benefits: set[str], bylaw: Bylaw
) -> Iterator[Line]:
    """Units used before the books began, as stated at the cut-over.

    Those of the running window stand on its last day before the books; the rest long
    before, where only a lifetime reaches.
    """
    for i, one in enumerate(members):
        for benefit, in_window, in_life in one.opening_uses:
            if benefit not in benefits:
                continue
            last = day_number(one.books_from - timedelta(days=1))
            earlier = max(0, in_life - in_window)
            for day, units in ((last, in_window), (FIRST_DAY, earlier)):
                yield from _stated_lines(i, day, units, benefit, bylaw)


def _stated_lines(
    row: int, day: int, units: int, benefit: str, bylaw: Bylaw
) -> Iterator[Line]:
    rule = bylaw.rule(benefit)
    amount = rule.amount if rule else None
    if isinstance(amount, PerUnit):
        if units:
            yield row, day, units, units * amount.satang, benefit, 0
        return
    satang = amount.satang if isinstance(amount, Fixed) else 0
    for _ in range(units):
        yield row, day, 1, satang, benefit, 0
