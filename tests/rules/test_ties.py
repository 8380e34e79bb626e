"""One person's relation to another in columns: the same as asked one by one."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from kongbun.rules.ties import (
    MIRRORED,
    NOW,
    Houses,
    Kin,
    Ties,
    ints,
    relations,
)

PERSON = st.integers(1, 6)
MOMENT = st.integers(0, 12)
KIN = st.sampled_from([Kin.SPOUSE, Kin.PARENT, Kin.CHILD, Kin.SIBLING, Kin.SAME_HOUSE])
SPAN = st.tuples(MOMENT, st.one_of(MOMENT, st.just(NOW)))
TIES = st.lists(st.tuples(PERSON, PERSON, KIN, SPAN), max_size=12)
HOUSES = st.lists(
    st.tuples(PERSON, st.integers(1, 3)), max_size=6, unique_by=lambda x: x[0]
)
ASKED = st.lists(st.tuples(PERSON, PERSON, MOMENT), max_size=40)


def slowly(
    person: int,
    other: int,
    at: int,
    ties: list[tuple[int, int, Kin, tuple[int, int]]],
    houses: list[tuple[int, int]],
) -> Kin:
    found = [Kin.SELF] if person == other else []
    for first, second, kin, (since, until) in ties:
        if not since <= at < until:
            continue
        if (first, second) == (person, other):
            found.append(kin)
        if (second, first) == (person, other):
            found.append(MIRRORED[kin])
    lived = dict(houses)
    if person in lived and lived[person] == lived.get(other):
        found.append(Kin.SAME_HOUSE)
    return min(found, default=Kin.NONE)


@settings(deadline=None, max_examples=100)
@given(ASKED, TIES, HOUSES)
def test_columns_say_what_each_row_says_alone(
    asked: list[tuple[int, int, int]],
    tied: list[tuple[int, int, Kin, tuple[int, int]]],
    lived: list[tuple[int, int]],
) -> None:
    ties = Ties.of((a, b, kin, *span) for a, b, kin, span in tied)
    houses = Houses.of((person, house, 0, NOW) for person, house in lived)
    person, other, at = (ints(one[n] for one in asked) for n in range(3))
    found = relations(person, other, at, ties, houses).tolist()
    assert found == [slowly(*one, tied, lived) for one in asked]
    # The same the other way round, and of each row alone.
    back = relations(other, person, at, ties, houses).tolist()
    assert back == [slowly(b, a, moment, tied, lived) for a, b, moment in asked]
    for n, kin in enumerate(found[:5]):
        row = slice(n, n + 1)
        alone = relations(person[row], other[row], at[row], ties, houses)
        assert alone.tolist() == [kin]


def test_a_house_that_was_left_counts_until_then() -> None:
    houses = Houses.of([(1, 7, 0, 5), (1, 8, 5, NOW), (2, 7, 0, NOW)])
    found = relations(
        ints([1, 1, 2]), ints([2, 2, 1]), ints([4, 5, 4]), Ties.of([]), houses
    )
    assert found.tolist() == [Kin.SAME_HOUSE, Kin.NONE, Kin.SAME_HOUSE]
