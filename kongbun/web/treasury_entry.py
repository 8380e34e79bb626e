"""One page for each way other money moves, and for counts and readings.

Each page: a form, one action, back to the account or the movement.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import path

from kongbun.access.permissions import Verb
from kongbun.kernel.bad_input import BadInput
from kongbun.kernel.money import Money
from kongbun.kernel.thai_date import short
from kongbun.kernel.thai_date_text import read_day
from kongbun.ledger.balances import AccountLine, balance_on
from kongbun.ledger.chart import AccountKind
from kongbun.treasury import actions, count_actions, expense_actions
from kongbun.treasury.queries import (
    account_by_public_id,
    counts,
    investments,
    readings,
)
from kongbun.web import treasury_forms as forms
from kongbun.web.door import (
    FundRequest,
    Second,
    fund_url,
    fund_view,
    may,
    page,
    run_action,
)
from kongbun.web.forms import SecondSignature

SECOND = "second_user_id"
# Pages that need an account of that kind, which a new fund has not.
INVESTED = ("buy", "sell")
# Above the form: a page that may be needed first.
BESIDE = {"income": ("treasury:purpose-new", "เงินนี้ให้มาเฉพาะเรื่องที่ยังไม่มีในรายการ")}


@dataclass(frozen=True, slots=True)
class EntryPage:
    """What one page of entering money says and does."""

    slug: str
    title: str
    lede: str
    verb: str
    form: type[forms.MoneyForm]
    action: Callable[..., dict[str, Any]]
    said: str
    duty: Verb = Verb.BOOK_OTHER_MONEY
    two: bool = False


PAGES = (
    EntryPage(
        "income",
        "ลงรายรับอื่น",
        "เงินสนับสนุน เงินสมทบจากรัฐหรือ อปท. เงินบริจาค ดอกเบี้ย",
        "ลงรายรับ",
        forms.IncomeForm,
        actions.other_income,
        "ลงรายรับ {amount} บาทแล้ว",
    ),
    EntryPage(
        "expense",
        "ขอเบิกจ่าย",
        "บันทึกแล้วรอผู้อนุมัติซึ่งเป็นคนละคน จ่ายเงินได้เมื่ออนุมัติแล้ว",
        "ส่งให้อนุมัติ",
        forms.ExpenseForm,
        expense_actions.other_expense,
        "ส่งรายจ่าย {amount} บาทให้อนุมัติแล้ว",
    ),
    EntryPage(
        "move",
        "ย้ายเงิน",
        "จากกล่องเงินสดเข้าธนาคาร ถอนจากธนาคาร หรือระหว่างธนาคาร",
        "ย้ายเงิน",
        forms.MoveForm,
        actions.move_money,
        "ย้ายเงิน {amount} บาทแล้ว",
    ),
    EntryPage(
        "buy",
        "ซื้อเงินลงทุน",
        "เช่น สลาก ธ.ก.ส. หรือฝากธนาคารหมู่บ้าน เงินยังเป็นของกองทุน",
        "ลงรายการซื้อ",
        forms.BuyForm,
        actions.buy_investment,
        "ลงเงินลงทุน {amount} บาทแล้ว",
    ),
    EntryPage(
        "sell",
        "ขายหรือถอนเงินลงทุน",
        "ใส่ต้นทุนส่วนที่ขายและเงินที่ได้คืน ระบบแยกกำไรหรือขาดทุนให้",
        "ลงรายการขาย",
        forms.SellForm,
        actions.sell_investment,
        "รับเงินลงทุนคืน {amount} บาทแล้ว",
    ),
    EntryPage(
        "over-short",
        "เงินสดขาดหรือเกิน",
        "ใช้เมื่อนับสองคนแล้วไม่ตรงบัญชี และหาสาเหตุไม่พบ",
        "ลงเงินขาดหรือเกิน",
        forms.OverShortForm,
        actions.cash_over_short,
        "ลงเงินขาดหรือเกิน {amount} บาทแล้ว",
        duty=Verb.COUNT_CASH,
        two=True,
    ),
)


def _entry(about: EntryPage) -> Callable[..., HttpResponseBase]:
    @fund_view(about.duty)
    def view(request: FundRequest) -> HttpResponse:
        if about.slug in INVESTED and not investments(request.fund.pk):
            shown = {"title": about.title, "may_open": may(request, Verb.MANAGE_FUND)}
            return page(request, "treasury/no_investment.html", shown)
        form = about.form(
            request.POST or None,
            fund_id=request.fund.pk,
            today=request.today,
            initial={"purpose": request.GET.get("purpose", "")},
        )
        second = SecondSignature(request.POST or None) if about.two else None
        answer = None
        if request.method == "POST" and all(
            [form.is_valid(), second is None or second.is_valid()]
        ):
            facts = (
                form.facts()
                if isinstance(form, forms.OverShortForm)
                else form.cleaned_data
            )
            answer = run_action(
                request,
                about.action,
                second=Second(second, about.duty, as_fact=SECOND) if second else None,
                **facts,
            )
            if answer.done:
                amount = Money(answer["amount_satang"]).short()
                said = about.said.format(amount=amount)
                if answer.facts.get("booked_on", "") > _iso(facts):
                    booked = date.fromisoformat(answer["booked_on"])
                    said += f" เดือนนั้นปิดแล้ว จึงลงวันที่ {short(booked)} พร้อมวันจริง"
                movement = UUID(answer["movement"])
                return answer.to("treasury:movement", said=said, movement_id=movement)
        return page(
            request,
            "form_page.html",
            {
                "title": about.title,
                "lede": about.lede,
                "verb": about.verb,
                "form": form,
                "second": second,
                "forms": [second] if second else [],
                "back_url": fund_url(request, "treasury:money"),
                "back_label": "บัญชีเงินกองทุน",
                "beside": BESIDE.get(about.slug),
            },
            answer=answer,
        )

    return view


def _iso(facts: dict[str, Any]) -> str:
    day = facts.get("occurred_on")
    return day.isoformat() if isinstance(day, date) else "9999"


def _account(request: FundRequest, account_id: UUID, kind: AccountKind) -> AccountLine:
    found = account_by_public_id(request.fund.pk, account_id)
    if found is None or found.kind is not kind:
        raise Http404
    return found


def _day_asked(request: FundRequest) -> date:
    """The day another page asks for, such as the end of the month to close."""
    try:
        day = read_day(request.GET.get("on", ""))
    except BadInput:
        return request.today
    return min(day, request.today)


@fund_view(Verb.COUNT_CASH)
def count(request: FundRequest, account_id: UUID) -> HttpResponse:
    """Two people count the notes and coins of a box; the books beside it."""
    box = _account(request, account_id, AccountKind.CASH)
    day = _day_asked(request)
    form = forms.CountForm(request.POST or None, initial={"counted_on": day})
    second = SecondSignature(request.POST or None)
    answer = None
    if request.method == "POST" and all([form.is_valid(), second.is_valid()]):
        answer = run_action(
            request,
            count_actions.count_cash,
            second=Second(second, Verb.COUNT_CASH, as_fact=SECOND),
            cash=box.code,
            counted_on=form.cleaned_data["counted_on"],
            pieces=form.pieces(),
            note=form.cleaned_data["note"],
        )
        if answer.done:
            said = _compared("นับได้", answer["total_satang"], answer)
            return answer.to("treasury:account", said=said, account_id=account_id)
    return page(
        request,
        "treasury/count.html",
        {
            "account": box,
            "book_satang": balance_on(request.fund.pk, box.code, day),
            "day": day,
            "form": form,
            "second": second,
            "forms": [form, second],
            "earlier": counts(request.fund.pk, box.id)[:6],
        },
        answer=answer,
    )


@fund_view(Verb.COUNT_CASH)
def read(request: FundRequest, account_id: UUID) -> HttpResponse:
    """The balance of a bank's book at the end of a day."""
    bank = _account(request, account_id, AccountKind.BANK)
    day = _day_asked(request)
    form = forms.ReadForm(request.POST or None, initial={"read_on": day})
    answer = None
    if request.method == "POST" and form.is_valid():
        answer = run_action(
            request, count_actions.read_bank, bank=bank.code, **form.cleaned_data
        )
        if answer.done:
            said = _compared("สมุดธนาคาร", answer["balance_satang"], answer)
            return answer.to("treasury:account", said=said, account_id=account_id)
    return page(
        request,
        "treasury/read.html",
        {
            "account": bank,
            "book_satang": balance_on(request.fund.pk, bank.code, day),
            "day": day,
            "form": form,
            "earlier": readings(request.fund.pk, bank.id)[:6],
        },
        answer=answer,
    )


def _compared(word: str, found: int, answer: Any) -> str:
    differs = answer["difference_satang"]
    text = f"{word} {Money(found).short()} บาท "
    if not differs:
        return f"{text}ตรงกับบัญชี"
    less = "น้อยกว่า" if differs < 0 else "มากกว่า"
    return f"{text}{less}บัญชี {Money(abs(differs)).short()} บาท"


urlpatterns = [
    *(path(f"money/{one.slug}/", _entry(one), name=one.slug) for one in PAGES),
    path("money/count/<uuid:account_id>/", count, name="count"),
    path("money/read/<uuid:account_id>/", read, name="read"),
]
