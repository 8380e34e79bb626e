"""Identity numbers as typed facts: kind and value.  Never a key, never required.

The checksum is an aid to typing and no proof: any slip in the third digit passes
it.  So nothing merges two people or pays on a number alone.
"""

from __future__ import annotations

import operator
import re
from dataclasses import dataclass
from enum import Enum

from kongbun.kernel import digits
from kongbun.kernel.bad_input import BadInput

LENGTH = 13
SHORTEST_CUT = 6  # Fewer digits than this are no number that lost its zeros.


class IdKind(Enum):
    """What kind of number a person carries; the value is stored."""

    NONE = "none"
    THAI = "thai13"
    NO_STATUS = "no_status"
    TEMPORARY = "temporary"
    BORN_OF_TEMPORARY = "born_of_temporary"
    ALIEN = "alien"
    G_CODE = "g_code"
    PASSPORT = "passport"

    @property
    def thai(self) -> str:
        return _KIND_NAMES[self]


_KIND_NAMES = {
    IdKind.NONE: "ไม่มีบัตร",
    IdKind.THAI: "เลขประจำตัวประชาชน",
    IdKind.NO_STATUS: "ผู้ไม่มีสถานะทางทะเบียน (ขึ้นต้น 0)",
    IdKind.TEMPORARY: "ผู้ได้อยู่ชั่วคราว (ขึ้นต้น 6)",
    IdKind.BORN_OF_TEMPORARY: "บุตรของผู้อยู่ชั่วคราว (ขึ้นต้น 7)",
    IdKind.ALIEN: "คนต่างด้าวหรือแปลงสัญชาติ (ขึ้นต้น 8)",
    IdKind.G_CODE: "เลขนักเรียนรหัส G",
    IdKind.PASSPORT: "หนังสือเดินทาง",
}
_BY_FIRST_DIGIT = {
    "0": IdKind.NO_STATUS,
    "6": IdKind.TEMPORARY,
    "7": IdKind.BORN_OF_TEMPORARY,
    "8": IdKind.ALIEN,
    **dict.fromkeys("12345", IdKind.THAI),
}


class BadId(BadInput):
    """A number that is none, or may be a damaged one."""

    texts = {
        "id-length": (
            "เลข {value} มี {found} หลัก ต้องมี 13 หลัก ดูบัตรแล้วใส่ใหม่ ไม่มีบัตรเว้นว่างได้"
        ),
        "id-checksum": "เลข {value} ไม่ผ่านการตรวจหลักสุดท้าย ดูบัตรแล้วใส่ใหม่ ไม่มีบัตรเว้นว่างได้",
        "id-letters": "เลข {value} มีตัวอักษรปน (เช่น O แทน 0 หรือ l แทน 1) ดูบัตรแล้วใส่ใหม่",
        "id-excel": (
            "Excel ทำเลข {value} เสียไปแล้ว ตั้งคอลัมน์เป็น “ข้อความ” ใน Excel "
            "แล้วพิมพ์เลขใหม่จากบัตร"
        ),
        "id-same-digits": "เลข {value} เป็นเลขเดียวกันทุกหลัก ไม่ใช่เลขจริง ไม่มีบัตรให้เว้นว่าง",
        "id-first-digit": "เลข {value} ขึ้นต้นด้วย 9 ซึ่งไม่มีในเลขบุคคล ดูบัตรแล้วใส่ใหม่",
        "id-unreadable": "อ่าน {value} เป็นเลขประจำตัวไม่ได้ ใส่เลข 13 หลัก ไม่มีบัตรเว้นว่างได้",
        "id-lost-zero": (
            "เลข {value} เหลือ {found} หลัก Excel ตัด 0 ข้างหน้าไปใช่ไหม "
            "ถ้าใช่ใส่ 0 ให้ครบ 13 หลัก"
        ),
        "id-made-up": "เลข {value} ดูเหมือนตั้งขึ้นเอง ดูบัตรแล้วตอบว่าใช่เลขจริงหรือไม่มีบัตร",
    }
    questions = frozenset({"id-lost-zero", "id-made-up"})


@dataclass(frozen=True, slots=True)
class TypedId:
    kind: IdKind
    value: str

    @property
    def last_four(self) -> str:
        return self.value[-4:]

    def full(self) -> str:
        """As the card prints it.

        >>> read_id("1000000000017").full()
        '1-0000-00000-01-7'
        """
        if len(self.value) != LENGTH or not self.value.isdigit():
            return self.value
        v = self.value
        return f"{v[0]}-{v[1:5]}-{v[5:10]}-{v[10:12]}-{v[12]}"


