"""Many rows at once, without an object for each.

For sheets of a hundred receipts: the ORM's own bulk insert spends most of its time
on objects that nobody looks at.  Triggers and constraints hold as ever.  Not for
reading, and for no table that is changed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache, lru_cache
from itertools import chain
from typing import Any

from django.db import connection, models

from kongbun.store.fields import PublicIdField
from kongbun.store.together import Statement, prepared

# Rows a statement on SQLite, far below the number of values it takes (32,766).
AT_ONCE = 100


def next_ids(model: type[models.Model], count: int) -> list[int]:
    """Take `count` unused keys of a table, in order, inside the transaction."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT key FROM {unused_keys(table, count)} AS unused")  # noqa: S608 -- names of our own tables
        return [key for (key,) in cursor.fetchall()]


def insert(
    model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Insert `rows`; `columns` are field names (`fund`, not `fund_id`) in their order.

    A foreign key is given as its key.  Columns left out need a database default.
    """
    given = _prepare(model, tuple(columns), rows)
    if not given:
        return
    if connection.vendor == "postgresql":
        said = _in_one(model, tuple(columns), given)
        with prepared() as cursor:
            cursor.execute(said.sql, said.parameters)
        return
    many_rows(_words(model, tuple(columns)), given)


def many_rows(words: str, rows: Sequence[Sequence[Any]]) -> None:
    """Insert on SQLite, `words` being everything before VALUES; rows not empty.

    A hundred rows a statement: where a trigger may refuse, each statement keeps a copy
    of every page it touches, and row by row that takes four times as long.
    """
    with connection.cursor() as cursor:
        for start in range(0, len(rows), AT_ONCE):
            part = rows[start : start + AT_ONCE]
            cursor.execute(
                f"{words} VALUES {_marks(len(part), len(part[0]))}",
                list(chain.from_iterable(part)),
            )


@lru_cache(maxsize=64)
def _marks(rows: int, columns: int) -> str:
    one = f"({', '.join(['%s'] * columns)})"
    return ", ".join([one] * rows)


def insertion(
    model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> Statement:
    """The same as one statement, to be said `together` with others."""
    given = _prepare(model, tuple(columns), rows)
    assert given, f"{model.__name__}: nothing to insert"
    if connection.vendor == "postgresql":
        return _in_one(model, tuple(columns), given)
    marks = f"({', '.join(['%s'] * len(columns))})"
    return Statement(
        model._meta.db_table,
        f"{_words(model, tuple(columns))} VALUES {', '.join([marks] * len(given))}",
        [value for row in given for value in row],
    )


def unused_keys(table: str, count: int) -> str:
    """A query, to be put behind FROM, that takes `count` unused keys of a table.

    On SQLite writers go one by one: nobody else takes a key before the commit.
    """
    if connection.vendor == "postgresql":
        return (
            f"(SELECT nextval(pg_get_serial_sequence('{table}', 'id')) AS key"  # noqa: S608 -- names of our own tables
            f" FROM generate_series(1, {int(count)}))"
        )
    return (
        "(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"  # noqa: S608 -- names of our own tables
        f" WHERE i < {int(count)}) SELECT i + COALESCE((SELECT seq FROM sqlite_sequence"
        f" WHERE name = '{table}'), 0) AS key FROM n)"
    )


def looked_up(table: str, name: str, found: str) -> str:
    """The rows of a table for each `value` that is `listed`, to be put behind FROM.

    Value by value through an index, whatever the planner thinks of the table: SQLite
    takes a cross join as it is written, and PostgreSQL, which keeps a plan made while
    the table was empty, thinks of no other way past OFFSET 0.
    """
    if connection.vendor == "postgresql":
        return (
            "unnest(%s::text::text[]) AS given(value) CROSS JOIN LATERAL"  # noqa: S608 -- names of our own tables
            f" (SELECT * FROM {table} {name} WHERE {found} OFFSET 0) AS {name}"
        )
    return f"json_each(%s) AS given CROSS JOIN {table} {name} ON {found}"


def listed(values: Sequence[Any]) -> str:
    """Any number of texts as one parameter."""
    return array(values) if connection.vendor == "postgresql" else json.dumps(values)


Preparation = Callable[[Any], Any]
Row = Sequence[Any]


def _prepare(
    model: type[models.Model], columns: tuple[str, ...], rows: Iterable[Row]
) -> list[list[Any]]:
    """The rows as the database takes them."""
    prepared = [list(row) for row in rows]
    for place, how in _preparations(model, columns):
        # A sheet has a few days and many rows.
        last = made = None
        for values in prepared:
            given = values[place]
            if given is not last:
                last, made = given, None if given is None else how(given)
            values[place] = made
    return prepared


@cache
def _words(model: type[models.Model], columns: tuple[str, ...]) -> str:
    quote = connection.ops.quote_name
    names = ", ".join(quote(field.column) for field in _fields(model, columns))
    return f"INSERT INTO {quote(model._meta.db_table)} ({names})"


def _fields(model: type[models.Model], columns: tuple[str, ...]) -> list[Any]:
    return [model._meta.get_field(name) for name in columns]


@cache
def _preparations(
    model: type[models.Model], columns: tuple[str, ...]
) -> list[tuple[int, Preparation]]:
    """Which values are prepared, and how."""
    return [
        (place, how)
        for place, field in enumerate(_fields(model, columns))
        if (how := _preparation(field)) is not None
    ]


def _preparation(field: Any) -> Preparation | None:
    if isinstance(field, PublicIdField):
        return lambda value: value.bytes
    if isinstance(field, models.DateField):
        return lambda value: field.get_db_prep_save(value, connection)
    return None


@cache
def _types(model: type[models.Model], columns: tuple[str, ...]) -> list[str]:
    # A cast to varchar(n) would cut what is too long; text is refused.
    return [
        re.sub(r"varchar\(\d+\)", "text", str(field.db_type(connection)))
        for field in _fields(model, columns)
    ]


def _in_one(
    model: type[models.Model], columns: tuple[str, ...], rows: Sequence[Row]
) -> Statement:
    """PostgreSQL's quickest way past row-level security, which COPY cannot take.

    A column of one value throughout is said once; the others are an array each.
    """
    if len(rows) == 1:
        return Statement(model._meta.db_table, _one_row(model, columns), rows[0])
    types = _types(model, columns)
    said, arrays, constants, lists = [], [], [], []
    for place, type_ in enumerate(types):
        column = [row[place] for row in rows]
        if column.count(column[0]) == len(column):
            said.append(f"%s::{type_}")
            constants.append(column[0])
        else:
            said.append(f"a.c{place}")
            arrays.append((f"c{place}", type_))
            lists.append(array(column))
    words = f"{_words(model, columns)} SELECT {', '.join(said)}"
    if arrays:
        marks = ", ".join(f"%s::text::{type_}[]" for _, type_ in arrays)
        names = ", ".join(name for name, _ in arrays)
        words += f" FROM unnest({marks}) AS a({names})"
    else:
        words += f" FROM generate_series(1, {len(rows)})"
    return Statement(model._meta.db_table, words, [*constants, *lists])


@cache
def _one_row(model: type[models.Model], columns: tuple[str, ...]) -> str:
    said = ", ".join(f"%s::{type_}" for type_ in _types(model, columns))
    return f"{_words(model, columns)} SELECT {said}"


def array(values: Sequence[Any]) -> str:
    """An array as PostgreSQL reads it; the driver's way takes three times as long."""
    return f"{{{','.join(map(_element, values))}}}"


def _element(value: Any) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, bytes):
        return f'"\\\\x{value.hex()}"'
    if isinstance(value, int):
        return str(value)
    text = value if isinstance(value, str) else value.isoformat()
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
