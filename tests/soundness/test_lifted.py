"""What is held to by the database itself is looked at: uniqueness, checks, keys.

And what somebody added to it: a trigger, a rule, a view, a table of persons.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime

import pytest
from django.db import connections

from kongbun.soundness.check import check
from kongbun.store import guards
from kongbun.store.sqlite.base import owning
from kongbun.testing import insider
from kongbun.testing.cast import Cast

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
ENGINE = "postgresql" if "DATABASE_URL" in os.environ else "sqlite"
NOTHING = (
    "CREATE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql"
    " AS $$BEGIN RETURN NULL; END $$;"
)
ADDED = {
    "sqlite": {
        "trigger aside (not ours)": (
            "CREATE TRIGGER aside BEFORE INSERT ON ledger_leg"
            " WHEN NEW.amount_satang = 12300 BEGIN SELECT RAISE(IGNORE); END"
        ),
        "trigger kb_more (not ours)": (
            "CREATE TRIGGER kb_more AFTER INSERT ON approvals_approval"
            " BEGIN UPDATE access_user SET is_active = 1 WHERE id = 2; END"
        ),
    },
    "postgresql": {
        "trigger aside (not ours)": (
            f"{NOTHING} CREATE TRIGGER aside BEFORE INSERT ON ledger_leg FOR EACH ROW"
            " WHEN (NEW.amount_satang = 12300) EXECUTE FUNCTION nothing()"
        ),
        "trigger kb_more (not ours)": (
            f"{NOTHING} CREATE TRIGGER kb_more AFTER INSERT ON approvals_approval"
            " FOR EACH ROW EXECUTE FUNCTION nothing()"
        ),
        "rule aside of ledger_leg": (
            "CREATE RULE aside AS ON INSERT TO ledger_leg"
            " WHERE NEW.amount_satang = 12300 DO INSTEAD NOTHING"
        ),
    },
}
VOUCHERS = "voucher_number_once_a_year"
NEGATIVE = "money_in_hand_is_never_negative"
LIFTED = {
    "sqlite": {
        f"unique {VOUCHERS}": f"DROP INDEX {VOUCHERS}",
        "unique a_live_claim_once_per_event": "DROP INDEX a_live_claim_once_per_event",
        "foreign key ledger_leg.debit_id": (
            'UPDATE sqlite_master SET sql = replace(sql, \'REFERENCES "ledger_account"'
            ' ("id") DEFERRABLE INITIALLY DEFERRED, "entry_id"\', \', "entry_id"\')'
            " WHERE name = 'ledger_leg'"
        ),
        f"check {NEGATIVE}": (
            "UPDATE sqlite_master"
            " SET sql = replace(sql, '\"balance_satang\" >= 0', '1')"
            " WHERE name = 'ledger_accountbalance'"
        ),
    },
    "postgresql": {
        f"unique {VOUCHERS}": f"DROP INDEX {VOUCHERS}",
        "unique a_live_claim_once_per_event": (
            "DROP INDEX a_live_claim_once_per_event; CREATE UNIQUE INDEX"
            " a_live_claim_once_per_event ON claims_claim (event_id, benefit,"
            " membership_id, id)"
        ),
        "foreign key ledger_entry.fund_id": (
            "DO $$DECLARE k text; BEGIN SELECT conname INTO k FROM pg_constraint"
            " WHERE conrelid = 'ledger_entry'::regclass AND contype = 'f' AND"
            " pg_get_constraintdef(oid) LIKE 'FOREIGN KEY (fund_id)%%';"
            " EXECUTE format('ALTER TABLE ledger_entry DROP CONSTRAINT %%I', k);"
            " END $$"
        ),
        f"check {NEGATIVE}": (
            f"ALTER TABLE ledger_accountbalance DROP CONSTRAINT {NEGATIVE};"
            f" ALTER TABLE ledger_accountbalance ADD CONSTRAINT {NEGATIVE} CHECK (true)"
        ),
    },
}


def run_as_owner(sql: str) -> None:
    owner = connections[insider.alias()]
    with owning(owner), owner.cursor() as cursor:
        if ENGINE == "sqlite":
            cursor.execute("PRAGMA writable_schema=ON")
            cursor.execute(sql)
            cursor.execute("PRAGMA writable_schema=RESET")
        else:
            cursor.execute(sql.replace("%%", "%"))
    owner.close()


@pytest.mark.parametrize("what", ADDED[ENGINE])
def test_a_trigger_or_a_rule_that_is_not_ours_is_found(books: Cast, what: str) -> None:
    assert books.fund.code
    run_as_owner(ADDED[ENGINE][what])
    assert [(one.code, one.object) for one in check(now=NOW)] == [("K014", what)]


@pytest.mark.skipif(ENGINE != "sqlite", reason="on a server a migration leaves others'")
def test_a_migration_takes_a_strange_trigger_out_of_the_file(books: Cast) -> None:
    assert books.fund.code
    run_as_owner(ADDED[ENGINE]["trigger aside (not ours)"])
    owner = connections[insider.alias()]
    with owning(owner):
        guards.install(owner)
    assert check(now=NOW) == []


@pytest.mark.parametrize("what", LIFTED[ENGINE])
def test_what_is_not_held_to_any_more_is_found(books: Cast, what: str) -> None:
    """A second voucher of a number, a row that names nobody: it would be let in."""
    assert books.fund.code
    run_as_owner(LIFTED[ENGINE][what])
    assert [(one.code, one.object) for one in check(now=NOW)] == [("K014", what)]


@pytest.mark.parametrize(
    "sql",
    [
        "CREATE VIEW neighbours AS SELECT * FROM people_person",
        "CREATE TABLE django_neighbours AS SELECT * FROM people_person",
        "CREATE TABLE _litestream_neighbours AS SELECT * FROM people_person",
    ],
)
def test_persons_under_a_name_as_of_others_are_found(books: Cast, sql: str) -> None:
    assert books.fund.code
    run_as_owner(sql)
    assert {one.code for one in check(now=NOW)} == {"K020"}


def test_what_an_operator_looks_at_a_server_with_is_no_finding(books: Cast) -> None:
    assert books.fund.code
    run_as_owner("CREATE VIEW pg_stat_statements AS SELECT 1 AS calls")
    assert check(now=NOW) == []
