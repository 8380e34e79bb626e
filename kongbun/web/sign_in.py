"""Signing in and out, and choosing a fund.

Not what a user may do: that is a duty in a fund (`access`).  A password is checked
here and nowhere kept.
"""

from __future__ import annotations

from django import forms
from django.contrib.auth import (
    authenticate,
    login,
    logout,
    update_session_auth_hash,
)
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from kongbun.access.actions import change_own_password, new_password_hash
from kongbun.access.models import User
from kongbun.access.queries import funds_of
from kongbun.kernel.refusal import Refused
from kongbun.web import clock, tries
from kongbun.web.door import Answer, page, run_action
from kongbun.web.forms import Form, TextField

WRONG = "ชื่อผู้ใช้หรือรหัสผ่านไม่ตรงกัน ตรวจตัวพิมพ์และภาษาของแป้น แล้วลองใหม่"


class SignInForm(Form):
    username = TextField(
        label="ชื่อผู้ใช้",
        max_length=60,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "username",
                "autocapitalize": "none",
                "spellcheck": "false",
            }
        ),
    )
    password = forms.CharField(
        label="รหัสผ่าน",
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated and request.method == "GET":
        return redirect(_next(request))
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        name = form.cleaned_data["username"]
        try:
            tries.refuse_too_many(name)
        except Refused as later:
            return _sign_in_page(request, form, refused=later)
        user = authenticate(
            request, username=name, password=form.cleaned_data["password"]
        )
        if user is not None:
            tries.forget(name)
            login(request, user)
            return redirect(_next(request))
        tries.count_wrong(name)
        form.add_error(None, WRONG)
    return _sign_in_page(request, form)


def _sign_in_page(
    request: HttpRequest, form: SignInForm, *, refused: Refused | None = None
) -> HttpResponse:
    return page(
        request,
        "sign_in/sign_in.html",
        {"form": form, "next": request.GET.get("next", "")},
        refused=refused,
    )


class OwnPasswordForm(Form):
    old = forms.CharField(
        label="รหัสผ่านเดิม",
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new = forms.CharField(
        label="รหัสผ่านใหม่",
        max_length=200,
        strip=False,
        help_text="อย่างน้อย 8 ตัว จำง่ายสำหรับคุณ คนอื่นเดายาก",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


@sensitive_post_parameters("old", "new")
@login_required
def own_password(request: HttpRequest) -> HttpResponse:
    user = request.user
    assert isinstance(user, User)
    form = OwnPasswordForm(request.POST or None)
    answer = None
    if request.method == "POST" and form.is_valid():
        tries.refuse_too_many(user.username)
        if not user.check_password(form.cleaned_data["old"]):
            tries.count_wrong(user.username)
            form.add_error("old", "รหัสผ่านเดิมไม่ตรง พิมพ์ใหม่ หรือให้ประธานตั้งรหัสใหม่ให้")
        else:
            answer = _change(request, form.cleaned_data["new"])
        if answer is not None and answer.done:
            user.refresh_from_db()
            update_session_auth_hash(request, user)
            return answer.to("web:funds", said="เปลี่ยนรหัสผ่านแล้ว ครั้งหน้าใช้รหัสใหม่")
    return page(request, "sign_in/own_password.html", {"form": form}, answer=answer)


def _change(request: HttpRequest, password: str) -> Answer:
    try:
        hashed = new_password_hash(password)
    except Refused as refused:
        return Answer(request, refused=refused)
    return run_action(request, change_own_password, password_hash=hashed)


def _next(request: HttpRequest) -> str:
    wanted = request.GET.get("next", "")
    if url_has_allowed_host_and_scheme(wanted, {request.get_host()}):
        return wanted
    return reverse("web:start")


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("web:sign-in")


@login_required
def start(request: HttpRequest) -> HttpResponse:
    """One fund: its today.  Several or none: the list."""
    assert isinstance(request.user, User)
    mine = funds_of(request.user.pk, clock.today(), at_most=2)
    if len(mine) == 1 and not request.user.is_operator:
        return redirect("web:today", fund_code=mine[0].code)
    return redirect("web:funds")


@login_required
def funds(request: HttpRequest) -> HttpResponse:
    assert isinstance(request.user, User)
    return page(
        request,
        "sign_in/funds.html",
        {
            "funds": funds_of(request.user.pk, clock.today()),
            "may_found": request.user.is_operator,
        },
    )
