"""What was noticed in a sheet: normalised, asked or refused, with its Thai sentence.

A question carries its options and always one more, "not known", which keeps what the
sheet says for someone to ask about later.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from kongbun.kernel.bad_input import BadInput, shown

UNKNOWN = "unknown"
# Not a data row: the file as a whole, or its heading.
NO_ROW = 0


class Verdict(StrEnum):
    NORMALISED = "normalised"
    QUESTION = "question"
    REFUSED = "refused"


class Unknown:
    """The value of a cell whose question was answered with "not known"."""


NOT_KNOWN = Unknown()


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to a question, as a sentence with its consequence."""

    code: str
    label: str
    value: Any = None
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Issue:
    """What reading a value found, wherever the value stands."""

    verdict: Verdict
    code: str
    value: str
    message: str
    options: tuple[Option, ...] = ()
    unknown_hint: str = "เก็บไว้ตามต้นฉบับ ถามเจ้าตัวตอนเก็บเงิน"

    def choices(self) -> tuple[Option, ...]:
        return (
            *self.options,
            Option(UNKNOWN, "ไม่รู้", NOT_KNOWN, self.unknown_hint),
        )


@dataclass(frozen=True, slots=True)
class Finding:
    """An issue with its place; `row` is the sheet's own number."""

    row: int
    column: str
    issue: Issue
    answer: str = ""

    @property
    def verdict(self) -> Verdict:
        if self.issue.verdict is Verdict.QUESTION and self.answer:
            return Verdict.NORMALISED
        return self.issue.verdict

    def message(self) -> str:
        place = f"แถว {self.row} " if self.row else ""
        place += f"ช่อง “{self.column}”" if self.column else ""
        said = f"{place.strip()}: {self.issue.message}" if place else self.issue.message
        if self.answer:
            label = next(o.label for o in self.issue.choices() if o.code == self.answer)
            said += f" · ตอบว่า {label}"
        return said

    def as_json(self) -> dict[str, object]:
        return {
            "row": self.row,
            "column": self.column,
            "verdict": self.verdict.value,
            "code": self.issue.code,
            "value": self.issue.value,
            "message": self.message(),
        }


