"""Claims: the list, the page of one, and its printed form.

Asking stands in `claim_new`, each later step in `claim_steps`.
"""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.urls import NoReverseMatch, path

from kongbun.access.permissions import Verb
from kongbun.bylaws.models import BylawVersion
from kongbun.claims.approval_telling import matter_now, tell_approval
from kongbun.claims.approving import Matter, could_decide
from kongbun.claims.deciding import is_backdating_confirmed
from kongbun.claims.in_force import read
from kongbun.claims.late import Late
from kongbun.claims.models import Claim, ClaimStatus
from kongbun.claims.queries import (
    CLOSED,
    Asked,
    counts_by_status,
    listed,
)
from kongbun.claims.telling import WAITS, Telling, about_whom, heading, tell
from kongbun.claims.way import Way, is_maker, way_of
from kongbun.kernel.thai_date import fiscal_year
from kongbun.ledger.balances import accounts
from kongbun.ledger.chart import AccountKind
from kongbun.people.one_person import standing_for
from kongbun.web import (
    allocations,
    claim_new,
    claim_panels,
    claim_pay,
    claim_steps,
    member_panels,
    pensions,
)
from kongbun.web.claim_desk import MARKS, claim_of
from kongbun.web.door import FundRequest, fund_url, fund_view, page

PER_PAGE = 40
TABS = (
    ("", "ทั้งหมด"),
    (ClaimStatus.SUBMITTED.value, "รอศูนย์รับรอง"),
    (ClaimStatus.CERTIFIED.value, "รออนุมัติ"),
    (ClaimStatus.APPROVED.value, "รอจ่าย"),
    (ClaimStatus.PAID.value, "จ่ายแล้ว"),
    (CLOSED, "ไม่อนุมัติหรือถอน"),
)


@fund_view()
def claims(request: FundRequest) -> HttpResponse:
    """Every request, the newest first; by place, by name or number."""
    status = request.GET.get("status", "")
    if status not in {value for value, _ in TABS}:
        status = ""
    asked = Asked(status=status, text=request.GET.get("q", "")[:100])
    paginator = Paginator(listed(request.fund.pk, asked), PER_PAGE)
    found = paginator.get_page(request.GET.get("page"))
    counts = counts_by_status(request.fund.pk)
    counts[CLOSED] = counts.pop(ClaimStatus.REFUSED.value, 0) + counts.pop(
        ClaimStatus.WITHDRAWN.value, 0
    )
    counts[""] = sum(counts.values())
    return page(
        request,
        "claims/list.html",
        {
            "list": found,
            "rows": [_row(claim) for claim in found],
            "tabs_of_list": [
                {"value": value, "label": label, "count": counts.get(value, 0)}
                for value, label in TABS
            ],
            "status": status,
            "q": asked.text,
            "may_ask": request.standing.may(Verb.SUBMIT_CLAIM),
        },
    )


def _row(claim: Claim) -> dict[str, Any]:
    status = ClaimStatus(claim.status)
    return {
        "claim": claim,
        "who": about_whom(claim),
        "state": MARKS[status],
        "status": status.label,
    }


@fund_view()
def claim(request: FundRequest, claim: UUID) -> HttpResponse:
    """One request: where it stands, why so much, and what this user may do."""
    found = claim_of(request, claim)
    telling = tell(found)
    way = way_of(found, request.today)
    matter = (
        matter_now(found, telling.offer_satang, request.today)
        if found.status in WAITS
        else None
    )
    return page(
        request,
        "claims/claim.html",
        {
            **shown(found, telling),
            "telling": telling,
            "way": way,
            "late": late_of(found),
            "approval": tell_approval(matter) if matter else None,
            "can": _can(request, found, way, matter),
            "enough_money": _enough(request, found),
            "maker": is_maker(found, request.user),
            "certification": read(telling_version(found)).bylaw.certification,
            "confirmed": is_backdating_confirmed(found),
            "missing_papers": any(
                check.code == "evidence-complete" for check in telling.failed
            ),
            "death_unrecorded": _death_unrecorded(found),
            "exit_url": _exit_url(request, found),
        },
    )


def telling_version(found: Claim) -> BylawVersion:
    """The version that decided it."""
    return found.decisions.select_related("bylaw").order_by("-seq")[0].bylaw


def _death_unrecorded(found: Claim) -> bool:
    """A death is asked for while the register still counts a living member."""
    return (
        found.event.kind == "death"
        and not found.event.about
        and found.membership is not None
        and standing_for(found.membership).exited_on is None
    )


