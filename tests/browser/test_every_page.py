"""Every page, on a phone and on a laptop: whole, calm and readable by everyone.

The walk follows links as people do, so a page that nothing leads to is a finding.
"""

from __future__ import annotations

import html
import re
from collections import Counter, deque
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve
from playwright.sync_api import Browser, Page

from kongbun.access.models import User
from kongbun.demo import build, story
from kongbun.testing import program
from kongbun.testing.databases import Copy
from tests.browser.conftest import PHONE, WIDE, Site

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
CHOOSERS = ("name",)
OPENED_MAX = 12
# What only the books call things by: receipt:2:905:1, income:dues.
CODE = re.compile(r"\b[a-z][a-z-]+:[a-z0-9]\S*")
HREF = re.compile(r'<a [^>]*href="(/[^"#]*)')
# Links that give a file to keep, not a page.
FILES = {"reports:xlsx", "reports:formulas"}
# Answers to a button only, or pages that a link cannot lead to.
NOT_BY_LINK = {
    "web:start",
    "web:sign-out",
    "web:sign-in",
    "web:decide-opening",
    "treasury:decide",
    "treasury:pay",
    "treasury:reverse",
    "treasury:explain",
    # Two funds share the machine of the test: nobody here may take it all away.
    "web:backup",
    # Answers to a button of a draft; its own page shows them.
    "bylaws:draft-back",
    "bylaws:draft-start",
    "bylaws:draft-withdraw",
    "bylaws:library-into",
    # Verbs of a request, a bag, a book, a member that stands as the story has none.
    "claims:approve",
    "claims:confirm",
    "claims:confirm-emergency",
    "claims:refuse",
    "claims:propose-pensions",
    "dues:accept",
    "dues:take-back",
    "people:erase",
    # Nobody of the story is written down twice; `test_merging` looks at these.
    "people:compare",
    "people:confirm-merge",
    "people:decline-merge",
    "people:merge-request",
    "people:unmerge",
    "people:end-tie",
    "people:full-id",
    "people:import-sheet",
    "people:return",
    "people:take-back",
    "receipts:close",
    "receipts:new-book",
    "receipts:reverse",
    "receipts:void",
    "standing:strike-off",
    # Nobody gave the story's fund money for one thing, nor has its by-law a reserve.
    "treasury:purpose",
    "treasury:purpose-aside",
    "treasury:purpose-free",
    "treasury:limits-reserve",
    # No collector of the story has a phone: tests/browser/test_devices.py does.
    "devices:device",
    "devices:go-on",
    "devices:item",
    "devices:reject",
    "devices:revoke",
    "web:device-batch",
    # Nobody of the story is owed contributions back.
    "treasury:refund",
    # Nobody of the story asked that a closed month be opened again.
    "treasury:reopen",
}
ROLES = ["somsri", "prasong", "prasert", "sombat"]


@pytest.fixture(scope="module")
def site(own_copy: Copy, browser: Browser) -> Iterator[Site]:
    """The demo's fund: every kind of page has something to show in its story."""
    build.load()
    # The story's chair runs the machine too, and so finds those pages.
    User.objects.filter(username="prasong").update(is_operator=True)
    with program.serving(own_copy.environ) as address:
        yield Site(address, browser, story.PASSWORD)


def page_names(patterns: list[URLPattern | URLResolver], space: str = "") -> set[str]:
    names: set[str] = set()
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inside = pattern.namespace or space
            names |= page_names(pattern.url_patterns, inside)
        elif pattern.name:
            names.add(f"{space}:{pattern.name}" if space else pattern.name)
    return names


