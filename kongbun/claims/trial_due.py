"""What the committee starts, tried on everyone who would be due in a year.

Reads only.  A list is made at the end of each month, of a by-law and of the draft, by
the search that the real lists come from.  Nobody had to ask for it, so that a benefit
which only the draft has is tried as well.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count, zip_longest

import numpy as np

from kongbun.claims.facts import stated_facts
from kongbun.claims.pensions import look, started_by_committee
from kongbun.claims.queries import Member
from kongbun.claims.roll import Roll
from kongbun.claims.trial_shares import Shares, Want
from kongbun.claims.trial_told import GONE, Tried, amounts_apart
from kongbun.claims.trial_uses import Uses
from kongbun.claims.verdict import plain
from kongbun.kernel.thai_date import add_months, month_end
from kongbun.rules.allocation_words import allocation_words
from kongbun.rules.benefit import BenefitRule, ByResolution
from kongbun.rules.bylaw import Bylaw
from kongbun.rules.days import day_number
from kongbun.rules.facts import fact_named

BY_RESOLUTION = "จำนวนเงินเป็นไปตามมติ จึงไม่รู้ว่าแต่ละคนจะได้เท่าไร"
NEW = "ครบเกณฑ์ตามร่าง"
STOPS = "ไม่ครบเกณฑ์ตามร่าง"


@dataclass(frozen=True, slots=True)
class Granted:
    """One member on a list: when, how much, and why not all of it."""

    member: Member
    rule: BenefitRule
    on: date
    satang: int
    check: str = ""
    why: str = ""


@dataclass(slots=True)
class Lists:
    """The lists of a year under one by-law a day; each counts against the next."""

    roll: Roll
    law_on: Callable[[date], Bylaw | None]
    uses: Uses
    shares: Shares
    numbers: Iterator[int] = field(default_factory=lambda: count(1))
    once: set[tuple[str, int]] = field(default_factory=set)

    def run(self, days: Sequence[date]) -> list[Granted]:
        """The lists of these days, as if the by-law had held before them too.

        So who is due on the eve has had the yearly sum of a counting year that began
        before; what is given once in a life is given whenever it is first due.
        """
        if not days:
            return []
        first = date(days[0].year, days[0].month, 1)
        for law, rule in self._rules(first):
            if _is_yearly(rule):
                list(self._list(law, rule, first - timedelta(days=1)))
        return [
            one
            for on in days
            for law, rule in self._rules(on)
            for one in self._list(law, rule, on)
        ]

    def _rules(self, on: date) -> Iterator[tuple[Bylaw, BenefitRule]]:
        law = self.law_on(on)
        for rule in started_by_committee(law) if law else ():
            if not cannot_try(rule):
                assert law is not None, "a rule stands in a by-law"
                yield law, rule

    def _list(self, law: Bylaw, rule: BenefitRule, on: date) -> Iterator[Granted]:
        rows = self.roll.may_be_due(rule, on)
        day = np.full(len(rows), day_number(on), np.int64)
        columns = look(
            law,
            rule,
            on,
            self.roll.members(rows),
            register=self.roll.register(rows, day),
            history=self.uses.before_all,
            dues=self.roll.dues,
        )
        if columns is None:
            return
        granted = [
            row
            for row in np.flatnonzero(columns.decisions.granted).tolist()
            if (rule.code, columns.members[row].id) not in self.once
        ]
        amounts = [int(columns.decisions.amount_satang[row]) for row in granted]
        reasons = [("", "")] * len(granted)
        if rule.allocation is not None and granted:
            wants = [
                Want(satang, plain(columns.facts, row), next(self.numbers))
                for row, satang in zip(granted, amounts, strict=True)
            ]
            shared = self.shares.share(rule, on, wants)
            amounts = [got.satang for got in shared]
            for i, got in enumerate(shared):
                for one in got.results:
                    if not one.passed:
                        told = allocation_words(rule.allocation, one, got.part)
                        reasons[i] = one.code.value, f"{told.title} {told.found}"
        is_once = not _is_limited(rule)
        for row, satang, reason in zip(granted, amounts, reasons, strict=True):
            member = columns.members[row]
            if satang:
                units = max(1, int(columns.decisions.units[row]))
                use = (day_number(on), units, satang, rule.code, -next(self.numbers))
                self.uses.add(member, use)
                self.shares.take(rule, on, satang)
            if is_once:
                self.once.add((rule.code, member.id))
            yield Granted(member, rule, on, satang, *reason)


def _is_yearly(rule: BenefitRule) -> bool:
    return {cap.per for cap in rule.caps} == {"year"}


def _is_limited(rule: BenefitRule) -> bool:
    """Whether a limit says how often; without one everyone is tried once a year."""
    return any(cap.per in ("year", "life", "tier") for cap in rule.caps)


def cannot_try(rule: BenefitRule) -> str:
    """Why a list of this benefit cannot be made from the register alone."""
    if isinstance(rule.amount, ByResolution):
        return BY_RESOLUTION
    stated = [
        fact_named(name, rule.own_facts).label.partition(" (")[0]
        for name in stated_facts(rule)
    ]
    if not stated:
        return ""
    return f"ต้องรู้ {', '.join(stated)} ของแต่ละคน ซึ่งทะเบียนไม่มี"


def list_days(since: date, until: date) -> list[date]:
    """The last day of each month, as far as the days go."""
    days, first = [], since
    while first < until:
        last = min(month_end(first), until - timedelta(days=1))
        days.append(last)
        first = add_months(date(first.year, first.month, 1), 1)
    return days


def beside(
    before: Sequence[Granted],
    after: Sequence[Granted],
    draft: Bylaw,
) -> list[Tried]:
    """Both lists of each person beside each other, in the order of their days."""
    both: dict[tuple[str, int], tuple[list[Granted], list[Granted]]] = defaultdict(
        lambda: ([], [])
    )
    for side, granted in enumerate((before, after)):
        for one in granted:
            both[one.rule.code, one.member.id][side].append(one)
    return [
        _tried(was, now, draft)
        for _, (then, since) in sorted(both.items())
        for was, now in zip_longest(then, since)
    ]


def _tried(was: Granted | None, now: Granted | None, draft: Bylaw) -> Tried:
    one = now or was
    assert one is not None, "a line has a side"
    before, after = (side.satang if side else 0 for side in (was, now))
    check, why = "", ""
    if before != after:
        check, why = _why(was, now, draft)
    return Tried(
        claim="",
        membership_id=one.member.id,
        member_no=one.member.member_no,
        who="",
        benefit=one.rule.code,
        title=one.rule.title,
        event_on=one.on,
        before_satang=before,
        after_satang=after,
        check=check,
        why=why,
    )


def _why(was: Granted | None, now: Granted | None, draft: Bylaw) -> tuple[str, str]:
    if now is not None and now.why:
        return now.check, now.why
    if was is None:
        return "", NEW
    if now is None:
        known = any(one.code == was.rule.code for one in draft.benefits)
        return ("", STOPS) if known else ("benefit-gone", GONE)
    if was.why:
        return was.check, f"เดิม {was.why}"
    return "", amounts_apart(was.rule, now.rule)
