"""What the database holds to by itself: sums of nothing, opposites, closed months.

Raw SQL and rows of the models, as by a program that forgot the rules of `post`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.db.models import Sum

from kongbun.commands.run import Act, command
from kongbun.kernel.money import Money
from kongbun.ledger import chart, entries, guards, models
from kongbun.ledger.accounts import close_month
from kongbun.ledger.balances import balances_on, movements
from kongbun.ledger.post import post
from kongbun.store.guards import ERASED
from kongbun.testing.cast import TODAY, Cast
from tests.ledger.test_post import give, spend, take_back

pytestmark = pytest.mark.django_db
OCTOBER = date(2026, 10, 31)


@command("test.two_legs")
def two_legs(act: Act, *, no: int) -> dict[str, Any]:
    described = entries.receipt(
        book=1,
        no=no,
        received_on=act.today,
        into="cash",
        lines=[("income:dues", Money(900)), ("income:donation", Money(100))],
    )
    return {"entry": post(act, described)[0].id}


@command("test.close_through")
def close_through(act: Act, *, day: date) -> dict[str, Any]:
    close_month(act, closed_through=day)
    return {}


def test_all_accounts_of_every_fund_come_to_nothing(cast: Cast) -> None:
    """As they are kept and as the legs say, after each kind of step."""
    steps: tuple[Callable[[], Any], ...] = (
        lambda: give(cast.act("somsri"), no=1, satang=10_000, on=TODAY),
        lambda: give(cast.act("noi", fund=cast.other_fund), no=1, satang=777, on=TODAY),
        lambda: spend(cast.act("somsri"), no=1, satang=2_500, on=TODAY),
        lambda: two_legs(cast.act("somsri"), no=1),
        lambda: take_back(
            cast.act("somsri"), entry=models.Entry.objects.latest("pk").pk
        ),
    )
    funds = (cast.fund.pk, cast.other_fund.pk)
    for step in steps:
        step()
        kept = models.AccountBalance.objects.values_list("account__fund_id")
        assert dict(kept.annotate(s=Sum("balance_satang"))) == dict.fromkeys(funds, 0)
        for fund in funds:
            assert sum(balances_on(fund, TODAY).values()) == 0
            assert sum(movements(fund, since=None, until=TODAY).values()) == 0


def a_row(cast: Cast, reference: str, **changed: Any) -> models.Entry:
    """An entry's row without its legs, as `post` would never leave it."""
    like = models.Entry.objects.filter(fund=cast.fund).latest("pk")
    facts: dict[str, Any] = {
        "fund": cast.fund,
        "reference": reference,
        "kind": "reversal",
        "occurred_on": TODAY,
        "booked_on": TODAY,
        "received_at": datetime(2026, 11, 20, 3, tzinfo=UTC),
        "leg_count": 2,
        "command": like.command,
        "hash": like.hash,
    }
    return models.Entry.objects.create(**{**facts, **changed})


def refused(attempt: Any) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        attempt()


OTHERWISE = {
    "the same way": (("cash", "income:dues", 900), ("cash", "income:donation", 100)),
    "another sum": (("income:dues", "cash", 901), ("income:donation", "cash", 100)),
    "another account": (
        ("income:dues", "bank:1", 900),
        ("income:donation", "cash", 100),
    ),
    "another order": (("income:donation", "cash", 100), ("income:dues", "cash", 900)),
}


@pytest.mark.parametrize("how", OTHERWISE)
def test_the_database_takes_no_reversal_that_is_not_the_opposite(
    cast: Cast, how: str
) -> None:
    original = two_legs(cast.act("somsri"), no=1)["entry"]
    accounts = dict(
        models.Account.objects.filter(fund=cast.fund).values_list("code", "pk")
    )

    def book(legs: Any) -> None:
        row = a_row(cast, "receipt:1:1:1:reversed", reverses_id=original)
        for seq, (debit, credit, satang) in enumerate(legs, 1):
            models.Leg.objects.create(
                entry=row,
                seq=seq,
                debit_id=accounts[debit],
                credit_id=accounts[credit],
                amount_satang=satang,
            )

    refused(lambda: book(OTHERWISE[how]))
    book((("income:dues", "cash", 900), ("income:donation", "cash", 100)))


def test_the_database_takes_no_reversal_of_a_reversal(cast: Cast) -> None:
    entry = two_legs(cast.act("somsri"), no=1)["entry"]
    take_back(cast.act("somsri"), entry=entry)
    done = models.Entry.objects.get(reverses_id=entry)
    refused(lambda: a_row(cast, "again:1", reverses=done))
    # Nor of one of another fund, nor with more or fewer legs, nor a second time.
    theirs = give(cast.act("noi", fund=cast.other_fund), no=1, satang=5, on=TODAY)
    refused(lambda: a_row(cast, "b:1", reverses_id=theirs["entry"], leg_count=1))
    mine = two_legs(cast.act("somsri"), no=2)["entry"]
    refused(lambda: a_row(cast, "c:1", reverses_id=mine, leg_count=3))
    refused(lambda: a_row(cast, "d:1", reverses_id=entry))
    a_row(cast, "e:1", reverses_id=mine)


@pytest.mark.parametrize("day", [date(2026, 10, 1), OCTOBER, date(2020, 1, 1)])
def test_the_database_takes_nothing_into_a_closed_month(cast: Cast, day: date) -> None:
    give(cast.act("somsri"), no=1, satang=100, on=TODAY)
    facts: dict[str, Any] = {"kind": "other-income", "leg_count": 1}
    a_row(cast, "before:1", booked_on=OCTOBER, **facts)
    close_through(cast.act("somsri"), day=OCTOBER)
    refused(lambda: a_row(cast, "late:1", booked_on=day, **facts))
    a_row(cast, "late:2", booked_on=date(2026, 11, 1), occurred_on=day, **facts)
    # Another fund's month is its own.
    a_row(cast, "late:3", booked_on=day, fund=cast.other_fund, **facts)


def test_a_receipt_number_stands_once_in_its_fund(cast: Cast) -> None:
    """The second row of one fact, whoever writes it."""
    two_legs(cast.act("somsri"), no=1)
    refused(lambda: a_row(cast, "receipt:1:1:1"))
    a_row(cast, "receipt:1:1:1", fund=cast.other_fund)


def test_what_may_change_in_the_books_is_this_and_no_more() -> None:
    told = {one.table: (one.may_change, one.may_erase) for one in guards.PROTECTED}
    never: tuple[tuple[str, ...], dict[str, str]] = ((), {})
    assert told == {
        "ledger_entry": ((), {"memo": ERASED}),
        "ledger_leg": never,
        "ledger_closing": never,
        "ledger_reopening": never,
        "ledger_account": (
            ("name", "holder_id", "closed_on", "bank_name", "bank_account_no"),
            {},
        ),
        "ledger_accountbalance": (("balance_satang",), {}),
    }


def test_benefits_are_codis_fourteen() -> None:
    assert list(chart.BENEFIT_CATEGORIES) == list(range(1, 15))
    for number, name in chart.BENEFIT_CATEGORIES.items():
        assert chart.EXPENSE[f"expense:benefit:{number}"] == f"สวัสดิการ {name}"


def test_money_in_hand_and_money_for_a_purpose_never_go_below_nothing() -> None:
    held = {"cash", "bank", "bag", "investment"}
    assert {kind.value for kind in chart.HELD} == held
    assert {kind.value for kind in chart.GUARDED} == {*held, "restricted"}
