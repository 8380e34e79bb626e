"""What stands and stood in the accounts: each border of days, funds and entries."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kongbun.kernel.money import Money
from kongbun.ledger import entries, models
from kongbun.ledger.accounts import open_account
from kongbun.ledger.balances import (
    accounts,
    balance,
    balance_on,
    balances_on,
    closed_days,
    closed_through,
    first_day_kept,
    moved,
    movements,
    newest_entry_id,
    reopened_closes,
    stood_on,
    turnover,
)
from kongbun.ledger.chart import AccountKind, standing_accounts
from kongbun.testing.cast import TODAY, Cast
from tests.ledger.books import booked, close, cost, days, gift, reopen

pytestmark = pytest.mark.django_db


@pytest.fixture
def fund(cast: Cast) -> int:
    """Gifts of 1,000 and costs of 100 on three days; another fund's on the second."""
    for no, day in enumerate((1, 5, 9), 1):
        booked(cast, gift(no, 1_000 * no, days(day)), cost(no, 100 * no, days(day)))
    booked(cast, gift(1, 77, days(5)), who="noi")
    return cast.fund.pk


def test_the_accounts_of_a_fund_are_told_as_they_are(cast: Cast, fund: int) -> None:
    row = models.Account.objects.get(fund=fund, code=cast.bag)
    (bag,) = accounts(fund, AccountKind.BAG)
    assert (bag.id, bag.public_id, bag.code) == (row.pk, row.public_id, "bag:1")
    assert (bag.kind, bag.name) == (AccountKind.BAG, "ถุงนายประเสริฐ")
    assert (bag.holder_id, bag.closed_on) == (cast.users["prasert"].pk, None)
    (cash,) = accounts(fund, AccountKind.CASH)
    assert cash.balance_satang == 5_400
    two = accounts(fund, AccountKind.BAG, AccountKind.BANK)
    assert [line.code for line in two] == ["bank:1", "bag:1"]
    everything = [line.id for line in accounts(fund)]
    assert everything == sorted(everything)
    of_fund = models.Account.objects.filter(fund=fund)
    assert set(everything) == set(of_fund.values_list("pk", flat=True))


def test_an_account_that_is_closed_is_told_when_it_is_asked_for(
    cast: Cast, fund: int
) -> None:
    models.Account.objects.filter(fund=fund, code=cast.bag).update(closed_on=TODAY)
    assert accounts(fund, AccountKind.BAG) == []
    (bag,) = accounts(fund, AccountKind.BAG, include_closed=True)
    assert (bag.code, bag.closed_on) == (cast.bag, TODAY)
    assert cast.bag in stood_on(fund, TODAY)


def test_the_accounts_every_fund_has_may_stand_on_either_side(cast: Cast) -> None:
    expected = {code: (kind, name, False) for code, kind, name in standing_accounts()}
    rows = models.Account.objects.filter(fund=cast.fund, code__contains=":")
    told = {
        row.code: (AccountKind(row.kind), row.name, row.balance.guarded)
        for row in rows.exclude(kind__in=("bank", "bag")).select_related("balance")
    }
    suspense = [code for code in told if code.startswith("suspense")]
    assert {code: told[code] for code in told if code not in suspense} == expected


@pytest.mark.parametrize(
    ("kind", "codes", "guarded"),
    [
        (AccountKind.CASH, ["cash:2", "cash:3"], True),
        (AccountKind.BANK, ["bank:2", "bank:3"], True),
        (AccountKind.BAG, ["bag:2", "bag:3"], True),
        (AccountKind.INVESTMENT, ["investment:1", "investment:2"], True),
        (AccountKind.RESTRICTED, ["restricted:1", "restricted:2"], True),
    ],
)
def test_the_next_account_of_a_kind_has_the_next_number(
    cast: Cast, kind: AccountKind, codes: list[str], guarded: bool
) -> None:
    for code in codes:
        made = open_account(
            cast.fund.pk,
            kind,
            name=f"ที่ {code}",
            opened_on=TODAY,
            holder_id=cast.users["prasert"].pk,
            bank_name="ธ.ก.ส.",
            bank_account_no="123",
        )
        row = models.Account.objects.select_related("balance").get(pk=made.pk)
        assert (row.code, row.kind, row.name) == (code, kind.value, f"ที่ {code}")
        assert (row.holder, row.opened_on) == (cast.users["prasert"], TODAY)
        assert (row.bank_name, row.bank_account_no) == ("ธ.ก.ส.", "123")
        assert (row.balance.guarded, row.balance.balance_satang) == (guarded, 0)


