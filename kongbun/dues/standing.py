"""How far members have paid, in columns: the one place that reads spans.

Reads only.  What the numbers mean is `rules.dues`; here they come from the runs of
paid days and from the stated figures of the cut-over.  What had been received by an
earlier day is asked of `received`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
from django.db.models import QuerySet, Sum

from kongbun.dues.models import DuesLine, LineKind, PaidRun
from kongbun.people.models import Membership
from kongbun.people.one_person import doubles
from kongbun.people.roster import RosterRow
from kongbun.rules.days import Int, column, day_number
from kongbun.rules.dues import Contribution, Position, position
from kongbun.store.plain import plain

# As many members as one question names.
PART = 5000
# Short enough to stand in a form's field of each row.
STAMP_BITS = (1 << 48) - 1


class Beginning(NamedTuple):
    """From which day a member owes, and the days paid before it; days as numbers."""

    membership_id: int
    joined: int
    owes_from: int
    opening_days: int


def beginning(
    membership_id: int,
    *,
    joined_on: date,
    opening_paid_until: date | None,
    opening_days_paid: int | None,
    dues_from: date | None,
) -> Beginning:
    """Stated figures of the cut-over count: days paid, paid until, or both.

    Days paid alone are laid on the calendar without a hole, from joining on.  Of who
    came back, days until `dues_from` were paid in the membership before.
    """
    joined = day_number(joined_on)
    days = opening_days_paid or 0
    owes_from = joined + days
    if opening_paid_until is not None:
        owes_from = max(joined, day_number(opening_paid_until))
        if opening_days_paid is None:
            days = owes_from - joined
    if dues_from is not None:
        before = max(0, day_number(dues_from) - owes_from)
        days, owes_from = days + before, owes_from + before
    return Beginning(membership_id, joined, owes_from, days)


@dataclass(frozen=True)
class Standing:
    """Columns, a row a membership in the order asked for; spans point to their row."""

    membership_ids: Int
    joined: Int
    owes_from: Int
    opening_days: Int
    credit_satang: Int
    owner: Int
    start: Int
    until: Int

    @cached_property
    def ids(self) -> list[int]:
        """The memberships as plain numbers; one by one out of an array is slow."""
        found: list[int] = self.membership_ids.tolist()
        return found

    @cached_property
    def row_of(self) -> dict[int, int]:
        return {pk: row for row, pk in enumerate(self.ids)}

    @cached_property
    def _spans(self) -> dict[int, list[tuple[int, int]]]:
        found: dict[int, list[tuple[int, int]]] = {}
        order = np.lexsort((self.start, self.owner))
        for owner, start, until in zip(
            self.owner[order].tolist(),
            self.start[order].tolist(),
            self.until[order].tolist(),
            strict=True,
        ):
            found.setdefault(owner, []).append((start, until))
        return found

    @cached_property
    def _owes_from(self) -> list[int]:
        found: list[int] = self.owes_from.tolist()
        return found

    def gaps(self, row: int) -> list[tuple[int, int | None]]:
        """The unpaid days of one member: half-open, the last one without an end."""
        here = self._owes_from[row]
        free: list[tuple[int, int | None]] = []
        for start, until in self._spans.get(row, ()):
            if start > here:
                free.append((here, start))
            here = max(here, until)
        return [*free, (here, None)]

    @cached_property
    def _stamps(self) -> list[int]:
        mixed = _mixed(self.membership_ids) + _mixed(self.owes_from + 1)
        mixed += _mixed(self.credit_satang * 2 + 1)
        np.add.at(mixed, self.owner, _mixed(self.start * 3 + self.until * 70_001))
        return [int(stamp) for stamp in mixed.tolist()]

    def stamp(self, rows: Sequence[int]) -> str:
        """A short text that changes whenever what these members paid changes."""
        return f"{sum([self._stamps[row] for row in rows]) & STAMP_BITS:x}"

    def take(self, rows: Int) -> Standing:
        """Chosen rows, in the order given, each once."""
        place = np.full(len(self.membership_ids), -1, np.int64)
        place[rows] = np.arange(len(rows))
        owner = place[self.owner]
        spans = owner >= 0
        return Standing(
            membership_ids=self.membership_ids[rows],
            joined=self.joined[rows],
            owes_from=self.owes_from[rows],
            opening_days=self.opening_days[rows],
            credit_satang=self.credit_satang[rows],
            owner=owner[spans],
            start=self.start[spans],
            until=self.until[spans],
        )

    def position(self, contribution: Contribution, on: Int) -> Position:
        """Where each member stands on a day of its own, opening days not added."""
        return position(
            contribution,
            owes_from=self.owes_from,
            owner=self.owner,
            start=self.start,
            until=self.until,
            on=on,
            joined=self.joined,
        )

    def days_paid_on(self, on: Int) -> Int:
        """Days paid that lie before each member's day `on`, opening days included."""
        clipped = np.maximum(
            0, np.minimum(self.until, on[self.owner]) - self.start
        ).astype(np.int64)
        total = self.opening_days.copy()
        np.add.at(total, self.owner, clipped)
        return total


def _mixed(values: Int) -> Int:
    """Each number spread over 64 bits, so that sums of them do not meet by chance."""
    spread = values.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    spread ^= spread >> np.uint64(29)
    spread *= np.uint64(0xBF58476D1CE4E5B9)
    return (spread ^ (spread >> np.uint64(32))).astype(np.int64)


