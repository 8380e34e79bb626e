"""`decide` on columns: equal to the slow oracles, for every by-law that ships."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kongbun.rules import decide as decide_module
from kongbun.rules.brief import amounts
from kongbun.rules.days import Int
from kongbun.rules.decide import Decisions, decide
from kongbun.rules.facts import Facts, FactsMissing, needed_facts
from tests.rules.laws import BYLAWS, law
from tests.rules.oracles import FIXTURES
from tests.rules.oracles.drawn import ROWS, Answers, answers, drawn, who_are_members
from tests.rules.oracles.told import Oracle

SEEDS = st.integers(0, 2**32 - 1)
CASES = 100_000
EVERY = pytest.mark.parametrize("letter", FIXTURES)
LETTERS = st.sampled_from(sorted(FIXTURES))
FEW = settings(max_examples=24, deadline=None)


def benefits(letter: str) -> dict[str, Oracle]:
    return FIXTURES[letter][1]


def asked(letter: str) -> set[str]:
    """Every fact that some oracle of the by-law asks for."""
    names = {name for oracle in benefits(letter).values() for name in oracle.facts}
    return names | {"event_date", "joined_date", "exited_date"}


def decided(letter: str, code: str, facts: Facts) -> Decisions:
    rule = law(BYLAWS / f"{FIXTURES[letter][0]}.yaml").rule(code)
    assert rule is not None, code
    return decide(rule, facts)


@EVERY
def test_columns_answer_as_the_slow_oracle_does(letter: str) -> None:
    seen = 0

    @given(seed=SEEDS)
    @settings(max_examples=CASES // ROWS, deadline=None)
    def agree(seed: int) -> None:
        nonlocal seen
        columns = drawn(seed, asked(letter))
        facts, members = Facts(ROWS, columns), who_are_members(columns)
        # Some by-laws say the same of several benefits.
        told = {
            oracle: answers(oracle, columns, members)
            for oracle in set(benefits(letter).values())
        }
        for code, oracle in benefits(letter).items():
            compare(oracle, decided(letter, code, facts), told[oracle])
        seen += ROWS

    agree()
    assert seen >= CASES


def compare(oracle: Oracle, found: Decisions, told: Answers) -> None:
    """Amount, tier and every check, in their order; the first row that differs."""
    codes = tuple(check.code.value for check in found.checks)
    member = ("member-on-event-date",) if oracle.for_members else ()
    assert codes == member + oracle.checks
    tiers = [t.code for t in getattr(found.rule.amount, "tiers", ())]
    places = {code: place for place, code in enumerate(tiers)} | {"": -1}
    wrong = found.amount_satang != told.satang
    wrong |= found.tier != np.array([places[code] for code in told.tiers])
    wrong |= found.granted != told.passed.all(axis=1)
    for place, check in enumerate(found.checks):
        wrong |= check.passed != told.passed[:, place]
    for row in np.flatnonzero(wrong)[:1]:
        i = int(row)
        given = {name: int(v[i]) for name, v in found.facts.columns.items()}
        answer = told.satang[i], told.tiers[i], told.passed[i]
        pytest.fail(f"{given}\n{answer}, not {found.row(i)}")


@EVERY
def test_every_benefit_and_loan_of_the_file_has_an_oracle(letter: str) -> None:
    file, oracles = FIXTURES[letter]
    rules = law(BYLAWS / f"{file}.yaml").rules
    assert {rule.code for rule in rules} == set(oracles)


@EVERY
def test_the_drawn_cases_meet_every_side_of_every_check(letter: str) -> None:
    """Else agreement would say little: each check passes and fails, each tier pays."""
    passed: dict[tuple[str, int], set[bool]] = {}
    tiers: dict[str, set[int]] = {}
    for seed in range(5):
        facts = Facts(ROWS, drawn(seed, asked(letter)))
        for code in benefits(letter):
            found = decided(letter, code, facts)
            tiers.setdefault(code, set()).update(found.tier[found.granted].tolist())
            for place, check in enumerate(found.checks):
                both = passed.setdefault((code, place), set())
                both.update(check.passed.tolist())
    for (code, place), both in passed.items():
        always = is_never_failed(letter, code, place)
        assert both == ({True} if always else {True, False}), (code, place)
    for code, reached in tiers.items():
        rule = law(BYLAWS / f"{FIXTURES[letter][0]}.yaml").rule(code)
        many = len(getattr(getattr(rule, "amount", None), "tiers", ()))
        assert reached == (set(range(many)) if many else {-1}), code


def is_never_failed(letter: str, code: str, place: int) -> bool:
    """What is asked for above the sum of an "up to" is cut, and never refused."""
    oracle = benefits(letter)[code]
    at = place - oracle.for_members
    return (
        at > 0
        and oracle.checks[at - 1 : at + 1]
        == (
            "something-asked",
            "within-event-limit",
        )
        and "asked_satang" in oracle.facts
    )


@EVERY
def test_a_fact_that_nobody_stated_is_asked_for_by_its_name(letter: str) -> None:
    columns = drawn(3, asked(letter))
    for code in benefits(letter):
        rule = decided(letter, code, Facts(ROWS, columns)).rule
        for name, fact in needed_facts(rule).items():
            less = {key: value for key, value in columns.items() if key != name}
            if fact.default is not None or not less:
                continue
            with pytest.raises(FactsMissing) as missing:
                decide(rule, Facts(ROWS, less))
            assert missing.value.names == (name,)


@given(letter=LETTERS, seed=SEEDS, order=SEEDS)
@FEW
def test_the_answer_of_a_row_does_not_depend_on_its_place(
    letter: str, seed: int, order: int
) -> None:
    facts = Facts(ROWS, drawn(seed, asked(letter)))
    index = np.random.default_rng(order).permutation(ROWS)
    for code in benefits(letter):
        straight = decided(letter, code, facts)
        shuffled = decided(letter, code, facts.take(index))
        assert (straight.amount_satang[index] == shuffled.amount_satang).all()
        assert (straight.tier[index] == shuffled.tier).all()
        assert (straight.units[index] == shuffled.units).all()
        for one, other in zip(straight.checks, shuffled.checks, strict=True):
            assert (one.passed[index] == other.passed).all()
            assert (one.required[index] == other.required).all()
            assert (one.found[index] == other.found).all()


@given(letter=LETTERS, seed=SEEDS, row=st.integers(0, ROWS - 1))
@FEW
def test_a_column_of_length_one_answers_like_its_row(
    letter: str, seed: int, row: int
) -> None:
    facts = Facts(ROWS, drawn(seed, asked(letter)))
    for code in benefits(letter):
        alone = decided(letter, code, facts.rows(row, row + 1)).row(0)
        assert alone == decided(letter, code, facts).row(row)


@given(
    letter=LETTERS,
    seed=SEEDS,
    block=st.integers(7, ROWS + 5),
    threads=st.sampled_from([1, 2]),
)
@FEW
def test_the_size_of_a_batch_changes_nothing(
    letter: str, seed: int, block: int, threads: int
) -> None:
    facts = Facts(ROWS, drawn(seed, asked(letter))).rows(0, 300)
    for code in benefits(letter):
        whole = decided(letter, code, facts)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(decide_module, "BLOCK", block)
            parts = decide(whole.rule, facts, threads=threads)
            alone = amounts(whole.rule, facts, threads=threads)
        assert (whole.amount_satang == parts.amount_satang).all()
        assert (whole.tier == parts.tier).all()
        for one, other in zip(whole.checks, parts.checks, strict=True):
            assert (one.passed == other.passed).all()
            assert (one.found == other.found).all()
        assert (alone == whole.amount_satang).all()


def one(number: int) -> Int:
    return np.array([number], dtype=np.int64)


def test_an_empty_column_gives_an_empty_answer() -> None:
    facts = Facts(ROWS, drawn(1, asked("A"))).rows(0, 0)
    assert len(decided("A", "death", facts)) == 0


def test_a_birth_that_is_not_known_gives_no_right_whatever_stands_there() -> None:
    facts = Facts.of(
        event_date=one(20_000),
        joined_date=one(1_000),
        paid_days=one(9_000),
        birth_date=one(-20_000),
        birth_date_known=np.array([False]),
    )
    answer = decided("A", "pension", facts).row(0)
    assert [(c.code.value, c.found) for c in answer.refusals] == [("old-enough", -1)]


def test_a_column_of_floats_is_not_taken() -> None:
    with pytest.raises(AssertionError, match="nights: float64"):
        Facts.of(nights=np.array([3.0]))


def test_a_number_that_would_overflow_is_not_taken() -> None:
    facts = Facts.of(event_date=one(20_000), joined_date=one(10_000), nights=one(2**62))
    with pytest.raises(AssertionError, match="nights"):
        decided("A", "ipd", facts)
