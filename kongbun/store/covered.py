"""Rows that a command writes, and the text of each that its link in the chain covers.

A model that inherits from `Covered` tells every row written while a command runs.  The
link holds two hashes a table: over what stays for ever, and over all, with the
command's salt, so that what was erased about a person can no longer be guessed.
Entries, legs and receipts have hashes of their own and are not told here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import models

from kongbun.store import guards


@dataclass(frozen=True, slots=True, order=True)
class Row:
    """One row as the chain remembers it: what stays, and all that was written."""

    table: str
    key: int
    kept: str
    whole: str


_written: ContextVar[list[Row] | None] = ContextVar("written", default=None)


class Covered(models.Model):
    """A row whose command's link covers it."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        is_new = self._state.adding
        super().save(*args, **kwargs)
        if is_new:
            tell(self)


def tell(*rows: models.Model) -> None:
    """Rows just written; for those that were written many at once."""
    written = _written.get()
    if written is not None:
        written.extend(row_of(one) for one in rows)


@contextmanager
def telling() -> Iterator[list[Row]]:
    """Collects what is told until the end of the block."""
    written: list[Row] = []
    before = _written.set(written)
    try:
        yield written
    finally:
        _written.reset(before)


@cache
def columns(table: str) -> tuple[frozenset[str], frozenset[str]]:
    """Of a table: what may change later, and what may be erased."""
    for one in guards.protected():
        if one.table == table:
            return frozenset(one.may_change), frozenset(one.may_erase)
    raise AssertionError(f"{table}: only rows that stay are covered")


def row_of(one: models.Model) -> Row:
    changes, erased = columns(one._meta.db_table)
    said = [
        (str(field.column), text)
        for field in sorted(one._meta.concrete_fields, key=lambda one: str(one.column))
        if field.column not in changes
        and (text := plain(field.to_python(getattr(one, field.attname))))
    ]
    return Row(
        one._meta.db_table,
        int(one.pk),
        line_of(pair for pair in said if pair[0] not in erased),
        line_of(said),
    )


def line_of(said: Iterable[tuple[str, str]]) -> str:
    """Length before each value: no value can pretend to be two."""
    return "".join(f"{column}:{len(text)}:{text}\n" for column, text in said)


def plain(value: Any) -> str:
    """Empty for what is empty: a column added later changes no old row's text."""
    if value is None or value == "" or value is False or value == 0:
        return ""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    return str(int(value) if isinstance(value, bool) else value)


def sealed(rows: Iterable[Row], salt: bytes) -> dict[str, list[str]]:
    """By table: the hash of what stays, and of all; what a link says of its rows."""
    of_table: dict[str, list[Row]] = {}
    for one in sorted(rows):
        of_table.setdefault(one.table, []).append(one)
    return {
        table: [
            sha256("\n".join(one.kept for one in found).encode()).hexdigest(),
            sha256(
                bytes(salt) + "\n".join(one.whole for one in found).encode()
            ).hexdigest(),
        ]
        for table, found in of_table.items()
    }


def differs(
    said: Mapping[str, list[str]], found: Mapping[str, list[str]], *, erased: bool
) -> Iterator[str]:
    """Tables whose rows are not those that the link covers."""
    for table in sorted({*said, *found}):
        before, now = said.get(table, ["", ""]), found.get(table, ["", ""])
        if before[0] != now[0] or (not erased and before[1] != now[1]):
            yield table
