"""A server that dies under its writers loses nothing that it answered for.

The long run has a server of its own that keeps what it said (`server.py`): a few deaths
in every run, 150 by `--soak`.  What one writer is told stands beside it.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection, connections

from kongbun.commands import run
from kongbun.commands.models import Command
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.ledger.balances import balance
from kongbun.store import copies, trouble
from kongbun.testing.cast import Cast, make_cast
from kongbun.testing.databases import Copy, Databases, Once
from kongbun.treasury import actions
from tests.faults.server import kill_under_load
from tests.treasury.steps import DAY
from tests.web.doors import Visitor, text

pytestmark = pytest.mark.skipif(
    "DATABASE_URL" not in os.environ, reason="SQLite has no server to kill"
)
GIFT: dict[str, Any] = {
    "income": "income:donation",
    "into": "cash",
    "amount_satang": 1_000_00,
    "occurred_on": DAY,
    "party": "นายสมบัติ ดีงาม",
}


def test_what_a_killed_server_answered_is_there_once_and_whole(
    committed_db: Copy, databases: Databases, tmp_path: Path, soak: bool
) -> None:
    assert committed_db.name
    dump = tmp_path / "migrated"
    connections.close_all()
    options = {**connections["owner"].settings_dict, "NAME": databases.template}
    copies.postgres_out(options, dump)
    cycles = 150 if soak else 4
    killed = kill_under_load(cycles, of=dump)
    assert killed.rude == []
    assert (killed.lost, killed.half, killed.doubled) == (0, 0, 0)
    assert killed.findings == []
    assert killed.cycles == cycles
    assert killed.acknowledged > cycles
    # Somebody was in the middle of it, and sent the same again.
    assert killed.again.get("database-away", 0) > 0
    assert set(killed.again) <= {"database-away", "try-again"}


@pytest.fixture
def cast(once: Once) -> Cast:
    return once(make_cast)


def test_a_writer_cut_off_is_told_to_send_the_same_again(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The owner ends the connection at work, as a server does that goes down."""
    act = cast.act("somsri")
    real = run._seal

    def cut(*given: Any) -> None:
        pid = connection.connection.info.backend_pid
        with connections["owner"].cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s)", [pid])
        real(*given)

    monkeypatch.setattr(run, "_seal", cut)
    with pytest.raises(Refused) as caught:
        actions.other_income(act, **GIFT)
    assert caught.value.code is RefusalCode.DATABASE_AWAY
    monkeypatch.undo()
    assert balance(cast.fund.pk, "cash") == 0
    for _ in range(2):
        actions.other_income(act, **GIFT)
    assert balance(cast.fund.pk, "cash") == 1_000_00
    assert Command.objects.filter(public_id=act.command_id).count() == 1


def test_a_browser_is_shown_a_page_while_the_server_is_away(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    somsri = Visitor(cast, "somsri")
    somsri.raise_request_exception = False
    assert somsri.get("/f/TUNG/").status_code == 200
    connection.close()
    with monkeypatch.context() as away:
        away.setitem(connection.settings_dict, "PORT", "1")
        page = somsri.get("/f/TUNG/")
        assert page.status_code == 503
        assert "ฐานข้อมูลไม่ตอบ" in text(page)
        assert trouble.AGAIN in text(page)
    assert somsri.get("/f/TUNG/").status_code == 200


def test_no_connection_at_all_is_the_same_trouble() -> None:
    with pytest.raises(psycopg.OperationalError) as caught:
        psycopg.connect("postgresql://nobody@127.0.0.1:1/none", connect_timeout=2)
    assert trouble.of(caught.value) is RefusalCode.DATABASE_AWAY
