"""`kongbun import`: a register from Excel or CSV: tried first, brought in whole."""

from __future__ import annotations

import json
from pathlib import Path
from uuid import NAMESPACE_OID, UUID, uuid4, uuid5

import click

from kongbun.access.models import Fund
from kongbun.cli import door
from kongbun.cli.files import FILE
from kongbun.cli.ready import make_ready
from kongbun.commands.run import Act
from kongbun.kernel.refusal import Refused
from kongbun.people.import_actions import (
    answer_import,
    drop_import,
    find_import,
    import_members,
    open_import,
    stage_import,
    tidy_up,
)
from kongbun.people.known_queries import known
from kongbun.people.register.findings import Answers, Verdict
from kongbun.people.register.read import Register, read_register
from kongbun.web import clock

WORDS = {
    Verdict.NORMALISED: "ปรับให้แล้ว",
    Verdict.QUESTION: "ต้องถาม",
    Verdict.REFUSED: "รับไม่ได้",
}


@click.group("import")
def import_group() -> None:
    """Bring in what a fund keeps in Excel today."""


@import_group.command("members")
@click.argument("file", type=FILE)
@click.option("--fund", "fund_code", required=True, help="The fund's code.")
@click.option("--dry-run", is_flag=True, help="Read and tell; write nothing.")
@click.option(
    "--answer",
    "answers",
    multiple=True,
    metavar="CODE=CHOICE",
    help="Answer a question: two-digit-year=be25, or CODE:COLUMN=, CODE@ROW=. "
    "The choice unknown keeps what the sheet says, to be asked later.",
)
@click.option("--as", "as_user", help="Who acts; asks for the password.")
@click.option("--command-id", type=click.UUID, help="The same id again is done once.")
@door.json_option
@click.pass_context
def members(
    context: click.Context,
    *,
    file: Path,
    fund_code: str,
    dry_run: bool,
    answers: tuple[str, ...],
    as_user: str | None,
    command_id: UUID | None,
    as_json: bool,
) -> None:
    """Read a register (.xlsx, .csv) and, without --dry-run, bring it in.

    One refused row or open question and nothing is written: exit 1.

    Each row counts once, by its gravest finding: rows = accepted + normalised +
    questions + refused.  Totals, notes and headings within the table are rows too.
    A file or its heading row that is refused counts as one refused and no row.
    """
    chosen = dict(_answer(text) for text in answers)
    make_ready()
    act = None
    if not dry_run:
        act = door.act_for(as_user, fund_code, command_id or uuid4())
    fund = door.find_fund(fund_code)
    register = _read(fund, file, chosen)
    written = 0
    if act is not None and register.is_clear:
        written = _bring_in(act, file, chosen)
    _tell(register, written, dry_run=dry_run, as_json=as_json)
    if not register.is_clear:
        context.exit(1)


def _answer(text: str) -> tuple[str, str]:
    key, sign, choice = text.rpartition("=")
    if not sign or not key or not choice:
        raise click.UsageError(f"--answer {text}: write CODE=CHOICE")
    return key, choice


def _read(fund: Fund, file: Path, chosen: dict[str, str]) -> Register:
    return read_register(
        file.read_bytes(),
        file.name,
        today=clock.today_for(fund),
        known=known(fund.pk),
        answers=Answers(chosen),
    )


def _bring_in(act: Act, file: Path, chosen: dict[str, str]) -> int:
    """Each step is a command of its own, under an id made from the caller's."""
    whole = act.command_id

    def step(name: str) -> Act:
        act.command_id = uuid5(NAMESPACE_OID, f"{whole}:{name}")
        return act

    sent = open_import(step("open"), filename=file.name, content=file.read_bytes())
    batch = UUID(sent["import"])
    there = find_import(act.fund_id, batch)
    if there is not None and there.done_at is not None:
        # The first time may have died before it swept up.
        tidy_up(batch)
        return there.written
    if chosen:
        answer_import(step("answer"), batch=batch, answers=chosen)
    try:
        staged = stage_import(act, batch)
        act.command_id = whole
        answer = import_members(
            act,
            batch=batch,
            rows_hash=staged.rows_hash,
            last_member=staged.last_membership,
        )
    except Refused:
        drop_import(step("drop"), batch=batch)
        raise
    finally:
        tidy_up(batch)
    return int(answer["written"])


def _tell(register: Register, written: int, *, dry_run: bool, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(register.as_json(written=written), ensure_ascii=False))
        return
    for finding in register.findings:
        click.echo(
            f"{WORDS[finding.verdict]} [{finding.issue.code}] {finding.message()}"
        )
        if finding.verdict is Verdict.QUESTION:
            for option in finding.issue.choices():
                click.echo(f"    {option.code}: {option.label} {option.hint}".rstrip())
    counts = register.counts
    click.echo(
        f"อ่านได้ {counts.rows:,} แถว พร้อม {counts.accepted:,} "
        f"ปรับให้แล้ว {counts.normalised:,} ต้องถาม {counts.questions:,} "
        f"รับไม่ได้ {counts.refused:,}"
    )
    if dry_run:
        click.echo("ยังไม่มีอะไรเข้าทะเบียน (ลองอ่านเท่านั้น)")
    elif not register.is_clear:
        click.echo("ยังไม่มีอะไรเข้าทะเบียน แก้แถวที่รับไม่ได้และตอบคำถามด้วย --answer ก่อน")
    else:
        click.echo(f"เข้าทะเบียนแล้ว {written:,} คน")


commands = [import_group]
