"""A draft becomes a version by a meeting that really adopted it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from kongbun.bylaws import draft_actions as actions
from kongbun.bylaws.actions import adopt
from kongbun.bylaws.draft_models import DraftState
from kongbun.bylaws.queries import versions
from kongbun.bylaws.reading import as_adopted, rules_of
from kongbun.kernel.refusal import RefusalCode
from kongbun.rules.write_yaml import plain_mapping
from kongbun.testing.cast import TODAY, Cast, has_audit_line
from tests.bylaws.drafted import (
    DAY,
    FIRST_DAY,
    MEETING,
    NEW,
    OLD,
    adopted,
    found,
    refusals,
    shown,
    start,
)

pytestmark = pytest.mark.django_db


def test_an_adopted_draft_is_a_version_with_its_meeting(cast: Cast) -> None:
    draft = shown(cast)
    answer = adopted(cast, draft)
    version = versions(cast.fund.pk)[0]
    assert version.public_id.hex == answer["bylaw"]
    for name, value in MEETING.items():
        assert getattr(version, name) == value, name
    assert as_adopted(version)
    bylaw = rules_of(version)
    assert bylaw.effective_from == FIRST_DAY
    assert bylaw.adopted == "ประชุมใหญ่สามัญ ครั้งที่ 1/2569 เมื่อ 20 พฤศจิกายน 2569"
    # But for the day and the meeting it is the text that members saw.
    named = {"effective_from": "2026-12-01", "adopted": bylaw.adopted}
    assert plain_mapping(version.text) == plain_mapping(NEW) | named
    one = found(cast, draft)
    assert (one.state, one.adopted) == (DraftState.ADOPTED, version)
    assert has_audit_line(cast, "bylaws.adopt_draft")


def test_an_adopted_or_withdrawn_draft_is_changed_no_more(cast: Cast) -> None:
    first, second = shown(cast), shown(cast)
    adopted(cast, first)
    actions.withdraw_draft(cast.act("somsri"), draft=second, expected_no=1)
    assert found(cast, second).state == DraftState.WITHDRAWN
    ended = [RefusalCode.DRAFT_ENDED]
    for draft in (first, second):
        facts: dict[str, Any] = {"draft": draft, "expected_no": 1}
        act = cast.act("chanpen")
        assert refusals(actions.keep_text, act, text=OLD, **facts) == ended
        act = cast.act("chanpen")
        assert refusals(actions.adopt_draft, act, **facts, **MEETING) == ended


@pytest.mark.parametrize("shown_on", [None, TODAY])
def test_members_must_have_seen_it_before_the_meeting(
    cast: Cast, shown_on: date | None
) -> None:
    draft = shown(cast, on=shown_on) if shown_on else start(cast)
    act = cast.act("chanpen")
    codes = refusals(actions.adopt_draft, act, draft=draft, expected_no=1, **MEETING)
    assert codes == [RefusalCode.DRAFT_NOT_SHOWN]


@pytest.mark.parametrize(
    ("changed", "codes"),
    [
        ({"votes_abstained": 10}, [RefusalCode.ABOVE_MEMBERS_PRESENT]),
        ({"members_entitled": 131}, [RefusalCode.ABOVE_MEMBERS_ENTITLED]),
        ({"quorum": 133}, [RefusalCode.QUORUM_NOT_REACHED]),
        ({"votes_for": 3}, [RefusalCode.NOT_CARRIED]),
        ({"certified_by": " "}, [RefusalCode.FIELD_EMPTY]),
        ({"meeting": ""}, [RefusalCode.FIELD_EMPTY]),
        ({"certified_by": "ก" * 201}, [RefusalCode.TEXT_TOO_LONG]),
        (
            {"adopted_on": TODAY + DAY, "certified_on": TODAY + DAY},
            [RefusalCode.DATE_IN_FUTURE] * 2,
        ),
        ({"certified_on": TODAY - DAY}, [RefusalCode.DATES_IN_WRONG_ORDER]),
        (
            {"quorum": 140, "votes_for": 2},
            [RefusalCode.QUORUM_NOT_REACHED, RefusalCode.NOT_CARRIED],
        ),
    ],
)
def test_a_meeting_that_did_not_adopt_it_is_refused(
    cast: Cast, changed: dict[str, Any], codes: list[RefusalCode]
) -> None:
    draft = shown(cast)
    facts = {**MEETING, **changed}
    act = cast.act("chanpen")
    assert (
        refusals(actions.adopt_draft, act, draft=draft, expected_no=1, **facts) == codes
    )
    assert not versions(cast.fund.pk)


@pytest.mark.parametrize(
    "changed",
    [
        {"votes_abstained": 9, "members_present": 132, "quorum": 132},
        {"members_entitled": 132},
        {"votes_for": 4},
    ],
)
def test_a_meeting_just_large_enough_adopts(
    cast: Cast, changed: dict[str, Any]
) -> None:
    adopted(cast, shown(cast), **changed)
    assert versions(cast.fund.pk).count() == 1


def test_a_file_is_held_to_what_its_paper_says_and_no_more(cast: Cast) -> None:
    facts: dict[str, Any] = {"text": OLD, "file": "x", "meeting": "ประชุมใหญ่"}
    held = {**facts, "adopted_on": TODAY, "votes_for": 2, "votes_against": 2}
    assert refusals(adopt, cast.act("chanpen"), **held) == [RefusalCode.NOT_CARRIED]
    held |= {"votes_for": 3, "members_present": 4, "quorum": 5}
    assert refusals(adopt, cast.act("chanpen"), **held) == [
        RefusalCode.ABOVE_MEMBERS_PRESENT,
        RefusalCode.QUORUM_NOT_REACHED,
    ]
    held |= {"members_present": 5, "certified_by": "ประธาน"}
    adopt(cast.act("chanpen"), **held)
    version = versions(cast.fund.pk)[0]
    assert (version.quorum, version.certified_by) == (5, "ประธาน")
    assert version.members_entitled is None


def test_its_first_day_comes_after_the_newest_version(cast: Cast) -> None:
    adopted(cast, shown(cast))
    act = cast.act("chanpen")
    draft = shown(cast)
    facts: dict[str, Any] = {"draft": draft, "expected_no": 1, **MEETING}
    assert refusals(actions.adopt_draft, act, **facts) == [RefusalCode.BYLAW_DAY_TAKEN]
    adopted(cast, draft, effective_from=FIRST_DAY + DAY)
    assert [one.effective_from for one in versions(cast.fund.pk)] == [
        FIRST_DAY + DAY,
        FIRST_DAY,
    ]
