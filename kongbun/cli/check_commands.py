"""`kongbun check` and `kongbun witness`: are the books as they were booked?"""

from __future__ import annotations

import json
from pathlib import Path

import click

from kongbun.cli import door
from kongbun.cli.files import FILE, writing
from kongbun.cli.ready import make_ready
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.soundness import witness
from kongbun.soundness.check import check as find
from kongbun.web import clock


@click.command("check")
@click.option("--fund", "fund_code", help="Only this fund; without it every fund.")
@click.option(
    "--witness",
    "witness_file",
    type=FILE,
    help="Compare with a file that `kongbun witness` wrote earlier.",
)
@door.json_option
def check(*, fund_code: str | None, witness_file: Path | None, as_json: bool) -> int:
    """Look for everything that is wrong; changes nothing.  Exit 1 when it finds."""
    make_ready()
    if fund_code is not None:
        door.find_fund(fund_code)
    seen = witness.read(witness_file) if witness_file else None
    found = find(fund_code, now=clock.now(), witness=seen)
    if as_json:
        document = {"findings": [one.as_json() for one in found]}
        click.echo(json.dumps(document, ensure_ascii=False))
    elif not found:
        click.echo("ตรวจแล้ว ไม่พบสิ่งผิดปกติ")
    for one in () if as_json else found:
        click.echo(f"{one.code} {one.fund} {one.object}: {one.message}")
        click.echo(f"     {one.remedy}")
    return 1 if found else 0


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
