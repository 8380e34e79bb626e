"""`post` and `reverse` write what was described, of their own fund, and say where."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from kongbun.commands.run import Act, command
from kongbun.kernel.money import Money
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.ledger import entries, models
from kongbun.ledger.balances import balance, balances_on
from kongbun.ledger.post import FEW, Posted, post
from kongbun.testing.cast import TODAY, Cast
from tests.ledger.books import book, booked, close, cost, gift, undo

pytestmark = pytest.mark.django_db


def many(no: int, count: int) -> entries.Entry:
    """A receipt of so many legs."""
    return entries.receipt(
        book=1,
        no=no,
        received_on=TODAY,
        into="cash",
        lines=[("income:dues", Money(n)) for n in range(1, count + 1)],
    )


@pytest.mark.parametrize("count", [1, FEW, FEW + 1])
def test_every_leg_stands_in_its_place(cast: Cast, count: int) -> None:
    """Whether they go with the command's rows or in a statement of their own."""
    (pk,) = booked(cast, many(1, count))
    legs = models.Leg.objects.filter(entry_id=pk).order_by("seq")
    assert [(leg.seq, leg.amount_satang) for leg in legs] == [
        (n, n) for n in range(1, count + 1)
    ]
    row = models.Entry.objects.get(pk=pk)
    assert (row.leg_count, row.kind, row.fund) == (count, "receipt", cast.fund)
    assert balance(cast.fund.pk, "cash") == count * (count + 1) // 2


def test_an_entry_says_whose_command_and_which_hour_it_was(cast: Cast) -> None:
    act = cast.act("somsri")
    (pk,) = book(act, described=[many(1, 2)])["ids"]
    row = models.Entry.objects.get(pk=pk)
    assert (row.received_at, row.command.public_id) == (act.now, act.command_id)
    assert act.posted == [bytes(row.hash)]


def test_what_comes_and_goes_at_once_moves_the_rest(cast: Cast) -> None:
    booked(cast, gift(1, 500), cost(1, 500), gift(2, 7, into="bank:1"))
    assert {code: s for code, s in balances_on(cast.fund.pk, TODAY).items() if s} == {
        "bank:1": 7,
        "expense:office": 500,
        "income:donation": -507,
    }
    kept = models.AccountBalance.objects.filter(account__fund=cast.fund)
    assert dict(
        kept.exclude(balance_satang=0).values_list("account__code", "balance_satang")
    ) == {"bank:1": 7, "expense:office": 500, "income:donation": -507}


def test_money_that_is_not_there_is_told_with_what_is(cast: Cast) -> None:
    booked(cast, gift(1, 500))
    with pytest.raises(Refused) as refused:
        booked(cast, cost(1, 501))
    (reason,) = refused.value.reasons
    facts: Any = reason.as_json()["facts"]
    assert reason.code is RefusalCode.NOT_ENOUGH_MONEY
    assert (facts["found"], facts["required"]) == ("5.00", "5.01")
    name = models.Account.objects.get(fund=cast.fund, code="cash").name
    assert facts["account"] == name


def test_income_may_stand_below_nothing_and_the_box_at_nothing(cast: Cast) -> None:
    booked(cast, gift(1, 1))
    booked(cast, cost(1, 1))
    assert balance(cast.fund.pk, "cash") == 0
    assert balance(cast.fund.pk, "income:donation") == -1


def test_one_reference_is_one_entry(cast: Cast) -> None:
    with pytest.raises(AssertionError, match="one reference"):
        booked(cast, gift(1, 1), gift(1, 1))
    with pytest.raises(AssertionError, match="no account"):
        booked(cast, gift(1, 1, into="bank:9"))


def test_what_stands_is_told_beside_what_is_new(cast: Cast) -> None:
    (first,) = booked(cast, gift(1, 1))
    again, new = booked(cast, gift(1, 1), gift(2, 2))
    assert again == first != new
    assert balance(cast.fund.pk, "cash") == 3


def test_where_it_stands_is_told(cast: Cast) -> None:
    told: list[Posted] = []
    october, late = date(2026, 10, 31), date(2026, 10, 12)
    close(cast.act("somsri"), day=october)

    @command("test.tell")
    def tell(act: Act) -> dict[str, int]:
        told.extend(post(act, gift(1, 1, late), gift(2, 1)))
        told.extend(post(act, gift(1, 1, late)))
        told.extend(post(act))
        return {}

    tell(cast.act("somsri"))
    rows = {row.reference: row.pk for row in models.Entry.objects.all()}
    first = Posted(rows["gift:1:1"], "gift:1:1", october + timedelta(days=1))
    assert told == [first, Posted(rows["gift:2:1"], "gift:2:1", TODAY), first]


def test_another_funds_entry_is_not_reversed(cast: Cast) -> None:
    """Not even where one of ours bears the same name."""
    (theirs,) = booked(cast, gift(1, 5), who="noi")
    booked(cast, gift(1, 6))
    with pytest.raises(models.Entry.DoesNotExist):
        undo(cast.act("somsri"), entry=theirs)
    assert balance(cast.fund.pk, "cash") == 6


def test_funds_may_name_their_entries_alike(cast: Cast) -> None:
    (theirs,) = booked(cast, gift(1, 5), who="noi")
    first, second = booked(cast, gift(1, 5), gift(2, 6))
    undo(cast.act("somsri"), entry=first)
    back = models.Entry.objects.get(fund=cast.fund, kind="reversal")
    assert (back.reverses_id, back.reference) == (first, "gift:1:1:reversed")
    assert (back.memo, back.occurred_on, back.booked_on) == ("ลงผิด", TODAY, TODAY)
    undo(cast.act("somsri"), entry=second)
    undo(cast.act("noi", fund=cast.other_fund), entry=theirs)
    assert balance(cast.fund.pk, "cash") == balance(cast.other_fund.pk, "cash") == 0


def test_a_reversal_of_a_reversal_is_a_bug(cast: Cast) -> None:
    (first,) = booked(cast, gift(1, 5))
    undo(cast.act("somsri"), entry=first)
    back = models.Entry.objects.get(reverses_id=first)
    with pytest.raises(AssertionError, match="book it anew"):
        undo(cast.act("somsri"), entry=back.pk)
