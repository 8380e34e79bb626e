"""Who rests and who has lapsed by the by-law's rule, derived on any day.  Reads only.

A suspension is never stored: paying ends it.  A lapse ends a membership only when
the committee strikes the member off (`lapse_actions`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from kongbun.bylaws.reading import rules_on
from kongbun.dues.models import DuesLine
from kongbun.dues.received import as_received
from kongbun.dues.standing import of_memberships
from kongbun.people.models import Membership
from kongbun.people.one_person import doubles_of_fund
from kongbun.rules.bylaw import MembershipRules
from kongbun.rules.days import FIRST_DAY, NEVER, Int, column, date_of, day_number
from kongbun.rules.standing import State, standing

FEW = 1000


@dataclass(frozen=True, slots=True)
class Behind:
    """A member whose rights rest, or whose membership has lapsed by the rule."""

    membership: Membership
    is_lapsed: bool
    paid_through: date
    suspended_from: date | None
    lapsed_from: date | None
    arrears_satang: int


@dataclass(frozen=True, slots=True)
class States:
    """Columns, a row a membership; days are `NEVER` where no rule sets one."""

    membership_ids: Int
    state: Int
    suspended_from: Int
    lapsed_from: Int
    paid_until: Int
    arrears_satang: Int


def states(fund_id: int, ids: Sequence[int] | None, on: date) -> States | None:
    """Where each membership stands on a day, by what had been received through it.

    None before the first by-law; `ids` None for everyone the fund ever had.
    """
    bylaw = rules_on(fund_id, on)
    if bylaw is None:
        return None
    paid = of_memberships(fund_id, ids)
    days = column([day_number(on)] * len(paid.membership_ids))
    paid = as_received(paid, fund_id, days)
    where = paid.position(bylaw.contribution, days)
    found = standing(bylaw.membership, first_unpaid_day=where.paid_until, on=days)
    return States(
        membership_ids=paid.membership_ids,
        state=found.state,
        suspended_from=found.suspended_from,
        lapsed_from=found.lapsed_from,
        paid_until=where.paid_until,
        arrears_satang=where.arrears_satang,
    )


def came_back(
    rules: MembershipRules, fund_id: int, ids: Sequence[int], on: Int
) -> Int | None:
    """Until when who paid up after a suspension waits anew, each by its own day `on`.

    A line of dues ends a suspension when its first day had been unpaid so long that
    rights rested on the day the money came.  `FIRST_DAY` for who never did; None where
    the by-law has no such wait.
    """
    back, rests = rules.return_, rules.suspension
    if back is None or back.waiting is None or rests is None:
        return None
    earliest = back.waiting.latest_start(column([int(on.min())])).item()
    lines = DuesLine.objects.filter(
        receipt__fund_id=fund_id,
        receipt__received_on__range=(date_of(earliest), date_of(int(on.max()))),
        live=True,
    )
    row_of = {pk: row for row, pk in enumerate(ids)}
    others = doubles_of_fund(fund_id)
    row_of |= {pk: row_of[into] for pk, into in others.items() if into in row_of}
    if len(ids) <= FEW:
        lines = lines.filter(membership_id__in=list(row_of))
    found = [
        (row_of[pk], first, day_number(received))
        for pk, first, received in lines.values_list(
            "membership_id", "from_day", "receipt__received_on"
        )
        if pk in row_of and first is not None
    ]
    until = np.full(len(ids), FIRST_DAY, np.int64)
    if found:
        row, first, received = column(found).T
        ends = (rests.after.after(first) <= received) & (received <= on[row])
        np.maximum.at(until, row[ends], back.waiting.after(received[ends]))
    return until


def resting(fund_id: int, ids: Sequence[int], on: date) -> frozenset[int]:
    """Keys of the memberships whose rights rest on a day, the lapsed among them."""
    # Everyone is asked for quicker than thousands by name.
    found = states(fund_id, ids if len(ids) <= FEW else None, on) if ids else None
    if found is None:
        return frozenset()
    rests = found.membership_ids[found.state != int(State.CURRENT)].tolist()
    return frozenset(rests) & frozenset(ids)


def behind(fund_id: int, on: date) -> list[Behind]:
    """Live members whose rights rest or who have lapsed; the longest unpaid first."""
    found = states(fund_id, None, on)
    if found is None:
        return []
    rests = np.flatnonzero(found.state != int(State.CURRENT))
    live = Membership.objects.filter(exited_on=None).select_related("person", "branch")
    members = live.in_bulk(found.membership_ids[rests].tolist())
    rows = rests[np.isin(found.membership_ids[rests], list(members))]
    return [
        Behind(
            membership=members[int(found.membership_ids[row])],
            is_lapsed=int(found.state[row]) == State.LAPSED,
            paid_through=date_of(int(found.paid_until[row]) - 1),
            suspended_from=_day(found.suspended_from[row]),
            lapsed_from=_day(found.lapsed_from[row]),
            arrears_satang=int(found.arrears_satang[row]),
        )
        for row in rows[np.argsort(found.paid_until[rows], kind="stable")]
    ]


def _day(number: np.int64) -> date | None:
    return None if number == NEVER else date_of(int(number))
