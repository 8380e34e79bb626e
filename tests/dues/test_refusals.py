"""What the collector's desk refuses before anything is written, guard by guard."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest

from kongbun.dues import guards
from kongbun.dues.arrears import owed_at_exit, paid_until
from kongbun.dues.bag_actions import accept_bag, offer_bag, take_back_offer
from kongbun.dues.book_actions import close_book, open_book
from kongbun.dues.income import Share, shares_of
from kongbun.dues.lapse_actions import strike_off_lapsed
from kongbun.dues.models import BagOffer, DuesLine, LineKind
from kongbun.dues.payment_actions import Payment
from kongbun.dues.queries import arrears, paid_in
from kongbun.dues.receipt_text import CREDIT, printed_lines, what
from kongbun.dues.return_actions import return_member
from kongbun.dues.reversal_actions import reverse_receipt, void_number
from kongbun.founding.actions import open_money_account
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.ledger.balances import accounts, balance
from kongbun.ledger.chart import AccountKind
from kongbun.people.models import Membership, Person
from kongbun.receipts.models import Book, Receipt
from kongbun.store.guards import ERASED
from kongbun.testing.cast import TODAY, Cast
from tests.dues.test_take_payment import pay
from tests.dues.village import (
    adopt_convention,
    make_house,
    make_person,
    second_collector,
    take,
)


@pytest.fixture
def family(cast: Cast) -> list[Membership]:
    adopt_convention(cast)
    return make_house(cast, "27", "นางบุญเรือน แสนสุข", "นายคำ แสนสุข")


def refusal(action: Any, *args: Any, **facts: Any) -> RefusalCode:
    receipts = Receipt.objects.count()
    with pytest.raises(Refused) as refused:
        action(*args, **facts)
    assert Receipt.objects.count() == receipts
    return refused.value.code


def test_nobody_counts_less_than_nothing(cast: Cast, family: list[Membership]) -> None:
    code = refusal(take, cast, {"27": 30}, counted_satang=-1)
    assert code is RefusalCode.AMOUNT_UNFIT
    assert (
        refusal(take, cast, {"27": 30}, counted_satang=0) is RefusalCode.SHEET_DIFFERS
    )


def test_a_payment_is_for_somebody_by_somebody(
    cast: Cast, family: list[Membership]
) -> None:
    assert refusal(pay, cast, payer_name="วัด") is RefusalCode.NOTHING_TO_TAKE
    code = refusal(pay, cast, (family[0], 30), payer=uuid4())
    assert code is RefusalCode.NOT_FOUND
    stranger = Person.objects.create(fund=cast.other_fund, first_name="คนอื่น")
    code = refusal(pay, cast, (family[0], 30), payer=stranger.public_id)
    assert code is RefusalCode.NOT_FOUND


def test_nobody_is_paid_for_twice_on_one_receipt(
    cast: Cast, family: list[Membership]
) -> None:
    code = refusal(pay, cast, (family[0], 30), (family[0], 60))
    assert code is RefusalCode.ROW_TWICE
    fee = Payment(
        member=family[0].public_id, amount_satang=2_000, kind=LineKind.ENTRY_FEE.value
    )
    dues = Payment(member=family[0].public_id, amount_satang=3_000)
    pay(cast, (family[0], 30), payments=[fee, dues])
    assert Receipt.objects.get().amount_satang == 5_000


def test_days_that_were_paid_since_the_page_was_shown_are_named(
    cast: Cast, family: list[Membership]
) -> None:
    stale = Payment(member=family[0].public_id, amount_satang=3_000, stamp="0" * 16)
    code = refusal(pay, cast, (family[0], 30), payments=[stale])
    assert code is RefusalCode.DAYS_PAID_ALREADY


def test_a_book_that_is_not_there_gets_no_receipt(
    cast: Cast, family: list[Membership]
) -> None:
    code = refusal(pay, cast, (family[0], 30), book=uuid4())
    assert code is RefusalCode.NOT_FOUND
    act = cast.act("somsri")
    code = refusal(void_number, act, book=uuid4(), reason="เขียนผิด")
    assert code is RefusalCode.NOT_FOUND


def test_a_book_is_of_a_kind_there_is_and_says_who_carries_it(cast: Cast) -> None:
    act = cast.act("somsri")
    assert refusal(open_book, act, issuer="ใบปลิว") is RefusalCode.NOT_FOUND
    for holder, user in (("", None), ("prasert", cast.users["prasert"])):
        opened = open_book(cast.act("somsri"), issuer="office", holder=holder)
        book = Book.objects.get(public_id=opened["book"])
        assert (book.holder, book.first_no, book.next_no) == (user, 1, 1)
        assert opened["number"] == book.number
        closed = close_book(cast.act("somsri"), book=book.public_id)
        assert closed == {"book": book.public_id.hex, "number": book.number}


def test_a_spoiled_number_has_its_reason(cast: Cast, family: list[Membership]) -> None:
    pay(cast, (family[0], 30))
    book = Receipt.objects.get().book.public_id
    code = refusal(void_number, cast.act("somsri"), book=book, reason="  ")
    assert code is RefusalCode.FIELD_EMPTY
    void_number(cast.act("somsri"), book=book, reason=" เขียนผิด ")
    assert Receipt.objects.get(no=2).void_reason == "เขียนผิด"


def test_money_is_given_back_from_a_box_that_is_there(
    cast: Cast, family: list[Membership]
) -> None:
    pay(cast, (family[0], 30))
    receipt = Receipt.objects.get().public_id
    for box in ("cash:9", "cash", "income:dues"):
        facts = {"receipt": receipt, "reason": "ผิดคน", "refund_from": box}
        code = refusal(reverse_receipt, cast.act("somsri"), **facts)
        assert code is RefusalCode.NOT_FOUND
    assert balance(cast.fund.pk, "cash") == 3_000


def test_another_collector_takes_no_offer_back(
    cast: Cast, family: list[Membership]
) -> None:
    take(cast, {"27": 30})
    offer = UUID(offer_bag(cast.act("prasert"), bag=cast.bag)["offer"])
    other = cast.act(second_collector(cast))
    assert refusal(take_back_offer, other, offer=offer) is RefusalCode.NOT_YOUR_BAG
    assert BagOffer.objects.get().closed_on is None
    take_back_offer(cast.act("somsri"), offer=offer)
    assert BagOffer.objects.get().closed_on == TODAY


def test_a_collector_has_one_account_of_money_that_waits(
    cast: Cast, family: list[Membership]
) -> None:
    for baht in (30, 60):
        take(cast, {"27": baht}, confirmed=True)
        offer = UUID(offer_bag(cast.act("prasert"), bag=cast.bag)["offer"])
        facts = {"offer": offer, "counted_satang": baht * 100 + 500, "note": "เกิน"}
        accept_bag(cast.act("somsri"), **facts)  # type: ignore[arg-type]
    (suspense,) = accounts(cast.fund.pk, AccountKind.SUSPENSE)
    assert suspense.balance_satang == -1_000
    assert suspense.holder_id == cast.users["prasert"].pk


def test_a_collector_of_one_village_collects_there_alone(
    cast: Cast, family: list[Membership]
) -> None:
    there = cast.branches[1]
    who = second_collector(cast, branch_id=there.pk)
    bag = open_money_account(
        cast.act("somsri"), kind="bag", name="ถุงนายคำนาน", holder=who
    )["code"]
    code = refusal(take, cast, {"27": 30}, who=who, bag=bag)
    assert code is RefusalCode.NOT_ALLOWED
    make_house(cast, "3", "นายชาลี คำมูล", branch=1)
    take(cast, {"3": 30}, who=who, bag=bag, branch=1)
    assert balance(cast.fund.pk, bag) == 3_000


def test_nobody_is_struck_off_without_a_resolution_or_a_name(cast: Cast) -> None:
    act = cast.act("chanpen")
    facts: dict[str, Any] = {"memberships": [uuid4()], "resolution": "  "}
    assert refusal(strike_off_lapsed, act, **facts) is RefusalCode.FIELD_EMPTY
    facts = {"memberships": [], "resolution": "มติครั้งที่ 11/2569"}
    act = cast.act("chanpen")
    assert refusal(strike_off_lapsed, act, **facts) is RefusalCode.FIELD_EMPTY


def back(cast: Cast, person: Person, joined_on: date = TODAY) -> RefusalCode:
    membership = {"branch": cast.branches[0].public_id, "joined_on": joined_on}
    return refusal(
        return_member,
        cast.act("chanpen"),
        person=person.public_id,
        membership={**membership, "member_no": ""},
    )


def test_only_who_left_alive_comes_back_and_not_before(
    cast: Cast, family: list[Membership]
) -> None:
    never = Person.objects.create(fund=cast.fund, first_name="ใหม่", last_name="มา")
    assert back(cast, never) is RefusalCode.NOT_FOUND
    still = family[0]
    assert back(cast, still.person) is RefusalCode.STILL_MEMBER
    still.exited_on, still.exit_reason = date(2026, 11, 1), "died"
    still.save()
    assert back(cast, still.person) is RefusalCode.DIED_BEFORE
    still.exit_reason = "resigned"
    still.save()
    early = back(cast, still.person, date(2026, 10, 31))
    assert early is RefusalCode.DATES_IN_WRONG_ORDER


def test_where_no_by_law_asked_for_dues_nothing_was_owed(cast: Cast) -> None:
    member = make_person(cast, "นางบุญเรือน แสนสุข")
    member.exited_on, member.exit_reason = TODAY, "resigned"
    member.save()
    assert owed_at_exit(member) == 0
    assert paid_until(member) is None


def test_what_a_member_owed_at_the_exit_is_less_what_came_since(cast: Cast) -> None:
    adopt_convention(cast)
    member = make_person(cast, "นางบุญเรือน แสนสุข")
    member.exited_on, member.exit_reason = TODAY, "resigned"
    member.save()
    # September, October and the month that had begun.
    assert owed_at_exit(member) == 9_000
    assert paid_until(member) == date(2026, 9, 1)
    pay(cast, (member, 35))
    assert owed_at_exit(member) == 5_500
    pay(cast, (member, 60))
    assert owed_at_exit(member) == 0
    assert paid_until(member) == date(2026, 12, 1)


def test_those_who_are_behind_in_one_village(
    cast: Cast, family: list[Membership]
) -> None:
    there = make_house(cast, "3", "นายชาลี คำมูล", branch=1)
    pay(cast, (family[1], 60))
    fund = cast.fund.pk
    found, _ = arrears(fund, TODAY)
    assert {one.member.membership_id for one in found} == {family[0].pk, there[0].pk}
    found, _ = arrears(fund, TODAY, branch_id=cast.branches[1].pk)
    assert [one.member.membership_id for one in found] == [there[0].pk]


def test_what_a_member_paid_in_leaves_out_what_was_reversed(
    cast: Cast, family: list[Membership]
) -> None:
    assert paid_in(family[0].pk) == 0
    pay(cast, (family[0], 35), (family[1], 30))
    pay(cast, (family[0], 60))
    assert paid_in(family[0].pk) == 9_500
    last = Receipt.objects.latest("pk").public_id
    reverse_receipt(cast.act("somsri"), receipt=last, reason="ผิดคน")
    assert paid_in(family[0].pk) == 3_500


def test_each_line_of_a_receipt_is_of_an_income_and_a_member(
    cast: Cast, family: list[Membership]
) -> None:
    one, two = family
    fee = Payment(
        member=one.public_id, amount_satang=2_000, kind=LineKind.ENTRY_FEE.value
    )
    dues = Payment(member=two.public_id, amount_satang=3_500)
    pay(cast, (one, 1), payments=[fee, dues])
    pay(cast, (one, 30))
    first, second = Receipt.objects.order_by("no")
    assert first.entry_id is not None
    assert second.entry_id is not None
    assert shares_of([first.entry_id]) == {
        first.entry_id: [
            Share("income:entry-fee", one.pk, 2_000),
            Share("income:dues", two.pk, 3_000),
            Share("income:dues", two.pk, 500),
        ]
    }
    assert set(shares_of([first.entry_id, second.entry_id])) == {
        first.entry_id,
        second.entry_id,
    }
    assert shares_of([]) == {}


def test_what_a_line_is_for_as_people_say_it(
    cast: Cast, family: list[Membership]
) -> None:
    assert what("credit", None, None, 500) == CREDIT[True]
    assert what("credit", None, None, 0) == CREDIT[True]
    assert what("credit", None, None, -500) == CREDIT[False]
    assert what("entry_fee", None, None) == str(LineKind.ENTRY_FEE.label)
    assert what("dues", 20_758, None) == str(LineKind.DUES.label)
    pay(cast, (family[0], 35))
    dues, credit = printed_lines(DuesLine.objects.order_by("pk"))
    person = family[0].person
    assert dues.label == f"{person.title}{person.first_name} · เดือน ก.ย. 69"
    assert (dues.satang, dues.paid_through) == (3_000, date(2026, 9, 30))
    assert (credit.satang, credit.paid_through) == (500, None)
    nobody = DuesLine(kind="other", amount_satang=5)
    assert printed_lines([nobody])[0].label == str(LineKind.OTHER.label)


def test_what_may_change_in_lines_and_bags_is_this_and_no_more() -> None:
    told = {one.table: (one.may_change, one.may_erase) for one in guards.PROTECTED}
    assert told == {
        "dues_roundsheet": ((), {"difference_reason": ERASED}),
        "dues_duesline": (("live",), {}),
        "dues_bagoffer": (("closed_on",), {"note": ERASED}),
        "dues_bagacceptance": ((), {}),
    }
