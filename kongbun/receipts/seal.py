"""What a command's link covers of its receipts besides their lines.

Who paid, on which day and by which entry: one short text a receipt, since a sheet has
a hundred and a fund a million.  A name that was typed goes with the command's salt.
"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from kongbun.store.followed import note

NOTED = "receipts"


def note_receipt(
    *,
    public_id: UUID,
    book_id: int,
    no: int,
    payer_id: int | None,
    names: str,
    received_on: date,
    satang: int,
    entry_id: int | None,
) -> None:
    kept = f"{book_id}/{no}:{payer_id or ''}:{received_on}:{satang}:{entry_id or ''}"
    note(NOTED, f"{kept}:{public_id.hex}", f"{no}:{names}" if names else "")
