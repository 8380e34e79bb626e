"""Who is who to whom: one person's relation to another at a moment, in columns.

Arrays in, arrays out; the counter asks about a few rows, `kongbun check` about every
approval ever given.  A moment is the number of a command: what was declared before it
and not ended before it stands.  Pure.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
# Later than every command.
NOW = 2**62


class Kin(IntEnum):
    """What somebody is to another; the least one counts where several hold."""

    NONE = 0
    SELF = 1
    SPOUSE = 2
    PARENT = 3
    CHILD = 4
    SIBLING = 5
    SAME_HOUSE = 6


# The same tie, seen from the other person.
MIRRORED = {kin: kin for kin in Kin} | {Kin.PARENT: Kin.CHILD, Kin.CHILD: Kin.PARENT}
FARTHEST = max(Kin) + 1


def ints(values: Iterable[int]) -> Ints:
    return np.fromiter(values, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Ties:
    """`person` is `kin` to `other` from the moment `since` until before `until`."""

    person: Ints
    other: Ints
    kin: Ints
    since: Ints
    until: Ints

    @classmethod
    def of(cls, rows: Iterable[tuple[int, int, int, int, int]]) -> Ties:
        """From rows in the order of the columns."""
        columns = list(zip(*rows, strict=True)) or [()] * 5
        return cls(*(ints(column) for column in columns))


@dataclass(frozen=True, slots=True)
class Houses:
    """`person` lived in `house` from the moment `since` until before `until`."""

    person: Ints
    house: Ints
    since: Ints
    until: Ints

    @classmethod
    def of(cls, rows: Iterable[tuple[int, int, int, int]]) -> Houses:
        """From rows in the order of the columns."""
        columns = list(zip(*rows, strict=True)) or [()] * 4
        return cls(*(ints(column) for column in columns))


def relations(person: Ints, other: Ints, at: Ints, ties: Ties, houses: Houses) -> Ints:
    """What each `person` was to the `other` of the same row at that moment (`Kin`)."""
    found = np.full(len(person), FARTHEST, dtype=np.int64)
    found[person == other] = Kin.SELF
    row, tie = _pairs(_keys(person, other), _keys(ties.person, ties.other))
    _nearest(found, row, at, ties.kin[tie], ties.since[tie], ties.until[tie])
    row, tie = _pairs(_keys(person, other), _keys(ties.other, ties.person))
    seen = _mirrored(ties.kin[tie])
    _nearest(found, row, at, seen, ties.since[tie], ties.until[tie])
    mine, theirs = house_at(person, at, houses), house_at(other, at, houses)
    together = (mine >= 0) & (mine == theirs)
    found[together] = np.minimum(found[together], Kin.SAME_HOUSE)
    found[found == FARTHEST] = Kin.NONE
    return found


def house_at(person: Ints, at: Ints, houses: Houses) -> Ints:
    """The house each lived in at that moment; -1 where nobody knows."""
    found = np.full(len(person), -1, dtype=np.int64)
    row, stay = _pairs(person, houses.person)
    held = (houses.since[stay] <= at[row]) & (at[row] < houses.until[stay])
    found[row[held]] = houses.house[stay[held]]
    return found


def _nearest(
    found: Ints, row: Ints, at: Ints, kin: Ints, since: Ints, until: Ints
) -> None:
    held = (since <= at[row]) & (at[row] < until)
    np.minimum.at(found, row[held], kin[held])


def _mirrored(kin: Ints) -> Ints:
    table = np.array([MIRRORED[one] for one in Kin], dtype=np.int64)
    return table[kin]


def _keys(first: Ints, second: Ints) -> Ints:
    """One number for a pair of row keys, which are below 2**31."""
    return (first << 31) | second


def _pairs(wanted: Ints, there: Ints) -> tuple[Ints, Ints]:
    """Every (row of `wanted`, row of `there`) whose values are the same."""
    order = np.argsort(there, kind="stable")
    ranked = there[order]
    low = np.searchsorted(ranked, wanted, "left")
    many = np.searchsorted(ranked, wanted, "right") - low
    row = np.repeat(np.arange(len(wanted)), many)
    step = np.arange(len(row)) - np.repeat(np.cumsum(many) - many, many)
    return row, order[low[row] + step]
