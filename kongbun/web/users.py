"""Users and their duties: who may do what in this fund, from when until when.

A delegation of a sick treasurer is a duty with an end.  Passwords are set here
without mail; nobody can read one.
"""

from __future__ import annotations

from datetime import timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.urls import path

from kongbun.access import actions
from kongbun.access.models import Role, RoleGrant
from kongbun.access.permissions import Verb
from kongbun.access.queries import grants_of
from kongbun.kernel.refusal import Refused
from kongbun.people.models import Person
from kongbun.web.door import Answer, FundRequest, fund_url, fund_view, page, run_action
from kongbun.web.forms import Form, TextField, ThaiDateField
from kongbun.web.people_picker import PersonField
from kongbun.web.places import open_branches

BACK = "ผู้ใช้และหน้าที่"
NEW_PASSWORD = forms.PasswordInput(attrs={"autocomplete": "new-password"})


class NewUserForm(Form):
    display_name = TextField(
        label="ชื่อที่แสดง", max_length=120, help_text="ชื่อจริงพร้อมคำนำหน้า เช่น นางสมศรี ใจงาม"
    )
    username = forms.RegexField(
        r"[a-z0-9][a-z0-9._-]{2,59}",
        label="ชื่อผู้ใช้",
        help_text="ตัวอักษรอังกฤษเล็กหรือตัวเลข 3 ตัวขึ้นไป เช่น somsri",
        error_messages={
            "invalid": "ใช้ตัวอักษรอังกฤษเล็ก ตัวเลข จุด หรือขีด 3 ถึง 60 ตัว เช่น somsri"
        },
        widget=forms.TextInput(
            attrs={
                "autocapitalize": "none",
                "spellcheck": "false",
                "autocomplete": "off",
            }
        ),
    )
    phone = TextField(label="โทรศัพท์", max_length=30, required=False)
    password = forms.CharField(
        label="รหัสผ่านแรก",
        max_length=200,
        strip=False,
        help_text="อย่างน้อย 8 ตัว ให้เจ้าของชื่อเป็นคนพิมพ์เอง",
        widget=NEW_PASSWORD,
    )


class PasswordForm(Form):
    password = forms.CharField(
        label="รหัสผ่านใหม่",
        max_length=200,
        strip=False,
        help_text="อย่างน้อย 8 ตัว ให้เจ้าของชื่อเป็นคนพิมพ์เอง",
        widget=NEW_PASSWORD,
    )


