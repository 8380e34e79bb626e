"""Money that was given for a purpose: one of them, a new one, set aside, set free."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.urls import path

from kongbun.access.permissions import Verb
from kongbun.kernel.money import Money
from kongbun.ledger.lines import journal
from kongbun.reports.papers import paper
from kongbun.reports.tables import KINDS
from kongbun.treasury.purpose_actions import open_purpose, set_aside, set_free
from kongbun.treasury.purposes import (
    ALL_THAT_FIT,
    FREE_ONLY,
    Purse,
    Use,
    fitting,
    open_purses,
    purse_of,
    use_words,
)
from kongbun.web.door import (
    Answer,
    FundRequest,
    Second,
    fund_url,
    fund_view,
    may,
    page,
    run_action,
)
from kongbun.web.forms import (
    BahtField,
    Form,
    SecondSignature,
    TextField,
    ThaiDateField,
)

SECOND = "second_user_id"
# What money may be given for, by how its code begins; the rest is running costs.
USES = {"สวัสดิการตามระเบียบ": "benefit:", "สวัสดิการทั้งหมวด": "expense:benefit:"}


class PurposeForm(Form):
    """What money is given for, and what may be paid from it."""

    name = TextField(
        label="ให้มาเพื่อ",
        max_length=120,
        help_text="เช่น ช่วยผู้ประสบน้ำท่วม 2569 ชื่อนี้ขึ้นกระดานกองทุน อย่าใส่ชื่อคน",
    )
    giver = TextField(label="ผู้ให้", max_length=200)
    until = ThaiDateField(
        label="วันสุดท้ายที่ใช้ได้",
        required=False,
        help_text="วัน/เดือน/ปี พ.ศ. เว้นว่างถ้าผู้ให้ไม่ได้กำหนด",
    )
    paper_no = TextField(label="เลขที่เอกสาร", max_length=60, required=False)
    uses = forms.MultipleChoiceField(
        label="ใช้จ่ายได้เฉพาะ",
        widget=forms.CheckboxSelectMultiple,
        help_text="เลือกได้หลายอย่าง จ่ายเรื่องอื่นจากเงินนี้ไม่ได้",
    )

    def __init__(self, *args: Any, fund_id: int, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        uses = self.fields["uses"]
        assert isinstance(uses, forms.MultipleChoiceField)
        words = use_words(fund_id, today).items()
        kinds = {
            kind: [(code, said) for code, said in words if code.startswith(prefix)]
            for kind, prefix in USES.items()
        }
        kinds["ค่าใช้จ่ายอื่น"] = [
            (code, said)
            for code, said in words
            if not code.startswith(tuple(USES.values()))
        ]
        uses.choices = [(kind, rows) for kind, rows in kinds.items() if rows]


class AsideForm(Form):
    amount_satang = BahtField(label="กันเงินที่มีอยู่แล้ว (บาท)")
    reason = TextField(label="เหตุผล เช่น มติที่ประชุม", max_length=300)


class SetFreeForm(Form):
    reason = TextField(
        label="เหตุผล", max_length=300, help_text="เช่น ผู้ให้ยินยอมตามหนังสือเลขที่เท่าไร"
    )


def purpose_choices(fund_id: int, on: date) -> list[tuple[str, str]]:
    """What income was given for; nothing is the usual answer."""
    return [
        ("", "ใช้ได้ทั่วไป ผู้ให้ไม่ได้ระบุ"),
        *(
            (str(one.public_id), f"{one.name} ({one.purpose.giver})")
            for one in open_purses(fund_id, on)
        ),
    ]


class OutOfField(forms.ChoiceField):
    """Of whose money a payment is; a form where only free money fits has none."""

    widget = forms.RadioSelect

    def __init__(self) -> None:
        super().__init__(
            label="ใช้เงิน", initial=ALL_THAT_FIT, help_text="ส่วนที่ไม่พอ ใช้เงินทั่วไป"
        )


def offer_out_of(form: forms.Form, fund_id: int, use: Use, on: date) -> None:
    """Fill in the purposes that fit, or take the question away."""
    found = fitting(fund_id, use, on)
    field = form.fields["out_of"]
    assert isinstance(field, OutOfField)
    if found:
        field.choices = _out_of(found)
    else:
        del form.fields["out_of"]


def _out_of(found: Sequence[Purse]) -> list[tuple[str, str]]:
    def left(one: Purse) -> str:
        return f"เงินเพื่อ{one.name} (เหลือ {one.left.short()} บาท)"

    if len(found) == 1:
        first = [(ALL_THAT_FIT, left(found[0]))]
    else:
        names = " แล้ว".join(f"เงินเพื่อ{one.name}" for one in found)
        first = [(ALL_THAT_FIT, f"ตามลำดับ: {names}")]
        first += [(one.code, left(one)) for one in found]
    return [*first, (FREE_ONLY, "เงินทั่วไปเท่านั้น")]


def _found(request: FundRequest, purpose_id: UUID) -> Purse:
    found = purse_of(request.fund.pk, purpose_id)
    if found is None:
        raise Http404
    return found


@fund_view()
def purpose(request: FundRequest, purpose_id: UUID) -> HttpResponse:
    """One purpose: what it is for, what came, was spent and is left."""
    found = _found(request, purpose_id)
    lines = list(
        journal(
            request.fund.pk,
            since=request.fund.books_from,
            until=request.today,
            account_code=found.code,
        )
    )
    words = use_words(request.fund.pk, request.today)
    return page(
        request,
        "treasury/purpose.html",
        {
            "purse": found,
            "is_over": found.is_over(request.today),
            "uses": [words.get(use, use.partition(":")[2]) for use in found.uses],
            "rows": [
                {
                    "line": line,
                    "kind": KINDS.get(line.kind, line.kind),
                    "paper": paper(line.reference),
                }
                for line in lines
            ],
            "changes": found.purpose.changes.select_related("done_by", "second_by"),
            "may_book": may(request, Verb.BOOK_OTHER_MONEY),
        },
    )


@fund_view(Verb.BOOK_OTHER_MONEY)
def new(request: FundRequest) -> HttpResponse:
    """Say what money is for; then book it."""
    form = PurposeForm(
        request.POST or None, fund_id=request.fund.pk, today=request.today
    )
    answer = None
    if request.method == "POST" and form.is_valid():
        answer = run_action(request, open_purpose, **form.cleaned_data)
        if answer.done:
            said = "บันทึกแล้ว ลงรายรับโดยเลือกว่าให้มาเพื่อเรื่องนี้ได้"
            return answer.to(
                "treasury:purpose", said=said, purpose_id=UUID(answer["purpose"])
            )
    shown = {
        "title": "เงินที่ให้มาเฉพาะเรื่อง",
        "lede": "บันทึกว่าใครให้ ใช้จ่ายอะไรได้ เงินนั้นจะจ่ายเรื่องอื่นไม่ได้",
        "verb": "บันทึกเรื่องนี้",
        "back_url": fund_url(request, "treasury:money"),
        "back_label": "บัญชีเงินกองทุน",
        "form": form,
    }
    return page(request, "form_page.html", shown, answer=answer)


def _change(
    request: FundRequest,
    found: Purse,
    form: Form,
    second: SecondSignature | None,
    answer: Answer | None,
    **words: str,
) -> HttpResponse:
    shown = {
        **words,
        "form": form,
        "second": second,
        "forms": [second] if second else [],
        "back_url": fund_url(
            request, "treasury:purpose", purpose_id=found.purpose.public_id
        ),
        "back_label": found.name,
    }
    return page(request, "form_page.html", shown, answer=answer)


@fund_view(Verb.BOOK_OTHER_MONEY)
def aside(request: FundRequest, purpose_id: UUID) -> HttpResponse:
    """Keep money that is there already for this purpose."""
    found = _found(request, purpose_id)
    form = AsideForm(request.POST or None)
    answer = None
    if request.method == "POST" and form.is_valid():
        answer = run_action(request, set_aside, purpose=purpose_id, **form.cleaned_data)
        if answer.done:
            said = f"กันเงิน {Money(answer['amount_satang']).short()} บาทแล้ว"
            return answer.to("treasury:purpose", said=said, purpose_id=purpose_id)
    return _change(
        request,
        found,
        form,
        None,
        answer,
        title=f"กันเงินเพื่อ{found.name}",
        lede="เงินไม่ย้ายที่ แต่จะจ่ายเรื่องอื่นไม่ได้",
        verb="กันเงิน",
    )


@fund_view(Verb.BOOK_OTHER_MONEY)
def free(request: FundRequest, purpose_id: UUID) -> HttpResponse:
    """What is left may be used for anything: two people."""
    found = _found(request, purpose_id)
    form, second = (
        SetFreeForm(request.POST or None),
        SecondSignature(request.POST or None),
    )
    answer = None
    if request.method == "POST" and all([form.is_valid(), second.is_valid()]):
        answer = run_action(
            request,
            set_free,
            second=Second(second, Verb.APPROVE_MONEY, as_fact=SECOND),
            purpose=purpose_id,
            amount_satang=found.left.satang,
            **form.cleaned_data,
        )
        if answer.done:
            said = f"เงิน {Money(answer['amount_satang']).short()} บาทใช้ได้ทั่วไปแล้ว"
            return answer.to("treasury:purpose", said=said, purpose_id=purpose_id)
    return _change(
        request,
        found,
        form,
        second,
        answer,
        title=f"เลิกกันเงินเพื่อ{found.name}",
        lede=f"เงินที่เหลือ {found.left.short()} บาท จะใช้ได้ทั่วไป ให้ประธานหรือกรรมการลงชื่อด้วย",
        verb=f"เลิกกันเงิน {found.left.short()} บาท",
    )


urlpatterns = [
    path("money/purposes/new/", new, name="purpose-new"),
    path("money/purposes/<uuid:purpose_id>/", purpose, name="purpose"),
    path("money/purposes/<uuid:purpose_id>/aside/", aside, name="purpose-aside"),
    path("money/purposes/<uuid:purpose_id>/free/", free, name="purpose-free"),
]
