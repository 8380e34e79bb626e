"""What must be in order before a month closes: treasury's own conditions.

Reads only.  Those of receipts and claims are put beside these in
`reports.conditions`; the close itself is `reports.actions.close_month`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from kongbun.kernel.money import Money
from kongbun.kernel.refusal import Reason, RefusalCode
from kongbun.kernel.thai_date import month_end, month_name, month_start, short
from kongbun.ledger.balances import (
    AccountLine,
    accounts,
    closed_through,
    first_day_kept,
    moved,
    stood_on,
)
from kongbun.ledger.chart import HELD, AccountKind
from kongbun.ledger.entries import FREE
from kongbun.treasury.entering_actions import number_of
from kongbun.treasury.models import CashCount, CloseNote
from kongbun.treasury.purposes import purses
from kongbun.treasury.queries import close_notes, counts, readings, unpaid_expenses


class Condition(StrEnum):
    """A point of the list; stable: stored with every close."""

    ORDER = "order"
    CASH = "cash"
    BANK = "bank"
    BAG = "bag"
    SUSPENSE = "suspense"
    RECEIPTS = "receipts"
    CLAIMS = "claims"
    WITNESS = "witness"
    EXPENSES = "expenses"
    PURPOSES = "purposes"


@dataclass(frozen=True, slots=True)
class Point:
    """One condition as it stands: met, explained, or what is missing and what to do.

    `subject` is what exactly it is about; `explainable`: one line settles it.
    """

    condition: Condition
    subject: str
    title: str
    text: str
    reason: Reason | None = None
    explainable: bool = False
    note: str = ""

    @property
    def met(self) -> bool:
        return self.reason is None

    def as_json(self) -> dict[str, Any]:
        return {
            "condition": self.condition.value,
            "subject": self.subject,
            "title": self.title,
            "met": self.met,
            "text": self.text,
            "note": self.note,
            "remedy": self.reason.remedy() if self.reason else "",
        }


@dataclass(frozen=True, slots=True)
class Month:
    """A month of a fund that is to be closed, and what was written about it."""

    fund_id: int
    first: date
    # Satang in every account at the end of the month.
    stood: Mapping[str, int]
    notes: Mapping[tuple[str, str], CloseNote] = field(default_factory=dict)

    @property
    def last(self) -> date:
        return month_end(self.first)

    @property
    def name(self) -> str:
        return month_name(self.first)

    def note(self, condition: Condition, subject: str) -> str:
        written = self.notes.get((condition.value, subject))
        return written.text if written else ""

    def explained(
        self,
        condition: Condition,
        subject: str,
        *,
        title: str,
        text: str,
        reason: Reason,
    ) -> Point:
        """A point that one line settles: open until the line is written."""
        note = self.note(condition, subject)
        return Point(
            condition,
            subject,
            title,
            f"{text} เหตุผล: {note}" if note else text,
            reason=None if note else reason,
            explainable=True,
            note=note,
        )


def month_of(fund_id: int, day: date) -> Month:
    first = month_start(day)
    stood = stood_on(fund_id, month_end(first))
    return Month(fund_id, first, stood, close_notes(fund_id, first))


def month_to_close(fund_id: int) -> date | None:
    """The first day of the next month to close; none before any money moved."""
    last = closed_through(fund_id)
    if last is not None:
        return month_start(last + timedelta(days=1))
    first = first_day_kept(fund_id)
    return month_start(first) if first else None


def points(month: Month, today: date) -> list[Point]:
    """Treasury's points, in the order of the page."""
    return [
        *_order(month, today),
        *_cash(month),
        *_bank(month),
        *_bags(month),
        *_suspense(month),
        *_purposes(month),
        *_expenses(month),
    ]


