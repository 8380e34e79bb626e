"""Two records as people compare them: what each holds, and what both come to.

Reads only.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kongbun.claims.queries import of_membership
from kongbun.dues.models import DuesLine
from kongbun.dues.queries import contributed
from kongbun.dues.standing import of_memberships
from kongbun.kernel.money import Money
from kongbun.kernel.thai_date import short
from kongbun.merging.plan import Plan
from kongbun.people.models import Membership
from kongbun.people.one_person import with_doubles


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What one of them holds, or both together."""

    name: str
    numbers: str
    joined: str
    stands: str
    contributed_satang: int
    credit_satang: int
    receipts: int
    claims: int

    @staticmethod
    def rows(*columns: Record) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Label and the cell of each column, in the order people ask."""
        told = {
            "ชื่อ": [one.name for one in columns],
            "เลขที่สมาชิก": [one.numbers for one in columns],
            "เข้าเมื่อ": [one.joined for one in columns],
            "สถานะ": [one.stands for one in columns],
            "ส่งเงินสมทบแล้ว": [_baht(one.contributed_satang) for one in columns],
            "เงินเหลือยังไม่ครบงวด": [_baht(one.credit_satang) for one in columns],
            "ใบรับเงิน": [f"{one.receipts:,} ใบ" for one in columns],
            "คำขอสวัสดิการ": [f"{one.claims:,} เรื่อง" for one in columns],
        }
        for label, cells in told.items():
            yield label, tuple(cells)


def records(plan: Plan) -> tuple[Record, Record, Record]:
    """The record that is kept, the other, and what they are once merged."""
    mine = list(plan.mine)
    theirs = [*plan.apart, *(one.other for one in plan.joins)]
    theirs += [one for one, _ in plan.crossing if one not in mine]
    kept = _record(plan.survivor.full_name(), mine)
    gone = _record(plan.other.full_name(), theirs)
    first = min((one.joined_on for one in (*mine, *theirs)), default=None)
    chosen = {one.code: one.chosen for one in plan.differences}
    both = Record(
        name={"other": gone.name, "": "ยังไม่ได้เลือก"}.get(
            chosen.get("name", "survivor"), kept.name
        ),
        numbers=kept.numbers,
        joined=short(first) if first else "",
        stands=kept.stands,
        contributed_satang=kept.contributed_satang + gone.contributed_satang,
        credit_satang=kept.credit_satang + gone.credit_satang,
        receipts=kept.receipts + gone.receipts,
        claims=kept.claims + gone.claims,
    )
    return kept, gone, both


def _record(name: str, memberships: list[Membership]) -> Record:
    ids = [one.pk for one in memberships]
    fund_id = memberships[0].fund_id if memberships else 0
    paid = of_memberships(fund_id, ids)
    receipts = DuesLine.objects.filter(membership_id__in=with_doubles(ids), live=True)
    joined = min((one.joined_on for one in memberships), default=None)
    return Record(
        name=name,
        numbers=" ".join(one.member_no for one in memberships),
        joined=short(joined) if joined else "",
        stands=_stands(memberships),
        contributed_satang=contributed(memberships),
        credit_satang=int(paid.credit_satang.sum()),
        receipts=receipts.values("receipt").distinct().count(),
        claims=sum(of_membership(pk).count() for pk in ids),
    )


def _stands(memberships: list[Membership]) -> str:
    if not memberships:
        return "ไม่เคยเป็นสมาชิก"
    last = max(memberships, key=lambda one: one.joined_on)
    if last.exited_on is None:
        return "เป็นสมาชิก"
    return f"{last.get_exit_reason_display()} {short(last.exited_on)}"


def _baht(satang: int) -> str:
    return f"{Money(satang).short()} บาท"
