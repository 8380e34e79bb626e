"""A member's standing on a day: current, suspended or lapsed, by the by-law's rule.

Derived from the first unpaid day (`dues.Position.paid_until`); nothing is stored.
Exits that a person decides (died, resigned, struck off) are the people app's.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from kongbun.rules.bylaw import Lapse, MembershipRules
from kongbun.rules.days import NEVER, Int


class State(IntEnum):
    CURRENT = 0
    SUSPENDED = 1
    LAPSED = 2


@dataclass(frozen=True, slots=True)
class Standing:
    """`state` holds `State` values; the days are `NEVER` where no rule sets one."""

    state: Int
    suspended_from: Int
    lapsed_from: Int


def standing(rules: MembershipRules, *, first_unpaid_day: Int, on: Int) -> Standing:
    """Where each membership stands on the day `on`, if nothing more is paid.

    "Suspended after 3 months" is the day on which three months are complete, counted
    from the first unpaid day as day 0: unpaid from 1 November, suspended from 1
    February.  Paying moves the first unpaid day, and so the standing.
    """
    suspended_from = _after(rules.suspension, first_unpaid_day)
    lapsed_from = _after(rules.lapse, first_unpaid_day)
    state = np.where(on >= suspended_from, int(State.SUSPENDED), int(State.CURRENT))
    state = np.where(on >= lapsed_from, int(State.LAPSED), state)
    return Standing(state.astype(np.int64), suspended_from, lapsed_from)


def _after(lapse: Lapse | None, first_unpaid_day: Int) -> Int:
    if lapse is None:
        return np.full(len(first_unpaid_day), NEVER, dtype=np.int64)
    return lapse.after.after(first_unpaid_day)


@dataclass(frozen=True, slots=True)
class Returned:
    """What a return by the by-law's rule means for each member."""

    waiting_from: Int  # The fact `waiting_from_date`.
    benefits_from: Int  # The first day on which the new waiting time is over.
    owed_satang: Int
    keeps_time: bool
    new_number: bool


def returned(
    rules: MembershipRules, *, joined: Int, returned_on: Int, arrears_satang: Int
) -> Returned:
    """What it takes to come back, and from when there are rights again.

    Without a rule for it a member pays the arrears and waits for nothing.
    """
    rule = rules.return_
    if rule is None:
        return Returned(joined, returned_on, arrears_satang, True, False)
    waits = rule.waiting is not None or not rule.keeps_time
    owes = rule.pays == "arrears"
    until = rule.waiting.after(returned_on) if rule.waiting else returned_on
    return Returned(
        waiting_from=returned_on if waits else joined,
        benefits_from=until,
        owed_satang=arrears_satang if owes else np.zeros_like(arrears_satang),
        keeps_time=rule.keeps_time,
        new_number=rule.new_number,
    )
