"""Caps that contradict each other or the amount, and caps that no example shows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kongbun.kernel.money import Money
from kongbun.rules.benefit import (
    MAX_SATANG,
    BenefitRule,
    ByChoice,
    ByResolution,
    Cap,
    Fixed,
    PerUnit,
    Tiers,
    UpTo,
)
from kongbun.rules.examples import Ran
from kongbun.rules.finding import ERROR, NOTE, WARNING, Both, Finding, found
from kongbun.rules.used import used_fact
from kongbun.rules.words import WINDOW_WORDS, quantity_of

WINDOW_ENGLISH = {
    "fiscal_year": "a fiscal year",
    "calendar_year": "a calendar year",
    "membership_year": "a year of membership",
}
PER_WORDS = {
    "event": Both("ต่อครั้ง", "each time"),
    "month": Both("ต่อเดือน", "in a month"),
    "life": Both("ตลอดชีพ", "in a lifetime"),
    "tier": Both("ต่อช่วง", "in one tier"),
}
WIDTH = {"event": 0, "month": 1, "year": 2, "tier": 3, "life": 4}


def cap_findings(rule: BenefitRule) -> Iterator[Finding]:
    yield from _twice(rule)
    for cap in rule.caps:
        if cap.per == "tier" and not isinstance(rule.amount, Tiers):
            yield found(ERROR, "cap-unit", cap, rule, title=rule.title)
    yield from _below_the_amount(rule)
    yield from _below_the_budget(rule)
    yield from _nested(rule)
    yield from _idle(rule)


def told(rule: BenefitRule, measure: str, number: int) -> Both:
    """How much a cap allows, with its unit."""
    if measure == "satang":
        money = Money(number).short()
        return Both(f"{money} บาท", f"{money} baht")
    unit = (rule.unit if measure == "units" else None) or "times"
    name = unit.removeprefix("own_").replace("_", " ")
    return Both(quantity_of(rule, number, unit), f"{number:,} {name}")


def _of_cap(rule: BenefitRule, cap: Cap) -> Both:
    return told(rule, cap.measure, cap.max)


def _window(cap: Cap) -> Both:
    window = cap.window or "fiscal_year"
    year = Both(f"ต่อ{WINDOW_WORDS[window]}", f"in {WINDOW_ENGLISH[window]}")
    return PER_WORDS.get(cap.per, year)


def _twice(rule: BenefitRule) -> Iterator[Finding]:
    seen: dict[tuple[str, str], Cap] = {}
    for cap in rule.caps:
        same = seen.setdefault((used_fact(rule, cap), cap.per), cap)
        if same is cap:
            continue
        if same.window == cap.window:
            yield found(
                ERROR,
                "same-cap-twice",
                cap,
                rule,
                title=rule.title,
                clause_one=same.clause,
                clause_other=cap.clause,
            )
        else:
            yield found(
                ERROR,
                "two-years",
                cap,
                rule,
                title=rule.title,
                one=_window(same),
                other=_window(cap),
            )


def _below_the_amount(rule: BenefitRule) -> Iterator[Finding]:
    """A sum that the by-law names and that its own cap never lets anyone have."""
    wanted = _largest(rule)
    if wanted is None:
        return
    for cap in rule.caps:
        if cap.measure != "satang" or cap.by_tenure is not None or cap.max >= wanted:
            continue
        yield found(
            ERROR,
            "contradictory-caps",
            cap,
            rule,
            title=rule.title,
            cap=_of_cap(rule, cap),
            amount=told(rule, "satang", wanted),
        )


def _below_the_budget(rule: BenefitRule) -> Iterator[Finding]:
    """Money for all that is less than what one is given, and is not shared alike."""
    shares, wanted = rule.allocation, _largest(rule)
    if shares is None or shares.budget_satang is None or wanted is None:
        return
    if shares.budget_satang < wanted and not shares.pro_rata:
        yield found(
            ERROR,
            "contradictory-caps",
            shares,
            rule,
            title=rule.title,
            cap=told(rule, "satang", shares.budget_satang),
            amount=told(rule, "satang", wanted),
        )


def _largest(rule: BenefitRule) -> int | None:
    """The largest sum that is named to be given at once; what is asked for is not."""
    match rule.amount:
        case Fixed(satang=satang) | PerUnit(satang=satang) | UpTo(satang=satang):
            return satang
        case Tiers(tiers=tiers):
            return max(tier.satang for tier in tiers)
        case ByChoice(satang=table):
            return max(satang for _, satang in table)
        case ByResolution(at_least=least, at_most=most):
            return max(least, most or 0)
        case _:
            return None


def _nested(rule: BenefitRule) -> Iterator[Finding]:
    """A cap of a wider window below that of a narrower one: the narrow never works."""
    for narrow in rule.caps:
        for wide in rule.caps:
            if narrow.by_tenure or wide.by_tenure:
                continue
            if WIDTH[narrow.per] >= WIDTH[wide.per] or _counts_more(narrow, wide):
                continue
            if _is_below(rule, wide, narrow):
                yield found(
                    ERROR,
                    "contradictory-caps/nested",
                    narrow,
                    rule,
                    title=rule.title,
                    wide=_of_cap(rule, wide),
                    clause_wide=wide.clause,
                    narrow=_of_cap(rule, narrow),
                )


def _counts_more(narrow: Cap, wide: Cap) -> bool:
    """What others use up can fill the narrow cap before the wide one."""
    household = narrow.by_household and not wide.by_household
    return household or bool(set(narrow.shared_with) - set(wide.shared_with))


def _is_below(rule: BenefitRule, wide: Cap, narrow: Cap) -> bool:
    if "times" in (wide.measure, narrow.measure):
        return wide.measure == narrow.measure and wide.max < narrow.max
    return _in_satang(rule, wide) < _in_satang(rule, narrow)


def _idle(rule: BenefitRule) -> Iterator[Finding]:
    """A cap in units that the cap in baht over the same days always forestalls."""
    units = [c for c in rule.caps if c.measure == "units" and not c.by_tenure]
    money = [c for c in rule.caps if c.measure == "satang" and not c.by_tenure]
    for idle in units:
        for cap in money:
            same = (idle.per, idle.window, idle.by_household) == (
                cap.per, cap.window, cap.by_household,
            )  # fmt: skip
            if same and _in_satang(rule, idle) > cap.max:
                yield found(
                    WARNING,
                    "cap-never-works",
                    idle,
                    rule,
                    title=rule.title,
                    idle=_of_cap(rule, idle),
                    full=_of_cap(rule, cap),
                )


def _in_satang(rule: BenefitRule, cap: Cap) -> int:
    if cap.measure == "units":
        assert isinstance(rule.amount, PerUnit)
        return cap.max * rule.amount.satang
    return cap.max if cap.measure == "satang" else MAX_SATANG


def unseen_caps(rule: BenefitRule, ran: Sequence[Ran]) -> Iterator[Finding]:
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
        yield found(
            NOTE,
            "cap-without-example",
            cap,
            rule,
            title=rule.title,
            most=_of_cap(rule, cap),
            per=_window(cap),
        )
