"""A request, its signers, its words and its money that do not fit each other."""

from __future__ import annotations

import inspect
import os
from datetime import UTC, date, datetime
from typing import Any

import pytest

from kongbun.access.actions import end_role
from kongbun.access.models import RoleGrant
from kongbun.people.models import CommitteeSeat
from kongbun.people.places_actions import end_seat
from kongbun.soundness.check import check
from kongbun.soundness.duties import ELSEWHERE, RIGHTS
from kongbun.testing import insider
from kongbun.testing.cast import make_cast
from kongbun.testing.databases import Once
from tests.claims.story import Story, tell
from tests.soundness.test_redecided import bind_again, change
from tests.test_architecture import commands
from tests.treasury.steps import close_october, count, give

NOW = datetime(2026, 11, 20, 5, tzinfo=UTC)
ASKED = (
    "(SELECT person_id FROM people_membership WHERE id ="
    " (SELECT membership_id FROM claims_claim))"
)
LATE = '[{"what": "joined", "occurred_on": "2026-01-01", "entered_on": "2026-10-30"}]'


def begin() -> Story:
    """October closed; seven nights asked for, signed, approved and paid; a gift."""
    cast = make_cast()
    close_october(cast)
    told = tell(cast)
    told.pay(told.approved())
    give(cast, 77_00)
    count(cast, {"100000": 1}, counted_on=date(2026, 11, 12))
    return told


@pytest.fixture
def story(once: Once) -> Story:
    return once(begin)


def signature(change: str) -> str:
    first = "(SELECT MIN(id) FROM approvals_signature)"
    return f"UPDATE approvals_signature SET {change} WHERE id = {first}"


PLANTED: dict[str, tuple[str, tuple[str, ...]]] = {
    "paid, and waits to be paid again": (
        "K002",
        (
            "UPDATE claims_claim SET status = 'approved'",
            "UPDATE claims_claimstep SET status = 'approved' WHERE status = 'paid'",
        ),
    ),
    "nights paid that do not count": (
        "K012",
        (
            "UPDATE claims_claim SET granted_units = 1",
            "UPDATE claims_award SET units = 1",
        ),
    ),
    "a day of another year": (
        "K012",
        ("UPDATE claims_claim SET event_on = '2025-05-09'",),
    ),
    "a late entry that nobody looked at": (
        "K012",
        (f"UPDATE claims_claim SET warnings = '{LATE}'",),
    ),
    "no signature needed": (
        "K012",
        ("UPDATE claims_claim SET signatures_needed = 1",),
    ),
    "a word of an earlier decision": (
        "K012",
        (
            "UPDATE claims_award SET decision_id = (SELECT MIN(id) FROM"
            " claims_decision)",
        ),
    ),
    "the payer is the witness": (
        "K011",
        (
            "UPDATE claims_payment SET witness = (SELECT display_name FROM"
            " access_user WHERE id = paid_by_id)",
        ),
    ),
    "the payee is the witness": (
        "K011",
        ("UPDATE claims_payment SET witness = payee_name",),
    ),
    "signed before it happened": ("K012", (signature("signed_on = '2020-01-01'"),)),
    "signed by who sits nowhere": (
        "K012",
        (
            signature(
                "how = 'paper', person_id = (SELECT MAX(p.id) FROM people_person p"
                " WHERE p.id NOT IN (SELECT person_id FROM people_committeeseat))"
            ),
        ),
    ),
    "who asks signs for the centre": (
        "K011",
        (
            f"UPDATE people_committeeseat SET person_id = {ASKED} WHERE person_id ="
            " (SELECT person_id FROM approvals_signature ORDER BY id LIMIT 1)",
            signature(f"person_id = {ASKED}"),
        ),
    ),
    "paid on a day to come": (
        "K001",
        (
            "UPDATE claims_payment SET paid_on = '2027-05-01'",
            "UPDATE ledger_entry SET occurred_on = '2027-05-01', booked_on ="
            " '2027-05-01' WHERE id = (SELECT entry_id FROM claims_payment)",
        ),
    ),
    "a voucher of the year before": (
        "K006",
        ("UPDATE claims_payment SET fiscal_year = 2569",),
    ),
    "decided at another hour": (
        "K013",
        ("UPDATE claims_decision SET at = '2026-11-01 02:00:00+00:00'",),
    ),
    "the last gift, and its command stays": (
        "K013",
        (
            "DELETE FROM ledger_leg WHERE entry_id = (SELECT MAX(entry_id) FROM"
            " treasury_movementbooking)",
            "DELETE FROM ledger_entry WHERE id = (SELECT MAX(entry_id) FROM"
            " treasury_movementbooking)",
            "DELETE FROM treasury_movementbooking WHERE movement_id = (SELECT MAX(id)"
            " FROM treasury_movement)",
            "DELETE FROM treasury_movement WHERE id = (SELECT MAX(id) FROM"
            " treasury_movement)",
            "UPDATE treasury_cashcount SET book_satang = book_satang - 7700,"
            " newest_entry_id = newest_entry_id - 1 WHERE counted_on = '2026-11-12'",
        ),
    ),
    "a close whose box held less": (
        "K002",
        (
            "UPDATE treasury_cashcount SET pieces = '{\"10000\":1}',"
            " total_satang = 10000 WHERE counted_on = '2026-10-31'",
        ),
    ),
}


