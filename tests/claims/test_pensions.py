"""The system finds who is due, the committee approves the list, each is paid later."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from kongbun.access.actions import grant_role
from kongbun.claims.in_force import in_force
from kongbun.claims.models import Award, Claim, ClaimStatus, Payment, PensionList
from kongbun.claims.pension_actions import (
    approve_pensions,
    list_hash,
    propose_pensions,
    refuse_pensions,
    still_due,
)
from kongbun.claims.pensions import due
from kongbun.claims.verdict import replay
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.people.models import Membership, Person
from kongbun.testing.cast import TODAY, Cast, has_audit_line, make_member
from tests.claims.story import Story, paid_until

pytestmark = pytest.mark.django_db
DUE_ON = TODAY


@pytest.fixture
def elders(story: Story) -> list[Membership]:
    """Six years paid: two of seventy, one of fifty; one of seventy who paid five."""
    Membership.objects.filter(pk=story.bunruean.pk).update(
        joined_on=date(2021, 11, 1)  # Not due: less than six years.
    )
    made = []
    for no, (born, joined) in enumerate(
        [
            (date(1956, 1, 1), date(2020, 11, 1)),
            (date(1955, 1, 1), date(2020, 11, 10)),
            (date(1976, 1, 1), date(2020, 11, 1)),
            (date(1956, 1, 1), date(2021, 11, 1)),
        ],
        1,
    ):
        member = make_member(story.cast, 200 + no, birth_date=born, joined_on=joined)
        paid_until(member, date(2027, 1, 1))
        made.append(member)
    return made


def propose(cast: Cast, who: str = "somsri", **changed: Any) -> PensionList:
    facts = {"benefit": "pension", "due_on": DUE_ON, **changed}
    answer = propose_pensions(cast.act(who), **facts)
    return PensionList.objects.get(public_id=UUID(answer["list"]))


def approve(cast: Cast, kept: PensionList, who: str = "prasong") -> dict[str, Any]:
    seen = list_hash(kept.benefit, kept.due_on, still_due(kept))
    return approve_pensions(
        cast.act(who), pension_list=kept.public_id, content_hash=seen.hex()
    )


def test_only_those_of_age_who_paid_long_enough_are_found(
    story: Story, elders: list[Membership]
) -> None:
    kept = propose(story.cast)
    assert [line.membership for line in kept.lines.order_by("seq")] == elders[:2]
    assert kept.total_satang == 1_200_00
    assert has_audit_line(story.cast, "claims.propose_pensions")


def test_an_approved_list_is_a_claim_each_and_is_paid_later(
    story: Story, elders: list[Membership]
) -> None:
    answer = approve(story.cast, propose(story.cast))
    assert answer["claims"] == ["1/2570", "2/2570"]
    claim = Claim.objects.get(membership=elders[0])
    assert (claim.status, claim.granted_satang) == (ClaimStatus.APPROVED, 600_00)
    story.pay(claim, payee_name=claim.claimant_name)
    assert Payment.objects.get().amount_satang == 600_00
    for decided in Claim.objects.all():
        kept = decided.decisions.get()
        assert replay(kept, "pension").checks_json() == kept.checks


def test_who_was_given_it_is_not_due_again_in_the_same_year(
    story: Story, elders: list[Membership]
) -> None:
    approve(story.cast, propose(story.cast))
    with pytest.raises(Refused) as caught:
        propose(story.cast)
    assert caught.value.code is RefusalCode.NOBODY_DUE
    # The membership year after: both again.
    rules = in_force(story.cast.fund.pk, date(2027, 11, 15))
    again = due(
        rules,
        rules.rule("pension"),
        date(2027, 11, 15),
        fund_id=story.cast.fund.pk,
        only=[one.pk for one in elders[:2]],
    )
    # Paid to the end of 2026 alone they are ten months behind.
    assert again == []
    for one in elders[:2]:
        paid_until(one, date(2028, 1, 1))
    again = due(
        rules,
        rules.rule("pension"),
        date(2027, 11, 15),
        fund_id=story.cast.fund.pk,
        only=[one.pk for one in elders[:2]],
    )
    assert len(again) == 2


def test_who_proposed_it_cannot_approve_it(
    story: Story, elders: list[Membership]
) -> None:
    assert elders
    grant_role(
        story.cast.act("prasong"),
        username="somsri",
        role="committee",
        from_date=date(2020, 10, 1),
    )
    kept = propose(story.cast)
    with pytest.raises(Refused) as caught:
        approve(story.cast, kept, "somsri")
    assert caught.value.code is RefusalCode.SAME_PERSON
    assert not Claim.objects.exists()


def test_who_stands_on_the_list_cannot_approve_it(
    story: Story, elders: list[Membership]
) -> None:
    grant_role(
        story.cast.act("prasong"),
        username="kamnan",
        role="committee",
        from_date=date(2020, 10, 1),
        person_id=elders[0].person_id,
    )
    kept = propose(story.cast)
    with pytest.raises(Refused) as caught:
        approve(story.cast, kept, "kamnan")
    assert caught.value.code is RefusalCode.OWN_CLAIM


def test_who_died_meanwhile_makes_it_another_list(
    story: Story, elders: list[Membership]
) -> None:
    kept = propose(story.cast)
    seen = kept.hash.hex()
    Membership.objects.filter(pk=elders[0].pk).update(
        exited_on=date(2026, 11, 19), exit_reason="died"
    )
    with pytest.raises(Refused) as caught:
        approve_pensions(
            story.cast.act("prasong"), pension_list=kept.public_id, content_hash=seen
        )
    assert caught.value.code is RefusalCode.CHANGED_SINCE
    assert approve(story.cast, kept)["claims"] == ["1/2570"]


def test_a_list_that_waits_comes_first_and_may_be_sent_back(
    story: Story, elders: list[Membership]
) -> None:
    assert elders
    kept = propose(story.cast)
    with pytest.raises(Refused) as caught:
        propose(story.cast)
    assert caught.value.code is RefusalCode.LIST_WAITS_ALREADY
    refuse_pensions(
        story.cast.act("prasong"), pension_list=kept.public_id, reason="ขาดคนหมู่ 7"
    )
    with pytest.raises(Refused) as decided:
        approve(story.cast, kept)
    assert decided.value.code is RefusalCode.ALREADY_DECIDED
    propose(story.cast)


@pytest.mark.parametrize("who", ["laor", "prasert", "sombat", "noi"])
def test_without_the_duty_nobody_proposes(
    story: Story, elders: list[Membership], who: str
) -> None:
    assert elders
    with pytest.raises(Refused) as caught:
        propose(story.cast, who)
    assert caught.value.code is RefusalCode.NOT_ALLOWED


def test_a_pension_of_next_month_is_not_paid_today(
    story: Story, elders: list[Membership]
) -> None:
    approve(story.cast, propose(story.cast, due_on=date(2026, 12, 1)))
    claim = Claim.objects.get(membership=elders[0])
    with pytest.raises(Refused) as caught:
        story.pay(claim, payee_name=claim.claimant_name)
    assert caught.value.code is RefusalCode.NOT_DUE_YET
    story.pay(claim, payee_name=claim.claimant_name, today=date(2026, 12, 1))


def test_what_members_ask_for_is_not_proposed(story: Story) -> None:
    with pytest.raises(Refused) as caught:
        propose(story.cast, benefit="ipd")
    assert caught.value.code is RefusalCode.BENEFIT_NOT_IN_BYLAW


def test_a_gift_is_given_once_in_each_age(
    story: Story, elders: list[Membership]
) -> None:
    kept = propose(story.cast, benefit="elderly_gift")
    # Seventy, seventy-one, seventy: and the one of sixty-six from the story.
    assert kept.lines.count() == 4
    approve(story.cast, kept)
    with pytest.raises(Refused) as caught:
        propose(story.cast, benefit="elderly_gift")
    assert caught.value.code is RefusalCode.NOBODY_DUE
    Person.objects.filter(pk=elders[0].person_id).update(birth_date=date(1946, 11, 21))
    kept = propose(story.cast, benefit="elderly_gift", due_on=date(2026, 11, 21))
    assert [line.amount_satang for line in kept.lines.all()] == [1_000_00]


def test_the_same_proposal_again_is_one(story: Story, elders: list[Membership]) -> None:
    assert elders
    again = uuid.uuid4()
    for _ in range(2):
        propose_pensions(
            story.cast.act("somsri", command_id=again),
            benefit="pension",
            due_on=DUE_ON,
        )
    assert PensionList.objects.count() == 1


def test_a_list_changed_by_an_insider_is_not_paid(
    story: Story, elders: list[Membership]
) -> None:
    approve(story.cast, propose(story.cast))
    claim = Claim.objects.get(membership=elders[0])
    Claim.objects.filter(pk=claim.pk).update(granted_satang=900_00)
    claim.refresh_from_db()
    with pytest.raises(Refused) as caught:
        story.pay(claim, payee_name=claim.claimant_name)
    assert caught.value.code is RefusalCode.CHANGED_SINCE
    assert Award.objects.count() == 2


def test_looking_through_everyone_asks_no_query_for_each(
    story: Story, django_assert_max_num_queries: Any
) -> None:
    persons = Person.objects.bulk_create(
        Person(
            fund=story.cast.fund,
            first_name=f"ก{n}",
            birth_date=date(1940 + n % 60, 1, 1),
            birth_precision="day",
            match_key=f"ก{n}",
            sort_key=f"ก{n}",
        )
        for n in range(1_200)
    )
    Membership.objects.bulk_create(
        Membership(
            fund=story.cast.fund,
            person=person,
            branch=story.centre,
            member_no=f"x{n:05}",
            joined_on=date(2020, 10, 1),
            opening_paid_until=date(2027, 1, 1),
            received_at=datetime(2020, 10, 1, tzinfo=UTC),
        )
        for n, person in enumerate(persons)
    )
    rules = in_force(story.cast.fund.pk, DUE_ON)
    with django_assert_max_num_queries(12):
        found = due(rules, rules.rule("pension"), DUE_ON, fund_id=story.cast.fund.pk)
    # Born from 1940 to 1966: twenty-seven of every sixty; and the story's own.
    assert len(found) == 1_200 * 27 // 60 + 1


def test_whose_death_was_told_falls_off_before_the_register_knows(
    story: Story, elders: list[Membership]
) -> None:
    kept = propose(story.cast)
    story.ask(
        benefit="death",
        membership=elders[0].public_id,
        first_day=date(2026, 11, 10),
        last_day=date(2026, 11, 10),
        claimant_name="นายคำ แสนสุข",
        evidence={"death_certificate": 1},
    )
    elders[0].refresh_from_db()
    assert elders[0].exited_on is None
    assert [one.member.id for one in still_due(kept)] == [elders[1].pk]
    assert len(approve(story.cast, kept)["claims"]) == 1
