"""What is there once, and what names a row: as a PostgreSQL server holds to it.

As `sqlite/once.py` for a file.  The owner of the tables can take a unique index, a
check or a foreign key off, or add a trigger or a rule, and leave all of ours in place.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import CheckConstraint, F, ForeignKey, Model, Q, UniqueConstraint

# A trigger of the statement looks at the keys of a sheet's thousand legs together.
BY_STATEMENT = "ledger_leg"
TRIGGERS = """
SELECT t.tgname, c.relname, t.tgisinternal FROM pg_trigger t
JOIN pg_class c ON c.oid = t.tgrelid AND c.relnamespace = 'public'::regnamespace
WHERE NOT t.tgisinternal OR t.tgenabled NOT IN ('O', 'A') ORDER BY 1, 2
"""
RULES = """
SELECT tablename, rulename FROM pg_rules WHERE schemaname = 'public' ORDER BY 1, 2
"""
INDEXES = """
SELECT c.relname, t.relname, i.indpred IS NOT NULL,
ARRAY(SELECT a.attname::text FROM pg_attribute a
    WHERE a.attrelid = i.indrelid AND a.attnum = ANY(i.indkey))
FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
JOIN pg_class t ON t.oid = i.indrelid AND t.relnamespace = 'public'::regnamespace
WHERE i.indisunique AND i.indisvalid AND i.indisready
"""
CONSTRAINTS = """
SELECT k.conname, t.relname, k.contype::text, COALESCE(o.relname, ''),
ARRAY(SELECT a.attname::text FROM pg_attribute a
    WHERE a.attrelid = k.conrelid AND a.attnum = ANY(k.conkey))
FROM pg_constraint k
JOIN pg_class t ON t.oid = k.conrelid AND t.relnamespace = 'public'::regnamespace
LEFT JOIN pg_class o ON o.oid = k.confrelid
WHERE k.contype = 'c' OR (k.contype = 'f' AND k.convalidated)
"""


@dataclass(frozen=True, slots=True)
class Held:
    """An index, a check or a key: of which table and columns, and whether in force."""

    table: str
    columns: frozenset[str]
    kind: str
    is_partial: bool = False
    other: str = ""


def strange(cursor: Any, wanted: Container[str]) -> list[str]:
    """Triggers and rules that nobody of us wrote, and keys that are switched off."""
    cursor.execute(TRIGGERS)
    off: dict[str, None] = {}
    for name, table, is_of_a_key in cursor.fetchall():
        if is_of_a_key:
            off[f"foreign keys of {table} (off)"] = None
        elif name not in wanted:
            off[f"trigger {name} (not ours)"] = None
    cursor.execute(RULES)
    return [*off, *(f"rule {rule} of {table}" for table, rule in cursor.fetchall())]


def lifted(cursor: Any) -> list[str]:
    """What the models say of uniqueness, of checks and of keys, and is not in force."""
    named = _indexes(cursor)
    checks, keys = _constraints(cursor)
    alone = {
        (one.table, *one.columns)
        for one in named.values()
        if len(one.columns) == 1 and not one.is_partial
    }
    loose = []
    for model in apps.get_models(include_auto_created=True):
        table = model._meta.db_table
        for one in model._meta.constraints:
            if isinstance(one, UniqueConstraint):
                if not _is_as_said(named.get(one.name), one, model):
                    loose.append(f"unique {one.name}")
            elif isinstance(one, CheckConstraint):
                said = Held(table, _columns(model, _names(one.condition)), "c")
                if checks.get(one.name) != said:
                    loose.append(f"check {one.name}")
        for field in model._meta.concrete_fields:
            column = str(field.column)
            if field.unique and not field.primary_key and (table, column) not in alone:
                loose.append(f"unique {table}.{column}")
            if isinstance(field, ForeignKey) and table != BY_STATEMENT:
                other = field.related_model._meta.db_table
                if Held(table, frozenset({column}), "f", other=other) not in keys:
                    loose.append(f"foreign key {table}.{column}")
    return loose


def _is_as_said(there: Held | None, one: UniqueConstraint, model: type[Model]) -> bool:
    names = {*one.fields}.union(*map(_names, one.expressions))
    return there == Held(
        model._meta.db_table,
        _columns(model, names),
        "u",
        is_partial=one.condition is not None,
    )


def _columns(model: type[Model], names: set[str]) -> frozenset[str]:
    known = {field.name: str(field.column) for field in model._meta.concrete_fields}
    # A database function may be given a number where others are given a field.
    return frozenset(known[name] for name in names if name in known)


def _names(condition: Any) -> set[str]:
    """The fields that a check looks at."""
    if isinstance(condition, Q):
        named = [child[0] for child in condition.children if isinstance(child, tuple)]
        parts = [c[1] if isinstance(c, tuple) else c for c in condition.children]
        beside = {name.partition("__")[0] for name in named}
        return beside.union(*map(_names, parts))
    if isinstance(condition, F):
        return {str(vars(condition)["name"]).partition("__")[0]}
    if hasattr(condition, "get_source_expressions"):
        return set().union(*map(_names, condition.get_source_expressions()))
    return set()


def _indexes(cursor: Any) -> dict[str, Held]:
    """Every unique index that is in force."""
    cursor.execute(INDEXES)
    return {
        name: Held(table, frozenset(columns), "u", is_partial=is_partial)
        for name, table, is_partial, columns in cursor.fetchall()
    }


def _constraints(cursor: Any) -> tuple[dict[str, Held], set[Held]]:
    """Every check by its name, and every key that all rows were held to.

    A check may be of later rows alone: what earlier ones say is looked at by itself.
    """
    cursor.execute(CONSTRAINTS)
    made = [
        (name, Held(table, frozenset(columns), kind, other=other))
        for name, table, kind, other, columns in cursor.fetchall()
    ]
    checks = {name: one for name, one in made if one.kind == "c"}
    return checks, {one for _, one in made if one.kind == "f"}
