"""Totals rows: recognised by their words, checked against what was added up."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kongbun.kernel import digits
from kongbun.kernel.bad_input import BadInput
from kongbun.kernel.thai_text import match_key
from kongbun.people.register import cells
from kongbun.people.register.files import Cell, Sheet
from kongbun.people.register.findings import (
    Issue,
    Notes,
    Option,
    normalised,
    question,
)
from kongbun.people.register.headings import Column, Headings

_TOTAL = re.compile(
    r"(?:ยอด)?รวม(?:ทั้งสิ้น|ทั้งหมด|เงิน|ยอด|จำนวน|สมาชิก|หมู่(?:ที่)?[0-9]+|บาท|[0-9]+(?:คน|ราย|บาท))*"
    r"|ทั้งสิ้น|(?:grand|sub)?total|sum"
)
_PEOPLE = re.compile(r"([0-9][0-9,]*) ?(?:คน|ราย)")
# A row with any of these is somebody, whatever the name says.
SOMEBODY = frozenset({"last_name", "id", "birth", "joined", "member_no"})


def is_totals_row(row: Sequence[Cell], head: Headings) -> bool:
    """Whether a row sums up those above it."""
    if not any(says_total(cell) for cell in row[:12]):
        return False
    for column in head.columns:
        if column.field in SOMEBODY and _cell(row, column.index) not in {"", None}:
            text = _cell(row, column.index)
            if not says_total(text):
                return False
    return True


def says_total(text: Cell) -> bool:
    """Whether a cell's words are those of a totals row."""
    if not isinstance(text, str) or len(text) > 60:
        return False
    bare = text.casefold()
    if not ("รวม" in bare or "ทั้งสิ้น" in bare or "total" in bare or "sum" in bare):
        return False
    return bool(_TOTAL.fullmatch(digits.fold(match_key(text))))


def _cell(row: Sequence[Cell], index: int) -> Cell:
    return row[index] if index < len(row) else ""


def check_totals(
    sheet: Sheet, head: Headings, numbers: Sequence[int], notes: Notes
) -> None:
    """Compare every totals row with the rows since the last one, or with them all."""
    members = {number - 1 for number in numbers}
    summed = [
        c
        for c in head.columns
        if c.field in {"paid_baht", "days_paid"} or c.field.startswith("used:")
    ]
    part: list[int] = []
    whole: list[int] = []
    for number in range(head.first_row, len(sheet.rows)):
        row = sheet.rows[number]
        if number in members:
            part.append(number)
            whole.append(number)
        elif any(row) and is_totals_row(row, head):
            issue = _compare(sheet, row, summed, (part, whole))
            notes.add(number + 1, "", issue)
            part = []


def _compare(
    sheet: Sheet,
    total: Sequence[Cell],
    summed: Sequence[Column],
    spans: tuple[list[int], list[int]],
) -> Issue:
    said, meant = [], []
    people = _PEOPLE.search(
        digits.fold(" ".join(c for c in total if isinstance(c, str)))
    )
    if people:
        count = int(people[1].replace(",", ""))
        if count not in {len(span) for span in spans}:
            said.append(f"{count} คน")
            meant.append(f"{len(spans[1])} คน")
    for column in summed:
        cell = _cell(total, column.index)
        stated = _number(cell)
        if stated is None:
            continue
        sums = [_sum(sheet, span, column) for span in spans]
        if stated not in sums:
            said.append(f"{column.heading} {cells.cell_text(cell)}")
            meant.append(f"{sums[1] / 100:,.2f}")
    if said:
        return question(
            "totals-differ",
            ", ".join(said),
            [Option("ignore", "ใช้แถวสมาชิกตามที่มี ไม่สนยอดรวม")],
            meaning=", ".join(meant),
        )
    words = next((c for c in total if isinstance(c, str) and c.strip()), "")
    return normalised("totals-row", words)


def _sum(sheet: Sheet, span: Sequence[int], column: Column) -> int:
    return sum(_number(_cell(sheet.rows[i], column.index)) or 0 for i in span)


def _number(cell: Cell) -> int | None:
    """A stated number in hundredths; None where there is none to compare."""
    if cell in {"", None} or isinstance(cell, bool):
        return None
    try:
        value, _ = cells.read_amount(cell)
    except BadInput:
        return None
    return value if isinstance(value, int) else None
