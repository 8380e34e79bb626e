"""Where a claim stands on its way, who has signed, and who may do what next.

Reads only; each action refuses for itself what is only shown here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kongbun.access.models import User
from kongbun.approvals.models import Approval, Signature, SignedHow
from kongbun.approvals.queries import approvals, signatures
from kongbun.claims.approval_telling import matter_now
from kongbun.claims.approving import waits_for_answer
from kongbun.claims.certify_actions import seats_of
from kongbun.claims.late import day_of
from kongbun.claims.models import Award, Claim, ClaimStatus, EmergencyAnswer, Payment
from kongbun.claims.queries import live_payment
from kongbun.kernel.thai_date import short
from kongbun.people.models import CommitteePost
from kongbun.rules.approving import COMMITTEE

_S = ClaimStatus


@dataclass(frozen=True, slots=True)
class Step:
    """One dot of the row of steps."""

    title: str
    note: str
    state: str  # done, now or nothing


@dataclass(frozen=True, slots=True)
class Signed:
    """One box: who signed, or whose signature it still waits for."""

    name: str
    post: str
    signed: bool
    note: str


def signatures_of(claim: Claim, today: date) -> list[Signed]:
    """Those given, in their order, then seats of the centre that may still sign."""
    given = list(signatures(claim.public_id, bytes(claim.signed_hash)))
    boxes = [
        Signed(_name(one), one.seat, signed=True, note=_when(one)) for one in given
    ]
    missing = claim.signatures_needed - len(given)
    if claim.status != _S.SUBMITTED or missing <= 0:
        return boxes
    waits = (today - claim.submitted_on).days
    asked = f"รอมาแล้ว {waits} วัน" if waits > 0 else "รอวันนี้"
    done = {one.person_id for one in given}
    free = [seat for seat in seats_of(claim, today) if seat.person_id not in done]
    boxes += [
        Signed(seat.person.full_name(), CommitteePost(seat.post).label, False, asked)
        for seat in free[:missing]
    ]
    nobody = missing - len(free[:missing])
    return boxes + [Signed("กรรมการศูนย์", "", False, asked)] * nobody


def _name(one: Signature) -> str:
    return one.person.full_name() if one.person else one.recorded_by.display_name


def _when(one: Signature) -> str:
    if one.how == SignedHow.ON_PAPER:
        return f"บนกระดาษ {short(one.signed_on)} บันทึกโดย {one.recorded_by.display_name}"
    return short(one.signed_on)


@dataclass(frozen=True, slots=True)
class Way:
    """Everything about where it stands that its page shows."""

    steps: list[Step]
    signed: list[Signed]
    signed_count: int
    left: int
    award: Award | None
    word: Approval | None
    payment: Payment | None
    reversed: list[Payment]
    # Approved first in an emergency: what was said of it since.
    answer: EmergencyAnswer | None
    waits_for_answer: bool
    # Days until it has to be confirmed, below 0 when that is over; None: no such day.
    days_to_answer: int | None


def way_of(claim: Claim, today: date) -> Way:
    boxes = signatures_of(claim, today)
    count = sum(box.signed for box in boxes)
    award = claim.awards.select_related("approval__checker", "resolution").first()
    answer = (
        EmergencyAnswer.objects.filter(award=award)
        .select_related("approval__checker", "resolution", "award")
        .first()
        if award is not None and award.emergency
        else None
    )
    word = next(
        (one for one in approvals(claim.public_id) if one.subject_kind == "claim"), None
    )
    payment = live_payment(claim)
    return Way(
        steps=_steps(claim, count, _body_of(claim, award, today), word, payment),
        signed=boxes,
        signed_count=count,
        left=max(0, claim.signatures_needed - count),
        award=award,
        word=word,
        payment=payment,
        reversed=list(
            claim.payments.filter(reversal__isnull=False).select_related("reversal")
        ),
        answer=answer,
        waits_for_answer=award is not None
        and waits_for_answer(award)
        and claim.status in (_S.APPROVED, _S.PAID),
        days_to_answer=(award.confirm_by - today).days
        if award is not None and award.confirm_by
        else None,
    )


APPROVED_BY = {
    "centre": "ศูนย์หมู่บ้านอนุมัติ",
    "chair": "ประธานอนุมัติ",
    "committee": "คณะกรรมการอนุมัติ",
    "general_meeting": "ที่ประชุมใหญ่อนุมัติ",
}


def _body_of(claim: Claim, award: Award | None, today: date) -> str:
    """Who approved it, or who will as things stand."""
    if award is not None:
        return award.body or COMMITTEE
    if claim.status not in (_S.SUBMITTED, _S.CERTIFIED):
        return COMMITTEE
    given = claim.granted_satang if claim.granted else 0
    return matter_now(claim, given, today).needed.body


ORDER = (_S.SUBMITTED, _S.CERTIFIED, _S.APPROVED, _S.PAID)


def _steps(
    claim: Claim,
    signed: int,
    body: str,
    word: Approval | None,
    payment: Payment | None,
) -> list[Step]:
    at = ORDER.index(_S(claim.status)) if claim.status in ORDER else len(ORDER)
    by = claim.submitted_by.display_name
    centre = (
        f"ลงนามแล้ว {signed} จาก {claim.signatures_needed} คน"
        if claim.signatures_needed
        else "ระเบียบไม่ให้ต้องรับรอง"
    )
    decided = "รออนุมัติ" if at == 1 else ""
    if word is not None:
        answer = "อนุมัติ" if word.approved else "ไม่อนุมัติ"
        decided = f"{answer} {short(day_of(word.at))} โดย {word.checker.display_name}"
    paid = "รอเหรัญญิกจ่าย" if at == 2 else ""
    if payment is not None:
        paid = f"{short(payment.paid_on)} ใบสำคัญจ่าย {payment.number}"
    steps = [
        Step("ยื่นคำขอ", f"{short(claim.submitted_on)} โดย {by}", "done"),
        Step("ศูนย์หมู่บ้านรับรอง", centre, _state(0, at)),
        Step(APPROVED_BY[body], decided, _state(1, at)),
        Step("จ่ายเงิน", paid, _state(2, at)),
    ]
    if claim.status in (_S.REFUSED, _S.WITHDRAWN):
        last = claim.steps.order_by("-pk").first()
        note = last.note if last else ""
        return [*steps[:1], Step(str(_S(claim.status).label), note, "now")]
    return steps


def _state(place: int, at: int) -> str:
    return "done" if at > place else "now" if at == place else ""


def is_maker(claim: Claim, user: User) -> bool:
    """Who entered it may do none of the later steps."""
    return claim.submitted_by_id == user.pk
