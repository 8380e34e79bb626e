"""What every link would say of rows that may change, had they always been as they are.

For an insider who makes the chain again: only the planted thing itself is wrong then.
"""

from __future__ import annotations

import json
from collections import defaultdict

from kongbun.access.models import Fund
from kongbun.audit.models import AuditEvent
from kongbun.audit.said import NOBODYS
from kongbun.commands.models import Command
from kongbun.store.followed import GONE, Words, every, followed, word


def words_anew(using: str) -> dict[int, Words]:
    """By link: all that it says, the last word about each row as the row is now."""
    said: dict[int, Words] = {}
    last: dict[tuple[str, int], int] = {}
    newest: dict[int, int] = {}
    commands: dict[int, int] = {}
    for event in AuditEvent.objects.using(using).order_by("pk"):
        facts = json.loads(event.payload)
        if "now" in facts:
            said[event.pk] = facts["now"]
            newest[event.chain] = event.pk
            commands[event.pk] = event.command_id or 0
            for table, rows in facts["now"].items():
                last.update({(table, int(key)): event.pk for key in rows})
    salts = {
        key: bytes(salt or b"")
        for key, salt in Command.objects.using(using).values_list("pk", "salt")
    }
    since = {key for table, key in last if table == Fund._meta.db_table}
    now: dict[int, dict[str, dict[str, str]]] = defaultdict(lambda: defaultdict(dict))
    for model in followed():
        table = model._meta.db_table
        for key, fund_id, text in every(model, {}, using):
            link = last.pop((table, key), None)
            if link is None and fund_id in {*since, NOBODYS}:
                link = newest.get(fund_id, newest.get(NOBODYS))
            if link is not None:
                salt = salts.get(commands[link], b"")
                now[link][table][str(key)] = word(model, text, salt)
    for (table, key), link in last.items():
        now[link][table][str(key)] = GONE
    return {
        link: {
            table: {**before.get(table, {}), **now[link].get(table, {})}
            for table in {*before, *now[link]}
        }
        for link, before in said.items()
    }
