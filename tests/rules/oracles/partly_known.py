"""Fixtures C, D, F and G: what is known of them, and no more."""

from __future__ import annotations

from tests.rules.oracles.told import BAHT, WOMAN, Answer, highest, later, to_member


@to_member("waiting-over", "within-life-limit")
def death_after_waiting(
    event_date: int, waiting_from_date: int, times_used_in_life: int
) -> Answer:
    """C: no claim before 180 days; 2,500 on death."""
    return (
        2500 * BAHT,
        "",
        (event_date - waiting_from_date >= 180, times_used_in_life < 1),
    )


@to_member("sex-as-written", "within-event-limit")
def birth_gift(sex: int, times_used_this_event: int) -> Answer:
    """D: a woman gets 500 a delivery."""
    return 500 * BAHT, "", (sex == WOMAN, times_used_this_event < 1)


@to_member("resolution-recorded")
def as_resolved(resolution_satang: int) -> Answer:
    """F: amounts unknown, so what the committee resolved, 100 baht at least."""
    return resolution_satang, "", (resolution_satang >= 100 * BAHT,)


def ceiling(joined: int, event: int) -> int:
    """G: in satang; nothing in year 0, more in years 1 to 5, the top from year 6."""
    baht, _ = highest(
        ((1, "", 500), (2, "", 1000), (3, "", 1500), (4, "", 2000), (5, "", 2500),
         (6, "", 3000)),
        lambda years: later(joined, years=years) <= event,
    )  # fmt: skip
    return baht * BAHT


@to_member("something-asked", "within-yearly-limit")
def nights_under_a_ceiling(
    event_date: int, joined_date: int, nights: int, satang_used_this_year: int
) -> Answer:
    """G: 200 a night, cut to the overall ceiling of the year."""
    left = max(0, ceiling(joined_date, event_date) - satang_used_this_year)
    return min(200 * BAHT * nights, left), "", (nights >= 1, left > 0)


@to_member("something-asked", "within-yearly-limit")
def visits_under_a_ceiling(
    event_date: int, joined_date: int, items: int, satang_used_this_year: int
) -> Answer:
    """G: each kind of care has its own rate under the same ceiling: 50 a visit."""
    left = max(0, ceiling(joined_date, event_date) - satang_used_this_year)
    return min(50 * BAHT * items, left), "", (items >= 1, left > 0)


THAT_CHOENG_CHUM = {"death": death_after_waiting}
THAI_TALAT = {"birth": birth_gift}
SAP_ANAN = dict.fromkeys(
    ("birth", "ipd", "education", "disaster", "death"), as_resolved
)
SOUTHERN_SAVINGS = {"ipd": nights_under_a_ceiling, "clinic": visits_under_a_ceiling}
