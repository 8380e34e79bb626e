"""The triggers that keep booked rows as they were booked, on both databases.

Each app may have a module `guards` with `PROTECTED` (tables that only grow) and
`TRIGGERS` (rules of its own, one current `.sql` file each under `sql/`).  They are
put back after every migration: Django rebuilds a table on SQLite without them.
Not a place for rules that a person may meet: those are refusals.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import connections, transaction

from kongbun.store import append_only, postgres_once, row_security
from kongbun.store.sqlite.once import lifted
from kongbun.store.sqlite.schema import unchecked

# Ours end where their function is named; SQLite's, which have a body, are kept whole.
TRIGGER_TEXT = re.compile(
    r'CREATE TRIGGER\s+"?kb_\w+"?[^;]*EXECUTE FUNCTION kb_\w+\([^)]*\)'
)
ON_TABLE = re.compile(r' ON ((?:public\.)?"?\w+"?) ')
FUNCTION = re.compile(r"FUNCTION (kb_\w+)\(\).*?AS \$\$(.*?)\$\$", re.DOTALL)
# What stands where something about a person stood that was erased.
ERASED = "ลบข้อมูลตามคำขอ"
ERASED_BYTES = ""


@dataclass(frozen=True, slots=True)
class Protected:
    """A table that only grows; `may_change` names the columns that may be updated.

    `may_erase`: columns about a person, each with the one text that may be put in
    the place of what stands there (`#` is the row's id; no text for bytes).
    """

    table: str
    may_change: tuple[str, ...] = ()
    may_erase: Mapping[str, str] = field(default_factory=dict)

    @property
    def loose(self) -> tuple[str, ...]:
        return (*self.may_change, *self.may_erase)


@dataclass(frozen=True, slots=True)
class Trigger:
    """One rule: `sql/<engine>/<name>.sql` makes a trigger `kb_<name>` on `table`.

    `needs`: other tables it reads that came later; an older state has no such rule.
    """

    name: str
    table: str
    folder: Path
    needs: tuple[str, ...] = ()

    def sql(self, vendor: str) -> str:
        text = (self.folder / "sql" / vendor / f"{self.name}.sql").read_text("utf-8")
        lines = [line for line in text.splitlines() if not line.startswith("--")]
        return "\n".join(lines).strip()


def protected() -> list[Protected]:
    return [one for module in _modules() for one in module.PROTECTED]


def triggers() -> list[Trigger]:
    return [one for module in _modules() for one in getattr(module, "TRIGGERS", ())]


def _modules() -> Iterator[Any]:
    for config in apps.get_app_configs():
        if config.name == __package__:
            continue
        if config.name.startswith("kongbun.") and find_spec(f"{config.name}.guards"):
            yield import_module(f"{config.name}.guards")


def _columns(table: str) -> list[str]:
    for model in apps.get_models(include_auto_created=True):
        if model._meta.db_table == table:
            return [str(field.column) for field in model._meta.concrete_fields]
    raise AssertionError(f"no model has the table {table}")


def statements(
    vendor: str, there: Mapping[str, Collection[str]] | None = None
) -> dict[str, tuple[str, str]]:
    """Every trigger as name -> (table, the SQL that makes it).

    With `there`, the columns of each table as they are: only what fits an older state.
    """
    made: dict[str, tuple[str, str]] = {}
    for one in protected():
        frozen = [c for c in _columns(one.table) if c not in one.loose]
        if there is not None:
            frozen = [c for c in frozen if c in there.get(one.table, ())]
            if not frozen:
                continue
        columns = ", ".join(f'"{column}"' for column in frozen)
        is_sqlite = vendor == "sqlite"
        make = append_only.sqlite_frozen if is_sqlite else append_only.postgres_frozen
        for name, sql in make(one.table, columns):
            made[name] = (one.table, sql)
        if one.may_erase and (
            there is None or set(one.may_erase) <= set(there[one.table])
        ):
            erase = (
                append_only.sqlite_erasable
                if is_sqlite
                else append_only.postgres_erasable
            )
            name = f"{append_only.TRIGGER_PREFIX}{one.table}_only_erased"
            made[name] = (one.table, erase(one.table, one.may_erase, name))
    for trigger in triggers():
        if there is None or {trigger.table, *trigger.needs} <= there.keys():
            sql = trigger.sql(vendor)
            made[f"{append_only.TRIGGER_PREFIX}{trigger.name}"] = (trigger.table, sql)
    return made


def columns_there(connection: Any) -> dict[str, set[str]]:
    """The columns of each table as the database has them now."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "SELECT m.name, c.name FROM sqlite_master m,"
                " pragma_table_info(m.name) c WHERE m.type = 'table'"
            )
        else:
            cursor.execute(
                "SELECT table_name, column_name FROM information_schema.columns"
                " WHERE table_schema = 'public'"
            )
        found: dict[str, set[str]] = {}
        for table, column in cursor.fetchall():
            found.setdefault(table, set()).add(column)
    return found


