"""Two who act at the same moment: one after the other; the second sees the first."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date

from django.db import connections

from kongbun.access.actions import grant_role
from kongbun.claims.deciding import decide_now
from kongbun.claims.models import Award, Claim, EmergencyAnswer
from kongbun.kernel.refusal import Refused
from kongbun.testing.cast import make_cast
from kongbun.testing.databases import Copy
from tests.claims import story as stories
from tests.claims.levels import CENTRE, CHAIR_FIRST, COMMITTEE, certified, levels
from tests.claims.test_emergency import answer, first


def test_of_two_who_approve_at_once_one_takes_what_is_left(committed_db: Copy) -> None:
    """Ten nights a year: eight are promised, and two requests ask for two each."""
    assert committed_db.name
    story = stories.tell(make_cast())
    stays = [(5, 10), (12, 15), (17, 19), (21, 23)]
    claims = [
        story.certify(
            story.ask(first_day=date(2026, 10, a), last_day=date(2026, 10, b))
        )
        for a, b in stays
    ]
    for claim in claims[:2]:
        story.approve(claim)
    left = claims[2:]
    seen = {one.pk: decide_now(one) for one in left}
    assert [one.amount_satang for one in seen.values()] == [200_00, 200_00]

    def approve(pair: tuple[Claim, str]) -> str:
        claim, who = pair
        try:
            story.approve(
                claim,
                who,
                decision_hash=seen[claim.pk].hash(claim.public_id).hex(),
                amount_satang=200_00,
            )
        except Refused as found:
            return found.code.value
        finally:
            connections.close_all()
        return "approved"

    with ThreadPoolExecutor(2) as pool:
        said = sorted(pool.map(approve, zip(left, ("prasong", "kamnan"), strict=True)))
    assert said == ["approved", "changed-since"]
    given = Award.objects.values_list("amount_satang", flat=True)
    assert sum(given) == 1_000_00


def test_of_two_who_answer_an_emergency_at_once_one_is_kept(
    committed_db: Copy,
) -> None:
    """One confirms, the other does not: whoever comes second is told."""
    assert committed_db.name
    story = levels(stories.tell(make_cast()), CHAIR_FIRST, COMMITTEE)
    grant_role(
        story.cast.act("prasong"),
        username="chanpen",
        role="committee",
        from_date=date(2026, 10, 1),
    )
    claim = certified(story)
    first(story, claim)

    def said(pair: tuple[str, bool]) -> str:
        who, confirmed = pair
        mine = Claim.objects.get(pk=claim.pk)
        try:
            answer(story, mine, who, confirmed=confirmed, note="ตามมติ")
        except Refused as found:
            return found.code.value
        finally:
            connections.close_all()
        return "answered"

    with ThreadPoolExecutor(2) as pool:
        found = sorted(pool.map(said, [("kamnan", True), ("chanpen", False)]))
    assert found == ["answered", "no-emergency-waits"]
    kept = EmergencyAnswer.objects.get()
    claim.refresh_from_db()
    assert (claim.status == "refused") is not kept.approval.approved


def test_of_a_centre_and_a_committee_at_once_one_decides(committed_db: Copy) -> None:
    assert committed_db.name
    story = levels(stories.tell(make_cast()), CENTRE, COMMITTEE)
    claim = certified(story)
    seen = decide_now(claim).hash(claim.public_id).hex()

    def approve(who: str) -> str:
        mine = Claim.objects.get(pk=claim.pk)
        try:
            story.approve(mine, who, decision_hash=seen, amount_satang=400_00)
        except Refused as found:
            return found.code.value
        finally:
            connections.close_all()
        return "approved"

    with ThreadPoolExecutor(2) as pool:
        said = sorted(pool.map(approve, ["bunmee", "kamnan"]))
    assert said == ["approved", "claim-not-waiting"]
    assert Award.objects.count() == 1
