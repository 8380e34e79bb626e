"""Who may put a list before the committee, approve it or send it back; what it writes.

Method: each refusal to the word, and the whole chain of the fund looked through.
"""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime
from typing import Any

import pytest

from kongbun.access.actions import grant_role
from kongbun.claims.models import Claim, PensionLine
from kongbun.claims.pension_actions import refuse_pensions, still_due
from kongbun.claims.submit_actions import withdraw_claim
from kongbun.kernel.refusal import RefusalCode
from kongbun.people.models import Membership
from kongbun.soundness.check import check
from kongbun.testing.cast import by_hand, make_member, one_person
from tests.claims.pensioners import approve_list, propose, proposed, two_elders
from tests.claims.story import Story, paid_until
from tests.claims.told import told

pytestmark = pytest.mark.django_db
C = RefusalCode
NOW = datetime(2026, 11, 20, 5, tzinfo=UTC)


@pytest.fixture
def elders(story: Story) -> list[Membership]:
    return two_elders(story)


def sends_back(story: Story, who: str, kept: Any, reason: str = "ขาดคน") -> Any:
    act = story.cast.act(who)
    return told(refuse_pensions, act, pension_list=kept.public_id, reason=reason)


@pytest.mark.parametrize("who", ["somsri", "chanpen", "prasert", "noi"])
def test_who_decides_nothing_is_told_which_duties_do(
    story: Story, elders: list[Membership], who: str
) -> None:
    assert elders
    kept = proposed(story)
    user = story.cast.users[who].display_name
    [(code, facts)] = told(approve_list, story, kept, who=who)
    assert (code, facts["user"]) == (C.NOT_ALLOWED, user)
    assert sends_back(story, who, kept) == [(code, facts)]


def committee(story: Story, who: str) -> None:
    grant_role(
        story.cast.act("prasong"),
        username=who,
        role="committee",
        from_date=date(2020, 10, 1),
    )


def test_who_proposed_it_does_not_send_it_back(
    story: Story, elders: list[Membership]
) -> None:
    assert elders
    kept = proposed(story)
    committee(story, "somsri")
    user = "นางสมศรี ใจงาม"
    assert told(approve_list, story, kept, who="somsri") == [
        (C.SAME_PERSON, {"user": user, "verb": "อนุมัติ"})
    ]
    assert sends_back(story, "somsri", kept) == [
        (C.SAME_PERSON, {"user": user, "verb": "ส่งกลับ"})
    ]


def test_nor_does_who_proposed_it_approve_it_from_another_account(
    story: Story, elders: list[Membership]
) -> None:
    assert elders
    kept = proposed(story)
    one_person(story.cast, "somsri", "kamnan")
    assert told(approve_list, story, kept, who="kamnan") == [
        (C.SAME_PERSON, {"user": "นายคำนาน ใจบุญ", "verb": "อนุมัติ"})
    ]
    assert not Claim.objects.exists()


def test_half_a_resolution_approves_nothing(
    story: Story, elders: list[Membership]
) -> None:
    assert elders
    kept = proposed(story)
    for given, missing in (
        ({"number": "11/2569"}, "วันที่มีมติ"),
        ({"decided_on": "2026-11-19"}, "มติเลขที่"),
    ):
        assert told(approve_list, story, kept, resolution=given) == [
            (C.FIELD_EMPTY, {"field": missing})
        ]


def test_a_list_that_waits_stands_in_the_way_of_its_own_benefit_alone(
    story: Story, elders: list[Membership]
) -> None:
    assert elders
    kept = proposed(story)
    gift = proposed(story, benefit="elderly_gift")
    assert (kept.status, gift.status) == ("waiting", "waiting")
    assert told(approve_list, story, kept, pension_list=uuid.uuid4()) == [
        (C.NOT_FOUND, {"what": "รายชื่อ"})
    ]
    answer = approve_list(story, gift)
    assert answer["list"] == gift.public_id.hex
    kept.refresh_from_db()
    assert kept.status == "waiting"
    assert told(propose, story)[0][0] is C.LIST_WAITS_ALREADY
    act = story.cast.act("prasong")
    refuse_pensions(act, pension_list=kept.public_id, reason="ขาดคน")
    assert propose(story)["persons"] == 2


def test_who_is_due_only_since_it_was_made_is_not_of_the_list(
    story: Story, elders: list[Membership]
) -> None:
    kept = proposed(story)
    late = make_member(
        story.cast, 203, birth_date=date(1955, 1, 1), joined_on=date(2019, 1, 1)
    )
    paid_until(late, date(2027, 1, 1))
    assert [one.member.id for one in still_due(kept)] == [one.pk for one in elders]
    approve_list(story, kept)
    assert [one.membership for one in Claim.objects.order_by("no")] == elders
    assert propose(story)["persons"] == 1


def test_of_a_list_only_who_was_given_it_has_a_claim(
    story: Story, elders: list[Membership]
) -> None:
    """One fell off before the word was given: the line stays, without a claim."""
    kept = proposed(story)
    with by_hand(story.cast.fund):
        Membership.objects.filter(pk=elders[0].pk).update(
            exited_on=date(2026, 11, 19), exit_reason="resigned"
        )
    assert approve_list(story, kept)["total_satang"] == 1_200_00
    claim = Claim.objects.get()
    lines = PensionLine.objects.filter(pension_list=kept).order_by("seq")
    assert [(one.membership, one.claim) for one in lines] == [
        *((elders[0], None), (elders[1], claim)),
    ]


def test_whose_claim_was_taken_back_is_listed_beside_who_is_new(
    story: Story, elders: list[Membership]
) -> None:
    """One event is there already and one is not; and the whole fund is sound."""
    first = proposed(story)
    approve_list(story, first)
    claim = Claim.objects.get(membership=elders[1])
    withdraw_claim(story.cast.act("somsri"), claim=claim.public_id, reason="ผิดคน")
    late = make_member(
        story.cast, 203, birth_date=date(1955, 1, 1), joined_on=date(2019, 1, 1)
    )
    paid_until(late, date(2027, 1, 1))
    second = proposed(story)
    approve_list(story, second)
    new, again = Claim.objects.filter(pk__gt=claim.pk).order_by("no")
    assert (again.membership, again.event) == (elders[1], claim.event)
    assert (new.membership, new.event.person) == (late, late.person)
    assert [one.decisions.count() for one in (new, again)] == [1, 1]
    assert [line.claim for line in second.lines.order_by("seq")] == [new, again]
    assert [line.claim for line in first.lines.order_by("seq")] == [
        *(Claim.objects.get(membership=elders[0]), claim),
    ]
    assert check(now=NOW) == []