def install(connection: Any) -> None:
    """Make every trigger anew.  Run by the owner after each migration."""
    vendor, there = connection.vendor, columns_there(connection)
    # All or none; and one flush to the disk instead of three hundred.
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        if vendor == "sqlite":
            for name in {*installed(connection), *_strange(connection)}:
                cursor.execute(f'DROP TRIGGER "{name}"')
        else:
            cursor.execute(append_only.POSTGRES_FUNCTION)
        wanted = statements(vendor, there)
        for name, (table, sql) in wanted.items():
            if vendor == "postgresql":
                cursor.execute(f'DROP TRIGGER IF EXISTS "{name}" ON "{table}"')
            cursor.execute(sql)


def take_off(apps_then: Any, schema_editor: Any) -> None:  # noqa: ARG001 -- an operation's shape
    """The first operation of a migration that changes a table with a trigger.

    SQLite makes the table anew, and would not rename one at which a trigger of another
    looks; PostgreSQL alters no column that a trigger names.  They go in the migration's
    own transaction; the command puts all of them back.
    """
    connection = schema_editor.connection
    for name, sql in installed(connection).items():
        table = "" if connection.vendor == "sqlite" else f" ON {_table_in(sql)}"
        schema_editor.execute(f'DROP TRIGGER "{name}"{table}')


def _table_in(definition: str) -> str:
    found = ON_TABLE.search(definition)
    assert found is not None, definition
    return found[1]


