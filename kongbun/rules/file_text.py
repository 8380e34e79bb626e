"""The bytes of a by-law's file as text.

Every door that takes a file reads it here, so that each refuses the same bytes with
the same words.  What the text says is `read_yaml`.
"""

from __future__ import annotations

import codecs
import re

from kongbun.rules.near import clause_near
from kongbun.rules.yaml_tree import TEXT_MAX, Problem, Unreadable, refuse_empty

BYTES_MAX = 4 * TEXT_MAX
UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
THAI = re.compile(r"[ก-ฮ]{2}")
# So many letters are UTF-8 by chance in no file of another code.
LETTERS_SURE = 3


def text_of(data: bytes, *, file: str) -> str:
    """The text of a file; raise `Unreadable` for bytes that are no by-law's."""
    if len(data) > BYTES_MAX:
        raise Unreadable(
            [
                Problem(
                    file, 1, "", "too-long", "ไฟล์ใหญ่เกินไป", "เลือกไฟล์ระเบียบที่เป็นตัวหนังสือ"
                )
            ]
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable([_not_utf_8(data, error.start, file)]) from None
    refuse_empty(text, file=file)
    return text


def _not_utf_8(data: bytes, start: int, file: str) -> Problem:
    """What it seems to be instead, and where its first strange letter stands."""
    if data.startswith(UTF_16):
        what, clause, line = "ไฟล์เป็นรหัส UTF-16 (Unicode ของ Notepad)", "", 1
    elif sum(letter > "\x7f" for letter in data[:start].decode("utf-8")) > LETTERS_SURE:
        line = data.count(b"\n", 0, start) + 1
        what = "ไฟล์เสียหรือได้มาไม่ครบ มีตัวอักษรที่อ่านไม่ได้ในบรรทัดนี้"
        remedy = "ขอไฟล์ใหม่ หรือเปิดไฟล์แล้วพิมพ์บรรทัดนี้ใหม่"
        near = clause_near(data.decode("utf-8", errors="replace"), line)
        return Problem(file, line, "", "not-utf-8", what, remedy, near)
    else:
        line = data.count(b"\n", 0, start) + 1
        old = data.decode("cp874", errors="replace")
        thai = THAI.search(old) is not None
        what = "ไฟล์เป็นรหัสเก่า Windows-874 (ANSI)" if thai else "ไฟล์ไม่ใช่ข้อความ UTF-8"
        clause = clause_near(old, line) if thai else ""
    remedy = "เปิดไฟล์แล้วเลือก บันทึกเป็น ใช้รหัส UTF-8"
    return Problem(file, line, "", "not-utf-8", what, remedy, clause)
