"""The books as CSV: one leg a row, for a spreadsheet or any other program.

RFC 4180 with CRLF.  UTF-8 with a byte order mark: without one Excel shows Thai as
rubbish.  No cell begins a formula.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date

from kongbun.reports.export.books import Books, Checkpoint, Entry, baht
from kongbun.reports.tables import KINDS

# The Thai word for people, the code for programs.
HEADINGS = (
    "ลำดับ (no)",
    "รายการที่ (entry)",
    "ขา (leg)",
    "เลขอ้างอิง (reference)",
    "ประเภท (kind)",
    "ชื่อประเภท (kind_name)",
    "วันที่ลงบัญชี (booked_on)",
    "วันจริง (occurred_on)",
    "รหัสเดบิต (debit)",
    "บัญชีเดบิต (debit_name)",
    "รหัสเครดิต (credit)",
    "บัญชีเครดิต (credit_name)",
    "จำนวนเงิน บาท (baht)",
    "จำนวนเงิน สตางค์ (satang)",
    "สมาชิก (member)",
    "เลขสมาชิก (member_no)",
    "กลับรายการของ (reverses)",
    "คำสั่ง (command)",
    "ลายนิ้วมือ (hash)",
)
NOTE = "หมายเหตุ (note)"
# A spreadsheet would work these out, the last four also in their full width.
BEGINS_A_FORMULA = (*"|\t\r", *"=+-@", "\uff1d", "\uff0b", "\uff0d", "\uff20")

Cell = str | int | date


def lines(books: Books) -> Iterator[str]:
    """The file, row by row, each with its end."""
    headings = (*HEADINGS, NOTE) if books.with_notes else HEADINGS
    yield "\ufeff" + _row(headings)
    names = {account.code: account.name for account in books.accounts}
    no = 0
    for entry in books.steps():
        if isinstance(entry, Checkpoint):
            continue
        for cells in _cells(entry, names):
            no += 1
            note = (entry.booked.memo,) if books.with_notes else ()
            yield _row((no, *cells, *note))


def _cells(entry: Entry, names: dict[str, str]) -> Iterator[tuple[Cell, ...]]:
    one = entry.booked
    for part in entry.parts:
        key, number = (part.member.key, part.member.number) if part.member else ("", "")
        yield (
            *(entry.no, part.seq, one.reference),
            *(one.kind, KINDS.get(one.kind, one.kind)),
            *(one.booked_on, one.occurred_on),
            *(part.debit, names[part.debit], part.credit, names[part.credit]),
            *(baht(part.satang), part.satang),
            *(key, number, one.reverses_reference),
            *(str(one.command), one.hash.hex()),
        )


def _row(cells: tuple[Cell, ...]) -> str:
    written = io.StringIO()
    csv.writer(written, lineterminator="\r\n").writerow(map(_safe, cells))
    return written.getvalue()


def _safe(cell: Cell) -> str:
    text = str(cell)
    # The quote keeps it a text; amounts are never below zero here.
    return f"'{text}" if text.startswith(BEGINS_A_FORMULA) else text
