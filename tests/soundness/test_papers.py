"""Papers and their money, and what is kept beside its rows: each alone is found.

Method: as an insider, with hashes and links made again.  A village's receipts, a stay
in hospital paid, other money and a bag handed over, all by the actions people use.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from kongbun.dues.bag_actions import accept_bag, offer_bag
from kongbun.dues.reversal_actions import reverse_receipt
from kongbun.receipts.models import Receipt
from kongbun.soundness import witness
from kongbun.soundness.check import check
from kongbun.soundness.runs import MADE_ANEW
from kongbun.testing import insider
from kongbun.testing.cast import make_cast
from kongbun.testing.databases import Copy, Once
from tests.claims.story import Story, tell
from tests.dues.village import make_house, take
from tests.founding.test_opening import decide as decide_opening
from tests.founding.test_opening import state as state_opening
from tests.treasury.steps import ask_expense, close_october, count, decide, give, pay

NOW = datetime(2026, 11, 20, 5, tzinfo=UTC)
LAST = "(SELECT MAX(id) FROM receipts_receipt WHERE entry_id IS NOT NULL)"
DAYS = "(SELECT MAX(id) FROM dues_duesline WHERE kind = 'dues')"
EXPENSE = "(SELECT id FROM treasury_movement WHERE kind = 'expense')"
GIFT = "(SELECT MAX(id) FROM treasury_movement WHERE kind = 'income')"
BAG = "(SELECT entry_id FROM dues_bagacceptance)"
RUNS_ANEW = (
    "DELETE FROM dues_paidrun",
    "INSERT INTO dues_paidrun (fund_id, membership_id, from_day, until_day)"
    " SELECT m.fund_id, x.membership_id, x.from_day, x.until_day"
    f" FROM ({MADE_ANEW}) x JOIN people_membership m ON m.id = x.membership_id",
)


def begin() -> Story:
    told = tell(make_cast())
    cast = told.cast
    for house in ("27", "28", "29"):
        make_house(cast, house, "นางคำ ใจดี")
    take(cast, {"27": 730, "28": 730, "29": 730})
    first = Receipt.objects.order_by("pk")[0]
    reverse_receipt(cast.act("prasert"), receipt=first.public_id, reason="ผิดคน")
    offer = offer_bag(cast.act("prasert"), bag=cast.bag)
    accept_bag(
        cast.act("somsri"),
        offer=UUID(offer["offer"]),
        counted_satang=offer["amount_satang"],
    )
    told.pay(told.approve(told.certify(told.ask())))
    told.ask(first_day=date(2026, 11, 1), last_day=date(2026, 11, 3))
    give(cast)
    give(cast, 77_00)
    asked = ask_expense(cast)
    decide(cast, asked)
    pay(cast, asked)
    count(cast, {"100000": 1})
    return told


@pytest.fixture
def story(once: Once) -> Story:
    return once(begin)


def codes() -> set[str]:
    return {one.code for one in check(now=NOW)}


def test_books_with_all_their_papers_have_no_finding(story: Story) -> None:
    assert story.cast.fund
    assert check(now=NOW) == []


CHANGED = {
    "days freed without a reversal": (
        "K002",
        f"UPDATE dues_duesline SET live = FALSE WHERE receipt_id = {LAST}",
        *RUNS_ANEW,
    ),
    "days alive again": ("K002", "UPDATE dues_duesline SET live = TRUE", *RUNS_ANEW),
    "a claim back before it was paid": (
        "K002",
        "UPDATE claims_claim SET status = 'approved' WHERE status = 'paid'",
    ),
    "a count of cash": (
        "K002",
        "UPDATE treasury_cashcount SET total_satang = total_satang + 1",
    ),
    "a receipt's day": (
        "K001",
        f"UPDATE receipts_receipt SET received_on = '2026-11-01' WHERE id = {LAST}",
    ),
    "a receipt made void": (
        "K001",
        f"DELETE FROM dues_duesline WHERE receipt_id = {LAST}",
        "UPDATE receipts_receipt SET amount_satang = 0, entry_id = NULL,"
        f" void_reason = 'เขียนผิด' WHERE id = {LAST}",
        *RUNS_ANEW,
    ),
    "a sheet's total": (
        "K001",
        "UPDATE dues_roundsheet SET total_satang = total_satang + 100,"
        " counted_satang = counted_satang + 100",
    ),
    "a gift's sum": (
        "K001",
        "UPDATE treasury_movement SET amount_satang = amount_satang + 1"
        f" WHERE id = {GIFT}",
    ),
    "a gift's kind": (
        "K001",
        "UPDATE ledger_leg SET credit_id = (SELECT id FROM ledger_account WHERE code"
        " = 'income:other' AND fund_id = (SELECT fund_id FROM treasury_movement LIMIT"
        " 1)) WHERE entry_id = (SELECT entry_id FROM treasury_movementbooking WHERE"
        f" movement_id = {GIFT})",
    ),
    "a gift's paper gone": (
        "K001",
        f"DELETE FROM treasury_movementbooking WHERE movement_id = {GIFT}",
    ),
    "the last receipt and the counter": (
        "K006",
        f"DELETE FROM dues_duesline WHERE receipt_id = {LAST}",
        f"UPDATE receipts_book SET next_no = next_no - 1 WHERE id ="
        f" (SELECT book_id FROM receipts_receipt WHERE id = {LAST})",
        f"DELETE FROM receipts_receipt WHERE id = {LAST}",
        *RUNS_ANEW,
    ),
    "a reversal's paper gone": ("K007", "DELETE FROM receipts_receiptreversal"),
    "a reversal without money": (
        "K007",
        "INSERT INTO receipts_receiptreversal (receipt_id, entry_id, reversed_on,"
        " reason, user_id, command_id) SELECT r.id, p.entry_id, r.received_on, 'ผิดคน',"
        " p.paid_by_id, r.command_id FROM receipts_receipt r, claims_payment p"
        f" WHERE r.id = {LAST}",
    ),
    "a voucher taken back without money": (
        "K007",
        "INSERT INTO claims_paymentreversal (payment_id, entry_id, reversed_on,"
        " reason, user_id, command_id) SELECT id, entry_id, paid_on, 'ผิดคน',"
        " paid_by_id, command_id FROM claims_payment",
    ),
    "one person counted twice": (
        "K011",
        "UPDATE treasury_cashcount SET second_by_id = first_by_id",
    ),
    "paid by who approved": (
        "K011",
        "UPDATE claims_payment SET paid_by_id = (SELECT checker_id FROM"
        " approvals_approval WHERE subject_kind = 'claim')",
    ),
    "a bag taken by who offered it": (
        "K011",
        "UPDATE dues_bagacceptance SET accepted_by_id = (SELECT offered_by_id"
        " FROM dues_bagoffer)",
    ),
    "a voucher gone": ("K012", "DELETE FROM claims_payment"),
    "a voucher's day": ("K012", "UPDATE claims_payment SET paid_on = '2026-11-18'"),
    "a voucher's category": (
        "K012",
        "UPDATE ledger_leg SET debit_id = (SELECT id FROM ledger_account WHERE code"
        " = 'expense:benefit:1' AND fund_id = (SELECT fund_id FROM claims_payment))"
        " WHERE entry_id = (SELECT entry_id FROM claims_payment)",
    ),
    "a voucher's account": (
        "K012",
        "UPDATE ledger_leg SET credit_id = (SELECT id FROM ledger_account WHERE code"
        " = 'bank:1' AND fund_id = (SELECT fund_id FROM claims_payment))"
        " WHERE entry_id = (SELECT entry_id FROM claims_payment)",
    ),
    "what a claim was granted": (
        "K012",
        "UPDATE claims_claim SET granted_satang = granted_satang + 100"
        " WHERE status = 'paid'",
    ),
    "whose claim it is": (
        "K012",
        "UPDATE claims_claim SET membership_id ="
        " (SELECT MAX(id) FROM people_membership)",
    ),
    "the days that were told": (
        "K012",
        "UPDATE claims_event SET last_day = '2026-11-05' WHERE last_day = '2026-11-03'",
    ),
    "a decision that waits": (
        "K012",
        "UPDATE claims_decision SET amount_satang = amount_satang + 100 WHERE NOT"
        " EXISTS (SELECT 1 FROM claims_award w WHERE w.decision_id ="
        " claims_decision.id)",
    ),
    "which by-law decided": (
        "K012",
        "UPDATE claims_decision SET bylaw_id ="
        " (SELECT MIN(id) FROM bylaws_bylawversion)",
    ),
    "what was signed": (
        "K012",
        "UPDATE approvals_signature SET content_hash ="
        " (SELECT hash FROM ledger_entry ORDER BY id LIMIT 1)",
    ),
    "when a by-law begins": (
        "K012",
        "UPDATE bylaws_bylawversion SET effective_from = '2019-01-01' WHERE id ="
        " (SELECT MIN(id) FROM bylaws_bylawversion)",
    ),
    "an expense's paper gone": (
        "K012",
        f"DELETE FROM treasury_movementbooking WHERE movement_id = {EXPENSE}",
    ),
    "an expense's kind": (
        "K012",
        "UPDATE ledger_leg SET debit_id = (SELECT id FROM ledger_account WHERE code"
        " = 'expense:other' AND fund_id = (SELECT fund_id FROM claims_payment))"
        " WHERE entry_id = (SELECT entry_id FROM treasury_movementbooking WHERE"
        f" movement_id = {EXPENSE})",
    ),
    "what was counted in a bag": (
        "K012",
        "UPDATE dues_bagacceptance SET counted_satang = counted_satang - 100",
    ),
    "what came out of a bag": (
        "K012",
        "UPDATE ledger_leg SET amount_satang = amount_satang - 1"
        f" WHERE entry_id = {BAG}",
    ),
    "how many days were bought": (
        "K001",
        "UPDATE dues_duesline SET until_day = until_day + 300 WHERE id ="
        " (SELECT MAX(id) FROM dues_duesline WHERE live AND from_day IS NOT NULL)",
        *RUNS_ANEW,
    ),
    "when an entry came": (
        "K013",
        "UPDATE ledger_entry SET received_at = '2026-01-01 00:00:00+00:00'"
        " WHERE kind = 'other-expense'",
    ),
    "when a command came": (
        "K013",
        "UPDATE commands_command SET received_at = '2026-11-30 00:00:00+00:00'"
        " WHERE kind = 'claims.submit'",
    ),
    "what was answered": (
        "K013",
        "UPDATE commands_commandoutcome SET answer = '{}' WHERE command_id ="
        " (SELECT command_id FROM claims_payment)",
    ),
}


@pytest.mark.parametrize("how", CHANGED)
def test_a_paper_changed_alone_is_found_and_nothing_else(
    story: Story, how: str
) -> None:
    seen = witness.take(NOW)
    code, *statements = CHANGED[how]
    insider.plant(*statements)
    assert codes() == {code}
    assert {one.fund for one in check(now=NOW, witness=seen)} == {story.cast.fund.code}


def a_month_closed() -> None:
    close_october(make_cast())
    assert check(now=NOW) == []


CLOSED = {
    "a month opened again": (
        "K005 command",
        "DELETE FROM reports_storedreport",
        "DELETE FROM treasury_monthclose",
        "DELETE FROM ledger_closing",
    ),
    "a month half open": (
        "K005 month",
        "UPDATE ledger_closing SET closed_through = '2026-10-15'",
    ),
    "figures that were kept": (
        "K013 figures",
        "UPDATE reports_storedreport SET body = REPLACE(body, '100000', '900000')",
    ),
}


@pytest.mark.parametrize("how", CLOSED)
def test_a_month_that_was_closed_stays_as_it_was(once: Once, how: str) -> None:
    once(a_month_closed)
    told, *statements = CLOSED[how]
    insider.plant(*statements)
    found = check(now=NOW)
    assert {f"{one.code} {one.object.split()[0]}" for one in found} == {told}
    # Two look at the figures: as the close kept them, and as the books have them.
    assert len(found) == (2 if "figures" in how else 1)


def test_figures_to_date_of_a_cut_over_stay_as_stated(committed_db: Copy) -> None:
    assert committed_db.name
    cast = make_cast()
    decide_opening(cast.act("prasong"), state_opening(cast.act("somsri")))
    assert check(now=NOW) == []
    insider.plant(
        "UPDATE founding_openingfigure SET persons = persons + 1"
        " WHERE side = 'benefits'"
    )
    assert codes() == {"K012"}


# Planted bare and then with the chain made anew: the first breaks a link too.
OTHERWISE = {
    "more days for the same money": (
        f"UPDATE dues_duesline SET until_day = until_day + 30 WHERE id = {DAYS}",
    ),
    "another member's days": (
        "UPDATE dues_duesline SET membership_id = (SELECT MIN(membership_id) FROM"
        " dues_duesline WHERE live), from_day = from_day + 5000,"
        f" until_day = until_day + 5000 WHERE id = {DAYS}",
    ),
    "days and credit that undo each other": (
        "INSERT INTO dues_duesline (fund_id, receipt_id, membership_id, kind,"
        " amount_satang, from_day, until_day, live) SELECT fund_id, receipt_id,"
        " membership_id, 'dues', 100, until_day, until_day + 1, TRUE FROM"
        f" dues_duesline WHERE id = {DAYS}",
        "INSERT INTO dues_duesline (fund_id, receipt_id, membership_id, kind,"
        " amount_satang, live) SELECT fund_id, receipt_id, membership_id, 'credit',"
        f" -100, TRUE FROM dues_duesline WHERE id = {DAYS}",
    ),
}


@pytest.mark.parametrize("how", OTHERWISE)
def test_whose_money_it_was_and_for_which_days_is_in_the_chain(
    story: Story, how: str
) -> None:
    seen = witness.take(NOW)
    statements = (*OTHERWISE[how], *RUNS_ANEW)
    with insider.tampering() as cursor:
        for sql in statements:
            cursor.execute(sql)
    fund = story.cast.fund.code
    assert {(one.code, one.fund) for one in check(now=NOW)} == {
        ("K001", fund),
        ("K013", fund),
    }
    # With the chain made anew, the price of the days still tells, and the witness.
    insider.plant()
    assert codes() == {"K001"}
    assert {one.code for one in check(now=NOW, witness=seen)} == {"K001", "K013"}
