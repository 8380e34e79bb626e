"""Rows taken away or moved to where they are in no sum; every hash made again."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from kongbun.dues.bag_actions import accept_bag, offer_bag
from kongbun.people.models import Person
from kongbun.people.tie_actions import declare_tie
from kongbun.soundness.check import check, notes
from kongbun.soundness.commanded import BOOKS, LEAVES, OTHERS
from kongbun.testing import insider
from kongbun.testing.cast import make_cast
from kongbun.testing.databases import Once
from kongbun.treasury.actions import cash_over_short
from tests.claims.story import Story, tell
from tests.dues.village import make_house, take
from tests.test_architecture import commands
from tests.treasury.steps import (
    ask_expense,
    close_october,
    count,
    decide,
    give,
    make_purpose,
    pay,
    read,
    reverse_it,
)

NOW = datetime(2026, 11, 20, 5, tzinfo=UTC)
FUND = "(SELECT id FROM access_fund WHERE code = 'TUNG')"
NEWEST = f"(SELECT MAX(id) FROM ledger_entry WHERE fund_id = {FUND})"
VOUCHER = "(SELECT MAX(entry_id) FROM claims_payment)"
SLIP = "(SELECT MAX(entry_id) FROM receipts_receipt)"


def account(code: str) -> str:
    return f"(SELECT id FROM ledger_account WHERE code = '{code}' AND fund_id = {FUND})"


def user(name: str) -> str:
    return f"(SELECT id FROM access_user WHERE username = '{name}')"


def booked_beside(reference: str, kind: str, by: str, into: str, out: str) -> list[str]:
    """One more entry of a command that was given, and no paper for it."""
    command = f"(SELECT MAX(id) FROM commands_command WHERE kind = '{by}')"
    return [
        "INSERT INTO ledger_entry (reference, kind, occurred_on, booked_on,"
        " received_at, leg_count, memo, hash, command_id, fund_id)"
        f" SELECT '{reference}', '{kind}', '2026-11-19', '2026-11-19', received_at, 1,"
        f" '', body_hash, id, fund_id FROM commands_command WHERE id = {command}",
        "INSERT INTO ledger_leg (entry_id, seq, debit_id, credit_id, amount_satang)"
        f" VALUES ({NEWEST}, 1, {account(into)}, {account(out)}, 5000)",
    ]


def begin() -> Story:
    """A closed month, a stay and an expense paid, a round handed over, a difference."""
    cast = make_cast()
    close_october(cast)
    told = tell(cast)
    make_house(cast, "27", "นางคำ ใจดี")
    take(cast, {"27": 730})
    offer = offer_bag(cast.act("prasert"), bag=cast.bag)
    accept_bag(
        cast.act("somsri"),
        offer=UUID(offer["offer"]),
        counted_satang=offer["amount_satang"],
    )
    told.pay(told.approve(told.certify(told.ask())))
    asked = ask_expense(cast)
    decide(cast, asked)
    pay(cast, asked)
    give(cast, 77_00, purpose=make_purpose(cast))
    reverse_it(cast, give(cast, 88_00))
    cash_over_short(
        cast.act("somsri"),
        cash=cast.cash,
        is_over=False,
        amount_satang=20_00,
        occurred_on=date(2026, 11, 10),
        reason="นับได้ขาด",
        second_user_id=cast.users["chanpen"].pk,
    )
    count(cast, {"100000": 1}, counted_on=date(2026, 11, 12))
    read(cast, 50_000_00, read_on=date(2026, 11, 12))
    one, other = Person.objects.filter(fund=cast.fund).order_by("pk")[:2]
    declare_tie(
        cast.act("chanpen"),
        person=one.public_id,
        relation="sibling",
        other=other.public_id,
    )
    return told


@pytest.fixture
def story(once: Once) -> Story:
    return once(begin)


PLANTED: dict[str, tuple[str, list[str]]] = {
    "the steps of a request": (
        "K013",
        ["DELETE FROM claims_claimstep WHERE status IN ('approved', 'certified')"],
    ),
    "who is related": ("K013", ["DELETE FROM people_tie"]),
    "a sheet, whose receipts stay": (
        "K013",
        [
            "UPDATE dues_duesline SET sheet_id = NULL",
            "DELETE FROM dues_roundsheet",
        ],
    ),
    "the bank's book of November": (
        "K013",
        ["DELETE FROM treasury_bankreading WHERE read_on = '2026-11-12'"],
    ),
    "what a close was asked": (
        "K013",
        ["UPDATE treasury_monthclose SET conditions = '[]'"],
    ),
    "a point of a close that was not met": (
        "K013",
        [
            "UPDATE treasury_monthclose SET conditions = REPLACE(conditions,"
            " '\"met\":true', '\"met\":false')"
        ],
    ),
    "what the box held when it was counted": (
        "K002",
        [
            "UPDATE treasury_cashcount SET book_satang = 100000"
            " WHERE counted_on = '2026-11-12'"
        ],
    ),
    "what the bank held when its book was read": (
        "K002",
        [
            "UPDATE treasury_bankreading SET book_satang = 500, balance_satang = 500"
            " WHERE read_on = '2026-11-12'"
        ],
    ),
    "what was known when the box was counted": (
        "K002",
        ["UPDATE treasury_cashcount SET newest_entry_id = newest_entry_id - 1"],
    ),
    "the number of a voucher": (
        "K001",
        [
            "UPDATE ledger_entry SET reference = 'claim:7/2570:paid:1'"
            f" WHERE id = {VOUCHER}"
        ],
    ),
    "the number of an expense": (
        "K001",
        [
            "UPDATE ledger_entry SET reference = 'money:2570:70:1'"
            " WHERE kind = 'other-expense'"
        ],
    ),
    "the name of a hand-over": (
        "K001",
        ["UPDATE ledger_entry SET reference = 'bag:0:1' WHERE kind = 'hand-over'"],
    ),
    "the name of what was taken back": (
        "K001",
        ["UPDATE ledger_entry SET reference = 'x:reversed' WHERE kind = 'reversal'"],
    ),
    "a receipt's money under no number": (
        "K001",
        [
            f"UPDATE ledger_entry SET reference = 'receipt:77:1:1' WHERE id = {SLIP}",
        ],
    ),
    "dues booked as a gift": (
        "K001",
        [
            f"UPDATE ledger_leg SET credit_id = {account('income:donation')}"
            f" WHERE entry_id = {SLIP}"
        ],
    ),
    "dues written as a fee": (
        "K001",
        [
            "DELETE FROM dues_paidrun WHERE membership_id IN (SELECT membership_id"
            " FROM dues_duesline)",
            "UPDATE dues_duesline SET kind = 'entry_fee', from_day = NULL,"
            " until_day = NULL",
        ],
    ),
    "a round into another place than its bag": (
        "K001 K003",
        [f"UPDATE ledger_leg SET debit_id = {account('cash')} WHERE entry_id = {SLIP}"],
    ),
    "the day of a gift, on its paper alone": (
        "K001",
        [
            "UPDATE treasury_movement SET occurred_on = '2026-11-01'"
            " WHERE amount_satang = 7700"
        ],
    ),
    "money short that nobody wrote down": (
        # The box was counted afterwards.
        "K001 K002",
        booked_beside(
            *("money:2570:90:1", "cash-short", "treasury.cash_over_short"),
            *("expense:cash-short", "cash"),
        ),
    ),
    "money moved that nobody wrote down": (
        "K001 K002",
        booked_beside(
            *("aside:1", "transfer", "treasury.cash_over_short", "bag:1", "cash")
        ),
    ),
    "one alone found money missing": (
        "K011",
        ["UPDATE treasury_movement SET second_by_id = NULL WHERE kind = 'short'"],
    ),
    "who counted beside had no duty": (
        "K011",
        [
            f"UPDATE treasury_cashcount SET second_by_id = {user('noi')}"
            " WHERE counted_on = '2026-11-12'"
        ],
    ),
}


def test_sound_books_raise_none(story: Story) -> None:
    assert story.cast.fund
    assert check(now=NOW) == []


@pytest.mark.parametrize("what", PLANTED)
def test_what_is_gone_or_elsewhere_is_found(story: Story, what: str) -> None:
    assert story.cast.fund
    codes, statements = PLANTED[what]
    insider.plant(*statements)
    assert {one.code for one in check(now=NOW)} == {*codes.split()}


def test_money_of_a_command_that_was_refused_is_found(story: Story) -> None:
    assert story.cast.fund
    insider.plant(
        "UPDATE commands_commandoutcome SET done = (1 = 0) WHERE command_id ="
        " (SELECT MAX(id) FROM commands_command WHERE kind = 'treasury.other_income')",
        "UPDATE audit_auditevent SET allowed = (1 = 0) WHERE command_id ="
        " (SELECT MAX(id) FROM commands_command WHERE kind = 'treasury.other_income')",
    )
    assert {one.code for one in check(now=NOW)} == {"K001", "K013"}


def test_money_of_a_command_that_there_is_not_is_told(story: Story) -> None:
    """Nobody's command booked it: that is a sign, since another program may be ours."""
    assert story.cast.fund
    before = [one.object for one in notes()]
    insider.plant(
        "UPDATE commands_command SET kind = 'treasury.tip' WHERE id ="
        f" (SELECT command_id FROM ledger_entry WHERE id = {NEWEST})",
        "UPDATE audit_auditevent SET action = 'treasury.tip' WHERE command_id ="
        f" (SELECT command_id FROM ledger_entry WHERE id = {NEWEST})",
    )
    assert [one.object for one in notes() if one.object not in before] == [
        "command treasury.tip"
    ]


def test_every_command_is_known_to_the_check() -> None:
    ours = {action.command_kind for action in commands().values()}  # type: ignore[attr-defined]
    assert {*LEAVES, *BOOKS, *OTHERS} == ours
    assert not OTHERS & {*LEAVES}