def test_suspense_is_no_money_in_hand(cast: Cast) -> None:
    facts = {"name": "พัก", "opened_on": TODAY}
    made = open_account(cast.fund.pk, AccountKind.SUSPENSE, **facts)  # type: ignore[arg-type]
    assert made.code.startswith("suspense:")
    row = models.Account.objects.select_related("balance").get(pk=made.pk)
    assert (row.holder, row.bank_name, row.bank_account_no) == (None, "", "")
    assert not row.balance.guarded


def test_what_moved_is_of_these_days_and_of_this_fund(fund: int) -> None:
    during = turnover(fund, since=days(5), until=days(5))
    assert during == {
        "cash": (2_000, 200),
        "expense:office": (200, 0),
        "income:donation": (0, 2_000),
    }
    assert list(during) == sorted(during)
    assert turnover(fund, since=days(5), until=None)["cash"] == (5_000, 500)
    assert turnover(fund, since=None, until=days(5))["cash"] == (3_000, 300)
    assert turnover(fund, since=days(6), until=days(8)) == {}
    assert movements(fund, since=days(2), until=days(9)) == {
        "cash": 4_500,
        "expense:office": 500,
        "income:donation": -5_000,
    }


@pytest.mark.parametrize(
    ("after", "until", "expected"),
    [
        (None, None, 5_400),
        (1, None, 4_500),
        (0, None, 5_400),
        (None, 5, 2_700),
        (None, 4, 900),
        (1, 5, 1_800),
        (5, 5, 0),
        (9, None, 0),
    ],
)
def test_one_account_after_a_day_and_through_another(
    fund: int, after: int | None, until: int | None, expected: int
) -> None:
    satang = moved(
        fund,
        "cash",
        after=None if after is None else days(after),
        until=None if until is None else days(until),
    )
    assert satang == expected


def test_what_came_into_the_books_later_is_left_out(cast: Cast, fund: int) -> None:
    known = newest_entry_id(fund)
    booked(cast, gift(9, 50, days(3)))
    assert moved(fund, "cash", newest_entry_id=known) == 5_400
    assert moved(fund, "cash", newest_entry_id=known - 1) == 5_700
    assert moved(fund, "cash") == 5_450
    assert newest_entry_id(fund) == models.Entry.objects.latest("pk").pk


def test_before_the_first_entry_there_is_none(cast: Cast) -> None:
    assert newest_entry_id(cast.fund.pk) == 0
    booked(cast, gift(1, 5), who="noi")
    assert newest_entry_id(cast.fund.pk) == 0
    assert moved(cast.fund.pk, "cash") == 0
    assert balance(cast.fund.pk, "cash") == 0
    assert balance_on(cast.fund.pk, "cash", TODAY) == 0
    assert set(stood_on(cast.fund.pk, TODAY).values()) == {0}


def says_from_now(look: Callable[[], object]) -> bool:
    """Whether what stands now was asked for."""
    with CaptureQueriesContext(connection) as seen:
        look()
    return any("ledger_accountbalance" in one["sql"] for one in seen.captured_queries)


