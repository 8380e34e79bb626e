"""`kongbun check` and `kongbun witness`: are the books as they were booked?"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from kongbun.cli import door
from kongbun.cli.files import FILE, writing
from kongbun.cli.ready import make_ready
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.soundness import witness
from kongbun.soundness.check import check as find
from kongbun.soundness.check import lines as judge
from kongbun.soundness.check import notes
from kongbun.soundness.findings import Finding
from kongbun.soundness.paper import Judged, State
from kongbun.web import clock

STATES = {
    State.HOLDS: "ผ่าน   ",
    State.BROKEN: "ไม่ผ่าน ",
    State.UNREAD: "อ่านไม่ออก",
    State.ELSEWHERE: "ไม่ได้ตรวจ",
}


@click.command("check")
@click.option("--fund", "fund_code", help="Only this fund; without it every fund.")
@click.option(
    "--witness",
    "witness_file",
    type=FILE,
    help="Compare with a file that `kongbun witness` wrote earlier, or with lines "
    "copied from paper: one checkpoint or receipt's QR a line.",
)
@door.json_option
def check(*, fund_code: str | None, witness_file: Path | None, as_json: bool) -> int:
    """Look for everything that is wrong; changes nothing.  Exit 1 when it finds."""
    make_ready()
    if fund_code is not None:
        door.find_fund(fund_code)
    seen = witness.read(witness_file) if witness_file else None
    found = find(fund_code, now=clock.now(), witness=seen)
    noted = notes(fund_code)
    lines = judge(seen, fund_code) if seen else []
    unread = any(one.state is State.UNREAD for one in lines)
    if as_json:
        document: dict[str, Any] = {"findings": [one.as_json() for one in found]}
        if noted:
            document["notes"] = [one.as_json() for one in noted]
        if lines:
            document["lines"] = [one.as_json() for one in lines]
        click.echo(json.dumps(document, ensure_ascii=False))
    else:
        _tell(found, lines)
        for one in noted:
            click.echo(f"ควรถาม {one.code} {one.fund} {one.object}: {one.message}")
    return 1 if found or unread else 0


def _tell(found: list[Finding], lines: list[Judged]) -> None:
    for line in lines:
        click.echo(f"{STATES[line.state]} {line.text}")
        click.echo(f"     {line.message}")
    if not found:
        click.echo("ตรวจแล้ว ไม่พบสิ่งผิดปกติ")
    for one in found:
        click.echo(f"{one.code} {one.fund} {one.object}: {one.message}")
        click.echo(f"     {one.remedy}")


@click.command("witness")
@click.argument("file", type=click.Path(path_type=Path))
@door.json_option
def take_witness(*, file: Path, as_json: bool) -> None:
    """Write where every chain ends to FILE; keep it away from this machine."""
    make_ready()
    taken = witness.take(clock.now()).as_json()
    with writing(file):
        try:
            with file.open("x", encoding="utf-8") as out:
                json.dump(taken, out, ensure_ascii=False, indent=1)
                out.write("\n")
        except FileExistsError:
            raise Refused(RefusalCode.FILE_EXISTS, file=file.name) from None
    door.tell(taken, as_json=as_json, text=f"เขียนพยานลงแฟ้ม {file} แล้ว เก็บไว้นอกเครื่องนี้")


commands = [check, take_witness]
