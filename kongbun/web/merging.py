"""Somebody written down twice: found, compared side by side, merged, taken apart.

One page asks, another person's page confirms; both show the same plan.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.urls import path

from kongbun.access.permissions import Verb
from kongbun.merging import actions
from kongbun.merging.differences import BOTH, OTHER, STATED, SURVIVOR
from kongbun.merging.models import MergeRequest
from kongbun.merging.obstacles import obstacles
from kongbun.merging.plan import Plan, look
from kongbun.merging.queries import (
    likely_doubles,
    merge_by_public_id,
    merges_of,
    numbers_of,
    request_by_public_id,
    waiting,
)
from kongbun.merging.side_by_side import Record, records
from kongbun.merging.undoing import obstacles_to_undo
from kongbun.people.models import Membership, Person
from kongbun.people.one_person import standing_for
from kongbun.people.queries import memberships_of, person_by_public_id
from kongbun.web import member_panels
from kongbun.web.door import (
    Answer,
    FundRequest,
    fund_url,
    fund_view,
    may,
    page,
    run_action,
)
from kongbun.web.forms import Form, TextField
from kongbun.web.people_picker import PersonField
from kongbun.web.today_items import Waiting, waited

KEEP = "keep_"


class OtherForm(Form):
    """Whose record it is that was written a second time."""

    other = PersonField(label="อีกระเบียนหนึ่งของคนนี้")

    def __init__(self, *args: Any, fund_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["other"]
        assert isinstance(field, PersonField)
        field.fund_id = fund_id


class CompareForm(Form):
    """For each fact that differs: which of the two is right.  And why they are one."""

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in plan.differences:
            if one.is_given:
                continue
            choices = [(SURVIVOR, one.survivor), (OTHER, one.other)]
            if one.code == STATED:
                choices.append((BOTH, "เป็นคนละยอด นับทั้งสอง"))
            self.fields[KEEP + one.code] = forms.ChoiceField(
                label=one.label,
                choices=choices,
                widget=forms.RadioSelect,
                error_messages={"required": f"เลือกว่า{one.label}ไหนถูก"},
            )
        self.fields["reason"] = TextField(
            label="รู้ได้อย่างไรว่าเป็นคนเดียวกัน",
            max_length=300,
            help_text="เช่น ถามเจ้าตัวแล้ว เขียนชื่อสะกดสองอย่าง",
        )

    def keep(self) -> dict[str, str]:
        return {
            name.removeprefix(KEEP): value
            for name, value in self.cleaned_data.items()
            if name.startswith(KEEP)
        }


class WhyForm(Form):
    reason = TextField(label="เหตุผล", max_length=300)


def same_person(
    request: FundRequest, membership: Membership
) -> member_panels.Shown | None:
    """Which records are this person's, which may be, and what waits to be confirmed."""
    person = standing_for(membership.person)
    may_ask = may(request, Verb.EDIT_MEMBERS)
    if person.erased_on is not None or not (
        may_ask or may(request, Verb.CONFIRM_MERGE)
    ):
        return None
    merged = [
        {
            "name": one.request.other.full_name(),
            "number": numbers_of([one.request.other]).get(one.request.other_id, ""),
            "on": one.merged_on,
            "url": fund_url(request, "people:unmerge", one.public_id),
        }
        for one in merges_of(person)
    ]
    alike = likely_doubles(person)
    numbers = numbers_of(alike)
    return "people/_same_person.html", {
        "merged": merged,
        "likely": [
            {
                "name": one.full_name(),
                "number": numbers.get(one.pk, ""),
                "url": fund_url(
                    request, "people:compare", person.public_id, one.public_id
                ),
            }
            for one in alike
        ],
        "waiting": [
            fund_url(request, "people:merge-request", one.public_id)
            for one in waiting(request.fund.pk, of=person)
        ],
        "may_ask": may_ask,
        "url": fund_url(request, "people:merge", person.public_id),
    }


def to_confirm(request: FundRequest) -> Iterator[Waiting]:
    """Merges, and merges to be undone, that somebody else asked for."""
    if not request.standing.may(Verb.CONFIRM_MERGE):
        return
    for one in waiting(request.fund.pk).exclude(asked_by=request.user)[:5]:
        verb = "แยก" if one.undoes else "รวม"
        yield Waiting(
            title=f"ยืนยันการ{verb}ระเบียนของ {one.survivor.full_name()}",
            url=fund_url(request, "people:merge-request", one.public_id),
            verb="ดูสองระเบียน",
            note=f"ขอโดย {one.asked_by.display_name}",
            age=waited((request.today - one.asked_on).days),
        )


