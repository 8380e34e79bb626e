"""A word for one's own is found by the ties as they stood then; a likeness is a note.

Method: the counter refuses such a word, so an insider declares the tie as if it had
been there before, with every hash made again.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from kongbun.soundness.check import check, notes
from kongbun.soundness.findings import Code, Finding
from kongbun.testing import insider
from kongbun.testing.cast import make_cast, make_member
from kongbun.testing.databases import Once
from tests.claims.story import Story, paid_until, tell
from tests.claims.test_impartial import is_in_register
from tests.treasury.steps import ask_expense, decide, pay

NOW = datetime(2026, 11, 20, 5, tzinfo=UTC)


def begin() -> Story:
    """A stay in hospital and an expense, approved and paid by people we know."""
    told = tell(make_cast())
    for who, role in (
        ("prasong", "chair"),
        ("somsri", "treasurer"),
        ("kamnan", "committee"),
    ):
        is_in_register(told, who, role)
    told.pay(told.approved())
    asked = ask_expense(told.cast, party="kamnan ในทะเบียน")
    decide(told.cast, asked)
    pay(told.cast, asked)
    return told


@pytest.fixture
def story(once: Once) -> Story:
    return once(begin)


def tied(who: str, kind: str, before: int, member: str = "ทน-03-0142") -> str:
    """The SQL of a tie between a user and a member, from that command on."""
    return (
        "INSERT INTO people_tie (public_id, fund_id, person_id, other_id, kind,"
        " declared_on, declared_by_id, command_id) SELECT g.public_id, g.fund_id,"
        f" g.person_id, m.person_id, '{kind}', '2026-11-01', g.user_id, {before}"
        " FROM access_rolegrant g JOIN access_user u ON u.id = g.user_id,"
        f" people_membership m WHERE u.username = '{who}' AND g.person_id IS NOT NULL"
        f" AND m.member_no = '{member}'"
    )


NEVER = "ซึ่งคำสั่งชนิดนี้ไม่เคยเขียน"


def found() -> list[tuple[str, str]]:
    """Without that ties stand here under a command of another kind (`test_writes`)."""
    return [
        (one.code, one.object.rpartition(" ")[0])
        for one in check(now=NOW)
        if not ("people_" in one.message and NEVER in one.message)
    ]


def signs() -> list[Finding]:
    """The notes about people; money that the story's own commands put in is another."""
    return [one for one in notes() if one.code == Code.CHECKED_BY_MAKER.value]


def test_words_of_strangers_are_sound(story: Story) -> None:
    assert story.cast.fund.code == "TUNG"
    assert check(now=NOW) == []
    assert signs() == []


@pytest.mark.parametrize("kind", ["spouse", "parent", "sibling", "same_house"])
@pytest.mark.parametrize(
    ("who", "what"),
    [("prasong", "approval"), ("somsri", "voucher"), ("sombat", "signature")],
)
def test_a_word_for_ones_own_is_found(
    story: Story, who: str, what: str, kind: str
) -> None:
    assert story.cast.fund.code == "TUNG"
    insider.plant(tied(who, kind, 1))
    assert found() == [("K011", what)]


@pytest.mark.parametrize("is_first", [True, False])
@pytest.mark.parametrize(
    ("who", "what"),
    [("prasong", "approval"), ("somsri", "voucher"), ("sombat", "signature")],
)
def test_a_word_on_the_request_beside_ones_own_is_found(
    story: Story, who: str, what: str, *, is_first: bool
) -> None:
    """Two parents ask for one child: whose kin the other one is decided."""
    father = make_member(story.cast, 11, sex="m")
    paid_until(father, date(2027, 1, 1))
    facts: dict[str, Any] = {
        "benefit": "birth",
        "about": "ด.ช.ภูผา แสนสุข",
        "last_day": None,
        "evidence": {"birth_certificate": 1},
    }
    theirs = {**facts, "membership": father.public_id}
    if is_first:
        story.ask(**theirs)
    story.pay(story.approve(story.certify(story.ask(**facts))))
    if not is_first:
        story.ask(**theirs)
    insider.plant(tied(who, "spouse", 1, father.member_no))
    assert found() == ([("K011", what)] if is_first else [])


def test_an_expense_to_the_approvers_own_by_name_is_found(story: Story) -> None:
    assert story.cast.fund.code == "TUNG"
    insider.plant(
        "UPDATE access_rolegrant SET person_id = (SELECT person_id FROM"
        " access_rolegrant g JOIN access_user u ON u.id = g.user_id"
        " WHERE u.username = 'kamnan' AND person_id IS NOT NULL) WHERE user_id ="
        " (SELECT id FROM access_user WHERE username = 'prasong')"
        " AND person_id IS NOT NULL"
    )
    assert found() == [("K011", "approval")]


def test_ties_as_they_stood_then(story: Story) -> None:
    """Declared afterwards, or over before: no finding."""
    assert story.cast.fund.code == "TUNG"
    last = "(SELECT MAX(id) FROM commands_command)"
    insider.plant(tied("prasong", "spouse", 0).replace(", 0 FROM", f", {last} FROM"))
    assert found() == []
    insider.plant(
        "UPDATE people_tie SET command_id = 1",
        "INSERT INTO people_tieend (tie_id, ended_on, reason, ended_by_id, command_id)"
        " SELECT id, '2026-11-02', 'x', declared_by_id, 2 FROM people_tie",
    )
    assert found() == []


def test_a_likeness_is_a_note_and_no_finding(story: Story) -> None:
    assert story.cast.fund.code == "TUNG"
    insider.plant("UPDATE people_person SET phone = '080-000-0142' WHERE phone = ''")
    assert found() == []
    assert "approval" in [one.object.rpartition(" ")[0] for one in signs()]
    assert all("โทรศัพท์" in one.message for one in signs())


def test_a_house_that_was_left_counts_until_then(story: Story) -> None:
    """They live apart now; when the chair approved they did not."""
    assert story.cast.fund.code == "TUNG"
    house = (
        "(SELECT p.household_id FROM people_person p JOIN people_membership m"
        " ON m.person_id = p.id WHERE m.member_no = 'ทน-03-0142')"
    )
    chair = (
        "(SELECT g.person_id FROM access_rolegrant g JOIN access_user u"
        " ON u.id = g.user_id WHERE u.username = 'prasong'"
        " AND g.person_id IS NOT NULL)"
    )
    left = (
        "INSERT INTO people_houseleft (fund_id, person_id, household_id, command_id)"
        f" SELECT fund_id, id, {house}, {{0}} FROM people_person WHERE id = {chair}"
    )
    insider.plant(left.format("(SELECT MAX(id) FROM commands_command)"))
    assert found() == [("K011", "approval")]
    insider.plant("DELETE FROM people_houseleft", left.format("1"))
    assert found() == []
