"""One payer, one receipt: several members, ahead, fees, and who pays for others."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from kongbun.dues import doubts
from kongbun.dues.models import DuesLine
from kongbun.dues.payment_actions import Payment, take_payment
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.ledger.balances import balance
from kongbun.people.models import Membership
from kongbun.receipts.models import Receipt
from kongbun.rules.days import date_of
from kongbun.testing.cast import TODAY, Cast, act_for, has_audit_line
from tests.dues.village import adopt_convention, make_house


@pytest.fixture
def family(cast: Cast) -> list[Membership]:
    adopt_convention(cast)
    return make_house(cast, "27", "นางบุญเรือน แสนสุข", "นายคำ แสนสุข")


def pay(
    cast: Cast, *payments: tuple[Membership, int], who: str = "somsri", **more: Any
) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "payments": [
            Payment(member=member.public_id, amount_satang=baht * 100)
            for member, baht in payments
        ],
        "received_on": TODAY,
        "into": cast.cash,
        "payer": payments[0][0].person.public_id if payments else None,
        **more,
    }
    return take_payment(cast.act(who), **facts)


def test_members_money_stays_that_members_own(
    cast: Cast, family: list[Membership]
) -> None:
    answer = pay(cast, (family[0], 30), (family[1], 90))
    assert answer["total_satang"] == 12_000
    assert [
        (line.membership_id, date_of(line.until_day or 0).isoformat())
        for line in DuesLine.objects.order_by("pk")
    ] == [(family[0].pk, "2026-10-01"), (family[1].pk, "2026-12-01")]
    assert Receipt.objects.get().payer == family[0].person
    assert balance(cast.fund.pk, "cash") == 12_000
    assert has_audit_line(cast, "dues.take_payment")


@pytest.mark.parametrize("kind", ["credit", "other", "", "DUES", "benefit"])
def test_only_dues_and_the_entry_fee_are_taken_here(
    cast: Cast, family: list[Membership], kind: str
) -> None:
    payment = Payment(member=family[0].public_id, amount_satang=3_000, kind=kind)
    with pytest.raises(Refused) as caught:
        pay(cast, (family[0], 30), payments=[payment])
    assert caught.value.code is RefusalCode.NOT_FOUND
    assert not DuesLine.objects.exists()


def test_a_temple_pays_for_many_with_one_receipt(
    cast: Cast, family: list[Membership]
) -> None:
    pay(cast, (family[0], 360), (family[1], 360), payer=None, payer_name="วัดดอนกลาง")
    receipt = Receipt.objects.get()
    assert (receipt.payer_id, receipt.payer_name) == (None, "วัดดอนกลาง")
    assert receipt.amount_satang == 72_000


def test_somebody_pays(cast: Cast, family: list[Membership]) -> None:
    with pytest.raises(Refused) as refused:
        pay(cast, (family[0], 30), payer=None)
    assert refused.value.code is RefusalCode.FIELD_EMPTY


def test_the_entry_fee_is_income_of_its_own_and_paid_once(
    cast: Cast, family: list[Membership]
) -> None:
    fee = Payment(member=family[0].public_id, amount_satang=2_000, kind="entry_fee")
    dues = Payment(member=family[0].public_id, amount_satang=3_000)
    facts: dict[str, Any] = {
        "received_on": TODAY,
        "into": cast.cash,
        "payer_name": "นางบุญเรือน",
    }
    take_payment(cast.act("somsri"), payments=[fee, dues], **facts)
    assert balance(cast.fund.pk, "income:entry-fee") == -2_000
    assert balance(cast.fund.pk, "income:dues") == -3_000
    with pytest.raises(Refused) as refused:
        take_payment(cast.act("somsri"), payments=[fee], **facts)
    assert refused.value.code is RefusalCode.ENTRY_FEE_PAID
    assert "1/0001" in refused.value.reasons[0].message()


def test_money_less_than_a_month_is_credit(
    cast: Cast, family: list[Membership]
) -> None:
    pay(cast, (family[0], 10))
    pay(cast, (family[0], 25))
    assert [
        (line.kind, line.amount_satang) for line in DuesLine.objects.order_by("pk")
    ] == [("credit", 1_000), ("dues", 3_000), ("credit", -500)]


def test_into_the_bank_only_with_its_slip(cast: Cast, family: list[Membership]) -> None:
    with pytest.raises(Refused) as refused:
        pay(cast, (family[0], 30), into=cast.bank)
    assert refused.value.code is RefusalCode.FIELD_EMPTY
    pay(cast, (family[0], 30), into=cast.bank, bank_slip="ใบโอน 0031")
    assert balance(cast.fund.pk, cast.bank) == 3_000


def test_a_collector_takes_into_the_own_bag_alone(
    cast: Cast, family: list[Membership]
) -> None:
    with pytest.raises(Refused) as refused:
        pay(cast, (family[0], 30), who="prasert")
    assert refused.value.code is RefusalCode.NOT_YOUR_BAG
    pay(cast, (family[0], 30), who="prasert", into=cast.bag)


def test_who_has_left_or_not_come_pays_nothing(
    cast: Cast, family: list[Membership]
) -> None:
    left, late = family
    left.exited_on, left.exit_reason = date(2026, 11, 1), "died"
    left.save()
    late.joined_on = TODAY
    late.save()
    with pytest.raises(Refused) as refused:
        pay(cast, (left, 30), (late, 30))
    assert [reason.code for reason in refused.value.reasons] == [
        RefusalCode.NOT_A_MEMBER_THEN
    ]
    with pytest.raises(Refused) as refused:
        pay(cast, (late, 30), received_on=date(2026, 11, 1))
    assert "ยังไม่ได้เข้า" in refused.value.reasons[0].message()


def test_the_same_payment_again_needs_a_word(
    cast: Cast, family: list[Membership]
) -> None:
    pay(cast, (family[0], 30))
    with pytest.raises(Refused) as refused:
        pay(cast, (family[0], 30))
    assert refused.value.code is RefusalCode.MAYBE_SAME_MONEY
    pay(cast, (family[0], 30), confirmed=True)


@pytest.mark.parametrize("few", [0, doubts.FEW])
def test_the_same_money_is_known_however_far_the_member_has_paid_since(
    cast: Cast,
    family: list[Membership],
    few: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Found by the member's lines and, on a long sheet, by the receipts of the days."""
    monkeypatch.setattr(doubts, "FEW", few)
    pay(cast, (family[0], 30))
    pay(cast, (family[0], 600), confirmed=True)
    for baht in (30, 600):
        with pytest.raises(Refused) as refused:
            pay(cast, (family[0], baht))
        codes = [reason.code for reason in refused.value.reasons]
        assert RefusalCode.MAYBE_SAME_MONEY in codes, baht
    pay(cast, (family[0], 60))
    pay(cast, (family[1], 30))


