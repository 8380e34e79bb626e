"""Where the money of receipts went: into the income of its line, the bag of its sheet.

K001.  A receipt of the right sum that was booked as a gift, or into another place than
the sheet that was counted, leaves every sum over all of them as it is.
"""

from __future__ import annotations

from collections.abc import Iterator

from kongbun.dues.income import INCOME
from kongbun.dues.models import LineKind
from kongbun.soundness.findings import Code
from kongbun.soundness.reading import Funds, Row, in_funds, rows

DUES = INCOME[LineKind.DUES]
# Fund, reference of the entry, code, object, message.
Told = tuple[int, str, Code, str, str]
PAPER = (
    "SELECT r.fund_id, e.reference, b.number, r.no FROM receipts_receipt r"
    " JOIN receipts_book b ON b.id = r.book_id JOIN ledger_entry e ON e.id = r.entry_id"
)


def as_collected(looked_at: Funds) -> Iterator[Told]:
    for found, how in (
        (_by_income(looked_at), "ลงบัญชีเป็นรายรับอื่นจากที่เขียนในใบ"),
        (_by_sheet(looked_at), "ไม่อยู่ในถุง เล่ม หรือวันของใบเก็บเงินของมัน"),
        (_given_back(looked_at), "คืนเงินไม่เท่าใบ หรือไม่ได้คืนเข้าที่ที่ใบลงไว้"),
    ):
        for fund_id, reference, book, no in found:
            yield (
                fund_id,
                reference,
                Code.UNBALANCED_ENTRY,
                f"receipt {book}/{no:04d}",
                f"ใบรับเงิน {book}/{no:04d} {how}",
            )


def _by_income(looked_at: Funds) -> Iterator[Row]:
    """Nearly all is dues and booked as dues: that falls out of both questions."""
    booked: dict[int, dict[str, int]] = {}
    for receipt, code, satang in rows(
        "SELECT r.id, x.code, SUM(l.amount_satang) FROM ledger_account x"
        " JOIN ledger_leg l ON l.credit_id = x.id"
        " JOIN receipts_receipt r ON r.entry_id = l.entry_id"
        f" WHERE x.code <> %s AND {in_funds('r.fund_id', looked_at)}"
        " GROUP BY r.id, x.code",
        [DUES],
    ):
        booked.setdefault(receipt, {})[code] = int(satang)
    written: dict[int, dict[str, int]] = {}
    for receipt, kind, satang in rows(
        "SELECT receipt_id, kind, SUM(amount_satang) FROM dues_duesline"
        f" WHERE {in_funds('fund_id', looked_at)} AND kind NOT IN ('dues', 'credit')"
        " GROUP BY receipt_id, kind"
    ):
        income = INCOME[LineKind(kind)]
        written.setdefault(receipt, {})[income] = int(satang)
    for receipt in sorted({*booked, *written}):
        if booked.get(receipt) != written.get(receipt):
            yield from rows(f"{PAPER} WHERE r.id = %s", [receipt])


def _by_sheet(looked_at: Funds) -> Iterator[Row]:
    """By sheet first, which are few; then the receipts of those that are wrong."""
    of_receipts = (
        "SELECT s.command_id FROM dues_roundsheet s JOIN ("
        " SELECT command_id, MIN(book_id) AS b, MAX(book_id) AS b2,"
        "  MIN(received_on) AS d, MAX(received_on) AS d2 FROM receipts_receipt"
        f"  WHERE {in_funds('fund_id', looked_at)} GROUP BY command_id) r"
        " ON r.command_id = s.command_id AND (r.b <> s.book_id OR r.b2 <> s.book_id"
        "  OR r.d <> s.received_on OR r.d2 <> s.received_on)"
    )
    of_legs = (
        "SELECT s.command_id FROM dues_roundsheet s JOIN ("
        " SELECT DISTINCT e.command_id, l.debit_id FROM ledger_leg l"
        "  JOIN ledger_entry e ON e.id = l.entry_id AND e.kind = 'receipt'"
        f"  WHERE {in_funds('e.fund_id', looked_at)}) m"
        " ON m.command_id = s.command_id AND m.debit_id <> s.bag_id"
    )
    for (command,) in list(rows(f"{of_receipts} UNION {of_legs} ORDER BY 1")):
        yield from rows(
            f"{PAPER} JOIN dues_roundsheet s ON s.command_id = r.command_id"
            " WHERE r.command_id = %s AND (r.book_id <> s.book_id"
            " OR r.received_on <> s.received_on OR EXISTS (SELECT 1 FROM ledger_leg l"
            "  WHERE l.entry_id = r.entry_id AND l.debit_id <> s.bag_id))"
            " ORDER BY r.id",
            [command],
        )


def _given_back(looked_at: Funds) -> Iterator[Row]:
    """What came out of the box for a bag that had been handed over: its own sum.

    Into the place where the receipt had put it, under the receipt's name.  One whose
    money was not taken back is told by itself (K007).
    """
    put = "FROM ledger_leg l WHERE l.entry_id = {}"
    yield from rows(
        "SELECT r.fund_id, t.reference, b.number, r.no FROM ledger_entry t"
        " JOIN commands_command c ON c.id = t.command_id"
        " AND c.kind = 'dues.reverse_receipt'"
        " JOIN ledger_entry v ON v.command_id = c.id AND v.kind = 'reversal'"
        " JOIN receipts_receipt r ON r.entry_id = v.reverses_id"
        " JOIN receipts_book b ON b.id = r.book_id"
        f" WHERE t.kind = 'transfer' AND {in_funds('t.fund_id', looked_at)}"
        " AND (t.reference <> 'receipt:' || b.number || ':' || r.no || ':refund:1'"
        f" OR (SELECT SUM(l.amount_satang) {put.format('t.id')}) <> r.amount_satang"
        f" OR EXISTS (SELECT 1 {put.format('t.id')} AND l.debit_id NOT IN"
        f"  (SELECT l.debit_id {put.format('r.entry_id')}))) ORDER BY t.id"
    )
