"""Fixture A: เทศบาลเมืองยโสธร, complete as found, tier five ending at fifteen years.

The nights after a birth and in illness share 2,000 baht a year; the 500 for a birth
stand outside.  A loan for who is older than 20 is read as 21 complete.
"""

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

YEARLY, ELDERLY, DISABILITY = 6, 1, 2  # Places in the lists of rhythms and allowances.


@to_member("sex-as-written", "within-event-limit")
def birth(sex: int, times_used_this_event: int) -> Answer:
    """500 baht once for a delivery, to a woman who is a member."""
    return 500 * BAHT, "", (sex == WOMAN, times_used_this_event < 1)


@to_member(
    "sex-as-written", "something-asked", "within-event-limit", "within-yearly-limit"
)
def birth_nights(
    sex: int, nights: int, nights_used_this_event: int, satang_used_this_year: int
) -> Answer:
    """100 a night, five nights a birth, within 2,000 a year shared with illness."""
    nights_left = max(0, 5 - nights_used_this_event)
    left = max(0, 2000 * BAHT - satang_used_this_year)
    return (
        min(100 * BAHT * min(nights, nights_left), left),
        "",
        (sex == WOMAN, nights >= 1, nights_left > 0, left > 0),
    )


@to_member("something-asked", "within-yearly-limit", "within-yearly-limit")
def ipd(nights: int, nights_used_this_year: int, satang_used_this_year: int) -> Answer:
    """100 a night, twenty nights a year, within the 2,000 shared with birth."""
    nights_left = max(0, 20 - nights_used_this_year)
    left = max(0, 2000 * BAHT - satang_used_this_year)
    return (
        min(100 * BAHT * min(nights, nights_left), left),
        "",
        (nights >= 1, nights_left > 0, left > 0),
    )


@to_member("tier-reached", "within-life-limit")
def death(event_date: int, paid_days: int, times_used_in_life: int) -> Answer:
    """By time paid: six months, then from the day after 2, 4, 6, 8 and 15 years."""
    start, baht, tier = event_date - paid_days, 0, ""
    if event_date >= later(start, months=6):
        baht, tier = 3000, "t1"
    for years, name, more in (
        (2, "t2", 6000),
        (4, "t3", 8000),
        (6, "t4", 10_000),
        (8, "t5", 15_000),
        (15, "t6", 20_000),
    ):
        if event_date <= later(start, years=years):
            break
        baht, tier = more, name
    return baht * BAHT, tier, (baht > 0, times_used_in_life < 1)


@to_member("old-enough", "tier-reached", "within-yearly-limit")
def pension(
    event_date: int,
    birth_date: int,
    birth_date_known: int,
    paid_days: int,
    times_used_this_year: int,
) -> Answer:
    """From 60 years of age, once 10, 20 or 30 years are paid."""
    start = event_date - paid_days
    baht, tier = highest(
        ((10, "p1", 1500), (20, "p2", 2000), (30, "p3", 2500)),
        lambda years: later(start, years=years) <= event_date,
    )
    return (
        baht * BAHT,
        tier,
        (
            is_aged(60, birth_date, birth_date_known, event_date),
            baht > 0,
            times_used_this_year < 1,
        ),
    )


@to_member("old-enough", "something-asked", "within-event-limit")
def loan(
    event_date: int, birth_date: int, birth_date_known: int, asked_satang: int
) -> Answer:
    """Up to 20,000 baht; asking for more is cut, not refused."""
    old = is_aged(21, birth_date, birth_date_known, event_date)
    passed = (old, asked_satang >= 1, True)
    return min(asked_satang, 20_000 * BAHT), "", passed


@to_member("kind-as-written", "kind-as-written", "tier-reached")
def loan_elder(
    event_date: int,
    rhythm: int,
    allowance_kind: int,
    birth_date: int,
    birth_date_known: int,
) -> Answer:
    """Against the old-age allowance, by the ages of its own steps; who pays yearly."""
    baht, tier = highest(
        ((60, "a60", 6000), (70, "a70", 7000), (80, "a80", 8000), (90, "a90", 10_000)),
        lambda years: is_aged(years, birth_date, birth_date_known, event_date),
    )
    kinds = rhythm == YEARLY, allowance_kind == ELDERLY
    return baht * BAHT, tier, (*kinds, baht > 0)


@to_member("kind-as-written", "kind-as-written")
def loan_disabled(rhythm: int, allowance_kind: int) -> Answer:
    """8,000 against the disability allowance; who pays yearly."""
    return 8000 * BAHT, "", (rhythm == YEARLY, allowance_kind == DISABILITY)


GRANTS = {
    "birth": birth,
    "birth_nights": birth_nights,
    "ipd": ipd,
    "death": death,
    "pension": pension,
    "loan": loan,
    "loan-elder": loan_elder,
    "loan-disabled": loan_disabled,
}
