"""What was approved first in an emergency: the body that decides otherwise answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from kongbun.access.permissions import Verb, refuse_same_person, require
from kongbun.approvals.actions import approve
from kongbun.claims.approve_actions import keep_resolution, refuse_half_resolution
from kongbun.claims.approving import (
    as_day,
    is_whole,
    matter_of_award,
    waits_for_answer,
    word_of,
)
from kongbun.claims.late import day_of
from kongbun.claims.models import Award, Claim, ClaimStatus, EmergencyAnswer
from kongbun.claims.rows import claim_of, refuse_maker, refuse_own
from kongbun.claims.submit_actions import move, step
from kongbun.claims.verdict import content_hash
from kongbun.commands.run import Act, command
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.kernel.thai_date import short

CONFIRM = "ยืนยัน"
SUBJECT = "claim-emergency"
STANDS = (ClaimStatus.APPROVED, ClaimStatus.PAID)
NOT_CONFIRMED = "ไม่ยืนยันการอนุมัติฉุกเฉิน"


@command("claims.confirm_emergency")
def confirm_emergency(
    act: Act,
    *,
    claim: UUID,
    confirmed: bool,
    note: str = "",
    resolution: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Confirm what went first, or say that it is not confirmed, and what was resolved.

    By the body that decides such a sum in the ordinary way, and by another person
    than who went first.  What is not confirmed and not yet paid is refused by this;
    what was paid stays paid until the treasurer takes it back.
    """
    require(act, Verb.APPROVE_CLAIM)
    found = claim_of(act, claim)
    award = _waiting(act, found)
    refuse_half_resolution(act, resolution)
    _refuse_before(award, resolution)
    word = word_of(act, matter_of_award(award), resolution)
    if not confirmed and not note.strip():
        raise Refused(RefusalCode.FIELD_EMPTY, field="เหตุผลที่ไม่ยืนยัน และมติให้ทำอย่างไร")
    # After this point the answer must stand.
    answer = EmergencyAnswer(
        award=award,
        body=word.body,
        answered_on=act.today,
        note=note.strip()[:500],
        command_id=act.command_pk,
    )
    answer.hash = answer_hash(answer, confirmed=confirmed)
    answer.approval = approve(
        act,
        subject_kind=SUBJECT,
        subject_id=found.public_id,
        content_hash=answer.hash,
        maker_id=award.approval.checker_id,
        approved=confirmed,
        note=answer.note,
        verb=CONFIRM,
    )
    answer.resolution = keep_resolution(act, resolution)
    answer.save(force_insert=True)
    if confirmed:
        step(act, found, ClaimStatus(found.status), "ยืนยันการอนุมัติฉุกเฉินแล้ว")
    elif found.status == ClaimStatus.APPROVED:
        refuse_unconfirmed(act, found)
    else:
        note = f"{NOT_CONFIRMED}: {answer.note}"[:500]
        step(act, found, ClaimStatus(found.status), note)
    return {
        "claim": found.public_id.hex,
        "number": found.number,
        "confirmed": confirmed,
        "late": answer.was_late,
        "status": found.status,
    }


def _waiting(act: Act, claim: Claim) -> Award:
    """What waits to be confirmed, by who has no part in it."""
    award = claim.awards.select_related("approval", "claim__event").first()
    if award is None or claim.status not in STANDS or not waits_for_answer(award):
        raise Refused(RefusalCode.NO_EMERGENCY_WAITS, number=claim.number)
    refuse_same_person(act, award.approval.checker_id, verb=CONFIRM)
    refuse_maker(act, claim, verb=CONFIRM)
    refuse_own(act, claim, verb=CONFIRM, could=Verb.APPROVE_CLAIM)
    return award


def refuse_unconfirmed(act: Act, claim: Claim) -> None:
    """Unpaid, and not confirmed: it is refused.  For actions of this app."""
    answer = (
        EmergencyAnswer.objects.filter(award__claim=claim, approval__approved=False)
        .order_by("pk")
        .first()
    )
    if answer is not None:
        note = f"{NOT_CONFIRMED}: {answer.note}"[:500]
        move(act, claim, ClaimStatus.REFUSED, note)


def answer_hash(answer: EmergencyAnswer, *, confirmed: bool) -> bytes:
    """What the answer is bound to; `kongbun check` makes it anew from the rows."""
    return content_hash(
        award=bytes(answer.award.hash),
        confirmed=confirmed,
        body=answer.body,
        answered_on=answer.answered_on,
        note=answer.note,
    )


def _refuse_before(award: Award, resolution: Mapping[str, Any] | None) -> None:
    """A meeting that was before the emergency did not confirm it."""
    if not is_whole(resolution):
        return
    assert resolution is not None
    decided_on = as_day(resolution["decided_on"])
    approved_on = day_of(award.approval.at)
    if decided_on < approved_on:
        raise Refused(
            RefusalCode.DATES_IN_WRONG_ORDER,
            first=short(approved_on),
            last=short(decided_on),
        )
