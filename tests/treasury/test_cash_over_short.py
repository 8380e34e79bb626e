"""Cash over and short: two people who signed in, and a reason."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from kongbun.kernel.refusal import RefusalCode
from kongbun.ledger.balances import balance
from kongbun.testing.cast import TODAY, Cast, has_audit_line
from kongbun.treasury.actions import cash_over_short
from tests.treasury.steps import DAY, give, refusal_of

pytestmark = pytest.mark.django_db


def facts(cast: Cast, **changed: Any) -> dict[str, Any]:
    return {
        "cash": cast.cash,
        "is_over": False,
        "amount_satang": 20_00,
        "occurred_on": DAY,
        "reason": "นับสามครั้งขาด 20 บาท",
        "second_user_id": cast.users["chanpen"].pk,
        **changed,
    }


def test_short_is_a_loss_and_over_an_income(cast: Cast) -> None:
    give(cast)
    cash_over_short(cast.act("somsri"), **facts(cast))
    assert balance(cast.fund.pk, cast.cash) == 980_00
    assert balance(cast.fund.pk, "expense:cash-short") == 20_00
    cash_over_short(cast.act("somsri"), **facts(cast, is_over=True, amount_satang=5_00))
    assert balance(cast.fund.pk, cast.cash) == 985_00
    assert balance(cast.fund.pk, "income:cash-over") == -5_00
    assert has_audit_line(cast, "treasury.cash_over_short")


def test_one_person_alone_books_no_difference(cast: Cast) -> None:
    give(cast)
    for second, wanted in (
        (None, RefusalCode.SECOND_PERSON_NEEDED),
        (0, RefusalCode.SECOND_PERSON_NEEDED),
        (cast.users["somsri"].pk, RefusalCode.SAME_PERSON),
        (cast.users["prasert"].pk, RefusalCode.NOT_ALLOWED),
        (cast.users["noi"].pk, RefusalCode.NOT_ALLOWED),
    ):
        code = refusal_of(
            cast.act("somsri"), cash_over_short, **facts(cast, second_user_id=second)
        )
        assert code is wanted, second
    assert balance(cast.fund.pk, cast.cash) == 1_000_00


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (TODAY + timedelta(days=1), RefusalCode.DATE_IN_FUTURE),
        (date(2020, 9, 30), RefusalCode.DATE_BEFORE_BOOKS),
    ],
)
def test_a_difference_is_of_a_day_of_the_books(
    cast: Cast, day: date, code: RefusalCode
) -> None:
    give(cast)
    act = cast.act("somsri")
    assert refusal_of(act, cash_over_short, **facts(cast, occurred_on=day)) is code
    assert balance(cast.fund.pk, cast.cash) == 1_000_00


def test_a_difference_has_a_reason_and_an_amount(cast: Cast) -> None:
    give(cast)
    code = refusal_of(cast.act("somsri"), cash_over_short, **facts(cast, reason=" "))
    assert code is RefusalCode.FIELD_EMPTY
    code = refusal_of(
        cast.act("somsri"), cash_over_short, **facts(cast, amount_satang=0)
    )
    assert code is RefusalCode.AMOUNT_UNFIT


def test_only_a_cash_box_can_be_over_or_short(cast: Cast) -> None:
    for place in (cast.bank, cast.bag, "cash:9"):
        code = refusal_of(
            cast.act("somsri"), cash_over_short, **facts(cast, cash=place)
        )
        assert code is RefusalCode.NOT_FOUND


def test_outsiders_book_no_difference(cast: Cast) -> None:
    for who in ("prasert", "sombat", "noi"):
        code = refusal_of(cast.act(who), cash_over_short, **facts(cast))
        assert code is RefusalCode.NOT_ALLOWED


def test_the_same_command_again_is_one_difference(cast: Cast) -> None:
    give(cast)
    act = cast.act("somsri")
    first = cash_over_short(act, **facts(cast))
    again = cash_over_short(
        cast.act("somsri", command_id=act.command_id), **facts(cast)
    )
    assert first == again
    assert balance(cast.fund.pk, cast.cash) == 980_00
