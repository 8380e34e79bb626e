"""Questions about claims: lists, one claim, what was used, what waits.  Reads only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from kongbun.claims.models import Claim
from kongbun.people.models import Membership, OpeningUse

CHUNK = 900


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """What a decision reads of a membership; without one, only the person's row."""

    id: int = 0
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
    opening_uses: tuple[tuple[str, int, int], ...] = ()


_COLUMNS = {
    "id": "pk",
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
}


def members(memberships: QuerySet[Membership]) -> list[Member]:
    """The rows of these memberships, in their order."""
    rows = list(memberships.values_list(*_COLUMNS.values()))
    uses: dict[int, list[tuple[str, int, int]]] = {}
    if rows and OpeningUse.objects.filter(membership__in=memberships).exists():
        for owner, *use in OpeningUse.objects.filter(
            membership__in=memberships
        ).values_list("membership_id", "benefit", "units_in_window", "units_in_life"):
            uses.setdefault(owner, []).append(tuple(use))  # type: ignore[arg-type]
    return [
        Member(
            **dict(zip(_COLUMNS, row, strict=True)),
            opening_uses=tuple(uses.get(row[0], ())),
        )
        for row in rows
    ]


def member(membership_id: int) -> Member:
    return members(Membership.objects.filter(pk=membership_id))[0]


def claim_by_public_id(fund_id: int, public_id: UUID) -> Claim | None:
    return (
        Claim.objects.filter(fund_id=fund_id, public_id=public_id)
        .select_related("event", "membership__person", "branch", "submitted_by")
        .first()
    )


def claim_by_number(fund_id: int, number: str) -> Claim | None:
    """By what people say: "18/2570"."""
    no, _, year = number.partition("/")
    if not (no.isdecimal() and year.isdecimal()):
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
