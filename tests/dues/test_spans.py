"""What must hold of spans whatever is paid, in every convention."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import DatabaseError
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kongbun.dues.models import DuesLine
from kongbun.dues.pay import Handed, lay
from kongbun.dues.spread import Member, _level, _level_among_gaps, spread
from kongbun.dues.standing import Standing, of_memberships
from kongbun.receipts.models import Receipt
from kongbun.rules.days import column, date_of, day_number
from kongbun.rules.dues import Contribution, Convention, UnitsFrom, units_in
from kongbun.testing.cast import Cast
from tests.dues.village import adopt_convention, make_house, sheet_of, take

JOINED = day_number(date(2023, 11, 15))

CONVENTIONS = st.one_of(
    st.builds(
        lambda c, unit: Contribution(convention=c, unit_satang=unit),
        st.sampled_from([Convention.FLAT_365, Convention.CALENDAR]),
        st.sampled_from([100, 250]),
    ),
    st.builds(
        lambda c, unit, begins: Contribution(
            convention=c, unit_satang=unit, units_from=begins
        ),
        st.sampled_from([Convention.MONTH, Convention.YEAR]),
        st.sampled_from([3_000, 20_000, 3_333]),
        st.sampled_from([UnitsFrom.CALENDAR, UnitsFrom.JOINED]),
    ),
)


class Book:
    """A pocket book of a house: what each member paid, kept in plain lists."""

    def __init__(self, members: int) -> None:
        self.spans: list[list[tuple[int, int]]] = [[] for _ in range(members)]
        self.credit = [0] * members

    def standing(self) -> Standing:
        n = len(self.spans)
        flat = [(i, a, b) for i, spans in enumerate(self.spans) for a, b in spans]
        return Standing(
            membership_ids=column(list(range(n))),
            joined=column([JOINED + 40 * i for i in range(n)]),
            owes_from=column([JOINED + 40 * i for i in range(n)]),
            opening_days=np.zeros(n, dtype=np.int64),
            credit_satang=column(self.credit),
            owner=column([i for i, _, _ in flat]),
            start=column([a for _, a, _ in flat]),
            until=column([b for _, _, b in flat]),
        )


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    contribution=CONVENTIONS,
    payments=st.lists(
        st.tuples(st.integers(1, 90_000), st.booleans()), min_size=1, max_size=8
    ),
    members=st.integers(1, 4),
    reversed_at=st.integers(0, 7),
)
def test_spans_never_overlap_and_every_satang_is_accounted_for(
    contribution: Contribution,
    payments: list[tuple[int, bool]],
    members: int,
    reversed_at: int,
) -> None:
    book = Book(members)
    for turn, (satang, alone) in enumerate(payments):
        rows = (turn % members,) if alone else tuple(range(members))
        before = list(book.credit)
        (lines,) = lay(contribution, book.standing(), [Handed(satang, rows)])
        assert sum(line.amount_satang for line in lines) == satang
        for line in lines:
            if line.from_day is None or line.until_day is None:
                book.credit[line.row] += line.amount_satang
                continue
            assert line.amount_satang % contribution.unit_satang == 0
            assert line.until_day > line.from_day
            for start, until in book.spans[line.row]:
                assert line.until_day <= start or until <= line.from_day
            book.spans[line.row].append((line.from_day, line.until_day))
            priced = units_in(
                contribution,
                column([line.from_day]),
                column([line.until_day]),
                joined=book.standing().joined[line.row : line.row + 1],
            )
            assert int(priced[0]) * contribution.unit_satang == line.amount_satang
        assert all(credit >= 0 for credit in book.credit)
        assert all(
            after <= max(was, contribution.unit_satang - 1)
            for was, after in zip(before, book.credit, strict=True)
        )
        if turn == reversed_at and book.spans[0]:
            # A receipt in the middle is reversed: its days are free again.
            book.spans[0].pop(0)
    standing = book.standing()
    on = np.full(members, day_number(date(2026, 11, 20)), dtype=np.int64)
    where = standing.position(contribution, on)
    for row in range(members):
        first_gap = standing.gaps(row)[0][0]
        assert int(where.paid_until[row]) == first_gap


@given(
    money=st.integers(1, 50_000),
    price=st.sampled_from([100, 3_000, 3_333]),
    members=st.lists(
        st.tuples(st.integers(0, 30), st.integers(0, 99)), min_size=1, max_size=5
    ),
)
def test_nobody_is_paid_ahead_while_another_of_the_house_is_further_behind(
    money: int, price: int, members: list[tuple[int, int]]
) -> None:
    house = [
        Member(((first, None),), credit, (0, place))
        for place, (first, credit) in enumerate(members)
    ]
    shares = spread(money, price, house)
    reached = [
        first + units for (first, _), units in zip(members, shares.units, strict=True)
    ]
    paid = [units > 0 for units in shares.units]
    for place, reach in enumerate(reached):
        if paid[place]:
            assert reach - 1 <= min(reached)
    used = sum(shares.credit_used)
    assert sum(shares.units) * price + shares.rest_satang == money + used


@given(
    units=st.integers(0, 500),
    starts=st.lists(st.integers(-40, 60), min_size=1, max_size=7),
)
def test_a_house_without_holes_reaches_the_level_found_by_searching(
    units: int, starts: list[int]
) -> None:
    house = [Member(((start, None),), 0, (0, n)) for n, start in enumerate(starts)]
    found = _level(units, sorted(starts))
    assert found == _level_among_gaps(units, house)
    below = [sum(max(0, at - start) for start in starts) for at in (found, found + 1)]
    assert below[0] <= units < below[1]


BORDERS = [
    # convention, unit in baht, more, paid on joining 1 Sep 2026, through
    ("month", "30", "", 29, None),
    ("month", "30", "", 30, "2026-09-30"),
    ("month", "30", "", 59, "2026-09-30"),
    ("month", "30", "", 60, "2026-10-31"),
    ("calendar", "1", "", 30, "2026-09-30"),
    ("calendar", "1", "", 31, "2026-10-01"),
    ("calendar", "1", "", 61, "2026-10-31"),
    ("flat_365", "1", "", 365, "2027-08-31"),
    ("flat_365", "1", "", 364, "2027-08-30"),
    ("year", "200", "", 199, None),
    ("year", "200", "", 200, "2026-12-31"),
]


@pytest.mark.parametrize(("convention", "unit", "more", "baht", "through"), BORDERS)
def test_each_convention_at_its_borders(
    cast: Cast, convention: str, unit: str, more: str, baht: int, through: str | None
) -> None:
    adopt_convention(cast, convention, unit, more=more)
    make_house(cast, "27", "นางบุญเรือน แสนสุข")
    take(cast, {"27": baht})
    row = sheet_of(cast).rows[0]
    found = row.paid_through.isoformat() if row.paid_through else None
    assert found == through


def test_what_is_left_over_is_read_again_as_whole_satang(cast: Cast) -> None:
    adopt_convention(cast)
    make_house(cast, "27", "นางบุญเรือน แสนสุข")
    for baht, left in ((45, 1_500), (14, 2_900), (31, 0)):
        take(cast, {"27": baht}, confirmed=True)
        row = sheet_of(cast).rows[0]
        assert (row.credit_satang, type(row.credit_satang)) == (left, int)


def test_a_leap_day_costs_a_day_by_the_calendar_and_nothing_flat(cast: Cast) -> None:
    joined = date(2024, 2, 1)
    adopt_convention(cast, "calendar", "1")
    make_house(cast, "27", "นางบุญเรือน แสนสุข", joined_on=joined)
    take(cast, {"27": 28})
    assert sheet_of(cast).rows[0].paid_through == date(2024, 2, 28)
    take(cast, {"27": 1})
    assert sheet_of(cast).rows[0].paid_through == date(2024, 2, 29)


def test_the_database_itself_refuses_days_paid_twice(cast: Cast) -> None:
    adopt_convention(cast)
    (member,) = make_house(cast, "27", "นางบุญเรือน แสนสุข")
    take(cast, {"27": 60})
    line = DuesLine.objects.get()
    assert line.from_day is not None
    for start, until in (
        (line.from_day, line.from_day + 1),
        (line.from_day - 5, line.from_day + 1),
        (line.from_day - 5, line.from_day + 500),
        (line.from_day + 60, line.from_day + 62),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            DuesLine.objects.create(
                fund=cast.fund,
                receipt=Receipt.objects.get(),
                membership=member,
                kind="dues",
                amount_satang=3_000,
                from_day=start,
                until_day=until,
            )


def test_a_line_is_never_changed_deleted_or_brought_back(cast: Cast) -> None:
    adopt_convention(cast)
    make_house(cast, "27", "นางบุญเรือน แสนสุข")
    take(cast, {"27": 60})
    lines = DuesLine.objects.all()
    for statement in (
        "UPDATE dues_duesline SET amount_satang = 1",
        "UPDATE dues_duesline SET until_day = until_day + 1",
        "DELETE FROM dues_duesline",
        "UPDATE receipts_receipt SET amount_satang = 1",
        "DELETE FROM receipts_receipt",
        "UPDATE dues_roundsheet SET total_satang = 1",
    ):
        with (
            pytest.raises(DatabaseError),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
    lines.update(live=False)
    with pytest.raises(DatabaseError), transaction.atomic():
        lines.update(live=True)


def test_a_line_without_money_or_days_cannot_stand(cast: Cast) -> None:
    adopt_convention(cast)
    (member,) = make_house(cast, "27", "นางบุญเรือน แสนสุข")
    take(cast, {"27": 60})
    receipt = Receipt.objects.get()
    for facts in (
        {"kind": "dues", "amount_satang": 3_000},
        {"kind": "dues", "amount_satang": 0, "from_day": 1, "until_day": 2},
        {"kind": "dues", "amount_satang": 3_000, "from_day": 2, "until_day": 2},
        {"kind": "entry_fee", "amount_satang": -1},
        {"kind": "credit", "amount_satang": 0},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            DuesLine.objects.create(
                fund=cast.fund, receipt=receipt, membership=member, **facts
            )


def test_stated_figures_of_the_cut_over_count(cast: Cast) -> None:
    adopt_convention(cast)
    first, second, third = make_house(
        cast, "27", "ก ก", "ข ข", "ค ค", joined_on=date(2024, 1, 1)
    )
    first.opening_paid_until = date(2026, 10, 1)
    second.opening_paid_until, second.opening_days_paid = date(2026, 10, 1), 700
    third.opening_days_paid = 366
    for member in (first, second, third):
        member.save()
    paid = of_memberships(cast.fund.pk, [first.pk, second.pk, third.pk])
    on = np.full(3, day_number(date(2026, 11, 20)), dtype=np.int64)
    assert paid.days_paid_on(on).tolist() == [1004, 700, 366]
    assert [
        date_of(gap).isoformat() for row in range(3) for gap, _ in paid.gaps(row)
    ] == [
        "2026-10-01",
        "2026-10-01",
        "2025-01-01",
    ]
    assert sheet_of(cast).rows[0].due_satang == (2 + 2 + 23) * 3_000


def test_a_sheet_asks_the_database_no_more_for_more_houses(cast: Cast) -> None:
    adopt_convention(cast)
    counts = []
    for batch in range(2):
        for n in range(15):
            make_house(cast, f"{batch}{n:02}", "ก ก", "ข ข")
        with CaptureQueriesContext(connection) as asked:
            sheet_of(cast)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 5