def _order(month: Month, today: date) -> Iterator[Point]:
    title = "เดือนสิ้นสุดแล้ว และเดือนก่อนหน้าปิดครบ"
    next_open = month_to_close(month.fund_id)
    reason = None
    if today <= month.last:
        reason = Reason(
            RefusalCode.MONTH_NOT_OVER,
            {"month": month.name, "from_day": short(month.last + timedelta(days=1))},
        )
    elif next_open is not None and next_open != month.first:
        closed = month.first < next_open
        reason = (
            Reason(RefusalCode.ALREADY_DECIDED, {"what": f"การปิดเดือน{month.name}"})
            if closed
            else Reason(
                RefusalCode.MONTH_OUT_OF_ORDER,
                {"first": month_name(next_open), "month": month.name},
            )
        )
    text = reason.message() if reason else f"ถึง{month.name}"
    yield Point(Condition.ORDER, "", title, text, reason)


def _cash(month: Month) -> Iterator[Point]:
    for box in accounts(month.fund_id, AccountKind.CASH):
        book = month.stood.get(box.code, 0)
        title = f"นับเงินสดสองคน {box.name}"
        # Of several counts on one day the last one holds.
        since = {
            one.counted_on: one
            for one in counts(month.fund_id, box.id)
            .filter(counted_on__gte=month.last)
            .order_by("-counted_on", "pk")
        }
        matching = next(
            (
                one
                for one in since.values()
                if implied_at(one, month.last, box.code) == book
            ),
            None,
        )
        facts = {"account": box.name, "month": month.name, "book": Money(book)}
        if matching is not None:
            yield Point(
                Condition.CASH,
                box.code,
                title,
                f"{Money(book)} บาท ตรงกับบัญชี นับโดย{matching.first_by.display_name} "
                f"และ{matching.second_by.display_name} {short(matching.counted_on)}",
            )
        elif not since:
            reason = Reason(RefusalCode.CASH_NOT_COUNTED, facts)
            yield Point(Condition.CASH, box.code, title, reason.message(), reason)
        else:
            found = implied_at(next(iter(since.values())), month.last, box.code)
            reason = Reason(
                RefusalCode.CASH_DIFFERS, {**facts, "counted": Money(found)}
            )
            yield Point(Condition.CASH, box.code, title, reason.message(), reason)


def implied_at(count: CashCount, day: date, code: str) -> int:
    """What lay in the box at the end of `day`, judged by a later count.

    Money booked in between, and known when it was counted, is taken back out.
    """
    between = moved(
        count.fund_id,
        code,
        after=day,
        until=count.counted_on,
        newest_entry_id=count.newest_entry_id,
    )
    return count.total_satang - between


def _bank(month: Month) -> Iterator[Point]:
    for bank in accounts(month.fund_id, AccountKind.BANK):
        book = month.stood.get(bank.code, 0)
        title = f"ยอดในสมุดธนาคาร {bank.name} ณ {short(month.last)}"
        facts = {"account": bank.name, "day": short(month.last), "book": Money(book)}
        read = readings(month.fund_id, bank.id).filter(read_on=month.last).first()
        if read is None:
            reason = Reason(RefusalCode.BANK_NOT_READ, facts)
            yield Point(Condition.BANK, bank.code, title, reason.message(), reason)
        elif read.balance_satang != book:
            reason = Reason(
                RefusalCode.BANK_DIFFERS, {**facts, "read": Money(read.balance_satang)}
            )
            yield Point(Condition.BANK, bank.code, title, reason.message(), reason)
        else:
            yield Point(
                Condition.BANK,
                bank.code,
                title,
                f"{Money(book)} บาท ตรงกับบัญชี กรอกโดย{read.entered_by.display_name}",
            )


def _bags(month: Month) -> Iterator[Point]:
    held = _standing(month, AccountKind.BAG)
    for bag, book in held:
        facts = {"account": bag.name, "month": month.name, "book": Money(book)}
        reason = Reason(RefusalCode.BAG_UNEXPLAINED, facts)
        yield month.explained(
            Condition.BAG,
            bag.code,
            title=f"{bag.name} ถือข้ามสิ้นเดือน",
            text=f"{Money(book)} บาท ณ {short(month.last)}",
            reason=reason,
        )
    if not held:
        yield Point(Condition.BAG, "", "ถุงผู้เก็บเงินว่างทุกถุง", "ส่งมอบครบแล้ว")


