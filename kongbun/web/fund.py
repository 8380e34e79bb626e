"""The fund itself: its accounts, village centres and committee.

Not its money's movements (`treasury`) nor its figures (`board`, `reports`).
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.urls import path

from kongbun.access.permissions import Verb
from kongbun.access.queries import grants_of
from kongbun.founding.actions import open_money_account
from kongbun.founding.queries import pending_statement, statements
from kongbun.ledger.balances import accounts
from kongbun.ledger.chart import AccountKind
from kongbun.people import places_actions
from kongbun.people.models import BranchKind, CommitteePost, Person, Seat
from kongbun.web.door import Answer, FundRequest, fund_url, fund_view, page, run_action
from kongbun.web.forms import CountField, Form, TextField, ThaiDateField
from kongbun.web.people_picker import PersonField
from kongbun.web.places import open_branches, seats_on

MONEY_KINDS = (
    AccountKind.CASH,
    AccountKind.BANK,
    AccountKind.BAG,
    AccountKind.INVESTMENT,
)
KIND_WORDS = {
    "cash": "กล่องเงินสด",
    "bank": "บัญชีธนาคาร",
    "bag": "ถุงของผู้เก็บเงิน",
    "investment": "เงินลงทุน",
}


@fund_view()
def fund(request: FundRequest) -> HttpResponse:
    fund_id = request.fund.pk
    return page(
        request,
        "fund/fund.html",
        {
            "accounts": [
                {"kind": KIND_WORDS[line.kind.value], "line": line}
                for line in accounts(fund_id, *MONEY_KINDS)
            ],
            "branches": open_branches(fund_id),
            "seats": seats_on(fund_id, request.today),
            "statement": statements(fund_id).first(),
            "pending": pending_statement(fund_id),
            "may_manage": request.standing.may(Verb.MANAGE_FUND),
        },
    )


class AccountForm(Form):
    kind = forms.ChoiceField(label="ชนิดบัญชี", choices=tuple(KIND_WORDS.items()))
    name = TextField(
        label="ชื่อบัญชี",
        max_length=120,
        help_text="เช่น ธ.ก.ส. สาขาทุ่งน้ำใจ หรือ ถุงลุงประเสริฐ หมู่ 5",
    )
    holder = forms.ChoiceField(
        label="ผู้ถือถุง", required=False, help_text="สำหรับถุงของผู้เก็บเงินเท่านั้น คนละหนึ่งถุง"
    )
    bank_name = TextField(label="ธนาคาร", max_length=60, required=False)
    bank_account_no = TextField(label="เลขที่บัญชี", max_length=30, required=False)

    def __init__(
        self, *args: Any, holders: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["holder"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "ไม่ใช่ถุง"), *holders]

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if typed.get("kind") == "bag" and not typed.get("holder"):
            self.add_error("holder", "เลือกผู้เก็บเงินที่ถือถุงนี้")
        return typed


@fund_view(Verb.MANAGE_FUND)
def new_account(request: FundRequest) -> HttpResponse:
    holders = {
        grant.user.username: grant.user.display_name
        for grant in grants_of(request.fund.pk)
        if grant.until_date is None or grant.until_date > request.today
    }
    form = AccountForm(request.POST or None, holders=sorted(holders.items()))
    answer = None
    if request.method == "POST" and form.is_valid():
        answer = run_action(request, open_money_account, **form.cleaned_data)
        if answer.done:
            return answer.to("web:fund", said=f"เปิดบัญชี {form.cleaned_data['name']} แล้ว")
    return _form_page(request, form, answer, title="เปิดบัญชีเงิน", verb="เปิดบัญชี")


class BranchForm(Form):
    kind = forms.ChoiceField(label="ชนิด", choices=BranchKind.choices)
    moo = CountField(label="หมู่ที่", required=False, at_least=1, at_most=99)
    name = TextField(
        label="ชื่อ", max_length=120, help_text="เช่น บ้านดอนกลาง หรือ กลุ่มมอเตอร์ไซค์รับจ้าง"
    )


@fund_view(Verb.MANAGE_FUND)
def new_branch(request: FundRequest) -> HttpResponse:
    form = BranchForm(request.POST or None)
    answer = None
    if request.method == "POST" and form.is_valid():
        answer = run_action(request, places_actions.add_branch, **form.cleaned_data)
        if answer.done:
            return answer.to("web:fund", said=f"เพิ่ม {form.cleaned_data['name']} แล้ว")
    return _form_page(request, form, answer, title="เพิ่มหมู่บ้านหรือสาขา", verb="เพิ่ม")


@fund_view(Verb.MANAGE_FUND)
def close_branch(request: FundRequest, branch_id: UUID) -> HttpResponse:
    found = open_branches(request.fund.pk).filter(public_id=branch_id).first()
    if found is None:
        raise Http404
    form = Form(request.POST if request.method == "POST" else None)
    answer = None
    if request.method == "POST":
        answer = run_action(request, places_actions.close_branch, branch=branch_id)
        if answer.done:
            return answer.to("web:fund", said=f"ปิด {found.label()} แล้ว")
    return _form_page(
        request,
        form,
        answer,
        title=f"ปิด {found.label()}",
        verb=f"ปิด {found.label()}",
        lede="ปิดได้เมื่อไม่มีสมาชิกเหลืออยู่ รายการเก่ายังอ่านได้ทั้งหมด",
    )


class SeatForm(Form):
    person = PersonField(label="ใคร")
    post = forms.ChoiceField(label="ตำแหน่ง", choices=CommitteePost.choices)
    seat = forms.ChoiceField(label="เป็นผู้แทนของ", choices=Seat.choices)
    community_post = TextField(
        label="ตำแหน่งในชุมชน",
        max_length=120,
        required=False,
        help_text="เช่น ผู้ใหญ่บ้าน อสม.",
    )
    branch = forms.ChoiceField(
        label="ศูนย์หมู่บ้าน", required=False, help_text="เว้นว่างถ้าเป็นกรรมการของกองทุน"
    )
    from_date = ThaiDateField(label="เริ่มวาระ")
    last_date = ThaiDateField(
        label="วันสุดท้ายของวาระ", required=False, help_text="เว้นว่างได้ถ้ายังไม่กำหนด"
    )

    def __init__(
        self,
        *args: Any,
        fund_id: int,
        branches: list[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        person, branch = self.fields["person"], self.fields["branch"]
        assert isinstance(person, PersonField)
        assert isinstance(branch, forms.ChoiceField)
        person.fund_id = fund_id
        branch.choices = [("", "กรรมการกองทุน"), *branches]


@fund_view(Verb.MANAGE_FUND)
def new_seat(request: FundRequest) -> HttpResponse:
    form = SeatForm(
        request.POST or None,
        fund_id=request.fund.pk,
        branches=[
            (str(one.public_id), one.label()) for one in open_branches(request.fund.pk)
        ],
        initial={"from_date": request.today},
    )
    answer = None
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        person: Person = typed["person"]
        answer = run_action(
            request,
            places_actions.seat_member,
            person=person.public_id,
            post=typed["post"],
            seat=typed["seat"],
            community_post=typed["community_post"],
            branch=UUID(typed["branch"]) if typed["branch"] else None,
            from_date=typed["from_date"],
            until_date=typed["last_date"] and typed["last_date"] + timedelta(days=1),
        )
        if answer.done:
            return answer.to("web:fund", said=f"{person.full_name()} รับตำแหน่งแล้ว")
    return _form_page(request, form, answer, title="เพิ่มกรรมการ", verb="เพิ่มกรรมการ")


class EndForm(Form):
    last_date = ThaiDateField(label="วันสุดท้ายของวาระ")


@fund_view(Verb.MANAGE_FUND)
def end_seat(request: FundRequest, seat_id: UUID) -> HttpResponse:
    found = seats_on(request.fund.pk, request.today).filter(public_id=seat_id).first()
    if found is None:
        raise Http404
    form = EndForm(request.POST or None, initial={"last_date": request.today})
    answer = None
    who = f"{CommitteePost(found.post).label} {found.person.full_name()}"
    if request.method == "POST" and form.is_valid():
        answer = run_action(
            request,
            places_actions.end_seat,
            seat=seat_id,
            until_date=form.cleaned_data["last_date"] + timedelta(days=1),
        )
        if answer.done:
            return answer.to("web:fund", said=f"{who} สิ้นสุดวาระแล้ว")
    return _form_page(
        request, form, answer, title=f"สิ้นสุดวาระ {who}", verb="กำหนดวันสิ้นสุดวาระ"
    )


def _form_page(
    request: FundRequest, form: Form, answer: Answer | None, **shown: str
) -> HttpResponse:
    return page(
        request,
        "form_page.html",
        {
            "form": form,
            "back_url": fund_url(request, "web:fund"),
            "back_label": "ข้อมูลกองทุน",
            **shown,
        },
        answer=answer,
    )


IN_FUND = [
    path("fund/", fund, name="fund"),
    path("fund/accounts/new/", new_account, name="new-account"),
    path("fund/branches/new/", new_branch, name="new-branch"),
    path("fund/branches/<uuid:branch_id>/close/", close_branch, name="close-branch"),
    path("fund/seats/new/", new_seat, name="new-seat"),
    path("fund/seats/<uuid:seat_id>/end/", end_seat, name="end-seat"),
]
