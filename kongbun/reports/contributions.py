"""What members paid in: by village, by who pays for them, by month.

From the lines of receipts, a reversed one taken back on the day of its reversal, so
that the total is that of the books; a difference is shown, never spread.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

from django.db.models import Sum

from kongbun.dues.models import DuesLine, LineKind
from kongbun.kernel.thai_date import month_end
from kongbun.people.models import BRANCHES_IN_ORDER, Branch, PayerKind
from kongbun.receipts.models import Receipt, ReceiptReversal
from kongbun.reports.money import Books, Figures

DUES = (LineKind.DUES, LineKind.CREDIT)
NO_BRANCH = "ไม่ระบุหมู่บ้าน"


def contributions(books: Books) -> Figures:
    """This fiscal year so far."""
    period = books.period
    by_branch: Counter[int | None] = Counter()
    by_payer: Counter[str] = Counter()
    months = []
    for month in period.months:
        taken = 0
        last = min(month_end(month), period.on)
        for branch, payer, satang in _paid(period.fund_id, month, last):
            by_branch[branch] += satang
            by_payer[payer or PayerKind.OTHER.value] += satang
            taken += satang
        months.append({"month": month.isoformat(), "amount_satang": taken})
    total = sum(by_payer.values())
    booked = -books.year.get("income:dues", 0)
    return {
        "by_branch": [
            {"name": name, "amount_satang": by_branch[branch]}
            for branch, name in _branches(period.fund_id)
            if branch is not None or by_branch[branch]
        ],
        "by_payer": [
            {
                "code": kind.value,
                "name": str(kind.label),
                "amount_satang": by_payer[kind.value],
            }
            for kind in PayerKind
        ],
        "by_month": months,
        "total": {
            "amount_satang": total,
            "booked_satang": booked,
            "difference_satang": booked - total,
            "entry_fees_satang": -books.year.get("income:entry-fee", 0),
            "since_founding_satang": books.stated.get("income:dues", 0)
            - books.life.get("income:dues", 0),
        },
    }


def _branches(fund_id: int) -> Iterator[tuple[int | None, str]]:
    for branch in Branch.objects.filter(fund_id=fund_id).order_by(*BRANCHES_IN_ORDER):
        yield branch.pk, branch.label()
    yield None, NO_BRANCH


def _paid(
    fund_id: int, first: date, last: date
) -> Iterator[tuple[int | None, str | None, int]]:
    """(branch, payer kind, satang) of what was booked in these days."""
    # By the fund of the entry: its index leads to the days, and from them to the few
    # receipts and reversals; by another fund every line would be looked at.
    booked = {"entry__fund_id": fund_id, "entry__booked_on__range": (first, last)}
    for receipts, sign in (
        (Receipt.objects.filter(**booked).values_list("pk", flat=True), 1),
        (
            ReceiptReversal.objects.filter(**booked).values_list(
                "receipt_id", flat=True
            ),
            -1,
        ),
    ):
        rows = (
            DuesLine.objects.filter(
                fund_id=fund_id, kind__in=DUES, receipt__in=receipts
            )
            .values("membership__branch_id", "membership__payer_kind")
            .annotate(satang=Sum("amount_satang"))
            .order_by()
        )
        for row in rows:
            yield (
                row["membership__branch_id"],
                row["membership__payer_kind"],
                sign * row["satang"],
            )
