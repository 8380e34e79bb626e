"""Requests of one member after another, and every cap counted afterwards by hand.

The caps stand here as the funds say them, with windows of plain dates; how much of
one is used while deciding is the program's own counting, which is what is judged.
"""

from __future__ import annotations

from dataclasses import dataclass

from tests.rules.oracles.told import BAHT, civil, later

Window = str  # event, month, fiscal, membership, life, tier


@dataclass(frozen=True, slots=True)
class Limit:
    """No more than `most` of something, over a window, of one or more benefits."""

    of: tuple[str, ...]
    counts: str  # units, satang or times
    most: int
    per: Window
    household: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """What was granted: to whom, of what, when, and how much."""

    household: int
    member: int
    joined: int
    benefit: str
    event: int
    day: int
    units: int
    satang: int
    tier: str


LIMITS = {
    "A": (
        Limit(("birth",), "times", 1, "event"),
        Limit(("birth_nights",), "units", 5, "event"),
        Limit(("birth_nights", "ipd"), "satang", 2000 * BAHT, "fiscal"),
        Limit(("ipd",), "units", 20, "fiscal"),
        Limit(("death",), "times", 1, "life"),
        Limit(("pension",), "times", 1, "fiscal"),
    ),
    "B": (
        Limit(("birth",), "times", 1, "event"),
        Limit(("ipd",), "satang", 600 * BAHT, "event"),
        Limit(("ipd",), "satang", 1000 * BAHT, "fiscal"),
        Limit(("elderly",), "times", 1, "fiscal"),
    ),
    "C": (Limit(("death",), "times", 1, "life"),),
    "D": (Limit(("birth",), "times", 1, "event"),),
    "E": (
        Limit(("birth",), "times", 1, "event"),
        Limit(("birth_nights",), "units", 5, "event"),
        Limit(("ipd",), "units", 10, "fiscal"),
        Limit(("pension",), "times", 1, "month"),
        Limit(("death",), "times", 1, "life"),
    ),
    "G": (Limit(("ipd", "clinic"), "satang", -1, "membership"),),
    "H": (
        Limit(("birth",), "times", 1, "event"),
        Limit(("ipd",), "units", 5, "event"),
        Limit(("ipd",), "units", 10, "fiscal"),
        Limit(("elderly_gift",), "times", 1, "tier"),
        Limit(("disabled",), "times", 1, "fiscal"),
        Limit(("scholarship",), "times", 1, "fiscal", household=True),
        Limit(("wedding",), "times", 1, "life"),
        Limit(("house_repair",), "times", 1, "life", household=True),
        Limit(("disaster",), "times", 1, "event", household=True),
        Limit(("calf",), "units", 2, "fiscal"),
    ),
}


def window_of(limit: Limit, line: Line) -> object:
    """What two lines share when they fill the same limit."""
    day = civil(line.day)
    match limit.per:
        case "event":
            return line.event
        case "fiscal":
            return day.year + (day.month >= 10)
        case "month":
            return day.year, day.month
        case "membership":
            return membership_year(line)
        case "tier":
            return line.tier
        case _:
            return 0


def membership_year(line: Line) -> int:
    years = (line.day - line.joined) // 366
    while later(line.joined, years=years + 1) <= line.day:
        years += 1
    return years


def sums(limit: Limit, lines: list[Line]) -> dict[tuple[object, object], int]:
    """How much of the limit each window of each member or household came to."""
    found: dict[tuple[object, object], int] = {}
    for line in lines:
        if line.benefit in limit.of:
            who = (line.household, None if limit.household else line.member)
            key = (who, window_of(limit, line))
            worth = {"units": line.units, "satang": line.satang, "times": 1}
            found[key] = found.get(key, 0) + worth[limit.counts]
    return found