NO_ID = TypedId(IdKind.NONE, "")

_NOTHING = frozenset({"", "-", "--", "–", "ไม่มี", "ไม่มีบัตร"})
_SEPARATORS = str.maketrans("", "", " -–\u00a0\u200b\ufeff'")
_EXPONENT = re.compile(r"[0-9]+(?:\.[0-9]+)?[Ee]\+?[0-9]+")
_G_CODE = re.compile(r"G[0-9]{12}")
_PASSPORT = re.compile(r"(?=[A-Z0-9]*[0-9])(?=[A-Z0-9]*[A-Z])[A-Z0-9]{6,12}")
_PASSPORT_TYPED = re.compile(r"(?=[A-Z0-9]*[0-9])[A-Z0-9]{5,12}")
_NUMBER_WITH_LETTERS = re.compile(r"[0-9OoIiLlSsBbZz|]{13}")
_WEIGHTS = tuple(range(LENGTH, 1, -1))


def checksum_holds(thirteen: str) -> bool:
    """
    >>> checksum_holds("1000000000017"), checksum_holds("1000000000018")
    (True, False)
    """
    assert len(thirteen) == LENGTH, thirteen
    total = sum(map(operator.mul, map(int, thirteen), _WEIGHTS))
    return bool((11 - total % 11) % 10 == int(thirteen[-1]))


def read_id(text: str, *, kind: IdKind | None = None) -> TypedId:
    """The number with its kind; raise `BadId` else.  Empty is an answer: none.

    `kind` is given where a form has asked for it; a sheet seldom says.

    >>> read_id("0-0000-00000-01-9").kind.value, read_id("").kind.value
    ('no_status', 'none')
    """
    if kind is None and len(text) == LENGTH and text.isascii() and text.isdecimal():
        return _read_number(text, text)
    if text.strip() in _NOTHING:
        return NO_ID
    bare = digits.fold(text.translate(_SEPARATORS)) if len(text) <= 40 else ""
    if not bare:
        raise BadId("id-unreadable", text)
    if bare.isascii() and bare.isdecimal() and kind is not IdKind.PASSPORT:
        return _read_number(bare, text)
    upper = bare.upper()
    if _EXPONENT.fullmatch(bare):
        raise BadId("id-excel", text)
    if kind is IdKind.PASSPORT and _PASSPORT_TYPED.fullmatch(upper):
        return TypedId(IdKind.PASSPORT, upper)
    if _G_CODE.fullmatch(upper):
        return TypedId(IdKind.G_CODE, upper)
    if _NUMBER_WITH_LETTERS.fullmatch(bare):
        raise BadId("id-letters", text)
    if _PASSPORT.fullmatch(upper):
        return TypedId(IdKind.PASSPORT, upper)
    raise BadId("id-unreadable", text)


def _read_number(bare: str, text: str) -> TypedId:
    if len(bare) < LENGTH:
        whole = bare.zfill(LENGTH)
        if len(bare) >= SHORTEST_CUT and bare[0] != "0" and checksum_holds(whole):
            found = TypedId(IdKind.NO_STATUS, whole)
            raise BadId("id-lost-zero", text, choices=[found], found=len(bare))
    if len(bare) != LENGTH:
        raise BadId("id-length", text, found=len(bare))
    if len(set(bare)) == 1:
        raise BadId("id-same-digits", text)
    if not checksum_holds(bare):
        raise BadId("id-checksum", text)
    if bare[0] not in _BY_FIRST_DIGIT:
        raise BadId("id-first-digit", text)
    found = TypedId(_BY_FIRST_DIGIT[bare[0]], bare)
    if len(set(bare[5:12])) == 1:
        raise BadId("id-made-up", text, choices=[found])
    return found


def with_checksum(twelve: str) -> str:
    """The thirteenth digit added; for synthetic people.

    >>> with_checksum("300000000001")
    '3000000000013'
    """
    assert len(twelve) == LENGTH - 1, twelve
    total = sum(map(operator.mul, map(int, twelve), _WEIGHTS))
    return f"{twelve}{(11 - total % 11) % 10}"
