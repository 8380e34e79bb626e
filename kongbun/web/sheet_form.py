"""Reads a filled-in round sheet as it comes from its page.

Not a Django form: a village has a hundred rows, and each is one amount.  What cannot
be read stays as typed, with its sentence beside the row.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.http import QueryDict

from kongbun.dues.actions import Taken
from kongbun.dues.sheet import Row, Sheet
from kongbun.kernel.bad_input import BadInput, shown
from kongbun.kernel.digits import fold, is_mixed
from kongbun.kernel.money import Money
from kongbun.kernel.thai_date import figures
from kongbun.kernel.thai_date_text import read_day

# Notes are counted in pieces; coins are one sum.
NOTES = (1000, 500, 100, 50, 20)
PIECES_MAX = 9_999
SLIP_MAX = 9_999_999


@dataclass(frozen=True, slots=True)
class FilledRow:
    """A row with what was typed into it."""

    row: Row
    typed: str
    typed_no: str
    error: str

    @property
    def key(self) -> str:
        return self.row.key_bytes.hex()


@dataclass(frozen=True, slots=True)
class Note:
    """One kind of note, or the coins: what was typed and what it makes."""

    label: str
    name: str
    satang: int
    typed: str
    error: str


@dataclass(slots=True)
class Filled:
    """What was typed, row by row; `errors` counts what cannot be read."""

    rows: list[FilledRow]
    notes: list[Note]
    taken: list[Taken] = field(default_factory=list)
    counted_satang: int = 0
    errors: int = 0

    @property
    def sum_satang(self) -> int:
        return sum(taken.amount_satang for taken in self.taken)


def read_filled(sheet: Sheet, data: QueryDict, *, first_no: int | None) -> Filled:
    """The rows and the counted notes; nothing typed is nothing taken.

    `first_no` numbers the slips of a printed book one after the other, where a row
    has no number of its own.
    """
    filled = Filled([], [])
    number = first_no
    for row in sheet.rows:
        key = row.key_bytes.hex()
        typed, typed_no = _text(data, f"take-{key}"), _text(data, f"no-{key}")
        error, satang, no = "", 0, None
        try:
            satang = _baht(typed)
            no = _slip(typed_no)
        except BadInput as bad:
            error = bad.message
        except ValueError as bad:
            error = str(bad)
        if error:
            filled.errors += 1
        elif satang:
            if no is None:
                no = number
            number = None if no is None or number is None else no + 1
            stamp = _text(data, f"stamp-{key}")
            filled.taken.append(
                Taken(key=row.key, amount_satang=satang, receipt_no=no, stamp=stamp)
            )
        filled.rows.append(FilledRow(row, typed, typed_no, error))
    for note in _notes(data):
        filled.notes.append(note)
        filled.errors += bool(note.error)
        filled.counted_satang += note.satang
    return filled


def empty_filled(sheet: Sheet) -> Filled:
    return Filled(
        [FilledRow(row, "", "", "") for row in sheet.rows], _notes(QueryDict())
    )


def _text(data: QueryDict, name: str) -> str:
    return (data.get(name) or "")[:64].strip()


def _baht(typed: str) -> int:
    if typed in {"", "-"}:
        return 0
    return Money.from_baht(typed, zero_allowed=True).satang


def _slip(typed: str) -> int | None:
    if not typed:
        return None
    return whole(typed, "เลขที่ใบรับ", 1, SLIP_MAX)


def whole(typed: str, what: str, least: int, most: int) -> int:
    """A whole number in any one kind of digits."""
    folded = fold(typed)
    if is_mixed(typed) or not folded.isascii() or not folded.isdigit():
        raise ValueError(f"อ่าน{what} {shown(typed)} ไม่ได้ ใส่ตัวเลขอย่างเดียว")
    if len(folded) > 9 or not least <= int(folded) <= most:
        raise ValueError(f"{what} {shown(typed)} อยู่นอกช่วง ใส่ {least} ถึง {most:,}")
    return int(folded)


def _notes(data: QueryDict) -> list[Note]:
    found = []
    for baht in NOTES:
        name = f"note-{baht}"
        typed = _text(data, name)
        try:
            pieces = whole(typed, "จำนวนใบ", 0, PIECES_MAX) if typed else 0
            found.append(Note(f"{baht:,}", name, pieces * baht * 100, typed, ""))
        except ValueError as bad:
            found.append(Note(f"{baht:,}", name, 0, typed, str(bad)))
    typed = _text(data, "note-coins")
    try:
        found.append(Note("เหรียญ", "note-coins", _baht(typed), typed, ""))
    except BadInput as bad:
        found.append(Note("เหรียญ", "note-coins", 0, typed, bad.message))
    return found


def read_month(text: str, today: date) -> date:
    """The first day of a month given as 2026-11; this month for anything else."""
    year, _, month = text.partition("-")
    ascii_digits = (year + month).isascii() and (year + month).isdigit()
    if len(year) == 4 and ascii_digits and 1 <= int(month or "0") <= 12:
        return date(max(1, int(year)), int(month), 1)
    return today.replace(day=1)


def read_received(text: str, today: date) -> tuple[date, str, str]:
    """The day of the paper: the day, what was typed, and why it cannot be read."""
    if not text.strip():
        return today, figures(today), ""
    try:
        return read_day(text), text, ""
    except BadInput as bad:
        return today, text, bad.message


def uuid_or_none(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
