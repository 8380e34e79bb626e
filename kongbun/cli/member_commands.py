"""`kongbun member ...`: take in, correct, end, take back, return, find."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import click

from kongbun.access.models import Fund
from kongbun.cli.door import reader, tell, writer
from kongbun.cli.find import find_branch, find_member
from kongbun.cli.given import DAY, TEXT, read_given
from kongbun.commands.run import Act
from kongbun.dues.lapse import behind
from kongbun.dues.lapse_actions import strike_off_lapsed
from kongbun.dues.return_actions import return_member
from kongbun.kernel.bad_input import BadInput
from kongbun.kernel.national_id import IdKind, TypedId, read_id
from kongbun.kernel.thai_date_text import read_partial
from kongbun.people import member_actions, queries
from kongbun.people.admission import membership_rules
from kongbun.people.models import (
    ExitReason,
    Membership,
    MemberType,
    PayerKind,
    Sex,
)
from kongbun.treasury.refund_actions import take_back_exit
from kongbun.web import clock

LISTED = 200
ID_IS_RIGHT = "The card was seen: a number that looks made up is the one on it."


@click.group()
def member() -> None:
    """Members: take in, correct, let leave and return, find."""


def _belongs(command: Any) -> Any:
    for option in (
        click.option("--village", required=True, help="Village number, or branch id."),
        click.option("--house", "house_no", type=TEXT, default=""),
        click.option("--joined-on", type=DAY, required=True),
        click.option("--no", "member_no", type=TEXT, default="", help="Else the next."),
        click.option(
            "--type", "member_type", type=click.Choice(MemberType.values),
            default="general",
        ),
        click.option(
            "--payer", "payer_kind", type=click.Choice(PayerKind.values),
            help="Else as the by-law has it.", callback=lambda _c, _p, said: said or "",
        ),
        click.option("--payer-name", type=TEXT, default=""),
        click.option(
            "--every-months", "rhythm_months", type=click.Choice(["1", "3", "6", "12"]),
            default="1",
        ),
        click.option("--beneficiary", multiple=True, help="NAME or NAME=RELATION."),
        click.option("--paper", multiple=True, type=TEXT, help="A paper seen."),
        click.option("--all-papers", is_flag=True, help="All that the by-law wants."),
        click.option(
            "--admission-note", type=TEXT, default="",
            help="Why the committee takes in who is of another age or lacks a paper.",
        ),
    ):  # fmt: skip
        command = option(command)
    return command


@member.command("add")
@click.option("--first-name", type=TEXT, required=True)
@click.option("--last-name", type=TEXT, default="")
@click.option("--title", type=TEXT, default="")
@click.option("--nickname", type=TEXT, default="")
@click.option("--sex", type=click.Choice(Sex.values), default="")
@click.option("--born", default="", help="A day, a month or a year.")
@click.option("--id", "identity", default="", help="Leave out if there is none.")
@click.option("--passport", is_flag=True, help="--id is a passport's number.")
@click.option("--id-is-right", is_flag=True, help=ID_IS_RIGHT)
@click.option("--phone", type=TEXT, default="")
@click.option("--address", type=TEXT, default="")
@click.option("--another-person", is_flag=True, help="Not who has the same name.")
@_belongs
@writer()
def add(
    act: Act,
    *,
    as_json: bool,
    born: str,
    identity: str,
    passport: bool,
    id_is_right: bool,
    another_person: bool,
    village: str,
    beneficiary: tuple[str, ...],
    rhythm_months: str,
    paper: tuple[str, ...],
    all_papers: bool,
    admission_note: str,
    **facts: Any,
) -> None:
    """Take in a member."""
    birth = read_given(read_partial, born) if born else None
    typed = read_given_id(identity, passport=passport, is_right=id_is_right)
    belongs = ("house_no", "joined_on", "member_no", "member_type")
    payer = ("payer_kind", "payer_name")
    answer = member_actions.register_member(
        act,
        person={
            **{k: v for k, v in facts.items() if k not in (*belongs, *payer)},
            "birth_date": birth.earliest if birth else None,
            "birth_precision": birth.precision if birth else "",
            **typed,
        },
        membership={
            **{name: facts[name] for name in (*belongs, *payer)},
            "branch": find_branch(act.fund_id, village).public_id,
            "rhythm_months": int(rhythm_months),
        },
        beneficiaries=[named(text) for text in beneficiary],
        is_another_person=another_person,
        papers=_papers(act.fund_id, facts["joined_on"], paper, every=all_papers),
        admission_note=admission_note,
    )
    tell(answer, as_json=as_json, text=f"รับเป็นสมาชิก เลขที่ {answer['member_no']} แล้ว")


@member.command("exit")
@click.argument("member_no")
@click.option("--reason", type=click.Choice(ExitReason.values), required=True)
@click.option("--on", "exited_on", type=DAY, required=True)
@click.option("--note", type=TEXT, default="")
@writer()
def leave(act: Act, *, as_json: bool, member_no: str, **facts: Any) -> None:
    """End a membership in one of the by-law's ways."""
    found = find_member(act.fund_id, member_no)
    answer = member_actions.exit_membership(act, membership=found.public_id, **facts)
    tell(answer, as_json=as_json, text=f"บันทึกการออกของ {member_no} แล้ว")


