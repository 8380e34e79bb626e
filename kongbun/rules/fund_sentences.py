"""What a by-law says of members, contributions and the fund's money, in sentences.

Benefits are told in `sentences`; both stand in the chapters of `document`.
"""

from __future__ import annotations

from kongbun.kernel.thai_date import MONTHS, long
from kongbun.rules.benefit import OwnFact
from kongbun.rules.bylaw import (
    Bylaw,
    Exemption,
    Lending,
    Limit,
    MembershipRules,
    Reserve,
    Return,
)
from kongbun.rules.choices import CHOICE_WORDS
from kongbun.rules.dues import Contribution, Convention, UnitsFrom
from kongbun.rules.sentences import Sentence, baht, length_words, percent

EXITS = {
    "died": "เสียชีวิต",
    "resigned": "ลาออก",
    "struck_off": "คณะกรรมการมีมติให้ออก",
    "moved_away": "ย้ายออกนอกพื้นที่",
}
CONVENTIONS = {
    Convention.FLAT_365: "ส่งวันละ {price} ปีละ 365 วัน วันที่ 29 กุมภาพันธ์ไม่คิด",
    Convention.MONTH: "ส่งเดือนละ {price}",
    Convention.CALENDAR: "ส่งวันละ {price} ทุกวันตามปฏิทิน",
    Convention.YEAR: "ส่งปีละ {price}",
}
UNITS_FROM = {
    UnitsFrom.CALENDAR: "นับเดือนและปีตามปฏิทิน",
    UnitsFrom.FISCAL: "นับปีตามปีงบประมาณ",
    UnitsFrom.JOINED: "นับเดือนและปีจากวันที่เข้าเป็นสมาชิก",
}
PAYERS = {
    "local_government": "องค์กรปกครองส่วนท้องถิ่นส่งแทน",
    "temple": "วัดส่งแทน",
    "merit": "ใช้เงินทำบุญส่งแทน",
    "fund": "กองทุนส่งแทน",
    "other": "ผู้อื่นส่งแทน",
}
SHARED = {"contributions": "เงินสมทบ", "income": "รายรับ"}
LIMITED = {
    "administration": "ค่าบริหารจัดการ",
    "investment": "เงินลงทุน",
    "loans": "เงินให้กู้",
    "meetings": "ค่าประชุม",
}
OF = {
    "income": "รายรับทั้งปี",
    "contributions": "เงินสมทบทั้งปี",
    "fund": "เงินกองทุนทั้งหมด",
}
SHORT = {
    "by_resolution": "เงินไม่พอ ให้คณะกรรมการลงมติ",
    "pro_rata": "เงินไม่พอ ลดลงตามส่วนเท่ากันทุกราย",
    "in_order": "เงินไม่พอ จ่ายตามลำดับคำขอ",
    "wait": "เงินไม่พอ รอจนมีเงิน",
}


def general_sentences(law: Bylaw) -> list[Sentence]:
    """The fund, from when the version holds, how it counts a year, what it asks for."""
    said = [
        Sentence("fund", "กองทุน", law.fund),
        Sentence("from", "วันเริ่มใช้", f"ใช้ตั้งแต่วันที่ {long(law.effective_from)}"),
    ]
    if law.effective_until is not None:
        until = f"สิ้นผลก่อนวันที่ {long(law.effective_until)}"
        said.append(Sentence("until", "วันสิ้นสุด", until))
    if law.adopted:
        said.append(Sentence("adopted", "การลงมติ", law.adopted))
    month = MONTHS[law.fiscal_year_month - 1]
    said.append(Sentence("year", "ปีงบประมาณ", f"ปีงบประมาณเริ่มวันที่ 1 {month}"))
    said += [_own(one) for one in law.own_facts]
    return said


def _own(one: OwnFact) -> Sentence:
    kind = {
        "count": f"นับเป็น{one.unit_word} ไม่เกิน {one.most:,}",
        "satang": "เป็นจำนวนเงิน",
        "yes_no": "ตอบใช่หรือไม่",
        "date": "เป็นวันที่",
        "choice": "เลือกจาก " + ", ".join(word for _, word in one.words),
    }[one.type]
    return Sentence.of(f"own:{one.code}", "เรื่องที่ถามเพิ่ม", f"{one.label} {kind}", one)


