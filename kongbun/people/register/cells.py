"""One cell to one value, for each kind of column.

A reader takes a cell that is not blank and answers (value, issue or None).  It knows
nothing of its row; readers are called once for each different cell of a column.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

from kongbun.kernel import digits
from kongbun.kernel.bad_input import BadInput
from kongbun.kernel.money import BadAmount, Money
from kongbun.kernel.national_id import BadId, IdKind, TypedId, read_id
from kongbun.kernel.thai_date import PartialDate, long, short
from kongbun.kernel.thai_date_text import (
    BE_YEARS,
    CE_YEARS,
    BadDate,
    Choice,
    read_partial,
)
from kongbun.kernel.thai_text import NAME_MAX, clean, match_key
from kongbun.people.register.files import Cell
from kongbun.people.register.findings import (
    Issue,
    Option,
    from_bad,
    normalised,
    question,
    refused,
)

Read = tuple[Any, Issue | None]
Reader = Callable[[Cell], Read]

EXCEL_ERRORS = ("#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!")
# 1 January 1900 to 2100 as Excel counts days; anything else is a year or nonsense.
SERIALS = range(3_000, 73_100)
COUNT_MAX = 100_000
YEARS_AHEAD = 10

TYPES = {
    "general": ("ทั่วไป", "บุคคลทั่วไป", "สามัญ", "ปกติ", "ผู้ใหญ่", "general"),
    "child": ("เด็ก", "เยาวชน", "เด็ก/เยาวชน", "เด็กเยาวชน", "child", "youth"),
    "elderly": ("ผู้สูงอายุ", "สูงอายุ", "คนแก่", "elderly"),
    "disadvantaged": ("ผู้ด้อยโอกาส", "ด้อยโอกาส", "คนด้อยโอกาส", "disadvantaged"),
    "disabled": ("ผู้พิการ", "พิการ", "คนพิการ", "disabled"),
    "orphan": ("กำพร้า", "เด็กกำพร้า", "orphan"),
}
TYPE_NAMES = {
    "general": "บุคคลทั่วไป",
    "child": "เด็ก/เยาวชน",
    "elderly": "ผู้สูงอายุ",
    "disadvantaged": "ผู้ด้อยโอกาส",
    "disabled": "ผู้พิการ",
    "orphan": "กำพร้า",
}
STATUSES = {
    "": ("ปกติ", "เป็นสมาชิก", "สมาชิก", "ยังอยู่", "คงอยู่", "ใช้งาน", "active", "ส่งครบ", "อยู่"),
    "died": ("เสียชีวิต", "ตาย", "ถึงแก่กรรม", "เสีย", "มรณะ", "มรณภาพ", "died", "dead"),
    "resigned": ("ลาออก", "ถอนตัว", "resigned"),
    "struck_off": (
        *("พ้นสภาพ", "ขาดคุณสมบัติ", "ขาดส่ง", "คัดออก", "ให้ออก", "หมดสภาพ", "ย้ายออก"),
        *("พ้นสมาชิกภาพ", "พ้นสภาพ/ขาดคุณสมบัติ", "struck off", "disqualified"),
    ),
}
STATUS_NAMES = {
    "": "ยังเป็นสมาชิก",
    "died": "เสียชีวิต",
    "resigned": "ลาออก",
    "struck_off": "พ้นสภาพ",
}
PAYERS = {
    "self": ("ตนเอง", "ส่งเอง", "เอง", "self"),
    "local_government": ("อปท", "อบต", "เทศบาล", "อบจ"),
    "temple": ("วัด",),
    "merit": ("ออมบุญ", "ผู้ใจบุญ", "ทำบุญ"),
    "fund": ("กองทุน",),
}


def _keyed(names: dict[str, tuple[str, ...]]) -> dict[str, str]:
    return {match_key(name): code for code, many in names.items() for name in many}


_TYPE_BY_KEY, _STATUS_BY_KEY = _keyed(TYPES), _keyed(STATUSES)
_MOO = re.compile(r"(?:หมู่ที่|หมู่|ม\.|moo)? ?([0-9]{1,3})(\.0+)?")


def cell_text(cell: Cell) -> str:
    """The cell as text, a number as Excel shows it: never 4.0 for 4."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        # Fifteen digits are all that Excel keeps.
        return str(int(cell)) if cell.is_integer() else f"{cell:.15g}"
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat()
    return "" if cell is None else str(cell)


def read_text(cell: Cell, *, max_length: int = NAME_MAX) -> Read:
    raw = cell if isinstance(cell, str) else cell_text(cell)
    try:
        text = clean(raw, max_length=max_length)
    except BadInput as bad:
        return "", from_bad(bad)
    if raw is text or raw.strip() == text:
        return text, None
    return text, normalised(_repair_code(raw, text), raw, text)


def _repair_code(raw: str, text: str) -> str:
    if "เเ" in raw or "ํ" in raw:
        return "sara"
    if "".join(raw.split()) == "".join(text.split()):
        return "spaces"
    return "marks" if raw.isprintable() else "invisible"


