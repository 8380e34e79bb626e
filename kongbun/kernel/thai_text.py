"""Thai text made comparable: cleaned for storing, keyed for matching and sorting.

Not a word breaker and not a spelling checker.  What a person typed keeps its shape;
only what cannot be seen or cannot be meant is repaired, and only here.
"""

from __future__ import annotations

import re
import unicodedata

from kongbun.kernel import digits
from kongbun.kernel.bad_input import BadInput

NAME_MAX = 200

# Ordinary text needs no second look: a register has a million cells of it.
_PLAIN = re.compile(r"[ก-ฺ฿เ-๛ -~]*")
_MARKS = "ัิ-ฺ็-๎"
# One class of letters first, so that the search leaps to the next of them.  A vowel
# with one tone above it is as it should be; any other two marks are looked into.
_SUSPECT = re.compile(
    rf"[เํ -~{_MARKS}](?:(?<=เ)เ|(?<=เ)[ธน].?(?:เ[ธน].?){{2}}|(?<=ํ)|(?<= ) "
    rf"|(?<=[ -~])[{_MARKS}]|(?<=[ฺ็-๎])[{_MARKS}]|(?<=[ัิ-ู])(?![่-๋์])[{_MARKS}])"
)
_BAD_START = re.compile(rf"[ {_MARKS}]")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
_SPACES = re.compile(r"[\s\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")
_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_SARA_AM = re.compile(r"ํ([่-๋]?)า")
_SAME_MARKS = re.compile(rf"([{_MARKS}])\1+")
_TWO_TONES = re.compile(r"[่-๋]{2}|[ัิ-ื][ัิ-ื]")
_LONE_MARK = re.compile(rf"(?:^|[ -~])[{_MARKS}]")
_MOJIBAKE = re.compile(r"(?:เ[ธน].?){3}|\u00e0[\u00b8\u00b9]|[\u00a1-\u00fb]{4}")
COMBINING_MAX = 4


class BadText(BadInput):
    """Text that must not be stored."""

    texts = {
        "text-empty": "ช่องนี้ว่าง ใส่ข้อความก่อน",
        "text-control": "{value} มีอักขระควบคุมที่มองไม่เห็น พิมพ์ข้อความนี้ใหม่ด้วยมือ",
        "text-bidi": "{value} มีอักขระซ่อนที่กลับทิศข้อความ พิมพ์ข้อความนี้ใหม่ด้วยมือ",
        "text-picture": "{value} มีรูปหรือสัญลักษณ์ที่เก็บเป็นชื่อไม่ได้ ลบออกแล้วใส่ใหม่",
        "text-marks": "{value} มีสระหรือวรรณยุกต์ซ้อนกันจนอ่านไม่ได้ พิมพ์คำนี้ใหม่",
        "text-broken": (
            "{value} เป็นตัวอักษรเสีย (เปิดไฟล์ผิดรหัส) บันทึกไฟล์ใหม่เป็น CSV UTF-8 หรือ .xlsx"
        ),
        "text-too-long": "{value} ยาวเกิน {limit} ตัวอักษร ย่อให้สั้นลง",
    }


def clean(text: str, *, max_length: int = NAME_MAX) -> str:
    """The text as it is stored: composed, single-spaced, nothing invisible.

    >>> clean("  เเสงดาว\u200b  นํ้าใส ")
    'แสงดาว น้ำใส'
    """
    if len(text) <= max_length and text[-1:] != " ":
        if text.isascii():
            if text.isprintable() and "  " not in text and text[:1] != " ":
                return text
        elif (
            _PLAIN.fullmatch(text)
            and not _BAD_START.match(text)
            and not _SUSPECT.search(text)
        ):
            return text
    return _repair(text, max_length)


def _repair(text: str, max_length: int) -> str:
    # Before any work on it: a text of any size may come in.
    if len(text) > 20 * max_length:
        raise BadText("text-too-long", text, limit=max_length)
    if _BIDI.search(text):
        raise BadText("text-bidi", text)
    fixed = _SPACES.sub(" ", _INVISIBLE.sub("", text)).strip(" ")
    _refuse_unreadable(fixed, text)
    fixed = unicodedata.normalize("NFC", fixed).replace("เเ", "แ")
    # Doubled marks first: they hide what they stand in.
    fixed = _SARA_AM.sub(r"\1ำ", _SAME_MARKS.sub(r"\1", fixed))
    if _TWO_TONES.search(fixed) or _LONE_MARK.search(fixed):
        raise BadText("text-marks", text)
    if len(fixed) > max_length:
        raise BadText("text-too-long", text, limit=max_length)
    return fixed


