"""The page beside the machine says the same on paper, on the screen and in the repo."""

from __future__ import annotations

import re
from pathlib import Path

from django.test import Client

from kongbun.testing.cast import Cast
from kongbun.testing.databases import Copy


def plain(text: str) -> str:
    return " ".join(re.sub(r"<[^>]+>|`", "", text).split())


def test_what_to_do_when_the_machine_is_gone_stands_on_the_backup_page(
    books: Cast, committed_db: Copy, repository: Path
) -> None:
    chair = Client()
    books.users["prasong"].is_operator = True
    books.users["prasong"].save(update_fields=["is_operator"])
    chair.force_login(books.users["prasong"])
    page = chair.get(f"/f/{books.fund.code}/backup/").content.decode()
    [listed] = re.findall(r'<ol class="numbered">(.*?)</ol>', page, re.DOTALL)
    steps = [plain(one) for one in re.findall(r"<li>(.*?)</li>", listed, re.DOTALL)]
    on_paper = plain((repository / "docs" / "backup.th.md").read_text("utf-8"))
    for number, step in enumerate(steps, 1):
        assert f"{number}. {step}" in on_paper, step
    assert len(steps) == 9
    # Without a key the page says that anybody can read the file.
    assert "kongbun backup-key" in page
