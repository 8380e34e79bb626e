"""Erasing a person at their request: a panel on a former member's page, and a page."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import path

from kongbun.access.permissions import Verb
from kongbun.erasure.actions import erase_person
from kongbun.erasure.queries import obstacles
from kongbun.erasure.wipe import wipe
from kongbun.people.models import Membership
from kongbun.people.queries import membership_by_public_id
from kongbun.web import member_panels
from kongbun.web.door import (
    FundRequest,
    Second,
    fund_url,
    fund_view,
    may,
    page,
    run_action,
)
from kongbun.web.forms import Form, SecondSignature, ThaiDateField

DONE = "ลบข้อมูลตามคำขอแล้ว"
NOT_YET = f"{DONE} ร่องรอยในแฟ้มยังเหลือ ให้ผู้ดูแลเครื่องสั่ง kongbun member wipe"


class AskedForm(Form):
    """When the person asked; the paper itself stays with the fund."""

    asked_on = ThaiDateField(label="วันที่ในคำขอ")


def erasing_panel(
    request: FundRequest, membership: Membership
) -> member_panels.Shown | None:
    """For who has left; for who was erased, that it was done."""
    if membership.exited_on is None:
        return None
    may_erase = may(request, Verb.ERASE_PERSON)
    if membership.person.erased_on is None and not may_erase:
        return None
    return "people/_erasing.html", {
        "erased_on": membership.person.erased_on,
        "url": fund_url(request, "people:erase", membership.public_id),
    }


@fund_view(Verb.ERASE_PERSON)
def erase(request: FundRequest, membership: UUID) -> HttpResponse:
    """What goes, what stays, what stands against it; then two people sign."""
    found = membership_by_public_id(request.fund.pk, membership)
    if found is None:
        raise Http404
    against = obstacles(found.person, request.today)
    form, second = (
        AskedForm(request.POST or None),
        SecondSignature(request.POST or None),
    )
    context = {
        "m": found,
        "against": against,
        "title": f"ลบข้อมูลของ {found.person.full_name()}",
        "lede": f"เลขที่สมาชิก {found.member_no} ลบแล้วเอาคืนไม่ได้",
        "verb": f"ลบข้อมูลของเลขที่ {found.member_no}",
        "back_url": fund_url(request, "people:member", membership),
        "back_label": found.member_no,
        "form": form,
        "second": second,
        "forms": [form, second],
    }
    both = form.is_valid(), second.is_valid()
    if request.method != "POST" or not all(both):
        return page(request, "people/erase.html", context)
    answer = run_action(
        request,
        erase_person,
        second=Second(second, Verb.AGREE_TO_ERASE, as_fact="second_user_id"),
        person=found.person.public_id,
        asked_on=form.cleaned_data["asked_on"],
    )
    if not answer.done:
        return page(request, "people/erase.html", context, answer=answer)
    return answer.to("people:member", membership, said=DONE if wipe() else NOT_YET)


member_panels.SIDE.append(erasing_panel)
IN_PEOPLE = [path("members/<uuid:membership>/erase/", erase, name="erase")]
