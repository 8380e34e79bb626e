"""What the counter keeps of a payment, and what its refusals say."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest

from kongbun.dues.book_actions import open_book
from kongbun.dues.models import DuesLine
from kongbun.dues.payment_actions import Payment, take_payment
from kongbun.dues.reversal_actions import reverse_receipt
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.ledger.models import Entry
from kongbun.people.models import Membership, Person
from kongbun.receipts.models import Receipt
from kongbun.testing.cast import TODAY, Cast, act_for
from tests.claims.told import told
from tests.dues.test_take_payment import pay
from tests.dues.village import adopt_convention, make_house, make_person

C = RefusalCode
UNKNOWN = [(C.NOT_FOUND, {"what": "สมาชิกหรือรายการ"})]


@pytest.fixture
def family(cast: Cast) -> list[Membership]:
    adopt_convention(cast)
    return make_house(cast, "27", "นางบุญเรือน แสนสุข", "นายคำ แสนสุข")


def for_(member: Membership, baht: int = 30, **more: Any) -> Payment:
    return Payment(member=member.public_id, amount_satang=baht * 100, **more)


def fee(member: Membership) -> Payment:
    return for_(member, 20, kind="entry_fee")


def rows(cast: Cast, *payments: Payment, **more: Any) -> list[tuple[Any, int | None]]:
    with pytest.raises(Refused) as refused:
        pay(cast, payments=payments, payer_name="วัด", **more)
    return [(one.code, one.row) for one in refused.value.reasons]


def test_a_receipt_keeps_who_paid_with_which_slip(
    cast: Cast, family: list[Membership]
) -> None:
    open_book(cast.act("somsri"), issuer="printed", number=9, first_no=1, last_no=50)
    printed = open_book(
        cast.act("somsri"), issuer="printed", number=8, first_no=1, last_no=50
    )
    answer = pay(
        cast,
        (family[0], 60),
        (family[1], 35),
        payer=None,
        payer_name=" วัดดอนกลาง ",
        into=cast.bank,
        bank_slip=" ใบโอน 31 ",
        book=printed["book"],
        receipt_no=7,
        received_on=date(2026, 11, 19),
    )
    receipt, entry = Receipt.objects.get(), Entry.objects.latest("pk")
    assert answer == {
        "receipt": "8/0007",
        "id": receipt.public_id.hex,
        "total_satang": 95_00,
        "suspense_cleared_satang": 0,
    }
    assert (receipt.payer_name, receipt.no) == ("วัดดอนกลาง", 7)
    assert (entry.memo, entry.occurred_on) == ("ใบโอน 31", date(2026, 11, 19))
    assert receipt.entry == entry
    assert not DuesLine.objects.exclude(sheet=None, live=True).exists()


def test_money_in_the_bank_has_a_slip(cast: Cast, family: list[Membership]) -> None:
    facts = {"into": cast.bank, "bank_slip": " "}
    assert told(pay, cast, (family[0], 30), **facts) == [
        (C.FIELD_EMPTY, {"field": "เลขที่ใบโอนหรือใบฝาก"})
    ]


def test_a_payer_is_of_the_fund_or_a_name_and_stands_for_all_records(
    cast: Cast, family: list[Membership]
) -> None:
    one, two = family
    assert told(pay, cast, (one, 30), payer=None, payer_name=" ") == [
        (C.FIELD_EMPTY, {"field": "ผู้ส่งเงิน"})
    ]
    stranger = Person.objects.create(fund=cast.other_fund, first_name="คนอื่น")
    for payer in (uuid4(), stranger.public_id):
        assert told(pay, cast, (one, 30), payer=payer) == [
            (C.NOT_FOUND, {"what": "ผู้ส่งเงิน"})
        ]
    pay(cast, (one, 30), payer=two.person.public_id)
    assert Receipt.objects.latest("pk").payer == two.person
    Person.objects.filter(pk=two.person_id).update(counted_in=one.person)
    pay(cast, (one, 60), payer=two.person.public_id)
    assert Receipt.objects.latest("pk").payer == one.person


def test_who_is_no_member_of_the_fund_is_paid_for_by_nobody(
    cast: Cast, family: list[Membership]
) -> None:
    unknown = Payment(member=uuid4(), amount_satang=30_00)
    assert told(pay, cast, (family[0], 30), payments=[unknown]) == UNKNOWN
    act = act_for(cast.users["noi"], cast.other_fund)
    facts = {"received_on": TODAY, "into": "cash", "payer_name": "วัด"}
    assert told(take_payment, act, payments=[for_(family[0])], **facts) == UNKNOWN


def test_a_record_that_was_merged_is_named_with_the_one_that_stands(
    cast: Cast, family: list[Membership]
) -> None:
    one, two = family
    Membership.objects.filter(pk=two.pk).update(counted_in=one)
    Person.objects.filter(pk=two.person_id).update(counted_in=one.person)
    [(code, facts)] = told(pay, cast, (two, 30))
    assert (code, facts["number"]) == (C.RECORD_MERGED, one.member_no)
    pay(cast, (one, 30))


def test_the_days_of_joining_and_leaving_are_days_of_a_member(
    cast: Cast, family: list[Membership]
) -> None:
    left, late = family
    left.exited_on, left.exit_reason = TODAY, "resigned"
    left.save()
    late.joined_on = TODAY
    late.save()
    pay(cast, (left, 30), (late, 30))
    day = TODAY - timedelta(days=1)
    left.exited_on = day
    left.save()
    assert told(pay, cast, (left, 60)) == [
        (
            C.NOT_A_MEMBER_THEN,
            {"name": "นางบุญเรือน แสนสุข", "day": TODAY, "why": "ออกจากสมาชิกแล้ว"},
        )
    ]
    # Who was struck off pays what was owed by then: October, November, and no more.
    left.exit_reason = "struck_off"
    left.save()
    assert [code for code, _ in told(pay, cast, (left, 61))] == [C.NOT_A_MEMBER_THEN]
    pay(cast, (left, 60), confirmed=True)
    assert told(pay, cast, (late, 60), received_on=day) == [
        (
            C.NOT_A_MEMBER_THEN,
            {"name": "นายคำ แสนสุข", "day": day, "why": "ยังไม่ได้เข้าเป็นสมาชิก"},
        )
    ]


def test_every_reason_names_its_row(cast: Cast, family: list[Membership]) -> None:
    one, two = family
    pay(cast, (one, 30), payments=[fee(two)])
    three = make_person(cast, "นายสาม ก", joined_on=date(2026, 11, 25))
    payments = [
        *(for_(one), fee(one), for_(one), fee(two)),
        *(for_(two, stamp="0" * 12), for_(three)),
    ]
    assert rows(cast, *payments) == [
        (C.ROW_TWICE, 3),
        (C.ENTRY_FEE_PAID, 4),
        (C.DAYS_PAID_ALREADY, 5),
        (C.NOT_A_MEMBER_THEN, 6),
    ]
    [(_, facts)] = told(pay, cast, payments=[fee(two)], payer_name="วัด")
    assert facts == {"name": "นายคำ แสนสุข", "receipt": "1/0001"}


def test_an_entry_fee_is_owed_again_once_its_receipt_is_reversed(
    cast: Cast, family: list[Membership]
) -> None:
    one, two = family
    by_temple: dict[str, Any] = {"payer_name": "วัด"}
    pay(cast, payments=[fee(one)], **by_temple)
    # Neither the other's fee, nor dues or credit of the same member, is this fee.
    pay(cast, payments=[for_(two, 35)], **by_temple)
    pay(cast, payments=[fee(two), for_(two)], **by_temple)
    assert rows(cast, fee(one)) == [(C.ENTRY_FEE_PAID, 1)]
    # Whichever record of the member it was written on.
    earlier = make_person(cast, "นายคำ แสนสุข")
    pay(cast, payments=[fee(earlier)], **by_temple)
    first, *_ = Receipt.objects.order_by("no")
    act = cast.act("somsri")
    reverse_receipt(act, receipt=first.public_id, reason="ผิดคน")
    Membership.objects.filter(pk=earlier.pk).update(counted_in=one)
    assert rows(cast, fee(one)) == [(C.ENTRY_FEE_PAID, 1)]
    Membership.every.filter(pk=earlier.pk).update(counted_in=None)
    pay(cast, payments=[fee(one)], **by_temple)


def test_the_fee_is_no_dues_of_the_same_money(
    cast: Cast, family: list[Membership]
) -> None:
    """The whole receipt is compared, for whom it has dues."""
    one, two = family
    pay(cast, payments=[fee(one), for_(two)], payer_name="วัด")
    pay(cast, payments=[for_(one, 50)], payer_name="วัด")
    with pytest.raises(Refused) as refused:
        pay(cast, payments=[for_(two, 50)], payer_name="วัด")
    (reason,) = refused.value.reasons
    assert (reason.code, reason.row) == (C.MAYBE_SAME_MONEY, None)
    assert reason.facts == {
        "name": "นายคำ แสนสุข",
        "receipt": "1/0001",
        "day": TODAY,
        "amount": "50",
    }


def test_the_same_money_of_two_is_told_by_the_first_and_may_be_confirmed(
    cast: Cast, family: list[Membership]
) -> None:
    one, two = family
    pay(cast, (one, 30), (two, 30))
    [(code, facts)] = told(pay, cast, (one, 30), (two, 30))
    assert (code, facts["name"]) == (C.MAYBE_SAME_MONEY, "นางบุญเรือน แสนสุข")
    # What cannot be taken anyway is not asked about.
    assert rows(cast, for_(one), for_(one)) == [(C.ROW_TWICE, 2)]
    pay(cast, (one, 30), (two, 30), confirmed=True)


def test_money_far_ahead_is_told_of_each_member(
    cast: Cast, family: list[Membership]
) -> None:
    one, two = family
    with pytest.raises(Refused) as refused:
        pay(cast, (one, 30), (two, 30_000), confirmed=True)
    (reason,) = refused.value.reasons
    assert reason.code is C.PAID_TOO_FAR_AHEAD
    assert (reason.facts["name"], reason.facts["amount"]) == ("นายคำ แสนสุข", "30,000")
    assert [code for code, _ in told(pay, cast, (one, 1_800), (two, 1_800))] == [
        *(C.AMOUNT_UNUSUAL, C.AMOUNT_UNUSUAL)
    ]
    pay(cast, (one, 1_800), (two, 30), confirmed=True)


@pytest.mark.parametrize("satang", [0, -1, 10**12 + 1])
def test_what_is_no_amount_is_no_payment(
    cast: Cast, family: list[Membership], satang: int
) -> None:
    payment = Payment(member=family[0].public_id, amount_satang=satang)
    assert rows(cast, payment) == [(C.AMOUNT_UNFIT, None)]


def test_who_has_no_duty_is_told_which_duties_collect(
    cast: Cast, family: list[Membership]
) -> None:
    [(code, facts)] = told(pay, cast, (family[0], 30), who="sombat")
    assert (code, facts.get("roles")) == (
        C.NOT_ALLOWED,
        "ผู้เก็บเงิน เลขานุการ เหรัญญิก",
    )


def test_a_day_to_come_or_before_the_books_is_no_day_of_a_receipt(
    cast: Cast, family: list[Membership]
) -> None:
    for day, code in (
        (TODAY + timedelta(days=1), C.DATE_IN_FUTURE),
        (date(2020, 9, 30), C.DATE_BEFORE_BOOKS),
    ):
        assert rows(cast, for_(family[0]), received_on=day) == [(code, None)]
