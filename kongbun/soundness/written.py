"""Rows against the link of the command that wrote them: K013.

A row that was changed, taken away or put under another command is found, whatever it
says and whether or not anything else depends on it.  What an erasure took is no
finding: the salt went with it, and what stays for ever is compared all the same.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.apps import apps

from kongbun.soundness.findings import Code, Finding
from kongbun.soundness.reading import Funds, in_funds, rows
from kongbun.store.covered import Covered, Row, differs, row_of, sealed

AT_ONCE = 2_000


def rows_as_written(looked_at: Funds, *, whole: bool) -> Iterator[Finding]:
    """One finding a command and table whose rows are not as its link says."""
    found = by_command()
    mine = in_funds("a.chain", looked_at)
    if whole:
        mine = f"({mine} OR a.chain = 0)"
    for command_id, fund_id, salt, payload in rows(
        "SELECT a.command_id, a.chain, c.salt, a.payload FROM audit_auditevent a"
        " JOIN commands_command c ON c.id = a.command_id"
        f" WHERE {mine} ORDER BY a.id"
    ):
        there = found.pop(command_id, [])
        said: Any = json.loads(payload).get("rows")
        if said is None:
            # Links from before rows were covered have none.
            continue
        kept = bytes(salt or b"")
        for table in differs(said, sealed(there, kept), erased=not kept):
            yield Finding.of(
                Code.CHAIN_BROKEN,
                looked_at.code(fund_id),
                f"command {command_id}",
                f"แถวใน {table} ที่คำสั่ง {command_id} เขียนไว้ ไม่ตรงกับห่วงของมัน",
            )


def by_command(using: str = "default") -> dict[int, list[Row]]:
    """Every covered row, by the command that it names."""
    found: dict[int, list[Row]] = defaultdict(list)
    for model in apps.get_models():
        if issubclass(model, Covered):
            every = model._default_manager.using(using).order_by("pk")
            for one in every.iterator(chunk_size=AT_ONCE):
                found[one.command_id].append(row_of(one))  # type: ignore[attr-defined]
    return found
