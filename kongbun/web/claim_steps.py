"""The steps of a claim between asking and paying: one page each, one action each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect

from kongbun.access.permissions import Verb
from kongbun.claims.approve_actions import approve_claim, refuse_claim
from kongbun.claims.certify_actions import (
    certify_claim,
    confirm_backdating,
    seats_of,
)
from kongbun.claims.models import ClaimStatus
from kongbun.claims.submit_actions import receive_evidence, withdraw_claim
from kongbun.claims.telling import about_whom, tell_now
from kongbun.claims.way import way_of
from kongbun.kernel.money import Money
from kongbun.people.models import CommitteePost
from kongbun.web.claim_desk import act_on, beside, claim_of, claim_page, is_valid
from kongbun.web.claim_forms import (
    ApproveForm,
    EvidenceForm,
    NoteForm,
    PaperSignatureForm,
    ReasonForm,
)
from kongbun.web.door import FundRequest, fund_url, fund_view, run_action
from kongbun.web.forms import Form

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
    """The committee's no, with its reason."""
    return reasoned(
        request,
        claim,
        refuse_claim,
        Verb.APPROVE_CLAIM,
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


@fund_view()
def approve(request: FundRequest, claim: UUID) -> HttpResponse:
    """Approve exactly what this page shows."""
    found = claim_of(request, claim)
    if found.status not in WAITS:
        return redirect(fund_url(request, "claims:claim", claim=found.public_id))
    telling = tell_now(found)
    second = beside(request, found, Verb.APPROVE_CLAIM)
    form = ApproveForm(
        request.POST or None,
        initial={
            "amount": telling.offer_satang or None,
            "board": "committee",
            "decided_on": request.today if telling.needs_resolution else None,
        },
    )
    answer = None
    if is_valid(request, form, second):
        answer = act_on(
            request,
            approve_claim,
            Verb.APPROVE_CLAIM,
            second,
            claim=found.public_id,
            decision_hash=request.POST.get("decision_hash", ""),
            amount_satang=form.cleaned_data["amount"],
            reason=form.cleaned_data["reason"],
            resolution=form.resolution(),
        )
        if answer.done:
            baht = Money(answer["amount_satang"]).short()
            return answer.to(
                "claims:claim",
                claim=found.public_id,
                said=f"อนุมัติ {baht} บาทแล้ว รอเหรัญญิกจ่าย",
            )
    return claim_page(
        request,
        "claims/approve.html",
        found,
        answer=answer,
        form=form,
        forms=[second],
        second=second,
        telling=telling,
        way=way_of(found, request.today),
    )
