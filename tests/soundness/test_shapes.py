"""Money that goes a way which its kind of entry never goes; every hash made again."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from kongbun.ledger.entries import EntryKind
from kongbun.soundness.check import check
from kongbun.soundness.shapes import WAYS
from kongbun.testing import insider
from kongbun.testing.cast import Cast

NOW = datetime(2026, 11, 20, 5, tzinfo=UTC)
FUND = "(SELECT id FROM access_fund WHERE code = 'TUNG')"
# Out of the cash box, under a kind that has no voucher to miss.
TAKEN = {
    "hand-over": "bag:1",
    "receipt": "income:donation",
    "opening": "equity:opening",
    "other-income": "income:donation",
    "fee": "expense:pay",
    "cash-over": "expense:pay",
}


def account(code: str) -> str:
    return f"(SELECT id FROM ledger_account WHERE code = '{code}' AND fund_id = {FUND})"


@pytest.mark.parametrize("kind", TAKEN)
def test_money_taken_under_another_kind_is_found(books: Cast, kind: str) -> None:
    assert books.fund
    newest = f"(SELECT MAX(id) FROM ledger_entry WHERE fund_id = {FUND})"
    with insider.tampering() as cursor:
        cursor.execute(
            "INSERT INTO ledger_entry (reference, kind, occurred_on, booked_on,"
            " received_at, leg_count, memo, hash, command_id, fund_id)"
            f" SELECT 'aside:1', '{kind}', occurred_on, booked_on, received_at, 1, '',"
            f" hash, command_id, fund_id FROM ledger_entry WHERE id = {newest}"
        )
        cursor.execute(
            "INSERT INTO ledger_leg (entry_id, seq, debit_id, credit_id, amount_satang)"
            f" VALUES ({newest}, 1, {account(TAKEN[kind])}, {account('cash')}, 5000)"
        )
        insider.recache(cursor)
        insider.reseal(cursor)
    assert {one.code for one in check(now=NOW)} == {"K001"}


def test_every_kind_has_its_ways() -> None:
    assert {*WAYS} == {*EntryKind} - {EntryKind.REVERSAL}