def _refuse_unreadable(fixed: str, text: str) -> None:
    if _MOJIBAKE.search(fixed) or "\ufffd" in fixed:
        raise BadText("text-broken", text)
    run = 0
    for letter in fixed:
        kind = unicodedata.category(letter)
        if kind in {"Cc", "Cs", "Cf", "Cn"}:
            raise BadText("text-control", text)
        if kind in {"So", "Co", "Sk"} and letter not in "^`°":
            raise BadText("text-picture", text)
        run = run + 1 if kind in {"Mn", "Me", "Mc"} else 0
        if run > COMBINING_MAX or 0xFE00 <= ord(letter) <= 0xFE0F:
            raise BadText("text-marks", text)


_FIGURES = re.compile(r"[0-9๐-๙\s.,:/-]+")


def is_figures(name: str) -> bool:
    """Whether a name is a number or a date: what a shifted column brings."""
    return bool(_FIGURES.fullmatch(name))


# Most names need nothing but their spaces taken out.
_KEY_PLAIN = re.compile(r"[ก-ฺเ-ไๆ-์ 0-9a-z]*")
_KEY_SUSPECT = re.compile(
    rf"([เำ {_MARKS}])"
    rf"(?:\1|(?<=[่-๋])[ัิ-ฺ็่-๋]|(?<=ำ)[่-๋]|(?<=[ุู])\u0e3a|(?<= )[{_MARKS}])"
)
_FIX_BY_KEY = (
    (re.compile(r"ำ([่-๋])"), r"\1ำ"),
    (re.compile(r"([่-๋])([ัิ-ฺ็])"), r"\2\1"),
)
_NOT_IN_KEY = re.compile(r"[\s.,'\"\u2018-\u201d`()/\\_-]+")


def match_key(text: str) -> str:
    """Equal for texts a reader takes as equal.  For comparing, never for showing.

    Marks come in one order whichever was typed first, digits in one kind, no case,
    no spaces, no dots.

    >>> match_key("ท\u0e48\u0e35 ๑๒") == match_key("ท\u0e35\u0e48 12")
    True
    """
    if _KEY_PLAIN.fullmatch(text) and not _KEY_SUSPECT.search(text):
        return text.replace(" ", "")
    key = _INVISIBLE.sub("", text).replace("เเ", "แ").replace("ๅ", "า")
    # Doubled marks once before too: they hide the vowel typed after them.
    key = _SAME_MARKS.sub(r"\1", unicodedata.normalize("NFC", key))
    key = _SARA_AM.sub(r"\1ำ", key)
    for pattern, order in _FIX_BY_KEY:
        key = pattern.sub(order, key)
    key = _SAME_MARKS.sub(r"\1", _NOT_IN_KEY.sub("", key))
    return digits.fold(key).casefold()


_LEADING_VOWEL = re.compile(r"([เ-ไ])([ก-ฮ])")
_SECOND_WEIGHT = frozenset("็่้๊๋์ํ๎")
_SORTED = (
    " 0123456789abcdefghijklmnopqrstuvwxyz"
    + "".join(map(chr, range(0x0E01, 0x0E2F)))
    + "".join(map(chr, range(0x0E30, 0x0E3B)))
    + "เแโใไ"
)
_PLACE = {letter: f"{index:02x}" for index, letter in enumerate(_SORTED, start=1)}
_UNSORTED = frozenset("ฯๆ.,'\"()/-")


def sort_key(text: str) -> str:
    """Orders as a Thai dictionary does when compared as plain text in any database.

    Letters and digits only, so that every collation agrees; the tone marks come
    after all letters and decide only between words that are else the same.

    >>> sorted(["แก้ว", "กา", "เก่ง", "ก้า", "ขา", "ก่า"], key=sort_key)
    ['กา', 'ก่า', 'ก้า', 'เก่ง', 'แก้ว', 'ขา']
    """
    plain = _SARA_AM.sub(r"\1ำ", digits.fold(text).lower().replace("ๅ", "า"))
    plain = _LEADING_VOWEL.sub(r"\2\1", " ".join(plain.split()))
    letters, marks = [], []
    for letter in plain:
        if letter in _SECOND_WEIGHT:
            marks.append(str(ord(letter) - 0x0E46))
        elif letter not in _UNSORTED:
            # Other scripts follow, in the order of their code points.
            letters.append(_PLACE.get(letter) or f"f{ord(letter):06x}")
            marks.append("0")
    return f"{''.join(letters)}00{''.join(marks).rstrip('0')}"


