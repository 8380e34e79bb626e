"""Before a command reads or writes: is the database there, and of this version?

A new laptop's SQLite file is made on first use.  An older database is never changed
by the way: `kongbun migrate` does that when somebody asks for it.
"""

from __future__ import annotations

from pathlib import Path

import click
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from kongbun.cli.stop import CannotGoOn
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.store import guards, tenancy, trouble

OLD = "the database is of another version: run `kongbun migrate` first"


def make_ready() -> None:
    """Make a missing SQLite file; raise `CannotGoOn` where somebody has to act.

    Until the command ends it sees every fund: whoever is at this machine's terminal
    could read the database itself.  A command for one fund narrows it.
    """
    _make_or_find()
    context = click.get_current_context(silent=True)
    if context is not None:
        context.with_resource(tenancy.seeing_all("at the machine's own terminal"))


def refuse_unprotected() -> None:
    """Refuse to write, or to serve, while anything that protects the books is off.

    ROLE_TOO_STRONG: the app could undo it; BOOKS_UNPROTECTED: it is undone.
    """
    if (role := _too_strong_role()) is not None:
        raise Refused(RefusalCode.ROLE_TOO_STRONG, role=role)
    if gone := guards.missing(connection):
        raise Refused(RefusalCode.BOOKS_UNPROTECTED, missing=", ".join(gone))


def _too_strong_role() -> str | None:
    """The app's role on PostgreSQL, if it could undo what protects the books."""
    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolname FROM pg_roles WHERE rolname = current_user "
            "AND (rolsuper OR rolbypassrls OR EXISTS (SELECT FROM pg_class "
            "WHERE relnamespace = 'public'::regnamespace "
            "AND pg_has_role(current_user, relowner, 'MEMBER')))"
        )
        found = cursor.fetchone()
    return str(found[0]) if found else None


def _make_or_find() -> None:
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
        found = trouble.of(error)
        if found in trouble.DISK:
            raise trouble.refusal(found) from error
        reason = str(error).strip().splitlines()[0]
        raise CannotGoOn(f"the database cannot be reached: {reason}") from None
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise CannotGoOn(OLD)
