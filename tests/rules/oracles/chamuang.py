"""Fixture B: ต.ชะมวง, complete as published; a death goes by recorded resolution."""

from __future__ import annotations

from tests.rules.oracles.told import BAHT, Answer, is_aged, later, to_member

# จบ ป.6, จบ ม.3, จบ ม.6, เข้ามหาวิทยาลัยของรัฐ: places in the list of school stages.
FINISHED = (3, 5, 7, 9)


@to_member("within-event-limit")
def birth(times_used_this_event: int) -> Answer:
    """1,000 for a childbirth."""
    return 1000 * BAHT, "", (times_used_this_event < 1,)


@to_member("something-asked", "within-event-limit", "within-yearly-limit")
def ipd(nights: int, satang_used_this_event: int, satang_used_this_year: int) -> Answer:
    """200 a night, at most 600 for a stay and at most 1,000 in a year."""
    stay_left = max(0, 600 * BAHT - satang_used_this_event)
    year_left = max(0, 1000 * BAHT - satang_used_this_year)
    return (
        min(200 * BAHT * nights, stay_left, year_left),
        "",
        (nights >= 1, stay_left > 0, year_left > 0),
    )


@to_member("grade-high-enough", "kind-as-written", "within-event-limit")
def education(
    gpa_hundredths: int, school_stage: int, times_used_this_event: int
) -> Answer:
    """500 with a GPA of 3.5 in a year that ends a school, or enters a state one."""
    return (
        500 * BAHT,
        "",
        (gpa_hundredths >= 350, school_stage in FINISHED, times_used_this_event < 1),
    )


@to_member("old-enough", "member-long-enough", "within-yearly-limit")
def elderly(
    event_date: int,
    joined_date: int,
    birth_date: int,
    birth_date_known: int,
    times_used_this_year: int,
) -> Answer:
    """200 a year from 60, once three years a member."""
    return (
        200 * BAHT,
        "",
        (
            is_aged(60, birth_date, birth_date_known, event_date),
            later(joined_date, years=3) <= event_date,
            times_used_this_year < 1,
        ),
    )


@to_member("resolution-recorded", "within-life-limit")
def death(resolution_satang: int, times_used_in_life: int) -> Answer:
    """3,000 "to 30,000 and up": what the committee resolved, not below 3,000."""
    recorded = resolution_satang >= 3000 * BAHT
    return resolution_satang, "", (recorded, times_used_in_life < 1)


GRANTS = {
    "birth": birth,
    "ipd": ipd,
    "education": education,
    "elderly": elderly,
    "death": death,
}