def _exit_url(request: FundRequest, found: Claim) -> str:
    """Where the register is told that a member has died."""
    if found.membership is None:
        return ""
    try:
        return fund_url(request, "people:leave", found.membership.public_id)
    except NoReverseMatch:
        return ""


def shown(found: Claim, telling: Telling) -> dict[str, Any]:
    """What every page of one claim restates."""
    items = list(found.evidence.order_by("seq"))
    return {
        "claim": found,
        "heading": heading(found, telling.rule),
        "who": about_whom(found),
        "items": items,
        "items_whole": sum(item.received >= item.needed for item in items),
        "state": MARKS[ClaimStatus(found.status)],
        "status": ClaimStatus(found.status).label,
    }


def late_of(found: Claim) -> list[str]:
    """The sentences about what was entered late."""
    return [Late.of_json(one).sentence() for one in json.loads(found.warnings)]


def _can(
    request: FundRequest, found: Claim, way: Way, matter: Matter | None
) -> dict[str, bool]:
    """The acts that may be next; each page says itself who has to sign in for it."""
    status = found.status
    waits = matter is not None
    may = request.standing.may
    decides = (
        matter is not None
        and may(Verb.DECIDE_CLAIM)
        and could_decide(request.user.pk, matter, request.fund.pk, request.today)
    )
    asks = may(Verb.SUBMIT_CLAIM)
    return {
        "certify": status == ClaimStatus.SUBMITTED,
        "approve": status == ClaimStatus.CERTIFIED,
        "refuse": decides,
        "pay": status == ClaimStatus.APPROVED,
        "evidence": waits and asks,
        "confirm": waits and bool(json.loads(found.warnings)),
        "withdraw": (waits or status == ClaimStatus.APPROVED) and asks,
        "reverse": way.payment is not None and may(Verb.PAY_CLAIM),
        "ask_again": not found.live and asks,
    }


def _enough(request: FundRequest, found: Claim) -> bool:
    held = accounts(request.fund.pk, AccountKind.CASH, AccountKind.BANK)
    return sum(one.balance_satang for one in held) >= found.granted_satang


@fund_view()
def printed(request: FundRequest, claim: UUID) -> HttpResponse:
    """The request as a paper: what was asked, room for every signature."""
    found = claim_of(request, claim)
    telling = tell(found)
    return page(
        request,
        "claims/form.html",
        {
            **shown(found, telling),
            "telling": telling,
            "way": way_of(found, request.today),
            "lines": range(max(1, found.signatures_needed)),
            "year": fiscal_year(found.submitted_on),
        },
    )


# After the months paid, before the passbook.
member_panels.MAIN.insert(1, claim_panels.rights)
member_panels.SIDE.append(claim_panels.requests_of)
member_panels.ACTIONS.append(claim_panels.ask_button)

app_name = "claims"
urlpatterns = [
    path("claims/", claims, name="list"),
    path("claims/new/", claim_new.new, name="new"),
    path("claims/<uuid:claim>/", claim, name="claim"),
    path("claims/<uuid:claim>/form/", printed, name="form"),
    path("claims/<uuid:claim>/certify/", claim_steps.certify, name="certify"),
    path("claims/<uuid:claim>/evidence/", claim_steps.evidence, name="evidence"),
    path("claims/<uuid:claim>/confirm/", claim_steps.confirm, name="confirm"),
    path("claims/<uuid:claim>/approve/", claim_steps.approve, name="approve"),
    path(
        "claims/<uuid:claim>/confirm-emergency/",
        claim_steps.confirm_emergency,
        name="confirm-emergency",
    ),
    path("claims/<uuid:claim>/refuse/", claim_steps.refuse, name="refuse"),
    path("claims/<uuid:claim>/withdraw/", claim_steps.withdraw, name="withdraw"),
    path("claims/<uuid:claim>/pay/", claim_pay.pay, name="pay"),
    path("claims/<uuid:claim>/reverse/", claim_pay.reverse, name="reverse"),
    path("allocations/", allocations.allocations, name="allocations"),
    path(
        "allocations/<str:benefit>/<str:day>/",
        allocations.allocation,
        name="allocation",
    ),
    path("vouchers/<uuid:payment>/", claim_pay.voucher, name="voucher"),
    path("pensions/", pensions.pensions, name="pensions"),
    path("pensions/propose/", pensions.propose, name="propose-pensions"),
    path("pensions/<uuid:pension_list>/", pensions.pension_list, name="pension-list"),
    path(
        "pensions/<uuid:pension_list>/refuse/", pensions.refuse, name="refuse-pensions"
    ),
]
