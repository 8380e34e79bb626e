"""Receipts of another book, money given back otherwise, suspense cleared too far."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest

from kongbun.dues.bag_actions import accept_bag, offer_bag
from kongbun.dues.book_actions import close_book, open_book
from kongbun.dues.reversal_actions import reverse_receipt
from kongbun.receipts.models import Receipt
from kongbun.soundness.check import check
from kongbun.testing import insider
from kongbun.testing.cast import Cast, make_cast
from kongbun.testing.databases import Once
from tests.dues.village import adopt_convention, make_house, take

NOW = datetime(2026, 11, 20, 5, tzinfo=UTC)
BACK = "(SELECT id FROM ledger_entry WHERE reference = 'receipt:1:1:refund:1')"
CLEARED = "(SELECT id FROM ledger_entry WHERE kind = 'suspense-cleared')"
PRINTED = "(SELECT id FROM receipts_book WHERE issuer = 'printed')"
LAST = "(SELECT MAX(entry_id) FROM receipts_receipt)"
PLANTED: dict[str, tuple[str, tuple[str, ...]]] = {
    "less given back than the receipt": (
        "K001",
        (f"UPDATE ledger_leg SET amount_satang = 2000 WHERE entry_id = {BACK}",),
    ),
    "given back into another place": (
        "K001",
        (
            "UPDATE ledger_leg SET debit_id = (SELECT id FROM ledger_account"
            f" WHERE code = 'bank:1') WHERE entry_id = {BACK}",
        ),
    ),
    "given back under another receipt's name": (
        "K001",
        (
            "UPDATE ledger_entry SET reference = 'receipt:1:2:refund:1'"
            f" WHERE id = {BACK}",
        ),
    ),
    "more suspense cleared than was owed": (
        "K003",
        (f"UPDATE ledger_leg SET amount_satang = 2500 WHERE entry_id = {CLEARED}",),
    ),
    "a number that was given already is to be the next": (
        "K002",
        (f"UPDATE receipts_book SET next_no = 2 WHERE id = {PRINTED}",),
    ),
    "a book that ended sooner": (
        "K006",
        (f"UPDATE receipts_book SET last_no = 1 WHERE id = {PRINTED}",),
    ),
    "the last receipt moved into a book that was put away": (
        "K006",
        (
            f"UPDATE ledger_entry SET reference = 'receipt:9:3:1' WHERE id = {LAST}",
            f"UPDATE receipts_book SET next_no = next_no - 1 WHERE id <> {PRINTED}",
            f"UPDATE receipts_book SET next_no = 4 WHERE id = {PRINTED}",
            f"UPDATE dues_roundsheet SET book_id = {PRINTED}"
            " WHERE id = (SELECT MAX(id) FROM dues_roundsheet)",
            f"UPDATE receipts_receipt SET no = 3, book_id = {PRINTED}"
            f" WHERE entry_id = {LAST}",
        ),
    ),
}


def begin() -> Cast:
    """A receipt given back out of the box, late lines, a printed book put away."""
    cast = make_cast()
    adopt_convention(cast)
    for house in ("27", "28", "30", "31"):
        make_house(cast, house, "นางคำ ใจดี")
    take(cast, {"27": 30, "28": 60})
    hand_over(cast, 110_00)
    take(cast, {"30": 90}, confirmed=True)
    first = Receipt.objects.order_by("pk")[0]
    give_back = {"reason": "ผิดคน", "refund_from": "cash"}
    reverse_receipt(cast.act("somsri"), receipt=first.public_id, **give_back)
    act = cast.act("prasert")
    opened = open_book(act, issuer="printed", number=9, first_no=1, last_no=50)
    book = UUID(opened["book"])
    take(cast, {"27": 30, "31": 30}, first_no=1, book=book, confirmed=True)
    close_book(cast.act("prasert"), book=book)
    take(cast, {"30": 120}, confirmed=True)
    return cast


def hand_over(cast: Cast, satang: int) -> None:
    offered = UUID(offer_bag(cast.act("prasert"), bag=cast.bag)["offer"])
    accept_bag(cast.act("somsri"), offer=offered, counted_satang=satang, note="เงินเกิน")


@pytest.fixture
def cast(once: Once) -> Cast:
    return once(begin)


def test_what_was_given_back_as_it_came_is_sound(cast: Cast) -> None:
    assert cast.fund
    assert check(now=NOW) == []


@pytest.mark.parametrize("what", PLANTED)
def test_otherwise_it_is_found(cast: Cast, what: str) -> None:
    assert cast.fund
    code, statements = PLANTED[what]
    insider.plant(*statements)
    assert {one.code for one in check(now=NOW)} == {code}


@pytest.mark.parametrize(
    "table", ["receipts_receipt", "ledger_leg", "dues_duesline", "dues_roundsheet"]
)
def test_sums_past_what_is_a_number_are_found_and_end_nothing(
    cast: Cast, table: str
) -> None:
    """Of two such numbers there is no sum: who adds them up says so, others go on."""
    assert cast.fund
    column = "total_satang" if table == "dues_roundsheet" else "amount_satang"
    with insider.tampering() as cursor:
        cursor.execute(f"UPDATE {table} SET {column} = 9223372036854775807")
    assert {"K001", "K013"} <= {one.code for one in check(now=NOW)}
