"""What stands against a merge: every reason at once, each with what to do."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from kongbun.access.actions import grant_role
from kongbun.bylaws.models import BylawVersion
from kongbun.claims.models import Claim
from kongbun.claims.queries import member
from kongbun.claims.submit_actions import withdraw_claim
from kongbun.dues.reversal_actions import reverse_receipt
from kongbun.dues.standing import of_memberships
from kongbun.erasure.queries import obstacles
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.merging import actions
from kongbun.people.models import Membership, OpeningUse, Person, RegisterImport
from kongbun.receipts.models import Receipt
from kongbun.testing.cast import TODAY, Cast, make_member
from tests.claims.story import Story
from tests.dues.village import adopt_convention
from tests.merging.pair import (
    JOINED,
    PAID_BEFORE,
    Pair,
    codes,
    pay,
    written_twice,
)

DIED = date(2025, 6, 1)


def change(member: Membership, **columns: Any) -> None:
    Membership.objects.filter(pk=member.pk).update(**columns)


def die(member: Membership, day: date = DIED) -> None:
    change(member, exited_on=day, exit_reason="died")


def turned(pair: Pair) -> Pair:
    """The other one is kept."""
    return Pair(pair.story, pair.second, pair.first).again()


def reasons(pair: Pair, **changed: Any) -> dict[RefusalCode, str]:
    try:
        request = pair.again().ask(**changed)
    except Refused as refused:
        return {reason.code: reason.message() for reason in refused.reasons}
    # Nothing stood against it: not to be in the way of what is asked next.
    actions.decline_merge(pair.cast.act("prasong"), asked=request, note="ดูใหม่")
    return {}


def test_a_record_of_another_fund_is_as_absent_as_none(cast: Cast) -> None:
    pair = written_twice(cast)
    person = Person.objects.create(fund=cast.other_fund, first_name="น้อย")
    assert set(reasons(pair, other=person.public_id)) == {RefusalCode.NOT_FOUND}
    itself = reasons(pair, other=pair.first.person.public_id)
    assert set(itself) == {RefusalCode.MERGE_ITSELF}


def test_the_dead_is_kept_and_nothing_may_have_come_later(cast: Cast) -> None:
    pair = written_twice(cast)
    die(pair.first)
    assert not reasons(pair)
    assert set(reasons(turned(pair))) == {RefusalCode.MERGE_KEEP_OTHER}
    receipt = pay(cast, pair.second, 30_00, date(2025, 7, 1))
    assert str(receipt.no) in reasons(pair)[RefusalCode.MERGE_ONE_DEAD]
    change(pair.second, exited_on=date(2025, 6, 2), exit_reason="died")
    found = reasons(pair)
    assert set(found) == {RefusalCode.MERGE_DEATHS_DIFFER}
    die(pair.second)
    assert not reasons(pair)


def test_who_is_still_a_member_or_left_later_is_kept(cast: Cast) -> None:
    pair = written_twice(cast)
    change(pair.first, exited_on=date(2026, 3, 1), exit_reason="struck_off")
    assert set(reasons(pair)) == {RefusalCode.MERGE_KEEP_OTHER}
    assert not reasons(turned(pair))
    change(pair.second, exited_on=date(2026, 3, 1), exit_reason="struck_off")
    assert not reasons(pair)
    change(pair.second, exited_on=date(2026, 3, 2))
    assert set(reasons(pair)) == {RefusalCode.MERGE_KEEP_OTHER}


def test_a_membership_after_the_other_ones_death_is_nobodys(cast: Cast) -> None:
    pair = written_twice(cast)
    die(pair.first, date(2024, 12, 1))
    found = reasons(pair)
    assert set(found) == {RefusalCode.MERGE_ONE_DEAD, RefusalCode.MERGE_KEEP_OTHER}
    assert set(reasons(turned(pair))) == {RefusalCode.MERGE_ONE_DEAD}


def test_who_came_back_by_the_bylaw_is_kept_with_the_time_before(cast: Cast) -> None:
    pair = written_twice(cast)
    change(pair.second, keeps_time=True)
    assert set(reasons(pair)) == {RefusalCode.MERGE_KEEP_OTHER}
    assert not reasons(turned(pair))


def test_a_record_over_two_memberships_of_the_other_fits_neither(cast: Cast) -> None:
    pair = written_twice(cast)
    change(pair.first, exited_on=date(2025, 6, 1), exit_reason="resigned")
    again = Membership.objects.create(
        fund=cast.fund,
        person=pair.first.person,
        branch=pair.first.branch,
        member_no="ทน-03-0999",
        joined_on=date(2025, 9, 1),
        received_at=datetime(2025, 9, 1, tzinfo=UTC),
    )
    found = reasons(pair)
    assert set(found) == {RefusalCode.MERGE_TIMES_CROSS}
    assert again.member_no in found[RefusalCode.MERGE_TIMES_CROSS]


def test_a_day_paid_in_both_is_shown_with_both_receipts(cast: Cast) -> None:
    pair = written_twice(cast)
    one = pay(cast, pair.first, 390_00, date(2026, 1, 5))
    assert not reasons(pair)
    other = pay(cast, pair.second, 30_00, date(2026, 1, 6))
    told = reasons(pair)
    assert set(told) == {RefusalCode.MERGE_DAYS_TWICE}
    found = told[RefusalCode.MERGE_DAYS_TWICE]
    assert f"/{one.no:04d}" in found
    assert f"/{other.no:04d}" in found
    assert "1 ม.ค. 2568 ถึง 31 ม.ค. 2568" in found
    # The way out: one of the two is reversed.
    reverse_receipt(
        cast.act("prasert", today=date(2026, 1, 6)),
        receipt=other.public_id,
        reason="จ่ายสองครั้ง",
    )
    assert not reasons(pair)


def test_a_day_paid_by_the_old_book_and_by_a_receipt_is_shown(cast: Cast) -> None:
    pair = written_twice(cast, joined_on=date(2023, 12, 1))
    pay(cast, pair.second, 30_00, date(2026, 1, 6))
    assert "ยอดยกมา" in reasons(pair)[RefusalCode.MERGE_DAYS_TWICE]


def test_two_statements_of_the_old_book_are_one_or_two_by_choice(cast: Cast) -> None:
    pair = written_twice(cast)
    change(pair.second, opening_days_paid=100, opening_paid_satang=100_00)
    keep = {"name": "survivor", "house": "survivor"}
    found = reasons(pair)
    assert set(found) == {RefusalCode.MERGE_CHOOSE}
    assert "ยอดยกมา" in found[RefusalCode.MERGE_CHOOSE]
    assert not reasons(pair, keep={**keep, "opening": "other"})
    change(pair.second, joined_on=date(2023, 6, 1))
    assert not reasons(pair, keep={**keep, "opening": "survivor"})
    both = reasons(pair, keep={**keep, "opening": "both"})
    assert set(both) == {RefusalCode.MERGE_STATED_TWICE}
    bad = reasons(pair, keep={**keep, "name": "both"})
    assert set(bad) == {RefusalCode.NOT_FOUND}


def test_what_was_stated_twice_counts_once_and_what_is_two_facts_twice(
    cast: Cast,
) -> None:

    keep = {"name": "survivor", "house": "survivor"}
    for whose, days, uses in (
        ("survivor", 1156, 2),
        ("other", 100, 3),
        ("both", 1256, 5),
    ):
        pair = written_twice_again(cast, whose)
        change(pair.second, opening_days_paid=100, opening_paid_satang=100_00)
        for one, units in ((pair.first, 2), (pair.second, 3)):
            OpeningUse.objects.create(
                fund=cast.fund, membership=one, benefit="ipd", units_in_life=units
            )
        merge = pair.again().merge(keep={**keep, "opening": whose})
        found = member(pair.first.pk)
        used = sum(use[2] for use in found.opening_uses)

        paid = of_memberships(cast.fund.pk, [pair.first.pk])
        assert (int(paid.opening_days[0]), used) == (days, uses), whose
        pair.unmerge(merge)
        assert sum(use[2] for use in member(pair.first.pk).opening_uses) == 2
        assert sum(use[2] for use in member(pair.second.pk).opening_uses) == 3


def written_twice_again(cast: Cast, whose: str) -> Pair:
    """Another two records of the same story, by other numbers."""

    if not BylawVersion.objects.filter(fund=cast.fund).exists():
        return written_twice(cast)
    no = {"other": 300, "both": 400}[whose]
    first = make_member(cast, no, joined_on=JOINED)
    change(first, opening_paid_until=PAID_BEFORE)
    second = make_member(cast, no + 1, joined_on=date(2025, 1, 1))
    return Pair(Story(cast, first, cast.branches[0]), first, second).again()


def test_units_from_each_ones_joining_fit_only_from_like_days(cast: Cast) -> None:
    adopt_convention(cast, "month", "30", more="  units_from: joined\n")
    first = make_member(cast, 1, joined_on=date(2026, 1, 10))
    second = make_member(cast, 2, joined_on=date(2026, 4, 15))
    story = written_twice_story(cast)
    pair = Pair(story, first, second).again()
    pay(cast, second, 30_00, date(2026, 5, 1))
    assert set(reasons(pair)) == {RefusalCode.MERGE_UNITS_DIFFER}
    assert set(reasons(turned(pair))) == {RefusalCode.MERGE_UNITS_DIFFER}
    change(second, joined_on=date(2026, 4, 10))
    assert not reasons(pair)


def written_twice_story(cast: Cast) -> Story:
    return Story(cast, make_member(cast, 9), cast.branches[0])


def test_one_happening_asked_for_in_both_is_asked_for_twice(cast: Cast) -> None:
    pair = written_twice(cast)
    change(pair.second, opening_paid_until=date(2027, 1, 1))
    change(pair.first, opening_paid_until=date(2027, 1, 1))
    one = pair.story.ask(membership=pair.first.public_id)
    other = pair.story.ask(
        membership=pair.second.public_id,
        first_day=date(2026, 11, 10),
        last_day=date(2026, 11, 12),
    )
    keep = {"name": "survivor", "house": "survivor", "opening": "survivor"}
    found = reasons(pair, keep=keep)
    assert set(found) == {RefusalCode.MERGE_SAME_CLAIM}
    assert one.number in found[RefusalCode.MERGE_SAME_CLAIM]
    assert other.number in found[RefusalCode.MERGE_SAME_CLAIM]
    Claim.objects.filter(pk=other.pk).update(live=False, status="withdrawn")
    assert not reasons(pair, keep=keep)


def both_in_hospital(cast: Cast, nights: int) -> Pair:
    """Eight nights of the first, so many of the second, in other weeks of the year."""
    pair = written_twice(cast)
    for one in (pair.first, pair.second):
        change(one, opening_paid_until=date(2027, 1, 1))
    for one, first, stay in (
        (pair.first, date(2026, 10, 5), 5),
        (pair.first, date(2026, 10, 15), 3),
        (pair.second, date(2026, 11, 1), nights),
    ):
        pair.story.approved(
            membership=one.public_id,
            first_day=first,
            last_day=first + timedelta(days=stay),
        )
    return pair.again()


KEEP_STATED = {"name": "survivor", "house": "survivor", "opening": "survivor"}


def test_a_limit_that_only_both_together_are_above_is_told(cast: Cast) -> None:
    found = reasons(both_in_hospital(cast, 3), keep=KEEP_STATED)
    assert set(found) == {RefusalCode.MERGE_OVER_LIMIT}
    assert "11 หน่วย" in found[RefusalCode.MERGE_OVER_LIMIT]
    assert "10 หน่วย" in found[RefusalCode.MERGE_OVER_LIMIT]


def test_a_limit_just_reached_by_both_stands_in_nobodys_way(cast: Cast) -> None:
    pair = both_in_hospital(cast, 2)
    stay: dict[str, Any] = {
        "first_day": date(2026, 11, 14),
        "last_day": date(2026, 11, 16),
    }
    merge = pair.merge(keep=KEEP_STATED)
    asked = pair.story.ask(membership=pair.first.public_id, **stay)
    assert not asked.granted
    withdraw_claim(cast.act("laor"), claim=asked.public_id, reason="ครบแล้ว")
    pair.unmerge(merge)
    assert pair.story.ask(membership=pair.first.public_id, **stay).granted


def test_nobody_decides_about_their_own_record_or_house(cast: Cast) -> None:

    pair = written_twice(cast)
    at_home = Person.objects.create(
        fund=cast.fund, first_name="ในบ้าน", household=pair.first.person.household
    )
    for name, person in (("chanpen", pair.second.person), ("prasong", at_home)):
        grant_role(
            cast.act("prasong"),
            username=name,
            role="collector",
            from_date=date(2026, 10, 1),
            person_id=person.pk,
        )
    assert codes(pair.ask) == [RefusalCode.MERGE_OWN_RECORD]
    request = pair.ask(who="somsri")
    assert codes(pair.confirm, request=request) == [RefusalCode.MERGE_OWN_RECORD]
    assert codes(_decline, cast=cast, request=request) == [RefusalCode.MERGE_OWN_RECORD]


def _decline(cast: Cast, request: UUID) -> None:
    actions.decline_merge(cast.act("prasong"), asked=request, note="ไม่ใช่")


def test_two_accounts_of_one_person_are_one_also_by_two_records(cast: Cast) -> None:
    """The maker's duty names one record, the checker's the other of the same person."""

    pair = written_twice(cast)
    pair.merge()
    third = make_member(cast, 301, name="ใครอีกคน")
    fourth = make_member(cast, 302, name="ใครอีกคัน")
    for name, person in (("chanpen", pair.first), ("prasong", pair.second)):
        grant_role(
            cast.act("prasong"),
            username=name,
            role="collector",
            from_date=date(2026, 10, 1),
            person_id=person.person_id,
        )
    other = Pair(pair.story, third, fourth).again()
    request = other.ask()
    assert codes(other.confirm, request=request) == [RefusalCode.SAME_PERSON]


def test_erased_refunded_or_half_imported_waits(cast: Cast) -> None:
    pair = written_twice(cast)
    RegisterImport.objects.create(
        fund=cast.fund,
        user=cast.users["somsri"],
        filename="ทะเบียน.xlsx",
        file_hash=b"0" * 32,
        content=b"",
        sent_at=datetime(2026, 11, 1, tzinfo=UTC),
    )
    Person.objects.filter(pk=pair.second.person_id).update(erased_on=TODAY)
    assert set(reasons(pair)) == {
        RefusalCode.MERGE_IMPORT_OPEN,
        RefusalCode.PERSON_ERASED,
    }


def test_who_holds_others_is_kept_and_who_is_merged_is_not_merged_again(
    cast: Cast,
) -> None:
    pair = written_twice(cast)
    pair.merge()
    third = make_member(cast, 301, name="ดวงไจ", joined_on=date(2025, 1, 1))
    into_third = Pair(pair.story, third, pair.first).again()
    assert RefusalCode.MERGE_HOLDS in reasons(into_third)
    with_merged = Pair(pair.story, third, pair.second).again()
    assert RefusalCode.RECORD_MERGED in reasons(with_merged)


def test_merged_records_are_not_erased_until_they_are_two_again(cast: Cast) -> None:
    pair = written_twice(cast)
    merge = pair.merge()
    for one in (pair.first, pair.second):
        found = [reason.code for reason in obstacles(one.person, TODAY)]
        assert RefusalCode.ERASE_MERGED in found
    pair.unmerge(merge)
    found = [reason.code for reason in obstacles(pair.first.person, TODAY)]
    assert RefusalCode.ERASE_MERGED not in found


def test_credit_that_the_other_used_is_given_back_first(cast: Cast) -> None:
    pair = written_twice(cast)
    pay(cast, pair.second, 50_00, date(2026, 1, 5))
    merge = pair.merge()
    used = pay(cast, pair.first, 10_00, date(2026, 1, 6))
    assert codes(pair.unmerge, merge=merge) == [RefusalCode.UNMERGE_CREDIT_USED]
    reverse_receipt(
        cast.act("prasert", today=date(2026, 1, 6)),
        receipt=used.public_id,
        reason="แยกระเบียน",
    )
    pair.unmerge(merge)


def test_credit_that_was_used_is_not_reversed_in_either_record(cast: Cast) -> None:
    pair = written_twice(cast)
    left = pay(cast, pair.second, 50_00, date(2026, 1, 5))
    pair.merge()
    pay(cast, pair.first, 10_00, date(2026, 1, 6))
    assert codes(_reverse, cast=cast, receipt=left) == [RefusalCode.CREDIT_USED]


def _reverse(cast: Cast, receipt: Receipt) -> None:
    reverse_receipt(
        cast.act("prasert", today=date(2026, 1, 6)),
        receipt=receipt.public_id,
        reason="ลงผิด",
    )
