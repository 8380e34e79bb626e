"""Collecting: the rounds of a month, a village's sheet, who is behind.

The counter is in `payments`, bags in `bags`, receipts and books in `receipts`.
"""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.urls import path

from kongbun.access.models import Role
from kongbun.access.permissions import Verb
from kongbun.dues import queries
from kongbun.dues.actions import take_sheet
from kongbun.dues.convention import contribution_or_none
from kongbun.dues.sheet import Sheet, months_back, read_sheet
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.ledger.balances import AccountLine, accounts
from kongbun.ledger.chart import AccountKind
from kongbun.people import queries as people
from kongbun.receipts.models import BookIssuer
from kongbun.receipts.queries import books, receipts_of_command
from kongbun.web import bags, dues_panels, payments
from kongbun.web.door import Answer, FundRequest, fund_view, may, page, run_action
from kongbun.web.sheet_form import (
    SLIP_MAX,
    Filled,
    empty_filled,
    read_filled,
    read_month,
    read_received,
    uuid_or_none,
    whole,
)
from kongbun.web.sheet_rows import sheet_rows

A_PAGE = 100
MONTHS_OFFERED = 13
# Refusals that a person may answer with "yes, it is right".
TO_CONFIRM = {RefusalCode.MAYBE_SAME_MONEY, RefusalCode.AMOUNT_UNUSUAL}


@fund_view()
def rounds(request: FundRequest) -> HttpResponse:
    """The villages of a month: where to go, what came in."""
    month = read_month(request.GET.get("month", ""), request.today)
    found = queries.rounds(request.fund.pk, month)
    return page(
        request,
        "dues/rounds.html",
        {
            "month": month,
            "months": months_back(request.today, MONTHS_OFFERED),
            "rounds": found,
            "total": sum(one.taken_satang for one in found),
            "slips": sum(one.slips for one in found),
            "sheets": queries.sheets(request.fund.pk, month)[:200],
            "may_collect": may(request, Verb.COLLECT),
            "may_see_devices": may(request, Verb.REVOKE_DEVICE),
            "has_bylaw": contribution_or_none(request.fund.pk, request.today),
        },
    )


@fund_view(Verb.COLLECT)
def sheet(request: FundRequest, branch: UUID) -> HttpResponse:
    """One village on one page, filled in by keyboard."""
    village = people.branch_by_public_id(request.fund.pk, branch)
    if village is None:
        raise Http404
    given = request.POST if request.method == "POST" else request.GET
    month = read_month(given.get("month", ""), request.today)
    received_on, typed_day, day_error = read_received(
        given.get("received_on", ""), request.today
    )
    try:
        found = read_sheet(
            request.fund.pk,
            village,
            month=month,
            received_on=min(received_on, request.today),
            line=given.get("line", "")[:30],
        )
    except Refused as refused:
        return page(
            request, "dues/no_bylaw.html", {"village": village}, refused=refused
        )
    shown: dict[str, Any] = {
        "sheet": found,
        "typed_day": typed_day,
        "day_error": day_error,
        **_places(request, given, village.pk),
    }
    if request.method != "POST":
        return _sheet_page(request, shown | {"filled": empty_filled(found)})
    return _saved(request, found, received_on, shown)


def _saved(
    request: FundRequest, found: Sheet, received_on: date, shown: dict[str, Any]
) -> HttpResponse:
    first_no, no_error = _first_no(request.POST.get("first_no", ""))
    filled = read_filled(found, request.POST, first_no=first_no)
    shown |= {
        "filled": filled,
        "no_error": no_error,
        "first_no": request.POST.get("first_no", ""),
        "difference_reason": request.POST.get("difference_reason", "")[:200],
    }
    if filled.errors or no_error or shown["day_error"]:
        return _sheet_page(request, shown, status=422)
    answer = run_action(
        request,
        take_sheet,
        branch=found.branch.public_id,
        month=found.month,
        received_on=received_on,
        bag=request.POST.get("bag", "")[:40],
        rows=filled.taken,
        counted_satang=filled.counted_satang,
        line=found.line,
        book=uuid_or_none(request.POST.get("book", "")),
        difference_reason=shown["difference_reason"],
        confirmed=request.POST.get("confirmed") == "yes",
    )
    if answer.done:
        return answer.to("dues:saved", UUID(answer["sheet"]))
    return _sheet_page(request, shown | _refused(answer, filled), answer=answer)


