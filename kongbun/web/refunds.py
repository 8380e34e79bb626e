"""Contributions given back to who resigned: told on their page, sent from here."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import path

from kongbun.access.permissions import Verb
from kongbun.people.models import ExitReason, Membership
from kongbun.people.queries import membership_by_public_id
from kongbun.treasury.entering_actions import number_of
from kongbun.treasury.refund_actions import enter_refund
from kongbun.treasury.refunds import refund_due, standing_refund
from kongbun.web import member_panels
from kongbun.web.door import FundRequest, fund_view, may, page, run_action


def refund_panel(
    request: FundRequest, membership: Membership
) -> member_panels.Shown | None:
    """What goes back, and how far that is; nothing where nothing does."""
    if membership.exit_reason != ExitReason.RESIGNED:
        return None
    asked = standing_refund(membership)
    due = refund_due(membership) if asked is None else None
    if asked is None and due is None:
        return None
    return "treasury/_refund.html", {
        "due": due,
        "asked": asked,
        "number": number_of(asked.movement) if asked else "",
        "paid": asked is not None and hasattr(asked.movement, "booking"),
        "may_enter": may(request, Verb.BOOK_OTHER_MONEY),
        "member": membership,
        "fund_code": request.fund.code,
    }


@fund_view(Verb.BOOK_OTHER_MONEY)
def refund(request: FundRequest, membership: UUID) -> HttpResponse:
    """What the by-law gives back, and the button that sends it for approval."""
    found = membership_by_public_id(request.fund.pk, membership)
    if found is None:
        raise Http404
    context = {"m": found, "due": refund_due(found), "asked": standing_refund(found)}
    if request.method != "POST":
        return page(request, "treasury/refund.html", context)
    answer = run_action(request, enter_refund, membership=membership)
    if not answer.done:
        return page(request, "treasury/refund.html", context, answer=answer)
    return answer.to(
        "treasury:movement",
        said="ส่งเงินคืนให้อนุมัติแล้ว จ่ายได้เมื่ออนุมัติ",
        movement_id=UUID(answer["movement"]),
    )


member_panels.SIDE.append(refund_panel)
urlpatterns = [path("money/refund/<uuid:membership>/", refund, name="refund")]
