"""Which column holds what: headings in Thai or English, in any order, on one or two
rows, merged or not.

An unknown heading is reported, never guessed from its cells.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from kongbun.kernel.thai_text import is_figures, match_key
from kongbun.people.register.files import BadFile, Cell, Sheet
from kongbun.people.register.heading_words import field_by_words

LOOK_AT_ROWS = 40

# Field -> headings, compared by `match_key` (no spaces, dots, dashes, case).
ALIASES: dict[str, tuple[str, ...]] = {
    "seq": ("ลำดับ", "ลำดับที่", "ที่", "no", "#", "ลำดับเลขที่", "ลำดับที่/no"),
    "member_no": (
        *("เลขที่สมาชิก", "เลขสมาชิก", "รหัสสมาชิก", "หมายเลขสมาชิก", "เลขทะเบียนสมาชิก"),
        *("เลขทะเบียน", "ทะเบียนเลขที่", "สมาชิกเลขที่", "สมาชิกที่", "รหัส"),
        *("member no", "member number", "member id", "membership no"),
    ),
    "title": ("คำนำหน้า", "คำนำหน้าชื่อ", "คำนำหน้านาม", "คำนำ", "title", "prefix"),
    "first_name": ("ชื่อ", "ชื่อจริง", "ชื่อตัว", "ชื่อต้น", "first name", "given name"),
    "last_name": ("นามสกุล", "สกุล", "last name", "surname", "family name"),
    "full_name": (
        *("ชื่อ-สกุล", "ชื่อ-นามสกุล", "ชื่อและนามสกุล", "ชื่อและสกุล", "ชื่อตัว-ชื่อสกุล"),
        *("ชื่อ-ชื่อสกุล", "รายชื่อ", "ชื่อสมาชิก", "ชื่อ-สกุลสมาชิก", "ชื่อ-นามสกุลสมาชิก"),
        *("คำนำหน้า ชื่อ-สกุล", "รายชื่อสมาชิก", "name", "full name", "member name"),
    ),
    "nickname": ("ชื่อเล่น", "nickname"),
    "sex": ("เพศ", "sex", "gender"),
    "id": (
        *("เลขบัตร", "เลขบัตรประชาชน", "เลขที่บัตรประชาชน", "เลขประจำตัวประชาชน"),
        *("บัตรประชาชน", "เลขประชาชน", "เลข 13 หลัก", "เลขประจำตัว 13 หลัก", "บัตรประจำตัว"),
        *("เลขประจำตัว", "เลขที่บัตร", "หมายเลขบัตรประชาชน", "เลขที่บัตรประจำตัวประชาชน"),
        *("เลขบัตรประจำตัวประชาชน", "หมายเลขประจำตัวประชาชน", "เลข ปชช", "บัตร ปชช"),
        *(
            "id",
            "id card",
            "id no",
            "id number",
            "citizen id",
            "national id",
            "cid",
            "pid",
        ),
    ),
    "birth": (
        *("วันเกิด", "วันเดือนปีเกิด", "ว/ด/ป เกิด", "ว.ด.ป. เกิด", "วดป เกิด", "เกิด"),
        *("เกิดวันที่", "วันที่เกิด", "เกิดเมื่อ", "วัน/เดือน/ปี เกิด", "ปีเกิด", "พ.ศ. เกิด"),
        *("birth date", "date of birth", "dob", "birthday", "born"),
    ),
    "joined": (
        *("วันที่สมัคร", "วันสมัคร", "วันที่เข้า", "วันเข้า", "วันเป็นสมาชิก", "สมัครเมื่อ"),
        *("วันที่เป็นสมาชิก", "วันที่เข้าเป็นสมาชิก", "วันเข้าเป็นสมาชิก", "เข้าเมื่อ", "สมัคร"),
        *("วันเดือนปีที่สมัคร", "ว/ด/ป ที่สมัคร", "วดป สมัคร", "วันที่สมัครสมาชิก", "เริ่มเป็นสมาชิก"),
        *("วันเดือนปีที่เข้าเป็นสมาชิก", "วันเดือนปีสมัคร", "วันที่เริ่มเป็นสมาชิก", "เข้าเป็นสมาชิก"),
        *(
            "joined",
            "join date",
            "date joined",
            "joined on",
            "member since",
            "start date",
        ),
    ),
    "moo": ("หมู่", "หมู่ที่", "ม.", "ม.ที่", "หมู่บ้านที่", "moo", "village no", "moo no"),
    "branch": (
        *("หมู่บ้าน", "บ้าน", "ชื่อหมู่บ้าน", "ชื่อบ้าน", "ชุมชน", "ศูนย์", "ศูนย์ประสานงาน"),
        *("สาขา", "กลุ่ม", "กลุ่มอาชีพ", "village", "branch", "centre", "center"),
    ),
    "house_no": (
        *("บ้านเลขที่", "เลขที่บ้าน", "เลขบ้าน", "เลขที่", "ที่อยู่บ้านเลขที่"),
        *("house no", "house number", "house"),
    ),
    "address": ("ที่อยู่", "ที่อยู่ปัจจุบัน", "ที่อยู่ตามทะเบียนบ้าน", "address"),
    "phone": (
        *("โทร", "โทรศัพท์", "เบอร์โทร", "เบอร์", "เบอร์โทรศัพท์", "มือถือ", "เบอร์มือถือ"),
        *("หมายเลขโทรศัพท์", "เบอร์ติดต่อ", "phone", "tel", "mobile", "telephone"),
    ),
    "member_type": ("ประเภท", "ประเภทสมาชิก", "ชนิดสมาชิก", "member type", "type"),
    "payer": (
        *("ผู้ส่งแทน", "ผู้ชำระแทน", "ผู้จ่ายแทน", "ผู้ส่งเงิน", "ผู้ส่ง", "ส่งโดย"),
        *("ผู้ออกเงิน", "ผู้ส่งเงินแทน", "ใครส่งให้", "payer", "paid by"),
    ),
    "paid_until": (
        *("ส่งถึง", "จ่ายถึง", "ชำระถึง", "ส่งถึงวันที่", "จ่ายถึงวันที่", "ส่งครบถึง"),
        *("ชำระถึงวันที่", "ส่งเงินถึง", "ส่งถึงเดือน", "จ่ายถึงเดือน", "ส่งแล้วถึง"),
        *("paid until", "paid through", "paid to"),
    ),
    "days_paid": (
        *("จำนวนวันที่ส่ง", "จำนวนวันที่ส่งแล้ว", "วันที่ส่งแล้ว", "จำนวนวัน", "ส่งแล้วกี่วัน"),
        *("จำนวนวันส่ง", "รวมวันที่ส่ง", "จำนวนวันที่ชำระ", "ส่งแล้ว (วัน)", "days paid"),
    ),
    "paid_baht": (
        *("จำนวนเงิน", "ยอดส่งสะสม", "เงินสมทบสะสม", "ยอดสะสม", "เงินสะสม", "ส่งแล้วบาท"),
        *("เงินสมทบ", "รวมเงิน", "รวมเงินที่ส่ง", "ยอดเงิน", "ยอดเงินสะสม", "รวมเป็นเงิน"),
        *("จำนวนเงินที่ส่ง", "จำนวนเงิน (บาท)", "เงินสมทบ (บาท)", "ยอดสะสม (บาท)"),
        *("amount", "total paid", "paid baht", "amount baht"),
    ),
    "status": ("สถานะ", "สถานะสมาชิก", "สถานภาพสมาชิก", "สภาพสมาชิก", "status"),
    "exit_date": (
        *("วันที่ออก", "วันออก", "ออกเมื่อ", "วันที่พ้นสภาพ", "วันพ้นสภาพ", "วันที่สิ้นสุด"),
        *("วันสิ้นสุดสมาชิกภาพ", "ออก", "exit date", "exited", "left on", "end date"),
    ),
    "death_date": (
        *("วันที่เสียชีวิต", "วันเสียชีวิต", "วันที่ตาย", "วันตาย", "เสียชีวิตเมื่อ", "เสียชีวิต"),
        *("ตาย", "death date", "date of death", "died"),
    ),
    "resign_date": ("วันที่ลาออก", "วันลาออก", "ลาออกเมื่อ", "ลาออก", "resigned"),
    "exit_reason": (
        *("เหตุที่ออก", "สาเหตุที่ออก", "เหตุผลที่ออก", "สาเหตุ", "ออกเพราะ", "เหตุที่พ้นสภาพ"),
        *("exit reason", "reason"),
    ),
    "beneficiary": (
        *("ผู้รับผลประโยชน์", "ผู้รับประโยชน์", "ชื่อผู้รับผลประโยชน์", "ผู้รับเงิน"),
        *("ผู้รับผลประโยชน์ ชื่อ-สกุล", "ผู้รับผลประโยชน์ ชื่อ", "ผู้รับเงินสงเคราะห์"),
        *("ผู้รับสวัสดิการ", "beneficiary", "beneficiaries", "beneficiary name"),
    ),
    "relation": (
        *("ความสัมพันธ์", "เกี่ยวข้องเป็น", "เกี่ยวข้อง", "ความเกี่ยวข้อง", "สัมพันธ์"),
        *("ผู้รับผลประโยชน์ ความสัมพันธ์", "ผู้รับผลประโยชน์ เกี่ยวข้องเป็น", "relation"),
    ),
    "note": ("หมายเหตุ", "note", "notes", "remark", "remarks"),
}
# May stand several times: the n-th relation belongs to the n-th beneficiary.
REPEATABLE = frozenset({"beneficiary", "relation", "seq", "note"})
NAMES = frozenset({"first_name", "full_name"})

USED_BENEFITS = (
    ("illness", ("นอน", "โรงพยาบาล", "รพ", "เจ็บป่วย", "รักษา", "คืน", "hospital")),
    ("birth", ("คลอด", "เกิด", "แรกเกิด", "birth")),
    ("education", ("การศึกษา", "ทุน", "education")),
    ("elderly", ("ผู้สูงอายุ", "บำนาญ", "pension")),
    ("housing", ("ที่อยู่อาศัย", "ซ่อมบ้าน")),
    ("disaster", ("ภัยพิบัติ", "disaster")),
)
_USED = re.compile("ใช้สิทธิ|ใช้ไป|ใช้แล้ว|^used")
_IN_LIFE = re.compile("ทั้งหมด|สะสม|ตลอดชีพ|ตลอดชีวิต|ตั้งแต่ต้น|life")
_IN_WINDOW = re.compile("ปีนี้|ปีปัจจุบัน|ปีงบ|year")
_BRACKETS = re.compile(r"[(（\[].*?[)）\]]|[*:?]|[0-9๐-๙]+$")  # noqa: RUF001
_DASHES = re.compile("[\u2010-\u2015\u2212~+&]|และ")
_NOT_A_NAME = re.compile("เลข|บัตร|ปชช|โทร|เบอร์|ที่อยู่|เกิด|อายุ")
_BENEFICIARY_AT = re.compile("^(?:ชื่อ)?ผู้รับ(?:ผล)?(?:ประโยชน์|เงิน)")

_BY_KEY = {match_key(name): field for field, names in ALIASES.items() for name in names}


@dataclass(frozen=True, slots=True)
class Column:
    """A column that is read: `place` counts the same field's columns from 0."""

    field: str
    index: int
    heading: str
    place: int = 0
    # Read by the words it is made of: gives way to a heading that is in the list.
    is_by_words: bool = False


