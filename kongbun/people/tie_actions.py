"""Declares who is tied to whom, and ends it; keeps the house that somebody leaves."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from kongbun.access.permissions import Verb, require
from kongbun.commands.run import Act, command
from kongbun.kernel.lengths import too_long
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.people.models import Household, HouseLeft, Person, Tie, TieEnd, TieKind
from kongbun.people.ties import person_ids_of, standing_ties

CHILD = "child"
RELATIONS = {
    TieKind.SPOUSE.value: "คู่สมรส",
    TieKind.PARENT.value: "พ่อแม่",
    CHILD: "ลูก",
    TieKind.SIBLING.value: "พี่น้อง",
    TieKind.SAME_HOUSE.value: "คนบ้านเดียวกัน",
}


@command("people.declare_tie")
def declare_tie(
    act: Act, *, person: UUID, relation: str, other: UUID
) -> dict[str, Any]:
    """`person` is the `relation` (spouse, parent, child, ...) of `other`."""
    require(act, Verb.DECLARE_TIE)
    if relation not in RELATIONS:
        raise Refused(RefusalCode.NOT_FOUND, what=f"ความเกี่ยวข้อง {relation}")
    first, second = _person(act, person), _person(act, other)
    if first.pk == second.pk:
        raise Refused(RefusalCode.TIE_TO_ONESELF, name=first.full_name())
    if relation == CHILD:
        first, second, relation = second, first, TieKind.PARENT.value
    for one in standing_ties(first.pk, act.fund_id):
        if {one.person_id, one.other_id} == {first.pk, second.pk}:
            raise Refused(
                RefusalCode.TIED_ALREADY,
                name=one.person.full_name(),
                other=one.other.full_name(),
                relation=one.get_kind_display(),
            )
    assert act.user_id is not None, "`require` has let a user through"
    # After this point the tie must stand.
    made = Tie.objects.create(
        fund_id=act.fund_id,
        person=first,
        other=second,
        kind=relation,
        declared_on=act.today,
        declared_by_id=act.user_id,
        command_id=act.command_pk,
    )
    return {"tie": made.public_id.hex}


@command("people.end_tie")
def end_tie(act: Act, *, tie: UUID, reason: str) -> dict[str, Any]:
    """A tie that is over, or was none.  Not by one of the two it ties."""
    require(act, Verb.DECLARE_TIE)
    found = Tie.objects.filter(fund_id=act.fund_id, public_id=tie, ending=None).first()
    if found is None:
        raise Refused(RefusalCode.NOT_FOUND, what="ความเกี่ยวข้องที่ยังอยู่")
    mine = person_ids_of(act.user_id or 0, act.fund_id)
    if mine & {found.person_id, found.other_id}:
        raise Refused(RefusalCode.OWN_TIE, name=act.user_name)
    if not reason.strip():
        raise Refused(RefusalCode.FIELD_EMPTY, field="เหตุผล")
    reasons = too_long("เหตุผล", reason.strip(), 300)
    if reasons:
        raise Refused.of(reasons)
    assert act.user_id is not None, "`require` has let a user through"
    # After this point the tie must be over.
    TieEnd.objects.create(
        tie=found,
        ended_on=act.today,
        reason=reason.strip(),
        ended_by_id=act.user_id,
        command_id=act.command_pk,
    )
    return {"tie": found.public_id.hex}


def move_house(act: Act, person: Person, house: Household | None) -> None:
    """Put a person into a house, or none, for actions that have checked it."""
    now = house.pk if house else None
    if person.household_id == now:
        return
    HouseLeft.objects.create(
        fund_id=act.fund_id,
        person=person,
        household_id=person.household_id,
        command_id=act.command_pk,
    )
    person.household = house
    person.save(update_fields=["household"])


def forget_houses(person: Person) -> None:
    """Of a person who is erased: where they lived before, too."""
    HouseLeft.objects.filter(person=person).update(household=None)


def _person(act: Act, key: UUID) -> Person:
    found = Person.objects.filter(
        fund_id=act.fund_id, public_id=key, erased_on=None
    ).first()
    if found is None:
        raise Refused(RefusalCode.NOT_FOUND, what="คน")
    return found
