"""Tables whose columns refuse another kind of value, as SQLite's STRICT would.

SQLite keeps the text '12abc' in a column of whole numbers.  Django cannot make STRICT
tables, whose types are not its own; a CHECK at each column says the same, is written
wherever Django writes the column, and so outlives every rebuild of the table.
"""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db.backends.sqlite3 import schema

WHOLE, TEXT, BYTES = "integer", "text", "blob"
# By the first word of the column's type.
KEPT_AS = {
    **dict.fromkeys(("integer", "bigint", "smallint"), WHOLE),
    **dict.fromkeys(("varchar", "char", "text", "date", "datetime", "time"), TEXT),
    "blob": BYTES,
}


def check_of(connection: Any, field: Any) -> str:
    """The CHECK that a column carries; empty where its type needs none."""
    kind = (field.db_type(connection) or "").lower()
    if not kind or field.db_type_suffix(connection):
        return ""  # A key that SQLite gives out is a whole number already.
    name = f'"{field.column}"'
    if kind == "bool":
        return f"CHECK ({name} IN (0, 1))"
    stored = KEPT_AS.get(kind.partition("(")[0].partition(" ")[0])
    if stored is None:
        return ""
    if field.null:
        return f"CHECK (typeof({name}) IN ('{stored}', 'null'))"
    return f"CHECK (typeof({name}) = '{stored}')"


class DatabaseSchemaEditor(schema.DatabaseSchemaEditor):
    """Also takes the triggers off, in the migration's own transaction, where a table
    changes: SQLite renames none that a trigger looks at.  `migrate` puts them back.
    """

    def execute(self, sql: Any, params: Any = ()) -> None:
        if str(sql).startswith(("ALTER TABLE", "DROP TABLE")):
            with self.connection.cursor() as cursor:
                cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
                for (name,) in cursor.fetchall():
                    cursor.execute(f'DROP TRIGGER "{name}"')
        super().execute(sql, params)

    def column_sql(
        self, model: Any, field: Any, include_default: bool = False
    ) -> tuple[Any, Any]:
        sql, parameters = super().column_sql(model, field, include_default)
        check = check_of(self.connection, field) if sql else ""
        return (f"{sql} {check}" if check else sql), parameters


def unchecked(connection: Any) -> dict[Any, list[str]]:
    """Models whose table has not the check of each column, and those columns."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'")
        made = dict(cursor.fetchall())
    lacking = {
        model: [
            str(field.column)
            for field in model._meta.concrete_fields
            if check_of(connection, field) not in made[model._meta.db_table]
        ]
        for model in apps.get_models(include_auto_created=True)
        if model._meta.db_table in made
    }
    return {model: columns for model, columns in lacking.items() if columns}


def strengthen(connection: Any) -> None:
    """Make anew each table of an older version, with the checks; rows and all.

    Only where no migration waits: a table is made as its model says today.
    """
    if models := unchecked(connection):
        with connection.schema_editor() as editor:
            for model in models:
                editor._remake_table(model)
