"""An example of a by-law in a sentence: the case, and the answer it must give."""

from __future__ import annotations

from kongbun.kernel.bad_input import BadInput
from kongbun.kernel.money import Money
from kongbun.kernel.thai_date import short
from kongbun.kernel.thai_date_text import read_day
from kongbun.rules.benefit import BenefitRule, CheckCode, Example
from kongbun.rules.expression_words import fact_words, unit_of
from kongbun.rules.facts import ALIASES, EVIDENCE, OWN, Fact, fact_named, is_fact
from kongbun.rules.facts_cells import NO, YES
from kongbun.rules.words import quantity

# Why an example is refused, as one would say it; what a check found is `words`.
REASONS = {
    CheckCode.MEMBER_ON_EVENT_DATE: "ไม่ได้เป็นสมาชิกในวันเกิดเหตุ",
    CheckCode.MEMBER_LONG_ENOUGH: "เป็นสมาชิกยังไม่นานพอ",
    CheckCode.PAID_LONG_ENOUGH: "ส่งเงินยังไม่นานพอ",
    CheckCode.WAITING_OVER: "ยังไม่พ้นระยะรอสิทธิ",
    CheckCode.DUES_UP_TO_DATE: "ค้างส่งเกินกำหนด",
    CheckCode.NOT_SUSPENDED: "ถูกพักสิทธิ",
    CheckCode.OLD_ENOUGH: "อายุยังไม่ถึง",
    CheckCode.YOUNG_ENOUGH: "อายุเกิน",
    CheckCode.SEX_AS_WRITTEN: "เพศไม่ตรงตามระเบียบ",
    CheckCode.FILED_IN_TIME: "ยื่นไม่ทันกำหนด",
    CheckCode.BACKDATING_CONFIRMED: "รายการย้อนหลังยังไม่มีผู้รับรอง",
    CheckCode.GRADE_HIGH_ENOUGH: "เกรดเฉลี่ยไม่ถึง",
    CheckCode.KIND_AS_WRITTEN: "ไม่อยู่ในกลุ่มที่ระเบียบกำหนด",
    CheckCode.NOT_TOGETHER: "ซ้อนกับสวัสดิการอื่น",
    CheckCode.AS_WRITTEN: "ไม่เป็นไปตามเงื่อนไขที่เขียนไว้",
    CheckCode.EVIDENCE_COMPLETE: "หลักฐานไม่ครบ",
    CheckCode.RESOLUTION_RECORDED: "ไม่มีมติคณะกรรมการตามระเบียบ",
    CheckCode.SOMETHING_ASKED: "ไม่ได้ขอสิ่งใด",
    CheckCode.TIER_REACHED: "ยังไม่ถึงชั้นแรก",
    CheckCode.FORMULA_PAYS: "สูตรคิดแล้วไม่มีเงินให้",
    CheckCode.WITHIN_EVENT_LIMIT: "เต็มเพดานของเหตุการณ์แล้ว",
    CheckCode.WITHIN_MONTHLY_LIMIT: "เต็มเพดานของเดือนแล้ว",
    CheckCode.WITHIN_YEARLY_LIMIT: "เต็มเพดานของปีแล้ว",
    CheckCode.WITHIN_LIFE_LIMIT: "เต็มเพดานตลอดชีพแล้ว",
    CheckCode.WITHIN_TIER_LIMIT: "รับของช่วงนี้แล้ว",
}


def example_words(rule: BenefitRule, example: Example) -> str:
    """ "วันเกิดเหตุ 9 พ.ย. 2569, คืนที่นอนโรงพยาบาล 3 คืน ได้รับ 300 บาท"."""
    given = ", ".join(_given(rule, name, value) for name, value in example.given)
    if example.amount_satang is None:
        why = " และ ".join(REASONS[CheckCode(code)] for code in example.refused)
        return f"{given} ให้ไม่ได้เพราะ{why}"
    return f"{given} ได้รับ {Money(example.amount_satang).short()} บาท"


def _given(rule: BenefitRule, name: str, value: str) -> str:
    name = ALIASES.get(name, name)
    if any(OWN + one.code == OWN + name for one in rule.own_facts):
        name = OWN + name
    if not is_fact(name):
        return f"{name} {value}"
    if name.startswith(EVIDENCE):
        code = name.removeprefix(EVIDENCE)
        paper = next((x.text for x in rule.evidence if x.code == code), code)
        return f"{paper} {value} ฉบับ"
    fact = fact_named(name, rule.own_facts)
    return f"{fact_words(name, rule.own_facts)} {_value(rule, fact, value)}"


def _value(rule: BenefitRule, fact: Fact, value: str) -> str:
    if "date" in fact.type:
        try:
            return short(read_day(value))
        except BadInput:
            return value
    if fact.type == "choice":
        return fact.words.get(value, value)
    if fact.type == "yes_no":
        said = value.lower()
        value = str(int(said in YES)) if said in YES | NO else value
    number = value.replace(",", "").replace("_", "")
    if not number.isdecimal():
        return value
    if fact.type in ("satang", "yes_no") or fact.unit == "hundredths":
        return quantity(int(number), fact.unit)
    return f"{int(number):,} {unit_of(fact.unit, rule.own_facts)}".strip()
