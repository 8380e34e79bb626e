"""The chain of what was done, link by link: K013; commands without outcome: K018."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.db import connection

from kongbun.audit.models import AuditEvent, ChainHead
from kongbun.audit.record import GENESIS, link_hash
from kongbun.commands.guards import ERASED_ANSWER
from kongbun.commands.run import salted
from kongbun.erasure.queries import erased_commands
from kongbun.soundness.findings import Code, Finding
from kongbun.soundness.reading import Funds, in_funds, rows

# A phone may be slow; a command that waits longer than this is looked for.
OUTCOME_WITHIN = timedelta(minutes=5)


def links(looked_at: Funds, *, whole: bool) -> Iterator[Finding]:
    """Every link anew; `whole` also looks at the chain of what concerns no fund."""
    chains = [*looked_at.codes, *([0] if whole else [])]
    heads = {
        head.chain: (head.seq, bytes(head.hash))
        for head in ChainHead.objects.filter(chain__in=chains)
    }
    for chain in chains:
        fund = looked_at.code(chain)
        yield from _readable(fund, _chain(chain, fund, heads.get(chain)))
    yield from _checkpoints(looked_at)
    if whole:
        yield from _strangers(chains)


def _readable(fund: str, found: Iterator[Finding]) -> Iterator[Finding]:
    """A byte changed in the file may leave what is no text or no time any more."""
    try:
        yield from found
    except (AttributeError, TypeError, ValueError) as error:
        kind = type(error).__name__
        yield _broken(fund, "chain", f"มีข้อมูลในห่วงโซ่ที่อ่านไม่ออก ({kind})")


def _chain(chain: int, fund: str, head: tuple[int, bytes] | None) -> Iterator[Finding]:
    seq, previous = 0, GENESIS
    links = AuditEvent.objects.filter(chain=chain).order_by("seq")
    for event in links.iterator(chunk_size=5_000):
        where = f"link {event.seq}"
        if event.seq != seq + 1:
            yield _broken(
                fund, where, f"ห่วงที่ {seq + 1} ถึง {event.seq - 1} หายไปจากห่วงโซ่"
            )
        elif bytes(event.previous_hash) != previous:
            yield _broken(fund, where, f"ห่วงที่ {event.seq} ไม่ต่อจากห่วงก่อนหน้า")
        if link_hash(event) != bytes(event.hash):
            yield _broken(fund, where, f"เนื้อหาของห่วงที่ {event.seq} ถูกเปลี่ยน")
        seq, previous = event.seq, bytes(event.hash)
    if (head or (0, GENESIS)) != (seq, previous):
        found = head[0] if head else 0
        yield _broken(fund, "head", f"ปลายห่วงโซ่ที่จดไว้คือห่วงที่ {found} แต่พบถึงห่วงที่ {seq}")


def _checkpoints(looked_at: Funds) -> Iterator[Finding]:
    """What was kept at the end of a day is where the chain was, with its entries."""
    booked = (
        "(SELECT SUM(b.entry_count) FROM audit_auditevent b"
        " WHERE b.chain = p.chain AND b.seq <= p.seq)"
    )
    for chain, seq in rows(
        "SELECT p.chain, p.seq FROM audit_checkpoint p LEFT JOIN audit_auditevent a"
        " ON a.chain = p.chain AND a.seq = p.seq WHERE (a.id IS NULL"
        f" OR a.hash <> p.hash OR COALESCE({booked}, 0) <> p.entries)"
        f" AND {in_funds('p.chain', looked_at)} ORDER BY p.chain, p.seq"
    ):
        yield _broken(
            looked_at.code(chain),
            f"checkpoint {seq}",
            f"ห่วงโซ่ไม่ผ่านจุดตรวจประจำวันที่ห่วงที่ {seq}",
        )
    yield from _said_checkpoints(looked_at)


def _said_checkpoints(looked_at: Funds) -> Iterator[Finding]:
    """The first link of a day says which checkpoint was kept, and how many are."""
    mine = in_funds("chain", looked_at)
    there: dict[int, dict[int, str]] = {}
    for chain, seq, day in rows(
        "SELECT chain, seq, CAST(day AS TEXT) FROM audit_checkpoint"
        f" WHERE {mine} ORDER BY seq"
    ):
        there.setdefault(chain, {})[seq] = day
    for chain, payload in rows(
        f"SELECT chain, payload FROM audit_auditevent WHERE {mine}"
        " AND payload LIKE %s ORDER BY id",
        ['%"checkpoint": [%'],
    ):
        try:
            day, seq, count = json.loads(payload)["checkpoint"]
        except (ValueError, LookupError, TypeError):
            # No link that we wrote: its hash has told so.
            continue
        kept = there.get(chain, {})
        if kept.get(seq) != day or sum(one <= seq for one in kept) != count:
            yield _broken(
                looked_at.code(chain),
                f"checkpoint {seq}",
                f"จุดตรวจประจำวันถึงห่วงที่ {seq} ไม่ครบ {count} จุด หรือไม่ใช่ของวันที่ {day}",
            )


def _strangers(chains: list[int]) -> Iterator[Finding]:
    """Links of a fund that is not there."""
    known = ", ".join(str(int(chain)) for chain in chains)
    for (chain,) in rows(
        f"SELECT DISTINCT chain FROM audit_auditevent WHERE chain NOT IN ({known})"
    ):
        yield _broken("", f"chain {chain}", f"ห่วงโซ่ {chain} ไม่มีกองทุนเป็นเจ้าของ")


def commands(looked_at: Funds, *, whole: bool, now: datetime) -> Iterator[Finding]:
    """Each command has its link, which says what the command says, and an outcome."""
    mine = in_funds("c.fund_id", looked_at)
    if whole:
        mine = f"({mine} OR c.fund_id IS NULL)"
    for command_id, fund_id, link in rows(
        "SELECT c.id, c.fund_id, a.id FROM commands_command c"
        " LEFT JOIN audit_auditevent a ON a.command_id = c.id"
        " LEFT JOIN commands_commandoutcome o ON o.command_id = c.id"
        f" WHERE {mine} AND (a.id IS NULL OR a.chain <> COALESCE(c.fund_id, 0)"
        " OR a.action <> c.kind OR a.door <> c.door OR a.at <> c.received_at"
        " OR COALESCE(a.user_id, 0) <> COALESCE(c.user_id, 0)"
        " OR a.allowed <> o.done)"
    ):
        said = "ไม่ตรงกับห่วงของมัน" if link else "ไม่มีห่วงในห่วงโซ่"
        yield _broken(
            looked_at.code(fund_id or 0),
            f"command {command_id}",
            f"คำสั่ง {command_id} {said}",
        )
    for found in (_bodies(looked_at, mine), _lines(looked_at)):
        yield from _readable("", found)
    for fund_id, reference in rows(
        "SELECT e.fund_id, e.reference FROM ledger_entry e"
        " JOIN commands_command c ON c.id = e.command_id"
        f" WHERE e.received_at <> c.received_at AND {in_funds('e.fund_id', looked_at)}"
    ):
        yield _broken(
            looked_at.code(fund_id),
            f"entry {reference}",
            f"เวลาที่ได้รับรายการ {reference} ไม่ใช่เวลาของคำสั่งที่ลงรายการ",
        )
    for command_id, fund_id in rows(
        "SELECT c.id, c.fund_id FROM commands_command c"
        " LEFT JOIN commands_commandoutcome o ON o.command_id = c.id"
        f" WHERE {mine} AND o.command_id IS NULL AND c.received_at < %s",
        [connection.ops.adapt_datetimefield_value(now - OUTCOME_WITHIN)],
    ):
        yield Finding.of(
            Code.NO_OUTCOME,
            looked_at.code(fund_id or 0),
            f"command {command_id}",
            f"คำสั่ง {command_id} ยังไม่มีคำตอบเกิน 5 นาที",
        )


def _bodies(looked_at: Funds, mine: str) -> Iterator[Finding]:
    """The link holds the hash of what was asked, and of what was answered.

    Links from before answers were sealed have none.  What was erased is taken on the
    word of the erasure that names it, which the chain covers like any other command.
    """
    erased = erased_commands(looked_at)
    for command_id, fund_id, asked, salt, body_hash, payload, answer in rows(
        "SELECT c.id, c.fund_id, c.public_id, c.salt, c.body_hash, a.payload, o.answer"
        " FROM commands_command c JOIN audit_auditevent a ON a.command_id = c.id"
        f" LEFT JOIN commands_commandoutcome o ON o.command_id = c.id WHERE {mine}"
    ):
        sealed = '"answer": "' in payload and answer is not None
        if salt is not None and not salt and command_id in erased:
            sealed = sealed and answer != ERASED_ANSWER
        if sealed and f'"{salted(salt, answer).hex()}"' not in payload:
            yield _broken(
                looked_at.code(fund_id or 0),
                f"command {command_id}",
                f"คำตอบของคำสั่ง {command_id} ไม่ตรงกับห่วงของมัน",
            )
        other = '"id": "' in payload and bytes(asked).hex() not in payload
        if other or f'"{bytes(body_hash).hex()}"' not in payload:
            yield _broken(
                looked_at.code(fund_id or 0),
                f"command {command_id}",
                f"เนื้อความของคำสั่ง {command_id} ไม่ตรงกับห่วงของมัน",
            )


def _lines(looked_at: Funds) -> Iterator[Finding]:
    """The link covers each line of a command's receipts: whose money, which days.

    The text is that of `ledger.seal`, put together by the database: there are millions.
    """
    made: dict[int, Any] = {}
    for command_id, line in rows(
        "SELECT r.command_id, b.number || '/' || r.no || ':'"
        " || COALESCE(CAST(l.membership_id AS TEXT), '') || ':' || l.kind || ':'"
        " || l.amount_satang || ':' || COALESCE(CAST(l.from_day AS TEXT), '') || ':'"
        " || COALESCE(CAST(l.until_day AS TEXT), '') FROM dues_duesline l"
        " JOIN receipts_receipt r ON r.id = l.receipt_id"
        " JOIN receipts_book b ON b.id = r.book_id"
        f" WHERE {in_funds('r.fund_id', looked_at)} ORDER BY l.id"
    ):
        if command_id not in made:
            made[command_id] = sha256()
        made[command_id].update(f"{line}\n".encode())
    for command_id, fund_id, payload in rows(
        "SELECT a.command_id, a.chain, a.payload FROM audit_auditevent a WHERE"
        f" a.command_id IS NOT NULL AND {in_funds('a.chain', looked_at)} ORDER BY a.id"
    ):
        hasher = made.get(command_id)
        found = hasher.hexdigest() if hasher else ""
        sealed = json.loads(payload).get("lines", "")
        if found != sealed and '"answer": "' in payload:
            yield _broken(
                looked_at.code(fund_id),
                f"command {command_id}",
                f"สมาชิก จำนวน หรือวันในใบรับเงินของคำสั่ง {command_id} ไม่ตรงกับห่วงของมัน",
            )


def _broken(fund: str, what: str, message: str) -> Finding:
    return Finding.of(Code.CHAIN_BROKEN, fund, what, message)
