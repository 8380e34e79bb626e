"""Which funds a piece of work sees: the second wall between funds, on PostgreSQL.

Each door says it once, before it asks for the first row: `seeing` the fund it works
in, or `seeing_all` with the reason.  Who says nothing sees nothing.  The database
holds to it (`row_security`); on SQLite it is only said.  Not who may do what.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import OperationalError, connections
from django.db.backends.signals import connection_created

ALL = "*"
SETTING = "kongbun.funds"
# None: nobody has said it; the connection is as the database made it.
_seen: ContextVar[str | None] = ContextVar("seen", default=None)


@contextmanager
def seeing(*fund_ids: int) -> Iterator[None]:
    """See these funds, and 0 for what belongs to none, until the end of the block."""
    with _seeing(_written(fund_ids)):
        yield


@contextmanager
def seeing_all(reason: str) -> Iterator[None]:
    """See every fund.  `reason` is for who reads: few places have one."""
    assert reason
    with _seeing(ALL):
        yield


def look_at(*fund_ids: int) -> None:
    """From here to the end of the block see these instead."""
    assert _seen.get() is not None, "inside `seeing`, whose end puts it back"
    _look(_written(fund_ids))


def _written(fund_ids: tuple[int, ...]) -> str:
    return "{" + ",".join(str(int(fund_id)) for fund_id in fund_ids) + "}"


@contextmanager
def _seeing(what: str) -> Iterator[None]:
    before = _seen.get()
    _look(what)
    try:
        yield
    finally:
        _look(before)


def _look(what: str | None) -> None:
    if what == _seen.get():
        return
    _seen.set(what)
    connection = connections["default"]
    if connection.vendor == "postgresql" and connection.connection is not None:
        _tell(connection, what)


def _tell(connection: Any, what: str | None) -> None:
    """Set it for the session: a transaction that fails takes back what it set.

    So does a savepoint, and blocks of both kinds close in the order they were opened:
    in a failed one there is nothing to set, it will be as it was before.  Writes that
    wait in `together` go first, under what was seen when they were said.
    """
    if connection.needs_rollback or not _is_usable(connection.connection):
        return
    try:
        with connection.cursor() as cursor:
            if what is None:
                cursor.execute(f"RESET {SETTING}")
            else:
                cursor.execute("SELECT set_config(%s, %s, false)", [SETTING, what])
    except OperationalError:
        # Nobody goes on with a connection of which it is not known what it sees.
        connection.close()


def _is_usable(raw: Any) -> bool:
    from psycopg.pq import TransactionStatus  # noqa: PLC0415 -- not on SQLite

    failed = {TransactionStatus.INERROR, TransactionStatus.UNKNOWN}
    return raw.info.transaction_status not in failed


def _tell_a_new_one(connection: Any, **_: object) -> None:
    if connection.vendor == "postgresql" and connection.alias == "default":
        what = _seen.get()
        if what is not None:
            _tell(connection, what)


connection_created.connect(_tell_a_new_one)
