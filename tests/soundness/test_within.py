"""Payments that the by-law had no room for when they were booked (K012)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from kongbun.claims import pay_actions
from kongbun.founding.actions import open_money_account
from kongbun.ledger.fence import free_satang
from kongbun.ledger.models import Entry
from kongbun.soundness.check import check
from kongbun.testing import insider
from kongbun.testing.cast import TODAY, Cast, make_cast
from kongbun.testing.databases import Once
from kongbun.treasury import actions, expense_actions
from kongbun.treasury.actions import buy_investment
from kongbun.treasury.limit_actions import permit_reserve, set_limits
from tests.claims import story as stories
from tests.treasury.steps import (
    DAY,
    ask_expense,
    decide,
    give,
    make_purpose,
    pay,
    reverse_it,
    spend,
)
from tests.treasury.test_limits import LIMITS, SHORT, approved, law

NOW = datetime(2026, 11, 20, 5, tzinfo=UTC)
YEAR_BEFORE = date(2026, 9, 20)
RESERVE = "  reserve: {clause: ข้อ 34, at_least_baht: 100, percent_of_income: 5}\n"
STRICT = "\nmoney: {clause: ข้อ 9, reserve: {clause: ข้อ 9, at_least_baht: 5000}}\n"


def tell() -> stories.Story:
    return stories.tell(make_cast())


def begin() -> Cast:
    """Each limit used up, the reserve below its sum by a resolution, all as allowed."""
    cast = make_cast()
    give(cast, 4_000_00, occurred_on=YEAR_BEFORE)
    # Of a year in which no by-law said anything about it.
    facts: dict[str, Any] = {"expense": "expense:travel", "occurred_on": YEAR_BEFORE}
    asked = ask_expense(cast, 500_00, today=YEAR_BEFORE, **facts)
    decide(cast, asked, today=YEAR_BEFORE)
    pay(cast, asked, paid_on=YEAR_BEFORE, today=YEAR_BEFORE)
    law(cast, LIMITS + RESERVE + SHORT % "by_resolution", effective_from=DAY)
    give(cast, 1_000_00)
    give(cast, 900_00, purpose=make_purpose(cast, uses=["expense:meeting"]))
    spend(cast, 900_00, "expense:meeting")
    open_money_account(cast.act("somsri"), kind="investment", name="สลาก")
    invest(cast, 50_00)
    settings(cast, "best_year")
    reverse_it(cast, spend(cast, 300_00, "expense:pay"), two=True)
    spend(cast, 400_00, "expense:pay")
    spend(cast, 20_00, "expense:other")
    spend(cast, 3_800_00, "expense:non-member-help")
    asked = approved(cast, 150_00, "expense:non-member-help")
    facts = {"number": "4/2569", "text": "ช่วยน้ำท่วม", "until": TODAY}
    permit_reserve(cast.act("chanpen"), decided_on=DAY, down_to_satang=120_00, **facts)
    pay(cast, asked)
    return cast


def say_otherwise(cast: Cast) -> None:
    """A setting and a by-law under which none of it would have been allowed."""
    settings(cast, "to_date", "expense:other")
    law(cast, STRICT)


def settings(cast: Cast, base: str, *counted: str) -> None:
    set_limits(
        cast.act("prasong"),
        administration=["expense:pay", "expense:travel", *counted],
        base=base,
        reason="มติกรรมการ",
    )


def invest(cast: Cast, satang: int) -> None:
    buy_investment(
        cast.act("somsri"),
        investment="investment:1",
        paid_from=cast.cash,
        amount_satang=satang,
        occurred_on=DAY,
    )


@pytest.fixture
def cast(once: Once) -> Cast:
    return once(begin)


def found() -> list[tuple[str, str]]:
    return [(one.code, one.object) for one in check(now=NOW)]


def last_entry() -> tuple[str, str]:
    return "K012", f"entry {Entry.objects.latest('pk').reference}"


def test_what_the_by_law_allowed_raises_none(cast: Cast) -> None:
    assert found() == []
    say_otherwise(cast)
    assert found() == []


# By what it goes beyond: the deed, and how it is told.
BEYOND: dict[str, tuple[Callable[[Cast], Any], str]] = {
    "administration": (
        lambda cast: spend(cast, 1, "expense:pay"),
        "ทำให้ค่าบริหารจัดการเป็น 400.01 บาท แต่ข้อ 31 ให้ไม่เกิน 400.00 บาท",
    ),
    "meetings": (
        lambda cast: (give(cast, 300_00), spend(cast, 200_01, "expense:meeting")),
        "ทำให้ค่าประชุมเป็น 200.01 บาท แต่ข้อ 32 ให้ไม่เกิน 200.00 บาท",
    ),
    "investments": (
        lambda cast: invest(cast, 15_01),
        "ทำให้เงินลงทุนเป็น 65.01 บาท แต่ข้อ 33 ให้ไม่เกิน 65.00 บาท",
    ),
    "the reserve": (
        lambda cast: spend(cast, 10_01, "expense:non-member-help"),
        "ทำให้เงินเหลือ 119.99 บาท แต่ข้อ 34 ให้คงไว้ 120.00 บาท",
    ),
}


@pytest.fixture
def unguarded(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (actions, expense_actions, pay_actions):
        monkeypatch.setattr(module, "refuse_beyond", lambda *_, **__: None)
    monkeypatch.setattr(expense_actions, "refuse_to_promise", lambda *_, **__: None)


@pytest.mark.usefixtures("unguarded")
@pytest.mark.parametrize("what", BEYOND)
def test_what_no_action_would_have_paid_is_found(cast: Cast, what: str) -> None:
    deed, told = BEYOND[what]
    deed(cast)
    (one,) = check(now=NOW)
    assert (one.code, one.object) == last_entry()
    assert one.message == f"รายการ {one.object.removeprefix('entry ')} {told}"


@pytest.mark.usefixtures("unguarded")
@pytest.mark.parametrize("short", [0, 1])
def test_a_benefit_that_took_from_the_reserve_is_found(once: Once, short: int) -> None:
    told = once(tell)
    claim = told.approved()
    left = free_satang(told.cast.fund.pk) - claim.granted_satang + short
    baht = f"{left // 100}.{left % 100:02d}"
    money = f"{{clause: ข้อ 9, reserve: {{clause: ข้อ 9, at_least_baht: {baht}}}}}"
    # The day the money goes counts, not the day of the event.
    law(told.cast, f"\nmoney: {money}\n", effective_from=TODAY)
    told.pay(claim)
    assert found() == [last_entry()] * short


@pytest.mark.parametrize(
    ("what", "satang"),
    [("expense:meeting", 200_00), ("expense:non-member-help", 310_00)],
)
def test_up_to_the_last_satang_is_within(cast: Cast, what: str, satang: int) -> None:
    give(cast, 300_00)
    spend(cast, satang, what)
    assert found() == []


PLANTED = {
    "a resolution that let it go less far": (
        "UPDATE treasury_reservepermit SET down_to_satang = 13001"
    ),
    "one that had ended": "UPDATE treasury_reservepermit SET until = '2026-11-04'",
    "another year's income": (
        "UPDATE treasury_limitsetting SET base = 'to_date' WHERE base = 'best_year'"
    ),
    "another cost that is administration": (
        "UPDATE treasury_limitsetting SET administration ="
        """ '["expense:pay", "expense:other"]'"""
    ),
}


@pytest.mark.parametrize("what", PLANTED)
def test_what_would_not_have_allowed_it_is_found(cast: Cast, what: str) -> None:
    assert cast.fund
    insider.plant(PLANTED[what])
    codes = found()
    assert {code for code, _ in codes} == {"K012"}
    assert all(what.startswith("entry ") for _, what in codes)
