"""`kongbun backup` and `kongbun restore`: the whole database in one file."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from kongbun.cli import copying, door
from kongbun.cli.files import FILE, using, writing
from kongbun.cli.ready import make_ready
from kongbun.web import clock


@click.command("backup")
@click.argument("file", type=click.Path(path_type=Path))
@door.json_option
def backup(*, file: Path, as_json: bool) -> None:
    """Write everything to FILE (a folder gets a dated file), while people work.

    Keep it on a USB stick away from this machine: it holds every member's data.
    """
    make_ready()
    with writing(file):
        made = copying.back_up(file, clock.now())
    size = made.stat().st_size
    door.tell(
        {"file": str(made), "bytes": size},
        as_json=as_json,
        text=f"สำรองข้อมูลไว้ที่ {made} แล้ว ({size // 1024:,} KB) เก็บไว้นอกเครื่องนี้",
    )


@click.command("restore")
@click.argument("file", type=FILE)
@click.option("--older", is_flag=True, help="Go back: what came after will be gone.")
@door.json_option
def restore(*, file: Path, older: bool, as_json: bool) -> None:
    """Put a backup in the place of the present books, if everything in it checks.

    Refuses a file that is cut off, changed or not ours, books that are not sound, and
    books older than the present ones.  The present ones are kept beside.
    """
    with using(file):
        done = copying.restore(file, clock.now(), older=older)
    words = [f"คืนข้อมูลที่สำรองเมื่อ {done.made_at} แล้ว"]
    if done.kept:
        words.append(f"ข้อมูลเดิมเก็บไว้ที่ {done.kept}")
    words += [f"{one['code']} {one['message']}" for one in done.findings]
    door.tell(asdict(done), as_json=as_json, text="\n".join(words))


commands = [backup, restore]
