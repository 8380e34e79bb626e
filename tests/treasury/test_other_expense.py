"""Other expense: entered by one, approved by another, then paid."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from kongbun.access.actions import grant_role
from kongbun.kernel.refusal import RefusalCode
from kongbun.ledger.balances import balance
from kongbun.testing.cast import TODAY, Cast, has_audit_line
from kongbun.treasury.expense_actions import (
    decide_expense,
    other_expense,
    pay_expense,
)
from kongbun.treasury.models import Movement
from tests.treasury.steps import DAY, ask_expense, decide, give, pay, refusal_of

pytestmark = pytest.mark.django_db


def the(asked: dict[str, Any]) -> UUID:
    return UUID(asked["movement"])


def test_an_expense_moves_money_only_when_it_is_paid(cast: Cast) -> None:
    give(cast)
    asked = ask_expense(cast)
    assert balance(cast.fund.pk, "expense:office") == 0
    decide(cast, asked)
    assert balance(cast.fund.pk, "expense:office") == 0
    pay(cast, asked)
    assert balance(cast.fund.pk, "expense:office") == 200_00
    assert balance(cast.fund.pk, cast.cash) == 800_00
    for action in ("other_expense", "decide_expense", "pay_expense"):
        assert has_audit_line(cast, f"treasury.{action}")


@pytest.mark.parametrize(
    "expense",
    [
        "expense:pay",
        "expense:travel",
        "expense:office",
        "expense:meeting",
        "expense:non-member-help",
        "expense:other",
    ],
)
def test_every_kind_of_other_expense_can_be_paid(cast: Cast, expense: str) -> None:
    give(cast)
    asked = ask_expense(cast, expense=expense)
    decide(cast, asked)
    pay(cast, asked)
    assert balance(cast.fund.pk, expense) == 200_00


def test_a_benefit_or_missing_cash_is_not_entered_as_an_expense(cast: Cast) -> None:
    for expense in ("expense:benefit:4", "expense:cash-short", "income:dues"):
        with pytest.raises(Exception, match="not-found"):
            ask_expense(cast, expense=expense)


def test_payee_and_purpose_are_needed(cast: Cast) -> None:
    empties: list[dict[str, Any]] = [{"party": " "}, {"reason": ""}]
    for empty in empties:
        with pytest.raises(Exception, match="field-empty"):
            ask_expense(cast, **empty)


def test_who_entered_it_cannot_approve_it(cast: Cast) -> None:
    """Even one who also holds the duty to approve."""
    grant_role(cast.act("prasong"), username="somsri", role="committee", from_date=DAY)
    asked = ask_expense(cast)
    code = refusal_of(
        cast.act("somsri"),
        decide_expense,
        movement=the(asked),
        content_hash=asked["content_hash"],
        approved=True,
    )
    assert code is RefusalCode.SAME_PERSON


def test_who_approved_it_cannot_pay_it(cast: Cast) -> None:
    grant_role(cast.act("prasong"), username="kamnan", role="treasurer", from_date=DAY)
    give(cast)
    asked = ask_expense(cast)
    decide(cast, asked, who="kamnan")
    code = refusal_of(
        cast.act("kamnan"),
        pay_expense,
        movement=the(asked),
        paid_from=cast.cash,
        paid_on=DAY,
    )
    assert code is RefusalCode.SAME_PERSON


def test_an_approval_is_of_exactly_what_was_entered(cast: Cast) -> None:
    asked = ask_expense(cast)
    code = refusal_of(
        cast.act("prasong"),
        decide_expense,
        movement=the(asked),
        content_hash="00" * 32,
        approved=True,
    )
    assert code is RefusalCode.CHANGED_SINCE


def test_nothing_is_paid_unapproved_refused_or_twice(cast: Cast) -> None:
    give(cast)
    asked = ask_expense(cast)
    facts = {"movement": the(asked), "paid_from": cast.cash, "paid_on": DAY}
    code = refusal_of(cast.act("somsri"), pay_expense, **facts)
    assert code is RefusalCode.EXPENSE_NOT_APPROVED
    decide(cast, asked)
    pay(cast, asked)
    code = refusal_of(cast.act("somsri"), pay_expense, **facts)
    assert code is RefusalCode.EXPENSE_PAID
    refused = ask_expense(cast)
    decide(cast, refused, approved=False, note="แพงเกินไป")
    facts["movement"] = the(refused)
    code = refusal_of(cast.act("somsri"), pay_expense, **facts)
    assert code is RefusalCode.EXPENSE_REFUSED
    assert balance(cast.fund.pk, "expense:office") == 200_00


def test_a_refusal_needs_a_reason_and_stands(cast: Cast) -> None:
    asked = ask_expense(cast)
    with pytest.raises(Exception, match="field-empty"):
        decide(cast, asked, approved=False)
    decide(cast, asked, approved=False, note="ไม่จำเป็น")
    with pytest.raises(Exception, match="already-decided"):
        decide(cast, asked, who="kamnan")


def test_more_than_the_box_holds_is_not_paid(cast: Cast) -> None:
    give(cast, 199_99)
    asked = ask_expense(cast)
    decide(cast, asked)
    with pytest.raises(Exception, match="not-enough-money"):
        pay(cast, asked)
    assert balance(cast.fund.pk, cast.cash) == 199_99


def test_outsiders_enter_approve_and_pay_nothing(cast: Cast) -> None:
    give(cast)
    for who in ("prasert", "sombat", "noi"):
        with pytest.raises(Exception, match="not-allowed"):
            ask_expense(cast, who=who)
    asked = ask_expense(cast)
    for who in ("prasert", "chanpen", "noi"):
        with pytest.raises(Exception, match="not-allowed"):
            decide(cast, asked, who=who)
    decide(cast, asked)
    for who in ("prasert", "prasong", "noi"):
        with pytest.raises(Exception, match="not-allowed"):
            pay(cast, asked, who=who)
    assert balance(cast.fund.pk, "expense:office") == 0


@pytest.mark.parametrize(
    ("paid_on", "code"),
    [
        (TODAY + timedelta(days=1), RefusalCode.DATE_IN_FUTURE),
        (date(2020, 9, 30), RefusalCode.DATE_BEFORE_BOOKS),
    ],
)
def test_it_is_paid_on_a_day_of_the_books(
    cast: Cast, paid_on: date, code: RefusalCode
) -> None:
    give(cast)
    asked = ask_expense(cast)
    decide(cast, asked)
    facts = {"movement": the(asked), "paid_from": cast.cash, "paid_on": paid_on}
    assert refusal_of(cast.act("somsri"), pay_expense, **facts) is code
    assert balance(cast.fund.pk, "expense:office") == 0


def test_another_funds_expense_is_not_found(cast: Cast) -> None:
    asked = ask_expense(cast)
    act = cast.act("noi", fund=cast.other_fund)
    code = refusal_of(
        act, pay_expense, movement=the(asked), paid_from="cash", paid_on=DAY
    )
    assert code is RefusalCode.NOT_FOUND


def test_entering_the_same_command_again_is_one_expense(cast: Cast) -> None:
    act = cast.act("somsri")
    facts: dict[str, Any] = {
        "expense": "expense:travel",
        "amount_satang": 50_00,
        "occurred_on": DAY,
        "party": "นายบุญมี ตาคำ",
        "reason": "ไปประชุมอำเภอ",
    }
    first = other_expense(act, **facts)
    again = other_expense(cast.act("somsri", command_id=act.command_id), **facts)
    assert first == again
    assert Movement.objects.count() == 1
