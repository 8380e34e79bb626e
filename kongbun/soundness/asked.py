"""Requests from their first day to their money: each paper fits the next.

K002 for a request that stands otherwise than its money, K011 for a word or a witness
who may not give it, K012 for what the by-law, a decision or a resolution is not of.
"""

from __future__ import annotations

from collections.abc import Iterator

from kongbun.bylaws.reading import as_adopted, rules_of
from kongbun.claims.models import Decision
from kongbun.rules.bylaw import Bylaw
from kongbun.soundness.findings import Code, Finding
from kongbun.soundness.paid import STANDS
from kongbun.soundness.reading import Funds, Row, in_funds, rows
from kongbun.store.guards import ERASED

# Fund, number and year of a request, and what is wrong with it.
NUMBER = "c.fund_id, c.no, c.fiscal_year"


def from_day_to_money(looked_at: Funds) -> Iterator[Finding]:
    mine = in_funds("c.fund_id", looked_at)
    for code, found, how in (
        (Code.WRONG_BALANCE, _standing(mine), "อยู่ในขั้นที่ไม่ตรงกับเงินที่จ่าย"),
        (Code.APPROVED_OTHERWISE, _decided(mine), "อนุมัติจากผลตัดสินของเรื่องอื่น"),
        (Code.APPROVED_OTHERWISE, _resolved(mine), "อ้างมติที่ไม่ได้มากับการอนุมัติ"),
        (Code.APPROVED_OTHERWISE, _units(mine), "นับจำนวนครั้งหรือคืนไม่ตรงกับที่ตัดสิน"),
        (Code.APPROVED_OTHERWISE, _on(mine), "ลงวันที่เกิดเหตุนอกวันที่ยื่นไว้"),
        (Code.APPROVED_OTHERWISE, _late(mine), "ยื่นย้อนหลังโดยไม่มีผู้รับรอง"),
        (Code.APPROVED_OTHERWISE, _signed(looked_at), "ต้องการลายเซ็นไม่เท่าที่ระเบียบกำหนด"),
        (Code.CHECKED_BY_MAKER, _confirmed(mine), "ยืนยันโดยผู้ที่อนุมัติไปก่อน"),
        (Code.CHECKED_BY_MAKER, _witness(mine), "มีผู้รับหรือผู้จ่ายเป็นพยานเอง"),
    ):
        for fund_id, no, year in found:
            yield Finding.of(
                code,
                looked_at.code(fund_id),
                f"claim {no}/{year}",
                f"คำขอ {no}/{year} {how}",
            )


def _standing(mine: str) -> Iterator[Row]:
    """Paid is what has a voucher that stands, and nothing else is.

    A voucher that is gone, or taken back on one side alone, is told by itself.
    """
    of = "EXISTS (SELECT 1 FROM claims_payment p WHERE p.claim_id = c.id"
    taken_back = (
        "EXISTS (SELECT 1 FROM claims_paymentreversal v WHERE v.payment_id = p.id)"
        " AND EXISTS (SELECT 1 FROM ledger_entry r WHERE r.reverses_id = p.entry_id)"
    )
    return rows(
        f"SELECT {NUMBER} FROM claims_claim c WHERE {mine} AND ((c.status = 'paid'"
        f" AND {of}) AND NOT {of} AND NOT ({taken_back})))"
        f" OR (c.status <> 'paid' AND {of} AND {STANDS}))) ORDER BY c.id"
    )


def _decided(mine: str) -> Iterator[Row]:
    """An award is of its own request's decision, made by the command that approved."""
    return rows(
        f"SELECT {NUMBER} FROM claims_award w JOIN claims_claim c ON c.id = w.claim_id"
        " JOIN claims_decision d ON d.id = w.decision_id"
        " JOIN approvals_approval p ON p.id = w.approval_id"
        f" WHERE {mine} AND (d.claim_id <> w.claim_id OR d.stage <> 'approved'"
        " OR d.command_id <> p.command_id) ORDER BY c.id"
    )