@member.command("exit-back")
@click.argument("member_no")
@click.option("--why", type=TEXT, required=True)
@writer()
def take_back(act: Act, *, as_json: bool, member_no: str, why: str) -> None:
    """Take back an exit recorded by mistake."""
    found = find_member(act.fund_id, member_no)
    answer = take_back_exit(act, membership=found.public_id, why=why)
    tell(answer, as_json=as_json, text=f"ถอนการออกของ {member_no} แล้ว")


@member.command("return")
@click.argument("old_member_no")
@_belongs
@writer()
def come_back(
    act: Act,
    *,
    as_json: bool,
    old_member_no: str,
    village: str,
    beneficiary: tuple[str, ...],
    rhythm_months: str,
    paper: tuple[str, ...],
    all_papers: bool,
    admission_note: str,
    **facts: Any,
) -> None:
    """A former member joins again, on the by-law's terms of return if it has any."""
    found = find_member(act.fund_id, old_member_no)
    answer = return_member(
        act,
        person=found.person.public_id,
        membership={
            **facts,
            "branch": find_branch(act.fund_id, village).public_id,
            "rhythm_months": int(rhythm_months),
        },
        beneficiaries=[named(text) for text in beneficiary],
        papers=_papers(act.fund_id, facts["joined_on"], paper, every=all_papers),
        admission_note=admission_note,
    )
    tell(answer, as_json=as_json, text=f"กลับเป็นสมาชิก เลขที่ {answer['member_no']} แล้ว")


@member.command("show")
@click.argument("member_no")
@reader
def show(fund: Fund, *, as_json: bool, member_no: str) -> None:
    """One membership; of an ID only the last four."""
    found = find_member(fund.pk, member_no)
    answer = {
        **_line(found),
        "type": found.member_type,
        "payer": found.payer_kind,
        "id_last_four": found.person.id_value[-4:],
        "exit_reason": found.exit_reason,
        "beneficiaries": [
            {"name": one.name, "relation": one.relation}
            for one in found.beneficiaries.filter(removed_on=None).order_by("seq")
        ],
    }
    tell(answer, as_json=as_json)


@member.command("list")
@click.option("--find", default="", help="Name, number or house.")
@click.option("--village", help="Village number, or branch id.")
@click.option("--exited", is_flag=True, help="Those who left too.")
@reader
def list_members(
    fund: Fund, *, as_json: bool, find: str, village: str | None, exited: bool
) -> None:
    """Members in Thai order, 200 at the most."""
    branch_id = find_branch(fund.pk, village).pk if village else None
    rows = queries.search(fund.pk, find, branch_id=branch_id, exited=exited)
    lines = [_line(row) for row in rows[:LISTED]]
    text = "\n".join(f"{one['member_no']}  {one['name']}" for one in lines)
    tell(lines, as_json=as_json, text=text or "ไม่พบใคร")


@member.command("behind")
@reader
def list_behind(fund: Fund, *, as_json: bool) -> None:
    """Whose rights rest and who has lapsed by the by-law, today."""
    lines = [
        {
            **_line(one.membership),
            "lapsed": one.is_lapsed,
            "paid_through": one.paid_through,
            "suspended_from": one.suspended_from,
            "lapsed_from": one.lapsed_from,
            "arrears_satang": one.arrears_satang,
        }
        for one in behind(fund.pk, clock.today_for(fund))
    ]
    words = {True: "พ้นสภาพ", False: "พักสิทธิ"}
    text = "\n".join(
        f"{one['member_no']}  {one['name']}  {words[one['lapsed']]}" for one in lines
    )
    tell(lines, as_json=as_json, text=text or "ไม่มีใครพักสิทธิหรือพ้นสภาพ")


@member.command("strike-off")
@click.argument("member_no", nargs=-1, required=True)
@click.option("--resolution", type=TEXT, required=True, help="The committee's.")
@writer()
def strike_off(
    act: Act, *, as_json: bool, member_no: tuple[str, ...], resolution: str
) -> None:
    """Strike off members who have lapsed; all of them or none."""
    answer = strike_off_lapsed(
        act,
        memberships=[find_member(act.fund_id, one).public_id for one in member_no],
        resolution=resolution,
    )
    tell(answer, as_json=as_json, text=f"จำหน่าย {len(member_no)} คน ตามมติแล้ว")


def _papers(
    fund_id: int, joined_on: date, named_: Sequence[str], *, every: bool
) -> Sequence[str]:
    rules = membership_rules(fund_id, joined_on) if every else None
    return named_ if rules is None else rules.documents


def _line(found: Membership) -> dict[str, Any]:
    house = found.person.household
    return {
        "member_no": found.member_no,
        "name": found.person.full_name(),
        "branch": found.branch.label(),
        "house_no": house.house_no if house else "",
        "joined_on": found.joined_on,
        "exited_on": found.exited_on,
    }


def read_given_id(text: str, *, passport: bool, is_right: bool) -> dict[str, str]:
    """The columns of an ID; one that looks made up needs who saw the card."""

    def read(given: str) -> TypedId:
        try:
            return read_id(given, kind=IdKind.PASSPORT if passport else None)
        except BadInput as bad:
            if bad.code != "id-made-up" or not is_right:
                raise
            (seen,) = bad.choices
            assert isinstance(seen, TypedId), "a number has one reading"
            return seen

    typed = read_given(read, text)
    kind = "" if typed.kind is IdKind.NONE else typed.kind.value
    return {"id_kind": kind, "id_value": typed.value}


def named(text: str) -> dict[str, str]:
    name, _, relation = text.partition("=")
    return {"name": name.strip(), "relation": relation.strip()}


commands: list[click.Command] = [member]
