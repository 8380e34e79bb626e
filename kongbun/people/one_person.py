"""Records of one person that were merged: which of them count in which.  Reads only.

Nothing is moved when two records are merged (`merging`): one stands for the other,
and who asks for days, money or uses of one asks for those of both.  Here is the one
place that says which both are.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TypeVar

from django.db import connection
from django.db.models import F, Q, QuerySet
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.people.models import Membership, Person
from kongbun.store.plain import one_of, plain

# As many as one question names.
PART = 900
T = TypeVar("T", Person, Membership)


def doubles(among: Collection[int] | QuerySet[Membership]) -> dict[int, int]:
    """Memberships that count in one of these, each with the one it counts in."""
    if isinstance(among, QuerySet):
        asked = Membership.every.filter(counted_in__in=among)
        return dict(plain(asked.values_list("pk", "counted_in_id")))
    named, numbers = one_of(list(among))
    with connection.cursor() as cursor:
        # Every sheet and every payment comes by here with all its members.
        cursor.execute(
            "SELECT id, counted_in_id FROM people_membership"  # noqa: S608 -- marks alone
            f" WHERE counted_in_id {named} ORDER BY id",
            [numbers],
        )
        return dict(cursor.fetchall())


def doubles_of_fund(fund_id: int) -> dict[int, int]:
    """Every membership of a fund that counts in another, with that one."""
    return dict(
        Membership.every.filter(fund_id=fund_id, counted_in__isnull=False).values_list(
            "pk", "counted_in_id"
        )
    )


def with_doubles(membership_ids: Collection[int]) -> list[int]:
    """These memberships and those that count in them."""
    return [*membership_ids, *doubles(membership_ids)]


def in_own_right(membership_ids: Collection[int]) -> dict[int, int]:
    """Each of these with the membership it counts in: itself, most often."""
    found = {pk: pk for pk in membership_ids}
    ids = list(found)
    for start in range(0, len(ids), PART):
        found.update(
            Membership.every.filter(
                pk__in=ids[start : start + PART], counted_in__isnull=False
            ).values_list("pk", "counted_in_id")
        )
    return found


def standing_for(record: T) -> T:
    """The record that stands for this one: itself, unless it was merged."""
    return record.counted_in or record


def records_of(person_ids: Collection[int]) -> frozenset[int]:
    """All records of these persons, whichever of their records is named."""
    named = Person.every.filter(pk__in=person_ids).annotate(head=person_key(""))
    ids = set(named.values_list("head", flat=True))
    both = Person.every.filter(Q(pk__in=ids) | Q(counted_in__in=ids))
    return frozenset(both.values_list("pk", flat=True))


def person_key(path: str) -> Combinable:
    """The key of who it is, for a question that counts or compares persons.

    `path` leads to a person, as `membership__person__`; empty for persons themselves.
    """
    own = F(f"{path}pk") if path else F("pk")
    return Coalesce(F(f"{path}counted_in_id"), own)


def refuse_merged(record: Membership | Person) -> None:
    """Nothing is written on a record that another stands for."""
    if record.counted_in is None:
        return
    person = record if isinstance(record, Person) else record.person
    kept = standing_for(person)
    last = kept.memberships.order_by("-joined_on").first()
    raise Refused(
        RefusalCode.RECORD_MERGED,
        name=kept.full_name(),
        number=last.member_no if last else "-",
    )
