"""The first statement of every command: takes its place in the fund's line.

In one statement, because every command comes by here: the chain's head is held until
the transaction ends, and the id is looked for among the commands that came earlier.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import connection

from kongbun.audit.models import ChainHead
from kongbun.audit.record import GENESIS
from kongbun.commands.models import Command
from kongbun.store.bulk import unused_keys
from kongbun.store.together import prepared


@dataclass(frozen=True, slots=True)
class Arrived:
    """The held end of the chain, the command that had this id before, a free key."""

    head: ChainHead
    earlier_id: int | None
    free_id: int


def arrive(chain: int, public_id: bytes) -> Arrived:
    """Writers of one fund go in line from here on."""
    found = _arrive(chain, public_id)
    if found is None:
        ChainHead.objects.bulk_create(
            [ChainHead(chain=chain, hash=GENESIS)], ignore_conflicts=True
        )
        found = _arrive(chain, public_id)
    assert found is not None, f"no chain {chain}"
    return found


def _arrive(chain: int, public_id: bytes) -> Arrived | None:
    held = " FOR UPDATE" if connection.vendor == "postgresql" else ""
    with prepared() as cursor:
        # The key is taken once the place is held: keys follow the order of the line,
        # by which `kongbun check` tells what came after a close.
        cursor.execute(
            "WITH h AS MATERIALIZED (SELECT seq, hash, day FROM audit_chainhead"  # noqa: S608 -- names of our own tables
            f" WHERE chain = %s{held}) SELECT h.seq, h.hash, h.day, c.id,"
            f" (SELECT key FROM {unused_keys(Command._meta.db_table, 1)} AS unused)"
            " FROM h LEFT JOIN commands_command c ON c.public_id = %s",
            [chain, public_id],
        )
        row = cursor.fetchone()
    if row is None:
        return None
    seq, link, day, earlier_id, free_id = row
    # SQLite has a day as text.
    last = date.fromisoformat(day) if isinstance(day, str) else day
    head = ChainHead(chain=chain, seq=seq, hash=bytes(link), day=last)
    return Arrived(head, earlier_id, free_id)
