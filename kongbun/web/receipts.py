"""Receipts on paper and screen, their reversal, and the books they stand in."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.urls import path

from kongbun.access.models import User
from kongbun.access.permissions import Verb
from kongbun.audit.checkpoint import Checkpoint, receipt_text
from kongbun.audit.checkpoints import of_command
from kongbun.dues.book_actions import close_book, open_book
from kongbun.dues.queries import gives_back, lines_of_receipt, place_of_receipt
from kongbun.dues.receipt_text import printed_lines
from kongbun.dues.reversal_actions import reverse_receipt, void_number
from kongbun.ledger.balances import accounts
from kongbun.ledger.chart import AccountKind
from kongbun.receipts import queries
from kongbun.receipts.models import Book, BookIssuer, Receipt
from kongbun.web.door import Answer, FundRequest, fund_view, may, page, run_action
from kongbun.web.forms import CountField, Form, TextField

A_PAGE = 100


class ReverseForm(Form):
    """Why, and from where the money is given back."""

    reason = TextField(label="เหตุผลที่กลับรายการ", max_length=200)
    refund_from = forms.ChoiceField(
        label="คืนเงินจาก",
        required=False,
        help_text="ถ้าเงินในถุงส่งมอบไปแล้ว เลือกกล่องเงินสด",
    )

    def __init__(self, *args: Any, fund_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["refund_from"].choices = [  # type: ignore[attr-defined]
            ("", "ที่เดิมที่เก็บเงินไว้"),
            *((box.code, box.name) for box in accounts(fund_id, AccountKind.CASH)),
        ]


class OpenBookForm(Form):
    """A new book: the office's own, or a printed one with its numbers."""

    issuer = forms.ChoiceField(
        label="ชนิดเล่ม",
        choices=[
            (BookIssuer.PRINTED.value, "เล่มพิมพ์ มีเลขบนกระดาษ"),
            (BookIssuer.OFFICE.value, "ให้ระบบออกเลข"),
        ],
        widget=forms.RadioSelect,
        initial=BookIssuer.PRINTED.value,
    )
    number = CountField(
        label="เล่มที่", required=False, at_least=1, help_text="เว้นว่างได้ ระบบใช้เลขถัดไป"
    )
    first_no = CountField(label="เลขที่ใบแรก", required=False, at_least=1)
    last_no = CountField(
        label="เลขที่ใบสุดท้าย", required=False, at_least=1, help_text="ต้องมีสำหรับเล่มพิมพ์"
    )
    holder = forms.ChoiceField(label="ผู้ถือเล่ม", required=False)

    def __init__(self, *args: Any, fund_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        holders = User.objects.filter(
            pk__in=[
                bag.holder_id
                for bag in accounts(fund_id, AccountKind.BAG)
                if bag.holder_id
            ]
        )
        self.fields["holder"].choices = [  # type: ignore[attr-defined]
            ("", "สำนักงาน"),
            *((user.username, user.display_name) for user in holders),
        ]


class VoidForm(Form):
    """A spoiled slip."""

    no = CountField(
        label="เลขที่ใบเสีย",
        required=False,
        at_least=1,
        help_text="เฉพาะเล่มพิมพ์ เล่มที่ระบบออกเลขจะใช้เลขถัดไป",
    )
    reason = TextField(label="เหตุผล", max_length=200)


@fund_view()
def receipt(request: FundRequest, receipt: UUID) -> HttpResponse:
    """A receipt, 80 mm wide when printed."""
    return _receipt_page(request, _found(request, receipt))


@fund_view(Verb.REVERSE_RECEIPT)
def reverse(request: FundRequest, receipt: UUID) -> HttpResponse:
    """Give the money back; both papers stay."""
    found = _found(request, receipt)
    form = ReverseForm(request.POST or None, fund_id=request.fund.pk)
    if request.method != "POST" or not form.is_valid():
        return _receipt_page(request, found, form=form)
    answer = run_action(
        request,
        reverse_receipt,
        receipt=found.public_id,
        reason=form.cleaned_data["reason"],
        refund_from=form.cleaned_data["refund_from"],
    )
    if not answer.done:
        return _receipt_page(request, found, form=form, answer=answer)
    return answer.to(
        "receipts:receipt",
        found.public_id,
        said=f"กลับรายการใบรับ {answer['receipt']} แล้ว ใบเดิมยังอยู่ในเล่ม",
    )


def _receipt_page(
    request: FundRequest,
    found: Receipt,
    *,
    form: ReverseForm | None = None,
    answer: Answer | None = None,
) -> HttpResponse:
    lines = lines_of_receipt(found.pk)
    printed = printed_lines(lines)
    reached = {line.paid_through for line in printed if line.paid_through}
    collector = found.book.holder or found.command.user
    at = of_command(request.fund, found.command_id, found.received_on)
    mine = _may_reverse(request, found)
    return page(
        request,
        "receipts/receipt.html",
        {
            "r": found,
            "lines": printed,
            # One day for all on the slip, or none: each line names its months.
            "paid_through": reached.pop() if len(reached) == 1 else None,
            "sheet": next((line.sheet for line in lines if line.sheet), None),
            "collector": collector,
            "reversal": getattr(found, "reversal", None),
            "form": form or ReverseForm(fund_id=request.fund.pk),
            "may_reverse": mine,
            # A collector is told who else can, not left without a button.
            "others_reverse": not mine and _is_reversible(request, found),
            "member": next((line.membership for line in lines), None),
            "at": at,
            "qr_text": _qr_text(at, found) if at else "",
        },
        answer=answer,
    )


def _is_reversible(request: FundRequest, found: Receipt) -> bool:
    """Whether it has money, and who looks may give back some receipts at all."""
    return found.entry_id is not None and may(request, Verb.REVERSE_RECEIPT)


def _may_reverse(request: FundRequest, found: Receipt) -> bool:
    if not _is_reversible(request, found):
        return False
    place = place_of_receipt(found)
    return gives_back(request.user.pk, place, request.fund.pk, on=request.today)


def _qr_text(at: Checkpoint, found: Receipt) -> str:
    """Which paper, and the link of the chain under which it was written."""
    return receipt_text(
        at,
        book=found.book.number,
        no=found.no,
        received_on=found.received_on.isoformat(),
        satang=found.amount_satang,
    )


def _found(request: FundRequest, public_id: UUID) -> Receipt:
    found = queries.receipt_by_public_id(request.fund.pk, public_id)
    if found is None:
        raise Http404
    return found


@fund_view()
def books(request: FundRequest) -> HttpResponse:
    """Every book with its numbers, and what is missing."""
    return _books_page(request)


@fund_view(Verb.COLLECT)
def new_book(request: FundRequest) -> HttpResponse:
    form = OpenBookForm(request.POST or None, fund_id=request.fund.pk)
    if request.method != "POST" or not form.is_valid():
        return _books_page(request, form=form)
    given = form.cleaned_data
    answer = run_action(
        request,
        open_book,
        issuer=given["issuer"],
        number=given["number"],
        first_no=given["first_no"] or 1,
        last_no=given["last_no"],
        holder=given["holder"],
    )
    if not answer.done:
        return _books_page(request, form=form, answer=answer)
    return answer.to("receipts:books", said=f"เปิดเล่มที่ {answer['number']} แล้ว")


def _books_page(
    request: FundRequest,
    *,
    form: OpenBookForm | None = None,
    answer: Answer | None = None,
) -> HttpResponse:
    return page(
        request,
        "receipts/books.html",
        {
            "lines": queries.book_lines(request.fund.pk),
            "form": form or OpenBookForm(fund_id=request.fund.pk),
            "may_collect": may(request, Verb.COLLECT),
        },
        answer=answer,
    )


@fund_view()
def book(request: FundRequest, book: UUID) -> HttpResponse:
    """One book, the last receipt first."""
    return _book_page(request, _book(request, book))


@fund_view(Verb.COLLECT)
def void(request: FundRequest, book: UUID) -> HttpResponse:
    found = _book(request, book)
    form = VoidForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _book_page(request, found, form=form)
    answer = run_action(
        request,
        void_number,
        book=found.public_id,
        no=form.cleaned_data["no"],
        reason=form.cleaned_data["reason"],
    )
    if not answer.done:
        return _book_page(request, found, form=form, answer=answer)
    return answer.to(
        "receipts:book", found.public_id, said=f"ลงใบรับ {answer['receipt']} เป็นใบเสียแล้ว"
    )


@fund_view(Verb.COLLECT)
def close(request: FundRequest, book: UUID) -> HttpResponse:
    found = _book(request, book)
    if request.method != "POST":
        return _book_page(request, found)
    answer = run_action(request, close_book, book=found.public_id)
    if not answer.done:
        return _book_page(request, found, answer=answer)
    return answer.to("receipts:books", said=f"ปิดเล่มที่ {found.number} แล้ว")


def _book(request: FundRequest, public_id: UUID) -> Book:
    found = queries.book_by_public_id(request.fund.pk, public_id)
    if found is None:
        raise Http404
    return found


def _book_page(
    request: FundRequest,
    found: Book,
    *,
    form: VoidForm | None = None,
    answer: Answer | None = None,
) -> HttpResponse:
    pages = Paginator(queries.receipts_in(found), A_PAGE)
    return page(
        request,
        "receipts/book.html",
        {
            "book": found,
            "gaps": queries.missing_numbers(found),
            "list": pages.get_page(request.GET.get("page")),
            "form": form or VoidForm(),
            "may_collect": may(request, Verb.COLLECT),
        },
        answer=answer,
    )


app_name = "receipts"
urlpatterns = [
    path("receipts/<uuid:receipt>/", receipt, name="receipt"),
    path("receipts/<uuid:receipt>/reverse/", reverse, name="reverse"),
    path("receipt-books/", books, name="books"),
    path("receipt-books/new/", new_book, name="new-book"),
    path("receipt-books/<uuid:book>/", book, name="book"),
    path("receipt-books/<uuid:book>/void/", void, name="void"),
    path("receipt-books/<uuid:book>/close/", close, name="close"),
]
