"""Questions about claims: lists, one claim, what was used, what waits.  Reads only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.db.models import Count, Min, Q, QuerySet, Sum

from kongbun.claims.models import COUNTED, Award, Claim, ClaimStatus, Payment
from kongbun.kernel.thai_date import fiscal_year
from kongbun.kernel.thai_text import match_key
from kongbun.people.models import Membership, OpeningUse
from kongbun.people.one_person import (
    doubles,
    in_own_right,
    person_key,
    standing_for,
    with_doubles,
)
from kongbun.people.queries import kept_memberships

CHUNK = 900
NUMBER_MAX = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """What a decision reads of a membership; without one, only the person's row."""

    id: int = 0
    fund_id: int = 0
    person_id: int = 0
    household_id: int | None = None
    branch_id: int | None = None
    joined_on: date | None = None
    exited_on: date | None = None
    sex: str = ""
    birth_date: date | None = None
    birth_precision: str = ""
    member_type: str = ""
    rhythm_months: int = 1
    opening_paid_until: date | None = None
    opening_days_paid: int | None = None
    books_from: date = date.min
    keeps_time: bool = False
    waits_until: date | None = None
    # Memberships before this one whose time counts on, and their days together.
    kept: tuple[int, ...] = ()
    kept_days: int = 0
    opening_uses: tuple[tuple[str, int, int], ...] = ()
    # Of who is in no register: what they called themselves.
    name: str = ""
    member_no: str = ""


_COLUMNS = {
    "id": "pk",
    "fund_id": "fund_id",
    "person_id": "person_id",
    "household_id": "person__household_id",
    "branch_id": "branch_id",
    "joined_on": "joined_on",
    "exited_on": "exited_on",
    "sex": "person__sex",
    "birth_date": "person__birth_date",
    "birth_precision": "person__birth_precision",
    "member_type": "member_type",
    "rhythm_months": "rhythm_months",
    "opening_paid_until": "opening_paid_until",
    "opening_days_paid": "opening_days_paid",
    "books_from": "fund__books_from",
    "keeps_time": "keeps_time",
    "waits_until": "waits_until",
    "member_no": "member_no",
}


# The same of a membership that was read already.
_OF_MEMBERSHIP = attrgetter(*(path.replace("__", ".") for path in _COLUMNS.values()))


def members(memberships: QuerySet[Membership]) -> list[Member]:
    """The rows of these memberships, in their order."""
    rows = list(memberships.values_list(*_COLUMNS.values()))
    return _with_uses(rows, memberships)


def as_member(membership: Membership) -> Member:
    """The row of a membership that was read with its person and fund."""
    return _with_uses([_OF_MEMBERSHIP(membership)], [membership])[0]


def _with_uses(
    rows: Sequence[tuple[Any, ...]], memberships: Iterable[Membership]
) -> list[Member]:
    uses: dict[int, list[tuple[str, int, int]]] = {}
    # Asked by fund, which is quick, before it is asked by member.
    if rows and OpeningUse.objects.filter(fund_id=rows[0][1]).exists():
        others = doubles([row[0] for row in rows])
        stated = OpeningUse.objects.filter(membership__states_again=False)
        for owner, *use in stated.filter(
            Q(membership__in=memberships) | Q(membership__in=list(others))
        ).values_list("membership_id", "benefit", "units_in_window", "units_in_life"):
            uses.setdefault(others.get(owner, owner), []).append(tuple(use))  # type: ignore[arg-type]
    names = tuple(_COLUMNS)
    return _with_time_before(
        [
            Member(
                **dict(zip(names, row, strict=True)),
                opening_uses=tuple(uses.get(row[0], ())),
            )
            for row in rows
        ]
    )


def _with_time_before(rows: list[Member]) -> list[Member]:
    """Who came back under a rule that keeps their time has had it before, too."""
    keepers = [one.id for one in rows if one.keeps_time]
    if not keepers:
        return rows
    before = kept_memberships(keepers)
    return [
        replace(
            one,
            kept=tuple(former.pk for former in before[one.id]),
            kept_days=sum(_days_of(former) for former in before[one.id]),
        )
        if one.id in before
        else one
        for one in rows
    ]


def _days_of(former: Membership) -> int:
    assert former.exited_on is not None, "a membership that came before has ended"
    return (former.exited_on - former.joined_on).days


def member(membership_id: int) -> Member:
    """The member whose membership it is, also where that one counts in another."""
    return members_by_id([membership_id])[membership_id]


def members_by_id(membership_ids: Iterable[int]) -> dict[int, Member]:
    """The same of many, each by the key that was asked for."""
    into = in_own_right(list(membership_ids))
    ids = sorted(set(into.values()))
    found = {
        one.id: one
        for start in range(0, len(ids), CHUNK)
        for one in members(Membership.objects.filter(pk__in=ids[start : start + CHUNK]))
    }
    return {pk: found[own] for pk, own in into.items()}


def asker(claim: Claim) -> Member:
    """Whose right it is: a member, or someone of whom only person or name is known."""
    if claim.membership_id:
        return member(claim.membership_id)
    person = claim.event.person and standing_for(claim.event.person)
    return Member(
        fund_id=claim.fund_id,
        person_id=person.pk if person else 0,
        household_id=person.household_id if person else None,
        name=claim.claimant_name,
    )


def claim_by_public_id(fund_id: int, public_id: UUID) -> Claim | None:
    return (
        Claim.objects.filter(fund_id=fund_id, public_id=public_id)
        .select_related("event", "membership__person", "branch", "submitted_by")
        .first()
    )


