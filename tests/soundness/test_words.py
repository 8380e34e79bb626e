"""Approvals, payments and what waits too long: each under its own code, alone.

Method: a request paid through the actions people use, then an insider at work.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from kongbun.claims.pension_actions import approve_pensions, propose_pensions
from kongbun.commands.run import Act, command
from kongbun.kernel.money import Money
from kongbun.ledger import entries
from kongbun.ledger.accounts import close_month, open_account
from kongbun.ledger.chart import AccountKind
from kongbun.ledger.post import post
from kongbun.soundness.check import check
from kongbun.testing import insider
from kongbun.testing.cast import TODAY, make_cast
from kongbun.testing.databases import Once
from kongbun.testing.sound_books import receive
from kongbun.treasury.count_actions import read_bank
from kongbun.treasury.expense_actions import decide_expense, other_expense, pay_expense
from tests.claims.story import Story, tell

NOW = datetime(2026, 11, 20, 5, tzinfo=UTC)
Plant = Callable[[Any], None]
SECOND_VOUCHER = (
    "INSERT INTO commands_command (public_id, fund_id, user_id, kind, door, salt,"
    " body_hash, received_at) SELECT salt, fund_id, user_id, kind, door, salt,"
    " body_hash, received_at FROM commands_command WHERE kind = 'claims.pay'"
    " ORDER BY id LIMIT 1",
    "INSERT INTO commands_commandoutcome (command_id, done, answer, finished_at)"
    " SELECT (SELECT MAX(id) FROM commands_command), done, answer, finished_at"
    " FROM commands_commandoutcome WHERE command_id = (SELECT MIN(id)"
    " FROM commands_command WHERE kind = 'claims.pay')",
    "INSERT INTO ledger_entry (fund_id, reference, kind, occurred_on, booked_on,"
    " received_at, leg_count, memo, command_id, hash) SELECT fund_id,"
    " 'claim:1/2570:paid:2', kind, occurred_on, booked_on, received_at, leg_count,"
    " memo, (SELECT MAX(id) FROM commands_command), hash FROM ledger_entry"
    " WHERE reference = 'claim:1/2570:paid:1'",
    "INSERT INTO ledger_leg (entry_id, seq, debit_id, credit_id, amount_satang)"
    " SELECT (SELECT MAX(id) FROM ledger_entry), seq, debit_id, credit_id,"
    " amount_satang FROM ledger_leg WHERE entry_id = (SELECT id FROM ledger_entry"
    " WHERE reference = 'claim:1/2570:paid:1')",
    "INSERT INTO claims_payment (public_id, fund_id, fiscal_year, no, claim_id,"
    " attempt, paid_on, account_id, method, transfer_ref, payee_kind, payee_name,"
    " proxy_paper, witness, amount_satang, entry_id, paid_by_id, command_id)"
    " SELECT (SELECT salt FROM commands_command ORDER BY id DESC LIMIT 1), fund_id,"
    " fiscal_year, (SELECT MAX(no) + 1 FROM claims_payment), claim_id, 2, paid_on,"
    " account_id, method, transfer_ref,"
    " payee_kind, payee_name, proxy_paper, witness, amount_satang,"
    " (SELECT MAX(id) FROM ledger_entry), paid_by_id,"
    " (SELECT MAX(id) FROM commands_command) FROM claims_payment p WHERE no = 1",
    "INSERT INTO claims_claimstep (claim_id, status, user_id, at, note, command_id)"
    " SELECT claim_id, status, user_id, at, note, (SELECT MAX(id) FROM"
    " commands_command) FROM claims_claimstep WHERE command_id ="
    " (SELECT MIN(id) FROM commands_command WHERE kind = 'claims.pay')",
    "INSERT INTO audit_auditevent (chain, seq, at, user_id, door, action, command_id,"
    " subject, allowed, payload, entries_hash, entry_count, previous_hash, hash)"
    " SELECT chain, (SELECT MAX(b.seq) + 1 FROM audit_auditevent b"
    " WHERE b.chain = a.chain), at, user_id, door, action,"
    " (SELECT MAX(id) FROM commands_command), subject, allowed, payload,"
    " entries_hash, entry_count, previous_hash, hash FROM audit_auditevent a"
    " WHERE command_id = (SELECT MIN(id) FROM commands_command"
    " WHERE kind = 'claims.pay')",
)


def begin() -> Story:
    """Two stays paid, an expense paid, everything as it should be."""
    told = tell(make_cast())
    first = told.ask(
        first_day=date(2026, 10, 20),
        last_day=date(2026, 10, 22),
        today=date(2026, 10, 25),
    )
    for claim in (first, told.ask()):
        told.pay(told.approve(told.certify(claim)))
    entered = other_expense(
        told.cast.act("somsri"),
        expense="expense:office",
        amount_satang=120_00,
        occurred_on=TODAY,
        party="ร้านเครื่องเขียน",
        reason="สมุดใบรับ",
    )
    facts = {"movement": entered["movement"]}
    decide_expense(
        told.cast.act("prasong"),
        content_hash=entered["content_hash"],
        approved=True,
        **facts,
    )
    pay_expense(told.cast.act("somsri"), paid_from="cash", paid_on=TODAY, **facts)
    return told


@pytest.fixture
def story(once: Once) -> Story:
    return once(begin)


def codes(on: datetime = NOW) -> set[str]:
    return {one.code for one in check(now=on)}


def user(story: Story, name: str) -> int:
    return story.cast.users[name].pk


def test_what_was_done_by_the_book_has_no_finding(story: Story) -> None:
    assert story.cast.fund
    assert check(now=NOW) == []


def test_a_request_paid_a_second_time_is_found(story: Story) -> None:
    assert story.cast.fund
    insider.plant(*SECOND_VOUCHER)
    assert codes() == {"K008"}
    assert {one.object for one in check(now=NOW)} == {"claim 1/2570"}


def test_one_stay_paid_under_two_numbers_is_found(story: Story) -> None:
    assert story.cast.fund
    insider.plant(
        "UPDATE claims_event SET first_day = '2026-10-21', last_day = '2026-10-23'"
        " WHERE id = (SELECT event_id FROM claims_claim WHERE no = 2)",
        "UPDATE claims_claim SET event_on = '2026-10-21' WHERE no = 2",
    )
    assert codes() == {"K008"}


def test_who_asked_cannot_have_approved(story: Story) -> None:
    laor = user(story, "laor")
    where = "(SELECT approval_id FROM claims_award ORDER BY id LIMIT 1)"
    approved_by = f"(SELECT command_id FROM approvals_approval WHERE id = {where})"
    act = (
        f"UPDATE commands_command SET user_id = {laor} WHERE id = {approved_by}",
        f"UPDATE audit_auditevent SET user_id = {laor}"
        f" WHERE command_id = {approved_by}",
    )
    insider.plant(
        f"UPDATE approvals_approval SET checker_id = {laor} WHERE id = {where}", *act
    )
    told = [("K011", "approval 1"), ("K011", "award 1")]
    assert [(one.code, one.object) for one in check(now=NOW)] == told
    # Nor when the approval names somebody else as the maker.
    insider.plant(
        f"UPDATE approvals_approval SET maker_id = {user(story, 'somsri')}"
        f" WHERE id = {where}"
    )
    assert [(one.code, one.object) for one in check(now=NOW)] == told


def test_one_person_with_two_accounts_cannot_have_approved(story: Story) -> None:
    insider.plant(
        "UPDATE access_rolegrant SET person_id = (SELECT MIN(id) FROM people_person)"
        f" WHERE user_id IN ({user(story, 'laor')}, {user(story, 'prasong')})"
        f" AND fund_id = {story.cast.fund.pk}"
    )
    assert codes() == {"K011"}


PAID_LESS_THAN_APPROVED = {
    "a voucher and its money": (
        "UPDATE claims_payment SET amount_satang = 70000 WHERE no = 2",
        "UPDATE ledger_leg SET amount_satang = 70000 WHERE entry_id ="
        " (SELECT entry_id FROM claims_payment WHERE no = 2)",
    ),
    "everything but the approval": (
        "UPDATE claims_payment SET amount_satang = 70000 WHERE no = 2",
        "UPDATE claims_claim SET granted_satang = 70000 WHERE no = 2",
        "UPDATE claims_award SET amount_satang = 70000 WHERE claim_id ="
        " (SELECT id FROM claims_claim WHERE no = 2)",
        "UPDATE ledger_leg SET amount_satang = 70000 WHERE entry_id ="
        " (SELECT entry_id FROM claims_payment WHERE no = 2)",
    ),
    "the facts it was decided by": (
        "UPDATE claims_decision SET facts = REPLACE(facts, '7', '5')",
    ),
    "the checks that were shown": ("UPDATE claims_decision SET checks = '[]'",),
    "who asked": ("UPDATE claims_claim SET claimant_name = 'นายประเสริฐ' WHERE no = 2",),
    "a word that was a no": (
        "UPDATE approvals_approval SET approved = NOT approved"
        " WHERE subject_kind = 'claim'",
    ),
    "an award taken away": (
        "DELETE FROM claims_award WHERE claim_id ="
        " (SELECT id FROM claims_claim WHERE no = 2)",
    ),
    "an expense": (
        "UPDATE treasury_movement SET amount_satang = 99900",
        "UPDATE ledger_leg SET amount_satang = 99900 WHERE entry_id ="
        " (SELECT entry_id FROM treasury_movementbooking)",
    ),
    "an expense's money": (
        "UPDATE ledger_leg SET amount_satang = 99900 WHERE entry_id ="
        " (SELECT entry_id FROM treasury_movementbooking)",
    ),
    "an expense's payee": ("UPDATE treasury_movement SET party = 'นายประเสริฐ'",),
    "an expense without approval": (
        "DELETE FROM approvals_approval WHERE subject_kind = 'expense'",
    ),
    "a by-law's text": (
        "UPDATE bylaws_bylawversion SET text = REPLACE(text, '7', '9')",
    ),
}


@pytest.mark.parametrize(
    "statements", PAID_LESS_THAN_APPROVED.values(), ids=list(PAID_LESS_THAN_APPROVED)
)
def test_what_was_done_otherwise_than_approved_is_found(
    story: Story, statements: tuple[str, ...]
) -> None:
    assert story.cast.fund
    insider.plant(*statements)
    assert codes() == {"K012"}


def test_a_list_of_pensions_is_paid_as_it_was_approved(story: Story) -> None:
    """One approval stands for the whole list; every share of it is looked at."""
    due_on = date(2026, 12, 1)
    listed = propose_pensions(
        story.cast.act("somsri"), benefit="elderly_gift", due_on=due_on
    )
    made = approve_pensions(
        story.cast.act("prasong"),
        pension_list=UUID(listed["list"]),
        content_hash=listed["hash"],
    )
    assert made["claims"]
    assert codes() == set()
    insider.plant(
        "UPDATE claims_award SET amount_satang = 90000 WHERE claim_id ="
        " (SELECT claim_id FROM claims_pensionline WHERE seq = 1)"
    )
    assert codes() == {"K012"}


@pytest.mark.parametrize(
    "planted",
    [
        "UPDATE claims_pensionline SET amount_satang = amount_satang + 100",
        "UPDATE claims_pensionlist SET total_satang = total_satang + 100",
    ],
)
def test_a_list_of_pensions_that_waits_stays_as_it_was_put_forward(
    story: Story, planted: str
) -> None:
    propose_pensions(
        story.cast.act("somsri"), benefit="elderly_gift", due_on=date(2026, 12, 1)
    )
    assert codes() == set()
    insider.plant(planted)
    assert codes() == {"K012"}


def test_a_bag_held_longer_than_the_bylaw_says_is_found(story: Story) -> None:
    taken = date(2026, 11, 11)
    receive(story.cast.act("prasert", today=taken), numbers=[1], satang=3000, on=taken)
    assert codes(datetime(2026, 11, 18, 5, tzinfo=UTC)) == set()
    [found] = check(now=NOW)
    assert (found.code, found.object) == ("K015", "account bag:1")
    assert "9 วัน" in found.message


def test_a_bank_book_not_read_for_two_months_is_found(story: Story) -> None:
    read = date(2026, 9, 18)
    read_bank(
        story.cast.act("somsri", today=read),
        bank=story.cast.bank,
        read_on=read,
        balance_satang=50_000_00,
    )
    assert codes(datetime(2026, 11, 19, 5, tzinfo=UTC)) == set()
    assert codes() == {"K016"}


def test_suspense_left_open_at_a_close_is_found(story: Story) -> None:
    @command("test.suspend")
    def suspend(act: Act) -> dict[str, Any]:
        open_account(
            act.fund_id, AccountKind.SUSPENSE, name="เงินพัก", opened_on=act.today
        )
        post(
            act,
            entries.hand_over(
                reference="hand-over:9:1",
                accepted_on=act.today,
                bag="bag:1",
                into="cash",
                counted=Money(500),
                bag_balance=Money(0),
                suspense="suspense:1",
            ),
        )
        return {}

    @command("test.close")
    def close(act: Act) -> dict[str, Any]:
        close_month(act, closed_through=date(2026, 10, 31))
        return {}

    suspend(story.cast.act("somsri", today=date(2026, 10, 9)))
    assert codes() == set()
    close(story.cast.act("somsri"))
    assert codes() == {"K017"}
