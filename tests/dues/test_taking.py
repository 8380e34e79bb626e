"""The guards of taking money at their borders, and what late lines clear."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from kongbun.dues.bag_actions import accept_bag, offer_bag
from kongbun.dues.models import LineKind
from kongbun.dues.pay import PaidLine
from kongbun.dues.payment_actions import Payment, take_payment
from kongbun.dues.slip_actions import Slip, SlipLine, _by_income
from kongbun.dues.taking import Horizon, check_amount, check_day, purse_for
from kongbun.founding.actions import open_money_account
from kongbun.kernel.money import Money
from kongbun.kernel.refusal import Reason, RefusalCode
from kongbun.ledger.accounts import open_account
from kongbun.ledger.balances import balance
from kongbun.ledger.chart import AccountKind
from kongbun.ledger.entries import AMOUNT_SATANG_MAX
from kongbun.ledger.models import Entry
from kongbun.ledger.seal import receipt_line
from kongbun.people.models import Membership
from kongbun.testing.cast import TODAY, Cast
from tests.claims.told import told
from tests.dues.test_lay import day
from tests.dues.village import adopt_convention, make_house

C = RefusalCode
ASKED, REFUSED = day("2028-11-20"), day("2036-11-20")


def reason(until: list[int | None], *, confirmed: bool = False) -> Reason | None:
    lines = [PaidLine(0, LineKind.DUES, 1, 0, one) for one in until]
    return Horizon.of(TODAY).reason(
        lines, name="นางคำ", amount=Money(30_00), confirmed=confirmed
    )


def test_from_two_years_on_a_person_is_asked_and_from_ten_nobody() -> None:
    told = {"name": "นางคำ", "amount": "30"}
    unusual = {**told, "until": date(2028, 11, 20)}
    assert reason([ASKED]) is None
    assert reason([ASKED + 1]) == Reason(C.AMOUNT_UNUSUAL, unusual)
    assert reason([ASKED + 1, None, 7]) == reason([7, ASKED + 1])
    assert reason([7, ASKED + 1]) == reason([ASKED + 1])
    assert reason([ASKED + 1], confirmed=True) is None
    assert reason([REFUSED], confirmed=True) is None
    far = {**told, "until": date(2036, 11, 20), "years": 10}
    for confirmed in (False, True):
        found = reason([REFUSED + 1], confirmed=confirmed)
        assert found == Reason(C.PAID_TOO_FAR_AHEAD, far)
    assert reason([None]) is None
    assert reason([]) is None


def test_an_amount_is_a_whole_number_from_one_satang_on() -> None:
    for satang in (1, AMOUNT_SATANG_MAX):
        assert check_amount(satang) == Money(satang)
    for satang in (0, -1, AMOUNT_SATANG_MAX + 1):
        assert told(check_amount, satang) == [
            (C.AMOUNT_UNFIT, {"found": Money(satang)})
        ]
    assert told(check_amount, "1" * 30) == [(C.AMOUNT_UNFIT, {"found": "1" * 20})]


def test_money_is_received_from_the_first_day_of_the_books_to_today(
    cast: Cast,
) -> None:
    act, first = cast.act("somsri"), date(2020, 10, 1)
    for received_on in (first, TODAY):
        check_day(act, received_on)
    late, early = TODAY + timedelta(days=1), first - timedelta(days=1)
    assert told(check_day, act, late) == [
        (C.DATE_IN_FUTURE, {"found": late, "today": TODAY})
    ]
    assert told(check_day, act, early) == [
        (C.DATE_BEFORE_BOOKS, {"found": early, "books_from": first})
    ]


def test_a_purse_is_the_one_named_of_the_kinds_allowed_and_ones_own(
    cast: Cast,
) -> None:
    fund, today = cast.fund.pk, date(2026, 1, 1)
    for who in ("sombat", "prasert"):
        holder = cast.users[who].pk
        facts: dict[str, Any] = {"opened_on": today, "holder_id": holder}
        open_account(fund, AccountKind.SUSPENSE, name=f"รอ {who}", **facts)
    other = open_money_account(
        cast.act("somsri"), kind="bag", name="ถุงนายสมบัติ", holder="sombat"
    )["code"]
    collector, office = cast.act("prasert"), cast.act("somsri")
    bag = purse_for(collector, cast.bag, AccountKind.BAG, office=False)
    assert (bag.code, bag.line.name) == (cast.bag, "ถุงนายประเสริฐ")
    assert bag.suspense is not None
    assert bag.suspense.name == "รอ prasert"
    assert purse_for(office, other, AccountKind.BAG, office=True).code == other
    places = (AccountKind.BAG, AccountKind.CASH)
    assert purse_for(office, "cash", *places, office=True).suspense is None
    missing = [(C.NOT_FOUND, {"what": "ถุงเงินหรือกล่องเงิน"})]
    for code in ("cash", "bag:9", bag.suspense.code):
        facts = {"office": False}
        assert told(purse_for, collector, code, AccountKind.BAG, **facts) == missing
    assert told(purse_for, collector, other, AccountKind.BAG, office=False) == [
        (C.NOT_YOUR_BAG, {"user": "นายประเสริฐ ทองดี", "bag": "ถุงนายสมบัติ"})
    ]


def test_a_slip_gives_each_income_its_sum_and_none_less_than_a_satang() -> None:
    dues, fee = LineKind.DUES, LineKind.ENTRY_FEE
    lines = [
        *(SlipLine(dues, 30_00), SlipLine(fee, 1)),
        SlipLine(LineKind.CREDIT, -5_00),
    ]
    assert _by_income(Slip(lines=lines)) == [
        ("income:dues", Money(25_00)),
        ("income:entry-fee", Money(1)),
    ]
    for satang in (0, -1):
        lines = [SlipLine(dues, satang), SlipLine(fee, 20_00)]
        with pytest.raises(AssertionError):
            _by_income(Slip(lines=lines))


@pytest.fixture
def members(cast: Cast) -> list[Membership]:
    adopt_convention(cast)
    return make_house(cast, "27", "นายหนึ่ง ก", "นายสอง ก")


def collect(cast: Cast, member: Membership, satang: int, on: date, **more: Any) -> int:
    """Into the collector's bag; how much of what waited it cleared."""
    answer = take_payment(
        cast.act("somsri"),
        payments=[Payment(member=member.public_id, amount_satang=satang)],
        received_on=on,
        into=more.get("bag", cast.bag),
        payer_name="วัด",
        confirmed=True,
    )
    cleared: int = answer["suspense_cleared_satang"]
    return cleared