def test_one_command_is_one_receipt(cast: Cast, family: list[Membership]) -> None:
    facts: dict[str, Any] = {
        "payments": [Payment(member=family[0].public_id, amount_satang=3_000)],
        "received_on": TODAY,
        "into": cast.cash,
        "payer_name": "นางบุญเรือน",
    }
    command_id = uuid4()
    first = take_payment(cast.act("somsri", command_id=command_id), **facts)
    again = take_payment(cast.act("somsri", command_id=command_id), **facts)
    assert first["receipt"] == again["receipt"]
    assert Receipt.objects.count() == 1


def test_an_outsider_and_another_funds_member_get_nothing(
    cast: Cast, family: list[Membership]
) -> None:
    facts: dict[str, Any] = {
        "payments": [Payment(member=family[0].public_id, amount_satang=3_000)],
        "received_on": TODAY,
        "into": cast.cash,
        "payer_name": "นางบุญเรือน",
    }
    with pytest.raises(Refused) as refused:
        take_payment(act_for(cast.users["noi"], cast.fund), **facts)
    assert refused.value.code is RefusalCode.NOT_ALLOWED
    with pytest.raises(Refused) as refused:
        take_payment(act_for(cast.users["noi"], cast.other_fund), **facts)
    assert refused.value.code is RefusalCode.NOT_FOUND
    assert not Receipt.objects.exists()
