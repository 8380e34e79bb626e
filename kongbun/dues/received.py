"""How far members had paid by what was received through a day of their own.

Reads only.  What someone pays in after an event, or after the day a figure is asked
for, cannot reach back to it: those spans are taken out again, row by row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from itertools import chain

import numpy as np
from django.db.models import TextField
from django.db.models.functions import Cast

from kongbun.dues.models import DuesLine
from kongbun.dues.standing import PART, Standing
from kongbun.people.one_person import doubles_of_fund
from kongbun.rules.days import Bool, Int, date_of, day_number

FEW = 100
AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class Late:
    """Spans that were paid after a day, and when: columns, in any order."""

    after: int
    membership_ids: Int
    start: Int
    until: Int
    received: Int


def as_received(
    paid: Standing, fund_id: int, through: Int, *, late: Late | None = None
) -> Standing:
    """`paid` without money that each member paid after its own day of `through`.

    No row looks at another's day, so a member alone and the same member among
    thousands stand alike.  Credit stays as it is now: it covers no day.  `late` is
    what came in since, of these members and others, where the caller has it already.
    """
    if not len(through):
        return paid
    earliest = int(through.min())
    if late is None:
        ids = paid.membership_ids.tolist()
        late = received_after(fund_id, date_of(earliest), ids)
    assert late.after <= earliest, "what came in before has not been read"
    row, known = _rows_of(late.membership_ids, paid)
    gone = known & (late.received > through[row])
    if not gone.any():
        return paid
    return _without(paid, row[gone], late.start[gone], late.until[gone])


def received_after(fund_id: int, day: date, ids: Sequence[int] | None = None) -> Late:
    """What a fund's members, or these of them, paid in after a day."""
    # A date read as text is read ten times as fast.
    later = DuesLine.objects.filter(
        receipt__received_on__gt=day, live=True, from_day__isnull=False
    ).annotate(received=Cast("receipt__received_on", TextField()))
    # By the index on days of receipts: on the running day there is none.
    of_fund = later.filter(receipt__fund_id=fund_id)
    if not of_fund.exists():
        return Late(day_number(day), *np.empty((4, 0), np.int64))
    # Few members are found by their own lines, many by the receipts of those days.
    asked = of_fund if ids is None or len(ids) > FEW else later
    others = doubles_of_fund(fund_id)
    if ids is not None and len(ids) <= PART:
        wanted = set(ids)
        also = [pk for pk, into in others.items() if into in wanted]
        asked = asked.filter(membership_id__in=[*ids, *also])
    rows = asked.values_list(
        "membership_id", "from_day", "until_day", "received"
    ).iterator(chunk_size=AT_ONCE)
    number = cache(lambda text: day_number(date.fromisoformat(text)))
    cells = (
        (others.get(pk, pk), start, until, number(text))
        for pk, start, until, text in rows
    )
    table = np.fromiter(chain.from_iterable(cells), np.int64)
    return Late(day_number(day), *table.reshape(-1, 4).T)


def _rows_of(ids: Int, paid: Standing) -> tuple[Int, Bool]:
    """The row of each id, and whether it has one."""
    order = np.argsort(paid.membership_ids)
    places = np.searchsorted(paid.membership_ids, ids, sorter=order)
    row = order[np.minimum(places, len(order) - 1)]
    return row, paid.membership_ids[row] == ids


def _without(paid: Standing, row: Int, start: Int, until: Int) -> Standing:
    """What is left of the runs of days once these spans, each in one, are cut out.

    A run begins a piece and each span's end begins the next; a span's start ends one
    and so does the run.  In order, the first beginning belongs to the first end.
    """
    touched = np.isin(paid.owner, row)
    begins = _sorted(
        np.append(paid.owner[touched], row), np.append(paid.start[touched], until)
    )
    ends = _sorted(
        np.append(paid.owner[touched], row), np.append(paid.until[touched], start)
    )
    left = ends[1] > begins[1]
    assert not (ends[1] < begins[1]).any(), "a span lies in a run of paid days"
    return replace(
        paid,
        owner=np.append(paid.owner[~touched], begins[0][left]),
        start=np.append(paid.start[~touched], begins[1][left]),
        until=np.append(paid.until[~touched], ends[1][left]),
    )


def _sorted(owner: Int, day: Int) -> tuple[Int, Int]:
    order = np.lexsort((day, owner))
    return owner[order], day[order]
