"""Other money, and the close of each month by two people who count."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID

from kongbun.access.models import Fund
from kongbun.claims.models import Claim, ClaimStatus
from kongbun.demo import story
from kongbun.demo.opening import BANK, CASH
from kongbun.demo.stage import Stage
from kongbun.kernel.thai_date import month_end
from kongbun.ledger.balances import balance, balance_on
from kongbun.reports.actions import close_month, explain
from kongbun.reports.conditions import close_list
from kongbun.reports.figures import before_closing
from kongbun.treasury.actions import buy_investment, move_money, other_income
from kongbun.treasury.count_actions import PIECES, count_cash, read_bank
from kongbun.treasury.expense_actions import decide_expense, other_expense, pay_expense

FIRST_MONTH = date(2020, 11, 1)
LAST_CLOSED = date(2026, 9, 1)
# What is kept in the box when the rest goes to the bank.
KEPT_IN_CASH = 20_000_00
COMPARED_ON = date(2026, 11, 15)
# What stands on the story's day, as the pages of the docs show it.
BANK_ON_THE_DAY, CASH_ON_THE_DAY = 571_920_25, 28_450_00
INVESTMENT = "investment:1"

# Year of the grant, day and month, account of income, baht, who gave.
GRANTS = (
    (date(2020, 11, 20), "income:seed-grant", 55_000, "พอช."),
    (date(2022, 8, 9), "income:state-grant", 90_000, "พอช."),
    (date(2024, 8, 14), "income:state-grant", 118_000, "พอช."),
    (date(2025, 7, 8), "income:local-groups", 12_500, "กลุ่มออมทรัพย์บ้านดอนกลาง"),
)
LOCAL_GOVERNMENT = {2021: 20_000, 2022: 30_000, 2023: 30_000, 2024: 50_000}
DONORS = ("กฐินสามัคคี วัดดอนกลาง", "ผ้าป่าศิษย์เก่า", "ร้านค้าบ้านท่าเกวียน")
COSTS = (
    (3, "expense:meeting", 3_500, "ร้านป้าแดงอาหารตามสั่ง", "อาหารประชุมใหญ่"),
    (6, "expense:office", 1_280, "ร้านเครื่องเขียนร่มไทร", "สมุดและใบรับเงิน"),
    (9, "expense:travel", 2_400, "นายถาวร บุญมา", "ค่ารถประชุมเครือข่ายจังหวัด"),
)


class Months:
    def __init__(self, stage: Stage) -> None:
        self.stage = stage

    def write_down(self) -> None:
        at = self.stage.diary.at
        for day, income, baht, giver in GRANTS:
            at(day, self._income(income, baht * 100, giver))
        for year in range(2021, 2027):
            local = LOCAL_GOVERNMENT.get(year, 60_000) * 100
            at(
                date(year, 8, 18),
                self._income("income:local-government", local, "อบต.ทุ่งน้ำใจ"),
            )
            at(
                date(year, 11, 3),
                self._income(
                    "income:donation", 4_000_00 + year % 7 * 350_00, DONORS[year % 3]
                ),
            )
            for in_month in (3, 9):
                at(date(year, in_month, 28), self._interest)
            for in_month, expense, baht, payee, what in COSTS:
                at(
                    date(year, in_month, 12),
                    lambda e=expense, b=baht, p=payee, w=what: self._cost(e, b, p, w),  # type: ignore[misc]
                )
        month = FIRST_MONTH
        while month <= LAST_CLOSED:
            after = month_end(month) + timedelta(days=1)
            at(after, lambda m=month: self.count(m))  # type: ignore[misc]
            at(after + timedelta(days=4), lambda m=month: self.close(m))  # type: ignore[misc]
            at(month_end(month) - timedelta(days=2), self._to_bank)
            month = after
        # October is not closed: counted, but the bank's book not yet entered.
        at(date(2026, 10, 29), self._to_bank)
        at(date(2026, 11, 1), lambda: self.count(date(2026, 10, 1), bank=False))
        at(date(2023, 5, 10), lambda: self._buy(200_000_00))
        at(COMPARED_ON, self._settle)

    def _income(self, income: str, satang: int, giver: str) -> Callable[[], None]:
        def scene() -> None:
            other_income(
                self.stage.act("somsri"),
                income=income,
                into=BANK,
                amount_satang=satang,
                occurred_on=self.stage.diary.today,
                party=giver,
            )

        return scene

    def _interest(self) -> None:
        held = balance(self.stage.fund_id, BANK)
        if held > 0:
            # A quarter of a per cent for half a year, to the quarter of a baht.
            satang = held // 400 // 25 * 25
            self._income("income:interest", max(25, satang), "ธ.ก.ส.")()

    def _cost(self, expense: str, baht: int, payee: str, what: str) -> None:
        """Entered by the treasurer, approved by the chair, then paid."""
        today = self.stage.diary.today
        entered = other_expense(
            self.stage.act("somsri"),
            expense=expense,
            amount_satang=baht * 100,
            occurred_on=today,
            party=payee,
            reason=what,
        )
        movement = UUID(entered["movement"])
        decide_expense(
            self.stage.act("prasong"),
            movement=movement,
            content_hash=entered["content_hash"],
            approved=True,
        )
        pay_expense(
            self.stage.act("somsri"), movement=movement, paid_from=CASH, paid_on=today
        )

    def _to_bank(self) -> None:
        over = balance(self.stage.fund_id, CASH) - KEPT_IN_CASH
        if over >= 1_000_00:
            self._move(CASH, BANK, over // 1_000_00 * 1_000_00)

    def _move(self, source: str, into: str, satang: int) -> None:
        move_money(
            self.stage.act("somsri"),
            source=source,
            into=into,
            amount_satang=satang,
            occurred_on=self.stage.diary.today,
            paper_no="ใบฝากเงิน" if into == BANK else "ใบถอนเงิน",
        )

    def _buy(self, satang: int) -> None:
        buy_investment(
            self.stage.act("somsri"),
            investment=INVESTMENT,
            paid_from=BANK,
            amount_satang=satang,
            occurred_on=self.stage.diary.today,
            reason="มติคณะกรรมการ ให้เงินสำรองงอกเงย",
        )

    def count(self, month: date, *, bank: bool = True) -> None:
        """The box by two on the month's last evening; the bank's book beside it."""
        last = month_end(month)
        count_cash(
            self.stage.act("somsri"),
            cash=CASH,
            counted_on=last,
            pieces=pieces(balance_on(self.stage.fund_id, CASH, last)),
            second_user_id=self.stage.users["chanpen"].pk,
        )
        if bank:
            self._read_bank(last)

    def _read_bank(self, day: date) -> None:
        read_bank(
            self.stage.act("somsri"),
            bank=BANK,
            read_on=day,
            balance_satang=balance_on(self.stage.fund_id, BANK, day),
        )

    def close(self, month: date) -> None:
        """Whatever stands open gets its line; then nothing more goes in."""
        for point in close_list(self.stage.fund_id, month, self.stage.diary.today).open:
            if point.explainable:
                explain(
                    self.stage.act("somsri"),
                    month=month,
                    condition=point.condition.value,
                    subject=point.subject,
                    text="ทำต่อในต้นเดือนถัดไป ตามที่คณะกรรมการรับทราบ",
                )
        fund = Fund.objects.get(pk=self.stage.fund_id)
        figures, newest = ("", 0)
        if month.month == 9:
            figures, newest = before_closing(fund, month)
        close_month(
            self.stage.act("somsri"),
            month=month,
            figures=figures,
            newest_entry_id=newest,
        )

    def _settle(self) -> None:
        """A merit-making, and the reserve put by: what the pages of the docs show."""
        over = balance(self.stage.fund_id, CASH) - CASH_ON_THE_DAY - self.to_pay()
        self._move(*((CASH, BANK) if over > 0 else (BANK, CASH)), abs(over))
        spare = balance(self.stage.fund_id, BANK) - BANK_ON_THE_DAY
        assert spare > 0, spare
        gift = -spare % 1_000_00
        if gift:
            self._income("income:donation", gift, DONORS[0])()
        self._buy(spare + gift)
        self._read_bank(COMPARED_ON)

    def to_pay(self) -> int:
        """What will still leave the cash box: a stay that the committee looks at."""
        waits = Claim.objects.filter(
            fund=self.stage.fund_id, fiscal_year=2570, benefit="ipd", live=True
        ).exclude(status=ClaimStatus.PAID)
        return sum(waits.values_list("granted_satang", flat=True))


def pieces(satang: int) -> dict[str, int]:
    """The notes and coins a sum is counted in."""
    found: dict[str, int] = {}
    for piece in PIECES:
        count, satang = divmod(satang, piece)
        if count:
            found[str(piece)] = count
    assert satang == 0, satang
    return found


assert story.TODAY > COMPARED_ON
