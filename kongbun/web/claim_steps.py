"""The steps of a claim between asking and paying: one page each, one action each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect

from kongbun.access.permissions import Verb
from kongbun.claims.approval_telling import matter_now, tell_approval
from kongbun.claims.approve_actions import approve_claim, refuse_claim
from kongbun.claims.approving import Matter, as_day, could_go_first, matter_of_award
from kongbun.claims.certify_actions import (
    certify_claim,
    confirm_backdating,
    seats_of,
)
from kongbun.claims.emergency_actions import (
    confirm_emergency as confirm_emergency_action,
)
from kongbun.claims.models import Claim, ClaimStatus
from kongbun.claims.rows import whom
from kongbun.claims.submit_actions import receive_evidence, withdraw_claim
from kongbun.claims.telling import about_whom, tell_now
from kongbun.claims.way import way_of
from kongbun.kernel.money import Money
from kongbun.kernel.thai_date import short
from kongbun.people.models import CommitteePost
from kongbun.web.claim_desk import (
    act_on,
    beside,
    beside_to_decide,
    claim_of,
    claim_page,
    is_valid,
)
from kongbun.web.claim_forms import (
    ApproveForm,
    EmergencyAnswerForm,
    EvidenceForm,
    NoteForm,
    PaperSignatureForm,
    ReasonForm,
)
from kongbun.web.door import Answer, FundRequest, fund_url, fund_view, run_action
from kongbun.web.forms import Form, SecondSignature
from kongbun.web.kin import kin_of

WAITS = (ClaimStatus.SUBMITTED, ClaimStatus.CERTIFIED)


@fund_view()
def certify(request: FundRequest, claim: UUID) -> HttpResponse:
    """Sign here for one's own seat, or record a signature on paper."""
    found = claim_of(request, claim)
    second = beside(request, found, Verb.CERTIFY_CLAIM)
    on_paper = "paper" in (request.POST or request.GET)
    form = PaperSignatureForm(
        request.POST or None if on_paper else None,
        seats=[
            (str(seat.public_id), _seat_label(seat))
            for seat in seats_of(found, request.today)
        ],
        initial={"signed_on": request.today},
    )
    answer = None
    if is_valid(request, second, form if on_paper else None):
        facts: dict[str, Any] = {}
        if on_paper:
            facts["seat"] = UUID(form.cleaned_data["seat"])
            facts["signed_on"] = form.cleaned_data["signed_on"]
        answer = act_on(
            request,
            certify_claim,
            Verb.CERTIFY_CLAIM,
            second,
            claim=found.public_id,
            **facts,
        )
        if answer.done:
            left = answer["needed"] - answer["signatures"]
            said = "ครบทุกลายเซ็น ส่งเข้าคณะกรรมการแล้ว"
            if left > 0:
                said = f"ลงนามแล้ว รออีก {left} คน"
            return answer.to("claims:claim", claim=found.public_id, said=said)
    return claim_page(
        request,
        "claims/certify.html",
        found,
        answer=answer,
        form=form if on_paper else None,
        paper_form=form,
        on_paper=on_paper,
        second=second,
        forms=[second],
        way=way_of(found, request.today),
    )


def _seat_label(seat: Any) -> str:
    return f"{seat.person.full_name()} {CommitteePost(seat.post).label}"


@fund_view(Verb.SUBMIT_CLAIM)
def evidence(request: FundRequest, claim: UUID) -> HttpResponse:
    """Papers that came later."""
    found = claim_of(request, claim)
    items = list(found.evidence.order_by("seq"))
    form = EvidenceForm(request.POST or None, items=items)
    answer = None
    if is_valid(request, form):
        answer = run_action(
            request, receive_evidence, claim=found.public_id, evidence=form.evidence()
        )
        if answer.done:
            return answer.to(
                "claims:claim", claim=found.public_id, said="บันทึกหลักฐานแล้ว"
            )
    return claim_page(
        request,
        "form_page.html",
        found,
        answer=answer,
        form=form,
        title="หลักฐานที่ได้รับ",
        lede=f"{found.title} {about_whom(found)}",
        verb="บันทึกหลักฐาน",
    )


@fund_view()
def confirm(request: FundRequest, claim: UUID) -> HttpResponse:
    """A second look at what was entered late."""
    return reasoned(
        request,
        claim,
        confirm_backdating,
        Verb.APPROVE_CLAIM,
        form_class=NoteForm,
        title="รับรองรายการย้อนหลัง",
        verb="รับรองรายการย้อนหลัง",
        said="รับรองรายการย้อนหลังแล้ว",
    )


@fund_view()
def refuse(request: FundRequest, claim: UUID) -> HttpResponse:
    """The no of who could have said yes, with its reason."""
    return reasoned(
        request,
        claim,
        refuse_claim,
        Verb.DECIDE_CLAIM,
        title="ไม่อนุมัติคำขอ",
        verb="บันทึกว่าไม่อนุมัติ",
        said="บันทึกแล้ว ผู้ขอยื่นใหม่ได้เมื่อครบเงื่อนไข",
    )


@fund_view(Verb.SUBMIT_CLAIM)
def withdraw(request: FundRequest, claim: UUID) -> HttpResponse:
    """Taken back by who asked."""
    return reasoned(
        request,
        claim,
        withdraw_claim,
        None,
        title="ถอนคำขอ",
        verb="ถอนคำขอนี้",
        said="ถอนคำขอแล้ว เลขที่เดิมยังอยู่ ยื่นใหม่ได้",
    )


