"""How members stand with their dues on the day of an event, in columns.

Counted from receipts of each row's own day and before: what is paid after an event
does not reach back over it (M2), and no row changes another's.  Where days and money
come from is the dues app's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kongbun.claims.queries import Member
from kongbun.dues.lapse import came_back
from kongbun.dues.received import Late, as_received
from kongbun.dues.standing import Standing as Paid
from kongbun.dues.standing import of_memberships
from kongbun.rules.bylaw import Bylaw
from kongbun.rules.days import FIRST_DAY, NEVER, Int, day_number, months_complete
from kongbun.rules.standing import State, standing


@dataclass(frozen=True, slots=True)
class Standing:
    """One row a member."""

    paid_days: Int
    arrears_days: Int
    arrears_months: Int
    arrears_years: Int
    suspended: Int
    # Rights of who came back rest before this day; `FIRST_DAY` where nothing rests.
    waits_until: Int

    def columns(self) -> dict[str, Int]:
        return {
            "paid_days": self.paid_days,
            "arrears_days": self.arrears_days,
            "arrears_months": self.arrears_months,
            "arrears_years": self.arrears_years,
            "suspended": self.suspended,
        }


def at_best(joined: Int, event: Int) -> Standing:
    """As if everyone had paid every day since joining: nobody stands better."""
    nothing = np.zeros(len(joined), np.int64)
    days = np.maximum(0, event - joined)
    never = np.full(len(joined), FIRST_DAY, np.int64)
    return Standing(days, nothing, nothing, nothing, nothing, never)


def how_dues_count(law: Bylaw) -> tuple[object, ...]:
    """All of a by-law that `dues_standing` looks at."""
    members, money = law.membership, law.contribution
    return (
        money.convention,
        money.unit_satang,
        money.units_from,
        money.due_at_end,
        money.fiscal_year_month,
        members.suspension and members.suspension.after,
        members.lapse and members.lapse.after,
        members.return_ and members.return_.waiting,
    )


def dues_standing(
    bylaw: Bylaw,
    members: Sequence[Member],
    event: Int,
    *,
    paid: Paid | None = None,
    late: Late | None = None,
) -> Standing:
    """Days paid and behind on each event's day; without membership nothing is owed.

    `paid` is what these members paid until now, and `late` what came in after the
    first of those days, where the caller has it already.
    """
    if not all(one.id for one in members):
        assert len(members) == 1, "only one at the counter may have no membership"
        nothing = np.zeros(1, np.int64)
        never = np.full(1, FIRST_DAY, np.int64)
        return Standing(nothing, nothing, nothing, nothing, nothing, never)
    joined = _joined(members, event)
    # Of one who has left nothing more is asked.
    left = np.array(
        [day_number(m.exited_on) if m.exited_on else NEVER for m in members], np.int64
    )
    on = np.maximum(np.minimum(event, left), joined - 1)
    fund_id = members[0].fund_id
    ids = [one.id for one in members]
    paid_by_now = of_memberships(fund_id, ids) if paid is None else paid
    assert paid_by_now.membership_ids.tolist() == ids
    dues = as_received(paid_by_now, fund_id, on, late=late)
    where = dues.position(bylaw.contribution, on)
    paid_days = np.minimum(dues.days_paid_on(on), on - joined)
    months = months_complete(on + 1 - where.arrears_days, on + 1)
    units = where.arrears_units
    state = standing(bylaw.membership, first_unpaid_day=where.paid_until, on=on).state
    unit = bylaw.contribution.unit
    until = _waits_until(bylaw, members, event)
    return Standing(
        paid_days=np.maximum(0, paid_days) + _paid_before(members),
        arrears_days=where.arrears_days,
        arrears_months=units if unit == "months" else months,
        arrears_years=units if unit == "years" else months // 12,
        suspended=((state != int(State.CURRENT)) | (event < until)).astype(np.int64),
        waits_until=until,
    )


def _waits_until(bylaw: Bylaw, members: Sequence[Member], event: Int) -> Int:
    """When the new waiting time is over of who came back, from exit or suspension."""
    until = np.array(
        [day_number(m.waits_until) if m.waits_until else FIRST_DAY for m in members],
        np.int64,
    )
    ids = [one.id for one in members]
    paid_up = came_back(bylaw.membership, members[0].fund_id, ids, event)
    return until if paid_up is None else np.maximum(until, paid_up)


def _kept_days(members: Sequence[Member]) -> Int:
    return np.array([one.kept_days for one in members], np.int64)


def _paid_before(members: Sequence[Member]) -> Int:
    """Days paid in memberships that ended, whose time counts on by the by-law."""
    found = np.zeros(len(members), np.int64)
    owners = [(row, pk) for row, one in enumerate(members) for pk in one.kept]
    if not owners:
        return found
    rows = np.array([row for row, _ in owners], np.int64)
    paid = of_memberships(members[0].fund_id, [pk for _, pk in owners])
    whole = np.full(len(owners), NEVER, np.int64)
    np.add.at(found, rows, paid.days_paid_on(whole))
    return np.minimum(found, _kept_days(members))


def _joined(members: Sequence[Member], event: Int) -> Int:
    return np.array(
        [
            day_number(m.joined_on) if m.joined_on else int(day)
            for m, day in zip(members, event, strict=True)
        ],
        np.int64,
    )
