"""Turns money handed over into lines: spans of days, and credit.

Reads nothing and writes nothing.  `spread` says who gets how many units, `rules.dues`
which days they are; this puts both together for a whole sheet at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from kongbun.dues.models import LineKind
from kongbun.dues.spread import Member, Shares, spread
from kongbun.dues.standing import Standing
from kongbun.rules.days import Int, column, first_of_month, month_of
from kongbun.rules.dues import (
    Contribution,
    UnitsFrom,
    unit_index,
    unit_start,
    units_in,
)


@dataclass(frozen=True, slots=True)
class Handed:
    """One hand-over: satang, and the rows of `Standing` it may pay for, in order."""

    amount_satang: int
    rows: tuple[int, ...]


class PaidLine(NamedTuple):
    """A line to be written; without days it is credit, below zero where used."""

    row: int
    kind: LineKind
    amount_satang: int
    from_day: int | None = None
    until_day: int | None = None


class _Gap(NamedTuple):
    """Free days of one member, and the numbers of the units they make."""

    start: int
    end: int | None
    first_unit: int
    units: int | None


def lay(
    contribution: Contribution, standing: Standing, handed: Sequence[Handed]
) -> list[list[PaidLine]]:
    """The lines of each hand-over, in order: dues by member, then the rest."""
    gaps = _gaps(contribution, standing, sorted({r for h in handed for r in h.rows}))
    shift, turn = _levels(contribution, standing, gaps)
    price = contribution.unit_satang
    credit = standing.credit_satang.tolist()
    bought: list[list[tuple[int, _Gap, int]]] = []
    rest: list[list[PaidLine]] = []
    for hand in handed:
        shares = spread(
            hand.amount_satang,
            price,
            [
                Member(
                    _levels_of(gaps[row], shift[row]), credit[row], (turn[row], place)
                )
                for place, row in enumerate(hand.rows)
            ],
        )
        bought.append(
            [
                (row, gap, units)
                for row, share in zip(hand.rows, shares.units, strict=True)
                for gap, units in _through(gaps[row], share)
            ]
        )
        rest.append(_rest(hand, shares))
    dues = _dated(contribution, standing, bought)
    return [[*dues[hand], *rest[hand]] for hand in range(len(handed))]


def _rest(hand: Handed, shares: Shares) -> list[PaidLine]:
    """One credit line a member: what helped to pay, less what buys no unit yet."""
    left = {row: -used for row, used in zip(hand.rows, shares.credit_used, strict=True)}
    left[hand.rows[shares.rest_of]] += shares.rest_satang
    return [
        PaidLine(row, LineKind.CREDIT, satang) for row, satang in left.items() if satang
    ]


def _levels_of(gaps: Sequence[_Gap], shift: int) -> tuple[tuple[int, int | None], ...]:
    return tuple(
        [
            (first + shift, None if units is None else first + units + shift)
            for _, _, first, units in gaps
        ]
    )


def _gaps(
    contribution: Contribution, standing: Standing, rows: Sequence[int]
) -> dict[int, list[_Gap]]:
    flat = [(row, start, end) for row in rows for start, end in standing.gaps(row)]
    starts = column([start for _, start, _ in flat])
    ends = column([start if end is None else end for _, start, end in flat])
    joined = standing.joined[column([row for row, _, _ in flat])]
    first = unit_index(contribution, starts, joined=joined).tolist()
    units = units_in(contribution, starts, ends, joined=joined).tolist()
    found: dict[int, list[_Gap]] = {}
    for (row, start, end), unit, count in zip(flat, first, units, strict=True):
        gap = _Gap(start, end, unit, None if end is None else count)
        # A gap shorter than its unit can lie in a unit that is paid: no price.
        if gap.units != 0:
            found.setdefault(row, []).append(gap)
    return found


def _levels(
    contribution: Contribution, standing: Standing, gaps: dict[int, list[_Gap]]
) -> tuple[dict[int, int], dict[int, int]]:
    """What makes units of different members comparable, and whose comes first.

    Units counted from joining begin on the member's own day of the month.
    """
    if contribution.is_daily or contribution.units_from is not UnitsFrom.JOINED:
        nothing = dict.fromkeys(gaps, 0)
        return nothing, nothing
    rows = list(gaps)
    index = column([gaps[row][0].first_unit for row in rows])
    begins = unit_start(contribution, index, joined=standing.joined[column(rows)])
    length = 12 if contribution.unit == "years" else 1
    level = month_of(begins) // length
    day_in_level = begins - first_of_month(level * length)
    shift: Int = level - index
    return (
        dict(zip(rows, shift.tolist(), strict=True)),
        dict(zip(rows, day_in_level.tolist(), strict=True)),
    )


def _through(gaps: Sequence[_Gap], units: int) -> list[tuple[_Gap, int]]:
    """The gaps that so many units fill, the oldest first."""
    filled = []
    for gap in gaps:
        if not units:
            break
        here = units if gap.units is None else min(units, gap.units)
        filled.append((gap, here))
        units -= here
    assert not units, "the last gap has no end"
    return filled


def _dated(
    contribution: Contribution,
    standing: Standing,
    bought: Sequence[Sequence[tuple[int, _Gap, int]]],
) -> list[list[PaidLine]]:
    flat = [one for hand in bought for one in hand]
    joined = standing.joined[column([row for row, _, _ in flat])]
    ends = unit_start(
        contribution,
        column([gap.first_unit + units for _, gap, units in flat]),
        joined=joined,
    )
    limits = column(
        [np.iinfo(np.int64).max if g.end is None else g.end for _, g, _ in flat]
    )
    until = iter(np.minimum(ends, limits).tolist())
    return [
        [
            PaidLine(
                row,
                LineKind.DUES,
                units * contribution.unit_satang,
                gap.start,
                next(until),
            )
            for row, gap, units in hand
        ]
        for hand in bought
    ]
