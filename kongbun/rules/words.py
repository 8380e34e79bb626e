"""What a check says to a member: title, required, found, and what can be done.

One table for the counter, `kongbun explain` and refusals, so that a reason has the
same words everywhere.  Sentences only; dates come from the facts, when they are
given.  Not the allocation, and not the refusals of an action (`refusal_texts`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from kongbun.kernel.money import Money
from kongbun.kernel.thai_date import short
from kongbun.rules.amounts import LIMIT_CODE
from kongbun.rules.benefit import BenefitRule, CheckCode, OneOf, When
from kongbun.rules.checks import UNKNOWN, CheckResult
from kongbun.rules.choices import CHOICE_WORDS, choice_word
from kongbun.rules.facts import OWN, Facts
from kongbun.rules.possible import earliest
from kongbun.rules.used import HOUSEHOLD, SHARED, used_fact

UNIT_WORDS = {
    "days": "วัน",
    "months": "เดือน",
    "years": "ปี",
    "nights": "คืน",
    "children": "คน",
    "calves": "ตัว",
    "people": "คน",
    "items": "ชิ้น",
    "times": "ครั้ง",
    "documents": "ฉบับ",
    "places": "ราย",
}
WINDOW_WORDS = {
    "fiscal_year": "ปีงบประมาณ",
    "calendar_year": "ปีปฏิทิน",
    "membership_year": "ปีสมาชิก",
}

# Death and funeral: nothing that was short on that day can be made up later.
DEATHS = (4, 5)
FIXED_BY_DEATH = frozenset(
    {
        CheckCode.MEMBER_ON_EVENT_DATE,
        CheckCode.MEMBER_LONG_ENOUGH,
        CheckCode.PAID_LONG_ENOUGH,
        CheckCode.WAITING_OVER,
        CheckCode.DUES_UP_TO_DATE,
        CheckCode.NOT_SUSPENDED,
        CheckCode.TIER_REACHED,
    }
)


@dataclass(frozen=True, slots=True)
class Words:
    """One check, told.  `label` stands before `required`: ต้องมี, เพดาน, ภายใน."""

    title: str
    label: str
    required: str
    found: str
    note: str  # What was cut, if anything.
    remedy: str  # Empty for a check that passed.
    possible_from: date | None  # From which event date on it would pass, if known.


def quantity(number: int, unit: str) -> str:
    """A number with its unit, as a member reads it.

    >>> quantity(2199, "days"), quantity(180000, "satang"), quantity(350, "hundredths")
    ('2,199 วัน', '1,800 บาท', '3.50')
    """
    if unit == "satang":
        return f"{Money(number).short()} บาท"
    if unit == "hundredths":
        return f"{number // 100}.{number % 100:02d}"
    if unit == "yes_no":
        return "ใช่" if number else "ไม่"
    if unit in CHOICE_WORDS:
        return choice_word(unit, number)
    return f"{number:,} {UNIT_WORDS[unit]}"


def unit_name(rule: BenefitRule, unit: str) -> str:
    """คืน, ครั้ง; of a fact that this by-law alone asks for, its own word."""
    if unit.startswith(OWN):
        return next(x.unit_word for x in rule.own_facts if OWN + x.code == unit)
    return UNIT_WORDS[unit]


def quantity_of(rule: BenefitRule, number: int, unit: str) -> str:
    """The same for a rule whose by-law counts something of its own."""
    if unit.startswith(OWN):
        return f"{number:,} {unit_name(rule, unit)}"
    return quantity(number, unit)


def words(
    rule: BenefitRule, check: CheckResult, *, facts: Facts | None = None, row: int = 0
) -> Words:
    """Tell one check.  With the row's facts the remedy names a day where it can."""
    told = TELLERS[check.code](rule, check)
    possible_from = None
    remedy = "" if check.passed else told.remedy
    if rule.category in DEATHS and check.code in FIXED_BY_DEATH and not check.passed:
        remedy = "ถ้าครอบครัวเดือดร้อน เสนอคณะกรรมการช่วยเหลือ"
    elif facts is not None and not check.passed:
        possible_from = earliest(rule, check, facts.rows(row, row + 1))
        if possible_from is not None:
            remedy = f"{told.remedy}ตั้งแต่ {short(possible_from)}"
    return Words(
        told.title,
        told.label,
        told.required,
        told.found,
        told.note,
        remedy,
        possible_from,
    )