def read_plain_number_text(cell: Cell, *, max_length: int = 60) -> Read:
    """Text that is often a number: a house, a telephone, a member number."""
    value, issue = read_text(cell, max_length=max_length)
    folded = digits.fold(value)
    if folded != value:
        return folded, normalised("thai-digits", value, folded)
    return value, issue


def read_house(cell: Cell) -> Read:
    """12/3 typed into Excel becomes the twelfth of March; which came first is asked."""
    if not isinstance(cell, dt.date):
        return read_plain_number_text(cell, max_length=30)
    both = f"{cell.day}/{cell.month}", f"{cell.month}/{cell.day}"
    options = [
        Option(code, text, text)
        for code, text in zip(("day-first", "month-first"), both, strict=True)
    ]
    return None, question("house-is-date", cell_text(cell)[:10], options)


def read_member_no(cell: Cell) -> Read:
    value, issue = read_plain_number_text(cell, max_length=30)
    if not value[:1].isdigit():
        return (value, issue) if value not in EXCEL_ERRORS else _damaged(value)
    if re.fullmatch(r"[0-9.]+E\+?[0-9]+", value) or value in EXCEL_ERRORS:
        return _damaged(value)
    whole = re.fullmatch(r"([0-9]+)\.0+", value)
    return (whole[1], issue) if whole else (value, issue)


def _damaged(value: str) -> Read:
    return "", refused("member-no-unreadable", value)


def read_phone(cell: Cell) -> Read:
    """A telephone number that Excel made a number has lost its first 0."""
    if isinstance(cell, float) and 10**8 <= cell < 10**9 and cell.is_integer():
        return f"0{int(cell)}", None
    return read_plain_number_text(cell)


def read_moo(cell: Cell) -> Read:
    raw = " ".join(cell_text(cell).split())
    match = _MOO.fullmatch(digits.fold(raw).lower())
    if match is None or not 1 <= int(match[1]) <= 99:
        return None, refused("moo-unreadable", raw)
    moo = int(match[1])
    if match[2]:
        return moo, normalised("moo-decimal", raw, moo)
    if digits.fold(raw) != raw:
        return moo, normalised("thai-digits", raw, moo)
    return moo, None


def read_identity(cell: Cell) -> Read:
    raw = cell_text(cell)
    try:
        found = read_id(raw)
    except BadId as bad:
        if isinstance(cell, float) and bad.code == "id-checksum" and cell % 10**5 == 0:
            # 1.10123E+12 saved as it was shown: the last digits are gone.
            bad = BadId("id-excel", raw)
        return None, from_bad(bad, [_id_option(bad)] if bad.asks else ())
    if found.kind is IdKind.NONE or found.value == raw.strip():
        return found, None
    return found, normalised("id-written", raw, found.full())


def _id_option(bad: BadId) -> Option:
    found = bad.choices[0]
    assert isinstance(found, TypedId)
    if bad.code == "id-lost-zero":
        return Option("yes", "ใช่", found, f"เก็บเป็น {found.full()} {found.kind.thai}")
    return Option("real", "เป็นเลขจริงตามบัตร", found, f"เก็บเป็น {found.full()}")


class DateReader:
    """Reads the dates of one sheet; `is_1904` is how its Excel counts days."""

    def __init__(self, today: dt.date, *, is_1904: bool = False) -> None:
        self.today = today
        self.epoch = dt.date(1904, 1, 1) if is_1904 else dt.date(1899, 12, 30)

    def __call__(self, cell: Cell) -> Read:
        if isinstance(cell, dt.datetime):
            cell = cell.date()
        if isinstance(cell, dt.date):
            year = (cell - self.epoch).days
            if year in BE_YEARS or year in CE_YEARS:
                return None, self._year_or_day(year, cell)
            return self._of_cell(cell)
        if isinstance(cell, dt.time | dt.timedelta):
            return None, refused("not-a-date-cell", cell)
        if isinstance(cell, int | float) and not isinstance(cell, bool):
            return self._of_number(cell)
        return self._of_text(cell_text(cell))

    def _of_cell(self, day: dt.date) -> Read:
        if day.year not in BE_YEARS:
            if day.year < 1880:
                return None, from_bad(BadDate("date-year-outside", day.isoformat()))
            return PartialDate.exact(day), None
        # Typed as a B.E. year into a sheet that counts in C.E.
        shown = f"{day.day}/{day.month}/{day.year}"
        value, issue = self._of_text(shown)
        if issue is not None:
            return value, issue
        return value, normalised("date-buddhist-cell", shown, value)

    def _year_or_day(self, year: int, day: dt.date) -> Issue:
        """2490 typed into a cell made for days is day 2490 of Excel: in 1906."""
        whole = read_partial(str(year))
        options = [
            self._option(Choice("year", whole)),
            self._option(Choice("day", PartialDate.exact(day))),
        ]
        return question("date-or-year", short(day), options, year=year)

    def _of_number(self, number: float) -> Read:
        if number == int(number) and int(number) not in SERIALS:
            return self._of_text(str(int(number)))
        if int(number) not in SERIALS:
            return None, refused("not-a-date-cell", number)
        day = self.epoch + dt.timedelta(days=int(number))
        text = cell_text(number)
        return PartialDate.exact(day), normalised("date-serial", text, long(day))

    def _of_text(self, text: str) -> Read:
        try:
            when = read_partial(text)
        except BadDate as bad:
            choices = [self._option(choice) for choice in bad.choices]
            return None, from_bad(bad, [one for one in choices if self._is_near(one)])
        if digits.fold(text) != text:
            return when, normalised("thai-digits", text, when)
        if when.is_exact and text.strip() in {
            short(when.earliest),
            long(when.earliest),
        }:
            return when, None
        if re.search("[ก-ฮA-Za-z]", re.sub("[พค]\\.?ศ", "", text)):
            return when, normalised("date-in-words", text, when)
        return when, None

    def _is_near(self, option: Option) -> bool:
        """Dues are paid some years ahead; nothing else lies in the future."""
        when = option.value
        assert isinstance(when, PartialDate)
        return when.earliest.year <= self.today.year + YEARS_AHEAD

    def _option(self, choice: object) -> Option:
        assert isinstance(choice, Choice)
        when = choice.when
        shown = long(when.earliest) if when.is_exact else str(when)
        ce = f"ค.ศ. {when.earliest.year}"
        if when.earliest > self.today:
            hint = f"{ce} ยังมาไม่ถึง"
        else:
            hint = f"{ce} · นับถึงวันนี้ {self.today.year - when.earliest.year} ปี"
        return Option(choice.code, shown, when, hint)


