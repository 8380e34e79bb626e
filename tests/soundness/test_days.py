"""Each entry stands on its own day, or the first open one; two set a purpose free."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from kongbun.soundness.check import check
from kongbun.testing import insider
from kongbun.testing.cast import Cast, make_cast, make_member
from kongbun.testing.databases import Once
from kongbun.treasury.purpose_actions import set_aside, set_free
from tests.founding.test_opening import decide as decide_opening
from tests.founding.test_opening import state as state_opening
from tests.treasury.steps import close_october, give, make_purpose

NOW = datetime(2026, 11, 20, 5, tzinfo=UTC)
NEWEST = "(SELECT MAX(id) FROM ledger_entry WHERE kind = 'other-income')"


def begin() -> Cast:
    """A closed October; afterwards a gift of that month, and one of November."""
    cast = make_cast()
    close_october(cast)
    give(cast, 777_00, occurred_on=date(2026, 10, 20))
    give(cast, 500_00)
    make_member(cast, 7)
    purpose = make_purpose(cast)
    set_aside(cast.act("somsri"), purpose=purpose, amount_satang=100_00, reason="เผื่อ")
    set_free(
        cast.act("somsri"),
        purpose=purpose,
        amount_satang=100_00,
        reason="เหลือ",
        second_user_id=cast.users["prasong"].pk,
    )
    return cast


@pytest.fixture
def cast(once: Once) -> Cast:
    return once(begin)


PLANTED = {
    "booked a month later than it happened": (
        "K005",
        f"UPDATE ledger_entry SET booked_on = '2026-12-31' WHERE id = {NEWEST}",
    ),
    "of a closed month, on a later day than the first open one": (
        "K005",
        "UPDATE ledger_entry SET booked_on = '2026-11-15'"
        " WHERE occurred_on < booked_on",
    ),
    "a paper of another day than its entry": (
        "K001",
        "UPDATE treasury_movementbooking SET occurred_on = '2026-11-07'"
        f" WHERE entry_id = {NEWEST}",
    ),
}


def test_days_as_they_were_are_sound(cast: Cast) -> None:
    assert cast.fund
    assert check(now=NOW) == []


@pytest.mark.parametrize("what", PLANTED)
def test_another_day_is_found(cast: Cast, what: str) -> None:
    assert cast.fund
    code, sql = PLANTED[what]
    with insider.tampering() as cursor:
        cursor.execute(sql)
        assert cursor.rowcount == 1, sql
        insider.recache(cursor)
        insider.reseal(cursor)
    assert [one.code for one in check(now=NOW)] == [code]


def test_money_set_free_by_one_person_under_two_names_is_found(cast: Cast) -> None:
    assert cast.fund
    with insider.tampering() as cursor:
        cursor.execute(
            "UPDATE access_rolegrant SET person_id ="
            " (SELECT MIN(id) FROM people_person) WHERE user_id IN"
            " (SELECT id FROM access_user WHERE username IN ('somsri', 'prasong'))"
        )
        insider.recache(cursor)
        insider.reseal(cursor)
    assert ("K011", "purpose") in {
        (one.code, one.object.partition(" ")[0]) for one in check(now=NOW)
    }


def test_a_leg_more_in_the_opening_is_found(once: Once) -> None:
    """Beside the approved one, into the same account: before it or after it."""

    def opened() -> Cast:
        cast = make_cast()
        decide_opening(cast.act("prasong"), state_opening(cast.act("somsri")))
        return cast

    assert once(opened).fund
    assert check(now=NOW) == []
    for seq in (1, 99):
        with insider.tampering() as cursor:
            cursor.execute("UPDATE ledger_leg SET seq = seq + 10")
            cursor.execute(
                "INSERT INTO ledger_leg (entry_id, seq, debit_id, credit_id,"
                f" amount_satang) SELECT entry_id, {seq}, debit_id, credit_id, 70000"
                " FROM ledger_leg ORDER BY id LIMIT 1"
            )
            cursor.execute("UPDATE ledger_leg SET seq = seq - 9 WHERE seq > 1")
            cursor.execute("UPDATE ledger_entry SET leg_count = leg_count + 1")
            insider.recache(cursor)
            insider.reseal(cursor)
        assert "K012" in {one.code for one in check(now=NOW)}
