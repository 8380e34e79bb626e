"""What ties a fund's persons to each other, as the columns `rules.ties` reads.

Reads only.  A user is a person by what their duties say, of whatever day: who it was
is not undone when a duty ends.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from kongbun.access.models import RoleGrant
from kongbun.people.models import HouseLeft, Person, Tie, TieKind
from kongbun.people.one_person import records_of
from kongbun.rules.ties import NOW, Houses, Kin, Ties, ints, relations

KINS = {
    TieKind.SPOUSE: Kin.SPOUSE,
    TieKind.PARENT: Kin.PARENT,
    TieKind.SIBLING: Kin.SIBLING,
    TieKind.SAME_HOUSE: Kin.SAME_HOUSE,
}
# As in "เป็นพ่อแม่ของนายสมชาย".
WORDS = {
    Kin.SELF: "เป็นคนเดียวกับ",
    Kin.SPOUSE: "เป็นคู่สมรสของ",
    Kin.PARENT: "เป็นพ่อแม่ของ",
    Kin.CHILD: "เป็นลูกของ",
    Kin.SIBLING: "เป็นพี่น้องของ",
    Kin.SAME_HOUSE: "อยู่บ้านเดียวกับ",
}


@dataclass(frozen=True, slots=True)
class Near:
    """A user's person and somebody they are tied to."""

    person_id: int
    other_id: int
    kin: Kin

    def words(self) -> str:
        """As people say it: เป็นคู่สมรสของนางสมศรี ใจงาม."""
        other = Person.every.get(pk=self.other_id)
        return f"{WORDS[self.kin]}{other.full_name()}"


def person_ids_of(user_id: int, fund_id: int) -> frozenset[int]:
    """Whom of the register a user is: every record of them."""
    named = RoleGrant.objects.filter(
        user_id=user_id, fund_id=fund_id, person__isnull=False
    ).values_list("person_id", flat=True)
    return frozenset(records_of([pk for pk in named if pk is not None]))


def ties_of(fund_id: int, among: Collection[int] | None = None) -> Ties:
    """Every tie ever declared, or those that touch one of these persons."""
    found = Tie.objects.filter(fund_id=fund_id)
    if among is not None:
        found = found.filter(Q(person__in=among) | Q(other__in=among))
    return Ties.of(
        # Declared by a command: from the next one on it stands.
        (person, other, KINS[TieKind(kind)], since + 1, NOW if ended is None else ended)
        for person, other, kind, since, ended in found.order_by("pk").values_list(
            "person_id", "other_id", "kind", "command_id", "ending__command_id"
        )
    )


def houses_of(fund_id: int, among: Collection[int] | None = None) -> Houses:
    """Where each person lived, from the houses they left and the one they are in."""
    mine = {"pk__in": among} if among is not None else {}
    now = dict(
        Person.every.filter(fund_id=fund_id, **mine).values_list("pk", "household_id")
    )
    rows: list[tuple[int, int, int, int]] = []
    since: dict[int, int] = {}
    for person, house, command in (
        HouseLeft.objects.filter(fund_id=fund_id, person__in=now)
        .order_by("pk")
        .values_list("person_id", "household_id", "command_id")
    ):
        if house is not None:
            rows.append((person, house, since.get(person, 0), command))
        since[person] = command
    rows.extend(
        (person, house, since.get(person, 0), NOW)
        for person, house in now.items()
        if house is not None
    )
    return Houses.of(rows)


def nearest(fund_id: int, user_id: int, others: Iterable[int]) -> list[Near]:
    """Each of `others` to whom this user is somebody now, the nearest tie of each."""
    wanted = set(others)
    mine = person_ids_of(user_id, fund_id)
    return [one for one in near_persons(fund_id, mine) if one.other_id in wanted]


def near_persons(fund_id: int, mine: Collection[int]) -> list[Near]:
    """Everybody to whom one of these persons is somebody now, and they themselves."""
    if not mine:
        return []
    ties = ties_of(fund_id, mine)
    lived = Person.every.filter(pk__in=mine, household__isnull=False)
    housemates = Person.every.filter(
        fund_id=fund_id, household__in=lived.values("household_id")
    )
    others = sorted(
        {*mine, *ties.person.tolist(), *ties.other.tolist()}
        | set(housemates.values_list("pk", flat=True))
    )
    pairs = [(one, other) for one in sorted(mine) for other in others]
    found = relations(
        ints(one for one, _ in pairs),
        ints(other for _, other in pairs),
        ints([NOW - 1] * len(pairs)),
        ties,
        houses_of(fund_id, others),
    )
    near: dict[int, Near] = {}
    for (first, second), kin in zip(pairs, found.tolist(), strict=True):
        if kin and (second not in near or kin < near[second].kin):
            near[second] = Near(first, second, Kin(kin))
    return list(near.values())


def standing_ties(person_id: int, fund_id: int) -> QuerySet[Tie]:
    """The ties of a person that nobody ended, the first one first."""
    return (
        Tie.objects.filter(
            Q(person_id=person_id) | Q(other_id=person_id),
            fund_id=fund_id,
            ending=None,
        )
        .select_related("person", "other", "declared_by")
        .order_by("pk")
    )
