"""Fixture H: the synthetic กองทุนตำบลตัวอย่าง, numbered as its table is."""

from __future__ import annotations

from collections.abc import Callable
from inspect import signature

from tests.rules.oracles.told import (
    BAHT,
    Answer,
    Made,
    Oracle,
    highest,
    is_aged,
    later,
    to_anyone,
)

DISABLED = 5  # Places in the lists of member types, school stages and damages.
STAGES = {12: 500, 13: 1000, 10: 2000}  # Primary, secondary, first degree.
WHOLE_HOUSE, PART_HOUSE, CROP = 1, 2, 3
GIFTS = (
    (60, "age60", 500),
    (70, "age70", 700),
    (80, "age80", 1000),
    (90, "age90", 2000),
)
DEATH_YEARS = ((1, "d2", 5000), (3, "d3", 8000), (5, "d4", 10_000), (10, "d5", 15_000))


def to_member(*checks: str) -> Made:
    """Nobody whose rights rest, whatever the benefit asks besides."""

    def made(answer: Callable[..., Answer]) -> Oracle:
        def awake(suspended: int, *facts: int) -> Answer:
            satang, step, passed = answer(*facts)
            return satang, step, (not suspended, *passed)

        asked = ("suspended", *signature(answer).parameters)
        return Oracle(True, ("not-suspended", *checks), asked, awake)

    return made


@to_member("waiting-over", "evidence-complete", "something-asked", "within-event-limit")
def birth(
    event_date: int,
    waiting_from_date: int,
    evidence_birth_certificate: int,
    children: int,
    times_used_this_event: int,
) -> Answer:
    """1: 500 a child after 180 days; both parents members, paid once."""
    return (
        500 * BAHT * children,
        "",
        (
            event_date - waiting_from_date >= 180,
            evidence_birth_certificate >= 1,
            children >= 1,
            times_used_this_event < 1,
        ),
    )


@to_member(
    "waiting-over",
    "evidence-complete",
    "something-asked",
    "within-event-limit",
    "within-yearly-limit",
)
def ipd(
    event_date: int,
    waiting_from_date: int,
    evidence_medical_certificate: int,
    nights: int,
    nights_used_this_event: int,
    nights_used_this_year: int,
) -> Answer:
    """2: 100 a night after 180 days, five nights a stay, ten in the fiscal year."""
    stay_left = max(0, 5 - nights_used_this_event)
    year_left = max(0, 10 - nights_used_this_year)
    return (
        100 * BAHT * min(nights, stay_left, year_left),
        "",
        (
            event_date - waiting_from_date >= 180,
            evidence_medical_certificate >= 1,
            nights >= 1,
            stay_left > 0,
            year_left > 0,
        ),
    )


@to_member("member-long-enough", "tier-reached", "within-tier-limit")
def elderly_gift(
    event_date: int,
    joined_date: int,
    birth_date: int,
    birth_date_known: int,
    times_used_this_tier: int,
) -> Answer:
    """3: at 60, 70, 80 and 90, once each, after three years."""
    baht, tier = highest(
        GIFTS, lambda years: is_aged(years, birth_date, birth_date_known, event_date)
    )
    return (
        baht * BAHT,
        tier,
        (later(joined_date, years=3) <= event_date, baht > 0, times_used_this_tier < 1),
    )


@to_member("evidence-complete", "tier-reached", "within-life-limit")
def death(
    event_date: int,
    joined_date: int,
    evidence_death_certificate: int,
    times_used_in_life: int,
) -> Answer:
    """4: 180 days 2,500; then by whole years a member."""
    baht, tier = highest(
        DEATH_YEARS, lambda years: later(joined_date, years=years) <= event_date
    )
    if not baht and event_date - joined_date >= 180:
        baht, tier = 2500, "d1"
    return (
        baht * BAHT,
        tier,
        (evidence_death_certificate >= 1, baht > 0, times_used_in_life < 1),
    )


@to_member("waiting-over", "within-life-limit")
def wreath(event_date: int, waiting_from_date: int, times_used_in_life: int) -> Answer:
    """5: wreath and one day as host, 1,000 after 180 days."""
    waited = event_date - waiting_from_date >= 180
    return 1000 * BAHT, "", (waited, times_used_in_life < 1)


