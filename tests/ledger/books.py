"""Books of two funds for tests that look at them: entries booked as described."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from kongbun.commands.run import Act, command
from kongbun.kernel.money import Money
from kongbun.ledger import entries
from kongbun.ledger.accounts import close_month, open_account, reopen_month
from kongbun.ledger.chart import AccountKind
from kongbun.ledger.entries import Entry
from kongbun.ledger.post import post, reverse
from kongbun.testing.cast import TODAY, Cast


@command("test.book")
def book(act: Act, *, described: list[Entry]) -> dict[str, Any]:
    posted = post(act, *described)
    return {"ids": [one.id for one in posted]}


@command("test.undo")
def undo(act: Act, *, entry: int) -> dict[str, Any]:
    return {"id": reverse(act, entry, reason="ลงผิด").id}


@command("test.close_through")
def close(act: Act, *, day: date) -> dict[str, Any]:
    closing = close_month(act, closed_through=day)
    return {"id": closing.pk, "version": closing.version}


@command("test.reopen")
def reopen(act: Act, *, closing: int) -> dict[str, Any]:
    return {"id": reopen_month(act, closing_id=closing).pk}


def booked(cast: Cast, *described: Entry, who: str = "somsri") -> list[int]:
    """Book these in one command; their keys."""
    fund = cast.other_fund if who == "noi" else cast.fund
    ids: list[int] = book(cast.act(who, fund=fund), described=list(described))["ids"]
    return ids


def gift(no: int, satang: int, on: date = TODAY, **more: Any) -> Entry:
    facts: dict[str, Any] = {"income": "income:donation", "into": "cash", **more}
    return entries.other_income(
        reference=f"gift:{no}:1", occurred_on=on, amount=Money(satang), **facts
    )


def cost(no: int, satang: int, on: date = TODAY, **more: Any) -> Entry:
    facts: dict[str, Any] = {"expense": "expense:office", "paid_from": "cash", **more}
    return entries.other_expense(
        reference=f"cost:{no}:1", occurred_on=on, amount=Money(satang), **facts
    )


def kept_for(no: int, satang: int, purpose: str, on: date = TODAY) -> Entry:
    return entries.set_aside(
        reference=f"kept:{no}:1", occurred_on=on, purpose=purpose, amount=Money(satang)
    )


def freed(no: int, satang: int, purpose: str, on: date = TODAY) -> Entry:
    return entries.set_free(
        reference=f"freed:{no}:1", occurred_on=on, purpose=purpose, amount=Money(satang)
    )


def purpose(cast: Cast, name: str) -> str:
    """An account of money for a purpose; its code."""
    made = open_account(
        cast.fund.pk, AccountKind.RESTRICTED, name=name, opened_on=date(2020, 10, 1)
    )
    return made.code


def days(n: int) -> date:
    """So many days after the first of these books."""
    return TODAY - timedelta(days=40) + timedelta(days=n)
