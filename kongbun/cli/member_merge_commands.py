"""`kongbun member merge|merges|unmerge …`: two records of one person, by two people."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import click

from kongbun.access.models import Fund
from kongbun.cli.door import reader, tell, writer
from kongbun.cli.find import find_member
from kongbun.cli.given import TEXT
from kongbun.cli.member_commands import member
from kongbun.commands.run import Act
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.merging import actions
from kongbun.merging.models import MergeRequest
from kongbun.merging.queries import merges_of, numbers_of, request_by_public_id, waiting
from kongbun.people.one_person import standing_for

HASH = "Of the two as they were seen; else as it was asked for."


@member.command("merge")
@click.argument("member_no")
@click.argument("other_no")
@click.option("--keep", multiple=True, help="FIELD=survivor or FIELD=other.")
@click.option("--reason", type=TEXT, required=True)
@writer()
def merge(
    act: Act,
    *,
    as_json: bool,
    member_no: str,
    other_no: str,
    keep: Sequence[str],
    reason: str,
) -> None:
    """Ask that OTHER_NO count in MEMBER_NO: one person written down twice."""
    kept, other = (find_member(act.fund_id, no) for no in (member_no, other_no))
    answer = actions.request_merge(
        act,
        survivor=standing_for(kept.person).public_id,
        other=standing_for(other.person).public_id,
        keep=dict(_pair(one) for one in keep),
        reason=reason,
    )
    _asked(answer, as_json=as_json)


def _pair(text: str) -> tuple[str, str]:
    field, _, whose = text.partition("=")
    return field, whose


def _asked(answer: dict[str, str], *, as_json: bool) -> None:
    text = f"รอคนที่สองยืนยัน เรื่องที่ {answer['request']}\nhash {answer['hash']}"
    tell(answer, as_json=as_json, text=text)


@member.command("merges")
@reader
def list_merges(fund: Fund, *, as_json: bool) -> None:
    """What waits for a second person: whose records are to be merged or parted."""
    lines = [
        {
            "request": one.public_id,
            "what": "unmerge" if one.undoes else "merge",
            "survivor": one.survivor.full_name(),
            "other": one.other.full_name(),
            "keep": actions.keep_of(one),
            "reason": one.reason,
            "asked_by": one.asked_by.username,
            "hash": bytes(one.hash).hex(),
        }
        for one in waiting(fund.pk)
    ]
    text = "\n".join(
        f"{one['request']}  {one['what']}  {one['survivor']} + {one['other']}"
        for one in lines
    )
    tell(lines, as_json=as_json, text=text or "ไม่มีเรื่องที่รอยืนยัน")


@member.command("confirm-merge")
@click.argument("request_id", type=click.UUID)
@click.option("--hash", "seen", help=HASH)
@writer()
def confirm_merge(
    act: Act, *, as_json: bool, request_id: UUID, seen: str | None
) -> None:
    """Confirm, as another person, that the two are one."""
    found = _request(act.fund_id, request_id)
    answer = actions.confirm_merge(
        act, asked=request_id, content_hash=seen or bytes(found.hash).hex()
    )
    tell(answer, as_json=as_json, text="รวมเป็นคนเดียวกันแล้ว")


@member.command("decline-merge")
@click.argument("request_id", type=click.UUID)
@click.option("--note", type=TEXT, required=True)
@writer()
def decline_merge(act: Act, *, as_json: bool, request_id: UUID, note: str) -> None:
    """Say, as another person, that it shall not be done, and why."""
    answer = actions.decline_merge(act, asked=request_id, note=note)
    tell(answer, as_json=as_json, text="บันทึกว่าไม่ยืนยันแล้ว")


@member.command("unmerge")
@click.argument("member_no")
@click.argument("other_no")
@click.option("--reason", type=TEXT, required=True)
@writer()
def unmerge(
    act: Act, *, as_json: bool, member_no: str, other_no: str, reason: str
) -> None:
    """Ask that OTHER_NO be a record of its own again."""
    kept = standing_for(find_member(act.fund_id, member_no).person)
    for one in merges_of(kept):
        if numbers_of([one.request.other]).get(one.request.other_id) == other_no:
            answer = actions.request_unmerge(act, merge=one.public_id, reason=reason)
            _asked(answer, as_json=as_json)
            return
    raise Refused(RefusalCode.NOT_FOUND, what="การรวมระเบียน")


@member.command("confirm-unmerge")
@click.argument("request_id", type=click.UUID)
@click.option("--hash", "seen", help=HASH)
@writer()
def confirm_unmerge(
    act: Act, *, as_json: bool, request_id: UUID, seen: str | None
) -> None:
    """Confirm, as another person, that they are two."""
    found = _request(act.fund_id, request_id)
    answer = actions.confirm_unmerge(
        act, asked=request_id, content_hash=seen or bytes(found.hash).hex()
    )
    tell(answer, as_json=as_json, text="แยกเป็นสองระเบียนแล้ว")


def _request(fund_id: int, request_id: UUID) -> MergeRequest:
    found = request_by_public_id(fund_id, request_id)
    if found is None:
        raise Refused(RefusalCode.NOT_FOUND, what="เรื่องที่รอยืนยัน")
    return found


commands: list[click.Command] = [member]
