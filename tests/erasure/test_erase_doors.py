"""The page of the secretary, who hands the keyboard to the chair; and the terminal."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from kongbun.erasure.models import Erasure
from kongbun.people.queries import search
from kongbun.soundness.check import check
from kongbun.store.guards import ERASED
from kongbun.testing import program
from kongbun.testing.cast import PASSWORD, TODAY, Cast, make_cast
from kongbun.testing.databases import Copy
from kongbun.web import clock
from tests.erasure.canary import FULL, live
from tests.web.doors import Visitor, text

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _the_day() -> Any:
    with patch.object(clock, "today_for", return_value=TODAY):
        yield


def test_the_secretary_asks_and_the_chair_agrees_on_one_machine(cast: Cast) -> None:
    member = live(cast).membership
    page = f"/f/TUNG/members/{member.public_id}/"
    chanpen = Visitor(cast, "chanpen")
    assert f"{page}erase/" in text(chanpen.get(page))
    # Who may not do it is shown no link, and gets nothing by typing the address.
    assert f"{page}erase/" not in text(Visitor(cast, "kamnan").get(page))
    assert Visitor(cast, "kamnan").get(f"{page}erase/").status_code == 403
    assert Visitor(cast, "noi").get(f"{page}erase/").status_code == 404
    typed = {"asked_on": "18/11/2569", "second_username": "prasong"}
    wrong = chanpen.press(f"{page}erase/", second_password="x", **typed)
    assert wrong.status_code == 403
    assert not Erasure.objects.exists()
    done = chanpen.press(f"{page}erase/", second_password=PASSWORD, **typed)
    assert done.status_code == 302
    shown = text(chanpen.get(page))
    assert ERASED in shown
    assert "ทน-99" in shown
    assert FULL not in shown
    assert f"{page}person/" not in shown
    listed = text(chanpen.get("/f/TUNG/members/?exited=1"))
    assert ERASED in listed
    assert "ทน-99" in listed
    again = chanpen.get(f"{page}erase/")
    assert "ยังลบไม่ได้" in text(again)
    assert check(now=NOW) == []


def test_every_page_that_told_of_them_still_opens(cast: Cast) -> None:
    canary = live(cast)
    member = canary.membership
    claim = member.claims.get()
    pages = [
        f"/f/TUNG/members/{member.public_id}/",
        f"/f/TUNG/claims/{claim.public_id}/",
        f"/f/TUNG/claims/{claim.public_id}/voucher/",
        "/f/TUNG/claims/",
        "/f/TUNG/members/?exited=1",
        "/f/TUNG/reports/journal/",
        "/f/TUNG/money/",
    ]
    somsri = Visitor(cast, "somsri")
    opened = {page: somsri.get(page).status_code for page in pages}
    chanpen = Visitor(cast, "chanpen")
    chanpen.press(
        f"{pages[0]}erase/",
        asked_on="18/11/2569",
        second_username="prasong",
        second_password=PASSWORD,
    )
    assert Erasure.objects.exists()
    for page in pages:
        answer = somsri.get(page)
        assert answer.status_code == opened[page], page
        assert "ขมิ้น" not in text(answer), page
    assert search(cast.fund.pk, "ขมิ้น", exited=True).count() == 0


def test_the_terminal_does_it_and_writes_the_file_anew(
    committed_db: Copy, tmp_path: Path
) -> None:
    cast = make_cast()
    live(cast)
    secrets = tmp_path / "secrets"
    secrets.write_text(f"chanpen:{PASSWORD}\nprasong:{PASSWORD}\n", "utf-8")
    done = program.run(
        *("member", "erase", "ทน-99", "--fund", "TUNG", "--as", "chanpen"),
        *("--asked-on", "18/11/2569", "--second", "prasong", "--json"),
        more={**committed_db.environ, "KONGBUN_PASSWORD_FILE": str(secrets)},
    )
    assert done.returncode == 0, done.stderr or done.stdout
    assert json.loads(done.stdout)["wiped"] is True
    assert Erasure.objects.count() == 1
