"""What dues show on a member's page: the stamps, the book, the button to pay."""

from __future__ import annotations

from itertools import islice

from django.urls import reverse

from kongbun.access.permissions import Verb
from kongbun.dues import queries
from kongbun.dues.stamps import card
from kongbun.people.models import Membership
from kongbun.web import member_panels
from kongbun.web.door import FundRequest
from kongbun.web.member_panels import Shown

PASSBOOK_LINES = 12


def hang() -> None:
    """Put this app's panels on the member's page."""
    member_panels.MAIN.insert(0, stamps_panel)
    member_panels.MAIN.append(passbook_panel)
    member_panels.ACTIONS.insert(0, pay_button)


def stamps_panel(request: FundRequest, membership: Membership) -> Shown | None:
    found = card(request.fund.pk, membership, request.today)
    return None if found is None else ("dues/_stamps.html", {"card": found})


def passbook_panel(request: FundRequest, membership: Membership) -> Shown | None:
    every = request.GET.get("passbook") == "all"
    lines = list(
        islice(queries.passbook(membership.pk), None if every else PASSBOOK_LINES + 1)
    )
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


def pay_button(request: FundRequest, membership: Membership) -> tuple[str, str] | None:
    if membership.exited_on or not request.standing.may(Verb.COLLECT):
        return None
    return (
        "รับเงินสมทบ",
        reverse("dues:pay", args=(request.fund.code, membership.public_id)),
    )
