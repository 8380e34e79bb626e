"""Members come, are corrected and leave.

An ID may be absent and decides nothing.  Not the register as a sheet: that is the
import.  How someone returns depends on what is owed (`dues.return_actions`), and
whether an exit can be taken back on what was given back (`treasury.refund_actions`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from kongbun.access.permissions import Verb, require
from kongbun.commands.run import Act, command
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.people.admission import Shown, refuse_unfit, refuse_way_out
from kongbun.people.checks import (
    check_beneficiaries,
    check_birth,
    check_facts,
    check_joining,
    refuse_a_double,
)
from kongbun.people.joining_actions import (
    branch_of,
    end_membership,
    house_of,
    join,
    membership_of,
    name_beneficiaries,
    person_of,
    refuse_taken_number,
    replace_beneficiaries,
    write_person,
)
from kongbun.people.models import ExitReason, Person
from kongbun.people.queries import memberships_of, next_member_no
from kongbun.people.tie_actions import move_house


@command("people.register_member")
def register_member(
    act: Act,
    *,
    person: Mapping[str, Any],
    membership: Mapping[str, Any],
    beneficiaries: Sequence[Mapping[str, str]] = (),
    is_another_person: bool = False,
    papers: Sequence[str] = (),
    admission_note: str = "",
) -> dict[str, Any]:
    """Take in a new member whom the by-law lets join.

    `person`: title, first_name, last_name, nickname, sex, birth_date,
    birth_precision, id_kind, id_value, phone, address.  `membership`: branch (UUID),
    house_no, line, member_no (else the next), member_type, joined_on, payer_kind,
    payer_name, rhythm_months.  Someone of the same name and birth is asked about
    once: `is_another_person` says it is not the same.  `papers`: those of the by-law's
    list that were shown; `admission_note`: why the committee takes in someone of
    another age, or without a paper.
    """
    require(act, Verb.EDIT_MEMBERS)
    branch = branch_of(act.fund_id, membership["branch"])
    check_facts(person, membership)
    check_birth(person, joined_on=membership["joined_on"])
    check_joining(act.fund_id, membership["joined_on"], today=act.today)
    check_beneficiaries(beneficiaries)
    refuse_a_double(act.fund_id, person, is_another_person=is_another_person)
    refuse_unfit(
        act.fund_id,
        person,
        joined_on=membership["joined_on"],
        shown=Shown(papers=tuple(papers), note=admission_note),
    )
    number = membership.get("member_no") or next_member_no(act.fund_id, branch)
    refuse_taken_number(act.fund_id, number)
    # After this point the member must be taken in.
    new = Person(fund_id=act.fund_id)
    write_person(new, person)
    new.household = house_of(act.fund_id, branch, membership)
    new.save(force_insert=True)
    joined = join(act, new, branch, number, membership, note=admission_note)
    name_beneficiaries(joined, beneficiaries)
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
    found = person_of(act.fund_id, person)
    first = memberships_of(found.pk).last()
    check_facts(facts, {})
    check_birth(facts, joined_on=first.joined_on if first else None)
    refuse_a_double(
        act.fund_id, facts, is_another_person=is_another_person, but=found.pk
    )
    # After this point the correction must stand.
    write_person(found, facts)
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
    found = membership_of(act.fund_id, membership)
    branch = branch_of(act.fund_id, facts["branch"])
    check_facts({}, facts)
    check_beneficiaries(beneficiaries)
    # After this point the change must stand.
    found.branch = branch
    found.member_type = facts.get("member_type", found.member_type)
    found.payer_kind = facts.get("payer_kind") or found.payer_kind
    found.payer_name = facts.get("payer_name", "")
    found.rhythm_months = facts.get("rhythm_months", 1)
    found.save()
    move_house(act, found.person, house_of(act.fund_id, branch, facts))
    replace_beneficiaries(act, found, beneficiaries)
    return {"membership": found.public_id.hex}


@command("people.exit_membership")
def exit_membership(
    act: Act, *, membership: UUID, reason: str, exited_on: date, note: str = ""
) -> dict[str, Any]:
    """End a membership in one of the by-law's ways; nothing is erased."""
    require(act, Verb.EDIT_MEMBERS)
    found = membership_of(act.fund_id, membership)
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
    refuse_way_out(act.fund_id, reason, exited_on=exited_on)
    # After this point the membership must end.
    end_membership(found, reason=reason, exited_on=exited_on, note=note)
    return {"membership": found.public_id.hex, "exited_on": exited_on.isoformat()}
