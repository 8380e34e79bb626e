"""Parts that went to one payee within the fund's days, each at its level: K012.

What was given before is made anew from all awards and expenses by the rule that the
counter asks; an award that was counted with less than that went past its level.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from kongbun.claims.late import day_of
from kongbun.claims.models import Award
from kongbun.claims.rolling import LIVE, payee_of
from kongbun.rules.days import day_number
from kongbun.rules.rolling import given_before
from kongbun.rules.ties import ints
from kongbun.soundness.findings import Code, Finding, baht
from kongbun.soundness.reading import Funds


@dataclass(frozen=True, slots=True)
class _Row:
    number: str
    day: int
    satang: int
    payee: int
    # As it was counted then; None before that was kept.
    before: int | None
    days: int


def counted_whole(looked_at: Funds) -> Iterator[Finding]:
    """Each award knew at least of the awards to its payee that stand."""
    for fund_id, found in _rows(looked_at).items():
        made = given_before(
            ints(one.payee for one in found),
            ints(one.day for one in found),
            ints(one.satang for one in found),
            ints(one.days for one in found),
        )
        for one, satang in zip(found, made.tolist(), strict=True):
            if one.before is not None and one.before < satang:
                yield Finding.of(
                    Code.APPROVED_OTHERWISE,
                    looked_at.code(fund_id),
                    f"claim {one.number}",
                    f"คำขอ {one.number} อนุมัติโดยนับยอดก่อนหน้าของผู้รับรายเดียวกัน "
                    f"{baht(one.before)} แต่มีอยู่แล้ว {baht(satang)}",
                )


def _rows(looked_at: Funds) -> dict[int, list[_Row]]:
    payees: dict[tuple[int, str], int] = {}
    rows: dict[int, list[_Row]] = defaultdict(list)
    for award in (
        Award.objects.filter(claim__fund__in=looked_at.codes, claim__status__in=LIVE)
        .select_related("claim__membership", "claim__event", "approval")
        .order_by("approval_id", "pk")
        .iterator(chunk_size=2_000)
    ):
        claim = award.claim
        payee = (claim.fund_id, payee_of(claim))
        rows[claim.fund_id].append(
            _Row(
                claim.number,
                day_number(day_of(award.approval.at)),
                award.amount_satang,
                payees.setdefault(payee, len(payees)),
                award.before_satang,
                award.before_days or 1,
            )
        )
    return rows
