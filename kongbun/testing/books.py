"""Books as a small text: entries, and the balances they must come to.

    2026-10-01  income:donation -> cash     1,000.00  นายสมบัติ
    2026-10-05  cash -> expense:office        200.00
    ==
    cash              800.00
    expense:office    200.00
    income:donation  -1,000.00

Above the line each row is an entry of one leg, from the first account into the
second.  Below it stand the accounts that are not zero, debits positive.  It moves
money past the actions: only for tests of what is read from the books.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from kongbun.commands.run import Act, command
from kongbun.kernel.money import Money
from kongbun.ledger.balances import balances_on
from kongbun.ledger.entries import Entry, EntryKind, Leg
from kongbun.ledger.post import post
from kongbun.testing.cast import TODAY, Cast

LINE = "=="
_ROW = re.compile(
    r"(?P<day>\d{4}-\d\d-\d\d)\s+(?P<out>\S+)\s+->\s+(?P<into>\S+)\s+"
    r"(?P<amount>[\d,]+\.\d\d)(?:\s+(?P<memo>.+))?"
)
_BALANCE = re.compile(r"(?P<code>\S+)\s+(?P<minus>-?)(?P<amount>[\d,]+\.\d\d)")


@dataclass(frozen=True, slots=True)
class Row:
    """One movement of the text."""

    day: date
    out: str
    into: str
    satang: int
    memo: str = ""


def read_rows(text: str) -> list[Row]:
    rows = []
    for line in _lines(text.partition(LINE)[0]):
        found = _ROW.fullmatch(line)
        assert found is not None, f"not a row of books: {line!r}"
        rows.append(
            Row(
                date.fromisoformat(found["day"]),
                found["out"],
                found["into"],
                _satang(found["amount"]),
                found["memo"] or "",
            )
        )
    return rows


def read_balances(text: str) -> dict[str, int]:
    balances = {}
    for line in _lines(text.partition(LINE)[2]):
        found = _BALANCE.fullmatch(line)
        assert found is not None, f"not a balance: {line!r}"
        satang = _satang(found["amount"])
        balances[found["code"]] = -satang if found["minus"] else satang
    return balances


def write(cast: Cast, text: str, *, today: date | None = None) -> None:
    """Book the text, and hold the books against the balances below its line."""
    rows = read_rows(text)
    write_rows(cast, rows, today=today)
    wanted = read_balances(text)
    if LINE in text:
        last = max(row.day for row in rows)
        stands = balances_on(cast.fund.pk, max(last, today or last))
        assert {code: s for code, s in stands.items() if s} == wanted


def write_rows(cast: Cast, rows: Iterable[Row], *, today: date | None = None) -> None:
    """Book each row by itself, in order."""
    for row in rows:
        act = cast.act("somsri", today=today or TODAY)
        _book(
            act,
            day=row.day,
            out=row.out,
            into=row.into,
            satang=row.satang,
            memo=row.memo,
        )


@command("test.books")
def _book(
    act: Act, *, day: date, out: str, into: str, satang: int, memo: str
) -> dict[str, Any]:
    [posted] = post(
        act,
        Entry(
            reference=f"test:{act.command_pk}:1",
            kind=_kind(out, into),
            occurred_on=day,
            legs=(Leg(into, out, Money(satang)),),
            memo=memo,
        ),
    )
    return {"entry": posted.id}


def _kind(out: str, into: str) -> EntryKind:
    if out == "equity:opening":
        return EntryKind.OPENING
    if out.startswith("income:"):
        return EntryKind.OTHER_INCOME
    if into.startswith("expense:"):
        return EntryKind.OTHER_EXPENSE
    return EntryKind.TRANSFER


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _satang(text: str) -> int:
    return int(text.replace(",", "").replace(".", ""))
