"""Phones of the collectors: enrol, see what waits, take in or reject, revoke.

Where a phone itself delivers is `device_api`.
"""

from __future__ import annotations

import json
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse

from kongbun.access.permissions import ALLOWED, Verb
from kongbun.access.queries import holders
from kongbun.devices import queries
from kongbun.devices.actions import enrol, revoke
from kongbun.devices.apply_actions import apply
from kongbun.devices.models import Device, DeviceItem
from kongbun.devices.quarantine_actions import go_on, reject, take_in
from kongbun.devices.secret import grouped, kept, secret_for
from kongbun.devices.telling import command_that_did, reasons
from kongbun.devices.words import said, title_of
from kongbun.web import clock
from kongbun.web.door import (
    Answer,
    FundRequest,
    command_id_of,
    fund_url,
    fund_view,
    may,
    page,
    refused_page,
    run_action,
)
from kongbun.web.forms import CountField, Form, TextField

SHOWN = 50
BACK = "โทรศัพท์เก็บเงิน"


class EnrolForm(Form):
    username = forms.ChoiceField(label="ใครใช้เครื่องนี้")
    name = TextField(
        label="ชื่อเครื่อง", max_length=60, help_text="เช่น โทรศัพท์ลุงประเสริฐ สีดำ"
    )

    def __init__(self, *args: Any, fund_id: int, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["username"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            (user.username, user.display_name)
            for user in holders(fund_id, ALLOWED[Verb.COLLECT], on)
        ]


class RevokeForm(Form):
    reason = TextField(
        label="เพราะอะไร", max_length=200, help_text="เช่น เครื่องหาย เปลี่ยนเครื่อง"
    )


class GoOnForm(Form):
    first_no = CountField(at_least=1, widget=forms.HiddenInput)
    last_no = CountField(at_least=1, widget=forms.HiddenInput)
    reason = TextField(label="เพราะอะไรจึงไม่รอ", max_length=200)


class TakeInForm(Form):
    note = TextField(
        label="ดูอะไรมาแล้ว",
        max_length=200,
        required=False,
        help_text="เช่น เทียบกับต้นขั้วและถามสมาชิกแล้ว",
    )


class RejectForm(Form):
    reason = TextField(label="เหตุผลที่ไม่รับ", max_length=200)


@fund_view(Verb.REVOKE_DEVICE)
def devices(request: FundRequest) -> HttpResponse:
    return page(
        request,
        "devices/devices.html",
        {
            "lines": queries.device_lines(request.fund.pk),
            "may_enrol": may(request, Verb.ENROL_DEVICE),
        },
    )


@fund_view(Verb.ENROL_DEVICE)
def new_device(request: FundRequest) -> HttpResponse:
    form = EnrolForm(request.POST or None, fund_id=request.fund.pk, on=request.today)
    answer = None
    if request.method == "POST" and form.is_valid():
        answer = _enrolled(request, form)
        if answer.done:
            return _code_page(request, UUID(answer["device"]))
    return page(
        request,
        "form_page.html",
        {
            "form": form,
            "title": "เพิ่มโทรศัพท์",
            "lede": "ให้เจ้าของเครื่องถือโทรศัพท์มาอยู่ตรงนี้ หน้าถัดไปมีรหัสให้สแกนครั้งเดียว",
            "verb": "เพิ่มเครื่องนี้",
            "back_url": fund_url(request, "devices:list"),
            "back_label": BACK,
        },
        answer=answer,
    )


def _enrolled(request: FundRequest, form: EnrolForm) -> Answer:
    """The secret never becomes a fact of a command; only what is kept of it does."""
    secret = secret_for(command_id_of(request), settings.SECRET_KEY)
    return run_action(
        request,
        enrol,
        username=form.cleaned_data["username"],
        name=form.cleaned_data["name"],
        secret_hash=kept(secret),
    )


def _code_page(request: FundRequest, device: UUID) -> HttpResponse:
    """The secret, to scan or to type; gone from every page once the phone spoke."""
    found = _found(request, device)
    if queries.was_heard(found):
        return redirect("devices:device", request.fund.code, found.public_id)
    secret = secret_for(command_id_of(request), settings.SECRET_KEY)
    address = request.build_absolute_uri(
        reverse("web:device-batch", args=(request.fund.code,))
    )
    scanned = {
        "v": 1,
        "url": address,
        "device": str(found.public_id),
        "secret": secret,
    }
    shown = {
        "device": found,
        "address": address,
        "secret": grouped(secret),
        "scanned": json.dumps(scanned, separators=(",", ":")),
    }
    made = page(request, "devices/code.html", shown)
    made.headers["Referrer-Policy"] = "no-referrer"
    return made


@fund_view(Verb.REVOKE_DEVICE)
def device(request: FundRequest, device: UUID) -> HttpResponse:
    return _device_page(request, _found(request, device))


def _device_page(
    request: FundRequest,
    found: Device,
    *,
    form: GoOnForm | None = None,
    answer: Answer | None = None,
) -> HttpResponse:
    missing = queries.missing(found)
    may_decide = may(request, Verb.TAKE_FROM_DEVICE)
    if form is None and missing:
        first = missing[0]
        form = GoOnForm(initial={"first_no": first.first, "last_no": first.last})
    last = queries.batches(found).first()
    return page(
        request,
        "devices/device.html",
        {
            "device": found,
            "revocation": getattr(found, "revocation", None),
            "missing": missing,
            "form": form if may_decide and missing else None,
            "waiting": queries.waiting_items(found)[:SHOWN],
            "waiting_minutes": settings.ENV.device_wait_minutes,
            "to_look_at": [
                (item, title_of(item), reasons(item))
                for item in queries.items_to_look_at(found)[:SHOWN]
            ],
            "settled": [
                (item, title_of(item), reasons(item))
                for item in queries.settled_items(found, at_most=SHOWN)
            ],
            "last": last,
            "clock_off": last is not None and queries.is_off(last.off_seconds),
            "may_decide": may_decide,
        },
        answer=answer,
    )


@fund_view(Verb.TAKE_FROM_DEVICE)
def go_on_without(request: FundRequest, device: UUID) -> HttpResponse:
    """Wait no more for the first numbers that are missing."""
    if request.method != "POST":
        raise Http404
    found = _found(request, device)
    form = GoOnForm(request.POST)
    if not form.is_valid():
        return _device_page(request, found, form=form)
    answer = run_action(request, go_on, device=device, **form.cleaned_data)
    if not answer.done:
        return _device_page(request, found, form=form, answer=answer)
    apply(found, today=request.today, now=clock.now_for(request.fund))
    return answer.to(
        "devices:device", device, said="ไม่รอเลขที่ขาดแล้ว รายการที่รออยู่ทำต่อตามลำดับ"
    )


@fund_view(Verb.REVOKE_DEVICE)
def revoke_device(request: FundRequest, device: UUID) -> HttpResponse:
    found = _found(request, device)
    form = RevokeForm(request.POST or None)
    answer = None
    if request.method == "POST" and form.is_valid():
        answer = run_action(request, revoke, device=device, **form.cleaned_data)
        if answer.done:
            return answer.to(
                "devices:device",
                device,
                said=f"หยุดใช้{found.name}แล้ว สิ่งที่ส่งมาหลังจากนี้จะรอคนตรวจ",
            )
    return page(
        request,
        "form_page.html",
        {
            "form": form,
            "title": f"หยุดใช้{found.name}",
            "lede": "หลังจากนี้สิ่งที่เครื่องนี้ส่งมาจะไม่ลงบัญชีเอง แต่ไม่หาย เหรัญญิกดูทีละรายการได้",
            "verb": "หยุดใช้เครื่องนี้",
            "back_url": fund_url(request, "devices:device", device),
            "back_label": found.name,
        },
        answer=answer,
    )


@fund_view(Verb.TAKE_FROM_DEVICE)
def item(request: FundRequest, item: UUID) -> HttpResponse:
    """One item that needs a person: all of it, why it waits, take in or reject."""
    found = _item(request, item)
    form = TakeInForm(request.POST or None)
    answer = None
    if request.method == "POST" and form.is_valid():
        answer = run_action(request, take_in, item=item, **form.cleaned_data)
        if answer.done:
            return answer.to(
                "devices:device",
                found.device.public_id,
                said=f"รับรายการที่ {found.seq} เข้าบัญชีแล้ว",
            )
    return _item_page(request, found, form=form, answer=answer)


@fund_view(Verb.TAKE_FROM_DEVICE)
def reject_item(request: FundRequest, item: UUID) -> HttpResponse:
    if request.method != "POST":
        raise Http404
    found = _item(request, item)
    form = RejectForm(request.POST)
    if not form.is_valid():
        return _item_page(request, found, rejecting=form)
    answer = run_action(request, reject, item=item, **form.cleaned_data)
    if answer.refused is not None:
        return refused_page(request, answer.refused)
    return answer.to(
        "devices:device",
        found.device.public_id,
        said=f"ไม่รับรายการที่ {found.seq} เครื่องจะได้รับเหตุผล",
    )


def _item_page(
    request: FundRequest,
    found: DeviceItem,
    *,
    form: TakeInForm | None = None,
    rejecting: RejectForm | None = None,
    answer: Answer | None = None,
) -> HttpResponse:
    return page(
        request,
        "devices/item.html",
        {
            "item": found,
            "said": said(found),
            "reasons": reasons(found) if hasattr(found, "answer") else [],
            "verdict": getattr(found, "verdict", None),
            "is_done": command_that_did(found) is not None,
            "is_own": found.device.user_id == request.user.pk,
            "form": form or TakeInForm(),
            "rejecting": rejecting or RejectForm(),
        },
        answer=answer,
        status=422 if rejecting is not None else 200,
    )


def _found(request: FundRequest, public_id: UUID) -> Device:
    found = queries.device_by_public_id(request.fund.pk, public_id)
    if found is None:
        raise Http404
    return found


def _item(request: FundRequest, public_id: UUID) -> DeviceItem:
    found = queries.item_by_public_id(request.fund.pk, public_id)
    if found is None or not hasattr(found, "answer"):
        raise Http404
    return found


app_name = "devices"
urlpatterns = [
    path("devices/", devices, name="list"),
    path("devices/new/", new_device, name="new"),
    path("devices/<uuid:device>/", device, name="device"),
    path("devices/<uuid:device>/go-on/", go_on_without, name="go-on"),
    path("devices/<uuid:device>/revoke/", revoke_device, name="revoke"),
    path("devices/items/<uuid:item>/", item, name="item"),
    path("devices/items/<uuid:item>/reject/", reject_item, name="reject"),
]
