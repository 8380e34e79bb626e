"""Who the by-law lets go first does; the body that decides otherwise answers later."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from kongbun.access.actions import grant_role
from kongbun.approvals.models import Approval
from kongbun.claims.emergency_actions import confirm_emergency
from kongbun.claims.models import Award, Claim, ClaimStatus, EmergencyAnswer
from kongbun.claims.pay_actions import reverse_payment
from kongbun.claims.submit_actions import withdraw_claim
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.soundness.check import check
from kongbun.testing.cast import TODAY, has_audit_line, one_person
from tests.claims.levels import (
    CENTRE_FIRST,
    CHAIR_FIRST,
    COMMITTEE,
    MEETING,
    certified,
    levels,
)
from tests.claims.story import Story

pytestmark = pytest.mark.django_db
C = RefusalCode
LAST_DAY = date(2026, 12, 20)
RESOLVED = {"board": "committee", "number": "12/2569", "decided_on": "2026-12-04"}
WHY = "น้ำท่วม ต้องใช้เงินวันนี้"


def first(story: Story, claim: Claim, who: str = "prasong", **changed: Any) -> Award:
    story.approve(claim, who, **{"emergency": True, "reason": WHY, **changed})
    return claim.awards.get()


def answer(
    story: Story, claim: Claim, who: str = "kamnan", **changed: Any
) -> dict[str, Any]:
    facts = {"confirmed": True, "resolution": RESOLVED, **changed}
    act = story.cast.act(who, today=facts.pop("today", date(2026, 12, 5)))
    found = confirm_emergency(act, claim=claim.public_id, **facts)
    claim.refresh_from_db()
    return found


def refused(do: Any, *args: Any, **facts: Any) -> RefusalCode:
    with pytest.raises(Refused) as caught:
        do(*args, **facts)
    return caught.value.code


def sound() -> bool:
    return check(now=datetime(2026, 12, 7, 2, tzinfo=UTC)) == []


@pytest.fixture
def waiting(story: Story) -> tuple[Story, Claim]:
    """Approved first by the chair, for 400 baht; to be confirmed in thirty days."""
    levels(story, CHAIR_FIRST, COMMITTEE)
    claim = certified(story)
    first(story, claim)
    return story, claim


def test_the_chair_goes_first_and_the_award_keeps_its_last_day(
    waiting: tuple[Story, Claim],
) -> None:
    story, claim = waiting
    award = claim.awards.get()
    assert (award.body, award.emergency) == ("chair", True)
    assert (award.confirm_by, award.reason) == (LAST_DAY, WHY)
    assert claim.status == ClaimStatus.APPROVED
    assert story.pay(claim)["amount_satang"] == 400_00
    assert sound()


def test_going_first_needs_a_reason(story: Story) -> None:
    levels(story, CHAIR_FIRST, COMMITTEE)
    claim = certified(story)
    assert refused(first, story, claim, reason=" ") is C.FIELD_EMPTY
    assert not Award.objects.exists()


@pytest.mark.parametrize(
    ("who", "nights"), [("prasong", 5), ("kamnan", 4), ("bunmee", 4)]
)
def test_only_who_is_named_goes_first_and_only_up_to_the_ceiling(
    story: Story, who: str, nights: int
) -> None:
    levels(story, CHAIR_FIRST, COMMITTEE)
    claim = certified(story, nights)
    assert refused(first, story, claim, who) is C.EMERGENCY_NOT_GIVEN
    assert not Award.objects.exists()


def test_without_such_a_level_nobody_goes_first(story: Story) -> None:
    levels(story, MEETING)
    assert refused(first, story, certified(story)) is C.EMERGENCY_NOT_GIVEN


def test_a_centre_that_is_named_goes_first_without_a_last_day(story: Story) -> None:
    levels(story, CENTRE_FIRST, COMMITTEE)
    claim = certified(story, 5)
    assert refused(first, story, claim, "sombat") is C.EMERGENCY_NOT_GIVEN
    award = first(story, claim, "bunmee")
    assert (award.body, award.emergency, award.confirm_by) == ("centre", True, None)
    # No chair of its own: a member's signature is the committee's.
    assert answer(story, claim, resolution=None)["confirmed"] is True


def test_a_centre_goes_first_with_no_other_sum_than_the_bylaw_gives(
    story: Story,
) -> None:
    levels(story, CENTRE_FIRST, COMMITTEE)
    claim, day = certified(story), {**RESOLVED, "decided_on": "2026-11-19"}
    other = {"amount_satang": 300_00, "resolution": day}
    assert refused(first, story, claim, "bunmee", **other) is C.EMERGENCY_NOT_GIVEN


def test_what_suffices_anyway_waits_for_nothing(story: Story) -> None:
    levels(story, CHAIR_FIRST, COMMITTEE)
    claim = certified(story)
    day = {**RESOLVED, "decided_on": "2026-11-19"}
    award = first(story, claim, resolution=day)
    assert (award.body, award.emergency, award.confirm_by) == ("committee", False, None)
    assert refused(answer, story, claim) is C.NO_EMERGENCY_WAITS


def test_the_committee_confirms(waiting: tuple[Story, Claim]) -> None:
    story, claim = waiting
    found = answer(story, claim, note="ที่ประชุมเห็นด้วย")
    assert (found["confirmed"], found["late"]) == (True, False)
    kept = EmergencyAnswer.objects.get()
    assert (kept.body, kept.answered_on) == ("committee", date(2026, 12, 5))
    assert kept.resolution is not None
    assert kept.approval.checker == story.cast.users["kamnan"]
    assert claim.status == ClaimStatus.APPROVED
    assert has_audit_line(story.cast, "claims.confirm_emergency")
    assert refused(answer, story, claim) is C.NO_EMERGENCY_WAITS
    assert story.pay(claim, today=date(2027, 1, 5))["amount_satang"] == 400_00
    assert sound()


@pytest.mark.parametrize(
    ("who", "facts", "code"),
    [
        ("prasong", {}, C.SAME_PERSON),
        ("laor", {}, C.NOT_ALLOWED),
        ("bunmee", {}, C.NOT_ALLOWED),
        ("somsri", {}, C.NOT_ALLOWED),
        ("noi", {}, C.NOT_ALLOWED),
        ("kamnan", {"resolution": None}, C.COMMITTEE_RESOLUTION_NEEDED),
        (
            "kamnan",
            {"resolution": {**RESOLVED, "decided_on": None}},
            C.FIELD_EMPTY,
        ),
        (
            "kamnan",
            {"resolution": {**RESOLVED, "decided_on": "2026-12-06"}},
            C.DATE_IN_FUTURE,
        ),
        (
            "kamnan",
            {"resolution": {**RESOLVED, "decided_on": "2026-11-19"}},
            C.DATES_IN_WRONG_ORDER,
        ),
        ("kamnan", {"confirmed": False, "note": " "}, C.FIELD_EMPTY),
    ],
)
def test_who_or_what_does_not_confirm(
    waiting: tuple[Story, Claim], who: str, facts: dict[str, Any], code: RefusalCode
) -> None:
    story, claim = waiting
    assert refused(answer, story, claim, who, **facts) is code
    assert not EmergencyAnswer.objects.exists()
    assert Approval.objects.filter(subject_kind="claim-emergency").count() == 0


def test_one_person_with_two_accounts_does_not_confirm(
    waiting: tuple[Story, Claim],
) -> None:
    story, claim = waiting
    one_person(story.cast, "prasong", "kamnan")
    assert refused(answer, story, claim) is C.SAME_PERSON


def test_who_asked_for_it_does_not_confirm(waiting: tuple[Story, Claim]) -> None:
    story, claim = waiting
    grant_role(
        story.cast.act("prasong"),
        username="laor",
        role="committee",
        from_date=date(2020, 10, 1),
    )
    assert refused(answer, story, claim, "laor") is C.SAME_PERSON


def test_a_late_word_is_kept_as_late(waiting: tuple[Story, Claim]) -> None:
    story, claim = waiting
    assert answer(story, claim, today=date(2026, 12, 21))["late"] is True
    assert EmergencyAnswer.objects.get().was_late


def test_on_its_last_day_it_is_not_late(waiting: tuple[Story, Claim]) -> None:
    story, claim = waiting
    assert answer(story, claim, today=LAST_DAY)["late"] is False


def test_after_its_last_day_nothing_is_paid_until_it_is_confirmed(
    waiting: tuple[Story, Claim],
) -> None:
    story, claim = waiting
    after = date(2026, 12, 21)
    assert refused(story.pay, claim, today=after) is C.EMERGENCY_OVERDUE
    answer(story, claim, today=after)
    assert story.pay(claim, today=after)["amount_satang"] == 400_00


def test_on_its_last_day_it_is_still_paid(waiting: tuple[Story, Claim]) -> None:
    story, claim = waiting
    assert story.pay(claim, today=LAST_DAY)["amount_satang"] == 400_00


def test_what_is_not_confirmed_and_not_paid_is_refused_and_may_be_asked_again(
    waiting: tuple[Story, Claim],
) -> None:
    story, claim = waiting
    found = answer(story, claim, confirmed=False, note="ไม่ใช่เหตุเร่งด่วน ให้ยื่นใหม่")
    assert (found["confirmed"], found["status"]) == (False, "refused")
    assert (claim.status, claim.live) == (ClaimStatus.REFUSED, False)
    assert "ไม่ใช่เหตุเร่งด่วน" in claim.steps.order_by("-pk")[0].note
    assert refused(story.pay, claim) is C.CLAIM_NOT_WAITING
    again = story.ask(last_day=date(2026, 11, 13), today=date(2026, 12, 6))
    # What was given counts no more against the year's ten nights.
    assert again.granted_satang == 400_00
    assert sound()


def test_what_is_not_confirmed_but_paid_stays_paid_until_it_comes_back(
    waiting: tuple[Story, Claim],
) -> None:
    story, claim = waiting
    story.pay(claim)
    answer(story, claim, confirmed=False, note="ให้เรียกเงินคืน")
    assert claim.status == ClaimStatus.PAID
    assert "ให้เรียกเงินคืน" in claim.steps.order_by("-pk")[0].note
    assert sound()
    act = story.cast.act("somsri", today=date(2026, 12, 6))
    reverse_payment(act, claim=claim.public_id, reason="คืนเงินแล้ว")
    claim.refresh_from_db()
    assert claim.status == ClaimStatus.REFUSED
    assert sound()


def test_what_went_back_cannot_be_confirmed(waiting: tuple[Story, Claim]) -> None:
    story, claim = waiting
    withdraw_claim(story.cast.act("laor"), claim=claim.public_id, reason="หายแล้ว")
    assert refused(answer, story, claim) is C.NO_EMERGENCY_WAITS


def test_the_database_refuses_an_approved_claim_that_nobody_unconfirmed(
    waiting: tuple[Story, Claim],
) -> None:
    _, claim = waiting
    with pytest.raises(DatabaseError), transaction.atomic():
        Claim.objects.filter(pk=claim.pk).update(status="refused", live=False)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE claims_award SET emergency = FALSE",
        "UPDATE claims_award SET confirm_by = '2030-01-01'",
        "UPDATE claims_award SET body = 'committee'",
        "UPDATE claims_emergencyanswer SET note = 'x'",
        "DELETE FROM claims_emergencyanswer",
    ],
)
def test_what_was_said_of_an_emergency_stays(
    waiting: tuple[Story, Claim], statement: str
) -> None:
    story, claim = waiting
    answer(story, claim)
    with pytest.raises(DatabaseError), transaction.atomic():
        connection.cursor().execute(statement)


def test_a_claim_that_is_not_of_this_fund_is_not_there(
    waiting: tuple[Story, Claim],
) -> None:
    story, claim = waiting
    act = story.cast.act("noi", fund=story.cast.other_fund, today=TODAY)
    assert (
        refused(confirm_emergency, act, claim=claim.public_id, confirmed=True)
        is C.NOT_FOUND
    )
