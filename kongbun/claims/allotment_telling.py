"""What a claim got of what there was, told beside what the by-law says of it.

Reads only; the words are those of `rules.allocation_words`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from kongbun.claims.allotting import Window, window_of
from kongbun.claims.in_force import read
from kongbun.claims.late import day_of
from kongbun.claims.models import Allotment, Claim
from kongbun.claims.offering import Offer, allotment_of
from kongbun.claims.told import ToldCheck
from kongbun.rules.allocate import AllocationResult
from kongbun.rules.allocation_words import Part, allocation_words, order_words
from kongbun.rules.benefit import Allocation, BenefitRule


@dataclass(frozen=True, slots=True)
class ToldAllotment:
    """Its place, what it got, and every check; nothing yet while it waits."""

    clause: str
    order: str
    window: Window
    part: Part | None = None
    checks: list[ToldCheck] = field(default_factory=list)
    # When it was written; else it is what approving now would write.
    on: date | None = None

    @property
    def got_nothing(self) -> bool:
        return self.part is not None and not self.part.given_satang

    @property
    def next_step(self) -> str:
        told = [check.remedy for check in self.checks if check.remedy]
        return told[0] if told else ""

    def as_json(self) -> dict[str, object]:
        part = self.part
        return {
            "clause": self.clause,
            "order": self.order,
            "window_from": self.window.from_day,
            "window_until": self.window.until,
            "allocated_on": self.on,
            "place": part.place if part else None,
            "of": part.of if part else None,
            "wanted_satang": part.wanted_satang if part else None,
            "amount_satang": part.given_satang if part else None,
            "checks": [check.as_json() for check in self.checks],
            "next_step": self.next_step,
        }


def tell_allotment(
    claim: Claim, rule: BenefitRule, offered: Offer | None
) -> ToldAllotment | None:
    """What is kept; while it waits, what `offered` says; nothing without a limit."""
    kept = allotment_of(claim)
    if kept is not None:
        return _kept(claim, kept)
    if rule.allocation is None or offered is None:
        return None
    window = window_of(rule, claim.event_on)
    if offered.shared is None:
        if not offered.waits_for_others:
            return None
        return ToldAllotment(
            rule.allocation.clause, order_words(rule.allocation), window
        )
    one = offered.shared.shares[0]
    return _told(rule.allocation, window, one.part, one.results, on=None)


def _kept(claim: Claim, kept: Allotment) -> ToldAllotment:
    round_ = kept.round
    allocation = read(round_.bylaw).rule(claim.benefit).allocation
    assert allocation is not None, "an allotment comes of a rule"
    window = Window(round_.window_from, round_.window_until)
    part = Part(
        place=kept.place,
        of=round_.allotments.count(),
        wanted_satang=kept.wanted_satang,
        given_satang=kept.amount_satang,
        again_from=None if window.is_one_day else window.until,
    )
    results = [AllocationResult.from_trace(one) for one in json.loads(kept.checks)]
    return _told(allocation, window, part, results, on=day_of(round_.at))


def _told(
    rule: Allocation,
    window: Window,
    part: Part,
    results: Sequence[AllocationResult],
    *,
    on: date | None,
) -> ToldAllotment:
    checks = [allotted_check(rule, one, part) for one in results]
    return ToldAllotment(rule.clause, order_words(rule), window, part, checks, on)


def allotted_check(rule: Allocation, check: AllocationResult, part: Part) -> ToldCheck:
    told = allocation_words(rule, check, part)
    short_of = "cut" if part.given_satang else "fail"
    return ToldCheck(
        code=check.code.value,
        title=told.title,
        state="pass" if check.passed else short_of,
        required_word=told.label,
        required=told.required,
        found=told.found,
        clause=rule.clause,
        note=told.note,
        remedy="" if check.passed else told.remedy,
        possible_from=told.possible_from,
        unit=check.unit,
        required_number=check.required,
        found_number=check.found,
    )
