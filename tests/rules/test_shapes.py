"""Shapes of real by-laws beyond the files that ship, each in its smallest form."""

from __future__ import annotations

import pytest

from kongbun.rules.benefit import BenefitRule
from kongbun.rules.read_yaml import read_bylaw
from tests.rules.laws import ask, demo, failed, small

MEMBER = {"event_date": "2026-11-09", "joined_date": "2020-11-01"}


def rule(**changes: str) -> BenefitRule:
    return read_bylaw(small(**changes), file="x.yaml").benefits[0]


def test_a_ceiling_grows_with_whole_years_of_membership() -> None:
    growing = rule(
        fixed_baht="each_baht: 300\nunit: nights",
        max_times="- counts: joined\n"
        "  tiers:\n"
        "    - {from: 1 year, amount_baht: 500}\n"
        "    - {from: 2 years, amount_baht: 1000}",
    )

    def baht(joined: str, used: int = 0) -> int:
        answer = ask(
            growing,
            event_date="2026-11-09",
            joined_date=joined,
            nights=9,
            satang_used_this_year=used * 100,
        )
        return answer.amount_satang // 100

    assert baht("2025-11-10") == 0
    assert baht("2025-11-09") == 500
    assert baht("2024-11-10") == 500
    assert baht("2024-11-09") == 1000
    assert baht("2024-11-09", used=900) == 100


@pytest.mark.parametrize(
    ("asked", "baht"),
    [(0, 0), (1, 0), (199_900, 1999), (200_000, 2000), (900_000, 2000)],
)
def test_up_to_a_sum_pays_what_is_asked_and_no_more(asked: int, baht: int) -> None:
    answer = ask(rule(fixed_baht="up_to_baht: 2000"), **MEMBER, asked_satang=asked)
    assert answer.amount_satang == (1 if asked == 1 else baht * 100)
    assert answer.granted is (asked > 0)


@pytest.mark.parametrize(
    ("satang", "granted"),
    [(9_999, False), (10_000, True), (300_000, True), (300_001, False)],
)
def test_a_resolution_stays_within_its_bounds(satang: int, granted: bool) -> None:
    answer = ask(demo("hardship"), event_date="2026-11-09", resolution_satang=satang)
    assert answer.granted is granted


def test_an_amount_depends_on_the_school_stage() -> None:
    given = MEMBER | {"filed_date": "2026-11-09", "arrears_days": "0"}
    stages = {"primary": 500, "secondary": 1000, "university": 2000, "kindergarten": 0}
    for stage, baht in stages.items():
        answer = ask(demo("education"), **given, school_stage=stage)
        assert answer.amount_satang == baht * 100
    assert failed(ask(demo("education"), **given, school_stage="other")) == {
        "kind-as-written"
    }


@pytest.mark.parametrize(
    ("born", "granted"),
    [
        ("2008-11-09", True),
        ("2007-11-10", True),
        ("2007-11-09", False),
        ("2026-11-09", True),
        ("unknown", False),
    ],
)
def test_the_age_of_a_child_is_looked_at_not_the_members(
    born: str, granted: bool
) -> None:
    child = rule(
        evidence="conditions: [{age_at_most: 18, whose: subject}]\nevidence: [x]"
    )
    answer = ask(child, **MEMBER, subject_birth_date=born)
    assert answer.granted is granted


@pytest.mark.parametrize(
    ("days", "confirmed", "granted"),
    [(31, "no", True), (32, "no", False), (32, "yes", True)],
)
def test_late_entries_count_once_they_are_confirmed(
    days: int, confirmed: str, granted: bool
) -> None:
    answer = ask(
        demo("ipd"),
        **MEMBER,
        filed_date="2026-11-09",
        arrears_days=0,
        nights=1,
        backdated_days=days,
        backdating_confirmed=confirmed,
    )
    assert answer.granted is granted


def test_a_suspended_member_gets_nothing_new() -> None:
    answer = ask(
        demo("ipd"),
        **MEMBER,
        filed_date="2026-11-09",
        arrears_days=0,
        nights=1,
        suspended="yes",
    )
    assert failed(answer) == {"not-suspended"}


def test_a_new_waiting_time_counts_from_the_return() -> None:
    answer = ask(
        demo("ipd"),
        **MEMBER,
        filed_date="2026-11-09",
        arrears_days=0,
        nights=1,
        waiting_from_date="2026-09-01",
    )
    assert failed(answer) == {"waiting-over"}


def test_help_for_non_members_asks_for_no_membership() -> None:
    answer = ask(demo("housing"), event_date="2026-11-09", asked_satang=1_200_000)
    assert answer.amount_satang == 10_000_00
    assert "member-on-event-date" not in {c.code.value for c in answer.checks}


@pytest.mark.parametrize(("paid", "granted"), [(180, False), (181, True)])
def test_paid_for_six_months_is_laid_on_the_calendar(paid: int, granted: bool) -> None:
    six = rule(evidence="conditions: [{paid_for: 6 months}]\nevidence: [x]")
    answer = ask(six, event_date="2026-05-01", joined_date="2020-11-01", paid_days=paid)
    assert answer.granted is granted


def test_a_cap_in_baht_may_pay_the_last_unit_in_part() -> None:
    capped = rule(
        fixed_baht="each_baht: 200\nunit: nights", max_times="- max_baht: 500"
    )
    answer = ask(capped, **MEMBER, nights=3)
    assert (answer.amount_satang, answer.units) == (500_00, 3)
    assert ask(capped, **MEMBER, nights=2).units == 2


def test_the_gap_between_two_tiers_gives_nothing() -> None:
    gap = rule(
        fixed_baht="counts: joined\n"
        "tiers:\n"
        "  - {from: 1 year, to: 2 years, amount_baht: 100}\n"
        "  - {from: 3 years, to: 4 years, amount_baht: 200}"
    )

    def baht(joined: str) -> int:
        answer = ask(gap, event_date="2026-11-09", joined_date=joined)
        return answer.amount_satang // 100

    assert baht("2024-11-09") == 100  # Two years to the day: included.
    assert baht("2024-11-08") == 0
    assert baht("2023-11-10") == 0
    assert baht("2023-11-09") == 200
    assert baht("2022-11-09") == 200
    assert baht("2022-11-08") == 0
