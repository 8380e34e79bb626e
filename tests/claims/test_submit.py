"""Asking for a benefit: what is kept, and everything that stands against it."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

import pytest

from kongbun.claims.models import Claim, ClaimStatus, Event
from kongbun.claims.submit_actions import submit_claim
from kongbun.claims.verdict import kept_checks
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.kernel.thai_date_text import read_day
from kongbun.people.models import Membership
from kongbun.testing.cast import TODAY, has_audit_line, make_member
from tests.claims.story import Story, make_person, paid_until

pytestmark = pytest.mark.django_db


def refusal(story: Story, **changed: Any) -> list[RefusalCode]:
    with pytest.raises(Refused) as caught:
        story.ask(**changed)
    assert not Claim.objects.exists()
    assert not Event.objects.exists()
    return [reason.code for reason in caught.value.reasons]


def test_seven_nights_are_cut_to_five_and_every_check_is_kept(story: Story) -> None:
    claim = story.ask()
    assert (claim.number, claim.granted_satang) == ("1/2570", 500_00)
    assert claim.status == ClaimStatus.SUBMITTED
    assert (claim.granted_units, claim.signatures_needed) == (5, 3)
    decision = claim.decisions.get()
    codes = {check.code.value: check for check in kept_checks(decision)}
    assert codes["waiting-over"].found == 2199
    assert (
        codes["within-event-limit"].required,
        codes["within-event-limit"].found,
    ) == (
        5,
        7,
    )
    assert codes["within-event-limit"].cut
    assert decision.bylaw.effective_from == date(2025, 10, 1)
    assert has_audit_line(story.cast, "claims.submit")


def test_the_same_command_again_is_one_request(story: Story) -> None:
    again = uuid.uuid4()
    facts: dict[str, Any] = {
        "benefit": "ipd",
        "membership": story.bunruean.public_id,
        "first_day": date(2026, 11, 9),
        "last_day": date(2026, 11, 12),
    }
    answers = [
        submit_claim(story.cast.act("laor", command_id=again), **facts)
        for _ in range(2)
    ]
    assert answers[0] == answers[1]
    assert Claim.objects.count() == 1


def test_one_event_typed_with_either_era_and_thai_digits_is_one_key(
    story: Story,
) -> None:
    story.ask(first_day=read_day("9/11/2569"), last_day=read_day("๑๖ พ.ย. ๒๕๖๙"))
    with pytest.raises(Refused) as caught:
        story.ask(first_day=read_day("2026-11-09"), last_day=read_day("16/11/2026"))
    assert caught.value.code is RefusalCode.CLAIM_EXISTS
    assert Event.objects.count() == 1


def test_days_that_overlap_another_stay_are_refused(story: Story) -> None:
    story.ask()
    with pytest.raises(Refused) as caught:
        story.ask(first_day=date(2026, 11, 15), last_day=date(2026, 11, 17))
    assert caught.value.code is RefusalCode.EVENT_OVERLAPS
    # Out in the morning and in again that evening is another stay.
    story.ask(first_day=date(2026, 11, 16), last_day=date(2026, 11, 17))


def test_an_event_to_come_or_turned_round_gives_every_reason(story: Story) -> None:
    assert refusal(story, last_day=date(2026, 11, 25)) == [RefusalCode.DATE_IN_FUTURE]
    assert refusal(story, first_day=date(2026, 11, 16), last_day=date(2026, 11, 9)) == [
        RefusalCode.DATES_IN_WRONG_ORDER
    ]


def test_an_event_before_joining_is_refused_with_both_days(story: Story) -> None:
    late = make_member(story.cast, 7, joined_on=date(2026, 10, 1))
    assert refusal(
        story,
        membership=late.public_id,
        first_day=date(2026, 9, 1),
        last_day=date(2026, 9, 4),
    ) == [RefusalCode.EVENT_BEFORE_JOINING]


def test_someone_not_yet_a_member_is_told_so(story: Story) -> None:
    person = make_person(story.cast, "ดาวใจ", "คำแสน")
    with pytest.raises(Refused) as caught:
        story.ask(membership=None, person=person.public_id)
    assert caught.value.code is RefusalCode.NOT_A_MEMBER
    assert "นางดาวใจ คำแสน" in caught.value.reasons[0].message()


def test_who_needs_no_membership_may_ask(story: Story) -> None:
    person = make_person(story.cast, "ดาวใจ", "คำแสน")
    claim = story.ask(
        benefit="hardship",
        membership=None,
        person=person.public_id,
        branch=story.centre.public_id,
        last_day=date(2026, 11, 9),
        evidence={},
    )
    assert claim.membership is None
    assert claim.claimant_name == "นางดาวใจ คำแสน"
    assert not claim.granted  # Left to the committee: no resolution yet.


def test_more_nights_than_the_days_hold_is_refused(story: Story) -> None:
    assert refusal(story, stated={"nights": "๙"}) == [RefusalCode.MORE_NIGHTS_THAN_DAYS]


@pytest.mark.parametrize("nights", ["-1", "3.5", "1_0", "NaN", "สาม", "๑2"])
def test_a_count_that_is_no_count_is_refused(story: Story, nights: str) -> None:
    assert refusal(story, stated={"nights": nights}) == [RefusalCode.FACT_UNREADABLE]


def test_a_choice_nobody_made_is_asked_for(story: Story) -> None:
    assert refusal(story, benefit="education", evidence={}) == [
        RefusalCode.FACT_MISSING
    ]
    assert refusal(story, benefit="education", stated={"school_stage": "อนุบาล 3"}) == [
        RefusalCode.FACT_UNREADABLE
    ]


def test_what_the_committee_starts_is_not_asked_for(story: Story) -> None:
    assert refusal(story, benefit="pension") == [RefusalCode.COMMITTEE_STARTS]
    assert refusal(story, benefit="ไม่มี") == [RefusalCode.BENEFIT_NOT_IN_BYLAW]


def test_before_the_first_bylaw_nothing_can_be_asked(story: Story) -> None:
    assert refusal(story, first_day=date(2020, 1, 1), last_day=date(2020, 1, 3)) == [
        RefusalCode.NO_BYLAW_THEN
    ]


def test_after_leaving_nothing_new_but_everything_owed(story: Story) -> None:
    Membership.objects.filter(pk=story.bunruean.pk).update(
        exited_on=date(2026, 11, 10), exit_reason="resigned"
    )
    assert refusal(
        story, first_day=date(2026, 11, 11), last_day=date(2026, 11, 13)
    ) == [RefusalCode.EVENT_AFTER_EXIT]
    assert story.ask().granted


def test_the_dead_do_not_ask_for_themselves(story: Story) -> None:
    facts: dict[str, Any] = {"benefit": "death", "last_day": None}
    assert refusal(story, **facts) == [RefusalCode.CLAIMANT_DIED]
    claim = story.ask(
        **facts,
        claimant_name="นายคำ แสนสุข",
        claimant_relation="สามี",
        evidence={"death_certificate": 1},
    )
    assert claim.granted_satang == 10_000_00


def test_a_death_on_another_day_than_the_register_says_is_refused(
    story: Story,
) -> None:
    Membership.objects.filter(pk=story.bunruean.pk).update(
        exited_on=date(2026, 11, 8), exit_reason="died"
    )
    assert refusal(
        story, benefit="death", last_day=None, claimant_name="นายคำ แสนสุข"
    ) == [RefusalCode.DEATH_DAY_DIFFERS]


@pytest.mark.parametrize(
    ("day", "baht"), [(date(2025, 9, 30), 6000), (date(2025, 10, 1), 8000)]
)
def test_an_amended_bylaw_decides_by_the_day_of_the_event(
    story: Story, day: date, baht: int
) -> None:
    claim = story.ask(
        benefit="death",
        first_day=day,
        last_day=None,
        today=date(2025, 10, 20),
        claimant_name="นายคำ แสนสุข",
        evidence={"death_certificate": 1},
    )
    assert claim.granted_satang == baht * 100


def test_a_request_with_three_reasons_against_it_is_kept_with_all_three(
    story: Story,
) -> None:
    new = make_member(story.cast, 9, joined_on=date(2026, 3, 24))
    paid_until(new, date(2027, 1, 1))
    other = make_member(story.cast, 10, joined_on=date(2020, 11, 1))
    paid_until(other, date(2027, 1, 1))
    other.person.household = new.person.household
    other.person.save(update_fields=["household"])
    given = story.ask(
        benefit="education",
        membership=other.public_id,
        first_day=date(2026, 10, 5),
        last_day=None,
        today=date(2026, 10, 6),
        stated={"school_stage": "primary"},
        evidence={"transcript": 1},
    )
    story.certify(given)
    story.allocate()
    story.approve(given)
    claim = story.ask(
        benefit="education",
        membership=new.public_id,
        last_day=None,
        stated={"school_stage": "ประถมศึกษา"},
        evidence={},
    )
    assert not claim.granted
    refused = [c.code.value for c in kept_checks(claim.decisions.get()) if not c.passed]
    assert refused == ["member-long-enough", "evidence-complete", "within-yearly-limit"]


def test_both_parents_ask_for_one_child_and_one_is_paid(story: Story) -> None:
    father = make_member(story.cast, 11, sex="m", joined_on=date(2020, 11, 1))
    paid_until(father, date(2027, 1, 1))
    facts: dict[str, Any] = {
        "benefit": "birth",
        "last_day": None,
        "evidence": {"birth_certificate": 1},
    }
    mother = story.ask(about="ด.ช.ภูผา แสนสุข", **facts)
    story.approve(story.certify(mother))
    second = story.ask(about="ด.ช. ภูผา  แสนสุข", membership=father.public_id, **facts)
    assert second.event_id == mother.event_id
    assert not second.granted


def test_another_funds_member_is_not_found(story: Story) -> None:
    with pytest.raises(Refused) as caught:
        submit_claim(
            story.cast.act("noi", fund=story.cast.other_fund),
            benefit="ipd",
            first_day=TODAY,
            membership=story.bunruean.public_id,
        )
    assert caught.value.code in {RefusalCode.NO_BYLAW_THEN, RefusalCode.NOT_FOUND}
    with pytest.raises(Refused) as outsider:
        story.ask("noi")
    assert outsider.value.code is RefusalCode.NOT_ALLOWED
