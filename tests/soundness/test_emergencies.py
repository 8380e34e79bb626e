"""Approved by whom the by-law names, and answered afterwards as it is kept: else K012.

Method: an emergency acted out as people do, then an insider at work.
"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import connection

from kongbun.claims.approve_actions import award_hash
from kongbun.claims.models import Award, Claim
from kongbun.soundness.check import check
from kongbun.testing import insider
from kongbun.testing.cast import make_cast
from kongbun.testing.databases import Once
from tests.claims.levels import CHAIR_FIRST, COMMITTEE, certified, levels
from tests.claims.story import Story, tell
from tests.claims.test_emergency import answer, first

NOW = datetime(2026, 12, 7, 2, tzinfo=UTC)


def begin() -> Story:
    return levels(tell(make_cast()), CHAIR_FIRST, COMMITTEE)


@pytest.fixture
def story(once: Once) -> Story:
    return once(begin)


@pytest.fixture
def waiting(story: Story) -> Claim:
    claim = certified(story)
    first(story, claim)
    return claim


def codes() -> set[str]:
    return {one.code for one in check(now=NOW)}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE claims_award SET emergency = FALSE, confirm_by = NULL",
        "UPDATE claims_award SET confirm_by = '2030-01-01'",
        "UPDATE claims_award SET body = 'committee'",
        "UPDATE claims_award SET body = ''",
    ],
)
def test_an_emergency_made_to_look_ordinary_is_found(
    story: Story, waiting: Claim, statement: str
) -> None:
    story.pay(waiting)
    assert codes() == set()
    insider.plant(statement)
    assert codes() == {"K012"}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE claims_emergencyanswer SET note = 'อื่น'",
        "UPDATE claims_emergencyanswer SET answered_on = '2026-11-21'",
        "UPDATE claims_emergencyanswer SET body = 'general_meeting'",
        "UPDATE approvals_approval SET approved = FALSE"
        " WHERE subject_kind = 'claim-emergency'",
    ],
)
def test_an_answer_that_was_changed_is_found(
    story: Story, waiting: Claim, statement: str
) -> None:
    story.pay(waiting)
    answer(story, waiting)
    assert codes() == set()
    insider.plant(statement)
    assert codes() == {"K012"}


def test_what_was_not_confirmed_and_waits_for_its_money_again_is_found(
    story: Story, waiting: Claim
) -> None:
    answer(story, waiting, confirmed=False, note="ไม่ใช่เหตุเร่งด่วน")
    assert codes() == set()
    insider.plant(
        "UPDATE claims_claim SET status = 'approved', live = TRUE",
        "UPDATE claims_claimstep SET status = 'approved' WHERE status = 'refused'",
    )
    assert codes() == {"K012"}


def test_who_went_first_cannot_have_confirmed(story: Story, waiting: Claim) -> None:
    story.pay(waiting)
    answer(story, waiting)
    insider.plant(
        "UPDATE approvals_approval SET checker_id ="
        f" {story.cast.users['laor'].pk} WHERE subject_kind = 'claim-emergency'"
    )
    assert codes() == {"K011"}


def test_who_went_first_cannot_have_confirmed_under_a_made_up_maker(
    story: Story, waiting: Claim
) -> None:
    story.pay(waiting)
    answer(story, waiting)
    command = "(SELECT command_id FROM claims_emergencyanswer)"
    users = story.cast.users
    insider.plant(
        f"UPDATE approvals_approval SET checker_id = {users['prasong'].pk}, maker_id ="
        f" {users['somsri'].pk} WHERE subject_kind = 'claim-emergency'",
        f"UPDATE commands_command SET user_id = {users['prasong'].pk}"
        f" WHERE id = {command}",
        f"UPDATE audit_auditevent SET user_id = {users['prasong'].pk}"
        f" WHERE command_id = {command}",
    )
    assert codes() == {"K011"}


def test_a_sum_that_the_bylaw_leaves_to_others_is_found(
    story: Story, waiting: Claim
) -> None:
    """Bound anew in all its hashes, as by who has the program."""
    story.pay(waiting)
    award = Award.objects.select_related("claim", "decision").get()
    award.body, award.emergency, award.confirm_by = "centre", False, None
    forged = award_hash(award.claim, bytes(award.decision.hash), award).hex()
    insider.plant(
        "UPDATE claims_award SET body = 'centre', emergency = FALSE,"
        f" confirm_by = NULL, hash = {_blob(forged)}",
        f"UPDATE approvals_approval SET content_hash = {_blob(forged)}"
        " WHERE subject_kind = 'claim'",
    )
    [found] = [one for one in check(now=NOW) if one.code == "K012"]
    assert "ผู้ที่ระเบียบไม่ได้ให้อนุมัติ" in found.message


def _blob(text: str) -> str:
    if connection.vendor == "sqlite":
        return f"X'{text}'"
    return f"'\\x{text}'::bytea"