def reasoned(
    request: FundRequest,
    claim: UUID,
    action: Callable[..., dict[str, Any]],
    duty: Verb | None,
    *,
    title: str,
    verb: str,
    said: str,
    form_class: type[Form] = ReasonForm,
) -> HttpResponse:
    """A step that takes one sentence; with `duty` a second person may do it."""
    found = claim_of(request, claim)
    second = beside(request, found, duty) if duty else None
    if duty is Verb.DECIDE_CLAIM:
        second = _beside_to_refuse(request, found)
    form = form_class(request.POST or None)
    answer = None
    if is_valid(request, form, second):
        facts = {"claim": found.public_id, **form.cleaned_data}
        answer = act_on(request, action, duty or Verb.LOOK, second, **facts)
        if answer.done:
            return answer.to("claims:claim", claim=found.public_id, said=said)
    return claim_page(
        request,
        "form_page.html",
        found,
        answer=answer,
        form=form,
        forms=[second],
        second=second,
        title=f"{title} {found.number}",
        lede=f"{found.title} {about_whom(found)}",
        verb=verb,
    )


def _beside_to_refuse(request: FundRequest, found: Claim) -> SecondSignature | None:
    """A board refuses anything; a centre what the by-law leaves to it."""
    may = request.standing.may
    if may(Verb.APPROVE_CLAIM) or not may(Verb.DECIDE_CLAIM):
        return beside(request, found, Verb.APPROVE_CLAIM)
    if found.status not in WAITS:
        return SecondSignature(request.POST or None)
    matter = matter_now(found, tell_now(found).offer_satang, request.today)
    return beside_to_decide(request, found, matter)


@fund_view()
def approve(request: FundRequest, claim: UUID) -> HttpResponse:
    """Approve exactly what this page shows."""
    found = claim_of(request, claim)
    if found.status not in WAITS:
        return redirect(fund_url(request, "claims:claim", claim=found.public_id))
    telling = tell_now(found)
    matter = matter_now(found, telling.offer_satang, request.today)
    approval = tell_approval(matter)
    second = beside_to_decide(request, found, matter, first=True)
    form = ApproveForm(
        request.POST or None,
        may_go_first=_may_go_first(request, matter, second),
        initial={
            "amount": telling.offer_satang or None,
            "board": approval.board,
            "decided_on": request.today if telling.needs_resolution else None,
        },
    )
    answer = None
    if is_valid(request, form, second):
        answer = act_on(
            request,
            approve_claim,
            Verb.DECIDE_CLAIM,
            second,
            claim=found.public_id,
            decision_hash=request.POST.get("decision_hash", ""),
            amount_satang=form.cleaned_data["amount"],
            reason=form.cleaned_data["reason"],
            resolution=form.resolution(),
            emergency=form.cleaned_data.get("emergency", False),
        )
        if answer.done:
            return answer.to(
                "claims:claim", claim=found.public_id, said=_approved(answer)
            )
    return claim_page(
        request,
        "claims/approve.html",
        found,
        answer=answer,
        kin=kin_of(request, whom(found), Verb.DECIDE_CLAIM),
        form=form,
        forms=[second],
        second=second,
        telling=telling,
        approval=approval,
        way=way_of(found, request.today),
    )


def _may_go_first(
    request: FundRequest, matter: Matter, second: SecondSignature | None
) -> bool:
    """Where the by-law lets somebody, and it may be who signs here."""
    if second is not None:
        return bool(matter.needed.first)
    return could_go_first(request.user.pk, matter, request.fund.pk, request.today)


def _approved(answer: Answer) -> str:
    """What was done, and what is still to be done."""
    said = f"อนุมัติ {Money(answer['amount_satang']).short()} บาทแล้ว รอเหรัญญิกจ่าย"
    if not answer["emergency"]:
        return said
    day = answer["confirm_by"]
    return f"{said} และรอยืนยัน" + (f"ภายใน {short(as_day(day))}" if day else "ภายหลัง")


@fund_view()
def confirm_emergency(request: FundRequest, claim: UUID) -> HttpResponse:
    """What went first, before the body that decides otherwise."""
    found = claim_of(request, claim)
    way = way_of(found, request.today)
    if way.award is None or not way.waits_for_answer:
        return redirect(fund_url(request, "claims:claim", claim=found.public_id))
    approval = tell_approval(matter_of_award(way.award))
    second = beside(request, found, Verb.APPROVE_CLAIM)
    if way.award.approval.checker_id == request.user.pk:
        second = SecondSignature(request.POST or None)
    form = EmergencyAnswerForm(request.POST or None, initial={"board": approval.board})
    answer = None
    if is_valid(request, form, second):
        confirmed = form.cleaned_data["confirmed"] == "yes"
        answer = act_on(
            request,
            confirm_emergency_action,
            Verb.APPROVE_CLAIM,
            second,
            claim=found.public_id,
            confirmed=confirmed,
            note=form.cleaned_data["reason"],
            resolution=form.resolution(),
        )
        if answer.done:
            said = "บันทึกว่ายืนยันแล้ว" if confirmed else "บันทึกว่าไม่ยืนยัน"
            return answer.to("claims:claim", claim=found.public_id, said=said)
    return claim_page(
        request,
        "claims/confirm_emergency.html",
        found,
        answer=answer,
        form=form,
        forms=[second],
        second=second,
        title="ยืนยันการอนุมัติฉุกเฉิน",
        lede=f"คำขอที่ {found.number} {found.title} {about_whom(found)}",
        verb="บันทึกคำตอบ",
        approval=approval,
        way=way,
    )
