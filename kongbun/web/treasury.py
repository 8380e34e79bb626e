"""The fund's money: where it is now, what moved, one account's statement.

How money is entered stands in `treasury_entry`, how a month closes in `month_close`.
"""

from __future__ import annotations

from datetime import date, timedelta
from itertools import accumulate
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.urls import path

from kongbun.access.permissions import Verb
from kongbun.kernel.thai_date import add_months, month_end, month_start
from kongbun.ledger.balances import AccountLine, accounts, balance_on
from kongbun.ledger.chart import AccountKind
from kongbun.ledger.fence import purposes_of
from kongbun.ledger.lines import journal
from kongbun.reports.papers import paper
from kongbun.reports.tables import KINDS
from kongbun.treasury.actions import TWO_PEOPLE, reverse_movement
from kongbun.treasury.entering_actions import number_of
from kongbun.treasury.expense_actions import decide_expense, pay_expense
from kongbun.treasury.models import Movement
from kongbun.treasury.purposes import Use, standing
from kongbun.treasury.queries import (
    HOLDINGS,
    account_by_public_id,
    counts,
    decision,
    movement,
    movements,
    payee_of,
    readings,
    unpaid_expenses,
)
from kongbun.web import (
    limits,
    month_close,
    month_reopening,
    purposes,
    refunds,
    treasury_entry,
)
from kongbun.web import treasury_forms as forms
from kongbun.web.door import (
    Answer,
    FundRequest,
    Second,
    fund_url,
    fund_view,
    page,
    run_action,
)
from kongbun.web.forms import SecondSignature
from kongbun.web.kin import kin_of

app_name = "treasury"
SHOWN = 25
PLACE_WORDS = {
    AccountKind.CASH: "กล่องเงินสด",
    AccountKind.BANK: "ธนาคาร",
    AccountKind.BAG: "ถุงผู้เก็บเงิน",
    AccountKind.INVESTMENT: "เงินลงทุน",
}


@fund_view()
def money(request: FundRequest) -> HttpResponse:
    """Where the money is now, what waits, and the newest movements."""
    fund_id = request.fund.pk
    held = accounts(fund_id, *HOLDINGS)
    owed = [a for a in accounts(fund_id, AccountKind.SUSPENSE) if a.balance_satang]
    return page(
        request,
        "treasury/money.html",
        {
            "places": [
                {
                    "word": PLACE_WORDS[line.kind],
                    "line": line,
                    **_checked(fund_id, line),
                }
                for line in held
            ],
            "total": sum(line.balance_satang for line in held),
            "kept": standing(fund_id),
            "owed": [{"line": a, "satang": -a.balance_satang} for a in owed],
            "waiting": [
                {"movement": m, "number": number_of(m), "word": word}
                for m, word in unpaid_expenses(fund_id)
            ],
            "list": Paginator(movements(fund_id), SHOWN).get_page(
                request.GET.get("page")
            ),
            "may_book": request.standing.may(Verb.BOOK_OTHER_MONEY),
            "may_count": request.standing.may(Verb.COUNT_CASH),
            "steps": [
                (one.slug, one.title, fund_url(request, f"treasury:{one.slug}"))
                for one in treasury_entry.PAGES
                if request.standing.may(one.duty)
            ],
        },
    )


def _checked(fund_id: int, line: AccountLine) -> dict[str, Any]:
    """When the place was last held against the world, and whether it agreed."""
    if line.kind is AccountKind.CASH:
        count = counts(fund_id, line.id).first()
        if count is not None:
            return {
                "checked_on": count.counted_on,
                "agrees": count.total_satang == count.book_satang,
            }
    if line.kind is AccountKind.BANK:
        read = readings(fund_id, line.id).first()
        if read is not None:
            return {
                "checked_on": read.read_on,
                "agrees": read.balance_satang == read.book_satang,
            }
    return {}


@fund_view()
def account(request: FundRequest, account_id: UUID) -> HttpResponse:
    """One account's statement: a month, from what stood before to what stands."""
    found = account_by_public_id(request.fund.pk, account_id)
    if found is None:
        raise Http404
    first = _month_asked(request)
    last = min(month_end(first), request.today)
    before = balance_on(request.fund.pk, found.code, first - timedelta(days=1))
    lines = list(
        journal(request.fund.pk, since=first, until=last, account_code=found.code)
    )
    moved = [line.debit_satang - line.credit_satang for line in lines]
    stands = list(accumulate(moved, initial=before))
    return page(
        request,
        "treasury/account.html",
        {
            "account": found,
            "word": PLACE_WORDS.get(found.kind, ""),
            "month": first,
            "last": last,
            "before": before,
            "rows": [
                {
                    "line": line,
                    "kind": KINDS.get(line.kind, line.kind),
                    "paper": paper(line.reference),
                    "stands": stand,
                }
                for line, stand in zip(lines, stands[1:], strict=True)
            ],
            "came": sum(m for m in moved if m > 0),
            "went": -sum(m for m in moved if m < 0),
            "after": stands[-1],
            "earlier": add_months(first, -1)
            if first > request.fund.books_from
            else None,
            "later": add_months(first, 1) if last < request.today else None,
            "may_count": request.standing.may(Verb.COUNT_CASH),
        },
    )


