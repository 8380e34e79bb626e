"""Rows of a question as the driver has them, past the ORM's converters.

For a village of a thousand rows, of which each column would be looked at again.  Days
come as text where they are asked for `as_text`, and are made dates once each.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast

from kongbun.store.bulk import listed


def plain(asked: QuerySet[Any, Any]) -> list[tuple[Any, ...]]:
    """The rows of a `values_list`, in the order of its columns."""
    try:
        sql, parameters = asked.query.sql_with_params()
    except EmptyResultSet:
        return []
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())


def as_text(column: str) -> Cast:
    """A date as its ISO text: read as text it is read ten times as fast."""
    return Cast(column, TextField())


class Days(dict[str | None, date | None]):
    """Dates by their text; a village has few, so each is made once."""

    def __missing__(self, text: str | None) -> date | None:
        made = self[text] = None if text is None else date.fromisoformat(text)
        return made


def one_of(numbers: list[int]) -> tuple[str, str]:
    """What stands behind a column that is one of any number, and its parameter.

    PostgreSQL makes a hash of a constant array, whatever it thinks of the table; of a
    question in its place it makes a list that is gone through for each row.
    """
    if connection.vendor == "postgresql":
        return "= ANY(%s::bigint[])", listed(numbers)
    return "IN (SELECT value FROM json_each(%s))", listed(numbers)
