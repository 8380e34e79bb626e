"""The books' protection is on in every test, on both databases."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from kongbun.store import guards
from kongbun.testing.databases import Copy


@pytest.mark.django_db
def test_the_rolled_back_database_is_protected() -> None:
    assert guards.missing(connection) == []
    assert guards.installed(connection)


def test_a_database_that_commits_is_protected(committed_db: Copy) -> None:
    assert committed_db.name == connection.settings_dict["NAME"]
    assert guards.missing(connection) == []


@pytest.mark.django_db
@pytest.mark.parametrize("table", [one.table for one in guards.protected()])
def test_no_row_of_a_table_that_only_grows_can_be_taken_out(table: str) -> None:
    # Even an empty table shows it where the role may not; else its trigger is there.
    if connection.vendor == "postgresql":
        with (
            pytest.raises(DatabaseError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f'DELETE FROM "{table}"')
    else:
        assert f"{guards.TRIGGER_PREFIX}{table}_no_delete" in guards.installed(
            connection
        )


@pytest.mark.django_db
def test_no_model_waits_for_its_migration() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