def _person(request: FundRequest, public_id: UUID) -> Person:
    found = person_by_public_id(request.fund.pk, public_id)
    if found is None:
        raise Http404
    return found


def _home(request: FundRequest, person: Person) -> str:
    newest = memberships_of(standing_for(person).pk).first()
    if newest is None:
        return fund_url(request, "people:members")
    return fund_url(request, "people:member", newest.public_id)


@fund_view(Verb.EDIT_MEMBERS)
def choose(request: FundRequest, person: UUID) -> HttpResponse:
    """Find the other record by number or name; the likely ones stand above."""
    kept = _person(request, person)
    form = OtherForm(request.GET or None, fund_id=request.fund.pk)
    if request.GET and form.is_valid():
        other = form.cleaned_data["other"]
        return _to(request, kept, other)
    alike = likely_doubles(kept)
    numbers = numbers_of(alike)
    return page(
        request,
        "people/merge_choose.html",
        {
            "title": f"{kept.full_name()} เขียนไว้สองระเบียน",
            "lede": "หาอีกระเบียนหนึ่ง แล้วดูเทียบกันก่อน ยังไม่มีอะไรถูกรวม",
            "back_url": _home(request, kept),
            "back_label": kept.full_name(),
            "form": form,
            "likely": [
                (
                    one.full_name(),
                    numbers.get(one.pk, ""),
                    fund_url(request, "people:compare", person, one.public_id),
                )
                for one in alike
            ],
        },
    )


def _to(request: FundRequest, kept: Person, other: Person) -> HttpResponse:
    address = fund_url(request, "people:compare", kept.public_id, other.public_id)
    return HttpResponse(status=302, headers={"Location": address})


@fund_view(Verb.EDIT_MEMBERS)
def compare(request: FundRequest, survivor: UUID, other: UUID) -> HttpResponse:
    """Both records side by side; what differs is chosen, then a second person asked."""
    kept, gone = _person(request, survivor), _person(request, other)
    if kept == gone:
        raise Http404
    blank = look(kept, gone, {})
    form = CompareForm(request.POST or None, plan=blank)
    plan = look(kept, gone, form.keep()) if form.is_valid() else blank
    # What is chosen here is not an obstacle yet.
    against = [one for one in obstacles(plan) if one.code.value != "merge-choose"]
    context = {
        **_shown(plan),
        "title": "สองระเบียนนี้เป็นคนเดียวกันไหม",
        "lede": f"ถ้าใช่ คงระเบียนของ {kept.full_name()} ไว้ คนที่สองต้องยืนยันก่อนจึงรวม",
        "back_url": _home(request, kept),
        "back_label": kept.full_name(),
        "against": against,
        "turned_url": fund_url(request, "people:compare", other, survivor),
        "form": form,
        "verb": "ขอให้คนที่สองยืนยันการรวม",
    }
    if request.method != "POST" or not form.is_valid():
        return page(request, "people/merge.html", context)
    answer = run_action(
        request,
        actions.request_merge,
        survivor=survivor,
        other=other,
        keep=form.keep(),
        reason=form.cleaned_data["reason"],
    )
    if not answer.done:
        return page(request, "people/merge.html", context, answer=answer)
    return answer.to(
        "people:merge-request",
        UUID(answer["request"]),
        said="ส่งให้คนที่สองยืนยันแล้ว ยังไม่ได้รวม",
    )


def _shown(plan: Plan) -> dict[str, Any]:
    kept, gone, both = records(plan)
    return {
        "plan": plan,
        "rows": [*Record.rows(kept, gone, both)],
        "kept_no": kept.numbers,
        "gone_no": gone.numbers,
    }


def _request(request: FundRequest, public_id: UUID) -> MergeRequest:
    found = request_by_public_id(request.fund.pk, public_id)
    if found is None:
        raise Http404
    return found


@fund_view()
def merge_request(request: FundRequest, merge_request: UUID) -> HttpResponse:
    """What was asked for, for the second person; afterwards what they said."""
    return _request_page(request, _request(request, merge_request))