def explain(rule: BenefitRule, checks: tuple[CheckResult, ...], facts: Facts) -> str:
    """What to do next after a refusal, in one sentence; empty when all passed."""
    failed = [check for check in checks if not check.passed]
    told = [words(rule, check, facts=facts) for check in failed]
    days = [w.possible_from for w in told if w.possible_from is not None]
    others = [w.remedy for w in told if w.possible_from is None and w.remedy]
    parts = [f"ขอใหม่ได้สำหรับเหตุที่เกิดตั้งแต่ {short(max(days))}"] if days else []
    return " และ".join(dict.fromkeys(parts + others))


@dataclass(frozen=True, slots=True)
class _Told:
    title: str
    label: str
    required: str
    found: str
    remedy: str
    note: str = ""


def _long_enough(what: str, not_yet: str, remedy: str) -> _Teller:
    def tell(_: BenefitRule, c: CheckResult) -> _Told:
        required = quantity(c.required, c.unit)
        title = f"{what}ครบ {required}" if c.passed else f"{not_yet}ไม่ครบ {required}"
        found = quantity(c.found, c.unit) if c.found >= 0 else "ยังไม่เริ่มนับ"
        return _Told(
            title, "ต้องครบ" if not c.passed else "ต้องมี", required, found, remedy
        )

    return tell


def _membership(_: BenefitRule, c: CheckResult) -> _Told:
    title = "เป็นสมาชิกในวันเกิดเหตุ" if c.passed else "ไม่ได้เป็นสมาชิกในวันเกิดเหตุ"
    found = (
        f"เป็นสมาชิกมา {c.found:,} วัน"
        if c.passed
        else f"ห่างจากวันที่เป็นสมาชิก {-c.found:,} วัน"
    )
    return _Told(title, "ต้อง", "เป็นสมาชิกอยู่", found, "ขอได้สำหรับเหตุที่เกิดขณะเป็นสมาชิก")


def _arrears(_: BenefitRule, c: CheckResult) -> _Told:
    most = quantity(c.required, c.unit)
    title = f"ไม่ค้างส่งเกิน {most}" if c.passed else f"ค้างส่งเกิน {most}"
    found = f"ค้าง {quantity(c.found, c.unit)}ในวันเกิดเหตุ" if c.found else "ไม่ค้างส่ง"
    return _Told(
        title, "เพดาน", most, found, f"ส่งเงินที่ค้างให้เหลือไม่เกิน {most} เพื่อเหตุครั้งต่อไป"
    )


def _suspended(_: BenefitRule, c: CheckResult) -> _Told:
    title = "ไม่ถูกพักสิทธิ" if c.passed else "ถูกพักสิทธิในวันเกิดเหตุ"
    found = "มีสิทธิอยู่" if c.passed else "พักสิทธิ"
    return _Told(title, "ต้อง", "ไม่ถูกพักสิทธิ", found, "ส่งเงินที่ค้างให้ครบ แล้วแจ้งกลับเป็นสมาชิก")


def _old_enough(_: BenefitRule, c: CheckResult) -> _Told:
    title = f"อายุ {c.required} ปีขึ้นไป" if c.passed else f"อายุยังไม่ครบ {c.required} ปี"
    return _Told(
        title,
        "ต้องครบ",
        f"{c.required} ปี",
        _age(c),
        "ขอได้เมื่ออายุครบ" if c.found != UNKNOWN else "เติมวันเกิดในทะเบียน รู้แต่ปีก็ได้",
    )


def _young_enough(_: BenefitRule, c: CheckResult) -> _Told:
    title = f"อายุไม่เกิน {c.required} ปี" if c.passed else f"อายุเกิน {c.required} ปี"
    remedy = "" if c.found != UNKNOWN else "เติมวันเกิดในทะเบียน รู้แต่ปีก็ได้"
    return _Told(title, "เพดาน", f"{c.required} ปี", _age(c), remedy)


