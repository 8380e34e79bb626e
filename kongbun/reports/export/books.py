"""A fund's whole books through a day, as every format of the export writes them.

Entries come from the legs.  The balances that the other program shall find come from
elsewhere: what each close kept, and at the end what `post` keeps beside the legs.  So
the recomputation tests our figures, not the same sum twice.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice

from kongbun.access.models import Fund
from kongbun.dues.income import Share, shares_of
from kongbun.kernel.money import Money
from kongbun.ledger.balances import (
    accounts,
    balances_on,
    closed_days,
    newest_entry_id,
    stood_on,
)
from kongbun.ledger.chart import AccountKind
from kongbun.ledger.entries import EntryKind
from kongbun.ledger.lines import Booked, BookedLeg, booked
from kongbun.people.models import Membership
from kongbun.people.one_person import doubles_of_fund
from kongbun.reports.export.names import PLACES, member_keys, place_name
from kongbun.reports.kept import kept_figures
from kongbun.reports.papers import paper
from kongbun.reports.tables import KINDS
from kongbun.treasury.purposes import Purse, purses

AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Account:
    """`purpose`: of money kept for one, what may be paid from it, and until when."""

    code: str
    kind: AccountKind
    name: str
    purpose: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Member:
    """The key that other programs know a member by, and the number on paper."""

    key: str
    number: str


@dataclass(frozen=True, slots=True)
class Part:
    """A leg, or what of it belongs to one member: out of `credit` into `debit`."""

    seq: int
    debit: str
    credit: str
    satang: int
    member: Member | None

    def member_of(self, code: str) -> Member | None:
        """The member stands with the income, not with the place of money."""
        return self.member if code.startswith("income:") else None


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry with its legs; `no` counts them in the order of the books."""

    no: int
    booked: Booked
    parts: tuple[Part, ...]

    @property
    def title(self) -> str:
        """ "รับเงินสมาชิก ใบรับ 2/0905"."""
        kind = KINDS.get(self.booked.kind, self.booked.kind)
        return f"{kind} {paper(self.booked.reference)}".strip()

    @property
    def purposes(self) -> list[str]:
        """Accounts of the purposes that this gives to or takes from, each once."""
        codes = (code for one in self.parts for code in (one.debit, one.credit))
        return list(dict.fromkeys(code for code in codes if is_purpose(code)))

    @property
    def paid_or_given(self) -> str:
        """The income or expense of it; empty where money is only set aside."""
        found = (
            code
            for one in self.parts[:1]
            for code in (one.debit, one.credit)
            if code.startswith(("income:", "expense:"))
        )
        return next(found, "")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What must stand in every account at the end of a day."""

    on: date
    closed: bool
    stands: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Books:
    fund: Fund
    until: date
    with_notes: bool
    accounts: Sequence[Account]
    checkpoints: Sequence[Checkpoint]
    members: Mapping[int, Member]
    newest_entry_id: int

    def entries(self) -> Iterator[Entry]:
        """Every entry through the day, in the order of the books."""
        rows = booked(
            self.fund.pk, until=self.until, newest_entry_id=self.newest_entry_id
        )
        no = 0
        while several := list(islice(rows, AT_ONCE)):
            shares = shares_of([_receipt_of(one) for one in several])
            for one in several:
                no += 1
                mine = shares.get(_receipt_of(one), [])
                yield Entry(no, one, tuple(self._parts(one, mine)))

    def steps(self) -> Iterator[Entry | Checkpoint]:
        """The entries, and each checkpoint after the last of its day; never nothing."""
        waiting = list(self.checkpoints)
        for entry in self.entries():
            while waiting and waiting[0].on < entry.booked.booked_on:
                yield waiting.pop(0)
            yield entry
        yield from waiting

    def _parts(self, entry: Booked, shares: Iterable[Share]) -> Iterator[Part]:
        for leg in entry.legs:
            left = leg.satang
            for membership_id, satang in _sums(leg, shares).items():
                member = self.members.get(membership_id)
                if member is not None and satang:
                    yield _part(leg, satang, member)
                    left -= satang
            if left:
                # What the receipt's lines say of nobody.
                yield _part(leg, left, None)


def is_purpose(code: str) -> bool:
    return code.startswith(f"{AccountKind.RESTRICTED.value}:")


def baht(satang: int) -> str:
    """Exact: whole satang as baht with two decimals, without grouping.

    >>> baht(-123456705)
    '-1234567.05'
    """
    return str(Money(satang)).replace(",", "")


def read_books(fund: Fund, until: date, *, members: bool, notes: bool) -> Books:
    """The books as they stand now, through the end of a day.

    Without `members` no part belongs to anybody; without `notes` nothing is told that
    people wrote freely: memos, who gave for a purpose, and the names of purposes, bags,
    boxes and bank accounts.
    """
    purposes = {one.code: _purpose(one, notes=notes) for one in purses(fund.pk)}
    while True:
        newest = newest_entry_id(fund.pk)
        checkpoints = _checkpoints(fund, until)
        if newest_entry_id(fund.pk) == newest:
            break  # Nothing was booked between entries and balances.
    return Books(
        fund=fund,
        until=until,
        with_notes=notes,
        accounts=[
            Account(
                line.code,
                line.kind,
                place_name(line.code, line.kind)
                if line.kind in PLACES and not notes
                else line.name,
                purposes.get(line.code, {}),
            )
            for line in accounts(fund.pk, include_closed=True)
        ],
        checkpoints=checkpoints,
        members=_members(fund.pk) if members else {},
        newest_entry_id=newest,
    )


def _purpose(one: Purse, *, notes: bool) -> dict[str, str]:
    found = {"uses": " ".join(one.uses)}
    if one.purpose.until is not None:
        found["until"] = one.purpose.until.isoformat()
    if notes:
        found |= {"giver": one.purpose.giver, "paper": one.purpose.paper_no}
    return {name: told for name, told in found.items() if told}


def _checkpoints(fund: Fund, until: date) -> list[Checkpoint]:
    kept = {
        one.on: {
            row["code"]: row["debit_satang"] - row["credit_satang"]
            for row in json.loads(one.body)["trial-balance"]["rows"]
        }
        for one in kept_figures(fund.pk).filter(on__lte=until)
    }
    days = closed_days(fund.pk, until)
    found = [
        Checkpoint(day, True, kept[day] if day in kept else balances_on(fund.pk, day))
        for day in days
    ]
    if until not in days:
        found.append(Checkpoint(until, False, stood_on(fund.pk, until)))
    return found


def _members(fund_id: int) -> dict[int, Member]:
    numbers = dict(
        Membership.every.filter(fund_id=fund_id)
        .order_by("pk")
        .values_list("pk", "member_no")
    )
    keys = member_keys(numbers.items())
    into = doubles_of_fund(fund_id)
    return {pk: Member(keys[own], numbers[own]) for pk, own in _owners(numbers, into)}


def _owners(
    memberships: Iterable[int], into: Mapping[int, int]
) -> Iterator[tuple[int, int]]:
    """Whose the money is: of one that counts in another, that one's."""
    return ((pk, into.get(pk, pk)) for pk in memberships)


def _receipt_of(entry: Booked) -> int:
    """The entry whose receipt tells of the members: its own, or the reversed one."""
    is_reversal = entry.kind == EntryKind.REVERSAL.value
    return entry.reverses_id if is_reversal and entry.reverses_id else entry.id


def _sums(leg: BookedLeg, shares: Iterable[Share]) -> dict[int, int]:
    """Satang of the leg's income by member, dues and credit together."""
    sums: dict[int, int] = {}
    for share in shares:
        if share.membership_id and share.income in (leg.credit, leg.debit):
            sums[share.membership_id] = sums.get(share.membership_id, 0) + share.satang
    return sums


def _part(leg: BookedLeg, satang: int, member: Member | None) -> Part:
    if satang < 0:
        return Part(leg.seq, leg.credit, leg.debit, -satang, member)
    return Part(leg.seq, leg.debit, leg.credit, satang, member)
