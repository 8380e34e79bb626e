"""What a reversal keeps and frees, and what it refuses with which words."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest

from kongbun.commands.models import Command
from kongbun.dues.bag_actions import accept_bag, offer_bag
from kongbun.dues.models import DuesLine
from kongbun.dues.payment_actions import Payment
from kongbun.dues.reversal_actions import reverse_receipt, void_number
from kongbun.kernel.money import Money
from kongbun.kernel.refusal import RefusalCode
from kongbun.ledger.balances import balance
from kongbun.ledger.models import Account, Entry
from kongbun.people.models import Membership
from kongbun.receipts.models import Receipt, ReceiptReversal
from kongbun.testing.cast import TODAY, Cast
from tests.claims.told import row, told
from tests.dues.test_take_payment import pay
from tests.dues.village import adopt_convention, make_house, make_person, take

C = RefusalCode


@pytest.fixture
def family(cast: Cast) -> list[Membership]:
    adopt_convention(cast)
    return make_house(cast, "27", "นางบุญเรือน แสนสุข", "นายคำ แสนสุข")


def counter(cast: Cast, member: Membership, satang: int, **more: Any) -> None:
    payment = Payment(member=member.public_id, amount_satang=satang, **more)
    pay(cast, payments=[payment], payer_name="วัด", confirmed=True)


def reverse(cast: Cast, no: int, **more: Any) -> dict[str, Any]:
    receipt = Receipt.objects.order_by("pk")[no - 1].public_id
    facts = {"receipt": receipt, "reason": " ผิดคน ", **more}
    return reverse_receipt(cast.act("somsri", today=date(2026, 11, 23)), **facts)


def test_a_reversal_keeps_its_word_and_frees_the_days_of_each(
    cast: Cast, family: list[Membership]
) -> None:
    pay(cast, (family[0], 65), (family[1], 30))
    receipt, before = Receipt.objects.get(), Entry.objects.latest("pk")
    assert reverse(cast, 1) == {
        "receipt": "1/0001",
        "amount_satang": 95_00,
        "freed": [
            {"from": "2026-09-01", "until": "2026-11-01"},
            {"from": "2026-09-01", "until": "2026-10-01"},
        ],
    }
    entry = Entry.objects.get(reverses=before)
    kept = ReceiptReversal.objects.get()
    assert row(kept) == {
        "receipt_id": receipt.pk,
        "entry_id": entry.pk,
        "reversed_on": date(2026, 11, 23),
        "reason": "ผิดคน",
        "user_id": cast.users["somsri"].pk,
        "command_id": Command.objects.get(kind="dues.reverse_receipt").pk,
    }
    assert entry.memo == "ผิดคน"
    assert not DuesLine.objects.filter(live=True).exists()


def test_what_cannot_be_reversed_is_named(cast: Cast, family: list[Membership]) -> None:
    pay(cast, (family[0], 30))
    book = Receipt.objects.get().book.public_id
    void_number(cast.act("somsri"), book=book, reason="เขียนผิด")
    act = cast.act("somsri")
    assert told(reverse_receipt, act, receipt=uuid4(), reason="ผิด") == [
        (C.NOT_FOUND, {"what": "ใบรับเงิน"})
    ]
    assert told(reverse, cast, 2) == [(C.RECEIPT_IS_VOID, {"receipt": "1/0002"})]
    assert told(reverse, cast, 1, reason=" ") == [
        (C.FIELD_EMPTY, {"field": "เหตุผลที่กลับรายการ"})
    ]
    reverse(cast, 1)
    assert told(reverse, cast, 1) == [(C.ALREADY_REVERSED, {"what": "ใบรับ 1/0001"})]


def test_credit_is_given_back_as_long_as_so_much_of_it_is_left(
    cast: Cast, family: list[Membership]
) -> None:
    one, two = family
    counter(cast, one, 40_00)
    counter(cast, one, 45_00)
    counter(cast, one, 45_00)
    # Ten are left: those of the first receipt, or a part of the second's fifteen.
    assert told(reverse, cast, 2) == [
        (C.CREDIT_USED, {"receipt": "1/0002", "later": "1/0003"})
    ]
    # Neither another's credit nor a fee is this member's credit.
    counter(cast, two, 35_00)
    counter(cast, one, 20_00, kind="entry_fee")
    assert [code for code, _ in told(reverse, cast, 2)] == [C.CREDIT_USED]
    reverse(cast, 1)
    reverse(cast, 4)


def test_the_last_that_used_the_credit_is_named_to_the_satang(
    cast: Cast, family: list[Membership]
) -> None:
    one, _ = family
    counter(cast, one, 30_02)
    counter(cast, one, 29_99)
    counter(cast, one, 29_99)
    used = [(C.CREDIT_USED, {"receipt": "1/0001", "later": "1/0003"})]
    assert told(reverse, cast, 1) == used
    counter(cast, one, 30_01)
    assert told(reverse, cast, 1) == used
    for no in (4, 3, 2, 1):
        reverse(cast, no)
    assert balance(cast.fund.pk, "income:dues") == 0


def test_credit_is_the_members_in_whichever_record_it_was_written(
    cast: Cast, family: list[Membership]
) -> None:
    one, _ = family
    earlier = make_person(cast, "นางบุญเรือน แสนสุข")
    counter(cast, earlier, 40_00)
    Membership.objects.filter(pk=earlier.pk).update(counted_in=one)
    counter(cast, one, 50_00)
    assert [code for code, _ in told(reverse, cast, 1)] == [C.CREDIT_USED]


def test_money_comes_back_out_of_the_box_that_was_named(
    cast: Cast, family: list[Membership]
) -> None:
    take(cast, {"27": 60})
    offer = UUID(offer_bag(cast.act("prasert"), bag=cast.bag)["offer"])
    facts = {"offer": offer, "counted_satang": 59_99, "note": "ขาด", "into": cast.bank}
    accept_bag(cast.act("somsri"), **facts)  # type: ignore[arg-type]
    handed_over = [
        (
            C.BAG_HANDED_OVER,
            {
                "bag": "ถุงนายประเสริฐ",
                "found": Money(1),
                "required": Money(60_00),
                "receipt": "1/0001",
            },
        )
    ]
    assert told(reverse, cast, 1) == handed_over
    Account.objects.filter(code=cast.bag).update(closed_on=TODAY)
    assert told(reverse, cast, 1) == handed_over
    Account.objects.filter(code=cast.bag).update(closed_on=None)
    pay(cast, (family[1], 90), confirmed=True)
    missing = [(C.NOT_FOUND, {"what": "กล่องเงินสดที่จะคืนเงิน"})]
    for box in ("bag:1", "cash:9"):
        assert told(reverse, cast, 1, refund_from=box) == missing
    reverse(cast, 1, refund_from="cash")
    assert [balance(cast.fund.pk, code) for code in ("cash", cast.bank, cast.bag)] == [
        *(90_00 - 60_00, 59_99, 1)
    ]
    refund = Entry.objects.get(reference="receipt:1:1:refund:1")
    assert refund.occurred_on == date(2026, 11, 23)
    assert told(reverse, cast, 2, refund_from="cash") == missing


def test_the_bank_gives_back_what_was_handed_over_into_the_box(
    cast: Cast, family: list[Membership]
) -> None:
    pay(cast, (family[0], 90), into=cast.bank, bank_slip="ใบโอน 1")
    take(cast, {"27": 60})
    offer = UUID(offer_bag(cast.act("prasert"), bag=cast.bag)["offer"])
    accept_bag(cast.act("somsri"), offer=offer, counted_satang=60_00)
    receipt = Receipt.objects.latest("pk").public_id
    act = cast.act("somsri")
    reverse_receipt(act, receipt=receipt, reason="ผิด", refund_from=cast.bank)
    assert [balance(cast.fund.pk, code) for code in ("cash", cast.bank, cast.bag)] == [
        *(60_00, 30_00, 0)
    ]


def test_without_the_duty_nothing_is_reversed_and_no_number_voided(
    cast: Cast, family: list[Membership]
) -> None:
    pay(cast, (family[0], 30))
    receipt = Receipt.objects.get()
    duties = "ผู้เก็บเงิน เลขานุการ เหรัญญิก"
    for do, facts in (
        (reverse_receipt, {"receipt": receipt.public_id, "reason": "ผิด"}),
        (void_number, {"book": receipt.book.public_id, "reason": "ผิด"}),
    ):
        [(code, why)] = told(do, cast.act("sombat"), **facts)
        assert (code, why["roles"]) == (C.NOT_ALLOWED, duties)
