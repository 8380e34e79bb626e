"""The hash of an entry: what exactly was booked, in one canonical text.

Pure.  `check` computes it again from the rows.  The memo stands outside: it may name
a person, and erasing a person must leave every hash verifiable.  The lines of receipts
say whose money it was and for which days; they are sealed together, command by command.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from uuid import UUID

# Under which name a command's link holds the hash of its memos.
MEMOS = "memos"


def entry_hash(
    fund: UUID,
    reference: str,
    kind: str,
    occurred_on: str,
    booked_on: str,
    reverses: str,
    legs: Iterable[tuple[str, str, int]],
) -> bytes:
    """SHA-256 over the entry with its legs (debit code, credit code, satang)."""
    moved = ";".join([f"{debit}<{credit}:{satang}" for debit, credit, satang in legs])
    text = (
        f"kongbun-entry-1\n{fund.hex}\n{reference}\n{kind}\n"
        f"{occurred_on}\n{booked_on}\n{reverses}\n{moved}"
    )
    return sha256(text.encode()).digest()


def together(hashes: Iterable[bytes]) -> bytes:
    """One hash over the entries of a command, in the order they were booked."""
    return sha256(b"".join(hashes)).digest()


def receipt_line(
    book_no: int,
    no: int,
    membership_id: int | None,
    kind: str,
    amount_satang: int,
    span: tuple[int | None, int | None],
) -> str:
    """One line of a receipt as the chain covers it; `check` writes it in SQL."""
    start, until = ("" if day is None else day for day in span)
    member = membership_id or ""
    return f"{book_no}/{no}:{member}:{kind}:{amount_satang}:{start}:{until}"


def lines_hash(lines: Iterable[str]) -> bytes:
    """One hash over the lines that a command wrote, in the order written."""
    return sha256("".join(f"{line}\n" for line in lines).encode()).digest()
