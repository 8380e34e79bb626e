"""A new request: first what and when, then what that benefit asks for.

The second page repeats the first one's answers in hidden fields; both are read again
when it is sent.
"""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpResponse

from kongbun.access.permissions import Verb
from kongbun.claims.in_force import InForce, in_force
from kongbun.claims.submit_actions import submit_claim
from kongbun.kernel.money import Money
from kongbun.kernel.refusal import Refused
from kongbun.people.models import Beneficiary, Membership, Person
from kongbun.people.queries import membership_by_public_id
from kongbun.web.claim_forms import RequestForm, WhatForm, membership_for
from kongbun.web.door import FundRequest, fund_view, page, run_action
from kongbun.web.places import open_branches

FIRST = ("who", "benefit", "first_day", "last_day")


@fund_view(Verb.SUBMIT_CLAIM)
def new(request: FundRequest) -> HttpResponse:
    """Who asks for what; with everything given, what the benefit asks for."""
    given = request.POST if request.method == "POST" else request.GET
    what = WhatForm(
        given if "benefit" in given else None,
        fund_id=request.fund.pk,
        benefits=_benefits(request),
        initial={"who": _named(request), "benefit": request.GET.get("for", "")},
    )
    if not what.is_bound or not what.is_valid():
        return page(request, "claims/new.html", {"form": what})
    first_day: date = what.cleaned_data["first_day"]
    try:
        rules = in_force(request.fund.pk, first_day)
        rule = rules.rule(what.cleaned_data["benefit"])
    except Refused as refused:
        return page(request, "claims/new.html", {"form": what}, refused=refused)
    return _details(request, what, rules, rule.code)


def _details(
    request: FundRequest, what: WhatForm, rules: InForce, code: str
) -> HttpResponse:
    chosen, rule = what.cleaned_data, rules.rule(code)
    person: Person | None = chosen["who"]
    first, last = chosen["first_day"], chosen["last_day"] or chosen["first_day"]
    member = membership_for(person, first) if person else None
    is_sent = request.method == "POST"
    form = RequestForm(
        request.POST if is_sent else None,
        rule=rule,
        nights=(last - first).days,
        person=person,
        branches=[
            (str(one.public_id), one.label()) for one in open_branches(request.fund.pk)
        ],
        initial=_beneficiary(member) if rule.category in (4, 5) else {},
    )
    shown: dict[str, Any] = {
        "form": form,
        "rule": rule,
        "bylaw": rules.bylaw,
        "person": person,
        "member": member,
        "first_day": first,
        "last_day": last,
        "carried": [(name, what.data.get(name, "")) for name in FIRST],
        "signatures": rules.bylaw.signatures_for(rule),
    }
    if not (is_sent and form.is_valid()):
        return page(request, "claims/details.html", shown)
    typed = form.cleaned_data
    answer = run_action(
        request,
        submit_claim,
        benefit=rule.code,
        first_day=first,
        last_day=last,
        membership=member.public_id if member else None,
        person=person.public_id if person and not member else None,
        branch=UUID(typed["branch"]) if typed.get("branch") else None,
        about=typed.get("about", ""),
        claimant_name=typed["claimant_name"],
        claimant_relation=typed["claimant_relation"],
        stated=form.stated(),
        evidence=form.evidence(),
        detail=typed["detail"],
    )
    if answer.done:
        told = f"ยื่นคำขอที่ {answer['number']} แล้ว "
        if answer["granted"]:
            told += f"ตามระเบียบได้ {Money(answer['amount_satang']).short()} บาท"
        else:
            told += "ยังให้ตามระเบียบไม่ได้ ดูเหตุผลและทางต่อข้างล่าง"
        return answer.to("claims:claim", claim=UUID(answer["claim"]), said=told)
    return page(request, "claims/details.html", shown, answer=answer)


def _benefits(request: FundRequest) -> list[tuple[str, str]]:
    """What may be asked for: of every by-law still able to decide an event."""
    try:
        rules = in_force(request.fund.pk, request.today)
    except Refused:
        return []
    return [
        (rule.code, f"{rule.title} ({rule.clause})")
        for rule in rules.bylaw.benefits
        if rule.started_by == "member"
    ]


def _named(request: FundRequest) -> str:
    """The member whose page the link came from."""
    try:
        public_id = UUID(request.GET.get("member", ""))
    except ValueError:
        return ""
    member = membership_by_public_id(request.fund.pk, public_id)
    return member.member_no if member else ""


def _beneficiary(member: Membership | None) -> dict[str, str]:
    named = (
        Beneficiary.objects.filter(membership=member, removed_on=None)
        .order_by("seq")
        .first()
        if member
        else None
    )
    if named is None:
        return {}
    return {"claimant_name": named.name, "claimant_relation": named.relation}
