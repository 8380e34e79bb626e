"""The second wall between funds, on PostgreSQL: rows of another fund are not there.

By raw SQL, since the first wall is the app's own queries.  On SQLite, which has no
such wall, only that every table is spoken for.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, connections, transaction

from kongbun.access.models import RoleGrant
from kongbun.ledger.balances import balance
from kongbun.store import guards, row_security, tenancy
from kongbun.testing import insider
from kongbun.testing.cast import Cast, make_cast
from kongbun.testing.databases import Copy
from tests.store.tampering import made_up_rows, model_of
from tests.treasury.steps import give

postgres_alone = pytest.mark.skipif(
    connection.vendor == "sqlite", reason="SQLite has no such wall"
)
COVERED = row_security.policies()
DIRECT = sorted(
    model._meta.db_table
    for model in apps.get_models()
    if any(f.column in {"fund_id", "chain"} for f in model._meta.concrete_fields)
)


def test_every_table_is_under_a_policy_or_says_why_not() -> None:
    tables = {
        model._meta.db_table for model in apps.get_models(include_auto_created=True)
    }
    assert set(COVERED) | set(row_security.APART) == tables | {"django_migrations"}
    assert not set(COVERED) & set(row_security.APART)
    assert set(DIRECT) <= set(COVERED)
    assert all(len(reason) > 20 for reason in row_security.APART.values())


@pytest.fixture(scope="module")
def two_funds(module_db: Copy) -> Any:
    """Rows of a fund's in every table; and one of another fund's to look from."""
    assert module_db.name
    cast = make_cast()
    give(cast, 100_00)
    with made_up_rows():
        yield cast


def counted(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return int(cursor.fetchone()[0])


@postgres_alone
@pytest.mark.parametrize("table", COVERED)
def test_a_fund_sees_its_own_rows_and_no_others(two_funds: Cast, table: str) -> None:
    """Made-up rows are fund 1's: the first that was founded."""
    mine, other = two_funds.fund.pk, two_funds.other_fund.pk
    with tenancy.seeing_all("a test counts"):
        everything = counted(table)
    with tenancy.seeing():
        assert counted(table) == 0
    with tenancy.seeing(mine):
        of_mine = counted(table)
    with tenancy.seeing(other):
        of_others = counted(table)
    with tenancy.seeing(0):
        of_none = counted(table)
    with tenancy.seeing(mine, other, 0):
        assert counted(table) == everything
    assert of_mine + of_others + of_none == everything
    assert of_others < everything or everything == 0


