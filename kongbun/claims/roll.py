"""A fund's register and its dues read once, for whoever asks of them again and again.

Reads only.  A trial makes a list a month under two by-laws, and the page of a draft
looks at all members twice: whom a question is about it says by their ids, and what the
register and the receipts say of them comes from here, in columns.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import numpy as np

from kongbun.claims.facts import counts_from, kept_days_of, of_register
from kongbun.claims.pensions import could_be, ids_that_may_be_due
from kongbun.claims.queries import Member, members
from kongbun.claims.standing import Standing, dues_standing, how_dues_count
from kongbun.dues.received import Late, received_after
from kongbun.dues.standing import Standing as Paid
from kongbun.dues.standing import of_memberships
from kongbun.people.models import Membership
from kongbun.rules.benefit import BenefitRule
from kongbun.rules.bylaw import Bylaw
from kongbun.rules.days import FIRST_DAY, Int, column, date_of
from kongbun.rules.facts import KNOWN


@dataclass
class Roll:
    """Every membership of a fund; `since` is the earliest day it will be asked of."""

    fund_id: int
    since: date
    _may_be_due: dict[tuple[date, str], Int] = field(default_factory=dict)
    _dues: dict[tuple[object, ...], Standing] = field(default_factory=dict)

    @cached_property
    def everyone(self) -> list[Member]:
        return members(Membership.objects.filter(fund_id=self.fund_id).order_by("pk"))

    @cached_property
    def _ids(self) -> Int:
        return column([one.id for one in self.everyone])

    @cached_property
    def _register(self) -> Mapping[str, Int]:
        """As before anybody's time: kept days are put in front in `register`."""
        before = np.full(len(self.everyone), FIRST_DAY, np.int64)
        return of_register(self.everyone, before)

    @cached_property
    def _kept_days(self) -> Int:
        return kept_days_of(self.everyone)

    @cached_property
    def _paid(self) -> Paid:
        return of_memberships(self.fund_id)

    @cached_property
    def _late(self) -> Late:
        return received_after(self.fund_id, self.since)

    def rows(self, ids: Sequence[int]) -> Int:
        """Where the members of these ids stand here."""
        return np.searchsorted(self._ids, column(ids))

    def may_be_due(self, rule: BenefitRule, on: date) -> Int:
        """The rows of `ids_that_may_be_due`, in their order."""
        key = (on, str(could_be(rule, on)))
        if key not in self._may_be_due:
            ids = ids_that_may_be_due(self.fund_id, rule, on)
            self._may_be_due[key] = self.rows(ids)
        return self._may_be_due[key]

    def members(self, rows: Int) -> list[Member]:
        everyone = self.everyone
        return [everyone[row] for row in rows.tolist()]

    def register(self, rows: Int, event: Int) -> dict[str, Int]:
        """As `of_register`, on the day of each one's event."""
        found = {name: values[rows] for name, values in self._register.items()}
        known = found[f"birth_date{KNOWN}"] != 0
        found["birth_date"] = np.where(known, found["birth_date"], event)
        found["joined_date"] = counts_from(
            found["joined_date"], self._kept_days[rows], event
        )
        return found

    def dues(self, law: Bylaw, some: Sequence[Member], event: Int) -> Standing:
        """As `dues_standing`; by-laws that count alike ask the same."""
        ids = tuple(one.id for one in some)
        key = (how_dues_count(law), event.tobytes(), ids)
        if key not in self._dues:
            assert date_of(int(event.min())) >= self.since, "what came in is not read"
            paid = self._paid.take(self.rows(ids))
            self._dues[key] = dues_standing(
                law, some, event, paid=paid, late=self._late
            )
        return self._dues[key]
