"""The rows of a sheet, told apart: members, totals, notes, headings again.

And each column read once.  Rows keep the sheet's own numbers throughout.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import dataclass, field
from typing import Any

from kongbun.people.register import cells
from kongbun.people.register.cells import Reader, cell_text, era_of
from kongbun.people.register.files import Cell, Sheet
from kongbun.people.register.findings import (
    NO_ROW,
    NOT_KNOWN,
    Issue,
    Notes,
    Option,
    Verdict,
    normalised,
    question,
    refused,
)
from kongbun.people.register.headings import ALIASES, Column, Headings
from kongbun.people.register.totals import (
    SOMEBODY,
    check_totals,
    is_totals_row,
    says_total,
)

_NOTE_ROW = re.compile(
    r"หมายเหตุ|ลงชื่อ|ผู้จัดทำ|ผู้รับรอง|ผู้ตรวจ|ข้อมูล ณ|ตรวจสอบแล้ว|ตำแหน่ง|\(?\.\.\."
)
_SECTION_ROW = re.compile("(?:หมู่ที่|หมู่|ม\\.) ?([0-9๐-๙]{1,2})(?: .*)?")
DATES = ("birth", "joined", "paid_until", "exit_date", "death_date", "resign_date")


@dataclass(slots=True)
class Table:
    """The member rows of a sheet in columns; `numbers[i]` is row i's own number."""

    notes: Notes
    numbers: list[int] = field(default_factory=list)
    values: dict[str, list[Any]] = field(default_factory=dict)
    headings: dict[str, str] = field(default_factory=dict)
    # What a person answered "not known" to, by row: kept for asking later.
    unsure: dict[int, list[str]] = field(default_factory=dict)
    special_rows: int = 0

    def __len__(self) -> int:
        return len(self.numbers)

    def of(self, name: str) -> list[Any]:
        """A column's values; blanks where the sheet has no such column."""
        found = self.values.get(name)
        return found if found is not None else [None] * len(self.numbers)

    def note(self, row: int, name: str, issue: Issue) -> Option | None:
        """Note an issue on the i-th member row; see `Notes.add`."""
        option = self.notes.add(self.numbers[row], self.headings.get(name, ""), issue)
        if option is not None and option.value is NOT_KNOWN and issue.value:
            told = f"{self.headings.get(name) or 'แถวนี้'}: {issue.value}"
            self.unsure.setdefault(row, []).append(told)
        return option


def read_table(sheet: Sheet, head: Headings, notes: Notes, today: dt.date) -> Table:
    """Every member row, every known column."""
    table = Table(notes)
    for issue in sheet.notes:
        notes.add(NO_ROW, "", issue)
    for column in head.unused:
        notes.add(
            head.row + 1, column.heading, normalised("column-unused", column.heading)
        )
    for column in head.by_words:
        meaning = ALIASES[column.field][0]
        told = normalised("column-by-words", column.heading, meaning)
        notes.add(head.row + 1, column.heading, told)
    for column in head.twice:
        notes.add(head.row + 1, column.heading, refused("column-twice", column.heading))
    rows, sections = _joining_actions(sheet, head, table)
    table.numbers = [number + 1 for number in rows]
    width = max((column.index for column in head.columns), default=0)
    members = [_wide(sheet.rows[number], width) for number in rows]
    _note_cells_beyond(table, members, head)
    readers = _readers(today, is_1904=sheet.dates_1904)
    for column in head.columns:
        _read_column(table, sheet, column, rows, members, readers)
    if "moo" not in table.values and any(sections):
        table.values["moo"] = sections
    check_totals(sheet, head, table.numbers, notes)
    return table


def _readers(today: dt.date, *, is_1904: bool) -> dict[str, Reader]:
    read_date = cells.DateReader(today, is_1904=is_1904)
    limit = functools.partial
    return {
        **dict.fromkeys(DATES, read_date),
        "member_no": cells.read_member_no,
        "title": limit(cells.read_text, max_length=60),
        "nickname": limit(cells.read_text, max_length=60),
        "sex": cells.read_sex,
        "id": cells.read_identity,
        "moo": cells.read_moo,
        "branch": limit(cells.read_text, max_length=120),
        "house_no": cells.read_house,
        "address": limit(cells.read_text, max_length=300),
        "phone": cells.read_phone,
        "member_type": cells.read_type,
        "payer": cells.read_payer,
        "days_paid": cells.read_count,
        "paid_baht": cells.read_amount,
        "status": cells.read_status,
        "exit_reason": cells.read_status,
        "beneficiary": limit(cells.read_text, max_length=600),
        "relation": limit(cells.read_text, max_length=200),
    }


