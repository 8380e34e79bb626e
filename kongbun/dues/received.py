"""How far members had paid by what was received through a day of their own.

Reads only.  What someone pays in after an event, or after the day a figure is asked
for, cannot reach back to it: those spans are taken out again, row by row.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from kongbun.dues.models import DuesLine
from kongbun.dues.standing import PART, Standing
from kongbun.rules.days import Int, column, date_of, day_number

Span = tuple[int, int]
FEW = 100


def as_received(paid: Standing, fund_id: int, through: Int) -> Standing:
    """`paid` without money that each member paid after its own day of `through`.

    No row looks at another's day, so a member alone and the same member among
    thousands stand alike.  Credit stays as it is now: it covers no day.
    """
    late: dict[int, list[Span]] = {}
    for row, start, until, received in _received_late(paid, fund_id, through):
        if received > through[row]:
            late.setdefault(row, []).append((start, until))
    if not late:
        return paid
    touched = np.isin(paid.owner, column(list(late)))
    spans = [
        (row, *left)
        for row, start, until in zip(
            paid.owner[touched].tolist(),
            paid.start[touched].tolist(),
            paid.until[touched].tolist(),
            strict=True,
        )
        for left in _without(sorted(late[row]), start, until)
    ]
    return replace(
        paid,
        owner=np.append(paid.owner[~touched], column([one[0] for one in spans])),
        start=np.append(paid.start[~touched], column([one[1] for one in spans])),
        until=np.append(paid.until[~touched], column([one[2] for one in spans])),
    )


def _received_late(
    paid: Standing, fund_id: int, through: Int
) -> Iterator[tuple[int, int, int, int]]:
    """(row, start, until, received) of what came in after the earliest day asked."""
    if not len(through):
        return
    later = DuesLine.objects.filter(
        receipt__received_on__gt=date_of(int(through.min())),
        live=True,
        from_day__isnull=False,
    )
    # By the index on days of receipts: on the running day there is none.
    of_fund = later.filter(receipt__fund_id=fund_id)
    if not of_fund.exists():
        return
    ids = [int(pk) for pk in paid.membership_ids]
    # Few members are found by their own lines, many by the receipts of those days.
    later = of_fund if len(ids) > FEW else later
    if len(ids) <= PART:
        later = later.filter(membership_id__in=ids)
    for pk, start, until, received_on in later.values_list(
        "membership_id", "from_day", "until_day", "receipt__received_on"
    ):
        row = paid.row_of.get(pk)
        if row is not None and start is not None and until is not None:
            yield row, start, until, day_number(received_on)


def _without(late: list[Span], start: int, until: int) -> Iterator[Span]:
    """What is left of one span; spans of a member never overlap each other."""
    for late_start, late_until in late:
        if late_until <= start or late_start >= until:
            continue
        if late_start > start:
            yield start, late_start
        start = max(start, late_until)
    if start < until:
        yield start, until
