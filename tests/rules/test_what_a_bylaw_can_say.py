"""Each shape of rule that a by-law can say, with an example from a by-law that ships.

`docs/bylaws.md` has the same list as a table: shape, file and clause.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from kongbun.rules.allocate import Allocations, allocate
from kongbun.rules.benefit import ByResolution, Cap, NotTogether, PerUnit
from kongbun.rules.days import Int, date_of, day_number
from kongbun.rules.decide import Decision
from kongbun.rules.facts import Facts
from kongbun.rules.windows import cap_bounds
from tests.rules.laws import HERE, ask, failed, law, rule_of
from tests.rules.test_allocate import NOTHING_YET

DAY = "2026-11-09"


def asked(file: str, code: str, **facts: object) -> Decision:
    """A member of six years asks, if nothing else is said."""
    usual: dict[str, object] = {"event_date": DAY, "joined_date": "2020-11-01"}
    rule = rule_of(file, code)
    known = usual if rule.members_only else {"event_date": DAY}
    return ask(rule, **(known | facts))


def baht(file: str, code: str, **facts: object) -> int:
    return asked(file, code, **facts).amount_satang // 100


def shared(file: str, code: str, amounts: list[int], **given: object) -> Allocations:
    rule = rule_of(file, code).allocation
    assert rule is not None
    columns: dict[str, object] = {"order_by": {}, **NOTHING_YET} | given
    return allocate(
        rule,
        amount_satang=column(*amounts) * 100,
        tie=np.arange(len(amounts), dtype=np.int64),
        **columns,  # type: ignore[arg-type]
    )


def column(*values: int) -> Int:
    return np.array(values, dtype=np.int64)


def test_a_fixed_sum() -> None:
    assert baht("chamuang", "birth") == 1000


def test_so_much_a_unit() -> None:
    assert [baht("yasothon", "ipd", nights=n) for n in (1, 3)] == [100, 300]


def test_a_cap_an_event_within_a_cap_a_year() -> None:
    assert baht("chamuang", "ipd", nights=5) == 600
    assert baht("chamuang", "ipd", nights=5, satang_used_this_year=600_00) == 400
    assert baht("chamuang", "ipd", nights=5, satang_used_this_event=500_00) == 100


def test_a_cap_a_year_in_units_and_in_money_shared_with_another_benefit() -> None:
    assert baht("yasothon", "ipd", nights=25) == 2000
    used = {"nights_used_this_year": 3, "satang_used_this_year": 1900_00}
    assert baht("yasothon", "ipd", nights=9, **used) == 100
    shares = [cap.shared_with for cap in rule_of("yasothon", "ipd").caps]
    assert shares == [(), ("birth_nights",)]


def test_a_cap_in_a_life() -> None:
    assert baht("example-synthetic", "ordination") == 500
    again = asked("example-synthetic", "ordination", times_used_in_life=1)
    assert failed(again) == {"within-life-limit"}


def test_tiers_by_days_paid() -> None:
    paid = {364: 2500, 365: 5000, 5839: 20_000, 5840: 30_000}
    for days, due in paid.items():
        assert baht("songkhla-unverified", "death", paid_days=days) == due


def test_tiers_by_months_and_years_paid() -> None:
    # Back from 9 November six months are 184 days, two years 730.
    paid = {183: 0, 184: 3000, 730: 3000, 731: 6000}
    for days, due in paid.items():
        assert baht("yasothon", "death", paid_days=days) == due, days


def test_tiers_by_days_and_years_since_joining() -> None:
    joined = {
        "2026-05-14": 0,
        "2026-05-13": 2500,
        "2025-11-10": 2500,
        "2025-11-09": 5000,
        "2016-11-10": 10_000,
        "1990-01-01": 15_000,
    }
    for day, due in joined.items():
        assert baht("example-synthetic", "death", joined_date=day) == due, day


def test_a_ceiling_that_grows_with_tenure() -> None:
    joined = {"2025-11-10": 0, "2025-11-09": 500, "2020-11-09": 3000}
    for day, most in joined.items():
        assert baht("southern-savings", "ipd", joined_date=day, nights=30) == most


def test_age_with_tenure() -> None:
    old, long = "1966-11-09", "2023-11-09"
    assert baht("chamuang", "elderly", birth_date=old, joined_date=long) == 200
    young = asked("chamuang", "elderly", birth_date="1966-11-10", joined_date=long)
    assert failed(young) == {"old-enough"}
    new = asked("chamuang", "elderly", birth_date=old, joined_date="2023-11-10")
    assert failed(new) == {"member-long-enough"}


def test_milestone_ages_once_each() -> None:
    for born, due in (("1967-01-01", 0), ("1966-11-09", 500), ("1936-11-09", 2000)):
        assert baht("example-synthetic", "elderly_gift", birth_date=born) == due
    again = asked(
        "example-synthetic",
        "elderly_gift",
        birth_date="1966-11-09",
        times_used_this_tier=1,
    )
    assert failed(again) == {"within-tier-limit"}


def test_sex() -> None:
    assert baht("thai-talat", "birth", sex="female") == 500
    assert failed(asked("thai-talat", "birth", sex="male")) == {"sex-as-written"}
    assert failed(asked("thai-talat", "birth", sex="unknown")) == {"sex-as-written"}


def test_a_dependant_as_subject() -> None:
    assert rule_of("chamuang", "education").subject == "child"
    assert baht("example-synthetic", "birth", children=2) == 1000


def test_a_grade_on_a_document_and_a_school_stage() -> None:
    def school(gpa: int, stage: str) -> Decision:
        return asked("chamuang", "education", gpa_hundredths=gpa, school_stage=stage)

    assert school(350, "m3").amount_satang == 500_00
    assert failed(school(349, "m3")) == {"grade-high-enough"}
    assert failed(school(350, "m1_2")) == {"kind-as-written"}


@pytest.mark.parametrize(
    ("file", "code", "day", "start"),
    [
        ("songkhla-unverified", "pension", "2026-11-09", "2026-11-01"),
        ("songkhla-unverified", "pension", "2026-02-28", "2026-02-01"),
        ("waste-bank", "waste", "2026-11-09", "2026-01-01"),
        ("yasothon", "pension", "2026-11-09", "2026-10-01"),
        ("yasothon", "pension", "2026-09-30", "2025-10-01"),
        ("southern-savings", "ipd", "2026-11-09", "2026-11-05"),
        ("southern-savings", "ipd", "2026-11-04", "2025-11-05"),
    ],
)
def test_a_month_a_calendar_a_fiscal_and_a_membership_year(
    file: str, code: str, day: str, start: str
) -> None:
    odd = HERE / "data" / "odd" / f"{file}.yaml"
    rule = law(odd).rule(code) if odd.exists() else rule_of(file, code)
    assert rule is not None
    on, joined = (day_number(date.fromisoformat(d)) for d in (day, "2020-11-05"))
    facts = Facts.of(event_date=column(on), joined_date=column(joined))
    bounds = cap_bounds(rule, rule.caps[-1], facts)
    assert date_of(int(bounds.start[0])).isoformat() == start


def test_a_yearly_budget() -> None:
    # 50,000 baht a year: six houses of 10,000, and the sixth gets nothing.
    given = shared("example-synthetic", "house_repair", [10_000] * 6)
    assert (given.amount_satang // 100).tolist() == [10_000] * 5 + [0]


def test_places_and_ranking() -> None:
    grades = column(*range(300, 322))
    given = shared(
        "example-synthetic",
        "scholarship",
        [500] * 22,
        order_by={"gpa_hundredths": grades},
    )
    assert given.granted.tolist() == [False] * 2 + [True] * 20


def test_pro_rata_when_over_a_share_of_the_fund() -> None:
    # A tenth of 100,000 baht for three houses of 5,000 each.
    given = shared("example-synthetic", "disaster", [5000] * 3, fund_satang=100_000_00)
    assert given.amount_satang.tolist() == [3333_34, 3333_33, 3333_33]
    enough = shared("example-synthetic", "disaster", [5000] * 2, fund_satang=10**9)
    assert enough.amount_satang.tolist() == [5000_00] * 2


def test_a_share_of_the_fund() -> None:
    rule = rule_of("example-synthetic", "disaster").allocation
    assert rule is not None
    assert (rule.share_of_fund_basis_points, rule.per) == (1000, "event")


def test_one_benefit_shuts_another_out() -> None:
    disabled = {"member_type": "disabled"}
    assert baht("example-synthetic", "disabled", **disabled) == 500
    both = asked("example-synthetic", "disabled", **disabled, other_granted_this_year=1)
    assert failed(both) == {"not-together"}
    named = [
        c.others
        for c in rule_of("example-synthetic", "disabled").conditions
        if isinstance(c, NotTogether)
    ]
    assert named == [("elderly_gift",)]


def test_once_an_event_for_two_claimants() -> None:
    other_parent = asked(
        "example-synthetic", "birth", children=1, times_used_this_event=1
    )
    assert failed(other_parent) == {"within-event-limit"}


def test_the_committee_starts_a_pension_and_the_member_the_rest() -> None:
    assert rule_of("yasothon", "pension").started_by == "committee"
    assert rule_of("yasothon", "ipd").started_by == "member"


def test_a_loan_is_decided_by_its_own_terms() -> None:
    born = {"birth_date": "1980-01-01"}
    assert baht("yasothon", "loan", asked_satang=25_000_00, **born) == 20_000
    state = {"rhythm": "year", "allowance_kind": "elderly"}
    assert baht("yasothon", "loan-elder", birth_date="1954-05-01", **state) == 7000


def test_the_evidence_of_a_benefit_and_what_the_decision_itself_asks_for() -> None:
    papers = [paper.text for paper in rule_of("yasothon", "ipd").evidence]
    assert papers[0] == "หนังสือรับรองการนอนโรงพยาบาล"
    given = {"children": 1, "evidence_birth_certificate": 0}
    without = asked("example-synthetic", "birth", **given)
    assert failed(without) == {"evidence-complete"}


def test_money_goes_to_a_proxy_or_to_a_beneficiary() -> None:
    assert rule_of("yasothon", "ipd").payees == ("self", "proxy")
    assert rule_of("yasothon", "death").payees == ("beneficiary",)


def test_help_in_hardship_to_who_is_no_member() -> None:
    neighbour = asked("example-synthetic", "house_repair", asked_satang=12_000_00)
    assert neighbour.amount_satang == 10_000_00
    assert "member-on-event-date" not in {c.code.value for c in neighbour.checks}


def test_discretion_must_name_its_resolution() -> None:
    assert isinstance(rule_of("chamuang", "death").amount, ByResolution)
    assert failed(asked("chamuang", "death")) == {"resolution-recorded"}
    assert baht("chamuang", "death", resolution_satang=12_000_00) == 12_000
    low = asked("chamuang", "death", resolution_satang=2999_99)
    assert failed(low) == {"resolution-recorded"}


def test_a_form_filled_kind_has_rows_of_conditions_under_it() -> None:
    rule = rule_of("example-synthetic", "calf")
    assert isinstance(rule.amount, PerUnit)
    assert [type(c).__name__ for c in rule.conditions] == [
        *("Membership", "NotSuspended", "Tenure")
    ]
    assert all(isinstance(cap, Cap) for cap in rule.caps)
    assert baht("example-synthetic", "calf", calves=3) == 1000


def test_a_small_expression_for_what_is_left() -> None:
    damage = {"disaster_kind": "part_house", "asked_satang": 3500_00}
    assert baht("example-synthetic", "disaster", **damage) == 2000
    less = damage | {"asked_satang": 900_00}
    assert baht("example-synthetic", "disaster", **less) == 900
    other = asked(
        "example-synthetic", "disaster", disaster_kind="other", asked_satang=1
    )
    assert failed(other) == {"formula-pays"}
