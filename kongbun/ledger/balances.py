"""What stands in the accounts, now and on a date.  Reads only.

Balances are debits less credits: money in hand is positive, income negative.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import F, Max, Min, Q, Sum

from kongbun.ledger import models
from kongbun.ledger.chart import AccountKind
from kongbun.ledger.entries import EntryKind


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
    return {
        code: debits - credited
        for code, (debits, credited) in turnover(
            fund_id, since=since, until=until
        ).items()
    }


def turnover(
    fund_id: int, *, since: date | None, until: date
) -> dict[str, tuple[int, int]]:
    """Debits and credits per account code, booked from `since` through `until`."""
    during = Q(entry__fund_id=fund_id, entry__booked_on__lte=until)
    if since is not None:
        during &= Q(entry__booked_on__gte=since)
    sides: list[dict[str, int]] = []
    for side in ("debit", "credit"):
        rows = (
            models.Leg.objects.filter(during)
            .values(code=F(f"{side}__code"))
            .annotate(satang=Sum("amount_satang"))
            .order_by()
        )
        sides.append({row["code"]: row["satang"] for row in rows})
    came, went = sides
    return {
        code: (came.get(code, 0), went.get(code, 0))
        for code in sorted(set(came) | set(went))
    }


def balance_on(fund_id: int, code: str, on: date) -> int:
    """Satang in one account at the end of a day: what is there less what came later.

    Quick however long the history is; a report takes `balances_on`.
    """
    return balance(fund_id, code) - moved(fund_id, code, after=on)


def moved(
    fund_id: int,
    code: str,
    *,
    after: date,
    until: date | None = None,
    newest_entry_id: int | None = None,
) -> int:
    """Debits less credits of one account booked after a day, through `until`.

    `newest_entry_id` leaves out what entered the books after that entry.
    """
    during = Q(entry__fund_id=fund_id, entry__booked_on__gt=after)
    if until is not None:
        during &= Q(entry__booked_on__lte=until)
    if newest_entry_id is not None:
        during &= Q(entry_id__lte=newest_entry_id)
    legs = models.Leg.objects.filter(during)
    came: int | None = legs.filter(debit__code=code).aggregate(s=Sum("amount_satang"))[
        "s"
    ]
    went: int | None = legs.filter(credit__code=code).aggregate(s=Sum("amount_satang"))[
        "s"
    ]
    return (came or 0) - (went or 0)


def newest_entry_id(fund_id: int) -> int:
    """The last entry that came into the books; 0 before the first."""
    newest: int | None = models.Entry.objects.filter(fund_id=fund_id).aggregate(
        m=Max("pk")
    )["m"]
    return newest or 0


def first_day_kept(fund_id: int) -> date | None:
    """The first day whose money this system keeps; none before the first entry.

    The opening entry of a cut-over says what stood on its own day, so the books
    begin on the next one.
    """
    days = models.Entry.objects.filter(fund_id=fund_id)
    opening: date | None = days.filter(kind=EntryKind.OPENING.value).aggregate(
        d=Max("booked_on")
    )["d"]
    first: date | None = days.exclude(kind=EntryKind.OPENING.value).aggregate(
        d=Min("booked_on")
    )["d"]
    if opening is None:
        return first
    after = opening + timedelta(days=1)
    return after if first is None else max(first, after)


def closed_through(fund_id: int) -> date | None:
    """The last day of the last closed month."""
    return (
        models.Closing.objects.filter(fund_id=fund_id)
        .order_by("-closed_through")
        .values_list("closed_through", flat=True)
        .first()
    )
