"""Money that may have been entered before: a person must look.  Reads only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from kongbun.dues.models import DuesLine
from kongbun.dues.standing import Standing

NEAR = timedelta(days=3)
# A line that could be the same money lies at the end of what a member has paid.
LAST_SPAN_DAYS = 400


@dataclass(frozen=True, slots=True)
class Earlier:
    """A receipt of the same members, the same sum, about the same day (O3)."""

    receipt: str
    received_on: date
    amount_satang: int


def same_money(
    standing: Standing,
    candidates: Sequence[tuple[tuple[int, ...], int]],
    *,
    received_on: date,
) -> dict[int, Earlier]:
    """For each candidate (rows of `standing`, satang) an earlier receipt like it."""
    rows = sorted({row for rows, _ in candidates for row in rows})
    if not rows:
        return {}
    ends = np.full(len(standing.membership_ids), np.iinfo(np.int64).max)
    if len(standing.owner):
        ends = np.full(len(standing.membership_ids), -1, dtype=np.int64)
        np.maximum.at(ends, standing.owner, standing.until)
    paid = [row for row in rows if len(standing.owner) and ends[row] >= 0]
    if not paid:
        return {}
    found: dict[tuple[int, int], Earlier] = {}
    for membership, satang, day, book, no in DuesLine.objects.filter(
        membership_id__in=[int(standing.membership_ids[row]) for row in paid],
        from_day__gte=int(ends[paid].min()) - LAST_SPAN_DAYS,
        live=True,
        receipt__received_on__range=(received_on - NEAR, received_on + NEAR),
        receipt__amount_satang__in={satang for _, satang in candidates},
    ).values_list(
        "membership_id",
        "receipt__amount_satang",
        "receipt__received_on",
        "receipt__book__number",
        "receipt__no",
    ):
        if membership is not None:
            found[membership, satang] = Earlier(number_text(book, no), day, satang)
    return {
        index: found[membership, satang]
        for index, (members, satang) in enumerate(candidates)
        for membership in (int(standing.membership_ids[row]) for row in members)
        if (membership, satang) in found
    }


def number_text(book: int, no: int) -> str:
    """A receipt as people name it: book 12, number 347.

    >>> number_text(12, 347)
    '12/0347'
    """
    return f"{book}/{no:04d}"
