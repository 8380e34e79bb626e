"""Runs of paid days follow the lines, whatever is paid and reversed in what order."""

from __future__ import annotations

from itertools import pairwise
from random import Random

import pytest
from django.db import DatabaseError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kongbun.dues.models import DuesLine, PaidRun
from kongbun.people.models import Membership
from kongbun.receipts.models import Receipt
from kongbun.store.bulk import insert
from kongbun.testing.cast import Cast
from tests.dues.village import adopt_convention, make_house, take

pytestmark = pytest.mark.django_db

DAYS = 24


@st.composite
def histories(draw: st.DrawFn) -> list[tuple[str, int, int]]:
    """Spans that do not overlap, paid in any order, some reversed, some paid again."""
    borders = sorted(
        draw(st.sets(st.integers(0, DAYS), min_size=2, max_size=12)),
    )
    spans = list(pairwise(borders))
    chosen = draw(st.permutations(spans))[: draw(st.integers(1, len(spans)))]
    steps = [("pay", *span) for span in chosen]
    for span in chosen:
        if draw(st.booleans()):
            steps.append(("free", *span))
            if draw(st.booleans()):
                steps.append(("pay", *span))
    return steps


def runs_of(days: set[int]) -> list[tuple[int, int]]:
    """The oracle: days one by one, joined where they follow each other."""
    found: list[tuple[int, int]] = []
    for day in sorted(days):
        if found and found[-1][1] == day:
            found[-1] = (found[-1][0], day + 1)
        else:
            found.append((day, day + 1))
    return found


@pytest.fixture
def paid_once(cast: Cast) -> tuple[Receipt, Membership]:
    """A receipt, to which lines are added, and the member they are for."""
    adopt_convention(cast)
    make_house(cast, "27", "นางบุญเรือน แสนสุข")
    (member,) = make_house(cast, "28", "นายแก้ว แสนสุข")
    take(cast, {"27": 30})
    return Receipt.objects.get(), member


@settings(
    max_examples=80,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=histories())
def test_runs_are_the_union_of_the_live_spans(
    cast: Cast,
    paid_once: tuple[Receipt, Membership],
    steps: list[tuple[str, int, int]],
) -> None:
    receipt, member = paid_once
    with transaction.atomic():
        paid: set[int] = set()
        for verb, start, until in steps:
            if verb == "pay":
                columns = ("fund", "receipt", "membership", "kind", "amount_satang")
                insert(
                    DuesLine,
                    (*columns, "from_day", "until_day", "live"),
                    [
                        (
                            *(cast.fund.pk, receipt.pk, member.pk, "dues", 100),
                            *(start, until, True),
                        )
                    ],
                )
                paid |= set(range(start, until))
            else:
                DuesLine.objects.filter(
                    membership=member, from_day=start, live=True
                ).update(live=False)
                paid -= set(range(start, until))
            kept = PaidRun.objects.filter(membership=member).order_by("from_day")
            assert list(kept.values_list("from_day", "until_day")) == runs_of(paid)
        transaction.set_rollback(True)


COLUMNS = (
    *("fund", "receipt", "membership", "kind", "amount_satang"),
    *("from_day", "until_day", "live"),
)


def test_many_lines_in_one_statement_are_each_looked_at(cast: Cast) -> None:
    adopt_convention(cast)
    names = [f"นายแก้ว คนที่{n}" for n in range(5)]
    members = [one.pk for one in make_house(cast, "28", *names)]
    make_house(cast, "27", "นางบุญเรือน แสนสุข")
    take(cast, {"27": 30})
    receipt = Receipt.objects.latest("pk").pk
    dice = Random(28)  # noqa: S311 -- no secret
    spans = [
        (member, start * 3, start * 3 + dice.randint(1, 3))
        for member in members
        for start in dice.sample(range(200), 150)
    ]
    dice.shuffle(spans)

    def lines(of: list[tuple[int, int, int]]) -> list[tuple[object, ...]]:
        return [
            (cast.fund.pk, receipt, member, "dues", 100, start, until, True)
            for member, start, until in of
        ]

    before = DuesLine.objects.count()
    insert(DuesLine, COLUMNS, lines(spans))
    stand = DuesLine.objects.filter(amount_satang=100).order_by("pk")
    kept = list(stand.values_list("membership_id", "from_day", "until_day"))
    assert kept == spans, "all of them, in the order given"
    for member in members:
        days = {
            day for pk, start, until in spans if pk == member
            for day in range(start, until)
        }  # fmt: skip
        runs = PaidRun.objects.filter(membership=member).order_by("from_day")
        assert list(runs.values_list("from_day", "until_day")) == runs_of(days)
    # Late in the list, and in the way of one that stands in the same statement.
    free = [(members[0], 1000 + n, 1001 + n) for n in range(250)]
    taken = [*free, (members[0], 1249, 1252)]
    with (
        pytest.raises(DatabaseError, match="days are paid already"),
        transaction.atomic(),
    ):
        insert(DuesLine, COLUMNS, lines(taken))
    assert DuesLine.objects.count() == before + len(spans)