@postgres_alone
@pytest.mark.parametrize("table", DIRECT)
def test_a_fund_writes_no_row_of_another(two_funds: Cast, table: str) -> None:
    mine, other = two_funds.fund.pk, two_funds.other_fund.pk
    fields = [f for f in model_of(table)._meta.concrete_fields if f.column != "id"]
    column = next(f.column for f in fields if f.column in {"fund_id", "chain"})
    names = ", ".join(f'"{f.column}"' for f in fields)
    given = ", ".join(
        str(other) if f.column == column else f'"{f.column}"' for f in fields
    )
    with tenancy.seeing(mine):
        if not counted(table):
            pytest.skip("a fund has no row here")
        with (
            pytest.raises(
                DatabaseError, match=r"row-level security|(entry|dues|reopening): "
            ),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(
                f"INSERT INTO {table} ({names}) SELECT {given} FROM {table} LIMIT 1"
            )
        if table in {one.table for one in guards.protected()}:
            return
        with (
            pytest.raises(DatabaseError, match="row-level security"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"UPDATE {table} SET {column} = {other}")
    with tenancy.seeing(other), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {column} = 0 WHERE {column} = {mine}")
        assert cursor.rowcount == 0


@postgres_alone
def test_legs_follow_their_accounts_and_entries(two_funds: Cast) -> None:
    insert = (
        "INSERT INTO ledger_leg (entry_id, seq, debit_id, credit_id, amount_satang)"
        " SELECT e.id, 2, d.id, c.id, 1 FROM ledger_entry e, ledger_account d,"
        " ledger_account c WHERE d.code = 'cash' AND c.code = 'income:donation' LIMIT 1"
    )
    with tenancy.seeing(two_funds.fund.pk):
        assert counted("ledger_leg") == 1
    with tenancy.seeing(two_funds.other_fund.pk), connection.cursor() as cursor:
        assert counted("ledger_leg") == 0
        cursor.execute(insert)
        assert cursor.rowcount == 0, "no entry of another fund is found to add to"


@postgres_alone
def test_who_says_nothing_sees_nothing(two_funds: Cast) -> None:
    """As a program starts, on a connection of its own and not on a test's."""
    import psycopg  # noqa: PLC0415

    assert two_funds.fund.pk
    used = connections["default"].settings_dict
    with psycopg.connect(
        host=used["HOST"], port=used["PORT"], dbname=used["NAME"],
        user=used["USER"], password=used["PASSWORD"],
    ) as fresh:  # fmt: skip
        for table in COVERED:
            found = fresh.execute(f"SELECT count(*) FROM {table}".encode()).fetchone()
            assert found == (0,), table


@postgres_alone
def test_what_a_block_saw_ends_with_it(two_funds: Cast) -> None:
    mine, other = two_funds.fund.pk, two_funds.other_fund.pk

    def seen() -> set[int]:
        return set(RoleGrant.objects.values_list("fund_id", flat=True))

    with tenancy.seeing(mine):
        with tenancy.seeing(other):
            assert seen() == {other}
        assert seen() == {mine}
        with (
            pytest.raises(DatabaseError),
            transaction.atomic(),
            tenancy.seeing(other),
            connection.cursor() as cursor,
        ):
            cursor.execute("SELECT 1 / 0")
        assert seen() == {mine}, "a savepoint takes back what was set in it"
        connection.close()
        assert seen() == {mine}, "a new connection is told"
        tenancy.look_at(other)
        assert seen() == {other}
    assert seen() == {mine, other}


@postgres_alone
def test_a_command_sees_its_own_fund_alone(two_funds: Cast) -> None:
    from kongbun.commands.run import command  # noqa: PLC0415

    @command("test.look")
    def look(act: Any) -> dict[str, Any]:
        assert act.fund_id
        funds = RoleGrant.objects.values_list("fund_id", flat=True)
        return {"funds": sorted(set(funds))}

    mine = two_funds.fund.pk
    assert look(two_funds.act("somsri")) == {"funds": [mine]}
    assert balance(mine, "cash") == 100_00


TAKEN_OFF = {
    "row security on people_person": (
        "ALTER TABLE people_person DISABLE ROW LEVEL SECURITY"
    ),
    "row security on ledger_leg": "ALTER TABLE ledger_leg NO FORCE ROW LEVEL SECURITY",
    "policy kb_fund on ledger_entry": "DROP POLICY kb_fund ON ledger_entry",
    "policy kb_fund on people_household": (
        "ALTER POLICY kb_fund ON people_household USING (true)"
    ),
    "policy kb_owner on people_branch": (
        "ALTER POLICY kb_owner ON people_branch TO PUBLIC"
    ),
    "policy more on people_person (unknown)": (
        "CREATE POLICY more ON people_person USING (true)"
    ),
    "function kb_sees_all": (
        "CREATE OR REPLACE FUNCTION kb_sees_all() RETURNS boolean LANGUAGE sql STABLE"
        " AS 'SELECT true'"
    ),
}


@postgres_alone
@pytest.mark.parametrize("what", TAKEN_OFF)
def test_a_wall_that_is_down_is_found(module_db: Copy, what: str) -> None:
    assert module_db.name
    owner = connections[insider.alias()]
    with owner.cursor() as cursor:
        cursor.execute(TAKEN_OFF[what])
    try:
        assert row_security.missing(connection, guards.app_role()) == [what]
    finally:
        with owner.cursor() as cursor:
            cursor.execute("DROP POLICY IF EXISTS more ON people_person")
        guards.grant(owner, guards.app_role())
    assert row_security.missing(connection, guards.app_role()) == []
