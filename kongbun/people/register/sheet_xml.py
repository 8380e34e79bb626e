"""What the raw XML of a sheet says before any cell is built from it.

Most files are written as Excel writes them and are searched as bytes, at the speed
of memory.  XML may say the same in many other ways; a sheet that does is walked
through element by element, so that no spelling hides a formula or a far cell.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from kongbun.people.register.files import CELLS_MAX, ROWS_MAX, BadFile

# A sheet of strange spelling is walked slowly: it may not be larger than this.
WALKED_MAX = 40 * 1024 * 1024
LETTERS = 26

_FORMULA = re.compile(rb'<c r="([A-Z]{1,3})([0-9]+)"[^>]*><f[ >/]')
_FORMULA_ANYWHERE = re.compile(rb"<f[\s>/]")
_ERROR = re.compile(
    rb'<c r="([A-Z]{1,3})([0-9]+)"[^>]*\bt="e"[^>]*>(?:<f>[^<]*</f>)?(?:<v>([^<]*))?'
)
# Patterns begin with plain letters: the search then skips at the speed of memory.
# A far row, or else the letters of a far column.
_FAR = re.compile(rb' r="(?:[A-Z]{0,3}(?:[2-9][0-9]{5}|[0-9]{7,})"|([A-Z]{2,3})[0-9])')
_CLAIMED_ROW = re.compile(rb' r="[A-Z]{1,3}([0-9]+)"')
_ROW = re.compile(rb'<row [^>]*?\br="([0-9]+)"')
_HIDDEN_ROW = re.compile(rb'<row [^>]*?\br="([0-9]+)"[^>]*?\bhidden="(?:1|true)"')
_HIDDEN_COLUMN = re.compile(rb'<col [^>]*?\bhidden="(?:1|true)"')
_CELL_WRITTEN_OTHERWISE = re.compile(rb'<c(?=[\s/>])(?! r="[A-Z]{1,3}[0-9]{1,7}"[ />])')
_PREFIXED = re.compile(rb"<[^\s<>/]+:(?:c|row|col|sheetData)[\s/>]")
_REFERENCE = re.compile("([A-Za-z]{1,3})([0-9]{1,7})")
_TRUE = frozenset({"1", "true"})


@dataclass(slots=True)
class Looks:
    """Places are (row, column) from 0; `errors` are what Excel shows, such as #N/A."""

    formulas: set[tuple[int, int]] = field(default_factory=set)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    hidden_rows: list[str] = field(default_factory=list)
    hides_columns: bool = False
    has_cells: bool = False


def look(xml: bytes, name: str) -> Looks:
    """Refuse a sheet whose corners are far apart: its area would be built in full."""
    if not _is_as_excel_writes(xml):
        return _Walk(name).through(xml)
    _check_area(xml, name)
    looks = Looks(has_cells=b"<c " in xml)
    if b"<f" in xml:
        looks.formulas = {_place(match) for match in _FORMULA.finditer(xml)}
    if b't="e"' in xml:
        looks.errors = {
            _place(match): (match[3] or b"").decode(errors="replace")
            for match in _ERROR.finditer(xml)
        }
    if b"hidden" in xml:
        looks.hidden_rows = [match[1].decode() for match in _HIDDEN_ROW.finditer(xml)]
        looks.hides_columns = _HIDDEN_COLUMN.search(xml) is not None
    return looks


def _is_as_excel_writes(xml: bytes) -> bool:
    if b"='" in xml or _CELL_WRITTEN_OTHERWISE.search(xml) or _PREFIXED.search(xml):
        return False
    if b"<f" not in xml:
        return True
    found = sum(1 for _ in _FORMULA.finditer(xml))
    return found == sum(1 for _ in _FORMULA_ANYWHERE.finditer(xml))


def _check_area(xml: bytes, name: str) -> None:
    letters = {match[1] for match in _FAR.finditer(xml)}
    if None in letters:
        raise BadFile("file-too-wide", name)
    width = max([LETTERS, *(_column_number(text.decode()) for text in letters)])
    # Nothing above claims a row of 200,000 or more: narrow sheets cannot be too large.
    if width * ROWS_MAX > CELLS_MAX:
        claimed = {int(row) for row in set(_CLAIMED_ROW.findall(xml))}
        rows = {int(row) for row in set(_ROW.findall(xml))}
        if width * max(claimed | rows, default=0) > CELLS_MAX:
            raise BadFile("file-too-wide", name)


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def _place(match: re.Match[bytes]) -> tuple[int, int]:
    return int(match[2]) - 1, _column_number(match[1].decode()) - 1


class _Walk:
    """Reads a sheet's elements in order, whatever their prefix, quotes and spacing."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.looks = Looks()
        self.row = self.column = self.width = self.last_row = 0
        self.is_error = self.is_value = False

    def through(self, xml: bytes) -> Looks:
        if len(xml) > WALKED_MAX:
            raise BadFile("file-broken", self.name)
        walk(xml, self.name, self._start, text=self._text)
        return self.looks

    def _start(self, element: str, given: dict[str, str]) -> None:
        if element == "c":
            self._cell(given)
        elif element == "row":
            self.row = _number(given.get("r"), otherwise=self.row + 1)
            self.column = 0
            self._reach()
            if given.get("hidden") in _TRUE:
                self.looks.hidden_rows.append(str(self.row))
        elif element == "f":
            self.looks.formulas.add((self.row - 1, self.column - 1))
        elif element == "col":
            self.looks.hides_columns |= given.get("hidden") in _TRUE
        self.is_value = element == "v"

    def _cell(self, given: dict[str, str]) -> None:
        reference = _REFERENCE.fullmatch(given.get("r", ""))
        if reference is not None:
            self.row, self.column = int(reference[2]), _column_number(reference[1])
        elif "r" in given:
            raise BadFile("file-broken", self.name)
        else:
            self.column += 1
        self._reach()
        self.looks.has_cells = True
        self.is_error = given.get("t") == "e"
        if self.is_error:
            self.looks.errors[self.row - 1, self.column - 1] = ""

    def _reach(self) -> None:
        self.width = max(self.width, self.column, LETTERS)
        self.last_row = max(self.last_row, self.row)
        if self.last_row > ROWS_MAX or self.width * self.last_row > CELLS_MAX:
            raise BadFile("file-too-wide", self.name)

    def _text(self, text: str) -> None:
        if self.is_error and self.is_value:
            self.looks.errors[self.row - 1, self.column - 1] += text


def _number(text: str | None, *, otherwise: int) -> int:
    return int(text) if text and re.fullmatch("[0-9]{1,7}", text) else otherwise


def walk(
    xml: bytes,
    name: str,
    start: Callable[[str, dict[str, str]], None],
    *,
    text: Callable[[str], None] | None = None,
) -> None:
    """Call `start` and the others for each element of a part, without its prefix."""
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def refuse(*_: object) -> None:
        raise BadFile("file-bomb", name)

    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = lambda element, given: start(
        element.rpartition(":")[2], given
    )
    parser.CharacterDataHandler = text
    try:
        parser.Parse(xml, True)
    except (expat.ExpatError, ValueError) as error:
        if isinstance(error, BadFile):
            raise
        raise BadFile("file-broken", name) from error


def elements(xml: bytes, name: str, wanted: str) -> Iterator[dict[str, str]]:
    """The attributes of every element of a kind, their prefixes taken off."""
    found: list[dict[str, str]] = []

    def start(element: str, given: dict[str, str]) -> None:
        if element == wanted:
            found.append({k.rpartition(":")[2]: v for k, v in given.items()})

    walk(xml, name, start)
    return iter(found)
