"""Litestream's copy of a machine that was stopped hard: sound books, seconds old.

The recipe of docs/backup.md with a folder as the other disk.  It takes its time: only
with `--soak`.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connections

from kongbun.ledger.models import Entry
from kongbun.store import copies
from kongbun.testing.cast import Cast
from kongbun.testing.databases import Copy
from kongbun.testing.sound_books import give
from tests.backup.steps import restore, run

LITESTREAM = Path(sys.executable).with_name("litestream")
FIRST_NO = 7_000_000
STEPS_STREAMED = 5
# It streams once a second, however much is booked meanwhile.
SECONDS_MAX = 120.0
CONFIG = """\
dbs:
  - path: {database}
    replica:
      type: file
      path: {other_disk}
      sync-interval: 1s
"""


@pytest.mark.skipif("DATABASE_URL" in os.environ, reason="Litestream is for SQLite")
def test_a_machine_that_is_gone_comes_back_from_the_other_disk(
    books: Cast, committed_db: Copy, tmp_path: Path, soak: bool
) -> None:
    if not soak:
        pytest.skip("streams for a while: pytest --soak")
    database, config = Path(committed_db.name), tmp_path / "litestream.yml"
    config.write_text(CONFIG.format(database=database, other_disk=tmp_path / "disk"))
    connections.close_all()
    streaming = subprocess.Popen(
        [LITESTREAM, "replicate", "-config", config],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    disk, booked, until = tmp_path / "disk", 0, time.monotonic() + SECONDS_MAX
    try:
        # As long as it takes to stream some steps; what follows them may be lost.
        while len(list(disk.rglob("*.ltx"))) < STEPS_STREAMED:
            assert time.monotonic() < until, "nothing was streamed"
            give(books.act("somsri"), no=FIRST_NO + booked, satang=100)
            booked += 1
    finally:
        streaming.send_signal(signal.SIGKILL)
        streaming.wait()
    connections.close_all()
    there = tmp_path / "back.sqlite3"
    subprocess.run(
        [LITESTREAM, "restore", "-config", config, "-o", there, database],
        check=True,
        capture_output=True,
    )
    assert copies.sqlite_damage(there) == ""
    back = Copy(str(there), {"KONGBUN_DATABASE": str(there)})
    assert run(back, "check").returncode == 0
    for suffix in ("", "-wal", "-shm"):
        Path(f"{database}{suffix}").unlink(missing_ok=True)
    stick = tmp_path / "stick.kongbun-backup"
    assert run(back, "backup", str(stick)).returncode == 0
    assert restore(committed_db, stick).returncode == 0
    kept = Entry.objects.filter(reference__startswith="gift:7").order_by("pk")
    assert 0 < len(kept) <= booked
    # Everything up to some moment: nothing in the middle is missing.
    assert [one.reference for one in kept] == [
        f"gift:{FIRST_NO + place}:1" for place in range(len(kept))
    ]
