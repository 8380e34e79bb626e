"""What comes back is every row that went in, and says what the books said (A11)."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from django.db import connection, connections

from kongbun.cli import copying
from kongbun.soundness.check import check
from kongbun.testing.cast import Cast, make_member
from kongbun.testing.content import content
from kongbun.testing.sound_books import give
from tests.backup.steps import books_say, standing

NOW = datetime(2026, 11, 20, 5, tzinfo=UTC)


def test_a_restored_backup_holds_every_row(books: Cast, tmp_path: Path) -> None:
    make_member(books, 142, name="บุญเรือน")
    rows, figures, heads = content(connection), books_say(NOW), standing()
    connections.close_all()
    file = copying.back_up(tmp_path / "usb.kongbun-backup", NOW)
    give(books.act("somsri"), no=50, satang=100)
    make_member(books, 143, name="สมหมาย")
    assert content(connection) != rows
    connections.close_all()
    copying.restore(file, NOW, copying.Meant(older=True))
    assert content(connection) == rows
    assert (books_say(NOW), standing()) == (figures, heads)
    assert check(now=NOW) == []
