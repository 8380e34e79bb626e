"""The rows of a membership, for the actions that have checked what goes into them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from kongbun.commands.run import Act
from kongbun.kernel.digits import fold
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.kernel.thai_text import match_key, sort_key
from kongbun.people.admission import payer_by_rule
from kongbun.people.checks import refuse_erased
from kongbun.people.models import (
    Beneficiary,
    Branch,
    Household,
    Membership,
    Person,
)
from kongbun.people.one_person import refuse_merged
from kongbun.people.queries import house_key, membership_by_no


def end_membership(
    membership: Membership, *, reason: str, exited_on: date, note: str
) -> None:
    """Write an exit, for actions that have checked it."""
    membership.exited_on, membership.exit_reason = exited_on, reason
    membership.exit_note = note
    membership.save(update_fields=["exited_on", "exit_reason", "exit_note"])


def branch_of(fund_id: int, public_id: UUID) -> Branch:
    found = Branch.objects.filter(
        fund_id=fund_id, public_id=public_id, closed_on=None
    ).first()
    if found is None:
        raise Refused(RefusalCode.NOT_FOUND, what="หมู่บ้านหรือสาขา")
    return found


def person_of(fund_id: int, public_id: UUID) -> Person:
    found = Person.every.filter(fund_id=fund_id, public_id=public_id).first()
    if found is None:
        raise Refused(RefusalCode.NOT_FOUND, what="คน")
    refuse_merged(found)
    refuse_erased(found)
    return found


def membership_of(fund_id: int, public_id: UUID) -> Membership:
    found = (
        Membership.every.filter(fund_id=fund_id, public_id=public_id)
        .select_related("person")
        .first()
    )
    if found is None:
        raise Refused(RefusalCode.NOT_FOUND, what="สมาชิก")
    refuse_merged(found)
    refuse_erased(found.person)
    return found


def refuse_taken_number(fund_id: int, number: str) -> None:
    holder = membership_by_no(fund_id, number)
    if holder is not None:
        raise Refused(
            RefusalCode.MEMBER_NO_TAKEN, number=number, name=holder.person.full_name()
        )


PERSON_COLUMNS = (
    *("title", "first_name", "last_name", "nickname", "sex", "birth_date"),
    *("birth_precision", "id_kind", "id_value", "phone", "address"),
)


def write_person(person: Person, facts: Mapping[str, Any]) -> None:
    for column in PERSON_COLUMNS:
        if column in facts:
            setattr(person, column, facts[column])
    name = f"{person.first_name} {person.last_name}".strip()
    person.match_key, person.sort_key = match_key(name), sort_key(name)


def house_of(
    fund_id: int, branch: Branch, facts: Mapping[str, Any]
) -> Household | None:
    """The house of that number; a person without one is a row of their own."""
    number = fold(facts.get("house_no") or "").strip()
    if not number:
        return None
    house, _ = Household.objects.get_or_create(
        fund_id=fund_id,
        branch=branch,
        house_no=number,
        defaults={"sort_key": house_key(number), "line": facts.get("line") or ""},
    )
    return house


def join(
    act: Act,
    person: Person,
    branch: Branch,
    number: str,
    facts: Mapping[str, Any],
    *,
    note: str = "",
    returned_from: Membership | None = None,
    keeps_time: bool = False,
    waits_until: date | None = None,
    dues_from: date | None = None,
) -> Membership:
    """A new membership; `keeps_time` and what follows are those of who returns.

    Who pays is what the by-law's exemptions say, unless it is given.
    """
    # Who comes back is what they were, unless something else is said.
    like = returned_from or Membership()
    member_type = facts.get("member_type", like.member_type)
    return Membership.objects.create(
        fund_id=act.fund_id,
        person=person,
        branch=branch,
        member_no=number,
        member_type=member_type,
        joined_on=facts["joined_on"],
        payer_kind=facts.get("payer_kind")
        or payer_by_rule(act.fund_id, member_type, joined_on=facts["joined_on"]),
        payer_name=facts.get("payer_name", ""),
        rhythm_months=facts.get("rhythm_months", 1),
        returned_from=returned_from,
        keeps_time=keeps_time,
        waits_until=waits_until,
        dues_from=dues_from,
        admission_note=note.strip(),
        received_at=act.now,
    )


def name_beneficiaries(
    membership: Membership, given: Sequence[Mapping[str, str]], *, after: int = 0
) -> None:
    Beneficiary.objects.bulk_create(
        Beneficiary(
            fund_id=membership.fund_id,
            membership=membership,
            seq=seq,
            name=one["name"],
            relation=one.get("relation", ""),
            id_kind=one.get("id_kind", ""),
            id_value=one.get("id_value", ""),
            phone=one.get("phone", ""),
        )
        for seq, one in enumerate(given, after + 1)
    )


def replace_beneficiaries(
    act: Act, membership: Membership, given: Sequence[Mapping[str, str]]
) -> None:
    """Those no longer named keep their row with the day they were taken off."""
    standing = list(membership.beneficiaries.filter(removed_on=None).order_by("seq"))
    kept = [(one.name, one.relation) for one in standing]
    if kept == [(one["name"], one.get("relation", "")) for one in given]:
        return
    membership.beneficiaries.filter(removed_on=None).update(removed_on=act.today)
    last = membership.beneficiaries.count()
    name_beneficiaries(membership, given, after=last)