def _suspense(month: Month) -> Iterator[Point]:
    held = _standing(month, AccountKind.SUSPENSE)
    for account, book in held:
        # Suspense is owed to late lines: a credit balance.
        facts = {"account": account.name, "month": month.name, "book": Money(abs(book))}
        reason = Reason(RefusalCode.SUSPENSE_UNEXPLAINED, facts)
        yield month.explained(
            Condition.SUSPENSE,
            account.code,
            title=f"{account.name}ยังไม่เป็นศูนย์",
            text=f"{Money(abs(book))} บาท ณ {short(month.last)}",
            reason=reason,
        )
    if not held:
        yield Point(Condition.SUSPENSE, "", "ไม่มีเงินพักรอใบรับที่มาช้า", "เป็นศูนย์ทุกบัญชี")


def _purposes(month: Month) -> Iterator[Point]:
    """What is kept for a purpose is there, and nothing is left of one that is over."""
    kept = -month.stood.get(FREE, 0)
    held = sum(
        month.stood.get(one.code, 0)
        for one in accounts(month.fund_id, *HELD, include_closed=True)
    )
    found = []
    if kept and held < kept:
        reason = Reason(
            RefusalCode.FENCED_MONEY_MISSING,
            {"month": month.name, "lacking": Money(kept - held)},
        )
        found.append(
            month.explained(
                Condition.PURPOSES,
                FREE,
                title="เงินที่กันไว้ตามวัตถุประสงค์ไม่ครบ",
                text=f"ขาด {Money(kept - held)} บาท ณ {short(month.last)}",
                reason=reason,
            )
        )
    for one in purses(month.fund_id):
        left = month.stood.get(one.code, 0)
        if one.purpose.until is None or one.purpose.until > month.last or not left:
            continue
        facts = {
            "purpose": one.name,
            "until": short(one.purpose.until),
            "remaining": Money(left),
            "giver": one.purpose.giver,
        }
        found.append(
            month.explained(
                Condition.PURPOSES,
                one.code,
                title=f"เงินเพื่อ{one.name} พ้นวันสุดท้ายที่ใช้ได้",
                text=f"เหลือ {Money(left)} บาท ณ {short(month.last)}",
                reason=Reason(RefusalCode.PURPOSE_OVER_UNEXPLAINED, facts),
            )
        )
    text = f"กันไว้ {Money(kept)} บาท" if kept else "ไม่มีเงินที่กันไว้"
    yield from found or [
        Point(Condition.PURPOSES, "", "เงินที่กันไว้ตามวัตถุประสงค์อยู่ครบ", text)
    ]


def _expenses(month: Month) -> Iterator[Point]:
    waiting = [
        movement
        for movement, word in unpaid_expenses(month.fund_id)
        if word is not None and movement.occurred_on <= month.last
    ]
    for movement in waiting:
        number, amount = number_of(movement), Money(movement.amount_satang)
        reason = Reason(
            RefusalCode.EXPENSE_UNPAID_UNEXPLAINED, {"number": number, "amount": amount}
        )
        yield month.explained(
            Condition.EXPENSES,
            number,
            title=f"รายจ่ายที่ {number} อนุมัติแล้วยังไม่จ่าย",
            text=f"{movement.reason} {amount} บาท ให้{movement.party}",
            reason=reason,
        )
    if not waiting:
        yield Point(
            Condition.EXPENSES, "", "รายจ่ายที่อนุมัติ จ่ายแล้วหรือมีเหตุผล", "ไม่มีรายจ่ายค้าง"
        )


def _standing(month: Month, kind: AccountKind) -> list[tuple[AccountLine, int]]:
    """Accounts of a kind that hold something at the end of the month."""
    found = [
        (account, month.stood.get(account.code, 0))
        for account in accounts(month.fund_id, kind, include_closed=True)
    ]
    return [(account, satang) for account, satang in found if satang]
