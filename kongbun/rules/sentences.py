"""What a benefit says, in sentences: conditions, amount, caps, papers, who approves.

Each sentence is made from the data that decides, so that what is printed, compared and
shown is what is decided.  What one check found in one case is `words`; which sentence
stands in which clause is `document`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kongbun.kernel.money import Money
from kongbun.rules.allocation_words import order_words
from kongbun.rules.benefit import (
    Age,
    Allocation,
    Approval,
    Arrears,
    Backdating,
    BenefitRule,
    ByChoice,
    ByResolution,
    Cap,
    Clause,
    Condition,
    Evidence,
    Example,
    FiledWithin,
    Fixed,
    Formula,
    Grade,
    Membership,
    NotSuspended,
    NotTogether,
    OneOf,
    PerUnit,
    Sex,
    Tenure,
    Tier,
    Tiers,
    UpTo,
    Waiting,
    When,
)
from kongbun.rules.choices import choice_word
from kongbun.rules.days import Length
from kongbun.rules.example_words import example_words
from kongbun.rules.expression_words import fact_words, in_words
from kongbun.rules.used import SHARED, used_fact
from kongbun.rules.words import UNIT_WORDS, WINDOW_WORDS, quantity, unit_name

SUBJECTS = {
    "member": "สมาชิก",
    "child": "บุตร",
    "parent": "บิดามารดา",
    "spouse": "คู่สมรส",
    "relative": "ญาติ",
    "household": "ครัวเรือน",
    "community": "ชุมชน",
}
APPROVERS = {
    "centre": "ศูนย์หมู่บ้าน",
    "chair": "ประธานกองทุน",
    "committee": "คณะกรรมการกองทุน",
    "general_meeting": "ที่ประชุมใหญ่",
}
PAYEES = {
    "self": "เจ้าตัว",
    "proxy": "ผู้รับมอบฉันทะ",
    "beneficiary": "ผู้รับผลประโยชน์",
    "provider": "ร้านหรือช่างที่ทำงานให้",
}
COUNTED_BY = {"joined": "เป็นสมาชิก", "paid": "ส่งเงิน", "age": "อายุ"}
PERS = {
    "event": "เหตุการณ์ละ",
    "month": "เดือนละ",
    "life": "ตลอดชีพ",
    "tier": "ช่วงละ",
}
SHARED_PERS = {**WINDOW_WORDS, "event": "เหตุการณ์"}
Titles = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Sentence:
    """One thing that a clause says.  `key` tells it from its neighbours in `diff`."""

    key: str
    what: str  # In Thai, what it is about: เงื่อนไข, เพดาน.
    text: str
    clause: str = ""
    written: str = ""  # The by-law's own words for it, where it has any.

    @property
    def is_example(self) -> bool:
        return self.key.startswith("example:")

    @classmethod
    def of(cls, key: str, what: str, text: str, rule: Clause) -> Sentence:
        return cls(key, what, text, rule.clause, rule.text)


def baht(satang: int) -> str:
    return f"{Money(satang).short()} บาท"


def percent(basis_points: int) -> str:
    """
    >>> percent(1000), percent(3333)
    ('10', '33.33')
    """
    whole, part = divmod(basis_points, 100)
    return f"{whole}.{part:02d}".rstrip("0").rstrip(".")


def length_words(length: Length) -> str:
    """A length of time as the by-law writes it: 12 เดือน is not told as 1 ปี.

    >>> length_words(Length(12, 0, "months")), length_words(Length(24, 1, "years"))
    ('12 เดือน', '2 ปี 1 วัน')
    """
    if length.unit != "months" or not length.months:
        return str(length)
    days = f" {length.days:,} วัน" if length.days else ""
    return f"{length.months:,} เดือน{days}"


def benefit_sentences(
    rule: BenefitRule, titles: Titles, own: tuple[Condition, ...]
) -> list[Sentence]:
    """All that one benefit says; `own` are the conditions that it shares with none."""
    said = [_who(rule), *_start(rule)]
    said += [
        Sentence.of(
            f"condition:{type(one).__name__}",
            "เงื่อนไข",
            condition_sentence(one, rule, titles),
            one,
        )
        for one in own
        if not isinstance(one, Membership)
    ]
    said += amount_sentences(rule)
    said += [one for cap in rule.caps for one in _cap(rule, cap, titles)]
    said += [_paper(paper) for paper in rule.evidence]
    payees = " หรือ ".join(PAYEES[payee] for payee in rule.payees)
    said.append(Sentence("payees", "ผู้รับเงิน", f"จ่ายให้ {payees}"))
    if rule.signatures is not None:
        said.append(Sentence("signatures", "การรับรอง", signatures(rule.signatures)))
    said += approval_sentences(rule.approvals)
    if rule.allocation is not None:
        said += allocation_sentences(rule.allocation)
    if not rule.is_loan:
        said.append(Sentence("category", "แบบรายงาน", _category(rule.category)))
    said += [_example(rule, one) for one in rule.examples]
    return said


def _who(rule: BenefitRule) -> Sentence:
    who = "สมาชิกหรือไม่ใช่สมาชิกก็ได้"
    if rule.members_only:
        who = "ผู้เป็นสมาชิกในวันเกิดเหตุ"
    about = "" if rule.subject == "member" else f" เรื่องของ{SUBJECTS[rule.subject]}"
    return Sentence("who", "ผู้มีสิทธิ", f"{who}{about}")


def _start(rule: BenefitRule) -> Iterator[Sentence]:
    if rule.started_by == "committee":
        yield Sentence("start", "การเริ่ม", "คณะกรรมการสำรวจผู้ถึงเกณฑ์ ไม่ต้องยื่นคำขอ")
    if rule.event_date_is == "last_day":
        yield Sentence("day", "วันเกิดเหตุ", "ถือวันสุดท้ายของเหตุเป็นวันเกิดเหตุ")


def _category(number: int) -> str:
    return (
        f"นับเป็นสวัสดิการประเภทที่ {number} ในแบบรายงาน"
        if number
        else ("นับเป็นสวัสดิการอื่นๆ ในแบบรายงาน")
    )


def condition_sentence(  # noqa: PLR0911, PLR0912 -- one a kind
    condition: Condition, rule: BenefitRule, titles: Titles
) -> str:
    match condition:
        case Membership():
            return "เป็นสมาชิกในวันเกิดเหตุ"
        case Tenure(by=by, at_least=length):
            return f"{COUNTED_BY[by]}มาแล้วอย่างน้อย {length_words(length)}"
        case Waiting(at_least=length):
            return f"พ้นระยะรอสิทธิ {length_words(length)} นับจากวันเข้าหรือกลับเข้าเป็นสมาชิก"
        case Arrears(at_most=most, unit=unit):
            return f"ค้างส่งไม่เกิน {quantity(most, unit)} ในวันเกิดเหตุ"
        case NotSuspended():
            return "ไม่ถูกพักสิทธิในวันเกิดเหตุ"
        case Age():
            return _age(condition, rule)
        case Sex(is_=sex):
            return f"เป็นสมาชิก{choice_word('sex', sex)}"
        case FiledWithin(days=days):
            return f"ยื่นคำขอภายใน {days:,} วันหลังเหตุสิ้นสุด"
        case Backdating(days=days):
            return f"รายการที่บันทึกช้ากว่าวันจริงเกิน {days:,} วัน ต้องมีผู้รับรองก่อน"
        case Grade(at_least=least):
            return f"เกรดเฉลี่ยตั้งแต่ {quantity(least, 'hundredths')} ขึ้นไป"
        case OneOf(fact=fact, choices=choices):
            words = " หรือ ".join(choice_word(fact, one) for one in choices)
            return f"{fact_words(fact)}เป็น {words}"
        case NotTogether(others=others, window=window):
            names = " หรือ ".join(titles.get(code, code) for code in others)
            when = f"ใน{WINDOW_WORDS[window]}เดียวกัน" if window else "มาก่อนเลย"
            return f"ไม่ได้รับ {names} {when}"
        case When(expression=expression):
            return in_words(expression, rule.own_facts)


def _age(condition: Age, rule: BenefitRule) -> str:
    whose = "" if condition.whose == "member" else f"ของ{SUBJECTS[rule.subject]}"
    if condition.at_least is not None:
        return f"อายุ{whose}ครบ {condition.at_least} ปีขึ้นไปในวันเกิดเหตุ"
    return f"อายุ{whose}ไม่เกิน {condition.at_most} ปีในวันเกิดเหตุ"


def amount_sentences(rule: BenefitRule) -> list[Sentence]:
    """How much, one sentence; of a table, one a line."""
    amount = rule.amount
    if isinstance(amount, Tiers):
        return [
            Sentence("amount", "จำนวนเงิน", _basis(amount), amount.clause, amount.text),
            *_tiers("tier", "จำนวนเงิน", "ได้รับ", amount),
        ]
    if isinstance(amount, ByChoice):
        return [
            Sentence(
                f"amount:{choice}",
                "จำนวนเงิน",
                f"{fact_words(amount.fact)} {choice_word(amount.fact, choice)} "
                f"ได้รับ {baht(satang)}",
                amount.clause,
                amount.text,
            )
            for choice, satang in amount.satang
        ]
    return [Sentence.of("amount", "จำนวนเงิน", _one_amount(rule), amount)]


def _one_amount(rule: BenefitRule) -> str:
    match rule.amount:
        case PerUnit(unit=unit, satang=satang):
            what = unit_name(rule, unit)
            label = fact_words(unit, rule.own_facts)
            return f"ได้รับ{what}ละ {baht(satang)} ตาม{label}"
        case UpTo(satang=satang):
            return f"ได้รับตามที่ขอ ไม่เกิน {baht(satang)}"
        case ByResolution(at_least=least, at_most=most):
            bounds = f" อย่างน้อย {baht(least)}" if least > 1 else ""
            bounds += f" ไม่เกิน {baht(most)}" if most is not None else ""
            return f"ได้รับตามมติคณะกรรมการที่บันทึกไว้{bounds}"
        case Formula(expression=expression):
            return f"ได้รับเท่ากับ {in_words(expression, rule.own_facts)}"
        case Fixed(satang=satang):
            return f"ได้รับ {baht(satang)}"
    raise AssertionError("tables are told line by line")


def _basis(tiers: Tiers) -> str:
    below = " ต่ำกว่าชั้นแรกไม่ได้รับ" if tiers.nothing_below else ""
    what = "อายุ" if tiers.by == "age" else f"เวลาที่{COUNTED_BY[tiers.by]}"
    return f"ได้รับตาม{what}{below}"


def _tiers(key: str, what: str, gives: str, tiers: Tiers) -> list[Sentence]:
    said = []
    for i, tier in enumerate(tiers.tiers):
        later = tiers.tiers[i + 1] if i + 1 < len(tiers.tiers) else None
        text = f"{COUNTED_BY[tiers.by]}{_span(tier, later)} {gives} {baht(tier.satang)}"
        said.append(Sentence.of(f"{key}:{tier.code}", what, text, tier))
    return said


def _span(tier: Tier, later: Tier | None) -> str:
    start = length_words(tier.from_)
    if tier.to is not None:
        return f"ครบ {start} ถึงวันที่ครบ {length_words(tier.to)}"
    if later is not None:
        return f"ครบ {start} แต่ยังไม่ครบ {length_words(later.from_)}"
    return f"ครบ {start} ขึ้นไป"


def _cap(rule: BenefitRule, cap: Cap, titles: Titles) -> list[Sentence]:
    per = f"{WINDOW_WORDS[cap.window]}ละ" if cap.window else PERS[cap.per]
    whose = "ทั้งครัวเรือนรวมกัน " if cap.by_household else ""
    shared = ", ".join(titles.get(code, code) for code in cap.shared_with)
    beside = f" นับรวมกับ {shared}" if shared else ""
    key = f"cap:{cap.measure}:{cap.window or cap.per}:{int(cap.by_household)}"
    key += SHARED if SHARED in used_fact(rule, cap) else ""
    if cap.by_tenure is not None:
        head = f"{whose}{per}ไม่เกินเพดานที่เพิ่มตามเวลา{beside}"
        tiers = _tiers(f"{key}:tier", "เพดาน", "ไม่เกิน", cap.by_tenure)
        return [Sentence.of(key, "เพดาน", head, cap), *tiers]
    if cap.measure == "satang":
        most = baht(cap.max)
    else:
        unit = unit_name(rule, rule.unit or "") if cap.measure == "units" else "ครั้ง"
        most = f"{cap.max:,} {unit}"
    return [Sentence.of(key, "เพดาน", f"{whose}{per}ไม่เกิน {most}{beside}", cap)]


def _paper(paper: Evidence) -> Sentence:
    count = f" {paper.count} {UNIT_WORDS['documents']}" if paper.count > 1 else ""
    decides = " ต้องมีจึงให้ได้" if paper.decides else ""
    # Papers without a code of their own are known by their words, not their place.
    name = paper.text if paper.code.startswith("paper-") else paper.code
    return Sentence(
        f"paper:{name}", "หลักฐาน", f"{paper.text}{count}{decides}", paper.clause
    )


def signatures(count: int) -> str:
    if not count:
        return "ไม่ต้องมีศูนย์หมู่บ้านลงนามรับรอง"
    return f"กรรมการศูนย์หมู่บ้านลงนามรับรอง {count} คน"


def approval_sentences(approvals: tuple[Approval, ...]) -> list[Sentence]:
    said = []
    for one in approvals:
        who = APPROVERS[one.by]
        most = f" ไม่เกิน {baht(one.up_to_satang)}" if one.up_to_satang else ""
        text = f"{who}อนุมัติ{most}"
        if one.emergency:
            text = f"กรณีฉุกเฉิน {who}อนุมัติก่อนได้{most}"
        if one.confirmed_within_days:
            text += f" แล้วให้ยืนยันภายใน {one.confirmed_within_days} วัน"
        said.append(Sentence.of(f"approval:{one.by}", "การอนุมัติ", text, one))
    return said


def allocation_sentences(rule: Allocation) -> list[Sentence]:
    per = SHARED_PERS[rule.per]
    told = {
        "places": f"{per}ละไม่เกิน {rule.places} ราย" if rule.places else "",
        "budget": f"{per}ละไม่เกิน {baht(rule.budget_satang)} รวมทุกราย"
        if rule.budget_satang
        else "",
        "share": f"{per}ละรวมทุกรายไม่เกินร้อยละ "
        f"{percent(rule.share_of_fund_basis_points)} ของเงินกองทุน"
        if rule.share_of_fund_basis_points
        else "",
        "pro_rata": "เงินไม่พอ ลดลงตามส่วนเท่ากันทุกราย" if rule.pro_rata else "",
        "order": f"เรียง{order_words(rule)}" if rule.order else "",
    }
    return [
        Sentence.of(f"allocation:{key}", "การจัดสรร", text, rule)
        for key, text in told.items()
        if text
    ]


def _example(rule: BenefitRule, example: Example) -> Sentence:
    text = f"{example.name}: {example_words(rule, example)}"
    return Sentence(f"example:{example.name}", "ตัวอย่าง", text)