def of_roster(
    rows: Sequence[RosterRow], *, among: QuerySet[Membership] | None = None
) -> Standing:
    """The standing of members as a roster has them.

    `among` holds them all and can be named to the database in fewer words.
    """
    members = [
        beginning(
            row.membership_id,
            joined_on=row.joined_on,
            opening_paid_until=row.opening_paid_until,
            opening_days_paid=row.opening_days_paid,
            dues_from=row.dues_from,
        )
        for row in rows
    ]
    ids = [one.membership_id for one in members]
    return _standing(members, _read(ids, among=among))


def of_memberships(fund_id: int, ids: Sequence[int] | None = None) -> Standing:
    """The standing of these memberships in this order, or of all of a fund.

    As of now: what had been received by an earlier day says `received`.
    """
    asked = Membership.objects.filter(fund_id=fund_id)
    is_few = ids is not None and len(ids) <= PART
    if ids is not None and is_few:
        asked = asked.filter(pk__in=list(ids))
    rows = {
        row[0]: beginning(
            row[0],
            joined_on=row[1],
            opening_paid_until=row[2],
            opening_days_paid=row[3],
            dues_from=row[4],
        )
        for row in asked.order_by("pk").values_list(
            *("pk", "joined_on", "opening_paid_until", "opening_days_paid"),
            "dues_from",
        )
    }
    wanted = list(rows) if ids is None else [pk for pk in ids if pk in rows]
    # Many are named sooner as all of the fund; the others are left out again.
    paid = _read(wanted, among=None if is_few else asked)
    return _standing([rows[pk] for pk in wanted], paid)


@dataclass(slots=True)
class _Paid:
    """What was read: spans by the place of their member, and credit by member."""

    spans: list[tuple[int, int, int]] = field(default_factory=list)
    credit: dict[int, int] = field(default_factory=dict)

    def count_in(self, place: Mapping[int, int], others: Mapping[int, int]) -> None:
        """Days and money of memberships that count in another, as that one's own."""
        others = {pk: into for pk, into in others.items() if into in place}
        if not others:
            return
        rows = PaidRun.objects.filter(membership_id__in=list(others)).values_list(
            "membership_id", "from_day", "until_day"
        )
        more = [(place[others[pk]], first, until) for pk, first, until in rows]
        self.spans = _joined(self.spans + more, {one[0] for one in more})
        lines = DuesLine.objects.filter(membership_id__in=list(others))
        for pk, satang in _credit(lines).items():
            into = others[pk]
            self.credit[into] = self.credit.get(into, 0) + satang


def _standing(members: Sequence[Beginning], paid: _Paid) -> Standing:
    credit = paid.credit
    rows = _table(members, 4)
    spans = _table(paid.spans, 3)
    return Standing(
        membership_ids=rows[:, 0],
        joined=rows[:, 1],
        owes_from=rows[:, 2],
        opening_days=rows[:, 3],
        credit_satang=column([credit.get(one.membership_id, 0) for one in members]),
        owner=spans[:, 0],
        start=spans[:, 1],
        until=spans[:, 2],
    )


def _joined(
    spans: Sequence[tuple[int, int, int]], owners: set[int]
) -> list[tuple[int, int, int]]:
    """The runs of these owners where two of them touch made one, as the database does.

    >>> _joined([(0, 5, 9), (1, 1, 2), (0, 1, 5)], {0})
    [(1, 1, 2), (0, 1, 9)]
    """
    kept = [one for one in spans if one[0] not in owners]
    for owner, start, until in sorted(one for one in spans if one[0] in owners):
        if kept and kept[-1][0] == owner and kept[-1][2] == start:
            kept[-1] = (owner, kept[-1][1], until)
        else:
            kept.append((owner, start, until))
    return kept


def _table(rows: Sequence[tuple[int, ...]], width: int) -> Int:
    """Rows of numbers as an array; one by one NumPy would look into each row."""
    numbers = np.fromiter(chain.from_iterable(rows), np.int64, len(rows) * width)
    return numbers.reshape(len(rows), width)


def _read(ids: Sequence[int], *, among: QuerySet[Membership] | None = None) -> _Paid:
    """All that was paid until now, from the runs that the database keeps."""
    place = {pk: row for row, pk in enumerate(ids)}
    paid = _Paid()
    parts: list[Any] = [among]
    if among is None:
        parts = [ids[start : start + PART] for start in range(0, len(ids), PART)]
    for part in parts:
        paid.spans += [
            (place[pk], first, until)
            for pk, first, until in plain(
                PaidRun.objects.filter(membership_id__in=part).values_list(
                    "membership_id", "from_day", "until_day"
                )
            )
            if pk in place
        ]
        paid.credit |= _credit(DuesLine.objects.filter(membership_id__in=part))
        paid.count_in(place, doubles(part))
    return paid


def _credit(lines: QuerySet[DuesLine]) -> dict[int, int]:
    asked = (
        lines.filter(from_day=None, kind=LineKind.CREDIT, live=True)
        .values_list("membership_id")
        .annotate(satang=Sum("amount_satang"))
        .order_by()
    )
    # PostgreSQL adds whole numbers up to one of another kind.
    return {pk: int(satang) for pk, satang in plain(asked)}