def era_of(text: object) -> str:
    """BE or CE as the text writes its year; empty where it writes none."""
    if not isinstance(text, str):
        return ""
    years = re.findall(r"(?<![0-9])[0-9]{4}(?![0-9])", digits.fold(text))
    if len(years) != 1:
        return ""
    return "BE" if int(years[0]) in BE_YEARS else "CE"


def swapped_day_and_month(text: object) -> PartialDate | None:
    """The other reading of 03/04/2567, where there is another."""
    if not isinstance(text, str):
        return None
    match = re.fullmatch(
        r" *([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{4}) *", digits.fold(text)
    )
    if match is None or int(match[1]) > 12 or int(match[1]) == int(match[3]):
        return None
    try:
        return read_partial(f"{match[3]}/{match[1]}/{match[4]}")
    except BadDate:
        return None


def read_count(cell: Cell) -> Read:
    raw = cell_text(cell).strip()
    if raw in {"-", "ไม่มี"}:
        return None, None
    folded = digits.fold(raw).replace(",", "")
    match = re.fullmatch(r"([0-9]{1,6})(?:\.0+)?(?: ?(?:วัน|คืน|ครั้ง))?", folded)
    if match is None or int(match[1]) > COUNT_MAX or digits.is_mixed(raw):
        return None, refused("count-unreadable", raw)
    if digits.fold(raw) != raw:
        return int(match[1]), normalised("thai-digits", raw, match[1])
    return int(match[1]), None


def read_amount(cell: Cell) -> Read:
    """Satang; a dash or nothing is "not said", a zero is a stated zero."""
    raw = cell_text(cell)
    if raw.strip() in {"-", "ไม่มี"}:
        return None, None
    try:
        amount = Money.from_baht(raw, zero_allowed=True)
    except BadAmount as bad:
        folded = digits.fold(raw)
        options = [Option("as-read", f"{folded} บาท", None)] if bad.asks else []
        return None, from_bad(bad, options)
    if not amount.satang:
        return 0, normalised("amount-none", raw)
    if digits.fold(raw) != raw:
        return amount.satang, normalised("thai-digits", raw, amount.short())
    if re.search("[฿ก-๛]|\\.-", raw):
        return amount.satang, normalised("amount-written", raw, f"{amount} บาท")
    return amount.satang, None


def read_type(cell: Cell) -> Read:
    value, _ = read_text(cell)
    code = _TYPE_BY_KEY.get(match_key(value))
    if code is not None:
        return code, None
    options = [Option(code, name, code) for code, name in TYPE_NAMES.items()]
    return None, question("type-unknown", value, options)


def read_status(cell: Cell) -> Read:
    """An exit reason, or empty for who is still a member."""
    value, _ = read_text(cell)
    code = _STATUS_BY_KEY.get(match_key(value))
    if code is not None:
        return code, None
    options = [
        Option(code or "member", name, code) for code, name in STATUS_NAMES.items()
    ]
    return None, question("status-unknown", value, options)


def read_payer(cell: Cell) -> Read:
    """(kind, name) of who pays for the member."""
    value, issue = read_text(cell)
    key = match_key(value)
    for kind, names in PAYERS.items():
        if any(key.startswith(match_key(name)) for name in names):
            return (kind, "" if kind == "self" else value), issue
    return ("other", value), issue


def read_sex(cell: Cell) -> Read:
    key = match_key(cell_text(cell))
    if key in {"ช", "ชาย", "m", "male", "1"}:
        return "m", None
    return ("f", None) if key in {"ญ", "หญิง", "f", "female", "2"} else ("", None)
