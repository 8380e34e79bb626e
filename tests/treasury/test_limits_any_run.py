"""No run of requests, approvals, payments and reversals passes the limits."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.soundness.laws import Laws
from kongbun.soundness.reading import funds
from kongbun.soundness.within import within_limits
from kongbun.testing.cast import TODAY, Cast
from kongbun.treasury.limits import NOTHING, stand
from tests.treasury.steps import (
    ask_expense,
    decide,
    give,
    make_purpose,
    pay,
    reverse_it,
)
from tests.treasury.test_limits import law

pytestmark = pytest.mark.django_db
HELP, TRAVEL, MEETING = "expense:non-member-help", "expense:travel", "expense:meeting"
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["give", "for", "ask", "ask", "pay", "pay", "undo", "unpay"]),
        st.integers(1, 400),
        st.sampled_from([HELP, TRAVEL, MEETING]),
    ),
    min_size=5,
    max_size=12,
)


@dataclass
class Oracle:
    """One box, one envelope for meetings, and what the year spent of free money."""

    income: int = 0
    cash: int = 0
    envelope: int = 0
    spent: dict[str, int] = field(
        default_factory=lambda: dict.fromkeys((HELP, TRAVEL, MEETING), 0)
    )

    def free_part(self, expense: str, satang: int) -> int:
        return satang - (min(satang, self.envelope) if expense == MEETING else 0)

    def fits(self, expense: str, satang: int, waiting: list[tuple[str, int]]) -> bool:
        free = self.free_part(expense, satang)
        held = dict(self.spent)
        for other, more in waiting:
            held[other] += self.free_part(other, more)
        if expense == HELP or not free:
            return True
        whole = held[TRAVEL] + held[MEETING] + free
        return whole <= self.income // 10 and (
            expense == TRAVEL or held[MEETING] + free <= self.income // 20
        )


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=STEPS)
def test_no_run_of_payments_passes_a_limit(
    cast: Cast, steps: list[tuple[str, int, str]]
) -> None:
    with transaction.atomic():
        law(cast)
        _run(cast, steps)
        # The check, which asks the books anew, agrees with the counter.
        looked_at = funds()
        assert list(within_limits(looked_at, Laws(looked_at), [])) == []
        # Each example begins with the books as they were.
        transaction.set_rollback(True)


def _run(cast: Cast, steps: list[tuple[str, int, str]]) -> None:
    purpose = make_purpose(cast, uses=[MEETING])
    # Two requests of the middle fill what this leaves room for.
    oracle = Oracle(income=4_000, cash=4_000)
    give(cast, 4_000)
    gifts: list[tuple[dict[str, Any], int]] = []
    waiting: list[tuple[dict[str, Any], str, int]] = []
    paid: list[tuple[dict[str, Any], str, int, int]] = []
    for kind, satang, expense in steps:
        if kind == "give":
            gifts.append((give(cast, satang * 10), satang * 10))
            oracle.income += satang * 10
            oracle.cash += satang * 10
        elif kind == "for":
            give(cast, satang, purpose=purpose)
            oracle.cash += satang
            oracle.envelope += satang
        elif kind == "ask":
            asked = ask_expense(cast, satang, expense=expense)
            promised = [(other, more) for _, other, more in waiting]
            if _done(oracle.fits(expense, satang, promised), decide, cast, asked):
                waiting.append((asked, expense, satang))
        elif kind == "pay" and waiting:
            asked, what, amount = waiting[0]
            free = oracle.free_part(what, amount)
            if not oracle.fits(what, amount, []):
                assert _code(pay, cast, asked) is RefusalCode.ABOVE_LIMIT
            elif oracle.cash < amount:
                assert _code(pay, cast, asked) is RefusalCode.NOT_ENOUGH_MONEY
            elif free and oracle.cash - oracle.envelope < free:
                assert _code(pay, cast, asked) is RefusalCode.FENCED_MONEY
            else:
                pay(cast, asked)
                waiting.pop(0)
                paid.append((asked, what, amount, free))
                oracle.cash -= amount
                oracle.envelope -= amount - free
                oracle.spent[what] += free
        elif kind == "undo" and gifts and oracle.cash >= gifts[-1][1]:
            gift, amount = gifts.pop()
            reverse_it(cast, gift)
            oracle.income -= amount
            oracle.cash -= amount
        elif kind == "unpay" and paid:
            asked, what, amount, free = paid.pop()
            reverse_it(cast, asked, two=True)
            oracle.cash += amount
            oracle.envelope += amount - free
            oracle.spent[what] -= free
        _agree(cast, oracle)


def _agree(cast: Cast, oracle: Oracle) -> None:
    found = {one.what: one for one in stand(cast.fund.pk, TODAY, NOTHING)}
    whole = oracle.spent[TRAVEL] + oracle.spent[MEETING]
    assert found["ค่าบริหารจัดการ"].found.satang == whole
    assert found["ค่าบริหารจัดการ"].required.satang == oracle.income // 10
    assert found["ค่าประชุม"].found.satang == oracle.spent[MEETING]


def _done(fits: bool, step: Any, *args: Any) -> bool:
    if fits:
        step(*args)
    else:
        assert _code(step, *args) is RefusalCode.ABOVE_LIMIT
    return fits


def _code(step: Any, *args: Any) -> RefusalCode:
    with pytest.raises(Refused) as caught:
        step(*args)
    return caught.value.code
