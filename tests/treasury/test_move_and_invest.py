"""Money that stays the fund's: between cash and banks, into investments and out."""

from __future__ import annotations

from typing import Any

import pytest

from kongbun.founding.actions import open_money_account
from kongbun.kernel.refusal import RefusalCode
from kongbun.ledger.balances import balance
from kongbun.testing.cast import Cast, has_audit_line
from kongbun.treasury.actions import buy_investment, move_money, sell_investment
from tests.treasury.steps import DAY, give, refusal_of

pytestmark = pytest.mark.django_db


def moving(cast: Cast, **changed: Any) -> dict[str, Any]:
    return {
        "source": cast.cash,
        "into": cast.bank,
        "amount_satang": 600_00,
        "occurred_on": DAY,
        **changed,
    }


@pytest.fixture
def bond(cast: Cast) -> str:
    opened = open_money_account(
        cast.act("somsri"), kind="investment", name="สลาก ธ.ก.ส."
    )
    return str(opened["code"])


def test_cash_goes_to_the_bank_and_back(cast: Cast) -> None:
    give(cast)
    move_money(cast.act("somsri"), **moving(cast))
    assert balance(cast.fund.pk, cast.cash) == 400_00
    assert balance(cast.fund.pk, cast.bank) == 600_00
    back = moving(cast, source=cast.bank, into=cast.cash)
    move_money(cast.act("somsri"), **back)
    assert balance(cast.fund.pk, cast.bank) == 0
    assert has_audit_line(cast, "treasury.move_money")


def test_one_bank_account_pays_into_another(cast: Cast) -> None:
    second = open_money_account(cast.act("somsri"), kind="bank", name="ออมสิน")["code"]
    give(cast, into=cast.bank)
    move_money(cast.act("somsri"), **moving(cast, source=cast.bank, into=second))
    assert balance(cast.fund.pk, second) == 600_00


def test_a_place_does_not_pay_itself_nor_a_bag(cast: Cast) -> None:
    give(cast)
    code = refusal_of(cast.act("somsri"), move_money, **moving(cast, into=cast.cash))
    assert code is RefusalCode.SAME_PLACE
    for changed in ({"into": cast.bag}, {"source": cast.bag}, {"into": "income:dues"}):
        code = refusal_of(cast.act("somsri"), move_money, **moving(cast, **changed))
        assert code is RefusalCode.NOT_FOUND


def test_more_than_there_is_does_not_move(cast: Cast) -> None:
    give(cast, 599_99)
    code = refusal_of(cast.act("somsri"), move_money, **moving(cast))
    assert code is RefusalCode.NOT_ENOUGH_MONEY
    assert balance(cast.fund.pk, cast.cash) == 599_99


def buying(cast: Cast, bond: str, **changed: Any) -> dict[str, Any]:
    return {
        "investment": bond,
        "paid_from": cast.bank,
        "amount_satang": 500_00,
        "occurred_on": DAY,
        **changed,
    }


def selling(cast: Cast, bond: str, **changed: Any) -> dict[str, Any]:
    return {
        "investment": bond,
        "into": cast.bank,
        "cost_satang": 500_00,
        "proceeds_satang": 520_00,
        "occurred_on": DAY,
        **changed,
    }


@pytest.mark.parametrize(
    ("proceeds", "gain", "loss"),
    [(520_00, 20_00, 0), (500_00, 0, 0), (470_00, 0, 30_00), (0, 0, 500_00)],
)
def test_a_sale_books_its_gain_or_loss(
    cast: Cast, bond: str, proceeds: int, gain: int, loss: int
) -> None:
    give(cast, into=cast.bank)
    buy_investment(cast.act("somsri"), **buying(cast, bond))
    assert balance(cast.fund.pk, bond) == 500_00
    sell_investment(cast.act("somsri"), **selling(cast, bond, proceeds_satang=proceeds))
    assert balance(cast.fund.pk, bond) == 0
    assert balance(cast.fund.pk, cast.bank) == 500_00 + proceeds
    assert balance(cast.fund.pk, "income:investment") == -gain
    assert balance(cast.fund.pk, "expense:other") == loss


def test_more_than_was_bought_is_not_sold(cast: Cast, bond: str) -> None:
    give(cast, into=cast.bank)
    buy_investment(cast.act("somsri"), **buying(cast, bond))
    code = refusal_of(
        cast.act("somsri"),
        sell_investment,
        **selling(cast, bond, cost_satang=500_01),
    )
    assert code is RefusalCode.NOT_ENOUGH_MONEY


def test_outsiders_move_buy_and_sell_nothing(cast: Cast, bond: str) -> None:
    give(cast)
    for who in ("prasert", "prasong", "sombat", "noi"):
        for action, facts in (
            (move_money, moving(cast)),
            (buy_investment, buying(cast, bond)),
            (sell_investment, selling(cast, bond)),
        ):
            assert refusal_of(cast.act(who), action, **facts) is RefusalCode.NOT_ALLOWED


def test_the_same_command_again_moves_once(cast: Cast, bond: str) -> None:
    give(cast, into=cast.bank)
    for action, facts in (
        (move_money, moving(cast, source=cast.bank, into=cast.cash)),
        (buy_investment, buying(cast, bond, amount_satang=100_00)),
        (sell_investment, selling(cast, bond, cost_satang=50_00)),
    ):
        act = cast.act("somsri")
        first = action(act, **facts)
        again = action(cast.act("somsri", command_id=act.command_id), **facts)
        assert first == again
    assert balance(cast.fund.pk, cast.cash) == 600_00
    assert balance(cast.fund.pk, bond) == 50_00
