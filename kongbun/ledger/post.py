"""The only writer of the books.

`post` takes described entries and writes them with their legs and balances, in the
database transaction of its caller.  It decides nothing about what should be booked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol
from uuid import UUID

from django.db import connection

from kongbun.kernel.money import Money
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.ledger import models, seal
from kongbun.ledger.entries import Entry, Leg, reversal
from kongbun.ledger.entries import EntryKind as Kind
from kongbun.store.bulk import insert, next_ids


class Book(Protocol):
    """What `post` needs to know of the command that moves the money."""

    @property
    def fund_id(self) -> int: ...
    @property
    def fund_public_id(self) -> UUID: ...
    @property
    def today(self) -> date: ...
    @property
    def now(self) -> datetime: ...
    @property
    def command_pk(self) -> int: ...
    @property
    def posted(self) -> list[bytes]: ...


@dataclass(frozen=True, slots=True)
class Posted:
    """An entry as it stands in the books."""

    id: int
    reference: str
    booked_on: date


def post(book: Book, *described: Entry) -> list[Posted]:
    """Write `described` in their order; all or none.

    Refuses a day that has not come (DATE_IN_FUTURE), a reference booked with other
    content (REFERENCE_TAKEN) and money that is not there (NOT_ENOUGH_MONEY).  The
    same entry again is no second effect: what stands is returned.  A day in a closed
    month is booked on the first open day and keeps its true date.
    """
    for entry in described:
        if entry.occurred_on > book.today:
            raise Refused(
                RefusalCode.DATE_IN_FUTURE, found=entry.occurred_on, today=book.today
            )
    codes = {code for e in described for leg in e.legs for code in _codes(leg)}
    accounts = {
        account.code: account.pk
        for account in models.Account.objects.filter(
            fund_id=book.fund_id, code__in=codes
        )
    }
    assert codes == set(accounts), f"no account {sorted(codes - set(accounts))}"
    open_from = _first_open_day(book.fund_id)
    rows = [_row(book, entry, open_from) for entry in described]
    standing = _standing(book.fund_id, rows)
    new = [
        (row, entry)
        for row, entry in zip(rows, described, strict=True)
        if row.reference not in standing
    ]
    _move_balances(accounts, [entry for _, entry in new])
    # After this point the entries must succeed.
    _write(book, new, accounts)
    book.posted.extend(row.hash for row, _ in new)
    return [
        standing.get(row.reference) or Posted(row.id, row.reference, row.booked_on)
        for row in rows
    ]


def reverse(book: Book, entry_id: int, *, reason: str) -> Posted:
    """Book the opposite of an entry.  Refuses one already reversed."""
    original = models.Entry.objects.get(pk=entry_id, fund_id=book.fund_id)
    assert original.reverses_id is None, "a reversal is not reversed: book it anew"
    if models.Entry.objects.filter(reverses=original).exists():
        raise Refused(RefusalCode.ALREADY_REVERSED, what=original.reference)
    legs = tuple(
        Leg(leg.debit.code, leg.credit.code, Money(leg.amount_satang))
        for leg in original.legs.select_related("debit", "credit").order_by("seq")
    )
    described = reversal(
        Entry(
            reference=original.reference,
            kind=Kind(original.kind),
            occurred_on=original.occurred_on,
            legs=legs,
        ),
        reversed_on=book.today,
        reason=reason,
    )
    return post(book, described)[0]


def _codes(leg: Leg) -> tuple[str, str]:
    return leg.debit, leg.credit


def _first_open_day(fund_id: int) -> date | None:
    last = (
        models.Closing.objects.filter(fund_id=fund_id)
        .order_by("-closed_through")
        .values_list("closed_through", flat=True)
        .first()
    )
    return None if last is None else last + timedelta(days=1)


@dataclass(slots=True)
class _Row:
    """An entry on its way into the table."""

    reference: str
    booked_on: date
    reverses_id: int | None
    hash: bytes
    id: int = 0


def _row(book: Book, entry: Entry, open_from: date | None) -> _Row:
    booked_on = max(entry.occurred_on, open_from) if open_from else entry.occurred_on
    reverses_id = None
    if entry.reverses:
        reverses_id = models.Entry.objects.get(
            fund_id=book.fund_id, reference=entry.reverses
        ).pk
    hashed = seal.entry_hash(
        book.fund_public_id,
        entry.reference,
        entry.kind.value,
        entry.occurred_on.isoformat(),
        booked_on.isoformat(),
        entry.reverses or "",
        [(leg.debit, leg.credit, leg.amount.satang) for leg in entry.legs],
    )
    return _Row(entry.reference, booked_on, reverses_id, hashed)


def _standing(fund_id: int, rows: Sequence[_Row]) -> dict[str, Posted]:
    """Entries of these references that are booked already, with the same content."""
    by_reference = {row.reference: row for row in rows}
    assert len(by_reference) == len(rows), "one reference, one entry"
    found: dict[str, Posted] = {}
    references = list(by_reference)
    for start in range(0, len(references), 500):
        for pk, reference, booked_on, hashed in models.Entry.objects.filter(
            fund_id=fund_id, reference__in=references[start : start + 500]
        ).values_list("pk", "reference", "booked_on", "hash"):
            if bytes(hashed) != by_reference[reference].hash:
                raise Refused(RefusalCode.REFERENCE_TAKEN, reference=reference)
            found[reference] = Posted(pk, reference, booked_on)
    return found


def _write(
    book: Book, new: Sequence[tuple[_Row, Entry]], accounts: dict[str, int]
) -> None:
    for (row, _), key in zip(new, next_ids(models.Entry, len(new)), strict=True):
        row.id = key
    insert(
        models.Entry,
        (
            *("id", "fund", "reference", "kind", "occurred_on", "booked_on"),
            *("received_at", "leg_count", "memo", "reverses", "command", "hash"),
        ),
        (
            (
                *(row.id, book.fund_id, row.reference, entry.kind.value),
                *(entry.occurred_on, row.booked_on, book.now, len(entry.legs)),
                *(entry.memo, row.reverses_id, book.command_pk, row.hash),
            )
            for row, entry in new
        ),
    )
    insert(
        models.Leg,
        ("entry", "seq", "debit", "credit", "amount_satang"),
        (
            (row.id, seq, accounts[leg.debit], accounts[leg.credit], leg.amount.satang)
            for row, entry in new
            for seq, leg in enumerate(entry.legs, 1)
        ),
    )


def _move_balances(accounts: dict[str, int], described: Sequence[Entry]) -> None:
    moved: Counter[str] = Counter()
    for entry in described:
        for leg in entry.legs:
            moved[leg.debit] += leg.amount.satang
            moved[leg.credit] -= leg.amount.satang
    ids = sorted(accounts[code] for code, satang in moved.items() if satang)
    query = models.AccountBalance.objects.select_related("account")
    if connection.vendor == "postgresql":
        # In the order of their keys, so that two posters never wait on each other.
        query = query.select_for_update(of=("self",))
    moves = []
    for balance in query.filter(account_id__in=ids).order_by("account_id"):
        satang = balance.balance_satang + moved[balance.account.code]
        if balance.guarded and satang < 0:
            raise Refused(
                RefusalCode.NOT_ENOUGH_MONEY,
                account=balance.account.name,
                found=Money(balance.balance_satang),
                required=Money(-moved[balance.account.code]),
            )
        moves.append((satang, balance.account_id))
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE ledger_accountbalance SET balance_satang = %s"
            " WHERE account_id = %s",
            moves,
        )
