"""What counter and treasurer do: receipts, bags, other money, counts, closes."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from kongbun.dues.actions import take_sheet
from kongbun.dues.bag_actions import accept_bag, offer_bag, take_back_offer
from kongbun.dues.book_actions import close_book, open_book
from kongbun.dues.payment_actions import Payment, take_payment
from kongbun.dues.reversal_actions import reverse_receipt, void_number
from kongbun.founding.actions import open_money_account
from kongbun.receipts.models import Receipt
from kongbun.reports.actions import close_month, explain
from kongbun.reports.figures import before_closing
from kongbun.testing.cast import TODAY, Cast
from kongbun.treasury import actions, count_actions, expense_actions
from kongbun.treasury.limit_actions import permit_reserve, set_limits
from kongbun.treasury.purpose_actions import open_purpose, set_aside, set_free
from tests.dues.village import (
    NOVEMBER,
    adopt_convention,
    filled,
    make_house,
    sheet_of,
    take,
)
from tests.faults.scene import Ready, does, scene
from tests.faults.strike import Step
from tests.treasury import steps
from tests.treasury.test_limits import RESERVE, SHORT

DAY = steps.DAY


def village(cast: Cast) -> None:
    adopt_convention(cast)
    for house in ("27", "28", "3"):
        make_house(cast, house, "นางบุญเรือน แสนสุข")


def slip(ready: Ready) -> Receipt:
    village(ready.cast)
    take(ready.cast, {"27": 60, "28": 60})
    return Receipt.objects.order_by("pk")[0]


@scene("dues.take_sheet")
def _sheet(ready: Ready) -> Step:
    cast = ready.cast
    village(cast)
    rows = filled(sheet_of(cast), {"27": 60, "28": 30, "3": 90})
    return does(
        cast.act("prasert"),
        take_sheet,
        branch=cast.branches[0].public_id,
        month=NOVEMBER,
        received_on=TODAY,
        bag=cast.bag,
        rows=rows,
        counted_satang=sum(row.amount_satang for row in rows),
    )


@scene("dues.take_payment")
def _payment(ready: Ready) -> Step:
    cast = ready.cast
    adopt_convention(cast)
    member = make_house(cast, "27", "นางบุญเรือน แสนสุข")[0]
    return does(
        cast.act("somsri"),
        take_payment,
        payments=[Payment(member=member.public_id, amount_satang=30_00)],
        received_on=TODAY,
        into="cash",
        payer=member.person.public_id,
    )


@scene("dues.reverse_receipt")
def _reversal(ready: Ready) -> Step:
    found = slip(ready)
    return does(
        ready.cast.act("prasert"),
        reverse_receipt,
        receipt=found.public_id,
        reason="ผิดคน",
    )


@scene("dues.offer_bag")
def _offer(ready: Ready) -> Step:
    slip(ready)
    return does(ready.cast.act("prasert"), offer_bag, bag=ready.cast.bag)


def offered(ready: Ready) -> UUID:
    slip(ready)
    return UUID(offer_bag(ready.cast.act("prasert"), bag=ready.cast.bag)["offer"])


@scene("dues.take_back_offer")
def _take_back_offer(ready: Ready) -> Step:
    offer = offered(ready)
    return does(ready.cast.act("prasert"), take_back_offer, offer=offer)


@scene("dues.accept_bag")
def _accept(ready: Ready) -> Step:
    offer = offered(ready)
    return does(
        ready.cast.act("somsri"), accept_bag, offer=offer, counted_satang=120_00
    )


@scene("receipts.open_book")
def _open_book(ready: Ready) -> Step:
    facts: dict[str, Any] = {"issuer": "printed", "number": 14, "last_no": 50}
    return does(ready.cast.act("somsri"), open_book, **facts)


def printed(ready: Ready) -> UUID:
    act = ready.cast.act("somsri")
    return UUID(open_book(act, issuer="printed", number=14, last_no=50)["book"])


@scene("receipts.void_number")
def _void(ready: Ready) -> Step:
    book = printed(ready)
    return does(ready.cast.act("somsri"), void_number, book=book, no=1, reason="เปื้อน")


@scene("receipts.close_book")
def _close_book(ready: Ready) -> Step:
    book = printed(ready)
    return does(ready.cast.act("somsri"), close_book, book=book)


@scene("treasury.other_income")
def _income(ready: Ready) -> Step:
    return does(
        ready.cast.act("somsri"),
        actions.other_income,
        income="income:donation",
        into="cash",
        amount_satang=1_000_00,
        occurred_on=DAY,
        party="นายสมบัติ ดีงาม",
    )


@scene("treasury.other_expense")
def _expense(ready: Ready) -> Step:
    return does(
        ready.cast.act("somsri"),
        expense_actions.other_expense,
        expense="expense:office",
        amount_satang=200_00,
        occurred_on=DAY,
        party="ร้านศึกษาภัณฑ์",
        reason="สมุดบัญชี 4 เล่ม",
    )


@scene("treasury.decide_expense")
def _decide(ready: Ready) -> Step:
    asked = steps.ask_expense(ready.cast)
    return does(
        ready.cast.act("prasong"),
        expense_actions.decide_expense,
        movement=UUID(asked["movement"]),
        content_hash=asked["content_hash"],
        approved=True,
    )


@scene("treasury.pay_expense")
def _pay_expense(ready: Ready) -> Step:
    steps.give(ready.cast)
    asked = steps.ask_expense(ready.cast)
    steps.decide(ready.cast, asked)
    return does(
        ready.cast.act("somsri"),
        expense_actions.pay_expense,
        movement=UUID(asked["movement"]),
        paid_from="cash",
        paid_on=DAY,
    )


@scene("treasury.move_money")
def _move(ready: Ready) -> Step:
    steps.give(ready.cast)
    return does(
        ready.cast.act("somsri"),
        actions.move_money,
        source="cash",
        into=ready.cast.bank,
        amount_satang=600_00,
        occurred_on=DAY,
    )


def bond(ready: Ready) -> str:
    steps.give(ready.cast)
    act = ready.cast.act("somsri")
    return str(open_money_account(act, kind="investment", name="สลาก ธ.ก.ส.")["code"])


def bought(ready: Ready, code: str) -> dict[str, Any]:
    return {
        "investment": code,
        "paid_from": "cash",
        "amount_satang": 500_00,
        "occurred_on": DAY,
    }


@scene("treasury.buy_investment")
def _buy(ready: Ready) -> Step:
    code = bond(ready)
    act = ready.cast.act("somsri")
    return does(act, actions.buy_investment, **bought(ready, code))


@scene("treasury.sell_investment")
def _sell(ready: Ready) -> Step:
    code = bond(ready)
    actions.buy_investment(ready.cast.act("somsri"), **bought(ready, code))
    return does(
        ready.cast.act("somsri"),
        actions.sell_investment,
        investment=code,
        into="cash",
        cost_satang=500_00,
        proceeds_satang=520_00,
        occurred_on=DAY,
    )


@scene("treasury.cash_over_short")
def _short(ready: Ready) -> Step:
    steps.give(ready.cast)
    return does(
        ready.cast.act("somsri"),
        actions.cash_over_short,
        cash="cash",
        is_over=False,
        amount_satang=20_00,
        occurred_on=DAY,
        reason="นับสามครั้งขาด 20 บาท",
        second_user_id=ready.cast.users["chanpen"].pk,
    )


@scene("treasury.reverse_movement")
def _unmove(ready: Ready) -> Step:
    given = steps.give(ready.cast)
    return does(
        ready.cast.act("somsri"),
        actions.reverse_movement,
        movement=UUID(given["movement"]),
        reason="ลงผิด",
    )


@scene("treasury.count_cash")
def _count(ready: Ready) -> Step:
    steps.give(ready.cast)
    return does(
        ready.cast.act("somsri"),
        count_actions.count_cash,
        cash="cash",
        counted_on=DAY,
        pieces={"100000": 1},
        second_user_id=ready.cast.users["chanpen"].pk,
    )


@scene("treasury.read_bank")
def _read(ready: Ready) -> Step:
    return does(
        ready.cast.act("somsri"),
        count_actions.read_bank,
        bank=ready.cast.bank,
        read_on=DAY,
        balance_satang=0,
    )


@scene("treasury.close_month")
def _close(ready: Ready) -> Step:
    cast, october, last = ready.cast, date(2026, 10, 1), date(2026, 10, 31)
    steps.give(cast, 1_000_00, occurred_on=date(2026, 10, 5))
    steps.count(cast, {"100000": 1}, counted_on=last)
    steps.read(cast, 0, read_on=last)
    figures, newest = before_closing(cast.fund, october)
    return does(
        cast.act("somsri"),
        close_month,
        month=october,
        figures=figures,
        newest_entry_id=newest,
    )


@scene("treasury.explain")
def _explain(ready: Ready) -> Step:
    cast, last = ready.cast, date(2026, 10, 31)
    purpose = steps.make_purpose(cast, until=last, today=date(2026, 10, 5))
    steps.give(cast, 70_00, purpose=purpose, occurred_on=date(2026, 10, 6))
    return does(
        cast.act("somsri"),
        explain,
        month=date(2026, 10, 1),
        condition="purposes",
        subject="restricted:1",
        text="ยกไปช่วยน้ำท่วมปีหน้า",
    )


@scene("treasury.open_purpose")
def _purpose(ready: Ready) -> Step:
    return does(
        ready.cast.act("somsri"),
        open_purpose,
        name="น้ำท่วม 2569",
        giver="เทศบาลตำบลทุ่งน้ำใจ",
        uses=["expense:benefit:11", "expense:travel"],
    )


@scene("treasury.set_aside")
def _set_aside(ready: Ready) -> Step:
    steps.give(ready.cast)
    purpose = steps.make_purpose(ready.cast)
    act = ready.cast.act("somsri")
    return does(
        act, set_aside, purpose=purpose, amount_satang=300_00, reason="ที่ประชุมให้กันไว้"
    )


@scene("treasury.set_free")
def _set_free(ready: Ready) -> Step:
    steps.give(ready.cast)
    purpose = steps.make_purpose(ready.cast)
    facts: dict[str, Any] = {"purpose": purpose, "reason": "ที่ประชุมให้กันไว้"}
    set_aside(ready.cast.act("somsri"), amount_satang=300_00, **facts)
    second = ready.cast.users["prasong"].pk
    return does(
        ready.cast.act("somsri"),
        set_free,
        amount_satang=300_00,
        second_user_id=second,
        **facts,
    )


@scene("treasury.set_limits")
def _limits(ready: Ready) -> Step:
    return does(
        ready.cast.act("prasong"),
        set_limits,
        administration=["expense:pay", "expense:other"],
        base="to_date",
        reason="มติที่ประชุมใหญ่",
    )


@scene("treasury.permit_reserve")
def _reserve(ready: Ready) -> Step:
    adopt_convention(ready.cast, more=RESERVE + SHORT % "by_resolution")
    return does(
        ready.cast.act("chanpen"),
        permit_reserve,
        number="3/2569",
        decided_on=DAY,
        text="น้ำท่วม ให้จ่ายเงินสำรองได้",
        down_to_satang=50_00,
        until=TODAY,
    )


@scene("founding.open_account")
def _account(ready: Ready) -> Step:
    act = ready.cast.act("somsri")
    return does(act, open_money_account, kind="bank", name="ออมสิน")
