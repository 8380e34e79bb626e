"""Who is a member, where, and since when.  Reads only."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from kongbun.access.models import Fund
from kongbun.kernel.digits import fold
from kongbun.kernel.thai_text import match_key
from kongbun.people.models import (
    BRANCHES_IN_ORDER,
    Branch,
    CommitteeSeat,
    Membership,
    Person,
)
from kongbun.people.one_person import in_own_right, records_of

_DIGITS = re.compile(r"[0-9]+")
NUMBER_WIDTH = 4
# As many as one question names.
PART = 900


def branches(fund_id: int) -> QuerySet[Branch]:
    """Open branches, villages by their number, then occupations by name."""
    return Branch.objects.filter(fund_id=fund_id, closed_on=None).order_by(
        *BRANCHES_IN_ORDER
    )


def branch_by_public_id(fund_id: int, public_id: UUID) -> Branch | None:
    return Branch.objects.filter(fund_id=fund_id, public_id=public_id).first()


def search(
    fund_id: int, text: str = "", *, branch_id: int | None = None, exited: bool = False
) -> QuerySet[Membership]:
    """Memberships by name, member number or house, in Thai order of names.

    Marks, digits and spaces count as `thai_text.match_key` has them.
    """
    found = Membership.objects.filter(fund_id=fund_id).select_related(
        "person__household", "branch"
    )
    if not exited:
        found = found.filter(exited_on=None)
    if branch_id is not None:
        found = found.filter(branch_id=branch_id)
    text = text.strip()
    if text:
        key = match_key(text)
        folded = fold(text)
        found = found.filter(
            Q(person__match_key__contains=key)
            | Q(member_no__icontains=folded)
            | Q(person__household__house_no=folded)
        )
    return found.order_by("person__sort_key", "pk")


def membership_by_public_id(fund_id: int, public_id: UUID) -> Membership | None:
    """By its address; an old one leads to the membership that it counts in now."""
    return _in_own_right(
        Membership.every.filter(fund_id=fund_id, public_id=public_id)
        .select_related("person__household", "branch")
        .first()
    )


def _in_own_right(found: Membership | None) -> Membership | None:
    if found is None or found.counted_in_id is None:
        return found
    return (
        Membership.objects.filter(pk=found.counted_in_id)
        .select_related("person__household", "branch")
        .first()
    )


def membership_by_no(fund_id: int, member_no: str) -> Membership | None:
    """Who has this number now: one that was handed on is its last holder's.

    Somebody whose records were merged is found by the number of either.
    """
    return _in_own_right(
        Membership.every.filter(
            fund_id=fund_id, member_no=member_no, number_handed_on=False
        )
        .select_related("person__household", "branch")
        .first()
    )


def memberships_of(person_id: int) -> QuerySet[Membership]:
    """Every membership a person has had, the newest first."""
    return (
        Membership.objects.filter(person__in=records_of([person_id]))
        .select_related("branch")
        .order_by("-joined_on")
    )


def memberships_by_id(ids: Iterable[int]) -> dict[int, Membership]:
    """Memberships with their persons, by their own keys, however many."""
    wanted = sorted(set(ids))
    return {
        one.pk: one
        for start in range(0, len(wanted), PART)
        for one in Membership.every.filter(
            pk__in=wanted[start : start + PART]
        ).select_related("person", "branch")
    }


def same_house(membership: Membership) -> QuerySet[Membership]:
    """The other members who live in the member's house, in Thai order."""
    house = membership.person.household_id
    if house is None:
        return Membership.objects.none()
    # A house is of one fund; asked by the fund as well, all of it would be read.
    return (
        Membership.objects.filter(person__household_id=house, exited_on=None)
        .exclude(pk=membership.pk)
        .select_related("person")
        .order_by("person__sort_key", "pk")
    )


def kept_memberships(ids: Iterable[int]) -> dict[int, list[Membership]]:
    """By membership: those before it whose time counts on, the newest first."""
    found: dict[int, list[Membership]] = {}
    wanted = {pk: pk for pk in ids}
    while wanted:
        # Each step goes one membership back, for all of them together.
        rows = memberships_by_id(wanted)
        before_it = in_own_right(
            [
                row.returned_from_id
                for row in rows.values()
                if row.keeps_time and row.returned_from_id is not None
            ]
        )
        former = memberships_by_id(before_it.values())
        further: dict[int, int] = {}
        for at, row in rows.items():
            before = former.get(before_it.get(row.returned_from_id or 0, 0))
            if row.keeps_time and before is not None:
                found.setdefault(wanted[at], []).append(before)
                further[before.pk] = wanted[at]
        wanted = further
    return found


def live_membership(person_id: int) -> Membership | None:
    return Membership.objects.filter(
        person__in=records_of([person_id]), exited_on=None
    ).first()


def person_by_public_id(fund_id: int, public_id: UUID) -> Person | None:
    return Person.objects.filter(fund_id=fund_id, public_id=public_id).first()


def seats_of(fund_id: int, on: date) -> QuerySet[CommitteeSeat]:
    """Posts held on a day."""
    return (
        CommitteeSeat.objects.filter(
            Q(until_date=None) | Q(until_date__gt=on),
            fund_id=fund_id,
            from_date__lte=on,
        )
        .select_related("person", "branch")
        .order_by("branch__moo", "pk")
    )


def next_member_no(fund_id: int, branch: Branch) -> str:
    """The number after the highest of this branch: ทน-03-0142 after ทน-03-0141."""
    prefix = Fund.objects.values_list("prefix", flat=True).get(pk=fund_id)
    place = f"{branch.moo:02d}" if branch.moo else f"ส{branch.pk}"
    head = f"{prefix}-{place}-" if prefix else f"{place}-"
    numbers = Membership.every.filter(
        fund_id=fund_id, member_no__startswith=head
    ).values_list("member_no", flat=True)
    tails = [number.removeprefix(head) for number in numbers]
    highest = max((int(tail) for tail in tails if _DIGITS.fullmatch(tail)), default=0)
    return f"{head}{highest + 1:0{NUMBER_WIDTH}d}"


def house_key(house_no: str) -> str:
    """Orders houses as one walks past them: 5, 5/1, 5/2, 12.

    >>> sorted(["12", "5/2", "5", "5/1"], key=house_key)
    ['5', '5/1', '5/2', '12']
    """
    folded = fold(house_no)
    return _DIGITS.sub(lambda digits: f"{int(digits[0]):06d}", folded)[:60]
