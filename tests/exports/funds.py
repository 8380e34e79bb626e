"""Random funds: one seed is one fund, lived day by day through the books' own doors.

Receipts, bags and donations come by their actions, the rest by `post` and `reverse`.
Not an oracle: it keeps no sums of its own.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from kongbun.access.models import Fund
from kongbun.commands.models import Command
from kongbun.commands.run import Act, command
from kongbun.dues.bag_actions import accept_bag, offer_bag
from kongbun.dues.payment_actions import Payment, take_payment
from kongbun.dues.reversal_actions import reverse_receipt, void_number
from kongbun.founding.actions import open_money_account
from kongbun.kernel.money import Money
from kongbun.kernel.refusal import Refused
from kongbun.kernel.thai_date import month_end, month_start
from kongbun.ledger import entries
from kongbun.ledger.accounts import close_month
from kongbun.ledger.balances import newest_entry_id
from kongbun.ledger.chart import BENEFIT_CATEGORIES, EXPENSE, INCOME
from kongbun.ledger.post import post, reverse
from kongbun.people.models import Membership
from kongbun.receipts.models import Book, Receipt
from kongbun.reports.figures import work_out
from kongbun.reports.models import StoredReport
from kongbun.testing.cast import Cast
from kongbun.treasury.actions import other_income
from tests.dues.village import adopt_convention, make_house

BEGIN = date(2024, 10, 1)
# What a register may hold as a number: Thai digits, signs of other programs, none.
NUMBERS = (
    *("๐๐๑", "=1+1", "ก", "ข", "01-1", "01/1", "01:1", "a;b,c", "date:5", "[2026-1-1]"),
    *('"7"', "\\8", "M 9", "-", "(10)", "^x #y"),
)


@dataclass(slots=True)
class Lived:
    """A fund and the last day it lived."""

    fund: Fund
    today: date
    members: list[Membership]
    steps: dict[str, int] = field(default_factory=dict)


def make_fund(cast: Cast, seed: int, steps: int = 70) -> Lived:
    """The same seed lives the same fund."""
    life = _Life(cast, random.Random(seed))  # noqa: S311 -- made up
    life.begin()
    for _ in range(steps):
        life.step()
    return Lived(cast.fund, life.today, life.members, life.done)


@command("test.book")
def book(act: Act, *, entry: entries.Entry) -> dict[str, Any]:
    return {"entry": post(act, entry)[0].id}


@command("test.take_back")
def take_back(act: Act, *, entry: int, reason: str) -> dict[str, Any]:
    return {"entry": reverse(act, entry, reason=reason).id}


@command("test.close")
def close(act: Act, *, through: date) -> dict[str, Any]:
    close_month(act, closed_through=through)
    return {}


class _Life:
    """One fund as it lives: a day, its members, what it did so far."""

    def __init__(self, cast: Cast, draw: random.Random) -> None:
        self.cast, self.draw, self.today = cast, draw, BEGIN
        self.no = 0
        self.members: list[Membership] = []
        self.booked: list[int] = []
        self.done: dict[str, int] = {}
        self.closed = BEGIN - timedelta(days=1)

    def act(self, who: str = "somsri") -> Act:
        return self.cast.act(who, today=self.today)

    def satang(self, most: int = 500_00) -> int:
        """Often odd, sometimes a satang, now and then a fortune."""
        return self.draw.choice(
            [self.draw.randint(1, most), self.draw.randint(1, 5), most * 30, 30_00]
        )

    def begin(self) -> None:
        cast, draw = self.cast, self.draw
        adopt_convention(
            cast, draw.choice(["flat_365", "month"]), draw.choice(["1", "30"])
        )
        for kind, name in (
            ("investment", "สลาก"),
            ("cash", "กล่องศูนย์"),
            ("bank", "ออมสิน"),
        ):
            open_money_account(self.act(), kind=kind, name=name)
        for house in range(draw.randint(1, 4)):
            names = [f"นายสมมุติ คนที่{n}" for n in range(draw.randint(1, 3))]
            self.members += make_house(cast, str(house), *names, joined_on=BEGIN)
        odd = draw.sample(NUMBERS, min(len(self.members), 3))
        for member, number in zip(self.members, odd, strict=False):
            member.member_no = number
            member.save(update_fields=["member_no"])
        if draw.random() < 0.7:
            held = [(code, Money(self.satang(10**7))) for code in ("cash", "bank:1")]
            self._book(
                entries.opening(reference="opening:1", cut_over_on=BEGIN, holdings=held)
            )

    def step(self) -> None:
        """One thing happens; what the books refuse did not happen."""
        self.today += timedelta(days=self.draw.choice([0, 0, 1, 3, 9, 25]))
        names, weights = zip(*THINGS, strict=True)
        [name] = self.draw.choices(names, weights)
        try:
            getattr(self, f"_{name}")()
        except Refused:
            name = f"refused {name}"
        self.done[name] = self.done.get(name, 0) + 1

    def _book(self, entry: entries.Entry) -> None:
        self.booked.append(book(self.act(), entry=entry)["entry"])

    def _reference(self, what: str) -> str:
        self.no += 1
        return f"{what}:{self.no}/2568:1"

    def _day(self) -> date:
        """Today, or a day that may lie in a closed month."""
        return max(BEGIN, self.today - timedelta(days=self.draw.choice([0, 0, 2, 40])))

    def _receipt(self) -> None:
        draw = self.draw
        payers = draw.sample(self.members, draw.randint(1, min(4, len(self.members))))
        payments = [
            Payment(member=one.public_id, amount_satang=self.satang(90_00))
            for one in payers
        ]
        if draw.random() < 0.2:
            fee = Payment(
                member=payers[0].public_id, amount_satang=20_00, kind="entry_fee"
            )
            payments.append(fee)
        take_payment(
            self.act(),
            payments=payments,
            received_on=self._day(),
            into=draw.choice([self.cast.bag, self.cast.bag, "cash"]),
            payer_name="วัดดอนกลาง",
            confirmed=True,
        )

    def _reverse_receipt(self) -> None:
        found = Receipt.objects.filter(fund=self.cast.fund, reversal=None)
        keys = list(found.exclude(entry=None).values_list("public_id", flat=True))
        if keys:
            reverse_receipt(
                self.act(),
                receipt=self.draw.choice(keys),
                reason="นางทองใบ ลงผิดคน; note:x [2026-13-99] date:z",
                refund_from=self.draw.choice(["", "cash"]),
            )

    def _void(self) -> None:
        number = Book.objects.filter(fund=self.cast.fund).first()
        if number is not None:
            void_number(self.act(), book=number.public_id, reason="ใบเสีย")

    def _hand_over(self) -> None:
        offer = offer_bag(self.act("prasert"), bag=self.cast.bag)
        over = self.draw.choice([0, 0, self.satang(), -1])
        accept_bag(
            self.act(),
            offer=UUID(offer["offer"]),
            counted_satang=max(1, offer["amount_satang"] + over),
            into=self.draw.choice(["cash", "bank:1"]),
            note="นับสองรอบ",
        )

    def _donation(self) -> None:
        other_income(
            self.act(),
            income=self.draw.choice(["income:donation", "income:interest"]),
            into=self.draw.choice(["cash", "cash:2", "bank:1", "bank:2"]),
            amount_satang=self.satang(),
            occurred_on=self._day(),
            party="นายสมบัติ ดีงาม",
        )

    def _income(self) -> None:
        codes = sorted(set(INCOME) - {"income:dues", "income:cash-over"})
        self._book(
            entries.other_income(
                reference=self._reference("money"),
                occurred_on=self._day(),
                income=self.draw.choice(codes),
                into=self.draw.choice(["cash", "bank:1"]),
                amount=Money(self.satang(10**6)),
            )
        )

    def _expense(self) -> None:
        self._book(
            entries.other_expense(
                reference=self._reference("money"),
                occurred_on=self._day(),
                expense=self.draw.choice(sorted(EXPENSE)),
                paid_from=self.draw.choice(["cash", "bank:1"]),
                amount=Money(self.satang()),
            )
        )

    def _benefit(self) -> None:
        self.no += 1
        self._book(
            entries.benefit_paid(
                claim_no=f"{self.no}/2568",
                attempt=1,
                category=self.draw.choice(sorted(BENEFIT_CATEGORIES)),
                amount=Money(self.satang()),
                paid_on=self._day(),
                paid_from=self.draw.choice(["cash", "bank:1"]),
            )
        )

    def _take_back(self) -> None:
        if self.booked:
            found = self.booked.pop(self.draw.randrange(len(self.booked)))
            take_back(self.act(), entry=found, reason='ซ้ำ "x" \\ ; (y)')

    def _move(self) -> None:
        out, into = self.draw.sample(["cash", "cash:2", "bank:1", "bank:2"], 2)
        self._book(
            entries.transfer(
                reference=self._reference("money"),
                occurred_on=self._day(),
                source=out,
                into=into,
                amount=Money(self.satang()),
            )
        )

    def _invest(self) -> None:
        facts: dict[str, Any] = {
            "reference": self._reference("money"),
            "occurred_on": self._day(),
            "investment": "investment:1",
        }
        if self.draw.random() < 0.5:
            amount = Money(self.satang())
            entry = entries.investment_bought(
                **facts, paid_from="bank:1", amount=amount
            )
        else:
            cost, proceeds = (Money(self.draw.randint(1, 300_00)) for _ in range(2))
            entry = entries.investment_sold(
                **facts, into="bank:1", cost=cost, proceeds=proceeds
            )
        self._book(entry)

    def _count(self) -> None:
        make = self.draw.choice([entries.cash_over, entries.cash_short])
        self._book(
            make(
                reference=self._reference("count"),
                occurred_on=self.today,
                cash="cash",
                amount=Money(self.draw.randint(1, 20_00)),
            )
        )

    def _close(self) -> None:
        """The month before, with or without its figures kept as a close keeps them."""
        through = month_start(self.today) - timedelta(days=1)
        following = month_end(self.closed + timedelta(days=1))
        if through < following:
            return
        through = self.closed = self.draw.choice([through, following])
        body = work_out(self.cast.fund, through)
        close(self.act(), through=through)
        if self.draw.random() < 0.6:
            act = self.act()
            StoredReport.objects.create(
                fund=self.cast.fund,
                on=through,
                version=1,
                body=body,
                hash=sha256(body.encode()).digest(),
                newest_entry_id=newest_entry_id(self.cast.fund.pk),
                made_at=act.now,
                command=Command.objects.filter(fund=self.cast.fund).latest("pk"),
            )


THINGS = (
    *(("receipt", 22), ("reverse_receipt", 5), ("void", 1), ("hand_over", 6)),
    *(("donation", 4), ("income", 5), ("expense", 5), ("benefit", 6)),
    *(("take_back", 4), ("move", 3), ("invest", 3), ("count", 3), ("close", 6)),
)
