"""Collecting: village by village, sheet by sheet, and the bags handed over.

In its first years the fund went round once a quarter; for two years now every month.
What a house owes is asked of the sheet itself; the plan says only how far it pays.
"""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import numpy as np

from kongbun.demo import story
from kongbun.demo.members import Register
from kongbun.demo.opening import CASH
from kongbun.demo.plan import House
from kongbun.demo.stage import Stage
from kongbun.dues.actions import Taken, take_sheet
from kongbun.dues.bag_actions import accept_bag, offer_bag
from kongbun.dues.payment_actions import Payment, take_payment
from kongbun.dues.sheet import Row, Sheet, read_sheet
from kongbun.kernel.thai_date import month_end
from kongbun.ledger.balances import accounts
from kongbun.ledger.chart import AccountKind
from kongbun.people.models import Branch, Household
from kongbun.rules.days import day_number

FIRST = date(2020, 12, 1)
MONTHLY_FROM = date(2024, 10, 1)
ENTRY_FEE = 20_00
# In its first year the fund waived the fee; the founders paid it.
FEE_SINCE = date(2021, 12, 1)
STOPPED_IN = date(2026, 2, 1)
THIS_ROUND = date(2026, 11, 1)
# The day of the month on which a village is gone round, and the hand-over after it.
ROUND_DAY = {1: 6, 2: 8, 3: 14, 4: 9, 5: 11, 6: 10, 7: 12, 8: 13}
HANDED_AFTER = timedelta(days=3)
# October's round of village 7 came late and its bag was held over the month's end.
LATE_SEVEN = date(2026, 10, 30)
SEVEN_HANDED = date(2026, 11, 3)
TEMPLE_PAYS = 360_00


