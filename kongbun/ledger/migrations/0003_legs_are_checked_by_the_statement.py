"""PostgreSQL: a leg's entry and accounts are looked for once a statement.

A foreign key looks row by row, at the commit: for a sheet of thousands that was a
third of the time.  `kb_leg_fits_entry` asks the same of all rows of a statement, and
none of the rows asked for can ever be deleted.  SQLite's keys cost little and stay.
"""

from __future__ import annotations

from typing import Any

from django.db import migrations

FOUND = """
    SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE contype = 'f' AND conrelid = 'ledger_leg'::regclass"""
KEYS = (
    ("entry_id", "ledger_entry"),
    ("debit_id", "ledger_account"),
    ("credit_id", "ledger_account"),
)


def drop(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor != "postgresql":
        return
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(FOUND)
        for name, _ in cursor.fetchall():
            cursor.execute(f'ALTER TABLE ledger_leg DROP CONSTRAINT "{name}"')


def put_back(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor != "postgresql":
        return
    with schema_editor.connection.cursor() as cursor:
        for column, table in KEYS:
            cursor.execute(
                f"ALTER TABLE ledger_leg ADD CONSTRAINT ledger_leg_{column}_fk"
                f" FOREIGN KEY ({column}) REFERENCES {table}"
                " DEFERRABLE INITIALLY DEFERRED"
            )


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_refunds_have_an_account")]

    operations = [migrations.RunPython(drop, put_back)]
