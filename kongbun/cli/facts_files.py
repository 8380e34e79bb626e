"""Facts from a file: JSON, CSV or Parquet into columns, or every problem in it.

Text only gets as far as `facts_text`, which turns it into numbers; Parquet brings
typed columns, of which only whole numbers, booleans, dates and text are taken.
"""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import numpy as np

from kongbun.kernel.bad_input import shown
from kongbun.rules.benefit import OwnFact
from kongbun.rules.facts_text import BadFacts, Columns, FactProblem, read_columns

THAI = re.compile("[\u0e01-\u0e5b]")
FOREIGN = re.compile("[^\x00-\x7f\u0e01-\u0e5b]")
SIZE_MAX = 400_000_000
BENEFIT = "benefit"
SUFFIXES = (".json", ".csv", ".parquet")
WHOLE_TYPES = frozenset(
    {
        "TINYINT",
        "SMALLINT",
        "INTEGER",
        "BIGINT",
        "UTINYINT",
        "USMALLINT",
        "UINTEGER",
        "UBIGINT",
    }
)


class NotWhole:
    """A number that is not whole, or NaN: kept as written, for the sentence."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __str__(self) -> str:
        return self.text


def read_facts(
    path: Path, own: tuple[OwnFact, ...] = ()
) -> tuple[Columns, list[object] | None]:
    """The columns of the file and its `benefit` column; raise `BadFacts`.

    `own` are the facts that the by-law itself asks for.
    """
    if path.stat().st_size > SIZE_MAX:
        raise _bad("too-large", "ไฟล์ใหญ่เกิน 400 ล้านไบต์ แบ่งเป็นหลายไฟล์")
    if path.suffix.lower() == ".parquet":
        return _from_parquet(path, own)
    data = path.read_bytes()
    rows = _json_rows(data) if path.suffix.lower() == ".json" else _csv_rows(data)
    if not rows:
        raise _bad("no-rows", "ไฟล์ไม่มีแถวข้อมูล")
    has_benefit = any(BENEFIT in row for row in rows)
    benefits = [row.pop(BENEFIT, None) for row in rows] if has_benefit else None
    return read_columns(rows, own), benefits


def _bad(code: str, message: str, *, row: int = 0, value: object = "") -> BadFacts:
    where = f"แถว {row}: " if row else ""
    return BadFacts([FactProblem(row, "", code, shown(value), where + message)])


def _json_rows(data: bytes) -> list[dict[str, object]]:
    def no_repeats(pairs: list[tuple[str, object]]) -> dict[str, object]:
        found = dict(pairs)
        if len(found) < len(pairs):
            names = [name for name, _ in pairs]
            twice = next(name for name in names if names.count(name) > 1)
            raise _bad("repeated-column", f"มีช่อง {shown(twice)} สองครั้งในแถวเดียวกัน")
        return found

    try:
        # Numbers stay text, so that 3.0 and 10^400 are refused, not rounded.
        read: Any = json.loads(
            data.decode("utf-8-sig"),
            object_pairs_hook=no_repeats,
            parse_float=NotWhole,
            parse_int=str,
            parse_constant=NotWhole,
        )
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        raise _bad(
            "not-json", f"อ่านเป็น JSON ไม่ได้ที่บรรทัด {line} ตรวจวงเล็บและเครื่องหมาย"
        ) from None
    if isinstance(read, dict):
        read = read.get("rows") if isinstance(read.get("rows"), list) else [read]
    if not isinstance(read, list):
        raise _bad("not-rows", "JSON ต้องเป็นรายการของแถว เช่น [{...}, {...}]")
    for number, row in enumerate(read, 1):
        if not isinstance(row, dict):
            raise _bad("not-a-row", "แต่ละแถวต้องเป็น {ชื่อช่อง: ค่า}", row=number, value=row)
    return read


def _csv_rows(data: bytes) -> list[dict[str, object]]:
    text = _decoded(data)
    header = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=header.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        lines = [line for line in reader if any(cell.strip() for cell in line)]
    except csv.Error:
        raise _bad(
            "not-csv", "อ่านเป็น CSV ไม่ได้ บันทึกจาก Excel เป็น CSV UTF-8 ใหม่"
        ) from None
    if not lines:
        return []
    lines = [_without_empty_end(line) for line in lines]
    names = [name.strip() for name in lines[0]]
    twice = [name for name in names if names.count(name) > 1]
    if twice:
        raise _bad("repeated-column", f"หัวตารางมีช่อง {shown(twice[0])} สองครั้ง")
    rows: list[dict[str, object]] = []
    for number, line in enumerate(lines[1:], 1):
        if len(line) > len(names):
            raise _bad("too-many-cells", "มีค่ามากกว่าจำนวนช่องของหัวตาราง", row=number)
        rows.append(dict(zip(names, line, strict=False)))
    return rows


def _without_empty_end(line: list[str]) -> list[str]:
    """Excel ends lines with commas where there once was a column."""
    end = len(line)
    while end and not line[end - 1].strip():
        end -= 1
    return line[:end]


def _decoded(data: bytes) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", errors="replace")
    old_thai = data.decode("cp874", errors="replace")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return old_thai
    # A short word in the old code page may be UTF-8 by chance, but then no Thai.
    is_chance = not THAI.search(text) and FOREIGN.search(text)
    return old_thai if is_chance and not FOREIGN.search(old_thai) else text


def _from_parquet(
    path: Path, own: tuple[OwnFact, ...]
) -> tuple[Columns, list[object] | None]:
    import duckdb  # noqa: PLC0415 -- half a second that JSON and CSV need not wait

    with duckdb.connect() as connection:
        try:
            read = connection.execute("SELECT * FROM read_parquet(?)", [str(path)])
            kinds = [(name, str(kind)) for name, kind, *_ in read.description]
            cells = read.fetchnumpy()
        except duckdb.Error:
            raise _bad("not-parquet", "อ่านเป็น Parquet ไม่ได้ ตรวจว่าไฟล์ไม่เสียหาย") from None
    n = len(next(iter(cells.values()))) if cells else 0
    if not n:
        raise _bad("no-rows", "ไฟล์ไม่มีแถวข้อมูล")
    columns, benefits = Columns(n, own), None
    for name, kind in kinds:
        values = np.ma.asarray(cells[name])
        if name == BENEFIT:
            benefits = _objects(values)
        elif kind in WHOLE_TYPES or kind == "BOOLEAN":
            columns.add_numbers(name, values, boolean=kind == "BOOLEAN")
        elif kind == "DATE" or (kind.startswith("TIMESTAMP") and _midnight(values)):
            columns.add_days(name, values)
        elif kind in ("VARCHAR", '"NULL"'):
            columns.add(name, _objects(values))
        else:
            what = f"ชนิด {shown(kind)} ใช้ไม่ได้ ใช้จำนวนเต็ม วันที่ ข้อความ หรือ true/false"
            columns.refuse(name, kind, what)
    return columns, benefits


def _midnight(values: np.ma.MaskedArray[Any, Any]) -> bool:
    """Whether instants are really days, as some programs write them."""
    if values.dtype.kind != "M":
        return False
    stated = values.compressed()
    return bool((stated == stated.astype("M8[D]")).all())


def _objects(values: np.ma.MaskedArray[Any, Any]) -> list[object]:
    masked = np.ma.getmaskarray(values)
    return [
        None if gone else value
        for value, gone in zip(values.data.tolist(), masked.tolist(), strict=True)
    ]
