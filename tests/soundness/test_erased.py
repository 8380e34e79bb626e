"""Who was erased comes back, and who was not is gone."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from kongbun.erasure.actions import erase_person
from kongbun.people.member_actions import exit_membership
from kongbun.soundness.check import check
from kongbun.testing import insider
from kongbun.testing.cast import TODAY, Cast, make_cast, make_member
from kongbun.testing.databases import Once

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
GONE = "WHERE id = (SELECT person_id FROM erasure_erasure)"
PLANTED = {
    "erased no more": (
        f"UPDATE people_person SET erased_on = NULL, first_name = 'กลับมา' {GONE}"
    ),
    "erased no more, but for the name": (
        f"UPDATE people_person SET erased_on = NULL {GONE}"
    ),
    "erased, and named": f"UPDATE people_person SET first_name = 'กลับมา' {GONE}",
    "erased on another day": (
        f"UPDATE people_person SET erased_on = '2026-11-01' {GONE}"
    ),
    "gone without an erasure": (
        "UPDATE people_person SET erased_on = '2026-11-20' WHERE id NOT IN"
        " (SELECT person_id FROM erasure_erasure)"
    ),
}


def begin() -> Cast:
    """One member who left and was erased, and another who stays."""
    cast = make_cast()
    make_member(cast, 1)
    gone = make_member(cast, 2)
    exit_membership(
        cast.act("chanpen"),
        membership=gone.public_id,
        reason="resigned",
        exited_on=TODAY,
    )
    erase_person(
        cast.act("chanpen"),
        person=gone.person.public_id,
        asked_on=TODAY,
        second_user_id=cast.users["prasong"].pk,
    )
    return cast


@pytest.fixture
def cast(once: Once) -> Cast:
    return once(begin)


def test_a_sound_erasure_raises_none(cast: Cast) -> None:
    assert cast.fund
    assert check(now=NOW) == []


@pytest.mark.parametrize("what", PLANTED)
def test_another_erasure_is_found(cast: Cast, what: str) -> None:
    assert cast.fund
    with insider.tampering() as cursor:
        cursor.execute(PLANTED[what])
        assert cursor.rowcount >= 1
        insider.recache(cursor)
        insider.reseal(cursor)
    assert {one.code for one in check(now=NOW)} == {"K013"}
