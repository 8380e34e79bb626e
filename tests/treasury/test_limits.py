"""What the by-law says of administration, meetings, investments and the reserve holds.

The first to be asked is the database: each payment is weighed in its own transaction.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.ledger.accounts import open_account
from kongbun.ledger.chart import AccountKind
from kongbun.ledger.fence import free_satang
from kongbun.testing.cast import TODAY, Cast, has_audit_line
from kongbun.treasury.actions import buy_investment
from kongbun.treasury.limit_actions import permit_reserve, set_limits
from kongbun.treasury.limits import NOTHING, shares, stand
from tests.claims import story as stories
from tests.dues.village import adopt_convention
from tests.treasury.steps import (
    DAY,
    ask_expense,
    decide,
    give,
    make_purpose,
    pay,
    refusal_of,
    reverse_it,
    spend,
)

pytestmark = pytest.mark.django_db
LIMITS = """
money:
  clause: ข้อ 30
  limits:
    - {what: administration, percent_at_most: 10, of: income, clause: ข้อ 31}
    - {what: meetings, percent_at_most: 5, of: income, clause: ข้อ 32}
    - {what: investment, percent_at_most: 50, of: fund, clause: ข้อ 33}
"""
RESERVE = """
money:
  clause: ข้อ 30
  reserve: {clause: ข้อ 34, at_least_baht: 100, percent_of_income: 5}
"""
SHORT = "  when_short: {clause: ข้อ 35, text: ให้ลงมติ, how: %s}\n"
SPLIT = """
money:
  clause: ข้อ 30
  shared: income
  split:
    - {code: welfare, title: สวัสดิการ, percent: 50}
    - {code: loans, title: เงินกู้หมุนเวียน, percent: 30}
    - {code: education, title: การศึกษา, percent: 20}
