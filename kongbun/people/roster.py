"""Who stands on a collection sheet: members with their house, in walking order.

Reads only, and all in one question: a village is drawn without asking again for
each house.  What a member has paid is not known here; that is dues'.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.db.models import BinaryField, Count, ExpressionWrapper, F, Q, QuerySet
from django.db.models.expressions import Combinable

from kongbun.people.models import Membership
from kongbun.store.plain import Days, as_text, plain


class RosterRow(NamedTuple):
    """A membership with what a sheet shows of person and house."""

    membership_id: int
    public_id_bytes: bytes
    member_no: str
    branch_id: int
    person_id: int
    title: str
    first_name: str
    last_name: str
    nickname: str
    is_head: bool
    household_id: int | None
    household_public_id_bytes: bytes | None
    house_no: str
    house_key: str
    line: str
    exit_reason: str
    payer_kind: str
    payer_name: str
    rhythm_months: int
    opening_days_paid: int | None
    joined_on: date
    exited_on: date | None
    opening_paid_until: date | None
    dues_from: date | None

    @property
    def public_id(self) -> UUID:
        return UUID(bytes=self.public_id_bytes)

    @property
    def name(self) -> str:
        return " ".join(f"{self.title}{self.first_name} {self.last_name}".split())

    @property
    def short_name(self) -> str:
        """Title and first name, as on the lines of a slip."""
        return f"{self.title}{self.first_name}".strip()


def _as_bytes(column: str) -> Combinable:
    """An id as it is kept: making a UUID of each takes as long as the question."""
    return ExpressionWrapper(F(column), output_field=BinaryField())


_COLUMNS = (
    "pk",
    _as_bytes("public_id"),
    "member_no",
    "branch_id",
    "person_id",
    "person__title",
    "person__first_name",
    "person__last_name",
    "person__nickname",
    "person__is_household_head",
    "person__household_id",
    _as_bytes("person__household__public_id"),
    "person__household__house_no",
    "person__household__sort_key",
    "person__household__line",
    "exit_reason",
    "payer_kind",
    "payer_name",
    "rhythm_months",
    "opening_days_paid",
    as_text("joined_on"),
    as_text("exited_on"),
    as_text("opening_paid_until"),
    as_text("dues_from"),
)
HOUSE = _COLUMNS.index("person__household_id")
DAYS = len(_COLUMNS) - 4


def of_branch(branch_id: int, *, on: date, line: str = "") -> list[RosterRow]:
    """Members of a branch on a day, house by house, each house by member number."""
    # Neither the fund nor the day of joining is asked of the database: an index over
    # both would lead it through every member of the fund.
    found = Membership.objects.filter(
        Q(exited_on=None) | Q(exited_on__gte=on), branch_id=branch_id
    )
    if line:
        found = found.filter(person__household__line=line)
    rows = [row for row in _rows(found) if row.joined_on <= on]
    # Sorted here: databases differ in the order of texts and of nothing.
    return sorted(rows, key=_walking_order)


def of_memberships(fund_id: int, ids: Iterable[int]) -> list[RosterRow]:
    """These memberships, by member number."""
    return _rows(
        Membership.objects.filter(fund_id=fund_id, pk__in=list(ids)).order_by(
            "member_no"
        )
    )


def of_household(fund_id: int, household_id: int, *, on: date) -> list[RosterRow]:
    """The members of one house on a day."""
    return _rows(
        Membership.objects.filter(
            Q(exited_on=None) | Q(exited_on__gte=on),
            fund_id=fund_id,
            person__household_id=household_id,
            joined_on__lte=on,
        ).order_by("member_no")
    )


def of_fund(fund_id: int, *, on: date) -> list[RosterRow]:
    """Every member of the fund on a day, village by village."""
    return _rows(
        Membership.objects.filter(
            Q(exited_on=None) | Q(exited_on__gte=on),
            fund_id=fund_id,
            joined_on__lte=on,
        ).order_by("branch_id", "member_no")
    )


def find(fund_id: int, *, member_nos: Sequence[str]) -> dict[str, int]:
    """Keys of memberships by member number."""
    return dict(
        Membership.objects.filter(
            fund_id=fund_id, member_no__in=member_nos, number_handed_on=False
        ).values_list("member_no", "pk")
    )


def _walking_order(row: RosterRow) -> tuple[bool, str, int, str]:
    """House by house, then those without a house; each by member number."""
    no_house = row.household_id is None
    return no_house, row.house_key, row.household_id or 0, row.member_no


def _rows(found: QuerySet[Membership]) -> list[RosterRow]:
    days = Days()
    made: list[RosterRow] = []
    for row in plain(found.values_list(*_COLUMNS)):
        joined, exited, paid_until, dues_from = row[DAYS:]
        one = RosterRow._make(
            (
                *row[:DAYS],
                *(days[joined], days[exited], days[paid_until], days[dues_from]),
            )
        )
        if row[HOUSE] is None:
            one = one._replace(house_no="", house_key="", line="")
        made.append(one)
    return made


def counts(fund_id: int) -> dict[tuple[int, str], int]:
    """Live members by branch and collection line; '' where there is no line."""
    return {
        (branch_id, line or ""): count
        for branch_id, line, count in Membership.objects.filter(
            fund_id=fund_id, exited_on=None
        )
        .values_list("branch_id", "person__household__line")
        .annotate(count=Count("pk"))
        .order_by()
    }


def of_payer(fund_id: int, payer_kind: str, *, on: date) -> list[RosterRow]:
    """The members of a day for whom one kind of payer pays."""
    return _rows(
        Membership.objects.filter(
            Q(exited_on=None) | Q(exited_on__gte=on),
            fund_id=fund_id,
            payer_kind=payer_kind,
            joined_on__lte=on,
        ).order_by("member_no")
    )


def count_of_fund(fund_id: int, *, on: date) -> int:
    """How many members the fund has on a day, who left that day among them."""
    live = Q(exited_on=None) | Q(exited_on__gte=on)
    return Membership.objects.filter(live, fund_id=fund_id, joined_on__lte=on).count()
