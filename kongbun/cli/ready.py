"""Before a command reads or writes: is the database there, and of this version?

A new laptop's SQLite file is made on first use.  An older database is never changed
by the way: `kongbun migrate` does that when somebody asks for it.
"""

from __future__ import annotations

from pathlib import Path

from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from kongbun.cli.stop import CannotGoOn

OLD = "the database is of another version: run `kongbun migrate` first"


def make_ready() -> None:
    """Make a missing SQLite file; raise `CannotGoOn` where somebody has to act."""
    if connection.vendor == "sqlite":
        file = Path(str(connection.settings_dict["NAME"]))
        if not file.exists() or file.stat().st_size == 0:
            try:
                file.parent.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                why = f"{file.parent} cannot be made: {error.strerror}"
                raise CannotGoOn(why) from None
            call_command("migrate", verbosity=0, interactive=False)
            return
    try:
        executor = MigrationExecutor(connection)
    except DatabaseError as error:
        reason = str(error).strip().splitlines()[0]
        raise CannotGoOn(f"the database cannot be reached: {reason}") from None
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise CannotGoOn(OLD)
