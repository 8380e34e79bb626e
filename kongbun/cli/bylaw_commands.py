"""`kongbun bylaw adopt|list`: a fund's own versions.  `check` needs no fund."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from kongbun.access.models import Fund
from kongbun.bylaws import actions
from kongbun.bylaws.queries import versions
from kongbun.cli.bylaw_files import bylaw_text_or_refused
from kongbun.cli.bylaw_meeting import meeting_options
from kongbun.cli.door import reader, tell, writer
from kongbun.cli.files import FILE
from kongbun.commands.run import Act


@click.group("bylaw")
def bylaw() -> None:
    """By-laws as data: check a file, list its facts, adopt it in a fund."""


@bylaw.command("adopt")
@click.argument("file", type=FILE)
@meeting_options(required=False)
@writer()
def adopt(act: Act, *, as_json: bool, file: Path, **meeting: Any) -> None:
    """Keep a version as the meeting adopted it; it is never edited after."""
    text = bylaw_text_or_refused(file)
    answer = actions.adopt(act, text=text, file=file.name, **meeting)
    tell(answer, as_json=as_json, text=f"ลงมติใช้ {answer['title']} แล้ว")


@bylaw.command("list")
@reader
def list_versions(fund: Fund, *, as_json: bool) -> None:
    """Every adopted version, the newest first."""
    found = [
        {
            "bylaw": version.public_id.hex,
            "title": version.title,
            "effective_from": version.effective_from,
            "adopted_on": version.adopted_on,
            "meeting": version.meeting,
            "members_present": version.members_present,
            "members_entitled": version.members_entitled,
            "quorum": version.quorum,
            "votes_for": version.votes_for,
            "votes_against": version.votes_against,
            "votes_abstained": version.votes_abstained,
            "certified_by": version.certified_by,
            "certified_on": version.certified_on,
            "hash": bytes(version.hash).hex(),
        }
        for version in versions(fund.pk)
    ]
    lines = [f"{one['effective_from']}  {one['title']}" for one in found]
    tell(found, as_json=as_json, text="\n".join(lines) or "ยังไม่มีระเบียบ")


commands: list[click.Command] = [bylaw]
