"""The chart of accounts: every account code a fund may have, and its Thai name.

Codes are stable and stand in the hashes of entries.  `cash`, `bank:N`, `bag:N`,
`investment:N` and `restricted:N` are opened by a fund; the rest exist for every fund
from its founding.
"""

from __future__ import annotations

from enum import StrEnum


class AccountKind(StrEnum):
    CASH = "cash"
    BANK = "bank"
    BAG = "bag"
    INVESTMENT = "investment"
    SUSPENSE = "suspense"
    RESTRICTED = "restricted"
    EQUITY = "equity"
    INCOME = "income"
    EXPENSE = "expense"


# Money that someone holds.
HELD = frozenset(
    {AccountKind.CASH, AccountKind.BANK, AccountKind.BAG, AccountKind.INVESTMENT}
)
# It can never be less than nothing; nor can what is left for a purpose.
GUARDED = HELD | {AccountKind.RESTRICTED}

# CODI's categories of benefit: form 1, items 5 and 6.
BENEFIT_CATEGORIES: dict[int, str] = {
    1: "เด็กแรกเกิด/คลอดบุตร",
    2: "เจ็บป่วย/รักษาพยาบาล",
    3: "ผู้สูงอายุ",
    4: "เสียชีวิต",
    5: "ค่าใช้จ่ายเกี่ยวกับงานศพ",
    6: "คนด้อยโอกาส/พิการ",
    7: "พัฒนาอาชีพ",
    8: "การศึกษา",
    9: "ประเพณีวัฒนธรรม",
    10: "ที่อยู่อาศัย (ซ่อม/สร้าง)",
    11: "ช่วยเหลือผู้ประสบภัยพิบัติ",
    12: "สนับสนุนกิจกรรมสาธารณประโยชน์",
    13: "ทรัพยากรธรรมชาติและสิ่งแวดล้อม",
    14: "อื่นๆ",
}

# Form 1 item 4.3 (sources since founding) and item 10 (receipts and income).
INCOME: dict[str, str] = {
    "income:dues": "เงินสมทบของสมาชิก",
    "income:entry-fee": "ค่าสมัคร/แรกเข้า",
    "income:seed-grant": "เงินสนับสนุนเริ่มต้นจาก พอช.",
    "income:state-grant": "เงินสมทบจากรัฐผ่าน พอช.",
    "income:other-state": "เงินสนับสนุนจากรัฐหน่วยอื่น",
    "income:local-government": "เงินสมทบจาก อปท.",
    "income:local-groups": "ผลกำไรจากกลุ่ม/องค์กรในชุมชน",
    "income:donation": "เงินบริจาค",
    "income:interest": "ดอกเบี้ยเงินฝาก",
    "income:investment": "ผลตอบแทนการลงทุน เช่น สลาก ธ.ก.ส.",
    "income:cash-over": "เงินสดเกินบัญชี",
    "income:other": "รายรับอื่น",
}

EXPENSE: dict[str, str] = {
    **{
        f"expense:benefit:{number}": f"สวัสดิการ {name}"
        for number, name in BENEFIT_CATEGORIES.items()
    },
    "expense:pay": "ค่าตอบแทนคนทำงาน",
    "expense:travel": "ค่าพาหนะ",
    "expense:office": "เอกสาร/เครื่องเขียน",
    "expense:meeting": "กิจกรรม/ประชุม",
    "expense:non-member-help": "ช่วยเหลือผู้ด้อยโอกาสที่ไม่ใช่สมาชิก",
    "expense:refund": "คืนเงินสมทบแก่ผู้ลาออก",
    "expense:cash-short": "เงินสดขาดบัญชี",
    "expense:other": "รายจ่ายอื่น",
}

# `equity:free` is the other side of all `restricted:N`: together they are nothing.
EQUITY: dict[str, str] = {
    "equity:opening": "ยอดยกมาจากสมุดเดิม",
    "equity:free": "เงินที่กันไว้ตามวัตถุประสงค์ (คู่บัญชี)",
}


def standing_accounts() -> list[tuple[str, AccountKind, str]]:
    """(code, kind, Thai name) of the accounts every fund has."""
    return [
        *((code, AccountKind.INCOME, name) for code, name in INCOME.items()),
        *((code, AccountKind.EXPENSE, name) for code, name in EXPENSE.items()),
        *((code, AccountKind.EQUITY, name) for code, name in EQUITY.items()),
    ]
