"""Rows against the link of the command that wrote them: K013.

A row that was changed, taken away or put under another command is found, whatever it
says and whether or not anything else depends on it.  What an erasure took is no
finding: the salt went with it, and what stays for ever is compared all the same.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from django.apps import apps
from django.db import connections

from kongbun.ledger.seal import MEMOS
from kongbun.receipts.seal import NOTED as RECEIPTS
from kongbun.soundness.findings import Code, Finding
from kongbun.soundness.reading import Funds, in_funds, rows
from kongbun.store.covered import Covered, Row, differs, row_of, sealed
from kongbun.store.followed import noted

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


def receipts_as_written(looked_at: Funds) -> Iterator[Finding]:
    """Who paid a receipt, when and by which entry, against the link that wrote it.

    Put together by the database, as there are millions; links from before said nothing.
    """
    made, names = receipts_by_command(in_funds("r.fund_id", looked_at))
    for command_id, fund_id, salt, payload in rows(
        "SELECT a.command_id, a.chain, c.salt, a.payload FROM audit_auditevent a"
        " JOIN commands_command c ON c.id = a.command_id"
        f" WHERE {in_funds('a.chain', looked_at)} ORDER BY a.id"
    ):
        facts = json.loads(payload)
        hasher = made.pop(command_id, None)
        kept, typed = facts.get(RECEIPTS, ["", ""])
        found = names.get(command_id, [])
        if "now" in facts and (
            kept != (hasher.hexdigest() if hasher else "")
            or (salt and typed != names_hash(found, salt))
        ):
            yield Finding.of(
                Code.CHAIN_BROKEN,
                looked_at.code(fund_id),
                f"command {command_id}",
                f"ผู้จ่าย วัน หรือรายการในใบรับเงินของคำสั่ง {command_id} ไม่ตรงกับห่วงของมัน",
            )


def receipts_by_command(
    mine: str, using: str = "default"
) -> tuple[dict[int, Any], dict[int, list[str]]]:
    """By command: the hash over its receipts as they are, and the names they bear."""
    one = connections[using]
    public = (
        "encode(r.public_id, 'hex')"
        if one.vendor == "postgresql"
        else "lower(hex(r.public_id))"
    )
    made: dict[int, Any] = defaultdict(sha256)
    names: dict[int, list[str]] = defaultdict(list)
    with one.chunked_cursor() as cursor:
        cursor.execute(
            "SELECT r.command_id, r.book_id || '/' || r.no || ':'"
            " || COALESCE(CAST(r.payer_id AS TEXT), '') || ':'"
            " || CAST(r.received_on AS TEXT) || ':' || r.amount_satang || ':'"
            f" || COALESCE(CAST(r.entry_id AS TEXT), '') || ':' || {public}, r.no,"
            " r.payer_name || r.void_reason FROM receipts_receipt r"
            f" WHERE {mine} ORDER BY r.id"
        )
        while found := cursor.fetchmany(AT_ONCE):
            for command_id, text, no, typed in found:
                made[command_id].update(f"{text}\n".encode())
                if typed:
                    names[command_id].append(f"{no}:{typed}")
    return made, names


def memos_as_written(looked_at: Funds) -> Iterator[Finding]:
    """What was written beside entries, which their own hash leaves out."""
    found = memos_by_command(in_funds("fund_id", looked_at))
    for command_id, fund_id, salt, payload in rows(
        "SELECT a.command_id, a.chain, c.salt, a.payload FROM audit_auditevent a"
        " JOIN commands_command c ON c.id = a.command_id"
        f" WHERE {in_funds('a.chain', looked_at)} ORDER BY a.id"
    ):
        there = found.pop(command_id, [])
        facts = json.loads(payload)
        if "now" not in facts or not (there or MEMOS in facts):
            continue
        said = facts.get(MEMOS, ["", ""])
        made = noted([("", memo) for memo in there], bytes(salt or b""))
        if said[0] != made[0] or (salt and said[1] != made[1]):
            yield Finding.of(
                Code.CHAIN_BROKEN,
                looked_at.code(fund_id),
                f"command {command_id}",
                f"หมายเหตุของรายการที่คำสั่ง {command_id} ลงไว้ ไม่ตรงกับห่วงของมัน",
            )


def memos_by_command(mine: str, using: str = "default") -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    with connections[using].chunked_cursor() as cursor:
        cursor.execute(
            "SELECT command_id, reference, memo FROM ledger_entry"
            f" WHERE memo <> '' AND {mine} ORDER BY id"
        )
        for command_id, reference, memo in cursor.fetchall():
            found[command_id].append(f"{reference}:{memo}")
    return found


def lines_of_one_fund(looked_at: Funds) -> Iterator[Finding]:
    """A line is of its receipt's fund and its command's sheet, a run of its member's.

    Whoever gave a row another fund would hide it from its own.
    """
    for fund_id, what, key in rows(
        "SELECT r.fund_id, 'line', l.id FROM dues_duesline l"
        " JOIN receipts_receipt r ON r.id = l.receipt_id"
        " LEFT JOIN dues_roundsheet s ON s.id = l.sheet_id"
        f" WHERE {in_funds('r.fund_id', looked_at)} AND (l.fund_id <> r.fund_id"
        " OR (l.sheet_id IS NOT NULL AND COALESCE(s.command_id, 0) <> r.command_id))"
        " UNION ALL SELECT m.fund_id, 'run', p.id FROM dues_paidrun p"
        " JOIN people_membership m ON m.id = p.membership_id"
        f" WHERE {in_funds('m.fund_id', looked_at)} AND p.fund_id <> m.fund_id"
    ):
        yield Finding.of(
            Code.CHAIN_BROKEN,
            looked_at.code(fund_id),
            f"{what} {key}",
            f"แถวเงินสมทบ {key} ไม่ได้อยู่ในกองทุนหรือใบเก็บเงินของตน ({what})",
        )


def names_hash(names: list[str], salt: bytes) -> str:
    return noted([("", name) for name in names], salt)[1]


def by_command(using: str = "default") -> dict[int, list[Row]]:
    """Every covered row, by the command that it names."""
    found: dict[int, list[Row]] = defaultdict(list)
    for model in apps.get_models():
        if issubclass(model, Covered):
            every = model._default_manager.using(using).order_by("pk")
            for one in every.iterator(chunk_size=AT_ONCE):
                found[one.command_id].append(row_of(one))  # type: ignore[attr-defined]
    return found
