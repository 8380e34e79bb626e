"""By-laws of the tests in which who approves differs: the demo's, with other levels."""

from __future__ import annotations

from datetime import date

from kongbun.access.actions import grant_role
from kongbun.bylaws.actions import adopt
from kongbun.claims.models import Claim
from tests.claims.story import BYLAWS, Story

FROM = date(2026, 10, 1)
CENTRE = "  - {by: centre, up_to_baht: 400, clause: ข้อ 7}\n"
CHAIR = "  - {by: chair, up_to_baht: 400, clause: ข้อ 7}\n"
COMMITTEE = "  - {by: committee, clause: ข้อ 7 (2)}\n"
UP_TO_450 = "  - {by: committee, up_to_baht: 450, clause: ข้อ 7 (2)}\n"
MEETING = "  - {by: general_meeting, clause: ข้อ 7 (3)}\n"
CHAIR_FIRST = (
    "  - {by: chair, emergency: yes, up_to_baht: 400,"
    " confirmed_within_days: 30, clause: ข้อ 7 (4)}\n"
)
CENTRE_FIRST = "  - {by: centre, emergency: yes, clause: ข้อ 7 (5)}\n"


def levels(story: Story, *said: str) -> Story:
    """From October the by-law says this of who approves; two sign for a centre."""
    text = (BYLAWS / "demo-2568.yaml").read_text("utf-8")
    start = text.index("approvals:\n")
    end = text.index("common_conditions:")
    block = "approvals:\n" + "".join(said) + "\n" if said else ""
    text = text[:start] + block + text[end:]
    text = text.replace("signatures: 3", "signatures: 2", 1)
    text = text.replace("effective_from: 2025-10-01", f"effective_from: {FROM}", 1)
    adopt(
        story.cast.act("prasong", today=FROM),
        text=text,
        file="levels.yaml",
        adopted_on=FROM,
        meeting="ประชุมใหญ่",
    )
    return story


def certified(story: Story, nights: int = 4) -> Claim:
    """So many hundred baht for nights in hospital; Bunmee has signed nothing."""
    claim = story.ask(last_day=date(2026, 11, 9 + nights))
    return story.certify(claim, "sombat", "thongbai")


def of_another_centre(story: Story) -> str:
    grant_role(
        story.cast.act("prasong"),
        username="prasert",
        role="centre",
        from_date=FROM,
        branch_id=story.cast.branches[1].pk,
    )
    return "prasert"
