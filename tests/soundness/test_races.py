"""Two who do one thing at the same moment: one effect, and books that are sound."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from threading import Barrier
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connections

from kongbun.commands.models import Command
from kongbun.commands.run import Act
from kongbun.dues.reversal_actions import reverse_receipt
from kongbun.kernel.refusal import Refused
from kongbun.ledger.balances import balance, closed_through
from kongbun.receipts.models import Receipt
from kongbun.reports.actions import close_month
from kongbun.soundness.check import check
from kongbun.testing.cast import TODAY, Cast, make_cast
from kongbun.testing.databases import Once
from kongbun.treasury.actions import other_income, reverse_movement
from tests.claims import story as stories
from tests.dues.village import adopt_convention, make_house, take
from tests.treasury.steps import (
    ask_expense,
    count,
    decide,
    give,
    make_purpose,
    pay,
    read,
)
from tests.treasury.test_limits import LIMITS

NOW = datetime(2026, 11, 20, 5, tzinfo=UTC)
ONCE = 4


@pytest.fixture
def cast(once: Once) -> Cast:
    return once(make_cast)


def at_once(*steps: Callable[[], Any]) -> list[str]:
    """What each says: `done`, or the code it was refused with."""
    ready = Barrier(len(steps))

    def run(step: Callable[[], Any]) -> str:
        ready.wait(timeout=30)
        try:
            step()
        except Refused as refused:
            return refused.code.value
        finally:
            connections.close_all()
        return "done"

    with ThreadPoolExecutor(len(steps)) as pool:
        return sorted(pool.map(run, steps))


def test_a_claim_is_paid_once(cast: Cast) -> None:
    story = stories.tell(cast)
    claim = story.approved()
    said = at_once(*[lambda: story.pay(claim)] * ONCE)
    assert said.count("done") == 1
    assert balance(cast.fund.pk, "cash") == 50_000_00 - claim.granted_satang
    assert check(now=NOW) == []


def test_an_expense_is_paid_once(cast: Cast) -> None:
    give(cast)
    asked = ask_expense(cast)
    decide(cast, asked)
    said = at_once(*[lambda: pay(cast, asked)] * ONCE)
    assert said == ["done"] + ["expense-paid"] * (ONCE - 1)
    assert balance(cast.fund.pk, "cash") == 800_00
    assert check(now=NOW) == []


def test_a_movement_is_reversed_once(cast: Cast) -> None:
    given = UUID(give(cast)["movement"])

    def undo() -> None:
        reverse_movement(cast.act("somsri"), movement=given, reason="ลงผิด")

    assert at_once(*[undo] * ONCE) == ["already-reversed"] * (ONCE - 1) + ["done"]
    assert balance(cast.fund.pk, "cash") == 0
    assert check(now=NOW) == []


def test_a_receipt_is_reversed_once(cast: Cast) -> None:
    adopt_convention(cast)
    make_house(cast, "27", "นางบุญเรือน แสนสุข")
    take(cast, {"27": 60})
    receipt = Receipt.objects.get().public_id

    def undo() -> None:
        reverse_receipt(cast.act("prasert"), receipt=receipt, reason="ผิดคน")

    assert at_once(*[undo] * ONCE) == ["already-reversed"] * (ONCE - 1) + ["done"]
    assert check(now=NOW) == []


def test_a_sheet_sent_twice_is_taken_once(cast: Cast) -> None:
    adopt_convention(cast)
    make_house(cast, "27", "นางบุญเรือน แสนสุข")
    said = at_once(*[lambda: take(cast, {"27": 60})] * ONCE)
    assert said.count("done") == 1
    assert Receipt.objects.count() == 1
    assert check(now=NOW) == []


def test_one_command_id_with_other_content_has_one_effect(cast: Cast) -> None:
    made = uuid4()

    def receive(satang: int) -> Callable[[], Any]:
        def step() -> None:
            act: Act = cast.act("somsri")
            act.command_id = made
            other_income(
                act,
                income="income:interest",
                into=cast.cash,
                amount_satang=satang,
                occurred_on=TODAY,
            )

        return step

    said = at_once(*[receive(satang) for satang in (100, 200, 300, 400)])
    assert said == ["command-id-reused"] * (ONCE - 1) + ["done"]
    assert Command.objects.filter(kind="treasury.other_income").count() == 1
    assert balance(cast.fund.pk, "cash") in {100, 200, 300, 400}
    assert check(now=NOW) == []


def test_nothing_slips_into_a_month_that_closes(cast: Cast) -> None:
    october, last = date(2026, 10, 1), date(2026, 10, 31)
    give(cast, 1_000_00, occurred_on=date(2026, 10, 5))
    count(cast, {"100000": 1}, counted_on=last)
    read(cast, 0, read_on=last)

    def close() -> None:
        close_month(cast.act("somsri"), month=october)

    def late() -> None:
        give(cast, 5_00, occurred_on=date(2026, 10, 6))

    said = at_once(close, late, close, late)
    # Money that came first needs another count; after the close it stands in November.
    assert said.count("done") in {2, 3}
    assert (closed_through(cast.fund.pk) == last) is (said.count("done") == 3)
    assert check(now=NOW) == []


def test_two_payments_that_share_a_limit_do_not_pass_it_together(cast: Cast) -> None:
    """Each alone has room; approved before the income went that gave room to both."""
    adopt_convention(cast, more=LIMITS)
    give(cast, 1_000_00)
    gift = give(cast, 1_000_00)
    asked = [ask_expense(cast, 60_00, expense="expense:travel") for _ in range(3)]
    for one in asked:
        decide(cast, one)
    reverse_movement(cast.act("somsri"), movement=UUID(gift["movement"]), reason="ลงผิด")
    said = at_once(*[lambda one=one: pay(cast, one) for one in asked])
    assert said == ["above-limit"] * 2 + ["done"]
    assert balance(cast.fund.pk, "expense:travel") == 60_00
    assert check(now=NOW) == []


def test_two_approvals_that_share_a_limit_do_not_pass_it_together(cast: Cast) -> None:
    adopt_convention(cast, more=LIMITS)
    give(cast, 1_000_00)
    asked = [ask_expense(cast, 60_00, expense="expense:travel") for _ in range(3)]
    said = at_once(*[lambda one=one: decide(cast, one) for one in asked])
    assert said == ["above-limit"] * 2 + ["done"]


def test_two_payments_do_not_reach_into_what_is_kept_together(cast: Cast) -> None:
    """The box holds enough for both, the free money for one."""
    give(cast, 100_00)
    give(cast, 1_000_00, purpose=make_purpose(cast))
    asked = [ask_expense(cast, 60_00) for _ in range(3)]
    for one in asked:
        decide(cast, one)
    said = at_once(*[lambda one=one: pay(cast, one) for one in asked])
    assert said == ["done"] + ["fenced-money"] * 2
    assert balance(cast.fund.pk, "restricted:1") == 1_000_00
    assert check(now=NOW) == []


def test_two_payments_from_one_purpose_take_no_more_than_it_has(cast: Cast) -> None:
    give(cast, 100_00, purpose=make_purpose(cast))
    give(cast, 20_00)
    asked = [ask_expense(cast, 60_00, expense="expense:travel") for _ in range(3)]
    for one in asked:
        decide(cast, one)
    said = at_once(*[lambda one=one: pay(cast, one) for one in asked])
    assert said == ["done", "done", "not-enough-money"]
    assert balance(cast.fund.pk, "restricted:1") == 0
    assert balance(cast.fund.pk, "cash") == 0
    assert check(now=NOW) == []
