"""All that a database holds, to compare two of them or one at two times."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

# When a migration ran here is no part of the books.
LEFT_OUT = frozenset({"django_migrations"})


def content(connection: Any) -> dict[str, list[str]]:
    """Table -> a digest of each row, in an order that is its own."""
    with connection.cursor() as cursor:
        found = {}
        for table in sorted(connection.introspection.table_names(cursor)):
            if table not in LEFT_OUT:
                cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 -- its own names
                found[table] = sorted(_digest(row) for row in cursor.fetchall())
    connection.close()
    return found


def _digest(row: tuple[Any, ...]) -> str:
    plain = [bytes(v) if isinstance(v, memoryview) else v for v in row]
    return sha256(repr(plain).encode()).hexdigest()
