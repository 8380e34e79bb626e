"""`kongbun bylaw draft …`: a by-law is written, shown, voted on and adopted."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import click

from kongbun.access.models import Fund
from kongbun.bylaws import draft_actions as actions
from kongbun.bylaws.draft_models import Draft, DraftState, DraftText
from kongbun.bylaws.draft_queries import (
    draft_by_public_id,
    drafts,
    newest_text,
    text_no,
    texts,
)
from kongbun.bylaws.queries import version_on
from kongbun.claims.draft_promises import read_draft_of
from kongbun.cli.bylaw_files import bylaw_text_or_refused
from kongbun.cli.bylaw_meeting import meeting_options
from kongbun.cli.door import reader, tell, writer
from kongbun.cli.files import FILE
from kongbun.cli.given import DAY, TEXT
from kongbun.commands.run import Act
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.kernel.thai_date import short
from kongbun.web import clock

DRAFT = click.argument("draft", type=click.UUID)
MADE_FROM = click.option(
    "--made-from",
    "expected_no",
    type=click.IntRange(1),
    help="Number of the text it was made from; the newest if not said.",
)


@click.group("bylaw")
def bylaw() -> None:
    """By-laws as data: check a file, list its facts, adopt it in a fund."""


@bylaw.group("draft")
def draft_group() -> None:
    """Write a by-law, show it to the members, adopt it by a recorded meeting."""


@draft_group.command("list")
@reader
def list_drafts(fund: Fund, *, as_json: bool) -> None:
    """Every draft of the fund, the newest first."""
    found = [_told(one) for one in drafts(fund.pk)]
    lines = [f"{one['draft']}  {one['state_text']}  {one['title']}" for one in found]
    tell(found, as_json=as_json, text="\n".join(lines) or "ยังไม่มีร่างระเบียบ")


def _told(draft: Draft) -> dict[str, Any]:
    return {
        "draft": draft.public_id.hex,
        "title": draft.title,
        "state": draft.state,
        "state_text": DraftState(draft.state).label,
        "no": newest_text(draft).no,
        "started_by": draft.started_by.display_name,
        "based_on": draft.based_on and draft.based_on.public_id.hex,
        "shown_on": draft.shown_on,
        "shown_how": draft.shown_how,
        "adopted": draft.adopted and draft.adopted.public_id.hex,
    }


@draft_group.command("start")
@click.argument("file", type=FILE, required=False)
@click.option(
    "--amend", is_flag=True, help="Begin with the version in force, and change that."
)
@click.option("--title", type=TEXT, default="", help="Its title; else the text's own.")
@writer()
def start(
    act: Act, *, as_json: bool, file: Path | None, amend: bool, title: str
) -> None:
    """Begin a draft from FILE, from the version in force, or with a title alone."""
    if file is not None and amend:
        raise click.UsageError("a draft begins with FILE or with --amend, not both")
    version = version_on(act.fund_id, act.today) if amend else None
    if amend and version is None:
        raise Refused(RefusalCode.NO_BYLAW_THEN, day=short(act.today))
    text = "" if file is None else bylaw_text_or_refused(file)
    answer = actions.start_draft(
        act,
        text=text if version is None else version.text,
        title=title,
        based_on=None if version is None else version.public_id,
    )
    tell(answer, as_json=as_json, text=f"เริ่มร่าง {answer['title']}  {answer['draft']}")


@draft_group.command("text")
@DRAFT
@click.option(
    "--no", type=click.IntRange(1), help="Which text; the newest if not said."
)
@reader
def text(fund: Fund, *, as_json: bool, draft: UUID, no: int | None) -> None:
    """Print a text of a draft.  With --json also what the linter says of it."""
    found = _draft(fund.pk, draft)
    shown = newest_text(found) if no is None else text_no(found, no)
    if shown is None:
        raise Refused(RefusalCode.NOT_FOUND, what=f"ร่างครั้งที่ {no}")
    reading = read_draft_of(fund.pk, shown.text, on=clock.today_for(fund))
    answer = {
        **_told(found),
        "no": shown.no,
        "hash": bytes(shown.hash).hex(),
        "text": shown.text,
        "findings": [one.finding.as_json() for one in reading.findings],
        "texts": [_text_told(one) for one in texts(found)],
    }
    tell(answer, as_json=as_json, text=shown.text.rstrip("\n"))


def _text_told(text: DraftText) -> dict[str, Any]:
    return {
        "no": text.no,
        "written_by": text.written_by.display_name,
        "written_at": text.written_at,
        "again_no": text.again_no,
        "hash": bytes(text.hash).hex(),
    }


@draft_group.command("keep")
@DRAFT
@click.argument("file", type=FILE)
@MADE_FROM
@writer()
def keep(
    act: Act, *, as_json: bool, draft: UUID, file: Path, expected_no: int | None
) -> None:
    """Keep FILE as the draft's newest text; the one before stays.

    What members were shown and is changed has to be shown to them again.
    """
    answer = actions.keep_text(
        act,
        draft=draft,
        text=bylaw_text_or_refused(file),
        expected_no=_made_from(act, draft, expected_no),
    )
    tell(answer, as_json=as_json, text=_kept(answer))


@draft_group.command("back")
@DRAFT
@click.option(
    "--to", "to_no", type=click.IntRange(1), required=True, help="Which text."
)
@MADE_FROM
@writer()
def back(
    act: Act, *, as_json: bool, draft: UUID, to_no: int, expected_no: int | None
) -> None:
    """Make an earlier text the newest; those between are kept."""
    answer = actions.go_back(
        act,
        draft=draft,
        to_no=to_no,
        expected_no=_made_from(act, draft, expected_no),
    )
    tell(answer, as_json=as_json, text=_kept(answer))


def _kept(answer: dict[str, Any]) -> str:
    again = " สมาชิกเคยดูข้อความก่อนนี้ ต้องให้ดูใหม่" if answer["was_shown"] else ""
    return f"เก็บร่าง {answer['title']} ครั้งที่ {answer['no']} แล้ว{again}"


@draft_group.command("show-to-members")
@DRAFT
@click.option(
    "--on", "shown_on", type=DAY, required=True, help="Day they were shown it."
)
@click.option("--how", type=TEXT, required=True, help="Where, or how.")
@MADE_FROM
@writer()
def show_to_members(
    act: Act,
    *,
    as_json: bool,
    draft: UUID,
    shown_on: date,
    how: str,
    expected_no: int | None,
) -> None:
    """Record when and how the members were shown the draft."""
    answer = actions.show_draft(
        act,
        draft=draft,
        shown_on=shown_on,
        how=how,
        expected_no=_made_from(act, draft, expected_no),
    )
    told = f"บันทึกว่าให้สมาชิกดู {answer['title']} แล้วเมื่อ {short(shown_on)}"
    tell(answer, as_json=as_json, text=told)


@draft_group.command("withdraw")
@DRAFT
@MADE_FROM
@writer()
def withdraw(act: Act, *, as_json: bool, draft: UUID, expected_no: int | None) -> None:
    """Go on with a draft no more; its texts stay readable."""
    answer = actions.withdraw_draft(
        act, draft=draft, expected_no=_made_from(act, draft, expected_no)
    )
    tell(answer, as_json=as_json, text=f"เลิกร่าง {answer['title']} แล้ว")


@draft_group.command("adopt")
@DRAFT
@click.option(
    "--effective-from", type=DAY, required=True, help="First day on which it holds."
)
@meeting_options(required=True)
@MADE_FROM
@writer()
def adopt(
    act: Act,
    *,
    as_json: bool,
    draft: UUID,
    expected_no: int | None,
    **meeting: Any,
) -> None:
    """Adopt what members were shown, as the meeting did; it is never edited after."""
    answer = actions.adopt_draft(
        act,
        draft=draft,
        expected_no=_made_from(act, draft, expected_no),
        **meeting,
    )
    lines = [f"ลงมติใช้ {answer['title']} แล้ว"]
    lines += [f"  {one['clause']} {one['message']}" for one in answer["warnings"]]
    tell(answer, as_json=as_json, text="\n".join(lines))


def _draft(fund_id: int, draft: UUID) -> Draft:
    found = draft_by_public_id(fund_id, draft)
    if found is None:
        raise Refused(RefusalCode.NOT_FOUND, what="ร่างระเบียบ")
    return found


def _made_from(act: Act, draft: UUID, expected_no: int | None) -> int:
    """Which text the change was made from; an action tells of a draft not there."""
    if expected_no is not None:
        return expected_no
    found = draft_by_public_id(act.fund_id, draft)
    return 0 if found is None else newest_text(found).no


commands: list[click.Command] = [bylaw]