def test_sound_requests_raise_none(story: Story) -> None:
    assert story.cast.fund
    assert check(now=NOW) == []


@pytest.mark.parametrize("what", PLANTED)
def test_what_does_not_fit_is_found(story: Story, what: str) -> None:
    assert story.cast.fund
    code, statements = PLANTED[what]
    change(*((sql, []) for sql in statements))
    bind_again()
    assert {one.code for one in check(now=NOW)} == {code}


def test_who_signed_before_a_term_was_ended_sat_there(story: Story) -> None:
    """The end is written down later, of a day that is over."""
    for seat in CommitteeSeat.objects.filter(fund=story.cast.fund):
        end_seat(
            story.cast.act("prasong"),
            seat=seat.public_id,
            until_date=max(seat.from_date, date(2026, 10, 1)),
        )
    for duty in RoleGrant.objects.filter(fund=story.cast.fund, role="centre"):
        end_role(
            story.cast.act("prasong"),
            grant=duty.public_id.hex,
            until_date=max(duty.from_date, date(2026, 10, 1)),
        )
    assert check(now=NOW) == []


NO_DAY = {
    "people_membership": "exited_on",
    "access_rolegrant": "until_date",
    "ledger_account": "closed_on",
    "people_committeeseat": "until_date",
}


@pytest.mark.skipif("DATABASE_URL" in os.environ, reason="a day is one by its type")
@pytest.mark.parametrize("table", NO_DAY)
@pytest.mark.parametrize("text", ["x", "2026-02-30", "0"])
def test_a_day_that_is_none_is_found_without_any_hash(
    story: Story, table: str, text: str
) -> None:
    """Read as nothing by the program, and as something by SQL: no hash tells."""
    assert story.cast.fund
    with insider.tampering() as cursor:
        cursor.execute(f"UPDATE {table} SET {NO_DAY[table]} = '{text}'")
        assert cursor.rowcount
    # What no program can read at all ends the checks that read it: found, too.
    found = {one.object for one in check(now=NOW)}
    assert f"{table}.{NO_DAY[table]}" in found or "rows (rows_as_said)" in found


UNREADABLE: dict[str, Any] = {
    "facts": "UPDATE claims_decision SET facts = '{\"nights\":1e400}'",
    "large facts": 'UPDATE claims_decision SET facts = \'{"nights":1' + "0" * 30 + "}'",
}


@pytest.mark.parametrize("what", UNREADABLE)
def test_what_no_rule_can_read_is_a_finding(story: Story, what: str) -> None:
    assert story.cast.fund
    insider.plant(UNREADABLE[what])
    assert "K013" in {one.code for one in check(now=NOW)}


def test_every_command_has_its_right() -> None:
    """A right that an action asks for first, and no other."""
    asked = {
        action.command_kind: action  # type: ignore[attr-defined]
        for action in commands().values()
    }
    assert {*RIGHTS, *ELSEWHERE} == {*asked}
    for kind, right in RIGHTS.items():
        assert f"Verb.{right.name}" in _source(asked[kind]), kind


def _source(action: Any) -> str:
    return inspect.getsource(inspect.unwrap(action))
