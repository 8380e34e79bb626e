"""`kongbun member erase`: a person asks to be forgotten; two people do it."""

from __future__ import annotations

from datetime import date

import click

from kongbun.access.permissions import Verb
from kongbun.cli.door import second_person, tell, writer
from kongbun.cli.find import find_member
from kongbun.cli.given import DAY
from kongbun.cli.member_commands import member
from kongbun.cli.ready import make_ready
from kongbun.cli.stop import CannotGoOn
from kongbun.commands.run import Act
from kongbun.erasure.actions import erase_person
from kongbun.erasure.wipe import wipe


@member.command("erase")
@click.argument("member_no")
@click.option("--asked-on", type=DAY, required=True, help="The day of the request.")
@click.option("--second", required=True, help="Chair or committee, who agrees.")
@writer()
def erase(
    act: Act, *, as_json: bool, member_no: str, asked_on: date, second: str
) -> None:
    """Erase what is known of a former member; for good.  Money and days stay."""
    found = find_member(act.fund_id, member_no)
    answer = erase_person(
        act,
        person=found.person.public_id,
        asked_on=asked_on,
        second_user_id=second_person(act, Verb.AGREE_TO_ERASE, username=second).pk,
    )
    wiped = wipe()
    text = f"ลบข้อมูลของเลขที่ {member_no} ตามคำขอแล้ว"
    if not wiped:
        text += " ร่องรอยในแฟ้มยังเหลือ สั่ง kongbun member wipe เมื่อไม่มีใครใช้ระบบ"
    tell({**answer, "wiped": wiped}, as_json=as_json, text=text)


@member.command("wipe")
def wipe_file() -> None:
    """Write the file anew, without the bytes of what was erased (SQLite)."""
    make_ready()
    if not wipe():
        raise CannotGoOn("somebody is using the database: try again when nobody is")
    click.echo("เขียนแฟ้มใหม่แล้ว ไม่มีร่องรอยของข้อมูลที่ลบ")


commands: list[click.Command] = [member]