def _request_page(
    request: FundRequest,
    found: MergeRequest,
    *,
    answer: Answer | None = None,
    **more: Any,
) -> HttpResponse:
    kept, gone = found.survivor, found.other
    word = actions.word_on(found)
    undoes = found.undoes is not None
    context: dict[str, Any] = {
        "asked": found,
        "word": word,
        "undoes": undoes,
        "title": f"{'แยก' if undoes else 'รวม'}ระเบียนของ {kept.full_name()}",
        "back_url": _home(request, kept),
        "back_label": kept.full_name(),
        "content_hash": bytes(found.hash).hex(),
        "may_answer": word is None
        and may(request, Verb.CONFIRM_MERGE)
        and found.asked_by_id != request.user.pk,
        "decline": WhyForm(),
        "gone": gone,
    }
    if word is None:
        if found.undoes is None:
            plan = look(kept, gone, actions.keep_of(found))
            context |= _shown(plan)
            context["against"] = obstacles(plan, asked=found)
        else:
            context["against"] = obstacles_to_undo(found.undoes, asked=found)
    return page(
        request, "people/merge_request.html", {**context, **more}, answer=answer
    )


@fund_view(Verb.CONFIRM_MERGE)
def confirm(request: FundRequest, merge_request: UUID) -> HttpResponse:
    """A press by the second person: it is done."""
    found = _request(request, merge_request)
    if request.method != "POST":
        return _request_page(request, found)
    undoes = found.undoes is not None
    answer = run_action(
        request,
        actions.confirm_unmerge if undoes else actions.confirm_merge,
        asked=found.public_id,
        content_hash=request.POST.get("content_hash", ""),
    )
    if not answer.done:
        return _request_page(request, found, answer=answer)
    said = "แยกเป็นสองระเบียนแล้ว" if undoes else "รวมเป็นคนเดียวกันแล้ว"
    return answer.to("people:merge-request", found.public_id, said=said)


@fund_view(Verb.CONFIRM_MERGE)
def decline(request: FundRequest, merge_request: UUID) -> HttpResponse:
    """A press by the second person: it is not done, and why."""
    found = _request(request, merge_request)
    form = WhyForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _request_page(request, found, decline=form, form=form)
    answer = run_action(
        request,
        actions.decline_merge,
        asked=found.public_id,
        note=form.cleaned_data["reason"],
    )
    if not answer.done:
        return _request_page(request, found, answer=answer)
    return answer.to("people:merge-request", found.public_id, said="บันทึกว่าไม่ยืนยันแล้ว")


@fund_view(Verb.EDIT_MEMBERS)
def unmerge(request: FundRequest, merge: UUID) -> HttpResponse:
    """It was wrong: ask that the two be two records again."""
    found = merge_by_public_id(request.fund.pk, merge)
    if found is None:
        raise Http404
    kept, gone = found.request.survivor, found.request.other
    form = WhyForm(request.POST or None)
    against = obstacles_to_undo(found)
    context = {
        "title": f"แยก {gone.full_name()} ออกจาก {kept.full_name()}",
        "lede": "ของเดิมของแต่ละระเบียนกลับไปเหมือนก่อนรวม ที่บันทึกหลังรวมอยู่กับระเบียนที่คงไว้",
        "back_url": _home(request, kept),
        "back_label": kept.full_name(),
        "against": against,
        "form": form,
        "verb": "ขอให้คนที่สองยืนยันการแยก",
    }
    if request.method != "POST" or not form.is_valid():
        return page(request, "people/unmerge.html", context)
    answer = run_action(
        request,
        actions.request_unmerge,
        merge=merge,
        reason=form.cleaned_data["reason"],
    )
    if not answer.done:
        return page(request, "people/unmerge.html", context, answer=answer)
    return answer.to(
        "people:merge-request",
        UUID(answer["request"]),
        said="ส่งให้คนที่สองยืนยันแล้ว ยังไม่ได้แยก",
    )


member_panels.SIDE.append(same_person)
_A, _B = "<uuid:survivor>", "<uuid:other>"
_R = "<uuid:merge_request>"
IN_PEOPLE = [
    path("people/<uuid:person>/merge/", choose, name="merge"),
    path(f"people/{_A}/merge/{_B}/", compare, name="compare"),
    path(f"merges/{_R}/", merge_request, name="merge-request"),
    path(f"merges/{_R}/confirm/", confirm, name="confirm-merge"),
    path(f"merges/{_R}/decline/", decline, name="decline-merge"),
    path("merges/<uuid:merge>/unmerge/", unmerge, name="unmerge"),
]
