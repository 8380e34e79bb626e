"""What each house of a round sheet has to pay, figure by figure."""

from __future__ import annotations

from datetime import date

import pytest

from kongbun.dues.sheet import Row, first_of, months_back
from kongbun.people.models import Membership, Person
from kongbun.testing.cast import TODAY, Cast
from tests.dues.test_take_payment import pay
from tests.dues.village import adopt_convention, make_house, make_person, sheet_of


@pytest.fixture
def village(cast: Cast) -> dict[str, list[Membership]]:
    """A house of four, one of one whom the temple pays, and two without a house."""
    adopt_convention(cast)
    house = make_house(cast, "27", "นายยี่ ก", "นายหนึ่ง ก", "นายสอง ก", "นายสาม ก")
    (temple,) = make_house(cast, "3", "นายวัด ก", line="2")
    alone = [make_person(cast, "นายเดี่ยว ก"), make_person(cast, "นายโดด ก")]
    temple.payer_kind, temple.payer_name = "temple", "วัดดอนกลาง"
    # Who stands between the others is paid for; the last and the first are not.
    house[2].payer_kind = "local_government"
    for one, months in ((house[0], 3), (house[1], 12), (house[2], 24)):
        one.rhythm_months = months
        one.save()
    temple.save()
    # The second, not the first named, is the head of the house.
    Person.objects.filter(pk=house[0].person_id).update(is_household_head=False)
    Person.objects.filter(pk=house[1].person_id).update(is_household_head=True)
    return {"27": house, "3": [temple], "": alone}


def by_house(rows: list[Row]) -> dict[str, Row]:
    return {row.house_no or row.name: row for row in rows}


def test_a_house_owes_the_sum_of_its_own_less_what_was_left(
    cast: Cast, village: dict[str, list[Membership]]
) -> None:
    one, two, _, three = village["27"]
    sheet = sheet_of(cast)
    assert list(by_house(sheet.rows)) == ["3", "27", "นายเดี่ยว ก", "นายโดด ก"]
    row = by_house(sheet.rows)["27"]
    assert (row.people, row.rows, row.rhythm_months) == (4, (1, 2, 4), 12)
    assert (row.name, row.what) == ("นายหนึ่ง ก", "บ้านเลขที่ 27 นายหนึ่ง ก")
    assert (row.due_satang, row.credit_satang, row.paid_through) == (270_00, 0, None)
    assert [str(one) for one in row.other_payers] == ["อปท. ส่งให้"]
    assert sheet.due_satang == 270_00 + 2 * 90_00
    assert (sheet.lines, sheet.title) == (["2"], cast.branches[0].label())
    assert sheet_of(cast, line="2").title.endswith("สายที่ 2")
    pay(cast, (one, 95), (two, 65))
    paid = by_house(sheet_of(cast).rows)["27"]
    assert (paid.due_satang, paid.credit_satang) == (30_00 + 90_00 - 10_00, 10_00)
    # As far as the one who is furthest behind: nobody is ahead of the third.
    assert paid.paid_through == date(2026, 8, 31)
    pay(cast, (three, 31))
    again = by_house(sheet_of(cast).rows)["27"]
    assert again.paid_through == date(2026, 9, 30)
    assert (again.stamp == paid.stamp, row.stamp == paid.stamp) == (False, False)


def test_more_credit_than_is_due_leaves_nothing_to_pay(
    cast: Cast, village: dict[str, list[Membership]]
) -> None:
    one, two, _, three = village["27"]
    pay(cast, (one, 90 + 29), (two, 90 + 29), (three, 60))
    row = by_house(sheet_of(cast).rows)["27"]
    assert (row.due_satang, row.credit_satang) == (0, 58_00)
    assert row.is_ahead
    assert not by_house(sheet_of(cast).rows)["นายโดด ก"].is_ahead


def test_for_whom_others_pay_stands_in_the_house_and_is_not_asked(
    cast: Cast, village: dict[str, list[Membership]]
) -> None:
    row = by_house(sheet_of(cast).rows)["3"]
    assert (row.rows, row.due_satang, row.paid_through) == ((), 0, None)
    assert (row.other_payers, row.rhythm_months) == (("วัดดอนกลาง",), 1)
    assert not row.is_ahead
    assert row.key == village["3"][0].person.household.public_id  # type: ignore[union-attr]


def test_who_has_no_house_is_a_row_of_their_own(
    cast: Cast, village: dict[str, list[Membership]]
) -> None:
    rows = by_house(sheet_of(cast).rows)
    for member in village[""]:
        name = member.person.full_name()
        assert (rows[name].key, rows[name].what) == (member.public_id, name)
        assert (rows[name].people, rows[name].house_no) == (1, "")
    assert sheet_of(cast).by_key[village[""][0].public_id] == rows["นายเดี่ยว ก"]


def test_without_a_head_the_first_member_stands_for_the_house(
    cast: Cast, village: dict[str, list[Membership]]
) -> None:
    Person.objects.update(is_household_head=False)
    assert by_house(sheet_of(cast).rows)["27"].name == "นายยี่ ก"


def test_dues_of_the_sheets_month_are_asked_to_its_last_day(
    cast: Cast, village: dict[str, list[Membership]]
) -> None:
    for month, due in ((date(2026, 9, 1), 30_00), (date(2026, 12, 31), 120_00)):
        rows = by_house(sheet_of(cast, month=month).rows)
        assert rows["นายเดี่ยว ก"].due_satang == due
    assert sheet_of(cast, received_on=date(2026, 8, 31)).rows == []


def test_months_are_counted_back_over_the_year(cast: Cast) -> None:
    assert first_of(TODAY) == date(2026, 11, 1)
    assert months_back(date(2026, 2, 28), 4) == [
        *(date(2026, 2, 1), date(2026, 1, 1)),
        *(date(2025, 12, 1), date(2025, 11, 1)),
    ]
    assert months_back(date(2026, 2, 28), 1) == [date(2026, 2, 1)]
