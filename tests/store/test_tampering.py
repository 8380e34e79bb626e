"""Booked rows refuse every way of changing them, in every table that only grows.

As the app on both engines, by SQL and by the ORM's by-ways; on PostgreSQL also as the
owner, whom the grants do not stop and the triggers do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import DatabaseError, connection, connections, models, transaction

from kongbun.store import guards
from kongbun.store.sqlite.base import owning
from kongbun.testing import insider
from kongbun.testing.databases import Copy
from kongbun.testing.sound_books import make_books
from tests.store.tampering import (
    ANYWHERE,
    OF_A_NEW_ROW,
    REFUSED,
    contents,
    frozen,
    made_up_rows,
    model_of,
    statements,
)

NEW_ROWS = ("INSERT", "REPLACE")
TABLES = {one.table: one for one in guards.protected()}


@pytest.fixture(scope="module")
def filled(module_db: Copy) -> Iterator[dict[str, list[Any]]]:
    assert module_db.name
    make_books()
    with made_up_rows():
        yield contents(TABLES)


def refuses(using: str, attempt: Callable[[], Any], words: str = REFUSED) -> None:
    with (
        pytest.raises(DatabaseError, match=words) as refused,
        transaction.atomic(using=using),
    ):
        attempt()
    assert "no such" not in str(refused.value)


def run(using: str, sql: str) -> Callable[[], Any]:
    def attempt() -> None:
        with connections[using].cursor() as cursor:
            if sql.startswith("COPY"):
                with connections[using].wrap_database_errors, cursor.copy(sql):
                    return
            cursor.execute(sql)

    return attempt


AGAINST = ("check ", "foreign key ")


@pytest.mark.parametrize("table", TABLES)
def test_sql_changes_no_booked_row(filled: dict[str, list[Any]], table: str) -> None:
    assert filled[table]
    for sql in statements(TABLES[table]):
        try:
            words = OF_A_NEW_ROW if sql.startswith(NEW_ROWS) else REFUSED
            refuses("default", run("default", sql), words)
        except BaseException as error:
            error.add_note(sql)
            raise
    assert contents([table])[table] == filled[table]


@pytest.mark.parametrize("sql", ANYWHERE[connection.vendor])
def test_the_app_cannot_lift_what_protects_the_books(
    filled: dict[str, list[Any]], sql: str
) -> None:
    assert filled
    refuses("default", run("default", sql))
    # The fixture's rows are against these, so it took them off.
    gone = [one for one in guards.missing(connection) if not one.startswith(AGAINST)]
    assert gone == []


def by_ways(model: type[models.Model], one: guards.Protected) -> Iterator[Any]:
    """What the ORM offers, by name."""
    field = frozen(one)[0]
    row = model._default_manager.all()[0]
    setattr(row, field.attname, getattr(row, field.attname))
    every = model._default_manager.all()
    names = [field.name]
    yield "update", lambda: every.update(**{field.name: getattr(row, field.attname)})
    yield "queryset delete", lambda: every._raw_delete(every.db)
    yield "delete", row.delete
    yield "bulk_update", lambda: every.bulk_update([row], names)
    yield (
        "bulk_create",
        lambda: every.bulk_create(
            [row],
            update_conflicts=True,
            update_fields=names,
            unique_fields=[model._meta.pk.name],
        ),
    )
    yield (
        "raw",
        lambda: list(
            every.raw(
                f'UPDATE {one.table} SET "{field.column}" = "{field.column}"'
                " RETURNING *"
            )
        ),
    )
    yield "save", row.save
    yield "force_update", lambda: row.save(force_update=True)
    yield "some fields", lambda: row.save(update_fields=names)


@pytest.mark.parametrize("table", TABLES)
def test_no_by_way_of_the_orm_changes_a_booked_row(
    filled: dict[str, list[Any]], table: str
) -> None:
    one = TABLES[table]
    model = model_of(table)
    if frozen(one)[0].primary_key:
        pytest.skip("all but its key may change")
    for name, attempt in by_ways(model, one):
        try:
            refuses("default", attempt, OF_A_NEW_ROW if "create" in name else REFUSED)
        except BaseException as error:
            error.add_note(name)
            raise
    assert contents([table])[table] == filled[table]


@pytest.mark.skipif(connection.vendor == "sqlite", reason="its owner takes them off")
@pytest.mark.parametrize("table", TABLES)
def test_triggers_stop_the_owner_too(filled: dict[str, list[Any]], table: str) -> None:
    one = TABLES[table]
    assert filled[table]
    column = frozen(one)[0].column
    for sql in (
        f'UPDATE {table} SET "{column}" = "{column}"',
        f"DELETE FROM {table}",
        f"TRUNCATE {table} CASCADE",
    ):
        refuses(insider.alias(), run(insider.alias(), sql))
    assert contents([table])[table] == filled[table]


def test_no_deleted_parent_takes_a_row_with_it(module_db: Copy) -> None:
    assert module_db.name
    owner = connections[insider.alias()]
    with owning(owner), owner.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "SELECT m.name, f.on_delete, f.on_update FROM sqlite_master m,"
                " pragma_foreign_key_list(m.name) f WHERE m.type = 'table'"
            )
            loose = {row for row in cursor.fetchall() if set(row[1:]) != {"NO ACTION"}}
        else:
            cursor.execute(
                "SELECT conname FROM pg_constraint WHERE contype = 'f'"
                " AND (confdeltype <> 'a' OR confupdtype <> 'a')"
            )
            loose = set(cursor.fetchall())
    assert loose == set()
