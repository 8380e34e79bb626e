"""Money that may have been entered before: a person must look.  Reads only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection

from kongbun.dues.standing import Standing
from kongbun.people.one_person import doubles
from kongbun.store.plain import one_of

NEAR = timedelta(days=3)
FEW = 30


@dataclass(frozen=True, slots=True)
class Earlier:
    """A receipt of the same members, the same sum, about the same day (O3)."""

    receipt: str
    received_on: date
    amount_satang: int


def same_money(
    fund_id: int,
    standing: Standing,
    candidates: Sequence[tuple[tuple[int, ...], int]],
    *,
    received_on: date,
) -> dict[int, Earlier]:
    """For each candidate (rows of `standing`, satang) an earlier receipt like it.

    Whichever days it paid for: they may lie in an old hole, or years behind the end
    of what the member has paid since.
    """
    paid = set(standing.owner.tolist())
    asked = {standing.ids[row] for rows, _ in candidates for row in rows if row in paid}
    if not asked:
        return {}
    others = doubles(asked)
    since, through = received_on - NEAR, received_on + NEAR
    found: dict[tuple[int, int], Earlier] = {}
    for membership, satang, day, book, no in _received(
        fund_id,
        [*asked, *others],
        {satang for _, satang in candidates},
        since.isoformat(),
        through.isoformat(),
    ):
        whose = others.get(membership, membership)
        found[whose, satang] = Earlier(
            number_text(book, no), date.fromisoformat(day), satang
        )
    return {
        index: found[membership, satang]
        for index, (members, satang) in enumerate(candidates)
        for membership in (standing.ids[row] for row in members)
        if (membership, satang) in found
    }


def _received(
    fund_id: int, members: list[int], sums: set[int], since: str, through: str
) -> Iterator[tuple[int, int, str, int, int]]:
    """Member, sum, day, book and number of live receipts with days, in their order.

    Few members are found by their own lines, many by the lines of the receipts that
    are numbered since the first of those days: whole villages come in on one day.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT MIN(id), MAX(id) FROM receipts_receipt"
            " WHERE fund_id = %s AND received_on BETWEEN %s AND %s",
            [fund_id, since, through],
        )
        first, last = cursor.fetchone()
        if first is None:
            return
        members_in, member_list = one_of(members)
        sums_in, sum_list = one_of(sorted(sums))
        # A plus keeps an index from leading the question.
        line = "l.membership_id" if len(members) <= FEW else "+l.membership_id"
        cursor.execute(
            "SELECT l.membership_id, r.amount_satang, CAST(r.received_on AS text),"  # noqa: S608 -- our own words
            " b.number, r.no FROM dues_duesline l"
            " JOIN receipts_receipt r ON r.id = l.receipt_id"
            " JOIN receipts_book b ON b.id = r.book_id"
            f" WHERE {line} {members_in} AND l.live AND l.from_day IS NOT NULL"
            " AND l.receipt_id BETWEEN %s AND %s AND +r.fund_id = %s"
            f" AND r.received_on BETWEEN %s AND %s AND r.amount_satang {sums_in}"
            " ORDER BY l.id",
            [member_list, first, last, fund_id, since, through, sum_list],
        )
        yield from cursor.fetchall()


def number_text(book: int, no: int) -> str:
    """A receipt as people name it: book 12, number 347.

    >>> number_text(12, 347)
    '12/0347'
    """
    return f"{book}/{no:04d}"
