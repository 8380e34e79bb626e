"""What counts before a case of a trial: many members at once stand as each alone."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from kongbun.claims.queries import Member
from kongbun.claims.trial_uses import Use, Uses
from kongbun.rules.read_yaml import read_bylaw
from kongbun.rules.windows import History

BYLAW = Path(__file__).parents[2] / "bylaws" / "demo-2563.yaml"
LAW = read_bylaw(BYLAW.read_text("utf-8"), file="x")
# Two of one house, one of another, one of none; the last has stated uses besides.
EVERYONE = [
    Member(id=7, household_id=1),
    Member(id=3, household_id=2),
    Member(id=9, household_id=1),
    Member(id=5, opening_uses=(("ipd", 2, 3),), books_from=date(2026, 10, 1)),
]
NOBODY = Member(person_id=4)
USES = st.tuples(
    st.sampled_from([*EVERYONE, NOBODY, Member(id=11, household_id=2)]),
    st.tuples(
        st.integers(0, 9),
        st.integers(1, 3),
        st.integers(1, 500),
        st.sampled_from(["ipd", "birth"]),
        st.integers(1, 3),
    ),
)


@given(st.lists(st.lists(USES, max_size=6), max_size=3))
def test_many_at_once_have_used_what_each_has_used(
    rounds: list[list[tuple[Member, Use]]],
) -> None:
    uses = Uses(LAW)
    for some in [[], *rounds]:
        for member, use in some:
            uses.add(member, use)
        many = uses.before_all(EVERYONE)
        for row, member in enumerate(EVERYONE):
            alone = uses.before(member, 0)
            assert _of(many.own, row) == _of(alone.own, 0)
            assert _of(many.household, row) == _of(alone.household, 0)


def _of(history: History, row: int) -> Counter[tuple[object, ...]]:
    columns = (
        history.row.tolist(),
        history.day.tolist(),
        history.units.tolist(),
        history.satang.tolist(),
        history.benefit,
        history.same_event.tolist(),
    )
    lines = zip(*columns, strict=True)
    return Counter(tuple(line[1:]) for line in lines if line[0] == row)
