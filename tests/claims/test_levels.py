"""What the by-law says of who approves holds at the counter, level by level."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from kongbun.claims.approve_actions import refuse_claim
from kongbun.claims.models import Award, Claim, ClaimStatus
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.people.models import Person
from kongbun.testing.cast import has_audit_line
from tests.claims.levels import (
    CENTRE,
    CHAIR,
    CHAIR_FIRST,
    COMMITTEE,
    MEETING,
    UP_TO_450,
    certified,
    levels,
    of_another_centre,
)
from tests.claims.story import Story, make_person

pytestmark = pytest.mark.django_db
RESOLVED = {"board": "committee", "number": "11/2569", "decided_on": "2026-11-19"}
AT_MEETING = {**RESOLVED, "board": "general_meeting"}


def refused(story: Story, claim: Claim, who: str, **facts: Any) -> Refused:
    with pytest.raises(Refused) as caught:
        story.approve(claim, who, **facts)
    assert not Award.objects.filter(claim=claim).exists()
    return caught.value


def code(story: Story, claim: Claim, who: str, **facts: Any) -> RefusalCode:
    return refused(story, claim, who, **facts).code


def body(claim: Claim) -> str:
    return claim.awards.get().body


def test_the_centre_approves_up_to_its_ceiling(story: Story) -> None:
    levels(story, CENTRE, COMMITTEE)
    claim = story.approve(certified(story), "bunmee")
    assert (claim.status, claim.granted_satang) == (ClaimStatus.APPROVED, 400_00)
    assert body(claim) == "centre"
    assert story.pay(claim)["amount_satang"] == 400_00
    assert has_audit_line(story.cast, "claims.approve")


def test_above_its_ceiling_the_centre_is_told_who_approves(story: Story) -> None:
    levels(story, CENTRE, COMMITTEE)
    found = refused(story, certified(story, nights=5), "bunmee")
    assert found.code is RefusalCode.NOT_THE_APPROVER
    facts = found.reasons[0].shown()
    assert (facts["amount"], facts["required"]) == ("500", "คณะกรรมการกองทุน")
    assert facts["found"] == "กรรมการศูนย์หมู่บ้าน"
    assert "ไม่เกิน 400 บาท ศูนย์หมู่บ้าน" in facts["levels"]


@pytest.mark.parametrize("said", [(), (COMMITTEE,), (CHAIR, COMMITTEE), (MEETING,)])
def test_where_the_bylaw_gives_the_centre_nothing_it_approves_nothing(
    story: Story, said: tuple[str, ...]
) -> None:
    levels(story, *said)
    claim = certified(story)
    assert code(story, claim, "bunmee") is RefusalCode.NOT_THE_APPROVER
    with pytest.raises(Refused) as caught:
        refuse_claim(story.cast.act("bunmee"), claim=claim.public_id, reason="ไม่")
    assert caught.value.code is RefusalCode.NOT_THE_APPROVER


def test_who_certified_or_recorded_a_paper_does_not_approve_for_the_centre(
    story: Story,
) -> None:
    levels(story, CENTRE, COMMITTEE)
    claim = certified(story)
    for who in ("sombat", "thongbai"):
        assert code(story, claim, who) is RefusalCode.CERTIFIED_IT
    assert code(story, claim, "laor") is RefusalCode.SAME_PERSON


def test_another_village_s_centre_does_not_approve(story: Story) -> None:
    levels(story, CENTRE, COMMITTEE)
    found = refused(story, certified(story), of_another_centre(story))
    assert found.code is RefusalCode.NOT_OF_THIS_CENTRE
    assert found.reasons[0].facts["branch"] == story.centre.label()


def test_the_centre_does_not_approve_for_its_own_house(story: Story) -> None:
    levels(story, CENTRE, COMMITTEE)
    house = story.bunruean.person.household
    Person.objects.filter(first_name="บุญมี").update(household=house)
    assert code(story, certified(story), "bunmee") is RefusalCode.TIED_TO_PAYEE


def test_the_centre_gives_no_other_sum_than_the_bylaw(story: Story) -> None:
    levels(story, CENTRE, COMMITTEE)
    claim, other = certified(story), {"amount_satang": 300_00}
    assert code(story, claim, "bunmee", **other) is RefusalCode.DEPARTURE_NEEDS_REASON
    other |= {"reason": "มติ", "resolution": RESOLVED}  # type: ignore[dict-item]
    assert code(story, claim, "bunmee", **other) is RefusalCode.NOT_THE_APPROVER
    assert body(story.approve(claim, "kamnan", **other)) == "committee"


@pytest.mark.parametrize("who", ["prasong", "kamnan"])
@pytest.mark.parametrize("nights", [4, 5])
def test_a_higher_body_may_approve_what_a_centre_may(
    story: Story, who: str, nights: int
) -> None:
    levels(story, CENTRE, COMMITTEE)
    claim = story.approve(certified(story, nights), who)
    assert claim.status == ClaimStatus.APPROVED
    assert body(claim) == ("chair" if (who, nights) == ("prasong", 4) else "committee")


def test_the_centre_refuses_what_it_could_approve_and_no_more(story: Story) -> None:
    levels(story, CENTRE, COMMITTEE)
    large = certified(story, nights=5)
    act = story.cast.act
    with pytest.raises(Refused) as caught:
        refuse_claim(act("bunmee"), claim=large.public_id, reason="ไม่พบเอกสาร")
    assert caught.value.code is RefusalCode.NOT_THE_APPROVER
    refuse_claim(act("kamnan"), claim=large.public_id, reason="ไม่พบเอกสาร")
    small = certified(story)
    refuse_claim(act("bunmee"), claim=small.public_id, reason="ไม่พบเอกสาร")
    small.refresh_from_db()
    assert small.status == ClaimStatus.REFUSED


def test_what_the_bylaw_does_not_give_is_not_the_centre_s_to_refuse(
    story: Story,
) -> None:
    levels(story, CENTRE, COMMITTEE)
    claim = story.certify(story.ask(evidence={}), "sombat", "thongbai")
    with pytest.raises(Refused) as caught:
        refuse_claim(story.cast.act("bunmee"), claim=claim.public_id, reason="ไม่ครบ")
    assert caught.value.code is RefusalCode.NOT_THE_APPROVER


def test_the_chair_approves_up_to_the_chair_s_ceiling(story: Story) -> None:
    levels(story, CHAIR, COMMITTEE)
    assert body(story.approve(certified(story))) == "chair"


@pytest.mark.parametrize("who", ["prasong", "kamnan"])
def test_above_the_chair_s_ceiling_one_signature_is_not_the_committee(
    story: Story, who: str
) -> None:
    levels(story, CHAIR, COMMITTEE)
    claim = certified(story, nights=5)
    found = refused(story, claim, who)
    assert found.code is RefusalCode.COMMITTEE_RESOLUTION_NEEDED
    assert found.reasons[0].facts["clause"] == "ข้อ 7 (2)"
    half = {"board": "committee", "number": "11/2569", "decided_on": None}
    assert code(story, claim, who, resolution=half) is RefusalCode.FIELD_EMPTY
    story.approve(claim, who, resolution=RESOLVED)
    assert body(claim) == "committee"


def test_a_member_is_not_the_chair_but_may_bring_the_committee_s_resolution(
    story: Story,
) -> None:
    levels(story, CHAIR, COMMITTEE)
    claim = certified(story)
    found = refused(story, claim, "kamnan")
    assert found.code is RefusalCode.NOT_THE_APPROVER
    assert "หรือที่ประชุมคณะกรรมการ" in str(found.reasons[0].facts["required"])
    assert body(story.approve(claim, "kamnan", resolution=RESOLVED)) == "committee"


@pytest.mark.parametrize("said", [(COMMITTEE,), ()])
@pytest.mark.parametrize("who", ["prasong", "kamnan"])
def test_without_a_chair_s_level_a_member_signs_for_the_committee(
    story: Story, who: str, said: tuple[str, ...]
) -> None:
    levels(story, *said)
    assert body(story.approve(certified(story, nights=5), who)) == "committee"


@pytest.mark.parametrize("said", [(UP_TO_450, MEETING), (UP_TO_450,), (MEETING,)])
def test_above_the_committee_the_general_meeting_decides(
    story: Story, said: tuple[str, ...]
) -> None:
    levels(story, *said)
    claim = certified(story, nights=5)
    for facts in ({}, {"resolution": RESOLVED}):
        assert code(story, claim, "prasong", **facts) is (
            RefusalCode.GENERAL_MEETING_NEEDED
        )
    story.approve(claim, resolution=AT_MEETING)
    assert body(claim) == "general_meeting"


def test_a_resolution_of_the_general_meeting_always_suffices(story: Story) -> None:
    levels(story, CENTRE, CHAIR, COMMITTEE)
    claim = story.approve(certified(story, nights=5), resolution=AT_MEETING)
    assert body(claim) == "general_meeting"


def test_a_chair_of_emergencies_does_not_approve_alone_otherwise(story: Story) -> None:
    levels(story, CHAIR_FIRST, COMMITTEE)
    claim = certified(story)
    assert code(story, claim, "prasong") is RefusalCode.COMMITTEE_RESOLUTION_NEEDED
    assert body(story.approve(claim, resolution=RESOLVED)) == "committee"


def test_a_resolution_of_nobody_known_is_none(story: Story) -> None:
    levels(story, CHAIR, COMMITTEE)
    claim = certified(story, nights=5)
    odd = {**RESOLVED, "board": "เพื่อนบ้าน"}
    assert code(story, claim, "prasong", resolution=odd) is (
        RefusalCode.COMMITTEE_RESOLUTION_NEEDED
    )


def test_a_centre_duty_that_names_no_village_is_of_the_whole_fund(story: Story) -> None:
    """Laor's duty names no village and she sits nowhere."""
    levels(story, CENTRE, COMMITTEE)
    claim = story.ask("chanpen", last_day=date(2026, 11, 13))
    story.certify(claim, "sombat", "thongbai")
    assert body(story.approve(claim, "laor")) == "centre"


def test_a_claim_without_a_village_is_no_centre_s(story: Story) -> None:
    levels(story, CENTRE, COMMITTEE)
    person = make_person(story.cast, "ดาวใจ", "คำแสน")
    claim = story.ask(
        benefit="housing",
        membership=None,
        person=person.public_id,
        last_day=None,
        evidence={"photos": 1},
        stated={"asked_satang": 300_00},
    )
    assert claim.branch_id is None
    story.allocate("housing")
    claim.refresh_from_db()
    found = refused(story, claim, "bunmee", amount_satang=300_00)
    assert found.code is RefusalCode.NOT_OF_THIS_CENTRE
