"""A command that others hold up is begun anew, a bounded number of times; never a 500.

With real deadlocks and real locks: whoever holds them is another connection.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from threading import Barrier, BrokenBarrierError
from typing import Any
from uuid import uuid4

import pytest
from django.db import OperationalError, connection, connections

from kongbun.access.models import User
from kongbun.commands import run
from kongbun.commands.models import Command
from kongbun.commands.run import Act, command
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.people.models import Branch
from kongbun.testing import insider
from kongbun.testing.cast import Cast, make_cast
from kongbun.testing.databases import Copy, Once

postgres_alone = pytest.mark.skipif(
    connection.vendor == "sqlite", reason="on SQLite there is one writer at a time"
)


@pytest.fixture
def cast(once: Once) -> Cast:
    return once(make_cast)


@command("test.open")
def open_branch(act: Act, *, name: str) -> dict[str, Any]:
    Branch.objects.create(fund_id=act.fund_id, kind="centre", name=name)
    return {"name": name}


class Stumbling:
    """An action whose database fails it so many times, each time after a write."""

    def __init__(self, times: int, sqlstate: str) -> None:
        self.left, self.sqlstate = times, sqlstate

    def __call__(self, act: Act, *, name: str) -> dict[str, Any]:
        Branch.objects.create(fund_id=act.fund_id, kind="centre", name=name)
        if self.left:
            self.left -= 1
            cause = Exception()
            cause.sqlstate = self.sqlstate  # type: ignore[attr-defined]
            raise OperationalError("in the way") from cause
        return {"name": name}


def stumbling(times: int, sqlstate: str = "40001") -> Callable[..., dict[str, Any]]:
    action = Stumbling(times, sqlstate)
    return command("test.stumble")(lambda act, *, name: action(act, name=name))


@pytest.mark.parametrize(("sqlstate", "most"), [("40001", 4), ("55P03", 2)])
def test_it_is_done_once_however_often_it_was_begun(
    cast: Cast, sqlstate: str, most: int
) -> None:
    act = cast.act("somsri")
    assert stumbling(most, sqlstate)(act, name="บ้านใหม่") == {"name": "บ้านใหม่"}
    assert act.tries == most + 1
    assert Branch.objects.filter(name="บ้านใหม่").count() == 1
    assert Command.objects.filter(public_id=act.command_id).count() == 1


@pytest.mark.parametrize(("sqlstate", "most"), [("40P01", 5), ("55P03", 3)])
def test_it_gives_up_after_so_many_and_leaves_nothing(
    cast: Cast, sqlstate: str, most: int
) -> None:
    act = cast.act("somsri")
    with pytest.raises(Refused) as refused:
        stumbling(99, sqlstate)(act, name="บ้านใหม่")
    assert refused.value.code is RefusalCode.TRY_AGAIN
    assert act.tries == most
    assert not Branch.objects.filter(name="บ้านใหม่").exists()
    assert not Command.objects.filter(public_id=act.command_id).exists()
    # The same press again is then the first that counts.
    assert open_branch(act, name="บ้านใหม่") == {"name": "บ้านใหม่"}


def test_another_trouble_is_not_tried_again(cast: Cast) -> None:
    act = cast.act("somsri")
    with pytest.raises(OperationalError, match="in the way"):
        stumbling(1, "53100")(act, name="บ้านใหม่")
    assert act.tries == 1


@postgres_alone
def test_two_that_wait_for_each_other_are_both_done(cast: Cast) -> None:
    """Each of two funds' commands holds the user whom the other wants next."""
    meet = Barrier(2)

    @command("test.phones")
    def phones(act: Act, *, first: int, second: int) -> dict[str, Any]:
        User.objects.filter(pk=first).update(phone=f"{act.fund_id}")
        with suppress(BrokenBarrierError):  # Begun anew, it meets nobody.
            meet.wait(timeout=5)
        User.objects.filter(pk=second).update(phone=f"{act.fund_id}")
        return {}

    def press(pair: tuple[Act, dict[str, int]]) -> int:
        act, facts = pair
        try:
            phones(act, **facts)
            meet.abort()
        finally:
            connections.close_all()
        return act.tries

    one, two = cast.users["laor"].pk, cast.users["kamnan"].pk
    acts = [
        (cast.act("somsri"), {"first": one, "second": two}),
        (cast.act("noi", fund=cast.other_fund), {"first": two, "second": one}),
    ]
    with ThreadPoolExecutor(2) as pool:
        tries = sorted(pool.map(press, acts))
    assert tries[0] == 1
    assert 2 <= tries[1] <= 5
    assert Command.objects.filter(kind="test.phones").count() == 2


@contextmanager
def somebody_writes(copy: Copy, fund_id: int) -> Iterator[None]:
    """Another program in the middle of its own transaction, for as long as it lasts."""
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(copy.name, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            yield
            other.execute("ROLLBACK")
        return
    owner = connections[insider.alias()]
    with owner.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute(
            "SELECT 1 FROM audit_chainhead WHERE chain = %s FOR UPDATE", [fund_id]
        )
        yield
        cursor.execute("ROLLBACK")


def test_who_waits_too_long_is_told_to_try_again(
    committed_db: Copy, cast: Cast
) -> None:
    connection.ensure_connection()
    if connection.vendor == "sqlite":
        connection.connection.set_authorizer(None)
        connection.connection.execute("PRAGMA busy_timeout = 20")
    else:
        connection.connection.execute("SET lock_timeout = '20ms'")
    act = cast.act("somsri", command_id=uuid4())
    with (
        somebody_writes(committed_db, cast.fund.pk),
        pytest.raises(Refused) as refused,
    ):
        open_branch(act, name="บ้านใหม่")
    assert refused.value.code is RefusalCode.TRY_AGAIN
    assert act.tries == run.TRIES_AFTER_A_WAIT
    connection.close()
    assert open_branch(act, name="บ้านใหม่") == {"name": "บ้านใหม่"}
