"""What is there once, and what names a row: as the database itself holds to it.

A second payment of one claim, a second reversal of one entry are refused by a unique
index, money below nothing by a check, a row that names nobody by a foreign key.
Whoever owns the file can take one off and leave every trigger in its place.
"""

from __future__ import annotations

import re
from typing import Any

from django.apps import apps
from django.db.models import CheckConstraint, ForeignKey, UniqueConstraint

# Between two columns of a table, as Django writes it.
COLUMN = re.compile(r', (?="|CONSTRAINT )')


def lifted(connection: Any) -> list[str]:
    """What the models say of uniqueness, of checks and of keys, and is not in force."""
    indexes, tables = _as_made(connection)
    editor = connection.SchemaEditorClass(connection, collect_sql=True)
    loose = []
    for model in apps.get_models(include_auto_created=True):
        table = model._meta.db_table
        columns = _columns(tables.get(table, ""))
        for one in model._meta.constraints:
            if isinstance(one, UniqueConstraint):
                wanted = str(one.create_sql(model, editor))
                if _plain(indexes.get(one.name, "")) != _plain(wanted):
                    loose.append(f"unique {one.name}")
            elif isinstance(one, CheckConstraint):
                wanted = str(one.constraint_sql(model, editor))
                if _plain(wanted) not in _plain(tables.get(table, "")):
                    loose.append(f"check {one.name}")
        for field in model._meta.concrete_fields:
            said = columns.get(str(field.column), "")
            if field.unique and not field.primary_key and " UNIQUE" not in said:
                loose.append(f"unique {table}.{field.column}")
            if isinstance(field, ForeignKey) and " REFERENCES " not in said:
                loose.append(f"foreign key {table}.{field.column}")
    return loose


def _as_made(connection: Any) -> tuple[dict[str, str], dict[str, str]]:
    """Indexes and tables by their names, each as it was made."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT type, name, sql FROM sqlite_master"
            " WHERE type IN ('index', 'table') AND sql IS NOT NULL"
        )
        made = cursor.fetchall()
    indexes, tables = (
        {name: str(sql) for kind, name, sql in made if kind == wanted}
        for wanted in ("index", "table")
    )
    return indexes, tables


def _columns(table: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for part in COLUMN.split(table.partition("(")[2]):
        found.setdefault(part.strip().partition(" ")[0].strip('"'), part)
    return found


def _plain(sql: str) -> str:
    return " ".join(sql.replace('"', "").replace("(", " ( ").split())
