"""What was granted before each case of a trial: by the draft, not as it really was.

Before the year of the trial the real grants count; within it only what the draft itself
would have given, in the order in which the cases were decided.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from kongbun.claims.history import (
    LINE_COLUMNS,
    Before,
    Line,
    as_history,
    stated_at_cut_over,
    whose,
)
from kongbun.claims.models import COUNTED, Claim
from kongbun.claims.queries import Member
from kongbun.rules.bylaw import Bylaw
from kongbun.rules.days import day_number

# day, units, satang, benefit, event.
Use = tuple[int, int, int, str, int]
Owner = tuple[int, int, str]


class Uses:
    """Grants by whose they are, by house and by event; it only grows."""

    def __init__(self, draft: Bylaw) -> None:
        self.draft = draft
        self.codes = {rule.code for rule in draft.rules}
        self.own: dict[Owner, list[Use]] = defaultdict(list)
        self.houses: dict[int, list[Use]] = defaultdict(list)
        self.events: dict[int, list[Use]] = defaultdict(list)

    def add_real(self, fund_id: int, *, until: date) -> None:
        """What was really paid or promised for events before a day."""
        rows = Claim.objects.filter(
            fund_id=fund_id, status__in=COUNTED, event_on__lt=until
        ).values_list(*LINE_COLUMNS)
        for member_id, house, person_id, person_house, name, *rest in rows:
            day, units, satang, benefit, event = rest
            one = Member(id=member_id or 0, person_id=person_id or 0, name=name)
            home = house if member_id else person_house
            use = (day_number(day), units, satang, benefit, event)
            self._add(whose(one), home, use)

    def add(self, member: Member, use: Use) -> None:
        self._add(whose(member), member.household_id, use)

    def _add(self, owner: Owner, house: int | None, use: Use) -> None:
        self.own[owner].append(use)
        self.events[use[4]].append(use)
        if house:
            self.houses[house].append(use)

    def before_all(self, everyone: Sequence[Member]) -> Before:
        """The same for many at once, each in an event of their own."""
        stated = list(stated_at_cut_over(everyone, self.codes, self.draft))
        own, lived = list(stated), list(stated)
        for row, member in enumerate(everyone):
            mine = self.own.get(whose(member), ())
            house = member.household_id
            theirs = self.houses.get(house, ()) if house else mine
            own += [(row, *use[:4], 0) for use in mine]
            lived += [(row, *use[:4], 0) for use in theirs]
        return Before(as_history(own), as_history(lived), None)

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
