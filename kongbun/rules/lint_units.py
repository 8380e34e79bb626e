"""Figures whose unit is not the one that the text of their clause names.

A clerk types 180 months for 180 days, satang for baht, the price of a month as that of
a day.  Only where the same number stands in the text with another unit is it said: a
text that names no number proves nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kongbun.kernel import digits
from kongbun.kernel.money import Money
from kongbun.rules.benefit import (
    BenefitRule,
    ByChoice,
    ByResolution,
    Fixed,
    PerUnit,
    Tenure,
    Tiers,
    UpTo,
    Waiting,
)
from kongbun.rules.bylaw import Bylaw
from kongbun.rules.days import Length
from kongbun.rules.finding import (
    ERROR,
    WARNING,
    Both,
    Finding,
    Placed,
    found,
    in_english,
)
from kongbun.rules.lint_benefit import baht

NUMBER = r"\d[\d,]*(?:\.\d+)?"
NUMBERS = re.compile(NUMBER)
IN_BAHT = re.compile(rf"({NUMBER})\s*บาท")
TIMES = re.compile(rf"({NUMBER})\s*(วัน|เดือน|ปี)(?!ละ)")
PRICES = re.compile(rf"(วัน|เดือน|ปี)ละ\s*({NUMBER})?\s*บาท")
# What stands before a ceiling counts no units: `เที่ยวละ 120 บาท เดือนละไม่เกิน 8 เที่ยว`.
COUNTED = re.compile(r"(คืน|วัน|เดือน)ละ(?!\s*(?:ไม่เกิน|ไม่ให้เกิน|สูงสุด|\d*\s*ครั้ง))")
WORDS = {"days": "วัน", "months": "เดือน", "years": "ปี"}
COUNT_WORDS = {"nights": "คืน", "days": "วัน", "months": "เดือน"}
# Nobody pays so much a day, or so little a year.
DAY_MOST, YEAR_LEAST = 20_00, 12_00
AGES = range(15, 131)


def price_findings(bylaw: Bylaw) -> Iterator[Finding]:
    """The price of contributions against its own text, and against what can be."""
    due = bylaw.contribution
    word, text = WORDS[due.unit], digits.fold(due.text)
    price = Money(due.unit_satang).short()
    said = [(unit, number or "1") for unit, number in PRICES.findall(text)]
    written = Both(f"{word}ละ {price} บาท", f"{price} baht for each of {due.unit}")
    amounts = {_satang(number) for number in IN_BAHT.findall(text)}
    own = [number for unit, number in said if unit == word]
    same = [unit for unit, number in said if _satang(number) == due.unit_satang]
    if own and due.unit_satang not in {*map(_satang, own), *amounts}:
        other = f"{word}ละ {own[0]} บาท"
    elif same and word not in same:
        other = f"{same[0]}ละ {price} บาท"
    elif (due.is_daily and due.unit_satang > DAY_MOST) or due.year_satang < YEAR_LEAST:
        yield found(
            WARNING,
            "unit-error/price",
            due,
            written=written,
            year=baht(due.year_satang),
        )
        return
    else:
        return
    title = Both("เงินสมทบ", "contributions")
    yield found(ERROR, "unit-error", due, title=title, written=written, said=other)


def unit_findings(rule: BenefitRule) -> Iterator[Finding]:
    yield from _sums(rule)
    yield from _lengths(rule)
    yield from _counted(rule)


def _satang(number: str) -> int:
    whole, _, part = number.replace(",", "").partition(".")
    return int(whole) * 100 + int((part + "00")[:2])


def _numbers(text: str) -> set[int]:
    """Every number of a text as if it were baht, in satang."""
    return {_satang(number) for number in NUMBERS.findall(digits.fold(text))}


def _sums(rule: BenefitRule) -> Iterator[Finding]:
    """Satang for baht, or baht for satang: the text has the same a hundredfold."""
    named: list[tuple[Placed, str, int]] = []
    match rule.amount:
        case Fixed() | PerUnit() | UpTo():
            named = [(rule.amount, rule.amount.text, rule.amount.satang)]
        case Tiers(tiers=tiers):
            named = [(tier, tier.text, tier.satang) for tier in tiers]
        case ByChoice(satang=table):
            named = [(rule.amount, rule.amount.text, satang) for _, satang in table]
        case ByResolution(at_least=least):
            named = [(rule.amount, rule.amount.text, least)]
    named += [(c, c.text, c.max) for c in rule.caps if c.measure == "satang" and c.max]
    numbers: dict[str, set[int]] = {}  # Most tiers have no text but the benefit's.
    for part, own, satang in named:
        text = own or rule.text
        if text not in numbers:
            numbers[text] = _numbers(text)
        if satang in numbers[text]:
            continue
        for number in IN_BAHT.findall(digits.fold(text)):
            if satang in (_satang(number) * 100, _satang(number) // 100) and satang:
                yield found(
                    ERROR,
                    "unit-error",
                    part,
                    rule,
                    title=rule.title,
                    written=baht(satang),
                    said=f"{number} บาท",
                )
                break


def _lengths(rule: BenefitRule) -> Iterator[Finding]:
    """180 months where the text has 180 days."""
    named = list(_named_lengths(rule))
    known = {(str(one.amount), WORDS[one.unit]) for _, _, one in named}
    times: dict[str, list[tuple[str, str]]] = {}
    for part, own, length in named:
        number, word = length.amount, WORDS[length.unit]
        if number < 2 or (length.months and length.days):
            continue
        text = own or rule.text
        if text not in times:
            times[text] = TIMES.findall(digits.fold(text))
        units = [unit for n, unit in times[text] if _satang(n) == number * 100]
        # 6 months may be a tier of its own beside one of 6 years.
        others = [unit for unit in units if (str(number), unit) not in known]
        if others and word not in units:
            yield found(
                ERROR if own else WARNING,
                "unit-error",
                part,
                rule,
                title=rule.title,
                written=Both(str(length), in_english(length)),
                said=f"{number:,} {others[0]}",
            )
    if isinstance(rule.amount, Tiers) and rule.amount.by == "age":
        for tier in rule.amount.tiers:
            days = tier.from_
            if days.unit == "days" and days.days in AGES:
                yield found(
                    WARNING,
                    "unit-error/age",
                    tier,
                    rule,
                    title=rule.title,
                    written=days,
                    number=days.days,
                )


def _named_lengths(rule: BenefitRule) -> Iterator[tuple[Placed, str, Length]]:
    for condition in rule.conditions:
        # What all benefits share has a clause, and a text, of its own.
        its_own = condition.text or condition.clause == rule.clause
        if isinstance(condition, Tenure | Waiting) and its_own:
            yield condition, condition.text, condition.at_least
    tables = [rule.amount] if isinstance(rule.amount, Tiers) else []
    tables += [cap.by_tenure for cap in rule.caps if cap.by_tenure]
    for table in tables:
        for tier in table.tiers:
            for length in (tier.from_, tier.to):
                if length is not None:
                    yield tier, tier.text or table.text, length


def _counted(rule: BenefitRule) -> Iterator[Finding]:
    """Nights and days are not the same: three nights are four days."""
    amount = rule.amount
    if not isinstance(amount, PerUnit) or amount.unit not in COUNT_WORDS:
        return
    said = COUNTED.findall(amount.text or rule.text)
    word = COUNT_WORDS[amount.unit]
    if said and word not in said:
        yield found(
            WARNING,
            "unit-error",
            amount,
            rule,
            title=rule.title,
            written=Both(f"{word}ละ", f"each of {amount.unit}"),
            said=f"{said[0]}ละ",
        )
