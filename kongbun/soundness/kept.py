"""What is kept beside the rows it came from, made anew: K002, K005, K012, K013.

Where a claim stands, what was decided, cash counted, months closed and their figures.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from hashlib import sha256

from kongbun.claims.binding import is_erased, who_asked
from kongbun.claims.deciding import BACKDATING
from kongbun.claims.models import Claim, Decision, PensionList
from kongbun.claims.submit_actions import request_hash
from kongbun.claims.verdict import content_hash, kept_hash
from kongbun.erasure.queries import erased_commands
from kongbun.kernel.thai_date import month_end
from kongbun.reports.models import StoredReport
from kongbun.soundness.findings import Code, Finding, baht
from kongbun.soundness.reading import Funds, in_funds, rows
from kongbun.store.guards import ERASED
from kongbun.treasury.models import CashCount, MonthClose


def as_its_rows_say(looked_at: Funds, told: Iterable[Finding]) -> Iterator[Finding]:
    yield from _claims(looked_at)
    yield from _requests(looked_at, " ".join(one.message for one in told))
    yield from _decisions(looked_at)
    yield from _proposed(looked_at)
    yield from _counts(looked_at)
    yield from months_closed(looked_at)
    yield from _figures(looked_at)
    yield from _erased(looked_at)


def _claims(looked_at: Funds) -> Iterator[Finding]:
    """A claim stands where its last step left it."""
    for fund_id, no, year, status, step in rows(
        "SELECT c.fund_id, c.no, c.fiscal_year, c.status, s.status FROM claims_claim c"
        " JOIN claims_claimstep s ON s.id = (SELECT MAX(t.id) FROM claims_claimstep t"
        "  WHERE t.claim_id = c.id)"
        f" WHERE s.status <> c.status AND {in_funds('c.fund_id', looked_at)}"
        " ORDER BY c.id"
    ):
        yield Finding.of(
            Code.WRONG_BALANCE,
            looked_at.code(fund_id),
            f"claim {no}/{year}",
            f"คำขอ {no}/{year} อยู่ที่ขั้น {status} แต่ขั้นสุดท้ายที่บันทึกไว้คือ {step}",
        )


def _requests(looked_at: Funds, told: str) -> Iterator[Finding]:
    """What the centre signed is what was asked: by whom, for what, on which days.

    Of a claim `told` as paid twice for one event, nothing more.
    """
    erased = erased_commands(looked_at)
    found = Claim.objects.filter(fund__in=looked_at.codes).select_related(
        "event", "membership__person__erasure"
    )
    for claim in found.order_by("pk").iterator(chunk_size=2_000):
        if claim.number in told or is_erased(claim):
            continue
        who = who_asked(claim)
        as_kept = not who or who == bytes(claim.who_hash or b"").hex()
        if who and not claim.salt and not _is_erased_rightly(claim, erased):
            as_kept = False
        if not as_kept or request_hash(claim) != bytes(claim.signed_hash):
            yield _changed(
                looked_at, claim.fund_id, claim.number, "ไม่เหมือนกับที่ยื่นและลงชื่อไว้"
            )
    other = "x.subject_id = c.public_id AND x.content_hash <> c.signed_hash"
    mine = in_funds("c.fund_id", looked_at)
    for fund_id, no, year in rows(
        "SELECT c.fund_id, c.no, c.fiscal_year FROM claims_claim c"
        f" JOIN approvals_signature x ON {other} WHERE {mine}"
        " UNION SELECT c.fund_id, c.no, c.fiscal_year FROM claims_claim c"
        f" JOIN approvals_approval x ON {other} AND x.subject_kind = %s"
        f" WHERE {mine} ORDER BY 3, 2",
        [BACKDATING],
    ):
        yield _changed(looked_at, fund_id, f"{no}/{year}", "มีลายมือชื่อของเนื้อความอื่น")


def _is_erased_rightly(claim: Claim, erased: set[int]) -> bool:
    """By the erasure of the member, or of somebody whom the request named."""
    member = claim.membership
    of_member = member is not None and hasattr(member.person, "erasure")
    return claim.claimant_name == ERASED and (of_member or claim.command_id in erased)


def _changed(looked_at: Funds, fund_id: int, number: str, how: str) -> Finding:
    return Finding.of(
        Code.APPROVED_OTHERWISE,
        looked_at.code(fund_id),
        f"claim {number}",
        f"คำขอ {number} {how}",
    )


def _decisions(looked_at: Funds) -> Iterator[Finding]:
    """Each decision as it was given, refusals too, by the by-law that it names.

    What an award binds to is looked at with the approval (`words`).
    """
    told: set[int] = set()
    for one in (
        Decision.objects.filter(claim__fund__in=looked_at.codes, award=None)
        .select_related("claim", "bylaw")
        .defer("bylaw__text")
        .order_by("pk")
        .iterator(chunk_size=2_000)
    ):
        claim = one.claim
        made = kept_hash(one, claim.public_id, claim.benefit)
        if made == bytes(one.hash) and bytes(one.bylaw_hash) == bytes(one.bylaw.hash):
            continue
        if claim.pk not in told:
            told.add(claim.pk)
            how = f"ผลตัดสินครั้งที่ {one.seq} ไม่เหมือนกับที่ตัดสินไว้"
            yield _changed(looked_at, claim.fund_id, claim.number, how)


def _proposed(looked_at: Funds) -> Iterator[Finding]:
    """A list of pensions has the people and sums with which it was put forward."""
    lines: dict[int, list[list[int]]] = {}
    for key, membership, satang in rows(
        "SELECT l.pension_list_id, l.membership_id, l.amount_satang"
        " FROM claims_pensionline l JOIN claims_pensionlist p"
        " ON p.id = l.pension_list_id"
        f" WHERE {in_funds('p.fund_id', looked_at)} ORDER BY l.pension_list_id, l.seq"
    ):
        lines.setdefault(key, []).append([membership, satang])
    for one in PensionList.objects.filter(fund__in=looked_at.codes).order_by("pk"):
        there = lines.get(one.pk, [])
        made = content_hash(benefit=one.benefit, due_on=one.due_on, lines=there)
        total = sum(satang for _, satang in there)
        if made != bytes(one.hash) or total != one.total_satang:
            yield Finding.of(
                Code.APPROVED_OTHERWISE,
                looked_at.code(one.fund_id),
                f"pension list {one.pk}",
                f"รายชื่อ{one.title} {one.due_on} ไม่เหมือนกับที่เสนอกรรมการ",
            )


def _counts(looked_at: Funds) -> Iterator[Finding]:
    """Cash counted is the sum of its notes and coins."""
    found = CashCount.objects.filter(fund__in=looked_at.codes).order_by("pk")
    for one in found.iterator(chunk_size=2_000):
        pieces: dict[str, int] = json.loads(one.pieces)
        total = sum(int(piece) * count for piece, count in pieces.items())
        if total != one.total_satang:
            yield Finding.of(
                Code.WRONG_BALANCE,
                looked_at.code(one.fund_id),
                f"cash count {one.pk}",
                f"เงินสดที่นับ {one.counted_on} เขียนว่า {baht(one.total_satang)} "
                f"แต่ธนบัตรและเหรียญรวมได้ {baht(total)}",
            )


def months_closed(looked_at: Funds) -> Iterator[Finding]:
    """A month once closed is still closed, through its last day."""
    found = MonthClose.objects.filter(fund__in=looked_at.codes).select_related(
        "closing"
    )
    for one in found.order_by("pk"):
        if one.closing.closed_through != month_end(one.month):
            yield _opened(looked_at, one.fund_id, f"month {one.month:%Y-%m}")
    for fund_id, command_id in rows(
        "SELECT c.fund_id, c.id FROM commands_command c"
        " JOIN commands_commandoutcome o ON o.command_id = c.id"
        " LEFT JOIN ledger_closing l ON l.command_id = c.id"
        " LEFT JOIN ledger_reopening r ON r.command_id = c.id"
        " WHERE ((c.kind = 'treasury.close_month' AND l.id IS NULL)"
        "  OR (c.kind = 'treasury.reopen_month' AND r.id IS NULL)) AND o.done"
        f" AND {in_funds('c.fund_id', looked_at)} ORDER BY c.id"
    ):
        yield _opened(looked_at, fund_id, f"command {command_id}")
    for fund_id, day in rows(
        "SELECT r.fund_id, CAST(c.closed_through AS TEXT) FROM ledger_reopening r"
        " JOIN ledger_closing c ON c.id = r.closing_id"
        " LEFT JOIN treasury_monthreopening m ON m.reopening_id = r.id"
        f" WHERE m.id IS NULL AND {in_funds('r.fund_id', looked_at)} ORDER BY r.id"
    ):
        # Nobody asked, or nobody agreed.
        yield _opened(looked_at, fund_id, f"month {day[:7]}")


def _opened(looked_at: Funds, fund_id: int, what: str) -> Finding:
    return Finding.of(
        Code.BOOKED_AFTER_CLOSE,
        looked_at.code(fund_id),
        what,
        f"เดือนที่ปิดแล้วถูกเปิดใหม่ ({what})",
    )


def _figures(looked_at: Funds) -> Iterator[Finding]:
    """Figures of a closed month, byte for byte, as the close answered."""
    found = StoredReport.objects.filter(fund__in=looked_at.codes).select_related(
        "command__outcome"
    )
    for one in found.order_by("pk").iterator(chunk_size=20):
        made = sha256(one.body.encode()).digest()
        outcome = getattr(one.command, "outcome", None)
        if made != bytes(one.hash) or (
            outcome is not None and made.hex() not in outcome.answer
        ):
            yield Finding.of(
                Code.CHAIN_BROKEN,
                looked_at.code(one.fund_id),
                f"figures {one.on}",
                f"ตัวเลขที่เก็บไว้ของวันที่ {one.on} ไม่เหมือนกับเมื่อปิดเดือน",
            )


def _erased(looked_at: Funds) -> Iterator[Finding]:
    """Who was erased is gone since that day, and nobody is without an erasure."""
    for fund_id, key in rows(
        "SELECT p.fund_id, p.id FROM people_person p"
        " LEFT JOIN erasure_erasure x ON x.person_id = p.id"
        f" WHERE {in_funds('p.fund_id', looked_at)} AND ("
        " (x.id IS NULL AND p.erased_on IS NOT NULL) OR (x.id IS NOT NULL AND ("
        "  p.erased_on IS NULL OR p.erased_on <> x.erased_on OR p.first_name <> %s"
        "  OR p.last_name <> '' OR p.id_value <> '' OR p.phone <> ''"
        "  OR p.address <> '' OR p.birth_date IS NOT NULL))) ORDER BY p.id",
        [ERASED],
    ):
        yield Finding.of(
            Code.CHAIN_BROKEN,
            looked_at.code(fund_id),
            f"person {key}",
            "ข้อมูลของคนที่ลบแล้ว ไม่เหมือนกับที่ใบลบข้อมูลบอก",
        )
