"""Rows taken out of the middle, and rows moved to another fund; hashes made again."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from kongbun.soundness.check import check
from kongbun.testing import insider
from kongbun.testing.cast import Cast, make_cast
from kongbun.testing.databases import Once
from tests.claims.story import tell
from tests.dues.village import make_house, take
from tests.treasury.steps import give, make_purpose

NOW = datetime(2026, 11, 20, 5, tzinfo=UTC)
OTHER = "(SELECT id FROM access_fund WHERE code = 'NOI')"
FIRST = (
    "(SELECT b.entry_id FROM treasury_movementbooking b"
    " JOIN treasury_movement m ON m.id = b.movement_id WHERE m.no = 1)"
)
PLANTED: dict[str, tuple[str, tuple[str, ...]]] = {
    "a gift taken out whole": (
        "K006",
        (
            f"DELETE FROM ledger_leg WHERE entry_id = {FIRST}",
            f"DELETE FROM ledger_entry WHERE id = {FIRST}",
            "DELETE FROM treasury_movementbooking WHERE movement_id ="
            " (SELECT id FROM treasury_movement WHERE no = 1)",
            "DELETE FROM treasury_movement WHERE no = 1",
        ),
    ),
    "days paid for who is of another fund": (
        "K013",
        (
            f"UPDATE people_membership SET fund_id = {OTHER}",
            f"UPDATE dues_paidrun SET fund_id = {OTHER}",
        ),
    ),
    "a purpose of another fund": (
        "K013",
        (f"UPDATE treasury_purpose SET fund_id = {OTHER}",),
    ),
}


def begin() -> Cast:
    """Three gifts, a house that paid, money for a purpose."""
    cast = tell(make_cast()).cast
    for satang in (100_00, 200_00, 300_00):
        give(cast, satang)
    make_house(cast, "27", "นางคำ ใจดี")
    take(cast, {"27": 730})
    make_purpose(cast)
    return cast


@pytest.fixture
def cast(once: Once) -> Cast:
    return once(begin)


def test_sound_numbers_raise_none(cast: Cast) -> None:
    assert cast.fund
    assert check(now=NOW) == []


@pytest.mark.parametrize("what", PLANTED)
def test_a_gap_or_another_fund_is_found(cast: Cast, what: str) -> None:
    assert cast.fund
    code, statements = PLANTED[what]
    insider.plant(*statements)
    assert {one.code for one in check(now=NOW)} == {code}
