"""Receipts without gaps (K006), receipts against the books (K001), reversals (K007)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kongbun.audit.said import last_commands
from kongbun.soundness.findings import Code, Finding, baht
from kongbun.soundness.reading import Funds, Row, in_funds, rows

SHOWN_GAPS = 5
NUMBERED = re.compile(r"receipt:(\d+):(\d+):\d+")


def receipt_gaps(looked_at: Funds) -> Iterator[Finding]:
    """Each book has every number from its first to the last it gave."""
    for _, fund_id, number, low, high in _missing(looked_at):
        shown = f"{low:04d}" if low == high else f"{low:04d} ถึง {high:04d}"
        yield Finding.of(
            Code.RECEIPT_GAP,
            looked_at.code(fund_id),
            f"receipt {number}/{low:04d}",
            f"ใบรับเงินเล่ม {number} เลขที่ {shown} หายไป",
        )


def _missing(looked_at: Funds) -> Iterator[tuple[int, int, int, int, int]]:
    """Book, its fund and number, and from where to where its numbers are not there.

    A phone gives numbers before it reports them: there, the last one received counts.
    """
    booked = _booked_without_receipt(looked_at)
    for book_id, fund_id, number, first_no, up_to, there, lowest, highest in rows(
        "SELECT b.id, b.fund_id, b.number, b.first_no,"
        " CASE WHEN b.issuer = 'device' THEN NULL ELSE b.next_no - 1 END,"
        " COUNT(r.id), MIN(r.no), MAX(r.no) FROM receipts_book b"
        " LEFT JOIN receipts_receipt r ON r.book_id = b.id"
        f" WHERE {in_funds('b.fund_id', looked_at)}"
        " GROUP BY b.id, b.fund_id, b.number, b.first_no, b.issuer, b.next_no"
        " ORDER BY b.id"
    ):
        last = max(up_to or 0, highest or 0, booked.get((fund_id, number), 0))
        wanted = max(0, last - first_no + 1)
        if there == wanted and (lowest is None or lowest == first_no):
            continue
        for low, high in _gaps(book_id, first_no, last)[:SHOWN_GAPS]:
            yield book_id, fund_id, number, low, high


def _booked_without_receipt(looked_at: Funds) -> dict[tuple[int, int], int]:
    """By fund and book: the highest number that the books know and no receipt has."""
    found: dict[tuple[int, int], int] = {}
    for fund_id, reference in rows(
        "SELECT e.fund_id, e.reference FROM ledger_entry e"
        " LEFT JOIN receipts_receipt r ON r.entry_id = e.id"
        " WHERE e.kind = 'receipt' AND r.id IS NULL"
        f" AND {in_funds('e.fund_id', looked_at)}"
    ):
        named = NUMBERED.fullmatch(reference)
        if named is not None:
            book, no = map(int, named.groups())
            found[fund_id, book] = max(no, found.get((fund_id, book), 0))
    return found


def _gaps(book_id: int, first_no: int, last: int) -> list[tuple[int, int]]:
    found, expected = [], first_no
    for (no,) in rows(
        "SELECT no FROM receipts_receipt WHERE book_id = %s ORDER BY no", [book_id]
    ):
        if no > expected:
            found.append((expected, no - 1))
        elif no < first_no:
            # A number that this book never had.
            found.append((no, no))
        expected = max(expected, no + 1)
    if expected <= last:
        found.append((expected, last))
    return found


def receipts_in_their_book(looked_at: Funds) -> Iterator[Finding]:
    """No number beyond the book's last, after it was put away, or still to be given."""
    beyond = rows(
        "SELECT b.fund_id, b.number, r.no FROM receipts_book b"
        " JOIN receipts_receipt r ON r.book_id = b.id AND r.no > b.last_no"
        f" WHERE {in_funds('b.fund_id', looked_at)} ORDER BY r.id"
    )
    for found, how in (
        (beyond, "เลยเลขสุดท้ายของเล่ม"),
        (_put_away(looked_at), "ออกหลังจากเก็บเล่มแล้ว"),
    ):
        for fund_id, book, no in found:
            yield Finding.of(
                Code.RECEIPT_GAP,
                looked_at.code(fund_id),
                f"receipt {book}/{no:04d}",
                f"ใบรับเงิน {book}/{no:04d} {how}",
            )
    for fund_id, book, next_no, highest in rows(
        "SELECT b.fund_id, b.number, b.next_no, MAX(r.no) FROM receipts_book b"
        " JOIN receipts_receipt r ON r.book_id = b.id"
        f" WHERE {in_funds('b.fund_id', looked_at)}"
        " GROUP BY b.id, b.fund_id, b.number, b.next_no"
        " HAVING b.next_no <= MAX(r.no) ORDER BY b.id"
    ):
        yield Finding.of(
            Code.WRONG_BALANCE,
            looked_at.code(fund_id),
            f"book {book}",
            f"เล่มใบรับ {book} จะออกเลข {next_no} ต่อไป แต่ออกถึง {highest} แล้ว",
        )


