"""Facts with a closed list of values, and the Thai word of each.

A column stores the place of the word in its list; 0 is always "not known".  Add a
word only at the end: stored decisions hold the number.
"""

from __future__ import annotations

from collections.abc import Mapping

CHOICE_WORDS: dict[str, dict[str, str]] = {
    "sex": {"unknown": "ไม่ทราบ", "male": "ชาย", "female": "หญิง"},
    "school_stage": {
        "unknown": "ไม่ทราบ",
        "kindergarten": "อนุบาล",
        "p1_5": "ป.1 ถึง ป.5",
        "p6": "จบ ป.6",
        "m1_2": "ม.1 ถึง ม.2",
        "m3": "จบ ม.3",
        "m4_5": "ม.4 ถึง ม.5",
        "m6": "จบ ม.6",
        "vocational": "อาชีวศึกษา",
        "enters_state_university": "เข้ามหาวิทยาลัยของรัฐ",
        "university": "ปริญญาตรี",
        "other": "อื่นๆ",
        "primary": "ประถมศึกษา",
        "secondary": "มัธยมศึกษา",
    },
    "member_type": {
        "unknown": "ไม่ทราบ",
        "general": "บุคคลทั่วไป",
        "child": "เด็กหรือเยาวชน",
        "elderly": "ผู้สูงอายุ",
        "disadvantaged": "ผู้ด้อยโอกาส",
        "disabled": "ผู้พิการ",
        "orphan": "กำพร้า",
    },
    "rhythm": {
        "unknown": "ไม่ทราบ",
        "day": "รายวัน",
        "week": "รายสัปดาห์",
        "month": "รายเดือน",
        "quarter": "ราย 3 เดือน",
        "half_year": "รายครึ่งปี",
        "year": "รายปี",
    },
    "disaster_kind": {
        "unknown": "ไม่ทราบ",
        "whole_house": "บ้านเสียหายทั้งหลัง",
        "part_house": "บ้านเสียหายบางส่วน",
        "crop": "พืชผลเสียหาย",
        "other": "อื่นๆ",
    },
    "allowance_kind": {
        "unknown": "ไม่ทราบ",
        "elderly": "เบี้ยผู้สูงอายุ",
        "disability": "เบี้ยความพิการ",
    },
    "ceremony": {
        "unknown": "ไม่ทราบ",
        "ordination": "อุปสมบท",
        "conscription": "เข้าเกณฑ์ทหาร",
        "wedding": "แต่งงาน",
    },
}
CHOICES: dict[str, tuple[str, ...]] = {
    fact: tuple(words) for fact, words in CHOICE_WORDS.items()
}


def choice_number(words: Mapping[str, str], word: str) -> int | None:
    """The number of a word, its code or in Thai; nothing when it is not in the list.

    >>> sexes = CHOICE_WORDS["sex"]
    >>> choice_number(sexes, "female"), choice_number(sexes, "หญิง")
    (2, 2)
    """
    for number, (english, thai) in enumerate(words.items()):
        if word in (english, thai):
            return number
    return None


def choice_word(fact: str, number: int) -> str:
    """The Thai word of a number.

    >>> choice_word("member_type", 5)
    'ผู้พิการ'
    """
    words = tuple(CHOICE_WORDS[fact].values())
    return words[number] if 0 <= number < len(words) else "ไม่ทราบ"
