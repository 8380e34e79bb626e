"""What dues show on a member's page: the stamps, the book, the button to pay."""

from __future__ import annotations

from django.urls import reverse

from kongbun.access.permissions import Verb
from kongbun.bylaws.reading import rules_of
from kongbun.dues import queries
from kongbun.dues.arrears import owed_at_exit
from kongbun.dues.stamps import card
from kongbun.people.models import ExitReason, Membership
from kongbun.web import member_panels, seen
from kongbun.web.door import FundRequest
from kongbun.web.member_panels import Shown

PASSBOOK_LINES = 12
YEARS_BACK = 1
EVERYTHING = "all"


def hang() -> None:
    """Put this app's panels on the member's page."""
    member_panels.MAIN.insert(0, stamps_panel)
    member_panels.MAIN.append(passbook_panel)
    member_panels.ACTIONS.insert(0, pay_button)


def stamps_panel(request: FundRequest, membership: Membership) -> Shown | None:
    version = seen.bylaw_today(request)
    if version is None:
        return None
    every = request.GET.get("stamps") == EVERYTHING
    found = card(
        rules_of(version).contribution,
        seen.paid(request, membership),
        membership,
        request.today,
        years_back=None if every else YEARS_BACK,
    )
    return "dues/_stamps.html", {"card": found, "all": every}


def passbook_panel(request: FundRequest, membership: Membership) -> Shown | None:
    every = request.GET.get("passbook") == EVERYTHING
    lines = queries.passbook(membership.pk, most=None if every else PASSBOOK_LINES + 1)
    if not lines:
        return None
    shown = lines if every else lines[:PASSBOOK_LINES]
    return (
        "dues/_passbook.html",
        {
            "lines": shown,
            "more": len(lines) > len(shown),
            "total": queries.paid_in(membership.pk),
            "membership": membership,
            "fund_code": request.fund.code,
        },
    )


def _owes_to_return(membership: Membership) -> bool:
    is_out = membership.exit_reason == ExitReason.STRUCK_OFF
    return is_out and owed_at_exit(membership) > 0


def pay_button(request: FundRequest, membership: Membership) -> tuple[str, str] | None:
    may_pay = membership.exited_on is None or _owes_to_return(membership)
    if not (may_pay and request.standing.may(Verb.COLLECT)):
        return None
    return (
        "รับเงินสมทบ" if membership.exited_on is None else "รับเงินที่ค้าง",
        reverse("dues:pay", args=(request.fund.code, membership.public_id)),
    )
