"""`kongbun backup`, `restore` and `backup-key`: the whole database in one file."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import click
from django.conf import settings

from kongbun.cli import copying, door
from kongbun.cli.files import FILE, using, writing
from kongbun.cli.ready import make_ready
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.kernel.thai_date import short
from kongbun.store import backup_key
from kongbun.web import clock


@click.command("backup")
@click.argument("file", type=click.Path(path_type=Path))
@door.json_option
def backup(*, file: Path, as_json: bool) -> None:
    """Write everything to FILE (a folder gets a dated file), while people work.

    Keep it on a USB stick away from this machine: it holds every member's data.  It
    is closed with the backup key if `kongbun backup-key` made one.
    """
    make_ready()
    with writing(file):
        made = copying.back_up(file, clock.now())
    size = made.stat().st_size
    key = copying.key()
    words = [
        f"สำรองข้อมูลไว้ที่ {made} แล้ว ({size // 1024:,} KB) เก็บไว้นอกเครื่องนี้",
        f"ปิดด้วยกุญแจหมายเลข {key.number}" if key else NOT_CLOSED,
    ]
    told = {
        "file": str(made),
        "bytes": size,
        "key_number": key.number if key else None,
    }
    door.tell(told, as_json=as_json, text="\n".join(words))


NOT_CLOSED = "ไฟล์นี้ใครเก็บได้ก็เปิดอ่านได้ ถ้าต้องการให้เปิดได้เฉพาะคนที่มีกุญแจ สั่ง kongbun backup-key"


@click.command("restore")
@click.argument("file", type=FILE)
@click.option("--older", is_flag=True, help="Go back: what came after will be gone.")
@click.option(
    "--other-fund", is_flag=True, help="Put another fund in the place of this one."
)
@click.option(
    "--witness",
    type=FILE,
    help="Refuse what is not all that `kongbun witness` saw when it wrote this file.",
)
@door.json_option
def restore(
    *, file: Path, older: bool, other_fund: bool, witness: Path | None, as_json: bool
) -> None:
    """Put a backup in the place of the present books, if everything in it checks.

    Refuses a file that is cut off, changed, not ours or closed with another key, books
    that are not sound, of another fund, older than the present ones or than a witness.
    The present ones are kept beside.
    """
    meant = copying.Meant(older=older, other_fund=other_fund, witness=witness)
    with using(file):
        done = copying.restore(file, clock.now(), meant)
    made_at = datetime.fromisoformat(done.made_at)
    day = f"{short(made_at.date())} เวลา {made_at:%H:%M} น."
    words = [f"คืนข้อมูลที่สำรองเมื่อ {day} แล้ว"]
    if done.kept:
        words.append(f"ข้อมูลเดิมเก็บไว้ที่ {done.kept}")
    words += [f"{one['code']} {one['message']}" for one in done.findings]
    door.tell(asdict(done), as_json=as_json, text="\n".join(words))


@click.command("backup-key")
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.option(
    "--from-paper", is_flag=True, help="Type the letters that were printed before."
)
@door.json_option
def make_key(*, file: Path | None, from_paper: bool, as_json: bool) -> None:
    """Make the key that closes every backup from now on, and show it once to print.

    Without FILE it is kept where KONGBUN_BACKUP_KEY_FILE says, else as `backup-key` in
    the data folder.  Keep the paper in a safe, away from the backups: without the key
    nobody can open them, we neither.
    """
    into = file or settings.ENV.backup_key_file
    if into.exists():
        number = backup_key.read(into).number
        raise Refused(RefusalCode.BACKUP_KEY_EXISTS, file=str(into), number=number)
    key = _typed() if from_paper else backup_key.make()
    with writing(into):
        into.parent.mkdir(parents=True, exist_ok=True)
        backup_key.write(key, into)
    told = {"file": str(into), "number": key.number, "letters": key.letters}
    words = [f"กุญแจหมายเลข {key.number} อยู่ในแฟ้ม {into}"]
    words += (
        ()
        if from_paper
        else (
            "",
            f"    {key.letters}",
            "",
            "จดหรือพิมพ์ทั้งหมายเลขและตัวอักษรลงกระดาษ 2 แผ่น เก็บในตู้เซฟของวัดและที่ประธาน",
            "อย่าเก็บไว้กับ USB ถ้าเครื่องเสียและกระดาษหาย จะไม่มีใครเปิดข้อมูลสำรองได้อีก",
        )
    )
    door.tell(told, as_json=as_json, text="\n".join(words))


def _typed() -> backup_key.BackupKey:
    typed = click.prompt("พิมพ์ตัวอักษรของกุญแจจากกระดาษ (ขีดจะใส่หรือไม่ก็ได้)", err=True)
    try:
        return backup_key.from_letters(typed)
    except ValueError:
        raise Refused(
            RefusalCode.BACKUP_KEY_UNFIT,
            file="กระดาษ",
            why="ตัวอักษรไม่ครบหรือผิดไปบางตัว",
        ) from None


commands = [backup, restore, make_key]
