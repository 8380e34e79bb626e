"""A former member comes back on the by-law's terms: what is owed, what counts on."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from kongbun.claims.facts import Cases, gather, of_register
from kongbun.claims.in_force import in_force
from kongbun.claims.pensions import look, may_be_due
from kongbun.claims.queries import members
from kongbun.claims.roll import Roll
from kongbun.dues.convention import contribution_on
from kongbun.dues.lapse import came_back
from kongbun.dues.payment_actions import Payment, take_payment
from kongbun.dues.return_actions import return_member, terms_for
from kongbun.dues.standing import of_memberships
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.ledger.balances import balance
from kongbun.people.member_actions import exit_membership
from kongbun.people.models import Membership
from kongbun.people.queries import membership_by_no
from kongbun.rules.days import FIRST_DAY, column, day_number
from kongbun.testing.cast import TODAY, Cast, has_audit_line, make_member
from tests.counter_law import AWAKE, adopt_law
from tests.web.doors import Visitor, text

pytestmark = pytest.mark.django_db

MEMBERSHIP = """
age_at_most: 60
suspension: {clause: ข้อ 4 (1), text: ขาดส่ง 3 เดือน พักสิทธิ, after: 3 months}
lapse: {clause: ข้อ 4 (2), text: ขาดส่ง 12 เดือน พ้นสภาพ, after: 12 months}
"""
OLD = """
- code: old
  title: ส่งนาน
  clause: ข้อ 7
  text: สมาชิก 2 ปี ส่งเงินครบ 1 ปี พ้นระยะรอ 180 วัน ได้ 500 บาท
  category: 3
  started_by: committee
  conditions:
    - member_for: 2 years
    - paid_for: 360 days
    - waiting: 180 days
  amount: {fixed_baht: 500}
  caps: [{max_times: 1, per: fiscal_year}]
  evidence: [สมุด]
  payees: [self]
  examples:
    - name: ได้ 500 บาท
      given: {event_date: 2026-11-09, joined_date: 2020-11-01, paid_days: 400}
      expect: {amount_baht: 500}
