"""What protects the books is compared with what it should say, not by its name."""

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

# What an owner of the database could do and leave every name in its place.
EMPTIED = {
    "sqlite": {
        "emptied": (
            'DROP TRIGGER "kb_ledger_leg_no_delete";'
            'CREATE TRIGGER "kb_ledger_leg_no_delete" BEFORE DELETE ON "ledger_leg"'
            " BEGIN SELECT 1; END"
        ),
        "never fires": (
            'DROP TRIGGER "kb_ledger_leg_no_delete";'
            'CREATE TRIGGER "kb_ledger_leg_no_delete" BEFORE DELETE ON "ledger_leg"'
            " WHEN 0 BEGIN SELECT RAISE(ABORT, 'append-only: ledger_leg'); END"
        ),
        "fewer columns": (
            'DROP TRIGGER "kb_ledger_leg_no_update";'
            'CREATE TRIGGER "kb_ledger_leg_no_update" BEFORE UPDATE OF "seq"'
            ' ON "ledger_leg"'
            " BEGIN SELECT RAISE(ABORT, 'append-only: ledger_leg'); END"
        ),
        "another table": (
            'DROP TRIGGER "kb_ledger_leg_no_delete";'
            'CREATE TRIGGER "kb_ledger_leg_no_delete" BEFORE DELETE ON "access_fund"'
            " BEGIN SELECT RAISE(ABORT, 'append-only: ledger_leg'); END"
        ),
    },
    "postgresql": {
        "emptied": (
            "CREATE OR REPLACE FUNCTION kb_append_only() RETURNS trigger"
            " LANGUAGE plpgsql AS $$BEGIN RETURN NEW; END $$"
        ),
        "emptied rule": (
            "CREATE OR REPLACE FUNCTION kb_leg_fits_entry() RETURNS trigger"
            " LANGUAGE plpgsql AS $$BEGIN RETURN NEW; END $$"
        ),
        "never fires": (
            "DROP TRIGGER kb_ledger_leg_no_delete ON ledger_leg;"
            "CREATE TRIGGER kb_ledger_leg_no_delete BEFORE DELETE ON ledger_leg"
            " FOR EACH ROW WHEN (false) EXECUTE FUNCTION kb_append_only()"
        ),
        "fewer columns": (
            "DROP TRIGGER kb_ledger_leg_no_update ON ledger_leg;"
            "CREATE TRIGGER kb_ledger_leg_no_update BEFORE UPDATE OF seq ON ledger_leg"
            " FOR EACH ROW EXECUTE FUNCTION kb_append_only()"
        ),
        "another function": (
            "CREATE FUNCTION kb_nothing() RETURNS trigger"
            " LANGUAGE plpgsql AS $$BEGIN RETURN NEW; END $$;"
            "DROP TRIGGER kb_ledger_leg_no_delete ON ledger_leg;"
            "CREATE TRIGGER kb_ledger_leg_no_delete BEFORE DELETE ON ledger_leg"
            " FOR EACH ROW EXECUTE FUNCTION kb_nothing()"
        ),
        "another schema's function, unsaid": (
            "CREATE SCHEMA aside;"
            "CREATE FUNCTION aside.kb_append_only() RETURNS trigger"
            " LANGUAGE plpgsql AS $$BEGIN RETURN NEW; END $$;"
            "DO $$DECLARE t record; BEGIN FOR t IN SELECT tgname, tgrelid::regclass r,"
            " pg_get_triggerdef(oid) d FROM pg_trigger WHERE tgname LIKE 'kb_%'"
            " AND tgfoid = 'public.kb_append_only'::regproc LOOP"
            " EXECUTE format('DROP TRIGGER %I ON %s', t.tgname, t.r);"
            " EXECUTE replace(t.d, 'FUNCTION kb_', 'FUNCTION aside.kb_');"
            " END LOOP; END$$;"
            "GRANT USAGE ON SCHEMA aside TO PUBLIC;"
            "DO $$BEGIN EXECUTE format('ALTER DATABASE %I SET search_path"
            " TO aside, public', current_database()); END$$"
        ),
        "replica only": (
            "ALTER TABLE ledger_leg ENABLE REPLICA TRIGGER kb_ledger_leg_no_delete"
        ),
        "a column opened": (
            'DO $$BEGIN EXECUTE format(\'GRANT UPDATE ("amount_satang") ON ledger_leg'
            " TO %I', (SELECT grantee FROM information_schema.role_table_grants"
            " WHERE table_name = 'access_fund' AND privilege_type = 'UPDATE'"
            " AND grantee <> current_user LIMIT 1)); END$$"
        ),
    },
}
ENGINE = "postgresql" if "DATABASE_URL" in os.environ else "sqlite"


@pytest.mark.parametrize("how", EMPTIED[ENGINE])
def test_a_trigger_that_protects_no_more_is_found(books: Cast, how: str) -> None:
    assert books.fund.code
    owner = connections[insider.alias()]
    with owning(owner), owner.cursor() as cursor:
        if ENGINE == "sqlite":
            first, _, second = EMPTIED[ENGINE][how].partition(";")
            cursor.execute(first)
            cursor.execute(second)
        else:
            cursor.execute(EMPTIED[ENGINE][how])
    # What a role or a database is set to holds from the next connection on.
    connections["default"].close()
    found = check(now=NOW)
    assert {one.code for one in found} == {"K014"}
    if how == "a column opened":
        assert [one.object for one in found] == ["grant on ledger_leg"]
        return
    if how == "another schema's function, unsaid":
        # What a database is set to is no trigger: its owner has to set it back.
        return
    # The owner's migrate puts it back.
    with owning(owner):
        guards.install(owner)
    assert check(now=NOW) == []


class Answers:
    """A cursor of PostgreSQL, as far as one setting goes."""

    def __init__(self, value: str) -> None:
        self.value = value

    def execute(self, sql: str) -> None:
        assert sql.startswith("SHOW ")

    def fetchone(self) -> tuple[str]:
        return (self.value,)


@pytest.mark.parametrize(
    ("value", "found"),
    [("origin", False), ("replica", True)],
)
def test_a_setting_that_passes_triggers_by_is_found(value: str, found: bool) -> None:
    """Only a superuser sets it, and no test is one."""
    assert bool(guards._loose_settings(Answers(value))) is found
