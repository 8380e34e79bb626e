"""What a command answered, and the rows that say otherwise now (K013)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from kongbun.dues.payment_actions import Payment, take_payment
from kongbun.soundness.check import check
from kongbun.testing import insider
from kongbun.testing.cast import TODAY, make_cast
from kongbun.testing.databases import Once
from tests.claims.story import Story, tell
from tests.treasury.steps import ask_expense, decide, give

NOW = datetime(2026, 11, 20, 5, tzinfo=UTC)
GIFT = "(SELECT b.entry_id FROM treasury_movementbooking b)"
FEE = "(SELECT receipt_id FROM dues_duesline WHERE kind = 'entry_fee')"


def begin() -> Story:
    """A gift, an entry fee, and an expense that was refused."""
    cast = make_cast()
    told = tell(cast)
    take_payment(
        cast.act("somsri"),
        payments=[
            Payment(
                member=told.bunruean.public_id, amount_satang=5000, kind="entry_fee"
            )
        ],
        received_on=TODAY,
        into=cast.cash,
        payer=told.bunruean.person.public_id,
    )
    give(cast, 800_00)
    decide(cast, ask_expense(cast), approved=False, note="ยังไม่จำเป็น")
    return told


@pytest.fixture
def story(once: Once) -> Story:
    return once(begin)


def test_what_stands_as_it_was_answered_raises_none(story: Story) -> None:
    assert story.cast.fund
    assert check(now=NOW) == []


PLANTED = {
    "a gift that was larger": (
        "treasury.other_income",
        [
            "UPDATE treasury_movement SET amount_satang = 30000 WHERE id ="
            " (SELECT movement_id FROM treasury_movementbooking)",
            f"UPDATE ledger_leg SET amount_satang = 30000 WHERE entry_id = {GIFT}",
        ],
    ),
    "an entry fee that was larger": (
        "dues.take_payment",
        [
            f"UPDATE receipts_receipt SET amount_satang = 2000 WHERE id = {FEE}",
            f"UPDATE ledger_leg SET amount_satang = 2000 WHERE entry_id ="
            f" (SELECT entry_id FROM receipts_receipt WHERE id = {FEE})",
            "UPDATE dues_duesline SET amount_satang = 2000 WHERE kind = 'entry_fee'",
        ],
    ),
    "an expense that was refused": (
        "treasury.decide_expense",
        ["UPDATE approvals_approval SET approved = TRUE WHERE NOT approved"],
    ),
}


@pytest.mark.parametrize("what", PLANTED)
def test_what_stands_otherwise_is_found(story: Story, what: str) -> None:
    assert story.cast.fund
    kind, statements = PLANTED[what]
    insider.plant(*statements)
    [found] = check(now=NOW)
    assert (found.code, kind in found.message) == ("K013", True)
