"""A bag changes hands when another person has counted it."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from kongbun.approvals.models import Approval
from kongbun.dues.bag_actions import (
    accept_bag,
    content_hash,
    offer_bag,
    take_back_offer,
)
from kongbun.dues.models import BagAcceptance, BagOffer
from kongbun.dues.reversal_actions import reverse_receipt
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.ledger.balances import accounts, balance
from kongbun.ledger.chart import AccountKind
from kongbun.ledger.holding import held
from kongbun.receipts.models import Receipt
from kongbun.testing.cast import TODAY, Cast, act_for, has_audit_line
from tests.dues.village import adopt_convention, make_house, take

EARLIER = TODAY - timedelta(days=9)


@pytest.fixture
def village(cast: Cast) -> Cast:
    adopt_convention(cast)
    make_house(cast, "27", "นางบุญเรือน แสนสุข")
    make_house(cast, "3", "นายชาลี คำมูล")
    take(cast, {"27": 60, "3": 30}, received_on=EARLIER)
    return cast


def offered(cast: Cast) -> UUID:
    return UUID(offer_bag(cast.act("prasert"), bag=cast.bag)["offer"])


def test_an_offer_names_sum_slips_and_since_when(village: Cast) -> None:
    answer = offer_bag(village.act("prasert"), bag=village.bag)
    assert (answer["amount_satang"], answer["slips"]) == (9_000, 2)
    offer = BagOffer.objects.get()
    assert offer.held_since == EARLIER
    # Nothing has moved.
    assert balance(village.fund.pk, village.bag) == 9_000


def test_the_money_moves_when_another_person_has_counted(village: Cast) -> None:
    offer = offered(village)
    accept_bag(village.act("somsri"), offer=offer, counted_satang=9_000)
    assert balance(village.fund.pk, village.bag) == 0
    assert balance(village.fund.pk, "cash") == 9_000
    approval = Approval.objects.get()
    assert approval.maker == village.users["prasert"]
    assert approval.checker == village.users["somsri"]
    assert bytes(approval.content_hash) == content_hash(offer, 9_000, "cash", "")
    assert has_audit_line(village, "dues.accept_bag")


def test_nobody_accepts_the_own_bag_or_the_own_offer(village: Cast) -> None:
    offer = UUID(offer_bag(village.act("somsri"), bag=village.bag)["offer"])
    with pytest.raises(Refused) as refused:
        accept_bag(village.act("somsri"), offer=offer, counted_satang=9_000)
    assert refused.value.code is RefusalCode.SAME_PERSON
    with pytest.raises(Refused) as refused:
        accept_bag(village.act("prasert"), offer=offer, counted_satang=9_000)
    assert refused.value.code is RefusalCode.NOT_ALLOWED
    accept_bag(village.act("chanpen"), offer=offer, counted_satang=9_000)


def test_more_than_the_book_waits_in_suspense_until_the_late_lines(
    village: Cast,
) -> None:
    offer = offered(village)
    with pytest.raises(Refused) as refused:
        accept_bag(village.act("somsri"), offer=offer, counted_satang=12_000)
    assert "เกิน 30" in refused.value.reasons[0].message()
    accept_bag(
        village.act("somsri"), offer=offer, counted_satang=12_000, note="ใบหนึ่งยังไม่ลง"
    )
    (suspense,) = accounts(village.fund.pk, AccountKind.SUSPENSE)
    assert suspense.balance_satang == -3_000
    assert balance(village.fund.pk, "cash") == 12_000
    answer = take(village, {"3": 60}, received_on=EARLIER, confirmed=True)
    assert answer["suspense_cleared_satang"] == 3_000
    assert balance(village.fund.pk, suspense.code) == 0
    # The other 30 of the late sheet had not been handed over.
    assert balance(village.fund.pk, village.bag) == 3_000


def test_money_taken_after_the_hand_over_clears_no_suspense(village: Cast) -> None:
    offer = offered(village)
    accept_bag(
        village.act("somsri", today=TODAY - timedelta(days=1)),
        offer=offer,
        counted_satang=12_000,
        note="เกิน",
    )
    answer = take(village, {"3": 60})
    assert answer["suspense_cleared_satang"] == 0
    assert balance(village.fund.pk, village.bag) == 6_000


def test_less_than_the_book_stays_in_the_collectors_name(village: Cast) -> None:
    offer = offered(village)
    with pytest.raises(Refused) as refused:
        accept_bag(village.act("somsri"), offer=offer, counted_satang=8_000)
    assert refused.value.code is RefusalCode.BAG_COUNT_DIFFERS
    assert "ขาด 10" in refused.value.reasons[0].message()
    accept_bag(
        village.act("somsri"), offer=offer, counted_satang=8_000, note="นำมาพรุ่งนี้"
    )
    assert balance(village.fund.pk, village.bag) == 1_000
    assert BagAcceptance.objects.get().kept_satang == 1_000


def test_what_was_taken_after_the_offer_stays_in_the_bag(village: Cast) -> None:
    offer = offered(village)
    take(village, {"3": 60})
    accept_bag(village.act("somsri"), offer=offer, counted_satang=9_000)
    assert balance(village.fund.pk, village.bag) == 6_000
    bag = accounts(village.fund.pk, AccountKind.BAG)[0]
    assert held(bag.id).since == TODAY


def test_one_offer_at_a_time_and_one_acceptance(village: Cast) -> None:
    offer = offered(village)
    with pytest.raises(Refused) as refused:
        offered(village)
    assert refused.value.code is RefusalCode.BAG_OFFERED_ALREADY
    accept_bag(village.act("somsri"), offer=offer, counted_satang=9_000)
    with pytest.raises(Refused) as refused:
        accept_bag(village.act("chanpen"), offer=offer, counted_satang=9_000)
    assert refused.value.code is RefusalCode.OFFER_CLOSED
    with pytest.raises(Refused) as refused:
        offered(village)
    assert refused.value.code is RefusalCode.BAG_EMPTY


def test_an_offer_taken_back_can_be_made_anew(village: Cast) -> None:
    offer = offered(village)
    with pytest.raises(Refused):
        take_back_offer(village.act("sombat"), offer=offer)
    take_back_offer(village.act("prasert"), offer=offer)
    assert offered(village) != offer
    assert has_audit_line(village, "dues.take_back_offer")


def test_into_a_bank_account_as_well(village: Cast) -> None:
    offer = offered(village)
    with pytest.raises(Refused) as refused:
        accept_bag(
            village.act("somsri"), offer=offer, counted_satang=9_000, into="bag:1"
        )
    assert refused.value.code is RefusalCode.NOT_FOUND
    accept_bag(
        village.act("somsri"), offer=offer, counted_satang=9_000, into=village.bank
    )
    assert balance(village.fund.pk, village.bank) == 9_000


def test_the_age_of_a_bag_is_that_of_its_oldest_money(village: Cast) -> None:
    bag = accounts(village.fund.pk, AccountKind.BAG)[0]
    take(village, {"3": 60})
    money = held(bag.id)
    assert (money.satang, money.since) == (15_000, EARLIER)
    assert len(money.receipt_entry_ids) == 3


def test_an_outsider_neither_offers_nor_accepts(village: Cast) -> None:
    offer = offered(village)
    for fund, code in (
        (village.fund, RefusalCode.NOT_ALLOWED),
        (village.other_fund, RefusalCode.NOT_FOUND),
    ):
        with pytest.raises(Refused) as refused:
            accept_bag(
                act_for(village.users["noi"], fund), offer=offer, counted_satang=9_000
            )
        assert refused.value.code is code
        with pytest.raises(Refused):
            offer_bag(act_for(village.users["noi"], fund), bag=village.bag)


def test_more_than_the_book_needs_a_note_when_a_receipt_was_reversed_since(
    village: Cast,
) -> None:
    offer = offered(village)
    receipt = Receipt.objects.order_by("no").first()
    assert receipt is not None
    reverse_receipt(village.act("somsri"), receipt=receipt.public_id, reason="ผิดคน")
    left = balance(village.fund.pk, village.bag)
    with pytest.raises(Refused) as refused:
        accept_bag(village.act("somsri"), offer=offer, counted_satang=9_000)
    assert refused.value.code is RefusalCode.BAG_COUNT_DIFFERS
    accept_bag(village.act("somsri"), offer=offer, counted_satang=left)
    assert balance(village.fund.pk, village.bag) == 0
