"""The cut-over: a fund that starts in mid-life states its figures; another approves.

Each member's own paid days and used units come with the register (`people`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import path

from kongbun.access.permissions import Verb
from kongbun.approvals.queries import approvals
from kongbun.founding.actions import decide_opening, state_opening
from kongbun.founding.models import OpeningStatement
from kongbun.founding.queries import pending_statement, statements
from kongbun.ledger.balances import AccountLine, accounts
from kongbun.ledger.chart import BENEFIT_CATEGORIES, INCOME, AccountKind
from kongbun.web.door import (
    FundRequest,
    Second,
    fund_url,
    fund_view,
    page,
    run_action,
)
from kongbun.web.forms import (
    BahtField,
    CountField,
    Form,
    SecondSignature,
    TextField,
    ThaiDateField,
)

HELD = (AccountKind.CASH, AccountKind.BANK, AccountKind.BAG, AccountKind.INVESTMENT)
NOT_BEFORE_BOOKS = frozenset({"income:cash-over"})


class OpeningForm(Form):
    """One amount an account, a source and a category; empty is nothing."""

    cut_over_on = ThaiDateField(
        label="ยกยอดมา ณ สิ้นวันที่",
        help_text="วันสุดท้ายที่ใช้สมุดเดิม เช่น 30/9/2569",
    )

    def __init__(self, *args: Any, held: list[AccountLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.held = {f"hold-{line.id}": line for line in held}
        self.sources = {
            f"from-{number}": code
            for number, code in enumerate(INCOME)
            if code not in NOT_BEFORE_BOOKS
        }
        for name, line in self.held.items():
            self._add(name, BahtField(label=line.name, zero_allowed=True))
        for name, code in self.sources.items():
            self._add(name, BahtField(label=INCOME[code], zero_allowed=True))
        for number, label in BENEFIT_CATEGORIES.items():
            self._add(f"persons-{number}", CountField(label=f"{number}. {label}: คน"))
            self._add(
                f"baht-{number}",
                BahtField(label=f"{number}. {label}: บาท", zero_allowed=True),
            )

    def _add(self, name: str, field: forms.Field) -> None:
        field.required = False
        field.widget.attrs["class"] = "in num"
        if not name.startswith(("hold-", "from-")):
            field.widget.attrs["aria-label"] = field.label
        self.fields[name] = field

    def holding_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.held]

    def source_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.sources]

    def benefit_rows(self) -> Iterator[dict[str, Any]]:
        for number, label in BENEFIT_CATEGORIES.items():
            yield {
                "number": number,
                "label": label,
                "persons": self[f"persons-{number}"],
                "baht": self[f"baht-{number}"],
            }

    def facts(self) -> dict[str, Any]:
        typed = self.cleaned_data
        benefits = {
            str(number): {
                "persons": typed[f"persons-{number}"] or 0,
                "amount_satang": typed[f"baht-{number}"] or 0,
            }
            for number in BENEFIT_CATEGORIES
        }
        return {
            "cut_over_on": typed["cut_over_on"],
            "holdings": {
                line.code: typed[name]
                for name, line in self.held.items()
                if typed[name]
            },
            "receipts_to_date": {
                code: typed[name] for name, code in self.sources.items() if typed[name]
            },
            "benefits_to_date": {
                number: figure
                for number, figure in benefits.items()
                if figure["persons"] or figure["amount_satang"]
            },
        }


class DecisionForm(Form):
    note = TextField(label="หมายเหตุ", max_length=300, required=False)


@fund_view()
def opening(request: FundRequest) -> HttpResponseBase:
    """What was stated and where it stands; before that, the form."""
    statement = statements(request.fund.pk).first()
    if statement is None or _refused(statement):
        return state(request)
    pending = pending_statement(request.fund.pk)
    return page(
        request,
        "fund/opening.html",
        {
            "statement": statement,
            "body": _shown(request, statement),
            "waits": pending is not None and pending.pk == statement.pk,
            "approval": approvals(statement.public_id).first(),
            "may_decide": request.standing.may(Verb.APPROVE_OPENING)
            and request.user.pk != statement.stated_by_id,
            "form": DecisionForm(),
            "second": SecondSignature(),
        },
    )


def _refused(statement: OpeningStatement) -> bool:
    decided = approvals(statement.public_id).first()
    return decided is not None and not decided.approved


@fund_view(Verb.MANAGE_FUND)
def _state(request: FundRequest) -> HttpResponse:
    form = OpeningForm(request.POST or None, held=accounts(request.fund.pk, *HELD))
    answer = None
    if request.method == "POST" and form.is_valid():
        answer = run_action(request, state_opening, **form.facts())
        if answer.done:
            return answer.to("web:opening", said="แจ้งยอดยกมาแล้ว รอคนที่สองอนุมัติ")
    return page(
        request,
        "fund/state_opening.html",
        {"form": form, "back_url": fund_url(request, "web:fund")},
        answer=answer,
    )


def state(request: FundRequest) -> HttpResponseBase:
    return _state(request, fund_code=request.fund.code)


@fund_view()
def decide(request: FundRequest, statement_id: UUID) -> HttpResponse:
    """Approve or send back; the second person may sign on this machine."""
    statement = statements(request.fund.pk).filter(public_id=statement_id).first()
    if statement is None or request.method != "POST":
        raise Http404
    form, second = DecisionForm(request.POST), SecondSignature(request.POST)
    by_second = "second_username" in request.POST
    answer = None
    if form.is_valid() and (not by_second or second.is_valid()):
        approved = request.POST.get("answer") == "approve"
        answer = run_action(
            request,
            decide_opening,
            second=Second(second, Verb.APPROVE_OPENING) if by_second else None,
            statement=statement_id,
            content_hash=request.POST.get("content_hash", ""),
            approved=approved,
            note=form.cleaned_data["note"],
        )
        if answer.done:
            said = "อนุมัติยอดยกมาแล้ว ลงบัญชีเรียบร้อย" if approved else "ส่งยอดยกมากลับไปแก้แล้ว"
            return answer.to("web:opening", said=said)
    return page(
        request,
        "fund/opening.html",
        {
            "statement": statement,
            "body": _shown(request, statement),
            "waits": True,
            "may_decide": request.standing.may(Verb.APPROVE_OPENING)
            and request.user.pk != statement.stated_by_id,
            "form": form,
            "forms": [second] if by_second else [],
            "second": second if by_second else SecondSignature(),
        },
        answer=answer,
    )


def _shown(request: FundRequest, statement: OpeningStatement) -> dict[str, Any]:
    body = json.loads(statement.body)
    names = {line.code: line.name for line in accounts(request.fund.pk, *HELD)}
    return {
        "holdings": [
            {"label": names.get(code, code), "satang": satang}
            for code, satang in body["holdings"].items()
        ],
        "total": sum(body["holdings"].values()),
        "receipts": [
            {"label": INCOME[code], "satang": satang}
            for code, satang in body["receipts_to_date"].items()
        ],
        "receipts_total": sum(body["receipts_to_date"].values()),
        "benefits": [
            {"label": BENEFIT_CATEGORIES[int(number)], **figure}
            for number, figure in sorted(
                body["benefits_to_date"].items(), key=lambda pair: int(pair[0])
            )
        ],
    }


IN_FUND = [
    path("fund/opening/", opening, name="opening"),
    path("fund/opening/<uuid:statement_id>/", decide, name="decide-opening"),
]
