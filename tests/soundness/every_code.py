"""One planted corruption for each code of `kongbun check`, or why there is none.

Planted as an insider would: change, put the triggers back, make caches and hashes
again; K002, K013 and K014 are planted bare.  Read also for RELIABILITY.md.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection, connections

from kongbun.store.sqlite.base import owning
from kongbun.testing import insider

TEST = (
    "tests/soundness/test_every_code.py::"
    "test_each_code_is_raised_by_its_corruption_and_no_other"
)
FUND = "(SELECT id FROM access_fund WHERE code = 'TUNG')"
GIFT = (
    "(SELECT b.entry_id FROM treasury_movementbooking b JOIN treasury_movement m"
    " ON m.id = b.movement_id WHERE m.amount_satang = 7700)"
)
HELD = "(SELECT MAX(id) FROM receipts_receipt)"
REVERSAL = "(SELECT MAX(entry_id) FROM receipts_receiptreversal)"


@dataclass(frozen=True, slots=True)
class Plant:
    """What is wrong, in words; and how it comes about."""

    what: str
    how: Callable[[], None]


def changed(*statements: str, bare: bool = False) -> Callable[[], None]:
    """By SQL past every trigger; with the chain made again unless `bare`."""

    def plant() -> None:
        with insider.tampering() as cursor:
            for sql in statements:
                cursor.execute(sql)
                assert cursor.rowcount >= 1, sql
            if not bare:
                insider.recache(cursor)
                insider.reseal(cursor)

    return plant


def schema(sqlite: str, postgresql: str) -> Callable[[], None]:
    """As the owner of the database, who may do what the app may not."""

    def plant() -> None:
        owner = connections[insider.alias()]
        with owning(owner), owner.cursor() as cursor:
            cursor.execute(sqlite if connection.vendor == "sqlite" else postgresql)

    return plant


def account(code: str) -> str:
    return f"(SELECT id FROM ledger_account WHERE code = '{code}' AND fund_id = {FUND})"


PLANTED: dict[str, Plant] = {
    "K001": Plant(
        "an amount below nothing",
        changed(
            "UPDATE ledger_leg SET amount_satang = -amount_satang, debit_id ="
            f" credit_id, credit_id = debit_id WHERE entry_id = {GIFT}"
        ),
    ),
    "K002": Plant(
        "a cached balance",
        changed(
            "UPDATE ledger_accountbalance SET balance_satang = balance_satang + 1"
            f" WHERE account_id = {account('cash')}",
            bare=True,
        ),
    ),
    "K003": Plant(
        "more sent to the bank than the cash box held",
        changed(
            "UPDATE ledger_leg SET amount_satang = 900000000 WHERE entry_id ="
            " (SELECT entry_id FROM treasury_movementbooking b JOIN"
            " treasury_movement m ON m.id = b.movement_id WHERE m.kind = 'transfer')",
            "UPDATE treasury_movement SET amount_satang = 900000000"
            " WHERE kind = 'transfer'",
        ),
    ),
    "K004": Plant(
        "another fund's account",
        changed(
            "UPDATE ledger_leg SET credit_id = (SELECT id FROM ledger_account WHERE"
            f" code = 'income:donation' AND fund_id <> {FUND})"
            f" WHERE entry_id = {GIFT}"
        ),
    ),
    "K005": Plant(
        "a gift moved into the closed month",
        changed(
            "UPDATE ledger_entry SET booked_on = '2026-09-20', occurred_on ="
            f" '2026-09-20' WHERE id = {GIFT}",
            "UPDATE treasury_movement SET occurred_on = '2026-09-20'"
            " WHERE amount_satang = 7700",
        ),
    ),
    "K006": Plant(
        "the last receipt, its money and every trace of it",
        changed(
            "DELETE FROM dues_paidrun WHERE membership_id IN (SELECT membership_id"
            f" FROM dues_duesline WHERE receipt_id = {HELD})",
            "UPDATE dues_roundsheet SET slips = slips - 1, total_satang ="
            " total_satang - 73000, counted_satang = counted_satang - 73000"
            " WHERE id = (SELECT MAX(sheet_id) FROM dues_duesline WHERE"
            f" receipt_id = {HELD})",
            f"DELETE FROM dues_duesline WHERE receipt_id = {HELD}",
            f"DELETE FROM ledger_leg WHERE entry_id = (SELECT entry_id FROM"
            f" receipts_receipt WHERE id = {HELD})",
            "DELETE FROM ledger_entry WHERE id = (SELECT entry_id FROM"
            f" receipts_receipt WHERE id = {HELD})",
            f"DELETE FROM receipts_receipt WHERE id = {HELD}",
        ),
    ),
    "K007": Plant(
        "a reversal of half the money",
        changed(
            "UPDATE ledger_leg SET amount_satang = amount_satang - 500"
            f" WHERE entry_id = {REVERSAL}"
        ),
    ),
    "K008": Plant(
        "two stays that overlap, both paid",
        changed(
            "UPDATE claims_event SET first_day = '2026-11-10', last_day = '2026-11-12'"
            " WHERE first_day = '2026-10-20'",
            "UPDATE claims_claim SET event_on = '2026-11-10' WHERE event_id ="
            " (SELECT id FROM claims_event WHERE first_day = '2026-11-10'"
            "  AND last_day = '2026-11-12')",
        ),
    ),
    "K011": Plant(
        "one person counted the cash twice",
        changed("UPDATE treasury_cashcount SET second_by_id = first_by_id"),
    ),
    "K012": Plant(
        "a voucher over another sum than was approved",
        changed(
            "UPDATE claims_payment SET amount_satang = 70000 WHERE no = 2",
            "UPDATE ledger_leg SET amount_satang = 70000 WHERE entry_id ="
            " (SELECT entry_id FROM claims_payment WHERE no = 2)",
        ),
    ),
    "K013": Plant(
        "what a link says",
        changed(
            f"UPDATE audit_auditevent SET payload = '{{}}' WHERE chain = {FUND}"
            " AND seq = 9",
            bare=True,
        ),
    ),
    "K014": Plant(
        "a trigger taken off",
        schema(
            "DROP TRIGGER kb_ledger_leg_no_delete",
            "DROP TRIGGER kb_ledger_leg_no_delete ON ledger_leg",
        ),
    ),
    "K015": Plant(
        "money that has been in a bag since long ago",
        changed(
            "UPDATE ledger_entry SET occurred_on = '2026-11-01', booked_on ="
            " '2026-11-01' WHERE id = (SELECT entry_id FROM receipts_receipt"
            f" WHERE id = {HELD})",
            f"UPDATE receipts_receipt SET received_on = '2026-11-01' WHERE id = {HELD}",
            "UPDATE dues_roundsheet SET received_on = '2026-11-01' WHERE command_id ="
            f" (SELECT command_id FROM receipts_receipt WHERE id = {HELD})",
        ),
    ),
    "K016": Plant(
        "a bank's book last read in August",
        changed(
            "UPDATE treasury_bankreading SET read_on = '2026-08-31', book_satang ="
            " COALESCE((SELECT SUM(CASE WHEN l.debit_id = account_id"
            " THEN l.amount_satang ELSE -l.amount_satang END) FROM ledger_leg l"
            " JOIN ledger_entry e ON e.id = l.entry_id WHERE e.booked_on <="
            " '2026-08-31' AND account_id IN (l.debit_id, l.credit_id)), 0)"
        ),
    ),
    "K017": Plant(
        "the reason for suspense at a close, taken away",
        changed("DELETE FROM treasury_closenote"),
    ),
    "K018": Plant(
        "an answer taken away",
        changed(
            "DELETE FROM commands_commandoutcome WHERE command_id ="
            " (SELECT MAX(id) FROM commands_command WHERE kind = 'claims.submit')"
        ),
    ),
    "K020": Plant(
        "a column for illnesses that somebody added",
        schema(*["ALTER TABLE people_person ADD COLUMN illnesses text"] * 2),
    ),
}

CONCERNS_NOTHING_YET = {
    "K009": "no matching money is claimed yet: no line says which satang it counts",
    "K010": "no matching money is claimed yet: there are no lines to add up",
    "K019": "no fund sees another's persons yet: nobody is counted in two",
}