def _age(c: CheckResult) -> str:
    return "ไม่ทราบวันเกิด" if c.found == UNKNOWN else f"{c.found} ปี"


def _sex(_: BenefitRule, c: CheckResult) -> _Told:
    required = choice_word("sex", c.required)
    title = f"สำหรับสมาชิก{required}"
    return _Told(
        title, "ต้องเป็น", required, choice_word("sex", c.found), "ตรวจเพศในทะเบียน"
    )


def _filed(_: BenefitRule, c: CheckResult) -> _Told:
    title = f"ยื่นภายใน {c.required:,} วัน"
    found = f"ยื่นหลังเหตุ {c.found:,} วัน" if c.found >= 0 else "ยื่นก่อนเหตุสิ้นสุด"
    if not c.passed:
        title = f"ยื่นช้ากว่า {c.required:,} วัน" if c.found >= 0 else "ยื่นก่อนวันเกิดเหตุ"
    remedy = (
        "ถ้ามีเหตุจำเป็น เสนอคณะกรรมการพิจารณา" if c.found >= 0 else "ตรวจวันเกิดเหตุและวันยื่น"
    )
    return _Told(title, "ภายใน", f"{c.required:,} วัน", found, remedy)


def _backdated(_: BenefitRule, c: CheckResult) -> _Told:
    title = "ไม่มีรายการย้อนหลังที่ยังไม่รับรอง" if c.passed else "มีรายการบันทึกย้อนหลังที่ยังไม่มีผู้รับรอง"
    return _Told(
        title,
        "เพดาน",
        f"{c.required:,} วัน",
        f"บันทึกช้าที่สุด {c.found:,} วัน" if c.found else "ไม่มี",
        "ให้กรรมการจากหมู่บ้านอื่นรับรองรายการย้อนหลังพร้อมหลักฐาน",
    )


def _grade(_: BenefitRule, c: CheckResult) -> _Told:
    required = quantity(c.required, c.unit)
    title = f"เกรดเฉลี่ย {required} ขึ้นไป" if c.passed else f"เกรดเฉลี่ยไม่ถึง {required}"
    return _Told(
        title, "ต้องถึง", required, quantity(c.found, c.unit), "ขอใหม่ได้เมื่อเกรดเฉลี่ยถึงเกณฑ์"
    )


def _kind(rule: BenefitRule, c: CheckResult) -> _Told:
    choices = next(
        (
            x.choices
            for x in rule.conditions
            if isinstance(x, OneOf) and x.fact == c.unit
        ),
        (),
    )
    table = getattr(rule.amount, "satang", ())
    if not choices and isinstance(table, tuple):
        choices = tuple(choice for choice, _ in table)
    allowed = " ".join(choice_word(c.unit, n) for n in choices)
    found = choice_word(c.unit, c.found)
    title = "อยู่ในกลุ่มที่ระเบียบกำหนด" if c.passed else "ไม่อยู่ในกลุ่มที่ระเบียบกำหนด"
    return _Told(
        title, "ต้องเป็น", allowed, found, "ตรวจข้อมูล ถ้าถูกต้องแล้วระเบียบข้อนี้ยังไม่ครอบคลุม"
    )


def _together(_: BenefitRule, c: CheckResult) -> _Told:
    title = "ไม่ซ้อนกับสวัสดิการอื่น" if c.passed else "ได้สวัสดิการอื่นที่ขอซ้อนกันไม่ได้แล้ว"
    return _Told(title, "ต้อง", "ไม่ซ้อน", quantity(c.found, c.unit), "ขอได้ในรอบถัดไป")


def _as_written(rule: BenefitRule, c: CheckResult) -> _Told:
    """An expression speaks through the sentence that stands with it."""
    text = next(
        x.text for x in rule.conditions if isinstance(x, When) and x.text == c.subject
    )
    title = text if c.passed else f"ไม่เป็นไปตามที่ว่า {text}"
    if c.unit == "yes_no":
        found = "เป็นไปตามนี้" if c.passed else "ไม่เป็นไปตามนี้"
        return _Told(title, "ต้อง", "เป็นไปตามนี้", found, "ตรวจข้อมูลที่แจ้งไว้")
    required = quantity_of(rule, c.required, c.unit)
    found = quantity_of(rule, c.found, c.unit)
    return _Told(title, "เทียบกับ", required, found, "ตรวจข้อมูลที่แจ้งไว้")


