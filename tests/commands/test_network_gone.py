"""The network is cut between the program and its server, at each message of a command.

What was not answered may be there or not; it is whole or nothing, and the same command
again, when the network is back, counts once.
"""

from __future__ import annotations

import os
import select
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from threading import Thread
from typing import Any

import pytest
from django.db import connection

from kongbun.commands.models import Command
from kongbun.commands.run import Act
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.ledger.balances import balance
from kongbun.soundness.check import check
from kongbun.testing.cast import Cast, make_cast
from kongbun.testing.databases import Once
from kongbun.treasury import actions
from tests.treasury.steps import DAY

pytestmark = pytest.mark.skipif(
    connection.vendor == "sqlite", reason="SQLite has no network to lose"
)
# Between the first statement and the answer of the commit; more would be a new way.
MESSAGES_MAX = 200
NOW = datetime(2026, 11, 20, 5, tzinfo=UTC)


class Wire:
    """Carries messages to the server and back, `left` of them; then it is cut."""

    def __init__(self, host: str, port: int, left: int) -> None:
        self._to, self.left, self.carried = (host, port), left, 0
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._door.getsockname()[1]
        self._hand = Thread(target=self._carry, daemon=True)
        self._hand.start()

    def _carry(self) -> None:
        try:
            near, _ = self._door.accept()
        except OSError:
            return  # Nobody came.
        # Who comes after the cut is turned away at once.
        self._door.close()
        with near, socket.create_connection(self._to) as far:
            other = {near: far, far: near}
            while True:
                for one in select.select([near, far], [], [])[0]:
                    message = one.recv(1 << 20)
                    if not message:
                        return
                    if self.carried == self.left:
                        return
                    self.carried += 1
                    other[one].sendall(message)

    def end(self) -> None:
        self._door.close()
        self._hand.join(10)


@contextmanager
def over(left: int) -> Iterator[Wire]:
    """The connection goes over a wire; it is a new one before and afterwards."""
    straight = {name: connection.settings_dict[name] for name in ("HOST", "PORT")}
    wire = Wire(straight["HOST"], int(straight["PORT"]), left)
    connection.close()
    connection.settings_dict |= {"HOST": "127.0.0.1", "PORT": str(wire.port)}
    try:
        yield wire
    finally:
        connection.close()
        connection.settings_dict |= straight
        wire.end()


@pytest.fixture
def cast(once: Once) -> Cast:
    return once(make_cast)


def give(cast: Cast, act: Act) -> dict[str, Any]:
    return actions.other_income(
        act,
        income="income:donation",
        into=cast.cash,
        amount_satang=1_00,
        occurred_on=DAY,
        party="นายสมบัติ ดีงาม",
    )


def test_a_command_is_whole_or_nothing_wherever_the_network_is_cut(cast: Cast) -> None:
    with over(MESSAGES_MAX) as whole:
        connection.ensure_connection()
        opened = whole.carried
    there: list[bool] = []
    for given, left in enumerate(range(opened, MESSAGES_MAX)):
        act, code = cast.act("somsri"), None
        with over(left):
            connection.ensure_connection()
            try:
                give(cast, act)
            except Refused as refused:
                code = refused.code
        booked = balance(cast.fund.pk, "cash") - given * 1_00
        assert booked in {0, 1_00}, left
        seen = Command.objects.filter(public_id=act.command_id).count()
        assert seen == bool(booked), left
        there.append(bool(booked))
        # The same press, when the network is back.
        first = give(cast, act)
        assert give(cast, act) == first
        assert balance(cast.fund.pk, "cash") == (given + 1) * 1_00, left
        if code is None:
            break
        assert code is RefusalCode.DATABASE_AWAY, left
    # Whatever was not answered before the commit is not there; its answer may be lost.
    assert there == sorted(there)
    assert there[0] is False
    assert there[-2:] == [True, True]
    assert check(now=NOW) == []


def test_a_server_that_has_gone_silent_is_not_waited_for_without_end(
    cast: Cast,
) -> None:
    """Asked of the socket itself: what a dead network leaves unanswered times out."""
    assert cast.fund.code == "TUNG"
    connection.ensure_connection()
    with socket.socket(fileno=os.dup(connection.connection.fileno())) as wire:
        tcp = socket.IPPROTO_TCP
        assert wire.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE) == 1
        # Seconds until it is asked whether it is there, between two questions, and
        # how many; then milliseconds until what was sent must have arrived.
        idle = wire.getsockopt(tcp, socket.TCP_KEEPIDLE)
        between = wire.getsockopt(tcp, socket.TCP_KEEPINTVL)
        asked = wire.getsockopt(tcp, socket.TCP_KEEPCNT)
        assert idle + between * asked <= 60
        assert 0 < wire.getsockopt(tcp, socket.TCP_USER_TIMEOUT) <= 60_000
    assert int(connection.get_connection_params()["connect_timeout"]) <= 10
