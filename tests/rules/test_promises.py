"""What a by-law promises against a year's income: at the border, and either side."""

from __future__ import annotations

import pytest

from kongbun.rules.promises import Due, most_at_once, promise
from kongbun.rules.read_yaml import read_bylaw
from tests.badinputs.bylaw_cases import GOOD
from tests.rules.laws import BYLAWS, chamuang, demo, law, yasothon

LAW = read_bylaw(GOOD, file="x.yaml")


def said(income_baht: int, due: dict[str, Due] | None = None) -> list[tuple[str, str]]:
    found = promise(LAW, income_satang=income_baht * 100, members=40, due=due or {})
    return [(finding.code, finding.clause) for finding in found]


@pytest.mark.parametrize(("income", "clauses"), [(8_000, []), (7_999, ["ข้อ 8"])])
def test_one_case_may_cost_no_more_than_all_that_comes_in(
    income: int, clauses: list[str]
) -> None:
    assert said(income) == [("promise-above-income", one) for one in clauses]


@pytest.mark.parametrize(("satang", "is_said"), [(20_000_00, False), (20_000_01, True)])
def test_what_is_due_each_year_may_be_no_more_than_comes_in(
    satang: int, *, is_said: bool
) -> None:
    found = said(20_000, {"elder": Due(members=100, satang=satang)})
    assert found == [("promise-above-income", "ข้อ 9")] * is_said


def test_a_pension_of_each_month_counts_twelve_times() -> None:
    songkhla = law(BYLAWS / "songkhla-unverified.yaml")
    due = {"pension": Due(members=10, satang=3_000_00)}
    found = promise(songkhla, income_satang=35_999_00, members=99, due=due)
    assert [finding.code for finding in found] == ["promise-above-income"]
    for part in ("36,000 บาท", "35,999 บาท", "99 คน", "10 คน"):
        assert part in found[0].message
    assert promise(songkhla, income_satang=36_000_00, members=99, due=due) == []


def test_the_most_of_one_case_is_what_its_limits_leave() -> None:
    assert most_at_once(yasothon("ipd")) == 2_000_00
    assert most_at_once(yasothon("birth_nights")) == 500_00
    assert most_at_once(yasothon("death")) == 20_000_00
    ipd = law(BYLAWS / "southern-savings.yaml").rule("ipd")
    assert ipd is not None
    assert most_at_once(ipd) == 3_000_00
    assert most_at_once(demo("hardship")) == 3_000_00
    assert most_at_once(chamuang("death")) is None
