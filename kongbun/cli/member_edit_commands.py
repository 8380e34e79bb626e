"""`kongbun member edit|belongs|show-id`: correct what is known of a member.

What is not named stays as it is.  Not the taking in and leaving: `member_commands`.
"""

from __future__ import annotations

from typing import Any

import click

from kongbun.cli.door import tell, writer
from kongbun.cli.find import find_branch, find_member
from kongbun.cli.given import TEXT, read_given
from kongbun.cli.member_commands import ID_IS_RIGHT, named, read_given_id
from kongbun.commands.run import Act
from kongbun.kernel.thai_date_text import read_partial
from kongbun.people import member_actions
from kongbun.people.joining_actions import PERSON_COLUMNS
from kongbun.people.models import MemberType, PayerKind, Person, Sex
from kongbun.people.see_actions import see_full_id


@click.group()
def member() -> None:
    """Members: take in, correct, let leave and return, find."""


def _as_known(person: Person) -> dict[str, Any]:
    return {name: getattr(person, name) for name in PERSON_COLUMNS}


@member.command("edit")
@click.argument("member_no")
@click.option("--first-name", type=TEXT)
@click.option("--last-name", type=TEXT)
@click.option("--title", type=TEXT)
@click.option("--nickname", type=TEXT)
@click.option("--sex", type=click.Choice(Sex.values))
@click.option("--born", help="A day, a month or a year; empty: not known.")
@click.option("--id", "identity", help="Empty takes the number away.")
@click.option("--passport", is_flag=True, help="--id is a passport's number.")
@click.option("--id-is-right", is_flag=True, help=ID_IS_RIGHT)
@click.option("--phone", type=TEXT)
@click.option("--address", type=TEXT)
@click.option("--another-person", is_flag=True, help="Not who has the same name.")
@writer()
def edit(
    act: Act,
    *,
    as_json: bool,
    member_no: str,
    born: str | None,
    identity: str | None,
    passport: bool,
    id_is_right: bool,
    another_person: bool,
    **named_facts: Any,
) -> None:
    """Correct a name, a birth, an ID; only what is given changes."""
    person = find_member(act.fund_id, member_no).person
    facts = _as_known(person)
    facts |= {name: value for name, value in named_facts.items() if value is not None}
    if born is not None:
        birth = read_given(read_partial, born) if born.strip() else None
        facts |= {
            "birth_date": birth.earliest if birth else None,
            "birth_precision": birth.precision if birth else "",
        }
    if identity is not None:
        facts |= read_given_id(identity, passport=passport, is_right=id_is_right)
    answer = member_actions.edit_person(
        act, person=person.public_id, facts=facts, is_another_person=another_person
    )
    tell(answer, as_json=as_json, text=f"แก้ข้อมูลของสมาชิกเลขที่ {member_no} แล้ว")


@member.command("belongs")
@click.argument("member_no")
@click.option("--village", help="Village number, or branch id.")
@click.option("--house", "house_no", type=TEXT)
@click.option("--type", "member_type", type=click.Choice(MemberType.values))
@click.option("--payer", "payer_kind", type=click.Choice(PayerKind.values))
@click.option("--payer-name", type=TEXT)
@click.option("--every-months", type=click.Choice(["1", "3", "6", "12"]))
@click.option(
    "--beneficiary", multiple=True, help="NAME or NAME=RELATION; all that hold now."
)
@click.option("--no-beneficiary", is_flag=True, help="Nobody is named any more.")
@writer()
def belongs(
    act: Act,
    *,
    as_json: bool,
    member_no: str,
    village: str | None,
    every_months: str | None,
    beneficiary: tuple[str, ...],
    no_beneficiary: bool,
    **named_facts: Any,
) -> None:
    """Another house, village, type, payer or rhythm; other beneficiaries."""
    if beneficiary and no_beneficiary:
        raise click.UsageError("give --beneficiary or --no-beneficiary, not both")
    found = find_member(act.fund_id, member_no)
    house = found.person.household
    facts: dict[str, Any] = {
        "branch": found.branch.public_id,
        "house_no": house.house_no if house else "",
        "member_type": found.member_type,
        "payer_kind": found.payer_kind,
        "payer_name": found.payer_name,
        "rhythm_months": found.rhythm_months,
    }
    facts |= {name: value for name, value in named_facts.items() if value is not None}
    if village is not None:
        facts["branch"] = find_branch(act.fund_id, village).public_id
    if every_months is not None:
        facts["rhythm_months"] = int(every_months)
    standing = (
        []
        if no_beneficiary
        else [
            {"name": one.name, "relation": one.relation}
            for one in found.beneficiaries.filter(removed_on=None).order_by("seq")
        ]
    )
    answer = member_actions.edit_membership(
        act,
        membership=found.public_id,
        facts=facts,
        beneficiaries=[named(text) for text in beneficiary] or standing,
    )
    tell(answer, as_json=as_json, text=f"แก้ข้อมูลของสมาชิกเลขที่ {member_no} แล้ว")


@member.command("show-id")
@click.argument("member_no")
@writer()
def show_id(act: Act, *, as_json: bool, member_no: str) -> None:
    """The whole ID; the look itself goes on record, and the member can ask of it."""
    person = find_member(act.fund_id, member_no).person
    see_full_id(act, person=person.public_id)
    told = {"member_no": member_no, "id_kind": person.id_kind, "id": person.id_value}
    tell(told, as_json=as_json, text=person.id_value or "ไม่มีเลขบัตร")


commands: list[click.Command] = [member]
