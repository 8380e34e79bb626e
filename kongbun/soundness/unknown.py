"""Columns and tables that the program does not know: K020.

Whether a column is about a person is said for each that a model has, and a test holds
the models to it.  One that was added by hand is classified by nobody: no erasure
reaches it, no export leaves it out.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.db import connection

from kongbun.soundness.findings import Code, Finding

# Not ours and without people in them: Django's own, SQLite's, Litestream's.  By their
# whole names: what only begins so is anybody's.
OF_OTHERS = frozenset(
    {
        *("django_migrations", "django_session"),
        *("sqlite_sequence", "sqlite_stat1", "sqlite_stat4"),
        *("_litestream_seq", "_litestream_lock"),
        # What a server's operator installs to see how it does.
        *("pg_stat_statements", "pg_stat_statements_info", "pg_buffercache"),
    }
)


def unclassified() -> Iterator[Finding]:
    known = {
        model._meta.db_table: {field.column for field in model._meta.concrete_fields}
        for model in apps.get_models(include_auto_created=True)
    }
    with connection.cursor() as cursor:
        there = connection.introspection.get_table_list(cursor)
        for table, is_view in sorted((one.name, one.type == "v") for one in there):
            if table in OF_OTHERS:
                continue
            if is_view:
                # Also one that stands where a table of ours stood.
                yield _unknown(f"view {table}", f"มุมมอง {table}")
                continue
            if table not in known:
                yield _unknown(f"table {table}", f"ตาราง {table}")
                continue
            cursor.execute(f'SELECT * FROM "{table}" LIMIT 0')
            columns = {column[0] for column in cursor.description}
            for column in sorted(columns - known[table]):
                name = f"{table}.{column}"
                yield _unknown(f"column {name}", f"คอลัมน์ {name}")


def _unknown(what: str, name: str) -> Finding:
    return Finding.of(
        Code.UNCLASSIFIED,
        "",
        what,
        f"{name} ไม่ใช่ของโปรแกรมนี้ จึงไม่มีใครบอกว่ามีข้อมูลบุคคลหรือไม่ การลบข้อมูลตามคำขอไปไม่ถึง",
    )
