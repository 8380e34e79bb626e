"""A month that two opened again is sound; one that was opened otherwise is found.

Method: as an insider, with hashes and links made again.
"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from kongbun.soundness.check import check
from kongbun.testing import books, insider
from kongbun.testing.cast import Cast, make_cast
from kongbun.testing.databases import Once
from tests.reports.reopen_steps import (
    agree,
    ask,
    close_again,
    closed_october,
    known,
)

NOW = datetime(2026, 11, 20, 5, tzinfo=UTC)


def begin() -> Cast:
    """October closed, opened by two, corrected, closed again; then came November."""
    cast = make_cast()
    known(cast)
    agree(cast, ask(cast, closed_october(cast)))
    books.write(cast, "2026-10-30  income:donation -> cash  100.00")
    close_again(cast, cash=5)
    books.write(cast, "2026-11-10  income:donation -> cash  100.00")
    return cast


@pytest.fixture
def reopened(once: Once) -> Cast:
    return once(begin)


NEVER = "มีแถวใน people_tie ซึ่งคำสั่งชนิดนี้ไม่เคยเขียน"


def codes() -> set[str]:
    """Without that a tie stands here under a command of another kind."""
    return {one.code for one in check(now=NOW) if NEVER not in one.message}


def test_a_month_that_two_opened_again_is_sound(reopened: Cast) -> None:
    assert reopened.fund.code == "TUNG"
    assert check(now=NOW) == []


PEOPLE = (
    "(SELECT g.person_id FROM access_rolegrant g JOIN access_user u"
    " ON u.id = g.user_id WHERE u.username = '{0}' AND g.person_id IS NOT NULL)"
)
TIED = (
    "INSERT INTO people_tie (public_id, fund_id, person_id, other_id, kind,"
    " declared_on, declared_by_id, command_id) SELECT a.public_id, a.fund_id,"
    f" {PEOPLE.format('kamnan')}, {PEOPLE.format('somsri')}, 'spouse', '2026-11-01',"
    " a.asked_by_id, a.command_id - 1 FROM treasury_reopenrequest a"
)
PLANTED = {
    "booked after it closed again": (
        "K005",
        "UPDATE ledger_entry SET booked_on = '2026-10-31', occurred_on = '2026-10-31'"
        " WHERE id = (SELECT MAX(id) FROM ledger_entry)",
    ),
    "opened and nobody asked": (
        "K005",
        "DELETE FROM treasury_monthreopening",
    ),
    "the opening itself is gone": (
        "K005",
        "DELETE FROM treasury_monthreopening",
        "DELETE FROM ledger_reopening",
    ),
    "another reason than was agreed to": (
        "K012",
        "UPDATE treasury_reopenrequest SET reason = 'แก้เอง'",
    ),
    "asked and agreed by one": (
        "K011",
        "UPDATE approvals_approval SET checker_id = (SELECT asked_by_id FROM"
        " treasury_reopenrequest) WHERE subject_kind = 'reopening'",
    ),
    "by the treasurer's husband": ("K011", TIED),
    "by who kept the books": (
        "K011",
        "UPDATE access_rolegrant SET role = 'treasurer' WHERE person_id ="
        f" {PEOPLE.format('kamnan')}",
    ),
}


@pytest.mark.parametrize("how", PLANTED)
def test_another_opening_is_found_and_nothing_else(reopened: Cast, how: str) -> None:
    assert reopened.fund.code == "TUNG"
    code, *statements = PLANTED[how]
    with insider.tampering() as cursor:
        for statement in statements:
            cursor.execute(statement)
        insider.recache(cursor)
        insider.reseal(cursor)
    assert codes() == {code}


def test_a_tie_declared_afterwards_is_no_finding(reopened: Cast) -> None:
    """As it stood then: who married the treasurer since opened nothing as her kin."""
    assert reopened.fund.code == "TUNG"
    with insider.tampering() as cursor:
        cursor.execute(TIED.replace("a.command_id - 1", "a.command_id + 1"))
        insider.reseal(cursor)
    assert codes() == set()
