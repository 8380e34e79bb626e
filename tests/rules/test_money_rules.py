"""What a by-law says of the fund's own money, and of who need not pay."""

from __future__ import annotations

import pytest

from kongbun.rules.bylaw import Bylaw
from kongbun.rules.read_yaml import read_bylaw
from kongbun.rules.yaml_tree import Unreadable
from tests.rules.laws import small

MONEY = """money:
  clause: ข้อ 9
  split:
    - {code: welfare, title: สวัสดิการ, percent: 50}
    - {code: loans, title: เงินกู้, percent: 33.33}
    - {code: education, title: การศึกษา, percent: ๑๖.๖๗}
  limits: [{what: administration, percent_at_most: 10}]
  reserve: {at_least_baht: 100000, percent_of_income: 5}
  when_short: {text: ให้คณะกรรมการลงมติ, how: by_resolution}
membership:"""
EXEMPT = """unit_baht: 30
exempt:
  - text: อบต. จ่ายแทนผู้ด้อยโอกาส
    who: [disadvantaged, disabled]
    payer: local_government"""


def read(**changes: str) -> Bylaw:
    return read_bylaw(small(**changes), file="x.yaml")


def codes(**changes: str) -> set[str]:
    with pytest.raises(Unreadable) as refused:
        read(**changes)
    return {problem.code for problem in refused.value.problems}


def test_income_is_split_into_named_funds_of_a_hundred_percent() -> None:
    money = read(membership=MONEY).money
    assert money is not None
    assert [(one.code, one.basis_points) for one in money.sub_funds] == [
        ("welfare", 5000),
        ("loans", 3333),
        ("education", 1667),
    ]
    assert codes(membership=MONEY.replace("33.33", "33")) == {"split-not-whole"}


def test_administration_has_a_limit_and_the_fund_a_reserve() -> None:
    money = read(membership=MONEY).money
    assert money is not None
    assert money.reserve is not None
    assert [(one.what, one.basis_points, one.of) for one in money.limits] == [
        ("administration", 1000, "income")
    ]
    assert money.reserve.at_least_satang == 100_000_00
    assert money.reserve.basis_points == 500


def test_it_says_what_happens_when_money_is_short() -> None:
    money = read(membership=MONEY).money
    assert money is not None
    assert money.when_short is not None
    assert money.when_short.how == "by_resolution"
    assert codes(membership=MONEY.replace("by_resolution", "somehow")) == {
        "not-a-choice"
    }


@pytest.mark.parametrize("bad", ["0", "100.01", "-5", "1e1", "33.333", "ten", "1๐"])
def test_a_percentage_has_two_decimals_at_most(bad: str) -> None:
    assert "not-a-percentage" in codes(
        membership=MONEY.replace("percent_at_most: 10", f"percent_at_most: {bad}")
    )


def test_somebody_else_pays_for_those_who_cannot() -> None:
    exempt = read(unit_baht=EXEMPT).exemptions
    assert [(one.who, one.payer) for one in exempt] == [
        (("disadvantaged", "disabled"), "local_government")
    ]


def test_membership_says_who_may_join_and_what_they_bring() -> None:
    rules = read(
        membership="membership:\n  eligible: อยู่ในตำบล\n  age_at_least: 15\n"
        "  documents: [สำเนาบัตรประชาชน, สำเนาทะเบียนบ้าน]"
    ).membership
    assert (rules.age_at_least, rules.age_at_most) == (15, None)
    assert len(rules.documents) == 2
