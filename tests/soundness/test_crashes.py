"""A program that dies in the middle leaves all of a command, or nothing.

Method: a child is killed before its first write, then before its second, and so on
until it gets through.  What it wrote is looked at from outside.  This is for both
databases; `tests/faults` kills SQLite's at each system call of every kind of command.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

import pytest
from django.db import connection, connections

from kongbun.audit.models import AuditEvent
from kongbun.claims.models import ClaimStep, Payment
from kongbun.claims.pay_actions import pay_claim
from kongbun.commands.models import Command, CommandOutcome
from kongbun.commands.run import Act
from kongbun.dues.actions import take_sheet
from kongbun.dues.models import DuesLine
from kongbun.dues.reversal_actions import reverse_receipt
from kongbun.ledger.balances import balance, closed_through
from kongbun.ledger.models import Closing, Entry, Leg
from kongbun.receipts.models import Receipt
from kongbun.reports.actions import close_month
from kongbun.reports.figures import before_closing
from kongbun.reports.models import StoredReport
from kongbun.soundness.check import check
from kongbun.testing.cast import TODAY, Cast, make_cast
from kongbun.testing.databases import Once
from tests.claims import story as stories
from tests.dues.village import (
    NOVEMBER,
    adopt_convention,
    filled,
    make_house,
    sheet_of,
)
from tests.treasury.steps import count as count_cash
from tests.treasury.steps import give, read

NOW = datetime(2026, 11, 20, 5, tzinfo=UTC)
# `WITH`: on PostgreSQL a command's small rows go in one statement.
WRITES = ("INSERT", "UPDATE", "DELETE", "WITH")
WRITTEN = (
    *(Command, CommandOutcome, AuditEvent, Entry, Leg, Receipt, DuesLine),
    *(Payment, ClaimStep, Closing, StoredReport),
)
# Entries, the action's own rows, the command's rows: never all in one.
LEAST = 2


@pytest.fixture
def cast(once: Once) -> Cast:
    return once(make_cast)


def stands() -> list[int]:
    return [model.objects.count() for model in WRITTEN]


def is_killed(step: Callable[[], Any], *, before_write: int) -> bool:
    """Run the step in a child that dies before its n-th write, if it comes so far."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        written = count(1)

        def kill(
            execute: Any, sql: str, parameters: Any, many: bool, context: Any
        ) -> Any:
            if sql.lstrip().startswith(WRITES) and next(written) == before_write:
                os.kill(os.getpid(), signal.SIGKILL)
            return execute(sql, parameters, many, context)

        try:
            with connection.execute_wrapper(kill):
                step()
            connections.close_all()
            os._exit(0)
        finally:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, "the step failed"
    return os.WIFSIGNALED(status)


def deaths(act: Act, action: Callable[..., Any], **facts: Any) -> int:
    """How often it was killed before it got through; nothing was left each time.

    Sent once more after it got through, the same command has no second effect.
    """
    before = stands()
    for n in count(1):
        if not is_killed(lambda: action(act, **facts), before_write=n):
            break
        assert stands() == before, f"killed before write {n}"
    after = stands()
    assert after != before
    action(act, **facts)
    assert stands() == after
    assert check(now=NOW) == []
    return n - 1


def test_a_sheet_is_taken_and_taken_back_whole_or_not_at_all(cast: Cast) -> None:
    adopt_convention(cast)
    for house in ("27", "28"):
        make_house(cast, house, "นางบุญเรือน แสนสุข")
    rows = filled(sheet_of(cast), {"27": 60, "28": 60})
    killed = deaths(
        cast.act("prasert"),
        take_sheet,
        branch=cast.branches[0].public_id,
        month=NOVEMBER,
        received_on=TODAY,
        bag=cast.bag,
        rows=rows,
        counted_satang=sum(row.amount_satang for row in rows),
    )
    assert killed >= LEAST
    assert Receipt.objects.count() == 2
    first = Receipt.objects.order_by("pk")[0]
    killed = deaths(
        cast.act("prasert"), reverse_receipt, receipt=first.public_id, reason="ผิดคน"
    )
    assert killed >= LEAST
    assert balance(cast.fund.pk, cast.bag) == 60_00


def test_a_claim_is_paid_whole_or_not_at_all(cast: Cast) -> None:
    story = stories.tell(cast)
    claim = story.approved()
    there = balance(cast.fund.pk, "cash")
    killed = deaths(cast.act("somsri"), pay_claim, **story.payment(claim))
    assert killed >= LEAST
    assert balance(cast.fund.pk, "cash") == there - claim.granted_satang


def test_a_month_is_closed_whole_or_not_at_all(cast: Cast) -> None:
    october, last = date(2026, 10, 1), date(2026, 10, 31)
    give(cast, 1_000_00, occurred_on=date(2026, 10, 5))
    count_cash(cast, {"100000": 1}, counted_on=last)
    read(cast, 0, read_on=last)
    figures, newest = before_closing(cast.fund, october)
    killed = deaths(
        cast.act("somsri"),
        close_month,
        month=october,
        figures=figures,
        newest_entry_id=newest,
    )
    assert killed >= LEAST
    assert closed_through(cast.fund.pk) == last