def _wide(row: Sequence[Cell], width: int) -> Sequence[Cell]:
    return row if len(row) > width else [*row, *[""] * (width + 1 - len(row))]


def _joining_actions(
    sheet: Sheet, head: Headings, table: Table
) -> tuple[list[int], list[int | None]]:
    """Which rows are members (from 0), and the village of the heading above each."""
    names = [c.index for c in head.columns if c.field in {"first_name", "full_name"}]
    known = [c.index for c in head.columns]
    found: list[int] = []
    sections: list[int | None] = []
    section: int | None = None
    somebody = [c.index for c in head.columns if c.field in SOMEBODY]
    titles = {c.heading for c in head.columns}
    width = max(known)
    for number in range(head.first_row, len(sheet.rows)):
        row = _wide(sheet.rows[number], width)
        name: Cell = ""
        for i in names:
            name = name or row[i]
        is_plain = isinstance(name, str) and not (
            name.startswith("รวม") or name in titles
        )
        if not (name and is_plain and _is_somebody(row, somebody)):
            kind, told = _special(row, head, known)
            if kind == "blank":
                continue
            if kind == "section-row":
                matched = _SECTION_ROW.fullmatch(told)
                section = int(matched[1]) if matched else section
            if kind:
                table.special_rows += 1
                if kind != "totals-row":
                    table.notes.add(number + 1, "", normalised(kind, told))
                continue
        found.append(number)
        sections.append(section)
    return found, sections


def _is_somebody(row: Sequence[Cell], own: Sequence[int]) -> bool:
    """Whether a row with a name has a number or date of its own too."""
    return any(row[i] and not says_total(row[i]) for i in own)


def _special(
    row: Sequence[Cell], head: Headings, known: Sequence[int]
) -> tuple[str, str]:
    """What a row is that is no member: (kind, what it says); kind empty for one."""
    filled = [(i, cell) for i, cell in enumerate(row) if cell not in {"", None}]
    texts = [cell.strip() for _, cell in filled if isinstance(cell, str)]
    # Rows that were numbered beforehand and never filled in are blank.
    is_known = any(i in known for i, _ in filled)
    if not is_known and all(not text or text.isdecimal() for text in texts):
        return "blank", ""
    if not any(texts) and not any(isinstance(c, float | dt.date) for _, c in filled):
        return "blank", ""
    kind = ""
    if is_totals_row(row, head):
        kind = "totals-row"
    elif len(filled) <= 2 and texts and _NOTE_ROW.match(texts[0]):
        kind = "note-row"
    elif len(filled) == 1 and texts and _SECTION_ROW.fullmatch(texts[0]):
        kind = "section-row"
    elif _is_heading_again(row, head):
        kind = "heading-again"
    return kind, texts[0] if texts else ""


def _is_heading_again(row: Sequence[Cell], head: Headings) -> bool:
    again = sum(
        1
        for column in head.columns
        if column.index < len(row)
        and " ".join(cell_text(row[column.index]).split()) == column.heading
    )
    return again >= min(2, len(head.columns))


def _note_cells_beyond(
    table: Table, members: Sequence[Sequence[Cell]], head: Headings
) -> None:
    """Cells to the right of every heading: the row may have shifted."""
    edge = max(c.index for c in (*head.columns, *head.unused, *head.twice)) + 1
    for i, row in enumerate(members):
        if len(row) > edge:
            beyond = [cell for cell in row[edge:] if cell not in {"", None}]
            if beyond and head.row >= 0 and isinstance(beyond[0], str):
                table.note(i, "", refused("cells-beyond", beyond[0]))


