"""Runs of paid days follow the lines, whatever is paid and reversed in what order."""

from __future__ import annotations

from itertools import pairwise

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kongbun.dues.models import DuesLine, PaidRun
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


@settings(
    max_examples=80,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=histories())
def test_runs_are_the_union_of_the_live_spans(
    cast: Cast, steps: list[tuple[str, int, int]]
) -> None:
    with transaction.atomic():
        adopt_convention(cast)
        make_house(cast, "27", "นางบุญเรือน แสนสุข")
        (member,) = make_house(cast, "28", "นายแก้ว แสนสุข")
        take(cast, {"27": 30})
        receipt = Receipt.objects.order_by("-pk")[0]
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