@pytest.mark.parametrize(
    ("day", "early"),
    [(0, True), (1, True), (4, True), (6, False), (9, False), (30, False)],
)
def test_a_day_is_reached_from_the_nearer_end(
    cast: Cast, fund: int, day: int, early: bool
) -> None:
    """Whenever another fund began or ended."""
    booked(cast, gift(8, 1, days(-900)), gift(9, 1, days(39)), who="noi")
    on = days(day)
    assert says_from_now(lambda: balance_on(fund, "cash", on)) is not early
    assert says_from_now(lambda: stood_on(fund, on)) is not early
    assert balance_on(fund, "cash", on) == balances_on(fund, on).get("cash", 0)


def opening(day: date, no: int = 1) -> entries.Entry:
    return entries.opening(
        reference=f"opening:{no}", cut_over_on=day, holdings=[("cash", Money(500))]
    )


def test_books_that_only_opened_begin_the_day_after(cast: Cast) -> None:
    booked(cast, opening(days(3)), gift(1, 5, days(2)), who="noi")
    assert first_day_kept(cast.fund.pk) is None
    booked(cast, opening(days(3)))
    assert first_day_kept(cast.fund.pk) == days(4)
    booked(cast, gift(1, 5, days(4)))
    assert first_day_kept(cast.fund.pk) == days(4)


def test_equity_of_another_kind_opens_no_books(cast: Cast) -> None:
    booked(cast, gift(1, 5, days(1)))
    odd = entries.transfer(
        reference="odd:1:1",
        occurred_on=days(8),
        source="equity:opening",
        into="cash",
        amount=Money(5),
    )
    booked(cast, odd)
    assert first_day_kept(cast.fund.pk) == days(1)


SEPTEMBER, OCTOBER = date(2026, 9, 30), date(2026, 10, 31)


def test_months_are_closed_opened_and_closed_again(cast: Cast) -> None:
    fund = cast.fund.pk
    assert (closed_through(fund), closed_days(fund, TODAY)) == (None, [])
    close(cast.act("noi", fund=cast.other_fund), day=OCTOBER)
    assert (closed_through(fund), closed_days(fund, TODAY)) == (None, [])
    assert close(cast.act("somsri"), day=SEPTEMBER)["version"] == 1
    last = close(cast.act("somsri"), day=OCTOBER)
    assert last["version"] == 1
    assert closed_through(fund) == OCTOBER
    assert closed_days(fund, OCTOBER) == [SEPTEMBER, OCTOBER]
    assert closed_days(fund, OCTOBER - timedelta(days=1)) == [SEPTEMBER]
    assert reopened_closes(fund) == []
    reopen(cast.act("somsri"), closing=last["id"])
    assert closed_through(fund) == SEPTEMBER
    assert closed_days(fund, OCTOBER) == [SEPTEMBER]
    assert reopened_closes(fund) == [(OCTOBER, 1)]
    assert reopened_closes(cast.other_fund.pk) == []
    again = close(cast.act("somsri"), day=OCTOBER)
    assert again["version"] == 2
    assert closed_through(fund) == OCTOBER
    reopen(cast.act("somsri"), closing=again["id"])
    assert reopened_closes(fund) == [(OCTOBER, 1), (OCTOBER, 2)]


def test_closed_months_are_told_the_first_one_first(cast: Cast) -> None:
    close(cast.act("somsri"), day=OCTOBER)
    close(cast.act("somsri"), day=SEPTEMBER)
    assert closed_days(cast.fund.pk, TODAY) == [SEPTEMBER, OCTOBER]
    assert closed_through(cast.fund.pk) == OCTOBER


def test_a_close_is_kept_with_its_hour_and_its_command(cast: Cast) -> None:
    act = cast.act("somsri")
    row = models.Closing.objects.get(pk=close(act, day=OCTOBER)["id"])
    assert (row.fund, row.closed_through, row.closed_at) == (
        *(cast.fund, OCTOBER, act.now),
    )
    assert row.command.public_id == act.command_id
    later = cast.act("somsri")
    opened = models.Reopening.objects.get(pk=reopen(later, closing=row.pk)["id"])
    assert (opened.fund, opened.closing) == (cast.fund, row)
    assert opened.command.public_id == later.command_id
