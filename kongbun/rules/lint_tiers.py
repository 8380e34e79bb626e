"""Tiers that overlap, leave a gap, or can never be reached.

Lengths in different units (180 days, 1 year) are compared by laying both on the
calendar from every day of four years, not by rules of thumb.  A tier covers the days
from its `from` through its `to`; without `to` up to the next tier of the file, the
last without end.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from kongbun.rules.benefit import BenefitRule, Tier, Tiers
from kongbun.rules.days import Bool, Int, Length, day_number
from kongbun.rules.finding import ERROR, NOTE, WARNING, Both, Finding, found

FOUR_YEARS = np.arange(
    day_number(date(2023, 1, 1)), day_number(date(2027, 1, 1)), dtype=np.int64
)
NEVER = np.int64(2**62)
WHAT = {
    "joined": Both("เป็นสมาชิก", "membership"),
    "paid": Both("ส่งเงิน", "time paid"),
    "age": Both("อายุ", "age"),
}


@dataclass(frozen=True, slots=True)
class Laid:
    """Tiers laid on the calendar: a row a tier, a column a day on which it starts."""

    first: Int
    last: Int
    empty: Bool

    @classmethod
    def of(cls, tiers: tuple[Tier, ...]) -> Laid:
        first = np.empty((len(tiers), len(FOUR_YEARS)), dtype=np.int64)
        for i, tier in enumerate(tiers):
            first[i] = tier.from_.after(FOUR_YEARS)
        last = np.full_like(first, NEVER)
        last[:-1] = first[1:] - 1
        for i, tier in enumerate(tiers):
            if tier.to is not None:
                last[i] = tier.to.after(FOUR_YEARS)
        return cls(first, last, last < first)

    @property
    def is_in_order(self) -> bool:
        """Each begins after the one before has ended: then none meets another."""
        return not self.empty.any() and bool((self.last[:-1] < self.first[1:]).all())

    def overlaps(self, one: int, other: int) -> bool:
        meets = (self.first[one] <= self.last[other]) & (
            self.first[other] <= self.last[one]
        )
        return bool((meets & ~self.empty[one] & ~self.empty[other]).any())

    def gaps_in_order(self) -> Iterator[tuple[int, int]]:
        """As `gaps`, of tiers that are in order."""
        apart = (self.first[1:] > self.last[:-1] + 1).any(axis=1)
        return ((i, i + 1) for i in np.flatnonzero(apart).tolist())

    def gaps(self) -> Iterator[tuple[int, int]]:
        """Pairs of tiers, as they follow on the calendar, with days between."""
        first = np.where(self.empty, NEVER, self.first)
        order = np.argsort(first, axis=0, kind="stable")
        first = np.take_along_axis(first, order, axis=0)
        last = np.take_along_axis(np.where(self.empty, -1, self.last), order, axis=0)
        reached = np.maximum.accumulate(last, axis=0)
        open_ = (first[1:] > reached[:-1] + 1) & (first[1:] < NEVER)
        pairs: dict[int, int] = {}
        for row, start in zip(*np.nonzero(open_), strict=True):
            ends = np.flatnonzero(last[: row + 1, start] == reached[row, start])[-1]
            after, before = order[row + 1, start], order[ends, start]
            pairs.setdefault(int(after), int(before))
        for after in sorted(pairs):
            yield pairs[after], after


def tier_findings(rule: BenefitRule, table: Tiers) -> Iterator[Finding]:
    tiers, laid = table.tiers, Laid.of(table.tiers)
    if laid.is_in_order:
        gaps = laid.gaps_in_order()
    else:
        yield from _unreachable(rule, tiers, laid)
        yield from _overlaps(rule, tiers, laid)
        gaps = laid.gaps()
    for one, other in gaps:
        ends = tiers[one].to
        begins = _day_after(ends) if ends else tiers[one].from_
        yield found(
            ERROR,
            "tiers-gap",
            tiers[other],
            rule,
            title=rule.title,
            one=one + 1,
            other=other + 1,
            begins=begins,
            ends=tiers[other].from_,
        )
    yield from _below_and_above(rule, table)
    yield from _names_and_sums(rule, tiers)


def _day_after(length: Length) -> Length:
    return replace(length, days=length.days + 1)


def _unreachable(
    rule: BenefitRule, tiers: tuple[Tier, ...], laid: Laid
) -> Iterator[Finding]:
    for i in np.flatnonzero(laid.empty.any(axis=1)).tolist():
        tier = tiers[i]
        if tier.to is not None:
            yield found(
                ERROR,
                "unreachable-tier",
                tier,
                rule,
                title=rule.title,
                one=i + 1,
                begins=tier.from_,
                ends=tier.to,
            )
            continue
        yield found(
            ERROR,
            "unreachable-tier/next",
            tier,
            rule,
            title=rule.title,
            one=i + 1,
            other=i + 2,
            begins=tier.from_,
            ends=tiers[i + 1].from_,
        )
    for i in np.flatnonzero((laid.first[1:] < laid.first[:-1]).any(axis=1)).tolist():
        yield found(
            ERROR,
            "tiers-out-of-order",
            tiers[i + 1],
            rule,
            title=rule.title,
            one=i + 1,
            other=i + 2,
            begins=tiers[i + 1].from_,
            before=tiers[i].from_,
        )


def _overlaps(
    rule: BenefitRule, tiers: tuple[Tier, ...], laid: Laid
) -> Iterator[Finding]:
    for other in range(1, len(tiers)):
        for one in range(other):
            if not laid.overlaps(one, other):
                continue
            later = one if (laid.first[one] > laid.first[other]).all() else other
            ends = [tiers[i].to for i in (one, other)]
            last = min(
                (length for length in ends if length is not None),
                key=lambda length: int(length.after(FOUR_YEARS)[0]),
                default=None,
            )
            yield found(
                ERROR,
                "tiers-overlap/open" if last is None else "tiers-overlap",
                tiers[other],
                rule,
                title=rule.title,
                one=one + 1,
                other=other + 1,
                begins=tiers[later].from_,
                ends=last,
            )


def _below_and_above(rule: BenefitRule, table: Tiers) -> Iterator[Finding]:
    """Below the first tier there is nothing: said, so that the meeting knows."""
    first, last = table.tiers[0], table.tiers[-1]
    if first.from_.months or first.from_.days > 1:
        severity = NOTE if table.nothing_below or table.by == "age" else WARNING
        yield found(
            severity,
            "tiers-gap/stated" if table.nothing_below else "tiers-gap/below",
            first,
            rule,
            title=rule.title,
            counted=WHAT[table.by],
            begins=first.from_,
        )
    if last.to is not None:
        yield found(
            WARNING,
            "nothing-above",
            last,
            rule,
            title=rule.title,
            counted=WHAT[table.by],
            ends=last.to,
        )


def _names_and_sums(rule: BenefitRule, tiers: tuple[Tier, ...]) -> Iterator[Finding]:
    seen: set[str] = set()
    for tier in tiers:
        if tier.code in seen:
            yield found(
                ERROR, "same-code", tier, rule, title=rule.title, code=tier.code
            )
        seen.add(tier.code)
    for i in range(1, len(tiers)):
        if tiers[i].satang < tiers[i - 1].satang:
            yield found(
                WARNING,
                "amount-falls",
                tiers[i],
                rule,
                title=rule.title,
                one=i,
                other=i + 1,
            )