class Rounds:
    """Writes every round into the diary."""

    def __init__(self, stage: Stage, register: Register) -> None:
        self.stage, self.register = stage, register
        self.bags: dict[int, str] = {}
        self.branches = {
            branch.moo: branch for branch in Branch.objects.filter(fund=stage.fund)
        }
        holders = {
            line.holder_id: line.code
            for line in accounts(stage.fund_id, AccountKind.BAG)
        }
        for moo, name in story.COLLECTORS.items():
            self.bags[moo] = holders[stage.users[name].pk]

    def write_down(self) -> None:
        month = FIRST
        while month <= THIS_ROUND:
            for moo, day in ROUND_DAY.items():
                self._write(moo, month, month.replace(day=day))
            month = _next(month, 1 if month >= MONTHLY_FROM else 3)
        for year in range(2021, 2027):
            self.stage.diary.at(date(year, 2, 15), self._temple_pays)
        for houses in self.register.plan.houses.values():
            for house in houses:
                for joined in sorted({one.joined for one in house.residents}):
                    new = [o.number for o in house.residents if o.joined == joined]
                    if joined >= FEE_SINCE or story.BUNRUEAN.number in new:
                        self.stage.diary.at(
                            joined + timedelta(days=1),
                            lambda new=new: self._entry_fees(new),  # type: ignore[misc]
                        )

    def _write(self, moo: int, month: date, day: date) -> None:
        if month == THIS_ROUND and moo == 3:
            return  # Being collected on the story's day: `today` has it.
        handed = day + HANDED_AFTER
        if moo == 7 and month == date(2026, 10, 1):
            day, handed = LATE_SEVEN, SEVEN_HANDED
        self.stage.diary.at(day, lambda: self.go_round(moo, month))
        if not (moo == 5 and month == THIS_ROUND):
            self.stage.diary.at(handed, lambda: self.hand_over(moo))

    def go_round(self, moo: int, month: date) -> None:
        """One village's sheet: those who pay this time, to the end they pay to."""
        branch = self.branches[moo]
        today = self.stage.diary.today
        sheet = read_sheet(self.stage.fund_id, branch, month=month, received_on=today)
        rows = self.paying(sheet, moo, month)
        if not rows:
            return
        take_sheet(
            self.stage.act(story.COLLECTORS[moo]),
            branch=branch.public_id,
            month=month,
            received_on=today,
            bag=self.bags[moo],
            rows=rows,
            counted_satang=sum(row.amount_satang for row in rows),
            confirmed=True,
        )

    def paying(self, sheet: Sheet, moo: int, month: date) -> list[Taken]:
        houses = self._houses(moo)
        ahead: dict[int, list[int]] = {}
        found = []
        for row in sheet.rows:
            house = houses.get(row.key)
            reach = reaches(house, month) if house and row.rows else None
            if reach is None:
                continue
            if reach not in ahead:
                until = day_number(month_end(_next(month, reach)))
                column = np.full(len(sheet.members), until, dtype=np.int64)
                position = sheet.standing.position(sheet.contribution, column)
                ahead[reach] = position.arrears_satang.tolist()
            owed = _owed(row, ahead[reach])
            if owed > 0:
                found.append(Taken(key=row.key, amount_satang=owed))
        return found

    def _houses(self, moo: int) -> dict[UUID, House]:
        keys: dict[str, UUID] = dict(
            Household.objects.filter(branch=self.branches[moo]).values_list(
                "house_no", "public_id"
            )
        )
        return {
            keys[house.no]: house
            for house in self.register.plan.houses[moo]
            if house.no in keys
        }

    def hand_over(self, moo: int) -> None:
        """The collector offers the bag; the treasurer counts and takes it."""
        bag = self.bags[moo]
        held = {line.code: line.balance_satang for line in self._bags()}
        if held[bag] <= 0:
            return
        offer = offer_bag(self.stage.act(story.COLLECTORS[moo]), bag=bag)
        accept_bag(
            self.stage.act("somsri"),
            offer=UUID(offer["offer"]),
            counted_satang=offer["amount_satang"],
            into=CASH,
        )

    def _bags(self) -> list:  # type: ignore[type-arg]
        return accounts(self.stage.fund_id, AccountKind.BAG)

    def _entry_fees(self, numbers: list[str]) -> None:
        """A house's newcomers at the office, on one receipt."""
        self.take(
            "somsri",
            *(
                Payment(
                    member=self.register.memberships[number],
                    amount_satang=ENTRY_FEE,
                    kind="entry_fee",
                )
                for number in numbers
            ),
            payer=self.register.persons[numbers[0]],
            into=CASH,
        )

    def take(
        self,
        who: str,
        *payments: Payment,
        into: str,
        payer: UUID | None = None,
        payer_name: str = "",
    ) -> dict[str, object]:
        """One payer at the counter."""
        return take_payment(
            self.stage.act(who),
            payments=list(payments),
            received_on=self.stage.diary.today,
            into=into,
            payer=payer,
            payer_name=payer_name,
            confirmed=True,
        )

    def _temple_pays(self) -> None:
        """Wat Don Klang pays a year for Grandmother Mali."""
        self.take(
            "somsri",
            Payment(
                member=self.register.memberships[story.MALI.number],
                amount_satang=TEMPLE_PAYS,
            ),
            into=CASH,
            payer_name=story.MALI.payer_name,
        )


def reaches(house: House, month: date) -> int | None:
    """How many months beyond this one a house pays in this round; None: not now."""
    late = 0 if house.late == 99 else house.late
    if house.late == 99 and month >= STOPPED_IN:
        return None
    place = (month.year - FIRST.year) * 12 + month.month - late - house.phase
    every = max(house.rhythm, 1 if month >= MONTHLY_FROM else 3)
    if place % every >= (1 if month >= MONTHLY_FROM else min(3, every)):
        return None
    return house.rhythm - 1 - late


def _owed(row: Row, arrears: list[int]) -> int:
    return max(0, sum(arrears[place] for place in row.rows) - row.credit_satang)


def _next(month: date, months: int) -> date:
    at = month.year * 12 + month.month - 1 + months
    return date(at // 12, at % 12 + 1, 1)
