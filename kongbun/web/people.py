"""Members: the list, a member's page, coming, correcting, leaving and returning."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.urls import path

from kongbun.access.permissions import Verb
from kongbun.dues.return_actions import Terms, return_member, terms_for
from kongbun.kernel.bad_input import BadInput
from kongbun.kernel.money import ZERO
from kongbun.kernel.thai_date import PartialDate, add_months, short, whole_years
from kongbun.kernel.thai_date_text import read_day
from kongbun.kernel.thai_text import clean
from kongbun.people import member_actions, queries
from kongbun.people.admission import membership_rules
from kongbun.people.models import Beneficiary, Membership, Person
from kongbun.people.see_actions import see_full_id
from kongbun.rules.bylaw import MembershipRules
from kongbun.rules.fund_sentences import membership_sentences
from kongbun.treasury.refund_actions import take_back_exit
from kongbun.web import (
    erasing,
    member_panels,
    merging,
    register_import,
    seen,
    ties,
)
from kongbun.web.door import FundRequest, fund_view, may, page, run_action
from kongbun.web.member_forms import (
    TITLES,
    BelongForm,
    ExitForm,
    JoinForm,
    PersonForm,
    TakeBackForm,
)

A_PAGE = 50
# Which of the by-law's sentences somebody who joins is told.
JOINING = frozenset({"membership:eligible", "membership:age", "membership:fee"})


@fund_view()
def members(request: FundRequest) -> HttpResponse:
    """Everyone, in Thai order; found by name, number or house."""
    try:
        text = clean(request.GET.get("q", ""), max_length=120)
    except BadInput:
        text = ""
    branches = list(queries.branches(request.fund.pk))
    chosen = next(
        (b for b in branches if str(b.public_id) == request.GET.get("branch")), None
    )
    exited = request.GET.get("exited") == "1"
    found = queries.search(
        request.fund.pk, text, branch_id=chosen.pk if chosen else None, exited=exited
    )
    pages = Paginator(found, A_PAGE)
    return page(
        request,
        "people/members.html",
        {
            "q": text,
            "branches": branches,
            "chosen": chosen,
            "exited": exited,
            "list": pages.get_page(request.GET.get("page")),
            "may_edit": may(request, Verb.EDIT_MEMBERS),
        },
    )


@fund_view()
def member(request: FundRequest, membership: UUID) -> HttpResponse:
    """One membership: who, how they stand, what they may ask for."""
    return _member_page(request, _found(request, membership))


def _member_page(request: FundRequest, found: Membership, **more: Any) -> HttpResponse:
    person = found.person
    born = birth_of(person)
    until = found.exited_on or request.today
    actions = [action(request, found) for action in member_panels.ACTIONS]
    return page(
        request,
        "people/member.html",
        {
            "m": found,
            "person": person,
            "born": born,
            "age": whole_years(born.earliest, until) if born else None,
            "member_years": whole_years(found.joined_on, until),
            "id_tail": person.id_value[-4:],
            "household": queries.same_house(found)[:20],
            "beneficiaries": seen.beneficiaries(request, found),
            "others": queries.memberships_of(person.pk).exclude(pk=found.pk),
            "actions": [one for one in actions if one and person.erased_on is None],
            "main_panels": member_panels.shown(member_panels.MAIN, request, found),
            "side_panels": member_panels.shown(member_panels.SIDE, request, found),
            "may_edit": person.erased_on is None and may(request, Verb.EDIT_MEMBERS),
            "may_see_id": may(request, Verb.SEE_FULL_ID),
            "take_back_form": TakeBackForm(),
            **more,
        },
    )


def birth_of(person: Person) -> PartialDate | None:
    """The birth as far as it is known."""
    first = person.birth_date
    if first is None:
        return None
    months = {"month": 1, "year": 12}.get(person.birth_precision)
    if months is None:
        return PartialDate.exact(first)
    last = add_months(first, months)
    return PartialDate(first, last.fromordinal(last.toordinal() - 1))


@fund_view(Verb.EDIT_MEMBERS)
def new(request: FundRequest) -> HttpResponse:
    """Take in a member."""
    branches = list(queries.branches(request.fund.pk))
    person = PersonForm(request.POST or None)
    rules = _rules_of_joining(request)
    joins = JoinForm(request.POST or None, branches=branches, rules=rules)
    context = {
        "title": "รับสมาชิกใหม่",
        "lede": who_may_join(rules),
        "verb": "รับเป็นสมาชิก",
        "forms": [person, joins],
        "titles": TITLES,
        "has_branches": bool(branches),
    }
    if request.method != "POST" or not (person.is_valid() & joins.is_valid()):
        return page(request, "people/form.html", context)
    answer = run_action(
        request,
        member_actions.register_member,
        person=person.facts(),
        membership=joins.facts(),
        beneficiaries=joins.beneficiaries(),
        is_another_person=person.cleaned_data["is_another_person"],
        **joins.brought(),
    )
    if not answer.done:
        return page(request, "people/form.html", context, answer=answer)
    name = f"{person.cleaned_data['first_name']} {person.cleaned_data['last_name']}"
    return answer.to(
        "people:member",
        UUID(answer["membership"]),
        said=f"รับ {name.strip()} เป็นสมาชิก เลขที่ {answer['member_no']} แล้ว",
    )


@fund_view(Verb.EDIT_MEMBERS)
def edit_person(request: FundRequest, membership: UUID) -> HttpResponse:
    """Correct what is known of the person."""
    found = _found(request, membership)
    initial = PersonForm.initial_of(found.person, birth_of(found.person))
    form = PersonForm(request.POST or None, initial=initial)
    context = {
        "title": f"แก้ข้อมูลประจำตัว {found.person.full_name()}",
        "verb": "บันทึกข้อมูลประจำตัว",
        "forms": [form],
        "titles": TITLES,
        "m": found,
        "has_branches": True,
    }
    if request.method != "POST" or not form.is_valid():
        return page(request, "people/form.html", context)
    answer = run_action(
        request,
        member_actions.edit_person,
        person=found.person.public_id,
        facts=form.facts(),
        is_another_person=form.cleaned_data["is_another_person"],
    )
    if not answer.done:
        return page(request, "people/form.html", context, answer=answer)
    return answer.to("people:member", membership, said="บันทึกข้อมูลประจำตัวแล้ว")


@fund_view(Verb.EDIT_MEMBERS)
def edit_membership(request: FundRequest, membership: UUID) -> HttpResponse:
    """Another house, village, type, payer; other beneficiaries."""
    found = _found(request, membership)
    branches = list(queries.branches(request.fund.pk))
    named = _named(found)
    form = BelongForm(
        request.POST or None,
        branches=branches,
        standing=len(named),
        initial=_belongs(found, named),
    )
    context = {
        "title": f"แก้ความเป็นสมาชิก {found.person.full_name()}",
        "verb": "บันทึกความเป็นสมาชิก",
        "forms": [form],
        "titles": TITLES,
        "m": found,
        "has_branches": True,
    }
    if request.method != "POST" or not form.is_valid():
        return page(request, "people/form.html", context)
    answer = run_action(
        request,
        member_actions.edit_membership,
        membership=membership,
        facts=form.facts(),
        beneficiaries=form.beneficiaries(),
    )
    if not answer.done:
        return page(request, "people/form.html", context, answer=answer)
    return answer.to("people:member", membership, said="บันทึกความเป็นสมาชิกแล้ว")


def _named(found: Membership) -> list[Beneficiary]:
    return list(found.beneficiaries.filter(removed_on=None).order_by("seq"))


def _belongs(found: Membership, named: list[Beneficiary]) -> dict[str, Any]:
    house = found.person.household
    initial: dict[str, Any] = {
        "branch": str(found.branch.public_id),
        "house_no": house.house_no if house else "",
        "member_type": found.member_type,
        "payer_kind": found.payer_kind,
        "payer_name": found.payer_name,
        "rhythm_months": found.rhythm_months,
    }
    for place, one in enumerate(named, 1):
        initial[f"beneficiary_{place}"] = one.name
        initial[f"relation_{place}"] = one.relation
    return initial


@fund_view(Verb.EDIT_MEMBERS)
def leave(request: FundRequest, membership: UUID) -> HttpResponse:
    """Died, resigned or struck off."""
    found = _found(request, membership)
    form = ExitForm(
        request.POST or None, rules=membership_rules(request.fund.pk, request.today)
    )
    context = {
        "title": f"บันทึกการออก {found.person.full_name()}",
        "lede": "รายการในสมุดทั้งหมดยังอยู่ ถ้าบันทึกผิดถอนกลับได้",
        "verb": "บันทึกการออก",
        "forms": [form],
        "titles": (),
        "m": found,
        "has_branches": True,
    }
    if request.method != "POST" or not form.is_valid():
        return page(request, "people/form.html", context)
    answer = run_action(
        request,
        member_actions.exit_membership,
        membership=membership,
        **{name: form.cleaned_data[name] for name in ("reason", "exited_on", "note")},
    )
    if not answer.done:
        return page(request, "people/form.html", context, answer=answer)
    return answer.to("people:member", membership, said="บันทึกการออกแล้ว")


@fund_view(Verb.EDIT_MEMBERS)
def take_back(request: FundRequest, membership: UUID) -> HttpResponse:
    """An exit recorded by mistake."""
    found = _found(request, membership)
    form = TakeBackForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _member_page(request, found, take_back_form=form, form=form)
    answer = run_action(
        request,
        take_back_exit,
        membership=membership,
        why=form.cleaned_data["why"],
    )
    if not answer.done:
        return _member_page(request, found, refused=answer.refused)
    return answer.to("people:member", membership, said="ถอนการออกแล้ว เป็นสมาชิกต่อ")


@fund_view(Verb.EDIT_MEMBERS)
def come_back(request: FundRequest, membership: UUID) -> HttpResponse:
    """A former member joins again."""
    found = _found(request, membership)
    branches = list(queries.branches(request.fund.pk))
    named = _named(found)
    terms = terms_for(found, request.today) if found.exited_on else Terms()
    form = JoinForm(
        request.POST or None,
        branches=branches,
        standing=len(named),
        initial={**_belongs(found, named), "payer_kind": ""},
        rules=_rules_of_joining(request) if terms.is_newcomer else None,
    )
    context = {
        "title": f"{found.person.full_name()} กลับเข้าเป็นสมาชิก",
        "lede": told_terms(terms),
        "verb": "รับกลับเป็นสมาชิก",
        "forms": [form],
        "titles": (),
        "m": found,
        "has_branches": True,
    }
    if request.method != "POST" or not form.is_valid():
        return page(request, "people/form.html", context)
    answer = run_action(
        request,
        return_member,
        person=found.person.public_id,
        membership=form.facts(),
        beneficiaries=form.beneficiaries(),
        **form.brought(),
    )
    if not answer.done:
        return page(request, "people/form.html", context, answer=answer)
    return answer.to(
        "people:member",
        UUID(answer["membership"]),
        said=f"กลับเป็นสมาชิกแล้ว เลขที่ {answer['member_no']}",
    )


def _rules_of_joining(request: FundRequest) -> MembershipRules | None:
    """Of the day that is typed, as far as it can be read; else of today."""
    try:
        typed = read_day(request.POST.get("joined_on", ""))
    except BadInput:
        typed = request.today
    return membership_rules(request.fund.pk, typed)


def who_may_join(rules: MembershipRules | None) -> str:
    """The by-law's own words for the page on which someone joins."""
    if rules is None:
        return ""
    told = [one.text for one in membership_sentences(rules) if one.key in JOINING]
    return " · ".join([rules.clause, *told] if told else [])


