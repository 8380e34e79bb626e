"""Money of one hand-over, spread over the members it pays for.

Pure, in whole numbers: no dates and no database.  The rule, as a collector tells it:

1. Money and what was left over last time buy whole units of the by-law.
2. The oldest unpaid unit of the household comes first; within the same month, year
   or day the lowest member number.
3. What buys no whole unit stays with whoever is next in line, and counts first when
   the household pays again.

A *level* is the month, year or day a unit belongs to, so that units of different
members can be compared.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class Member(NamedTuple):
    """What one member can still pay: free levels, and credit from before.

    `gaps` are half-open, in order, and the last one has no end.  Members of the same
    level take turns by `turn`.
    """

    gaps: tuple[tuple[int, int | None], ...]
    credit_satang: int
    turn: tuple[int, int]

    def units_below(self, level: int) -> int:
        units = 0
        for start, end in self.gaps:
            until = level if end is None else min(level, end)
            units += max(0, until - start)
        return units

    def has(self, level: int) -> bool:
        return any(
            start <= level and (end is None or level < end) for start, end in self.gaps
        )


class Shares(NamedTuple):
    """Units and credit used per member, in the order given; the rest and whose."""

    units: list[int]
    credit_used: list[int]
    rest_satang: int
    rest_of: int


def spread(money_satang: int, price_satang: int, members: Sequence[Member]) -> Shares:
    """Spread money over members by the rule above.

    >>> ann = Member(((10, None),), 0, (0, 1))
    >>> bob = Member(((9, None),), 500, (0, 2))
    >>> spread(8700, 3000, [ann, bob])
    Shares(units=[1, 2], credit_used=[0, 500], rest_satang=200, rest_of=0)
    """
    assert money_satang > 0, money_satang
    assert price_satang > 0, price_satang
    assert members, "money is for someone"
    credit = sum(member.credit_satang for member in members)
    while True:
        wanted = (money_satang + credit) // price_satang
        units, next_in_line = _fill(wanted, members)
        used = [
            min(member.credit_satang, bought * price_satang)
            for member, bought in zip(members, units, strict=True)
        ]
        # Credit of a member who gets no unit now stays: it cannot help the others.
        if (money_satang + sum(used)) // price_satang >= wanted:
            break
        credit = sum(used)
    rest = money_satang + sum(used) - wanted * price_satang
    assert 0 <= rest < price_satang, (rest, price_satang)
    return Shares(units, used, rest, next_in_line)


def _fill(units: int, members: Sequence[Member]) -> tuple[list[int], int]:
    """Units per member, oldest level first, and who would get the next one."""
    if all(len(member.gaps) == 1 for member in members):
        low = _level(units, sorted(member.gaps[0][0] for member in members))
    else:
        low = _level_among_gaps(units, members)
    bought = [member.units_below(low) for member in members]
    left = units - sum(bought)
    in_turn = sorted(
        (index for index, member in enumerate(members) if member.has(low)),
        key=lambda index: members[index].turn,
    )
    assert left < len(in_turn), (left, in_turn)
    for index in in_turn[:left]:
        bought[index] += 1
    return bought, in_turn[left]


def _level(units: int, starts: Sequence[int]) -> int:
    """The same as `_level_among_gaps` where nobody has a hole: most houses are so.

    `starts` in order: whoever is furthest behind pays up to the next one, then both.
    """
    behind, below = 1, starts[0]
    for start in starts[1:]:
        if (units + below) // behind <= start:
            break
        behind, below = behind + 1, below + start
    return (units + below) // behind


def _level_among_gaps(units: int, members: Sequence[Member]) -> int:
    """The highest level below which there is no more than `units` to pay."""
    low = min(member.gaps[0][0] for member in members)
    high = max(member.gaps[-1][0] for member in members) + units + 1
    while high - low > 1:
        middle = (low + high) // 2
        if sum(member.units_below(middle) for member in members) <= units:
            low = middle
        else:
            high = middle
    return low
