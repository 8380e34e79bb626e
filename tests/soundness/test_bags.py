"""An offer and an acceptance of a bag that say otherwise than what was booked."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest

from kongbun.dues.bag_actions import accept_bag, offer_bag, take_back_offer
from kongbun.dues.reversal_actions import reverse_receipt
from kongbun.receipts.models import Receipt
from kongbun.soundness.check import check
from kongbun.testing import insider
from kongbun.testing.cast import Cast, make_cast
from kongbun.testing.databases import Once
from tests.dues.village import adopt_convention, make_house, take

NOW = datetime(2026, 11, 20, 5, tzinfo=UTC)
OF = "WHERE id = (SELECT {0}(id) FROM dues_{1})"
LESS, MORE, OFFER = (
    OF.format("MIN", "bagacceptance"),
    OF.format("MAX", "bagacceptance"),
    OF.format("MIN", "bagoffer"),
)
PLANTED = {
    "more was left": f"UPDATE dues_bagacceptance SET kept_satang = 5000 {LESS}",
    "nothing was left": f"UPDATE dues_bagacceptance SET kept_satang = 0 {LESS}",
    "too much where there was none": (
        f"UPDATE dues_bagacceptance SET over_satang = 100 {LESS}"
    ),
    "none too much where there was": (
        f"UPDATE dues_bagacceptance SET over_satang = 0 {MORE}"
    ),
    "less was offered": f"UPDATE dues_bagoffer SET offered_satang = 1000 {OFFER}",
    "more was offered": (
        f"UPDATE dues_bagoffer SET offered_satang = offered_satang + 1 {OFFER}"
    ),
}


def begin() -> Cast:
    """Counted less than the bag held, then more; late lines; an offer taken back."""
    cast = make_cast()
    adopt_convention(cast)
    for house in ("27", "28", "30"):
        make_house(cast, house, "นางคำ ใจดี")
    take(cast, {"27": 30, "28": 60})
    first = offer(cast)
    take(cast, {"30": 90})
    accept(cast, first, 80_00, note="ขาด")
    # Reversed between the offer and the count.
    second = offer(cast)
    last = Receipt.objects.latest("pk")
    reverse_receipt(cast.act("prasert"), receipt=last.public_id, reason="ผิดคน")
    accept(cast, second, 50_00, note="เกิน")
    take(cast, {"30": 120}, confirmed=True)
    take_back_offer(cast.act("prasert"), offer=offer(cast))
    offer(cast)
    return cast


def offer(cast: Cast) -> UUID:
    return UUID(offer_bag(cast.act("prasert"), bag=cast.bag)["offer"])


def accept(cast: Cast, offered: UUID, satang: int, note: str) -> None:
    accept_bag(cast.act("somsri"), offer=offered, counted_satang=satang, note=note)


@pytest.fixture
def cast(once: Once) -> Cast:
    return once(begin)


def test_sound_bags_raise_none(cast: Cast) -> None:
    assert cast.fund
    assert check(now=NOW) == []


@pytest.mark.parametrize("what", PLANTED)
def test_another_hand_over_is_found(cast: Cast, what: str) -> None:
    assert cast.fund
    with insider.tampering() as cursor:
        cursor.execute(PLANTED[what])
        assert cursor.rowcount == 1
        insider.recache(cursor)
        insider.reseal(cursor)
    assert {one.code for one in check(now=NOW)} == {"K012"}


def test_a_balance_that_no_money_made_is_told_and_ends_nothing(cast: Cast) -> None:
    """How long a bag has been held is asked of its money, and there is none."""
    assert cast.fund
    with insider.tampering() as cursor:
        cursor.execute(
            "UPDATE ledger_accountbalance SET balance_satang = 9223372036854775807"
        )
        cursor.execute(
            "DELETE FROM ledger_leg WHERE debit_id IN (SELECT id FROM ledger_account"
            " WHERE kind = 'bag')"
        )
    assert "K002" in {one.code for one in check(now=NOW)}
