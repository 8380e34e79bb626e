"""Reading .csv: which letters the bytes mean, and what separates the cells.

Old Thai files are CP874; Excel writes UTF-8 with a mark, or UTF-16 with tabs.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter

from kongbun.kernel.thai_text import BadText, clean
from kongbun.people.register.files import CELLS_MAX, ROWS_MAX, BadFile, Sheet
from kongbun.people.register.findings import Issue, normalised

SEPARATORS = (",", ";", "\t", "|")
CELL_MAX = 20_000
_LAST = "end of the register"
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_THAI = re.compile("[ก-๛]")
_LETTER = re.compile(r"[^\W\d_]|[\u0080-\u009f]")


def read_csv(data: bytes, name: str) -> Sheet:
    """The one sheet of a text file; raise `BadFile` where the letters are unsure."""
    text, notes = _decode(data, name)
    separator = _separator(text)
    csv.field_size_limit(CELL_MAX)
    rows: list[list[str]] = []
    cells = 0
    try:
        ended = io.StringIO(text.rstrip("\r\n") + "\n" + _LAST, newline="")
        for row in csv.reader(ended, delimiter=separator):
            cells += len(row)
            if len(rows) > ROWS_MAX or cells > CELLS_MAX:
                raise BadFile("file-too-wide", name)
            rows.append([_unwrapped(cell) for cell in row])
    except csv.Error as error:
        raise BadFile("file-broken", name) from error
    # A quote never closed takes every later member into one cell, this line too.
    if rows.pop() != [_LAST]:
        raise BadFile("file-open-quote", name)
    return Sheet(name="CSV", rows=rows, notes=notes)


def _unwrapped(cell: str) -> str:
    """Excel's trick to keep zeros, ="012", is the text it holds."""
    if cell.startswith('="') and cell.endswith('"') and len(cell) > 3:
        return cell[2:-1]
    return cell


def _decode(data: bytes, name: str) -> tuple[str, list[Issue]]:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            try:
                return data[len(mark) :].decode(encoding), []
            except UnicodeDecodeError as error:
                raise BadFile("file-encoding", name) from error
    if data[:4000].count(0) > len(data[:4000]) // 8:
        return _decode_bare_utf16(data, name), []
    if b"\0" in data:
        raise BadFile("file-kind", name)
    try:
        return _unmangled(data.decode("utf-8"), name), []
    except UnicodeDecodeError:
        return _decode_old_thai(data, name)


def _decode_bare_utf16(data: bytes, name: str) -> str:
    """UTF-16 without its mark: the zeros of the Latin letters say which kind."""
    even, odd = data[0:4000:2].count(0), data[1:4000:2].count(0)
    try:
        text = data.decode("utf-16-le" if odd > even else "utf-16-be")
    except UnicodeDecodeError as error:
        raise BadFile("file-kind", name) from error
    if not any(separator in text for separator in SEPARATORS):
        raise BadFile("file-kind", name)
    return text


def _decode_old_thai(data: bytes, name: str) -> tuple[str, list[Issue]]:
    try:
        text = data.decode("cp874")
    except UnicodeDecodeError as error:
        raise BadFile("file-encoding", name) from error
    thai = _THAI.findall(text)
    letters = _LETTER.findall(text)
    # UTF-8 read as CP874 is full of these; a file of both kinds is nobody's guess.
    pairs = len(re.findall("เ[ธน]", text))
    if len(thai) * 2 < len(letters) or pairs * 4 > len(thai):
        raise BadFile("file-encoding", name)
    sample = next((word for word in text.split() if _THAI.search(word)), "")
    return text, [normalised("encoding-cp874", sample[:40])]


def _unmangled(text: str, name: str) -> str:
    try:
        clean(text[:2000], max_length=4000)
    except BadText as bad:
        if bad.code == "text-broken":
            raise BadFile("file-mojibake", name) from bad
    return text


def _separator(text: str) -> str:
    """The one that cuts the first lines into the same number of cells, the most."""
    lines = [line for line in text[:20_000].splitlines()[:30] if line.strip()]
    best, best_score = ",", (0, 0)
    for separator in SEPARATORS:
        counts = Counter(
            len(row) for row in csv.reader(lines, delimiter=separator) if len(row) > 1
        )
        if counts:
            width, times = max(counts.items(), key=lambda pair: (pair[1], pair[0]))
            best_score, best = max(
                (best_score, best), ((times, width), separator), key=lambda one: one[0]
            )
    return best
