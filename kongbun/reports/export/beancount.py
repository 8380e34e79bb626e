"""The books as a file for beancount: `bean-check` has to find nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from itertools import chain

from kongbun.reports.export.books import (
    Books,
    Checkpoint,
    Entry,
    Member,
    baht,
    is_purpose,
)
from kongbun.reports.export.hledger import PLAIN, UNIT, postings
from kongbun.reports.export.names import beancount_account

NOT_IN_A_LINK = re.compile(r"[^A-Za-z0-9_/.-]+")


def lines(books: Books) -> Iterator[str]:
    """The file, line by line."""
    yield f"; {books.fund.name.translate(PLAIN)} ({books.fund.code})"
    yield "; ตรวจ: bean-check FILE"
    yield f'option "title" {_text(f"{books.fund.name} ({books.fund.code})")}'
    yield f'option "operating_currency" "{UNIT}"'
    yield ""
    names = {one.code: beancount_account(one.code, one.kind) for one in books.accounts}
    steps = books.steps()
    first = next(steps)
    # Everything is open from the first day that is told of.
    opened = first.on if isinstance(first, Checkpoint) else first.booked.booked_on
    for account in books.accounts:
        yield f"{opened} open {names[account.code]} {UNIT}"
        yield f"  code: {_text(account.code)}"
        yield f"  name: {_text(account.name)}"
        for name, told in account.purpose.items():
            yield f"  {name}: {_text(told)}"
    known: set[str] = set()
    moved: set[str] = set()
    for step in chain([first], steps):
        yield ""
        if isinstance(step, Checkpoint):
            yield from _balances(step, names, moved)
        else:
            posted = postings(step.parts)
            moved |= {code for code, _, _ in posted}
            for code, member, _ in posted:
                if member is not None and _name(names[code], member) not in known:
                    known.add(_name(names[code], member))
                    yield f"{opened} open {_name(names[code], member)} {UNIT}"
                    yield f"  member: {_text(member.number)}"
            yield from _transaction(step, names, with_notes=books.with_notes)


def _name(account: str, member: Member | None) -> str:
    return account if member is None else f"{account}:{member.key}"


def _transaction(
    entry: Entry, names: Mapping[str, str], *, with_notes: bool
) -> Iterator[str]:
    one = entry.booked
    fact = NOT_IN_A_LINK.sub("-", one.reverses_reference or one.reference)
    tags = "".join(f" #{NOT_IN_A_LINK.sub('-', code)}" for code in entry.purposes)
    yield f"{one.booked_on} * {_text(entry.title)} ^{fact}{tags}"
    yield f"  reference: {_text(one.reference)}"
    yield f"  occurred: {one.occurred_on}"
    yield f"  no: {entry.no}"
    yield f"  kind: {_text(one.kind)}"
    yield f"  command: {_text(str(one.command))}"
    yield f"  hash: {_text(one.hash.hex())}"
    if one.reverses_reference:
        yield f"  reverses: {_text(one.reverses_reference)}"
    if with_notes and one.memo:
        yield f"  note: {_text(one.memo)}"
    for code, member, satang in postings(entry.parts):
        yield f"  {_name(names[code], member)}  {baht(satang)} {UNIT}"
        if is_purpose(code) and entry.paid_or_given:
            yield f"    for: {_text(entry.paid_or_given)}"


def _balances(
    checkpoint: Checkpoint, names: Mapping[str, str], moved: set[str]
) -> Iterator[str]:
    # Theirs is the balance at the beginning of a day, and without `~ 0` a satang more
    # or less would pass.
    day = checkpoint.on + timedelta(days=1)
    for code, name in names.items():
        stands = checkpoint.stands.get(code, 0)
        if stands or code in moved:
            yield f"{day} balance {name}  {baht(stands)} ~ 0.00 {UNIT}"


def _text(text: str) -> str:
    plain = text.translate(PLAIN).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{plain}"'
