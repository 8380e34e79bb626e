"""What was granted before, in columns for `rules.windows`: paid or promised.

Reads only.  Which of it counts is the by-law's window.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np
from django.db.models import QuerySet

from kongbun.claims.models import COUNTED, Claim
from kongbun.claims.queries import CHUNK, Member
from kongbun.people.models import Membership
from kongbun.rules.benefit import Fixed, PerUnit
from kongbun.rules.bylaw import Bylaw
from kongbun.rules.days import FIRST_DAY, day_number
from kongbun.rules.windows import History

# row, day, units, satang, benefit, whether it is of the event being decided.
Line = tuple[int, int, int, int, str, int]
COLUMNS = (
    "membership_id",
    "membership__person__household_id",
    "event_on",
    "granted_units",
    "granted_satang",
    "benefit",
    "event_id",
)


@dataclass(frozen=True, slots=True)
class Before:
    """The member's own, the household's, and everyone's of the one event."""

    own: History
    household: History
    event: History | None


def history_of(
    members: Sequence[Member],
    benefits: Iterable[str],
    *,
    bylaw: Bylaw,
    by_household: bool,
    event_id: int | None = None,
    but_not: int | None = None,
) -> Before:
    """Uses of `benefits` by `members`, and by their houses where a limit asks that.

    `but_not` never counts against itself.
    """
    wanted = set(benefits)
    claims = Claim.objects.filter(benefit__in=wanted, status__in=COUNTED)
    if but_not is not None:
        claims = claims.exclude(pk=but_not)
    rows = list(_of(claims, members, by_household).values_list(*COLUMNS))
    stated = list(_stated_at_cut_over(members, wanted, bylaw))
    owner = {one.id: i for i, one in enumerate(members) if one.id}
    houses: dict[int, list[int]] = {}
    for i, one in enumerate(members):
        if one.household_id:
            houses.setdefault(one.household_id, []).append(i)
    own, household = list(stated), list(stated)
    for membership_id, house, *rest in rows:
        line = _line(rest, event_id)
        here = owner.get(membership_id)
        if here is not None:
            own.append((here, *line))
        if house in houses:
            household += [(i, *line) for i in houses[house]]
        elif here is not None:
            household.append((here, *line))
    of_event = None
    if event_id is not None:
        kept = claims.filter(event_id=event_id).values_list(*COLUMNS)
        of_event = _columns([(0, *_line(row[2:], event_id)) for row in kept])
    return Before(_columns(own), _columns(household), of_event)


def _of(
    claims: QuerySet[Claim], members: Sequence[Member], by_household: bool
) -> QuerySet[Claim]:
    if len(members) > CHUNK:
        # Everyone's: one pass over the fund's claims is cheaper than many lists.
        return claims.filter(fund_id=members[0].fund_id)
    ids = {one.id for one in members}
    houses = {one.household_id for one in members if one.household_id}
    if by_household and houses:
        # Their ids first: then the claims are found by the index on memberships.
        ids |= set(
            Membership.objects.filter(person__household_id__in=houses).values_list(
                "pk", flat=True
            )
        )
    return claims.filter(membership_id__in=ids)


def _line(row: Sequence[Any], event_id: int | None) -> tuple[int, int, int, str, int]:
    day, units, satang, benefit, event = row
    same = int(event_id is not None and event == event_id)
    return day_number(day), units, satang, benefit, same


def _columns(lines: Sequence[Line]) -> History:
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


def _stated_at_cut_over(
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
