"""What was granted before each case of a trial: by the draft, not as it really was.

Before the year of the trial the real grants count; within it only what the draft itself
would have given, in the order in which the cases were decided.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import chain

import numpy as np

from kongbun.claims.history import (
    LINE_COLUMNS,
    Before,
    Doubles,
    Line,
    as_history,
    stated_at_cut_over,
    whose,
)
from kongbun.claims.models import COUNTED, Claim
from kongbun.claims.queries import Member
from kongbun.rules.bylaw import Bylaw
from kongbun.rules.days import Int, column, day_number
from kongbun.rules.windows import History

# day, units, satang, benefit, event.
Use = tuple[int, int, int, str, int]
Owner = tuple[int, int, str]
NOBODYS = -1  # No row has it: a use without a house is in none.


class Uses:
    """Grants by whose they are, by house and by event; it only grows."""

    def __init__(self, draft: Bylaw) -> None:
        self.draft = draft
        self.codes = {rule.code for rule in draft.rules}
        self.own: dict[Owner, list[Use]] = defaultdict(list)
        self.houses: dict[int, list[Use]] = defaultdict(list)
        self.events: dict[int, list[Use]] = defaultdict(list)
        # All of them once more as columns: whose, house, day, units, satang.
        self._table: Int = np.empty((0, 5), np.int64)
        self._new: list[tuple[int, int, int, int, int]] = []
        self._benefits: list[str] = []

    def add_real(self, fund_id: int, *, until: date) -> None:
        """What was really paid or promised for events before a day."""
        rows = Claim.objects.filter(
            fund_id=fund_id, status__in=COUNTED, event_on__lt=until
        ).values_list(*LINE_COLUMNS)
        into = Doubles.of_fund(fund_id)
        for member_id, house, person_id, person_house, name, *rest in rows:
            day, units, satang, benefit, event = rest
            one = into.asker(member_id, person_id, name)
            home = into.house(one, house if member_id else person_house)
            use = (day_number(day), units, satang, benefit, event)
            self._add(whose(one), home, use)

    def add(self, member: Member, use: Use) -> None:
        self._add(whose(member), member.household_id, use)

    def _add(self, owner: Owner, house: int | None, use: Use) -> None:
        self.own[owner].append(use)
        self.events[use[4]].append(use)
        if house:
            self.houses[house].append(use)
        self._new.append((owner[0], house or 0, *use[:3]))
        self._benefits.append(use[3])

    def before_all(self, everyone: Sequence[Member]) -> Before:
        """The same for many members at once, each in an event of their own."""
        new = np.fromiter(chain.from_iterable(self._new), np.int64)
        self._table = np.concatenate([self._table, new.reshape(-1, 5)])
        self._new.clear()
        stated = as_history(list(stated_at_cut_over(everyone, self.codes, self.draft)))
        whose_, house = self._table[:, 0], self._table[:, 1]
        ids = column([one.id for one in everyone])
        houses = column([one.household_id or 0 for one in everyone])
        own = _pairs(ids, whose_)
        lived = _pairs(houses, np.where(house > 0, house, NOBODYS))
        homeless = houses[own[0]] == 0
        rows = np.append(lived[0], own[0][homeless])
        uses = np.append(lived[1], own[1][homeless])
        return Before(self._lines(stated, *own), self._lines(stated, rows, uses), None)

    def _lines(self, stated: History, row: Int, use: Int) -> History:
        """What was stated at the cut-over, and these uses of these rows."""
        day, units, satang = self._table[use, 2:].T
        benefits = self._benefits
        return History(
            row=np.append(stated.row, row),
            day=np.append(stated.day, day),
            units=np.append(stated.units, units),
            satang=np.append(stated.satang, satang),
            benefit=(*stated.benefit, *(benefits[i] for i in use.tolist())),
            same_event=np.append(stated.same_event, np.zeros(len(use), np.int64)),
        )

    def before(self, member: Member, event: int) -> Before:
        """All that counts against one more case of this member in this event."""
        stated = list(stated_at_cut_over([member], self.codes, self.draft))
        own = _lines(self.own.get(whose(member), ()), event)
        house = member.household_id
        lived = _lines(self.houses.get(house, ()), event) if house else own
        of_event = _lines(self.events.get(event, ()), event)
        return Before(
            as_history([*stated, *own]),
            as_history([*stated, *lived]),
            as_history(of_event),
        )


def _lines(uses: Iterable[Use] | Sequence[Use], event: int) -> list[Line]:
    return [
        (0, day, units, satang, benefit, int(of == event))
        for day, units, satang, benefit, of in uses
    ]


def _pairs(keys: Int, of_use: Int) -> tuple[Int, Int]:
    """Each use beside the rows that have its key: none, one or several."""
    order = np.argsort(keys, kind="stable")
    first = np.searchsorted(keys, of_use, "left", order)
    count = np.searchsorted(keys, of_use, "right", order) - first
    use = np.repeat(np.arange(len(of_use)), count)
    within = np.arange(len(use)) - np.repeat(np.cumsum(count) - count, count)
    return order[np.repeat(first, count) + within], use