def _put_away(looked_at: Funds) -> Iterator[Row]:
    """A day says too little: on the day it was put away it gave numbers before."""
    newest = rows(
        "SELECT b.id, MAX(r.command_id) FROM receipts_book b"
        " JOIN receipts_receipt r ON r.book_id = b.id"
        f" WHERE b.closed_on IS NOT NULL AND {in_funds('b.fund_id', looked_at)}"
        " GROUP BY b.id ORDER BY b.id"
    )
    if given := list(newest):
        last = last_commands(looked_at.codes, "receipts_book")
        for book, command in given:
            if command > last.get(book, command):
                yield from rows(
                    "SELECT b.fund_id, b.number, r.no FROM receipts_receipt r"
                    " JOIN receipts_book b ON b.id = r.book_id"
                    " WHERE r.book_id = %s AND r.command_id > %s ORDER BY r.id",
                    [book, last[book]],
                )


def receipts_as_booked(looked_at: Funds) -> Iterator[Finding]:
    """The sum on the receipt is the sum in the books and of its own lines."""
    mine = in_funds("r.fund_id", looked_at)
    for label, joined in (
        ("บัญชี", "ledger_leg x ON x.entry_id = r.entry_id"),
        ("รายการในใบ", "dues_duesline x ON x.receipt_id = r.id"),
    ):
        for fund_id, book, no, printed, summed in rows(
            "SELECT r.fund_id, b.number, r.no, r.amount_satang, s.satang FROM ("
            " SELECT r.id, SUM(x.amount_satang) AS satang FROM receipts_receipt r"
            f" LEFT JOIN {joined} WHERE {mine} GROUP BY r.id) s"
            " JOIN receipts_receipt r ON r.id = s.id"
            " JOIN receipts_book b ON b.id = r.book_id"
            " WHERE COALESCE(s.satang, 0) <> r.amount_satang ORDER BY r.id"
        ):
            yield Finding.of(
                Code.UNBALANCED_ENTRY,
                looked_at.code(fund_id),
                f"receipt {book}/{no:04d}",
                f"ใบรับเงิน {book}/{no:04d} เขียนว่า {baht(printed)} "
                f"แต่{label}รวมได้ {baht(int(summed or 0))}",
            )


def sheets_as_written(looked_at: Funds) -> Iterator[Finding]:
    """A sheet is the receipts of its command: so many, all with money, of its sum.

    A number spoiled on the way is of its own command (`dues.void_number`), so none on
    a sheet is void.  Of a book in which a number is gone, that is told (K006), no more.
    """
    wrong = list(
        rows(
            "SELECT s.fund_id, s.id, s.book_id, s.slips, s.total_satang,"
            " s.counted_satang, COALESCE(x.booked, 0), COALESCE(x.satang, 0)"
            " FROM dues_roundsheet s LEFT JOIN (SELECT command_id, COUNT(*) AS slips,"
            "  SUM(amount_satang) AS satang, COUNT(entry_id) AS booked"
            "  FROM receipts_receipt GROUP BY command_id) x"
            " ON x.command_id = s.command_id"
            f" WHERE {in_funds('s.fund_id', looked_at)} AND (x.command_id IS NULL"
            " OR x.slips <> s.slips OR x.booked <> s.slips"
            " OR x.satang <> s.total_satang OR (s.difference_reason = ''"
            "  AND s.counted_satang <> s.total_satang)) ORDER BY s.id"
        )
    )
    gone = {one[0] for one in _missing(looked_at)} if wrong else set()
    for fund_id, sheet, book_id, slips, printed, counted, there, summed in wrong:
        if book_id not in gone:
            yield Finding.of(
                Code.UNBALANCED_ENTRY,
                looked_at.code(fund_id),
                f"sheet {sheet}",
                f"ใบเก็บเงินเขียนว่า {slips} ใบ {baht(printed)} นับได้ {baht(counted)} "
                f"แต่ใบรับเงินมี {there} ใบ รวมได้ {baht(int(summed))}",
            )


def reversals(looked_at: Funds) -> Iterator[Finding]:
    """A reversal has the legs it reverses, debit and credit exchanged, and no other."""
    for fund_id, reference in rows(
        "SELECT r.fund_id, r.reference FROM ledger_entry r"
        " JOIN ledger_entry o ON o.id = r.reverses_id"
        f" WHERE {in_funds('r.fund_id', looked_at)} AND ("
        " o.fund_id <> r.fund_id OR o.reverses_id IS NOT NULL"
        " OR r.kind <> 'reversal' OR o.leg_count <> r.leg_count"
        " OR EXISTS (SELECT 1 FROM ledger_leg l LEFT JOIN ledger_leg m"
        "  ON m.entry_id = o.id AND m.seq = l.seq"
        "  WHERE l.entry_id = r.id AND (m.id IS NULL OR m.debit_id <> l.credit_id"
        "  OR m.credit_id <> l.debit_id OR m.amount_satang <> l.amount_satang))"
        ") ORDER BY r.id"
    ):
        yield Finding.of(
            Code.REVERSAL_NOT_OPPOSITE,
            looked_at.code(fund_id),
            f"entry {reference}",
            f"รายการกลับ {reference} ไม่ได้ตรงข้ามกับรายการเดิมทุกบรรทัด",
        )
    for fund_id, reference in rows(
        "SELECT fund_id, reference FROM ledger_entry WHERE kind = 'reversal'"
        f" AND reverses_id IS NULL AND {in_funds('fund_id', looked_at)} ORDER BY id"
    ):
        yield Finding.of(
            Code.REVERSAL_NOT_OPPOSITE,
            looked_at.code(fund_id),
            f"entry {reference}",
            f"รายการกลับ {reference} ไม่บอกว่ากลับรายการใด",
        )