def _formula(_: BenefitRule, c: CheckResult) -> _Told:
    title = "คิดตามสูตรของระเบียบ" if c.passed else "คิดตามสูตรของระเบียบแล้วไม่มีเงินให้"
    found = quantity(c.found, c.unit) if c.found else "0 บาท"
    return _Told(title, "ต้อง", "มากกว่า 0", found, "ตรวจข้อมูลที่แจ้งไว้")


def _evidence(rule: BenefitRule, c: CheckResult) -> _Told:
    paper = next((e.text for e in rule.evidence if e.code == c.subject), "หลักฐาน")
    title = f"มี{paper}" if c.passed else f"ยังไม่มี{paper}"
    required = quantity(c.required, c.unit)
    missing = quantity(max(0, c.required - c.found), c.unit)
    found = quantity(c.found, c.unit) if c.found else "ไม่มี"
    return _Told(title, "ต้องมี", required, found, f"นำ{paper}มาเพิ่ม {missing}")


def _resolution(_: BenefitRule, c: CheckResult) -> _Told:
    title = "มีมติคณะกรรมการ" if c.passed else "ยังไม่มีมติคณะกรรมการตามระเบียบ"
    found = quantity(c.found, c.unit) if c.found else "ยังไม่มีมติ"
    return _Told(
        title,
        "อย่างน้อย",
        quantity(c.required, c.unit),
        found,
        "นำเข้าที่ประชุมคณะกรรมการ แล้วบันทึกมติ",
    )


def _asked(rule: BenefitRule, c: CheckResult) -> _Told:
    is_money = c.unit == "satang"
    what = "จำนวนเงินที่ขอ" if is_money else f"จำนวน{unit_name(rule, c.unit)}"
    title = f"มี{what}" if c.passed else f"ยังไม่ได้ใส่{what}"
    least = "มากกว่า 0" if is_money else quantity_of(rule, c.required, c.unit)
    found = quantity_of(rule, c.found, c.unit)
    return _Told(title, "ต้องมี", least, found, f"ใส่{what}ที่มากกว่า 0")


def _tier(_: BenefitRule, c: CheckResult) -> _Told:
    what = {"joined": "เป็นสมาชิก", "paid": "ส่งเงิน", "age": "อายุ"}[c.subject]
    required = quantity(c.required, c.unit)
    title = f"{what}ถึงเกณฑ์" if c.passed else f"{what}ยังไม่ถึงเกณฑ์ {required}"
    found = quantity(c.found, c.unit) if c.found >= 0 else "ยังไม่เริ่มนับ"
    if c.subject == "age" and c.found == UNKNOWN:
        return _Told(title, "ต้องครบ", required, "ไม่ทราบวันเกิด", "เติมวันเกิดในทะเบียน")
    remedy = {
        "joined": "ขอได้สำหรับเหตุที่เกิด",
        "paid": "ถ้าส่งต่อเนื่องจะถึงเกณฑ์",
        "age": "ขอได้เมื่ออายุครบ",
    }[c.subject]
    return _Told(title, "ต้องครบ", required, found, remedy)


