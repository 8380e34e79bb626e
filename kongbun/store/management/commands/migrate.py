"""`migrate`, and then every protective trigger and grant again.

Django drops triggers when it rebuilds a table on SQLite, without a word.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.commands import migrate
from django.db import connections

from kongbun.store import guards
from kongbun.store.sqlite.base import owning


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        if options["database"] == "default" and "owner" in settings.DATABASES:
            options["database"] = "owner"
        connection = connections[options["database"]]
        with owning(connection):
            try:
                super().handle(*args, **options)
            finally:
                # Also after one that failed: what it undid has its triggers again.
                guards.install(connection)
        if connection.vendor == "postgresql" and "owner" in settings.DATABASES:
            guards.grant(connection, str(settings.DATABASES["default"]["USER"]))
