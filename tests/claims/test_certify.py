"""The village centre signs, here or on paper, and late entries get a second look."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime
from typing import Any

import pytest

from kongbun.access.actions import grant_role
from kongbun.approvals.models import Approval, Signature
from kongbun.claims.certify_actions import certify_claim, confirm_backdating, seats_of
from kongbun.claims.models import Claim, ClaimStatus
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.people.models import CommitteeSeat, Membership
from kongbun.testing.cast import TODAY, has_audit_line, make_member
from tests.claims.story import Story, make_person, paid_until

pytestmark = pytest.mark.django_db


def refusal(story: Story, who: str, claim: Claim, **facts: Any) -> RefusalCode:
    before = Signature.objects.count()
    with pytest.raises(Refused) as caught:
        certify_claim(story.cast.act(who), claim=claim.public_id, **facts)
    assert Signature.objects.count() == before
    return caught.value.code


def seat(story: Story, claim: Claim, first_name: str) -> uuid.UUID:
    return next(
        one.public_id
        for one in seats_of(claim, TODAY)
        if one.person.first_name == first_name
    )


def test_the_third_signature_certifies(story: Story) -> None:
    claim = story.certify(story.ask(), "sombat", "thongbai")
    assert claim.status == ClaimStatus.SUBMITTED
    story.certify(claim, "bunmee")
    assert claim.status == ClaimStatus.CERTIFIED
    assert has_audit_line(story.cast, "claims.certify")


def test_a_signature_on_paper_bears_the_papers_own_date(story: Story) -> None:
    claim = story.ask()
    answer = certify_claim(
        story.cast.act("chanpen"),
        claim=claim.public_id,
        seat=seat(story, claim, "บุญมี"),
        signed_on=date(2026, 11, 18),
    )
    signature = Signature.objects.get()
    assert answer["signatures"] == 1
    assert (signature.how, signature.signed_on) == ("on_paper", date(2026, 11, 18))
    assert signature.recorded_by == story.cast.users["chanpen"]


def test_who_entered_it_neither_signs_nor_records(story: Story) -> None:
    claim = story.ask("sombat")
    assert refusal(story, "sombat", claim) is RefusalCode.SAME_PERSON
    paper = {"seat": seat(story, claim, "บุญมี"), "signed_on": TODAY}
    assert refusal(story, "sombat", claim, **paper) is RefusalCode.SAME_PERSON
    # Nor by paper, recorded by another.
    paper = {"seat": seat(story, claim, "สมบัติ"), "signed_on": TODAY}
    assert refusal(story, "chanpen", claim, **paper) is RefusalCode.SAME_PERSON


def test_nobody_signs_twice_here_and_on_paper(story: Story) -> None:
    claim = story.certify(story.ask(), "sombat")
    assert refusal(story, "sombat", claim) is RefusalCode.SIGNED_ALREADY
    paper = {"seat": seat(story, claim, "สมบัติ"), "signed_on": TODAY}
    assert refusal(story, "chanpen", claim, **paper) is RefusalCode.SIGNED_ALREADY


def test_a_centre_certifies_its_own_village_only(story: Story) -> None:
    claim = story.ask()
    assert refusal(story, "laor", story.ask("sombat", **OTHER_STAY)) is (
        RefusalCode.NOT_OF_THIS_CENTRE
    )
    elsewhere = CommitteeSeat.objects.create(
        fund=story.cast.fund,
        branch=story.cast.branches[1],
        person=make_person(story.cast, "แก้ว", "ใจดี"),
        post="centre_member",
        from_date=date(2020, 10, 1),
    )
    paper = {"seat": elsewhere.public_id, "signed_on": TODAY}
    assert refusal(story, "chanpen", claim, **paper) is RefusalCode.NOT_OF_THIS_CENTRE


def test_a_seat_that_ended_signs_no_more(story: Story) -> None:
    claim = story.ask()
    gone = seat(story, claim, "บุญมี")
    CommitteeSeat.objects.filter(public_id=gone).update(until_date=date(2026, 11, 1))
    paper = {"seat": gone, "signed_on": TODAY}
    assert refusal(story, "chanpen", claim, **paper) is RefusalCode.NOT_OF_THIS_CENTRE


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (date(2026, 11, 21), RefusalCode.DATE_IN_FUTURE),
        (date(2026, 11, 8), RefusalCode.DATES_IN_WRONG_ORDER),
    ],
)
def test_a_paper_is_not_signed_before_the_event_nor_tomorrow(
    story: Story, day: date, code: RefusalCode
) -> None:
    claim = story.ask()
    paper = {"seat": seat(story, claim, "บุญมี"), "signed_on": day}
    assert refusal(story, "chanpen", claim, **paper) is code


def test_a_member_of_the_centre_does_not_certify_for_themselves(story: Story) -> None:
    person = CommitteeSeat.objects.get(person__first_name="บุญมี").person
    own = make_member(story.cast, 5, joined_on=date(2020, 11, 1))
    Membership.objects.filter(pk=own.pk).update(person=person)
    paid_until(own, date(2027, 1, 1))
    claim = story.ask(membership=own.public_id)
    assert refusal(story, "bunmee", claim) is RefusalCode.OWN_CLAIM


@pytest.mark.parametrize("who", ["somsri", "prasert", "noi"])
def test_without_the_duty_nobody_signs(story: Story, who: str) -> None:
    assert refusal(story, who, story.ask()) is RefusalCode.NOT_ALLOWED


def test_the_same_signature_again_is_one(story: Story) -> None:
    claim, again = story.ask(), uuid.uuid4()
    for _ in range(2):
        certify_claim(story.cast.act("sombat", command_id=again), claim=claim.public_id)
    assert Signature.objects.count() == 1


def backdated(story: Story) -> Claim:
    """A member entered in October with a joining day of two years before."""
    member = make_member(story.cast, 8, joined_on=date(2024, 10, 1))
    Membership.objects.filter(pk=member.pk).update(
        received_at=datetime(2026, 10, 20, 2, tzinfo=UTC)
    )
    paid_until(member, date(2027, 1, 1))
    return story.ask(membership=member.public_id)


def test_a_membership_entered_late_gives_no_right_until_confirmed(
    story: Story,
) -> None:
    claim = backdated(story)
    assert not claim.granted
    confirm_backdating(
        story.cast.act("prasong"), claim=claim.public_id, note="ดูสมุดเล่มเก่าแล้ว"
    )
    claim.refresh_from_db()
    assert claim.granted_satang == 500_00
    assert Approval.objects.get().note == "ดูสมุดเล่มเก่าแล้ว"
    assert has_audit_line(story.cast, "claims.confirm_backdating")


def test_what_came_late_is_approved_by_no_resolution_before_the_second_look(
    story: Story,
) -> None:
    claim = story.certify(backdated(story))
    facts: dict[str, Any] = {
        "amount_satang": 500_00,
        "reason": "รู้จักกันดี",
        "resolution": {"number": "1", "decided_on": "2026-11-19"},
    }
    with pytest.raises(Refused) as caught:
        story.approve(claim, **facts)
    assert caught.value.code is RefusalCode.BACKDATING_UNCONFIRMED
    confirm_backdating(
        story.cast.act("prasong"), claim=claim.public_id, note="ดูสมุดเล่มเก่าแล้ว"
    )
    story.approve(claim)


def test_the_second_look_is_by_another_person_of_another_village(story: Story) -> None:
    claim = backdated(story)
    grant_role(
        story.cast.act("prasong"),
        username="kamnan",
        role="committee",
        from_date=date(2020, 10, 1),
        branch_id=story.centre.pk,
    )
    for who, code in (
        ("kamnan", RefusalCode.SAME_VILLAGE),
        ("laor", RefusalCode.NOT_ALLOWED),
    ):
        with pytest.raises(Refused) as caught:
            confirm_backdating(story.cast.act(who), claim=claim.public_id, note="ดูแล้ว")
        assert caught.value.code is code


def test_nothing_late_is_nothing_to_confirm(story: Story) -> None:
    with pytest.raises(Refused) as caught:
        confirm_backdating(
            story.cast.act("prasong"), claim=story.ask().public_id, note="ดูแล้ว"
        )
    assert caught.value.code is RefusalCode.NOTHING_TO_CONFIRM


OTHER_STAY = {"first_day": date(2026, 10, 5), "last_day": date(2026, 10, 8)}
