"""When there is not enough for all: who waits, in which order, who gets what."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Count, Sum
from django.http import Http404, HttpResponse

from kongbun.access.permissions import Verb
from kongbun.claims.allot_actions import allocate_claims
from kongbun.claims.allotment_telling import allotted_check
from kongbun.claims.allotting import (
    Share,
    Shared,
    Together,
    look,
    waiting_together,
)
from kongbun.claims.models import AllocationRound, Claim, ClaimStatus
from kongbun.claims.telling import about_whom
from kongbun.kernel.money import Money
from kongbun.rules.allocation_words import order_words, why_nothing
from kongbun.web.claim_desk import act_on
from kongbun.web.door import FundRequest, fund_view, page
from kongbun.web.forms import SecondSignature

SHOWN_MAX = 50


@fund_view()
def allocations(request: FundRequest) -> HttpResponse:
    """Sets that wait, and what was allocated so far."""
    rounds = (
        AllocationRound.objects.filter(fund=request.fund)
        .select_related("user")
        .annotate(n=Count("allotments"), given=Sum("allotments__amount_satang"))
        .order_by("-pk")
    )
    return page(
        request,
        "claims/allocations.html",
        {
            "sets": [_box(request, one) for one in waiting_together(request.fund.pk)],
            "rounds": rounds[:SHOWN_MAX],
        },
    )


def _box(request: FundRequest, one: Together) -> dict[str, Any]:
    assert one.rule.allocation is not None, "a set waits because of its allocation"
    uncertified = Claim.objects.filter(
        fund=request.fund,
        benefit=one.rule.code,
        status=ClaimStatus.SUBMITTED,
        event_on__gte=one.window.from_day,
        event_on__lt=one.window.until,
    )
    return {
        "set": one,
        "n": len(one.claims),
        "order": order_words(one.rule.allocation),
        "uncertified": uncertified.count(),
    }


@fund_view()
def allocation(request: FundRequest, benefit: str, day: str) -> HttpResponse:
    """One set in its order; allocated by someone who entered none of it."""
    shared = look(request.fund.pk, benefit, _day(day))
    waits = next(
        (
            one
            for one in waiting_together(request.fund.pk)
            if one.rule.code == benefit and one.window.from_day.isoformat() == day
        ),
        None,
    )
    if waits is None:
        raise Http404
    second = None
    if not _may_alone(request, shared):
        second = SecondSignature(request.POST or None)
    answer = None
    valid = second is None or second.is_valid()
    if request.method == "POST" and valid:
        answer = act_on(
            request,
            allocate_claims,
            Verb.APPROVE_CLAIM,
            second,
            benefit=benefit,
            window_from=waits.window.from_day,
            content_hash=request.POST.get("content_hash", ""),
        )
        if answer.done:
            baht = Money(answer["total_satang"]).short()
            said = f"จัดสรรให้ {len(answer['granted'])} คำขอ {baht} บาท รออนุมัติทีละเรื่อง"
            if answer["refused"]:
                said += f" ไม่ได้รับจัดสรร {len(answer['refused'])} คำขอ"
            return answer.to("claims:allocations", said=said)
    return page(
        request,
        "claims/allocation.html",
        {
            **_box(request, waits),
            "shared": shared,
            "rows": [_row(shared, one) for one in shared.shares] if shared else [],
            "content_hash": shared.hash().hex() if shared else "",
            "left_out": len(waits.claims) - len(shared.shares if shared else []),
            "second": second,
            "forms": [second],
        },
        answer=answer,
    )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Http404 from None


def _may_alone(request: FundRequest, shared: Shared | None) -> bool:
    """Who has the duty and entered none of these; anyone else hands over."""
    entered = {one.claim.submitted_by_id for one in shared.shares} if shared else set()
    return request.standing.may(Verb.APPROVE_CLAIM) and request.user.pk not in entered


def _row(shared: Shared, one: Share) -> dict[str, Any]:
    checks = [allotted_check(shared.allocation, each, one.part) for each in one.results]
    return {
        "claim": one.claim,
        "who": about_whom(one.claim),
        "part": one.part,
        "notes": [check.note for check in checks if check.note],
        "why": ""
        if one.part.given_satang
        else why_nothing(shared.allocation, one.results, one.part),
    }
