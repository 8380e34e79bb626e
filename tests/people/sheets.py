"""Small sheets for tests, as text or as Excel writes them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

import xlsxwriter

from kongbun.people.import_actions import import_members, open_import, stage_import
from kongbun.testing.cast import Cast

HEADINGS = ("เลขที่สมาชิก", "คำนำหน้า", "ชื่อ", "นามสกุล", "วันเกิด", "วันที่สมัคร", "หมู่")


def csv_of(*rows: Sequence[object], headings: Sequence[str] = HEADINGS) -> bytes:
    """UTF-8 with Excel's mark; cells with a comma are quoted."""
    lines = [",".join(_cell(cell) for cell in row) for row in (headings, *rows)]
    return b"\xef\xbb\xbf" + "\r\n".join(lines).encode()


def _cell(cell: object) -> str:
    text = "" if cell is None else str(cell)
    return f'"{text}"' if any(c in text for c in ',"\n') else text


def xlsx_of(
    *rows: Sequence[Any],
    headings: Sequence[str] = HEADINGS,
    formats: dict[int, str] | None = None,
    options: dict[str, Any] | None = None,
) -> bytes:
    """A workbook of one sheet; `formats` gives a number format by column."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, **(options or {})})
    sheet = book.add_worksheet("ทะเบียน")
    looks = {
        column: book.add_format({"num_format": text})
        for column, text in (formats or {}).items()
    }
    plain_date = book.add_format({"num_format": "d/m/yyyy"})
    for number, row in enumerate((headings, *rows)):
        for column, cell in enumerate(row):
            if isinstance(cell, date):
                sheet.write_datetime(
                    number, column, cell, looks.get(column, plain_date)
                )
            elif isinstance(cell, str) and not cell.startswith("="):
                sheet.write_string(number, column, cell)
            elif cell is not None:
                sheet.write(number, column, cell, looks.get(column))
    book.close()
    return out.getvalue()


BUNRUEAN = ("ทน-03-0001", "นาง", "บุญเรือน", "แสนสุข", "4/3/2506", "1/11/2563", "3")
SOMBAT = ("ทน-07-0001", "นาย", "สมบัติ", "ดีงาม", "12/5/2510", "1/2/2564", "7")


def brought_in(cast: Cast) -> None:
    """A register with everything that may stand in one; what was staged stays."""
    content = csv_of(
        (*BUNRUEAN, "27", "นายคำ แสนสุข (สามี)", "31/10/2569", "2190", "2190", "3"),
        headings=(
            *(*HEADINGS, "บ้านเลขที่", "ผู้รับผลประโยชน์", "ส่งถึง", "จำนวนวันที่ส่ง"),
            *("จำนวนเงิน", "ใช้สิทธิ์นอนโรงพยาบาลปีนี้ (คืน)"),
        ),
    )
    act = cast.act("somsri")
    sent = open_import(act, filename="ทะเบียน.csv", content=content)
    staged = stage_import(cast.act("somsri"), UUID(sent["import"]))
    import_members(
        cast.act("somsri"),
        batch=staged.batch,
        rows_hash=staged.rows_hash,
        last_member=staged.last_membership,
    )
