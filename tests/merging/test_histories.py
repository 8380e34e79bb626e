"""Random lives of somebody written down twice: nothing is lost, nothing is gained.

Taken apart, the tables are those from before, to the byte; merged, the one member has
the money and rights of somebody who had done both under one name.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from kongbun.dues.reversal_actions import reverse_receipt
from kongbun.ledger.balances import accounts
from kongbun.ledger.models import Entry
from kongbun.merging import actions
from kongbun.people.models import Membership, OpeningUse
from kongbun.testing.cast import TODAY, Cast, make_member
from tests.claims.story import tell
from tests.merging.pair import (
    JOINED,
    PAID_BEFORE,
    Pair,
    hash_of,
    of_one,
    pay,
    persons,
    picture,
    tables,
)

DAYS = (date(2025, 3, 1), date(2026, 4, 15), TODAY)
MONTH = 30_00


@dataclass(frozen=True)
class Life:
    """Months paid under each name (a receipt each), those given back, what is left."""

    first: tuple[int, ...]
    second: tuple[int, ...]
    reversed_: tuple[int, ...]
    left: int
    uses: tuple[int, int]
    kept_is_first: bool
    nights: int


lives = st.builds(
    Life,
    first=st.lists(st.integers(1, 5), min_size=1, max_size=4).map(tuple),
    second=st.lists(st.integers(1, 5), min_size=1, max_size=4).map(tuple),
    reversed_=st.lists(st.integers(0, 7), max_size=3, unique=True).map(tuple),
    left=st.integers(0, MONTH // 100 - 1).map(lambda baht: baht * 100),
    uses=st.tuples(st.integers(0, 6), st.integers(0, 6)),
    kept_is_first=st.booleans(),
    nights=st.integers(0, 4),
)


def told(cast: Cast, life: Life, *, as_one: bool) -> Pair:
    """The same life under two names, or under one."""
    story = tell(cast)
    first = make_member(cast, 201, name="ดวงใจ", joined_on=JOINED)
    Membership.objects.filter(pk=first.pk).update(opening_paid_until=PAID_BEFORE)
    # The second was written down where the first had stopped paying.
    months = sum(life.first)
    stopped = date(PAID_BEFORE.year + months // 12, months % 12 + 1, 1)
    second = make_member(cast, 202, name="ดวงจัย", joined_on=stopped)
    whose = [first] * len(life.first) + [first if as_one else second] * len(life.second)
    receipts = [
        pay(cast, one, months * MONTH, date(2026, 1, 1) + timedelta(days=10 * nth))
        for nth, (one, months) in enumerate(
            zip(whose, (*life.first, *life.second), strict=True)
        )
    ]
    if life.left:
        pay(cast, whose[-1], life.left, date(2026, 6, 1))
    for nth in life.reversed_:
        if nth < len(receipts):
            reverse_receipt(
                cast.act("prasert", today=date(2026, 7, 1)),
                receipt=receipts[nth].public_id,
                reason="ลงผิด",
            )
    for one, units in zip((first, first if as_one else second), life.uses, strict=True):
        if units:
            kept, _ = OpeningUse.objects.get_or_create(
                fund=cast.fund, membership=one, benefit="ipd"
            )
            kept.units_in_life += units
            kept.save()
    if life.nights:
        story.ask(
            membership=whose[-1].public_id,
            first_day=date(2026, 11, 2),
            last_day=date(2026, 11, 2) + timedelta(days=life.nights),
        )
    pair = Pair(story, first, second).again()
    if life.kept_is_first or as_one:
        return pair
    return replace(pair, first=pair.second, second=pair.first)


def merge(pair: Pair) -> UUID:
    keep = {"name": "survivor", "house": "survivor", "opening": "both"}
    asked = pair.ask(keep=keep)
    answer = actions.confirm_merge(
        pair.cast.act("prasong"), asked=asked, content_hash=hash_of(asked)
    )
    return UUID(answer["merge"])


class _Back(Exception):  # noqa: N818 -- nothing went wrong
    """What was done is not kept: the next life begins where this one did."""


def under_one_name(cast: Cast, life: Life) -> dict[str, Any]:
    found: dict[str, Any] = {}
    try:
        with transaction.atomic():
            one = told(cast, life, as_one=True)
            # The name that nobody used is nobody's.
            Membership.objects.filter(pk=one.second.pk).delete()
            found = of_one(cast, one.first, DAYS)
            raise _Back
    except _Back:
        return found


def money(cast: Cast) -> Any:
    held = [(one.code, one.balance_satang) for one in accounts(cast.fund.pk)]
    return held, Entry.objects.count()


@settings(
    deadline=None,
    max_examples=8,
    # Each life is a fund of its own: a smaller one is found by hand.
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(life=lives)
# The second states uses and no days: nothing is settled by that.
@example(Life((1,), (1,), (), 0, (0, 1), kept_is_first=False, nights=0))
@example(Life((2, 3), (4, 1), (1, 2), 7_00, (2, 3), kept_is_first=True, nights=3))
def test_merged_is_one_who_did_both_and_parted_is_as_before(
    cast: Cast, life: Life
) -> None:
    alone = under_one_name(cast, life)
    try:
        with transaction.atomic():
            pair = told(cast, life, as_one=False)
            rows, shown, held = tables(), picture(cast, DAYS), money(cast)
            apart = [of_one(cast, one, DAYS) for one in (pair.first, pair.second)]
            done = merge(pair)
            # Every satang: the books are the same, and the member's is the sum.
            assert money(cast) == held
            now = of_one(cast, pair.first, DAYS)
            for name in ("credit", "contributed"):
                assert now[name] == sum(one[name] for one in apart)
            # Every right: those of who had done it all under one name.
            assert now == alone
            pair.unmerge(done)
            assert tables() == rows
            assert picture(cast, DAYS) == shown
            assert [one.counted_in for one in persons(pair.first, pair.second)] == [
                None,
                None,
            ]
            raise _Back
    except _Back:
        pass
