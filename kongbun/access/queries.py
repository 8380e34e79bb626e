"""Which funds a user belongs to, and who holds which duty.  Reads only."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from django.db.models import Max, Q, QuerySet
from django.db.models.functions import Coalesce

from kongbun.access.models import Fund, Role, RoleGrant, User
from kongbun.commands.models import Command
from kongbun.store import tenancy


def fund_by_code(code: str) -> Fund | None:
    return Fund.objects.filter(code=code).first()


def funds_of(user_id: int, on: date, *, at_most: int | None = None) -> list[Fund]:
    """Funds in which the user holds a duty on that day; a demo counts by its own."""
    live = Q(until_date=None) | Q(until_date__gt=on)
    with tenancy.seeing_all("a user's duties say which funds they may enter"):
        # By key: made distinct by all they say, funds would be compared in full.
        mine = (
            RoleGrant.objects.filter(
                live | Q(fund__story_today__isnull=False), user_id=user_id
            )
            .values("fund")
            .distinct()
        )
        return list(Fund.objects.filter(pk__in=mine).order_by("name")[:at_most])


def grants_of(fund_id: int) -> QuerySet[RoleGrant]:
    """Every duty ever given in the fund, the running ones first."""
    return (
        RoleGrant.objects.filter(fund_id=fund_id)
        .select_related("user", "branch", "person", "delegated_by")
        .order_by("until_date", "role", "pk")
    )


def holders(fund_id: int, of: Collection[Role], on: date) -> list[User]:
    """Who holds one of these duties on that day, by name."""
    live = Q(grants__until_date=None) | Q(grants__until_date__gt=on)
    found = User.objects.filter(
        live,
        is_active=True,
        grants__fund_id=fund_id,
        grants__role__in=of,
        grants__from_date__lte=on,
    )
    return list(found.distinct().order_by("display_name"))


def user_by_name(username: str) -> User | None:
    return User.objects.filter(username=username, is_active=True).first()


def user_by_public_id(public_id: UUID) -> User | None:
    return User.objects.filter(public_id=public_id).first()


def is_one_person(fund_id: int, first_id: int, second_id: int) -> bool:
    """Whether two users are one: by account, or by the person their duties name."""
    if first_id == second_id:
        return True
    named = set(
        RoleGrant.objects.filter(
            user_id__in=(first_id, second_id),
            fund_id=fund_id,
            person__isnull=False,
        )
        # Two records of one person that were merged are one person.
        .annotate(one=Coalesce("person__counted_in_id", "person_id"))
        .values_list("user_id", "one")
    )
    # Two accounts that name one person are more pairs than persons.
    return len(named) > len({person_id for _, person_id in named})


def last_received_at() -> datetime | None:
    """When the newest command arrived; funds with a fixed day are left out."""
    with tenancy.seeing_all("one machine has one clock for all its funds"):
        last: datetime | None = Command.objects.filter(
            Q(fund=None) | Q(fund__story_today=None)
        ).aggregate(last=Max("received_at"))["last"]
    return last


def villages_of_duty(
    user_id: int, fund_id: int, role: Role, on: date
) -> frozenset[int] | None:
    """The branches a duty is narrowed to; None where it is the whole fund's."""
    branches = list(
        RoleGrant.objects.filter(
            Q(until_date=None) | Q(until_date__gt=on),
            user_id=user_id,
            fund_id=fund_id,
            role=role.value,
            from_date__lte=on,
        ).values_list("branch_id", flat=True)
    )
    if any(branch is None for branch in branches):
        return None
    return frozenset(branch for branch in branches if branch is not None)


def may_take_all(user: User) -> bool:
    """Whether a copy of the whole machine holds nothing this user may not see."""
    return user.is_operator or Fund.objects.count() == 1
