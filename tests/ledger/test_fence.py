"""What is set aside for a purpose is spent on nothing else, to the satang."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from kongbun.kernel.money import Money
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.ledger import entries, models
from kongbun.ledger.accounts import open_account
from kongbun.ledger.balances import balance
from kongbun.ledger.chart import AccountKind
from kongbun.ledger.entries import Entry
from kongbun.ledger.fence import (
    Kept,
    for_purposes,
    free_satang,
    kept,
    purposes_of,
    taken,
)
from kongbun.testing.cast import TODAY, Cast
from tests.ledger.books import booked, cost, days, freed, gift, kept_for, purpose, undo

pytestmark = pytest.mark.django_db

FACTS: dict[str, Any] = {"reference": "x:1:1", "occurred_on": TODAY}
TAKES: dict[str, tuple[Callable[[], Entry], int]] = {
    "an expense": (lambda: cost(1, 100), 100),
    "of which a part is for a purpose": (
        lambda: cost(1, 100, out_of=[("restricted:1", Money(30))]),
        70,
    ),
    "all of which is": (lambda: cost(1, 100, out_of=[("restricted:1", Money(100))]), 0),
    "a gift": (lambda: gift(1, 100), -100),
    "a gift for a purpose": (lambda: gift(1, 100, purpose="restricted:1"), 0),
    "set aside": (lambda: kept_for(1, 100, "restricted:1"), 100),
    "set free": (lambda: freed(1, 100, "restricted:1"), -100),
    "from the box to the bank": (
        lambda: entries.transfer(
            source="cash", into="bank:1", amount=Money(100), **FACTS
        ),
        0,
    ),
    "invested": (
        lambda: entries.investment_bought(
            investment="investment:1", paid_from="bank:1", amount=Money(100), **FACTS
        ),
        0,
    ),
    "late lines": (
        lambda: entries.suspense_cleared(
            reference="x:1:1",
            cleared_on=TODAY,
            bag="bag:1",
            suspense="suspense:1",
            amount=Money(100),
        ),
        100,
    ),
}


@pytest.mark.parametrize("name", TAKES)
def test_what_an_entry_takes_of_free_money(name: str) -> None:
    entry, expected = TAKES[name]
    assert taken(entry()) == expected
    back = entries.reversal(entry(), reversed_on=TODAY, reason="ลงผิด")
    assert taken(back) == -expected


@pytest.fixture
def fenced(cast: Cast) -> str:
    """1,500 in the box, 500 of it for studies; 40 of another fund."""
    code = purpose(cast, "ทุนการศึกษา")
    booked(cast, gift(1, 1_000), gift(2, 500, purpose=code))
    booked(cast, gift(1, 40), who="noi")
    return code


def refusal(cast: Cast, *described: Entry) -> dict[str, Any]:
    with pytest.raises(Refused) as refused:
        booked(cast, *described)
    (reason,) = refused.value.reasons
    facts: Any = reason.as_json()["facts"]
    return {"code": reason.code.value, **facts}


def test_free_is_what_is_held_less_what_is_set_aside(cast: Cast, fenced: str) -> None:
    assert free_satang(cast.fund.pk) == 1_000
    assert free_satang(cast.other_fund.pk) == 40
    booked(cast, kept_for(1, 1, fenced))
    assert free_satang(cast.fund.pk) == 999


def test_before_any_money_nothing_is_free(cast: Cast) -> None:
    assert free_satang(cast.fund.pk) == 0


def test_all_that_is_free_is_spent_and_no_satang_more(cast: Cast, fenced: str) -> None:
    said = refusal(cast, cost(1, 1_001))
    assert said["code"] == RefusalCode.FENCED_MONEY.value
    assert (said["found"], said["required"]) == ("10.00", "10.01")
    assert said["purposes"] == "ทุนการศึกษา"
    booked(cast, cost(1, 1_000))
    assert balance(cast.fund.pk, "cash") == 500
    booked(cast, cost(2, 500, out_of=[(fenced, Money(500))]))
    assert balance(cast.fund.pk, "cash") == 0


def test_entries_of_one_command_count_together(cast: Cast, fenced: str) -> None:
    said = refusal(cast, cost(1, 600), cost(2, 401))
    assert (said["found"], said["required"]) == ("10.00", "10.01")
    # What comes in beside them may be spent.
    booked(cast, gift(3, 1), cost(1, 600), cost(2, 401))
    assert free_satang(cast.fund.pk) == 0


def test_setting_aside_takes_what_is_free(cast: Cast, fenced: str) -> None:
    assert refusal(cast, kept_for(1, 1_001, fenced))["required"] == "10.01"
    booked(cast, kept_for(1, 1_000, fenced))
    assert balance(cast.fund.pk, fenced) == 1_500


def test_only_purposes_that_hold_something_are_named(cast: Cast, fenced: str) -> None:
    purpose(cast, "ซ่อมบ้าน")
    third = purpose(cast, "น้ำท่วม")
    booked(cast, kept_for(1, 1, third))
    assert refusal(cast, cost(1, 1_000))["purposes"] == "ทุนการศึกษา, น้ำท่วม"


def test_another_funds_purposes_are_not_named(cast: Cast, fenced: str) -> None:
    theirs = open_account(
        cast.other_fund.pk, AccountKind.RESTRICTED, name="ของเขา", opened_on=TODAY
    )
    booked(cast, kept_for(1, 40, theirs.code), who="noi")
    assert refusal(cast, cost(1, 1_001))["purposes"] == "ทุนการศึกษา"


def test_where_nothing_is_set_aside_there_is_not_enough(cast: Cast) -> None:
    code = purpose(cast, "ทุนการศึกษา")
    booked(cast, gift(1, 100))
    said = refusal(cast, kept_for(1, 101, code))
    assert said["code"] == RefusalCode.NOT_ENOUGH_MONEY.value
    assert (said["account"], said["found"]) == ("กองทุน", "1.00")
    assert said["required"] == "1.01"


def short(satang: int) -> Entry:
    return entries.cash_short(
        reference="short:1:1", occurred_on=TODAY, cash="cash", amount=Money(satang)
    )


def test_a_loss_is_booked_and_then_nothing_more_is_spent(
    cast: Cast, fenced: str
) -> None:
    booked(cast, short(1_400))
    assert free_satang(cast.fund.pk) == -400
    said = refusal(cast, cost(1, 1))
    assert (said["found"], said["required"]) == ("0.00", "0.01")
    # What a purpose pays for takes nothing that is free.
    booked(cast, cost(2, 100, out_of=[(fenced, Money(100))]))
    assert balance(cast.fund.pk, fenced) == 400


def test_a_loss_beside_it_leaves_less_to_spend(cast: Cast, fenced: str) -> None:
    said = refusal(cast, short(300), cost(1, 800))
    assert (said["found"], said["required"]) == ("7.00", "8.00")
    booked(cast, short(300), cost(1, 700))
    assert free_satang(cast.fund.pk) == 0


def account(cast: Cast, code: str) -> int:
    return models.Account.objects.get(fund=cast.fund, code=code).pk


def test_what_came_for_a_purpose_and_where_it_went(cast: Cast, fenced: str) -> None:
    other = purpose(cast, "น้ำท่วม")
    on = account(cast, fenced)
    booked(cast, kept_for(1, 200, fenced), kept_for(2, 70, other))
    (paid,) = booked(cast, cost(1, 90, out_of=[(fenced, Money(60))]))
    booked(cast, freed(1, 25, fenced))
    benefit = entries.benefit_paid(
        claim_no="1-2570",
        attempt=1,
        category=8,
        amount=Money(40),
        paid_on=TODAY,
        paid_from="cash",
        out_of=[(fenced, Money(40))],
    )
    (given,) = booked(cast, benefit)
    assert kept(cast.fund.pk)[on] == Kept(700, 100, 25)
    assert kept(cast.fund.pk)[on].left_satang == 575 == balance(cast.fund.pk, fenced)
    assert kept(cast.fund.pk)[account(cast, other)] == Kept(70, 0, 0)
    assert kept(cast.other_fund.pk) == {}
    for entry in (paid, given):
        undo(cast.act("somsri"), entry=entry)
    assert kept(cast.fund.pk)[on] == Kept(700, 0, 25)


def test_the_purposes_of_an_entry_by_their_names(cast: Cast, fenced: str) -> None:
    other = purpose(cast, "น้ำท่วม")
    kept_entry, plain = booked(cast, kept_for(1, 70, other), cost(1, 5))
    parts = [(fenced, Money(60)), (other, Money(30))]
    (paid,) = booked(cast, cost(2, 100, out_of=parts))
    assert purposes_of(kept_entry) == [("น้ำท่วม", 70)]
    assert purposes_of(plain) == []
    assert purposes_of(paid) == [("ทุนการศึกษา", 60), ("น้ำท่วม", 30)]
    undo(cast.act("somsri"), entry=paid)
    back = models.Entry.objects.get(reverses_id=paid)
    assert purposes_of(back.pk) == [("ทุนการศึกษา", 60), ("น้ำท่วม", 30)]


def test_what_of_a_span_was_for_purposes(cast: Cast) -> None:
    code = purpose(cast, "ทุนการศึกษา")
    fund = cast.fund.pk
    booked(cast, gift(1, 300, days(3), purpose=code), gift(2, 50, days(3)))
    booked(cast, kept_for(1, 20, code, days(4)), freed(1, 10, code, days(4)))
    (paid,) = booked(cast, cost(1, 100, days(5), out_of=[(code, Money(80))]))

    def told(since: int, until: int) -> tuple[dict[str, int], dict[str, int]]:
        found = for_purposes(fund, since=days(since), until=days(until))
        return dict(found.given), dict(found.spent)

    assert told(3, 5) == ({"income:donation": 300}, {"expense:office": 80})
    assert told(4, 4) == ({}, {})
    assert told(3, 3) == ({"income:donation": 300}, {})
    assert told(5, 5) == ({}, {"expense:office": 80})
    undo(cast.act("somsri"), entry=paid)
    assert told(3, 60) == ({"income:donation": 300}, {"expense:office": 0})
    assert for_purposes(cast.other_fund.pk, since=days(0), until=TODAY).given == {}
