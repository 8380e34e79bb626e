"""What stands in the accounts, now and on a date.  Reads only.

Balances are debits less credits: money in hand is positive, income negative.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Max, Min, Q, Sum

from kongbun.ledger import models
from kongbun.ledger.chart import AccountKind
from kongbun.ledger.entries import OPENING_EQUITY, EntryKind


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
        AccountLine(pk, public_id, code, AccountKind(kind), name, *rest)
        for pk, public_id, code, kind, name, *rest in query.order_by("pk").values_list(
            *("pk", "public_id", "code", "kind", "name"),
            *("holder_id", "balance__balance_satang", "closed_on"),
        )
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
    fund_id: int, *, since: date | None, until: date | None
) -> dict[str, tuple[int, int]]:
    """Debits and credits per account code, booked from `since` through `until`."""
    during = Q(entry__fund_id=fund_id)
    if until is not None:
        during &= Q(entry__booked_on__lte=until)
    if since is not None:
        during &= Q(entry__booked_on__gte=since)
    codes = dict(
        models.Account.objects.filter(fund_id=fund_id).values_list("pk", "code")
    )
    came: Counter[str] = Counter()
    went: Counter[str] = Counter()
    # Both sides in one walk over the legs.
    for debit, credited, satang in (
        models.Leg.objects.filter(during)
        .values_list("debit_id", "credit_id")
        .annotate(satang=Sum("amount_satang"))
    ):
        came[codes[debit]] += satang
        went[codes[credited]] += satang
    return {code: (came[code], went[code]) for code in sorted(set(came) | set(went))}


def stood_on(fund_id: int, on: date) -> dict[str, int]:
    """Satang in every account at the end of a day, whichever way is the shorter.

    What is there less what came later, or else all that came by then: quick near
    both ends of a history.  A report takes `balances_on`.
    """
    if not _is_early(fund_id, on):
        later = turnover(fund_id, since=on + timedelta(days=1), until=None)
        return {
            line.code: line.balance_satang - came + went
            for line in accounts(fund_id, include_closed=True)
            for came, went in [later.get(line.code, (0, 0))]
        }
    return balances_on(fund_id, on)


def balance_on(fund_id: int, code: str, on: date) -> int:
    """Satang in one account at the end of a day; as `stood_on`, for one alone."""
    if _is_early(fund_id, on):
        return moved(fund_id, code, until=on)
    return balance(fund_id, code) - moved(fund_id, code, after=on)


def _is_early(fund_id: int, on: date) -> bool:
    """Whether a day lies nearer to the first of the books than to the last."""
    days = models.Entry.objects.filter(fund_id=fund_id)
    # Two questions, each answered by one end of the index; one would walk it all.
    first: date | None = days.aggregate(d=Min("booked_on"))["d"]
    last: date | None = days.aggregate(d=Max("booked_on"))["d"]
    return first is not None and last is not None and on - first < last - on


def moved(
    fund_id: int,
    code: str,
    *,
    after: date | None = None,
    until: date | None = None,
    newest_entry_id: int | None = None,
) -> int:
    """Debits less credits of one account booked after a day, through `until`.

    `newest_entry_id` leaves out what entered the books after that entry.
    """
    during = Q(entry__fund_id=fund_id)
    if after is not None:
        during &= Q(entry__booked_on__gt=after)
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
    # By its account, which holds little else: no index knows the kinds of entries.
    opening: date | None = models.Leg.objects.filter(
        credit__fund_id=fund_id,
        credit__code=OPENING_EQUITY,
        entry__kind=EntryKind.OPENING.value,
    ).aggregate(d=Max("entry__booked_on"))["d"]
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
        models.Closing.objects.filter(fund_id=fund_id, reopening=None)
        .order_by("-closed_through")
        .values_list("closed_through", flat=True)
        .first()
    )


def closed_days(fund_id: int, until: date) -> list[date]:
    """The last day of each closed month through a day, the first one first."""
    return list(
        models.Closing.objects.filter(
            fund_id=fund_id, closed_through__lte=until, reopening=None
        )
        .order_by("closed_through")
        .values_list("closed_through", flat=True)
    )


def reopened_closes(fund_id: int) -> list[tuple[date, int]]:
    """Closes that hold no longer: their day and version, the first one first."""
    return list(
        models.Reopening.objects.filter(fund_id=fund_id)
        .order_by("pk")
        .values_list("closing__closed_through", "closing__version")
    )