def claim_by_number(fund_id: int, number: str) -> Claim | None:
    """By what people say: "18/2570"."""
    no, _, year = number.partition("/")
    if not (no.isdecimal() and year.isdecimal() and len(number) <= NUMBER_MAX):
        return None
    found: Claim | None = (
        Claim.objects.filter(fund_id=fund_id, no=int(no), fiscal_year=int(year))
        .select_related("event", "membership__person", "branch", "submitted_by")
        .first()
    )
    return found


def next_number(model: type[Any], fund_id: int, year: int) -> int:
    """The number after the last; writers of one fund go in line, so no gaps."""
    last = (
        model.objects.filter(fund_id=fund_id, fiscal_year=year)
        .order_by("-no")
        .values_list("no", flat=True)
        .first()
    )
    return int(last or 0) + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which claims a list shows; empty means any."""

    status: str = ""
    fiscal_year: int | None = None
    benefit: str = ""
    branch_id: int | None = None
    text: str = ""


# Tabs of the list that hold several places.
CLOSED = "closed"
GROUPS = {CLOSED: (ClaimStatus.REFUSED, ClaimStatus.WITHDRAWN)}


def listed(fund_id: int, asked: Asked) -> QuerySet[Claim]:
    """Claims of a fund, the newest first."""
    found = Claim.objects.filter(fund_id=fund_id)
    if asked.status:
        found = found.filter(status__in=GROUPS.get(asked.status, (asked.status,)))
    if asked.fiscal_year:
        found = found.filter(fiscal_year=asked.fiscal_year)
    if asked.benefit:
        found = found.filter(benefit=asked.benefit)
    if asked.branch_id:
        found = found.filter(branch_id=asked.branch_id)
    no, slash, year = asked.text.strip().partition("/")
    if no.isdecimal() and (not slash or year.isdecimal()):
        found = found.filter(no=int(no))
        if slash:
            found = found.filter(fiscal_year=int(year))
    elif asked.text.strip():
        key = match_key(asked.text)
        named = Q(membership__person__match_key__contains=key)
        named |= Q(membership__member_no=asked.text.strip())
        named |= Q(claimant_name__contains=asked.text.strip())
        found = found.filter(named)
    return found.select_related("event", "membership__person", "branch").order_by(
        "-submitted_on", "-no"
    )


def counts_by_status(fund_id: int) -> dict[str, int]:
    """How many claims stand at each place."""
    rows = (
        Claim.objects.filter(fund_id=fund_id)
        .values_list("status")
        .annotate(n=Count("pk"))
        .order_by()
    )
    return dict(rows)


def first_year(fund_id: int) -> int | None:
    """The fiscal year (B.E.) of the earliest event that anything was asked for."""
    first = Claim.objects.filter(fund_id=fund_id).aggregate(day=Min("event_on"))["day"]
    return fiscal_year(first) if first else None


def of_membership(membership_id: int) -> QuerySet[Claim]:
    """Everything this membership asked for, the newest first."""
    return (
        Claim.objects.filter(membership_id__in=with_doubles([membership_id]))
        .select_related("event")
        .order_by("-submitted_on", "-no")
    )


def waiting(fund_id: int, *statuses: ClaimStatus) -> QuerySet[Claim]:
    """Claims that wait at these places, the oldest first."""
    return (
        Claim.objects.filter(fund_id=fund_id, status__in=statuses)
        .select_related("event", "membership__person", "branch", "submitted_by")
        .order_by("submitted_on", "no")
    )


def unanswered(fund_id: int) -> QuerySet[Award]:
    """What was approved first in an emergency and nobody has answered."""
    return (
        Award.objects.filter(
            claim__fund_id=fund_id,
            claim__status__in=COUNTED,
            emergency=True,
            emergency_answer=None,
        )
        .select_related("claim__event", "claim__membership__person")
        .select_related("claim__submitted_by", "approval__checker")
        .order_by("confirm_by", "pk")
    )


@dataclass(frozen=True, slots=True)
class CategoryFigures:
    """Benefits of one CODI category: distinct persons, and satang."""

    category: int
    persons: int
    satang: int


def paid_by_category(
    fund_id: int, *, since: date | None, until: date
) -> dict[int, CategoryFigures]:
    """Booked from `since` through `until`, net of what came back in those days.

    The sums are those of the books (`expense:benefit:N`); a person counts once in a
    category, when a payment to them still stood at the end.
    """
    paid = Payment.objects.filter(fund_id=fund_id, entry__booked_on__lte=until)
    back = Payment.objects.filter(
        fund_id=fund_id, reversal__entry__booked_on__lte=until
    )
    if since is not None:
        paid = paid.filter(entry__booked_on__gte=since)
        back = back.filter(reversal__entry__booked_on__gte=since)
    standing = paid.exclude(reversal__entry__booked_on__lte=until)
    by_name = Q(claim__event__person=None)
    persons = dict(
        standing.values_list("claim__category")
        .annotate(
            n=Count(person_key("claim__event__person__"), distinct=True)
            + Count("claim__claimant_name", distinct=True, filter=by_name)
        )
        .order_by()
    )
    satang: Counter[int] = Counter()
    for payments, sign in ((paid, 1), (back, -1)):
        for category, total in (
            payments.values_list("claim__category")
            .annotate(total=Sum("amount_satang"))
            .order_by()
        ):
            satang[category] += sign * total
    return {
        category: CategoryFigures(category, persons.get(category, 0), satang[category])
        for category in sorted(satang)
    }


def payment_by_public_id(fund_id: int, public_id: UUID) -> Payment | None:
    return (
        Payment.objects.filter(fund_id=fund_id, public_id=public_id)
        .select_related(
            "claim__event", "claim__membership__person", "paid_by", "account"
        )
        .first()
    )


def live_payment(claim: Claim) -> Payment | None:
    """The voucher that stands, if one does."""
    return claim.payments.filter(reversal=None).select_related("account").first()
