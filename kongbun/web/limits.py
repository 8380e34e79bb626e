"""What the by-law allows of the fund's money, and what is left of it this year."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import path

from kongbun.access.permissions import Verb
from kongbun.bylaws.reading import rules_on
from kongbun.ledger.balances import accounts
from kongbun.ledger.chart import AccountKind
from kongbun.treasury.limit_actions import (
    PAYEE_DAYS_MAX,
    permit_reserve,
    set_limits,
)
from kongbun.treasury.limits import (
    MAY_BE_ADMINISTRATION,
    NOTHING,
    permits,
    reading,
    shares,
    stand,
    year_of,
)
from kongbun.treasury.models import LimitBase
from kongbun.web.door import FundRequest, fund_url, fund_view, may, page, run_action
from kongbun.web.forms import (
    BahtField,
    Form,
    LongTextField,
    TextField,
    ThaiDateField,
)


def names_of(fund_id: int) -> dict[str, str]:
    """What may be called administration, by the names of its accounts."""
    names = {line.code: line.name for line in accounts(fund_id, AccountKind.EXPENSE)}
    return {code: names[code] for code in MAY_BE_ADMINISTRATION}


class ReadingForm(Form):
    """What the by-law leaves open of its limits."""

    administration = forms.MultipleChoiceField(
        label="รายจ่ายที่นับเป็นค่าบริหารจัดการ", widget=forms.CheckboxSelectMultiple
    )
    base = forms.ChoiceField(
        label="คิดจากรายรับหรือเงินสมทบ",
        choices=LimitBase.choices,
        widget=forms.RadioSelect,
    )
    payee_days = forms.IntegerField(
        label="รวมยอดของผู้รับรายเดียวกันกี่วัน",
        min_value=1,
        max_value=PAYEE_DAYS_MAX,
        help_text="ใช้ดูว่าใครต้องอนุมัติ แบ่งเป็นหลายคำขอก็นับรวมกัน ปกติ 7 วัน",
    )
    reason = TextField(label="เหตุผล เช่น มติที่ประชุม", max_length=300)

    def __init__(self, *args: Any, names: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["administration"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = list(names.items())


class PermitForm(Form):
    """The resolution that lets free money go below the reserve."""

    number = TextField(label="มติเลขที่", max_length=30)
    decided_on = ThaiDateField(label="วันที่ลงมติ")
    text = LongTextField(label="ข้อความในมติ", max_length=2000)
    down_to_satang = BahtField(
        label="ให้เงินที่ใช้ได้เหลืออย่างน้อย (บาท)",
        zero_allowed=True,
        help_text="ใส่ 0 ถ้ามติให้ใช้เงินสำรองได้ทั้งหมด",
    )
    until = ThaiDateField(label="จ่ายได้ถึงวันที่")


@fund_view()
def limits(request: FundRequest) -> HttpResponse:
    """Each limit with what it allows, what was spent and what is left; the shares."""
    fund_id, today = request.fund.pk, request.today
    law, known = rules_on(fund_id, today), reading(fund_id)
    names = names_of(fund_id)
    money = law.money if law else None
    return page(
        request,
        "treasury/limits.html",
        {
            "law": law,
            "since": year_of(law, today)[0] if law else None,
            "rules": stand(fund_id, today, NOTHING),
            "shares": shares(fund_id, today),
            "administration": [names[code] for code in known.administration],
            "base": known.base.label,
            "payee_days": known.payee_days,
            "loans": money is not None and any(x.what == "loans" for x in money.limits),
            "permits": permits(fund_id, today),
            "by_resolution": money is not None
            and money.reserve is not None
            and money.when_short is not None
            and money.when_short.how == "by_resolution",
            "may_set": may(request, Verb.APPROVE_MONEY),
            "may_permit": may(request, Verb.ADOPT_BYLAW),
        },
    )


@fund_view(Verb.APPROVE_MONEY)
def read(request: FundRequest) -> HttpResponse:
    """Say which costs are administration, and of which year the share is taken."""
    known = reading(request.fund.pk)
    form = ReadingForm(
        request.POST or None,
        names=names_of(request.fund.pk),
        initial={
            "administration": known.administration,
            "base": known.base,
            "payee_days": known.payee_days,
        },
    )
    answer = None
    if request.method == "POST" and form.is_valid():
        answer = run_action(request, set_limits, **form.cleaned_data)
        if answer.done:
            return answer.to("treasury:limits", said="บันทึกแล้ว ใช้ตั้งแต่รายการถัดไป")
    shown = {
        "title": "วิธีคิดวงเงิน",
        "lede": "ใช้เมื่อระเบียบไม่ได้บอกว่ารายจ่ายใดเป็นค่าบริหาร",
        "verb": "ใช้วิธีนี้",
        **_page_of(request, form),
    }
    return page(request, "form_page.html", shown, answer=answer)


@fund_view(Verb.ADOPT_BYLAW)
def permit(request: FundRequest) -> HttpResponse:
    """Record the committee's resolution."""
    first: dict[str, date] = {"decided_on": request.today, "until": request.today}
    form = PermitForm(request.POST or None, initial=first)
    answer = None
    if request.method == "POST" and form.is_valid():
        answer = run_action(request, permit_reserve, **form.cleaned_data)
        if answer.done:
            return answer.to("treasury:limits", said="บันทึกมติแล้ว จ่ายเงินได้ตามมติ")
    shown = {
        "title": "มติให้ใช้เงินสำรอง",
        "lede": "ใช้เมื่อระเบียบให้คณะกรรมการลงมติเมื่อเงินไม่พอ",
        "verb": "บันทึกมติ",
        **_page_of(request, form),
    }
    return page(request, "form_page.html", shown, answer=answer)


def _page_of(request: FundRequest, form: Form) -> dict[str, Any]:
    return {
        "form": form,
        "back_url": fund_url(request, "treasury:limits"),
        "back_label": "วงเงินตามระเบียบ",
    }


urlpatterns = [
    path("money/limits/", limits, name="limits"),
    path("money/limits/reading/", read, name="limits-reading"),
    path("money/limits/reserve/", permit, name="limits-reserve"),
]
