"""Which fact says how much of a limit is already used.

The name tells what is counted and over which days; the counting is `windows`.
"""

from __future__ import annotations

from kongbun.rules.benefit import BenefitRule, Cap

USED_LABELS = {
    "this_event": "ใช้ไปแล้วในเหตุการณ์เดียวกัน",
    "this_month": "ใช้ไปแล้วในเดือนเดียวกันของปฏิทิน",
    "this_year": "ใช้ไปแล้วในรอบปีที่ระเบียบนับ",
    "in_life": "ใช้ไปแล้วตั้งแต่เป็นสมาชิก",
    "this_tier": "ใช้ไปแล้วในช่วงอายุหรืออายุสมาชิกเดียวกัน",
}
USED = {
    "event": "this_event",
    "month": "this_month",
    "year": "this_year",
    "life": "in_life",
    "tier": "this_tier",
}
# A benefit has a limit of its own and, over the same days, one together with others.
SHARED = "_shared"
HOUSEHOLD = "_by_household"
WHOSE = {
    "": "",
    HOUSEHOLD: " (ทั้งครัวเรือน)",
    SHARED: " (รวมกับสวัสดิการที่ใช้เพดานร่วม)",
    SHARED + HOUSEHOLD: " (ทั้งครัวเรือน รวมกับสวัสดิการที่ใช้เพดานร่วม)",
}


def used_fact(rule: BenefitRule, cap: Cap) -> str:
    """The fact that says how much of `cap` is already used."""
    measure = rule.unit if cap.measure == "units" else cap.measure
    assert measure is not None, "the reader refuses a cap in units without a unit"
    shared = SHARED if cap.shared_with and _has_one_of_its_own(rule, cap) else ""
    whose = shared + (HOUSEHOLD if cap.by_household else "")
    return f"{measure}_used_{USED[cap.per]}{whose}"


def _has_one_of_its_own(rule: BenefitRule, cap: Cap) -> bool:
    return any(
        not one.shared_with
        and (one.measure, one.per, one.by_household)
        == (cap.measure, cap.per, cap.by_household)
        for one in rule.caps
    )


def used_label(ending: str) -> str:
    """What is told of `this_year_by_household`, the end of such a name."""
    for whose in sorted(WHOSE, key=len, reverse=True):
        if ending.endswith(whose):
            return USED_LABELS[ending.removesuffix(whose)] + WHOSE[whose]
    raise AssertionError(ending)
