"""The village centre signs, here or on paper; and a second look at late entries."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q

from kongbun.access.models import RoleGrant
from kongbun.access.permissions import Verb, require
from kongbun.approvals.actions import approve, sign
from kongbun.approvals.models import SignedHow
from kongbun.approvals.queries import signatures
from kongbun.claims.deciding import BACKDATING, backdated_days
from kongbun.claims.models import Claim, ClaimStatus, Decision
from kongbun.claims.rows import (
    branches_of,
    claim_of,
    persons_of,
    refuse_maker,
    refuse_own,
    require_status,
    user_of,
    whom,
)
from kongbun.claims.submit_actions import STILL_WAITS, decide_anew, move
from kongbun.commands.run import Act, command
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.kernel.thai_date import short
from kongbun.people.impartial import refuse_tied_persons
from kongbun.people.models import CommitteePost, CommitteeSeat, Person
from kongbun.people.one_person import records_of

CERTIFY = "รับรอง"
BACKDATED = "รับรองรายการย้อนหลัง"
SUBJECT = "claim"


@command("claims.certify")
def certify_claim(
    act: Act,
    *,
    claim: UUID,
    seat: UUID | None = None,
    signed_on: date | None = None,
) -> dict[str, Any]:
    """One signature of the claimant's village centre.

    Without `seat` the acting user signs here for their own seat; with it they record
    a signature on paper, of the day written there.  Who entered the request neither
    signs nor records.
    """
    require(act, Verb.CERTIFY_CLAIM)
    found = claim_of(act, claim)
    require_status(found, ClaimStatus.SUBMITTED, verb=CERTIFY)
    refuse_maker(act, found, verb=CERTIFY)
    if seat is None:
        person, words = _own_seat(act, found)
        day, how = act.today, SignedHow.IN_APP
    else:
        day, how = signed_on or act.today, SignedHow.ON_PAPER
        person, words = _seat_on_paper(act, found, seat, day)
    _refuse_twice(act, found, person)
    # After this point the signature must stand.
    sign(
        act,
        subject_kind=SUBJECT,
        subject_id=found.public_id,
        content_hash=bytes(found.signed_hash),
        person_id=person.pk if person else None,
        seat=words,
        how=how,
        signed_on=day,
    )
    count = signatures(found.public_id, bytes(found.signed_hash)).count()
    if count >= found.signatures_needed:
        move(act, found, ClaimStatus.CERTIFIED, f"ครบ {count} ลายเซ็น")
    return {
        "claim": found.public_id.hex,
        "number": found.number,
        "signatures": count,
        "needed": found.signatures_needed,
        "status": found.status,
    }


def seats_of(claim: Claim, on: date) -> list[CommitteeSeat]:
    """Who sits on the claimant's centre on a day."""
    return list(
        CommitteeSeat.objects.filter(
            Q(until_date=None) | Q(until_date__gt=on),
            fund_id=claim.fund_id,
            branch=claim.branch,
            from_date__lte=on,
        )
        .select_related("person")
        .order_by("post", "pk")
    )


def _own_seat(act: Act, claim: Claim) -> tuple[Person | None, str]:
    """The seat of who acts: by the register, or a duty for this very centre."""
    assert claim.branch is not None, "only a claim with a centre waits for signatures"
    refuse_own(act, claim, verb=CERTIFY, could=Verb.CERTIFY_CLAIM)
    mine = {person.pk for person in persons_of(act.user_id or 0, act.fund_id)}
    for seat in seats_of(claim, act.today):
        if seat.person_id in mine:
            return seat.person, CommitteePost(seat.post).label
    for grant in RoleGrant.objects.filter(
        Q(until_date=None) | Q(until_date__gt=act.today),
        user_id=user_of(act),
        fund_id=act.fund_id,
        branch=claim.branch,
        from_date__lte=act.today,
    ).select_related("person"):
        return grant.person, f"{act.user_name} ({claim.branch.label()})"
    raise Refused(
        RefusalCode.NOT_OF_THIS_CENTRE,
        name=act.user_name,
        branch=claim.branch.label(),
    )


def _seat_on_paper(act: Act, claim: Claim, seat: UUID, day: date) -> tuple[Person, str]:
    assert claim.branch is not None, "only a claim with a centre waits for signatures"
    if day > act.today:
        raise Refused(
            RefusalCode.DATE_IN_FUTURE, found=short(day), today=short(act.today)
        )
    if day < claim.event.first_day:
        raise Refused(
            RefusalCode.DATES_IN_WRONG_ORDER,
            first=short(claim.event.first_day),
            last=short(day),
        )
    found = next((one for one in seats_of(claim, day) if one.public_id == seat), None)
    if found is None:
        raise Refused(
            RefusalCode.NOT_OF_THIS_CENTRE,
            name="ผู้ที่เลือก",
            branch=claim.branch.label(),
        )
    person = found.person
    refuse_tied_persons(
        act,
        [person.pk],
        whom(claim),
        name=person.full_name(),
        verb=CERTIFY,
        could=Verb.CERTIFY_CLAIM,
    )
    submitters = persons_of(claim.submitted_by_id, act.fund_id)
    if person.pk in {one.pk for one in submitters}:
        raise Refused(RefusalCode.SAME_PERSON, user=person.full_name(), verb=CERTIFY)
    return person, CommitteePost(found.post).label


def _refuse_twice(act: Act, claim: Claim, person: Person | None) -> None:
    records = records_of([person.pk]) if person else frozenset()
    for signature in signatures(claim.public_id, bytes(claim.signed_hash)):
        same_person = signature.person_id in records
        same_user = (
            person is None
            and signature.how == SignedHow.IN_APP
            and signature.recorded_by_id == act.user_id
        )
        if same_person or same_user:
            name = person.full_name() if person else act.user_name
            raise Refused(RefusalCode.SIGNED_ALREADY, name=name)


@command("claims.confirm_backdating")
def confirm_backdating(act: Act, *, claim: UUID, note: str) -> dict[str, Any]:
    """A second person from another village looked at the papers of late entries."""
    require(act, Verb.APPROVE_CLAIM)
    found = claim_of(act, claim)
    require_status(found, *STILL_WAITS, verb=BACKDATED)
    if not backdated_days(found):
        raise Refused(RefusalCode.NOTHING_TO_CONFIRM, number=found.number)
    if not note.strip():
        raise Refused(RefusalCode.FIELD_EMPTY, field="หลักฐานที่ได้ดู")
    refuse_maker(act, found, verb=BACKDATED)
    refuse_own(act, found, verb=BACKDATED, could=Verb.APPROVE_CLAIM)
    if found.branch and found.branch_id in branches_of(
        act.user_id or 0, act.fund_id, act.today
    ):
        raise Refused(
            RefusalCode.SAME_VILLAGE, name=act.user_name, branch=found.branch.label()
        )
    # After this point the confirmation must stand.
    approve(
        act,
        subject_kind=BACKDATING,
        subject_id=found.public_id,
        content_hash=bytes(found.signed_hash),
        maker_id=found.submitted_by_id,
        note=note.strip()[:500],
        verb=BACKDATED,
    )
    decide_anew(act, found, Decision.Stage.CONFIRMED)
    return {
        "claim": found.public_id.hex,
        "number": found.number,
        "granted": found.granted,
        "amount_satang": found.granted_satang,
    }