def _resolved(mine: str) -> Iterator[Row]:
    return rows(
        f"SELECT {NUMBER} FROM claims_award w JOIN claims_claim c ON c.id = w.claim_id"
        " JOIN approvals_resolution s ON s.id = w.resolution_id"
        " JOIN approvals_approval p ON p.id = w.approval_id"
        f" WHERE {mine} AND s.command_id <> p.command_id ORDER BY c.id"
    )


def _units(mine: str) -> Iterator[Row]:
    """Nights and times count against the limits as they were decided."""
    return rows(
        f"SELECT {NUMBER} FROM claims_award w JOIN claims_claim c ON c.id = w.claim_id"
        " JOIN claims_decision d ON d.id = w.decision_id"
        f" WHERE {mine} AND (w.units <> c.granted_units OR w.units <>"
        " CASE WHEN d.units > 0 THEN d.units ELSE 1 END) ORDER BY c.id"
    )


def _on(mine: str) -> Iterator[Row]:
    """The day that decides is the first or the last of the event, or of the list.

    An event may be that of an earlier list, whose request was withdrawn.
    """
    return rows(
        f"SELECT {NUMBER} FROM claims_claim c JOIN claims_event e ON e.id = c.event_id"
        " LEFT JOIN claims_pensionline l ON l.claim_id = c.id"
        " LEFT JOIN claims_pensionlist q ON q.id = l.pension_list_id"
        f" WHERE {mine} AND c.event_on <> COALESCE(q.due_on, e.first_day)"
        " AND c.event_on <> COALESCE(q.due_on, e.last_day) ORDER BY c.id"
    )


def _late(mine: str) -> Iterator[Row]:
    """Joined or paid late, as a human was to look at: and one did, before the award."""
    return rows(
        f"SELECT {NUMBER} FROM claims_award w JOIN claims_claim c ON c.id = w.claim_id"
        " JOIN approvals_approval p ON p.id = w.approval_id"
        f" WHERE {mine} AND c.warnings <> '[]' AND NOT EXISTS ("
        "  SELECT 1 FROM approvals_approval b WHERE b.subject_id = c.public_id"
        "  AND b.subject_kind = 'claim-backdating' AND b.approved"
        "  AND b.command_id < p.command_id) ORDER BY c.id"
    )


def _signed(looked_at: Funds) -> Iterator[Row]:
    """By the by-law of its first decision; nobody asked for a list's."""
    laws: dict[int, Bylaw | None] = {}
    found = Decision.objects.filter(
        claim__fund__in=looked_at.codes, stage=Decision.Stage.SUBMITTED
    )
    for one in found.select_related("claim", "bylaw").order_by("pk").iterator(2_000):
        version, claim = one.bylaw, one.claim
        if version.pk not in laws:
            laws[version.pk] = rules_of(version) if as_adopted(version) else None
        bylaw = laws[version.pk]
        rule = bylaw.rule(claim.benefit) if bylaw else None
        if bylaw is None or rule is None:
            continue
        needed = bylaw.signatures_for(rule) if claim.branch_id else 0
        if claim.signatures_needed != needed:
            yield claim.fund_id, claim.no, claim.fiscal_year


def _confirmed(mine: str) -> Iterator[Row]:
    return rows(
        f"SELECT {NUMBER} FROM claims_emergencyanswer a"
        " JOIN claims_award w ON w.id = a.award_id"
        " JOIN claims_claim c ON c.id = w.claim_id"
        " JOIN approvals_approval p ON p.id = w.approval_id"
        " JOIN approvals_approval q ON q.id = a.approval_id"
        f" WHERE {mine} AND p.checker_id = q.checker_id ORDER BY c.id"
    )


def _witness(mine: str) -> Iterator[Row]:
    """As the voucher has their names; what was erased says nothing."""
    return rows(
        f"SELECT DISTINCT {NUMBER} FROM claims_payment y"
        " JOIN claims_claim c ON c.id = y.claim_id"
        " JOIN access_user u ON u.id = y.paid_by_id"
        f" WHERE {mine} AND y.witness NOT IN ('', %s)"
        " AND (y.witness = y.payee_name OR y.witness = u.display_name) ORDER BY 3, 2",
        [ERASED],
    )
