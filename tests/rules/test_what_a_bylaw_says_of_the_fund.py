"""What a by-law can say of members, contributions and the fund's own money.

Each sentence with an example from a by-law that ships; benefits are
`test_what_a_bylaw_can_say`.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from kongbun.ledger.chart import BENEFIT_CATEGORIES
from kongbun.rules.bylaw import Status
from kongbun.rules.days import Int, date_of, day_number
from kongbun.rules.document import STATUS_WORDS, document_of
from kongbun.rules.dues import Contribution, Convention, Rhythm, price
from kongbun.rules.read_yaml import read_bylaw
from kongbun.rules.standing import State, returned, standing
from tests.rules.laws import FILES, rule_of, shipped, small


def days(*written: str) -> Int:
    return np.array([day_number(date.fromisoformat(day)) for day in written])


def test_who_may_join_what_it_costs_and_what_to_bring() -> None:
    rules = shipped("example-synthetic").membership
    assert rules.eligible == "อาศัยในตำบล"
    assert rules.entry_fee_satang == 20_00
    assert len(rules.documents) == 2


@pytest.mark.parametrize(
    ("on", "state"),
    [
        ("2026-03-31", State.CURRENT),
        ("2026-04-01", State.SUSPENDED),
        ("2026-12-31", State.SUSPENDED),
        ("2027-01-01", State.LAPSED),
    ],
)
def test_a_membership_rests_and_lapses(on: str, state: State) -> None:
    rules = shipped("example-synthetic").membership
    unpaid = days("2026-01-01")
    assert standing(rules, first_unpaid_day=unpaid, on=days(on)).state[0] == state


def test_who_returns_waits_anew_and_owes_nothing() -> None:
    back = returned(
        shipped("example-synthetic").membership,
        joined=days("2015-01-01"),
        returned_on=days("2026-01-01"),
        arrears_satang=np.array([365_00]),
    )
    assert date_of(int(back.benefits_from[0])) == date(2026, 6, 30)
    assert (int(back.owed_satang[0]), back.keeps_time, back.new_number) == (
        0,
        False,
        True,
    )


@pytest.mark.parametrize(
    ("file", "convention", "baht"),
    [
        ("chamuang", Convention.FLAT_365, 365),
        ("yasothon", Convention.MONTH, 360),
        ("that-choeng-chum", Convention.CALENDAR, 366),
    ],
)
def test_a_baht_a_day_costs_three_sums_in_a_leap_year(
    file: str, convention: Convention, baht: int
) -> None:
    said = shipped(file).contribution
    assert said.convention is convention
    assert _leap_year(said) == baht


def test_or_a_sum_a_year() -> None:
    said = shipped("chamuang").contribution
    yearly = replace(said, convention=Convention.YEAR, unit_satang=365_00)
    assert _leap_year(yearly) == 365


def _leap_year(said: Contribution) -> int:
    satang = price(said, days("2028-01-01"), days("2029-01-01"))
    return int(satang[0]) // 100


def test_the_rhythms_in_which_members_pay() -> None:
    assert shipped("yasothon").contribution.rhythms == (
        Rhythm.MONTH,
        Rhythm.QUARTER,
        Rhythm.HALF_YEAR,
        Rhythm.YEAR,
    )
    assert Rhythm.DAY in shipped("songkhla-unverified").contribution.rhythms


def test_who_need_not_pay_and_who_pays_instead() -> None:
    said = {
        name: [(one.who, one.payer) for one in shipped(name).exemptions]
        for name in ("example-synthetic", "songkhla-unverified", "chamuang")
    }
    assert said == {
        "example-synthetic": [(("disadvantaged",), "local_government")],
        "songkhla-unverified": [(("disadvantaged",), "fund")],
        "chamuang": [],
    }


def test_income_is_split_into_sub_funds() -> None:
    money = shipped("songkhla-unverified").money
    assert money is not None
    assert money.shared == "contributions"
    shares = {one.code: one.basis_points for one in money.sub_funds}
    assert shares == {"welfare": 5000, "revolving": 3000, "education": 2000}


def test_administration_and_lending_have_limits() -> None:
    money = shipped("example-synthetic").money
    assert money is not None
    limits = {one.what: (one.basis_points, one.of) for one in money.limits}
    assert limits == {"administration": (1000, "income"), "loans": (2000, "fund")}


def test_a_reserve_and_what_happens_when_money_is_short() -> None:
    money = shipped("example-synthetic").money
    assert money is not None
    assert money.reserve is not None
    assert money.when_short is not None
    assert money.reserve.basis_points == 500
    assert money.when_short.how == "by_resolution"


def test_who_approves_depends_on_the_benefit_and_the_sum() -> None:
    bylaw = shipped("example-synthetic")

    def levels(code: str) -> list[tuple[str, int | None]]:
        found = bylaw.approvals_for(rule_of("example-synthetic", code))
        return [(one.by, one.up_to_satang) for one in found]

    assert levels("ipd") == [("centre", 1000_00), ("committee", None)]
    assert levels("wreath") == [("chair", None)]


def test_an_emergency_goes_first_and_is_confirmed_later() -> None:
    first, last = rule_of("example-synthetic", "disaster").approvals
    assert (first.by, first.emergency, first.confirmed_within_days) == (
        "chair",
        True,
        30,
    )
    assert (last.by, last.emergency) == ("committee", False)


def test_a_loan_is_allowed_where_the_bylaw_has_one() -> None:
    assert [loan.rule.code for loan in shipped("yasothon").loans] == [
        "loan",
        "loan-elder",
        "loan-disabled",
    ]
    assert not shipped("chamuang").loans


def test_or_lending_is_forbidden_and_said_to_be() -> None:
    said = "money:\n  lending: {clause: ข้อ 9, is: forbidden}\nmembership:"
    bylaw = read_bylaw(small(membership=said), file="x.yaml")
    printed = [
        sentence.text
        for chapter in document_of(bylaw).chapters
        for article in chapter.articles
        for sentence in article.sentences
        if article.clause == "ข้อ 9"
    ]
    assert printed == ["ห้ามนำเงินกองทุนให้กู้"]


def test_every_benefit_counts_under_one_of_the_thirteen_or_as_other() -> None:
    calf = rule_of("example-synthetic", "calf")
    assert calf.category == 7
    for path in FILES:
        for rule in shipped(path.stem).benefits:
            assert rule.category == 0 or rule.category in BENEFIT_CATEGORIES, rule.code


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_clause_and_its_words_stand_with_every_rule(path: Path) -> None:
    bylaw = shipped(path.stem)
    for rule in bylaw.rules:
        parts = [*rule.conditions[1:], rule.amount, *rule.caps, *rule.evidence]
        assert rule.clause, rule.code
        assert rule.text, rule.code
        assert all(part.clause for part in parts), rule.code


def test_the_status_of_every_file_is_shown_where_it_is() -> None:
    status = {path.stem: shipped(path.stem).status for path in FILES}
    assert status["example-synthetic"] is Status.SYNTHETIC
    assert status["songkhla-unverified"] is Status.UNVERIFIED
    assert {n for n, s in status.items() if s is Status.FOUND} == {
        "yasothon",
        "chamuang",
        "that-choeng-chum",
        "thai-talat",
        "sap-anan",
    }
    for path in FILES:
        bylaw = shipped(path.stem)
        assert document_of(bylaw).status == STATUS_WORDS[bylaw.status]
