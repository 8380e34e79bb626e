"""What a person at the counter states, from text to whole numbers.

Reads and refuses; what the figures mean is the by-law's.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date

import numpy as np

from kongbun.claims.facts import stated_facts
from kongbun.kernel import digits
from kongbun.kernel.bad_input import BadInput
from kongbun.kernel.refusal import Reason, RefusalCode
from kongbun.kernel.thai_date_text import read_partial
from kongbun.rules.benefit import BenefitRule
from kongbun.rules.choices import choice_number
from kongbun.rules.days import Int, day_number
from kongbun.rules.facts import KNOWN, Fact, fact_named, needed_facts
from kongbun.rules.facts_cells import NO, YES

MOST = {
    "count": 1_000_000,
    "satang": 1_000_000_000_000,
    "yes_no": 1,
    # A grade point average is 4.00 at most.
    "gpa_hundredths": 400,
}


def read_stated(
    rule: BenefitRule,
    given: Mapping[str, str | int],
    *,
    first_day: date,
    last_day: date,
) -> tuple[dict[str, int], list[Reason]]:
    """Facts as whole numbers by their names, and what could not be read.

    Nights that nobody states are those between the two days.
    """
    facts: dict[str, int] = {}
    reasons: list[Reason] = []
    for name in stated_facts(rule):
        fact = fact_named(name, rule.own_facts)
        value = given.get(name, "")
        if name == "nights" and value in ("", None):
            value = (last_day - first_day).days
        if value in ("", None):
            if must_be_stated(rule, fact):
                reasons.append(
                    Reason(RefusalCode.FACT_MISSING, {"what": fact.label}, column=name)
                )
            continue
        reason = _read(fact, value, facts)
        if reason is not None:
            reasons.append(reason)
    days = (last_day - first_day).days
    if facts.get("nights", 0) > days:
        reasons.append(
            Reason(
                RefusalCode.MORE_NIGHTS_THAN_DAYS,
                {"nights": facts["nights"], "days": days},
                column="nights",
            )
        )
    return facts, reasons


def must_be_stated(rule: BenefitRule, fact: Fact) -> bool:
    """A decision cannot be made without it; what only orders claims may be absent."""
    return fact.default is None and fact.name in needed_facts(rule)


def _read(fact: Fact, value: str | int, facts: dict[str, int]) -> Reason | None:
    if fact.type in ("date", "partial_date"):
        return _read_day(fact, str(value), facts)
    if fact.type == "choice":
        number = choice_number(fact.words, str(value))
        if number:
            facts[fact.name] = number
            return None
    else:
        number = _answer(value) if fact.type == "yes_no" else _whole(value)
        most = min(MOST.get(fact.name, MOST[fact.type]), fact.most)
        if number is not None and 0 <= number <= most:
            facts[fact.name] = number
            return None
    what = {"what": fact.label, "found": value}
    return Reason(RefusalCode.FACT_UNREADABLE, what, column=fact.name)


def _read_day(fact: Fact, text: str, facts: dict[str, int]) -> Reason | None:
    try:
        read = read_partial(text)
    except BadInput as bad:
        return Reason(
            RefusalCode.UNREADABLE,
            {"what": fact.label, "why": bad.message},
            column=fact.name,
        )
    # The latest day it may have been: the safe side for a right by age.
    facts[fact.name] = day_number(read.latest)
    facts[f"{fact.name}{KNOWN}"] = 1
    return None


def _answer(value: str | int) -> int | None:
    """Yes and no in the words that a file of facts may use, too."""
    said = str(value).strip().lower()
    return int(said in YES) if said in YES | NO else _whole(value)


def _whole(value: str | int) -> int | None:
    if isinstance(value, int):
        return value
    text = digits.fold(value.strip())
    plain = text.isascii() and text.isdecimal() and len(text) <= 13
    return int(text) if plain and not digits.is_mixed(value) else None


def columns(kept: str) -> dict[str, Int]:
    """Stated facts as they are kept, as columns of length one."""
    return {
        name: np.array([value], np.int64) for name, value in json.loads(kept).items()
    }
