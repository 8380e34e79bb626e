"""Which records were merged, which merges wait, and who is likely written down twice.

Reads only.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from kongbun.approvals.models import Approval
from kongbun.merging.models import Merge, MergeRequest
from kongbun.people.models import Membership, Person
from kongbun.people.one_person import records_of

SUBJECT = "person-merge"
SHOWN_MAX = 5


def requests(fund_id: int) -> QuerySet[MergeRequest]:
    """Every one that was asked for, the newest first."""
    return (
        MergeRequest.objects.filter(fund_id=fund_id)
        .select_related("survivor__household", "other__household", "asked_by")
        .select_related("undoes__request")
        .order_by("-pk")
    )


def request_by_public_id(fund_id: int, public_id: UUID) -> MergeRequest | None:
    return requests(fund_id).filter(public_id=public_id).first()


def waiting(fund_id: int, *, of: Person | None = None) -> QuerySet[MergeRequest]:
    """Those that nobody has answered, of one person's records if it is given."""
    answered = Approval.objects.filter(subject_id=OuterRef("public_id"))
    found = requests(fund_id).filter(~Exists(answered))
    if of is not None:
        both = records_of([of.pk])
        found = found.filter(Q(survivor__in=both) | Q(other__in=both))
    return found


def merges_of(person: Person) -> QuerySet[Merge]:
    """The merges in force into this person's record, the newest first."""
    return (
        Merge.objects.filter(request__survivor=person, unmerge=None)
        .select_related("request__other", "request__asked_by", "approval__checker")
        .order_by("-pk")
    )


def merge_by_public_id(fund_id: int, public_id: UUID) -> Merge | None:
    return (
        Merge.objects.filter(fund_id=fund_id, public_id=public_id)
        .select_related("request__survivor", "request__other")
        .first()
    )


def likely_doubles(person: Person) -> list[Person]:
    """Others of the fund with the same ID, or the same name and birth: exact keys only.

    Neither makes them one person: an ID may be mistyped and still pass its check, and
    two may share a name and a day.  Somebody has to ask.
    """
    if person.erased_on is not None:
        return []
    alike = Q(pk__in=())
    if person.id_value:
        alike |= Q(id_value=person.id_value, id_kind=person.id_kind)
    if person.birth_date is not None:
        alike |= Q(
            match_key=person.match_key,
            birth_date=person.birth_date,
            birth_precision=person.birth_precision,
        )
    found = Person.objects.filter(alike, fund_id=person.fund_id, erased_on=None)
    return list(found.exclude(pk=person.pk).order_by("sort_key", "pk")[:SHOWN_MAX])


def numbers_of(persons: Iterable[Person]) -> dict[int, str]:
    """By person: the number of their newest membership, as people name it."""
    return {
        person.pk: last.member_no
        for person in persons
        for last in Membership.every.filter(person=person).order_by("-joined_on")[:1]
    }
