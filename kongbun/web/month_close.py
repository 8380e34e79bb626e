"""The close of a month: what is missing and what to do, the press, what then.

Page of `design/close-month.html`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import path
from django.utils.timezone import localdate

from kongbun.access.permissions import Verb
from kongbun.access.queries import may_take_all
from kongbun.audit.checkpoints import of_command
from kongbun.kernel.thai_date import month_end, month_start
from kongbun.ledger.balances import accounts, movements, stood_on
from kongbun.ledger.chart import AccountKind
from kongbun.reports.actions import close_month, explain
from kongbun.reports.conditions import CloseList, close_list
from kongbun.reports.figures import before_closing
from kongbun.treasury.closing import Condition, Point, month_to_close
from kongbun.treasury.models import MonthClose
from kongbun.treasury.queries import HOLDINGS, closes, standing_close
from kongbun.web import month_reopening
from kongbun.web.door import Answer, FundRequest, fund_url, fund_view, page, run_action
from kongbun.web.treasury_forms import ExplainForm


def _asked(request: FundRequest) -> date | None:
    text = request.GET.get("month") or request.POST.get("month") or ""
    try:
        return month_start(date.fromisoformat(f"{text[:7]}-01"))
    except ValueError:
        return month_to_close(request.fund.pk)


@fund_view()
def close(request: FundRequest) -> HttpResponse:
    """The next month to close, or the one asked for."""
    first = _asked(request)
    if first is None:
        return page(request, "treasury/no_close.html")
    shut = standing_close(request.fund.pk, first)
    if request.method == "POST":
        return _close(request, first, shut)
    return _closed_page(request, shut) if shut else _open_page(request, first)


def _close(request: FundRequest, first: date, shut: MonthClose | None) -> HttpResponse:
    figures, newest = "", 0
    found = close_list(request.fund.pk, first, request.today)
    # While a point is open the close is refused, with or without figures.
    if not found.open or shut:
        figures, newest = before_closing(request.fund, first)
    answer = run_action(
        request, close_month, month=first, figures=figures, newest_entry_id=newest
    )
    if answer.done:
        said = f"ปิดเดือน{answer['month_name']}แล้ว สำรองข้อมูลลงแฟลชไดรฟ์ด้วย"
        return answer.to("treasury:closed", said=said, close_id=UUID(answer["close"]))
    return _open_page(request, first, answer=answer, found=found)


def _open_page(
    request: FundRequest,
    first: date,
    *,
    answer: Answer | None = None,
    found: CloseList | None = None,
) -> HttpResponse:
    found = found or close_list(request.fund.pk, first, request.today)
    may_close = request.standing.may(Verb.CLOSE_MONTH)
    return page(
        request,
        "treasury/close.html",
        {
            "month": first,
            "open": [_shown(request, point, found) for point in found.open],
            "met": found.met,
            "points": found.points,
            "sums": _sums(request.fund.pk, first, found.month.stood),
            "can_close": may_close and not found.open,
            "why": f"ปิดได้เมื่อครบทั้ง {len(found.points)} ข้อ"
            if may_close
            else "เหรัญญิกหรือประธานเป็นผู้ปิด",
            "form": ExplainForm() if may_close else None,
            "history": closes(request.fund.pk)[:12],
        },
        answer=answer,
    )


def _shown(request: FundRequest, point: Point, found: CloseList) -> dict[str, Any]:
    """A missing point with the page that mends it."""
    url, verb = "", ""
    places = {line.code: line for line in accounts(request.fund.pk)}
    line = places.get(point.subject)
    day = month_end(found.month.first).isoformat()
    if line is None or not request.standing.may(Verb.COUNT_CASH):
        return {"point": point, "url": "", "verb": ""}
    if point.condition is Condition.CASH:
        url = fund_url(request, "treasury:count", account_id=line.public_id)
        url, verb = f"{url}?on={day}", "นับเงินสด"
    elif point.condition is Condition.BANK:
        url = fund_url(request, "treasury:read", account_id=line.public_id)
        url, verb = f"{url}?on={day}", "กรอกยอดธนาคาร"
    return {"point": point, "url": url, "verb": verb}


def _sums(fund_id: int, first: date, stood: Mapping[str, int]) -> dict[str, int]:
    """Brought forward, in, out and what stands, of all places together."""
    moved = movements(fund_id, since=first, until=month_end(first))
    kinds = {a.code: a.kind for a in accounts(fund_id, include_closed=True)}
    came = -sum(s for code, s in moved.items() if kinds[code] is AccountKind.INCOME)
    went = sum(s for code, s in moved.items() if kinds[code] is AccountKind.EXPENSE)
    stands = sum(
        stood.get(line.code, 0)
        for line in accounts(fund_id, *HOLDINGS, include_closed=True)
    )
    # Opening money and suspense are neither income nor expense.
    held = sum(s for code, s in moved.items() if kinds[code] in HOLDINGS)
    return {
        "before": stands - held,
        "came": came,
        "went": went,
        "other": held - came + went,
        "stands": stands,
    }


@fund_view(Verb.CLOSE_MONTH)
def write_reason(request: FundRequest) -> HttpResponse:
    """One line on a point that stands open."""
    first = _asked(request)
    if first is None or request.method != "POST":
        raise Http404
    form = ExplainForm(request.POST)
    answer = None
    if form.is_valid():
        answer = run_action(
            request,
            explain,
            month=first,
            condition=request.POST.get("condition", ""),
            subject=request.POST.get("subject", ""),
            text=form.cleaned_data["text"],
        )
        if answer.done:
            return answer.to("treasury:close", said="บันทึกเหตุผลแล้ว")
    found = close_list(request.fund.pk, first, request.today)
    return page(
        request,
        "treasury/close.html",
        {
            "month": first,
            "open": [_shown(request, point, found) for point in found.open],
            "met": found.met,
            "points": found.points,
            "sums": _sums(request.fund.pk, first, found.month.stood),
            "form": form,
            "typed": request.POST.get("subject", ""),
            "why": f"ปิดได้เมื่อครบทั้ง {len(found.points)} ข้อ",
        },
        answer=answer,
    )


@fund_view()
def closed_list(request: FundRequest) -> HttpResponse:
    """Closed months, newest first."""
    return page(
        request,
        "treasury/closes.html",
        {
            "closes": closes(request.fund.pk),
            "next": month_to_close(request.fund.pk),
        },
    )


@fund_view()
def closed(request: FundRequest, close_id: UUID) -> HttpResponse:
    found = closes(request.fund.pk).filter(public_id=close_id).first()
    if found is None:
        raise Http404
    return _closed_page(request, found)


def _closed_page(request: FundRequest, shut: MonthClose) -> HttpResponse:
    return page(
        request,
        "treasury/closed.html",
        {
            "close": shut,
            "at": of_command(
                request.fund, shut.command_id, localdate(shut.closing.closed_at)
            ),
            "last": month_end(shut.month),
            "points": json.loads(shut.conditions),
            "sums": _sums(
                request.fund.pk,
                shut.month,
                stood_on(request.fund.pk, month_end(shut.month)),
            ),
            "may_back_up": request.standing.may(Verb.BACK_UP)
            and may_take_all(request.user),
            **month_reopening.of_close(request, shut),
        },
    )


urlpatterns = [
    path("close/", close, name="close"),
    path("close/reason/", write_reason, name="explain"),
    path("closes/", closed_list, name="closes"),
    path("closes/<uuid:close_id>/", closed, name="closed"),
]
