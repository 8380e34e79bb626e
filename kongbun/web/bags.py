"""Bags: what each collector holds, handing over, and counting by another person."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import path

from kongbun.access.models import Role
from kongbun.access.permissions import Verb
from kongbun.dues import queries
from kongbun.dues.bag_actions import accept_bag, offer_bag, take_back_offer
from kongbun.kernel.money import Money
from kongbun.ledger.balances import accounts
from kongbun.ledger.chart import AccountKind
from kongbun.ledger.holding import held
from kongbun.receipts.queries import receipts_of_entries
from kongbun.web.door import (
    FundRequest,
    Second,
    fund_view,
    may,
    page,
    refused_page,
    run_action,
)
from kongbun.web.forms import BahtField, Form, SecondSignature, TextField

SHOWN = 30


class CountForm(Form):
    """What the second person counted, and where it goes."""

    counted_satang = BahtField(label="นับได้กี่บาท")
    into = forms.ChoiceField(label="เก็บไว้ที่")
    note = TextField(
        label="หมายเหตุ",
        required=False,
        max_length=300,
        help_text="เขียนเมื่อนับได้ไม่ตรงกับยอดในถุง",
    )


@fund_view()
def bags(request: FundRequest) -> HttpResponse:
    """Who holds what, and since when."""
    found = queries.bags(request.fund.pk, request.today)
    return page(
        request,
        "dues/bags.html",
        {
            "bags": found,
            "total": sum(bag.satang for bag in found),
            "accepted": queries.acceptances(request.fund.pk)[:SHOWN],
            "may_collect": may(request, Verb.COLLECT),
            "may_accept": may(request, Verb.ACCEPT_BAG),
            "is_office": _is_office(request),
        },
    )


@fund_view()
def bag(request: FundRequest, bag_id: UUID) -> HttpResponse:
    """The sum restated with its words and slips; offered with one press.

    A bag that is offered already waits to be counted: that is another page.
    """
    line = next(
        (
            line
            for line in accounts(request.fund.pk, AccountKind.BAG)
            if line.public_id == bag_id
        ),
        None,
    )
    if line is None:
        raise Http404
    waiting = queries.open_offer(line.id)
    if waiting is not None and request.method != "POST":
        return redirect("dues:accept", request.fund.code, waiting.public_id)
    money = held(line.id)
    shown = {
        "bag": line,
        "money": money,
        "may_collect": may(request, Verb.COLLECT),
        "receipts": receipts_of_entries(request.fund.pk, money.receipt_entry_ids)[:200],
    }
    if request.method != "POST":
        return page(request, "dues/offer.html", shown)
    answer = run_action(
        request, offer_bag, bag=line.code, note=request.POST.get("note", "")[:300]
    )
    if not answer.done:
        return page(request, "dues/offer.html", shown, answer=answer)
    amount = Money(answer["amount_satang"]).short()
    return answer.to("dues:bags", said=f"ส่งมอบ {amount} บาทแล้ว รออีกคนนับรับ")


@fund_view()
def accept(request: FundRequest, offer: UUID) -> HttpResponse:
    """Another person counts: signed in here, or signing beside the collector."""
    found = queries.offer_by_public_id(request.fund.pk, offer)
    if found is None:
        raise Http404
    # Whoever may not accept needs someone beside them who may.
    alone = may(request, Verb.ACCEPT_BAG) and request.user.pk not in {
        found.offered_by_id,
        found.bag.holder_id,
    }
    form = CountForm(request.POST or None, initial={"into": "cash"})
    places = accounts(request.fund.pk, AccountKind.CASH, AccountKind.BANK)
    form.fields["into"].choices = [(p.code, p.name) for p in places]  # type: ignore[attr-defined]
    second = None if alone else SecondSignature(request.POST or None)
    shown = {"offer": found, "form": form, "second": second}
    if request.method != "POST":
        return page(request, "dues/accept.html", shown)
    valid = form.is_valid()
    if not (second is None or second.is_valid()) or not valid:
        forms_shown = [form] if second is None else [form, second]
        return page(
            request, "dues/accept.html", {**shown, "forms": forms_shown}, status=422
        )
    answer = run_action(
        request,
        accept_bag,
        second=None if second is None else Second(second, Verb.ACCEPT_BAG),
        offer=found.public_id,
        counted_satang=form.cleaned_data["counted_satang"],
        into=form.cleaned_data["into"],
        note=form.cleaned_data["note"],
    )
    if not answer.done:
        return page(request, "dues/accept.html", shown, answer=answer)
    amount = Money(answer["counted_satang"]).short()
    return answer.to("dues:bags", said=f"นับรับ {amount} บาทจาก{found.bag.name}แล้ว")


@fund_view(Verb.COLLECT)
def take_back(request: FundRequest, offer: UUID) -> HttpResponse:
    """Before anyone has counted, the collector may go on collecting."""
    if request.method != "POST":
        raise Http404
    answer = run_action(request, take_back_offer, offer=offer)
    if answer.refused is not None:
        return refused_page(request, answer.refused)
    return answer.to("dues:bags", said="ถอนใบส่งมอบแล้ว เงินยังอยู่ในถุง")


def _is_office(request: FundRequest) -> bool:
    return bool(request.standing.roles & {Role.TREASURER, Role.SECRETARY})


IN_DUES = [
    path("dues/bags/", bags, name="bags"),
    path("dues/bags/<uuid:bag_id>/", bag, name="bag"),
    path("dues/offers/<uuid:offer>/", accept, name="accept"),
    path("dues/offers/<uuid:offer>/take-back/", take_back, name="take-back"),
]
