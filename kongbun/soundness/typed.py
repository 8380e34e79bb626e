"""A day is a day: what SQLite keeps as text and no program can read as one.

Django reads such a text as nothing, so the row's own hash stays right, while every
question in SQL sees that something is there.  PostgreSQL has types.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import connection, models

from kongbun.soundness.findings import Code, Finding
from kongbun.soundness.reading import rows

# Read as they are, row by row, by a walk of their own; and there are millions.
WALKED = {"dues_duesline", "ledger_entry", "ledger_leg", "receipts_receipt"}


def as_their_type(*, whole: bool) -> Iterator[Finding]:
    """One finding a column; of the whole file, which is one for all funds."""
    if not whole or connection.vendor != "sqlite":
        return
    for model in apps.get_models(include_auto_created=True):
        table = model._meta.db_table
        unfit = {
            field.column: _unfit(field)
            for field in model._meta.concrete_fields
            if isinstance(field, models.DateField) and table not in WALKED
        }
        if not unfit:
            continue
        counts = ", ".join(f"SUM({condition})" for condition in unfit.values())
        ((*found,),) = rows(f'SELECT {counts} FROM "{table}"')
        for column, count in zip(unfit, found, strict=True):
            if count:
                yield Finding.of(
                    Code.CHAIN_BROKEN,
                    "",
                    f"{table}.{column}",
                    f"{count} แถวใน {table} มี {column} ที่ไม่ใช่วันที่",
                )


def _unfit(field: models.Field[Any, Any]) -> str:
    """True where there is something that is no day, or no moment."""
    name = f'"{field.column}"'
    fits = f"date({name}) IS {name}"
    if isinstance(field, models.DateTimeField):
        fits = f"strftime('%Y-%m-%d %H:%M:%S', {name}) IS SUBSTR({name}, 1, 19)"
    return f"({name} IS NOT NULL AND NOT (typeof({name}) = 'text' AND {fits}))"
