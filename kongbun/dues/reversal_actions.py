"""Reverses a receipt, voids a spoiled number.  A receipt is never edited or deleted."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from kongbun.access.permissions import Verb, require
from kongbun.commands.run import Act, command
from kongbun.dues.doubts import number_text
from kongbun.dues.models import DuesLine, LineKind
from kongbun.dues.queries import gives_back, place_of_receipt
from kongbun.kernel.money import Money
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.ledger import entries
from kongbun.ledger.balances import AccountLine, accounts
from kongbun.ledger.chart import AccountKind
from kongbun.ledger.post import post as ledger_post
from kongbun.ledger.post import reverse as ledger_reverse
from kongbun.people.one_person import in_own_right, with_doubles
from kongbun.receipts import books
from kongbun.receipts.models import Receipt
from kongbun.receipts.queries import book_by_public_id, receipt_by_public_id
from kongbun.rules.days import date_of


@command("dues.reverse_receipt")
def reverse_receipt(
    act: Act, *, receipt: UUID, reason: str, refund_from: str = ""
) -> dict[str, Any]:
    """Give a receipt's money back: its days are free again, its number stays.

    The money comes out of where it was put.  A bag that was handed over since has
    none: then `refund_from` names the cash box it is given back from, and only the
    office may.  A collector gives back out of the own bag alone.  Booked today, so a
    closed month is no hindrance.
    """
    require(act, Verb.REVERSE_RECEIPT)
    found = receipt_by_public_id(act.fund_id, receipt)
    if found is None:
        raise Refused(RefusalCode.NOT_FOUND, what="ใบรับเงิน")
    name = number_text(found.book.number, found.no)
    if found.entry_id is None:
        raise Refused(RefusalCode.RECEIPT_IS_VOID, receipt=name)
    if hasattr(found, "reversal"):
        raise Refused(RefusalCode.ALREADY_REVERSED, what=f"ใบรับ {name}")
    if not reason.strip():
        raise Refused(RefusalCode.FIELD_EMPTY, field="เหตุผลที่กลับรายการ")
    place = place_of_receipt(found)
    _refuse_anothers(act, place, name)
    _refuse_used_credit(found, name)
    if refund_from:
        require(act, Verb.BOOK_OTHER_MONEY)
        _refund(act, found, place, refund_from)
    elif place.balance_satang < found.amount_satang:
        raise Refused(
            RefusalCode.BAG_HANDED_OVER,
            bag=place.name,
            found=Money(place.balance_satang),
            required=Money(found.amount_satang),
            receipt=name,
        )
    assert act.user_id is not None, "require() wants a user"
    # After this point the reversal must succeed.
    posted = ledger_reverse(act, found.entry_id, reason=reason.strip())
    freed = DuesLine.objects.filter(receipt=found)
    freed.update(live=False)
    books.record_reversal(
        found,
        entry_id=posted.id,
        reversed_on=act.today,
        reason=reason.strip(),
        user_id=act.user_id,
        command_id=act.command_pk,
    )
    return {
        "receipt": name,
        "amount_satang": found.amount_satang,
        "freed": [
            {"from": date_of(start).isoformat(), "until": date_of(until).isoformat()}
            for start, until in freed.values_list("from_day", "until_day")
            if start is not None and until is not None
        ],
    }


def _refuse_anothers(act: Act, place: AccountLine, name: str) -> None:
    """A collector unmakes no receipt whose money is in another's hands."""
    if not gives_back(act.user_id, place, act.fund_id, on=act.today):
        raise Refused(
            RefusalCode.RECEIPT_NOT_YOURS,
            user=act.user_name,
            receipt=name,
            place=place.name,
        )


def _refuse_used_credit(receipt: Receipt, name: str) -> None:
    """Credit that a later receipt has used cannot be given back before that one."""
    for line in DuesLine.objects.filter(receipt=receipt, kind=LineKind.CREDIT):
        assert line.membership_id is not None, "credit belongs to a member"
        credit = DuesLine.objects.filter(
            membership_id__in=_of_one_member(line.membership_id),
            from_day=None,
            kind=LineKind.CREDIT,
            live=True,
        )
        left = sum(credit.values_list("amount_satang", flat=True))
        if left < line.amount_satang:
            # Credit is never below nothing: what is missing was used later.
            uses = credit.filter(amount_satang__lt=0).select_related("receipt__book")
            last = uses.latest("pk").receipt
            used_by = number_text(last.book.number, last.no)
            raise Refused(RefusalCode.CREDIT_USED, receipt=name, later=used_by)


def _of_one_member(membership_id: int) -> list[int]:
    """Whichever record of a member the receipt names: credit is the member's."""
    return with_doubles([in_own_right([membership_id])[membership_id]])


def _refund(act: Act, receipt: Receipt, place: AccountLine, refund_from: str) -> None:
    """Money goes from the cash box back to where the receipt had put it."""
    cash = next(
        (
            line
            for line in accounts(act.fund_id, AccountKind.CASH, AccountKind.BANK)
            if line.code == refund_from
        ),
        None,
    )
    if cash is None or cash.code == place.code:
        raise Refused(RefusalCode.NOT_FOUND, what="กล่องเงินสดที่จะคืนเงิน")
    ledger_post(
        act,
        entries.transfer(
            reference=f"receipt:{receipt.book.number}:{receipt.no}:refund:1",
            occurred_on=act.today,
            source=cash.code,
            into=place.code,
            amount=Money(receipt.amount_satang),
        ),
    )


@command("receipts.void_number")
def void_number(
    act: Act, *, book: UUID, reason: str, no: int | None = None
) -> dict[str, Any]:
    """A spoiled slip: its number stays in the book, with the reason and no money.

    On a printed book `no` is the number on the paper; the office's own books void
    their next number.
    """
    require(act, Verb.COLLECT)
    found = book_by_public_id(act.fund_id, book)
    if found is None:
        raise Refused(RefusalCode.NOT_FOUND, what="เล่มใบรับ")
    if not reason.strip():
        raise Refused(RefusalCode.FIELD_EMPTY, field="เหตุผลที่เป็นใบเสีย")
    # After this point only the number itself can be wrong.
    void = books.void(
        found,
        no=no,
        reason=reason.strip(),
        voided_on=act.today,
        command_id=act.command_pk,
    )
    return {"receipt": number_text(found.number, void.no)}
