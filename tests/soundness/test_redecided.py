"""An insider who makes every hash again, and not what the by-law gives."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from kongbun.claims.approve_actions import award_hash
from kongbun.claims.binding import who_asked
from kongbun.claims.models import Claim
from kongbun.claims.submit_actions import request_hash
from kongbun.claims.verdict import kept_hash
from kongbun.soundness.check import check
from kongbun.testing import insider
from kongbun.testing.cast import make_cast
from kongbun.testing.databases import Once
from tests.claims.story import Story, tell

NOW = datetime(2026, 11, 20, 5, tzinfo=UTC)
MORE = (
    "UPDATE claims_claim SET granted_satang = 90000",
    "UPDATE claims_award SET amount_satang = 90000",
    "UPDATE claims_payment SET amount_satang = 90000",
    "UPDATE ledger_leg SET amount_satang = 90000 WHERE entry_id ="
    " (SELECT entry_id FROM claims_payment)",
)
CHANGED: dict[str, tuple[str, ...]] = {
    "a decision of more than the facts give": (
        *MORE,
        "UPDATE claims_decision SET amount_satang = 90000",
    ),
    "more than was decided, and nobody resolved it": MORE,
    "more by a reason alone": (
        *MORE,
        "UPDATE claims_award SET departs = true, reason = 'เห็นใจ'",
    ),
    "facts that give less": (
        "UPDATE claims_decision SET facts ="
        """ replace(facts, '"nights":7', '"nights":2')""",
    ),
    "more nights decided than stated": (
        """UPDATE claims_claim SET stated = '{"nights":6}'""",
    ),
    "a category that the by-law does not give": (
        "UPDATE claims_claim SET category = 5",
        "UPDATE ledger_leg SET debit_id = (SELECT id FROM ledger_account WHERE"
        " code = 'expense:benefit:5' AND fund_id = (SELECT fund_id FROM"
        " claims_claim)) WHERE entry_id = (SELECT entry_id FROM claims_payment)",
    ),
    "a meeting that came after its own resolution": (
        "INSERT INTO approvals_resolution (public_id, fund_id, board, number,"
        " decided_on, text, command_id) SELECT public_id, fund_id, 'committee', '1',"
        " '2026-12-01', '', command_id FROM approvals_approval",
        "UPDATE claims_award SET resolution_id = (SELECT MAX(id) FROM"
        " approvals_resolution)",
    ),
    "a resolution about something else": (
        "INSERT INTO approvals_resolution (public_id, fund_id, board, number,"
        " decided_on, text, command_id) SELECT public_id, fund_id, 'committee', '1',"
        " '2026-11-01', '', (SELECT MIN(id) FROM commands_command WHERE kind ="
        " 'claims.submit') FROM approvals_approval",
        "UPDATE claims_award SET resolution_id = (SELECT MAX(id) FROM"
        " approvals_resolution)",
    ),
    "facts that are not there": ("UPDATE claims_decision SET facts = '{}'",),
    "facts that cannot be": (
        "UPDATE claims_decision SET facts ="
        """ replace(facts, '"nights":7', '"nights":-7')""",
    ),
}


def begin() -> Story:
    """Seven nights in hospital, of which the by-law gives five; approved and paid."""
    told = tell(make_cast())
    told.pay(told.approved())
    return told


@pytest.fixture
def story(once: Once) -> Story:
    return once(begin)


def change(*statements: tuple[str, list[Any]]) -> None:
    """Each time for good: the app reads by a connection of its own."""
    with insider.tampering() as cursor:
        for sql, facts in statements:
            cursor.execute(sql, facts)
            assert cursor.rowcount >= 1, sql


def bind_again() -> None:
    """Every hash of the requests, of their decisions, awards and approvals."""
    change(("UPDATE claims_claim SET salt = NULL, who_hash = NULL", []))
    for claim in Claim.objects.all():
        _bind(claim)
    with insider.tampering() as cursor:
        insider.recache(cursor)
        insider.reseal(cursor)


def _bind(claim: Claim) -> None:
    assert who_asked(claim) == ""
    signed = request_hash(claim)
    about = "SET content_hash = %s WHERE subject_id = (SELECT public_id FROM"
    change(
        ("UPDATE claims_claim SET signed_hash = %s WHERE id = %s", [signed, claim.pk]),
        *(
            (f"UPDATE {table} {about} claims_claim WHERE id = %s)", [signed, claim.pk])
            for table in ("approvals_signature", "approvals_approval")
        ),
    )
    claim.refresh_from_db()
    change(
        *(
            (
                "UPDATE claims_decision SET hash = %s WHERE id = %s",
                [kept_hash(one, claim.public_id, claim.benefit), one.pk],
            )
            for one in claim.decisions.select_related("bylaw")
        )
    )
    award = claim.awards.select_related("decision").get()
    bound = award_hash(claim, bytes(award.decision.hash), award)
    change(
        ("UPDATE claims_award SET hash = %s WHERE id = %s", [bound, award.pk]),
        (
            "UPDATE approvals_approval SET content_hash = %s WHERE id = %s",
            [bound, award.approval_id],
        ),
    )


def test_what_the_bylaw_gives_is_sound(story: Story) -> None:
    assert story.cast.fund
    bind_again()
    assert check(now=NOW) == []


@pytest.mark.parametrize("what", CHANGED)
def test_another_sum_than_the_bylaws_is_found(story: Story, what: str) -> None:
    assert story.cast.fund
    change(*((sql, []) for sql in CHANGED[what]))
    bind_again()
    # It names a command that writes no resolutions: that is told besides.
    told = {"K012", "K013"} if "a resolution" in what else {"K012"}
    assert {one.code for one in check(now=NOW)} == told
