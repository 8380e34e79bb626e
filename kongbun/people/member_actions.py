"""Members come, are corrected, leave and return.

A person is not a membership: who returns gets a second one.  An ID may be absent and
decides nothing.  Not the register as a sheet: that is the import.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from kongbun.access.permissions import Verb, require
from kongbun.commands.run import Act, command
from kongbun.kernel.digits import fold
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.kernel.thai_text import match_key, sort_key
from kongbun.people.checks import (
    check_beneficiaries,
    check_birth,
    check_facts,
    check_joining,
    refuse_a_double,
)
from kongbun.people.models import (
    Beneficiary,
    Branch,
    ExitReason,
    Household,
    Membership,
    Person,
)
from kongbun.people.queries import house_key, live_membership, next_member_no


@command("people.register_member")
def register_member(
    act: Act,
    *,
    person: Mapping[str, Any],
    membership: Mapping[str, Any],
    beneficiaries: Sequence[Mapping[str, str]] = (),
    is_another_person: bool = False,
) -> dict[str, Any]:
    """Take in a new member.

    `person`: title, first_name, last_name, nickname, sex, birth_date,
    birth_precision, id_kind, id_value, phone, address.  `membership`: branch (UUID),
    house_no, line, member_no (else the next), member_type, joined_on, payer_kind,
    payer_name, rhythm_months.  Someone of the same name and birth is asked about
    once: `is_another_person` says it is not the same.
    """
    require(act, Verb.EDIT_MEMBERS)
    branch = _branch(act.fund_id, membership["branch"])
    check_facts(person, membership)
    check_birth(person, joined_on=membership["joined_on"])
    check_joining(act.fund_id, membership["joined_on"], today=act.today)
    check_beneficiaries(beneficiaries)
    refuse_a_double(act.fund_id, person, is_another_person=is_another_person)
    number = membership.get("member_no") or next_member_no(act.fund_id, branch)
    _refuse_taken_number(act.fund_id, number)
    # After this point the member must be taken in.
    new = Person(fund_id=act.fund_id)
    _write_person(new, person)
    new.household = _household(act.fund_id, branch, membership)
    new.save(force_insert=True)
    joined = _join(act, new, branch, number, membership)
    _name_beneficiaries(joined, beneficiaries)
    return {
        "person": new.public_id.hex,
        "membership": joined.public_id.hex,
        "member_no": number,
    }


@command("people.edit_person")
def edit_person(
    act: Act, *, person: UUID, facts: Mapping[str, Any], is_another_person: bool = False
) -> dict[str, Any]:
    """Correct what is known of a person; the memberships stay as they are."""
    require(act, Verb.EDIT_MEMBERS)
    found = _person(act.fund_id, person)
    first = found.memberships.order_by("joined_on").first()
    check_facts(facts, {})
    check_birth(facts, joined_on=first.joined_on if first else None)
    refuse_a_double(
        act.fund_id, facts, is_another_person=is_another_person, but=found.pk
    )
    # After this point the correction must stand.
    _write_person(found, facts)
    # Whoever corrects a person has asked what the register left open.
    found.unsure = ""
    found.save()
    return {"person": found.public_id.hex}


@command("people.edit_membership")
def edit_membership(
    act: Act,
    *,
    membership: UUID,
    facts: Mapping[str, Any],
    beneficiaries: Sequence[Mapping[str, str]],
) -> dict[str, Any]:
    """Another house, branch, type, payer or rhythm; other beneficiaries."""
    require(act, Verb.EDIT_MEMBERS)
    found = _membership(act.fund_id, membership)
    branch = _branch(act.fund_id, facts["branch"])
    check_facts({}, facts)
    check_beneficiaries(beneficiaries)
    # After this point the change must stand.
    found.branch = branch
    found.member_type = facts.get("member_type", found.member_type)
    found.payer_kind = facts.get("payer_kind", found.payer_kind)
    found.payer_name = facts.get("payer_name", "")
    found.rhythm_months = facts.get("rhythm_months", 1)
    found.save()
    found.person.household = _household(act.fund_id, branch, facts)
    found.person.save(update_fields=["household"])
    _replace_beneficiaries(act, found, beneficiaries)
    return {"membership": found.public_id.hex}


@command("people.exit_membership")
def exit_membership(
    act: Act, *, membership: UUID, reason: str, exited_on: date, note: str = ""
) -> dict[str, Any]:
    """End a membership: died, resigned or struck off; nothing is erased."""
    require(act, Verb.EDIT_MEMBERS)
    found = _membership(act.fund_id, membership)
    if found.exited_on is not None:
        raise Refused(RefusalCode.EXITED_ALREADY, day=found.exited_on)
    if reason not in ExitReason.values:
        raise Refused(RefusalCode.NOT_FOUND, what=f"เหตุที่ออก {reason}")
    if exited_on > act.today:
        raise Refused(RefusalCode.DATE_IN_FUTURE, found=exited_on, today=act.today)
    if exited_on < found.joined_on:
        raise Refused(
            RefusalCode.DATES_IN_WRONG_ORDER, first=found.joined_on, last=exited_on
        )
    # After this point the membership must end.
    end_membership(found, reason=reason, exited_on=exited_on, note=note)
    return {"membership": found.public_id.hex, "exited_on": exited_on.isoformat()}


@command("people.take_back_exit")
def take_back_exit(act: Act, *, membership: UUID, why: str) -> dict[str, Any]:
    """An exit that was recorded by mistake; both commands stay in the chain."""
    require(act, Verb.EDIT_MEMBERS)
    found = _membership(act.fund_id, membership)
    if not why.strip():
        raise Refused(RefusalCode.FIELD_EMPTY, field="เหตุผล")
    if found.exited_on is None:
        raise Refused(RefusalCode.NOT_FOUND, what="การออกที่บันทึกไว้")
    live = live_membership(found.person_id)
    if live is not None:
        raise Refused(RefusalCode.STILL_MEMBER, number=live.member_no)
    # One person is one member at a time: who came back cannot also never have left.
    later = found.person.memberships.filter(joined_on__gte=found.exited_on).exclude(
        pk=found.pk
    )
    came_back = later.order_by("joined_on").first()
    if came_back is not None:
        raise Refused(
            RefusalCode.RETURNED_SINCE,
            number=came_back.member_no,
            day=came_back.joined_on,
        )
    # After this point the membership must go on.
    found.exited_on, found.exit_reason, found.exit_note = None, "", ""
    found.save(update_fields=["exited_on", "exit_reason", "exit_note"])
    return {"membership": found.public_id.hex}


@command("people.return_member")
def return_member(
    act: Act,
    *,
    person: UUID,
    membership: Mapping[str, Any],
    beneficiaries: Sequence[Mapping[str, str]] = (),
) -> dict[str, Any]:
    """A former member joins again: a new membership, the old one stays."""
    require(act, Verb.EDIT_MEMBERS)
    found = _person(act.fund_id, person)
    last = found.memberships.order_by("-joined_on").first()
    if last is None:
        raise Refused(RefusalCode.NOT_FOUND, what="สมาชิกภาพเดิม")
    if last.exited_on is None:
        raise Refused(RefusalCode.STILL_MEMBER, number=last.member_no)
    if last.exit_reason == ExitReason.DIED:
        raise Refused(RefusalCode.DIED_BEFORE, day=last.exited_on)
    joined_on: date = membership["joined_on"]
    if joined_on < last.exited_on:
        raise Refused(
            RefusalCode.DATES_IN_WRONG_ORDER, first=last.exited_on, last=joined_on
        )
    branch = _branch(act.fund_id, membership["branch"])
    check_facts({}, membership)
    check_joining(act.fund_id, joined_on, today=act.today)
    check_beneficiaries(beneficiaries)
    number = membership.get("member_no") or next_member_no(act.fund_id, branch)
    _refuse_taken_number(act.fund_id, number)
    # After this point the member must be back.
    found.household = _household(act.fund_id, branch, membership)
    found.save(update_fields=["household"])
    joined = _join(act, found, branch, number, membership, returned_from=last)
    _name_beneficiaries(joined, beneficiaries)
    return {"membership": joined.public_id.hex, "member_no": number}


def end_membership(
    membership: Membership, *, reason: str, exited_on: date, note: str
) -> None:
    """Write an exit, for actions that have checked it."""
    membership.exited_on, membership.exit_reason = exited_on, reason
    membership.exit_note = note
    membership.save(update_fields=["exited_on", "exit_reason", "exit_note"])


def _branch(fund_id: int, public_id: UUID) -> Branch:
    found = Branch.objects.filter(
        fund_id=fund_id, public_id=public_id, closed_on=None
    ).first()
    if found is None:
        raise Refused(RefusalCode.NOT_FOUND, what="หมู่บ้านหรือสาขา")
    return found


def _person(fund_id: int, public_id: UUID) -> Person:
    found = Person.objects.filter(fund_id=fund_id, public_id=public_id).first()
    if found is None:
        raise Refused(RefusalCode.NOT_FOUND, what="คน")
    return found


def _membership(fund_id: int, public_id: UUID) -> Membership:
    found = (
        Membership.objects.filter(fund_id=fund_id, public_id=public_id)
        .select_related("person")
        .first()
    )
    if found is None:
        raise Refused(RefusalCode.NOT_FOUND, what="สมาชิก")
    return found


def _refuse_taken_number(fund_id: int, number: str) -> None:
    holder = (
        Membership.objects.filter(fund_id=fund_id, member_no=number)
        .select_related("person")
        .first()
    )
    if holder is not None:
        raise Refused(
            RefusalCode.MEMBER_NO_TAKEN, number=number, name=holder.person.full_name()
        )


PERSON_COLUMNS = (
    *("title", "first_name", "last_name", "nickname", "sex", "birth_date"),
    *("birth_precision", "id_kind", "id_value", "phone", "address"),
)


def _write_person(person: Person, facts: Mapping[str, Any]) -> None:
    for column in PERSON_COLUMNS:
        if column in facts:
            setattr(person, column, facts[column])
    name = f"{person.first_name} {person.last_name}".strip()
    person.match_key, person.sort_key = match_key(name), sort_key(name)


def _household(
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


def _join(
    act: Act,
    person: Person,
    branch: Branch,
    number: str,
    facts: Mapping[str, Any],
    *,
    returned_from: Membership | None = None,
) -> Membership:
    # Who comes back is what they were, unless something else is said.
    like = returned_from or Membership()
    return Membership.objects.create(
        fund_id=act.fund_id,
        person=person,
        branch=branch,
        member_no=number,
        member_type=facts.get("member_type", like.member_type),
        joined_on=facts["joined_on"],
        payer_kind=facts.get("payer_kind", Membership().payer_kind),
        payer_name=facts.get("payer_name", ""),
        rhythm_months=facts.get("rhythm_months", 1),
        returned_from=returned_from,
        received_at=act.now,
    )


def _name_beneficiaries(
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


def _replace_beneficiaries(
    act: Act, membership: Membership, given: Sequence[Mapping[str, str]]
) -> None:
    """Those no longer named keep their row with the day they were taken off."""
    standing = list(membership.beneficiaries.filter(removed_on=None).order_by("seq"))
    kept = [(one.name, one.relation) for one in standing]
    if kept == [(one["name"], one.get("relation", "")) for one in given]:
        return
    membership.beneficiaries.filter(removed_on=None).update(removed_on=act.today)
    last = membership.beneficiaries.count()
    _name_beneficiaries(membership, given, after=last)
