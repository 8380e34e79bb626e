"""What an insider can do to one row: every column changed, and the row taken away.

With the owner's rights, nothing switched on that refuses, and one thing at a time.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.apps import apps
from django.db import Error, connection, connections, models, transaction

from kongbun.testing import insider

ROW = "(a row)"


@dataclass(frozen=True, slots=True)
class Change:
    """One column of one row set to another value; or, for ROW, the row taken away."""

    table: str
    column: str
    key: str
    of: Any
    to: Any = None

    @property
    def sql(self) -> tuple[str, list[Any]]:
        if self.column == ROW:
            return f'DELETE FROM "{self.table}" WHERE "{self.key}" = %s', [self.of]
        return (
            f'UPDATE "{self.table}" SET "{self.column}" = %s WHERE "{self.key}" = %s',
            [self.to, self.of],
        )

    def done(self, cursor: Any) -> bool:
        """False where the database itself has no room for it."""
        try:
            with transaction.atomic(using=insider.alias()):
                cursor.execute(*self.sql)
        except Error:
            return False
        return bool(cursor.rowcount)


@contextmanager
def owning_all() -> Iterator[Any]:
    """A cursor that nothing stops, and everybody looks through its connection.

    Nothing of it is committed: the check sees what was not taken back yet.
    """
    usual = connections["default"]
    with insider.tampering() as cursor:
        connections["default"] = connections[insider.alias()]
        try:
            if connection.vendor == "postgresql":
                _drop_keys(cursor)
            yield cursor
        finally:
            connections["default"] = usual
            transaction.set_rollback(True, using=insider.alias())


def _drop_keys(cursor: Any) -> None:
    cursor.execute(
        "SELECT conrelid::regclass::text, conname FROM pg_constraint"
        " WHERE contype = 'f' AND connamespace = 'public'::regnamespace"
    )
    for table, name in cursor.fetchall():
        cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')


def changes() -> Iterator[tuple[str, str, list[Change]]]:
    """By table and column: what may be put there, the likeliest to pass first."""
    for model in apps.get_models(include_auto_created=True):
        table, key = model._meta.db_table, str(model._meta.pk.column)
        found = model._base_manager.using(insider.alias())
        newest = found.order_by("-pk").values_list("pk", flat=True).first()
        if newest is None:
            continue
        for field in model._meta.concrete_fields:
            if not field.primary_key:
                name = field.attname
                filled = found.exclude(**{name: None}).order_by("-pk")
                row = filled.values_list("pk", name).first() or (newest, None)
                yield (
                    table,
                    str(field.column),
                    [
                        Change(table, str(field.column), key, row[0], _stored(to))
                        for to in _others(field, row[1])
                    ],
                )
        yield table, ROW, [Change(table, ROW, key, newest)]


def _others(field: Any, value: Any) -> Iterator[Any]:
    """Values that could stand there as well."""
    target = field
    while target.is_relation:
        keys = target.related_model._base_manager.using(insider.alias())
        yield from (
            keys.exclude(pk=value).values_list("pk", flat=True).order_by("pk")[:3]
        )
        target = target.target_field
    for one, _ in field.choices or ():
        if one != value:
            yield one
    match value:
        case bool():
            yield not value
        case int():
            yield from (value + 1, value + 7_001)
        case datetime():
            yield value + timedelta(hours=5)
        case date():
            yield value + timedelta(days=3)
        case bytes() | memoryview():
            yield bytes([bytes(value)[0] ^ 1, *bytes(value)[1:]]) if value else b"x"
        case str():
            yield '["อื่น"]' if value[:1] in ("[", "{") else f"{value} อื่น"
        case None:
            yield from _made_up(field)
        case _:
            yield bytes(15) + b"\7"


def _made_up(field: Any) -> Iterator[Any]:
    """For a column that no row fills."""
    if isinstance(field, models.DateTimeField):
        yield datetime(2026, 11, 19, 2)  # noqa: DTZ001 -- as the database has it
    elif isinstance(field, models.DateField):
        yield date(2026, 11, 19)
    elif isinstance(field, models.BinaryField):
        yield bytes(15) + b"\7"
    elif isinstance(field, models.CharField | models.TextField):
        yield "อื่น"
    else:
        yield 7


def _stored(value: Any) -> Any:
    return getattr(value, "bytes", value)
