"""An insider with the owner's rights over the database, for tests of `check`.

Changes rows with the triggers out, puts every trigger back, and can make each cache,
hash and link again, so that only the planted thing itself is wrong.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.db import connections, transaction

from kongbun.audit.models import AuditEvent, ChainHead
from kongbun.audit.record import GENESIS, link_hash
from kongbun.ledger.seal import MEMOS, entry_hash, lines_hash, receipt_line, together
from kongbun.receipts.seal import NOTED as RECEIPTS
from kongbun.soundness import written as covered_rows
from kongbun.store.covered import Row, sealed
from kongbun.store.followed import Words, noted
from kongbun.store.sqlite.base import owning
from kongbun.testing.said_again import words_anew


def alias() -> str:
    return "owner" if "owner" in connections.settings else "default"


@contextmanager
def tampering() -> Iterator[Any]:
    """A cursor that nothing stops; afterwards all protection is in force again."""
    connection = connections[alias()]
    sqlite = connection.vendor == "sqlite"
    with owning(connection), connection.cursor() as cursor:
        out = _out_on_sqlite if sqlite else _out_on_postgres
        with out(cursor), transaction.atomic(using=alias()):
            yield cursor
    connection.close()


@contextmanager
def _out_on_sqlite(cursor: Any) -> Iterator[None]:
    """The triggers taken out of the schema's table itself: a tenth of the time."""
    columns = "type, name, tbl_name, rootpage, sql"
    cursor.execute(f"SELECT {columns} FROM sqlite_master WHERE type = 'trigger'")  # noqa: S608 -- our own names
    triggers = cursor.fetchall()
    cursor.execute("PRAGMA ignore_check_constraints=ON")
    cursor.execute("PRAGMA foreign_keys=OFF")
    cursor.execute("PRAGMA writable_schema=ON")
    cursor.execute("DELETE FROM sqlite_master WHERE type = 'trigger'")
    cursor.execute("PRAGMA writable_schema=RESET")
    yield
    cursor.execute("PRAGMA writable_schema=ON")
    cursor.executemany(
        f"INSERT INTO sqlite_master ({columns}) SELECT %s, %s, %s, %s, %s"  # noqa: S608 -- our own names
        " WHERE EXISTS (SELECT 1 FROM sqlite_master WHERE name = %s)",
        [(*trigger, trigger[2]) for trigger in triggers],
    )
    cursor.execute("PRAGMA writable_schema=RESET")
    cursor.execute("PRAGMA ignore_check_constraints=OFF")
    cursor.execute("PRAGMA foreign_keys=ON")


@contextmanager
def _out_on_postgres(cursor: Any) -> Iterator[None]:
    """The triggers dropped, and made again by their own definitions: twice one call."""
    ours = "FROM pg_trigger WHERE NOT tgisinternal AND tgname LIKE 'kb\\_%'"
    cursor.execute(
        "SELECT string_agg(format('DROP TRIGGER %I ON %s', tgname,"
        " tgrelid::regclass), ';'), string_agg(pg_get_triggerdef(oid), ';')"
        f" {ours}"
    )
    drop, make = cursor.fetchone()
    # Put back for whatever comes; the rows that are there may be against them.
    cursor.execute(
        "SELECT string_agg(format('ALTER TABLE %s DROP CONSTRAINT %I',"
        " conrelid::regclass, conname), ';'), string_agg(format("
        "'ALTER TABLE %s ADD CONSTRAINT %I %s%s', conrelid::regclass, conname,"
        " pg_get_constraintdef(oid), CASE WHEN convalidated THEN ' NOT VALID'"
        " ELSE '' END), ';') FROM pg_constraint"
        " WHERE contype = 'c' AND connamespace = 'public'::regnamespace"
    )
    drop_checks, make_checks = cursor.fetchone()
    cursor.execute(f"{drop};{drop_checks}")
    yield
    cursor.execute(f"{make};{make_checks}")


def plant(*statements: str) -> None:
    """Change rows, then every cache, hash and link over them: the chain is whole."""
    with tampering() as cursor:
        for sql in statements:
            cursor.execute(sql)
            assert cursor.rowcount, sql
        recache(cursor)
        reseal(cursor)


def recache(cursor: Any) -> None:
    """Every cached balance as the legs say."""
    cursor.execute(
        "UPDATE ledger_accountbalance SET balance_satang = COALESCE(("
        " SELECT SUM(l.amount_satang) FROM ledger_leg l"
        " WHERE l.debit_id = ledger_accountbalance.account_id), 0) - COALESCE(("
        " SELECT SUM(l.amount_satang) FROM ledger_leg l"
        " WHERE l.credit_id = ledger_accountbalance.account_id), 0)"
    )


