"""Two who act at the same moment: one after the other; the second sees the first."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date

from django.db import connections

from kongbun.claims.deciding import decide_now
from kongbun.claims.models import Award, Claim
from kongbun.kernel.refusal import Refused
from kongbun.testing.cast import make_cast
from kongbun.testing.databases import Copy
from tests.claims import story as stories


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