@dataclass(frozen=True, slots=True)
class Headings:
    """Where the table begins: `first_row` is the first data row, from 0."""

    row: int
    first_row: int
    columns: tuple[Column, ...]
    unused: tuple[Column, ...] = ()
    by_words: tuple[Column, ...] = ()
    twice: tuple[Column, ...] = ()

    def of(self, field: str) -> Column | None:
        return next((c for c in self.columns if c.field == field), None)


def find_headings(sheets: Iterator[Sheet], filename: str) -> tuple[Sheet, Headings]:
    """The first sheet with a heading row that names people; raise `BadFile` else."""
    first: BadFile | None = None
    for sheet in sheets:
        found = _headings(sheet)
        if found is not None:
            return sheet, found
        first = first or BadFile(_no_heading_code(sheet), filename)
    raise first or BadFile("file-no-heading", filename)


def _no_heading_code(sheet: Sheet) -> str:
    has_any = any(cell not in {"", None} for row in sheet.rows[:100] for cell in row)
    return "file-no-heading" if has_any else "file-empty"


def _headings(sheet: Sheet) -> Headings | None:
    best, best_score = None, 1.0
    for number, row in enumerate(sheet.rows[:LOOK_AT_ROWS]):
        for depth in (1, 2):
            lower = sheet.rows[number + 1] if number + 1 < len(sheet.rows) else ()
            if depth == 2 and not _is_lower_heading(lower):
                continue
            columns = _columns(row, lower if depth == 2 else ())
            known = {c.field for c in columns if c.field}
            score = len(known) - (depth - 1) / 2
            if known & NAMES and score > best_score:
                best_score = score
                best = _built(number, number + depth, columns)
    return best


