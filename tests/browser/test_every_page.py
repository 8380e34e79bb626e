"""Every page on a phone: whole, calm and readable by everyone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from kongbun.testing.databases import Copy, Databases
from tests.browser.conftest import PHONE, WIDE, Site
from tests.browser.looking import faults
from tests.browser.walking import demo, what_is_wrong


@pytest.fixture(scope="module")
def site(databases: Databases, own_copy: Copy, browser: Browser) -> Iterator[Site]:
    with demo(databases, own_copy, browser) as found:
        yield found


def test_every_page_is_whole_on_a_phone(site: Site, pictures: Path | None) -> None:
    found, missed = what_is_wrong(site, pictures, PHONE)
    assert not found, "\n".join(found)
    assert not missed, f"no link leads to {sorted(missed)}"


@pytest.mark.parametrize("width", [300, 360])
def test_the_narrowest_phone_has_no_sideways_scroll(site: Site, width: int) -> None:
    with site.visitor("prasong", size={"width": width, "height": 700}) as page:
        for address in ("/f/DEMO/", "/f/DEMO/fund/", "/f/DEMO/users/"):
            page.goto(address)
            assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_errors_of_an_address_are_whole_pages_too(site: Site) -> None:
    with site.visitor("somsri") as page:
        shown = page.goto("/nowhere/")
        assert shown is not None
        assert shown.status == 404
        assert not [f for size in (WIDE, PHONE) for f in faults(page, size)]
