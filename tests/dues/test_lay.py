"""What each hand-over buys, to the satang and the day: cases a collector can follow."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from kongbun.dues.models import LineKind
from kongbun.dues.pay import Handed, PaidLine, lay
from kongbun.dues.spread import Member, Shares, spread
from kongbun.dues.standing import Standing
from kongbun.rules.days import column, day_number
from kongbun.rules.dues import Contribution, Convention, UnitsFrom

DUES, CREDIT = LineKind.DUES, LineKind.CREDIT
MONTH = Contribution(convention=Convention.MONTH, unit_satang=30_00)
DAILY = Contribution(convention=Convention.CALENDAR, unit_satang=1_00)
YEAR = Contribution(convention=Convention.YEAR, unit_satang=200_00)
MONTH_JOINED = Contribution(
    convention=Convention.MONTH, unit_satang=30_00, units_from=UnitsFrom.JOINED
)
YEAR_JOINED = Contribution(
    convention=Convention.YEAR, unit_satang=200_00, units_from=UnitsFrom.JOINED
)


def day(text: str) -> int:
    return day_number(date.fromisoformat(text))


def stand(
    *joined: str,
    credit: tuple[int, ...] = (),
    spans: tuple[tuple[int, str, str], ...] = (),
) -> Standing:
    n = len(joined)
    days = column([day(one) for one in joined])
    return Standing(
        membership_ids=column([10 * (n - row) for row in range(n)]),
        joined=days,
        owes_from=days,
        opening_days=np.zeros(n, np.int64),
        credit_satang=column(list(credit or (0,) * n)),
        owner=column([row for row, _, _ in spans]),
        start=column([day(start) for _, start, _ in spans]),
        until=column([day(until) for _, _, until in spans]),
    )


def told(lines: list[PaidLine]) -> list[tuple[int, int, str, str]]:
    """Row, baht, and the days; a line without days is credit."""
    return [
        (
            line.row,
            line.amount_satang,
            str(np.datetime64(line.from_day, "D")),
            str(np.datetime64(line.until_day, "D")),
        )
        if line.from_day is not None and line.until_day is not None
        else (line.row, line.amount_satang, line.kind.value, "")
        for line in lines
    ]


def laid(
    contribution: Contribution, standing: Standing, *handed: tuple[int, tuple[int, ...]]
) -> list[list[tuple[int, int, str, str]]]:
    found = lay(contribution, standing, [Handed(*one) for one in handed])
    for lines in found:
        kinds = {line.kind for line in lines if line.from_day is not None}
        assert kinds <= {DUES}
        assert {line.kind for line in lines if line.from_day is None} <= {CREDIT}
    return [told(lines) for lines in found]


def test_two_houses_in_one_sheet_each_get_their_own() -> None:
    three = stand("2026-09-01", "2026-10-01", "2026-11-01")
    assert laid(MONTH, three, (100_00, (0, 1)), (30_00, (2,))) == [
        [
            (0, 60_00, "2026-09-01", "2026-11-01"),
            (1, 30_00, "2026-10-01", "2026-11-01"),
            (0, 10_00, "credit", ""),
        ],
        [(2, 30_00, "2026-11-01", "2026-12-01")],
    ]


def test_money_for_no_unit_is_credit_alone() -> None:
    assert laid(MONTH, stand("2026-09-01"), (29_99, (0,))) == [
        [(0, 29_99, "credit", "")]
    ]


def test_credit_helps_and_what_is_left_of_it_is_one_line() -> None:
    one = stand("2026-09-01", credit=(25_00,))
    assert laid(MONTH, one, (10_00, (0,))) == [
        [(0, 30_00, "2026-09-01", "2026-10-01"), (0, -20_00, "credit", "")]
    ]
    assert laid(MONTH, one, (5_00, (0,))) == [
        [(0, 30_00, "2026-09-01", "2026-10-01"), (0, -25_00, "credit", "")]
    ]
    # The other's credit stays where it is.
    other = stand("2026-09-01", "2026-10-01", credit=(20_00, 5_00))
    assert laid(MONTH, other, (10_00, (0, 1))) == [
        [(0, 30_00, "2026-09-01", "2026-10-01"), (0, -20_00, "credit", "")]
    ]
    # All of it used and as much left over: nothing to write down.
    both = stand("2026-09-01", "2026-10-01", credit=(0, 20_00))
    assert laid(MONTH, both, (40_00, (0, 1))) == [
        [
            (0, 30_00, "2026-09-01", "2026-10-01"),
            (0, 10_00, "credit", ""),
        ]
    ]
    assert laid(MONTH, one, (30_00, (0,))) == [[(0, 30_00, "2026-09-01", "2026-10-01")]]


def test_holes_are_filled_first_and_to_their_end_only() -> None:
    holes = stand(
        "2026-01-01",
        spans=((0, "2026-03-01", "2026-04-01"), (0, "2026-02-01", "2026-02-15")),
    )
    assert laid(MONTH, holes, (60_00, (0,))) == [
        [
            (0, 30_00, "2026-01-01", "2026-02-01"),
            (0, 30_00, "2026-02-15", "2026-03-01"),
        ]
    ]
    assert laid(MONTH, holes, (90_00, (0,)))[0][-1] == (
        *(0, 30_00),
        *("2026-04-01", "2026-05-01"),
    )
    # By the day, a hole ends in the middle of a month.
    assert laid(DAILY, holes, (50_00, (0,))) == [
        [
            (0, 31_00, "2026-01-01", "2026-02-01"),
            (0, 14_00, "2026-02-15", "2026-03-01"),
            (0, 5_00, "2026-04-01", "2026-04-06"),
        ]
    ]


def test_a_hole_that_ends_inside_a_month_is_paid_to_its_end() -> None:
    hole = stand("2026-02-01", spans=((0, "2026-02-15", "2026-03-01"),))
    assert laid(MONTH, hole, (30_00, (0,))) == [
        [(0, 30_00, "2026-02-01", "2026-02-15")]
    ]


def test_days_of_two_are_paid_from_the_oldest_on() -> None:
    two = stand("2026-09-03", "2026-09-01")
    assert laid(DAILY, two, (2_00, (0, 1))) == [[(1, 2_00, "2026-09-01", "2026-09-03")]]
    assert laid(DAILY, two, (5_00, (0, 1))) == [
        [
            (0, 2_00, "2026-09-03", "2026-09-05"),
            (1, 3_00, "2026-09-01", "2026-09-04"),
        ]
    ]


def test_a_hole_inside_a_unit_that_is_paid_costs_nothing_and_gets_nothing() -> None:
    # Flat years: 29 February shares its number with the day after it.
    flat = Contribution(convention=Convention.FLAT_365, unit_satang=1_00)
    leap = stand(
        "2024-02-28",
        spans=((0, "2024-02-28", "2024-02-29"), (0, "2024-03-01", "2024-03-02")),
    )
    assert laid(flat, leap, (2_00, (0,))) == [[(0, 2_00, "2024-03-02", "2024-03-04")]]


def test_units_from_joining_are_compared_by_the_month_they_begin_in() -> None:
    # Both of September: the 5th comes before the 20th, whoever is named first.
    two = stand("2026-09-20", "2026-09-05")
    assert laid(MONTH_JOINED, two, (30_00, (0, 1))) == [
        [(1, 30_00, "2026-09-05", "2026-10-05")]
    ]
    assert laid(MONTH_JOINED, two, (90_00, (0, 1))) == [
        [
            (0, 30_00, "2026-09-20", "2026-10-20"),
            (1, 60_00, "2026-09-05", "2026-11-05"),
        ]
    ]
    # Joined years apart and paid up to now: the same months all the same.
    apart = stand(
        *("2021-03-20", "2024-07-05"),
        spans=((0, "2021-03-20", "2026-09-20"), (1, "2024-07-05", "2026-10-05")),
    )
    assert laid(MONTH_JOINED, apart, (60_00, (0, 1))) == [
        [
            (0, 30_00, "2026-09-20", "2026-10-20"),
            (1, 30_00, "2026-10-05", "2026-11-05"),
        ]
    ]


def test_who_is_months_or_years_behind_is_paid_up_first() -> None:
    months = stand("2026-06-20", "2026-10-05")
    assert laid(MONTH_JOINED, months, (90_00, (0, 1))) == [
        [(0, 90_00, "2026-06-20", "2026-09-20")]
    ]
    years = stand("2010-01-20", "2023-01-05")
    assert laid(YEAR_JOINED, years, (13 * 200_00, (0, 1))) == [
        [(0, 13 * 200_00, "2010-01-20", "2023-01-20")]
    ]
    assert laid(YEAR_JOINED, years, (14 * 200_00, (0, 1))) == [
        [
            (0, 13 * 200_00, "2010-01-20", "2023-01-20"),
            (1, 200_00, "2023-01-05", "2024-01-05"),
        ]
    ]


def test_a_hole_of_one_is_older_than_the_end_of_another() -> None:
    two = stand(
        *("2021-03-20", "2024-07-05"),
        spans=(
            *((0, "2021-03-20", "2026-07-20"), (0, "2026-08-20", "2026-12-20")),
            (1, "2024-07-05", "2026-08-05"),
        ),
    )
    for rows in ((0, 1), (1, 0)):
        (found,) = laid(MONTH_JOINED, two, (90_00, rows))
        assert sorted(found) == [
            (0, 30_00, "2026-07-20", "2026-08-20"),
            (1, 60_00, "2026-08-05", "2026-10-05"),
        ]


def test_the_turn_is_that_of_the_first_unpaid_month() -> None:
    # Both begin on 28 February; later months of the first begin on the 30th.
    two = stand(
        *("2026-01-31", "2026-01-28"),
        spans=(
            *((0, "2026-01-31", "2026-02-28"), (0, "2026-03-31", "2026-04-30")),
            (1, "2026-01-28", "2026-02-28"),
        ),
    )
    assert laid(MONTH_JOINED, two, (30_00, (0, 1))) == [
        [(0, 30_00, "2026-02-28", "2026-03-31")]
    ]


def test_years_from_joining_are_compared_by_the_year_and_the_day_in_it() -> None:
    two = stand("2024-09-20", "2025-01-05")
    assert laid(YEAR_JOINED, two, (200_00, (0, 1))) == [
        [(0, 200_00, "2024-09-20", "2025-09-20")]
    ]
    assert laid(YEAR_JOINED, two, (400_00, (0, 1))) == [
        [
            (0, 200_00, "2024-09-20", "2025-09-20"),
            (1, 200_00, "2025-01-05", "2026-01-05"),
        ]
    ]
    same_year = stand("2025-09-20", "2025-01-05")
    assert laid(YEAR_JOINED, same_year, (200_00, (0, 1))) == [
        [(1, 200_00, "2025-01-05", "2026-01-05")]
    ]
    assert laid(YEAR, same_year, (200_00, (0, 1))) == [
        [(0, 200_00, "2025-09-20", "2026-01-01")]
    ]


def test_of_the_same_fiscal_year_the_first_named_comes_first() -> None:
    fiscal = Contribution(
        convention=Convention.YEAR, unit_satang=200_00, units_from=UnitsFrom.FISCAL
    )
    # The first of October is a day later in a leap year.
    two = stand("2024-10-01", "2025-10-01")
    assert laid(fiscal, two, (400_00, (0, 1))) == [
        [(0, 400_00, "2024-10-01", "2026-10-01")]
    ]


def test_of_the_same_month_by_the_calendar_the_first_named_comes_first() -> None:
    two = stand("2026-09-20", "2026-09-05")
    assert laid(MONTH, two, (30_00, (1, 0))) == [
        [(1, 30_00, "2026-09-05", "2026-10-01")]
    ]
    assert laid(MONTH, two, (30_00, (0, 1))) == [
        [(0, 30_00, "2026-09-20", "2026-10-01")]
    ]


HOUSES: list[tuple[int, int, list[Member], Shares]] = [
    # Money, price, members; who gets what.
    (90, 30, [Member(((5, None),), 0, (0, 1))], Shares([3], [0], 0, 0)),
    (
        # Two behind by one and three: the furthest is paid up to the next, then both.
        *(120, 30),
        [Member(((7, None),), 0, (0, 0)), Member(((5, None),), 0, (0, 1))],
        Shares([1, 3], [0, 0], 0, 0),
    ),
    (
        # In turn, not in the order they are named.
        *(40, 30),
        [Member(((5, None),), 0, (0, 1)), Member(((5, None),), 0, (0, 0))],
        Shares([0, 1], [0, 0], 10, 0),
    ),
    (
        # A hole of one is filled first, then the far end of the other.
        *(90, 30),
        [Member(((2, 3), (9, None)), 0, (0, 0)), Member(((4, None),), 0, (0, 1))],
        Shares([1, 2], [0, 0], 0, 1),
    ),
    (
        # Nothing is bought: what comes next is the hole.
        *(10, 30),
        [Member(((2, 3), (9, None)), 0, (0, 1)), Member(((4, None),), 0, (0, 0))],
        Shares([0, 0], [0, 0], 10, 0),
    ),
    (
        # Two are paid up before the third, who is far ahead of them.
        *(60, 30),
        [Member(((start, None),), 0, (0, start)) for start in (9, 5, 5)],
        Shares([0, 1, 1], [0, 0, 0], 0, 1),
    ),
    (
        # Money reaches the end of a hole exactly: what comes next is elsewhere.
        *(60, 30),
        [Member(((2, 4), (9, None)), 0, (0, 0)), Member(((8, None),), 0, (0, 1))],
        Shares([2, 0], [0, 0], 0, 1),
    ),
    (
        # Both have holes of the same level: each gets one of it, by turn.
        *(30, 30),
        [
            Member(((1, 2), (6, None)), 0, (1, 0)),
            Member(((1, 2), (7, None)), 0, (0, 1)),
        ],
        Shares([0, 1], [0, 0], 0, 0),
    ),
    (
        *(90, 30),
        [
            Member(((1, 2), (6, None)), 0, (0, 0)),
            Member(((1, 2), (7, None)), 0, (0, 1)),
        ],
        Shares([2, 1], [0, 0], 0, 0),
    ),
    (
        # Credit of one who gets nothing now helps nobody.
        *(20, 30),
        [Member(((1, None),), 0, (0, 0)), Member(((9, None),), 10, (0, 1))],
        Shares([0, 0], [0, 0], 20, 0),
    ),
    (
        # Credit of two together buys a unit that the money alone would not.
        *(40, 30),
        [Member(((1, None),), 10, (0, 0)), Member(((1, None),), 10, (0, 1))],
        Shares([1, 1], [10, 10], 0, 0),
    ),
    (
        # More credit than a unit costs: no more of it than was bought.
        *(10, 30),
        [Member(((1, None),), 55, (0, 0))],
        Shares([2], [55], 5, 0),
    ),
    (
        *(1, 30),
        [Member(((1, None),), 59, (0, 0)), Member(((1, None),), 0, (0, 1))],
        Shares([1, 0], [30, 0], 1, 1),
    ),
]


@pytest.mark.parametrize(("money", "price", "members", "shares"), HOUSES)
def test_a_house_shares_its_money_as_a_collector_would(
    money: int, price: int, members: list[Member], shares: Shares
) -> None:
    assert spread(money, price, members) == shares


def test_levels_are_half_open_and_the_last_has_no_end() -> None:
    one = Member(((2, 4), (6, None)), 0, (0, 0))
    assert [one.units_below(level) for level in (1, 2, 3, 4, 5, 6, 7, 9)] == [
        *(0, 0, 1, 2, 2, 2, 3, 5)
    ]
    assert [level for level in range(9) if one.has(level)] == [2, 3, 6, 7, 8]


@pytest.mark.parametrize(
    ("money", "price", "members"),
    [
        (0, 30, [Member(((1, None),), 0, (0, 0))]),
        (1, 0, [Member(((1, None),), 0, (0, 0))]),
        (1, 30, []),
    ],
)
def test_no_money_no_price_or_nobody_is_a_mistake_of_the_program(
    money: int, price: int, members: list[Member]
) -> None:
    with pytest.raises(AssertionError):
        spread(money, price, members)


def test_the_smallest_money_and_price_are_shared() -> None:
    one = Member(((1, None),), 0, (0, 0))
    assert spread(1, 1, [one]) == Shares([1], [0], 0, 0)
