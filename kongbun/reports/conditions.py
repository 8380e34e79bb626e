"""The whole list for the close of a month: treasury's points, receipts', claims'.

Reads only.  It stands above the apps because a month closes only when all of them
are in order.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

from django.db.models import Count, Max, Q

from kongbun.approvals.models import Signature
from kongbun.claims.models import Award, ClaimStatus, Payment
from kongbun.kernel.money import Money
from kongbun.kernel.refusal import Reason, RefusalCode
from kongbun.receipts.models import Receipt, ReceiptReversal
from kongbun.treasury import closing
from kongbun.treasury.closing import Condition, Month, Point

BANGKOK = ZoneInfo("Asia/Bangkok")
NUMBERS_SHOWN_MAX = 12
# As long as what a line is written on may be.
SUBJECT_MAX = 80


@dataclass(frozen=True, slots=True)
class CloseList:
    """Where a month stands: every point, met or not."""

    month: Month
    points: list[Point]

    @property
    def open(self) -> list[Point]:
        return [point for point in self.points if not point.met]

    @property
    def met(self) -> list[Point]:
        return [point for point in self.points if point.met]


def close_list(fund_id: int, month: date, today: date) -> CloseList:
    """Every point of a month, in the order of its page."""
    of = closing.month_of(fund_id, month)
    return CloseList(
        of,
        [
            *closing.points(of, today),
            *_receipts(of),
            *_claims(of),
            *_witnesses(of),
        ],
    )


def _receipts(month: Month) -> Iterator[Point]:
    """Each book that was written in this month, up to its last number in it."""
    books = list(
        Receipt.objects.filter(
            fund_id=month.fund_id, received_on__range=(month.first, month.last)
        )
        .values("book_id", "book__number", "book__first_no")
        .annotate(last=Max("no"))
        .order_by("book__number")
    )
    whole = []
    for book in books:
        number, first, last = book["book__number"], book["book__first_no"], book["last"]
        below = Receipt.objects.filter(book_id=book["book_id"], no__lte=last)
        if below.aggregate(n=Count("pk"))["n"] == last - first + 1:
            whole.append(f"เล่ม {number} ถึงเลขที่ {last:04}")
            continue
        taken = set(below.values_list("no", flat=True))
        gaps = [no for no in range(first, last) if no not in taken]
        shown = ", ".join(f"{no:04}" for no in gaps[:NUMBERS_SHOWN_MAX])
        if len(gaps) > NUMBERS_SHOWN_MAX:
            shown += f" และอีก {len(gaps) - NUMBERS_SHOWN_MAX} ใบ"
        reason = Reason(RefusalCode.RECEIPT_GAP, {"book_no": number, "numbers": shown})
        yield month.explained(
            Condition.RECEIPTS,
            _subject(number, gaps),
            title=f"ใบรับเงินเล่ม {number} เลขไม่ครบ",
            text=f"ไม่มีเลขที่ {shown}",
            reason=reason,
        )
    if len(whole) == len(books):
        # Counted for every fund: reversals are few, the receipts of one fund are not.
        undone = list(
            ReceiptReversal.objects.filter(
                reversed_on__range=(month.first, month.last)
            ).values_list("receipt__fund_id", flat=True)
        ).count(month.fund_id)
        text = f"{' '.join(whole)} ไม่มีเลขหาย กลับรายการ {undone} ใบ"
        yield Point(
            Condition.RECEIPTS,
            "",
            "ใบรับเงินครบเลข",
            text if whole else "เดือนนี้ไม่มีใบรับเงิน",
        )


def _subject(book_no: int, gaps: list[int]) -> str:
    """Exactly these numbers: a line on them says nothing of what is missing since."""
    numbers = ",".join(str(no) for no in gaps)
    subject = f"{book_no}:{numbers}"
    if len(subject) <= SUBJECT_MAX:
        return subject
    return f"{book_no}:{sha256(numbers.encode()).hexdigest()}"


def _claims(month: Month) -> Iterator[Point]:
    """Approved by the end of the month and not paid: paid or explained."""
    end = datetime.combine(month.last + timedelta(days=1), time(0), BANGKOK)
    waiting = list(
        Award.objects.filter(
            claim__fund_id=month.fund_id,
            claim__status=ClaimStatus.APPROVED,
            approval__at__lt=end,
        )
        .select_related("claim")
        .order_by("claim__fiscal_year", "claim__no")
    )
    for award in waiting:
        number, amount = award.claim.number, Money(award.amount_satang)
        reason = Reason(
            RefusalCode.CLAIM_UNPAID_UNEXPLAINED, {"number": number, "amount": amount}
        )
        yield month.explained(
            Condition.CLAIMS,
            number,
            title=f"คำขอที่ {number} อนุมัติแล้วยังไม่จ่าย",
            text=f"{award.claim.title} {amount} บาท",
            reason=reason,
        )
    if not waiting:
        paid = Payment.objects.filter(
            fund_id=month.fund_id,
            paid_on__range=(month.first, month.last),
            reversal=None,
        ).count()
        yield Point(
            Condition.CLAIMS,
            "",
            "คำขอรับสวัสดิการที่อนุมัติ จ่ายแล้วหรือมีเหตุผล",
            f"จ่ายแล้ว {paid} ราย ไม่มีรายการค้าง",
        )


def _witnesses(month: Month) -> Iterator[Point]:
    """A voucher has a witness: named on it, or signed for it later."""
    vouchers = Payment.objects.filter(
        Q(witness=""),
        fund_id=month.fund_id,
        paid_on__range=(month.first, month.last),
        reversal=None,
    ).order_by("fiscal_year", "no")
    signed = set(
        Signature.objects.filter(
            fund_id=month.fund_id, subject_id__in=[v.public_id for v in vouchers]
        ).values_list("subject_id", flat=True)
    )
    bare = [voucher for voucher in vouchers if voucher.public_id not in signed]
    for voucher in bare:
        facts = {"number": voucher.number, "amount": Money(voucher.amount_satang)}
        reason = Reason(RefusalCode.VOUCHER_WITHOUT_WITNESS, facts)
        yield Point(
            Condition.WITNESS,
            voucher.number,
            f"ใบสำคัญจ่าย {voucher.number} ยังไม่มีพยานลงชื่อ",
            reason.message(),
            reason,
        )
    if not bare:
        yield Point(Condition.WITNESS, "", "ใบสำคัญจ่ายมีพยานทุกใบ", "ไม่มีใบที่ขาดพยาน")
