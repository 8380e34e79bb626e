"""Caps that contradict each other or the amount, and caps that no example shows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kongbun.kernel.money import Money
from kongbun.rules.benefit import MAX_SATANG, BenefitRule, Cap, Fixed, PerUnit, Tiers
from kongbun.rules.examples import Ran
from kongbun.rules.facts import used_fact
from kongbun.rules.words import WINDOW_WORDS, quantity_of

Found = tuple[str, str, str, str]


def cap_findings(rule: BenefitRule) -> Iterator[Found]:
    """Findings as (severity, clause, code, message)."""
    seen: dict[tuple[str, str], Cap] = {}
    for cap in rule.caps:
        same = seen.setdefault((used_fact(rule, cap), cap.per), cap)
        if same is not cap:
            code = "same-cap-twice" if same.window == cap.window else "two-years"
            yield (
                "error",
                cap.clause,
                code,
                f"{rule.title}: มีเพดานเรื่องเดียวกันสองบรรทัด "
                f"({same.clause} และ {cap.clause}) รวมเป็นบรรทัดเดียว",
            )
        yield from _cap(rule, cap)
    yield from _nested(rule)
    yield from _idle(rule)


def _cap(rule: BenefitRule, cap: Cap) -> Iterator[Found]:
    if cap.per == "tier" and not isinstance(rule.amount, Tiers):
        yield (
            "error",
            cap.clause,
            "cap-unit",
            f"{rule.title}: per: tier ใช้ได้เมื่อจำนวนเงินเป็นชั้น ใช้ per อื่น",
        )
    smallest = _smallest(rule)
    if cap.measure == "satang" and cap.by_tenure is None and cap.max < smallest:
        yield (
            "error",
            cap.clause,
            "contradictory-caps",
            f"{rule.title}: เพดาน {Money(cap.max).short()} บาท น้อยกว่าที่ให้อย่างน้อย "
            f"{Money(smallest).short()} บาท แก้เพดานหรือจำนวนเงิน",
        )


def _smallest(rule: BenefitRule) -> int:
    """The least that is given at once, before caps."""
    match rule.amount:
        case Fixed(satang=satang) | PerUnit(satang=satang):
            return satang
        case Tiers(tiers=tiers):
            return min(tier.satang for tier in tiers)
        case _:
            return 0


PER_WORDS = {
    "event": "ต่อครั้ง",
    "month": "ต่อเดือน",
    "life": "ตลอดชีพ",
    "tier": "ต่อช่วง",
}
WIDTH = {"event": 0, "month": 1, "year": 2, "tier": 3, "life": 4}


def _nested(rule: BenefitRule) -> Iterator[Found]:
    """A cap of a wider window below that of a narrower one: the narrow never works."""
    for narrow in rule.caps:
        for wide in rule.caps:
            if narrow.by_tenure or wide.by_tenure or narrow.measure == "times":
                continue
            if WIDTH[narrow.per] >= WIDTH[wide.per]:
                continue
            if _in_satang(rule, wide) < _in_satang(rule, narrow):
                yield (
                    "error",
                    narrow.clause,
                    "contradictory-caps",
                    f"{rule.title}: เพดานที่นับกว้างกว่า ({wide.clause}) "
                    f"น้อยกว่าเพดานที่นับแคบกว่า ({narrow.clause}) จึงใช้ไม่ได้จริง "
                    "แก้จำนวนของเพดานข้อใดข้อหนึ่ง",
                )


def _idle(rule: BenefitRule) -> Iterator[Found]:
    """A cap in units that the cap in baht over the same days always forestalls."""
    units = [c for c in rule.caps if c.measure == "units" and not c.by_tenure]
    money = [c for c in rule.caps if c.measure == "satang" and not c.by_tenure]
    for idle in units:
        for cap in money:
            same = (idle.per, idle.window, idle.by_household) == (
                cap.per, cap.window, cap.by_household,
            )  # fmt: skip
            if same and _in_satang(rule, idle) > cap.max:
                never = quantity_of(rule, idle.max, rule.unit or "times")
                full = quantity_of(rule, cap.max, "satang")
                yield (
                    "warning",
                    idle.clause,
                    "cap-never-works",
                    f"{rule.title}: เพดาน {never} "
                    f"ไม่มีวันถึง เพราะเงินเต็มเพดาน {full} ก่อน "
                    "ตรวจว่าตั้งใจ",
                )


def _in_satang(rule: BenefitRule, cap: Cap) -> int:
    if cap.measure == "units":
        assert isinstance(rule.amount, PerUnit)
        return cap.max * rule.amount.satang
    return cap.max if cap.measure == "satang" else MAX_SATANG


def unseen_caps(rule: BenefitRule, ran: Sequence[Ran]) -> Iterator[tuple[str, str]]:
    """Caps that bite in no example: the meeting cannot see what they do."""
    bitten = {
        check.subject
        for one in ran
        if one.decision is not None
        for check in one.decision.checks
        if check.cut or not check.passed
    }
    for cap in rule.caps:
        if cap.measure == "times" or cap.by_tenure or used_fact(rule, cap) in bitten:
            continue
        unit = rule.unit if cap.measure == "units" else "satang"
        assert unit is not None, "the reader refuses a cap in units without a unit"
        year = WINDOW_WORDS[cap.window or "fiscal_year"]
        window = PER_WORDS.get(cap.per, f"ต่อ{year}")
        most = quantity_of(rule, cap.max, unit)
        yield (
            f"{rule.title}: ยังไม่มีตัวอย่างที่เกินเพดาน {most}{window} "
            "เพิ่มหนึ่งตัวอย่าง เพื่อให้เห็นตอนประชุม",
            cap.clause,
        )
