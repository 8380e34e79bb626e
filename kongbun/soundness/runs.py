"""Paid days as the database keeps them are those of the lines: K002."""

from __future__ import annotations

from collections.abc import Iterator

from kongbun.rules.days import date_of
from kongbun.soundness.findings import Code, Finding
from kongbun.soundness.reading import Funds, in_funds, rows

# A live span begins a run unless it touches the one before it.
MADE_ANEW = (
    "SELECT membership_id, MIN(from_day) AS from_day, MAX(until_day) AS until_day"
    " FROM (SELECT membership_id, from_day, until_day, SUM(begins) OVER"
    "  (PARTITION BY membership_id ORDER BY from_day) AS run"
    "  FROM (SELECT membership_id, from_day, until_day,"
    "   CASE WHEN from_day = LAG(until_day) OVER"
    "   (PARTITION BY membership_id ORDER BY from_day) THEN 0 ELSE 1 END AS begins"
    "   FROM dues_duesline WHERE live AND from_day IS NOT NULL) AS spans"
    " ) AS numbered GROUP BY membership_id, run"
)
# A line is alive exactly as long as its receipt was not reversed.
LIVE_OTHERWISE = (
    "SELECT l.fund_id, b.number, r.no, l.live FROM dues_duesline l"
    " JOIN receipts_receipt r ON r.id = l.receipt_id"
    " LEFT JOIN ledger_entry v ON v.reverses_id = r.entry_id"
    " JOIN receipts_book b ON b.id = r.book_id"
    " WHERE ((l.live AND v.id IS NOT NULL) OR (NOT l.live AND v.id IS NULL))"
)
KEPT = "SELECT membership_id, from_day, until_day FROM dues_paidrun"


def paid_runs(looked_at: Funds) -> Iterator[Finding]:
    """One finding a member whose kept days differ, naming the first run that does."""
    told: set[int] = set()
    for fund_id, membership_id, member_no, from_day, until_day, is_kept in rows(
        f"WITH made AS ({MADE_ANEW}), kept AS ({KEPT})"
        " SELECT m.fund_id, m.id, m.member_no, d.from_day, d.until_day, d.is_kept"
        " FROM (SELECT membership_id, from_day, until_day, 0 AS is_kept"
        "   FROM (SELECT * FROM made EXCEPT SELECT * FROM kept) AS a"
        "  UNION ALL SELECT membership_id, from_day, until_day, 1"
        "   FROM (SELECT * FROM kept EXCEPT SELECT * FROM made) AS b) AS d"
        " JOIN people_membership m ON m.id = d.membership_id"
        f" WHERE {in_funds('m.fund_id', looked_at)} ORDER BY m.id, d.from_day, 6"
    ):
        if membership_id in told:
            continue
        told.add(membership_id)
        run = f"{date_of(from_day)} ถึง {date_of(until_day - 1)}"
        yield Finding.of(
            Code.WRONG_BALANCE,
            looked_at.code(fund_id),
            f"member {member_no}",
            f"วันที่ส่งแล้วของสมาชิก {member_no}: {run} "
            + ("เก็บไว้ แต่ไม่มีในใบรับ" if is_kept else "มีในใบรับ แต่ไม่ได้เก็บไว้"),
        )


def live_lines(looked_at: Funds) -> Iterator[Finding]:
    """A span is free again when its receipt is reversed, and only then."""
    for fund_id, book, no, live in rows(
        f"{LIVE_OTHERWISE} AND {in_funds('l.fund_id', looked_at)} ORDER BY l.id"
    ):
        yield Finding.of(
            Code.WRONG_BALANCE,
            looked_at.code(fund_id),
            f"receipt {book}/{no:04d}",
            f"วันที่ส่งตามใบรับเงิน {book}/{no:04d} "
            + ("ยังนับอยู่ ทั้งที่กลับใบรับแล้ว" if live else "ไม่นับแล้ว ทั้งที่ไม่ได้กลับใบรับ"),
        )
