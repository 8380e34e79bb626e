"""A wrong movement is reversed with a reason; both stay readable."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, transaction

from kongbun.kernel.refusal import RefusalCode
from kongbun.ledger.balances import balance, balances_on
from kongbun.testing.cast import TODAY, Cast, has_audit_line
from kongbun.treasury.actions import cash_over_short, reverse_movement
from kongbun.treasury.models import Movement
from tests.treasury.steps import DAY, ask_expense, decide, give, pay, refusal_of

pytestmark = pytest.mark.django_db


def undo(cast: Cast, told: dict[str, Any], **changed: Any) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "movement": UUID(told["movement"]),
        "reason": "ลงผิดกองทุน",
    }
    who = changed.pop("who", "somsri")
    return reverse_movement(cast.act(who), **{**facts, **changed})


def test_a_reversal_takes_everything_back_and_leaves_both(cast: Cast) -> None:
    told = give(cast)
    undo(cast, told)
    assert set(balances_on(cast.fund.pk, TODAY).values()) == {0}
    movement = Movement.objects.get()
    assert movement.reversal.reason == "ลงผิดกองทุน"
    assert movement.booking.entry.reversed_by == movement.reversal.entry
    assert has_audit_line(cast, "treasury.reverse_movement")


def test_it_happens_once_with_a_reason(cast: Cast) -> None:
    told = give(cast)
    with pytest.raises(Exception, match="field-empty"):
        undo(cast, told, reason=" ")
    undo(cast, told)
    with pytest.raises(Exception, match="already-reversed"):
        undo(cast, told)


def test_money_already_spent_cannot_be_taken_back(cast: Cast) -> None:
    told = give(cast)
    asked = ask_expense(cast)
    decide(cast, asked)
    pay(cast, asked)
    with pytest.raises(Exception, match="not-enough-money"):
        undo(cast, told)
    assert balance(cast.fund.pk, cast.cash) == 800_00


def test_what_took_two_people_takes_two_to_reverse(cast: Cast) -> None:
    give(cast)
    asked = ask_expense(cast)
    decide(cast, asked)
    with pytest.raises(Exception, match="not-booked-yet"):
        undo(cast, asked)
    pay(cast, asked)
    short = cash_over_short(
        cast.act("somsri"),
        cash=cast.cash,
        is_over=False,
        amount_satang=1_00,
        occurred_on=DAY,
        reason="ขาด",
        second_user_id=cast.users["chanpen"].pk,
    )
    for told in (asked, short):
        with pytest.raises(Exception, match="second-person-needed"):
            undo(cast, told)
        undo(cast, told, second_user_id=cast.users["prasong"].pk)
    assert balance(cast.fund.pk, cast.cash) == 1_000_00
    assert balance(cast.fund.pk, "expense:office") == 0
    assert balance(cast.fund.pk, "expense:cash-short") == 0


def test_outsiders_reverse_nothing(cast: Cast) -> None:
    told = give(cast)
    for who in ("prasert", "prasong", "sombat", "noi"):
        with pytest.raises(Exception, match="not-allowed"):
            undo(cast, told, who=who)
    code = refusal_of(
        cast.act("noi", fund=cast.other_fund),
        reverse_movement,
        movement=UUID(told["movement"]),
        reason="x",
    )
    assert code is RefusalCode.NOT_FOUND
    assert balance(cast.fund.pk, cast.cash) == 1_000_00


def test_what_was_entered_cannot_be_changed_or_deleted(cast: Cast) -> None:
    give(cast)
    with pytest.raises(DatabaseError), transaction.atomic():
        Movement.objects.update(amount_satang=1)
    with pytest.raises(DatabaseError), transaction.atomic():
        Movement.objects.all().delete()
