"""How far members have paid, in columns: the one place that reads spans.

Reads only.  What the numbers mean is `rules.dues`; here they come from the lines and
from the stated figures of the cut-over.  A member whose days are one unbroken run is
read as one row, by the index alone; only the few with holes have their spans read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
from django.db.models import F, Max, Min, QuerySet, Sum

from kongbun.dues.models import DuesLine, LineKind
from kongbun.people.models import Membership
from kongbun.people.roster import RosterRow
from kongbun.rules.days import Int, column, day_number
from kongbun.rules.dues import Contribution, Position, position

# As many members as one question names.
PART = 5000


@dataclass(frozen=True, slots=True)
class Beginning:
    """From which day a member owes, and the days paid before it."""

    membership_id: int
    joined_on: date
    owes_from: int
    opening_days: int


def beginning(
    membership_id: int,
    *,
    joined_on: date,
    opening_paid_until: date | None,
    opening_days_paid: int | None,
) -> Beginning:
    """Stated figures of the cut-over count: days paid, paid until, or both.

    Days paid alone are laid on the calendar without a hole, from joining on.
    """
    joined = day_number(joined_on)
    if opening_paid_until is not None:
        owes_from = max(joined, day_number(opening_paid_until))
        days = opening_days_paid
        return Beginning(
            membership_id,
            joined_on,
            owes_from,
            owes_from - joined if days is None else days,
        )
    days = opening_days_paid or 0
    return Beginning(membership_id, joined_on, joined + days, days)


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
    def row_of(self) -> dict[int, int]:
        return {int(pk): row for row, pk in enumerate(self.membership_ids)}

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

    def gaps(self, row: int) -> list[tuple[int, int | None]]:
        """The unpaid days of one member: half-open, the last one without an end."""
        here = int(self.owes_from[row])
        free: list[tuple[int, int | None]] = []
        for start, until in self._spans.get(row, ()):
            if start > here:
                free.append((here, start))
            here = max(here, until)
        return [*free, (here, None)]

    def stamp(self, row: int) -> str:
        """A short text that changes whenever what this member paid changes."""
        gaps = "_".join(str(start) for start, _ in self.gaps(row))
        return f"{self.membership_ids[row]}:{gaps}:{self.credit_satang[row]}"

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


def of_roster(rows: Sequence[RosterRow]) -> Standing:
    """The standing of members as a roster has them."""
    return _read(
        [
            beginning(
                row.membership_id,
                joined_on=row.joined_on,
                opening_paid_until=row.opening_paid_until,
                opening_days_paid=row.opening_days_paid,
            )
            for row in rows
        ],
        everyone=None,
    )


def of_memberships(
    fund_id: int,
    ids: Sequence[int] | None = None,
    *,
    received_through: date | None = None,
) -> Standing:
    """The standing of these memberships in this order, or of all of a fund.

    With `received_through` only money counts that had been received by that day:
    what someone pays in after an event cannot reach back to it.
    """
    members = Membership.objects.filter(fund_id=fund_id)
    asked = members
    if ids is not None and len(ids) <= PART:
        asked = members.filter(pk__in=list(ids))
    rows = {
        row[0]: beginning(
            row[0],
            joined_on=row[1],
            opening_paid_until=row[2],
            opening_days_paid=row[3],
        )
        for row in asked.order_by("pk").values_list(
            "pk", "joined_on", "opening_paid_until", "opening_days_paid"
        )
    }
    wanted = list(rows) if ids is None else [pk for pk in ids if pk in rows]
    return _read(
        [rows[pk] for pk in wanted],
        everyone=members if ids is None else None,
        received_through=received_through,
    )


def _read(
    members: Sequence[Beginning],
    *,
    everyone: QuerySet[Membership] | None,
    received_through: date | None = None,
) -> Standing:
    ids = [member.membership_id for member in members]
    row_of = {pk: row for row, pk in enumerate(ids)}
    every = DuesLine.objects.filter(live=True)
    if received_through is not None:
        every = every.filter(receipt__received_on__lte=received_through)
    spans: list[tuple[int, int, int]] = []
    credit = np.zeros(len(ids), dtype=np.int64)
    for lines in _parts(every, ids, everyone):
        spans += _spans(lines, row_of)
        for pk, satang in (
            lines.filter(from_day=None, kind=LineKind.CREDIT)
            .values_list("membership_id")
            .annotate(satang=Sum("amount_satang"))
            .order_by()
        ):
            credit[row_of[pk]] = satang
    return Standing(
        membership_ids=column(ids),
        joined=column([day_number(member.joined_on) for member in members]),
        owes_from=column([member.owes_from for member in members]),
        opening_days=column([member.opening_days for member in members]),
        credit_satang=credit,
        owner=column([owner for owner, _, _ in spans]),
        start=column([start for _, start, _ in spans]),
        until=column([until for _, _, until in spans]),
    )


def _parts(
    lines: QuerySet[DuesLine], ids: Sequence[int], everyone: QuerySet[Membership] | None
) -> Iterator[QuerySet[DuesLine]]:
    """The lines of these members, asked for in parts a database can take."""
    if everyone is not None:
        yield lines.filter(membership__in=everyone)
        return
    for start in range(0, len(ids), PART):
        yield lines.filter(membership_id__in=ids[start : start + PART])


def _spans(
    lines: QuerySet[DuesLine], row_of: dict[int, int]
) -> list[tuple[int, int, int]]:
    """(row, start, until): one merged span where the days are an unbroken run."""
    merged: list[tuple[int, int, int]] = []
    broken: list[int] = []
    for pk, first, last, days in (
        lines.filter(from_day__isnull=False)
        .values_list("membership_id")
        .annotate(
            first=Min("from_day"),
            last=Max("until_day"),
            days=Sum(F("until_day") - F("from_day")),
        )
        .order_by()
    ):
        if last - first == days:
            merged.append((row_of[pk], first, last))
        else:
            broken.append(pk)
    if broken:
        merged.extend(
            (row_of[pk], start, until)
            for pk, start, until in lines.filter(
                from_day__isnull=False, membership_id__in=broken
            ).values_list("membership_id", "from_day", "until_day")
            if start is not None and until is not None
        )
    return merged