"""
NOTHING = -1
OUT = date(2024, 1, 1)
# Twelve months of 2023, and the month that began with the day of the exit.
OWED = 13 * 3_000


def fund(cast: Cast, back: str = "", *, common: str = AWAKE) -> Membership:
    """A member of 2022 who paid a year, then nothing, and was struck off."""
    rule = f"return: {{clause: ข้อ 4 (3), text: กลับเข้าได้, {back}}}" if back else ""
    adopt_law(cast, MEMBERSHIP + rule, benefits=OLD, common=common)
    made = make_member(cast, 1)
    Membership.objects.filter(pk=made.pk).update(
        joined_on=date(2022, 1, 1), opening_paid_until=date(2023, 1, 1)
    )
    leave(cast, made, "struck_off")
    return made


def leave(cast: Cast, made: Membership, reason: str, day: date = OUT) -> None:
    exit_membership(
        cast.act("chanpen"),
        membership=made.public_id,
        reason=reason,
        exited_on=day,
    )
    made.refresh_from_db()


def back(cast: Cast, old: Membership, **more: Any) -> Membership:
    answer = return_member(
        cast.act("chanpen"),
        person=old.person.public_id,
        membership={
            "branch": cast.branches[0].public_id,
            "joined_on": more.pop("joined_on", date(2026, 6, 1)),
            "member_no": more.pop("member_no", ""),
        },
        **more,
    )
    return Membership.objects.get(public_id=UUID(answer["membership"]))


def facts(cast: Cast, made: Membership, day: date) -> dict[str, int]:
    rules = in_force(cast.fund.pk, day)
    found = members(Membership.objects.filter(pk=made.pk))
    gathered = gather(rules.rule("old"), Cases.on(found, day), bylaw=rules.bylaw)
    return {name: int(column[0]) for name, column in gathered.columns.items()}


def pay(cast: Cast, made: Membership, satang: int, day: date = TODAY) -> None:
    take_payment(
        cast.act("somsri", today=max(day, TODAY)),
        payments=[Payment(member=made.public_id, amount_satang=satang)],
        received_on=day,
        into=cast.cash,
        payer_name="เจ้าตัว",
    )


def test_arrears_come_first_where_the_by_law_says_so(cast: Cast) -> None:
    old = fund(cast, "pays: arrears")
    with pytest.raises(Refused) as refused:
        back(cast, old)
    (reason,) = refused.value.reasons
    assert reason.code is RefusalCode.ARREARS_BEFORE_RETURN
    assert reason.shown()["amount"] == "390.00"
    pay(cast, old, 9_000)
    with pytest.raises(Refused) as refused:
        back(cast, old)
    assert refused.value.reasons[0].shown()["amount"] == "300.00"
    pay(cast, old, OWED - 9_000)
    new = back(cast, old)
    assert (new.member_no, new.keeps_time) == (old.member_no, True)
    assert balance(cast.fund.pk, "income:dues") == -OWED
    assert has_audit_line(cast, "dues.return_member")


def test_who_was_struck_off_pays_what_was_owed_and_no_more(cast: Cast) -> None:
    old = fund(cast, "pays: arrears")
    with pytest.raises(Refused) as refused:
        pay(cast, old, OWED + 1)
    assert refused.value.code is RefusalCode.NOT_A_MEMBER_THEN
    pay(cast, old, OWED)
    with pytest.raises(Refused):
        pay(cast, old, 1)


def test_who_resigned_pays_nothing_more_and_joins_as_a_newcomer(cast: Cast) -> None:
    old = fund(cast, "pays: arrears")
    Membership.objects.filter(pk=old.pk).update(exit_reason="resigned")
    old.refresh_from_db()
    assert terms_for(old, TODAY).is_newcomer
    with pytest.raises(Refused) as refused:
        pay(cast, old, 3_000)
    assert refused.value.code is RefusalCode.NOT_A_MEMBER_THEN
    # A newcomer is asked for the age: sixty at most.
    with pytest.raises(Refused) as refused:
        back(cast, old)
    assert refused.value.code is RefusalCode.JOINS_TOO_OLD
    new = back(cast, old, admission_note="มติ 3/2569")
    assert (new.keeps_time, new.waits_until) == (False, None)
    assert new.member_no != old.member_no


def test_time_and_money_of_before_count_on(cast: Cast) -> None:
    old = fund(cast, "pays: nothing, keeps_time: yes")
    new = back(cast, old)
    told = facts(cast, new, TODAY)
    # Two years as a member before, the year that was paid of them.
    assert told["event_date"] - told["joined_date"] == 730 + 172
    assert told["paid_days"] == 365
    day = column([day_number(TODAY)])
    (one,) = members(Membership.objects.filter(pk=new.pk))
    roll = Roll(cast.fund.pk, date(2026, 1, 1))
    register = roll.register(roll.rows([new.pk]), day)
    assert register["joined_date"].tolist() == [told["joined_date"]]
    assert of_register([one], day)["joined_date"].tolist() == [told["joined_date"]]
    again = facts(cast, new, date(2026, 5, 31))
    assert again["joined_date"] - again["event_date"] == 1, "nobody was a member then"
    leave(cast, new, "struck_off", date(2026, 8, 1))
    third = back(cast, new, joined_on=date(2026, 9, 1))
    told = facts(cast, third, TODAY)
    assert told["event_date"] - told["joined_date"] == 730 + 61 + 80
    due = may_be_due(cast.fund.pk, in_force(cast.fund.pk, TODAY).rule("old"), TODAY)
    assert [one.id for one in due] == [third.pk]


def test_the_month_of_the_exit_is_not_paid_twice(cast: Cast) -> None:
    old = fund(cast, "pays: arrears")
    Membership.objects.filter(pk=old.pk).update(exited_on=date(2026, 11, 10))
    old.refresh_from_db()
    owed = 47 * 3_000  # January 2023 to November 2026.
    pay(cast, old, owed)
    new = back(cast, old, joined_on=TODAY)
    paid = of_memberships(cast.fund.pk, [new.pk])
    contribution = contribution_on(cast.fund.pk, TODAY)
    for day, due in ((date(2026, 11, 30), 0), (date(2026, 12, 1), 3_000)):
        where = paid.position(contribution, column([day_number(day)]))
        assert where.arrears_satang.tolist() == [due], day
    # Every day until the exit, and the five from the return on.
    told = facts(cast, new, date(2026, 11, 25))
    assert told["paid_days"] == (date(2026, 11, 10) - date(2022, 1, 1)).days + 5


def test_time_starts_anew_where_the_by_law_says_so(cast: Cast) -> None:
    old = fund(cast, "pays: nothing, keeps_time: no, new_number: yes")
    new = back(cast, old)
    told = facts(cast, new, TODAY)
    assert told["event_date"] - told["joined_date"] == 172
    assert told["paid_days"] == 0
    assert new.member_no != old.member_no


def test_a_number_goes_on_with_who_comes_back(cast: Cast) -> None:
    old = fund(cast, "pays: nothing")
    new = back(cast, old)
    assert new.member_no == old.member_no
    found = membership_by_no(cast.fund.pk, old.member_no)
    assert found is not None
    assert found.pk == new.pk
    shown = text(Visitor(cast, "chanpen").get(page_of(cast, new)))
    assert "นับเวลาเดิมต่อ" in shown


def test_nobody_returns_with_another_s_number(cast: Cast) -> None:
    old = fund(cast, "pays: nothing")
    other = make_member(cast, 2)
    with pytest.raises(Refused) as refused:
        back(cast, old, member_no=other.member_no)
    assert refused.value.code is RefusalCode.MEMBER_NO_TAKEN
    old.refresh_from_db()
    assert not old.number_handed_on


@pytest.mark.parametrize("keeps", ["yes", "no"])
def test_rights_rest_until_the_new_waiting_time_is_over(cast: Cast, keeps: str) -> None:
    old = fund(cast, f"pays: nothing, waiting: 90 days, keeps_time: {keeps}")
    new = back(cast, old)
    assert new.waits_until == date(2026, 8, 30)
    for day, rests in ((date(2026, 8, 29), 1), (date(2026, 8, 30), 0)):
        told = facts(cast, new, day)
        assert told["suspended"] == rests, day
        waited = told["event_date"] - told["waiting_from_date"]
        # Where time is kept the benefit's 180 days end with the new waiting time, not
        # before it; else they run from the day of return.
        assert waited == (180 - rests if keeps == "yes" else 90 - rests)


def test_who_paid_up_after_a_suspension_waits_anew(cast: Cast) -> None:
    fund(cast, "pays: arrears, waiting: 90 days")
    other = make_member(cast, 2)
    # Three months unpaid rest a right: from 1 August, unless it is paid.
    Membership.objects.filter(pk=other.pk).update(
        joined_on=date(2021, 1, 1), opening_paid_until=date(2026, 5, 1)
    )
    assert rests_on(cast, other, date(2026, 7, 31)) == (0, NOTHING)
    assert rests_on(cast, other, date(2026, 8, 1))[0] == 1
    pay(cast, other, 4 * 3_000, date(2026, 8, 10))
    # 90 days from the day the money came, and the benefit's own 180 end with them.
    assert rests_on(cast, other, date(2026, 7, 31)) == (0, NOTHING)
    assert rests_on(cast, other, date(2026, 8, 9))[0] == 1
    assert rests_on(cast, other, date(2026, 11, 7)) == (1, 179)
    pay(cast, other, 3 * 3_000, date(2026, 10, 20))
    assert rests_on(cast, other, date(2026, 11, 8)) == (0, 180)
    due = may_be_due(cast.fund.pk, in_force(cast.fund.pk, TODAY).rule("old"), TODAY)
    assert other.pk in [one.id for one in due]


def test_a_list_waits_with_who_paid_up_though_it_asks_of_no_suspension(
    cast: Cast,
) -> None:
    fund(cast, "pays: arrears, waiting: 90 days", common="")
    other = make_member(cast, 2)
    Membership.objects.filter(pk=other.pk).update(
        joined_on=date(2021, 1, 1), opening_paid_until=date(2026, 5, 1)
    )
    pay(cast, other, 7 * 3_000, date(2026, 8, 10))
    rules = in_force(cast.fund.pk, TODAY)
    for day, due in ((date(2026, 11, 7), False), (date(2026, 11, 8), True)):
        rule = rules.rule("old")
        found = look(rules.bylaw, rule, day, may_be_due(cast.fund.pk, rule, day))
        assert found is not None
        given = dict(
            zip([m.id for m in found.members], found.decisions.granted, strict=True)
        )
        assert bool(given[other.pk]) is due, day


def test_what_came_in_later_is_no_member_s_past(cast: Cast) -> None:
    fund(cast, "pays: arrears, waiting: 90 days")
    both = [make_member(cast, 2), make_member(cast, 3)]
    for one in both:
        Membership.objects.filter(pk=one.pk).update(
            joined_on=date(2021, 1, 1), opening_paid_until=date(2026, 5, 1)
        )
        pay(cast, one, 4 * 3_000, date(2026, 8, 10))
    rules = in_force(cast.fund.pk, TODAY).bylaw.membership
    days = column([day_number(date(2026, 8, 9)), day_number(TODAY)])
    until = came_back(rules, cast.fund.pk, [one.pk for one in both], days)
    assert until is not None
    assert until.tolist() == [FIRST_DAY, day_number(date(2026, 11, 8))]


def test_who_was_never_suspended_waits_for_nothing(cast: Cast) -> None:
    fund(cast, "pays: arrears, waiting: 90 days")
    other = make_member(cast, 2)
    Membership.objects.filter(pk=other.pk).update(
        joined_on=date(2021, 1, 1), opening_paid_until=date(2026, 5, 1)
    )
    pay(cast, other, 3_000, date(2026, 7, 31))
    assert rests_on(cast, other, date(2026, 8, 1)) == (0, NOTHING)


def rests_on(cast: Cast, made: Membership, day: date) -> tuple[int, int]:
    """Whether rights rest, and how long a newly begun waiting time has run."""
    told = facts(cast, made, day)
    began = told.get("waiting_from_date", told["event_date"] - NOTHING)
    return told["suspended"], told["event_date"] - began


def test_who_joined_as_ever_has_no_new_waiting_time(cast: Cast) -> None:
    fund(cast, "pays: nothing, waiting: 90 days")
    other = make_member(cast, 2)
    assert facts(cast, other, TODAY).get("waiting_from_date") is None


def test_the_page_tells_the_terms_and_where_to_pay(cast: Cast) -> None:
    old = fund(cast, "pays: arrears, waiting: 90 days")
    secretary = Visitor(cast, "chanpen")
    shown = text(secretary.get(page_of(cast, old)))
    assert "รับเงินที่ค้าง" in shown
    shown = text(secretary.get(page_of(cast, old) + "return/"))
    assert "ค้างส่ง 390.00 บาท" in shown
    assert "พักสิทธิถึงก่อน" in shown
    address = f"/f/{cast.fund.code}/dues/pay/{old.public_id}/"
    treasurer = Visitor(cast, "somsri")
    counter = text(treasurer.get(address))
    assert 'value="390"' in counter
    assert "รับได้เท่าที่ค้าง" in counter
    assert "<select" not in counter[: counter.index("วันที่รับเงิน")]
    pay(cast, old, OWED)
    assert "รับเงินที่ค้าง" not in text(secretary.get(page_of(cast, old)))
    assert "ไม่มีเงินค้าง" in text(secretary.get(page_of(cast, old) + "return/"))


def page_of(cast: Cast, made: Membership) -> str:
    return f"/f/{cast.fund.code}/members/{made.public_id}/"
