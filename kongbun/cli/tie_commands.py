"""`kongbun member tie`: who is the spouse, parent, child or sibling of whom."""

from __future__ import annotations

import click

from kongbun.access.models import Fund
from kongbun.cli.door import reader, tell, writer
from kongbun.cli.find import find_member
from kongbun.cli.given import TEXT
from kongbun.cli.member_commands import member
from kongbun.commands.run import Act
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.people.models import Tie
from kongbun.people.tie_actions import RELATIONS, declare_tie, end_tie
from kongbun.people.ties import standing_ties


@member.command("tie")
@click.argument("member_no")
@click.argument("relation", type=click.Choice(list(RELATIONS)))
@click.argument("other_no")
@writer()
def tie(
    act: Act, *, as_json: bool, member_no: str, relation: str, other_no: str
) -> None:
    """Declare that MEMBER_NO is the RELATION of OTHER_NO; they approve not for it."""
    person = find_member(act.fund_id, member_no).person
    other = find_member(act.fund_id, other_no).person
    answer = declare_tie(
        act, person=person.public_id, relation=relation, other=other.public_id
    )
    what = f"เป็น{RELATIONS[relation]}ของ"
    words = f"บันทึกแล้วว่า {person.full_name()} {what}{other.full_name()}"
    tell(answer, as_json=as_json, text=words)


@member.command("untie")
@click.argument("member_no")
@click.argument("other_no")
@click.option("--reason", type=TEXT, required=True, help="Why it is over.")
@writer()
def untie(
    act: Act, *, as_json: bool, member_no: str, other_no: str, reason: str
) -> None:
    """End the tie of two members; who is one of the two cannot."""
    person = find_member(act.fund_id, member_no).person
    other = find_member(act.fund_id, other_no).person
    found = _between(act.fund_id, person.pk, other.pk)
    if found is None:
        raise Refused(RefusalCode.NOT_FOUND, what="ความเกี่ยวข้องที่ยังอยู่")
    answer = end_tie(act, tie=found.public_id, reason=reason)
    tell(answer, as_json=as_json, text="สิ้นสุดความเกี่ยวข้องแล้ว")


@member.command("ties")
@click.argument("member_no")
@reader
def ties(fund: Fund, *, as_json: bool, member_no: str) -> None:
    """Whom a member is tied to, as declared."""
    person = find_member(fund.pk, member_no).person
    found = list(standing_ties(person.pk, fund.pk))
    rows = [
        {
            "person": one.person.full_name(),
            "relation": one.kind,
            "other": one.other.full_name(),
            "declared_on": one.declared_on.isoformat(),
        }
        for one in found
    ]
    lines = [
        f"{one.person.full_name()}\t{one.get_kind_display()}\t{one.other.full_name()}"
        for one in found
    ]
    text = "\n".join(lines) or "ยังไม่ได้บันทึกความเกี่ยวข้อง"
    tell({"ties": rows}, as_json=as_json, text=text)


def _between(fund_id: int, first: int, second: int) -> Tie | None:
    return next(
        (
            one
            for one in standing_ties(first, fund_id)
            if {one.person_id, one.other_id} == {first, second}
        ),
        None,
    )


commands: list[click.Command] = [member]
