"""Who somebody is tied to: a panel on the member's page, and two forms."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.urls import path

from kongbun.access.permissions import Verb
from kongbun.people.models import Membership, Tie, TieKind
from kongbun.people.queries import membership_by_public_id
from kongbun.people.tie_actions import RELATIONS, declare_tie, end_tie
from kongbun.people.ties import KINS, WORDS, standing_ties
from kongbun.rules.ties import MIRRORED
from kongbun.web import member_panels
from kongbun.web.door import FundRequest, fund_url, fund_view, may, page, run_action
from kongbun.web.forms import Form, TextField
from kongbun.web.people_picker import PersonField


class TieForm(Form):
    """What this person is, and to whom."""

    relation = forms.ChoiceField(
        label="เป็น", choices=list(RELATIONS.items()), widget=forms.RadioSelect
    )
    other = PersonField(label="ของใคร")

    def __init__(self, *args: Any, fund_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["other"]
        assert isinstance(field, PersonField)
        field.fund_id = fund_id


class EndForm(Form):
    reason = TextField(
        label="เหตุผล", max_length=300, help_text="เช่น หย่ากันแล้ว หรือบันทึกผิดคน"
    )


def tied(tie: Tie, person_id: int) -> tuple[str, str]:
    """A tie seen from one of the two: what they are, and to whom."""
    kin, other = KINS[TieKind(tie.kind)], tie.other
    if tie.person_id != person_id:
        kin, other = MIRRORED[kin], tie.person
    return WORDS[kin], other.full_name()


def ties_panel(
    request: FundRequest, membership: Membership
) -> member_panels.Shown | None:
    """Whom the member may not approve for, when they are of the committee."""
    person = membership.person
    may_write = may(request, Verb.DECLARE_TIE) and person.erased_on is None
    found = [
        (*tied(one, person.pk), fund_url(request, "people:end-tie", one.public_id))
        for one in standing_ties(person.pk, request.fund.pk)
    ]
    if not found and not may_write:
        return None
    return "people/_ties.html", {
        "ties": found,
        "may_write": may_write,
        "url": fund_url(request, "people:declare-tie", membership.public_id),
    }


@fund_view(Verb.DECLARE_TIE)
def declare(request: FundRequest, membership: UUID) -> HttpResponse:
    """Say what this person is to another."""
    found = membership_by_public_id(request.fund.pk, membership)
    if found is None:
        raise Http404
    form = TieForm(request.POST or None, fund_id=request.fund.pk)
    answer = None
    if request.method == "POST" and form.is_valid():
        answer = run_action(
            request,
            declare_tie,
            person=found.person.public_id,
            relation=form.cleaned_data["relation"],
            other=form.cleaned_data["other"].public_id,
        )
        if answer.done:
            said = "บันทึกความเกี่ยวข้องแล้ว"
            return answer.to("people:member", membership, said=said)
    shown = {
        "title": f"ความเกี่ยวข้องของ {found.person.full_name()}",
        "lede": "คนที่เกี่ยวข้องกันอนุมัติหรือจ่ายเงินให้กันไม่ได้",
        "verb": "บันทึกความเกี่ยวข้อง",
        "form": form,
        "back_url": fund_url(request, "people:member", membership),
        "back_label": found.person.full_name(),
    }
    return page(request, "form_page.html", shown, answer=answer)


@fund_view(Verb.DECLARE_TIE)
def end(request: FundRequest, tie: UUID) -> HttpResponse:
    """A tie that is over, or was declared by mistake."""
    found = (
        Tie.objects.filter(fund=request.fund, public_id=tie, ending=None)
        .select_related("person", "other")
        .first()
    )
    if found is None:
        raise Http404
    what, other = tied(found, found.person_id)
    form = EndForm(request.POST or None)
    back = fund_url(request, "people:members")
    member = found.person.memberships.order_by("-joined_on").first()
    if member is not None:
        back = fund_url(request, "people:member", member.public_id)
    answer = None
    if request.method == "POST" and form.is_valid():
        answer = run_action(
            request, end_tie, tie=tie, reason=form.cleaned_data["reason"]
        )
        if answer.done:
            said = "สิ้นสุดความเกี่ยวข้องแล้ว"
            if member is None:
                return answer.to("people:members", said=said)
            return answer.to("people:member", member.public_id, said=said)
    shown = {
        "title": "สิ้นสุดความเกี่ยวข้อง",
        "lede": f"{found.person.full_name()} {what}{other}",
        "verb": "สิ้นสุดความเกี่ยวข้อง",
        "form": form,
        "back_url": back,
        "back_label": found.person.full_name(),
    }
    return page(request, "form_page.html", shown, answer=answer)


member_panels.SIDE.append(ties_panel)
IN_PEOPLE = [
    path("members/<uuid:membership>/tie/", declare, name="declare-tie"),
    path("ties/<uuid:tie>/end/", end, name="end-tie"),
]
