"""The things that may wait for someone, each found by asking one app.

A provider yields only what this user can act on; nothing here decides anything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from django.urls import NoReverseMatch

from kongbun.access.permissions import Verb
from kongbun.bylaws.queries import versions
from kongbun.devices.queries import held_items
from kongbun.founding.queries import pending_statement, statements
from kongbun.kernel.money import Money
from kongbun.kernel.thai_date import month_end, month_name, short
from kongbun.people.queries import search
from kongbun.reports.conditions import close_list
from kongbun.treasury.closing import month_to_close as next_month
from kongbun.treasury.queries import unpaid_expenses
from kongbun.web.door import FundRequest, fund_url

State = Literal["no", "wait", "info"]
DAYS_TO_CLOSE = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One thing to do: what, how much, since when, and the verb that does it.

    `days_left` is below 0 when it is overdue, None when nothing presses.
    """

    title: str
    url: str
    verb: str
    note: str = ""
    satang: int | None = None
    age: str = ""
    days_left: int | None = None
    state: State = "wait"

    @property
    def rank(self) -> tuple[int, int]:
        order = {"no": 0, "wait": 1, "info": 2}[self.state]
        return (order, self.days_left if self.days_left is not None else 10_000)


Provider = Callable[[FundRequest], Iterable[Waiting]]


def link(request: FundRequest, *candidates: str | tuple[str, dict[str, object]]) -> str:
    """The first of these pages that exists."""
    for candidate in candidates:
        name, keys = (candidate, {}) if isinstance(candidate, str) else candidate
        with suppress(NoReverseMatch):
            return fund_url(request, name, **keys)
    return fund_url(request, "web:today")


def overdue(days: int) -> str:
    return f"เลยกำหนด {days} วัน"


def waited(days: int) -> str:
    return "วันนี้" if days <= 0 else f"รอ {days} วัน"


def beginning(request: FundRequest) -> Iterator[Waiting]:
    """The first steps of a new fund: its by-law, its register, its old balances."""
    fund = request.fund
    if not versions(fund.pk).exists() and request.standing.may(Verb.ADOPT_BYLAW):
        yield Waiting(
            title="ใส่ระเบียบของกองทุน",
            url=link(request, "bylaws:adopt"),
            verb="ใส่ระเบียบ",
            note="ยังเก็บเงินและจ่ายสวัสดิการไม่ได้จนกว่าจะมีระเบียบ",
        )
    if search(fund.pk, exited=True).exists():
        return
    if request.standing.may(Verb.IMPORT_MEMBERS):
        yield Waiting(
            title="นำเข้าทะเบียนสมาชิก",
            url=link(request, "people:import"),
            verb="นำเข้าทะเบียน",
            note="ใช้ไฟล์ Excel ที่มีอยู่ หรือรับสมาชิกทีละคนในหน้าสมาชิก",
        )
    if not statements(fund.pk).exists() and request.standing.may(Verb.MANAGE_FUND):
        yield Waiting(
            title="กรอกยอดยกมาจากสมุดเดิม",
            url=fund_url(request, "web:opening"),
            verb="กรอกยอดยกมา",
            note="ถ้ากองทุนทำมาก่อน คนที่สองเป็นผู้อนุมัติ กองทุนตั้งใหม่ไม่ต้องทำ",
            state="info",
        )


def opening_to_approve(request: FundRequest) -> Iterator[Waiting]:
    statement = pending_statement(request.fund.pk)
    if statement is None or not request.standing.may(Verb.APPROVE_OPENING):
        return
    if statement.stated_by_id == request.user.pk:
        return
    yield Waiting(
        title="อนุมัติยอดยกมา",
        url=fund_url(request, "web:opening"),
        verb="ดูยอดยกมา",
        note=(
            f"ณ {short(statement.cut_over_on)} "
            f"แจ้งโดย {statement.stated_by.display_name}"
        ),
        age="รอคนที่สอง",
    )


def expenses_to_decide(request: FundRequest) -> Iterator[Waiting]:
    """Waiting for approval, or approved and waiting to be paid."""
    for movement, word in unpaid_expenses(request.fund.pk):
        amount = f"{Money(movement.amount_satang).short()} บาท"
        about = movement.reason or movement.other.name
        address = link(
            request, ("treasury:movement", {"movement_id": movement.public_id})
        )
        days = (request.today - movement.occurred_on).days
        if word is None:
            if (
                request.standing.may(Verb.APPROVE_MONEY)
                and movement.entered_by_id != request.user.pk
            ):
                yield Waiting(
                    title=f"อนุมัติรายจ่าย {about} {amount}",
                    url=address,
                    verb="ดูรายการ",
                    note=f"บันทึกโดย {movement.entered_by.display_name}",
                    age=waited(days),
                    days_left=-days,
                )
        elif request.standing.may(Verb.BOOK_OTHER_MONEY):
            yield Waiting(
                title=f"จ่าย {about} {amount}",
                url=address,
                verb="จ่ายเงิน",
                note=f"{word.checker.display_name} อนุมัติแล้ว",
                age=waited(days),
                days_left=-days,
            )


def from_phones(request: FundRequest) -> Iterator[Waiting]:
    """What phones sent and no phone may book: one line a phone, the oldest first."""
    if not request.standing.may(Verb.TAKE_FROM_DEVICE):
        return
    told: set[int] = set()
    for item in held_items(request.fund.pk):
        device = item.device
        if device.pk in told or device.user_id == request.user.pk:
            continue
        told.add(device.pk)
        days = (request.today - item.kept_on).days
        yield Waiting(
            title=f"ตรวจรายการจาก{device.name}",
            url=link(request, ("devices:device", {"device": device.public_id})),
            verb="ดูรายการ",
            note=f"{device.user.display_name} ส่งมา ยังไม่ลงบัญชี",
            age=waited(days),
            days_left=-days,
        )


def month_to_close(request: FundRequest) -> Iterator[Waiting]:
    """The next month, once it is over; overdue from the 16th of the month after."""
    if not request.standing.may(Verb.CLOSE_MONTH):
        return
    first = next_month(request.fund.pk)
    if first is None or month_end(first) >= request.today:
        return
    due = month_end(first) + timedelta(days=DAYS_TO_CLOSE)
    late = (request.today - due).days
    missing = [
        point.title for point in close_list(request.fund.pk, first, request.today).open
    ]
    left = f"เหลือ {len(missing)} ข้อ: {' '.join(missing[:3])}"
    yield Waiting(
        title=f"ปิดเดือน{month_name(first)}",
        url=link(request, "treasury:close"),
        verb="ดูรายการ",
        note=left if missing else "ครบทุกข้อแล้ว",
        age=overdue(late) if late > 0 else f"ภายใน {short(due)}",
        days_left=-late,
        state="no" if late > 0 else "wait",
    )
