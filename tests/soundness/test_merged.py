"""Two records count as one by another person's word alone, and `check` can tell."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from kongbun.soundness.check import check
from kongbun.testing import insider
from kongbun.testing.cast import Cast, make_cast, one_person
from kongbun.testing.databases import Copy, Once
from tests.merging.pair import Pair, written_twice

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
SECOND = "(SELECT id FROM people_membership WHERE member_no = 'ทน-03-0202')"
SECOND_PERSON = (
    "(SELECT person_id FROM people_membership WHERE member_no = 'ทน-03-0202')"
)
MERGED = "(SELECT request_id FROM merging_merge)"
PLANTS = {
    "confirmed by who asked": (
        "UPDATE approvals_approval SET checker_id = maker_id"
        " WHERE subject_kind = 'person-merge' AND approved",
        {("K011", "approval")},
    ),
    "asked by who confirmed": (
        "UPDATE merging_mergerequest SET asked_by_id = (SELECT checker_id FROM"
        " approvals_approval WHERE subject_id = merging_mergerequest.public_id)"
        " WHERE undoes_id IS NULL",
        {("K011", "approval"), ("K012", "merge")},
    ),
    "other values kept than confirmed": (
        "UPDATE merging_mergerequest SET plan = REPLACE(plan, 'survivor', 'other')"
        f" WHERE id = {MERGED}",
        {("K012", "merge")},
    ),
    "seen as something else": (
        f"UPDATE merging_mergerequest SET seen = hash WHERE id = {MERGED}",
        {("K012", "merge")},
    ),
    "done though it was declined": (
        "UPDATE approvals_approval SET approved = FALSE"
        " WHERE subject_kind = 'person-merge'",
        {("K012", "merge")},
    ),
    "the word is on another content": (
        "UPDATE approvals_approval SET content_hash = (SELECT seen FROM"
        " merging_mergerequest LIMIT 1) WHERE subject_kind = 'person-merge'",
        {("K012", "merge")},
    ),
    "apart without a word": (
        f"UPDATE people_person SET counted_in_id = NULL WHERE id = {SECOND_PERSON}",
        {("K012", "person")},
    ),
    "days apart without a word": (
        f"UPDATE people_membership SET counted_in_id = NULL WHERE id = {SECOND}",
        {("K012", "member")},
    ),
    "one more without a word": (
        "UPDATE people_membership SET counted_in_id = (SELECT counted_in_id FROM"
        " people_membership WHERE counted_in_id IS NOT NULL)"
        " WHERE member_no = 'ทน-03-0142'",
        {("K012", "member")},
    ),
}


def begin() -> Pair:
    made = written_twice(make_cast())
    made.unmerge(made.merge())
    made.merge()
    return made


@pytest.fixture
def pair(once: Once) -> Pair:
    return once(begin)


def found() -> set[tuple[str, str]]:
    return {(one.code, one.object.split()[0]) for one in check(now=NOW)}


def test_merged_parted_and_merged_again_by_the_book_has_no_finding(pair: Pair) -> None:
    assert pair.again().second.counted_in == pair.first
    assert found() == set()


@pytest.mark.parametrize(("statement", "told"), PLANTS.values(), ids=list(PLANTS))
def test_what_nobody_agreed_to_is_found(
    committed_db: Copy, statement: str, told: set[tuple[str, str]]
) -> None:
    assert committed_db.name
    written_twice(make_cast()).merge()
    assert found() == set()
    with insider.tampering() as cursor:
        cursor.execute(statement)
        assert cursor.rowcount == 1
        insider.reseal(cursor)
    assert found() == told


def test_two_accounts_of_one_person_are_found_by_either_record(
    committed_db: Copy,
) -> None:
    """Who asked and who agreed turn out to be one: their records were two."""
    assert committed_db.name
    cast: Cast = make_cast()
    written_twice(cast).merge()
    one_person(cast, "chanpen", "prasong")
    assert ("K011", "approval") in found()
