"""Answers of a meeting make a draft that reads, holds, and promises what it has."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date
from itertools import combinations, product
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kongbun.bylaws.library.estimate import estimate
from kongbun.bylaws.library.first_draft import (
    FirstDraft,
    NothingToPromise,
    first_draft,
)
from kongbun.bylaws.library.questions import (
    PARTS,
    QUESTIONS,
    UNITS,
    Answers,
    Part,
    answers_of,
    contradictions,
    read_answers,
)
from kongbun.rules.benefit import ByChoice, ByResolution, Fixed, PerUnit, Tiers
from kongbun.rules.bylaw import Bylaw
from kongbun.rules.examples import run_examples
from kongbun.rules.lint import Severity, lint
from kongbun.rules.read_yaml import read_bylaw
from kongbun.rules.yaml_tree import Unreadable

FIRST_DAY = date(2027, 1, 1)
USUAL = Answers(
    fund="กองทุนสวัสดิการชุมชนตำบลทุ่งน้ำใจ", area="ตำบลทุ่งน้ำใจ", convention="month",
    unit_baht=30, rhythms=("month", "year"), members=300, members_60=80,
    members_disabled=6, money_baht=20_000, support_baht=10_000, births=4, stays=30,
    deaths=5, cares=("illness", "death", "birth"), first="illness", pension="no",
    waiting="180", signatures="3", administration_percent=10, reserve_percent=10,
    short="by_resolution",
)  # fmt: skip


def law_of(draft: FirstDraft) -> Bylaw:
    return read_bylaw(draft.text, file="ร่าง")


def promised(law: Bylaw, answers: Answers) -> int:
    """What a year of the by-law costs at most, counted from its text alone."""
    people = {
        "birth": answers.births,
        "funeral": answers.deaths,
        "death": answers.deaths,
        "disabled": answers.members_disabled,
        "elderly": answers.members_60,
        "pension": answers.members_60,
    }
    has = (
        answers.money_baht
        + answers.support_baht
        + answers.members * answers.yearly_baht
    )
    satang = 0
    for rule in law.benefits:
        cases, shares = people.get(rule.code, 0), rule.allocation
        match rule.amount:
            case Fixed(satang=each):
                satang += cases * each
            case Tiers(tiers=tiers):
                satang += cases * max(tier.satang for tier in tiers)
            case PerUnit(satang=each):
                nights = next(cap.max for cap in rule.caps if cap.per == "event")
                satang += answers.stays * nights * each
            case ByChoice(satang=table) if shares and shares.places:
                satang += shares.places * max(each for _, each in table)
            case ByChoice():
                assert shares is not None
                assert shares.share_of_fund_basis_points is not None
                satang += has * shares.share_of_fund_basis_points // 100
            case ByResolution():
                assert shares is not None
                assert shares.budget_satang is not None
                satang += shares.budget_satang
            case other:
                raise AssertionError(f"{rule.code}: {other} is not bounded")
    return satang // 100


def whole(draft: FirstDraft, answers: Answers) -> None:
    """All that a first draft has to be."""
    law = law_of(draft)
    found = [one for one in lint(law) if one.severity is not Severity.NOTE]
    assert found == []
    for rule in law.benefits:
        ran = list(run_examples(rule))
        assert any(one.holds and one.example.amount_satang for one in ran)
        assert all(one.holds for one in ran)
    year = draft.estimate
    assert promised(law, answers) <= year.cost_baht <= year.to_spend_baht
    assert year.cost_baht < year.income_baht
    assert year.income_baht == answers.members * answers.yearly_baht + (
        answers.support_baht
    )
    assert all(one.why for one in draft.clauses)
    numbers = [one.clause for one in draft.clauses]
    assert numbers == [f"ข้อ {n}" for n in range(1, len(numbers) + 1)]


def test_the_usual_answers_make_a_draft() -> None:
    draft = first_draft(USUAL, effective_from=FIRST_DAY)
    whole(draft, USUAL)
    law = law_of(draft)
    assert law.fund == USUAL.fund
    assert [rule.code for rule in law.benefits] == ["ipd", "death", "birth"]
    assert law.contribution.unit_satang == 3000
    assert law.certification.signatures == 3
    assert not draft.estimate.left_out


def anything(part: Part) -> st.SearchStrategy[Any]:
    match part.type:
        case "text":
            return st.sampled_from(["กองทุนตำบลทุ่งน้ำใจ", "กองทุน: บ้าน #1", '"ก" - ข'])
        case "choice":
            assert part.words
            return st.sampled_from(sorted(part.words))
        case "choices":
            assert part.words
            words = st.sampled_from(sorted(part.words))
            return st.lists(words, min_size=1, unique=True).map(tuple)
        case _:
            return st.integers(
                part.at_least, min(part.at_most, 5000)
            ) | st.sampled_from([part.at_least, part.at_most])


@settings(deadline=None, max_examples=50)
@given(st.fixed_dictionaries({part.name: anything(part) for part in PARTS}))
def test_any_answers_make_a_whole_draft_or_say_that_money_is_too_little(
    given_: dict[str, Any],
) -> None:
    answers = answers_of(given_)
    if list(contradictions(asdict(answers))):
        least, most = UNITS[answers.convention]
        answers = replace(
            answers,
            unit_baht=min(max(answers.unit_baht, least), most),
            members_60=min(answers.members_60, answers.members),
            members_disabled=min(answers.members_disabled, answers.members),
            reserve_percent=10,
        )
    assert not list(contradictions(asdict(answers)))
    year = estimate(answers)
    if year.sized:
        whole(first_draft(answers, effective_from=FIRST_DAY), answers)
        return
    asked = {*answers.cares, answers.first} | (
        {"pension"} if answers.pension != "no" else set()
    )
    assert {one.care for one in year.left_out} == asked
    with pytest.raises(NothingToPromise):
        first_draft(answers)


def test_every_pair_of_choices_makes_a_whole_draft() -> None:
    chosen = [part for part in PARTS if part.type == "choice" and part.words]
    seen: set[tuple[str, str, str, str]] = set()
    dice = Random(11)  # noqa: S311 -- which answers are tried is no secret
    for one, other in combinations(chosen, 2):
        for word, other_word in product(one.words or (), other.words or ()):
            if (one.name, word, other.name, other_word) in seen:
                continue
            # The rest by lot, but always the same, so that few drafts meet all pairs.
            lot = {part.name: dice.choice(list(part.words or ())) for part in chosen}
            given_ = lot | {one.name: word, other.name: other_word}
            unit = {"month": 30, "year": 365}.get(str(given_["convention"]), 1)
            answers = replace(USUAL, **given_, unit_baht=unit)  # type: ignore[arg-type]
            seen |= pairs_of(answers, chosen)
            whole(first_draft(answers, effective_from=FIRST_DAY), answers)
    assert len(seen) == sum(
        len(a.words or ()) * len(b.words or ()) for a, b in combinations(chosen, 2)
    )


def pairs_of(answers: Answers, chosen: list[Part]) -> set[tuple[str, str, str, str]]:
    return {
        (a.name, getattr(answers, a.name), b.name, getattr(answers, b.name))
        for a, b in combinations(chosen, 2)
    }


@pytest.mark.parametrize(
    "care", [c for p in PARTS if p.name == "first" for c in p.words or ()]
)
def test_each_care_alone_gets_all_that_may_be_spent(care: str) -> None:
    answers = replace(USUAL, cares=(care,), first=care)
    draft = first_draft(answers, effective_from=FIRST_DAY)
    whole(draft, answers)
    assert [one.care for one in draft.estimate.sized] == [care]


def test_who_pays_twice_as_much_is_promised_no_less() -> None:
    less = first_draft(USUAL, effective_from=FIRST_DAY).estimate
    more = first_draft(replace(USUAL, unit_baht=60), effective_from=FIRST_DAY).estimate
    assert all(
        b.each_baht >= a.each_baht for a, b in zip(less.sized, more.sized, strict=True)
    )
    assert more.cost_baht > less.cost_baht


def test_a_pension_is_never_above_a_years_contribution() -> None:
    rich = replace(USUAL, pension="60", members_60=1, support_baht=1_000_000)
    law = law_of(first_draft(rich, effective_from=FIRST_DAY))
    pension = law.rule("pension")
    assert pension is not None
    assert isinstance(pension.amount, Tiers)
    assert max(tier.satang for tier in pension.amount.tiers) == 360 * 100
    assert rich.yearly_baht == 360


def test_a_care_that_money_cannot_reach_is_left_out_and_says_why() -> None:
    answers = replace(
        USUAL, members=30, members_60=25, support_baht=0,
        cares=("illness", "death", "elderly"), stays=2, deaths=1,
    )  # fmt: skip
    draft = first_draft(answers, effective_from=FIRST_DAY)
    whole(draft, answers)
    assert [one.care for one in draft.estimate.left_out] == ["elderly"]
    assert "100 บาท" in draft.estimate.left_out[0].why


def test_a_fund_too_poor_for_anything_is_told_so() -> None:
    with pytest.raises(NothingToPromise) as nothing:
        first_draft(replace(USUAL, members=10, unit_baht=1, support_baht=0))
    # 120 baht less twelve and twelve.
    assert nothing.value.year.to_spend_baht == 96


def test_the_questions_are_few() -> None:
    assert len(QUESTIONS) == 12
    assert [question.number for question in QUESTIONS] == list(range(1, 13))


FILE = """
fund: กองทุนสวัสดิการชุมชนตำบลทุ่งน้ำใจ
members: ๓๐๐
members_60: 80
births: 4
stays: 30
deaths: 5
"""


def test_a_file_of_answers_may_leave_out_what_has_a_usual_answer() -> None:
    answers = read_answers(FILE, file="คำตอบ.yaml")
    assert answers.members == 300
    assert answers.convention == "month"
    assert answers.cares == ("illness", "death", "birth")
    whole(first_draft(answers, effective_from=FIRST_DAY), answers)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (("births: 4", "births: many"), "not-whole"),
        (("births: 4", "birth: 4"), "unknown-key"),
        (("members_60: 80", "members_60: 301"), "answers-contradict"),
        (("deaths: 5", "deaths: 5\nconvention: calendar"), "answers-contradict"),
        (("deaths: 5", "deaths: 5\nfirst: dancing"), "not-a-choice"),
        (("deaths: 5", "deaths: 5\ncares: []"), "no-value"),
        (("stays: 30\n", ""), "missing-key"),
    ],
)
def test_answers_that_mean_nothing_are_refused(
    change: tuple[str, str], code: str
) -> None:
    with pytest.raises(Unreadable) as unreadable:
        read_answers(FILE.replace(*change), file="คำตอบ.yaml")
    assert code in {problem.code for problem in unreadable.value.problems}
