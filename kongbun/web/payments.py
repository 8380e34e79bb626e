"""The counter: one payer, for members of a house, or for those others pay for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.urls import path

from kongbun.access.models import Role
from kongbun.access.permissions import Verb
from kongbun.dues import queries, standing
from kongbun.dues.convention import contribution_or_none, entry_fee_satang
from kongbun.dues.models import LineKind
from kongbun.dues.payment_actions import Payment, take_payment
from kongbun.dues.prices import ahead_prices
from kongbun.kernel.bad_input import BadInput
from kongbun.kernel.money import Money
from kongbun.kernel.thai_date import month_end
from kongbun.ledger.balances import accounts
from kongbun.ledger.chart import AccountKind
from kongbun.people import queries as people
from kongbun.people import roster
from kongbun.people.models import ExitReason, Membership, PayerKind
from kongbun.people.roster import RosterRow
from kongbun.receipts.models import BookIssuer
from kongbun.receipts.queries import books
from kongbun.rules.days import column, date_of, day_number
from kongbun.web.door import Answer, FundRequest, fund_view, page, run_action
from kongbun.web.forms import CountField, Form, TextField, ThaiDateField
from kongbun.web.sheet_form import uuid_or_none

MONTHS_OFFERED = (1, 3, 6, 12)
TO_CONFIRM = "confirmed"


class PaymentForm(Form):
    """Where the money goes and which paper it stands on."""

    received_on = ThaiDateField(label="วันที่รับเงิน")
    into = forms.ChoiceField(label="เก็บเงินไว้ที่")
    bank_slip = TextField(
        label="เลขที่ใบโอนหรือใบฝาก", required=False, help_text="เฉพาะเมื่อเงินเข้าธนาคาร"
    )
    book = forms.ChoiceField(label="เล่มใบรับ", required=False)
    receipt_no = CountField(
        label="เลขที่ใบรับ",
        required=False,
        at_least=1,
        help_text="เฉพาะเล่มพิมพ์ ตามเลขบนกระดาษ",
    )
    payer_name = TextField(label="ผู้ส่งเงินแทน", required=False, max_length=200)

    def __init__(self, *args: Any, request: FundRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = _places(request)
        self.fields["into"].choices = places  # type: ignore[attr-defined]
        self.fields["book"].choices = [  # type: ignore[attr-defined]
            ("", "ให้ระบบออกเลขให้"),
            *(
                (book.public_id.hex, f"เล่มพิมพ์ {book.number}")
                for book in books(request.fund.pk, include_closed=False)
                if book.issuer == BookIssuer.PRINTED.value
            ),
        ]


@dataclass(frozen=True, slots=True)
class PayRow:
    """A member who can be paid for here, and what was typed."""

    member: RosterRow
    paid_through: Any
    due_satang: int
    credit_satang: int
    # Of who was struck off only what was owed is taken.
    is_out: bool
    stamp: str
    choices: list[tuple[int, int]]
    typed: str
    fee_satang: int
    fee_asked: bool
    error: str

    @property
    def key(self) -> str:
        return self.member.public_id.hex


@fund_view(Verb.COLLECT)
def pay(request: FundRequest, membership: UUID) -> HttpResponse:
    """The counter, for one member and the others of the house."""
    found = people.membership_by_public_id(request.fund.pk, membership)
    if found is None:
        raise Http404
    if found.exit_reason == ExitReason.STRUCK_OFF:
        # Who was struck off may pay what was owed, to come back.
        rows = roster.of_memberships(request.fund.pk, [found.pk])
        return _counter(request, found, rows)
    house = queries.roster_rows(request.fund.pk, found, request.today)
    return _counter(request, found, [row for row in house if row.exited_on is None])


@fund_view(Verb.COLLECT)
def pay_for(request: FundRequest, payer_kind: str) -> HttpResponse:
    """One payer for all the members this kind of payer pays for."""
    if payer_kind not in PayerKind.values or payer_kind == PayerKind.SELF.value:
        raise Http404
    rows = roster.of_payer(request.fund.pk, payer_kind, on=request.today)
    return _counter(request, None, rows, payer_kind=payer_kind)


def _counter(
    request: FundRequest,
    found: Membership | None,
    members: Sequence[RosterRow],
    *,
    payer_kind: str = "",
) -> HttpResponse:
    contribution = contribution_or_none(request.fund.pk, request.today)
    if contribution is None:
        return page(request, "dues/no_bylaw.html", {})
    form = PaymentForm(
        request.POST or None,
        request=request,
        initial={"received_on": request.today, "payer_name": _payer_of(members, found)},
    )
    stand = standing.of_roster(members)
    rows = _rows(request, members, stand)
    kinds = [(kind.value, kind.label) for kind in PayerKind if kind != PayerKind.SELF]
    shown = {
        "form": form,
        "rows": rows,
        "member": found,
        "payer_kind": payer_kind,
        "payer_kinds": kinds,
        "months": MONTHS_OFFERED,
    }
    if request.method != "POST":
        return page(request, "dues/pay.html", shown)
    if any(row.error for row in rows) or not form.is_valid():
        return page(request, "dues/pay.html", shown, status=422)
    answer = _take(request, form, found, rows)
    if answer.done:
        return answer.to("receipts:receipt", UUID(answer["id"]), said="รับเงินแล้ว")
    assert answer.refused is not None
    codes = {reason.code.value for reason in answer.refused.reasons}
    shown["ask_to_confirm"] = codes <= {"maybe-same-money", "amount-unusual"}
    return page(request, "dues/pay.html", shown, answer=answer)


def _take(
    request: FundRequest,
    form: PaymentForm,
    found: Membership | None,
    rows: Sequence[PayRow],
) -> Answer:
    given = form.cleaned_data
    payments = []
    for row in rows:
        if row.fee_asked:
            payments.append(
                Payment(
                    member=row.member.public_id,
                    amount_satang=row.fee_satang,
                    kind=LineKind.ENTRY_FEE.value,
                )
            )
        if row.typed:
            payments.append(
                Payment(
                    member=row.member.public_id,
                    amount_satang=Money.from_baht(row.typed).satang,
                    stamp=row.stamp,
                )
            )
    own = found is not None and not given["payer_name"]
    return run_action(
        request,
        take_payment,
        payments=payments,
        received_on=given["received_on"],
        into=given["into"],
        payer=found.person.public_id if own and found is not None else None,
        payer_name=given["payer_name"],
        book=uuid_or_none(given["book"]),
        receipt_no=given["receipt_no"],
        bank_slip=given["bank_slip"],
        confirmed=request.POST.get(TO_CONFIRM) == "yes",
    )


def _rows(
    request: FundRequest, members: Sequence[RosterRow], stand: standing.Standing
) -> list[PayRow]:
    contribution = contribution_or_none(request.fund.pk, request.today)
    assert contribution is not None, "the counter is open under a by-law"
    last = day_number(month_end(request.today))
    end = column(
        [day_number(row.exited_on) if row.exited_on else last for row in members]
    )
    where = stand.position(contribution, end)
    prices = ahead_prices(contribution, stand, MONTHS_OFFERED)
    fee = entry_fee_satang(request.fund.pk, request.today)
    rows = []
    for place, member in enumerate(members):
        key = member.public_id.hex
        months = request.POST.get(f"months-{key}", "")
        typed = request.POST.get(f"amount-{key}", "")[:40].strip()
        if not typed and months.isascii() and months.isdigit():
            chosen = prices[place].get(int(months[:3]))
            typed = "" if chosen is None else Money(chosen).short()
        error = ""
        if typed in {"0", "-"}:
            typed = ""
        if typed:
            try:
                Money.from_baht(typed)
            except BadInput as bad:
                error = bad.message
        is_out = member.exited_on is not None
        due = max(0, int(where.arrears_satang[place] - stand.credit_satang[place]))
        if is_out and due and request.method != "POST":
            typed = Money(due).short()
        until, joined = int(where.paid_until[place]), int(stand.joined[place])
        rows.append(
            PayRow(
                member=member,
                paid_through=date_of(until - 1) if until > joined else None,
                due_satang=due,
                credit_satang=int(stand.credit_satang[place]),
                is_out=is_out,
                stamp=request.POST.get(f"stamp-{key}") or stand.stamp((place,)),
                choices=list(prices[place].items()),
                typed=typed,
                fee_satang=0 if is_out else fee,
                fee_asked=bool(fee) and request.POST.get(f"fee-{key}") == "yes",
                error=error,
            )
        )
    return rows


def _payer_of(members: Sequence[RosterRow], found: Membership | None) -> str:
    """The name of who pays for these members, where the register has one."""
    if found is not None and found.payer_kind == PayerKind.SELF.value:
        return ""
    names = {member.payer_name for member in members if member.payer_name}
    return names.pop() if len(names) == 1 else ""


def _places(request: FundRequest) -> list[tuple[str, str]]:
    kinds = (AccountKind.CASH, AccountKind.BAG, AccountKind.BANK)
    lines = accounts(request.fund.pk, *kinds)
    if not request.standing.roles & {Role.TREASURER, Role.SECRETARY}:
        lines = [line for line in lines if line.holder_id == request.user.pk]
    lines.sort(key=lambda line: kinds.index(line.kind))
    return [(line.code, line.name) for line in lines]


IN_DUES = [
    path("dues/pay/<uuid:membership>/", pay, name="pay"),
    path("dues/pay-for/<slug:payer_kind>/", pay_for, name="pay-for"),
]
