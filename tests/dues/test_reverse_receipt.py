"""A wrong receipt is reversed: its days are free, its number stays."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from kongbun.access.actions import grant_role
from kongbun.dues.bag_actions import accept_bag, offer_bag
from kongbun.dues.models import DuesLine
from kongbun.dues.reversal_actions import reverse_receipt, void_number
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.ledger.accounts import close_month
from kongbun.ledger.balances import accounts, balance
from kongbun.ledger.chart import AccountKind
from kongbun.receipts import books
from kongbun.receipts.models import Book, BookIssuer, Receipt, ReceiptReversal
from kongbun.receipts.queries import missing_numbers
from kongbun.testing.cast import TODAY, Cast, act_for, has_audit_line
from tests.dues.village import (
    adopt_convention,
    make_house,
    second_collector,
    sheet_of,
    take,
)
from tests.web.doors import Visitor


@pytest.fixture
def village(cast: Cast) -> Cast:
    adopt_convention(cast)
    make_house(cast, "27", "นางบุญเรือน แสนสุข")
    make_house(cast, "3", "นายชาลี คำมูล")
    return cast


def receipt(no: int) -> Receipt:
    return Receipt.objects.get(no=no)


def paid_through(cast: Cast, house: str) -> date | None:
    rows = {row.house_no: row for row in sheet_of(cast).rows}
    return rows[house].paid_through


def test_reversal_frees_the_days_and_keeps_the_number(village: Cast) -> None:
    take(village, {"27": 60, "3": 30})
    assert paid_through(village, "27") == date(2026, 10, 31)
    answer = reverse_receipt(
        village.act("prasert"), receipt=receipt(2).public_id, reason="ลงชื่อผิดคน"
    )
    assert answer["freed"] == [{"from": "2026-09-01", "until": "2026-11-01"}]
    assert paid_through(village, "27") is None
    assert balance(village.fund.pk, village.bag) == 3_000
    assert balance(village.fund.pk, "income:dues") == -3_000
    assert [r.no for r in Receipt.objects.order_by("no")] == [1, 2]
    assert ReceiptReversal.objects.get().reason == "ลงชื่อผิดคน"
    assert has_audit_line(village, "dues.reverse_receipt")
    take(village, {"27": 60})
    assert paid_through(village, "27") == date(2026, 10, 31)


def test_a_hole_left_by_a_reversal_is_filled_first(village: Cast) -> None:
    take(village, {"27": 30})
    take(village, {"27": 60}, confirmed=True)
    reverse_receipt(
        village.act("prasert"), receipt=receipt(1).public_id, reason="ผิดบ้าน"
    )
    assert paid_through(village, "27") is None
    # One unit fills September; the other goes on after November.
    take(village, {"27": 60}, confirmed=True)
    assert paid_through(village, "27") == date(2026, 12, 31)
    assert DuesLine.objects.filter(live=True, receipt__no=3).count() == 2


def test_twice_is_refused(village: Cast) -> None:
    take(village, {"27": 60})
    reverse_receipt(village.act("somsri"), receipt=receipt(1).public_id, reason="ผิดคน")
    with pytest.raises(Refused) as refused:
        reverse_receipt(
            village.act("somsri"), receipt=receipt(1).public_id, reason="ผิดคน"
        )
    assert refused.value.code is RefusalCode.ALREADY_REVERSED


def test_without_a_reason_nothing_is_reversed(village: Cast) -> None:
    take(village, {"27": 60})
    with pytest.raises(Refused) as refused:
        reverse_receipt(village.act("somsri"), receipt=receipt(1).public_id, reason=" ")
    assert refused.value.code is RefusalCode.FIELD_EMPTY


def test_credit_that_was_used_keeps_its_receipt(village: Cast) -> None:
    take(village, {"27": 40})
    take(village, {"27": 20}, confirmed=True)
    with pytest.raises(Refused) as refused:
        reverse_receipt(
            village.act("somsri"), receipt=receipt(1).public_id, reason="ผิดคน"
        )
    assert refused.value.code is RefusalCode.CREDIT_USED
    assert "1/0002" in refused.value.reasons[0].remedy()
    for no in (2, 1):
        reverse_receipt(
            village.act("somsri"), receipt=receipt(no).public_id, reason="ผิดคน"
        )
    assert balance(village.fund.pk, "income:dues") == 0


def test_a_bag_handed_over_gives_nothing_back_but_the_cash_box_does(
    village: Cast,
) -> None:
    take(village, {"27": 60})
    offer = offer_bag(village.act("prasert"), bag=village.bag)["offer"]
    accept_bag(village.act("somsri"), offer=UUID(offer), counted_satang=6_000)
    with pytest.raises(Refused) as refused:
        reverse_receipt(
            village.act("prasert"), receipt=receipt(1).public_id, reason="ผิดคน"
        )
    assert refused.value.code is RefusalCode.BAG_HANDED_OVER
    with pytest.raises(Refused) as refused:
        reverse_receipt(
            village.act("prasert"),
            receipt=receipt(1).public_id,
            reason="ผิดคน",
            refund_from="cash",
        )
    assert refused.value.code is RefusalCode.NOT_ALLOWED
    reverse_receipt(
        village.act("somsri"),
        receipt=receipt(1).public_id,
        reason="ผิดคน",
        refund_from="cash",
    )
    assert balance(village.fund.pk, "cash") == 0
    assert balance(village.fund.pk, village.bag) == 0
    assert balance(village.fund.pk, "income:dues") == 0


def test_a_receipt_of_a_closed_month_is_reversed_today(village: Cast) -> None:
    take(village, {"27": 60}, received_on=date(2026, 10, 19), month=date(2026, 10, 1))
    act = village.act("somsri")
    act.command_pk = receipt(1).command_id
    close_month(act, closed_through=date(2026, 10, 31))
    reverse_receipt(village.act("somsri"), receipt=receipt(1).public_id, reason="ผิดคน")
    entry = ReceiptReversal.objects.get().entry
    assert (entry.occurred_on, entry.booked_on) == (TODAY, TODAY)


def test_an_outsider_reverses_nothing(village: Cast) -> None:
    take(village, {"27": 60})
    for fund, code in (
        (village.fund, RefusalCode.NOT_ALLOWED),
        (village.other_fund, RefusalCode.NOT_FOUND),
    ):
        with pytest.raises(Refused) as refused:
            reverse_receipt(
                act_for(village.users["noi"], fund),
                receipt=receipt(1).public_id,
                reason="ผิดคน",
            )
        assert refused.value.code is code
    assert not ReceiptReversal.objects.exists()


def test_a_spoiled_number_stays_in_the_book_without_money(village: Cast) -> None:
    take(village, {"27": 60})
    book = Book.objects.get()
    answer = void_number(village.act("prasert"), book=book.public_id, reason="เขียนผิดชื่อ")
    assert answer == {"receipt": "1/0002"}
    take(village, {"3": 30})
    assert [r.no for r in Receipt.objects.order_by("no")] == [1, 2, 3]
    assert missing_numbers(Book.objects.get()) == []
    with pytest.raises(Refused) as refused:
        reverse_receipt(
            village.act("prasert"), receipt=receipt(2).public_id, reason="ผิด"
        )
    assert refused.value.code is RefusalCode.RECEIPT_IS_VOID
    assert has_audit_line(village, "receipts.void_number")


def test_a_spoiled_number_of_a_printed_book_is_the_one_on_the_paper(
    village: Cast,
) -> None:
    book = books.open_book(
        village.fund.pk,
        issuer=BookIssuer.PRINTED,
        opened_on=TODAY,
        number=14,
        first_no=1,
        last_no=50,
    )
    take(village, {"27": 60}, book=book.public_id, first_no=3)
    assert missing_numbers(Book.objects.get(number=14)) == [1, 2]
    for no in (1, 2):
        void_number(village.act("prasert"), book=book.public_id, reason="ฉีกขาด", no=no)
    assert missing_numbers(Book.objects.get(number=14)) == []
    with pytest.raises(Refused) as refused:
        void_number(village.act("prasert"), book=book.public_id, reason="ซ้ำ", no=3)
    assert refused.value.code is RefusalCode.RECEIPT_NO_TAKEN


def test_a_collector_gives_back_out_of_the_own_bag_alone(village: Cast) -> None:
    take(village, {"27": 60})
    paper = receipt(1).public_id
    page = f"/f/TUNG/receipts/{paper}/"
    other = second_collector(village)
    (bag,) = accounts(village.fund.pk, AccountKind.BAG)
    for back in ("", "cash"):
        with pytest.raises(Refused) as refused:
            reverse_receipt(
                village.act(other), receipt=paper, reason="ผิดคน", refund_from=back
            )
        assert refused.value.code is RefusalCode.RECEIPT_NOT_YOURS
        assert refused.value.reasons[0].facts == {
            "user": village.users[other].display_name,
            "receipt": "1/0001",
            "place": bag.name,
        }
    assert balance(village.fund.pk, village.bag) == 6_000
    who_looks = (other, "prasert", "somsri")
    seen = [b"btn-undo" in Visitor(village, who).get(page).content for who in who_looks]
    assert seen == [False, True, True]
    pages = [Visitor(village, who).get(page).content for who in who_looks]
    told = [b"others-reverse" in one for one in pages]
    assert told == [True, False, False]
    reverse_receipt(village.act("prasert"), receipt=paper, reason="ผิดคน")
    assert balance(village.fund.pk, village.bag) == 0


def test_who_keeps_the_books_too_gives_back_out_of_any_bag(village: Cast) -> None:
    take(village, {"27": 60})
    other = second_collector(village)
    grant_role(
        village.act("prasong"),
        username=other,
        role="secretary",
        from_date=date(2026, 10, 1),
    )
    reverse_receipt(village.act(other), receipt=receipt(1).public_id, reason="ผิดคน")
    assert balance(village.fund.pk, village.bag) == 0
