"""Benefits the committee starts: who is due, the list before the committee.

The system finds them; nobody has to ask.
"""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from kongbun.access.permissions import Verb
from kongbun.claims.approval_telling import tell_approval
from kongbun.claims.approving import Matter, could_decide
from kongbun.claims.in_force import InForce, in_force
from kongbun.claims.models import PensionList
from kongbun.claims.pension_actions import (
    WAITING,
    approve_pensions,
    before_each,
    list_hash,
    matter_of_kept,
    propose_pensions,
    refuse_pensions,
    still_due,
    sums_of,
)
from kongbun.claims.pensions import count_due, started_by_committee
from kongbun.kernel.money import Money
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.people.impartial import Whom
from kongbun.people.models import Membership
from kongbun.web.claim_forms import ReasonForm, ResolutionForm
from kongbun.web.door import (
    FundRequest,
    Second,
    fund_url,
    fund_view,
    page,
    run_action,
)
from kongbun.web.forms import Form, SecondSignature, ThaiDateField
from kongbun.web.kin import kin_of

STATUS = {
    WAITING: ("wait", "รอคณะกรรมการ"),
    "approved": ("ok", "อนุมัติแล้ว"),
    "refused": ("no", "ส่งกลับ"),
}


class ProposeForm(Form):
    """Which benefit, due on which day."""

    benefit = forms.CharField(widget=forms.HiddenInput)
    due_on = ThaiDateField(label="ครบเกณฑ์ถึงวันที่")


@fund_view()
def pensions(request: FundRequest) -> HttpResponse:
    """Who is due today for each benefit, and the lists so far."""
    try:
        rules: InForce | None = in_force(request.fund.pk, request.today)
    except Refused:
        rules = None
    waiting = PensionList.objects.filter(fund=request.fund).select_related(
        "proposed_by"
    )
    waits = {one.benefit for one in waiting if one.status == WAITING}
    found = [
        _due_box(request, rules, rule, rule.code in waits)
        for rule in (started_by_committee(rules.bylaw) if rules else [])
    ]
    return page(
        request,
        "claims/pensions.html",
        {
            "boxes": found,
            "lists": [_list_row(one) for one in waiting.order_by("-pk")[:50]],
            "may_propose": request.standing.may(Verb.PROPOSE_PENSIONS),
        },
    )


def _due_box(
    request: FundRequest, rules: InForce | None, rule: Any, waits: bool
) -> dict[str, Any]:
    assert rules is not None, "a rule stands in a by-law"
    count, satang = count_due(rules, rule, request.today, fund_id=request.fund.pk)
    return {
        "rule": rule,
        "count": count,
        "satang": satang,
        "waits": waits,
        "form": ProposeForm(
            initial={"benefit": rule.code, "due_on": request.today},
            auto_id=f"id_{rule.code}_%s",
        ),
    }


def _list_row(one: PensionList) -> dict[str, Any]:
    state, words = STATUS[one.status]
    return {"list": one, "state": state, "status": words, "n": one.lines.count()}


@fund_view(Verb.PROPOSE_PENSIONS)
def propose(request: FundRequest) -> HttpResponse:
    """Make the list and go to it."""
    form = ProposeForm(request.POST or None)
    if request.method != "POST":
        return redirect(fund_url(request, "claims:pensions"))
    if not form.is_valid():
        why = " ".join(str(text) for texts in form.errors.values() for text in texts)
        raise Refused(RefusalCode.UNREADABLE, why=why)
    answer = run_action(
        request,
        propose_pensions,
        benefit=form.cleaned_data["benefit"],
        due_on=form.cleaned_data["due_on"],
    )
    if not answer.done:
        return page(request, "refused.html", answer=answer)
    return answer.to(
        "claims:pension-list",
        pension_list=UUID(answer["list"]),
        said=f"เสนอ {answer['persons']} คน "
        f"{Money(answer['total_satang']).short()} บาท ต่อคณะกรรมการแล้ว",
    )


