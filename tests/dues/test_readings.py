"""What pages ask of dues: rounds, bags, who is behind, a member's book."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kongbun.dues import queries
from kongbun.dues.bag_actions import accept_bag, offer_bag
from kongbun.dues.models import BagOffer, DuesLine, RoundSheet
from kongbun.dues.payment_actions import Payment
from kongbun.dues.queries import Bag, Behind, PassbookLine, Round
from kongbun.dues.reversal_actions import reverse_receipt
from kongbun.founding.actions import open_money_account
from kongbun.ledger.balances import accounts
from kongbun.ledger.chart import AccountKind
from kongbun.people.models import Branch, Household, Membership
from kongbun.people.roster import of_memberships
from kongbun.receipts.models import Receipt
from kongbun.testing.cast import TODAY, Cast
from tests.dues.test_take_payment import pay
from tests.dues.village import NOVEMBER, adopt_convention, make_house, make_person, take

EARLIER = TODAY - timedelta(days=8)


@pytest.fixture
def village(cast: Cast) -> dict[str, Membership]:
    """One house on line 2, one on none; one in the other village."""
    adopt_convention(cast)
    return {
        "27": make_house(cast, "27", "นายยี่ ก", "นายหนึ่ง ก", line="2")[0],
        "3": make_house(cast, "3", "นายสาม ก")[0],
        "5": make_house(cast, "5", "นายห้า ก", branch=1)[0],
    }


def bag_of(cast: Cast, who: str) -> str:
    facts: dict[str, Any] = {"kind": "bag", "name": f"ถุง{who}", "holder": who}
    return str(open_money_account(cast.act("somsri"), **facts)["code"])


def test_a_round_says_of_each_line_what_was_taken(
    cast: Cast, village: dict[str, Membership]
) -> None:
    here, there = cast.branches
    take(cast, {"27": 60}, line="2")
    take(cast, {"27": 90}, line="2")
    take(cast, {"5": 30}, branch=1, month=date(2026, 10, 1))
    Membership.objects.filter(pk=village["5"].pk).update(
        exited_on=TODAY, exit_reason="resigned"
    )
    assert queries.rounds(cast.fund.pk, NOVEMBER) == [
        Round(here, "", members=1, sheets=0, slips=0, taken_satang=0),
        Round(here, "2", members=2, sheets=2, slips=2, taken_satang=150_00),
        Round(there, "", members=0, sheets=0, slips=0, taken_satang=0),
    ]
    assert queries.rounds(cast.fund.pk, date(2026, 10, 1))[-1].taken_satang == 30_00
    # A line from which everybody moved away still has what was taken there.
    Household.objects.update(line="")
    lines = [(one.line, one.members) for one in queries.rounds(cast.fund.pk, NOVEMBER)]
    assert lines == [("", 3), ("2", 0), ("", 0)]
    Branch.objects.filter(pk=there.pk).update(moo=1)
    assert queries.rounds(cast.fund.pk, NOVEMBER)[0].branch == there
    Branch.objects.filter(pk=there.pk).update(closed_on=TODAY)
    assert {one.branch for one in queries.rounds(cast.fund.pk, NOVEMBER)} == {here}
    others = queries.rounds(cast.other_fund.pk, NOVEMBER)
    assert {one.branch.fund_id for one in others} == {cast.other_fund.pk}


def test_sheets_are_of_their_fund_and_month_and_the_last_comes_first(
    cast: Cast, village: dict[str, Membership]
) -> None:
    other = bag_of(cast, "somsri")
    steps: list[tuple[dict[str, int], dict[str, Any]]] = [
        ({"3": 60}, {}),
        ({"5": 30}, {"branch": 1, "who": "somsri", "bag": other}),
        ({"3": 30}, {"month": date(2026, 10, 1), "who": "somsri", "bag": other}),
    ]
    for amounts, more in steps:
        take(cast, amounts, **more)
    first, second, third = RoundSheet.objects.order_by("pk")
    fund, here = cast.fund.pk, cast.branches[0].pk
    assert list(queries.sheets(fund, NOVEMBER)) == [second, first]
    assert list(queries.sheets(cast.other_fund.pk, NOVEMBER)) == []
    assert queries.bag_last_filled(fund, here) == third.bag_id
    assert queries.bag_last_filled(fund, cast.branches[1].pk) == second.bag_id
    assert queries.bag_last_filled(cast.other_fund.pk, here) is None
    assert queries.sheet_by_public_id(fund, second.public_id) == second
    assert queries.sheet_by_public_id(fund, uuid4()) is None
    assert queries.sheet_by_public_id(cast.other_fund.pk, second.public_id) is None


def test_bags_say_what_they_hold_since_when_and_what_waits(
    cast: Cast, village: dict[str, Membership]
) -> None:
    empty, lent, fresh = (bag_of(cast, who) for who in ("chanpen", "somsri", "sombat"))
    by_office: dict[str, Any] = {"who": "somsri"}
    take(cast, {"3": 60}, received_on=EARLIER, bag=lent, **by_office)
    take(cast, {"3": 90}, bag=fresh, **by_office)
    take(cast, {"27": 60}, received_on=TODAY - timedelta(days=7))
    take(cast, {"5": 30}, branch=1)
    offer_bag(cast.act("prasert"), bag=cast.bag)
    by_code = {one.code: one for one in accounts(cast.fund.pk, AccountKind.BAG)}
    offer = BagOffer.objects.get()
    found = queries.bags(cast.fund.pk, TODAY)
    assert found == [
        Bag(
            account=by_code[lent],
            holder=cast.users["somsri"],
            satang=60_00,
            slips=1,
            since=EARLIER,
            days=8,
            days_max=7,
            offer=None,
        ),
        Bag(
            account=by_code[cast.bag],
            holder=cast.users["prasert"],
            satang=90_00,
            slips=2,
            since=TODAY - timedelta(days=7),
            days=7,
            days_max=7,
            offer=offer,
        ),
        Bag(
            account=by_code[fresh],
            holder=cast.users["sombat"],
            satang=90_00,
            slips=1,
            since=TODAY,
            days=0,
            days_max=7,
            offer=None,
        ),
        Bag(
            account=by_code[empty],
            holder=cast.users["chanpen"],
            satang=0,
            slips=0,
            since=None,
            days=0,
            days_max=7,
            offer=None,
        ),
    ]
    assert [(one.overdue_days, one.is_overdue) for one in found] == [
        *((1, True), (0, False), (0, False), (0, False))
    ]


def test_an_offer_is_found_by_its_bag_and_by_its_key(
    cast: Cast, village: dict[str, Membership]
) -> None:
    bag_of(cast, "chanpen")
    take(cast, {"27": 60})
    offer_bag(cast.act("prasert"), bag=cast.bag)
    bag, other = accounts(cast.fund.pk, AccountKind.BAG)
    offer = BagOffer.objects.get()
    assert (bag.code, queries.open_offer(bag.id)) == (cast.bag, offer)
    assert queries.open_offer(other.id) is None
    assert queries.offer_by_public_id(cast.fund.pk, offer.public_id) == offer
    assert queries.offer_by_public_id(cast.fund.pk, uuid4()) is None
    assert queries.offer_by_public_id(cast.other_fund.pk, offer.public_id) is None


def test_hand_overs_are_told_the_last_first_and_close_their_offer(
    cast: Cast, village: dict[str, Membership]
) -> None:
    for amounts in ({"27": 60}, {"3": 90}):
        take(cast, amounts)
        offer = UUID(offer_bag(cast.act("prasert"), bag=cast.bag)["offer"])
        facts = {"offer": offer, "counted_satang": sum(amounts.values()) * 100}
        accept_bag(cast.act("somsri"), **facts)  # type: ignore[arg-type]
    (bag,) = accounts(cast.fund.pk, AccountKind.BAG)
    assert queries.open_offer(bag.id) is None
    assert queries.bags(cast.fund.pk, TODAY)[0].offer is None
    told = [one.counted_satang for one in queries.acceptances(cast.fund.pk)]
    assert told == [90_00, 60_00]
    assert list(queries.acceptances(cast.other_fund.pk)) == []


def test_who_is_behind_owes_the_months_that_are_over_less_what_was_left(
    cast: Cast, village: dict[str, Membership]
) -> None:
    fund = cast.fund.pk
    pay(cast, (village["27"], 35))
    pay(cast, (village["3"], 60))
    make_person(cast, "นายใหม่ ก", joined_on=TODAY)
    gone = make_person(cast, "นายไป ก")
    Membership.objects.filter(pk=gone.pk).update(
        exited_on=TODAY - timedelta(days=1), exit_reason="resigned"
    )
    found, unit = queries.arrears(fund, TODAY)
    second = Membership.objects.exclude(pk__in=[village["27"].pk]).get(
        person__household=village["27"].person.household
    )
    (first, other, last) = of_memberships(
        fund, [village["27"].pk, second.pk, village["5"].pk]
    )
    assert unit == "months"
    assert found == [
        Behind(other, paid_through=None, units=2, satang=60_00),
        Behind(last, paid_through=None, units=2, satang=60_00),
        Behind(first, paid_through=date(2026, 9, 30), units=1, satang=25_00),
    ]
    there, _ = queries.arrears(fund, TODAY, branch_id=cast.branches[1].pk)
    assert [one.member for one in there] == [last]
    # On the last day of October its month still runs; who has left since was behind.
    october, _ = queries.arrears(fund, date(2026, 10, 31))
    assert [one.units for one in october] == [1, 1, 1]
    november, _ = queries.arrears(fund, date(2026, 11, 1))
    assert [one.units for one in november] == [2, 2, 2, 1]


def test_days_are_owed_to_the_last_of_the_month_before_and_to_the_satang(
    cast: Cast,
) -> None:
    adopt_convention(cast, "calendar", "1")
    one = make_person(cast, "นายหนึ่ง ก", joined_on=date(2026, 10, 30))
    paid = Payment(member=one.public_id, amount_satang=1_99)
    ((behind,), unit) = queries.arrears(cast.fund.pk, TODAY)
    assert (behind.units, behind.satang, unit) == (2, 2_00, "days")
    pay(cast, payments=[paid], payer_name="วัด")
    ((behind,), _) = queries.arrears(cast.fund.pk, TODAY)
    assert (behind.units, behind.satang) == (1, 1)


def test_a_book_says_of_each_line_what_it_was_for(
    cast: Cast, village: dict[str, Membership]
) -> None:
    one = village["27"]
    fee = Payment(member=one.public_id, amount_satang=20_00, kind="entry_fee")
    pay(cast, (one, 35), received_on=EARLIER)
    pay(cast, payments=[fee], payer_name="วัด")
    paid, by_temple = Receipt.objects.order_by("pk")
    reverse_receipt(cast.act("somsri"), receipt=paid.public_id, reason="ผิดคน")
    common: dict[str, Any] = {
        "received_on": EARLIER,
        "receipt_id": paid.public_id,
        "receipt": "1/0001",
        "payer_name": "",
        "reversed_because": "ผิดคน",
        "is_live": False,
    }
    lines = [
        PassbookLine(
            received_on=TODAY,
            kind="entry_fee",
            satang=20_00,
            from_date=None,
            until_date=None,
            text="ค่าสมัคร/แรกเข้า",
            receipt_id=by_temple.public_id,
            receipt="1/0002",
            payer_name="วัด",
            reversed_because="",
            is_live=True,
        ),
        PassbookLine(
            kind="credit",
            satang=5_00,
            from_date=None,
            until_date=None,
            text="เก็บไว้ ยังไม่ครบงวด",
            **common,
        ),
        PassbookLine(
            kind="dues",
            satang=30_00,
            from_date=date(2026, 9, 1),
            until_date=date(2026, 10, 1),
            text="ส่งเงินสมทบ เดือน ก.ย. 69",
            **common,
        ),
    ]
    assert queries.passbook(one.pk) == lines
    assert queries.passbook(one.pk, most=2) == lines[:2]
    # Of both records of a member, and of nobody else.
    assert queries.passbook(village["3"].pk) == []
    Membership.objects.filter(pk=one.pk).update(counted_in=village["3"])
    assert queries.passbook(village["3"].pk) == lines
    assert queries.paid_in(village["3"].pk) == 20_00
    assert queries.paid_in(village["5"].pk) == 0


def test_lines_of_a_receipt_stand_as_they_were_written(
    cast: Cast, village: dict[str, Membership]
) -> None:
    take(cast, {"27": 95, "3": 30})
    other, receipt = Receipt.objects.order_by("pk")
    lines = queries.lines_of_receipt(receipt.pk)
    assert [(one.kind, one.amount_satang) for one in lines] == [
        *(("dues", 60_00), ("dues", 30_00), ("credit", 5_00))
    ]
    assert lines == list(DuesLine.objects.exclude(receipt=other).order_by("pk"))
    with CaptureQueriesContext(connection) as asked:
        queries.lines_of_receipt(receipt.pk)[0].membership.person  # type: ignore[union-attr]  # noqa: B018
    assert len(asked) == 1


def test_a_member_stands_first_among_those_of_the_house(
    cast: Cast, village: dict[str, Membership]
) -> None:
    alone, _ = (make_person(cast, f"นาย{one} ก") for one in ("เดี่ยว", "โดด"))
    assert len({alone.person.household_id, village["3"].person.household_id}) == 2
    first = village["27"]
    second = Membership.objects.exclude(pk=first.pk).get(
        person__household=first.person.household
    )
    for one, ids in (
        (first, [first.pk, second.pk]),
        (second, [second.pk, first.pk]),
        (alone, [alone.pk]),
    ):
        found = queries.roster_rows(cast.fund.pk, one, TODAY)
        assert [row.membership_id for row in found] == ids


def test_what_members_contributed_holds_what_was_stated_and_no_fee(
    cast: Cast, village: dict[str, Membership]
) -> None:
    one, two = village["27"], village["3"]
    fee = Payment(member=one.public_id, amount_satang=20_00, kind="entry_fee")
    dues = Payment(member=one.public_id, amount_satang=35_00)
    pay(cast, payments=[fee, dues], payer_name="วัด")
    pay(cast, (two, 60), (village["5"], 90))
    assert queries.contributed([village["5"]]) == 90_00
    one.opening_paid_satang = 7_00
    one.save()
    assert queries.contributed([one, two]) == 35_00 + 60_00 + 7_00
    assert queries.contributed([]) == 0
    Membership.objects.filter(pk=village["5"].pk).update(counted_in=two)
    assert queries.contributed([two]) == 150_00
    receipt = Receipt.objects.latest("pk")
    reverse_receipt(cast.act("somsri"), receipt=receipt.public_id, reason="ผิดคน")
    assert queries.contributed([one, two]) == 35_00 + 7_00
