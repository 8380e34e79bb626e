"""Founding a fund: where it is, its village centres, its banks and first officers.

Done once by whoever runs this machine; everything can be added to later.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode

import geothai
from django import forms
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse

from kongbun.access import actions
from kongbun.access.models import AreaKind, User
from kongbun.founding.actions import FOUNDERS_ROLES, found_fund
from kongbun.kernel import digits
from kongbun.kernel.refusal import Refused
from kongbun.web.door import Answer, page, run_action
from kongbun.web.forms import (
    CountField,
    Form,
    LongTextField,
    TextField,
    TextFileField,
    ThaiDateField,
)
from kongbun.web.users import NewUserForm

# What people write before a place's own name.
PREFIX = re.compile(r"^(?:ตำบล|ต\.|แขวง|อำเภอ|อ\.|เขต|จังหวัด|จ\.)")
FOUND_MAX = 20
_CENTRE = re.compile(r"(?:หมู่ ?(?:ที่)? ?)?(?P<moo>[0-9]{1,2})[. ]+(?P<name>\S.*)")


class FundForm(Form):
    name = TextField(
        label="ชื่อกองทุน",
        max_length=200,
        help_text="ชื่อเต็มตามระเบียบ เช่น กองทุนสวัสดิการชุมชนตำบลทุ่งน้ำใจ",
    )
    code = forms.RegexField(
        r"[A-Z0-9][A-Z0-9-]{1,11}",
        label="รหัสกองทุน",
        help_text="ตัวอักษรอังกฤษใหญ่หรือตัวเลข 2 ถึง 12 ตัว เช่น TNJ ใช้ในที่อยู่ของทุกหน้า",
        error_messages={"invalid": "ใช้ตัวอักษรอังกฤษใหญ่ ตัวเลข หรือขีด 2 ถึง 12 ตัว เช่น TNJ"},
    )
    area_kind = forms.ChoiceField(label="ชนิดพื้นที่", choices=AreaKind.choices)
    area_name = TextField(label="พื้นที่", max_length=200)
    founded_on = ThaiDateField(label="วันก่อตั้งกองทุน")
    books_from = ThaiDateField(
        label="เริ่มลงบัญชีในระบบนี้วันที่",
        help_text="กองทุนที่ทำมาก่อน ใส่วันถัดจากวันยกยอด เช่น 1/10/2569",
    )
    villages = CountField(label="จำนวนหมู่บ้านในพื้นที่", required=False, at_most=500)
    population = CountField(label="ประชากรในพื้นที่", required=False, at_most=9_000_000)
    centres = LongTextField(
        label="ศูนย์หมู่บ้าน",
        required=False,
        max_length=6000,
        help_text="บรรทัดละหนึ่งแห่ง เลขหมู่แล้วชื่อ เช่น 3 บ้านดอนกลาง",
    )
    occupations = LongTextField(
        label="สาขาอาชีพ",
        required=False,
        max_length=6000,
        help_text="บรรทัดละหนึ่งสาขา เช่น มอเตอร์ไซค์รับจ้าง",
    )
    banks = LongTextField(
        label="บัญชีธนาคาร",
        required=False,
        help_text="บรรทัดละหนึ่งบัญชี ธนาคาร แล้วเลขที่บัญชี เช่น ธ.ก.ส. 020-0-00000-0",
    )

    bylaw = TextFileField(
        label="ไฟล์ระเบียบ (.yaml)",
        required=False,
        help_text="เพิ่มทีหลังได้ แต่ยังเก็บเงินและจ่ายสวัสดิการไม่ได้จนกว่าจะมีระเบียบ",
        widget=forms.FileInput(attrs={"accept": ".yaml,.yml"}),
    )

    def __init__(self, *args: Any, users: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for role in FOUNDERS_ROLES:
            self.fields[f"officer-{role.value}"] = forms.ChoiceField(
                label=str(role.label),
                choices=[("", "เลือกผู้ใช้"), *users],
                error_messages={"required": f"เลือกผู้ใช้ที่เป็น{role.label}"},
                widget=forms.Select(attrs={"class": "in"}),
            )

    def officer_fields(self) -> list[forms.BoundField]:
        return [self[f"officer-{role.value}"] for role in FOUNDERS_ROLES]

    def clean_centres(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        for line in _lines(self.cleaned_data["centres"]):
            match = _CENTRE.fullmatch(digits.fold(line))
            if match is None:
                raise forms.ValidationError(
                    f"อ่านบรรทัด {line} ไม่ได้ ใส่เลขหมู่แล้วชื่อ เช่น 3 บ้านดอนกลาง"
                )
            centre = {"kind": "centre", "moo": int(match["moo"]), "name": match["name"]}
            if centre in found:
                raise forms.ValidationError(f"บรรทัด {line} ซ้ำกัน ลบออกหนึ่งบรรทัด")
            found.append(centre)
        return found

    def clean_occupations(self) -> list[dict[str, Any]]:
        lines = list(dict.fromkeys(_lines(self.cleaned_data["occupations"])))
        return [{"kind": "occupation", "name": line} for line in lines]

    def clean_banks(self) -> list[dict[str, str]]:
        banks = []
        for line in _lines(self.cleaned_data["banks"]):
            name, _, number = line.rpartition(" ")
            if not re.fullmatch(r"[0-9-]{8,20}", digits.fold(number)) or not name:
                raise forms.ValidationError(
                    f"อ่านบรรทัด {line} ไม่ได้ ใส่ชื่อธนาคาร เว้นวรรค แล้วเลขที่บัญชี"
                )
            banks.append(
                {
                    "name": line,
                    "bank_name": name,
                    "bank_account_no": digits.fold(number),
                }
            )
        return banks

    def facts(self) -> dict[str, Any]:
        typed = self.cleaned_data
        return {
            "code": typed["code"],
            "name": typed["name"],
            "founded_on": typed["founded_on"],
            "books_from": typed["books_from"],
            "area_kind": typed["area_kind"],
            "area_name": typed["area_name"],
            "villages_in_area": typed["villages"] or 0,
            "population": typed["population"] or 0,
            "branches": [*typed["centres"], *typed["occupations"]],
            "banks": typed["banks"],
            "bylaw_text": typed["bylaw"].text if typed["bylaw"] else "",
            "bylaw_file": typed["bylaw"].name if typed["bylaw"] else "",
            "officers": [
                {"username": typed[f"officer-{role.value}"], "role": role.value}
                for role in FOUNDERS_ROLES
            ],
        }


def _lines(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


@login_required
def found(request: HttpRequest) -> HttpResponse:
    """First the area, by name; then everything else on one page."""
    _operator(request)
    codes = [code for code in request.GET.getlist("area") if code]
    chosen = [place for place in map(geothai.address, codes) if place is not None]
    if not codes:
        wanted = request.GET.get("q", "").strip()
        return page(
            request,
            "founding/area.html",
            {"q": wanted, "places": _places(wanted) if wanted else None},
        )
    users = [
        (user.username, f"{user.display_name} ({user.username})")
        for user in User.objects.filter(is_active=True).order_by("display_name")
    ]
    # Names added meanwhile are read again; what was typed stays, nothing is judged.
    only_names = "names" in request.POST
    form = FundForm(
        None if only_names else request.POST or None,
        None if only_names else request.FILES or None,
        users=users,
        initial={"area_name": _area_name(chosen), **request.POST.dict()},
    )
    answer = None
    if request.method == "POST" and not only_names and form.is_valid():
        answer = run_action(
            request,
            found_fund,
            area_codes=",".join(place.subdistrict.code for place in chosen),
            **form.facts(),
        )
        if answer.done:
            return redirect("web:funds")
    return page(
        request,
        "founding/found.html",
        {
            "form": form,
            "chosen": chosen,
            "more_url": f"{reverse('web:found')}?{urlencode({'q': ''})}",
        },
        answer=answer,
    )


def _operator(request: HttpRequest) -> None:
    if not (isinstance(request.user, User) and request.user.is_operator):
        raise Http404


def _places(wanted: str) -> list[dict[str, str]]:
    """Tambons whose name matches, and every tambon of a matching district.

    Of several words all must stand in the whole name: many tambons are called alike.
    """
    words = [PREFIX.sub("", word) for word in wanted.split()]
    words = [word for word in words if word]
    hits: list[str] = []
    for word in words:
        for result in geothai.search(word, limit=60 if len(words) == 1 else 600):
            if result.level == "subdistrict":
                hits.append(result.area.code)
            elif result.level == "district":
                hits += [one.code for one in geothai.subdistricts(result.area.code)]
    shown: list[dict[str, str]] = []
    for code in dict.fromkeys(hits):
        place = geothai.address(code)
        name = _area_name([place]) if place is not None else ""
        if name and (len(words) == 1 or all(word in name for word in words)):
            shown.append({"code": code, "name": name})
        if len(shown) == FOUND_MAX:
            break
    return shown


def _area_name(places: list[Any]) -> str:
    if not places:
        return ""
    tambons = " ".join(f"ตำบล{place.subdistrict.name_th}" for place in places)
    first = places[0]
    return f"{tambons} อำเภอ{first.district.name_th} จังหวัด{first.province.name_th}"


@login_required
def machine_users(request: HttpRequest) -> HttpResponse:
    """Every account of this machine, for whoever runs it."""
    _operator(request)
    return page(
        request,
        "founding/users.html",
        {"users": User.objects.order_by("display_name")},
    )


@login_required
def new_machine_user(request: HttpRequest) -> HttpResponse:
    _operator(request)
    form = NewUserForm(request.POST or None)
    answer = None
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            hashed = actions.new_password_hash(typed["password"])
        except Refused as refused:
            answer = Answer(request, refused=refused)
        else:
            answer = run_action(
                request,
                actions.add_user,
                username=typed["username"],
                display_name=typed["display_name"],
                phone=typed["phone"],
                password_hash=hashed,
            )
        if answer.done:
            return answer.to(
                "web:machine-users", said=f"เพิ่มผู้ใช้ {typed['username']} แล้ว"
            )
    return page(request, "founding/new_user.html", {"form": form}, answer=answer)


FRONT = [
    path("funds/found/", found, name="found"),
    path("machine/users/", machine_users, name="machine-users"),
    path("machine/users/new/", new_machine_user, name="new-machine-user"),
]
