"""What an oracle is: the facts it asks for, the checks it makes, and its answer.

Days are counted from 1 January 1970, as at the door; nothing else is shared with the
rules that it judges.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from inspect import signature

BAHT = 100
EPOCH = date(1970, 1, 1).toordinal()
WOMAN = 2  # Not known, man, woman.

# Satang if nothing stands against it, the tier reached, and each check in its order.
Answer = tuple[int, str, tuple[bool, ...]]


@dataclass(frozen=True, slots=True)
class Oracle:
    """One benefit: facts by the names a clerk gives them, checks in written order.

    Of a benefit for members the first check is that it is one, on that day.
    """

    for_members: bool
    checks: tuple[str, ...]
    facts: tuple[str, ...]
    answer: Callable[..., Answer]


Made = Callable[[Callable[..., Answer]], Oracle]


def to_member(*checks: str) -> Made:
    """An oracle from a function; what its parameters are called is what it asks."""
    return lambda answer: Oracle(
        True, checks, tuple(signature(answer).parameters), answer
    )


def to_anyone(*checks: str) -> Made:
    return lambda answer: Oracle(
        False, checks, tuple(signature(answer).parameters), answer
    )


@lru_cache(maxsize=50_000)
def civil(day: int) -> date:
    return date.fromordinal(EPOCH + day)


def later(day: int, *, years: int = 0, months: int = 0) -> int:
    """The same day number so much later, else the last day of that month."""
    start = civil(day)
    year, month, number = start.year + years, start.month, start.day
    if months:
        year, month = year + (month - 1 + months) // 12, (month - 1 + months) % 12 + 1
    if number > 28:
        number = min(number, monthrange(year, month)[1])
    return date(year, month, number).toordinal() - EPOCH


def is_member(event: int, joined: int, exited: int | None) -> bool:
    """From the day of joining to the last day of membership, both included."""
    return joined <= event and (exited is None or event <= exited)


def is_aged(years: int, born: int, born_known: int, event: int) -> bool:
    return bool(born_known) and born <= event and later(born, years=years) <= event


def highest(
    steps: Iterable[tuple[int, str, int]], is_reached: Callable[[int], bool]
) -> tuple[int, str]:
    """The baht and the name of the highest step reached, the steps from the lowest."""
    found = (0, "")
    for step, name, baht in steps:
        if not is_reached(step):
            break
        found = (baht, name)
    return found
