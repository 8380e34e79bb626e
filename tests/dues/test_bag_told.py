"""What an offer of a bag and its acceptance keep, and whom they refuse."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from kongbun.access.actions import grant_role
from kongbun.approvals.models import Approval
from kongbun.commands.models import Command
from kongbun.dues.bag_actions import accept_bag, offer_bag, take_back_offer
from kongbun.dues.models import BagAcceptance, BagOffer
from kongbun.founding.actions import open_money_account
from kongbun.kernel.refusal import RefusalCode
from kongbun.ledger.balances import accounts
from kongbun.ledger.chart import AccountKind
from kongbun.ledger.models import Account, Entry
from kongbun.people.models import Person
from kongbun.people.tie_actions import declare_tie
from kongbun.testing.cast import TODAY, Cast, act_for
from tests.claims.told import row, told
from tests.dues.village import adopt_convention, make_house, take

C = RefusalCode
EARLIER = TODAY - timedelta(days=9)


@pytest.fixture
def village(cast: Cast) -> Cast:
    adopt_convention(cast)
    make_house(cast, "27", "นางบุญเรือน แสนสุข")
    take(cast, {"27": 60}, received_on=EARLIER)
    return cast


def offer(cast: Cast, who: str = "prasert", bag: str = "", **more: Any) -> UUID:
    return UUID(offer_bag(cast.act(who), bag=bag or cast.bag, **more)["offer"])


def account(cast: Cast, code: str) -> int:
    return Account.objects.get(fund=cast.fund, code=code).pk


def is_person(cast: Cast, who: str, role: str) -> Person:
    """The user's duty names somebody of the register."""
    person = Person.objects.create(fund=cast.fund, first_name=who, last_name="ก")
    facts: dict[str, Any] = {"username": who, "from_date": date(2026, 10, 1)}
    grant_role(cast.act("prasong"), person_id=person.pk, role=role, **facts)
    return person


def test_an_offer_keeps_what_the_collector_said(village: Cast) -> None:
    offered = offer(village, note=" ครบทุกใบ ")
    assert row(BagOffer.objects.get(public_id=offered)) == {
        "fund_id": village.fund.pk,
        "bag_id": account(village, village.bag),
        "offered_satang": 60_00,
        "slips": 1,
        "held_since": EARLIER,
        "offered_on": TODAY,
        "offered_by_id": village.users["prasert"].pk,
        "note": "ครบทุกใบ",
        "closed_on": None,
        "command_id": Command.objects.get(kind="dues.offer_bag").pk,
    }


@pytest.mark.parametrize(
    ("counted", "over", "kept"), [(60_00, 0, 0), (70_00, 10_00, 0), (59_99, 0, 1)]
)
def test_an_acceptance_keeps_what_was_counted_and_what_stayed(
    village: Cast, counted: int, over: int, kept: int
) -> None:
    offered = offer(village)
    answer = accept_bag(
        village.act("somsri"),
        offer=offered,
        counted_satang=counted,
        into=village.bank,
        note=" นับสองคน ",
    )
    acceptance, entry = BagAcceptance.objects.get(), Entry.objects.latest("pk")
    word = Approval.objects.get()
    assert answer == {
        "acceptance": acceptance.public_id.hex,
        "counted_satang": counted,
        "over_satang": over,
        "kept_satang": kept,
    }
    assert row(acceptance) == {
        "fund_id": village.fund.pk,
        "offer_id": BagOffer.objects.get(closed_on=TODAY).pk,
        "into_id": account(village, village.bank),
        "counted_satang": counted,
        "over_satang": over,
        "kept_satang": kept,
        "note": "นับสองคน",
        "accepted_on": TODAY,
        "accepted_by_id": village.users["somsri"].pk,
        "approval_id": word.pk,
        "entry_id": entry.pk,
        "command_id": Command.objects.get(kind="dues.accept_bag").pk,
    }
    assert (word.note, word.subject_kind) == ("นับสองคน", "bag")
    assert (entry.reference, entry.occurred_on) == (f"bag:{offered.hex}:1", TODAY)
    # An account for what waits is opened when something waits.
    waiting = accounts(village.fund.pk, AccountKind.SUSPENSE)
    assert [one.name for one in waiting] == ["เงินรอลงรายการ ถุงนายประเสริฐ"] * bool(over)


