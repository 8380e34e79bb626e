"""Headings that are in no list, read by the words they are made of.

Only where one reading is possible: a word of somebody else's (spouse, beneficiary,
witness) or of another paper (a card's day of issue) leaves a heading unread.
"""

from __future__ import annotations

import re

LENGTH_MAX = 60

_OTHERS = re.compile(
    "ผู้รับ|คู่สมรส|สามี|ภรรยา|บิดา|มารดา|บุตร|ทายาท|ผู้แนะนำ|ผู้รับรอง|กรรมการ|พยาน|ผู้ค้ำ"
    "|เจ้าบ้าน|ผู้ปกครอง|ผู้เก็บ|ผู้บันทึก|หมดอายุ|บัตรออก|ออกบัตร|อนุมัติ|ค่าสมัคร"
)
_DAY = "(?:วัน|เดือน|ปี|วดป|เมื่อ)"
# In this order: the first that fits is meant.
_WORDS = tuple(
    (field, re.compile(pattern))
    for field, pattern in (
        ("id", "(?:บัตร|เลข).*(?:ปชช|ประชาชน|13หลัก)|^(?:ปชช|เลข13หลัก|idcard)"),
        ("birth", f"{_DAY}.*เกิด|เกิด.*{_DAY}"),
        ("death_date", f"{_DAY}.*(?:เสียชีวิต|ถึงแก่กรรม|มรณะ|ตาย)"),
        ("resign_date", f"{_DAY}.*ลาออก"),
        ("exit_date", f"{_DAY}.*(?:พ้นสภาพ|พ้นจาก|สิ้นสุด|ออกจาก)"),
        (
            "joined",
            f"(?:{_DAY}|เริ่ม).*(?:สมัคร|เข้าร่วม|รับเข้า|เป็นสมาชิก|เข้ากองทุน)"
            f"|(?:สมัคร|เข้าร่วม|เป็นสมาชิก|เข้ากองทุน).*{_DAY}",
        ),
        ("paid_until", "(?:ส่ง|จ่าย|ชำระ).*ถึง"),
        ("days_paid", "จำนวนวัน.*(?:ส่ง|ชำระ|จ่าย)"),
        ("payer", "(?:จ่าย|ชำระ|ส่ง)(?:เงิน)?แทน"),
        ("member_type", "ประเภท.*สมาชิก"),
        ("full_name", "^(?:คำนำหน้า(?:ชื่อ)?)?ชื่อ.*(?:สกุล|ฉายา)"),
        ("member_no", "(?:เลข|รหัส).*(?:สมาชิก|ทะเบียน)"),
        ("address", "^ที่อยู่|บ้านเลขที่.*(?:หมู่|ตำบล)"),
        ("house_no", "บ้านเลขที่|เลขที่บ้าน"),
        ("phone", "โทร|^เบอร์|มือถือ"),
        ("title", "^คำนำ"),
        (
            "branch",
            "(?:ชื่อ)?(?:หมู่บ้าน|หมู่ที่|หมู่|ชุมชน|ศูนย์|สาขา)"
            "(?:หรือ)?(?:ชื่อ)?(?:หมู่บ้าน|บ้าน|ชุมชน|ศูนย์|สาขา)?$",
        ),
    )
)


def field_by_words(key: str) -> str:
    """The field that a heading's `match_key` must mean; empty where none."""
    if len(key) > LENGTH_MAX or _OTHERS.search(key):
        return ""
    return next((field for field, words in _WORDS if words.search(key)), "")
