"""Gathers what a decision may depend on, in columns: one row a case.

Not the rules: `rules.decide` judges what is gathered here.  A single person at the
counter is a column of length one, a pension list a column of all members.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np

from kongbun.claims.history import Before, history_of
from kongbun.claims.queries import Member
from kongbun.claims.standing import Standing, dues_standing
from kongbun.people.births import latest_birth
from kongbun.people.models import Sex
from kongbun.rules.benefit import BenefitRule, NotTogether, Waiting
from kongbun.rules.bylaw import Bylaw
from kongbun.rules.choices import CHOICES
from kongbun.rules.days import FIRST_DAY, NEVER, Int, day_number
from kongbun.rules.facts import (
    EVIDENCE,
    KNOWN,
    Fact,
    Facts,
    fact_named,
    needed_facts,
)
from kongbun.rules.windows import History, used_before, year_bounds

SEXES = {Sex.MALE.value: 1, Sex.FEMALE.value: 2}
RHYTHMS = {1: "month", 3: "quarter", 6: "half_year", 12: "year"}
# What the books and the register say; everything else a person states.
DERIVED = frozenset(
    {
        "event_date",
        "event_last_date",
        "filed_date",
        "joined_date",
        "exited_date",
        "waiting_from_date",
        "paid_days",
        "arrears_days",
        "arrears_months",
        "arrears_years",
        "suspended",
        "birth_date",
        "sex",
        "member_type",
        "rhythm",
        "resolution_satang",
        "backdated_days",
        "backdating_confirmed",
        "other_granted_this_year",
    }
)


def order_facts(rule: BenefitRule) -> dict[str, Fact]:
    """The facts by which claims are put in order when there is not enough for all."""
    order = rule.allocation.order if rule.allocation else ()
    return {
        name: fact_named(name, rule.own_facts) for name, _ in order if name != "amount"
    }


def stated_facts(rule: BenefitRule) -> list[str]:
    """The facts of a benefit that only the person at the counter can state."""
    return [
        name
        for name in needed_facts(rule) | order_facts(rule)
        if name not in DERIVED
        and "_used_" not in name
        and not name.startswith(EVIDENCE)
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cases:
    """What is to be decided: one member a row, each with the days of the event."""

    members: Sequence[Member]
    first_day: Int
    last_day: Int
    filed: Int
    # Columns by the names of the catalogue, and papers by their codes.
    stated: Mapping[str, Int] = field(default_factory=dict)
    papers: Mapping[str, Int] = field(default_factory=dict)
    backdated_days: Int | None = None
    backdating_confirmed: bool = False
    resolution_satang: int = 0
    # Of claims: the event of each, which caps per event look at.
    event_ids: Sequence[int] = ()
    # For one claim: itself, which never counts against itself.
    claim_id: int | None = None

    @classmethod
    def on(cls, members: Sequence[Member], day: date) -> Cases:
        """Every member, as if it happened and was filed that day."""
        days = np.full(len(members), day_number(day), np.int64)
        return cls(members=members, first_day=days, last_day=days, filed=days)


def gather(
    rule: BenefitRule,
    cases: Cases,
    *,
    bylaw: Bylaw,
    standing: Standing | None = None,
    before: Before | None = None,
    register: Mapping[str, Int] | None = None,
) -> Facts:
    """Every fact that `rule` looks at, for every case.

    `bylaw` is the one the rule stands in: its convention turns money into days, and
    a limit may be shared with its other benefits.  `standing`, `before` and what
    `of_register` says may be given when the caller has them already.
    """
    needed = needed_facts(rule) | order_facts(rule)
    event = cases.last_day if rule.event_date_is == "last_day" else cases.first_day
    columns: dict[str, Int] = {
        "event_date": event,
        "event_last_date": cases.last_day,
        "filed_date": cases.filed,
    }
    columns |= of_register(cases.members, event) if register is None else register
    if standing is None and (
        _looks_at_dues(needed) or _may_wait_again(needed, bylaw, cases.members)
    ):
        standing = dues_standing(bylaw, cases.members, event)
    if standing is not None:
        columns |= standing.columns()
        columns |= waiting_again(rule, columns, standing.waits_until)
    columns["resolution_satang"] = _same(cases.resolution_satang, event)
    if cases.backdated_days is not None:
        columns["backdated_days"] = cases.backdated_days
    columns["backdating_confirmed"] = _same(int(cases.backdating_confirmed), event)
    columns |= {f"{EVIDENCE}{code}": values for code, values in cases.papers.items()}
    columns |= cases.stated
    columns |= _used(rule, cases, Facts(len(event), columns), bylaw, before)
    wanted = {*needed, *(f"{name}{KNOWN}" for name in needed)}
    return Facts(
        len(event), {name: col for name, col in columns.items() if name in wanted}
    )


def _looks_at_dues(needed: Iterable[str]) -> bool:
    return any(name.startswith(("paid_", "arrears_", "suspended")) for name in needed)


def _same(value: int, like: Int) -> Int:
    return np.full(len(like), value, np.int64)


def _may_wait_again(
    needed: Iterable[str], bylaw: Bylaw, members: Sequence[Member]
) -> bool:
    back = bylaw.membership.return_
    rule = back is not None and back.waiting is not None
    return "waiting_from_date" in needed and (
        rule or any(one.waits_until for one in members)
    )


def waiting_again(
    rule: BenefitRule, columns: Mapping[str, Any], until: Int
) -> dict[str, Int]:
    """Of who came back a benefit's waiting time ends with the new one, not sooner."""
    lengths = [one.at_least for one in rule.conditions if isinstance(one, Waiting)]
    if not lengths or not (until > FIRST_DAY).any():
        return {}
    began = np.minimum.reduce([length.latest_start(until) for length in lengths])
    return {"waiting_from_date": np.maximum(columns["joined_date"], began)}


