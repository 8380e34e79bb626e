"""A walk through every page of the demo's fund, by following links as people do.

A page that nothing leads to is a finding.
"""

from __future__ import annotations

import html
import re
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve
from playwright.sync_api import Browser, Page

from kongbun.access.models import User
from kongbun.demo import build, story
from kongbun.testing import program
from kongbun.testing.databases import Copy, Databases
from tests.browser.conftest import Site
from tests.browser.looking import faults, look

CHOOSERS = ("name",)
OPENED_MAX = 12
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


@contextmanager
def demo(databases: Databases, own_copy: Copy, browser: Browser) -> Iterator[Site]:
    """The demo's fund: every kind of page has something to show in its story."""
    if not databases.recall(own_copy, "demo"):
        build.load()
        databases.remember(own_copy, "demo")
    # The story's chair runs the machine too, and so finds those pages.
    User.objects.filter(username="prasong").update(is_operator=True)
    with program.serving(own_copy.environ) as address:
        yield Site(address, browser, story.PASSWORD)


def what_is_wrong(
    site: Site, pictures: Path | None, size: dict[str, int]
) -> tuple[list[str], set[str]]:
    """Of all pages at one width, as each of four people; and those no link leads to."""
    seen: set[str] = set()
    found: list[str] = []
    with site.visitor() as page:
        page.goto("/sign-in/")
        found += [f"/sign-in/: {fault}" for fault in faults(page, size)]
    for who in ROLES:
        with site.visitor(who) as page:
            found += walk(site, page, pictures, who, seen, size)
    reached = {name.split("/")[0] for name in seen}
    return found, page_names(get_resolver().url_patterns) - reached - NOT_BY_LINK


def page_names(patterns: list[URLPattern | URLResolver], space: str = "") -> set[str]:
    names: set[str] = set()
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inside = pattern.namespace or space
            names |= page_names(pattern.url_patterns, inside)
        elif pattern.name:
            names.add(f"{space}:{pattern.name}" if space else pattern.name)
    return names


def name_of(address: str) -> str:
    """The page's name, with what chooses among pages that differ: a report's name."""
    try:
        match = resolve(urlsplit(address).path)
    except Resolver404:
        return ""
    chosen = [str(match.kwargs[key]) for key in CHOOSERS if key in match.kwargs]
    return "/".join([match.view_name, *chosen])


def walk(
    site: Site,
    page: Page,
    pictures: Path | None,
    who: str,
    seen: set[str],
    size: dict[str, int],
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
                found += look(page, pictures, name, f"{who} {address}", [size])
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
