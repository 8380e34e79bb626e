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
from kongbun.dues.book_actions import close_book, open_book
from kongbun.dues.payment_actions import Payment, take_payment
from kongbun.dues.reversal_actions import reverse_receipt
from kongbun.dues.sheet import Row, Sheet, read_sheet
from kongbun.kernel.thai_date import month_end
from kongbun.ledger.balances import accounts
from kongbun.ledger.chart import AccountKind
from kongbun.people.models import Branch, Household
from kongbun.receipts.models import Book, Receipt
from kongbun.rules.days import day_number

FIRST = date(2020, 12, 1)
MONTHLY_FROM = date(2024, 10, 1)
ENTRY_FEE = 20_00
# In its first years the fund waived the fee; the founders paid it.
FEE_SINCE = date(2024, 10, 1)
STOPPED_IN = date(2026, 2, 1)
THIS_ROUND = date(2026, 11, 1)
# The day of the month on which a village is gone round, and the hand-over after it.
ROUND_DAY = {1: 6, 2: 8, 3: 14, 4: 9, 5: 11, 6: 10, 7: 12, 8: 13}
HANDED_AFTER = timedelta(days=3)
# October's round of village 7 came late and its bag was held over the month's end.
LATE_SEVEN = date(2026, 10, 30)
SEVEN_HANDED = date(2026, 11, 3)
TEMPLE_PAYS = 360_00
UNIT = 30_00
SEPTEMBER = date(2026, 9, 1)
# Rounds whose sums stand in the docs: months' dues in the bag, and receipts.
TOLD = {
    (7, date(2026, 10, 1)): (108, None),
    (5, THIS_ROUND): (145, 48),
    (2, THIS_ROUND): (100, None),
    (8, THIS_ROUND): (112, None),
}
# Villages whose bags are still out on the story's day, and when these went round.
STILL_OUT = {2, 3, 5, 7, 8}
NOVEMBER_DAY = {2: date(2026, 11, 17), 5: date(2026, 11, 11), 8: date(2026, 11, 18)}
# Houses of village 3 that Laor has not come to, and those with a line of their own.
TO_COME = {"22", "24", "27", "28/1", "31", "33", "36/2"}


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
        self.stage.diary.at(story.TODAY, self.on_the_day)
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
        handed = day + HANDED_AFTER
        if (moo, month) == (7, date(2026, 10, 1)):
            day, handed = LATE_SEVEN, SEVEN_HANDED
        if month == THIS_ROUND and moo in STILL_OUT:
            # Village 3 is gone round on the story's day, village 7 not yet.
            if moo in NOVEMBER_DAY:
                self.stage.diary.at(
                    NOVEMBER_DAY[moo], lambda: self.go_round(moo, month)
                )
            return
        self.stage.diary.at(day, lambda: self.go_round(moo, month))
        self.stage.diary.at(handed, lambda: self.hand_over(moo))

    def go_round(self, moo: int, month: date) -> None:
        """One village's sheet: those who pay this time, to the end they pay to."""
        branch = self.branches[moo]
        today = self.stage.diary.today
        sheet = read_sheet(self.stage.fund_id, branch, month=month, received_on=today)
        rows = self.paying(sheet, moo, month)
        if (moo, month) in TOLD:
            rows = exactly(sheet, rows, *TOLD[moo, month])
        if (moo, month) == (3, SEPTEMBER):
            rows = self._bunruean_last(rows)
        if rows:
            self.take_rows(branch, moo, month, rows)
        if (moo, month) == (3, SEPTEMBER):
            self._wrong_name(branch, month, rows[-1])

    def take_rows(
        self, branch: Branch, moo: int, month: date, rows: list[Taken]
    ) -> None:
        take_sheet(
            self.stage.act(story.COLLECTORS[moo]),
            branch=branch.public_id,
            month=month,
            received_on=self.stage.diary.today,
            bag=self.bags[moo],
            rows=rows,
            counted_satang=sum(row.amount_satang for row in rows),
            confirmed=True,
        )

    def new_book(self, number: int, first_no: int) -> None:
        """Laor's old book is full; the new one goes on where the office said."""
        laor = self.stage.users["laor"]
        for book in Book.objects.filter(holder=laor, closed_on=None):
            close_book(self.stage.act("laor"), book=book.public_id)
        open_book(
            self.stage.act("laor"),
            issuer="office",
            number=number,
            first_no=first_no,
            holder="laor",
        )

    def _bunruean_last(self, rows: list[Taken]) -> list[Taken]:
        """Her receipt of September is 11/0954."""
        house = Household.objects.get(branch=self.branches[3], house_no="27").public_id
        others = [row for row in rows if row.key != house]
        self.new_book(11, 954 - len(others))
        return others + [row for row in rows if row.key == house]

    def _wrong_name(self, branch: Branch, month: date, row: Taken) -> None:
        """11/0954 bears a wrong name: reversed, and written again as 11/0955."""
        wrong = Receipt.objects.get(
            book__number=11, no=954, fund=self.stage.fund_id
        ).public_id
        reverse_receipt(self.stage.act("laor"), receipt=wrong, reason="ลงชื่อผิดคน")
        self.take_rows(branch, 3, month, [row])

    def on_the_day(self) -> None:
        """Village 3 on 20 November: 12/0347 is Bunruean's house, 0348 her December."""
        branch = self.branches[3]
        sheet = read_sheet(
            self.stage.fund_id,
            branch,
            month=THIS_ROUND,
            received_on=self.stage.diary.today,
        )
        by_house = {row.house_no: row for row in sheet.rows}
        rest = [
            Taken(key=row.key, amount_satang=UNIT)
            for row in sheet.rows
            if row.rows and row.house_no not in TO_COME
        ]
        self.new_book(12, 347 - 14)
        told = [
            Taken(key=by_house[no].key, amount_satang=UNIT * units)
            for no, units in (("22", 4), ("24", 2), ("27", 3))
        ]
        rows = exactly(sheet, rest, 36, 12) + told
        self.take_rows(branch, 3, THIS_ROUND, rows)
        ahead = Taken(key=by_house["27"].key, amount_satang=UNIT)
        self.take_rows(branch, 3, THIS_ROUND, [ahead])

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
        """A house's newcomers on one receipt: at the office, or to the collector."""
        newest = self.stage.diary.today > story.NEWCOMER_JOINED
        self.take(
            "udom" if newest else "somsri",
            *(
                Payment(
                    member=self.register.memberships[number],
                    amount_satang=ENTRY_FEE,
                    kind="entry_fee",
                )
                for number in numbers
            ),
            payer=self.register.persons[numbers[0]],
            into=self.bags[8] if newest else CASH,
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


def exactly(
    sheet: Sheet, rows: list[Taken], units: int, receipts: int | None
) -> list[Taken]:
    """These rows, more or fewer, so that they hold exactly so many months' dues."""
    if receipts is not None:
        known = {row.key for row in rows}
        rows = rows + [
            Taken(key=row.key, amount_satang=UNIT)
            for row in sheet.rows
            if row.rows and row.key not in known
        ]
        rows = rows[:receipts]
        assert len(rows) == receipts, (len(rows), receipts)
    shares = [1] * len(rows)
    for place in range(units - len(rows)):
        shares[place % len(rows)] += 1
    assert sum(shares) == units, (units, len(rows))
    order = {row.key: place for place, row in enumerate(sheet.rows)}
    return sorted(
        (
            Taken(key=row.key, amount_satang=UNIT * share)
            for row, share in zip(rows, shares, strict=True)
        ),
        key=lambda row: order[row.key],
    )


def _owed(row: Row, arrears: list[int]) -> int:
    return max(0, sum(arrears[place] for place in row.rows) - row.credit_satang)


def _next(month: date, months: int) -> date:
    at = month.year * 12 + month.month - 1 + months
    return date(at // 12, at % 12 + 1, 1)
