"""A filled-in round sheet as a file: house or member number, and the amount.

CSV, Excel or JSON.  Every cell is read as a form would read it; what has no reading
is refused with its row and column, all of them at once, and nothing is taken.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from kongbun.dues.sheet import Row, Sheet
from kongbun.kernel.bad_input import BadInput
from kongbun.kernel.digits import fold, is_mixed
from kongbun.kernel.money import Money
from kongbun.kernel.refusal import Reason, RefusalCode, Refused
from kongbun.people.register.cells import cell_text
from kongbun.people.register.open_file import open_sheets

T = TypeVar("T")
HEADINGS = {
    "house": ("house", "house_no", "บ้าน", "บ้านเลขที่", "เลขที่บ้าน"),
    "member": ("member", "member_no", "เลขที่สมาชิก", "เลขสมาชิก", "สมาชิก"),
    "amount": ("amount", "baht", "จำนวน", "จำนวนเงิน", "จำนวนบาท", "รับ", "รับวันนี้", "บาท"),
    "receipt_no": ("receipt_no", "no", "เลขที่ใบรับ", "ใบรับ"),
}
TOTALS = ("รวม", "รวมทั้งหมด", "รวมทั้งสิ้น", "รวมเงิน", "ยอดรวม", "total", "sum")
NOT_TAKEN = ("", "0", "-", "0.00")
SLIP_MAX = 9_999_999
FORMULA = {"why": "แถวนี้มีสูตร Excel คัดลอกแล้ววางแบบ “ค่า” (Paste values) แล้วส่งใหม่"}
JSON_ROW = "แถวใน JSON มี house หรือ member, amount_satang และ receipt_no เท่านั้น"


@dataclass(frozen=True, slots=True)
class FileRow:
    """A row of the file with money: its number there, its row of the sheet."""

    number: int
    row: Row
    amount_satang: int
    receipt_no: int | None


@dataclass(frozen=True, slots=True)
class _Cells:
    number: int
    house: str
    member: str
    amount: str
    receipt_no: str

    @property
    def is_total(self) -> bool:
        return any(text.lower() in TOTALS for text in (self.house, self.member))


def read_sheet_file(file: Path, sheet: Sheet) -> list[FileRow]:
    """The rows with money; refuses with the row and column of all that is wrong."""
    wrong: list[Reason] = []
    found: list[FileRow] = []
    by_house = {row.house_no: row for row in sheet.rows if row.house_no}
    by_member = _by_member(sheet)
    for cells in _cells_of(file):
        if cells.is_total:
            _compare_total(cells, found, wrong)
            continue
        if fold(cells.amount) in NOT_TAKEN:
            continue
        house, member = fold(cells.house), fold(cells.member)
        row = by_member.get(member) if member else by_house.get(house)
        satang = _read(wrong, cells, "จำนวนเงิน", _satang, cells.amount)
        number = _read(wrong, cells, "เลขที่ใบรับ", _slip, cells.receipt_no)
        if row is None:
            what = f"เลขสมาชิก {member}" if member else f"บ้านเลขที่ {house}"
            facts = {"what": what, "branch": sheet.title}
            wrong.append(Reason(RefusalCode.ROW_NOT_ON_SHEET, facts, row=cells.number))
        elif satang is not None:
            _add(found, FileRow(cells.number, row, satang, number), by_member=member)
    if wrong:
        raise Refused.of(wrong)
    return found


def _add(found: list[FileRow], new: FileRow, *, by_member: str) -> None:
    """Members of one house listed one by one are one hand-over of the house."""
    for place, row in enumerate(found):
        same_slip = new.receipt_no in (None, row.receipt_no)
        if by_member and row.row.key == new.row.key and same_slip:
            together = row.amount_satang + new.amount_satang
            found[place] = replace(row, amount_satang=together)
            return
    found.append(new)


def _by_member(sheet: Sheet) -> dict[str, Row]:
    """Every member's number leads to the row of the house."""
    return {
        sheet.members[place].member_no: row for row in sheet.rows for place in row.rows
    }


def _compare_total(
    cells: _Cells, found: Sequence[FileRow], wrong: list[Reason]
) -> None:
    """A totals row is not a payment; what it says must be what stands above it."""
    said = _read(wrong, cells, "จำนวนเงิน", _satang, cells.amount or "0")
    total = sum(row.amount_satang for row in found)
    if said is not None and said != total and not wrong:
        why = f"แถวรวมเขียนว่า {Money(said)} แต่บวกแล้วได้ {Money(total)}"
        wrong.append(
            Reason(
                RefusalCode.UNREADABLE,
                {"why": why},
                row=cells.number,
                column="จำนวนเงิน",
            )
        )


