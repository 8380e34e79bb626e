"""The lines of a receipt as they are printed: who, for which months, how much."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from kongbun.dues.models import DuesLine, LineKind
from kongbun.kernel.thai_date import MONTHS_SHORT, buddhist_year, month_end, narrow
from kongbun.rules.days import date_of

CREDIT = {True: "เก็บไว้ ยังไม่ครบงวด", False: "ใช้เงินที่เก็บไว้ครั้งก่อน"}


@dataclass(frozen=True, slots=True)
class PrintedLine:
    label: str
    satang: int
    paid_through: date | None


def printed_lines(lines: Iterable[DuesLine]) -> list[PrintedLine]:
    return [
        PrintedLine(
            " · ".join(filter(None, (_who(line), _what(line)))),
            line.amount_satang,
            None if line.until_day is None else date_of(line.until_day - 1),
        )
        for line in lines
    ]


def what(
    kind: str, from_day: int | None, until_day: int | None, satang: int = 0
) -> str:
    """What a line is for, as people say it.

    >>> what("dues", 20758, 20788)
    'เดือน พ.ย. 69'
    >>> what("dues", 20758, 20880)
    'พ.ย. 69 ถึง ก.พ. 70'
    >>> what("dues", 20762, 20770)
    '5 พ.ย. 69 ถึง 12 พ.ย. 69'
    """
    if kind == LineKind.CREDIT.value:
        return CREDIT[satang >= 0]
    if from_day is None or until_day is None:
        return str(LineKind(kind).label)
    first, last = date_of(from_day), date_of(until_day - 1)
    if first.day == 1 and last == month_end(last):
        if (first.year, first.month) == (last.year, last.month):
            return f"เดือน {_month(first)}"
        return f"{_month(first)} ถึง {_month(last)}"
    return f"{narrow(first)} ถึง {narrow(last)}"


def _month(day: date) -> str:
    return f"{MONTHS_SHORT[day.month - 1]} {buddhist_year(day) % 100:02d}"


def _what(line: DuesLine) -> str:
    return what(line.kind, line.from_day, line.until_day, line.amount_satang)


def _who(line: DuesLine) -> str:
    if line.membership is None:
        return ""
    person = line.membership.person
    return f"{person.title}{person.first_name}"
