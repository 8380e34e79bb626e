"""How far members have paid, column by column, whichever way it was asked for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import pytest

from kongbun.dues import received, standing
from kongbun.dues.models import PaidRun
from kongbun.dues.payment_actions import Payment
from kongbun.dues.received import (
    Late,
    _rows_of,
    _without,
    as_received,
    received_after,
)
from kongbun.dues.reversal_actions import reverse_receipt
from kongbun.dues.standing import (
    Beginning,
    Standing,
    _joined,
    beginning,
    of_memberships,
    of_roster,
)
from kongbun.people import roster
from kongbun.people.models import Membership
from kongbun.receipts.models import Receipt
from kongbun.rules.days import column, day_number
from kongbun.testing.cast import TODAY, Cast
from tests.dues.test_lay import day, stand
from tests.dues.test_take_payment import pay
from tests.dues.village import adopt_convention, make_house

JOINED = date(2026, 9, 1)
BEGAN = day("2026-09-01")
STAMPS = ["8570fb04468b", "2aac34c0f891", "b01d2fc53f1c"]
OCTOBER = date(2026, 10, 5)


@pytest.mark.parametrize(
    ("until", "days", "before", "owes_from", "paid"),
    [
        (None, None, None, "2026-09-01", 0),
        (None, 10, None, "2026-09-11", 10),
        ("2026-10-01", None, None, "2026-10-01", 30),
        ("2026-10-01", 7, None, "2026-10-01", 7),
        ("2026-10-01", 0, None, "2026-10-01", 0),
        ("2026-08-01", None, None, "2026-09-01", 0),
        (None, None, "2026-10-01", "2026-10-01", 30),
        (None, None, "2026-09-01", "2026-09-01", 0),
        (None, None, "2026-08-01", "2026-09-01", 0),
        (None, 10, "2026-09-12", "2026-09-12", 11),
        ("2026-10-01", None, "2026-11-01", "2026-11-01", 61),
        ("2026-10-01", 7, "2026-10-02", "2026-10-02", 8),
    ],
)
def test_from_when_one_owes_by_what_was_stated(
    until: str | None, days: int | None, before: str | None, owes_from: str, paid: int
) -> None:
    found = beginning(
        7,
        joined_on=JOINED,
        opening_paid_until=date.fromisoformat(until) if until else None,
        opening_days_paid=days,
        dues_from=date.fromisoformat(before) if before else None,
    )
    assert found == Beginning(7, BEGAN, day(owes_from), paid)


def test_a_stamp_is_the_same_in_every_process_and_on_every_machine() -> None:
    """A sheet is shown by one process and saved by another."""
    two = stand("2026-09-01", "2026-09-20", credit=(0, 5_00), spans=SPANS)
    assert [two.stamp([0]), two.stamp([1]), two.stamp([0, 1])] == STAMPS


SPANS = (
    *((1, "2026-10-01", "2026-10-11"), (0, "2026-09-21", "2026-10-01")),
    *((0, "2026-09-01", "2026-09-11"), (0, "2026-10-01", "2026-10-03")),
)


def test_gaps_are_what_lies_between_the_spans() -> None:
    three = stand("2026-09-01", "2026-09-01", "2026-09-01", spans=SPANS)
    assert [three.gaps(row) for row in range(3)] == [
        [(day("2026-09-11"), day("2026-09-21")), (day("2026-10-03"), None)],
        [(BEGAN, day("2026-10-01")), (day("2026-10-11"), None)],
        [(BEGAN, None)],
    ]
    on = column([day("2026-09-25"), day("2026-10-02"), day("2026-10-02")])
    assert three.days_paid_on(on).tolist() == [14, 1, 0]
    assert three.row_of == {30: 0, 20: 1, 10: 2}


def test_chosen_rows_keep_all_that_is_theirs() -> None:
    three = Standing(
        **{
            name: column(values)
            for name, values in {
                "membership_ids": [7, 8, 9],
                "joined": [1, 2, 3],
                "owes_from": [4, 5, 6],
                "opening_days": [10, 11, 12],
                "credit_satang": [20, 21, 22],
                "owner": [2, 0, 1, 0],
                "start": [100, 200, 300, 400],
                "until": [101, 202, 303, 404],
            }.items()
        }
    )
    two = three.take(column([2, 0]))
    assert {name: column.tolist() for name, column in vars(two).items()} == {
        "membership_ids": [9, 7],
        "joined": [3, 1],
        "owes_from": [6, 4],
        "opening_days": [12, 10],
        "credit_satang": [22, 20],
        "owner": [0, 1, 1],
        "start": [100, 200, 400],
        "until": [101, 202, 404],
    }
    assert two.stamp([0]) == three.stamp([2])
    assert two.stamp([0, 1]) != two.stamp([0])
    assert len(two.stamp([0, 1])) <= 12


@pytest.mark.parametrize(
    ("spans", "owners", "joined"),
    [
        ([(0, 1, 2), (0, 2, 3)], set(), [(0, 1, 2), (0, 2, 3)]),
        ([(0, 2, 3), (0, 1, 2)], {0}, [(0, 1, 3)]),
        ([(0, 1, 2), (0, 3, 4)], {0}, [(0, 1, 2), (0, 3, 4)]),
        ([(0, 1, 2), (1, 2, 3)], {0, 1}, [(0, 1, 2), (1, 2, 3)]),
        ([(0, 1, 2), (1, 2, 3)], {1}, [(0, 1, 2), (1, 2, 3)]),
        ([(1, 2, 3), (0, 3, 5), (1, 3, 4)], {1}, [(0, 3, 5), (1, 2, 4)]),
        ([(0, 0, 4), (0, 4, 5), (0, 5, 6)], {0}, [(0, 0, 6)]),
    ],
)
def test_runs_that_touch_are_one(
    spans: list[tuple[int, int, int]],
    owners: set[int],
    joined: list[tuple[int, int, int]],
) -> None:
    assert _joined(spans, owners) == joined


def test_what_was_stated_of_each_is_read_with_them(cast: Cast) -> None:
    one, two = make_house(cast, "27", "นายหนึ่ง ก", "นายสอง ก")
    until, paid = date(2026, 10, 1), 7
    Membership.objects.filter(pk=one.pk).update(
        opening_paid_until=until, opening_days_paid=paid
    )
    Membership.objects.filter(pk=two.pk).update(dues_from=date(2026, 11, 1))
    ids = [one.pk, two.pk]
    for found in (
        of_memberships(cast.fund.pk, ids),
        of_roster(roster.of_memberships(cast.fund.pk, ids)),
    ):
        owes = [day("2026-10-01"), day("2026-11-01")]
        assert (found.owes_from.tolist(), found.joined.tolist()) == (owes, [BEGAN] * 2)
        assert found.opening_days.tolist() == [7, 61]


@pytest.fixture
def three(cast: Cast) -> list[Membership]:
    """One paid two spells and five baht more, the second one, the third nothing."""
    adopt_convention(cast)
    made = make_house(cast, "27", "นายหนึ่ง ก", "นายสอง ก", "นายสาม ก")
    pay(cast, (made[0], 30), received_on=OCTOBER)
    pay(cast, (made[0], 35))
    pay(cast, (made[1], 60))
    return made


def columns(found: Standing) -> dict[str, Any]:
    rows = zip(
        found.owner.tolist(), found.start.tolist(), found.until.tolist(), strict=True
    )
    return {
        "ids": found.membership_ids.tolist(),
        "owes": found.owes_from.tolist(),
        "credit": found.credit_satang.tolist(),
        "spans": sorted(rows),
    }


def expected(three: Sequence[Membership], *order: int) -> dict[str, Any]:
    until = [day("2026-11-01"), day("2026-11-01")]
    return {
        "ids": [three[one].pk for one in order],
        "owes": [BEGAN] * len(order),
        "credit": [(5_00, 0, 0)[one] for one in order],
        "spans": [(row, BEGAN, until[one]) for row, one in enumerate(order) if one < 2],
    }


@pytest.mark.parametrize("part", [1, 2, standing.PART])
def test_however_many_are_asked_at_once_each_stands_alike(
    cast: Cast, three: list[Membership], part: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(standing, "PART", part)
    fund, ids = cast.fund.pk, [one.pk for one in three]
    for order in ((0, 1, 2), (2, 0, 1), (1,), (0, 2)):
        found = of_memberships(fund, [ids[one] for one in order])
        assert columns(found) == expected(three, *order)
        rows = roster.of_memberships(fund, [ids[one] for one in order])
        assert columns(of_roster(rows)) == expected(three, *sorted(order))
        among = Membership.objects.filter(fund_id=fund)
        assert columns(of_roster(rows, among=among)) == expected(three, *sorted(order))
    assert columns(of_memberships(fund)) == expected(three, 0, 1, 2)
    assert columns(of_memberships(cast.other_fund.pk, ids)) == expected(three)
    assert columns(of_memberships(cast.other_fund.pk)) == expected(three)


@pytest.mark.parametrize("part", [1, standing.PART])
def test_days_and_credit_of_another_record_are_the_members_own(
    cast: Cast, three: list[Membership], part: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(standing, "PART", part)
    one, two, last = three
    pay(cast, (last, 34))
    PaidRun.objects.filter(membership=last).update(
        from_day=day("2026-11-01"), until_day=day("2026-12-01")
    )
    ended, longer = day("2026-11-01"), day("2026-12-01")
    for into, credit, until in (
        (one, [0, 9_00], [ended, longer]),
        (two, [4_00, 5_00], [longer, ended]),
    ):
        Membership.every.filter(pk=last.pk).update(counted_in=into)
        found = of_memberships(cast.fund.pk, [two.pk, one.pk])
        assert columns(found) == {
            "ids": [two.pk, one.pk],
            "owes": [BEGAN, BEGAN],
            "credit": credit,
            "spans": [(row, BEGAN, until[row]) for row in (0, 1)],
        }
    # Whom one record counts in is read with others, or is not asked for at all.
    rows = roster.of_memberships(cast.fund.pk, [one.pk])
    among = Membership.objects.filter(fund=cast.fund)
    assert columns(of_roster(rows, among=among))["credit"] == [5_00]


def test_credit_is_what_is_left_of_receipts_that_stand_and_no_fee(
    cast: Cast, three: list[Membership]
) -> None:
    one, two, _ = three
    fee = Payment(member=two.public_id, amount_satang=20_00, kind="entry_fee")
    pay(cast, payments=[fee], payer_name="วัด")
    pay(cast, (one, 34))
    receipt = Receipt.objects.latest("pk").public_id
    reverse_receipt(cast.act("somsri"), receipt=receipt, reason="ผิดคน")
    found = of_memberships(cast.fund.pk, [one.pk, two.pk])
    assert found.credit_satang.tolist() == [5_00, 0]


def late(found: Late) -> list[tuple[int, int, int, int]]:
    cells = (found.membership_ids, found.start, found.until, found.received)
    return sorted(zip(*(one.tolist() for one in cells), strict=True))


@pytest.mark.parametrize(("few", "part"), [(0, 0), (0, 9), (9, 0), (100, 5000)])
def test_what_came_in_after_a_day_and_only_that(
    cast: Cast,
    three: list[Membership],
    few: int,
    part: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(received, "FEW", few)
    monkeypatch.setattr(received, "PART", part)
    fund, (one, two, last) = cast.fund.pk, [one.pk for one in three]
    today = day_number(TODAY)
    after = [
        (one, day("2026-10-01"), day("2026-11-01"), today),
        (two, BEGAN, day("2026-11-01"), today),
    ]
    first = (one, BEGAN, day("2026-10-01"), day_number(OCTOBER))
    found = received_after(fund, OCTOBER)
    assert (found.after, late(found)) == (day_number(OCTOBER), after)
    assert late(received_after(fund, date(2026, 10, 4))) == sorted([first, *after])
    empty = received_after(fund, TODAY, [one])
    assert (empty.after, late(empty)) == (today, [])
    assert late(received_after(cast.other_fund.pk, OCTOBER)) == []
    asked = late(received_after(fund, OCTOBER, [one]))
    assert [row for row in asked if row[0] == one] == after[:1]
    if part:
        assert asked == after[:1]
    # Of another record of the member, and no more of what was reversed.
    Membership.objects.filter(pk=two).update(counted_in=last)
    assert (last, *after[1][1:]) in late(received_after(fund, OCTOBER, [last]))
    if part:
        assert late(received_after(fund, OCTOBER, [one])) == after[:1]
    receipt = Receipt.objects.latest("pk").public_id
    reverse_receipt(cast.act("somsri"), receipt=receipt, reason="ผิดคน")
    assert late(received_after(fund, OCTOBER)) == after[:1]


def test_each_is_looked_at_on_a_day_of_their_own(
    cast: Cast, three: list[Membership]
) -> None:
    fund, ids = cast.fund.pk, [one.pk for one in three]
    paid = of_memberships(fund, ids)
    on = column([day_number(OCTOBER), day_number(TODAY), day_number(OCTOBER)])
    seen = as_received(paid, fund, on)
    assert columns(seen)["spans"] == [
        (0, BEGAN, day("2026-10-01")),
        (1, BEGAN, day("2026-11-01")),
    ]
    assert as_received(paid, fund, column([day_number(TODAY)] * 3)) is paid
    # What was read for others too says nothing of these.
    known = received_after(fund, date(2026, 9, 1))
    alone = paid.take(column([1]))
    assert as_received(alone, 0, column([day_number(TODAY)]), late=known) is alone
    before = as_received(alone, 0, column([day_number(TODAY) - 1]), late=known)
    assert columns(before)["spans"] == []


def test_a_span_that_was_not_paid_cannot_be_taken_out() -> None:
    paid = stand("2026-09-01", spans=((0, "2026-10-01", "2026-11-01"),))
    row, start = column([0]), column([day("2026-09-20")])
    with pytest.raises(AssertionError):
        _without(paid, row, start, start + 5)


def test_the_row_of_each_and_whether_it_has_one() -> None:
    paid = stand("2026-09-01", "2026-09-01", "2026-09-01")
    row, known = _rows_of(column([10, 99, 30, 1, 20]), paid)
    assert known.tolist() == [True, False, True, False, True]
    assert row[known].tolist() == [2, 0, 1]
    assert isinstance(known, np.ndarray)
