"""A list that the committee starts: approved by whom the by-law says, as one claim."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from kongbun.claims.models import Award, PensionList
from kongbun.claims.pension_actions import (
    approve_pensions,
    list_hash,
    propose_pensions,
    refuse_pensions,
    still_due,
)
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.people.models import Membership
from kongbun.testing.cast import TODAY, make_member
from tests.claims.levels import CHAIR, COMMITTEE, levels, of_another_centre
from tests.claims.story import Story, paid_until

pytestmark = pytest.mark.django_db
RESOLVED = {"board": "committee", "number": "11/2569", "decided_on": "2026-11-19"}
CENTRE_600 = "  - {by: centre, up_to_baht: 600, clause: ข้อ 7}\n"
CENTRE_599 = "  - {by: centre, up_to_baht: 599, clause: ข้อ 7}\n"
UP_TO_599 = "  - {by: committee, up_to_baht: 599, clause: ข้อ 7}\n"


def listed(story: Story, *said: str, villages: tuple[int, ...] = (0, 0)) -> PensionList:
    """Two or more who get 600 baht each: together more, each no more than that."""
    levels(story, *said)
    Membership.objects.filter(pk=story.bunruean.pk).update(joined_on=date(2021, 11, 1))
    for no, village in enumerate(villages, 1):
        member = make_member(
            story.cast,
            200 + no,
            birth_date=date(1956, 1, 1),
            joined_on=date(2020, 11, 1),
            branch=story.cast.branches[village],
        )
        paid_until(member, date(2027, 1, 1))
    answer = propose_pensions(story.cast.act("somsri"), benefit="pension", due_on=TODAY)
    kept = PensionList.objects.get(public_id=UUID(answer["list"]))
    assert kept.total_satang == 600_00 * len(villages)
    return kept


def approve(story: Story, kept: PensionList, who: str, **facts: Any) -> None:
    seen = list_hash(kept.benefit, kept.due_on, still_due(kept))
    approve_pensions(
        story.cast.act(who),
        pension_list=kept.public_id,
        content_hash=seen.hex(),
        **facts,
    )


def code(story: Story, kept: PensionList, who: str, **facts: Any) -> RefusalCode:
    with pytest.raises(Refused) as caught:
        approve(story, kept, who, **facts)
    assert not Award.objects.exists()
    return caught.value.code


def bodies() -> set[str]:
    return set(Award.objects.values_list("body", flat=True))


def test_the_largest_sum_of_one_person_says_who_approves(story: Story) -> None:
    kept = listed(story, CENTRE_600, COMMITTEE)
    approve(story, kept, "bunmee")
    assert bodies() == {"centre"}


def test_a_centre_approves_no_list_above_its_ceiling(story: Story) -> None:
    kept = listed(story, CENTRE_599, COMMITTEE)
    assert code(story, kept, "bunmee") is RefusalCode.NOT_THE_APPROVER
    with pytest.raises(Refused) as caught:
        refuse_pensions(
            story.cast.act("bunmee"), pension_list=kept.public_id, reason="ไม่"
        )
    assert caught.value.code is RefusalCode.NOT_THE_APPROVER
    approve(story, kept, "kamnan")
    assert bodies() == {"committee"}


def test_a_centre_approves_no_list_with_people_of_another(story: Story) -> None:
    kept = listed(story, CENTRE_600, COMMITTEE, villages=(0, 1))
    for who in ("bunmee", of_another_centre(story)):
        assert code(story, kept, who) is RefusalCode.NOT_OF_THIS_CENTRE


def test_a_centre_sends_back_a_list_of_its_own(story: Story) -> None:
    kept = listed(story, CENTRE_600, COMMITTEE)
    refuse_pensions(
        story.cast.act("bunmee"), pension_list=kept.public_id, reason="ชื่อผิดคน"
    )
    kept.refresh_from_db()
    assert kept.status == "refused"


@pytest.mark.parametrize("who", ["prasong", "kamnan"])
def test_above_the_chair_s_ceiling_a_list_needs_the_committee_s_resolution(
    story: Story, who: str
) -> None:
    kept = listed(story, CHAIR, COMMITTEE)
    assert code(story, kept, who) is RefusalCode.COMMITTEE_RESOLUTION_NEEDED
    approve(story, kept, who, resolution=RESOLVED)
    assert bodies() == {"committee"}


def test_above_the_committee_a_list_is_the_general_meeting_s(story: Story) -> None:
    kept = listed(story, UP_TO_599)
    meeting = {**RESOLVED, "board": "general_meeting"}
    for facts in ({}, {"resolution": RESOLVED}):
        assert code(story, kept, "prasong", **facts) is (
            RefusalCode.GENERAL_MEETING_NEEDED
        )
    approve(story, kept, "prasong", resolution=meeting)
    assert bodies() == {"general_meeting"}
