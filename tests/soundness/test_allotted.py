"""Shares of what there was that the rules do not give, and rounds that knew of less."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from kongbun.bylaws.actions import adopt
from kongbun.claims.approve_actions import award_hash
from kongbun.claims.models import Allotment, Award
from kongbun.soundness.check import check
from kongbun.testing import insider
from kongbun.testing.cast import make_cast
from kongbun.testing.databases import Once
from tests.claims.story import BYLAWS, Story, tell
from tests.claims.test_allocate import FEW, grant, house
from tests.soundness.test_redecided import change

NOW = datetime(2026, 11, 20, 5, tzinfo=UTC)
LAST = "(SELECT MAX(id) FROM claims_allocationround)"
SECOND = f"(SELECT claim_id FROM claims_allotment WHERE round_id = {LAST})"
# All of what the by-law gives it, where 3,000 were left.
WHOLE = (
    f"UPDATE claims_allotment SET amount_satang = 500000 WHERE claim_id = {SECOND}",
    f"UPDATE claims_award SET amount_satang = 500000 WHERE claim_id = {SECOND}",
    f"UPDATE claims_claim SET granted_satang = 500000 WHERE id = {SECOND}",
)
PLANTED: dict[str, tuple[str, tuple[str, ...]]] = {
    "more than there was": ("claim 5/2570", WHOLE),
    "less gone before than was": (
        "allocation 3",
        (
            *WHOLE,
            "UPDATE claims_allocationround SET spent_satang = 0, places_taken = 1"
            f" WHERE id = {LAST}",
        ),
    ),
    "nobody before, who were there": (
        "allocation 3",
        (f"UPDATE claims_allocationround SET places_taken = 0 WHERE id = {LAST}",),
    ),
    "another place": (
        "claim 2/2570",
        ("UPDATE claims_allotment SET place = 9 WHERE place = 1 AND round_id = 1",),
    ),
    "a part for who came too late": (
        "claim 1/2570",
        ("UPDATE claims_allotment SET amount_satang = 100000 WHERE amount_satang = 0",),
    ),
}


def begin() -> Story:
    """Two grants of three by grade; 12,000 for houses, of which 9,000 went first."""
    story = tell(make_cast())
    law = (BYLAWS / "demo-2568.yaml").read_text("utf-8")
    for old, new in FEW.items():
        law = law.replace(old, new)
    adopt(
        story.cast.act("prasong", today=date(2026, 9, 1)),
        text=law.replace("effective_from: 2025-10-01", "effective_from: 2026-10-01"),
        file="few.yaml",
        adopted_on=date(2026, 9, 1),
        meeting="ประชุมใหญ่",
    )
    for no, gpa in ((1, 250), (2, 400), (3, 300)):
        grant(story, no, gpa)
    story.allocate()
    first, second = house(story, 4, 9_000), house(story, 5, 5_000)
    story.approve(first)
    story.approve(second, amount_satang=3_000_00)
    return story


@pytest.fixture
def story(once: Once) -> Story:
    return once(begin)


def bind_again() -> None:
    """Every award and its word, and every hash of the chain."""
    for award in Award.objects.select_related("decision", "claim", "approval"):
        bound = award_hash(award.claim, bytes(award.decision.hash), award)
        word = "UPDATE approvals_approval SET content_hash = %s WHERE id = %s"
        change(
            ("UPDATE claims_award SET hash = %s WHERE id = %s", [bound, award.pk]),
            (word, [bound, award.approval_id]),
        )
    with insider.tampering() as cursor:
        insider.reseal(cursor)


def found() -> list[tuple[str, str]]:
    return [(one.code, one.object) for one in check(now=NOW)]


def test_what_the_rules_share_raises_none(story: Story) -> None:
    assert story.cast.fund
    assert Allotment.objects.count() == 5
    bind_again()
    assert found() == []


@pytest.mark.parametrize("what", PLANTED)
def test_another_share_is_found(story: Story, what: str) -> None:
    assert story.cast.fund
    wrong, statements = PLANTED[what]
    change(*((sql, []) for sql in statements))
    bind_again()
    assert found() == [("K012", wrong)]