@fund_view()
def pension_list(request: FundRequest, pension_list: UUID) -> HttpResponse:
    """One list: who, how much, why; approved by someone other than who proposed."""
    kept = _list(request, pension_list)
    waits = kept.status == WAITING
    still = still_due(kept) if waits else []
    given = before_each(request.fund.pk, still, request.today)
    matter = matter_of_kept(kept, sums_of(still), given)
    approval = tell_approval(matter)
    second = _beside(request, kept, matter)
    form = ResolutionForm(request.POST or None, initial={"board": approval.board})
    answer = None
    if request.method == "POST" and waits:
        valid = form.is_valid()
        if (second is None or second.is_valid()) and valid:
            answer = run_action(
                request,
                approve_pensions,
                second=Second(second, Verb.DECIDE_CLAIM) if second else None,
                pension_list=kept.public_id,
                content_hash=request.POST.get("content_hash", ""),
                resolution=form.resolution(),
            )
            if answer.done:
                baht = Money(answer["total_satang"]).short()
                return answer.to(
                    "claims:list",
                    said=f"อนุมัติ {len(answer['claims'])} คน {baht} บาท รอเหรัญญิกจ่าย",
                )
    return page(
        request,
        "claims/pension_list.html",
        {
            "kept": kept,
            "waits": waits,
            "state": STATUS[kept.status][0],
            "status": STATUS[kept.status][1],
            "rows": _rows(kept, {one.member.id for one in still}),
            "still_count": len(still),
            "still_satang": sum(one.verdict.amount_satang for one in still),
            "content_hash": list_hash(kept.benefit, kept.due_on, still).hex(),
            "approval": approval,
            "kin": kin_of(
                request,
                Whom.of(*(one.member.person_id for one in still)),
                Verb.DECIDE_CLAIM,
            )
            if waits
            else {},
            "form": form,
            "forms": [second],
            "second": second,
        },
        answer=answer,
    )


def _beside(
    request: FundRequest, kept: PensionList, matter: Matter
) -> SecondSignature | None:
    """The second person's fields, when who is signed in may not decide this."""
    alone = (
        request.standing.may(Verb.DECIDE_CLAIM)
        and kept.proposed_by_id != request.user.pk
        and could_decide(request.user.pk, matter, request.fund.pk, request.today)
    )
    return None if alone else SecondSignature(request.POST or None)


def _rows(kept: PensionList, still: set[int]) -> list[dict[str, Any]]:
    lines = kept.lines.select_related(
        "membership__person", "membership__branch", "claim"
    ).order_by("seq")
    return [
        {
            "line": line,
            "member": line.membership,
            "name": line.membership.person.full_name(),
            "age": _age(line.membership, kept.due_on),
            "gone": kept.status == WAITING and line.membership_id not in still,
        }
        for line in lines
    ]


def _age(member: Membership, on: date) -> int | None:
    born = member.person.birth_date
    if born is None:
        return None
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


@fund_view()
def refuse(request: FundRequest, pension_list: UUID) -> HttpResponse:
    """Send a list back with a reason."""
    kept = _list(request, pension_list)
    still = still_due(kept) if kept.status == WAITING else []
    given = before_each(request.fund.pk, still, request.today)
    second = _beside(request, kept, matter_of_kept(kept, sums_of(still), given))
    form = ReasonForm(request.POST or None)
    answer = None
    valid = request.method == "POST" and form.is_valid()
    if valid and (second is None or second.is_valid()):
        answer = run_action(
            request,
            refuse_pensions,
            second=Second(second, Verb.DECIDE_CLAIM) if second else None,
            pension_list=kept.public_id,
            reason=form.cleaned_data["reason"],
        )
        if answer.done:
            return answer.to("claims:pensions", said="ส่งรายชื่อกลับแล้ว")
    return page(
        request,
        "form_page.html",
        {
            "title": "ส่งรายชื่อกลับ",
            "lede": kept.title,
            "back_url": fund_url(
                request, "claims:pension-list", pension_list=kept.public_id
            ),
            "back_label": "รายชื่อ",
            "verb": "ส่งกลับ",
            "form": form,
            "forms": [second],
            "second": second,
        },
        answer=answer,
    )


def _list(request: FundRequest, pension_list: UUID) -> PensionList:
    kept = (
        PensionList.objects.filter(fund=request.fund, public_id=pension_list)
        .select_related("proposed_by")
        .first()
    )
    if kept is None:
        raise Http404
    return kept
