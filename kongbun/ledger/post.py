"""The only writer of the books.

`post` takes described entries and writes them with their legs and balances, in the
database transaction of its caller.  It decides nothing about what should be booked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Protocol
from uuid import UUID

from kongbun.kernel.money import Money
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.ledger import models, seal
from kongbun.ledger.entries import Entry, Leg, reversal
from kongbun.ledger.entries import EntryKind as Kind
from kongbun.ledger.fence import refuse_into_fence
from kongbun.store.bulk import insert, insertion, listed, looked_up, unused_keys
from kongbun.store.followed import note
from kongbun.store.together import Statement, later, prepared

# So many legs go with the command's own rows in one statement.
FEW = 20


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
    content (REFERENCE_TAKEN), money that is not there (NOT_ENOUGH_MONEY) and money
    that is set aside for something else (FENCED_MONEY).  The same entry again is no
    second effect: what stands is returned.  A day in a closed month is booked on the
    first open day and keeps its true date.
    """
    for entry in described:
        if entry.occurred_on > book.today:
            raise Refused(
                RefusalCode.DATE_IN_FUTURE, found=entry.occurred_on, today=book.today
            )
    now = _as_it_stands(book.fund_id, described)
    rows = [_row(book, entry, now.open_from) for entry in described]
    new = [
        (row, entry)
        for row, entry in zip(rows, described, strict=True)
        if not _stands(now, row)
    ]
    for (row, _), key in zip(new, now.free_ids, strict=False):
        row.id = key
    moved = _balances(now, [entry for _, entry in new])
    refuse_into_fence(book.fund_id, [entry for _, entry in new])
    # After this point the entries must succeed.
    _write(book, new, now)
    _move(moved)
    book.posted.extend(row.hash for row, _ in new)
    return [
        now.entries.get(row.reference) or Posted(row.id, row.reference, row.booked_on)
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
    (posted,) = post(book, described)
    return posted


@dataclass(frozen=True, slots=True)
class _Account:
    id: int
    name: str
    guarded: bool
    satang: int


@dataclass(slots=True)
class _Now:
    """What the books say before the entries, read in one statement."""

    open_from: date | None = None
    accounts: dict[str, _Account] = field(default_factory=dict)
    entries: dict[str, Posted] = field(default_factory=dict)
    hashes: dict[str, bytes] = field(default_factory=dict)
    free_ids: list[int] = field(default_factory=list)


# Accounts, entries of these references, unused keys, and the last day that is closed.
_READ = """
    SELECT 'a', a.id, a.code, a.name, b.guarded, b.balance_satang, NULL, NULL
    FROM {accounts} JOIN ledger_accountbalance b ON b.account_id = a.id
    UNION ALL
    SELECT 'e', e.id, e.reference, NULL, NULL, NULL, CAST(e.booked_on AS text), e.hash
    FROM {entries}
    UNION ALL
    SELECT 'k', key, NULL, NULL, NULL, NULL, NULL, NULL FROM {keys} AS unused
    UNION ALL
    SELECT 'c', NULL, NULL, NULL, NULL, NULL, CAST(MAX(c.closed_through) AS text), NULL
    FROM ledger_closing c WHERE c.fund_id = %s AND NOT EXISTS
    (SELECT 1 FROM ledger_reopening o WHERE o.closing_id = c.id)"""


def _as_it_stands(fund_id: int, described: Sequence[Entry]) -> _Now:
    """The command holds the fund's line: nobody moves these balances meanwhile."""
    codes = {c for e in described for leg in e.legs for c in (leg.debit, leg.credit)}
    references = [entry.reference for entry in described]
    assert len(set(references)) == len(references), "one reference, one entry"
    sql = _READ.format(
        accounts=looked_up(
            "ledger_account", "a", "a.fund_id = %s AND a.code = given.value"
        ),
        entries=looked_up(
            "ledger_entry", "e", "e.fund_id = %s AND e.reference = given.value"
        ),
        keys=unused_keys("ledger_entry", len(described)),
    )
    now = _Now()
    with prepared() as cursor:
        cursor.execute(
            sql, [listed(sorted(codes)), fund_id, listed(references), fund_id, fund_id]
        )
        for what, key, text, name, guarded, satang, day, hashed in cursor.fetchall():
            if what == "a":
                now.accounts[text] = _Account(key, name, bool(guarded), satang)
            elif what == "e":
                now.entries[text] = Posted(key, text, date.fromisoformat(day))
                now.hashes[text] = bytes(hashed)
            elif what == "k":
                now.free_ids.append(key)
            elif day is not None:
                now.open_from = date.fromisoformat(day) + timedelta(days=1)
    missing = codes - set(now.accounts)
    assert not missing, f"no account {sorted(missing)}"
    return now


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
    occurred = entry.occurred_on.isoformat()
    hashed = seal.entry_hash(
        book.fund_public_id,
        entry.reference,
        entry.kind.value,
        occurred,
        occurred if booked_on is entry.occurred_on else booked_on.isoformat(),
        entry.reverses or "",
        [(leg.debit, leg.credit, leg.amount.satang) for leg in entry.legs],
    )
    return _Row(entry.reference, booked_on, reverses_id, hashed)


def _stands(now: _Now, row: _Row) -> bool:
    """Whether it is booked already; refuses the reference of something else."""
    booked = now.hashes.get(row.reference)
    if booked is not None and booked != row.hash:
        raise Refused(RefusalCode.REFERENCE_TAKEN, reference=row.reference)
    return booked is not None


def _balances(now: _Now, described: Sequence[Entry]) -> dict[int, int]:
    """What will stand in each account; refuses money that is not there."""
    moved: Counter[str] = Counter()
    for entry in described:
        for leg in entry.legs:
            moved[leg.debit] += leg.amount.satang
            moved[leg.credit] -= leg.amount.satang
    after: dict[int, int] = {}
    for code, satang in moved.items():
        account = now.accounts[code]
        after[account.id] = account.satang + satang
        if account.guarded and after[account.id] < 0:
            raise Refused(
                RefusalCode.NOT_ENOUGH_MONEY,
                account=account.name,
                found=Money(account.satang),
                required=Money(-satang),
            )
    return after


def _write(book: Book, new: Sequence[tuple[_Row, Entry]], now: _Now) -> None:
    if not new:
        return
    entry_columns = (
        *("id", "fund", "reference", "kind", "occurred_on", "booked_on"),
        *("received_at", "leg_count", "memo", "reverses", "command", "hash"),
    )
    entry_rows = [
        (
            *(row.id, book.fund_id, row.reference, entry.kind.value),
            *(entry.occurred_on, row.booked_on, book.now, len(entry.legs)),
            *(entry.memo, row.reverses_id, book.command_pk, row.hash),
        )
        for row, entry in new
    ]
    for _, entry in new:
        if entry.memo:
            # It may name somebody, so the entry's own hash leaves it out.
            note(seal.MEMOS, "", f"{entry.reference}:{entry.memo}")
    ids = {code: account.id for code, account in now.accounts.items()}
    leg_columns = ("entry", "seq", "debit", "credit", "amount_satang")
    leg_rows = [
        (row.id, seq, ids[leg.debit], ids[leg.credit], leg.amount.satang)
        for row, entry in new
        for seq, leg in enumerate(entry.legs, 1)
    ]
    if len(leg_rows) > FEW:
        insert(models.Entry, entry_columns, entry_rows)
        insert(models.Leg, leg_columns, leg_rows)
        return
    later(
        insertion(models.Entry, entry_columns, entry_rows),
        insertion(models.Leg, leg_columns, leg_rows),
    )


def _move(balances: dict[int, int]) -> None:
    if not balances:
        return
    values = ", ".join(["(CAST(%s AS bigint), CAST(%s AS bigint))"] * len(balances))
    later(
        Statement(
            "ledger_accountbalance",
            "UPDATE ledger_accountbalance SET balance_satang = moved.column2"  # noqa: S608 -- marks alone
            f" FROM (VALUES {values}) AS moved WHERE account_id = moved.column1",
            [value for pair in sorted(balances.items()) for value in pair],
        )
    )
