"""One fact under two commands: asked about, never doubled nor dropped in silence (O3).

Each row is a pair: what was taken first, what comes then, and what is said to it.
`asked` needs a person's word; with it, the money is taken.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from kongbun.dues import doubts
from kongbun.dues.book_actions import open_book
from kongbun.dues.payment_actions import Payment, take_payment
from kongbun.dues.reversal_actions import reverse_receipt
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.ledger.balances import balance
from kongbun.people.models import Membership
from kongbun.receipts.models import Receipt
from kongbun.testing.cast import Cast
from tests.dues.village import adopt_convention, make_house, make_person, take

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 12)
ASKED, TAKEN = "asked", "taken"


@dataclass(frozen=True, slots=True)
class Village:
    cast: Cast
    wife: Membership
    husband: Membership
    neighbour: Membership
    alone: Membership
    printed: UUID


@pytest.fixture
def village(cast: Cast) -> Village:
    adopt_convention(cast)
    wife, husband = make_house(cast, "27", "นางบุญเรือน แสนสุข", "นายคำ แสนสุข")
    (neighbour,) = make_house(cast, "3", "นายชาลี คำมูล")
    alone = make_person(cast, "นางแก้ว ดวงดี")
    opened = open_book(
        cast.act("somsri"), issuer="printed", number=9, first_no=1, last_no=50
    )
    return Village(cast, wife, husband, neighbour, alone, UUID(opened["book"]))


Step = Callable[[Village], Any]


def counter(
    *whose: str,
    baht: int = 60,
    days: int = 0,
    who: str = "somsri",
    kind: str = "dues",
    payer: str = "นางบุญเรือน แสนสุข",
    confirmed: bool = False,
    **more: Any,
) -> Step:
    """At the counter, or at the door of a house: one receipt for those named."""

    def step(village: Village) -> Any:
        cast = village.cast
        facts = dict(more)
        if facts.pop("printed", False):
            facts |= {"book": village.printed, "receipt_no": 1}
        return take_payment(
            cast.act(who),
            payments=[
                Payment(
                    member=getattr(village, one).public_id,
                    amount_satang=baht * 100,
                    kind=kind,
                )
                for one in whose
            ],
            received_on=DAY + timedelta(days),
            into=cast.bag if who == "prasert" else facts.pop("into", cast.cash),
            payer_name=payer,
            confirmed=confirmed,
            **facts,
        )

    return step


def sheet(
    baht: int = 60,
    *,
    days: int = 0,
    house: str = "27",
    who: str = "prasert",
    confirmed: bool = False,
) -> Step:
    """On the round sheet of the village."""

    def step(village: Village) -> Any:
        return take(
            village.cast,
            {house: baht},
            who=who,
            received_on=DAY + timedelta(days),
            confirmed=confirmed,
        )

    return step


def then_reversed(first: Step) -> Step:
    def step(village: Village) -> None:
        first(village)
        receipt = Receipt.objects.latest("pk").public_id
        reverse_receipt(village.cast.act("somsri"), receipt=receipt, reason="ผิดคน")

    return step


WIFE = counter("wife")
PAIRS: dict[str, tuple[Step, Step, str]] = {
    "the counter twice on one day": (WIFE, WIFE, ASKED),
    "the counter a day later": (WIFE, counter("wife", days=1), ASKED),
    "the counter two days later": (WIFE, counter("wife", days=2), ASKED),
    "the counter three days later": (WIFE, counter("wife", days=3), ASKED),
    "the counter four days later": (WIFE, counter("wife", days=4), TAKEN),
    "a week later": (WIFE, counter("wife", days=7), TAKEN),
    "a slip of the day before": (WIFE, counter("wife", days=-1), ASKED),
    "a slip of three days before": (WIFE, counter("wife", days=-3), ASKED),
    "a slip of four days before": (WIFE, counter("wife", days=-4), TAKEN),
    "a baht more": (WIFE, counter("wife", baht=61), TAKEN),
    "half of it": (WIFE, counter("wife", baht=30), TAKEN),
    "twice as much": (WIFE, counter("wife", baht=120), TAKEN),
    "her husband the same": (WIFE, counter("husband"), TAKEN),
    "a neighbour the same": (WIFE, counter("neighbour"), TAKEN),
    "the treasurer, then the collector": (WIFE, counter("wife", who="prasert"), ASKED),
    "the collector, then the treasurer": (counter("wife", who="prasert"), WIFE, ASKED),
    "the same, said to be another": (WIFE, counter("wife", confirmed=True), TAKEN),
    "the counter, then the sheet": (WIFE, sheet(), ASKED),
    "the sheet, then the counter": (sheet(), WIFE, ASKED),
    "the sheet, then the counter for her husband": (
        sheet(),
        counter("husband"),
        ASKED,
    ),
    "the sheet twice": (sheet(), sheet(), ASKED),
    "the sheet, then another collector's three days later": (
        sheet(),
        sheet(days=3, who="somsri"),
        ASKED,
    ),
    "the sheet, then the next week's": (sheet(), sheet(days=7), TAKEN),
    "the sheet with another sum": (sheet(), sheet(90), TAKEN),
    "the sheet, said to be another": (sheet(), sheet(confirmed=True), TAKEN),
    "another house on the sheet": (sheet(), sheet(house="3"), TAKEN),
    "the counter, then a printed slip": (WIFE, counter("wife", printed=True), ASKED),
    "a printed slip, then the sheet": (counter("wife", printed=True), sheet(), ASKED),
    "both of a house, then the sheet with their sum": (
        counter("wife", "husband", baht=30),
        sheet(60),
        ASKED,
    ),
    "both of a house, then one with the half": (
        counter("wife", "husband", baht=30),
        counter("wife", baht=30),
        TAKEN,
    ),
    "the temple for her, then she herself": (
        counter("wife", payer="วัดดอนกลาง"),
        WIFE,
        ASKED,
    ),
    "the bank, then the counter": (
        counter("wife", into="bank:1", bank_slip="T-1"),
        WIFE,
        ASKED,
    ),
    "the entry fee, then dues of the same sum": (
        counter("wife", baht=20, kind="entry_fee"),
        counter("wife", baht=20),
        TAKEN,
    ),
    "a receipt that was taken back": (then_reversed(WIFE), WIFE, TAKEN),
    "someone without a house twice": (
        counter("alone"),
        sheet(house="นางแก้ว ดวงดี"),
        ASKED,
    ),
}


@pytest.mark.parametrize("pair", PAIRS)
def test_the_same_money_is_neither_doubled_nor_dropped(
    village: Village, pair: str
) -> None:
    first, then, verdict = PAIRS[pair]
    first(village)
    before = Receipt.objects.count()
    if verdict == TAKEN:
        then(village)
    else:
        with pytest.raises(Refused) as asked:
            then(village)
        assert {reason.code for reason in asked.value.reasons} == {
            RefusalCode.MAYBE_SAME_MONEY
        }
    assert Receipt.objects.count() == before + (verdict == TAKEN)


@pytest.mark.parametrize("pair", PAIRS)
def test_a_whole_village_is_looked_up_as_one_member_is(
    village: Village, pair: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doubts, "FEW", 0)
    test_the_same_money_is_neither_doubled_nor_dropped(village, pair)


def test_the_other_funds_money_is_another(village: Village) -> None:
    WIFE(village)
    assert balance(village.cast.other_fund.pk, "cash") == 0


def test_there_are_about_thirty_pairs_of_both_kinds() -> None:
    verdicts = [verdict for *_, verdict in PAIRS.values()]
    assert len(verdicts) >= 30
    assert min(verdicts.count(ASKED), verdicts.count(TAKEN)) >= 10
