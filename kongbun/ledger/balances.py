"""What stands in the accounts, now and on a date.  Reads only.

Balances are debits less credits: money in hand is positive, income negative.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import F, Q, Sum

from kongbun.ledger import models
from kongbun.ledger.chart import AccountKind


@dataclass(frozen=True, slots=True)
class AccountLine:
    id: int
    public_id: UUID
    code: str
    kind: AccountKind
    name: str
    holder_id: int | None
    balance_satang: int
    closed_on: date | None


def accounts(
    fund_id: int, *kinds: AccountKind, include_closed: bool = False
) -> list[AccountLine]:
    """The fund's accounts with what stands in them now, in the order opened."""
    query = models.Account.objects.filter(fund_id=fund_id)
    if kinds:
        query = query.filter(kind__in=[kind.value for kind in kinds])
    if not include_closed:
        query = query.filter(closed_on=None)
    return [
        AccountLine(
            id=account.pk,
            public_id=account.public_id,
            code=account.code,
            kind=AccountKind(account.kind),
            name=account.name,
            holder_id=account.holder_id,
            balance_satang=account.balance.balance_satang,
            closed_on=account.closed_on,
        )
        for account in query.select_related("balance").order_by("pk")
    ]


def balance(fund_id: int, code: str) -> int:
    """Satang in one account now."""
    return models.AccountBalance.objects.get(
        account__fund_id=fund_id, account__code=code
    ).balance_satang


def balances_on(fund_id: int, on: date) -> dict[str, int]:
    """Satang in every account at the end of a day, from the legs themselves."""
    return movements(fund_id, since=None, until=on)


def movements(fund_id: int, *, since: date | None, until: date) -> dict[str, int]:
    """Debits less credits per account code, booked from `since` through `until`."""
    during = Q(entry__fund_id=fund_id, entry__booked_on__lte=until)
    if since is not None:
        during &= Q(entry__booked_on__gte=since)
    total: dict[str, int] = {}
    for side, sign in (("debit", 1), ("credit", -1)):
        rows = (
            models.Leg.objects.filter(during)
            .values(code=F(f"{side}__code"))
            .annotate(satang=Sum("amount_satang"))
            .order_by()
        )
        for row in rows:
            total[row["code"]] = total.get(row["code"], 0) + sign * row["satang"]
    return total


def closed_through(fund_id: int) -> date | None:
    """The last day of the last closed month."""
    return (
        models.Closing.objects.filter(fund_id=fund_id)
        .order_by("-closed_through")
        .values_list("closed_through", flat=True)
        .first()
    )
