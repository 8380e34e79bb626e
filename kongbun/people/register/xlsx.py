"""Reading .xlsx: guards first, on the raw parts; then the cells.

The guards look at bytes: a reader that has already built the cells is too late.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from kongbun.people.register.files import CELLS_MAX, BadFile, Sheet
from kongbun.people.register.findings import Issue, normalised
from kongbun.people.register.sheet_xml import Looks, elements, look

PARTS_MAX = 2_000
UNPACKED_MAX = 400 * 1024 * 1024
RATIO_MAX = 100
# Below this a high ratio is harmless: an empty style sheet packs well.
SMALL_PART = 2 * 1024 * 1024

_ACTIVE = re.compile(
    r"(?i)vbaproject|/embeddings/|externallinks|/activex/|connections\.xml|"
    r"/querytables/|/ctrlprops/|\.bin$"
)
_HARMLESS_BIN = re.compile(r"(?i)printersettings\d*\.bin$|^customxml/")
_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
_LISTS = frozenset({"xl/workbook.xml", "xl/_rels/workbook.xml.rels"})
# A part of another kind of book, which the reader of cells would open as well.
_OTHER_BOOKS = frozenset({"content.xml", "mimetype", "xl/workbook.bin"})


@dataclass(frozen=True, slots=True)
class Parts:
    """The raw parts of a workbook that were looked at."""

    name: str
    by_name: dict[str, bytes]
    sheets: dict[str, Looks]

    def sheet(self, number: int) -> Looks | None:
        """How the n-th sheet of the workbook looks; None where it has no cells."""
        sheets = list(elements(self._part("workbook.xml"), self.name, "sheet"))
        key = sheets[number].get("id") if number < len(sheets) else None
        relations = self._part("_rels/workbook.xml.rels")
        for relation in elements(relations, self.name, "Relationship"):
            if relation.get("Id") == key:
                target = relation.get("Target", "")
                is_whole = target.startswith("/")
                part = target.lstrip("/") if is_whole else f"xl/{target}"
                return self.sheets.get(part)
        return None

    def counts_from_1904(self) -> bool:
        book = elements(self._part("workbook.xml"), self.name, "workbookPr")
        return next(book, {}).get("date1904") in {"1", "true"}

    def _part(self, name: str) -> bytes:
        return self.by_name.get(f"xl/{name}", b"")


def read_xlsx(data: bytes, name: str) -> Iterator[Sheet]:
    """The sheets that can be seen, first to last; raise `BadFile` for the rest."""
    parts = _guarded(data, name)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        metadata = book.sheets_metadata
        notes = _hidden_sheets(book)
        for number, meta in enumerate(metadata):
            is_chart = meta.typ is not SheetTypeEnum.WorkSheet
            if meta.visible is SheetVisibleEnum.Visible and not is_chart:
                unread = _unread(book, number, parts)
                yield _sheet(book, number, parts, name, [*notes, *unread])
    except BadFile:
        raise
    except (CalamineError, OSError, ValueError, OverflowError) as error:
        raise BadFile("file-broken", name) from error


def _guarded(data: bytes, name: str) -> Parts:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            _check_listing(infos, name)
            parts = Parts(name, {}, {})
            _unpack(archive, infos, parts)
            return parts
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError) as error:
        raise BadFile("file-broken", name) from error
    except NotImplementedError as error:
        raise BadFile("file-kind", name) from error


def _check_listing(infos: list[zipfile.ZipInfo], name: str) -> None:
    names = {info.filename for info in infos}
    if len(infos) > PARTS_MAX or sum(info.file_size for info in infos) > UNPACKED_MAX:
        raise BadFile("file-bomb", name)
    for info in infos:
        is_link = (info.external_attr >> 16) & 0o170000 == 0o120000
        if info.filename.startswith(("/", "\\")) or ".." in info.filename or is_link:
            raise BadFile("file-macro", name)
        if info.flag_bits & 1:
            raise BadFile("file-old-excel", name)
        if _ACTIVE.search(info.filename) and not _HARMLESS_BIN.search(info.filename):
            raise BadFile("file-macro", name)
    if "xl/workbook.xml" not in names or names & _OTHER_BOOKS:
        raise BadFile("file-kind", name)


def _unpack(
    archive: zipfile.ZipFile, infos: list[zipfile.ZipInfo], parts: Parts
) -> None:
    """Look at every part, counted while it unpacks: a header may lie about its size.

    What has cells is looked at wherever it lies and whatever it is called.
    """
    room = UNPACKED_MAX
    for info in infos:
        limit = min(room, max(SMALL_PART, RATIO_MAX * max(info.compress_size, 1)))
        with archive.open(info) as part:
            text = part.read(limit + 1)
        if len(text) > limit:
            raise BadFile("file-bomb", parts.name)
        room -= len(text)
        # A document type may name outside files, or itself a billion times.
        if info.filename.endswith((".xml", ".rels")) and _DOCTYPE.search(text):
            raise BadFile("file-bomb", parts.name)
        if b"sheetData" in text:
            parts.sheets[info.filename] = look(text, parts.name)
        elif info.filename in _LISTS:
            parts.by_name[info.filename] = text


def _sheet(
    book: CalamineWorkbook, number: int, parts: Parts, name: str, notes: list[Issue]
) -> Sheet:
    looks = parts.sheet(number)
    if looks is None:
        # Cells that were not looked at must not be read either.
        raise BadFile("file-broken", name)
    found = book.get_sheet_by_index(number)
    rows = found.to_python(skip_empty_area=False)
    return Sheet(
        name=found.name,
        rows=rows,
        formulas=frozenset(looks.formulas),
        errors=looks.errors,
        merged=_merged(found, len(rows)),
        dates_1904=parts.counts_from_1904(),
        notes=[*notes, *_hidden_parts(looks)],
    )


def _merged(found: CalamineSheet, rows: int) -> list[tuple[int, int, int, int]]:
    """Merged areas within the table; those that lie over each other are dropped."""
    areas, covered = [], 0
    for first, last in found.merged_cell_ranges or ():
        bottom = min(last[0], rows - 1)
        covered += max(bottom - first[0], 0)
        if covered > CELLS_MAX:
            break
        areas.append((first[0], first[1], bottom, last[1]))
    return areas


def _hidden_sheets(book: CalamineWorkbook) -> list[Issue]:
    hidden = [
        meta.name
        for meta in book.sheets_metadata
        if meta.visible is not SheetVisibleEnum.Visible
    ]
    if not hidden:
        return []
    return [normalised("hidden", f"แผ่นงาน {', '.join(hidden)}", "ไม่ได้อ่านส่วนนี้")]


def _unread(book: CalamineWorkbook, number: int, parts: Parts) -> list[Issue]:
    """The other sheets that hold something: only one register is read at a time."""
    others = [
        meta.name
        for other, meta in enumerate(book.sheets_metadata)
        if other != number
        and meta.visible is SheetVisibleEnum.Visible
        and (looks := parts.sheet(other)) is not None
        and looks.has_cells
    ]
    if not others:
        return []
    this = book.sheets_metadata[number].name
    return [normalised("sheet-unread", ", ".join(others), this)]


def _hidden_parts(looks: Looks) -> list[Issue]:
    notes = []
    rows = looks.hidden_rows
    if rows:
        listed = ", ".join(rows[:8]) + (" …" if len(rows) > 8 else "")
        notes.append(
            normalised("hidden", f"แถว {listed}", "อ่านรวมด้วย ถ้าไม่ใช่สมาชิกให้ลบออก")
        )
    if looks.hides_columns:
        notes.append(normalised("hidden", "คอลัมน์", "อ่านรวมด้วย"))
    return notes
