"""How members stand with their dues on the day of an event, in columns.

Counted from receipts of that day and before: what is paid after an event does not
reach back over it (M2).  Not what they owe today; that is the dues app.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from kongbun.claims.queries import CHUNK, Member
from kongbun.dues.models import DuesLine, LineKind
from kongbun.rules.bylaw import Bylaw
from kongbun.rules.days import NEVER, Int, date_of, day_number, months_complete
from kongbun.rules.dues import position
from kongbun.rules.standing import State, standing

Span = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Standing:
    """One row a member."""

    paid_days: Int
    arrears_days: Int
    arrears_months: Int
    arrears_years: Int
    suspended: Int

    def columns(self) -> dict[str, Int]:
        return {
            "paid_days": self.paid_days,
            "arrears_days": self.arrears_days,
            "arrears_months": self.arrears_months,
            "arrears_years": self.arrears_years,
            "suspended": self.suspended,
        }


def dues_standing(bylaw: Bylaw, members: Sequence[Member], event: Int) -> Standing:
    """Days paid and behind on each event's day; nobody's membership owes nothing."""
    joined = np.array(
        [
            day_number(m.joined_on) if m.joined_on else int(day)
            for m, day in zip(members, event, strict=True)
        ],
        np.int64,
    )
    # Of one who has left nothing more is asked.
    left = np.array(
        [day_number(m.exited_on) if m.exited_on else NEVER for m in members], np.int64
    )
    on = np.minimum(event, left)
    spans = [*_opening(members, joined), *_paid(members, on)]
    table = np.array(spans, np.int64).reshape(-1, 3)
    # A member who joined after the event has no days before it.
    where = position(
        bylaw.contribution,
        owes_from=joined,
        owner=table[:, 0],
        start=table[:, 1],
        until=np.maximum(table[:, 2], table[:, 1]),
        on=np.maximum(on, joined - 1),
        joined=joined,
    )
    paid = np.minimum(where.days_paid_on + _hand_counted(members, joined), on - joined)
    since = on + 1 - where.arrears_days
    months = months_complete(since, on + 1)
    units = where.arrears_units
    state = standing(bylaw.membership, first_unpaid_day=where.paid_until, on=on).state
    unit = bylaw.contribution.unit
    return Standing(
        paid_days=np.maximum(0, paid),
        arrears_days=where.arrears_days,
        arrears_months=units if unit == "months" else months,
        arrears_years=units if unit == "years" else months // 12,
        suspended=(state != int(State.CURRENT)).astype(np.int64),
    )


def _opening(members: Sequence[Member], joined: Int) -> Iterator[Span]:
    """What was paid before these books began, as stated at the cut-over."""
    for i, one in enumerate(members):
        if one.opening_paid_until is not None:
            yield i, int(joined[i]), day_number(one.opening_paid_until)
        elif one.opening_days_paid:
            yield i, int(joined[i]), int(joined[i]) + one.opening_days_paid


def _hand_counted(members: Sequence[Member], joined: Int) -> Int:
    """Days of the stated span that were not paid: holes do not count."""
    return np.array(
        [
            one.opening_days_paid - (day_number(one.opening_paid_until) - int(day))
            if one.opening_paid_until is not None and one.opening_days_paid is not None
            else 0
            for one, day in zip(members, joined, strict=True)
        ],
        np.int64,
    )


def _paid(members: Sequence[Member], on: Int) -> Iterator[Span]:
    row = {one.id: i for i, one in enumerate(members) if one.id}
    ids = list(row)
    for start in range(0, len(ids), CHUNK):
        chunk = ids[start : start + CHUNK]
        last = max(int(on[row[one]]) for one in chunk)
        for owner, start_day, until_day in DuesLine.objects.filter(
            membership_id__in=chunk,
            live=True,
            kind=LineKind.DUES,
            receipt__received_on__lte=date_of(last),
        ).values_list("membership_id", "from_day", "until_day"):
            if owner is not None and start_day is not None and until_day is not None:
                yield row[owner], start_day, until_day