def installed(connection: Any) -> dict[str, str]:
    """The triggers of ours that are there and on: name -> definition."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "SELECT name, sql FROM sqlite_master "
                "WHERE type = 'trigger' AND name LIKE 'kb\\_%' ESCAPE '\\'"
            )
        else:
            cursor.execute(
                "SELECT t.tgname, pg_get_triggerdef(t.oid) FROM pg_trigger t "
                "JOIN pg_proc p ON p.oid = t.tgfoid "
                "JOIN pg_class c ON c.oid = t.tgrelid "
                "WHERE NOT t.tgisinternal AND t.tgname LIKE 'kb\\_%' "
                "AND t.tgenabled IN ('O', 'A') "
                # A search path may put another schema's before ours, unsaid.
                "AND p.pronamespace = 'public'::regnamespace "
                "AND c.relnamespace = 'public'::regnamespace"
            )
        return {str(name): str(sql) for name, sql in cursor.fetchall()}


# As they have to be on every connection; numbers as SQLite gives them.
PRAGMAS = {
    "foreign_keys": 1,
    "recursive_triggers": 1,
    "synchronous": 2,
    "journal_mode": "wal",
    "trusted_schema": 0,
    "writable_schema": 0,
    "ignore_check_constraints": 0,
}


def missing(connection: Any) -> list[str]:
    """What protects the books and is not in force: triggers, pragmas, grants."""
    there = installed(connection)
    wanted = statements(connection.vendor)
    gone = [f"trigger {name}" for name in wanted if name not in there]
    # A trigger of the right name may have been emptied, or moved.
    gone += [
        f"trigger {name} (changed)"
        for name, (_, sql) in wanted.items()
        if name in there and _plain(there[name]) != _plain(sql)
    ]
    if connection.vendor == "sqlite":
        gone += [f"trigger {name} (not ours)" for name in _strange(connection)]
        gone += _loose_pragmas(connection) + _loose_columns(connection)
        return gone + lifted(connection)
    with connection.cursor() as cursor:
        gone += postgres_once.strange(cursor, wanted) + postgres_once.lifted(cursor)
        gone += _changed_functions(cursor, [sql for _, sql in wanted.values()])
        gone += _loose_grants(cursor)
        gone += _loose_settings(cursor)
    return gone + row_security.missing(connection, app_role())


def _strange(connection: Any) -> list[str]:
    """Triggers that nobody of us wrote: one may swallow a row, or write another."""
    wanted = statements("sqlite")
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        return sorted(name for (name,) in cursor.fetchall() if name not in wanted)


def app_role() -> str:
    """Who the app is on PostgreSQL."""
    return str(connections.settings["default"]["USER"])


def _loose_pragmas(connection: Any) -> list[str]:
    loose = []
    with connection.cursor() as cursor:
        for pragma, value in PRAGMAS.items():
            cursor.execute(f"PRAGMA {pragma}")
            if cursor.fetchone() != (value,):
                loose.append(f"pragma {pragma}")
    if connection.transaction_mode != "IMMEDIATE":
        loose.append("transaction mode IMMEDIATE")
    return loose


def _loose_columns(connection: Any) -> list[str]:
    """Columns of protected tables that would take another kind of value."""
    kept = {one.table for one in protected()}
    return [
        f"check of {model._meta.db_table}.{column}"
        for model, columns in unchecked(connection).items()
        if model._meta.db_table in kept
        for column in columns
    ]


def _loose_settings(cursor: Any) -> list[str]:
    """A role or a database may be set to pass every trigger by."""
    cursor.execute("SHOW session_replication_role")
    is_origin = cursor.fetchone() == ("origin",)
    return [] if is_origin else ["setting session_replication_role"]


def _plain(sql: str) -> str:
    """A definition without what a database may write in another way."""
    made = TRIGGER_TEXT.search(sql)
    text = made.group() if made else sql.strip(" ;\n")
    return " ".join(text.replace('"', "").replace(" ON public.", " ON ").split())


def _changed_functions(cursor: Any, wanted: Sequence[str]) -> list[str]:
    """Functions that a trigger still calls, but that do something else now."""
    bodies = {
        name: body.split()
        for sql in (append_only.POSTGRES_FUNCTION, *wanted)
        for name, body in FUNCTION.findall(sql)
    }
    cursor.execute(
        "SELECT p.proname, p.prosrc FROM pg_proc p JOIN pg_language l"
        " ON l.oid = p.prolang WHERE l.lanname = 'plpgsql'"
        " AND p.pronamespace = 'public'::regnamespace AND p.proname LIKE 'kb\\_%%'"
        " AND p.prorettype = 'trigger'::regtype",
        [],
    )
    there = {str(name): str(source).split() for name, source in cursor.fetchall()}
    return [
        f"function {name}" + (" (changed)" if name in there else "")
        for name, body in bodies.items()
        if there.get(name) != body
    ]


def _loose_grants(cursor: Any) -> list[str]:
    loose = []
    for one in protected():
        cursor.execute(
            "SELECT has_table_privilege(%s, 'DELETE') OR "
            "has_table_privilege(%s, 'TRUNCATE') OR EXISTS ("
            "SELECT 1 FROM pg_attribute a WHERE a.attrelid = %s::regclass"
            " AND a.attnum > 0 AND NOT a.attisdropped"
            " AND has_column_privilege(a.attrelid, a.attnum, 'UPDATE')"
            " AND NOT a.attname = ANY(%s))",
            [one.table, one.table, one.table, list(one.loose)],
        )
        if cursor.fetchone()[0]:
            loose.append(f"grant on {one.table}")
    return loose


def grant(connection: Any, role: str) -> None:
    """Give the app's role what it needs and no more (PostgreSQL)."""
    there = columns_there(connection)
    # An older state may lack some.
    kept = {
        one.table: [c for c in one.loose if c in there.get(one.table, ())]
        for one in protected()
    }
    quote = connection.ops.quote_name
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {quote(role)}")
        for table in connection.introspection.table_names():
            cursor.execute(f"REVOKE ALL ON {quote(table)} FROM {quote(role)}")
            cursor.execute(f"GRANT SELECT, INSERT ON {quote(table)} TO {quote(role)}")
            if table == "django_migrations":
                continue
            if table not in kept:
                cursor.execute(
                    f"GRANT UPDATE, DELETE ON {quote(table)} TO {quote(role)}"
                )
            elif kept[table]:
                columns = ", ".join(quote(column) for column in kept[table])
                cursor.execute(
                    f"GRANT UPDATE ({columns}) ON {quote(table)} TO {quote(role)}"
                )
        cursor.execute(
            f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {quote(role)}"
        )
    row_security.install(connection, role, there)