TEXTS = {
    # normalised
    "thai-digits": "เลขไทย {value} อ่านเป็น {meaning}",
    "sara": "สระที่พิมพ์แยกกัน {value} แก้เป็น {meaning}",
    "invisible": "{value} มีอักขระที่มองไม่เห็น เอาออกให้แล้ว เหลือ {meaning}",
    "marks": "สระหรือวรรณยุกต์ใน {value} พิมพ์ซ้ำหรือสลับที่ แก้เป็น {meaning}",
    "spaces": "ช่องว่างใน {value} แก้เป็น {meaning}",
    "title-split": "แยก {value} เป็นคำนำหน้ากับชื่อ: {meaning}",
    "moo-decimal": "เลขหมู่จาก Excel {value} อ่านเป็น {meaning}",
    "date-era-differs": "ปีของ {value} ใช้คนละแบบกับแถวอื่น อ่านเป็น {meaning}",
    "date-in-words": "{value} อ่านเป็น {meaning}",
    "date-serial": "เลขวันที่ของ Excel {value} อ่านเป็น {meaning}",
    "date-buddhist-cell": "ช่องวันที่เก็บปี พ.ศ. ไว้ {value} อ่านเป็น {meaning}",
    "id-written": "เลข {value} อ่านเป็น {meaning}",
    "amount-written": "จำนวน {value} อ่านเป็น {meaning}",
    "amount-none": "จำนวนเงิน {value} อ่านว่ายังไม่ได้ส่งเงิน ถ้าส่งแล้วแก้ในไฟล์",
    "merged-filled": "ช่องนี้รวมเซลล์ไว้ ใช้ค่า {value} ของแถวบน",
    "totals-row": "เป็นแถวยอดรวม ({value}) ตรงกับที่นับได้ ไม่ใช่สมาชิก ไม่ต้องทำอะไร",
    "note-row": "เป็นแถวหมายเหตุ ({value}) ไม่ใช่สมาชิก ไม่ต้องทำอะไร",
    "heading-again": "เป็นหัวตารางซ้ำ ({value}) ไม่ใช่สมาชิก ไม่ต้องทำอะไร",
    "section-row": "เป็นหัวข้อ {value} ใช้กับแถวที่ตามมา",
    "column-unused": "ไม่รู้จักหัวคอลัมน์ {value} จึงไม่ได้อ่าน ถ้าต้องใช้ให้เปลี่ยนชื่อหัวคอลัมน์",
    "column-by-words": "หัวคอลัมน์ {value} อ่านเป็น {meaning} ถ้าไม่ใช่ให้เปลี่ยนชื่อหัวคอลัมน์",
    "encoding-cp874": "ไฟล์เก็บภาษาไทยแบบเก่า (TIS-620/CP874) อ่านได้เป็น {value}",
    "hidden": "ไฟล์มีส่วนที่ซ่อนอยู่ ({value}) {meaning}",
    "sheet-unread": "อ่านเฉพาะแผ่นงาน {meaning} แผ่นงานอื่นที่มีข้อมูลไม่ได้อ่าน: {value}",
    "branch-missing": "ไม่มีหมู่บ้านหรือสาขา ใส่ไว้ใน “{meaning}” แก้ทีหลังได้",
    "branch-opened": "ยังไม่มี {value} ในกองทุน จะเปิดให้ใหม่",
    "already-there": "{value} มีในทะเบียนอยู่แล้ว ไม่เพิ่มซ้ำ และไม่แก้ทะเบียน",
    # questions
    "type-unknown": "ไม่รู้จักประเภทสมาชิก {value} เลือกประเภท",
    "status-unknown": "ไม่รู้จักสถานะ {value} เลือกว่ายังเป็นสมาชิกหรือออกแล้ว",
    "age-over-120": "วันเกิด {value} ทำให้อายุ {age} ปี ดูต้นฉบับแล้วตอบ",
    "house-is-date": "Excel เปลี่ยนบ้านเลขที่เป็นวันที่ {value} เลือกเลขที่พิมพ์ไว้เดิม",
    "date-or-year": "ช่องวันที่ได้เลข {year} จึงเป็น {value} ดูต้นฉบับว่าหมายถึงปี {year} หรือไม่",
    "name-with-status": "ชื่อมีคำว่า {value} ต่อท้าย ถ้าออกแล้วใส่สถานะและวันที่ออกในไฟล์ หรือเลือก",
    "paid-until-year": "ส่งถึง {value} ไม่บอกวันและเดือน เลือกว่าส่งถึงวันไหนของปี",
    "joined-missing": "ไม่มีวันที่สมัคร ใส่ในไฟล์ หรือเลือกคำตอบ",
    "joined-partial": "วันที่สมัคร {value} ไม่ครบวันเดือนปี เลือกว่าจะนับจากวันไหน",
    "exit-day-missing": "สถานะ {value} แต่ไม่มีวันที่ออก ใส่ในไฟล์ หรือเลือกคำตอบ",
    "exit-reason-missing": "มีวันที่ออก {value} แต่ไม่บอกว่าเพราะอะไร เลือกเหตุที่ออก",
    "two-exits": "มีทั้งวันเสียชีวิตและวันออกอย่างอื่น ({value}) เลือกว่าอันไหนถูก",
    "totals-differ": "แถวยอดรวมเขียน {value} แต่นับจริงได้ {meaning} ตรวจแถวด้านบน",
    "id-twice": "เลขประจำตัวเดียวกันกับแถว {other} ({name}) คนเดียวกันหรือไม่",
    "person-twice": "ชื่อและวันเกิดเดียวกันกับแถว {other} ({name}) คนเดียวกันหรือไม่",
    "row-twice": "เหมือนแถว {other} ทุกช่อง",
    "id-in-fund": "เลขประจำตัวนี้เป็นของ {name} เลขที่สมาชิก {number} อยู่แล้ว คนเดียวกันหรือไม่",
    "person-in-fund": "ชื่อและวันเกิดนี้ตรงกับ {name} เลขที่สมาชิก {number} คนเดียวกันหรือไม่",
    "differs-from-register": "เลขที่สมาชิก {number} มีในทะเบียนแล้ว แต่ข้อมูลต่างกัน ({value})",
    "branch-unknown": "กองทุนยังไม่มี {value} เปิดใหม่หรือไม่",
    "month-first": "{value} อาจเขียนเดือนก่อนวัน เพราะช่องนี้มีแถวที่เขียนอย่างนั้น",
    # refused
    "no-rows": "ไฟล์ {value} มีแต่หัวตาราง ไม่มีสมาชิกสักแถว ตรวจว่าส่งถูกไฟล์",
    "name-missing": "ไม่มีชื่อ ใส่ชื่อในไฟล์ หรือลบแถวว่าง แล้วส่งแถวนี้ใหม่",
    "name-is-figures": "{value} ไม่ใช่ชื่อคน คอลัมน์อาจเลื่อน ใส่ชื่อในไฟล์แล้วส่งแถวนี้ใหม่",
    "formula": "ช่องนี้เป็นสูตร Excel คัดลอกแล้ววางแบบ “ค่า” (Paste values) แล้วส่งใหม่",
    "excel-error": "ช่องนี้เป็นค่าผิดพลาดของ Excel {value} แก้ในไฟล์แล้วส่งใหม่",
    "cells-beyond": "มีข้อมูล {value} เลยหัวตารางออกไป คอลัมน์อาจเลื่อน ตรวจแถวนี้ในไฟล์",
    "column-twice": "หัวคอลัมน์ {value} มีสองช่อง ลบหรือเปลี่ยนชื่อหนึ่งช่องแล้วส่งใหม่",
    "moo-unreadable": "อ่าน {value} เป็นเลขหมู่ไม่ได้ ใส่เลข 1 ถึง 99",
    "count-unreadable": "อ่าน {value} เป็นจำนวนไม่ได้ ใส่เลขจำนวนเต็มตั้งแต่ 0",
    "member-no-unreadable": "เลขที่สมาชิก {value} เสียจาก Excel ตั้งคอลัมน์เป็นข้อความแล้วใส่ใหม่",
    "not-a-date-cell": "{value} เป็นเวลา ไม่ใช่วันที่ ใส่ วัน/เดือน/ปี พ.ศ.",
    "born-in-future": "วันเกิด {value} ยังมาไม่ถึง ตรวจปีแล้วใส่ใหม่",
    "joined-in-future": "วันที่สมัคร {value} ยังมาไม่ถึง ตรวจปีแล้วใส่ใหม่",
    "exit-in-future": "วันที่ออก {value} ยังมาไม่ถึง ตรวจปีแล้วใส่ใหม่",
    "joined-before-birth": "สมัคร {value} ก่อนเกิด {birth} ตรวจวันเกิดและวันสมัคร",
    "exit-before-birth": "เสียชีวิตหรือออก {value} ก่อนเกิด {birth} ตรวจวันที่ทั้งสองช่อง",
    "exit-before-joining": "ออก {value} ก่อนสมัคร {joined} ตรวจวันที่ทั้งสองช่อง",
    "paid-before-joining": "ส่งถึง {value} ก่อนสมัคร {joined} ตรวจวันที่ทั้งสองช่อง",
    "paid-too-far": "ส่งถึง {value} ไกลเกิน {years} ปีข้างหน้า ตรวจปีแล้วใส่ใหม่",
    "days-paid-too-many": "ส่งแล้ว {value} วัน มากกว่าวันตั้งแต่สมัครถึงวันนี้ ({most} วัน) กว่าปี",
    "member-no-twice": "เลขที่สมาชิก {value} ซ้ำกับแถว {other} ({name}) แก้เลขให้ไม่ซ้ำ",
    "member-no-taken": "เลขที่สมาชิก {value} เป็นของ {name} อยู่แล้ว แก้เลขให้ไม่ซ้ำ",
    "two-live-memberships": "คนเดียวกับแถว {other} ซึ่งยังไม่ออก ใส่วันที่ออกของช่วงแรกก่อน",
    "still-member": "{name} ยังเป็นสมาชิกอยู่ (เลขที่ {number}) บันทึกการออกก่อน แล้วส่งแถวนี้ใหม่",
}


