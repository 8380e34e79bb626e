"""What stands against erasing a person, and what was erased.  Reads only."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any, Protocol

from django.db.models import Q

from kongbun.access.models import RoleGrant
from kongbun.claims.models import Claim, ClaimStatus
from kongbun.erasure.models import Erasure
from kongbun.kernel.refusal import Reason, RefusalCode
from kongbun.people.models import CommitteeSeat, Membership, Person, RegisterImport
from kongbun.people.one_person import records_of
from kongbun.treasury.refunds import refund_due, standing_refund

OPEN = (ClaimStatus.SUBMITTED, ClaimStatus.CERTIFIED, ClaimStatus.APPROVED)


class Funds(Protocol):
    """Those that are looked at, by their key."""

    @property
    def codes(self) -> dict[int, str]: ...


def erased_commands(looked_at: Funds) -> set[int]:
    """Commands whose salts and answers went, as the answers of the erasures say."""
    found: set[int] = set()
    for answer in Erasure.objects.filter(fund__in=looked_at.codes).values_list(
        "command__outcome__answer", flat=True
    ):
        found.update(json.loads(answer or "{}").get("commands", []))
    return found


def obstacles(person: Person, today: date) -> list[Reason]:
    """Every reason why this person cannot be erased yet, each with what to do."""
    if person.erased_on is not None:
        return [Reason(RefusalCode.PERSON_ERASED, {"day": person.erased_on})]
    return [
        *_doubles(person),
        *_memberships(person),
        *_claims(person),
        *_duties(person, today),
        *_imports(person),
    ]


def _doubles(person: Person) -> Iterator[Reason]:
    """Whose records were merged stands twice: each is erased in its own right."""
    both = records_of([person.pk])
    if len(both) > 1:
        yield Reason(RefusalCode.ERASE_MERGED, {"count": len(both)})


def _memberships(person: Person) -> Iterator[Reason]:
    for one in Membership.objects.filter(person=person).order_by("joined_on"):
        number = {"number": one.member_no}
        if one.exited_on is None:
            yield Reason(RefusalCode.ERASE_STILL_MEMBER, number)
        elif _is_owed(one):
            yield Reason(RefusalCode.ERASE_REFUND_OPEN, number)


def _is_owed(membership: Membership) -> bool:
    entered = standing_refund(membership)
    if entered is None:
        return refund_due(membership) is not None
    return not hasattr(entered.movement, "booking")


def claims_of(person: Person) -> Any:
    """Requests of the person's memberships, and those about what befell them."""
    return Claim.objects.filter(
        Q(membership__person=person) | Q(membership=None, event__person=person)
    )


def _claims(person: Person) -> Iterator[Reason]:
    about = Claim.objects.filter(
        Q(membership__person=person) | Q(event__person=person), status__in=OPEN
    )
    for claim in about.order_by("pk"):
        yield Reason(RefusalCode.ERASE_OPEN_CLAIM, {"number": claim.number})


def _duties(person: Person, today: date) -> Iterator[Reason]:
    still = Q(until_date=None) | Q(until_date__gt=today)
    for seat in CommitteeSeat.objects.filter(still, person=person):
        yield Reason(RefusalCode.ERASE_HOLDS_DUTY, {"what": seat.get_post_display()})
    for duty in RoleGrant.objects.filter(still, person=person):
        yield Reason(RefusalCode.ERASE_HOLDS_DUTY, {"what": duty.get_role_display()})


def _imports(person: Person) -> Iterator[Reason]:
    for batch in RegisterImport.objects.filter(fund=person.fund_id, done_at=None):
        yield Reason(RefusalCode.ERASE_IMPORT_OPEN, {"file": batch.filename})
