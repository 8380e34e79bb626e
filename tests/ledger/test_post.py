"""The books take what they are given whole or not at all, and never forget it.

Method: the cast's own actions where there are some, `post` itself for the rest, and
raw SQL for what only an insider would try.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kongbun.commands.run import Act, command
from kongbun.kernel.money import Money
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.ledger import entries, models
from kongbun.ledger.accounts import close_month
from kongbun.ledger.balances import (
    balance,
    balance_on,
    balances_on,
    first_day_kept,
    movements,
    stood_on,
)
from kongbun.ledger.lines import journal
from kongbun.ledger.post import post, reverse
from kongbun.testing.cast import TODAY, Cast

pytestmark = pytest.mark.django_db


@command("test.give")
def give(act: Act, *, no: int, satang: int, on: date) -> dict[str, Any]:
    posted = post(
        act,
        entries.other_income(
            reference=f"gift:{no}:1",
            occurred_on=on,
            income="income:donation",
            into="cash",
            amount=Money(satang),
        ),
    )
    return {"entry": posted[0].id, "booked_on": posted[0].booked_on}


@command("test.spend")
def spend(act: Act, *, no: int, satang: int, on: date) -> dict[str, Any]:
    posted = post(
        act,
        entries.other_expense(
            reference=f"cost:{no}:1",
            occurred_on=on,
            expense="expense:office",
            paid_from="cash",
            amount=Money(satang),
        ),
    )
    return {"entry": posted[0].id}


@command("test.reverse")
def take_back(act: Act, *, entry: int) -> dict[str, Any]:
    return {"reference": reverse(act, entry, reason="ผิดคน").reference}


def refusal_of(act: Act, action: Any, **facts: Any) -> RefusalCode:
    with pytest.raises(Refused) as caught:
        action(act, **facts)
    return caught.value.code


def test_money_goes_from_one_account_into_another(cast: Cast) -> None:
    give(cast.act("somsri"), no=1, satang=10_000, on=TODAY)
    assert balance(cast.fund.pk, "cash") == 10_000
    assert balances_on(cast.fund.pk, TODAY) == {
        "cash": 10_000,
        "income:donation": -10_000,
    }
    assert [
        (line.account_code, line.debit_satang, line.credit_satang)
        for line in journal(cast.fund.pk, since=TODAY, until=TODAY)
    ] == [("cash", 10_000, 0), ("income:donation", 0, 10_000)]


def test_money_that_is_not_there_is_not_paid(cast: Cast) -> None:
    give(cast.act("somsri"), no=1, satang=10_000, on=TODAY)
    code = refusal_of(cast.act("somsri"), spend, no=1, satang=10_001, on=TODAY)
    assert code is RefusalCode.NOT_ENOUGH_MONEY
    assert balance(cast.fund.pk, "cash") == 10_000
    spend(cast.act("somsri"), no=1, satang=10_000, on=TODAY)
    assert balance(cast.fund.pk, "cash") == 0


def test_tomorrow_cannot_be_booked_today(cast: Cast) -> None:
    tomorrow = TODAY + timedelta(days=1)
    code = refusal_of(cast.act("somsri"), give, no=1, satang=1, on=tomorrow)
    assert code is RefusalCode.DATE_IN_FUTURE


def test_the_same_fact_with_other_content_is_refused(cast: Cast) -> None:
    first = give(cast.act("somsri"), no=1, satang=100, on=TODAY)
    again = give(cast.act("somsri"), no=1, satang=100, on=TODAY)
    assert again == first
    assert balance(cast.fund.pk, "cash") == 100
    code = refusal_of(cast.act("somsri"), give, no=1, satang=101, on=TODAY)
    assert code is RefusalCode.REFERENCE_TAKEN


def test_a_reversal_is_the_exact_opposite_and_happens_once(cast: Cast) -> None:
    entry = give(cast.act("somsri"), no=1, satang=100, on=TODAY)["entry"]
    take_back(cast.act("somsri"), entry=entry)
    assert balance(cast.fund.pk, "cash") == 0
    assert set(balances_on(cast.fund.pk, TODAY).values()) == {0}
    code = refusal_of(cast.act("somsri"), take_back, entry=entry)
    assert code is RefusalCode.ALREADY_REVERSED


def test_a_late_fact_goes_into_the_first_open_day_with_its_true_date(
    cast: Cast,
) -> None:
    @command("test.close")
    def close(act: Act) -> dict[str, Any]:
        close_month(act, closed_through=date(2026, 10, 31))
        return {}

    close(cast.act("somsri"))
    late = give(cast.act("somsri"), no=1, satang=5, on=date(2026, 10, 12))
    assert late["booked_on"] == date(2026, 11, 1)
    row = models.Entry.objects.get(pk=late["entry"])
    assert row.occurred_on == date(2026, 10, 12)
    assert movements(cast.fund.pk, since=None, until=date(2026, 10, 31)) == {}


TAMPERING = [
    "UPDATE ledger_leg SET amount_satang = amount_satang + 1",
    "DELETE FROM ledger_leg",
    "UPDATE ledger_entry SET booked_on = '2020-01-01'",
    "UPDATE ledger_entry SET reference = 'other'",
    "UPDATE ledger_entry SET leg_count = 2",
    "DELETE FROM ledger_entry",
    "INSERT INTO ledger_leg (entry_id, seq, debit_id, credit_id, amount_satang) "
    "SELECT entry_id, 2, debit_id, credit_id, 5 FROM ledger_leg",
    "INSERT INTO ledger_leg (entry_id, seq, debit_id, credit_id, amount_satang) "
    "SELECT entry_id, 0, debit_id, credit_id, 5 FROM ledger_leg",
    "UPDATE ledger_account SET code = 'cash:9'",
    "UPDATE commands_command SET kind = 'x'",
    "DELETE FROM commands_commandoutcome",
    "UPDATE audit_auditevent SET action = 'x'",
    "DELETE FROM audit_auditevent",
    "UPDATE ledger_accountbalance SET balance_satang = -1 WHERE guarded",
    "UPDATE ledger_accountbalance SET guarded = NOT guarded",
]
SQLITE_TAMPERING = [
    "INSERT OR REPLACE INTO ledger_entry SELECT * FROM ledger_entry",
    "INSERT OR REPLACE INTO ledger_leg SELECT * FROM ledger_leg",
    "REPLACE INTO audit_auditevent SELECT * FROM audit_auditevent",
]
POSTGRES_TAMPERING = ["TRUNCATE ledger_leg", "TRUNCATE audit_auditevent CASCADE"]


@pytest.mark.parametrize("sql", [*TAMPERING, *SQLITE_TAMPERING, *POSTGRES_TAMPERING])
def test_the_database_itself_refuses_to_change_a_booked_fact(
    cast: Cast, sql: str
) -> None:
    only = {"sqlite": SQLITE_TAMPERING, "postgresql": POSTGRES_TAMPERING}
    if any(sql in they and name != connection.vendor for name, they in only.items()):
        return
    give(cast.act("somsri"), no=1, satang=100, on=TODAY)
    with (
        pytest.raises(DatabaseError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)
    assert balances_on(cast.fund.pk, TODAY)["cash"] == 100


@pytest.mark.parametrize(
    ("debit", "credit", "satang"),
    [
        ("cash", "cash", 5),
        ("cash", "income:donation", 0),
        ("cash", "income:donation", -5),
        ("cash", "income:donation", 10**12 + 1),
        ("cash", "other fund's", 5),
    ],
)
def test_a_leg_of_a_bad_shape_cannot_be_written(
    cast: Cast, debit: str, credit: str, satang: int
) -> None:
    give(cast.act("somsri"), no=1, satang=100, on=TODAY)
    sample = models.Entry.objects.get(reference="gift:1:1")
    account = models.Account.objects.get
    credited = (
        account(fund=cast.other_fund, code="income:donation")
        if credit == "other fund's"
        else account(fund=cast.fund, code=credit)
    )
    sample.pk, sample.reference = None, "gift:2:1"
    sample.save(force_insert=True)
    with pytest.raises(DatabaseError), transaction.atomic():
        models.Leg.objects.create(
            entry=sample,
            seq=1,
            debit=account(fund=cast.fund, code=debit),
            credit=credited,
            amount_satang=satang,
        )


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(moves=st.lists(st.tuples(st.booleans(), st.integers(1, 500)), max_size=12))
def test_any_run_of_moves_leaves_nothing_over_and_nothing_below_zero(
    cast: Cast, moves: list[tuple[bool, int]]
) -> None:
    start = balance(cast.fund.pk, "cash")
    held = start
    base = models.Entry.objects.count() * 1000
    for n, (comes_in, satang) in enumerate(moves):
        action = give if comes_in else spend
        act = cast.act("somsri")
        facts: dict[str, Any] = {"no": base + n, "satang": satang, "on": TODAY}
        if not comes_in and satang > held:
            code = refusal_of(act, action, **facts)
            assert code is RefusalCode.NOT_ENOUGH_MONEY
        else:
            action(act, **facts)
            held += satang if comes_in else -satang
    assert balance(cast.fund.pk, "cash") == held >= 0
    assert sum(balances_on(cast.fund.pk, TODAY).values()) == 0


@command("test.open")
def open_books(act: Act, *, on: date) -> dict[str, Any]:
    described = entries.opening(
        reference="opening:1", cut_over_on=on, holdings=[("cash", Money(50_000))]
    )
    return {"entry": post(act, described)[0].id}


def test_both_ways_to_a_past_day_lead_to_what_stood_there(cast: Cast) -> None:
    fund, act = cast.fund.pk, cast.act("somsri")
    first = TODAY - timedelta(days=30)
    give(act, no=1, satang=10_000, on=first)
    for days, no in ((3, 2), (12, 3), (15, 4), (28, 5)):
        give(cast.act("somsri"), no=no, satang=no * 1_000, on=first + timedelta(days))
        spend(cast.act("somsri"), no=no, satang=no * 100, on=first + timedelta(days))
    for days in range(-1, 32):
        on = first + timedelta(days)
        booked = balances_on(fund, on)
        stood = {code: satang for code, satang in stood_on(fund, on).items() if satang}
        assert stood == {code: satang for code, satang in booked.items() if satang}
        for code in ("cash", "expense:office"):
            assert balance_on(fund, code, on) == booked.get(code, 0)


def test_books_begin_after_the_day_of_their_opening(cast: Cast) -> None:
    fund, cut_over = cast.fund.pk, TODAY - timedelta(days=9)
    assert first_day_kept(fund) is None
    give(cast.act("somsri"), no=1, satang=10_000, on=TODAY - timedelta(days=2))
    assert first_day_kept(fund) == TODAY - timedelta(days=2)
    open_books(cast.act("somsri"), on=cut_over)
    assert first_day_kept(fund) == TODAY - timedelta(days=2)
    give(cast.act("somsri"), no=2, satang=500, on=cut_over)
    assert first_day_kept(fund) == cut_over + timedelta(days=1)