def _read(
    wrong: list[Reason],
    cells: _Cells,
    column: str,
    read: Callable[[str], T],
    text: str,
) -> T | None:
    try:
        return read(text)
    except BadInput as bad:
        why = bad.message
    except ValueError as bad:
        why = str(bad)
    wrong.append(
        Reason(RefusalCode.UNREADABLE, {"why": why}, row=cells.number, column=column)
    )
    return None


def _satang(text: str) -> int:
    return Money.from_baht(text, zero_allowed=True).satang


def _slip(text: str) -> int | None:
    if not text:
        return None
    folded = fold(text)
    fits = folded.isascii() and folded.isdigit() and len(folded) <= 7
    if is_mixed(text) or not fits or not 0 < int(folded) <= SLIP_MAX:
        raise ValueError(f"อ่านเลขที่ใบรับ {text[:20]} ไม่ได้ ใส่ตัวเลขอย่างเดียว")
    return int(folded)


def _cells_of(file: Path) -> Iterator[_Cells]:
    try:
        data = file.read_bytes()
    except OSError as error:
        raise Refused(
            RefusalCode.UNREADABLE, why=f"เปิดไฟล์ {file} ไม่ได้: {error.strerror}"
        ) from None
    if file.suffix.lower() == ".json":
        yield from _json_rows(data)
        return
    try:
        table = next(iter(open_sheets(data, file.name)))
    except BadInput as bad:
        raise Refused(RefusalCode.UNREADABLE, why=bad.message) from None
    places = _headings([cell_text(cell) for row in table.rows[:1] for cell in row])
    for number, cells in enumerate(table.rows[1:], 2):
        texts = [cell_text(cell).strip() for cell in cells]
        if any(texts):
            house, member, amount, slip = (_at(texts, places.get(n)) for n in HEADINGS)
            found = _Cells(number, house, member, amount, slip)
            is_counted = any((number - 1, i) in table.formulas for i in places.values())
            if is_counted and not found.is_total:
                # What it would come to was Excel's to say, and may be old or missing.
                raise Refused.of([Reason(RefusalCode.UNREADABLE, FORMULA, row=number)])
            yield found


def _at(texts: Sequence[str], place: int | None) -> str:
    return texts[place] if place is not None and place < len(texts) else ""


def _headings(row: Sequence[str]) -> dict[str, int]:
    found = {
        name: place
        for place, text in enumerate(row)
        for name, words in HEADINGS.items()
        if text.strip().lower() in words
    }
    if "amount" not in found or not {"house", "member"} & set(found):
        raise Refused(
            RefusalCode.UNREADABLE,
            why="แถวแรกต้องมีหัวตาราง บ้านเลขที่ หรือ เลขสมาชิก และ จำนวนเงิน",
        )
    return found


def _json_rows(data: bytes) -> Iterator[_Cells]:
    """A list of objects; amounts are whole satang, named so."""
    try:
        rows: Any = json.loads(data.decode("utf-8-sig"), object_pairs_hook=_once)
    except (ValueError, RecursionError):
        raise Refused(RefusalCode.UNREADABLE, why="อ่านไฟล์ JSON ไม่ได้ หรือมีชื่อซ้ำ") from None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise Refused(RefusalCode.UNREADABLE, why="ไฟล์ JSON ต้องเป็นรายการของแถว")
    known = {"house", "member", "amount_satang", "receipt_no"}
    for number, row in enumerate(rows, 1):
        satang = row.get("amount_satang")
        slip = row.get("receipt_no")
        texts = [row.get("house", ""), row.get("member", "")]
        fits = type(satang) is int and 0 <= satang <= 10**12
        fits = fits and all(isinstance(text, str) for text in texts)
        if not fits or type(slip) not in (int, type(None)) or set(row) - known:
            raise Refused.of(
                [
                    Reason(
                        RefusalCode.UNREADABLE,
                        {"why": JSON_ROW},
                        row=number,
                    )
                ]
            )
        amount = f"{satang // 100}.{satang % 100:02d}"
        yield _Cells(
            number, texts[0], texts[1], amount, "" if slip is None else str(slip)
        )


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(dict(pairs)) != len(pairs):
        raise ValueError("a name twice")
    return dict(pairs)
