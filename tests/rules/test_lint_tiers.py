"""Overlap, gap and unreachable tiers: the linter against all days, one by one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from kongbun.rules.benefit import Tier, Tiers
from kongbun.rules.days import Length
from kongbun.rules.finding import Severity
from kongbun.rules.lint_tiers import tier_findings
from tests.rules.laws import yasothon

STARTS = np.arange(np.datetime64("2023-01-01"), np.datetime64("2027-01-01"))
KINDS = {"tiers-overlap", "tiers-gap", "unreachable-tier"}
Days = NDArray[Any]


def months_later(day: Days, months: int) -> Days:
    """The same day number, else the last day of that month: by numpy's calendar."""
    month = day.astype("datetime64[M]")
    number = (day - month.astype("datetime64[D]")).astype(np.int64)
    there = (month + months).astype("datetime64[D]")
    last = (month + months + 1).astype("datetime64[D]") - there
    moved: Days = there + np.minimum(number, last.astype(np.int64) - 1)
    return moved


def elapsed(length: Length) -> Days:
    """In days from each start until it is complete."""
    complete = months_later(STARTS, length.months) + length.days
    days: Days = (complete - STARTS).astype(np.int64)
    return days


def oracle(tiers: list[Tier]) -> set[str]:
    """Which tiers hold each single day, up to three days past all that is written."""
    begins = [elapsed(tier.from_) for tier in tiers]
    ends = [elapsed(tier.to) for tier in tiers if tier.to is not None]
    day = np.arange(max(int(x.max()) for x in begins + ends) + 4)[None, :]
    holds = []
    for i, tier in enumerate(tiers):
        inside = day >= begins[i][:, None]
        if tier.to is not None:
            inside &= day <= elapsed(tier.to)[:, None]
        elif i + 1 < len(tiers):
            inside &= day < begins[i + 1][:, None]
        holds.append(inside)
    count = np.sum(holds, axis=0)
    covered = count > 0
    before = np.maximum.accumulate(covered, axis=1)
    after = np.maximum.accumulate(covered[:, ::-1], axis=1)[:, ::-1]
    found = set()
    if (count > 1).any():
        found.add("tiers-overlap")
    if (before & after & ~covered).any():
        found.add("tiers-gap")
    if any(not inside.any(axis=1).all() for inside in holds):
        found.add("unreachable-tier")
    return found


LENGTHS = st.one_of(
    st.builds(Length, st.just(0), st.integers(1, 800), st.just("days")),
    st.builds(Length, st.integers(1, 26), st.integers(0, 2), st.just("months")),
    st.builds(Length, st.sampled_from([12, 24]), st.integers(0, 1), st.just("years")),
)


@st.composite
def tables(draw: st.DrawFn) -> list[Tier]:
    """Mostly in order and side by side, as a clerk writes them; sometimes anything."""
    lengths = draw(st.lists(LENGTHS, min_size=1, max_size=5))
    if draw(st.booleans()):
        lengths.sort(key=lambda one: one.months * 30.44 + one.days)
    tiers = []
    for i, from_ in enumerate(lengths):
        to = draw(st.one_of(st.none(), LENGTHS))
        if i + 1 < len(lengths) and draw(st.booleans()):
            following = lengths[i + 1]
            to = replace(following, days=max(following.days - 1, 0))
        tiers.append(
            Tier(clause=f"ข้อ {i}", code=f"t{i}", from_=from_, to=to, satang=100)
        )
    return tiers


@given(tables())
@settings(max_examples=150, deadline=None)
def test_the_linter_agrees_with_looking_at_every_day(tiers: list[Tier]) -> None:
    table = Tiers(clause="ข้อ 1", by="paid", tiers=tuple(tiers))
    found = {
        finding.code
        for finding in tier_findings(yasothon("death"), table)
        if finding.severity is Severity.ERROR
    }
    assert found & KINDS == oracle(tiers)


def test_the_oracle_knows_yasothon_as_published() -> None:
    death = yasothon("death").amount
    assert isinstance(death, Tiers)
    tiers = list(death.tiers)
    assert oracle(tiers) == set()
    tiers[4] = replace(tiers[4], to=Length(18 * 12, 0, "years"))
    assert oracle(tiers) == {"tiers-overlap"}
