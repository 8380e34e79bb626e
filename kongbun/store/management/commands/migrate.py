"""`migrate`, and then every protective trigger, check, policy and grant again.

Django drops triggers when it rebuilds a table on SQLite, without a word.  And it may
write down that a migration ran after it has committed it: who is stopped in between
could never migrate again.  Here both are one transaction.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from django.conf import settings
from django.core.management.commands import migrate
from django.db import connections, transaction
from django.db.migrations.executor import MigrationExecutor

from kongbun.store import guards
from kongbun.store.sqlite.base import owning
from kongbun.store.sqlite.schema import strengthen


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        if options["database"] == "default" and "owner" in settings.DATABASES:
            options["database"] = "owner"
        connection = connections[options["database"]]
        with owning(connection):
            try:
                # Django's command offers no other way to bring its own executor.
                with patch.object(migrate, "MigrationExecutor", WholeExecutor):
                    super().handle(*args, **options)
                if connection.vendor == "sqlite" and _is_current(connection):
                    strengthen(connection)
            finally:
                # Also after one that failed: those before it stand.
                protect(connection)


def _is_current(connection: Any) -> bool:
    """Whether every table is as its model says."""
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def protect(connection: Any) -> None:
    """Put in force what this state of the database can have."""
    guards.install(connection)
    if connection.vendor == "postgresql" and "owner" in settings.DATABASES:
        guards.grant(connection, guards.app_role())


class WholeExecutor(MigrationExecutor):
    """A migration and the line that says it ran are written together."""

    def apply_migration(
        self, state: Any, migration: Any, *args: Any, **how: Any
    ) -> Any:
        if not migration.atomic:
            return super().apply_migration(state, migration, *args, **how)
        with _whole(self.connection):
            return super().apply_migration(state, migration, *args, **how)

    def unapply_migration(
        self, state: Any, migration: Any, *args: Any, **how: Any
    ) -> Any:
        if not migration.atomic:
            return super().unapply_migration(state, migration, *args, **how)
        with _whole(self.connection):
            return super().unapply_migration(state, migration, *args, **how)


@contextmanager
def _whole(connection: Any) -> Iterator[None]:
    """One transaction, in which SQLite does not mind a table that is being remade.

    Its keys are checked by the migration itself before it ends; within a transaction
    the check can neither be turned off nor on.
    """
    connection.disable_constraint_checking()
    try:
        with transaction.atomic(using=connection.alias):
            yield
    finally:
        connection.enable_constraint_checking()
