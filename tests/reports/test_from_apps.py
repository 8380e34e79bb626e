"""Figures taken through the real steps: rounds, reversals, claims, suspensions."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from kongbun.claims.pay_actions import reverse_payment
from kongbun.dues.reversal_actions import reverse_receipt
from kongbun.people.models import Membership, PayerKind
from kongbun.receipts.models import Receipt
from kongbun.reports.actions import explain
from kongbun.reports.benefits import benefits
from kongbun.reports.conditions import close_list
from kongbun.reports.contributions import contributions
from kongbun.reports.members import members
from kongbun.reports.money import read_books
from kongbun.reports.period import Period
from kongbun.testing.cast import TODAY, Cast, make_member
from kongbun.treasury.closing import Condition
from tests.claims.story import Story, adopt_bylaw, tell
from tests.dues.village import adopt_convention, make_house, take

pytestmark = pytest.mark.django_db
NOVEMBER = date(2026, 11, 1)


def paid(cast: Cast, on: date = TODAY) -> dict[str, Any]:
    return contributions(read_books(Period(cast.fund.pk, on)))


@pytest.fixture
def village(cast: Cast) -> Cast:
    adopt_convention(cast)
    make_house(cast, "27", "นางบุญเรือน แสนสุข")
    make_house(cast, "3", "นายชาลี คำมูล")
    make_house(cast, "9", "นางละออ สายใจ", branch=1)
    return cast


def test_contributions_by_village_payer_and_month_are_those_of_the_books(
    village: Cast,
) -> None:
    take(village, {"27": 60, "3": 30})
    take(village, {"9": 90}, branch=1)
    Membership.objects.filter(person__first_name="นางละออ").update(
        payer_kind=PayerKind.TEMPLE
    )
    told = paid(village)
    assert [row["amount_satang"] for row in told["by_branch"]] == [90_00, 90_00]
    by_payer = {row["code"]: row["amount_satang"] for row in told["by_payer"]}
    assert by_payer["self"] == by_payer["temple"] == 90_00
    months = {row["month"]: row["amount_satang"] for row in told["by_month"]}
    assert months == {"2026-10-01": 0, "2026-11-01": 180_00}
    assert told["total"]["amount_satang"] == told["total"]["booked_satang"] == 180_00
    assert told["total"]["difference_satang"] == 0


def test_a_reversed_receipt_is_taken_back_on_the_day_of_its_reversal(
    village: Cast,
) -> None:
    take(village, {"27": 60, "3": 30})
    first = Receipt.objects.get(no=1)
    reverse_receipt(village.act("prasert"), receipt=first.public_id, reason="ผิดคน")
    told = paid(village)
    assert told["total"]["amount_satang"] == told["total"]["booked_satang"]
    assert told["total"]["amount_satang"] == 90_00 - first.amount_satang


def test_a_member_who_rests_is_current_and_shown_apart(cast: Cast) -> None:
    adopt_bylaw(cast, "demo-2563", date(2020, 10, 25))
    for no, until in ((1, date(2026, 12, 1)), (2, date(2026, 5, 20))):
        member = make_member(cast, no)
        # Six months unpaid rest a right.
        Membership.objects.filter(pk=member.pk).update(opening_paid_until=until)
    told = members(Period(cast.fund.pk, TODAY))["total"]
    assert (told["current"], told["suspended"], told["entitled"]) == (2, 1, 1)
    before = members(Period(cast.fund.pk, date(2026, 11, 19)))["total"]
    assert (before["suspended"], before["entitled"]) == (0, 2)


def test_without_a_by_law_nobody_rests(cast: Cast) -> None:
    make_member(cast, 1)
    told = members(Period(cast.fund.pk, TODAY))["total"]
    assert (told["current"], told["suspended"], told["entitled"]) == (1, 0, 1)


def benefit_rows(story: Story, on: date = TODAY) -> dict[int, dict[str, Any]]:
    told = benefits(read_books(Period(story.cast.fund.pk, on)))
    return {row["category"]: row for row in told["rows"]}


def test_benefits_are_counted_in_persons_and_baht(cast: Cast) -> None:
    story = tell(cast)
    assert len(benefit_rows(story)) == 14
    story.pay(story.approved())
    row = benefit_rows(story)[2]
    assert (row["year_persons"], row["year_payments"], row["year_satang"]) == (
        1,
        1,
        500_00,
    )
    assert row["since_founding_persons"] == 1
    assert benefit_rows(story, date(2026, 9, 30))[2]["year_satang"] == 0


def test_a_payment_that_came_back_helps_nobody(cast: Cast) -> None:
    story = tell(cast)
    claim = story.approved()
    story.pay(claim)
    reverse_payment(cast.act("somsri"), claim=claim.public_id, reason="จ่ายผิดคน")
    row = benefit_rows(story)[2]
    assert (row["year_persons"], row["year_satang"]) == (0, 0)


def test_an_approved_claim_is_paid_or_explained_before_the_month_closes(
    cast: Cast,
) -> None:
    story = tell(cast)
    claim = story.approved()
    december = date(2026, 12, 5)

    def waiting() -> list[str]:
        return [
            point.subject
            for point in close_list(cast.fund.pk, NOVEMBER, december).open
            if point.condition is Condition.CLAIMS
        ]

    assert waiting() == [claim.number]
    # It was approved in November: October does not wait for it.
    october = close_list(cast.fund.pk, date(2026, 10, 1), december)
    assert not [p for p in october.open if p.condition is Condition.CLAIMS]
    explain(
        cast.act("somsri", today=december),
        month=NOVEMBER,
        condition="claims",
        subject=claim.number,
        text="รอผู้รับผลประโยชน์กลับบ้าน",
    )
    assert waiting() == []
    story.pay(claim, today=december)
    paid_point = close_list(cast.fund.pk, NOVEMBER, december).points
    assert any(p.condition is Condition.CLAIMS and p.met for p in paid_point)
