"""Whose claim it is and who a user is: which rows count, and which never do.

Method: each row that counts beside those that are nearly it.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest

from kongbun.access.actions import grant_role
from kongbun.access.models import RoleGrant
from kongbun.access.permissions import Verb
from kongbun.claims.binding import bind_who, event_key, is_erased, who_asked
from kongbun.claims.models import Claim, ClaimStatus
from kongbun.claims.rows import (
    branch_of,
    branches_of,
    claim_of,
    membership_of,
    person_of,
    persons_of,
    refuse_maker,
    refuse_own,
    require_status,
    whom,
    whose_right,
)
from kongbun.claims.submit_actions import submit_claim
from kongbun.kernel.refusal import RefusalCode
from kongbun.people.models import Beneficiary, Household, Membership, Person
from kongbun.store.guards import ERASED
from kongbun.testing.cast import TODAY, make_member
from tests.claims.story import Story, make_person
from tests.claims.told import told

pytestmark = pytest.mark.django_db
C = RefusalCode
DAY = timedelta(days=1)
DEATH: dict[str, Any] = {
    "benefit": "death",
    "last_day": None,
    "claimant_name": "นายคำ แสนสุข",
    "evidence": {"death_certificate": 1},
}


def duty(story: Story, who: str, person: Person | None, **facts: Any) -> RoleGrant:
    said = {"role": "centre", "from_date": date(2020, 10, 1), **facts}
    return RoleGrant.objects.create(
        user=story.cast.users[who],
        person=person,
        **{"fund": story.cast.fund, **said},
    )


def hardship(story: Story, person: Person) -> Claim:
    """Asked for by somebody who is no member."""
    answer = submit_claim(
        story.cast.act("laor"),
        benefit="hardship",
        person=person.public_id,
        branch=story.centre.public_id,
        first_day=date(2026, 11, 9),
    )
    return story.claim(answer)


def test_what_is_of_another_fund_is_as_absent_as_what_never_was(story: Story) -> None:
    claim, act = story.ask(), story.cast.act("laor")
    elsewhere = story.cast.act("noi", fund=story.cast.other_fund)
    found: list[tuple[Any, Any, str]] = [
        (claim_of, claim, "คำขอ"),
        (membership_of, story.bunruean, "สมาชิก"),
        (person_of, story.bunruean.person, "บุคคล"),
        (branch_of, story.centre, "หมู่บ้านหรือสาขา"),
    ]
    for look, row, what in found:
        assert look(act, row.public_id) == row
        absent = [(C.NOT_FOUND, {"what": what})]
        assert told(look, elsewhere, row.public_id) == absent
        assert told(look, act, uuid.uuid4()) == absent


def test_a_record_that_was_merged_is_named_with_the_one_that_stands(
    story: Story,
) -> None:
    kept, double = make_member(story.cast, 7), make_member(story.cast, 8)
    Membership.objects.filter(pk=double.pk).update(counted_in=kept)
    Person.objects.filter(pk=double.person_id).update(counted_in=kept.person)
    stands = [
        (
            C.RECORD_MERGED,
            {"name": kept.person.full_name(), "number": kept.member_no},
        )
    ]
    act = story.cast.act("laor")
    assert told(membership_of, act, double.public_id) == stands
    assert told(person_of, act, double.person.public_id) == stands


def test_it_is_the_right_of_the_member_or_of_whom_it_befell(story: Story) -> None:
    kept, double = make_member(story.cast, 7), make_member(story.cast, 8)
    claim = story.ask(membership=double.public_id)
    assert whose_right(claim) == double.person
    Person.objects.filter(pk=double.person_id).update(counted_in=kept.person)
    assert whose_right(Claim.objects.get(pk=claim.pk)) == kept.person
    stranger = make_person(story.cast, "ดาวใจ", "คำแสน")
    asked = hardship(story, stranger)
    assert whose_right(asked) == stranger
    asked.event.person = None
    assert whose_right(asked) is None


def test_of_two_parents_it_is_the_right_of_the_one_who_asks(story: Story) -> None:
    mother, father = make_member(story.cast, 7), make_member(story.cast, 8, sex="m")
    born: dict[str, Any] = {
        "benefit": "birth",
        "first_day": date(2026, 11, 9),
        "last_day": None,
        "about": "ด.ญ.พลอย ทดสอบ",
    }
    hers = story.ask(**born, membership=mother.public_id)
    his = story.ask(**born, membership=father.public_id)
    assert his.event == hers.event
    assert [whose_right(one) for one in (hers, his)] == [mother.person, father.person]
    # Either request concerns both: one of them is paid.
    both = {mother.person_id, father.person_id}
    assert [whom(one).person_ids for one in (hers, his)] == [both, both]
    elder = {**born, "about": "ด.ช.เพชร ทดสอบ"}
    other = story.ask(**elder, membership=father.public_id)
    assert whom(other).person_ids == {father.person_id}


def test_a_step_whose_turn_it_is_not_is_named_with_where_the_claim_is(
    story: Story,
) -> None:
    claim = story.ask()
    waits, done = ClaimStatus.SUBMITTED, ClaimStatus.PAID
    require_status(claim, done, waits, verb="รับรอง")
    assert told(require_status, claim, done, verb="กลับรายการจ่าย") == [
        (
            C.CLAIM_NOT_WAITING,
            {
                "number": "1/2570",
                "status": "รอศูนย์หมู่บ้านรับรอง",
                "verb": "กลับรายการจ่าย",
            },
        )
    ]


def test_a_user_is_every_record_of_whom_their_duties_in_this_fund_name(
    story: Story,
) -> None:
    fund, user = story.cast.fund.pk, story.cast.users["laor"].pk
    assert persons_of(user, fund) == []
    mine, double, other, abroad = (
        make_person(story.cast, f"ที่{no}", "ในทะเบียน") for no in range(4)
    )
    Person.objects.filter(pk=double.pk).update(counted_in=mine)
    duty(story, "laor", double)
    duty(story, "laor", None)
    duty(story, "bunmee", other)
    duty(story, "laor", abroad, fund=story.cast.other_fund)
    assert {one.pk for one in persons_of(user, fund)} == {mine.pk, double.pk}
    assert persons_of(user, story.cast.other_fund.pk) == [abroad]


def test_a_centre_is_served_from_the_first_day_of_a_duty_until_before_its_last(
    story: Story,
) -> None:
    fund, user = story.cast.fund.pk, story.cast.users["laor"].pk
    first, second = (one.pk for one in story.cast.branches)
    duty(story, "laor", None, branch_id=first, from_date=TODAY, until_date=TODAY + DAY)
    duty(story, "bunmee", None, branch_id=second)
    duty(story, "laor", None, branch_id=second, fund=story.cast.other_fund)
    days = (TODAY - DAY, TODAY, TODAY + DAY)
    assert [branches_of(user, fund, on) for on in days] == [set(), {first}, set()]
    duty(story, "laor", None, branch_id=second)
    assert [branches_of(user, fund, on) for on in days] == [
        *({second}, {first, second}, {second}),
    ]


def test_who_lives_in_a_village_is_of_its_centre(story: Story) -> None:
    fund, user = story.cast.fund.pk, story.cast.users["laor"].pk
    first, second = story.cast.branches
    mine = make_person(story.cast, "ละออ", "สายใจ")
    duty(story, "laor", mine)
    assert branches_of(user, fund, TODAY) == set()
    mine.household = Household.objects.create(
        fund=story.cast.fund, branch=second, house_no="88"
    )
    mine.save()
    assert branches_of(user, fund, TODAY) == {second.pk}
    duty(story, "laor", None, branch=first)
    assert branches_of(user, fund, TODAY) == {first.pk, second.pk}


def test_for_a_death_those_who_are_still_named_have_something_of_it(
    story: Story,
) -> None:
    def name(of: Membership, said: str, removed_on: date | None = None) -> None:
        Beneficiary.objects.create(
            fund=story.cast.fund,
            membership=of,
            seq=9,
            name=said,
            relation="บุตร",
            removed_on=removed_on,
        )

    own = story.bunruean
    name(make_member(story.cast, 7), "นายของคนอื่น")
    nights = whom(story.ask(), "นายผู้รับ")
    assert nights.person_ids == {own.person_id}
    assert nights.names == ("นางบุญเรือน แสนสุข", "นายผู้รับ")
    died = story.ask(**DEATH)
    assert whom(died, " ").names == ("นายคำ แสนสุข", "นายคำ แสนสุข")
    Beneficiary.objects.filter(membership=own).update(removed_on=TODAY)
    name(own, "นางใหม่ แสนสุข")
    assert whom(died).names == ("นายคำ แสนสุข", "นางใหม่ แสนสุข")
    stranger = make_person(story.cast, "ดาวใจ", "คำแสน")
    asked = whom(hardship(story, stranger))
    assert asked.person_ids == {stranger.pk}
    assert asked.names == ("นางดาวใจ คำแสน",)


def test_who_entered_it_and_who_is_paid_are_refused_in_words(story: Story) -> None:
    claim = story.ask()
    assert told(refuse_maker, story.cast.act("laor"), claim, verb="รับรอง") == [
        (C.SAME_PERSON, {"user": "นางละออ สายใจ", "verb": "รับรอง"})
    ]
    refuse_maker(story.cast.act("bunmee"), claim, verb="รับรอง")
    mine = make_person(story.cast, "บุญมี", "มาใหม่", title="นาย")
    grant_role(
        story.cast.act("prasong"),
        username="kamnan",
        role="committee",
        from_date=date(2020, 10, 1),
        person_id=mine.pk,
    )
    act = story.cast.act("kamnan")
    facts: dict[str, Any] = {"verb": "จ่าย", "could": Verb.PAY_CLAIM}
    refuse_own(act, claim, **facts)
    assert told(refuse_own, act, claim, payee="บุญมี มาใหม่", **facts) == [
        (C.OWN_CLAIM, {"name": "นายคำนาน ใจบุญ", "verb": "จ่าย"})
    ]


@dataclass
class Told:
    """Who asks for what, with one thing changed."""

    claimant_name: str = "นางบุญเรือน แสนสุข"
    stated: str = '{"nights":7}'
    key: str = "member:1|2026-11-09"


def bound(claim: Claim, said: Told) -> str:
    claim.claimant_name, claim.stated = said.claimant_name, said.stated
    claim.event.key = said.key
    return who_asked(claim)


def test_who_asks_for_what_is_bound_and_how_often_it_was_told_is_not(
    story: Story,
) -> None:
    claim, same = story.ask(), Told()
    first = bound(claim, same)
    assert (len(first), bound(claim, same)) == (64, first)
    for changed in (
        Told(claimant_name="นางบุญเรือน แสนสุขใจ"),
        Told(stated='{"nights":8}'),
        Told(key="member:2|2026-11-09"),
    ):
        assert bound(claim, changed) != first
    again = Told(key=f"{same.key}#12", stated=' {"nights": 7} ')
    assert bound(claim, again) == first
    assert event_key(claim) == same.key
    claim.event.key = "a#1|b"
    assert event_key(claim) == "a#1|b"


def test_a_new_salt_makes_another_hash_of_the_same(story: Story) -> None:
    claim = story.ask()
    salt, kept = bytes(claim.salt or b""), claim.who_hash
    assert (len(salt), kept) == (16, bytes.fromhex(who_asked(claim)))
    bind_who(claim)
    assert bytes(claim.salt or b"") != salt
    assert claim.who_hash != kept
    assert who_asked(claim) == bytes(claim.who_hash or b"").hex()


def test_what_was_bound_outlives_the_names(story: Story) -> None:
    claim = story.ask()
    kept = who_asked(claim)
    assert not is_erased(claim)
    claim.claimant_name, claim.stated, claim.salt = ERASED, "{}", None
    assert who_asked(claim) == kept
    assert not is_erased(claim)
    # From before there was a hash: nothing is bound, and it shows when names went.
    claim.who_hash = None
    assert who_asked(claim) == ""
    assert is_erased(claim)
    claim.claimant_name = "นางบุญเรือน แสนสุข"
    assert not is_erased(claim)
