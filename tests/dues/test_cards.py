"""A card, the price of months ahead, the words of a slip: figure by figure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from kongbun.dues.models import DuesLine
from kongbun.dues.prices import ahead_prices
from kongbun.dues.receipt_text import CREDIT, printed_lines, what
from kongbun.dues.stamps import Card, Stamp, card
from kongbun.dues.standing import Standing
from kongbun.people.models import Membership, Person
from kongbun.rules.days import column
from kongbun.rules.dues import Contribution, Convention, UnitsFrom
from tests.dues.test_lay import DAILY, MONTH, MONTH_JOINED, YEAR, day, stand

TODAY = date(2026, 11, 20)
MONTHS = [
    *("ต.ค.", "พ.ย.", "ธ.ค.", "ม.ค.", "ก.พ.", "มี.ค."),
    *("เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย."),
]


def member(joined_on: str, *, payer_kind: str = "self") -> Membership:
    return Membership(joined_on=date.fromisoformat(joined_on), payer_kind=payer_kind)


def drawn(
    standing: Standing,
    of: Membership,
    contribution: Contribution = MONTH,
    *,
    today: date = TODAY,
    years_back: int | None = None,
) -> Card:
    return card(contribution, standing, of, today, years_back=years_back)


def states(stamps: list[Stamp]) -> str:
    """The first letters of the twelve months."""
    return "".join("-" if one.state == "none" else one.state[0] for one in stamps)


PAID = ((0, "2026-09-10", "2026-11-01"), (0, "2026-12-01", "2027-01-01"))


def test_a_card_says_what_is_paid_owed_and_to_come() -> None:
    found = drawn(stand("2026-09-10", credit=(5_00,), spans=PAID), member("2026-09-10"))
    assert replace(found, stamps=[], earlier=[]) == Card(
        paid_through=date(2026, 10, 31),
        arrears_satang=0,
        arrears_units=0,
        unit="months",
        credit_satang=5_00,
        # What lies before the day of the card.
        days_paid=52,
        year=2570,
        stamps=[],
        earlier=[],
        has_more=False,
        first_price_satang=30_00,
    )
    assert [one.label for one in found.stamps] == MONTHS
    assert states(found.stamps) == "pnannnnnnnnn"
    assert [one.now for one in found.stamps] == [False, True, *[False] * 10]
    assert found.stamps[:4] == [
        Stamp("ต.ค.", "paid", "ส่งแล้ว", now=False),
        Stamp("พ.ย.", "next", "30", now=True),
        Stamp("ธ.ค.", "ahead", "ส่งก่อน", now=False),
        Stamp("ม.ค.", "next", "30", now=False),
    ]
    ((year, months),) = found.earlier
    assert (year, states(months)) == (2569, "-----------p")


def test_months_that_are_over_are_owed_less_what_was_left() -> None:
    found = drawn(stand("2026-08-10", credit=(5_00,)), member("2026-08-10"))
    assert (found.arrears_satang, found.arrears_units) == (85_00, 3)
    assert found.paid_through is None
    assert found.stamps[0] == Stamp("ต.ค.", "short", "ขาด 30", now=False)
    much = drawn(stand("2026-10-01", credit=(31_00,)), member("2026-10-01"))
    assert much.arrears_satang == 0


def test_the_month_that_runs_is_not_owed_on_its_first_day_nor_its_last() -> None:
    for today in (date(2026, 11, 1), date(2026, 11, 30)):
        found = drawn(stand("2026-10-10"), member("2026-10-10"), today=today)
        assert (found.arrears_units, states(found.stamps)) == (1, "sn" + "n" * 10)


def test_as_many_years_back_as_are_asked_for() -> None:
    one, of = stand("2023-10-01"), member("2023-10-01")
    years = [year for year, _ in drawn(one, of).earlier]
    assert years == [2569, 2568, 2567]
    for back, more in ((0, True), (2, True), (3, False), (9, False)):
        found = drawn(one, of, years_back=back)
        assert [year for year, _ in found.earlier] == years[:back]
        assert found.has_more is more, back


def test_who_left_stands_as_on_the_day_of_the_exit() -> None:
    of = member("2026-10-15")
    of.exited_on = date(2026, 10, 31)
    found = drawn(stand("2026-10-15"), of)
    assert (states(found.stamps), found.arrears_units) == ("s-----------", 1)
    of.exited_on = date(2026, 11, 1)
    assert states(drawn(stand("2026-10-15"), of).stamps) == "sn----------"


def test_days_after_the_exit_are_neither_owed_nor_counted() -> None:
    of = member("2026-08-01")
    of.exited_on = date(2026, 9, 20)
    one = stand("2026-08-01", spans=((0, "2026-08-01", "2026-08-31"),))
    found = drawn(one, of, DAILY)
    assert (found.arrears_units, found.days_paid) == (1 + 20, 30)
    assert drawn(stand("2026-08-01"), of).arrears_units == 2
    later = stand("2026-08-01", spans=((0, "2026-08-01", "2026-11-01"),))
    assert drawn(later, of).days_paid == 50


def test_by_the_day_every_day_of_the_months_before_is_owed() -> None:
    assert drawn(stand("2026-10-30"), member("2026-10-30"), DAILY).arrears_units == 2


def test_the_month_that_runs_is_paid_and_not_paid_ahead() -> None:
    one = stand("2026-11-01", spans=((0, "2026-11-01", "2026-12-01"),))
    for today in (date(2026, 11, 1), TODAY):
        found = drawn(one, member("2026-11-01"), today=today)
        assert states(found.stamps)[:3] == "-pn", today


def test_units_from_joining_are_owed_in_the_months_they_lie_in() -> None:
    found = drawn(stand("2026-09-10"), member("2026-09-10"), MONTH_JOINED)
    assert [one.word for one in found.stamps[:2]] == ["ขาด 60", "60"]


def test_before_joining_a_month_is_empty_and_the_month_of_joining_is_not() -> None:
    assert states(drawn(stand("2026-11-01"), member("2026-11-01")).stamps)[:2] == "-n"
    assert states(drawn(stand("2026-10-31"), member("2026-10-31")).stamps)[:2] == "sn"


def test_months_that_others_paid_are_theirs_merit() -> None:
    of = member("2026-09-10", payer_kind="temple")
    found = drawn(stand("2026-09-10", spans=PAID), of)
    assert states(found.stamps)[:3] == "mna"
    assert found.stamps[0].word == "ส่งแล้ว"


def test_the_price_of_a_month_is_that_of_its_unpaid_days() -> None:
    holes = (
        *((0, "2026-09-10", "2026-10-05"), (0, "2026-10-08", "2026-10-30")),
        *((0, "2026-11-01", "2026-11-15"),),
    )
    found = drawn(stand("2026-09-10", spans=holes), member("2026-09-10"), DAILY)
    assert [one.word for one in found.stamps[:3]] == ["ขาด 5", "16", "31"]


def test_a_years_sum_is_not_owed_month_by_month() -> None:
    found = drawn(stand("2026-01-01"), member("2026-01-01"), YEAR)
    assert states(found.stamps) == "sn" + "n" * 10
    assert (found.stamps[0].word, found.stamps[1].word) == ("ขาด", "")


def test_what_so_many_months_further_cost_each_member() -> None:
    three = stand(
        *("2026-09-10", "2026-09-10", "2026-09-10"),
        credit=(0, 5_00, 60_00),
        spans=((1, "2026-09-10", "2026-12-01"), (2, "2026-09-10", "2026-10-01")),
    )
    assert ahead_prices(MONTH, three, [1, 2, 12]) == [
        {1: 30_00, 2: 60_00, 12: 360_00},
        {1: 25_00, 2: 55_00, 12: 355_00},
        {12: 300_00},
    ]
    assert ahead_prices(DAILY, three, [1, 2]) == [
        {1: 21_00, 2: 52_00},
        {1: 26_00, 2: 57_00},
        {2: 1_00},
    ]
    # From the end of what is paid on: a hole before it is another matter.
    hole = stand("2026-08-01", spans=((0, "2026-09-01", "2026-11-01"),))
    assert ahead_prices(DAILY, hole, [1]) == [{1: 30_00}]
    assert ahead_prices(MONTH, stand(), [1]) == []


def test_under_a_yearly_sum_twelve_months_are_one_year() -> None:
    one = stand("2026-03-10")
    assert ahead_prices(YEAR, one, [1, 11, 12, 23, 24]) == [
        {12: 200_00, 23: 200_00, 24: 400_00}
    ]
    joined = Contribution(
        convention=Convention.YEAR, unit_satang=2_00, units_from=UnitsFrom.JOINED
    )
    late = stand("2024-03-10", spans=((0, "2024-03-10", "2026-03-10"),))
    assert ahead_prices(joined, late, [12]) == [{12: 2_00}]


@pytest.mark.parametrize(
    ("first", "until", "said"),
    [
        ("2026-11-01", "2026-12-01", "เดือน พ.ย. 69"),
        ("2026-11-01", "2027-11-01", "พ.ย. 69 ถึง ต.ค. 70"),
        ("2025-11-01", "2026-12-01", "พ.ย. 68 ถึง พ.ย. 69"),
        ("2026-11-01", "2027-01-01", "พ.ย. 69 ถึง ธ.ค. 69"),
        ("2026-11-02", "2026-12-01", "2 พ.ย. 69 ถึง 30 พ.ย. 69"),
        ("2026-11-01", "2026-11-30", "1 พ.ย. 69 ถึง 29 พ.ย. 69"),
        ("2057-01-01", "2057-02-01", "เดือน ม.ค. 00"),
    ],
)
def test_whole_months_are_said_as_months_and_other_days_as_days(
    first: str, until: str, said: str
) -> None:
    assert what("dues", day(first), day(until)) == said


def test_credit_is_kept_or_used_and_a_line_without_days_says_its_kind() -> None:
    assert [what("credit", None, None, satang) for satang in (1, 0, -1)] == [
        *(CREDIT[True], CREDIT[True], CREDIT[False])
    ]
    assert what("credit", None, None) == CREDIT[True]
    for days in ((None, day("2026-11-01")), (day("2026-11-01"), None)):
        assert what("dues", *days) == "เงินสมทบ"


def test_a_printed_line_names_who_for_what_and_until_when() -> None:
    who = Membership(person=Person(title="นาง", first_name="คำ", last_name="ใจดี"))
    lines = [
        DuesLine(
            membership=who,
            kind="dues",
            amount_satang=30_00,
            from_day=day("2026-11-01"),
            until_day=day("2026-12-01"),
        ),
        DuesLine(membership=who, kind="credit", amount_satang=-1),
        DuesLine(kind="other", amount_satang=1),
    ]
    assert [
        (one.label, one.satang, one.paid_through) for one in printed_lines(lines)
    ] == [
        ("นางคำ · เดือน พ.ย. 69", 30_00, date(2026, 11, 30)),
        (f"นางคำ · {CREDIT[False]}", -1, None),
        ("อื่นๆ", 1, None),
    ]


def test_days_of_the_count_at_the_cut_over_stand_on_the_card() -> None:
    one = replace(stand("2026-09-10"), opening_days=column([100]))
    assert drawn(one, member("2026-09-10")).days_paid == 100