def membership_sentences(rules: MembershipRules) -> list[Sentence]:
    ages = []
    if rules.age_at_least is not None:
        ages.append(f"ครบ {rules.age_at_least} ปี")
    if rules.age_at_most is not None:
        ages.append(f"ไม่เกิน {rules.age_at_most} ปี")
    fee, refund = rules.entry_fee_satang, rules.resignation_refund_percent
    told = {
        "eligible": ("ผู้สมัคร", rules.eligible),
        "age": ("อายุผู้สมัคร", f"อายุ{' และ'.join(ages)}" if ages else ""),
        "fee": ("ค่าแรกเข้า", f"ค่าแรกเข้า {baht(fee)}" if fee else ""),
        "documents": ("เอกสารสมัคร", ", ".join(rules.documents)),
        "exits": (
            "การพ้นสภาพ",
            "พ้นสภาพเมื่อ " + " หรือ ".join(EXITS[one] for one in rules.exits),
        ),
        "refund": (
            "เงินคืน",
            f"ลาออกได้เงินสมทบคืนร้อยละ {refund}" if refund else "",
        ),
    }
    return [
        Sentence(f"membership:{key}", what, text)
        for key, (what, text) in told.items()
        if text
    ]


def return_sentences(rules: Return) -> list[Sentence]:
    pays = {
        "arrears": "กลับเข้าได้เมื่อส่งเงินที่ค้างครบ",
        "nothing": "กลับเข้าได้โดยไม่ต้องส่งเงินที่ค้าง",
    }[rules.pays]
    waits = "ไม่มีระยะรอใหม่"
    if rules.waiting is not None:
        waits = f"รอสิทธิใหม่ {length_words(rules.waiting)}"
    time = "นับเวลาเดิมต่อ" if rules.keeps_time else "เริ่มนับเวลาใหม่"
    number = "ได้เลขสมาชิกใหม่" if rules.new_number else "ใช้เลขสมาชิกเดิม"
    told = {"pays": pays, "waiting": waits, "time": time, "number": number}
    return [Sentence(f"return:{key}", "การกลับเข้า", text) for key, text in told.items()]


def contribution_sentences(rules: Contribution) -> list[Sentence]:
    price = CONVENTIONS[rules.convention].format(price=baht(rules.unit_satang))
    said = [Sentence("price", "เงินสมทบ", price)]
    if not rules.is_daily or rules.units_from is not UnitsFrom.CALENDAR:
        said.append(Sentence("units", "การนับงวด", UNITS_FROM[rules.units_from]))
    due = "ครบกำหนดเมื่อสิ้นงวด" if rules.due_at_end else "ครบกำหนดตั้งแต่วันแรกของงวด"
    said.append(Sentence("due", "วันครบกำหนด", due))
    if rules.rhythms:
        words = CHOICE_WORDS["rhythm"]
        ways = ", ".join(words[rhythm.value] for rhythm in rules.rhythms)
        said.append(Sentence("rhythms", "รอบการส่ง", f"เลือกส่งได้: {ways}"))
    return said


def exemption_sentence(rules: Exemption) -> Sentence:
    words = CHOICE_WORDS["member_type"]
    who = ", ".join(words[one] for one in rules.who) or "ผู้ที่ระเบียบกำหนด"
    return Sentence("exempt", "ผู้ไม่ต้องส่งเอง", f"{who} {PAYERS[rules.payer]}")


def limit_sentence(rules: Limit) -> Sentence:
    share = f"ไม่เกินร้อยละ {percent(rules.basis_points)} ของ{OF[rules.of]}"
    return Sentence("limit", "วงเงิน", f"{LIMITED[rules.what]}{share}")


def lending_sentence(rules: Lending) -> Sentence:
    said = "ให้สมาชิกกู้ได้ตามระเบียบ" if rules.allowed else "ห้ามนำเงินกองทุนให้กู้"
    return Sentence("lending", "การให้กู้", said)


def reserve_sentence(rules: Reserve) -> Sentence:
    parts = []
    if rules.at_least_satang:
        parts.append(f"อย่างน้อย {baht(rules.at_least_satang)}")
    if rules.basis_points:
        parts.append(f"ร้อยละ {percent(rules.basis_points)} ของรายรับ")
    return Sentence("reserve", "เงินสำรอง", "กันเงินสำรอง " + " และ ".join(parts))