def _is_lower_heading(row: Sequence[Cell]) -> bool:
    """Never a member: a date or a number of somebody's stands in no heading."""
    texts = [cell for cell in row if cell not in {"", None}]
    words = [cell for cell in texts if isinstance(cell, str) and not is_figures(cell)]
    return len(words) == len(texts) and any(_field_of(word) for word in words)


def _columns(row: Sequence[Cell], lower: Sequence[Cell]) -> list[Column]:
    """Every column with a heading; `field` is empty where it is not known."""
    found = []
    above = ""
    for index in range(max(len(row), len(lower))):
        top = _text(row, index)
        below = _text(lower, index)
        # A heading merged over several columns stands in the first of them.
        above = top or (above if below else "")
        joined = f"{above} {below}".strip()
        if not joined:
            continue
        field = _field_of(joined) if below else ""
        if above and below and _BENEFICIARY_AT.match(match_key(above)):
            field = _beneficiary_part(below)
        field = field or _field_of(below) or _field_of(top)
        by_words = "" if field else field_by_words(_bare_key(joined))
        column = Column(field or by_words, index, joined, is_by_words=bool(by_words))
        found.append(column)
    return found


def _beneficiary_part(below: str) -> str:
    part = _field_of(below)
    if part in {"first_name", "full_name", "last_name"}:
        return "beneficiary"
    return "relation" if part == "relation" else "unused"