def reseal(cursor: Any) -> None:
    """Every entry's hash, every command's and every link of every chain anew."""
    cursor.execute(
        "SELECT e.id, f.public_id, e.reference, e.kind, CAST(e.occurred_on AS TEXT),"
        " CAST(e.booked_on AS TEXT), o.reference, e.command_id FROM ledger_entry e"
        " JOIN access_fund f ON f.id = e.fund_id"
        " LEFT JOIN ledger_entry o ON o.id = e.reverses_id ORDER BY e.id"
    )
    by_command: dict[int, list[bytes]] = {}
    for key, fund, reference, kind, day, booked, reverses, by in cursor.fetchall():
        cursor.execute(
            "SELECT d.code, c.code, l.amount_satang FROM ledger_leg l"
            " JOIN ledger_account d ON d.id = l.debit_id"
            " JOIN ledger_account c ON c.id = l.credit_id"
            " WHERE l.entry_id = %s ORDER BY l.seq",
            [key],
        )
        made = entry_hash(
            _uuid(fund), reference, kind, day, booked, reverses or "", cursor.fetchall()
        )
        cursor.execute("UPDATE ledger_entry SET hash = %s WHERE id = %s", [made, key])
        by_command.setdefault(by, []).append(made)
    previous: dict[int, bytes] = {}
    rows = covered_rows.by_command(alias())
    now = words_anew(alias())
    papers = (
        *covered_rows.receipts_by_command("1 = 1", alias()),
        covered_rows.memos_by_command("1 = 1", alias()),
    )
    for event in AuditEvent.objects.using(alias()).order_by("chain", "seq"):
        hashes = by_command.get(event.command_id or 0, [])
        event.entries_hash = together(hashes) if hashes else b""
        event.entry_count = len(hashes)
        written = rows.get(event.command_id or 0, [])
        payload = _covering(cursor, event.command_id, event.payload, written)
        event.payload = _saying(cursor, event, payload, now.get(event.pk), papers)
        event.previous_hash = previous.get(event.chain, GENESIS)
        event.hash = previous[event.chain] = link_hash(event)
        event.save(using=alias())
        ChainHead.objects.using(alias()).filter(chain=event.chain).update(
            seq=event.seq, hash=event.hash
        )
    recheckpoint(cursor)


def recheckpoint(cursor: Any) -> None:
    """Every checkpoint kept in the database as the chain is now; none beyond it."""
    of = "FROM audit_auditevent a WHERE a.chain = audit_checkpoint.chain AND a.seq"
    cursor.execute(
        f"DELETE FROM audit_checkpoint WHERE NOT EXISTS (SELECT 1 {of}"  # noqa: S608 -- our own names
        " = audit_checkpoint.seq)"
    )
    cursor.execute(
        f"UPDATE audit_checkpoint SET hash = (SELECT a.hash {of}"  # noqa: S608 -- our own names
        f" = audit_checkpoint.seq), entries = (SELECT SUM(a.entry_count) {of}"
        " <= audit_checkpoint.seq)"
    )


def _covering(
    cursor: Any, command_id: int | None, payload: str, written: list[Row]
) -> str:
    """A link's payload with its receipts' lines, and its rows, as they are now."""
    cursor.execute(
        "SELECT b.number, r.no, l.membership_id, l.kind, l.amount_satang, l.from_day,"
        " l.until_day FROM dues_duesline l JOIN receipts_receipt r"
        " ON r.id = l.receipt_id JOIN receipts_book b ON b.id = r.book_id"
        " WHERE r.command_id = %s ORDER BY l.id",
        [command_id],
    )
    lines = [
        receipt_line(book, no, member, kind, satang, (from_day, until_day))
        for book, no, member, kind, satang, from_day, until_day in cursor.fetchall()
    ]
    facts = json.loads(payload)
    facts.pop("lines", None)
    if lines:
        facts["lines"] = lines_hash(lines).hex()
    if "rows" in facts:
        cursor.execute("SELECT salt FROM commands_command WHERE id = %s", [command_id])
        facts["rows"] = sealed(written, bytes((cursor.fetchone() or [b""])[0] or b""))
    return json.dumps(facts, ensure_ascii=False, sort_keys=True)


def _saying(
    cursor: Any, event: AuditEvent, payload: str, now: Words | None, papers: Any
) -> str:
    """The payload with its receipts, checkpoint and standing rows as they are now."""
    facts = json.loads(payload)
    if now is None:
        return payload
    made, names, memos = papers
    facts["now"] = now
    facts.pop(RECEIPTS, None)
    facts.pop(MEMOS, None)
    cursor.execute(
        "SELECT salt, public_id FROM commands_command WHERE id = %s",
        [event.command_id],
    )
    kept, asked = cursor.fetchone() or (b"", b"")
    salt, facts["id"] = bytes(kept or b""), bytes(asked).hex()
    if event.command_id in made:
        typed = covered_rows.names_hash(names.get(event.command_id, []), salt)
        facts[RECEIPTS] = [made[event.command_id].hexdigest(), typed]
    if event.command_id in memos:
        said = [("", memo) for memo in memos[event.command_id]]
        facts[MEMOS] = noted(said, salt)
    if "checkpoint" in facts:
        cursor.execute(
            "SELECT CAST(day AS TEXT), seq FROM audit_checkpoint WHERE chain = %s"
            " AND seq < %s ORDER BY seq",
            [event.chain, event.seq],
        )
        kept = cursor.fetchall()
        facts.pop("checkpoint")
        if kept:
            facts["checkpoint"] = [*kept[-1], len(kept)]
    return json.dumps(facts, ensure_ascii=False, sort_keys=True)


def _uuid(raw: Any) -> UUID:
    return UUID(bytes=bytes(raw))
