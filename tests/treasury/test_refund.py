"""What goes back to who resigned is the by-law's share of what they paid, once."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from kongbun.dues.payment_actions import Payment, take_payment
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.ledger.balances import balance
from kongbun.people.member_actions import exit_membership
from kongbun.people.models import Membership
from kongbun.testing.cast import TODAY, Cast, has_audit_line, make_member
from kongbun.treasury.actions import reverse_movement
from kongbun.treasury.models import Refund
from kongbun.treasury.refund_actions import enter_refund, take_back_exit
from kongbun.treasury.refunds import refund_due
from tests.counter_law import adopt_law
from tests.treasury.steps import ask_expense, decide, give, pay, refusal_of
from tests.web.doors import Visitor, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def leaver(cast: Cast) -> Membership:
    """Paid 10 months in the books, 100.50 baht before them, and an entry fee."""
    give(cast)
    version(cast, 2563, date(2020, 10, 1), 33)
    made = make_member(cast, 1)
    Membership.objects.filter(pk=made.pk).update(opening_paid_satang=10_050)
    made.refresh_from_db()
    take_payment(
        cast.act("somsri"),
        payments=[
            Payment(member=made.public_id, amount_satang=30_000),
            Payment(member=made.public_id, amount_satang=2_000, kind="entry_fee"),
        ],
        received_on=TODAY,
        into=cast.cash,
        payer_name="เจ้าตัว",
    )
    return made


def version(cast: Cast, year: int, first: date, percent: int) -> None:
    membership = f"entry_fee_baht: 20\nresignation_refund_percent: {percent}"
    adopt_law(cast, membership, year=year, first=first)


def resign(cast: Cast, made: Membership, reason: str = "resigned") -> None:
    exit_membership(
        cast.act("chanpen"),
        membership=made.public_id,
        reason=reason,
        exited_on=TODAY,
    )
    made.refresh_from_db()


def enter(cast: Cast, made: Membership, who: str = "somsri") -> dict[str, Any]:
    return enter_refund(cast.act(who), membership=made.public_id)


def why_not(cast: Cast, made: Membership) -> RefusalCode:
    return refusal_of(cast.act("somsri"), enter_refund, membership=made.public_id)


def test_a_share_of_contributions_goes_back_whole_satang_down(
    cast: Cast, leaver: Membership
) -> None:
    resign(cast, leaver)
    asked = enter(cast, leaver)
    # 33 % of 400.50; the entry fee is the fund's.
    assert (asked["paid_satang"], asked["amount_satang"]) == (40_050, 13_216)
    decide(cast, asked)
    pay(cast, asked)
    assert balance(cast.fund.pk, "expense:refund") == 13_216
    assert has_audit_line(cast, "treasury.enter_refund")


def test_it_goes_back_once_and_again_only_after_a_no(
    cast: Cast, leaver: Membership
) -> None:
    resign(cast, leaver)
    first = enter(cast, leaver)
    assert why_not(cast, leaver) is RefusalCode.REFUND_ENTERED
    decide(cast, first, approved=False, note="รอประชุม")
    second = enter(cast, leaver)
    decide(cast, second)
    pay(cast, second)
    assert why_not(cast, leaver) is RefusalCode.REFUND_ENTERED
    reverse_movement(
        cast.act("somsri"),
        movement=UUID(second["movement"]),
        reason="จ่ายผิดคน",
        second_user_id=cast.users["prasong"].pk,
    )
    enter(cast, leaver)
    assert Refund.objects.filter(membership=leaver).count() == 3
    assert balance(cast.fund.pk, "expense:refund") == 0


def test_an_exit_stands_as_long_as_money_for_it_went_back(
    cast: Cast, leaver: Membership
) -> None:
    resign(cast, leaver)
    asked = enter(cast, leaver)
    back: dict[str, Any] = {"membership": leaver.public_id, "why": "ผิดคน"}
    for step in (None, decide, pay):
        if step is not None:
            step(cast, asked)
        code = refusal_of(cast.act("chanpen"), take_back_exit, **back)
        assert code is RefusalCode.REFUND_STANDS
    reverse_movement(
        cast.act("somsri"),
        movement=UUID(asked["movement"]),
        reason="คืนผิดคน",
        second_user_id=cast.users["prasong"].pk,
    )
    take_back_exit(cast.act("chanpen"), **back)
    leaver.refresh_from_db()
    assert leaver.exited_on is None


def test_an_exit_may_be_taken_back_where_the_refund_was_refused(
    cast: Cast, leaver: Membership
) -> None:
    resign(cast, leaver)
    decide(cast, enter(cast, leaver), approved=False, note="บันทึกผิด")
    take_back_exit(cast.act("chanpen"), membership=leaver.public_id, why="ผิดคน")


@pytest.mark.parametrize("reason", ["died", "struck_off"])
def test_nothing_goes_back_to_others(
    cast: Cast, leaver: Membership, reason: str
) -> None:
    assert why_not(cast, leaver) is RefusalCode.NO_REFUND
    resign(cast, leaver, reason)
    assert why_not(cast, leaver) is RefusalCode.NO_REFUND


def test_the_by_law_of_the_day_of_leaving_says_how_much(
    cast: Cast, leaver: Membership
) -> None:
    version(cast, 2569, TODAY, 50)
    Membership.objects.filter(pk=leaver.pk).update(
        exited_on=date(2026, 11, 19), exit_reason="resigned"
    )
    leaver.refresh_from_db()
    due = refund_due(leaver)
    assert due is not None
    assert due.percent == 33
    Membership.objects.filter(pk=leaver.pk).update(exited_on=TODAY)
    leaver.refresh_from_db()
    due = refund_due(leaver)
    assert due is not None
    assert (due.percent, due.amount.satang) == (50, 20_025)


def test_nobody_types_a_refund(cast: Cast, leaver: Membership) -> None:
    with pytest.raises(Refused) as refused:
        ask_expense(cast, expense="expense:refund")
    assert refused.value.code is RefusalCode.NOT_FOUND
    resign(cast, leaver)
    with pytest.raises(Refused) as refused:
        enter(cast, leaver, who="prasert")
    assert refused.value.code is RefusalCode.NOT_ALLOWED


def test_the_member_s_page_tells_it_and_sends_it(
    cast: Cast, leaver: Membership
) -> None:
    treasurer = Visitor(cast, "somsri")
    page = f"/f/{cast.fund.code}/members/{leaver.public_id}/"
    refund = f"/f/{cast.fund.code}/money/refund/{leaver.public_id}/"
    assert "คืนเงินสมทบ" not in text(treasurer.get(page))
    assert "ไม่มีเงินที่ต้องคืน" in text(treasurer.get(refund))
    resign(cast, leaver)
    shown = text(treasurer.get(page))
    assert "ร้อยละ 33" in shown
    assert "132.16" in shown
    assert refund in shown
    assert treasurer.press(refund).status_code == 302
    shown = text(treasurer.get(page))
    assert "ส่งให้อนุมัติแล้ว" in shown
    assert refund not in shown