def _text(row: Sequence[Cell], index: int) -> str:
    cell = row[index] if index < len(row) else None
    return " ".join(cell.split()) if isinstance(cell, str) else ""


def _field_of(heading: str) -> str:
    key = match_key(heading)
    bare = _bare_key(heading)
    if _USED.search(key):
        return _used_field(key)
    found = _BY_KEY.get(key) or _BY_KEY.get(bare) or ""
    if not found and _BENEFICIARY_AT.match(bare):
        if _NOT_A_NAME.search(bare):
            return "unused"
        return "relation" if "สัมพันธ์" in bare or "เกี่ยวข้อง" in bare else "beneficiary"
    return found


def _bare_key(heading: str) -> str:
    return match_key(_DASHES.sub("-", _BRACKETS.sub("", heading)))


def _used_field(key: str) -> str:
    """`used:<benefit>:<window|life|both>` of a heading such as ใช้สิทธิ์ไปแล้ว."""
    benefit = next(
        (code for code, words in USED_BENEFITS if any(word in key for word in words)),
        "illness",
    )
    in_life, in_window = _IN_LIFE.search(key), _IN_WINDOW.search(key)
    span = "life" if in_life else "window" if in_window else "both"
    return f"used:{benefit}:{span}"


def _built(row: int, first_row: int, columns: list[Column]) -> Headings:
    columns = _numbered(columns)
    fields = {column.field for column in columns}
    listed = {column.field for column in columns if not column.is_by_words}
    used, unused, twice = [], [], []
    times: dict[str, int] = {}
    for column in columns:
        field = column.field
        if column.is_by_words and (field in listed or field in times):
            field = "unused"
        # "ชื่อสกุล" is a surname only beside a first name.
        if field == "full_name" and "first_name" in fields:
            field = "last_name" if "last_name" not in fields else "unused"
        if field == "first_name" and "last_name" not in fields | {""}:
            field = _name_alone(fields)
        place = times.get(field, 0)
        times[field] = place + 1
        placed = replace(column, field=field, place=place)
        if field in {"", "unused"}:
            unused.append(placed)
        elif place and field not in REPEATABLE:
            twice.append(placed)
        elif field not in {"seq", "note"}:
            used.append(placed)
    by_words = tuple(column for column in used if column.is_by_words)
    return Headings(
        row, first_row, tuple(used), tuple(unused), by_words, twice=tuple(twice)
    )


def _numbered(columns: list[Column]) -> list[Column]:
    """เลขที่ left of the names is the member's number, not the house's."""
    names = [column.index for column in columns if column.field in NAMES]
    has_number = any(column.field == "member_no" for column in columns)
    if has_number or not names:
        return columns
    return [
        replace(column, field="member_no")
        if match_key(column.heading) == "เลขที่" and column.index < min(names)
        else column
        for column in columns
    ]


def _name_alone(fields: set[str]) -> str:
    """ชื่อ without any surname column holds the whole name."""
    return "first_name" if "full_name" in fields else "full_name"
