"""Rows that name nobody, accounts without their guard, words of who had no duty."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import connection

from kongbun.access.actions import end_role, grant_role
from kongbun.access.models import RoleGrant
from kongbun.soundness.check import check, notes
from kongbun.testing import insider
from kongbun.testing.cast import Cast, make_cast
from kongbun.testing.databases import Once
from tests.claims.story import tell
from tests.treasury.steps import ask_expense, count, decide, give, make_purpose, pay

NOW = datetime(2026, 11, 20, 5, tzinfo=UTC)
EARLIER = date(2026, 11, 5)
OWN = "fund_id = (SELECT id FROM access_fund WHERE code = 'TUNG')"
CASH = f"(SELECT id FROM ledger_account WHERE code = 'cash' AND {OWN})"


def begin() -> Cast:
    """An expense approved by one whose duty ended a day later; a stay paid."""
    made = make_cast()
    give(made, today=EARLIER)
    asked = ask_expense(made, today=EARLIER)
    decide(made, asked, who="kamnan", today=EARLIER)
    pay(made, asked, today=EARLIER)
    end_role(
        made.act("prasong"),
        grant=RoleGrant.objects.get(
            user=made.users["kamnan"], role="committee"
        ).public_id.hex,
        until_date=date(2026, 11, 6),
    )
    grant_role(
        made.act("prasong"),
        username="chanpen",
        role="committee",
        from_date=date(2026, 11, 10),
    )
    story = tell(made)
    story.pay(story.approved())
    make_purpose(made)
    count(made, {"100000": 1})
    return made


@pytest.fixture
def cast(once: Once) -> Cast:
    return once(begin)


def codes() -> set[str]:
    return {one.code for one in check(now=NOW)}


def test_sound_ties_raise_none(cast: Cast) -> None:
    assert cast.fund
    assert check(now=NOW) == []


PLANTED = {
    "a word of who did not serve yet": (
        {"K011"},
        "UPDATE access_rolegrant SET from_date = '2026-11-06' WHERE role = 'committee'"
        " AND user_id = (SELECT checker_id FROM approvals_approval"
        " WHERE subject_kind = 'expense')",
    ),
    "the cash box guarded no more": (
        {"K014"},
        f"UPDATE ledger_accountbalance SET guarded = FALSE WHERE account_id = {CASH}",
    ),
    "the cash box an expense": (
        {"K014"},
        f"UPDATE ledger_account SET kind = 'expense' WHERE code = 'cash' AND {OWN}",
    ),
}


@pytest.mark.parametrize("what", PLANTED)
def test_what_a_row_leans_on_is_looked_at(cast: Cast, what: str) -> None:
    assert cast.fund
    wanted, statement = PLANTED[what]
    with insider.tampering() as cursor:
        cursor.execute(statement)
        assert cursor.rowcount >= 1
        insider.recache(cursor)
        insider.reseal(cursor)
    assert codes() == wanted


ORPHANS = {
    "a leg": "INSERT INTO ledger_leg (entry_id, seq, debit_id, credit_id,"
    f" amount_satang) SELECT 999999, 1, {CASH}, l.credit_id, 5 FROM ledger_leg l"
    " WHERE l.id = (SELECT MIN(id) FROM ledger_leg)",
    "a booking": "UPDATE treasury_movementbooking SET movement_id = 999999 WHERE id ="
    " (SELECT MAX(id) FROM treasury_movementbooking)",
    "an award": "UPDATE claims_award SET claim_id = 999999",
    "a member": "UPDATE claims_claim SET membership_id = 999999",
}


@pytest.mark.skipif(
    connection.vendor == "postgresql", reason="it keeps foreign keys for an owner too"
)
@pytest.mark.parametrize("what", ORPHANS)
def test_a_row_that_names_nothing_is_found(cast: Cast, what: str) -> None:
    assert cast.fund
    with insider.tampering() as cursor:
        cursor.execute(ORPHANS[what])
        insider.recache(cursor)
        insider.reseal(cursor)
    wanted = {"K001"} if what == "a leg" else {"K013"}
    assert wanted <= codes()


UNREADABLE = {
    "a count's pieces": "UPDATE treasury_cashcount SET pieces = 'nonsense'",
    "what was stated": "UPDATE claims_claim SET stated = '{'",
    "what a purpose is for": "UPDATE treasury_purpose SET uses = '['",
    "a by-law": "UPDATE bylaws_bylawversion SET text = 'nonsense'",
    "a decision's facts": "UPDATE claims_decision SET facts = '{', checks = '['",
    "a link": "UPDATE audit_auditevent SET payload = '{'",
}


@pytest.mark.parametrize("what", UNREADABLE)
def test_what_cannot_be_read_is_a_finding_and_no_broken_check(
    cast: Cast, what: str
) -> None:
    assert cast.fund
    with insider.tampering() as cursor:
        cursor.execute(UNREADABLE[what])
        assert cursor.rowcount >= 1
    assert codes() & {"K012", "K013"}


# On SQLite a damaged page, or who puts it there, leaves what no column would take.
NOT_OF_ITS_KIND = {
    "a name": "UPDATE people_person SET first_name = CAST(x'ff' AS TEXT)",
    "a fund's name": "UPDATE access_fund SET name = CAST(x'ff' AS TEXT)",
    "a fund's id": "UPDATE access_fund SET public_id = 'x'",
    "an entry's hash": "UPDATE ledger_entry SET hash = 'x'",
    "an entry's command": "UPDATE ledger_entry SET command_id = 'x'",
    "an entry's reference": "UPDATE ledger_entry SET reference = CAST(x'ff' AS TEXT)",
    "an account's code": "UPDATE ledger_account SET code = x'00ff'",
    "a claim's category": "UPDATE claims_claim SET category = 'x'",
    "a house": "UPDATE people_person SET household_id = CAST(x'ff' AS TEXT)",
}


@pytest.mark.skipif(
    connection.vendor == "postgresql", reason="its columns take no other kind"
)
@pytest.mark.parametrize("what", NOT_OF_ITS_KIND)
def test_a_damaged_byte_hides_nothing_and_breaks_no_check(
    cast: Cast, what: str
) -> None:
    """What else is wrong is still told, where it can be read."""
    assert cast.fund
    with insider.tampering() as cursor:
        cursor.execute(
            NOT_OF_ITS_KIND[what] + " WHERE id = (SELECT MAX(id) FROM"
            f" {NOT_OF_ITS_KIND[what].split()[1]})"
        )
        assert cursor.rowcount == 1
    assert "K013" in codes()
    notes()
