"""What an allocation says to a member: each check of `allocate`, told.

Sentences only, beside those of `words`; the order that was declared is told too, so
that anyone can see why another came before them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kongbun.kernel.money import Money
from kongbun.kernel.thai_date import short
from kongbun.rules.allocate import AllocationCode, AllocationResult
from kongbun.rules.benefit import Allocation
from kongbun.rules.facts import Fact, fact_named
from kongbun.rules.words import WINDOW_WORDS, Words, quantity

NO_ORDER = "คำขอก่อนได้ก่อน"
PER_WORDS = {**WINDOW_WORDS, "event": "เหตุครั้งเดียวกัน"}
SIZES = {
    ("date", True): "หลังสุดก่อน",
    ("date", False): "ก่อนสุดก่อน",
    ("", True): "มากไปน้อย",
    ("", False): "น้อยไปมาก",
}


@dataclass(frozen=True, slots=True)
class Part:
    """What one row wanted, what it was given, and its place among how many."""

    place: int
    of: int
    wanted_satang: int
    given_satang: int
    # When the counted days end and all is there again; none for one event's.
    again_from: date | None

    @property
    def is_cut(self) -> bool:
        return 0 < self.given_satang < self.wanted_satang


def order_words(rule: Allocation) -> str:
    """ "เกรดเฉลี่ยจากมากไปน้อย ถ้าเท่ากัน คำขอก่อนได้ก่อน"."""
    facts = {
        name: fact_named(name, rule.own_facts)
        for name, _ in rule.order
        if name != "amount"
    }
    parts = [
        f"{_name(facts.get(name))}จาก{_size(facts.get(name), largest)}"
        for name, largest in rule.order
    ]
    return " แล้ว".join(parts) + f" ถ้าเท่ากัน {NO_ORDER}" if parts else NO_ORDER


def _name(fact: Fact | None) -> str:
    if fact is None:
        return "จำนวนเงินที่ระเบียบให้"
    return fact.label.partition(" (")[0].removesuffix("คูณร้อย")


def _size(fact: Fact | None, largest: bool) -> str:
    is_date = fact is not None and "date" in fact.type
    return SIZES["date" if is_date else "", largest]


def allocation_words(rule: Allocation, check: AllocationResult, part: Part) -> Words:
    """Tell one check of an allocation, as `words` tells one of a decision."""
    per = PER_WORDS[rule.per]
    required = quantity(check.required, check.unit)
    note = ""
    if check.code is AllocationCode.WITHIN_PLACES:
        title = f"{per}ละ {required}"
        found = f"ลำดับที่ {check.found:,}"
        if not check.passed:
            title = f"เกิน {per}ละ {required}"
    else:
        title = _money_title(rule, check, per, part)
        what = "ทุกคำขอรวมกัน" if rule.pro_rata else "รวมถึงลำดับนี้"
        found = f"{what} {quantity(check.found, check.unit)}"
        if part.is_cut and not check.passed:
            given = Money(part.given_satang).short()
            cause = "ลดลงตามส่วนเท่ากันทุกราย" if rule.pro_rata else "ได้เท่าที่เหลือ"
            note = f"{cause} เป็น {given} บาท"
    return Words(
        title,
        "เพดาน",
        required,
        found,
        note,
        "" if part.given_satang else _remedy(part),
        part.again_from if not part.given_satang else None,
    )


def _money_title(
    rule: Allocation, check: AllocationResult, per: str, part: Part
) -> str:
    if check.code is AllocationCode.WITHIN_SHARE_OF_FUND:
        percent = quantity(rule.share_of_fund_basis_points or 0, "hundredths")
        what = f"ไม่เกินร้อยละ {percent.removesuffix('.00')} ของเงินกองทุนต่อ{per}"
    else:
        what = f"วงเงินที่เหลือของ{per}"
    if check.passed:
        return what
    return f"{what} ไม่พอ" if part.given_satang else f"{what} หมดก่อนถึงลำดับนี้"


def _remedy(part: Part) -> str:
    help_ = "ถ้าเดือดร้อนมาก เสนอคณะกรรมการพิจารณาเป็นมติ"
    if part.again_from is None:
        return help_
    return f"ขอใหม่ได้สำหรับเหตุที่เกิดตั้งแต่ {short(part.again_from)} {help_}"


def why_nothing(
    rule: Allocation, checks: Sequence[AllocationResult], part: Part
) -> str:
    """The reason of who got no part, in one sentence with what to do next."""
    told = [allocation_words(rule, check, part) for check in checks if not check.passed]
    clause = f" ({rule.clause})" if rule.clause else ""
    reasons = " และ".join(f"{one.title} {one.found}" for one in told)
    where = f"ลำดับที่ {part.place:,} จาก {part.of:,} เรียง{order_words(rule)}"
    return f"{reasons}{clause} · {where} · {_remedy(part)}"
