"""What came in after a day does not reach back over it, for each member alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kongbun.bylaws.actions import adopt
from kongbun.bylaws.reading import rules_on
from kongbun.claims.queries import member
from kongbun.claims.standing import dues_standing
from kongbun.dues.lapse import behind, resting
from kongbun.dues.received import _without, as_received, received_after
from kongbun.dues.standing import Standing, of_memberships
from kongbun.rules.days import column, day_number
from kongbun.testing.cast import Cast
from tests.dues.village import adopt_convention, make_house, take

pytestmark = pytest.mark.django_db
BYLAW = Path(__file__).parents[2] / "bylaws" / "demo-2563.yaml"
BEFORE, BETWEEN, AFTER = date(2026, 10, 4), date(2026, 10, 25), date(2026, 11, 20)


@pytest.mark.parametrize(("day", "days"), [(BEFORE, 0), (BETWEEN, 30), (AFTER, 80)])
def test_money_received_after_a_day_does_not_count_on_it(
    cast: Cast, day: date, days: int
) -> None:
    adopt_convention(cast)
    (one,) = make_house(cast, "27", "นางบุญเรือน แสนสุข")
    take(cast, {"27": 30}, received_on=date(2026, 10, 5))
    take(cast, {"27": 60})
    paid = of_memberships(cast.fund.pk, [one.pk])
    seen = as_received(paid, cast.fund.pk, column([day_number(day)]))
    on = column([day_number(AFTER)])
    assert seen.days_paid_on(on).tolist() == [days]


def test_a_member_among_others_stands_as_alone(cast: Cast) -> None:
    adopt_convention(cast)
    houses = [make_house(cast, str(no), f"ก{no} ก")[0] for no in range(1, 4)]
    for no in range(1, 4):
        take(cast, {str(no): 30}, received_on=date(2026, 10, 5), confirmed=True)
        take(cast, {str(no): 60}, confirmed=True)
    bylaw = rules_on(cast.fund.pk, AFTER)
    assert bylaw is not None
    rows = [member(one.pk) for one in houses]
    days = [day_number(day) for day in (AFTER, BEFORE, BETWEEN)]
    together = dues_standing(bylaw, rows, column(days)).columns()
    for i, (row, day) in enumerate(zip(rows, days, strict=True)):
        alone = dues_standing(bylaw, [row], column([day])).columns()
        assert {name: values[i] for name, values in together.items()} == {
            name: values[0] for name, values in alone.items()
        }
    assert together["paid_days"].tolist() == [80, 0, 30]


def test_on_the_running_day_one_more_question_is_asked(cast: Cast) -> None:
    adopt_convention(cast)
    (one,) = make_house(cast, "27", "ก ก")
    take(cast, {"27": 60})
    paid = of_memberships(cast.fund.pk, [one.pk])
    with CaptureQueriesContext(connection) as asked:
        assert as_received(paid, cast.fund.pk, column([day_number(AFTER)])) is paid
    assert len(asked) == 1


def test_a_past_day_does_not_know_what_was_paid_after_it(cast: Cast) -> None:
    adopt(
        cast.act("chanpen"),
        text=BYLAW.read_text("utf-8"),
        file="x",
        adopted_on=AFTER,
        meeting="ประชุมใหญ่",
    )
    (one,) = make_house(cast, "27", "นางบุญเรือน แสนสุข", joined_on=date(2026, 3, 1))
    take(cast, {"27": 365}, confirmed=True)
    # Nothing paid from 1 March on: six months rest a right.  Paid whole today.
    first = date(2026, 9, 1)
    assert resting(cast.fund.pk, [one.pk], date(2026, 8, 31)) == frozenset()
    assert resting(cast.fund.pk, [one.pk], first) == {one.pk}
    assert [row.membership for row in behind(cast.fund.pk, first)] == [one]
    assert resting(cast.fund.pk, [one.pk], AFTER) == frozenset()


Days = set[tuple[int, int]]  # (row, day)


@st.composite
def paid_days(draw: st.DrawFn) -> tuple[Days, Days]:
    """Days that members paid, and those of them that came too late."""
    days = draw(st.sets(st.tuples(st.integers(0, 2), st.integers(0, 12)), min_size=1))
    late = draw(st.sets(st.sampled_from(sorted(days)), min_size=1))
    return days, late


@given(paid_days())
@settings(deadline=None, suppress_health_check=list(HealthCheck))
def test_what_is_left_are_the_days_that_were_not_late(of: tuple[Days, Days]) -> None:
    days, late = of
    runs: list[list[int]] = []
    for row, day in sorted(days):
        if runs and runs[-1][0] == row and runs[-1][2] == day:
            runs[-1][2] = day + 1
        else:
            runs.append([row, day, day + 1])
    none = np.zeros(3, np.int64)
    rows = np.arange(3)
    paid = Standing(rows, none, none, none, none, *column(runs).T)
    row, start = column(sorted(late)).T
    left = _without(paid, row, start, start + 1)
    assert [*_days(left)] == sorted(days - late)
    assert (left.until > left.start).all()


def _days(of: Standing) -> Iterator[tuple[int, int]]:
    columns = (of.owner.tolist(), of.start.tolist(), of.until.tolist())
    for row, start, until in sorted(zip(*columns, strict=True)):
        yield from ((row, day) for day in range(start, until))


def test_what_is_read_for_many_at_once_is_what_each_is_asked_for(cast: Cast) -> None:
    adopt_convention(cast)
    houses = [make_house(cast, str(no), f"ก{no} ก")[0] for no in range(1, 4)]
    for no in range(1, 4):
        take(cast, {str(no): 30}, received_on=date(2026, 10, 5), confirmed=True)
        take(cast, {str(no): 60}, confirmed=True)
    late = received_after(cast.fund.pk, BEFORE)
    everyone = of_memberships(cast.fund.pk)
    on = column([day_number(BETWEEN)])
    for one in houses:
        alone = of_memberships(cast.fund.pk, [one.pk])
        row = everyone.membership_ids.tolist().index(one.pk)
        taken = as_received(everyone.take(column([row])), 0, on, late=late)
        assert [*_days(taken)] == [*_days(as_received(alone, cast.fund.pk, on))]
    with pytest.raises(AssertionError):
        as_received(alone, 0, column([day_number(BEFORE) - 1]), late=late)


def test_no_members_are_no_rows(cast: Cast) -> None:
    paid = of_memberships(cast.fund.pk, [])
    assert as_received(paid, cast.fund.pk, np.array([], np.int64)) is paid
