"""Small books in which everything that `check` looks at has happened once, soundly.

Written with `post` itself: what the apps make of it stands in their own tests.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from kongbun.commands.run import Act, command
from kongbun.kernel.money import Money
from kongbun.ledger import entries
from kongbun.ledger.accounts import close_month
from kongbun.ledger.post import post, reverse
from kongbun.ledger.seal import receipt_line
from kongbun.receipts.models import Book, Receipt
from kongbun.testing.cast import TODAY, Cast, make_cast


@command("test.receive")
def receive(act: Act, *, numbers: list[int], satang: int, on: date) -> dict[str, Any]:
    book, _ = Book.objects.get_or_create(
        fund_id=act.fund_id, number=1, defaults={"issuer": "office", "opened_on": on}
    )
    posted = post(
        act,
        *(
            entries.receipt(
                book=1,
                no=no,
                received_on=on,
                into="bag:1",
                lines=[("income:entry-fee", Money(satang)), ("income:other", Money(1))],
            )
            for no in numbers
        ),
    )
    for no, entry in zip(numbers, posted, strict=True):
        receipt = Receipt.objects.create(
            fund_id=act.fund_id,
            book=book,
            no=no,
            payer_name="นางทองใบ แก้วมา",
            received_on=on,
            amount_satang=satang + 1,
            entry_id=entry.id,
            command_id=act.command_pk,
        )
        for kind, amount in (("entry_fee", satang), ("other", 1)):
            act.lines.append(
                receipt_line(book.number, no, None, kind, amount, (None, None))
            )
            receipt.lines.create(fund_id=act.fund_id, kind=kind, amount_satang=amount)
    book.next_no = max(numbers) + 1
    book.save(update_fields=["next_no"])
    return {"entries": [entry.id for entry in posted]}


@command("test.hand_over")
def hand_over(act: Act, *, no: int, satang: int) -> dict[str, Any]:
    entry = entries.hand_over(
        reference=f"hand-over:{no}:1",
        accepted_on=act.today,
        bag="bag:1",
        into="cash",
        counted=Money(satang),
        bag_balance=Money(satang),
        suspense="suspense:1",
    )
    return {"entry": post(act, entry)[0].id}


@command("test.give")
def give(act: Act, *, no: int, satang: int) -> dict[str, Any]:
    entry = entries.other_income(
        reference=f"gift:{no}:1",
        occurred_on=act.today,
        income="income:donation",
        into="cash",
        amount=Money(satang),
    )
    return {"entry": post(act, entry)[0].id}


@command("test.take_back")
def take_back(act: Act, *, entry: int) -> dict[str, Any]:
    return {"entry": reverse(act, entry, reason="ลงชื่อผิดคน").id}


@command("test.close")
def close(act: Act, *, through: date) -> dict[str, Any]:
    close_month(act, closed_through=through)
    return {}


def make_books() -> Cast:
    """Two funds, receipts, hand-overs, a reversal and a closed month."""
    cast = make_cast()
    before, day = date(2026, 9, 20), TODAY - timedelta(days=3)
    receive(
        cast.act("prasert", today=before), numbers=[1, 2, 3], satang=3000, on=before
    )
    hand_over(cast.act("somsri", today=before), no=1, satang=9003)
    close(cast.act("somsri", today=day), through=date(2026, 9, 30))
    receive(cast.act("prasert", today=day), numbers=[4, 5], satang=3000, on=day)
    given = give(cast.act("somsri", today=day), no=1, satang=70_00)
    take_back(cast.act("somsri", today=day), entry=given["entry"])
    give(cast.act("somsri", today=day), no=2, satang=100_00)
    hand_over(cast.act("somsri"), no=2, satang=6002)
    give(cast.act("noi", fund=cast.other_fund), no=1, satang=500_00)
    return cast
