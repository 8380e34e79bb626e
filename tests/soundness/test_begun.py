"""What was stated of the time before the books (K012, K013)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from kongbun.soundness.check import check
from kongbun.testing import insider
from kongbun.testing.cast import Cast, make_cast
from kongbun.testing.databases import Once
from tests.founding.test_opening import decide, state
from tests.people.sheets import brought_in
from tests.people.test_members import register

NOW = datetime(2026, 11, 20, 5, tzinfo=UTC)


def begin() -> Cast:
    """Three members from a sheet, one of them with figures; another registered here."""
    cast = make_cast()
    brought_in(cast)
    register(cast, first_name="คำปัน", id_kind="", id_value="")
    decide(cast.act("prasong"), state(cast.act("somsri")))
    return cast


@pytest.fixture
def cast(once: Once) -> Cast:
    return once(begin)


REGISTERED = "(SELECT MAX(id) FROM people_membership)"
PLANTED = {
    "days paid that no sheet brought": (
        "K013 member",
        "UPDATE people_membership SET opening_paid_until = '2026-11-01',"
        f" opening_days_paid = 300 WHERE id = {REGISTERED}",
    ),
    "nights used that no sheet brought": (
        "K013 member",
        f"UPDATE people_openinguse SET membership_id = {REGISTERED}",
    ),
    "a sheet with fewer members": (
        "K013 command",
        "UPDATE people_registerimport SET written = written + 1",
    ),
    "the opening on another day": (
        "K012 opening",
        "UPDATE ledger_entry SET occurred_on = '2025-09-01', booked_on = '2025-09-01'"
        " WHERE kind = 'opening'",
    ),
}


def found() -> list[str]:
    return [f"{one.code} {one.object.split()[0]}" for one in check(now=NOW)]


def test_a_register_and_an_opening_raise_none(cast: Cast) -> None:
    assert cast.fund
    assert found() == []


@pytest.mark.parametrize("what", PLANTED)
def test_what_nobody_stated_is_found(cast: Cast, what: str) -> None:
    assert cast.fund
    wanted, statement = PLANTED[what]
    insider.plant(statement)
    assert found() == [wanted]
