"""Reading dates as Thai people write them: era, month names, Thai digits, gaps.

Decides only what the text itself decides.  A two-digit year, a January before the
year began in January, month before day: each is a question with its choices.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

from kongbun.kernel import digits
from kongbun.kernel.bad_input import BadInput
from kongbun.kernel.thai_date import (
    BE_OFFSET,
    MONTHS,
    MONTHS_SHORT,
    YEAR_OF_NINE_MONTHS,
    PartialDate,
    figures,
    month_end,
    month_name,
)

BE_YEARS = range(2400, 2701)
CE_YEARS = range(1880, 2161)
TEXT_MAX = 60
BANGKOK = timezone(timedelta(hours=7))


class BadDate(BadInput):
    """A date that has no reading, or several."""

    texts = {
        "date-empty": "ยังไม่มีวันที่ ใส่วัน เดือน ปี พ.ศ. เช่น 16/8/2567",
        "date-unreadable": "อ่าน {value} เป็นวันที่ไม่ได้ ใส่เป็น วัน/เดือน/ปี พ.ศ. เช่น 16/8/2567",
        "date-lunar": "{value} เป็นวันทางจันทรคติ ใส่วันตามปฏิทิน เช่น 16/8/2567",
        "date-no-year": "{value} ไม่มีปี ใส่ปี พ.ศ. สี่หลัก เช่น 16/8/2567",
        "date-year-outside": (
            "ปีของ {value} เป็นไปไม่ได้ ใส่ปี พ.ศ. 2400 ถึง 2700 หรือ ค.ศ. 1880 ถึง 2160"
        ),
        "date-no-such-month": "{value} ไม่มีเดือนนี้ เดือนมี 1 ถึง 12 ใส่เป็น วัน/เดือน/ปี",
        "date-no-such-day": (
            "{value} ไม่มีจริง {month} มี {days} วัน ถ้าเป็นวันสุดท้าย พิมพ์ {last}"
        ),
        "date-era": ("{value} เขียน พ.ศ. หรือ ค.ศ. ไม่ตรงกับเลขปี ดูต้นฉบับแล้วใส่ปีสี่หลักใหม่"),
        "date-incomplete": "{value} ไม่มีวันหรือเดือน ช่องนี้ต้องรู้ทั้งวัน เดือน และปี",
        "two-digit-year": "ปีของ {value} มีสองหลัก เลือกว่าหมายถึงปีไหน หรือใส่ปีสี่หลัก",
        "month-first": "{value} ดูเหมือนเขียนเดือนก่อนวัน ดูต้นฉบับแล้วเลือก",
        "april-new-year": (
            "{value} อยู่ก่อนปี 2484 ซึ่งเวลานั้นปีใหม่เริ่ม 1 เมษายน เลือกปีที่ถูก "
            "หรือพิมพ์ปี ค.ศ. เช่น {as_ce}"
        ),
        "date-mixed-digits": "{value} มีเลขไทยปนเลขอารบิก ดูต้นฉบับแล้วใส่ใหม่ด้วยเลขแบบเดียว",
    }
    questions = frozenset(
        {"two-digit-year", "month-first", "april-new-year", "date-mixed-digits"}
    )


@dataclass(frozen=True, slots=True)
class Choice:
    """One reading of a date with several: its stable code and the day it gives."""

    code: str
    when: PartialDate


_ENGLISH = (
    *("jan", "feb", "mar", "apr", "may", "jun"),
    *("jul", "aug", "sep", "oct", "nov", "dec"),
)
_UNKNOWN = r"(?:00?|-+|–|\?+|x+|ไม่ทราบ|ไม่รู้)"
_ERA = r"(?P<era>พ\.?ศ\.?|ค\.?ศ\.?|b\.?e\.?|c\.?e\.?|a\.?d\.?)?"
_YEAR = rf"(?:ปี)? ?{_ERA} ?(?P<y>[0-9]+)"
_DMY = re.compile(
    rf"(?P<d>[0-9]{{1,2}}|{_UNKNOWN}) ?[/.\- ] ?(?P<m>[0-9]{{1,2}}|{_UNKNOWN})"
    rf" ?[/.\- ] ?{_YEAR}"
)
_YMD = re.compile(r"(?P<y>[0-9]{4})([/.-])(?P<m>[0-9]{1,2})\2(?P<d>[0-9]{1,2})")
_DM = re.compile(r"[0-9]{1,2}[/.-][0-9]{1,2}")
_YEAR_ONLY = re.compile(_YEAR)
_TIME = re.compile(r"[Tt ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?(?: ?น\.?)?")
_ZONED = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+(?:Z|[+-][0-9]{2}:?[0-9]{2})")
_LEAD = re.compile(r"(?:วัน(?:จันทร์|อังคาร|พุธ|พฤหัสบดี|ศุกร์|เสาร์|อาทิตย์)?)?ที่ ?")


def _month_names() -> Iterator[tuple[str, int]]:
    for number, (name, brief) in enumerate(
        zip(MONTHS, MONTHS_SHORT, strict=True), start=1
    ):
        yield name, number
        yield re.sub("(คม|ยน|พันธ์)$", "", name), number
        yield brief, number
        yield brief.removesuffix("."), number
        yield brief.replace(".", ""), number
        yield _ENGLISH[number - 1], number
        yield date(2000, number, 1).strftime("%B").lower(), number
    yield "กุมภาพันธุ์", 2
    yield "กุมภาฯ", 2
    yield "พฤษจิกายน", 11
    yield "พฤศจิกา", 11
    yield "sept", 9


_MONTH = dict(_month_names())
_NAMED = re.compile(
    rf"(?:(?P<d>[0-9]{{1,2}}|{_UNKNOWN}) ?[/.\-]? ?)?(?:เดือน ?)?"
    rf"(?P<m>{'|'.join(sorted(map(re.escape, _MONTH), key=len, reverse=True))})"
    rf"\.? ?[/.\-,]? ?(?:{_YEAR})?"
)


def read_day(text: str) -> date:
    """One whole day; raise `BadDate` else.

    >>> read_day("29/2/2567").isoformat(), read_day("16 Aug 2024").isoformat()
    ('2024-02-29', '2024-08-16')
    """
    when = read_partial(text)
    if not when.is_exact:
        raise BadDate("date-incomplete", text)
    return when.earliest


def read_partial(text: str) -> PartialDate:
    """A day, a month or a year.

    >>> str(read_partial("๑๖ ส.ค. ๒๕๖๗")), str(read_partial("- - 2490"))
    ('16 ส.ค. 2567', 'พ.ศ. 2490 (ไม่รู้วันและเดือน)')
    """
    plain = " ".join(text.split()) if len(text) <= TEXT_MAX else ""
    if not plain or plain in {"-", "ไม่ทราบ", "ไม่รู้", "ไม่มี"}:
        raise BadDate("date-unreadable" if text.strip() else "date-empty", text)
    if digits.is_mixed(plain):
        raise BadDate("date-mixed-digits", text)
    plain = digits.fold(plain)
    if _ZONED.fullmatch(plain):
        return _read_instant(plain, text)
    return _read_parts(_LEAD.sub("", _TIME.sub("", plain, 1), 1).lower(), text)


def _read_instant(plain: str, text: str) -> PartialDate:
    """An instant with its zone belongs to the day in Bangkok."""
    try:
        instant = datetime.fromisoformat(plain)
    except ValueError:
        raise BadDate("date-unreadable", text) from None
    return PartialDate.exact(instant.astimezone(BANGKOK).date())


def _read_parts(plain: str, text: str) -> PartialDate:
    match = (
        _YMD.fullmatch(plain)
        or _DMY.fullmatch(plain)
        or _NAMED.fullmatch(plain)
        or _YEAR_ONLY.fullmatch(plain)
    )
    if match is None:
        if "ค่ำ" in plain or "ข้าง" in plain:
            raise BadDate("date-lunar", text)
        no_year = _DM.fullmatch(plain)
        raise BadDate("date-no-year" if no_year else "date-unreadable", text)
    parts = match.groupdict()
    if parts["y"] is None:
        raise BadDate("date-no-year", text)
    era = (parts.get("era") or "").replace(".", "")
    month = _number(parts.get("m"), names=True)
    day = _number(parts.get("d"))
    if len(parts["y"]) <= 2:
        if match.re is _YEAR_ONLY and not era:
            raise BadDate("date-unreadable", text)
        choices = tuple(_two_digit_choices(int(parts["y"]), month, day, text, era))
        raise BadDate("two-digit-year", text, choices=choices)
    if len(parts["y"]) != 4:
        raise BadDate("date-year-outside", text)
    return _compose(int(parts["y"]), month, day, text, era)


def _number(part: str | None, *, names: bool = False) -> int:
    """0 for what is not known."""
    if part is None or not part:
        return 0
    if names and part in _MONTH:
        return _MONTH[part]
    return int(part) if part.isdecimal() else 0


def _compose(year: int, month: int, day: int, text: str, era: str) -> PartialDate:
    is_be = year in BE_YEARS
    if not is_be and year not in CE_YEARS:
        raise BadDate("date-year-outside", text)
    if era and is_be is not (era in {"พศ", "be"}):
        raise BadDate("date-era", text)
    if month > 12:
        if day and day <= 12 and month <= 31:
            swapped = _compose(year, day, month, text, era)
            raise BadDate("month-first", text, choices=[Choice("month-first", swapped)])
        raise BadDate("date-no-such-month", text)
    if not month:
        if day:
            raise BadDate("date-no-such-month", text)
        if is_be:
            return PartialDate.of_year(year)
        return PartialDate(date(year, 1, 1), date(year, 12, 31))
    if is_be and year <= YEAR_OF_NINE_MONTHS and month < 4:
        choices = _april_choices(year, month, day)
        as_ce = f"{day or '-'}/{month}/{year - 542 - (year == YEAR_OF_NINE_MONTHS)}"
        raise BadDate("april-new-year", text, choices=choices, as_ce=as_ce)
    return _gregorian(year - BE_OFFSET if is_be else year, month, day, text)


def _gregorian(year: int, month: int, day: int, text: str) -> PartialDate:
    try:
        if day:
            return PartialDate.exact(date(year, month, day))
    except ValueError:
        last = month_end(date(year, month, 1))
        raise BadDate(
            "date-no-such-day",
            text,
            month=month_name(last),
            days=last.day,
            last=figures(last),
        ) from None
    first = date(year, month, 1)
    return PartialDate(first, month_end(first))


def _april_choices(year: int, month: int, day: int) -> list[Choice]:
    """By the law of the time first, then as a clerk of today would count."""
    choices = []
    for code, ce in (("by-law-then", year - 542), ("as-today", year - BE_OFFSET)):
        if code == "by-law-then" and year == YEAR_OF_NINE_MONTHS:
            continue  # That year had no January.
        try:
            when = _gregorian(ce, month, day, "")
        except BadDate:
            continue
        choices.append(Choice(code, when))
    return choices


def _two_digit_choices(
    short_year: int, month: int, day: int, text: str, era: str
) -> Iterator[Choice]:
    for code, century in (
        ("be25", 2500),
        ("be24", 2400),
        ("ce20", 2000),
        ("ce19", 1900),
    ):
        if era and (era in {"พศ", "be"}) is not code.startswith("be"):
            continue
        try:
            yield Choice(code, _compose(century + short_year, month, day, text, era))
        except BadDate as bad:
            if bad.code == "april-new-year" and bad.choices:
                later = bad.choices[0]
                assert isinstance(later, Choice)
                yield Choice(code, later.when)