@to_anyone("within-life-limit")
def wreath_neighbour(times_used_in_life: int) -> Answer:
    """5: the head of a household who is no member, 500."""
    return 500 * BAHT, "", (times_used_in_life < 1,)


@to_member(
    "kind-as-written", "member-long-enough", "not-together", "within-yearly-limit"
)
def disabled(
    event_date: int,
    joined_date: int,
    member_type: int,
    other_granted_this_year: int,
    times_used_this_year: int,
) -> Answer:
    """6: 500 a fiscal year after one year, not together with 3 in one."""
    return (
        500 * BAHT,
        "",
        (
            member_type == DISABLED,
            later(joined_date, years=1) <= event_date,
            other_granted_this_year == 0,
            times_used_this_year < 1,
        ),
    )


@to_member(
    "member-long-enough", "something-asked", "within-event-limit", "within-event-limit"
)
def occupation_loan(
    event_date: int, joined_date: int, asked_satang: int, times_used_this_event: int
) -> Answer:
    """7: up to 5,000 after two years; who asks for more gets 5,000."""
    return (
        min(asked_satang, 5000 * BAHT),
        "",
        (
            later(joined_date, years=2) <= event_date,
            asked_satang >= 1,
            True,
            times_used_this_event < 1,
        ),
    )


@to_member("member-long-enough", "kind-as-written", "within-yearly-limit")
def scholarship(
    event_date: int,
    joined_date: int,
    school_stage: int,
    times_used_this_year_by_household: int,
) -> Answer:
    """8: by school stage after one year, one a household and fiscal year."""
    baht = STAGES.get(school_stage, 0)
    return (
        baht * BAHT,
        "",
        (
            later(joined_date, years=1) <= event_date,
            baht > 0,
            times_used_this_year_by_household < 1,
        ),
    )


@to_member("member-long-enough", "within-life-limit")
def ceremony(event_date: int, joined_date: int, times_used_in_life: int) -> Answer:
    """9: ordination, conscription, wedding: 500 each, once in a life, after a year."""
    a_year = later(joined_date, years=1) <= event_date
    return 500 * BAHT, "", (a_year, times_used_in_life < 1)


@to_anyone("something-asked", "within-event-limit", "within-life-limit")
def house_repair(asked_satang: int, times_used_in_life_by_household: int) -> Answer:
    """10: the very poor, member or not, up to 10,000."""
    passed = (asked_satang >= 1, True, times_used_in_life_by_household < 1)
    return min(asked_satang, 10_000 * BAHT), "", passed


@to_member("member-long-enough", "formula-pays", "within-event-limit")
def disaster(
    event_date: int,
    joined_date: int,
    disaster_kind: int,
    asked_satang: int,
    times_used_this_event_by_household: int,
) -> Answer:
    """11: whole house 5,000, part up to 2,000, crop 500, after 30 days."""
    satang = 0
    if disaster_kind == WHOLE_HOUSE:
        satang = 5000 * BAHT
    elif disaster_kind == PART_HOUSE:
        satang = min(asked_satang, 2000 * BAHT)
    elif disaster_kind == CROP:
        satang = 500 * BAHT
    return (
        satang,
        "",
        (
            event_date - joined_date >= 30,
            satang > 0,
            times_used_this_event_by_household < 1,
        ),
    )


@to_member("member-long-enough", "something-asked", "within-yearly-limit")
def calf(
    event_date: int, joined_date: int, calves: int, calves_used_this_year: int
) -> Answer:
    """13: 500 a calf after one year, two calves a fiscal year."""
    left = max(0, 2 - calves_used_this_year)
    return (
        500 * BAHT * min(calves, left),
        "",
        (later(joined_date, years=1) <= event_date, calves >= 1, left > 0),
    )


GRANTS: dict[str, Oracle] = {
    "birth": birth,
    "ipd": ipd,
    "elderly_gift": elderly_gift,
    "death": death,
    "wreath": wreath,
    "wreath_neighbour": wreath_neighbour,
    "disabled": disabled,
    "occupation_loan": occupation_loan,
    "scholarship": scholarship,
    "ordination": ceremony,
    "conscription": ceremony,
    "wedding": ceremony,
    "house_repair": house_repair,
    "disaster": disaster,
    "calf": calf,
}