def test_each_bag_is_offered_and_accepted_for_itself(village: Cast) -> None:
    facts: dict[str, Any] = {"kind": "bag", "name": "ถุงศูนย์", "holder": "chanpen"}
    other = open_money_account(village.act("somsri"), **facts)["code"]
    take(village, {"27": 90}, who="chanpen", bag=other)
    first, second = offer(village), offer(village, "chanpen", other)
    assert told(offer_bag, village.act("prasert"), bag=village.bag) == [
        (C.BAG_OFFERED_ALREADY, {"bag": "ถุงนายประเสริฐ", "amount": "60"})
    ]
    accept_bag(village.act("somsri"), offer=second, counted_satang=90_00)
    assert BagOffer.objects.get(closed_on=None).public_id == first
    # The first collector's suspense is not the second's.
    accept_bag(village.act("somsri"), offer=first, counted_satang=61_00, note="เกิน")
    take(village, {"27": 120}, who="chanpen", bag=other)
    facts = {"offer": offer(village, "chanpen", other), "counted_satang": 121_00}
    accept_bag(village.act("somsri"), **facts, note="เกิน")
    waiting = accounts(village.fund.pk, AccountKind.SUSPENSE)
    assert [(one.holder_id, one.balance_satang) for one in waiting] == [
        (village.users["prasert"].pk, -100),
        (village.users["chanpen"].pk, -100),
    ]


@pytest.mark.parametrize(
    ("counted", "how", "difference"), [(59_99, "ขาด", "0.01"), (60_01, "เกิน", "0.01")]
)
def test_a_satang_more_or_less_than_offered_needs_a_note(
    village: Cast, counted: int, how: str, difference: str
) -> None:
    facts = {"offer": offer(village), "counted_satang": counted, "note": " "}
    [(code, found)] = told(accept_bag, village.act("somsri"), **facts)
    assert code is C.BAG_COUNT_DIFFERS
    assert (found["how"], found["difference"], found["offered"]) == (
        *(how, difference),
        "60",
    )
    assert found["after"].startswith(f"ส่วนที่{how}")


def test_an_offer_that_is_not_there_is_neither_accepted_nor_taken_back(
    village: Cast,
) -> None:
    offered = offer(village)
    missing = [(C.NOT_FOUND, {"what": "ใบส่งมอบเงิน"})]
    noi = act_for(village.users["noi"], village.other_fund)
    for act, which in ((village.act("somsri"), uuid4()), (noi, offered)):
        facts = {"offer": which, "counted_satang": 60_00}
        assert told(accept_bag, act, **facts) == missing
        act.command_id = uuid4()
        assert told(take_back_offer, act, offer=which) == missing
    answer = take_back_offer(village.act("prasert"), offer=offered)
    assert answer == {"offer": offered.hex}


def test_who_holds_a_bag_does_not_accept_it_whoever_offered_it(village: Cast) -> None:
    grant_role(
        village.act("prasong"),
        username="prasert",
        role="secretary",
        from_date=date(2026, 10, 1),
    )
    facts = {"offer": offer(village, "somsri"), "counted_satang": 60_00}
    assert told(accept_bag, village.act("prasert"), **facts) == [
        (C.SAME_PERSON, {"user": "นายประเสริฐ ทองดี", "verb": "นับรับ"})
    ]


@pytest.mark.parametrize("near", ["prasert", "somsri"])
def test_nobody_counts_the_bag_of_their_own_family(village: Cast, near: str) -> None:
    """Neither that of who holds it nor of who offered it."""
    roles = {"prasert": "collector", "somsri": "treasurer"}
    persons = {who: is_person(village, who, role) for who, role in roles.items()}
    mine = is_person(village, "chanpen", "secretary")
    ends = {"person": mine.public_id, "other": persons[near].public_id}
    declare_tie(village.act("chanpen"), relation="sibling", **ends)
    facts = {"offer": offer(village, "somsri"), "counted_satang": 60_00}
    [(code, found)] = told(accept_bag, village.act("chanpen"), **facts)
    assert (code, found["verb"]) == (C.TIED_TO_PAYEE, "นับรับ")


def test_without_the_duty_a_bag_is_neither_offered_nor_taken_back(
    village: Cast,
) -> None:
    offered = offer(village)
    for do, facts in (
        (offer_bag, {"bag": village.bag}),
        (take_back_offer, {"offer": offered}),
    ):
        [(code, found)] = told(do, village.act("sombat"), **facts)
        assert (code, found.get("roles")) == (
            C.NOT_ALLOWED,
            "ผู้เก็บเงิน เลขานุการ เหรัญญิก",
        )
