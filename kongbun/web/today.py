"""What waits for this user today, most urgent first.

Not where it is found: each provider of `PROVIDERS` asks one app's `queries` and
knows the address where the thing can be done.
"""

from __future__ import annotations

from django.http import HttpResponse

from kongbun.access.permissions import Verb
from kongbun.ledger.balances import AccountLine, accounts
from kongbun.ledger.chart import AccountKind
from kongbun.web import claim_panels, merging, today_bags, today_items
from kongbun.web.door import FundRequest, fund_view, page
from kongbun.web.today_items import Provider, Waiting

PROVIDERS: tuple[Provider, ...] = (
    today_items.beginning,
    today_bags.bags,
    today_items.opening_to_approve,
    today_items.expenses_to_decide,
    today_items.from_phones,
    today_items.month_to_close,
    merging.to_confirm,
    *claim_panels.PROVIDERS,
)
SHOWN_MAX = 12


def waiting_for(request: FundRequest) -> list[Waiting]:
    """Everything this user can act on now; what is overdue longest stands first."""
    found = [item for provider in PROVIDERS for item in provider(request)]
    return sorted(found, key=lambda item: item.rank)


@fund_view()
def today(request: FundRequest) -> HttpResponse:
    items = waiting_for(request)
    shown: dict[str, object] = {
        "first": items[0] if items else None,
        "next": items[1 : SHOWN_MAX + 1],
        "count": len(items),
        "rest": max(0, len(items) - SHOWN_MAX - 1),
        "greeting": _greeting(request),
    }
    if request.standing.may(Verb.BOOK_OTHER_MONEY) or request.standing.may(
        Verb.APPROVE_MONEY
    ):
        shown["money"] = _money(accounts(request.fund.pk, *MONEY))
    shown |= today_bags.round_of_month(request)
    return page(request, "today/today.html", shown)


MONEY = (AccountKind.BANK, AccountKind.CASH, AccountKind.BAG, AccountKind.INVESTMENT)


def _money(lines: list[AccountLine]) -> dict[str, object]:
    """What the fund holds: each bank and box, the bags as one line."""
    bags = [line.balance_satang for line in lines if line.kind is AccountKind.BAG]
    full = sum(1 for satang in bags if satang)
    sums = [
        {"label": line.name, "satang": line.balance_satang}
        for line in lines
        if line.kind is not AccountKind.BAG
    ]
    if bags:
        label = f"ถุงผู้เก็บเงิน {full} ถุง" if full else "ถุงผู้เก็บเงิน"
        sums.append({"label": label, "satang": sum(bags)})
    return {"sums": sums, "total": sum(line.balance_satang for line in lines)}


def _greeting(request: FundRequest) -> str:
    return f"สวัสดี {request.user.display_name}"
