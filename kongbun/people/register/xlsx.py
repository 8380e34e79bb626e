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

from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

from kongbun.people.register.files import CELLS_MAX, ROWS_MAX, BadFile, Sheet
from kongbun.people.register.findings import Issue, normalised

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
_FORMULA = re.compile(rb'<c r="([A-Z]{1,3})([0-9]+)"[^>]*><f[ >/]')
_ERROR = re.compile(
    rb'<c r="([A-Z]{1,3})([0-9]+)"[^>]*\bt="e"[^>]*>(?:<f>[^<]*</f>)?(?:<v>([^<]*))?'
)
# Patterns begin with plain letters: the search then skips at the speed of memory.
_FAR_ROW = re.compile(rb' r="[A-Z]{0,3}(?:[2-9][0-9]{5}|[0-9]{7,})"')
_FAR_COLUMN = re.compile(rb' r="([A-Z]{2,3})[0-9]')
_ROW = re.compile(rb'<row [^>]*?\br="([0-9]+)"')
_HIDDEN_ROW = re.compile(rb'<row [^>]*?\br="([0-9]+)"[^>]*?\bhidden="(?:1|true)"')
_HIDDEN_COLUMN = re.compile(rb'<col [^>]*?\bhidden="(?:1|true)"')
_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
_SHEET = re.compile(rb"<sheet [^>]*>")
_RELATION = re.compile(rb"<Relationship [^>]*>")


@dataclass(frozen=True, slots=True)
class Parts:
    """The raw parts of a workbook that were looked at."""

    by_name: dict[str, bytes]

    def sheet_part(self, number: int) -> bytes:
        """The XML of the n-th sheet of the workbook."""
        tags = _SHEET.findall(self.by_name.get("xl/workbook.xml", b""))
        key = _attribute(tags[number], rb"r:id") if number < len(tags) else b""
        for tag in _RELATION.findall(
            self.by_name.get("xl/_rels/workbook.xml.rels", b"")
        ):
            if _attribute(tag, b"Id") == key:
                target = _attribute(tag, b"Target").decode("ascii", "replace")
                name = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
                return self.by_name.get(name, b"")
        return b""


def _attribute(tag: bytes, name: bytes) -> bytes:
    match = re.search(rb"\b" + name + rb'="([^"]*)"', tag)
    return match[1] if match else b""


def read_xlsx(data: bytes, name: str) -> Iterator[Sheet]:
    """The sheets that can be seen, first to last; raise `BadFile` for the rest."""
    parts = _guarded(data, name)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        metadata = book.sheets_metadata
        notes = _hidden_sheets(book)
        for number, meta in enumerate(metadata):
            if meta.visible is SheetVisibleEnum.Visible:
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
            return Parts(dict(_unpack(archive, infos, name)))
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
    if "xl/workbook.xml" not in names:
        raise BadFile("file-kind", name)


def _unpack(
    archive: zipfile.ZipFile, infos: list[zipfile.ZipInfo], name: str
) -> Iterator[tuple[str, bytes]]:
    """Every XML part, counted while it unpacks: a header may lie about its size."""
    room = UNPACKED_MAX
    for info in infos:
        if not info.filename.endswith((".xml", ".rels")):
            continue
        limit = min(room, max(SMALL_PART, RATIO_MAX * max(info.compress_size, 1)))
        with archive.open(info) as part:
            text = part.read(limit + 1)
        if len(text) > limit:
            raise BadFile("file-bomb", name)
        room -= len(text)
        # A document type may name outside files, or itself a billion times.
        if _DOCTYPE.search(text):
            raise BadFile("file-bomb", name)
        wanted = ("xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/worksheets/")
        if info.filename.startswith(wanted):
            yield info.filename, text


def _check_area(xml: bytes, name: str) -> None:
    """Refuse a sheet whose corners are far apart: its area would be built in full."""
    if _FAR_ROW.search(xml):
        raise BadFile("file-too-wide", name)
    letters = {match[1] for match in _FAR_COLUMN.finditer(xml)}
    width = max([26, *map(_column_number, letters)])
    last_row = max((int(match[1]) for match in _ROW.finditer(xml)), default=0)
    if last_row > ROWS_MAX or width * last_row > CELLS_MAX:
        raise BadFile("file-too-wide", name)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _places(pattern: re.Pattern[bytes], xml: bytes) -> frozenset[tuple[int, int]]:
    return frozenset(
        (int(match[2]) - 1, _column_number(match[1]) - 1)
        for match in pattern.finditer(xml)
    )


def _errors(xml: bytes) -> dict[tuple[int, int], str]:
    """What Excel shows in the cells that failed, such as #N/A."""
    return {
        (int(match[2]) - 1, _column_number(match[1]) - 1): (match[3] or b"").decode()
        for match in _ERROR.finditer(xml)
    }


def _sheet(
    book: CalamineWorkbook, number: int, parts: Parts, name: str, notes: list[Issue]
) -> Sheet:
    xml = parts.sheet_part(number)
    _check_area(xml, name)
    found = book.get_sheet_by_index(number)
    rows = found.to_python(skip_empty_area=False)
    notes = [*notes, *_hidden_parts(xml)]
    merged = [
        (first[0], first[1], last[0], last[1])
        for first, last in (found.merged_cell_ranges or ())
    ]
    properties = re.search(rb"<workbookPr [^>]*>", parts.by_name["xl/workbook.xml"])
    system = _attribute(properties[0], b"date1904") if properties else b""
    return Sheet(
        name=found.name,
        rows=rows,
        formulas=_places(_FORMULA, xml) if b"<f" in xml else frozenset(),
        errors=_errors(xml) if b't="e"' in xml else {},
        merged=merged,
        dates_1904=system in {b"1", b"true"},
        notes=notes,
    )


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
        and b"<c " in parts.sheet_part(other)
    ]
    if not others:
        return []
    this = book.sheets_metadata[number].name
    return [normalised("sheet-unread", ", ".join(others), this)]


def _hidden_parts(xml: bytes) -> list[Issue]:
    notes = []
    rows = [match[1].decode() for match in _HIDDEN_ROW.finditer(xml)]
    if rows:
        listed = ", ".join(rows[:8]) + (" …" if len(rows) > 8 else "")
        notes.append(
            normalised("hidden", f"แถว {listed}", "อ่านรวมด้วย ถ้าไม่ใช่สมาชิกให้ลบออก")
        )
    if _HIDDEN_COLUMN.search(xml):
        notes.append(normalised("hidden", "คอลัมน์", "อ่านรวมด้วย"))
    return notes
