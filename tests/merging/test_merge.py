"""Two people say that two records are one person: from then on they are seen as one."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from kongbun.claims.queries import of_membership
from kongbun.dues.queries import passbook
from kongbun.dues.standing import of_memberships
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.merging import actions
from kongbun.merging.models import Merge
from kongbun.people.models import Membership, Person
from kongbun.people.queries import (
    live_membership,
    membership_by_no,
    membership_by_public_id,
    memberships_of,
    search,
)
from kongbun.reports.members import members
from kongbun.reports.period import Period
from kongbun.rules.days import day_number
from kongbun.testing.cast import TODAY, Cast, has_audit_line, make_member
from tests.merging.pair import (
    JOINED,
    KEEP,
    PAID_BEFORE,
    SECOND_JOINED,
    codes,
    hash_of,
    pay,
    picture,
    tables,
    written_twice,
)

DAYS = (date(2024, 6, 1), date(2026, 9, 30), TODAY)


def test_days_and_money_of_both_are_one_members(cast: Cast) -> None:
    pair = written_twice(cast)
    pay(cast, pair.first, 360_00, date(2026, 1, 10))
    pay(cast, pair.second, 65_00, date(2026, 2, 10))
    pair.merge()
    one = of_memberships(cast.fund.pk, [pair.first.pk])
    assert one.credit_satang.tolist() == [5_00]
    assert (one.start.tolist(), one.until.tolist()) == (
        [day_number(PAID_BEFORE)],
        [day_number(date(2025, 3, 1))],
    )
    assert [line.satang for line in passbook(pair.first.pk)] == [5_00, 60_00, 360_00]


def test_lists_and_counts_have_them_once_and_either_number_finds_them(
    cast: Cast,
) -> None:
    pair = written_twice(cast)
    fund = cast.fund.pk
    before = counted(cast)
    pair.merge()
    after = counted(cast)
    # Both had paid so little that their rights rest.
    assert after == {name: count - 1 for name, count in before.items()} | {
        "entitled": before["entitled"]
    }
    assert pair.second.pk not in {one.pk for one in search(fund, exited=True)}
    for number in (pair.first.member_no, pair.second.member_no):
        assert membership_by_no(fund, number) == pair.first
    assert membership_by_public_id(fund, pair.second.public_id) == pair.first
    for one in (pair.first, pair.second):
        assert live_membership(one.person_id) == pair.first
        assert list(memberships_of(one.person_id)) == [pair.first]


def test_what_is_chosen_stands_and_what_one_left_empty_is_filled(cast: Cast) -> None:
    pair = written_twice(cast)
    Person.objects.filter(pk=pair.second.person_id).update(
        phone="0812345678", nickname="แดง"
    )
    Person.objects.filter(pk=pair.first.person_id).update(nickname="ดำ")
    assert RefusalCode.MERGE_CHOOSE in pair.against(keep={})
    pair.merge(keep={"name": "other", "house": "survivor", "nickname": "survivor"})
    kept = pair.again().first.person
    assert (kept.first_name, kept.nickname, kept.phone) == ("ดวงจัย", "ดำ", "0812345678")
    assert kept.match_key == pair.second.person.match_key
    # Who reads the record that was merged away reads what it always said.
    assert pair.again().second.person.first_name == "ดวงจัย"


def test_the_earlier_joining_counts_whichever_record_is_kept(cast: Cast) -> None:
    pair = written_twice(cast)
    request = actions.request_merge(
        cast.act("chanpen"),
        survivor=pair.second.person.public_id,
        other=pair.first.person.public_id,
        keep=KEEP,
        reason="พิมพ์ซ้ำ",
    )
    pair.confirm(UUID(request["request"]))
    kept = pair.again().second
    assert (kept.joined_on, kept.opening_paid_until) == (JOINED, PAID_BEFORE)
    assert kept.received_at == pair.first.received_at


def test_taken_apart_every_table_and_every_answer_is_as_before(cast: Cast) -> None:
    pair = written_twice(cast)
    pay(cast, pair.first, 365_00, date(2026, 1, 10))
    pay(cast, pair.second, 90_00, date(2026, 2, 10))
    rows, shown = tables(), picture(cast, DAYS)
    merge = pair.merge()
    assert picture(cast, DAYS) != shown
    assert {name for name, found in tables().items() if found != rows[name]} == {
        "people_person",
        "people_membership",
    }
    pair.unmerge(merge)
    assert tables() == rows
    assert picture(cast, DAYS) == shown


def test_what_was_corrected_meanwhile_stays_corrected(cast: Cast) -> None:
    pair = written_twice(cast)
    merge = pair.merge(keep={**KEEP, "name": "other"})
    Person.objects.filter(pk=pair.first.person_id).update(last_name="เปลี่ยนแล้ว")
    pay(cast, pair.first, 30_00, TODAY)
    pair.unmerge(merge)
    again = pair.again()
    assert again.first.person.first_name == "ดวงใจ"
    assert again.first.person.last_name == "เปลี่ยนแล้ว"
    assert [line.satang for line in passbook(pair.first.pk)] == [30_00]
    assert passbook(pair.second.pk) == []


def test_each_step_is_another_persons_and_bound_to_what_was_seen(cast: Cast) -> None:
    pair = written_twice(cast)
    request = pair.ask()
    seen = hash_of(request)
    same = codes(pair.confirm, request=request, who="chanpen")
    assert same == [RefusalCode.SAME_PERSON]
    assert codes(pair.confirm, request=request, content_hash="00") == [
        RefusalCode.CHANGED_SINCE
    ]
    Person.objects.filter(pk=pair.second.person_id).update(phone="0899999999")
    assert codes(pair.confirm, request=request, content_hash=seen) == [
        RefusalCode.CHANGED_SINCE
    ]
    Person.objects.filter(pk=pair.second.person_id).update(phone="")
    for who in ("somsri", "prasert", "noi"):
        assert codes(pair.confirm, request=request, who=who) == [
            RefusalCode.NOT_ALLOWED
        ]
    assert codes(pair.ask, who="prasert") == [RefusalCode.NOT_ALLOWED]
    assert not Merge.objects.exists()
    pair.confirm(request)
    assert codes(pair.confirm, request=request) == [RefusalCode.ALREADY_DECIDED]
    for action in ("people.request_merge", "people.confirm_merge"):
        assert has_audit_line(cast, action)
    assert has_audit_line(cast, "people.confirm_merge", allowed=False)


def test_who_does_not_agree_says_why_and_it_may_be_asked_again(cast: Cast) -> None:
    pair = written_twice(cast)
    request = pair.ask()
    assert pair.against() == [RefusalCode.MERGE_WAITS] * 2
    with pytest.raises(Refused) as caught:
        actions.decline_merge(cast.act("prasong"), asked=request, note=" ")
    assert caught.value.code is RefusalCode.FIELD_EMPTY
    actions.decline_merge(cast.act("prasong"), asked=request, note="คนละคน")
    assert codes(pair.confirm, request=request) == [RefusalCode.ALREADY_DECIDED]
    assert not Merge.objects.exists()
    assert pair.merge()


def test_nothing_is_written_on_a_record_that_counts_in_another(cast: Cast) -> None:
    pair = written_twice(cast)
    pair.merge()
    assert codes(pay, cast=cast, member=pair.second, satang=30_00, day=TODAY) == [
        RefusalCode.RECORD_MERGED
    ]
    assert codes(pair.story.ask, membership=pair.second.public_id) == [
        RefusalCode.RECORD_MERGED
    ]


def test_a_struck_off_double_from_another_time_stays_a_membership_of_its_own(
    cast: Cast,
) -> None:
    pair = written_twice(cast, joined_on=date(2020, 10, 5))
    Membership.objects.filter(pk=pair.second.pk).update(
        exited_on=date(2020, 10, 20), exit_reason="struck_off"
    )
    ever = counted(cast)
    merge = pair.merge()
    assert list(memberships_of(pair.first.person_id)) == [pair.first, pair.second]
    now = counted(cast)
    assert now == {**ever, "ever_persons": ever["ever_persons"] - 1}
    assert list(of_membership(pair.first.pk)) == []
    pair.unmerge(merge)
    assert list(memberships_of(pair.first.person_id)) == [pair.first]


def test_of_three_records_the_last_merged_is_taken_apart_first(cast: Cast) -> None:
    pair = written_twice(cast)
    third = written_third(pair.story.cast)
    first = pair.merge()
    rows = tables()
    second = pair.merge(other=third.person.public_id)
    with pytest.raises(Refused) as caught:
        pair.unmerge(first)
    assert caught.value.code is RefusalCode.UNMERGE_LATER_FIRST
    pair.unmerge(second)
    assert tables() == rows
    pair.unmerge(first)


def counted(cast: Cast) -> dict[str, Any]:
    return dict(members(Period(cast.fund.pk, TODAY))["total"])


def written_third(cast: Cast) -> Membership:
    return make_member(cast, 203, name="ดวงไจ", joined_on=SECOND_JOINED)