class GrantForm(Form):
    username = TextField(
        label="ชื่อผู้ใช้",
        max_length=60,
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"}),
    )
    role = forms.ChoiceField(label="หน้าที่", choices=Role.choices)
    branch = forms.ChoiceField(
        label="หมู่บ้านหรือสาขา",
        required=False,
        help_text="สำหรับผู้เก็บเงินและกรรมการศูนย์ เว้นว่างได้ถ้าทำทั้งกองทุน",
    )
    person = PersonField(
        label="คือใครในทะเบียน",
        required=False,
        help_text="เลขที่สมาชิก หรือชื่อ นามสกุล ใส่ไว้เพื่อไม่ให้รับรองหรืออนุมัติคำขอของตัวเอง",
    )
    from_date = ThaiDateField(label="ตั้งแต่วันที่")
    last_date = ThaiDateField(
        label="ถึงวันที่",
        required=False,
        help_text="วันสุดท้ายที่ทำหน้าที่ ใส่เมื่อทำแทนชั่วคราว ระบบหยุดให้เองเมื่อพ้นวันนั้น",
    )

    def __init__(
        self,
        *args: Any,
        fund_id: int,
        branches: list[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        person, field = self.fields["person"], self.fields["branch"]
        assert isinstance(person, PersonField)
        assert isinstance(field, forms.ChoiceField)
        person.fund_id = fund_id
        field.choices = [("", "ทั้งกองทุน"), *branches]


class EndForm(Form):
    last_date = ThaiDateField(label="วันสุดท้ายที่ทำหน้าที่")


@fund_view(Verb.MANAGE_USERS)
def users(request: FundRequest) -> HttpResponse:
    today = request.today
    running: list[dict[str, Any]] = []
    ended: list[dict[str, Any]] = []
    for grant in grants_of(request.fund.pk):
        is_over = grant.until_date is not None and grant.until_date <= today
        (ended if is_over else running).append(_row(grant))
    running.sort(key=lambda row: (row["name"], row["username"]))
    return page(
        request,
        "users/users.html",
        {
            "people": [
                {"name": rows[0]["name"], "username": rows[0]["username"], "rows": rows}
                for _, group in groupby(running, key=lambda row: row["username"])
                for rows in [list(group)]
            ],
            "ended": ended,
        },
    )


def _row(grant: RoleGrant) -> dict[str, Any]:
    return {
        "id": grant.public_id,
        "name": grant.user.display_name,
        "username": grant.user.username,
        "role": Role(grant.role).label,
        "person": grant.person.full_name() if grant.person else "",
        "branch": grant.branch.label() if grant.branch else "",
        "from_date": grant.from_date,
        "last_date": grant.until_date - timedelta(days=1) if grant.until_date else None,
        "by": grant.delegated_by.display_name if grant.delegated_by else "",
    }


@fund_view(Verb.MANAGE_USERS)
def new_user(request: FundRequest) -> HttpResponse:
    form = NewUserForm(request.POST or None)
    answer = None
    if request.method == "POST" and form.is_valid():
        answer = _with_password(
            request,
            form,
            actions.add_user,
            username=form.cleaned_data["username"],
            display_name=form.cleaned_data["display_name"],
            phone=form.cleaned_data["phone"],
        )
        if answer.done:
            done = answer.to(
                "web:grant", said=f"เพิ่มผู้ใช้ {answer['username']} แล้ว มอบหน้าที่ต่อได้เลย"
            )
            done["Location"] += f"?username={answer['username']}"
            return done
    return _form_page(request, form, answer, title="เพิ่มผู้ใช้", verb="เพิ่มผู้ใช้")


@fund_view(Verb.MANAGE_USERS)
def new_password(request: FundRequest, username: str) -> HttpResponse:
    grant = grants_of(request.fund.pk).filter(user__username=username).first()
    if grant is None:
        raise Http404
    form = PasswordForm(request.POST or None)
    answer = None
    if request.method == "POST" and form.is_valid():
        answer = _with_password(
            request, form, actions.reset_password, username=username
        )
        if answer.done:
            return answer.to("web:users", said=f"ตั้งรหัสผ่านใหม่ให้ {username} แล้ว")
    return _form_page(
        request,
        form,
        answer,
        title=f"ตั้งรหัสผ่านใหม่ให้ {grant.user.display_name}",
        verb="ตั้งรหัสผ่านใหม่",
    )


def _with_password(
    request: FundRequest, form: Form, action: Any, **facts: Any
) -> Answer:
    """A password never becomes a fact of a command; only what is kept of it does."""
    try:
        hashed = actions.new_password_hash(form.cleaned_data["password"])
    except Refused as refused:
        return Answer(request, refused=refused)
    return run_action(request, action, password_hash=hashed, **facts)


@fund_view(Verb.MANAGE_USERS)
def grant(request: FundRequest) -> HttpResponse:
    branches = {str(one.public_id): one for one in open_branches(request.fund.pk)}
    form = GrantForm(
        request.POST or None,
        fund_id=request.fund.pk,
        branches=[(key, one.label()) for key, one in branches.items()],
        initial={
            "from_date": request.today,
            "username": request.GET.get("username", ""),
        },
    )
    answer = None
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        branch = branches.get(typed["branch"])
        person: Person | None = typed["person"]
        answer = run_action(
            request,
            actions.grant_role,
            username=typed["username"],
            role=typed["role"],
            from_date=typed["from_date"],
            until_date=typed["last_date"] and typed["last_date"] + timedelta(days=1),
            branch_id=branch.pk if branch else None,
            person_id=person.pk if person else None,
        )
        if answer.done:
            return answer.to("web:users", said=f"มอบหน้าที่ให้ {typed['username']} แล้ว")
    return _form_page(
        request,
        form,
        answer,
        title="มอบหน้าที่",
        verb="มอบหน้าที่",
        lede="ทำแทนชั่วคราวให้ใส่วันสุดท้ายไว้ด้วย",
    )


@fund_view(Verb.MANAGE_USERS)
def end_grant(request: FundRequest, grant_id: UUID) -> HttpResponse:
    found = grants_of(request.fund.pk).filter(public_id=grant_id).first()
    if found is None:
        raise Http404
    form = EndForm(request.POST or None, initial={"last_date": request.today})
    answer = None
    who = f"{Role(found.role).label} {found.user.display_name}"
    if request.method == "POST" and form.is_valid():
        answer = run_action(
            request,
            actions.end_role,
            grant=grant_id.hex,
            until_date=form.cleaned_data["last_date"] + timedelta(days=1),
        )
        if answer.done:
            return answer.to("web:users", said=f"กำหนดวันสิ้นสุดหน้าที่ {who} แล้ว")
    return _form_page(
        request, form, answer, title=f"สิ้นสุดหน้าที่ {who}", verb="กำหนดวันสิ้นสุด"
    )


def _form_page(
    request: FundRequest, form: Form, answer: Answer | None, **shown: str
) -> HttpResponse:
    return page(
        request,
        "form_page.html",
        {
            "form": form,
            "back_url": fund_url(request, "web:users"),
            "back_label": BACK,
            **shown,
        },
        answer=answer,
    )


IN_FUND = [
    path("users/", users, name="users"),
    path("users/new/", new_user, name="new-user"),
    path("users/grant/", grant, name="grant"),
    path("users/grants/<uuid:grant_id>/end/", end_grant, name="end-grant"),
    path("users/<str:username>/password/", new_password, name="new-password"),
]