def of_register(members: Sequence[Member], event: Int) -> dict[str, Int]:
    """What the register of members says on the day of each one's event."""
    births = [
        latest_birth(m.birth_date, m.birth_precision) if m.birth_date else None
        for m in members
    ]
    joined = _column(
        day_number(m.joined_on) if m.joined_on else int(day)
        for m, day in zip(members, event, strict=True)
    )
    kinds, rhythms = CHOICES["member_type"], CHOICES["rhythm"]
    return {
        "joined_date": counts_from(joined, kept_days_of(members), event),
        "exited_date": _column(
            day_number(m.exited_on) if m.exited_on else NEVER for m in members
        ),
        "birth_date": _column(
            day_number(birth) if birth else int(day)
            for birth, day in zip(births, event, strict=True)
        ),
        f"birth_date{KNOWN}": _column(int(birth is not None) for birth in births),
        "sex": _column(SEXES.get(m.sex, 0) for m in members),
        "member_type": _column(
            kinds.index(m.member_type) if m.member_type in kinds else 0 for m in members
        ),
        "rhythm": _column(
            rhythms.index(RHYTHMS.get(m.rhythm_months, "unknown")) for m in members
        ),
    }


def counts_from(joined: Int, kept_days: Int, event: Int) -> Int:
    """The day a membership counts from: earlier by the time before that is kept.

    Not for what happened before the present membership: nobody was a member then.
    """
    return np.where(event < joined, joined, joined - kept_days)


def kept_days_of(members: Sequence[Member]) -> Int:
    return _column(one.kept_days for one in members)


def _column(values: Iterable[int]) -> Int:
    return np.fromiter(values, np.int64)


def _used(
    rule: BenefitRule,
    cases: Cases,
    facts: Facts,
    bylaw: Bylaw,
    before: Before | None,
) -> dict[str, Int]:
    """How much of each limit is used already, paid or promised (M4)."""
    found: dict[str, Int] = {}
    excluded = [c for c in rule.conditions if isinstance(c, NotTogether)]
    if not rule.caps and not excluded:
        return found
    codes = {rule.code, *(code for cap in rule.caps for code in cap.shared_with)}
    before = before or history_of(
        cases.members,
        codes | {code for one in excluded for code in one.others},
        bylaw=bylaw,
        by_household=any(cap.by_household for cap in rule.caps),
        event_ids=cases.event_ids,
        but_not=cases.claim_id,
    )
    found = used_before(rule, facts, before.own, before.household)
    if before.event is not None:
        # One event is used up by whoever asked for it first.
        of_event = used_before(rule, facts, before.event, before.event)
        found |= {n: v for n, v in of_event.items() if "_this_event" in n}
    if excluded:
        # One fact for all of them: given in any of those years is given.
        beside = [_granted_beside(one, rule, facts, before.own) for one in excluded]
        found["other_granted_this_year"] = np.maximum.reduce(beside)
    return found


def _granted_beside(
    excluded: NotTogether, rule: BenefitRule, facts: Facts, own: History
) -> Int:
    """How often one of the benefits was given that this one stands against."""
    counts = np.array([code in excluded.others for code in own.benefit], np.bool_)
    if excluded.window is not None:
        bounds = year_bounds(
            excluded.window,
            facts["event_date"],
            fiscal_year_month=rule.fiscal_year_month,
            joined=facts["joined_date"],
        )
        counts &= own.day >= bounds.start[own.row]
        counts &= own.day < bounds.until[own.row]
    times = np.zeros(facts.n, np.int64)
    np.add.at(times, own.row[counts], 1)
    return times
