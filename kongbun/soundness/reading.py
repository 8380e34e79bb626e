"""Rows for the checks, straight from the tables and in one moment's view.

SQL of its own on purpose: what the program's queries cannot see, a check must.
Reads only.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from kongbun.access.models import Fund

AT_ONCE = 20_000
Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Funds:
    """The funds that are looked at, by their key."""

    codes: dict[int, str]
    public_ids: dict[int, UUID]

    def code(self, fund_id: int) -> str:
        return self.codes.get(fund_id, "")


def funds(code: str | None = None) -> Funds:
    found = Fund.objects.order_by("pk")
    if code is not None:
        found = found.filter(code=code)
    rows = list(found.values_list("pk", "code", "public_id"))
    return Funds(
        codes={pk: name for pk, name, _ in rows},
        public_ids={pk: public_id for pk, _, public_id in rows},
    )


@contextmanager
def one_view() -> Iterator[None]:
    """Every question sees the same moment, and no writer waits for it."""
    if connection.in_atomic_block:
        yield
        return
    begin = "BEGIN DEFERRED"
    if connection.vendor == "postgresql":
        begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
    connection.ensure_connection()
    with connection.cursor() as cursor:
        cursor.execute(begin)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ROLLBACK")


def rows(sql: str, parameters: Sequence[Any] = ()) -> Iterator[Row]:
    """The answer row by row: it may be larger than the memory."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql, parameters or None)
        while found := cursor.fetchmany(AT_ONCE):
            yield from found


# Of legs `l`: not those that only say what the money is kept for.
IS_MONEY = (
    "l.debit_id NOT IN (SELECT id FROM ledger_account WHERE kind = 'restricted'"
    " OR code = 'equity:free')"
)


def in_funds(column: str, looked_at: Funds) -> str:
    """`column IN (...)`: keys only, so nothing that anybody typed."""
    keys = ", ".join(str(int(key)) for key in looked_at.codes) or "NULL"
    return f"{column} IN ({keys})"
