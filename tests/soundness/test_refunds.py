"""Contributions given back, and what the share was taken of, against each other."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from kongbun.dues.payment_actions import Payment, take_payment
from kongbun.dues.reversal_actions import reverse_receipt
from kongbun.people.member_actions import exit_membership
from kongbun.receipts.models import Receipt
from kongbun.soundness.check import check
from kongbun.testing import insider
from kongbun.testing.cast import TODAY, Cast, by_hand, make_cast, make_member
from kongbun.testing.databases import Once
from kongbun.treasury.entering_actions import what_is_approved
from kongbun.treasury.models import Movement
from kongbun.treasury.refund_actions import enter_refund
from tests.counter_law import adopt_law
from tests.treasury.steps import ask_expense, decide, give, pay

NOW = datetime(2026, 11, 20, 5, tzinfo=UTC)
PAID = "UPDATE treasury_refund SET paid_satang = {0}"
SHARE = "UPDATE treasury_refund SET percent = {0}"
BOOKED = (
    "UPDATE ledger_leg SET amount_satang = {0} WHERE entry_id ="
    " (SELECT entry_id FROM treasury_movementbooking WHERE movement_id ="
    " (SELECT movement_id FROM treasury_refund))"
)
AMOUNT = (
    "UPDATE treasury_movement SET amount_satang = {0} WHERE id ="
    " (SELECT movement_id FROM treasury_refund)"
)


def all_of_it(satang: int) -> tuple[str, ...]:
    """The money, its paper and the word on it."""
    return AMOUNT.format(satang), BOOKED.format(satang)


PLANTED: dict[str, tuple[str, ...]] = {
    "a share of ten times as much": (PAID.format(400_500),),
    "another share": (SHARE.format(34),),
    "ten times as much, paid out": (PAID.format(400_500), *all_of_it(132_165)),
    "less than was paid, paid out": (PAID.format(20_000), *all_of_it(6_600)),
    "a share that the by-law does not give": (SHARE.format(50), *all_of_it(20_025)),
    "given back to who is still a member": (
        "UPDATE people_membership SET exited_on = NULL, exit_reason = ''",
    ),
    "given back to who died": ("UPDATE people_membership SET exit_reason = 'died'",),
    "given back to nobody": ("DELETE FROM treasury_refund",),
}


def begin() -> Cast:
    """Who paid before the books and in them resigned, and was given a third back.

    A receipt was reversed before it, and another after it.
    """
    cast = make_cast()
    give(cast, 5_000_00)
    adopt_law(cast, "entry_fee_baht: 20\nresignation_refund_percent: 33")
    made = make_member(cast, 1)
    with by_hand(cast.fund):
        made.opening_paid_satang = 10_050
        made.save()
    for satang, kind in ((9_000, "dues"), (30_000, "dues"), (2_000, "entry_fee")):
        take_payment(
            cast.act("somsri"),
            payments=[
                Payment(member=made.public_id, amount_satang=satang, kind=kind),
            ],
            received_on=TODAY,
            into=cast.cash,
            payer_name="เจ้าตัว",
        )
        if satang == 9_000:
            reverse(cast)
    exit_membership(
        cast.act("chanpen"),
        membership=made.public_id,
        reason="resigned",
        exited_on=TODAY,
    )
    asked = enter_refund(cast.act("somsri"), membership=made.public_id)
    assert asked["amount_satang"] == 13_216
    decide(cast, asked)
    pay(cast, asked)
    return cast


def reverse(cast: Cast) -> None:
    last = Receipt.objects.filter(amount_satang__gt=2_000).latest("pk")
    reverse_receipt(cast.act("somsri"), receipt=last.public_id, reason="ผิดคน")


@pytest.fixture
def cast(once: Once) -> Cast:
    return once(begin)


def codes_after(*statements: str) -> set[str]:
    with insider.tampering() as cursor:
        for sql in statements:
            cursor.execute(sql)
            assert cursor.rowcount >= 1, sql
    return sealed()


def sealed() -> set[str]:
    """After every hash of the expense, of the word on it, and of the chain."""
    every = Movement.objects.using(insider.alias()).filter(other__code="expense:refund")
    bound = [(what_is_approved(one), one) for one in every]
    with insider.tampering() as cursor:
        for made, moved in bound:
            cursor.execute(
                "UPDATE treasury_movement SET content_hash = %s WHERE id = %s",
                [made, moved.pk],
            )
            cursor.execute(
                "UPDATE approvals_approval SET content_hash = %s WHERE subject_id = %s",
                [made, moved.public_id.bytes],
            )
        insider.recache(cursor)
        insider.reseal(cursor)
    return {one.code for one in check(now=NOW)}


def test_a_sound_refund_raises_none(cast: Cast) -> None:
    assert check(now=NOW) == []
    # What is reversed afterwards had been paid then.
    reverse(cast)
    assert check(now=NOW) == []


@pytest.mark.parametrize("what", PLANTED)
def test_another_refund_is_found(cast: Cast, what: str) -> None:
    assert cast.fund
    assert codes_after(*PLANTED[what]) == {"K012"}


def test_a_second_refund_of_one_member_is_found(cast: Cast) -> None:
    """An expense of the same sum, made to look like what goes back to them.

    Its row also stands under the newest link, of a command that writes no such row.
    """
    asked = ask_expense(cast, 132_16)
    decide(cast, asked)
    pay(cast, asked)
    assert check(now=NOW) == []
    last = "(SELECT MAX(id) FROM treasury_movement)"
    account = "(SELECT other_id FROM treasury_movement WHERE id = (SELECT MIN(id) FROM"
    assert codes_after(
        f"UPDATE treasury_movement SET other_id = {account} treasury_movement WHERE"
        f" kind = 'expense')) WHERE id = {last}",
        f"UPDATE ledger_leg SET debit_id = {account} treasury_movement WHERE"
        " kind = 'expense')) WHERE entry_id = (SELECT entry_id FROM"
        f" treasury_movementbooking WHERE movement_id = {last})",
        "INSERT INTO treasury_refund (movement_id, membership_id, percent,"
        f" paid_satang, bylaw_id) SELECT {last}, membership_id, percent, paid_satang,"
        " bylaw_id FROM treasury_refund",
    ) == {"K012", "K013"}
