"""`kongbun bylaw adopt|list`: a fund's own versions.  `check` needs no fund."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from kongbun.access.models import Fund
from kongbun.bylaws import actions
from kongbun.bylaws.queries import versions
from kongbun.cli.bylaw_files import bylaw_text_or_refused
from kongbun.cli.door import reader, tell, writer
from kongbun.cli.files import FILE
from kongbun.cli.given import DAY, TEXT
from kongbun.commands.run import Act


@click.group("bylaw")
def bylaw() -> None:
    """By-laws as data: check a file, list its facts, adopt it in a fund."""


@bylaw.command("adopt")
@click.argument("file", type=FILE)
@click.option("--adopted-on", type=DAY, required=True, help="Day of the meeting.")
@click.option("--meeting", type=TEXT, required=True, help="Which meeting adopted it.")
@click.option("--for", "votes_for", type=click.IntRange(0))
@click.option("--against", "votes_against", type=click.IntRange(0))
@click.option("--abstained", "votes_abstained", type=click.IntRange(0))
@writer()
def adopt(
    act: Act,
    *,
    as_json: bool,
    file: Path,
    adopted_on: date,
    meeting: str,
    votes_for: int | None,
    votes_against: int | None,
    votes_abstained: int | None,
) -> None:
    """Keep a version as the meeting adopted it; it is never edited after."""
    answer = actions.adopt(
        act,
        text=bylaw_text_or_refused(file),
        file=file.name,
        adopted_on=adopted_on,
        meeting=meeting,
        votes_for=votes_for,
        votes_against=votes_against,
        votes_abstained=votes_abstained,
    )
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
            "hash": bytes(version.hash).hex(),
        }
        for version in versions(fund.pk)
    ]
    lines = [f"{one['effective_from']}  {one['title']}" for one in found]
    tell(found, as_json=as_json, text="\n".join(lines) or "ยังไม่มีระเบียบ")


commands: list[click.Command] = [bylaw]
