"""Paper that people take home carries the link of the command that made it."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

from kongbun.audit.checkpoint import read_line
from kongbun.audit.models import AuditEvent
from kongbun.receipts.models import Receipt
from kongbun.reports.actions import close_month
from kongbun.testing import books
from kongbun.testing.cast import TODAY, Cast
from kongbun.testing.sound_books import give, receive
from kongbun.web.templatetags.kongbun import qr
from tests.reports.test_close_month import LAST, OCTOBER
from tests.treasury.steps import count, read
from tests.web.doors import Visitor, text

CODE = re.compile(r"(?:\d{4}-){4}\d{4}")


def shown_qr(answer: Any) -> str:
    found = re.search(r'<svg class="qr".*?</svg>', answer.content.decode(), re.DOTALL)
    assert found is not None
    return found.group()


def test_a_receipt_carries_its_own_link_however_late_it_is_printed(cast: Cast) -> None:
    receive(cast.act("prasert"), numbers=[1], satang=3000, on=TODAY)
    paper = Receipt.objects.get()
    somsri = Visitor(cast, "somsri")
    page = f"/f/TUNG/receipts/{paper.public_id}/"
    first = somsri.get(page)
    give(cast.act("somsri"), no=1, satang=5)
    assert shown_qr(somsri.get(page)) == shown_qr(first)
    link = AuditEvent.objects.get(command_id=paper.command_id)
    (code,) = CODE.findall(text(first))
    typed = read_line(f"TUNG {link.seq} {code}")
    assert typed is not None
    said = f"KONGBUN-RECEIPT-1 TUNG 1/0001 2026-11-20 3001 {link.seq} {typed.code}"
    assert shown_qr(first) == str(qr(said, "คิวอาร์ของใบรับเงินใบนี้"))
    assert read_line(said) is not None


def test_the_sheet_of_a_closed_month_carries_the_link_of_the_close(cast: Cast) -> None:
    books.write(
        cast,
        "2026-10-05  income:donation -> cash    1,000.00\n==\n"
        "cash              1,000.00\nincome:donation  -1,000.00\n",
    )
    count(cast, {"100000": 1}, counted_on=LAST)
    read(cast, 0, read_on=LAST)
    told = close_month(cast.act("somsri"), month=OCTOBER)
    page = f"/f/TUNG/closes/{UUID(told['close'])}/"
    somsri = Visitor(cast, "somsri")
    first = somsri.get(page)
    give(cast.act("somsri"), no=1, satang=5)
    assert shown_qr(somsri.get(page)) == shown_qr(first)
    link = AuditEvent.objects.get(action="treasury.close_month", allowed=True)
    (code,) = CODE.findall(text(first))
    assert read_line(f"TUNG {link.seq} {code}") is not None
    whole = (
        f"KONGBUN-CHECKPOINT-1 TUNG {cast.fund.public_id.hex} 2026-11-20 {link.seq}"
        f" {bytes(link.hash).hex()} 1"
    ).upper()
    assert shown_qr(first) == str(qr(whole, "คิวอาร์ของพยานเมื่อปิดเดือน"))
