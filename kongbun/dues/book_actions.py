"""Opens and closes receipt books."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from kongbun.access.permissions import Verb, require
from kongbun.access.queries import user_by_name
from kongbun.commands.run import Act, command
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.receipts import books
from kongbun.receipts.models import BookIssuer
from kongbun.receipts.queries import book_by_public_id


@command("receipts.open_book")
def open_book(
    act: Act,
    *,
    issuer: str,
    number: int | None = None,
    first_no: int = 1,
    last_no: int | None = None,
    holder: str = "",
) -> dict[str, Any]:
    """Open a receipt book of the office, of a device, or a printed one.

    `holder` is the user name of the collector who carries it; a printed book bears
    the numbers of its first and last slip.
    """
    require(act, Verb.COLLECT)
    if issuer not in BookIssuer.values:
        raise Refused(RefusalCode.NOT_FOUND, what=f"ชนิดเล่มใบรับ {issuer} ")
    user = user_by_name(holder)
    if holder and user is None:
        raise Refused(RefusalCode.NOT_FOUND, what=f"ผู้ใช้ {holder} ")
    # After this point only the numbers can be wrong.
    book = books.open_book(
        act.fund_id,
        issuer=BookIssuer(issuer),
        opened_on=act.today,
        number=number,
        first_no=first_no,
        last_no=last_no,
        holder_id=user.pk if user else None,
    )
    return {"book": book.public_id.hex, "number": book.number}


@command("receipts.close_book")
def close_book(act: Act, *, book: UUID) -> dict[str, Any]:
    """Put a book away.  Every number up to the last one used must be accounted for."""
    require(act, Verb.COLLECT)
    found = book_by_public_id(act.fund_id, book)
    if found is None:
        raise Refused(RefusalCode.NOT_FOUND, what="เล่มใบรับ")
    closed = books.close_book(found, closed_on=act.today)
    return {"book": closed.public_id.hex, "number": closed.number}
