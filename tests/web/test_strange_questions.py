"""What stands behind the question mark of an address is typed by anyone."""

from __future__ import annotations

import pytest

from kongbun.testing.cast import Cast
from tests.web.doors import Visitor

LISTS = (
    *("members/", "claims/", "dues/", "receipts/", "money/", "users/", "board/"),
    *("claims/new/", "reports/", "pensions/", "close/", "bags/", "dues/pay/"),
)
NAMES = ("q", "page", "on", "month", "year", "status", "branch", "member", "sort")
TYPED = ("\0", "\ufffd", "9" * 30, "-1", "2569-02-30", "x" * 3000, "%", "\u200b", "๐")


@pytest.mark.parametrize("typed", TYPED, ids=lambda text: ascii(text[:8]))
def test_no_question_is_an_error(cast: Cast, typed: str) -> None:
    prasong = Visitor(cast, "prasong")
    seen = 0
    for page in LISTS:
        for name in NAMES:
            answer = prasong.get(f"/f/TUNG/{page}", {name: typed})
            assert answer.status_code < 500, (page, name)
            seen += answer.status_code == 200
    assert seen


def test_a_note_with_a_nul_is_no_error(cast: Cast) -> None:
    """A box that is no form field reaches the action as it was sent."""
    prasong = Visitor(cast, "prasong")
    answer = prasong.press(
        "/f/TUNG/fund/accounts/new/", kind="cash", name="กล่อง\0สำรอง", note="\0"
    )
    assert answer.status_code in {200, 302}
    answer = prasong.post("/f/TUNG/bags/", {"note": "\0", "command_id": "\0"})
    assert answer.status_code < 500
