"""What a decision knew of dues, against the receipts written by then (K012)."""

from __future__ import annotations

import json
from datetime import date
from uuid import UUID

import pytest

from kongbun.claims.certify_actions import confirm_backdating
from kongbun.claims.models import Decision
from kongbun.dues.reversal_actions import reverse_receipt
from kongbun.people.models import Membership
from kongbun.testing.cast import by_hand, make_cast
from kongbun.testing.databases import Once
from tests.claims.story import Story, tell
from tests.dues.test_take_payment import pay
from tests.soundness.test_known import fact, found
from tests.soundness.test_redecided import bind_again, change


def begin() -> Story:
    """Behind since September; money of before the event that was written down late.

    Two decisions know the first two receipts; the third knows the third one too, and
    of the second that it was taken back.
    """
    told = tell(make_cast())
    member = told.bunruean
    with by_hand(told.cast.fund):
        Membership.objects.filter(pk=member.pk).update(
            opening_paid_until=date(2026, 9, 1)
        )
    pay(told.cast, (member, 30), received_on=date(2026, 10, 20))
    wrong = pay(told.cast, (member, 30), received_on=date(2026, 11, 1))["id"]
    claim = told.certify(told.ask())
    confirm_backdating(told.cast.act("prasong"), claim=claim.public_id, note="ดูสมุด")
    pay(told.cast, (member, 30), received_on=date(2026, 11, 8))
    reverse_receipt(told.cast.act("somsri"), receipt=UUID(wrong), reason="ลงผิดคน")
    # After the event: no decision looks at it.
    pay(told.cast, (member, 30))
    told.pay(told.approve(claim))
    pay(told.cast, (member, 30), received_on=date(2026, 11, 2))
    return told


@pytest.fixture
def story(once: Once) -> Story:
    return once(begin)


def behind() -> list[int]:
    kept = Decision.objects.order_by("pk").values_list("facts", flat=True)
    return [json.loads(one)["arrears_days"] for one in kept]


def test_each_decision_knew_what_was_written_by_then(story: Story) -> None:
    assert behind() == [9, 9, 31]
    bind_again()
    assert found() == []


@pytest.mark.parametrize("which", [0, 2])
def test_other_arrears_are_found(story: Story, which: int) -> None:
    assert story.cast.fund
    days = behind()[which]
    change((fact("arrears_days", 3, of=days), []))
    bind_again()
    assert found() == [("K012", "claim 1/2570")]
