"""Legs as people read them: ordinary debit and credit lines, and whole entries.

No report reads legs directly.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import NamedTuple
from uuid import UUID

from django.db.models import F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from kongbun.ledger import models
from kongbun.ledger.entries import FREE

# Beside the money itself: what of it is kept for a purpose.
SET_ASIDE = Q(legs__debit__code=FREE) | Q(legs__credit__code=FREE)


@dataclass(frozen=True, slots=True)
class Line:
    """One account's side of an entry; exactly one of debit and credit is set."""

    entry_id: int
    reference: str
    kind: str
    occurred_on: date
    booked_on: date
    memo: str
    reverses_reference: str
    is_reversed: bool
    account_code: str
    account_name: str
    # The accounts of the other side, by name.
    against: str
    debit_satang: int
    credit_satang: int


def journal(
    fund_id: int, *, since: date, until: date, account_code: str | None = None
) -> Iterator[Line]:
    """Lines booked from `since` through `until`, one per account and side."""
    entries = (
        models.Entry.objects.filter(fund_id=fund_id, booked_on__range=(since, until))
        .select_related("reverses", "reversed_by")
        .prefetch_related("legs__debit", "legs__credit")
        .order_by("booked_on", "pk")
    )
    if account_code is not None:
        entries = entries.filter(
            Q(legs__debit__code=account_code) | Q(legs__credit__code=account_code)
        ).distinct()
    for entry in entries.iterator(chunk_size=500):
        yield from (
            line
            for line in lines_of(entry)
            if account_code in (None, line.account_code)
        )


@dataclass(frozen=True, slots=True)
class Late:
    """An entry that stands later than the day its money changed hands."""

    reference: str
    kind: str
    occurred_on: date
    booked_on: date
    amount_satang: int


def late_entries(fund_id: int, *, since: date, until: date) -> list[Late]:
    """What was booked late, since the month it belongs to was closed (C2)."""
    found = models.Entry.objects.filter(
        fund_id=fund_id,
        booked_on__range=(since, until),
        occurred_on__lt=F("booked_on"),
    )
    return _told(found.order_by("booked_on", "pk"))


def booked_between(
    fund_id: int, *, after_id: int, up_to_id: int, until: date
) -> list[Late]:
    """What came into the books after one entry and up to another, to a day's end."""
    found = models.Entry.objects.filter(
        fund_id=fund_id, pk__gt=after_id, pk__lte=up_to_id, booked_on__lte=until
    )
    return _told(found.order_by("pk"))


def _told(entries: QuerySet[models.Entry]) -> list[Late]:
    return [
        Late(
            entry.reference,
            entry.kind,
            entry.occurred_on,
            entry.booked_on,
            entry.moved,
        )
        for entry in entries.annotate(
            moved=Coalesce(
                Sum("legs__amount_satang", filter=~SET_ASIDE),
                Sum("legs__amount_satang"),
            )
        )
    ]


def lines_of(entry: models.Entry) -> list[Line]:
    sides: dict[tuple[str, str], int] = {}
    names: dict[str, str] = {}
    for leg in entry.legs.all():
        for side, account in (("debit", leg.debit), ("credit", leg.credit)):
            names[account.code] = account.name
            key = (side, account.code)
            sides[key] = sides.get(key, 0) + leg.amount_satang
    reversed_by = getattr(entry, "reversed_by", None)
    return [
        Line(
            entry_id=entry.pk,
            reference=entry.reference,
            kind=entry.kind,
            occurred_on=entry.occurred_on,
            booked_on=entry.booked_on,
            memo=entry.memo,
            reverses_reference=entry.reverses.reference if entry.reverses else "",
            is_reversed=reversed_by is not None,
            account_code=code,
            account_name=names[code],
            against=" ".join(
                names[other]
                for on, other in sides
                if on != side
                and other != code
                and _set_aside(other) == _set_aside(code)
            ),
            debit_satang=satang if side == "debit" else 0,
            credit_satang=satang if side == "credit" else 0,
        )
        for (side, code), satang in sorted(
            sides.items(), key=lambda item: item[0][0] != "debit"
        )
    ]


def _set_aside(code: str) -> bool:
    """Setting aside moves no money: those two accounts stand against each other."""
    return code == FREE or code.startswith("restricted:")


def received_into(entry_id: int) -> str:
    """The account a receipt's money went into: every leg of it has the same."""
    code: str = models.Leg.objects.values_list("debit__code", flat=True).get(
        entry_id=entry_id, seq=1
    )
    return code


class BookedLeg(NamedTuple):
    """`satang` out of `credit` into `debit`, both account codes."""

    seq: int
    debit: str
    credit: str
    satang: int


@dataclass(frozen=True, slots=True)
class Booked:
    """An entry as it stands in the books, whole."""

    id: int
    reference: str
    kind: str
    occurred_on: date
    booked_on: date
    memo: str
    reverses_id: int | None
    reverses_reference: str
    command: UUID
    hash: bytes
    legs: tuple[BookedLeg, ...]


def booked(
    fund_id: int, *, until: date, newest_entry_id: int, since: date | None = None
) -> Iterator[Booked]:
    """Entries booked from `since` through `until`, in the order of the books.

    What entered the books after `newest_entry_id` is left out, so that a long reading
    and the balances read beside it are of one moment.
    """
    legs = models.Leg.objects.filter(
        entry__fund_id=fund_id,
        entry__booked_on__lte=until,
        entry_id__lte=newest_entry_id,
    )
    if since is not None:
        legs = legs.filter(entry__booked_on__gte=since)
    rows = legs.order_by("entry__booked_on", "entry_id", "seq").values_list(
        *("entry_id", "entry__reference", "entry__kind"),
        *("entry__occurred_on", "entry__booked_on", "entry__memo"),
        *("entry__reverses_id", "entry__reverses__reference"),
        *("entry__command__public_id", "entry__hash"),
        *("seq", "debit__code", "credit__code", "amount_satang"),
    )
    for _, group in groupby(rows.iterator(chunk_size=2000), key=lambda row: row[0]):
        found = list(group)
        pk, reference, kind, occurred_on, booked_on, memo, *rest = found[0][:10]
        reverses_id, reverses_reference, command, hashed = rest
        yield Booked(
            id=pk,
            reference=reference,
            kind=kind,
            occurred_on=occurred_on,
            booked_on=booked_on,
            memo=memo,
            reverses_id=reverses_id,
            reverses_reference=reverses_reference or "",
            command=command,
            hash=bytes(hashed),
            legs=tuple(BookedLeg(*row[10:]) for row in found),
        )
