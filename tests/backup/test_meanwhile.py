"""A machine that goes on while a backup is judged, or whose clock is behind it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections

from kongbun.cli import copying
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.store import copies
from kongbun.testing.cast import Cast
from kongbun.testing.databases import Copy
from kongbun.testing.sound_books import give
from tests.backup.steps import refused, restore, run, standing


@pytest.mark.parametrize("step", ["judged", "put in place"])
def test_what_was_written_while_a_backup_was_judged_is_not_lost(
    books: Cast,
    made: Path,
    monkeypatch: pytest.MonkeyPatch,
    step: str,
) -> None:
    """The server goes on; the newest receipt is older than no backup."""
    written: list[Any] = []

    def meanwhile(real: Any) -> Any:
        def first(*args: Any, **more: Any) -> Any:
            answer = real(*args, **more) if real else []
            give(books.act("somsri"), no=50, satang=100)
            written.append(standing())
            connections.close_all()
            return answer

        return first

    monkeypatch.setattr(copying, "_judge", lambda *_: [])
    if step == "judged":
        monkeypatch.setattr(copying, "_judge", meanwhile(None))
    elif connection.vendor == "sqlite":
        monkeypatch.setattr(copies, "sqlite_out", meanwhile(copies.sqlite_out))
    else:
        looked = meanwhile(copying._refuse_written_since)
        monkeypatch.setattr(copying, "_refuse_written_since", looked)
    with pytest.raises(Refused) as caught:
        copying.restore(made, datetime.now(UTC), copying.Meant())
    assert caught.value.code in {RefusalCode.TRY_AGAIN, RefusalCode.BACKUP_OLDER}
    assert written
    assert standing() == written[-1]


def test_a_backup_from_after_this_machines_clock_waits_for_the_clock(
    books: Cast, made: Path, committed_db: Copy, tmp_path: Path
) -> None:
    """Nothing could be written into it before the clock is right."""
    ahead = datetime.now(UTC) + timedelta(days=400)
    give(books.act("somsri", now=ahead), no=50, satang=100)
    later = tmp_path / "later.kongbun-backup"
    assert run(committed_db, "backup", str(later)).returncode == 0
    assert restore(committed_db, made, "--older").returncode == 0
    now = standing()
    assert refused(restore(committed_db, later)) == "clock-set-back"
    assert standing() == now
