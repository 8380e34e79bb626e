"""What django-hordak books a second on PostgreSQL: `books_hordak.py N`, beside ours.

It is the nearest to our ledger: double entry for Django, balance held by a trigger.
An entry is one Transaction with two Legs; it keeps no command, chain or answer.  Runs
in an environment of its own (`tools/bench-ledger`) and prints JSON lines in the shape
of `kongbun bench`.  The amounts are those that ours books, so sums must be equal.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from importlib.metadata import version
from typing import Any
from urllib.parse import unquote, urlsplit

import django
import psycopg
from django.conf import settings

SHEET = 1_000
REPEATS = 3


def satang(number: int) -> int:
    """As `kongbun.bench.ledger` has it."""
    return 100 + number % 400 * 100


@contextmanager
def scratch() -> Iterator[dict[str, Any]]:
    """A database of our own on the owner's server."""
    url = os.environ["DATABASE_OWNER_URL"]
    parts = urlsplit(url)
    name = f"hordak_{os.getpid()}"
    with psycopg.connect(url, autocommit=True) as owner:
        owner.execute(f'CREATE DATABASE "{name}"'.encode())
        try:
            yield {
                "ENGINE": "django.db.backends.postgresql",
                "NAME": name,
                "USER": unquote(parts.username or ""),
                "PASSWORD": unquote(parts.password or ""),
                "HOST": parts.hostname,
                "PORT": parts.port,
            }
        finally:
            owner.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())


def accounts(database: dict[str, Any]) -> tuple[Any, Any]:
    settings.configure(
        DATABASES={"default": database},
        INSTALLED_APPS=[
            "django.contrib.contenttypes",
            "django.contrib.auth",
            "mptt",
            "hordak",
        ],
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        DEFAULT_CURRENCY="THB",
        CURRENCIES=["THB"],
        HORDAK_CURRENCIES=["THB"],
        HORDAK_INTERNAL_CURRENCY="THB",
        USE_TZ=True,
    )
    django.setup()
    from django.core.management import call_command  # noqa: PLC0415
    from hordak.models import Account, AccountType  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    cash, dues = (
        Account.objects.create(name=name, code=code, type=kind, currencies=["THB"])
        for name, code, kind in (
            ("cash", "1", AccountType.asset),
            ("dues", "2", AccountType.income),
        )
    )
    return cash, dues


def measure(item: str, count: int, book: Callable[[], None], cash: Any) -> None:
    """Print one line: the median of the runs, and what moved in one of them."""
    before, runs = _stands(cash), []
    for _ in range(REPEATS):
        began = time.perf_counter()
        book()
        runs.append(time.perf_counter() - began)
    median = statistics.median(runs)
    line = {
        "item": item,
        "peer": "django-hordak",
        "version": f"django-hordak {version('django-hordak')}",
        "n": count,
        "seconds": round(median, 4),
        "per_second": round(count / median, 1),
        "checksum": (_stands(cash) - before) // REPEATS,
        "runs": [round(one, 4) for one in runs],
        "load": round(os.getloadavg()[0], 2),
        "engine": "postgresql",
    }
    print(json.dumps(line), flush=True)


def _stands(account: Any) -> int:
    account.refresh_from_db()
    return abs(int(account.get_balance()["THB"].amount * 100))


def main(n: int) -> None:
    with scratch() as database:
        cash, dues = accounts(database)
        from django.db import connection, transaction  # noqa: PLC0415
        from hordak.models import Leg, Transaction  # noqa: PLC0415
        from moneyed import Money  # noqa: PLC0415

        def money(count: int) -> list[Any]:
            return [Money(Decimal(satang(i)) / 100, "THB") for i in range(count)]

        def one_by_one() -> None:
            for amount in amounts:
                dues.transfer_to(cash, amount)

        @transaction.atomic
        def at_once() -> None:
            booked = Transaction.objects.bulk_create([Transaction() for _ in sheet])
            legs = []
            for entry, amount in zip(booked, sheet, strict=True):
                legs.append(Leg(transaction=entry, account=cash, debit=amount))
                legs.append(Leg(transaction=entry, account=dues, credit=amount))
            Leg.objects.bulk_create(legs)

        amounts, sheet = money(n), money(SHEET)
        dues.transfer_to(cash, amounts[0])  # The first fills its caches.
        measure("ledger-single", n, one_by_one, cash)
        measure("ledger-bulk", SHEET, at_once, cash)
        connection.close()


if __name__ == "__main__":
    main(int(sys.argv[1]))
