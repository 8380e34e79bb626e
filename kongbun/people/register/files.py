"""Opening a file that someone sent: what it is, whether it is safe, its one sheet.

Judges by content, never by the name alone.  Nothing in a file is run or fetched.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath

from kongbun.kernel.bad_input import BadInput
from kongbun.people.register.findings import Issue

Cell = str | float | int | bool | dt.date | dt.time | dt.datetime | dt.timedelta | None

FILE_MAX = 50 * 1024 * 1024
ROWS_MAX = 200_000
CELLS_MAX = 6_000_000


class BadFile(BadInput):
    """A file that is not read at all; nothing of it was used."""

    texts = {
        "file-empty": "ไฟล์ {value} ว่างเปล่า เลือกไฟล์ทะเบียนใหม่",
        "file-too-large": "ไฟล์ {value} ใหญ่เกินไป ส่งเฉพาะแผ่นทะเบียน ไม่เกิน 50 MB",
        "file-kind": "ไฟล์ {value} ไม่ใช่ .xlsx หรือ .csv เปิดใน Excel แล้วบันทึกเป็น .xlsx",
        "file-old-excel": (
            "ไฟล์ {value} เป็น Excel แบบเก่าหรือตั้งรหัสผ่านไว้ เปิดแล้วบันทึกเป็น .xlsx ไม่ใส่รหัส"
        ),
        "file-macro": "ไฟล์ {value} มีโปรแกรมหรือลิงก์ภายนอก คัดลอกแผ่นทะเบียนวางแบบค่าในไฟล์ใหม่",
        "file-bomb": "ไฟล์ {value} ขยายแล้วใหญ่ผิดปกติ คัดลอกแผ่นทะเบียนวางในไฟล์ใหม่แล้วส่ง",
        "file-open-quote": (
            'ไฟล์ {value} มีเครื่องหมาย " เปิดไว้ไม่ปิด แถวหลังจากนั้นหายไป '
            "ลบเครื่องหมายนั้น หรือบันทึกเป็น .xlsx"
        ),
        "file-broken": "ไฟล์ {value} เสียหรือส่งมาไม่ครบ เปิดใน Excel แล้วบันทึกใหม่",
        "file-too-wide": (
            "แผ่นงานใน {value} กว้างหรือยาวเกินไป ลบแถวและคอลัมน์ว่างท้ายตาราง "
            "แล้วบันทึกใหม่ (ไม่เกิน 200,000 แถว)"
        ),
        "file-encoding": "อ่านตัวหนังสือในไฟล์ {value} ไม่ได้ บันทึกเป็น CSV UTF-8 หรือ .xlsx",
        "file-mojibake": (
            "ตัวหนังสือในไฟล์ {value} เสียเพราะเปิดผิดรหัส เปิดต้นฉบับแล้วบันทึกเป็น .xlsx"
        ),
        "file-no-heading": (
            "ไม่พบหัวตารางในไฟล์ {value} แถวแรกต้องมีชื่อคอลัมน์ เช่น ชื่อ นามสกุล วันเกิด"
        ),
    }


@dataclass(slots=True)
class Sheet:
    """One sheet; `rows[0]` is the sheet's row 1, blank rows included."""

    name: str
    rows: Sequence[Sequence[Cell]]
    # Places (row, column), both from 0, that hold a formula or an error.
    formulas: frozenset[tuple[int, int]] = frozenset()
    errors: Mapping[tuple[int, int], str] = field(default_factory=dict)
    # Merged areas: first row, first column, last row, last column.
    merged: Sequence[tuple[int, int, int, int]] = ()
    dates_1904: bool = False
    notes: list[Issue] = field(default_factory=list)


def short_name(filename: str) -> str:
    return PurePath(filename.replace("\\", "/")).name or "ไฟล์"