def normalised(
    code: str, value: object, meaning: object = "", **facts: object
) -> Issue:
    facts |= {"meaning": shown(meaning)}
    return _issue(Verdict.NORMALISED, code, value, facts)


def question(
    code: str, value: object, options: Sequence[Option], **facts: object
) -> Issue:
    return _issue(Verdict.QUESTION, code, value, facts, tuple(options))


def refused(code: str, value: object, **facts: object) -> Issue:
    return _issue(Verdict.REFUSED, code, value, facts)


def _issue(
    verdict: Verdict,
    code: str,
    value: object,
    facts: Mapping[str, object],
    options: tuple[Option, ...] = (),
) -> Issue:
    text = shown(value)
    message = TEXTS[code].format(value=text, **facts)
    return Issue(verdict, code, text, message, options)


def from_bad(bad: BadInput, options: Sequence[Option] = ()) -> Issue:
    """A kernel reader's answer, as an issue with options for its question."""
    verdict = Verdict.QUESTION if bad.asks else Verdict.REFUSED
    return Issue(verdict, bad.code, bad.value, bad.message, tuple(options))


@dataclass(frozen=True, slots=True)
class Answers:
    """Which option was chosen, by CODE, CODE:COLUMN, CODE@ROW or CODE:COLUMN@ROW.

    The narrowest wins: one answer may hold for a whole column after its sample was
    shown, and one row still differ.
    """

    chosen: Mapping[str, str] = field(default_factory=dict)

    def of(self, issue: Issue, column: str, row: int) -> Option | None:
        for key in keys_of(issue.code, column, row):
            code = self.chosen.get(key)
            if code is not None:
                return next((o for o in issue.choices() if o.code == code), None)
        return None


def keys_of(code: str, column: str, row: int) -> tuple[str, str, str, str]:
    """Where an answer may stand, narrowest first."""
    return f"{code}:{column}@{row}", f"{code}@{row}", f"{code}:{column}", code


class Notes:
    """Collects findings in the order of the sheet; open questions take their answer."""

    def __init__(self, answers: Answers) -> None:
        self.answers = answers
        self.found: list[Finding] = []

    def add(self, row: int, column: str, issue: Issue) -> Option | None:
        """Note an issue; return the option that answers it, if one does."""
        finding = Finding(row, column, issue)
        option = None
        if issue.verdict is Verdict.QUESTION:
            option = self.answers.of(issue, column, row)
            if option is not None:
                finding = replace(finding, answer=option.code)
        self.found.append(finding)
        return option
