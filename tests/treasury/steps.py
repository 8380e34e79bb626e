"""The steps of treasury as the cast takes them; every fact can be changed."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from kongbun.commands.run import Act
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.reports.actions import close_month
from kongbun.reports.figures import before_closing
from kongbun.testing.cast import TODAY, Cast
from kongbun.treasury import (
    actions,
    count_actions,
    expense_actions,
    purpose_actions,
)

DAY = date(2026, 11, 5)


def refusal_of(act: Act, action: Any, **facts: Any) -> RefusalCode:
    with pytest.raises(Refused) as caught:
        action(act, **facts)
    return caught.value.code


def give(cast: Cast, satang: int = 1_000_00, **changed: Any) -> dict[str, Any]:
    """A donation into the cash box."""
    facts: dict[str, Any] = {
        "income": "income:donation",
        "into": cast.cash,
        "amount_satang": satang,
        "occurred_on": DAY,
        "party": "นายสมบัติ ดีงาม",
    }
    moment = {"today": changed.pop("today", TODAY)}
    if "now" in changed:
        moment["now"] = changed.pop("now")
    who = changed.pop("who", "somsri")
    return actions.other_income(cast.act(who, **moment), **{**facts, **changed})


def ask_expense(cast: Cast, satang: int = 200_00, **changed: Any) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "expense": "expense:office",
        "amount_satang": satang,
        "occurred_on": DAY,
        "party": "ร้านศึกษาภัณฑ์",
        "reason": "สมุดบัญชี 4 เล่ม",
    }
    today = changed.pop("today", TODAY)
    act = cast.act(changed.pop("who", "somsri"), today=today)
    return expense_actions.other_expense(act, **{**facts, **changed})


def decide(
    cast: Cast, asked: dict[str, Any], *, who: str = "prasong", **changed: Any
) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "movement": UUID(asked["movement"]),
        "content_hash": asked["content_hash"],
        "approved": True,
    }
    act = cast.act(who, today=changed.pop("today", TODAY))
    return expense_actions.decide_expense(act, **{**facts, **changed})


def pay(
    cast: Cast, asked: dict[str, Any], *, who: str = "somsri", **changed: Any
) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "movement": UUID(asked["movement"]),
        "paid_from": cast.cash,
        "paid_on": DAY,
    }
    act = cast.act(who, today=changed.pop("today", TODAY))
    return expense_actions.pay_expense(act, **{**facts, **changed})


def count(
    cast: Cast, pieces: dict[str, int], *, second: str = "chanpen", **changed: Any
) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "cash": cast.cash,
        "counted_on": DAY,
        "pieces": pieces,
        "second_user_id": cast.users[second].pk,
    }
    today = changed.pop("today", TODAY)
    who = changed.pop("who", "somsri")
    return count_actions.count_cash(cast.act(who, today=today), **{**facts, **changed})


def read(cast: Cast, satang: int, **changed: Any) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "bank": cast.bank,
        "read_on": DAY,
        "balance_satang": satang,
    }
    today = changed.pop("today", TODAY)
    who = changed.pop("who", "somsri")
    return count_actions.read_bank(cast.act(who, today=today), **{**facts, **changed})


def close_october(cast: Cast) -> dict[str, Any]:
    """One donation in October 2026, counted, and the month closed with its figures."""
    october, last = date(2026, 10, 1), date(2026, 10, 31)
    give(cast, 1_000_00, occurred_on=date(2026, 10, 5))
    count(cast, {"100000": 1}, counted_on=last)
    read(cast, 0, read_on=last)
    figures, newest = before_closing(cast.fund, october)
    return close_month(
        cast.act("somsri"), month=october, figures=figures, newest_entry_id=newest
    )


def make_purpose(cast: Cast, name: str = "น้ำท่วม 2569", **changed: Any) -> UUID:
    """Money for who was flooded, from the municipality."""
    facts: dict[str, Any] = {
        "name": name,
        "giver": "เทศบาลตำบลทุ่งน้ำใจ",
        "uses": ["expense:benefit:11", "expense:travel"],
    }
    today = changed.pop("today", TODAY)
    act = cast.act(changed.pop("who", "somsri"), today=today)
    return UUID(purpose_actions.open_purpose(act, **{**facts, **changed})["purpose"])


def reverse_it(
    cast: Cast, made: dict[str, Any], *, two: bool = False
) -> dict[str, Any]:
    return actions.reverse_movement(
        cast.act("somsri"),
        movement=UUID(made["movement"]),
        reason="ลงผิด",
        second_user_id=cast.users["prasong"].pk if two else None,
    )


def spend(
    cast: Cast, satang: int, expense: str = "expense:travel", **changed: Any
) -> dict[str, Any]:
    """An expense asked for, approved and paid."""
    asked = ask_expense(cast, satang, expense=expense)
    decide(cast, asked)
    pay(cast, asked, **changed)
    return asked