def _read_column(
    table: Table,
    sheet: Sheet,
    column: Column,
    rows: Sequence[int],
    members: Sequence[Sequence[Cell]],
    readers: dict[str, Reader],
) -> None:
    name = column.field if not column.place else f"{column.field}.{column.place}"
    table.headings[name] = column.heading
    index = column.index
    raws = [row[index] for row in members]
    _fill_merged(table, sheet, name, rows, raws, index)
    reader = readers.get(column.field) or (
        cells.read_count if column.field.startswith("used:") else cells.read_text
    )
    values, issues = _read_all(raws, reader)
    for places, code in ((sheet.formulas, "formula"), (sheet.errors, "excel-error")):
        if any(place[1] == index for place in places):
            for i, number in enumerate(rows):
                if (number, index) in places:
                    values[i] = None
                    wrong = cell_text(raws[i]) or sheet.errors.get((number, index), "")
                    issues[i] = refused(code, wrong)
    if column.field in DATES:
        _compare_dates(raws, values, issues)
    table.values[name] = values
    for i in sorted(issues):
        option = table.note(i, name, issues[i])
        if option is not None:
            values[i] = None if option.value is NOT_KNOWN else option.value


def _read_all(
    raws: Sequence[Cell], reader: Reader
) -> tuple[list[Any], dict[int, Issue]]:
    """Each different cell is read once: a register repeats itself."""
    kinds = set(map(type, raws))
    if len(kinds & {bool, int, float}) < 2:
        read, told = _read_each(set(raws), reader)
        values = list(map(read.__getitem__, raws))
        if not told:
            return values, {}
        return values, {i: told[raw] for i, raw in enumerate(raws) if raw in told}
    # 1, 1.0 and True are one key to a dictionary but not one cell.
    values = []
    issues: dict[int, Issue] = {}
    by_kind = {
        kind: _read_each({raw for raw in raws if type(raw) is kind}, reader)
        for kind in kinds
    }
    for i, raw in enumerate(raws):
        read, told = by_kind[type(raw)]
        values.append(read[raw])
        if raw in told:
            issues[i] = told[raw]
    return values, issues


def _read_each(
    different: Set[Cell], reader: Reader
) -> tuple[dict[Cell, Any], dict[Cell, Issue]]:
    values: dict[Cell, Any] = {}
    issues: dict[Cell, Issue] = {}
    for raw in different:
        is_blank = raw is None or (isinstance(raw, str) and not raw.strip())
        values[raw], issue = (None, None) if is_blank else reader(raw)
        if issue is not None:
            issues[raw] = issue
    return values, issues


def _fill_merged(
    table: Table,
    sheet: Sheet,
    name: str,
    rows: Sequence[int],
    raws: list[Cell],
    index: int,
) -> None:
    """A cell merged downwards holds for every row it covers."""
    if not sheet.merged:
        return
    place = {number: i for i, number in enumerate(rows)}
    for top, left, bottom, right in sheet.merged:
        if bottom > top and left == right == index and top in place:
            for number in range(top + 1, bottom + 1):
                i = place.get(number)
                if i is not None and raws[i] in {"", None}:
                    raws[i] = raws[place[top]]
                    table.note(i, name, normalised("merged-filled", raws[i]))


def _compare_dates(
    raws: Sequence[Cell], values: list[Any], issues: dict[int, Issue]
) -> None:
    """What only the whole column shows: another era, month before day."""
    eras = Counter(era for raw in set(raws) if (era := era_of(raw)))
    if len(eras) > 1:
        # A tie goes to B.E., so that a file says the same each time it is read.
        usual = min(eras, key=lambda era: (-eras[era], era))
        for i, raw in enumerate(raws):
            if i not in issues and era_of(raw) not in {"", usual}:
                issues[i] = normalised("date-era-differs", raw, values[i])
    if not any(issue.code == "month-first" for issue in issues.values()):
        return
    for i, raw in enumerate(raws):
        other = cells.swapped_day_and_month(raw)
        if other is not None and i not in issues:
            issues[i] = question(
                "month-first",
                raw,
                [
                    Option("day-first", str(values[i]), values[i], "วันมาก่อนเดือน"),
                    Option("month-first", str(other), other, "เดือนมาก่อนวัน"),
                ],
            )


def open_rows(notes: Notes, verdict: Verdict) -> set[int]:
    """The sheet rows on which a finding of this verdict stands."""
    return {f.row for f in notes.found if f.verdict is verdict and f.row != NO_ROW}
