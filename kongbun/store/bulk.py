"""Many rows at once, without an object for each.

For sheets of a hundred receipts: the ORM's own bulk insert spends most of its time
on objects that nobody looks at.  Triggers and constraints hold as ever.  Not for
reading, and for no table that is changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache, lru_cache
from typing import Any

from django.db import connection, models

from kongbun.store.fields import PublicIdField


def next_ids(model: type[models.Model], count: int) -> list[int]:
    """Take `count` unused keys of a table, in order, inside the transaction."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            # Writers go one by one: nobody else takes a key before the commit.
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
            last = cursor.fetchone()
            first = (last[0] if last else 0) + 1
            return list(range(first, first + count))
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) "
            "FROM generate_series(1, %s)",
            [table, count],
        )
        return [key for (key,) in cursor.fetchall()]


def insert(
    model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Insert `rows`; `columns` are field names (`fund`, not `fund_id`) in their order.

    A foreign key is given as its key.  Columns left out need a database default.
    """
    statement, prepare = _statement(model, tuple(columns))
    prepared = []
    for row in rows:
        values = list(row)
        for place, how in prepare:
            if values[place] is not None:
                values[place] = how(values[place])
        prepared.append(values)
    with connection.cursor() as cursor:
        if len(prepared) == 1:
            cursor.execute(statement, prepared[0])
        else:
            cursor.executemany(statement, prepared)


Preparation = Callable[[Any], Any]


@cache
def _statement(
    model: type[models.Model], columns: tuple[str, ...]
) -> tuple[str, list[tuple[int, Preparation]]]:
    """The words of an insert, and which of its values are prepared and how."""
    fields = [model._meta.get_field(name) for name in columns]
    quote = connection.ops.quote_name
    names = ", ".join(quote(str(field.column)) for field in fields)  # type: ignore[union-attr]
    marks = ", ".join(["%s"] * len(fields))
    prepare = [
        (place, how)
        for place, field in enumerate(fields)
        if (how := _preparation(field)) is not None
    ]
    table = quote(model._meta.db_table)
    statement = f"INSERT INTO {table} ({names}) VALUES ({marks})"  # noqa: S608 -- names of our own tables
    return statement, prepare


def _preparation(field: Any) -> Preparation | None:
    if isinstance(field, PublicIdField):
        return lambda value: value.bytes
    if isinstance(field, models.DateField):
        # A sheet has a few days and many rows.
        return lru_cache(maxsize=1024)(
            lambda value: field.get_db_prep_save(value, connection)
        )
    return None
