"""From the bytes of a file to its sheet: the one way in."""

from __future__ import annotations

from collections.abc import Iterator

from kongbun.people.register.csv_text import read_csv
from kongbun.people.register.files import FILE_MAX, BadFile, Sheet, short_name
from kongbun.people.register.xlsx import read_xlsx

_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_REFUSED_ENDINGS = (".xls", ".xlsm", ".xlsb", ".xltm", ".ods", ".exe", ".zip", ".pdf")
_PROGRAMS = (
    b"MZ",
    b"\x7fELF",
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"{\\rtf",
    b"GIF8",
)
_ZIP = b"PK\x03\x04"


def open_sheets(data: bytes, filename: str) -> Iterator[Sheet]:
    """The sheets of a file, in order; raise `BadFile` with what to do else."""
    name = short_name(filename)
    if not data.strip():
        raise BadFile("file-empty", name)
    if len(data) > FILE_MAX:
        raise BadFile("file-too-large", name)
    ending = name.lower()
    if data.startswith(_OLD_OFFICE):
        raise BadFile("file-old-excel", name)
    if ending.endswith(".xlsm"):
        raise BadFile("file-macro", name)
    if ending.endswith(".xls"):
        raise BadFile("file-old-excel", name)
    if ending.endswith(_REFUSED_ENDINGS) or data.startswith(_PROGRAMS):
        raise BadFile("file-kind", name)
    if data.startswith(_ZIP):
        yield from read_xlsx(data, name)
        return
    if ending.endswith((".xlsx", ".xltx")):
        raise BadFile("file-broken", name)
    yield read_csv(data, name)
