"""A list whose requests were withdrawn, and put before the committee on a later day."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from kongbun.claims.models import Claim, Event, PensionList
from kongbun.claims.pension_actions import approve_pensions, list_hash, still_due
from kongbun.claims.submit_actions import withdraw_claim
from kongbun.soundness.check import check
from kongbun.testing import insider
from kongbun.testing.cast import make_cast
from kongbun.testing.databases import Once
from tests.claims.pensioners import propose, propose_for
from tests.claims.story import Story, tell

LATER = date(2026, 11, 25)
NOW = datetime(2026, 11, 26, 5, tzinfo=UTC)


def begin() -> Story:
    """Two persons are due; both are taken back, and asked for anew five days later."""
    story = tell(make_cast())
    _, approve = propose_for(story)
    approve()
    for claim in Claim.objects.all():
        withdraw_claim(story.cast.act("laor"), claim=claim.public_id, reason="ผิดวัน")
    told = propose(story, due_on=LATER, today=LATER)
    kept = PensionList.objects.get(public_id=UUID(told["list"]))
    seen = list_hash(kept.benefit, kept.due_on, still_due(kept))
    approve_pensions(
        story.cast.act("prasong", today=LATER),
        pension_list=kept.public_id,
        content_hash=seen.hex(),
    )
    return story


@pytest.fixture
def story(once: Once) -> Story:
    return once(begin)


def found() -> list[tuple[str, str]]:
    return [(one.code, one.object) for one in check(now=NOW)]


def test_another_day_of_one_event_raises_none(story: Story) -> None:
    assert Event.objects.filter(fund=story.cast.fund).count() == 2
    assert Claim.objects.filter(event_on=LATER).count() == 2
    assert found() == []


def test_another_day_than_the_lists_is_found(story: Story) -> None:
    assert story.cast.fund
    insider.plant("UPDATE claims_claim SET event_on = '2026-11-20' WHERE no = 3")
    assert found() == [("K012", "claim 3/2570")]
