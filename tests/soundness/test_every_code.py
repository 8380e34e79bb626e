"""Each code of `kongbun check` is raised by its corruption, and by no other."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from kongbun.commands.run import Act, command
from kongbun.dues.bag_actions import accept_bag, offer_bag
from kongbun.dues.reversal_actions import reverse_receipt
from kongbun.kernel.money import Money
from kongbun.ledger import entries
from kongbun.ledger.accounts import close_month, open_account
from kongbun.ledger.chart import AccountKind
from kongbun.ledger.post import post
from kongbun.receipts.models import Receipt
from kongbun.reports.actions import explain
from kongbun.soundness.check import check
from kongbun.soundness.findings import Code
from kongbun.testing import insider
from kongbun.testing.cast import TODAY, make_cast
from kongbun.testing.databases import Once
from kongbun.treasury.actions import move_money
from tests.claims.story import Story, tell
from tests.dues.village import make_house, take
from tests.soundness.every_code import CONCERNS_NOTHING_YET, PLANTED
from tests.treasury.steps import ask_expense, count, decide, give, pay, read

NOW = datetime(2026, 11, 20, 5, tzinfo=UTC)
SEPTEMBER = date(2026, 9, 30)


@command("test.suspend")
def suspend(act: Act) -> dict[str, Any]:
    """A bag that held more than its book; the late lines never came."""
    open_account(act.fund_id, AccountKind.SUSPENSE, name="เงินพัก", opened_on=act.today)
    described = entries.hand_over(
        reference="hand-over:9:1",
        accepted_on=act.today,
        bag="bag:1",
        into="cash",
        counted=Money(500),
        bag_balance=Money(0),
        suspense="suspense:1",
    )
    return {"entry": post(act, described)[0].id}


@command("test.close")
def close(act: Act) -> dict[str, Any]:
    close_month(act, closed_through=SEPTEMBER)
    return {}


def begin() -> Story:
    """A fund in whose books everything that is looked at has happened, soundly."""
    told = tell(make_cast())
    cast = told.cast
    suspend(cast.act("somsri", today=date(2026, 9, 9)))
    explain(
        cast.act("somsri", today=date(2026, 10, 2)),
        month=SEPTEMBER,
        condition="suspense",
        subject="suspense:1",
        text="รอสมุดของหมู่ 3",
    )
    close(cast.act("somsri", today=date(2026, 10, 2)))
    for house in ("27", "28"):
        make_house(cast, house, "นางคำ ใจดี")
    take(cast, {"27": 730, "28": 730})
    first = Receipt.objects.order_by("pk")[0]
    reverse_receipt(cast.act("prasert"), receipt=first.public_id, reason="ผิดคน")
    offer = offer_bag(cast.act("prasert"), bag=cast.bag)
    accept_bag(
        cast.act("somsri"),
        offer=UUID(offer["offer"]),
        counted_satang=offer["amount_satang"],
    )
    make_house(cast, "30", "นายแดง ใจดี")
    take(cast, {"30": 730}, confirmed=True)
    stays: tuple[dict[str, Any], ...] = (
        {
            "first_day": date(2026, 10, 20),
            "last_day": date(2026, 10, 22),
            "today": date(2026, 10, 25),
        },
        {},
    )
    for stay in stays:
        told.pay(told.approve(told.certify(told.ask(**stay))))
    told.ask(first_day=date(2026, 11, 1), last_day=date(2026, 11, 3))
    give(cast, 77_00)
    move_money(
        cast.act("somsri"),
        source="cash",
        into=cast.bank,
        amount_satang=100_00,
        occurred_on=TODAY,
    )
    asked = ask_expense(cast)
    decide(cast, asked)
    pay(cast, asked)
    count(cast, {"100000": 1})
    read(cast, 50_100_00, read_on=TODAY)
    return told


@pytest.fixture
def story(once: Once) -> Story:
    return once(begin)


def codes() -> set[str]:
    return {one.code for one in check(now=NOW)}


def test_sound_books_raise_none(story: Story) -> None:
    assert story.cast.fund
    assert check(now=NOW) == []


@pytest.mark.parametrize("code", PLANTED)
def test_each_code_is_raised_by_its_corruption_and_no_other(
    story: Story, code: str
) -> None:
    assert story.cast.fund
    PLANTED[code].how()
    assert codes() == {code}


def test_every_code_has_its_corruption_or_a_reason() -> None:
    twenty = {f"K{number:03}" for number in range(1, 21)}
    assert set(PLANTED) | set(CONCERNS_NOTHING_YET) == twenty
    assert set(PLANTED) == {code.value for code in Code}
    assert all(len(reason) > 20 for reason in CONCERNS_NOTHING_YET.values())


def test_an_entry_beside_those_that_its_link_covers_is_found(story: Story) -> None:
    """Two commands exchange their entries: each has one, with its own hash right."""
    assert story.cast.fund
    two = "SELECT MAX(id) FROM ledger_entry UNION SELECT MAX(id) - 1 FROM ledger_entry"
    with insider.tampering() as cursor:
        cursor.execute(
            "UPDATE ledger_entry SET command_id = (SELECT SUM(o.command_id) FROM"
            f" ledger_entry o WHERE o.id IN ({two})) - command_id WHERE id IN ({two})"
        )
        cursor.execute(
            "UPDATE ledger_entry SET received_at = (SELECT c.received_at FROM"
            " commands_command c WHERE c.id = ledger_entry.command_id)"
        )
    # Each of them books another kind, too.
    assert codes() == {"K001", "K013"}
