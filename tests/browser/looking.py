"""What is wrong with a page that is shown, on a phone and on a laptop."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import PHONE, WIDE

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What only the books call things by: receipt:2:905:1, income:dues.
CODE = re.compile(r"\b[a-z][a-z-]+:[a-z0-9]\S*")


def look(
    page: Page,
    pictures: Path | None,
    name: str,
    where: str,
    sizes: Sequence[dict[str, int]] = (WIDE, PHONE),
) -> list[str]:
    found = []
    for size in sizes:
        found += [f"{where} {size['width']}: {fault}" for fault in faults(page, size)]
        if pictures:
            plain = re.sub(r"[^\w-]+", "_", name)
            page.screenshot(
                path=pictures / f"{plain}-{size['width']}.png", full_page=True
            )
    return found


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
