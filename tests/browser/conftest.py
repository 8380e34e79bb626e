"""A real Chromium in front of the real server, on a database copy of its own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from pytest_django import DjangoDbBlocker

from kongbun.bylaws.actions import adopt
from kongbun.people.places_actions import seat_member
from kongbun.testing import program
from kongbun.testing.cast import PASSWORD, TODAY, Cast, make_cast, make_member
from kongbun.testing.databases import Copy, Databases

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# What Chromium says of a busy machine, where a font is drawn later than it likes.
SLOW = "was preloaded using link preload but not used"
WIDE = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}


def pytest_itemcollected(item: pytest.Item) -> None:
    """Whatever is in this folder drives a browser, and no file may forget to say so."""
    item.add_marker(pytest.mark.browser)


@dataclass(slots=True)
class Site:
    """A served fund, and its people at their browsers."""

    address: str
    browser: Browser
    password: str = PASSWORD
    said: list[str] = field(default_factory=list)

    @contextmanager
    def visitor(
        self, who: str = "", *, size: dict[str, int] | None = None
    ) -> Iterator[Page]:
        """Someone's own browser, signed in; what its console says is kept in `said`."""
        context = self.browser.new_context(
            base_url=self.address,
            viewport=size or WIDE,  # type: ignore[arg-type]
            locale="th-TH",
        )
        page = context.new_page()
        page.on(
            "console",
            lambda m: (
                self.said.append(m.text)
                if m.type in {"error", "warning"} and SLOW not in m.text
                else None
            ),
        )
        page.on("pageerror", lambda error: self.said.append(str(error)))
        if who:
            sign_in(page, who, self.password)
        try:
            yield page
        finally:
            context.close()


@dataclass(slots=True, kw_only=True)
class CastSite(Site):
    """The site of the cast's fund, which a test may set up further."""

    cast: Cast


def sign_in(page: Page, who: str, password: str = PASSWORD) -> None:
    page.goto("/sign-in/")
    page.get_by_label("ชื่อผู้ใช้").fill(who)
    page.get_by_label("รหัสผ่าน").fill(password)
    page.get_by_role("button", name="เข้าระบบ").click()
    page.wait_for_url(lambda url: "/sign-in/" not in url)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        # Playwright runs a loop of its own; Django would refuse the database beside it.
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield started
        started.close()


@pytest.fixture(scope="module")
def own_copy(
    databases: Databases, shared_copy: Copy, django_db_blocker: DjangoDbBlocker
) -> Iterator[Copy]:
    """A database for the tests of one file, which see what the earlier ones did."""
    with django_db_blocker.unblock():
        own = databases.copy()
        try:
            yield own
        finally:
            databases.drop(own)
            databases.open(shared_copy)


@pytest.fixture(scope="module")
def site(
    own_copy: Copy,
    browser: Browser,
    repository: Path,
) -> Iterator[CastSite]:
    """The cast's fund with a few members in each village.

    Its books are empty.
    """
    cast = make_cast()
    for no, branch in enumerate([*cast.branches, *cast.branches], start=1):
        member = make_member(cast, no, branch=branch)
    seat_member(
        cast.act("prasong"),
        person=member.person.public_id,
        post="chair",
        from_date=TODAY,
    )
    file = repository / "bylaws" / "demo-2568.yaml"
    adopt(
        cast.act("prasong"),
        text=file.read_text("utf-8"),
        file=file.name,
        adopted_on=date(2025, 9, 20),
        meeting="ประชุมใหญ่สามัญ ครั้งที่ 1/2568",
    )
    with program.serving(own_copy.environ) as address:
        yield CastSite(address, browser, cast=cast)


@pytest.fixture(scope="session")
def pictures() -> Path | None:
    """Where pictures of every page go, if the environment names a folder."""
    wanted = os.environ.get("PICTURES_TO")
    if not wanted:
        return None
    folder = Path(wanted)
    folder.mkdir(parents=True, exist_ok=True)
    return folder
