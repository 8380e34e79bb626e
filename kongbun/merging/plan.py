"""What a merge would do: which memberships become one, and what is written where.

Reads only, and the same for the page that shows it, the action that asks and the one
that does it.  What stands against it is told by `obstacles`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from django.db.models import Model

from kongbun.commands.run import canonical
from kongbun.kernel.money import Money
from kongbun.kernel.thai_date import figures
from kongbun.merging.differences import (
    BOTH,
    OF_MEMBERSHIP,
    OF_PERSON,
    OTHER,
    STATED,
    SURVIVOR,
    Difference,
    differences,
    taken,
)
from kongbun.merging.stated import states, whole
from kongbun.people.models import Membership, OpeningUse, Person
from kongbun.people.one_person import records_of

# Row, then column: what stood there and what is to stand there.
Edits = dict[str, dict[str, tuple[Any, Any]]]


@dataclass(frozen=True, slots=True)
class Join:
    """Two memberships over the same time: one member, entered twice."""

    other: Membership
    into: Membership
    # Those of the two whose stated figures count; both where nothing was chosen yet.
    stating: tuple[Membership, ...]
    is_chosen: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """`apart`: memberships of the other record at other times, which stay their own."""

    survivor: Person
    other: Person
    joins: tuple[Join, ...]
    apart: tuple[Membership, ...]
    crossing: tuple[tuple[Membership, tuple[Membership, ...]], ...]
    mine: tuple[Membership, ...]
    differences: tuple[Difference, ...]

    @property
    def open(self) -> list[Difference]:
        return [one for one in self.differences if not one.chosen]

    def text(self) -> str:
        """Without a name: whose value is kept, and what counts in what."""
        return canonical(
            {
                "keep": {one.code: one.chosen for one in self.differences},
                "joins": [
                    [one.other.public_id, one.into.public_id] for one in self.joins
                ],
            }
        )

    def edits(self) -> Edits:
        """What is written into the record that is kept, and nowhere else."""
        found: Edits = {}
        columns = taken(OF_PERSON, list(self.differences))
        _note(found, self.survivor, _of(self.other, columns))
        for nth, join in enumerate(self.joins):
            new = _of(join.other, [])
            if nth == len(self.joins) - 1:
                columns = taken(OF_MEMBERSHIP, list(self.differences))
                new = _of(join.other, columns)
            made = whole(join.into, join.other, join.stating)
            new |= {"joined_on": made.joined_on, "received_at": made.received_at}
            _note(found, join.into, new | made.figures)
            for one in (join.into, join.other):
                if one not in join.stating and states(one):
                    _note(found, one, {"states_again": True})
        return found


def look(survivor: Person, other: Person, keep: Mapping[str, str]) -> Plan:
    """The plan for these two, as far as `keep` says whose values stand."""
    mine = _memberships(survivor)
    joins: list[tuple[Membership, Membership]] = []
    apart, crossing = [], []
    for one in _memberships(other):
        over = tuple(each for each in mine if _overlap(one, each))
        twice = [each for each, into in joins if into in over]
        if len(over) > 1:
            crossing.append((one, over))
        elif twice:
            crossing.append((over[0], (*twice, one)))
        elif over:
            joins.append((one, over[0]))
        else:
            apart.append(one)
    found = list(differences(OF_PERSON, survivor, other, keep))
    stating: dict[int, tuple[Membership, ...]] = {}
    if joins:
        newest, into = joins[-1]
        found += differences(OF_MEMBERSHIP, into, newest, keep)
    for theirs, into in joins:
        who = tuple(each for each in (into, theirs) if states(each))
        if len(who) > 1:
            chosen = keep.get(STATED, "")
            chosen = chosen if chosen in (SURVIVOR, OTHER, BOTH) else ""
            if STATED not in {each.code for each in found}:
                found.append(_stated_twice(into, theirs, chosen))
            who = {SURVIVOR: (into,), OTHER: (theirs,)}.get(chosen, who)
        stating[theirs.pk] = who
    still_open = {each.code for each in found if not each.chosen}
    return Plan(
        survivor=survivor,
        other=other,
        joins=tuple(
            Join(one, into, stating[one.pk], STATED not in still_open)
            for one, into in joins
        ),
        apart=tuple(apart),
        crossing=tuple(crossing),
        mine=tuple(mine),
        differences=tuple(found),
    )


def seen(salt: bytes, reason: str, *persons: Person) -> bytes:
    """SHA-256 over both records as they are: another content, another hash."""
    keys = [one.pk for one in persons]
    memberships = Membership.every.filter(person__in=keys).order_by("pk")
    uses = OpeningUse.objects.filter(membership__in=memberships).order_by("pk")
    rows: list[Sequence[Model]] = [persons, list(memberships), list(uses)]
    text = canonical([reason, *([_plain(row) for row in part] for part in rows)])
    return sha256(salt + text.encode()).digest()


def _plain(row: Model) -> dict[str, Any]:
    found = {}
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        found[field.attname] = bytes(value) if isinstance(value, memoryview) else value
    return found


def _memberships(person: Person) -> list[Membership]:
    """The memberships of one record; of one that others count in, theirs as well."""
    return list(
        Membership.objects.filter(person__in=records_of([person.pk]))
        .select_related("branch", "person")
        .order_by("joined_on", "pk")
    )


def _overlap(one: Membership, other: Membership) -> bool:
    ends = [each.exited_on or date.max for each in (one, other)]
    return one.joined_on < ends[1] and other.joined_on < ends[0]


def _stated_twice(into: Membership, other: Membership, chosen: str) -> Difference:
    return Difference(STATED, "ยอดยกมา", _stated(into), _stated(other), chosen)


def _stated(one: Membership) -> str:
    told = []
    if one.opening_days_paid is not None:
        told.append(f"ส่งแล้ว {one.opening_days_paid:,} วัน")
    if one.opening_paid_until is not None:
        told.append(f"ส่งถึงก่อน {figures(one.opening_paid_until)}")
    if one.opening_paid_satang is not None:
        told.append(f"{Money(one.opening_paid_satang).short()} บาท")
    uses = OpeningUse.objects.filter(membership=one).count()
    if uses:
        told.append(f"สิทธิที่ใช้ไปแล้ว {uses} อย่าง")
    return " ".join(told)


def _of(row: Any, columns: Sequence[str]) -> dict[str, Any]:
    return {column: getattr(row, column) for column in columns}


def _note(edits: Edits, row: Person | Membership, new: Mapping[str, Any]) -> None:
    changed = {
        column: (getattr(row, column), value)
        for column, value in new.items()
        if getattr(row, column) != value
    }
    if changed:
        kind = "person" if isinstance(row, Person) else "membership"
        edits.setdefault(f"{kind}:{row.pk}", {}).update(changed)
