"""Fixture E: a baht less a day, Songkhla.  Unverified, and said to be so."""

from __future__ import annotations

from tests.rules.oracles.told import (
    BAHT,
    WOMAN,
    Answer,
    highest,
    is_aged,
    later,
    to_member,
)

PENSION = tuple((years, f"p{years}", 20 * years) for years in range(15, 65, 5))
DEATH = (
    (180, "d1", 2500),
    (365, "d2", 5000),
    (730, "d3", 10_000),
    (1460, "d4", 15_000),
    (2920, "d5", 20_000),
    (5840, "d6", 30_000),
)


@to_member("within-event-limit")
def birth(times_used_this_event: int) -> Answer:
    """500 for the child."""
    return 500 * BAHT, "", (times_used_this_event < 1,)


@to_member("sex-as-written", "something-asked", "within-event-limit")
def birth_nights(sex: int, nights: int, nights_used_this_event: int) -> Answer:
    """100 a night for the mother, five nights at most."""
    left = max(0, 5 - nights_used_this_event)
    passed = (sex == WOMAN, nights >= 1, left > 0)
    return 100 * BAHT * min(nights, left), "", passed


@to_member("something-asked", "within-yearly-limit")
def ipd(nights: int, nights_used_this_year: int) -> Answer:
    """100 a night, ten nights a year."""
    left = max(0, 10 - nights_used_this_year)
    return 100 * BAHT * min(nights, left), "", (nights >= 1, left > 0)


@to_member("old-enough", "tier-reached", "within-monthly-limit")
def pension(
    event_date: int,
    birth_date: int,
    birth_date_known: int,
    paid_days: int,
    times_used_this_month: int,
) -> Answer:
    """From 60, every month: 15 years paid give 300, each five years 100 more."""
    start = event_date - paid_days
    baht, tier = highest(PENSION, lambda years: later(start, years=years) <= event_date)
    return (
        baht * BAHT,
        tier,
        (
            is_aged(60, birth_date, birth_date_known, event_date),
            baht > 0,
            times_used_this_month < 1,
        ),
    )


@to_member("tier-reached", "within-life-limit")
def death(paid_days: int, times_used_in_life: int) -> Answer:
    """By days paid."""
    baht, tier = highest(DEATH, lambda days: paid_days >= days)
    return baht * BAHT, tier, (baht > 0, times_used_in_life < 1)


GRANTS = {
    "birth": birth,
    "birth_nights": birth_nights,
    "ipd": ipd,
    "pension": pension,
    "death": death,
}
