"""Reading what a by-law says of the fund's money: shares, limits, reserve, shortage.

Also who need not pay, and who pays for them.  Percentages come out in hundredths of a
percent, so that 33.33 is exact.
"""

from __future__ import annotations

import re

from kongbun.kernel import digits
from kongbun.kernel.bad_input import shown
from kongbun.rules.bylaw import (
    Exemption,
    Lending,
    Limit,
    MoneyRules,
    Reserve,
    SubFund,
    WhenShort,
)
from kongbun.rules.choices import CHOICES
from kongbun.rules.reading import Fields

PERCENT = re.compile(r"(\d{1,3})(?:\.(\d{1,2}))?", re.ASCII)
WHOLE = 10_000  # A hundred percent.
SHARED = ("contributions", "income")
LIMITED = ("administration", "investment", "loans", "meetings")
PAYERS = ("local_government", "temple", "merit", "fund", "other")
SHORTAGES = ("by_resolution", "pro_rata", "in_order", "wait")


def read_money(at: Fields) -> MoneyRules | None:
    """The `money:` of a by-law; nothing when it says nothing of it."""
    child = at.child("money")
    if child is None:
        return None
    rules = MoneyRules(
        clause=child.text("clause"),
        text=child.text("text"),
        line=child.line,
        shared=child.choice("shared", SHARED, "contributions"),
        sub_funds=_sub_funds(child),
        limits=tuple(_limit(one) for one in child.children("limits")),
        reserve=_reserve(child),
        when_short=_when_short(child),
        lending=_lending(child),
    )
    _refuse_twice(child, "limits", [f"{one.what} ({one.of})" for one in rules.limits])
    _refuse_loans(at, rules)
    child.done()
    return rules


def read_exemptions(at: Fields) -> tuple[Exemption, ...]:
    """Of `contributions:`: who need not pay, and who pays instead."""
    found = []
    for child in at.children("exempt"):
        if child.has("who") and child.fields["who"].items == []:
            child.problem(
                "who", "no-value", "who ไม่บอกว่าใคร", "ใส่ประเภทสมาชิกอย่างน้อยหนึ่ง"
            )
        found.append(
            Exemption(
                clause=child.text("clause"),
                text=child.text("text", required=True),
                line=child.line,
                who=child.choices("who", CHOICES["member_type"][1:]),
                payer=child.choice("payer", PAYERS),
            )
        )
        child.done()
    return tuple(found)


def basis_points(at: Fields, key: str, *, required: bool = True) -> int:
    """A percentage with at most two decimals, in hundredths of a percent."""
    raw = at.raw(key, required=required)
    if raw is None:
        return 0
    found = PERCENT.fullmatch(digits.fold(raw.removesuffix("%").strip()))
    points = int(found[1]) * 100 + int((found[2] or "").ljust(2, "0")) if found else 0
    if digits.is_mixed(raw) or not 0 < points <= WHOLE:
        at.problem(
            key, "not-a-percentage", f"{key} เป็น {shown(raw)} ไม่ได้", "ใส่ 0.01 ถึง 100"
        )
        return 0
    return points


def _sub_funds(at: Fields) -> tuple[SubFund, ...]:
    found = []
    for child in at.children("split"):
        found.append(
            SubFund(
                clause=child.text("clause") or at.text("clause"),
                text=child.text("text"),
                line=child.line,
                code=child.code("code"),
                title=child.text("title", required=True),
                basis_points=basis_points(child, "percent"),
            )
        )
        child.done()
    _refuse_twice(at, "split", [one.code for one in found])
    whole = sum(one.basis_points for one in found)
    if found and whole != WHOLE and all(one.basis_points for one in found):
        at.problem(
            "split",
            "split-not-whole",
            f"ส่วนแบ่งรวมกันได้ {whole / 100:g}% ไม่ใช่ 100%",
            "ปรับให้รวมกันได้ 100",
        )
    return tuple(found)


def _refuse_twice(at: Fields, key: str, codes: list[str]) -> None:
    for code in sorted({code for code in codes if code and codes.count(code) > 1}):
        at.problem(key, "same-code", f"{key} มี {code} สองครั้ง", "เหลือไว้ครั้งเดียว")


def _limit(at: Fields) -> Limit:
    limit = Limit(
        clause=at.text("clause"),
        text=at.text("text"),
        line=at.line,
        what=at.choice("what", LIMITED),
        basis_points=basis_points(at, "percent_at_most"),
        of=at.choice("of", ("income", "contributions", "fund"), "income"),
    )
    at.done()
    return limit


def _reserve(at: Fields) -> Reserve | None:
    child = at.child("reserve")
    if child is None:
        return None
    reserve = Reserve(
        clause=child.text("clause"),
        text=child.text("text"),
        line=child.line,
        at_least_satang=child.baht("at_least_baht", required=False) or 0,
        basis_points=basis_points(child, "percent_of_income", required=False),
    )
    if not reserve.at_least_satang and not reserve.basis_points:
        child.missing("at_least_baht")
    child.done()
    return reserve


def _lending(at: Fields) -> Lending | None:
    child = at.child("lending")
    if child is None:
        return None
    lending = Lending(
        clause=child.text("clause"),
        text=child.text("text"),
        line=child.line,
        allowed=child.choice("is", ("allowed", "forbidden")) == "allowed",
    )
    child.done()
    return lending


def _refuse_loans(at: Fields, rules: MoneyRules) -> None:
    """A by-law that forbids lending has no loans."""
    if rules.lending is not None and not rules.lending.allowed and at.nodes("loans"):
        at.problem(
            "loans",
            "lending-forbidden",
            f"{rules.lending.clause or 'money.lending'} ห้ามให้กู้ แต่มีข้อเงินกู้",
            "ลบ loans: หรือเปลี่ยนเป็น allowed",
        )


def _when_short(at: Fields) -> WhenShort | None:
    child = at.child("when_short")
    if child is None:
        return None
    short = WhenShort(
        clause=child.text("clause"),
        text=child.text("text", required=True),
        line=child.line,
        how=child.choice("how", SHORTAGES),
    )
    child.done()
    return short