def _limit(rule: BenefitRule, c: CheckResult) -> _Told:
    whose = "ครัวเรือนละ" if c.subject.endswith(HOUSEHOLD) else ""
    per = {
        CheckCode.WITHIN_EVENT_LIMIT: f"{whose}ครั้งละไม่เกิน",
        CheckCode.WITHIN_MONTHLY_LIMIT: f"{whose}เดือนละไม่เกิน",
        CheckCode.WITHIN_YEARLY_LIMIT: f"{whose}{_window(rule, c)}ละไม่เกิน",
        CheckCode.WITHIN_LIFE_LIMIT: f"{whose}ตลอดชีพไม่เกิน",
        CheckCode.WITHIN_TIER_LIMIT: f"{whose}ช่วงละไม่เกิน",
    }[c.code]
    most = quantity_of(rule, c.required, c.unit)
    together = " รวมกับสวัสดิการที่ใช้เพดานร่วม" if SHARED in c.subject else ""
    title = f"{per} {most}{together}"
    if c.code is CheckCode.WITHIN_EVENT_LIMIT and c.unit != "times":
        note = ""
        if c.cut:
            over = quantity_of(rule, c.found - c.required, c.unit)
            note = f"คิดให้ {most} อีก {over}เกินที่ระเบียบให้ต่อครั้ง"
        found = quantity_of(rule, c.found, c.unit)
        return _Told(title, "เพดาน", most, found, "เหตุการณ์นี้รับครบตามระเบียบแล้ว", note)
    left = quantity_of(rule, max(0, c.required - c.found), c.unit)
    used = quantity_of(rule, c.found, c.unit)
    found = f"ใช้ไป {used} เหลือ {left}" if c.found else f"ยังไม่เคยใช้ เหลือ {left}"
    note = f"คิดให้เท่าที่เหลือ {left}" if c.cut else ""
    remedy = {
        CheckCode.WITHIN_EVENT_LIMIT: "เหตุการณ์นี้รับไปแล้ว ดูคำขอเดิม",
        CheckCode.WITHIN_MONTHLY_LIMIT: "เดือนนี้ใช้ครบแล้ว ขอใหม่ได้สำหรับเหตุที่เกิด",
        CheckCode.WITHIN_YEARLY_LIMIT: "ใช้ครบแล้ว ขอใหม่ได้สำหรับเหตุที่เกิด",
        CheckCode.WITHIN_LIFE_LIMIT: "รับครบตามที่ระเบียบให้แล้ว",
        CheckCode.WITHIN_TIER_LIMIT: "รับของช่วงนี้แล้ว ขอได้อีกเมื่อถึงช่วงถัดไป",
    }[c.code]
    if not c.passed and c.code is CheckCode.WITHIN_YEARLY_LIMIT and whose:
        title = "บ้านนี้รับของปีนี้แล้ว"
    return _Told(title, "เพดาน", most, found, remedy, note)


def _window(rule: BenefitRule, c: CheckResult) -> str:
    for cap in rule.caps:
        if used_fact(rule, cap) == c.subject and cap.window:
            return WINDOW_WORDS[cap.window]
    return "ปี"


_Teller = Callable[[BenefitRule, CheckResult], _Told]
TELLERS: dict[CheckCode, _Teller] = {
    CheckCode.MEMBER_ON_EVENT_DATE: _membership,
    CheckCode.MEMBER_LONG_ENOUGH: _long_enough(
        "เป็นสมาชิก", "เป็นสมาชิกยัง", "ขอได้สำหรับเหตุที่เกิด"
    ),
    CheckCode.PAID_LONG_ENOUGH: _long_enough("ส่งเงิน", "ส่งเงินยัง", "ถ้าส่งต่อเนื่องจะครบ"),
    CheckCode.WAITING_OVER: _long_enough("เป็นสมาชิก", "เป็นสมาชิกยัง", "ขอได้สำหรับเหตุที่เกิด"),
    CheckCode.DUES_UP_TO_DATE: _arrears,
    CheckCode.NOT_SUSPENDED: _suspended,
    CheckCode.OLD_ENOUGH: _old_enough,
    CheckCode.YOUNG_ENOUGH: _young_enough,
    CheckCode.SEX_AS_WRITTEN: _sex,
    CheckCode.FILED_IN_TIME: _filed,
    CheckCode.BACKDATING_CONFIRMED: _backdated,
    CheckCode.GRADE_HIGH_ENOUGH: _grade,
    CheckCode.KIND_AS_WRITTEN: _kind,
    CheckCode.NOT_TOGETHER: _together,
    CheckCode.AS_WRITTEN: _as_written,
    CheckCode.FORMULA_PAYS: _formula,
    CheckCode.EVIDENCE_COMPLETE: _evidence,
    CheckCode.RESOLUTION_RECORDED: _resolution,
    CheckCode.SOMETHING_ASKED: _asked,
    CheckCode.TIER_REACHED: _tier,
    **dict.fromkeys(LIMIT_CODE.values(), _limit),
}
assert set(TELLERS) == set(CheckCode), "each check has its words"
