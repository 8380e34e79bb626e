"""What members were shown is what was voted on, and `kongbun check` can tell."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from kongbun.bylaws import draft_actions as actions
from kongbun.soundness.check import check
from kongbun.testing import insider
from kongbun.testing.cast import Cast, make_cast
from kongbun.testing.databases import Once
from tests.bylaws.drafted import NEW, OLD, adopted, shown, start

NOW = datetime(2026, 11, 20, 5, tzinfo=UTC)
PLANTS = {
    "an earlier text": "UPDATE bylaws_drafttext SET text = REPLACE(text, '7', '9')"
    " WHERE draft_id = 2 AND no = 1",
    "the text voted on, with its hash": "UPDATE bylaws_drafttext SET"
    " text = (SELECT text FROM bylaws_drafttext WHERE draft_id = 2 AND no = 1),"
    " hash = (SELECT hash FROM bylaws_drafttext WHERE draft_id = 2 AND no = 1)"
    " WHERE draft_id = 1",
}


def begin() -> Cast:
    made = make_cast()
    adopted(made, shown(made))
    draft = start(made, OLD)
    actions.keep_text(made.act("somsri"), draft=draft, text=NEW, expected_no=1)
    return made


@pytest.fixture
def cast(once: Once) -> Cast:
    return once(begin)


def test_drafts_kept_by_the_book_have_no_finding(cast: Cast) -> None:
    assert cast.fund.pk
    assert check(now=NOW) == []


@pytest.mark.parametrize("statement", PLANTS.values(), ids=list(PLANTS))
def test_a_draft_changed_behind_the_members_is_found(
    cast: Cast, statement: str
) -> None:
    assert cast.fund.pk
    with insider.tampering() as cursor:
        cursor.execute(statement)
        assert cursor.rowcount == 1
        insider.reseal(cursor)
    assert {(one.code, one.object[:5]) for one in check(now=NOW)} == {("K012", "draft")}
