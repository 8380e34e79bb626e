"""Other income: a grant, a donation, interest into cash or bank."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from kongbun.commands.run import Act, command
from kongbun.kernel.refusal import RefusalCode
from kongbun.ledger.accounts import close_month
from kongbun.ledger.balances import balance
from kongbun.ledger.models import Entry
from kongbun.testing.cast import TODAY, Cast, has_audit_line
from kongbun.treasury.actions import other_income
from kongbun.treasury.models import Movement
from tests.treasury.steps import DAY, give, refusal_of

pytestmark = pytest.mark.django_db


def facts(cast: Cast, **changed: Any) -> dict[str, Any]:
    return {
        "income": "income:interest",
        "into": cast.bank,
        "amount_satang": 1_000_25,
        "occurred_on": DAY,
        **changed,
    }


def test_interest_goes_into_the_bank_and_is_income(cast: Cast) -> None:
    told = other_income(cast.act("somsri"), **facts(cast))
    assert balance(cast.fund.pk, cast.bank) == 1_000_25
    assert balance(cast.fund.pk, "income:interest") == -1_000_25
    assert told["number"] == "1/2570"
    assert has_audit_line(cast, "treasury.other_income")


@pytest.mark.parametrize(
    "income",
    [
        "income:seed-grant",
        "income:state-grant",
        "income:other-state",
        "income:local-government",
        "income:local-groups",
        "income:donation",
        "income:interest",
        "income:investment",
        "income:entry-fee",
        "income:other",
    ],
)
def test_every_kind_of_other_income_can_be_booked(cast: Cast, income: str) -> None:
    give(cast, income=income)
    assert balance(cast.fund.pk, income) == -1_000_00


def test_dues_and_cash_over_are_not_entered_here(cast: Cast) -> None:
    for income in ("income:dues", "income:cash-over", "expense:office", "cash", ""):
        code = refusal_of(
            cast.act("somsri"), other_income, **facts(cast, income=income)
        )
        assert code is RefusalCode.NOT_FOUND, income


def test_a_donation_names_its_donor(cast: Cast) -> None:
    code = refusal_of(
        cast.act("somsri"), other_income, **facts(cast, income="income:donation")
    )
    assert code is RefusalCode.FIELD_EMPTY


def test_an_amount_is_above_nothing_and_within_bounds(cast: Cast) -> None:
    for satang in (0, -1, 10**12 + 1):
        code = refusal_of(
            cast.act("somsri"), other_income, **facts(cast, amount_satang=satang)
        )
        assert code is RefusalCode.AMOUNT_UNFIT, satang
    give(cast, 1)
    give(cast, 10**12)


def test_money_goes_only_into_cash_or_bank(cast: Cast) -> None:
    for into in (cast.bag, "income:dues", "bank:9"):
        code = refusal_of(cast.act("somsri"), other_income, **facts(cast, into=into))
        assert code is RefusalCode.NOT_FOUND, into


def test_a_day_before_the_books_or_after_today_is_refused(cast: Cast) -> None:
    before = cast.fund.books_from - timedelta(days=1)
    act = cast.act("somsri")
    code = refusal_of(act, other_income, **facts(cast, occurred_on=before))
    assert code is RefusalCode.DATE_BEFORE_BOOKS
    after = TODAY + timedelta(days=1)
    act = cast.act("somsri")
    code = refusal_of(act, other_income, **facts(cast, occurred_on=after))
    assert code is RefusalCode.DATE_IN_FUTURE
    give(cast, occurred_on=cast.fund.books_from)


def test_collector_centre_and_outsider_book_nothing(cast: Cast) -> None:
    for who in ("prasert", "sombat", "prasong", "noi"):
        code = refusal_of(cast.act(who), other_income, **facts(cast))
        assert code is RefusalCode.NOT_ALLOWED, who
    assert not Movement.objects.exists()
    assert not Entry.objects.exists()
    assert has_audit_line(cast, "treasury.other_income", allowed=False)


def test_the_same_command_again_is_one_income(cast: Cast) -> None:
    act = cast.act("somsri")
    first = other_income(act, **facts(cast))
    again = other_income(
        cast.act("somsri", command_id=act.command_id),
        **facts(cast),
    )
    assert again == first
    assert balance(cast.fund.pk, cast.bank) == 1_000_25


def test_income_of_a_closed_month_stands_on_the_first_open_day(cast: Cast) -> None:
    @command("test.shut")
    def shut(act: Act) -> dict[str, Any]:
        close_month(act, closed_through=date(2026, 10, 31))
        return {}

    shut(cast.act("somsri"))
    told = give(cast, occurred_on=date(2026, 10, 15))
    assert told["booked_on"] == "2026-11-01"
    assert Entry.objects.get().occurred_on == date(2026, 10, 15)


def test_numbers_run_within_the_fiscal_year(cast: Cast) -> None:
    last_year = date(2026, 9, 30)
    assert give(cast, occurred_on=last_year, today=last_year)["number"] == "1/2569"
    assert give(cast)["number"] == "1/2570"
    assert give(cast)["number"] == "2/2570"