"""


def law(cast: Cast, money: str = LIMITS, **changed: Any) -> None:
    adopt_convention(cast, more=money, **changed)


def refused(step: Any, *args: Any, **facts: Any) -> Refused:
    with pytest.raises(Refused) as caught:
        step(*args, **facts)
    return caught.value


def approved(
    cast: Cast, satang: int, expense: str = "expense:travel"
) -> dict[str, Any]:
    asked = ask_expense(cast, satang, expense=expense)
    decide(cast, asked)
    return asked


def test_administration_is_held_to_its_share_when_it_is_approved(cast: Cast) -> None:
    law(cast)
    give(cast, 1_000_00)
    spend(cast, 60_00, "expense:pay")
    no = refused(approved, cast, 40_01)
    assert no.code is RefusalCode.ABOVE_LIMIT
    assert no.reasons[0].message() == (
        "ข้อ 31 ให้ค่าบริหารจัดการไม่เกินร้อยละ 10 ของรายรับทั้งปี คือ 100.00 บาท "
        "รวมครั้งนี้จะเป็น 100.01 บาท"
    )
    spend(cast, 40_00)
    spend(cast, 500_00, "expense:non-member-help")


def test_two_approvals_share_one_limit(cast: Cast) -> None:
    law(cast)
    give(cast, 1_000_00)
    first = approved(cast, 60_00)
    assert refused(approved, cast, 40_01).code is RefusalCode.ABOVE_LIMIT
    second = approved(cast, 40_00)
    pay(cast, first)
    pay(cast, second)


def test_it_is_looked_at_again_when_it_is_paid(cast: Cast) -> None:
    """The income it was approved by is gone."""
    law(cast)
    gift = give(cast, 500_00)
    give(cast, 500_00)
    asked = approved(cast, 100_00)
    reverse_it(cast, gift)
    assert refused(pay, cast, asked).code is RefusalCode.ABOVE_LIMIT
    give(cast, 500_00)
    pay(cast, asked)


def test_every_limit_that_is_passed_is_named(cast: Cast) -> None:
    law(cast)
    give(cast, 1_000_00)
    no = refused(approved, cast, 100_01, "expense:meeting")
    assert [reason.facts["clause"] for reason in no.reasons] == ["ข้อ 31", "ข้อ 32"]
    no = refused(approved, cast, 50_01, "expense:meeting")
    assert [reason.facts["clause"] for reason in no.reasons] == ["ข้อ 32"]


def test_a_refusal_of_an_expense_asks_no_limit(cast: Cast) -> None:
    law(cast)
    asked = ask_expense(cast, 5_000_00)
    decide(cast, asked, approved=False, note="แพงไป")


def test_a_year_has_its_own_limit_and_a_law_its_own_days(cast: Cast) -> None:
    law(cast, effective_from=date(2026, 10, 1))
    september = date(2026, 9, 20)
    give(cast, 1_000_00, occurred_on=september)
    asked = ask_expense(cast, 900_00, expense="expense:travel", occurred_on=september)
    decide(cast, asked, today=september)
    pay(cast, asked, paid_on=september)
    assert refused(approved, cast, 1).code is RefusalCode.ABOVE_LIMIT
    give(cast, 1_000_00)
    spend(cast, 100_00)


def test_investments_are_held_to_their_share_of_the_fund(cast: Cast) -> None:
    law(cast)
    open_account(cast.fund.pk, AccountKind.INVESTMENT, name="สลาก", opened_on=DAY)
    give(cast, 1_000_00)
    facts: dict[str, Any] = {
        "investment": "investment:1",
        "paid_from": "cash",
        "occurred_on": DAY,
    }
    buy_investment(cast.act("somsri"), amount_satang=400_00, **facts)
    code = refusal_of(cast.act("somsri"), buy_investment, amount_satang=100_01, **facts)
    assert code is RefusalCode.ABOVE_LIMIT
    buy_investment(cast.act("somsri"), amount_satang=100_00, **facts)


def test_money_given_for_a_purpose_stands_outside_the_limits(cast: Cast) -> None:
    """It is no income to take a share of, and what it pays for counts for none."""
    law(cast)
    give(cast, 1_000_00)
    give(cast, 9_000_00, purpose=make_purpose(cast, uses=["expense:meeting"]))
    assert refused(approved, cast, 100_01).code is RefusalCode.ABOVE_LIMIT
    trip = spend(cast, 8_000_00, "expense:meeting")
    spend(cast, 100_00)
    rows = {one.what: one.found.satang for one in stand(cast.fund.pk, TODAY, NOTHING)}
    assert rows["ค่าบริหารจัดการ"] == 100_00
    reverse_it(cast, trip, two=True)
    now = {one.what: one.found.satang for one in stand(cast.fund.pk, TODAY, NOTHING)}
    assert now == rows


def test_what_of_a_payment_is_free_money_counts(cast: Cast) -> None:
    law(cast)
    give(cast, 1_000_00)
    give(cast, 100_00, purpose=make_purpose(cast, uses=["expense:travel"]))
    assert refused(approved, cast, 200_01).code is RefusalCode.ABOVE_LIMIT
    spend(cast, 200_00)


def test_what_two_purposes_paid_together_counts_for_none(cast: Cast) -> None:
    law(cast)
    give(cast, 1_000_00)
    for name in ("เดินทางหนึ่ง", "เดินทางสอง"):
        give(cast, 100_00, purpose=make_purpose(cast, name, uses=["expense:travel"]))
    trip = spend(cast, 200_00)

    def counted() -> int:
        found = stand(cast.fund.pk, TODAY, NOTHING)
        return {one.what: one.found.satang for one in found}["ค่าบริหารจัดการ"]

    assert counted() == 0
    reverse_it(cast, trip, two=True)
    assert counted() == 0


def test_who_approves_says_what_is_administration(cast: Cast) -> None:
    law(cast)
    give(cast, 1_000_00)
    facts: dict[str, Any] = {
        "administration": ["expense:pay", "expense:other"],
        "base": "to_date",
        "reason": "มติกรรมการ 2/2569",
    }
    for who in ("somsri", "chanpen", "prasert", "noi"):
        code = refusal_of(cast.act(who), set_limits, **facts)
        assert code is RefusalCode.NOT_ALLOWED
    set_limits(cast.act("prasong"), **facts)
    assert has_audit_line(cast, "treasury.set_limits")
    spend(cast, 500_00, "expense:travel")
    assert (
        refused(approved, cast, 100_01, "expense:other").code is RefusalCode.ABOVE_LIMIT
    )


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"administration": ["expense:benefit:1"]}, RefusalCode.NOT_FOUND),
        ({"administration": []}, RefusalCode.FIELD_EMPTY),
        ({"base": "never"}, RefusalCode.NOT_FOUND),
        ({"reason": " "}, RefusalCode.FIELD_EMPTY),
    ],
)
def test_a_setting_is_one_that_can_be_held(
    cast: Cast, changed: dict[str, Any], code: RefusalCode
) -> None:
    facts = {"administration": ["expense:pay"], "base": "to_date", "reason": "มติ"}
    assert refusal_of(cast.act("prasong"), set_limits, **{**facts, **changed}) is code


def test_a_fund_may_take_its_share_of_the_year_before(cast: Cast) -> None:
    law(cast)
    give(cast, 2_000_00, occurred_on=date(2026, 9, 20))
    assert refused(approved, cast, 1).code is RefusalCode.ABOVE_LIMIT
    set_limits(
        cast.act("prasong"),
        administration=["expense:travel"],
        base="best_year",
        reason="รายรับเข้าปลายปี",
    )
    spend(cast, 200_00)
    assert refused(approved, cast, 1).code is RefusalCode.ABOVE_LIMIT


def test_no_law_or_none_of_money_holds_nothing(cast: Cast) -> None:
    give(cast, 1_000_00)
    spend(cast, 900_00)
    law(cast, "")
    spend(cast, 100_00)
    assert stand(cast.fund.pk, TODAY, NOTHING) == []


def test_a_payment_leaves_the_reserve(cast: Cast) -> None:
    law(cast, RESERVE)
    give(cast, 1_000_00)
    asked = approved(cast, 900_01)
    no = refused(pay, cast, asked)
    assert no.code is RefusalCode.RESERVE_KEPT
    assert (
        str(no.reasons[0].facts["required"]),
        str(no.reasons[0].facts["found"]),
    ) == (
        "100.00",
        "99.99",
    )
    spend(cast, 900_00)
    assert free_satang(cast.fund.pk) == 100_00


def test_a_benefit_leaves_the_reserve_too(cast: Cast) -> None:
    story = stories.tell(cast)
    claim = story.approved()
    left = free_satang(cast.fund.pk) - claim.granted_satang
    baht = f"{(left + 1) // 100}.{(left + 1) % 100:02d}"
    money = f"\nmoney:\n  reserve: {{clause: ข้อ 34, at_least_baht: {baht}}}\n"
    # The day the money goes counts, not the day of the event.
    law(cast, money, effective_from=TODAY)
    assert refused(story.pay, claim).code is RefusalCode.RESERVE_KEPT
    give(cast, 1)
    story.pay(claim)


def test_a_resolution_opens_the_reserve_as_far_as_it_says(cast: Cast) -> None:
    law(cast, RESERVE + SHORT % "by_resolution")
    give(cast, 1_000_00)
    asked = approved(cast, 950_01)
    assert refused(pay, cast, asked).code is RefusalCode.RESERVE_BY_RESOLUTION
    facts: dict[str, Any] = {
        "number": "4/2569",
        "decided_on": DAY,
        "text": "ให้ใช้เงินสำรองช่วยน้ำท่วมได้",
        "down_to_satang": 50_00,
        "until": TODAY,
    }
    for who in ("somsri", "kamnan", "prasert", "noi"):
        code = refusal_of(cast.act(who), permit_reserve, **facts)
        assert code is RefusalCode.NOT_ALLOWED
    permit_reserve(cast.act("chanpen"), **facts)
    assert has_audit_line(cast, "treasury.permit_reserve")
    assert refused(pay, cast, asked).code is RefusalCode.RESERVE_BY_RESOLUTION
    day = TODAY + timedelta(1)
    other = approved(cast, 950_00)
    no = refused(pay, cast, other, paid_on=day, today=day)
    assert no.code is RefusalCode.RESERVE_BY_RESOLUTION
    pay(cast, other)
    assert free_satang(cast.fund.pk) == 50_00


@pytest.mark.parametrize("money", [RESERVE, RESERVE + SHORT % "wait"])
def test_where_the_law_names_no_resolution_none_is_kept(cast: Cast, money: str) -> None:
    law(cast, money)
    facts: dict[str, Any] = {
        "number": "4/2569",
        "decided_on": DAY,
        "text": "ใช้เงินสำรอง",
        "down_to_satang": 0,
        "until": TODAY,
    }
    code = refusal_of(cast.act("chanpen"), permit_reserve, **facts)
    assert code is RefusalCode.NO_RESERVE_RESOLUTION


def test_a_resolution_has_its_number_its_words_and_days_that_can_be(cast: Cast) -> None:
    facts: dict[str, Any] = {
        "number": "4/2569",
        "decided_on": DAY,
        "text": "ใช้เงินสำรอง",
        "down_to_satang": 0,
        "until": TODAY,
    }
    assert refusal_of(cast.act("chanpen"), permit_reserve, **facts) is (
        RefusalCode.NOT_FOUND
    )
    law(cast, RESERVE + SHORT % "by_resolution")
    for changed, code in (
        ({"number": ""}, RefusalCode.FIELD_EMPTY),
        ({"text": " "}, RefusalCode.FIELD_EMPTY),
        ({"decided_on": TODAY + timedelta(1)}, RefusalCode.DATE_IN_FUTURE),
        ({"until": TODAY - timedelta(1)}, RefusalCode.PURPOSE_OVER_ALREADY),
        ({"down_to_satang": -1}, RefusalCode.FIELD_EMPTY),
    ):
        found = refusal_of(cast.act("chanpen"), permit_reserve, **{**facts, **changed})
        assert found is code


def test_income_is_shared_out_and_nothing_is_lost(cast: Cast) -> None:
    law(cast, SPLIT)
    give(cast, 1_000_01)
    give(cast, 7_00, occurred_on=date(2026, 9, 30))
    give(cast, 500_00, purpose=make_purpose(cast))
    found = shares(cast.fund.pk, TODAY)
    assert found is not None
    assert found.whole_satang == 1_000_01
    assert [one.satang for one in found.parts] == [500_01, 300_00, 200_00]
    assert shares(cast.fund.pk, date(2020, 9, 30)) is None
