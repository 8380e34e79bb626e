"""Columns of made-up cases, most of them within a day or two of some border.

Every fact that a shipped by-law asks for, each row its own case.  Numbers of facts
used lie around every cap; facts that may be left unstated are, now and then.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import starmap

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from tests.rules.oracles.told import Oracle, is_member

Column = NDArray[np.int64] | NDArray[np.int32] | NDArray[np.bool_]
Days = NDArray[np.int64]
Flags = NDArray[np.bool_]

ROWS = 1000
FIRST_EVENT, LAST_EVENT = 10_957, 25_567  # 2000 to 2039.
# Every border of time in a shipped by-law: months, or days where months are 0.
JOINED = ((0, 30), (0, 180), *((12 * years, 0) for years in (1, 2, 3, 4, 5, 6, 10)))
PAID = (
    *((0, days) for days in (180, 365, 730, 1460, 2920, 5840)),
    (6, 0),
    *((12 * years, 0) for years in (2, 4, 6, 8, 10, *range(15, 65, 5))),
)
AGES = tuple((12 * years, 0) for years in (21, 60, 70, 80, 90))
# What stands for a fact that nobody stated; of a day, another day.
ABSENT: dict[str, str | None] = {
    "exited_date": None,
    "waiting_from_date": "joined_date",
}
BAHT_USED = (0, 400, 500, 600, 1000, 1500, 2000, 2500, 3000)
SATANG_ASKED = (0, 100, 500, 2000, 3000, 5000, 10_000, 20_000, 30_000)
CHOICES = {
    "sex": 3,
    "suspended": 2,
    "school_stage": 14,
    "member_type": 7,
    "rhythm": 7,
    "disaster_kind": 5,
    "allowance_kind": 3,
}


def drawn(seed: int, names: set[str]) -> dict[str, Column]:
    """A column of `ROWS` cases for each of `names`, less some that may be absent."""
    random = np.random.default_rng(seed)
    event = random.integers(FIRST_EVENT, LAST_EVENT, ROWS)
    event = np.where(random.random(ROWS) < 0.2, _month_ends(event), event)
    joined = _started(random, event, JOINED, 12_000)
    everything: dict[str, Column] = {"event_date": event, "joined_date": joined}
    for name in sorted(names - set(everything)):
        everything[name] = _column(random, name, event, joined)
    for name in sorted(names):
        if _may_be_absent(name) and random.random() < 0.15:
            del everything[name]
        elif everything[name].dtype == np.int64 and random.random() < 0.5:
            everything[name] = everything[name].astype(np.int32)
    return everything


def _column(random: Generator, name: str, event: Days, joined: Days) -> Column:
    if name == "birth_date_known":
        return random.random(ROWS) < 0.95
    if name == "birth_date":
        return _started(random, event, AGES, 36_000)
    if name == "paid_days":
        return (event - _started(random, event, PAID, 23_000)).clip(0)
    if name == "exited_date":
        near = event + random.integers(-2, 3, ROWS)
        return np.where(random.random(ROWS) < 0.2, near, event + 4000)
    if name == "waiting_from_date":
        since = _started(random, event, ((0, 180),), 400)
        return np.where(random.random(ROWS) < 0.7, joined, since)
    return _figures(random, name)


def _figures(random: Generator, name: str) -> Column:
    if name.startswith("evidence_"):
        return random.integers(0, 6, ROWS).clip(0, 2)
    if "satang_used" in name or name.endswith("_satang"):
        borders = BAHT_USED if "used" in name else SATANG_ASKED
        near = random.choice(borders, ROWS) * 100 + random.integers(-1, 2, ROWS)
        far = random.integers(0, 40_000, ROWS) * 100
        return np.where(random.random(ROWS) < 0.7, near, far).clip(0)
    if name == "gpa_hundredths":
        return random.choice([0, 349, 350, 351, 400], ROWS)
    if name == "times_used_this_year":
        return random.choice([0, 0, 0, 1, 2, 12], ROWS)
    if name.startswith(("times_used", "other_granted", "calves_used")):
        return random.choice([0, 0, 0, 0, 1, 2, 3], ROWS)
    most = CHOICES.get(name, 25 if name.startswith("nights") else 5)
    return random.integers(0, most, ROWS)


def _may_be_absent(name: str) -> bool:
    return name in ABSENT or "_used_" in name or name.startswith(("evidence", "other"))


def _started(
    random: Generator, event: Days, borders: tuple[tuple[int, int], ...], most: int
) -> Days:
    """Half of the rows began a border before the event, give or take two days."""
    of = np.array(borders)[random.integers(0, len(borders), ROWS)]
    months, days = of[:, 0], of[:, 1]
    at_border = _earlier(event, months) - days + random.integers(-2, 3, ROWS)
    anywhere = event - random.integers(-3, most, ROWS)
    return np.where(random.random(ROWS) < 0.6, at_border, anywhere)


def _earlier(day: Days, months: Days) -> Days:
    """The same day number so many months before, or into the month after it."""
    month = day.astype("M8[D]").astype("M8[M]")
    number = day - month.astype("M8[D]").astype(np.int64)
    return (month - months).astype("M8[D]").astype(np.int64) + number


def _month_ends(day: Days) -> Days:
    """The last days of February and of October: where calendars differ."""
    month = day.astype("M8[D]").astype("M8[M]") + 1
    return month.astype("M8[D]").astype(np.int64) - 1


@dataclass(frozen=True, slots=True)
class Answers:
    """What an oracle says of every row; `satang` is 0 where a check fails."""

    satang: Days
    tiers: tuple[str, ...]
    passed: Flags  # A column a check.


def answers(oracle: Oracle, columns: dict[str, Column], members: Flags) -> Answers:
    """The oracle's answer to each row, one after another."""
    facts = [_stated(name, columns) for name in oracle.facts]
    rows = zip(*facts, strict=True)
    satang, tiers, passed = zip(*starmap(oracle.answer, rows), strict=True)
    checks = np.array(passed)
    if oracle.for_members:
        checks = np.column_stack((members, checks))
    given = np.where(checks.all(axis=1), np.array(satang), 0)
    return Answers(given, tiers, checks)


def who_are_members(columns: dict[str, Column]) -> Flags:
    days = [_stated(n, columns) for n in ("event_date", "joined_date", "exited_date")]
    return np.array(list(starmap(is_member, zip(*days, strict=True))))


def _stated(name: str, columns: dict[str, Column]) -> list[int | None]:
    if name in columns:
        return list(columns[name].tolist())
    if name.startswith("evidence_"):
        return [1] * ROWS  # Nobody counts them: the one at the counter saw them.
    absent = ABSENT.get(name, 0)
    return _stated(absent, columns) if isinstance(absent, str) else [absent] * ROWS
