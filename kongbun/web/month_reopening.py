"""A closed month is opened again: one asks, another agrees, both see what it does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import path

from kongbun.access.permissions import Verb
from kongbun.kernel.thai_date import month_end, month_name
from kongbun.reports.kept import came_between, changed, figures_of, stood_at
from kongbun.reports.papers import paper
from kongbun.reports.reopen_actions import ask_reopening, reopen_month
from kongbun.reports.reopening import (
    against,
    not_the_last,
    notice_of,
    reopening_of,
    request_waiting,
)
from kongbun.reports.tables import KINDS
from kongbun.treasury.models import MonthClose, ReopenRequest
from kongbun.treasury.queries import closes
from kongbun.web.door import FundRequest, fund_url, fund_view, may, page, run_action
from kongbun.web.forms import Form, LongTextField


class ReasonForm(Form):
    """Why the month has to be opened again."""

    reason = LongTextField(
        label="ทำไมต้องเปิดเดือนนี้ใหม่",
        max_length=300,
        help_text="เช่น ลงบิลค่าเช่าไว้ผิดเดือน เครือข่ายจะได้อ่านข้อความนี้",
    )


def of_close(request: FundRequest, close: MonthClose) -> Mapping[str, Any]:
    """What the page of a close says of its being opened: the notice, what changed."""
    opened, waits = reopening_of(close), request_waiting(close)
    may_open = may(request, Verb.REOPEN_MONTH) and not_the_last(close) is None
    versions = [one for one in closes(close.fund_id) if one.month == close.month]
    return {
        "versions": versions if len(versions) > 1 else [],
        "notice": notice_of(opened) if opened else None,
        # As it was kept: what the books say now is the next close's.
        "stood_satang": stood_at(close.fund_id, month_end(close.month), close.version),
        "waits": waits,
        "may_agree": may_open and waits and waits.asked_by_id != request.user.pk,
        "may_ask": may_open and not waits,
        **_what_changed(close),
    }


def _what_changed(close: MonthClose) -> dict[str, Any]:
    """Against the close before it; nothing for the first."""
    last = month_end(close.month)
    before = figures_of(close.fund_id, last, close.version - 1)
    after = figures_of(close.fund_id, last, close.version)
    if before is None or after is None:
        return {}
    return {
        "before": close.version - 1,
        "changed": changed(before, after),
        "came": [
            (KINDS.get(one.kind, one.kind), paper(one.reference), one)
            for one in came_between(before, after)
        ],
    }


def _found(request: FundRequest, close_id: UUID) -> MonthClose:
    found = closes(request.fund.pk).filter(public_id=close_id).first()
    if found is None:
        raise Http404
    return found


def _wrong(request: FundRequest, close: MonthClose) -> list[Any]:
    """Everything that stands against it, told before anybody types."""
    last = not_the_last(close)
    if last is not None:
        return [last]
    return against(close, request.user, request.today)


@fund_view(Verb.REOPEN_MONTH)
def ask(request: FundRequest, close_id: UUID) -> HttpResponse:
    """Ask for it, with the reason."""
    close = _found(request, close_id)
    form = ReasonForm(request.POST or None)
    answer = None
    if request.method == "POST" and form.is_valid():
        answer = run_action(
            request,
            ask_reopening,
            close=close.public_id,
            reason=form.cleaned_data["reason"],
        )
        if answer.done:
            said = "ส่งคำขอแล้ว รอประธานหรือกรรมการอีกคนยืนยัน"
            return answer.to("treasury:closed", said=said, close_id=close_id)
    name = month_name(close.month)
    return page(
        request,
        "treasury/reopen.html",
        {
            "title": f"ขอเปิดเดือน{name} ใหม่",
            "lede": "ต้องมีสองคนที่ไม่ใช่เหรัญญิกและไม่ใช่คนในบ้านเหรัญญิก",
            "verb": f"ขอเปิดเดือน{name}",
            "against": _wrong(request, close) if answer is None else [],
            "form": form,
            **_back(request, close),
        },
        answer=answer,
    )


@fund_view(Verb.REOPEN_MONTH)
def agree(request: FundRequest, request_id: UUID) -> HttpResponse:
    """See what was asked, and agree to exactly that."""
    found = (
        ReopenRequest.objects.filter(fund=request.fund, public_id=request_id)
        .select_related("close__closing", "asked_by")
        .first()
    )
    if found is None:
        raise Http404
    close, answer = found.close, None
    if request.method == "POST":
        answer = run_action(
            request,
            reopen_month,
            asked=found.public_id,
            content_hash=request.POST.get("content_hash", ""),
        )
        if answer.done:
            said = f"เปิดเดือน{answer['month_name']}แล้ว แก้เสร็จให้ปิดใหม่ทันที"
            return answer.to("treasury:closed", said=said, close_id=close.public_id)
    name = month_name(close.month)
    return page(
        request,
        "treasury/reopen.html",
        {
            "title": f"ยืนยันการเปิดเดือน{name} ใหม่",
            "lede": f"ผู้ขอ {found.asked_by.display_name}",
            "verb": f"ยืนยันเปิดเดือน{name}",
            "asked": found,
            "against": _wrong(request, close) if answer is None else [],
            "form": Form(),
            **_back(request, close),
        },
        answer=answer,
    )


def _back(request: FundRequest, close: MonthClose) -> dict[str, Any]:
    return {
        "close": close,
        "back_url": fund_url(request, "treasury:closed", close_id=close.public_id),
        "back_label": f"เดือน{month_name(close.month)} ที่ปิดแล้ว",
    }


urlpatterns = [
    path("closes/<uuid:close_id>/reopen/", ask, name="ask-reopening"),
    path("closes/reopening/<uuid:request_id>/", agree, name="reopen"),
]
