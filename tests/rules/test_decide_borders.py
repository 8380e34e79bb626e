"""The by-laws that ship, one day before, on and after each border."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from kongbun.rules.benefit import BenefitRule
from kongbun.rules.decide import Decision
from tests.rules.laws import BYLAWS, ask, chamuang, demo, failed, law, number, yasothon
from tests.rules.oracles.told import later

EVENT = date(2026, 11, 9)
JOINED = date(1990, 1, 1)


def stay(rule: BenefitRule, nights: object, **used: object) -> Decision:
    return ask(rule, event_date=EVENT, joined_date=JOINED, nights=nights, **used)


def test_three_nights_pay_300_baht() -> None:
    assert stay(yasothon("ipd"), 3).amount_satang == 300_00


def test_a_birth_and_three_nights_pay_800_baht() -> None:
    birth = ask(yasothon("birth"), event_date=EVENT, joined_date=JOINED, sex="female")
    nights = stay(yasothon("birth_nights"), 3, sex="female")
    assert birth.amount_satang + nights.amount_satang == 800_00


def test_twenty_five_nights_in_the_year_pay_2000_baht() -> None:
    assert stay(yasothon("ipd"), 25).amount_satang == 2_000_00


def test_twenty_five_nights_in_two_stays_pay_2000_baht_together() -> None:
    first = stay(yasothon("ipd"), 12)
    second = stay(
        yasothon("ipd"),
        13,
        nights_used_this_year=first.units,
        satang_used_this_year=first.amount_satang,
    )
    assert first.amount_satang + second.amount_satang == 2_000_00


def test_nights_after_a_birth_share_the_2000_baht_of_illness() -> None:
    left = stay(
        yasothon("birth_nights"), 5, sex="female", satang_used_this_year=1_900_00
    )
    assert left.amount_satang == 100_00


def test_the_500_baht_of_a_birth_stand_outside_the_shared_cap() -> None:
    birth = ask(yasothon("birth"), event_date=EVENT, joined_date=JOINED, sex="female")
    assert birth.amount_satang == 500_00
    assert all(check.unit != "satang" for check in birth.checks)


DEATH_BORDERS = [
    (0, 6, 0, 3000),
    (2, 0, 3000, 6000),
    (4, 0, 6000, 8000),
    (6, 0, 8000, 10000),
    (8, 0, 10000, 15000),
    (15, 0, 15000, 20000),
]


def paid(start: date) -> int:
    return (EVENT - start).days


def starting(years: int, months: int) -> date:
    """The start of paid time from which so much is complete on the event day."""
    start = EVENT - timedelta(days=366 * years + 31 * months + 31)
    while later(number(start), years=years, months=months) < number(EVENT):
        start += timedelta(days=1)
    assert later(number(start), years=years, months=months) == number(EVENT)
    return start


@pytest.mark.parametrize(("years", "months", "below", "above"), DEATH_BORDERS)
def test_a_death_tier_one_day_before_on_and_after_its_border(
    years: int, months: int, below: int, above: int
) -> None:
    days = paid(starting(years, months))

    def baht(paid_days: int) -> int:
        answer = ask(
            yasothon("death"), event_date=EVENT, joined_date=JOINED, paid_days=paid_days
        )
        return answer.amount_satang // 100

    on_the_day = above if months else below  # "To 2 years" includes the day itself.
    assert [baht(days - 1), baht(days), baht(days + 1)] == [below, on_the_day, above]


@pytest.mark.parametrize(
    ("years", "below", "above"), [(10, 0, 1500), (20, 1500, 2000), (30, 2000, 2500)]
)
def test_a_pension_tier_begins_on_the_day_the_years_are_complete(
    years: int, below: int, above: int
) -> None:
    days = paid(starting(years, 0))

    def baht(paid_days: int) -> int:
        answer = ask(
            yasothon("pension"),
            event_date=EVENT,
            joined_date=JOINED,
            birth_date="1950-01-01",
            paid_days=paid_days,
        )
        return answer.amount_satang // 100

    assert [baht(days - 1), baht(days), baht(days + 1)] == [below, above, above]


@pytest.mark.parametrize(
    ("born", "granted"),
    [
        ("1966-11-08", True),
        ("1966-11-09", True),
        ("1966-11-10", False),
        ("1966-10", True),
        ("1966-11", False),  # May be the 30th: the right waits for the latest day.
        ("1965", True),
        ("1966", False),
        ("unknown", False),
    ],
)
def test_a_birth_without_its_day_counts_as_the_latest_it_may_be(
    born: str, granted: bool
) -> None:
    answer = ask(
        yasothon("pension"),
        event_date=EVENT,
        joined_date=JOINED,
        birth_date=born,
        paid_days=5000,
    )
    assert answer.granted is granted
    assert failed(answer) == (set() if granted else {"old-enough"})


@pytest.mark.parametrize(
    ("born", "event", "age_reached"),
    [
        ("1964-02-29", "2024-02-28", False),
        ("1964-02-29", "2024-02-29", True),
        ("1965-02-28", "2025-02-28", True),
        ("1968-02-29", "2028-02-28", False),
        ("1967-03-01", "2027-02-28", False),
    ],
)
def test_sixty_years_are_complete_on_the_same_day_number(
    born: str, event: str, age_reached: bool
) -> None:
    answer = ask(
        yasothon("pension"),
        event_date=event,
        joined_date=JOINED,
        birth_date=born,
        paid_days=5000,
    )
    assert answer.granted is age_reached


def test_a_member_born_on_29_february_is_61_on_28_february() -> None:
    answer = ask(
        yasothon("loan"),
        event_date="2021-02-28",
        joined_date="2020-11-01",
        birth_date="2000-02-29",
        asked_satang=100,
    )
    assert answer.granted  # 21 years on 28 Feb: 2021 has no 29th.


@pytest.mark.parametrize(("day", "granted"), [(179, False), (180, True), (181, True)])
def test_the_waiting_time_is_over_on_day_180(day: int, granted: bool) -> None:
    answer = ask(
        demo("ipd"),
        event_date=EVENT,
        joined_date=EVENT - timedelta(days=day),
        filed_date=EVENT,
        arrears_days=0,
        nights=1,
    )
    assert answer.granted is granted


@pytest.mark.parametrize(("days", "granted"), [(89, True), (90, True), (91, False)])
def test_arrears_of_90_days_still_pass(days: int, granted: bool) -> None:
    answer = ask(
        demo("ipd"),
        event_date=EVENT,
        joined_date=JOINED,
        filed_date=EVENT,
        arrears_days=days,
        nights=1,
    )
    assert answer.granted is granted


@pytest.mark.parametrize(
    ("days", "granted"), [(-1, False), (0, True), (60, True), (61, False)]
)
def test_a_request_is_filed_within_60_days_after_the_last_day(
    days: int, granted: bool
) -> None:
    last = EVENT + timedelta(days=5)
    filed = EVENT + timedelta(days=days) if days < 0 else last + timedelta(days=days)
    answer = ask(
        demo("ipd"),
        event_date=EVENT,
        event_last_date=last,
        joined_date=JOINED,
        filed_date=filed,
        arrears_days=0,
        nights=1,
    )
    assert answer.granted is granted


def test_seven_nights_count_as_five_and_say_so() -> None:
    answer = ask(
        demo("ipd"),
        event_date=EVENT,
        event_last_date="2026-11-16",
        joined_date="2020-11-01",
        filed_date="2026-11-17",
        arrears_days=9,
        nights=7,
        nights_used_this_year=3,
    )
    assert answer.amount_satang == 500_00
    assert answer.units == 5
    cut = [check for check in answer.checks if check.cut]
    assert [(c.code.value, c.required, c.found) for c in cut] == [
        ("within-event-limit", 5, 7)
    ]


def test_an_event_before_joining_is_refused_with_its_days() -> None:
    answer = ask(
        yasothon("ipd"), event_date="2020-10-31", joined_date="2020-11-01", nights=3
    )
    assert failed(answer) == {"member-on-event-date"}
    assert answer.checks[0].found == -1


def test_who_has_left_gets_nothing_new() -> None:
    rule, left = yasothon("ipd"), "2026-11-08"
    gone = ask(rule, event_date=EVENT, joined_date=JOINED, nights=1, exited_date=left)
    there = ask(
        rule, event_date="2026-11-08", joined_date=JOINED, nights=1, exited_date=left
    )
    assert not gone.granted
    assert there.granted


def test_a_refusal_gives_every_reason_at_once() -> None:
    answer = ask(
        demo("education"),
        event_date="2026-11-09",
        filed_date="2026-11-15",
        joined_date="2026-03-14",
        arrears_days=0,
        school_stage="primary",
        times_used_this_year_by_household=1,
        evidence_transcript=0,
    )
    assert failed(answer) == {
        "member-long-enough",
        "within-yearly-limit",
        "evidence-complete",
    }
    assert [c.found for c in answer.refusals] == [240, 0, 1]


@pytest.mark.parametrize(("nights", "baht"), [(1, 200), (3, 600), (4, 600), (9, 600)])
def test_chamuang_pays_600_baht_a_stay_at_most(nights: int, baht: int) -> None:
    assert stay(chamuang("ipd"), nights).amount_satang == baht * 100


@pytest.mark.parametrize(
    ("used", "baht"), [(0, 600), (400, 600), (600, 400), (900, 100), (1000, 0)]
)
def test_chamuang_pays_1000_baht_a_year_at_most(used: int, baht: int) -> None:
    answer = stay(chamuang("ipd"), 5, satang_used_this_year=used * 100)
    assert answer.amount_satang == baht * 100


def test_nights_of_one_stay_claimed_twice_share_its_cap() -> None:
    answer = stay(chamuang("ipd"), 3, satang_used_this_event=400_00)
    assert answer.amount_satang == 200_00


@pytest.mark.parametrize(
    ("satang", "granted"),
    [(0, False), (299_999, False), (300_000, True), (5_000_000, True)],
)
def test_chamuang_pays_a_death_by_recorded_resolution(
    satang: int, granted: bool
) -> None:
    answer = ask(
        chamuang("death"),
        event_date=EVENT,
        joined_date=JOINED,
        resolution_satang=satang,
    )
    assert answer.granted is granted
    assert answer.amount_satang == (satang if granted else 0)


@pytest.mark.parametrize(("day", "baht"), [("2025-09-30", 8000), ("2025-10-01", 10000)])
def test_the_demo_funds_amendment_changes_a_death_on_its_day(
    day: str, baht: int
) -> None:
    versions = [law(BYLAWS / f"demo-{year}.yaml") for year in (2563, 2568)]
    in_force = [v for v in versions if v.effective_from <= date.fromisoformat(day)][-1]
    rule = in_force.rule("death")
    assert rule is not None
    answer = ask(
        rule,
        event_date=day,
        joined_date="2018-11-01",
        filed_date=day,
        arrears_days=0,
        paid_days=2009,
    )
    assert answer.amount_satang == baht * 100


def test_loans_are_decided_and_say_that_they_are_loans() -> None:
    rule = yasothon("loan-elder")
    assert rule.is_loan
    answer = ask(
        rule,
        event_date=EVENT,
        joined_date=JOINED,
        birth_date="1946-01-01",
        rhythm="year",
        allowance_kind="elderly",
    )
    assert answer.amount_satang == 8_000_00
