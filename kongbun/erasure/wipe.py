"""Takes what was erased out of the file itself, not only out of its tables.

SQLite leaves old bytes in free pages and in its log: VACUUM writes the file anew, the
checkpoint empties the log.  On PostgreSQL that is the server's autovacuum's affair.
"""

from __future__ import annotations

from django.db import OperationalError, connection

from kongbun.store.sqlite.base import owning


def wipe() -> bool:
    """After the commit; False when somebody is at work and it has to be done later."""
    if connection.vendor != "sqlite":
        return True
    if connection.in_atomic_block:
        return False
    try:
        # The file is written anew by way of another: not what the app's role may.
        with owning(connection), connection.cursor() as cursor:
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            return bool(cursor.fetchone()[0] == 0)
    except OperationalError:
        return False
