"""Every page on a laptop.  A file of its own, so that a second browser walks beside."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from kongbun.testing.databases import Copy, Databases
from tests.browser.conftest import WIDE, Site
from tests.browser.walking import demo, what_is_wrong


@pytest.fixture(scope="module")
def site(databases: Databases, own_copy: Copy, browser: Browser) -> Iterator[Site]:
    with demo(databases, own_copy, browser) as found:
        yield found


def test_every_page_is_whole_on_a_laptop(site: Site, pictures: Path | None) -> None:
    found, missed = what_is_wrong(site, pictures, WIDE)
    assert not found, "\n".join(found)
    assert not missed, f"no link leads to {sorted(missed)}"