SUGGESTED_TITLES = (
    "นาย",
    "นาง",
    "นางสาว",
    "เด็กชาย",
    "เด็กหญิง",
    "พระ",
    "สามเณร",
    "แม่ชี",
    "ว่าที่ร้อยตรี",
    "จ่าสิบเอก",
    "สิบเอก",
    "สิบโท",
    "สิบตรี",
    "พลทหาร",
    "ร้อยตรี",
    "ร้อยโท",
    "ร้อยเอก",
    "ดาบตำรวจ",
    "จ.ส.ต.",
    "ส.ต.อ.",
    "ดร.",
)
# May stand before a name without a space, as a name rarely begins with them.
_JOINED = (
    *("นางสาว", "นาย", "นาง", "น.ส.", "นส.", "ด.ช.", "ด.ญ.", "ดช.", "ดญ."),
    *("เด็กชาย", "เด็กหญิง", "พระครู", "พระมหา", "พระอธิการ", "พระภิกษุ", "สามเณร", "แม่ชี"),
    *("ว่าที่ร้อยตรีหญิง", "ว่าที่ร้อยตรี", "ว่าที่ร้อยโท", "ว่าที่ร้อยเอก"),
    *("ว่าที่ ร.ต.หญิง", "ว่าที่ ร.ต.", "ว่าที่ร.ต.", "ว่าที่ ร.ท.", "ว่าที่ ร.อ."),
    *("จ่าสิบเอก", "จ่าสิบโท", "จ่าสิบตรี", "สิบเอก", "สิบโท", "สิบตรี", "พลทหาร", "พลตำรวจ"),
    *("ร้อยตรี", "ร้อยโท", "ร้อยเอก", "พันตรี", "พันโท", "พันเอก", "ดาบตำรวจ"),
    *(
        "จ.ส.อ.",
        "จ.ส.ท.",
        "จ.ส.ต.",
        "ส.อ.",
        "ส.ท.",
        "ส.ต.",
        "ส.ต.อ.",
        "ส.ต.ท.",
        "ส.ต.ต.",
    ),
    *(
        "ด.ต.",
        "ร.ต.",
        "ร.ท.",
        "ร.อ.",
        "ร.ต.ต.",
        "ร.ต.ท.",
        "ร.ต.อ.",
        "พ.ต.",
        "พ.ท.",
        "พ.อ.",
    ),
    *("พ.ต.ต.", "พ.ต.ท.", "พ.ต.อ.", "พลฯ", "ดร.", "ผศ.", "รศ.", "ม.ร.ว.", "ม.ล."),
    *("Mr.", "Mrs.", "Miss", "Ms."),
)
_SPACED = (
    "พระ",
    "เณร",
    "ชี",
    "คุณ",
    "หลวง",
    "ขุน",
    "ครู",
    "อาจารย์",
    "หมอ",
    "กำนัน",
    "น.ส",
    "นส",
    "ด.ช",
    "ด.ญ",
    "ดช",
    "ดญ",
    "ม.จ.",
    "Mr",
    "Mrs",
)
_JOINED_TITLE = re.compile(
    rf"({'|'.join(sorted(map(re.escape, _JOINED), key=len, reverse=True))}) ?"
    rf"(?=[^{_MARKS}ะาำๅ. ])(?![ก-ฮ]์)"
)
_SPACED_TITLE = re.compile(rf"({'|'.join(map(re.escape, _SPACED))}) (?=\S)")


def split_title(text: str) -> tuple[str, str]:
    """Title and the rest of a cleaned full name; an unknown title stays in the rest.

    >>> split_title("นางสาวจันทร์เพ็ญ ดวงดี"), split_title("นายิกา ใจดี")
    (('นางสาว', 'จันทร์เพ็ญ ดวงดี'), ('', 'นายิกา ใจดี'))
    """
    match = _JOINED_TITLE.match(text) or _SPACED_TITLE.match(text)
    if match is None:
        return "", text
    return match[1], text[match.end() :]


def split_full_name(text: str) -> tuple[str, str, str]:
    """Title, first name, surname; the surname may be missing or of several words.

    >>> split_full_name("นายสมบัติ ณ อยุธยา")
    ('นาย', 'สมบัติ', 'ณ อยุธยา')
    """
    title, rest = split_title(text)
    first, _, last = rest.partition(" ")
    return title, first, last
