"""`migrate`, and then every protective trigger, check, policy and grant again.

Django drops triggers when it rebuilds a table on SQLite, without a word.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.commands import migrate
from django.db import connections
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