def hand_over(cast: Cast, on: date, over: int, bag: str = "") -> None:
    bag = bag or cast.bag
    offer = UUID(offer_bag(cast.act("somsri", today=on), bag=bag)["offer"])
    counted = balance(cast.fund.pk, bag) + over
    act = cast.act("chanpen", today=on)
    accept_bag(act, offer=offer, counted_satang=counted, note="เกิน")


def test_late_lines_clear_what_was_over_up_to_the_last_day_of_it(
    cast: Cast, members: list[Membership]
) -> None:
    one, two = members
    days = [TODAY - timedelta(days=left) for left in (8, 6, 4, 2)]
    collect(cast, one, 30_00, days[0])
    hand_over(cast, days[0], 1)
    # Of another day than the money that was over, however little that was.
    assert collect(cast, one, 10, days[1]) == 0
    assert collect(cast, one, 10, days[0]) == 1
    hand_over(cast, days[1], 10)
    collect(cast, one, 11, days[2])
    hand_over(cast, days[2], 0)
    facts: dict[str, Any] = {"kind": "bag", "name": "ถุงสอง", "holder": "sombat"}
    other = open_money_account(cast.act("somsri"), **facts)["code"]
    collect(cast, two, 12, days[2], bag=other)
    hand_over(cast, days[3], 7, other)
    waits = "suspense:1"
    assert balance(cast.fund.pk, waits) == -10
    assert collect(cast, two, 13, days[2]) == 0
    assert collect(cast, two, 4, days[1]) == 4
    assert collect(cast, two, 5, days[0]) == 5
    entry = Entry.objects.latest("pk")
    assert (entry.occurred_on, entry.reference) == (TODAY, "receipt:1:7:cleared:1")
    assert balance(cast.fund.pk, waits) == -1
    assert collect(cast, two, 6, days[0]) == 1
    assert balance(cast.fund.pk, waits) == 0
    assert collect(cast, two, 7, days[0]) == 0


def test_the_link_of_a_command_covers_each_line_of_its_receipt(
    cast: Cast, members: list[Membership]
) -> None:
    one, two = members
    act = cast.act("somsri")
    payments = [
        Payment(member=one.public_id, amount_satang=35_00),
        Payment(member=two.public_id, amount_satang=20_00, kind="entry_fee"),
    ]
    facts: dict[str, Any] = {"received_on": TODAY, "into": "cash", "payer_name": "วัด"}
    take_payment(act, payments=payments, **facts)
    days = (day("2026-09-01"), day("2026-10-01"))
    assert act.lines == [
        receipt_line(1, 1, one.pk, "dues", 30_00, days),
        receipt_line(1, 1, one.pk, "credit", 5_00, (None, None)),
        receipt_line(1, 1, two.pk, "entry_fee", 20_00, (None, None)),
    ]
