"""Rolling sums in columns: as asked one by one, and no split evades a level."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from kongbun.rules.approving import CHAIR, COMMITTEE, needed
from kongbun.rules.benefit import Approval
from kongbun.rules.rolling import given_before
from kongbun.rules.ties import ints

ROW = st.tuples(
    st.integers(1, 3), st.integers(0, 30), st.integers(1, 5_000), st.integers(1, 9)
)
ROWS = st.lists(ROW, max_size=40)
CEILING = 10_000_00
LEVELS = (
    Approval(by=CHAIR, up_to_satang=CEILING, clause="7"),
    Approval(by=COMMITTEE, up_to_satang=None, clause="7"),
)


@settings(deadline=None, max_examples=100)
@given(ROWS)
def test_columns_say_what_each_row_says_alone(
    rows: list[tuple[int, int, int, int]],
) -> None:
    # Rows stand in the order of their days, as approvals do.
    rows = sorted(rows, key=lambda one: one[1])
    payee, day, satang, days = (ints(one[n] for one in rows) for n in range(4))
    found = given_before(payee, day, satang, days).tolist()
    assert found == [
        sum(
            other[2]
            for other in rows[:n]
            if other[0] == one[0] and one[1] - one[3] < other[1]
        )
        for n, one in enumerate(rows)
    ]


@settings(deadline=None, max_examples=100)
@given(
    st.lists(
        st.tuples(st.integers(0, 6), st.integers(1, CEILING)), min_size=2, max_size=20
    )
)
def test_however_it_is_split_the_one_that_crosses_goes_up(
    parts: list[tuple[int, int]],
) -> None:
    parts.sort(key=lambda one: one[0])
    day, satang = (ints(one[n] for one in parts) for n in range(2))
    before = given_before(0 * day, day, satang, 0 * day + 7).tolist()
    bodies = [
        needed(LEVELS, part + earlier).body
        for (_, part), earlier in zip(parts, before, strict=True)
    ]
    total = sum(part for _, part in parts)
    assert (COMMITTEE in bodies) is (total > CEILING)


def test_one_of_10001_and_eleven_of_1000() -> None:
    assert needed(LEVELS, 10_001_00).body == COMMITTEE
    day, satang = ints([1] * 11), ints([1_000_00] * 11)
    before = given_before(0 * day, day, satang, 0 * day + 7).tolist()
    bodies = [needed(LEVELS, 1_000_00 + earlier).body for earlier in before]
    assert bodies == [CHAIR] * 10 + [COMMITTEE]
