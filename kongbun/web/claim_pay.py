"""Paying a claim, its printed voucher, and taking a payment back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from kongbun.access.permissions import Verb
from kongbun.claims.deciding import member_is_dead
from kongbun.claims.models import Claim, ClaimStatus, PayeeKind
from kongbun.claims.pay_actions import (
    beneficiaries_of,
    pay_claim,
    payees_of,
    reverse_payment,
)
from kongbun.claims.queries import payment_by_public_id
from kongbun.claims.rows import whom
from kongbun.claims.telling import Sum, about_whom, heading, likely_payee, rule_of
from kongbun.claims.way import way_of
from kongbun.ledger.balances import accounts
from kongbun.ledger.chart import AccountKind
from kongbun.ledger.fence import purposes_of
from kongbun.people.models import Beneficiary
from kongbun.treasury.purposes import Use
from kongbun.web.claim_desk import act_on, claim_of, claim_page, is_valid
from kongbun.web.claim_forms import PayForm
from kongbun.web.claim_steps import reasoned
from kongbun.web.door import FundRequest, fund_url, fund_view, page
from kongbun.web.forms import SecondSignature
from kongbun.web.kin import kin_of
from kongbun.web.purposes import offer_out_of


@fund_view()
def pay(request: FundRequest, claim: UUID) -> HttpResponse:
    """Pay exactly what was approved, and print its voucher."""
    found = claim_of(request, claim)
    if found.status != ClaimStatus.APPROVED:
        return redirect(fund_url(request, "claims:claim", claim=found.public_id))
    way = way_of(found, request.today)
    # Who approved it does not pay it either.
    approver = way.award.approval.checker_id if way.award else None
    second = None
    if not request.standing.may(Verb.PAY_CLAIM) or approver == request.user.pk:
        second = SecondSignature(request.POST or None)
    payees = payees_of(found)
    form = PayForm(
        request.POST or None,
        accounts=accounts(request.fund.pk, AccountKind.CASH, AccountKind.BANK),
        payees=payees,
        initial=_payee(request, found, payees),
    )
    use = Use.of_benefit(found.category, found.benefit)
    offer_out_of(form, request.fund.pk, use, request.today)
    answer = None
    if is_valid(request, form, second):
        typed = dict(form.cleaned_data)
        answer = act_on(
            request,
            pay_claim,
            Verb.PAY_CLAIM,
            second,
            claim=found.public_id,
            amount_satang=_shown_satang(request),
            method=form.method(),
            **typed,
        )
        if answer.done:
            return answer.to(
                "claims:voucher",
                payment=UUID(answer["payment"]),
                said=f"จ่ายแล้ว ใบสำคัญจ่าย {answer['voucher']}",
                undo=fund_url(request, "claims:reverse", claim=found.public_id),
            )
    return claim_page(
        request,
        "claims/pay.html",
        found,
        answer=answer,
        kin=kin_of(request, whom(found), Verb.PAY_CLAIM),
        form=form,
        forms=[second],
        second=second,
        way=way,
        beneficiaries=_named(found),
    )


def _shown_satang(request: FundRequest) -> int:
    """The sum that stood on the page; another than approved is refused."""
    text = request.POST.get("amount_satang", "")
    return int(text) if text.isascii() and text.isdecimal() else 0


def _named(found: Claim) -> list[Beneficiary]:
    return beneficiaries_of(found)


def _payee(
    request: FundRequest, found: Claim, payees: list[PayeeKind]
) -> dict[str, Any]:
    """Who most likely receives it: the member, or the one who was named."""
    first = payees[0] if payees else PayeeKind.SELF
    name = likely_payee(found)
    named = _named(found)
    if member_is_dead(found) and PayeeKind.BENEFICIARY in payees:
        first, name = PayeeKind.BENEFICIARY, named[0].name if named else ""
    return {"payee_kind": first.value, "payee_name": name, "paid_on": request.today}


@fund_view()
def voucher(request: FundRequest, payment: UUID) -> HttpResponse:
    """A voucher as it is printed and signed."""
    found = payment_by_public_id(request.fund.pk, payment)
    if found is None:
        raise Http404
    claim = found.claim
    return page(
        request,
        "claims/voucher.html",
        {
            "payment": found,
            "claim": claim,
            "heading": heading(claim, rule_of(claim)),
            "who": about_whom(claim),
            "way": way_of(claim, request.today),
            "purposes": purposes_of(found.entry_id),
            "sums": [Sum(heading(claim, rule_of(claim)), found.amount_satang)],
            "reversal": getattr(found, "reversal", None),
            "may_reverse": request.standing.may(Verb.PAY_CLAIM),
        },
    )


@fund_view(Verb.PAY_CLAIM)
def reverse(request: FundRequest, claim: UUID) -> HttpResponse:
    """The money came back."""
    return reasoned(
        request,
        claim,
        reverse_payment,
        None,
        title="กลับรายการจ่าย",
        verb="กลับรายการจ่ายนี้",
        said="กลับรายการแล้ว ใบสำคัญจ่ายเดิมยังอ่านได้ คำขอรอจ่ายใหม่",
    )
