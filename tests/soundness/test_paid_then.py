"""What a decision knew of dues, against the receipts written by then (K012)."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from kongbun.claims.certify_actions import confirm_backdating
from kongbun.claims.models import Decision
from kongbun.dues.reversal_actions import reverse_receipt
from kongbun.people.models import Membership
from kongbun.testing import insider
from kongbun.testing.cast import by_hand, make_cast
from kongbun.testing.databases import Once
from tests.claims.story import Story, tell
from tests.dues.test_take_payment import pay
from tests.merging.pair import written_twice
from tests.soundness.test_known import fact, found, kept
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


def test_each_decision_knew_what_was_written_by_then(story: Story) -> None:
    assert kept("arrears_days") == [9, 9, 31]
    bind_again()
    assert found() == []


@pytest.mark.parametrize("which", [0, 2])
def test_other_arrears_are_found(story: Story, which: int) -> None:
    assert story.cast.fund
    days = kept("arrears_days")[which]
    change((fact("arrears_days", 3, of=days), []))
    bind_again()
    assert found() == [("K012", "claim 1/2570")]


def test_a_word_on_late_entries_of_another_request_is_found(story: Story) -> None:
    assert story.cast.fund
    insider.plant(
        "UPDATE approvals_approval SET content_hash = hash FROM claims_award"
        " WHERE subject_kind = 'claim-backdating'"
    )
    assert found() == [("K012", "claim 1/2570")]


def parted_again() -> None:
    """A request of two records that were one when it was decided, and are not now."""
    pair = written_twice(make_cast())
    pay(pair.cast, (pair.second, 90), received_on=date(2026, 2, 10))
    merge = pair.merge()
    pair.story.ask(membership=pair.first.public_id)
    pair.unmerge(merge)


def test_days_of_a_record_that_was_taken_apart_again_raise_none(once: Once) -> None:
    once(parted_again)
    assert Decision.objects.exists()
    assert found() == []
