"""Who may allocate, in whose turn each comes over the years, and what is told."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from kongbun.access.actions import grant_role
from kongbun.approvals.models import Approval
from kongbun.bylaws.actions import adopt
from kongbun.claims.allotting import look
from kongbun.claims.models import AllocationRound, Claim
from kongbun.kernel.refusal import RefusalCode
from kongbun.soundness.check import check
from tests.claims.story import BYLAWS, Story
from tests.claims.test_allocate import YEAR, few, fresh, grant, payer
from tests.claims.told import told

__all__ = ["few"]
pytestmark = pytest.mark.django_db
C = RefusalCode
NOW = datetime(2026, 11, 20, 5, tzinfo=UTC)
LAST_YEAR = date(2025, 10, 1)


def numbers(given: list[Claim]) -> list[tuple[int, int]]:
    return [(one.fiscal_year, one.no) for one in given]


def test_of_two_years_the_older_request_comes_first_among_equals(few: Story) -> None:
    """Both are the first of their year, for events of one and the same year."""
    said: dict[str, Any] = {"first_day": date(2026, 9, 10)}
    old = grant(few, 1, 300, today=date(2026, 9, 30), **said)
    new = grant(few, 2, 300, today=date(2026, 10, 1), **said)
    more = grant(few, 3, 300, today=date(2026, 9, 30), **said)
    assert numbers([old, new, more]) == [(2569, 1), (2570, 1), (2569, 2)]
    seen = look(few.cast.fund.pk, "education", LAST_YEAR)
    assert seen is not None
    assert [one.claim for one in seen.shares] == [old, more, new]


def test_who_entered_one_of_them_is_told_what_they_may_not(few: Story) -> None:
    grant_role(
        few.cast.act("prasong"),
        username="laor",
        role="committee",
        from_date=date(2020, 10, 1),
    )
    grant(few, 1, 300)
    assert told(few.allocate, who="laor") == [
        (C.SAME_PERSON, {"user": "นางละออ สายใจ", "verb": "จัดสรร"})
    ]
    assert not AllocationRound.objects.exists()


def test_the_longest_reason_of_a_refusal_is_kept_up_to_its_five_hundredth_letter(
    story: Story,
) -> None:
    clause = "ข้อ 18 (3) " + "ก" * 600
    law = (BYLAWS / "demo-2568.yaml").read_text("utf-8")
    law = law.replace("places: 20", "places: 1").replace("ข้อ 18 (3)", clause)
    law = law.replace("effective_from: 2025-10-01", f"effective_from: {YEAR}")
    adopt(
        story.cast.act("prasong", today=date(2026, 9, 1)),
        text=law,
        file="long.yaml",
        adopted_on=date(2026, 9, 1),
        meeting="ประชุมใหญ่",
    )
    low, best = grant(story, 1, 300), grant(story, 2, 400)
    story.allocate()
    note = Approval.objects.get(subject_id=low.public_id).note
    begins = "เกิน ปีงบประมาณละ 1 ราย ลำดับที่ 2 (ข้อ 18 (3) "
    assert note == begins + "ก" * (500 - len(begins))
    assert [one.granted_satang for one in fresh(low, best)] == [0, 1_000_00]


def shares(story: Story, was: str, now: str) -> None:
    """From October the by-law shares out what it did not before."""
    law = (BYLAWS / "demo-2568.yaml").read_text("utf-8")
    assert law.count(was) == 1
    law = law.replace(was, now)
    law = law.replace("effective_from: 2025-10-01", f"effective_from: {YEAR}")
    adopt(
        story.cast.act("prasong", today=date(2026, 9, 1)),
        text=law,
        file="shares.yaml",
        adopted_on=date(2026, 9, 1),
        meeting="ประชุมใหญ่",
    )


def test_one_satang_is_something_and_nothing_is_nothing(story: Story) -> None:
    shares(story, "places: 20\n", "budget_baht: 2,000.01\n")
    last, third, second, best = (grant(story, no, 100 * no) for no in (1, 2, 3, 4))
    answer = story.allocate()
    assert answer["granted"] == [one.number for one in (best, second, third)]
    assert answer["refused"] == [last.number]
    assert answer["total_satang"] == 2_000_01
    assert [
        (one.status, one.granted, one.granted_satang)
        for one in fresh(best, second, third, last)
    ] == [
        ("certified", True, 1_000_00),
        ("certified", True, 1_000_00),
        ("certified", True, 1),
        ("refused", False, 0),
    ]
    # All that a round writes is in the fund's chain.
    assert check(now=NOW) == []


OF_CALVES = "    examples:\n      - name: ลูกควาย 3 ตัว"
SHARED = (
    "    allocation:\n      clause: ข้อ 19 (2)\n      places: 1\n"
    "      order:\n        - {by: amount, first: largest}\n"
)


def test_who_gets_nothing_has_no_units_either(story: Story) -> None:
    """Two calves each: of the one who got nothing none is counted."""
    shares(story, OF_CALVES, SHARED + OF_CALVES)
    first, second = (
        story.certify(
            story.ask(
                benefit="calf",
                membership=payer(story, no).public_id,
                last_day=None,
                stated={"calves": 2},
                evidence={"photos": 1},
            )
        )
        for no in (1, 2)
    )
    story.allocate(benefit="calf")
    assert [
        (one.granted_units, one.granted_satang) for one in fresh(first, second)
    ] == [
        *((2, 1_000_00), (0, 0)),
    ]