def _month_asked(request: FundRequest) -> date:
    text = request.GET.get("month", "")
    try:
        return month_start(min(date.fromisoformat(f"{text}-01"), request.today))
    except ValueError:
        return month_start(request.today)


def _found(request: FundRequest, movement_id: UUID) -> Movement:
    found = movement(request.fund.pk, movement_id)
    if found is None:
        raise Http404
    return found


def _show(
    request: FundRequest, found: Movement, answer: Answer | None = None, **forms_: Any
) -> HttpResponse:
    word = decision(found)
    booked = hasattr(found, "booking")
    is_mine = found.entered_by_id == request.user.pk
    two = found.kind in TWO_PEOPLE
    context: dict[str, Any] = {
        "movement": found,
        "number": number_of(found),
        "word": word,
        "booking": getattr(found, "booking", None),
        "reversal": getattr(found, "reversal", None),
        "may_decide": found.kind == "expense"
        and word is None
        and request.standing.may(Verb.APPROVE_MONEY)
        and not is_mine,
        "may_pay": found.kind == "expense"
        and word is not None
        and word.approved
        and not booked
        and request.standing.may(Verb.BOOK_OTHER_MONEY),
        "may_reverse": booked
        and not hasattr(found, "reversal")
        and request.standing.may(Verb.BOOK_OTHER_MONEY),
        "kin": kin_of(request, payee_of(found), Verb.APPROVE_MONEY)
        if found.kind == "expense" and word is None
        else {},
        "decision_form": forms.DecisionForm(),
        "pay_form": _pay_form(request, found),
        "purposes": purposes_of(found.booking.entry_id) if booked else [],
        "reason_form": forms.ReasonForm(),
        "second": SecondSignature() if two else None,
    }
    context |= forms_
    return page(request, "treasury/movement.html", context, answer=answer)


def _pay_form(
    request: FundRequest, found: Movement, typed: Any = None
) -> forms.PayForm:
    return forms.PayForm(
        typed,
        fund_id=request.fund.pk,
        today=request.today,
        use=Use(found.other.code),
    )


@fund_view()
def one(request: FundRequest, movement_id: UUID) -> HttpResponse:
    """A movement as it was entered, and what became of it."""
    return _show(request, _found(request, movement_id))


@fund_view(Verb.APPROVE_MONEY)
def decide(request: FundRequest, movement_id: UUID) -> HttpResponse:
    found = _found(request, movement_id)
    form = forms.DecisionForm(request.POST or None)
    answer = None
    if request.method == "POST" and form.is_valid():
        approved = request.POST.get("answer") == "approve"
        answer = run_action(
            request,
            decide_expense,
            movement=movement_id,
            content_hash=request.POST.get("content_hash", ""),
            approved=approved,
            note=form.cleaned_data["note"],
        )
        if answer.done:
            said = "อนุมัติแล้ว จ่ายเงินได้" if approved else "ไม่อนุมัติ บันทึกเหตุผลแล้ว"
            return answer.to("treasury:movement", said=said, movement_id=movement_id)
    return _show(request, found, answer, decision_form=form, forms=[form])


@fund_view(Verb.BOOK_OTHER_MONEY)
def pay(request: FundRequest, movement_id: UUID) -> HttpResponse:
    found = _found(request, movement_id)
    form = _pay_form(request, found, request.POST or None)
    answer = None
    if request.method == "POST" and form.is_valid():
        answer = run_action(
            request, pay_expense, movement=movement_id, **form.cleaned_data
        )
        if answer.done:
            said = f"จ่ายรายการที่ {number_of(found)} แล้ว"
            return answer.to("treasury:movement", said=said, movement_id=movement_id)
    return _show(request, found, answer, pay_form=form, forms=[form])


@fund_view(Verb.BOOK_OTHER_MONEY)
def reverse(request: FundRequest, movement_id: UUID) -> HttpResponse:
    found = _found(request, movement_id)
    form = forms.ReasonForm(request.POST or None)
    two = found.kind in TWO_PEOPLE
    second = SecondSignature(request.POST or None) if two else None
    answer = None
    if request.method == "POST" and all(
        [form.is_valid(), second is None or second.is_valid()]
    ):
        answer = run_action(
            request,
            reverse_movement,
            second=Second(second, Verb.COUNT_CASH, as_fact=treasury_entry.SECOND)
            if second
            else None,
            movement=movement_id,
            reason=form.cleaned_data["reason"],
        )
        if answer.done:
            said = f"กลับรายการที่ {number_of(found)} แล้ว ทั้งสองรายการยังอ่านได้"
            return answer.to("treasury:movement", said=said, movement_id=movement_id)
    return _show(
        request,
        found,
        answer,
        reason_form=form,
        second=second,
        forms=[form, *([second] if second else [])],
    )


urlpatterns = [
    path("money/", money, name="money"),
    *treasury_entry.urlpatterns,
    *refunds.urlpatterns,
    *purposes.urlpatterns,
    *limits.urlpatterns,
    path("money/accounts/<uuid:account_id>/", account, name="account"),
    path("money/<uuid:movement_id>/", one, name="movement"),
    path("money/<uuid:movement_id>/decide/", decide, name="decide"),
    path("money/<uuid:movement_id>/pay/", pay, name="pay"),
    path("money/<uuid:movement_id>/reverse/", reverse, name="reverse"),
    *month_close.urlpatterns,
    *month_reopening.urlpatterns,
]
