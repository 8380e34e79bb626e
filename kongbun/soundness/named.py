"""Each entry bears the name of its own paper: K001.

The reference is what people look an entry up by; that of another number leads to
another paper, and leaves this one without its money.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.db import connection

from kongbun.soundness.findings import Code
from kongbun.soundness.reading import Funds, Row, in_funds, rows

NUMBERED = re.compile(r"receipt:(\d+):\d+:1")
# Fund, reference of the entry, code, object, message.
Told = tuple[int, str, Code, str, str]


def as_their_paper(looked_at: Funds) -> Iterator[Told]:
    for fund_id, reference, name in (
        *_papers(looked_at),
        *_reversals(looked_at),
        *_receipts(looked_at),
    ):
        yield (
            fund_id,
            reference,
            Code.UNBALANCED_ENTRY,
            f"entry {reference}",
            f"รายการ {reference} ใช้เลขที่ไม่ตรงกับเอกสารของมัน ({name})",
        )


def _papers(looked_at: Funds) -> Iterator[Row]:
    """Fund, reference, and what it must be, of those with a paper that names them."""
    offer = (
        "encode(o.public_id, 'hex')"
        if connection.vendor == "postgresql"
        else "lower(hex(o.public_id))"
    )
    named = (
        "SELECT p.fund_id, p.entry_id, 'claim:' || c.no || '/' || c.fiscal_year"
        " || ':paid:' || p.attempt AS name FROM claims_payment p"
        " JOIN claims_claim c ON c.id = p.claim_id"
        " UNION ALL SELECT m.fund_id, b.entry_id, 'money:' || m.fiscal_year || ':'"
        " || m.no || ':1' FROM treasury_movementbooking b"
        " JOIN treasury_movement m ON m.id = b.movement_id"
        f" UNION ALL SELECT a.fund_id, a.entry_id, 'bag:' || {offer} || ':1'"
        " FROM dues_bagacceptance a JOIN dues_bagoffer o ON o.id = a.offer_id"
        " UNION ALL SELECT u.fund_id, f.entry_id, 'fence:'"
        " || SUBSTR(k.code, LENGTH('restricted:') + 1) || ':' || f.seq || ':1'"
        " FROM treasury_fencechange f JOIN treasury_purpose u ON u.id = f.purpose_id"
        " JOIN ledger_account k ON k.id = u.account_id"
    )
    yield from rows(
        f"SELECT e.fund_id, e.reference, n.name FROM ({named}) n"
        " JOIN ledger_entry e ON e.id = n.entry_id AND e.reference <> n.name"
        f" WHERE {in_funds('n.fund_id', looked_at)} ORDER BY e.id"
    )


def _reversals(looked_at: Funds) -> Iterator[Row]:
    yield from rows(
        "SELECT r.fund_id, r.reference, o.reference || ':reversed' FROM ledger_entry r"
        " JOIN ledger_entry o ON o.id = r.reverses_id"
        " AND r.reference <> o.reference || ':reversed'"
        f" WHERE {in_funds('r.fund_id', looked_at)} ORDER BY r.id"
    )


def _receipts(looked_at: Funds) -> Iterator[Row]:
    """Money of a receipt that no receipt knows, under a name that no book can have.

    One that a book can have is a number that is gone: told with the book (K006).
    """
    books = set(
        rows(
            "SELECT fund_id, number FROM receipts_book"
            f" WHERE {in_funds('fund_id', looked_at)}"
        )
    )
    for fund_id, reference in rows(
        "SELECT e.fund_id, e.reference FROM ledger_entry e"
        " LEFT JOIN receipts_receipt r ON r.entry_id = e.id"
        f" WHERE {in_funds('e.fund_id', looked_at)}"
        " AND e.kind = 'receipt' AND r.id IS NULL ORDER BY e.id"
    ):
        named = NUMBERED.fullmatch(reference)
        if named is None or (fund_id, int(named[1])) not in books:
            yield fund_id, reference, "receipt"
