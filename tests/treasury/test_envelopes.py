"""Any run of gifts, payments and reversals, against one box with two envelopes."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.ledger.balances import balance
from kongbun.ledger.fence import free_satang
from kongbun.testing.cast import Cast
from kongbun.treasury.models import Purpose
from kongbun.treasury.purpose_actions import set_free
from kongbun.treasury.purposes import purses
from tests.treasury.steps import (
    ask_expense,
    decide,
    give,
    make_purpose,
    pay,
    reverse_it,
    spend,
)

pytestmark = pytest.mark.django_db
GIFT, FOR_ONE, FOR_TWO, SPEND, UNDO = range(5)
EXPENSES = ("expense:office", "expense:travel", "expense:meeting")
USES = {"restricted:1": EXPENSES[1:2], "restricted:2": EXPENSES[1:]}
STEPS = st.lists(
    st.tuples(
        st.sampled_from([GIFT, FOR_ONE, FOR_TWO, SPEND, SPEND, SPEND, UNDO]),
        st.integers(1, 600),
        st.integers(0, 2),
        st.sampled_from(["", "free", "restricted:1", "restricted:2"]),
    ),
    min_size=4,
    max_size=10,
)


class Oracle:
    """The same rules in the plainest way: one box, two envelopes."""

    def __init__(self) -> None:
        self.cash = 0
        self.envelopes = {"restricted:1": 0, "restricted:2": 0}
        self.done: list[tuple[int, dict[str, int]]] = []

    def free(self) -> int:
        return self.cash - sum(self.envelopes.values())

    def give(self, satang: int, envelope: str | None) -> None:
        self.cash += satang
        parts = {} if envelope is None else {envelope: satang}
        for code, part in parts.items():
            self.envelopes[code] += part
        self.done.append((satang, parts))

    def spend(self, satang: int, expense: str, chosen: str) -> RefusalCode | None:
        fits = [c for c, uses in USES.items() if expense in uses and self.envelopes[c]]
        if chosen == "free":
            fits = []
        elif chosen:
            if chosen not in fits:
                return RefusalCode.PURPOSE_UNFIT
            fits = [chosen]
        parts, rest = {}, satang
        for code in fits:
            part = min(rest, self.envelopes[code])
            if part:
                parts[code] = part
                rest -= part
        if self.cash < satang:
            return RefusalCode.NOT_ENOUGH_MONEY
        if rest and self.free() < rest:
            return RefusalCode.FENCED_MONEY
        self._move(-satang, {code: -part for code, part in parts.items()})
        self.done.append((-satang, {code: -part for code, part in parts.items()}))
        return None

    def undo(self, which: int) -> RefusalCode | None:
        satang, parts = self.done[which]
        after = {code: self.envelopes[code] - part for code, part in parts.items()}
        if self.cash - satang < 0 or any(left < 0 for left in after.values()):
            return RefusalCode.NOT_ENOUGH_MONEY
        self._move(-satang, {code: -part for code, part in parts.items()})
        return None

    def _move(self, satang: int, parts: dict[str, int]) -> None:
        self.cash += satang
        for code, part in parts.items():
            self.envelopes[code] += part


@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=STEPS)
def test_any_run_of_gifts_payments_and_reversals_agrees_with_envelopes(
    cast: Cast, steps: list[tuple[int, int, int, str]]
) -> None:
    """Σ by purpose reconciles, and no envelope is ever below nothing."""
    fund = cast.fund.pk
    if not Purpose.objects.exists():
        make_purpose(cast, "หนึ่ง", uses=list(USES["restricted:1"]))
        make_purpose(cast, "สอง", uses=list(USES["restricted:2"]))
    oracle = Oracle()
    _empty(cast)
    made: list[dict[str, Any]] = []
    undone: set[int] = set()
    for kind, satang, which, chosen in steps:
        if kind in (GIFT, FOR_ONE, FOR_TWO):
            code = None if kind == GIFT else f"restricted:{kind}"
            purpose = Purpose.objects.get(account__code=code) if code else None
            made.append(give(cast, satang, purpose=purpose and purpose.public_id))
            oracle.give(satang, code)
        elif kind == SPEND:
            expected = oracle.spend(satang, EXPENSES[which], chosen)
            asked = ask_expense(cast, satang, expense=EXPENSES[which])
            decide(cast, asked)
            _as(expected, pay, cast, asked, out_of=chosen)
            made += [asked] if expected is None else []
        elif made:
            nth = satang % len(made)
            if nth in undone:
                continue
            expected = oracle.undo(nth)
            _as(expected, reverse_it, cast, made[nth], two=True)
            undone |= set() if expected else {nth}
        now = {one.code: one.kept.left_satang for one in purses(fund)}
        assert now == oracle.envelopes == {c: balance(fund, c) for c in now}
        assert balance(fund, "cash") == oracle.cash
        assert free_satang(fund) == oracle.free()
        assert sum(now.values()) == -balance(fund, "equity:free")


def _empty(cast: Cast) -> None:
    """Examples share the fund: each begins with an empty box and empty envelopes."""
    fund = cast.fund.pk
    for one in purses(fund):
        if one.kept.left_satang:
            set_free(
                cast.act("somsri"),
                purpose=one.purpose.public_id,
                amount_satang=one.kept.left_satang,
                reason="เริ่มใหม่",
                second_user_id=cast.users["prasong"].pk,
            )
    cash = balance(fund, "cash")
    if cash:
        spend(cast, cash, "expense:other")


def _as(expected: RefusalCode | None, step: Any, *args: Any, **facts: Any) -> None:
    if expected is None:
        step(*args, **facts)
    else:
        with pytest.raises(Refused) as caught:
            step(*args, **facts)
        assert caught.value.code is expected
