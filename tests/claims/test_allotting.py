"""What there is of a benefit, and who shares it: each border from both sides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from kongbun.access.models import Fund
from kongbun.bylaws.actions import adopt
from kongbun.claims.allotting import (
    Terms,
    Window,
    divide,
    is_of_a_set,
    look,
    stated_of,
    terms_of,
    waiting_together,
    window_of,
)
from kongbun.claims.in_force import InForce, in_force
from kongbun.claims.models import Claim
from kongbun.claims.trial_shares import Shares, Want
from kongbun.people.models import OpeningUse
from kongbun.rules.benefit import (
    Allocation,
    BenefitRule,
    ByResolution,
    Fixed,
    PerUnit,
)
from kongbun.testing.cast import TODAY, by_hand, make_member
from kongbun.treasury.purpose_actions import set_aside
from tests.claims.story import BYLAWS, Story
from tests.claims.test_allocate import FEW, YEAR, few, flooded, grant, house, payer
from tests.treasury.steps import give, make_purpose

__all__ = ["few"]
pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
NEXT = date(2027, 10, 1)
FLOOD = date(2026, 11, 5)
PUPIL: dict[str, Any] = {
    "first_day": date(2026, 11, 2),
    "last_day": None,
    "about": "ด.ญ.พลอย",
    "stated": {"school_stage": "secondary"},
    "evidence": {"transcript": 1, "passbook": 1},
}


def rule_of(story: Story, benefit: str = "education") -> BenefitRule:
    return in_force(story.cast.fund.pk, TODAY).rule(benefit)


def shared_per(story: Story, per: Any, **changed: Any) -> BenefitRule:
    rule = rule_of(story)
    assert rule.allocation is not None
    return replace(rule, allocation=replace(rule.allocation, per=per), **changed)


def test_an_event_shares_with_those_of_its_year_or_of_its_day(few: Story) -> None:
    fiscal = shared_per(few, "fiscal_year")
    for day in (YEAR, NEXT - DAY):
        assert window_of(fiscal, day) == Window(YEAR, NEXT)
    assert window_of(fiscal, YEAR - DAY).until == YEAR
    assert window_of(fiscal, NEXT).from_day == NEXT
    april = shared_per(few, "fiscal_year", fiscal_year_month=4)
    assert window_of(april, YEAR) == Window(date(2026, 4, 1), date(2027, 4, 1))
    calendar = shared_per(few, "calendar_year")
    assert window_of(calendar, YEAR) == Window(date(2026, 1, 1), date(2027, 1, 1))
    event = window_of(shared_per(few, "event"), YEAR)
    assert event == Window(YEAR, YEAR + DAY)
    assert event.is_one_day
    assert not Window(YEAR, YEAR + 2 * DAY).is_one_day


def test_what_has_an_order_or_goes_alike_is_weighed_together(few: Story) -> None:
    of_a_set = {
        benefit: is_of_a_set(rule_of(few, benefit))
        for benefit in ("education", "disaster", "housing", "ipd")
    }
    assert of_a_set == {
        "education": True,
        "disaster": True,
        # As they come, and without a limit.
        "housing": False,
        "ipd": False,
    }
    said = ByResolution(at_least=0, at_most=None, clause="", text="")
    assert not is_of_a_set(replace(rule_of(few), amount=said))


def stands(claim: Claim, status: str, satang: int) -> None:
    live = status != "refused"
    with by_hand(claim.fund):
        # What is paid was approved before.
        for step in ("approved", "paid") if status == "paid" else (status,):
            Claim.objects.filter(pk=claim.pk).update(
                status=step, live=live, granted=live, granted_satang=satang
            )


def test_what_is_gone_of_these_days_is_what_was_given_or_promised(few: Story) -> None:
    """Each has another amount, so that a sum says whose they are."""
    fund, rule = few.cast.fund.pk, rule_of(few)
    window = Window(YEAR, NEXT)
    before = terms_of(fund, rule, window)
    assert before == Terms(fund_satang=100_000_00, spent_satang=0, places_taken=0)
    first = grant(few, 1, 400)
    few.allocate()
    later = {"today": date(2027, 10, 5)}
    said: list[tuple[str, int, Claim]] = [
        ("approved", 2, grant(few, 2, 300, first_day=YEAR)),
        ("approved", 4, grant(few, 3, 300, first_day=YEAR - DAY)),
        ("approved", 8, grant(few, 4, 300, first_day=NEXT - DAY, **later)),
        ("approved", 16, grant(few, 5, 300, first_day=NEXT, **later)),
        ("paid", 32, grant(few, 6, 300, first_day=YEAR)),
        ("paid", 64, grant(few, 7, 300, first_day=YEAR - DAY)),
        ("submitted", 128, few.ask(benefit="education", **PUPIL)),
        ("certified", 256, grant(few, 9, 300)),
        ("approved", 512, house(few, 10, 5_000)),
        ("paid", 1024, house(few, 11, 5_000)),
    ]
    for status, satang, claim in said:
        stands(claim, status, satang)
    # The first was allocated and nobody has approved it yet.
    stands(first, "certified", 1)
    gone = terms_of(fund, rule, window)
    assert gone == Terms(
        fund_satang=100_000_00 + 32,
        spent_satang=1 + 2 + 8 + 32,
        places_taken=4,
    )
    stands(first, "refused", 0)
    assert terms_of(fund, rule, window) == Terms(100_000_00 + 32, 2 + 8 + 32, 3)
    other = terms_of(few.cast.other_fund.pk, rule, window)
    assert other == Terms(0, 0, 0)


def test_what_is_set_aside_makes_the_fund_no_richer(few: Story) -> None:
    fund, rule = few.cast.fund.pk, rule_of(few, "disaster")
    window = window_of(rule, FLOOD)
    wants = [Want(5_000_00, {}, 1)]

    def has() -> tuple[int, int]:
        (tried,) = Shares(fund, FLOOD).share(rule, FLOOD, wants)
        return terms_of(fund, rule, window).fund_satang, tried.satang

    assert has() == (100_000_00, 10_00)
    purpose = make_purpose(few.cast, today=date(2026, 11, 1))
    give(few.cast, 20_000_00, occurred_on=date(2026, 11, 3), purpose=purpose)
    assert has() == (120_000_00, 12_00)
    # None of it moves.
    set_aside(
        few.cast.act("somsri"), purpose=purpose, amount_satang=30_000_00, reason="มติ"
    )
    assert has() == (120_000_00, 12_00)


def test_what_was_stated_counts_in_the_days_in_which_the_books_began(
    few: Story,
) -> None:
    fund, rule = few.cast.fund, rule_of(few)

    def used(no: int, units: int, benefit: str = "education", **changed: Any) -> None:
        OpeningUse.objects.create(
            membership=make_member(few.cast, no),
            benefit=benefit,
            units_in_window=units,
            **{"fund": fund, **changed},
        )

    used(1, 3)
    used(2, 2)
    used(3, 0, units_in_life=9)
    used(4, 50, benefit="housing")
    used(5, 70, fund=few.cast.other_fund)
    each = PerUnit(unit="nights", satang=7, clause="", text="")
    by_unit = replace(rule, amount=each)

    def found(of: BenefitRule, books_from: date) -> tuple[int, int]:
        Fund.objects.update(books_from=books_from)
        return stated_of(fund.pk, of, Window(YEAR, NEXT))

    days = (YEAR, YEAR + DAY, NEXT, NEXT + DAY)
    counted, none = (2, 5 * 7), (0, 0)
    assert [found(by_unit, day) for day in days] == [none, counted, counted, none]
    alike = replace(rule, amount=Fixed(satang=9, clause="", text=""))
    assert found(alike, NEXT) == (2, 5 * 9)
    # Of a table it is not known which row of it was given.
    assert found(rule, NEXT) == (2, 0)
    terms = terms_of(fund.pk, alike, Window(YEAR, NEXT))
    assert (terms.spent_satang, terms.places_taken) == (5 * 9, 2)


GRADES: list[Mapping[str, int]] = [
    {"gpa_hundredths": 300},
    {},
    {"gpa_hundredths": 400, "gpa_hundredths_known": 0},
    {"gpa_hundredths": 400, "gpa_hundredths_known": 1},
    {"gpa_hundredths": 300},
    {"gpa_hundredths": 0},
]


@pytest.mark.parametrize(
    ("largest", "places"), [(True, [3, 6, 5, 1, 2, 4]), (False, [3, 6, 5, 4, 2, 1])]
)
def test_whose_fact_nobody_knows_comes_last_and_who_asked_first_comes_first(
    largest: bool, places: list[int]
) -> None:
    allocation = Allocation(
        places=2, order=(("gpa_hundredths", largest),), clause="", text=""
    )
    shared = divide(
        allocation,
        Terms(0, 0, 0),
        amounts=[100] * 6,
        facts=GRADES,
        ties=[9, 8, 7, 6, 5, 4],
    )
    assert shared.place.tolist() == places
    assert shared.amount_satang.tolist() == [100 * (one <= 2) for one in places]
    terms = Terms(fund_satang=0, spent_satang=0, places_taken=1)
    ties = [9, 8, 7, 6, 5, 4]
    fewer = divide(allocation, terms, amounts=[100] * 6, facts=GRADES, ties=ties)
    assert fewer.amount_satang.sum() == 100


def test_money_goes_by_what_is_left_and_by_the_amount_where_that_is_the_order() -> None:
    allocation = Allocation(
        budget_satang=1_000, order=(("amount", False),), clause="", text=""
    )
    terms = Terms(fund_satang=0, spent_satang=500, places_taken=9)
    shared = divide(allocation, terms, amounts=[400, 300], facts=[{}, {}], ties=[1, 2])
    assert shared.place.tolist() == [2, 1]
    assert shared.amount_satang.tolist() == [200, 300]


def one_place(story: Story, day: date) -> None:
    """From this day on a by-law of one grant a year, which `few` has two of."""
    law = (BYLAWS / "demo-2568.yaml").read_text("utf-8")
    for old, new in {**FEW, "places: 20": "places: 1"}.items():
        assert old in law
        law = law.replace(old, new)
    law = law.replace("effective_from: 2025-10-01", f"effective_from: {day}")
    adopt(
        story.cast.act("prasong", today=date(2026, 9, 1)),
        text=law,
        file=f"{day}.yaml",
        adopted_on=date(2026, 9, 1),
        meeting="ประชุมใหญ่",
    )


def of_event(story: Story, no: int, gpa: int, day: int, **changed: Any) -> Claim:
    return grant(story, no, gpa, first_day=date(2026, 11, day), **changed)


def starts(rules: InForce) -> date:
    return rules.version.effective_from


def test_claims_under_bylaws_that_share_alike_are_of_one_set(few: Story) -> None:
    fund = few.cast.fund.pk
    fifth, tenth = date(2026, 11, 5), date(2026, 11, 10)
    one_place(few, fifth)
    one_place(few, tenth)
    last = of_event(few, 1, 250, 10)
    early = of_event(few, 2, 300, 3)
    best = of_event(few, 3, 400, 5)
    flood = flooded(few, 4, "crop", FLOOD)
    found = waiting_together(fund)
    assert [(one.rule.code, one.claims) for one in found] == [
        ("disaster", [flood]),
        ("education", [early]),
        ("education", [last, best]),
    ]
    assert [starts(one.rules) for one in found[1:]] == [YEAR, tenth]
    first = look(fund, "education", YEAR)
    assert first is not None
    assert [one.claim for one in first.shares] == [early]
    few.allocate()
    together = look(fund, "education", YEAR)
    assert together is not None
    assert [(one.claim, starts(one.rules)) for one in together.shares] == [
        *((best, fifth), (last, tenth)),
    ]
    for one in together.shares:
        assert one.verdict.bylaw_hash == bytes(one.rules.version.hash)
    # One place, and the other set has it.
    assert [one.part.given_satang for one in together.shares] == [0, 0]


def test_what_is_served_as_it_comes_waits_in_no_set(few: Story) -> None:
    """Before it and after it in the line others wait, and are found."""
    fund = few.cast.fund.pk
    first = grant(few, 1, 300)
    house(few, 2, 5_000)
    few.certify(few.ask(membership=payer(few, 3).public_id))
    last = grant(few, 4, 300)
    few.ask(benefit="education", **PUPIL)
    (found,) = waiting_together(fund)
    assert (found.rule.code, found.window) == ("education", Window(YEAR, NEXT))
    assert found.claims == [first, last]
    few.allocate()
    assert waiting_together(fund) == []
    assert waiting_together(few.cast.other_fund.pk) == []


def test_a_set_that_nobody_may_have_of_is_passed_over(few: Story) -> None:
    fund = few.cast.fund.pk
    one_place(few, date(2026, 11, 5))
    without = grant(few, 1, 300, evidence={"passbook": 1})
    assert look(fund, "education", YEAR) is None
    later, beside = of_event(few, 2, 300, 5), of_event(few, 3, 200, 6)
    refused = of_event(few, 4, 390, 5, evidence={"passbook": 1})
    assert [one.claims for one in waiting_together(fund)] == [
        *([without], [later, beside, refused]),
    ]
    found = look(fund, "education", YEAR)
    assert found is not None
    assert [one.claim for one in found.shares] == [later, beside]
    assert [one.part.of for one in found.shares] == [2, 2]
    assert look(fund, "education", YEAR + DAY) is None
    assert look(fund, "housing", YEAR) is None


def test_who_got_nothing_may_ask_again_when_the_days_are_over(few: Story) -> None:
    grant(few, 1, 300)
    year = look(few.cast.fund.pk, "education", YEAR)
    assert year is not None
    assert [one.part.again_from for one in year.shares] == [NEXT]
    flooded(few, 2, "crop", FLOOD)
    flood = look(few.cast.fund.pk, "disaster", FLOOD)
    assert flood is not None
    assert [one.part.again_from for one in flood.shares] == [None]


def test_what_is_seen_of_a_set_is_bound_to_who_gets_how_much(few: Story) -> None:
    grant(few, 1, 300)
    grant(few, 2, 400)
    seen = look(few.cast.fund.pk, "education", YEAR)
    assert seen is not None
    one, two = seen.shares
    law = in_force(few.cast.fund.pk, date(2026, 9, 30))

    def given(satang: int, place: int = 1) -> Any:
        return replace(one, part=replace(one.part, given_satang=satang, place=place))

    hashes = {
        found.hash()
        for found in (
            seen,
            replace(seen, rules=law),
            replace(seen, rule=rule_of(few, "disaster")),
            replace(seen, window=Window(YEAR, NEXT + DAY)),
            replace(seen, window=Window(YEAR + DAY, NEXT)),
            replace(seen, shares=[one]),
            replace(seen, shares=[two, one]),
            replace(seen, shares=[given(999_99), two]),
            replace(seen, shares=[given(1_000_00, place=2), two]),
            replace(seen, shares=[replace(one, claim=two.claim), two]),
            replace(seen, shares=[replace(one, verdict=two.verdict), two]),
        )
    }
    assert len(hashes) == 11
    assert seen.given_satang == 2_000_00
    assert replace(seen, shares=[given(1), two]).given_satang == 1_000_01