def _sheet_page(
    request: FundRequest, shown: dict[str, Any], **how: Any
) -> HttpResponse:
    rows = sheet_rows(shown["filled"].rows, shown.get("wrong_keys", ()))
    return page(request, "dues/sheet.html", shown | {"rows": rows}, **how)


def _refused(answer: Answer, filled: Filled) -> dict[str, Any]:
    """What the page marks after a refusal: its rows, and what may be answered."""
    assert answer.refused is not None
    reasons = answer.refused.reasons
    wrong = {
        filled.taken[reason.row - 1].key.hex
        for reason in reasons
        if reason.row is not None and reason.row <= len(filled.taken)
    }
    return {
        "wrong_keys": wrong,
        "ask_to_confirm": all(reason.code in TO_CONFIRM for reason in reasons),
        "ask_reason": any(
            reason.code is RefusalCode.SHEET_DIFFERS for reason in reasons
        ),
    }


def _first_no(text: str) -> tuple[int | None, str]:
    if not text.strip():
        return None, ""
    try:
        return whole(text.strip(), "เลขที่ใบรับใบแรก", 1, SLIP_MAX), ""
    except ValueError as bad:
        return None, str(bad)


def _places(request: FundRequest, given: Any, branch_id: int) -> dict[str, Any]:
    """The bags this user may fill, and the books that are open.

    First one's own bag, else the one that this branch's money went into last.
    """
    own = bags_of(request)
    chosen = next((bag for bag in own if bag.code == given.get("bag")), None)
    if chosen is None and own:
        last = queries.bag_last_filled(request.fund.pk, branch_id)
        chosen = next(
            (b for b in own if b.holder_id == request.user.pk),
            next((b for b in own if b.id == last), own[0]),
        )
    return {
        "bags": own,
        "bag": chosen,
        "books": books(request.fund.pk, include_closed=False).filter(
            issuer=BookIssuer.PRINTED.value
        ),
        "book": given.get("book", ""),
    }


def bags_of(request: FundRequest) -> list[AccountLine]:
    """All bags for the office, the own one for a collector."""
    every = accounts(request.fund.pk, AccountKind.BAG)
    if request.standing.roles & {Role.TREASURER, Role.SECRETARY}:
        return every
    return [bag for bag in every if bag.holder_id == request.user.pk]


@fund_view()
def saved(request: FundRequest, sheet: UUID) -> HttpResponse:
    """A sheet as it was saved, with its receipts."""
    found = queries.sheet_by_public_id(request.fund.pk, sheet)
    if found is None:
        raise Http404
    return page(
        request,
        "dues/saved.html",
        {
            "sheet": found,
            "receipts": receipts_of_command(found.command_id),
            "difference": found.counted_satang - found.total_satang,
        },
    )


@fund_view()
def arrears(request: FundRequest) -> HttpResponse:
    """Who has dues to pay, most first; for a visit, not for a list on a wall."""
    branches = list(people.branches(request.fund.pk))
    chosen = next(
        (b for b in branches if str(b.public_id) == request.GET.get("branch")), None
    )
    try:
        found, unit = queries.arrears(
            request.fund.pk, request.today, branch_id=chosen.pk if chosen else None
        )
    except Refused as refused:
        return page(request, "dues/no_bylaw.html", refused=refused)
    pages = Paginator(found, A_PAGE)
    return page(
        request,
        "dues/arrears.html",
        {
            "branches": branches,
            "chosen": chosen,
            "total": sum(one.satang for one in found),
            "unit": {"days": "วัน", "months": "เดือน", "years": "ปี"}[unit],
            "list": pages.get_page(request.GET.get("page")),
            "may_collect": may(request, Verb.COLLECT),
        },
    )


dues_panels.hang()

app_name = "dues"
urlpatterns = [
    path("dues/", rounds, name="rounds"),
    path("dues/sheet/<uuid:branch>/", sheet, name="sheet"),
    path("dues/sheets/<uuid:sheet>/", saved, name="saved"),
    path("dues/arrears/", arrears, name="arrears"),
    *payments.IN_DUES,
    *bags.IN_DUES,
]