def told_terms(terms: Terms) -> str:
    """On which terms somebody comes back."""
    if terms.is_newcomer:
        return "สมัครใหม่เหมือนคนที่ไม่เคยเป็นสมาชิก สมาชิกภาพเดิมยังอยู่ในทะเบียน"
    told = [
        f"{terms.clause}:" if terms.clause else "",
        f"ค้างส่ง {terms.owed} บาท ต้องรับเงินที่ค้างก่อน" if terms.owed > ZERO else "ไม่มีเงินค้าง",
        "นับเวลาเดิมต่อ" if terms.keeps_time else "เริ่มนับเวลาใหม่",
        "ได้เลขใหม่" if terms.new_number else "ใช้เลขเดิม",
    ]
    if terms.waits_until is not None:
        told.append(f"พักสิทธิถึงก่อน {short(terms.waits_until)} ถ้ากลับเข้าวันนี้")
    return " ".join(one for one in told if one)


@fund_view(Verb.SEE_FULL_ID)
def full_id(request: FundRequest, membership: UUID) -> HttpResponse:
    """The whole number, once; the chain keeps who looked."""
    found = _found(request, membership)
    if request.method != "POST":
        return _member_page(request, found)
    answer = run_action(request, see_full_id, person=found.person.public_id)
    shown = found.person.id_value if answer.done else ""
    return _member_page(request, found, full_id=shown)


def _found(request: FundRequest, membership: UUID) -> Membership:
    found = queries.membership_by_public_id(request.fund.pk, membership)
    if found is None:
        raise Http404
    found.fund = request.fund
    return found


app_name = "people"
urlpatterns = [
    *register_import.IN_PEOPLE,
    *erasing.IN_PEOPLE,
    *merging.IN_PEOPLE,
    *ties.IN_PEOPLE,
    path("members/", members, name="members"),
    path("members/new/", new, name="new"),
    path("members/<uuid:membership>/", member, name="member"),
    path("members/<uuid:membership>/person/", edit_person, name="edit-person"),
    path("members/<uuid:membership>/belongs/", edit_membership, name="edit-membership"),
    path("members/<uuid:membership>/leave/", leave, name="leave"),
    path("members/<uuid:membership>/take-back/", take_back, name="take-back"),
    path("members/<uuid:membership>/return/", come_back, name="return"),
    path("members/<uuid:membership>/id/", full_id, name="full-id"),
]