def faults(page: Page, width: dict[str, int]) -> list[str]:
    """What is wrong with the page that is shown, at one width."""
    page.set_viewport_size(width)  # type: ignore[arg-type]
    # A click returns when the next page begins, which is before it has an element.
    page.wait_for_load_state()
    found = []
    wide = page.evaluate("document.documentElement.scrollWidth")
    if wide > width["width"]:
        found.append(f"scrolls sideways: {wide} px")
    hidden = page.evaluate(
        """() => [...document.querySelectorAll('.scroll')]
        .filter(e => e.checkVisibility() && e.scrollWidth > e.clientWidth)
        .map(e => e.getAttribute('aria-label'))"""
    )
    found += [f"columns hide behind an edge: {label}" for label in hidden]
    codes = sorted(set(CODE.findall(page.inner_text("body"))))
    found += [f"speaks in codes: {codes[:3]}"] if codes else []
    headings = page.locator("h1").count()
    if headings != 1:
        found.append(f"{headings} h1")
    answer = Axe().run(page, options={"runOnly": RULES})
    for violation in answer.response["violations"]:
        where = ", ".join(str(node["target"]) for node in violation["nodes"][:3])
        found.append(f"axe {violation['id']}: {where}")
    small = page.evaluate(
        """() => [...document.querySelectorAll('a.btn, button, select, input.in')]
        .filter(e => e.checkVisibility())
        .map(e => [e.getBoundingClientRect(), e.textContent.trim() || e.name])
        .filter(([box]) => box.height < 43.5 && box.height > 0)
        .map(([box, text]) => `${text} ${Math.round(box.height)} px`)"""
    )
    found += [f"too small to press: {text}" for text in small]
    return found


def name_of(address: str) -> str:
    """The page's name, with what chooses among pages that differ: a report's name."""
    try:
        match = resolve(urlsplit(address).path)
    except Resolver404:
        return ""
    chosen = [str(match.kwargs[key]) for key in CHOOSERS if key in match.kwargs]
    return "/".join([match.view_name, *chosen])


def walk(
    site: Site, page: Page, pictures: Path | None, who: str, seen: set[str]
) -> list[str]:
    """Follows links as this person; looks closely at each page not seen yet.

    Of pages that show one thing of many, some are opened: a request that waits has
    other links than one that was paid.
    """
    found: list[str] = []
    waiting, known, opened = deque(["/"]), {"/"}, Counter[str]()
    while waiting:
        address = waiting.popleft()
        name = name_of(address)
        if not name or name == "web:sign-out" or opened[name] >= OPENED_MAX:
            continue
        if name in seen or name.split("/")[0] in FILES:
            # Its look is known; what it leads to for this person is not.
            plain = page.request.get(address)
            seen.add(name)
            if plain.status not in {200, 403}:
                found.append(f"{who} {address}: {plain.status}")
            is_page = "html" in plain.headers["content-type"] and plain.status == 200
            links = HREF.findall(plain.text()) if is_page else []
        else:
            site.said.clear()
            shown = page.goto(address)
            assert shown is not None
            if name_of(page.url) != name:
                waiting.append(urlsplit(page.url).path)
                continue
            links = HREF.findall(page.content()) if shown.status != 403 else []
            if shown.status == 200:
                seen.add(name)
                found += look(page, pictures, name, f"{who} {address}")
            elif shown.status != 403:
                found.append(f"{who} {address}: {shown.status}")
            if shown.status != 403:
                found += [f"{who} {address}: console: {text}" for text in site.said]
        opened[name] += 1
        links = [html.unescape(link) for link in links]
        new = [link for link in dict.fromkeys(links) if link not in known]
        known.update(new)
        waiting.extend(new)
    return found


def look(page: Page, pictures: Path | None, name: str, where: str) -> list[str]:
    found = []
    for size in (WIDE, PHONE):
        found += [f"{where} {size['width']}: {fault}" for fault in faults(page, size)]
        if pictures:
            plain = re.sub(r"[^\w-]+", "_", name)
            page.screenshot(
                path=pictures / f"{plain}-{size['width']}.png", full_page=True
            )
    return found


def test_every_page_is_whole_on_a_phone_and_on_a_laptop(
    site: Site, pictures: Path | None
) -> None:
    seen: set[str] = set()
    found: list[str] = []
    with site.visitor() as page:
        page.goto("/sign-in/")
        found += [f"/sign-in/: {f}" for s in (WIDE, PHONE) for f in faults(page, s)]
    for who in ROLES:
        with site.visitor(who) as page:
            found += walk(site, page, pictures, who, seen)
    reached = {name.split("/")[0] for name in seen}
    missed = page_names(get_resolver().url_patterns) - reached - NOT_BY_LINK
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
