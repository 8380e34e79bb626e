"""A sheet that says something else than the receipts which its command wrote."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from kongbun.dues.reversal_actions import reverse_receipt, void_number
from kongbun.receipts.models import Receipt
from kongbun.soundness.check import check
from kongbun.testing import insider
from kongbun.testing.cast import Cast, make_cast
from kongbun.testing.databases import Once
from tests.dues.village import adopt_convention, make_house, take

NOW = datetime(2026, 11, 20, 5, tzinfo=UTC)
SECOND = "(SELECT id FROM receipts_receipt WHERE amount_satang = 6000)"
ITS_ENTRY = f"(SELECT entry_id FROM receipts_receipt WHERE id = {SECOND})"
MADE_VOID = (
    "DELETE FROM dues_paidrun WHERE membership_id IN (SELECT membership_id"
    f" FROM dues_duesline WHERE receipt_id = {SECOND})",
    f"DELETE FROM dues_duesline WHERE receipt_id = {SECOND}",
    f"DELETE FROM ledger_leg WHERE entry_id = {ITS_ENTRY}",
    f"DELETE FROM ledger_entry WHERE id = {ITS_ENTRY}",
    "UPDATE receipts_receipt SET entry_id = NULL, amount_satang = 0, payer_id = NULL,"
    f" void_reason = 'เขียนผิด' WHERE id = {SECOND}",
)
FIRST = "WHERE id = (SELECT MIN(id) FROM dues_roundsheet)"


def total(change: str) -> str:
    return (
        f"UPDATE dues_roundsheet SET total_satang = total_satang {change},"
        f" counted_satang = counted_satang {change} {FIRST}"
    )


PLANTED: dict[str, tuple[str, ...]] = {
    "a receipt made void, its money gone": MADE_VOID,
    "a receipt made void, its money gone, of the sheet too": (
        *MADE_VOID,
        total("- 6000"),
    ),
    "a slip more": (
        f"UPDATE dues_roundsheet SET slips = slips + 1 {FIRST}",
        total("+ 6000"),
    ),
    "a slip less": (
        f"UPDATE dues_roundsheet SET slips = slips - 1 {FIRST}",
        total("- 6000"),
    ),
    "another sum": (total("+ 100"),),
    "counted less, and no reason": (
        f"UPDATE dues_roundsheet SET counted_satang = 1 {FIRST}",
    ),
}


def begin() -> Cast:
    """A receipt reversed, a number made void, and cash counted less with a reason."""
    cast = make_cast()
    adopt_convention(cast)
    for house in ("27", "28", "30"):
        make_house(cast, house, "นางคำ ใจดี")
    take(cast, {"27": 30, "28": 60})
    first = Receipt.objects.order_by("pk")[0]
    reverse_receipt(cast.act("prasert"), receipt=first.public_id, reason="ผิดคน")
    void_number(cast.act("prasert"), book=first.book.public_id, reason="เขียนผิด")
    take(cast, {"30": 90}, counted_satang=80_00, difference_reason="เงินทอนขาด")
    return cast


@pytest.fixture
def cast(once: Once) -> Cast:
    return once(begin)


def codes_after(*statements: str) -> set[str]:
    insider.plant(*statements)
    return {one.code for one in check(now=NOW)}


def test_sound_sheets_raise_none(cast: Cast) -> None:
    assert cast.fund
    assert check(now=NOW) == []


@pytest.mark.parametrize("what", PLANTED)
def test_another_sheet_is_found(cast: Cast, what: str) -> None:
    assert cast.fund
    assert codes_after(*PLANTED[what]) == {"K001"}


def test_of_a_number_that_is_gone_that_alone_is_told(cast: Cast) -> None:
    assert cast.fund
    gone = f"DELETE FROM receipts_receipt WHERE id = {SECOND}"
    assert codes_after(*MADE_VOID[:-1], gone) == {"K006"}
