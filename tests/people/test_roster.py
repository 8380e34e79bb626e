"""A row of the roster is what the records say, though it comes past their fields."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import pytest

from kongbun.people import roster
from kongbun.people.models import Membership
from kongbun.testing.cast import Cast
from tests.dues.village import make_house, make_person

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 20)
OF_MEMBERSHIP = (
    *("member_no", "branch_id", "person_id", "exit_reason", "payer_kind"),
    *("payer_name", "rhythm_months", "opening_days_paid", "joined_on", "exited_on"),
    *("opening_paid_until", "dues_from", "public_id"),
)
OF_PERSON = ("title", "first_name", "last_name", "nickname")


def test_each_row_says_what_its_records_say(cast: Cast) -> None:
    dice = Random(20)  # noqa: S311 -- no secret
    members = [
        *make_house(cast, "27", "นางบุญเรือน แสนสุข", "นายคำ แสนสุข"),
        *make_house(cast, "3/1", "นายชาลี คำมูล"),
        make_person(cast, "นางแก้ว ดวงดี"),
    ]
    for one in members * 3:
        some_day = date(2026, 9, 1) + timedelta(days=dice.randint(0, 40))
        one.opening_paid_until = dice.choice([None, some_day])
        one.opening_days_paid = dice.choice([None, 0, 40])
        one.dues_from = dice.choice([None, some_day])
        one.exited_on = dice.choice([None, ON])
        one.exit_reason = "resigned" if one.exited_on else ""
        one.rhythm_months = dice.choice([1, 3, 12])
        one.save()
        rows = roster.of_fund(cast.fund.pk, on=ON)
        assert {row.membership_id for row in rows} >= {each.pk for each in members}
        assert all(_is_as_recorded(row) for row in rows)
        assert roster.of_memberships(cast.fund.pk, []) == []


def _is_as_recorded(row: roster.RosterRow) -> bool:
    kept = Membership.objects.get(pk=row.membership_id)
    for name in OF_MEMBERSHIP:
        assert getattr(row, name) == getattr(kept, name), name
    for name in OF_PERSON:
        assert getattr(row, name) == getattr(kept.person, name), name
    assert row.is_head is kept.person.is_household_head
    house = kept.person.household
    if house is None:
        return (row.household_id, row.house_no, row.house_key, row.line) == (
            *(None, "", "", ""),
        )
    assert row.household_public_id_bytes == house.public_id.bytes
    return (row.household_id, row.house_no, row.house_key, row.line) == (
        *(house.pk, house.house_no, house.sort_key, house.line),
    )
