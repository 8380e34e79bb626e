"""Who was who to whom when something was approved, for every check that asks.

Ties and houses as they stood before the command, by `rules.ties`: the same that the
counter asks.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from kongbun.people.ties import WORDS, houses_of, ties_of
from kongbun.rules.ties import Houses, Kin, Ties, ints, relations
from kongbun.soundness.reading import Funds, in_funds, rows


@dataclass(frozen=True, slots=True)
class Asked:
    """A user who said a word by a command, and a person whom it concerns."""

    user_id: int
    person_id: int
    command_id: int


class Related:
    """The ties of all funds looked at, each fund's read once."""

    def __init__(self, looked_at: Funds) -> None:
        self._persons: dict[tuple[int, int], set[int]] = {}
        for fund_id, user_id, person_id in rows(
            "SELECT fund_id, user_id, person_id FROM access_rolegrant"
            f" WHERE person_id IS NOT NULL AND {in_funds('fund_id', looked_at)}"
        ):
            self._persons.setdefault((fund_id, user_id), set()).add(person_id)
        self._of_fund = cache(_known)

    def persons(self, fund_id: int, user_id: int) -> frozenset[int]:
        """Whom of the register a user is."""
        return frozenset(self._persons.get((fund_id, user_id), ()))

    def around(self, fund_id: int) -> set[int]:
        """Everybody with a duty, and whoever was ever tied to or lived with them."""
        mine = {
            person
            for (of, _), persons in self._persons.items()
            if of == fund_id
            for person in persons
        }
        if not mine:
            return mine
        ties, houses = self._of_fund(fund_id)
        tied = np.isin(ties.person, list(mine)) | np.isin(ties.other, list(mine))
        lived = houses.house[np.isin(houses.person, list(mine))]
        return (
            mine
            | set(ties.person[tied].tolist())
            | set(ties.other[tied].tolist())
            | set(houses.person[np.isin(houses.house, lived)].tolist())
        )

    def kin(self, fund_id: int, asked: Sequence[Asked]) -> list[Kin]:
        """What the user was to the person of each row; the nearest of all."""
        row, person, other, at = [], [], [], []
        for n, one in enumerate(asked):
            for mine in self._persons.get((fund_id, one.user_id), ()):
                row.append(n)
                person.append(mine)
                other.append(one.person_id)
                at.append(one.command_id)
        found = [Kin.NONE] * len(asked)
        if not row:
            return found
        ties, houses = self._of_fund(fund_id)
        kins = relations(ints(person), ints(other), ints(at), ties, houses)
        for n, kin in zip(row, kins.tolist(), strict=True):
            if kin and (found[n] is Kin.NONE or kin < found[n]):
                found[n] = Kin(kin)
        return found

    def between(
        self, fund_id: int, user_id: int, others: Iterable[int], command_id: int
    ) -> str:
        """What a user is to one of some users, in words; "" if nothing."""
        persons = [
            person
            for other in others
            for person in sorted(self._persons.get((fund_id, other), ()))
        ]
        if user_id in set(others):
            return "เหรัญญิกเอง"
        asked = [Asked(user_id, person, command_id) for person in persons]
        kin = next((one for one in self.kin(fund_id, asked) if one), None)
        return f"ผู้ที่{WORDS[kin]}เหรัญญิก" if kin else ""


def _known(fund_id: int) -> tuple[Ties, Houses]:
    return ties_of(fund_id), houses_of(fund_id)
