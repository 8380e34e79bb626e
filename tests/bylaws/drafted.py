"""Drafts of the tests: begun, shown and adopted as people do.  No tests."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from kongbun.bylaws import draft_actions as actions
from kongbun.bylaws.draft_models import Draft
from kongbun.bylaws.draft_queries import draft_by_public_id
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.testing.cast import TODAY, Cast

BYLAWS = Path(__file__).parents[2] / "bylaws"
OLD = (BYLAWS / "demo-2563.yaml").read_text("utf-8")
NEW = (BYLAWS / "demo-2568.yaml").read_text("utf-8")
DAY = timedelta(days=1)
FIRST_DAY = date(2026, 12, 1)
MEETING: dict[str, Any] = {
    "effective_from": FIRST_DAY,
    "adopted_on": TODAY,
    "meeting": "ประชุมใหญ่สามัญ ครั้งที่ 1/2569",
    "members_present": 132,
    "members_entitled": 200,
    "quorum": 100,
    "votes_for": 120,
    "votes_against": 3,
    "votes_abstained": 9,
    "certified_by": "นายประสงค์ มั่นคง ประธานที่ประชุม",
    "certified_on": TODAY,
}


def start(cast: Cast, text: str = NEW, *, who: str = "chanpen", **more: Any) -> UUID:
    answer = actions.start_draft(cast.act(who), text=text, **more)
    return UUID(answer["draft"])


def found(cast: Cast, draft: UUID) -> Draft:
    one = draft_by_public_id(cast.fund.pk, draft)
    assert one is not None
    return one


def shown(cast: Cast, text: str = NEW, *, on: date = TODAY - DAY) -> UUID:
    draft = start(cast, text)
    actions.show_draft(
        cast.act("chanpen"),
        draft=draft,
        shown_on=on,
        how="ปิดประกาศที่ศาลา",
        expected_no=1,
    )
    return draft


def adopted(cast: Cast, draft: UUID, **changed: Any) -> dict[str, Any]:
    facts = {"draft": draft, "expected_no": 1, **MEETING, **changed}
    return actions.adopt_draft(cast.act("chanpen"), **facts)


def refusals(do: Callable[..., Any], *args: Any, **facts: Any) -> list[RefusalCode]:
    with pytest.raises(Refused) as caught:
        do(*args, **facts)
    return [reason.code for reason in caught.value.reasons]
