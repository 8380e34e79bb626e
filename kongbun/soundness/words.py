"""Approvals: another person's word (K011) on exactly what was done (K012)."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from kongbun.approvals.queries import approvals
from kongbun.bylaws.draft_models import Draft
from kongbun.bylaws.draft_reading import as_shown
from kongbun.bylaws.models import BylawVersion
from kongbun.bylaws.reading import as_adopted, rules_of
from kongbun.claims.approve_actions import award_hash
from kongbun.claims.binding import is_erased
from kongbun.claims.emergency_actions import answer_hash
from kongbun.claims.models import Award, ClaimStatus, EmergencyAnswer, PensionList
from kongbun.claims.verdict import content_hash, kept_hash
from kongbun.founding.models import OpeningStatement
from kongbun.rules.approving import needed
from kongbun.rules.bylaw import Bylaw
from kongbun.soundness.findings import Code, Finding, baht
from kongbun.soundness.reading import IS_MONEY, Funds, in_funds, rows
from kongbun.store.guards import ERASED
from kongbun.treasury.entering_actions import what_is_approved
from kongbun.treasury.models import Movement, MovementKind

AT_ONCE = 2_000
PENSION_LIST = "pension-list"
# Duties of two users that name one person, in whichever record of theirs.
ONE_PERSON = (
    "SELECT 1 FROM access_rolegrant g JOIN people_person gp ON gp.id = g.person_id"
    " JOIN people_person hp ON COALESCE(hp.counted_in_id, hp.id)"
    " = COALESCE(gp.counted_in_id, gp.id)"
    " JOIN access_rolegrant h ON h.person_id = hp.id"
)


def checked_by_another(looked_at: Funds) -> Iterator[Finding]:
    """Nobody approved their own work, nor one person through two accounts.

    Who made it is asked of the thing itself, not only of the approval.
    """
    mine = in_funds("p.fund_id", looked_at)
    one_person = (
        f"EXISTS ({ONE_PERSON} WHERE g.user_id = {{maker}}"
        " AND h.user_id = p.checker_id AND g.fund_id = p.fund_id)"
    )
    made_by = {
        "p.maker_id": "",
        "c.submitted_by_id": " JOIN claims_claim c ON c.public_id = p.subject_id",
        "m.entered_by_id": " JOIN treasury_movement m ON m.public_id = p.subject_id",
        "o.stated_by_id": " JOIN founding_openingstatement o"
        " ON o.public_id = p.subject_id",
        "b.offered_by_id": " JOIN dues_bagoffer b ON b.public_id = p.subject_id",
        "l.proposed_by_id": " JOIN claims_pensionlist l ON l.public_id = p.subject_id",
        "d.user_id": " JOIN devices_deviceitem i ON i.public_id = p.subject_id"
        " JOIN devices_device d ON d.id = i.device_id",
        "r.asked_by_id": " JOIN merging_mergerequest r ON r.public_id = p.subject_id",
        "q.asked_by_id": " JOIN treasury_reopenrequest q ON q.public_id = p.subject_id",
    }
    for maker, join in made_by.items():
        for fund_id, kind, approval_id, name in rows(
            "SELECT p.fund_id, p.subject_kind, p.id, u.display_name"
            f" FROM approvals_approval p{join} JOIN access_user u ON u.id = {maker}"
            f" WHERE {mine} AND ({maker} = p.checker_id"
            f" OR {one_person.format(maker=maker)}) ORDER BY p.id"
        ):
            yield Finding.of(
                Code.CHECKED_BY_MAKER,
                looked_at.code(fund_id),
                f"approval {approval_id}",
                f"{name} อนุมัติเรื่องที่ตนเป็นผู้ทำ ({kind})",
            )


# Two people by name in one row: who did it, and who looked on, paid or took it.
PAIRS = {
    "cash count": "SELECT fund_id, id, first_by_id AS one, second_by_id AS other"
    " FROM treasury_cashcount",
    "money": "SELECT fund_id, id, entered_by_id AS one, second_by_id AS other"
    " FROM treasury_movement WHERE second_by_id IS NOT NULL",
    "reversal": "SELECT m.fund_id, v.id, v.reversed_by_id AS one,"
    " v.second_by_id AS other FROM treasury_movementreversal v"
    " JOIN treasury_movement m ON m.id = v.movement_id"
    " WHERE v.second_by_id IS NOT NULL",
    "purpose": "SELECT u.fund_id, f.id, f.done_by_id AS one, f.second_by_id AS other"
    " FROM treasury_fencechange f JOIN treasury_purpose u ON u.id = f.purpose_id"
    " WHERE f.second_by_id IS NOT NULL",
    "voucher": "SELECT p.fund_id, p.id, p.paid_by_id AS one, s.checker_id AS other"
    " FROM claims_payment p JOIN claims_award w ON w.claim_id = p.claim_id"
    " JOIN approvals_approval s ON s.id = w.approval_id",
    "expense": "SELECT m.fund_id, b.id, b.booked_by_id AS one, s.checker_id AS other"
    " FROM treasury_movementbooking b JOIN treasury_movement m ON m.id = b.movement_id"
    " JOIN approvals_approval s ON s.subject_id = m.public_id",
}


def done_by_two(looked_at: Funds) -> Iterator[Finding]:
    """Whoever counts, pays or takes back what another agreed to is another person."""
    for kind, pairs in PAIRS.items():
        for fund_id, key, name in rows(
            f"SELECT x.fund_id, x.id, u.display_name FROM ({pairs}) x"
            f" JOIN access_user u ON u.id = x.one WHERE (x.one = x.other OR EXISTS"
            f" ({ONE_PERSON} WHERE g.user_id = x.one"
            "  AND h.user_id = x.other AND g.fund_id = x.fund_id))"
            f" AND {in_funds('x.fund_id', looked_at)} ORDER BY x.id"
        ):
            yield Finding.of(
                Code.CHECKED_BY_MAKER,
                looked_at.code(fund_id),
                f"{kind} {key}",
                f"{name} ลงชื่อทั้งสองชื่อ ({kind})",
            )


def done_as_approved(looked_at: Funds) -> Iterator[Finding]:
    """What was paid or booked is what the second person saw."""
    yield from _awards(looked_at)
    yield from _emergencies(looked_at)
    yield from _pension_lists(looked_at)
    yield from _vouchers(looked_at)
    yield from _expenses(looked_at)
    yield from _openings(looked_at)
    yield from _bylaws(looked_at)


def _awards(looked_at: Funds) -> Iterator[Finding]:
    """The hash over claim, decision and amount, made anew from the rows."""
    found = Award.objects.filter(claim__fund__in=looked_at.codes).select_related(
        "claim", "decision__bylaw", "approval"
    )
    laws: dict[int, Bylaw | None] = {}
    for award in found.order_by("pk").iterator(chunk_size=AT_ONCE):
        claim, version = award.claim, award.decision.bylaw
        if version.pk not in laws:
            laws[version.pk] = rules_of(version) if as_adopted(version) else None
        kept = kept_hash(award.decision, claim.public_id, claim.benefit)
        bound = award_hash(claim, kept, award)
        if is_erased(claim):
            # Bound to names before there was a hash of them: the award's own stands.
            bound = bytes(award.hash)
        seen = bytes(award.approval.content_hash)
        if award.approval.subject_kind == PENSION_LIST:
            # One word on the whole list; the list's own hash is looked at with it.
            seen = bound
        as_granted = award.amount_satang == claim.granted_satang
        by_law = bytes(award.decision.bylaw_hash) == bytes(award.decision.bylaw.hash)
        if not (
            bound == bytes(award.hash) == seen
            and as_granted
            and by_law
            and award.approval.approved
        ):
            yield _otherwise(
                looked_at.code(claim.fund_id),
                f"claim {claim.number}",
                f"คำขอ {claim.number} ไม่เหมือนกับที่คณะกรรมการอนุมัติ",
            )
        elif not _by_whom_it_says(laws[version.pk], award):
            yield _otherwise(
                looked_at.code(claim.fund_id),
                f"claim {claim.number}",
                f"คำขอ {claim.number} อนุมัติโดยผู้ที่ระเบียบไม่ได้ให้อนุมัติจำนวนนี้",
            )


def _by_whom_it_says(bylaw: Bylaw | None, award: Award) -> bool:
    """Awards from before the body was kept are as they are."""
    if not award.body or bylaw is None:
        return True
    rule = bylaw.rule(award.claim.benefit)
    if rule is None:
        return False
    counted = award.amount_satang + (award.before_satang or 0)
    wanted = needed(bylaw.approvals_for(rule), counted)
    if award.emergency:
        return wanted.goes_first({award.body}) is not None
    return wanted.suffices(award.body)


def _emergencies(looked_at: Funds) -> Iterator[Finding]:
    """What was said afterwards is what is kept; what was not confirmed is not paid."""
    found = EmergencyAnswer.objects.filter(award__claim__fund__in=looked_at.codes)
    for answer in found.select_related("award__claim", "approval").order_by("pk"):
        claim, word = answer.award.claim, answer.approval
        made = answer_hash(answer, confirmed=word.approved)
        paid_since = claim.payments.filter(command_id__gt=answer.command_id).exists()
        waits = claim.status == ClaimStatus.APPROVED
        if (
            made == bytes(answer.hash) == bytes(word.content_hash)
            and word.subject_id == claim.public_id
            and answer.award.emergency
            and (word.approved or not (paid_since or waits))
        ):
            continue
        yield _otherwise(
            looked_at.code(claim.fund_id),
            f"claim {claim.number}",
            f"คำขอ {claim.number} ไม่เหมือนกับที่ยืนยันหลังอนุมัติฉุกเฉิน",
        )


def _pension_lists(looked_at: Funds) -> Iterator[Finding]:
    """The hash over who gets how much, made anew from what was awarded."""
    awarded: dict[int, list[list[int]]] = {}
    for key, membership, satang in rows(
        "SELECT l.pension_list_id, c.membership_id, w.amount_satang"
        " FROM claims_pensionline l JOIN claims_claim c ON c.id = l.claim_id"
        " JOIN claims_award w ON w.claim_id = c.id"
        f" WHERE {in_funds('c.fund_id', looked_at)} ORDER BY c.id"
    ):
        awarded.setdefault(key, []).append([membership, satang])
    for fund_id, key in rows(
        "SELECT DISTINCT c.fund_id, l.pension_list_id FROM claims_pensionline l"
        " JOIN claims_claim c ON c.id = l.claim_id"
        " JOIN claims_award w ON w.claim_id = c.id"
        " WHERE (w.amount_satang <> l.amount_satang"
        "  OR c.membership_id <> l.membership_id)"
        f" AND {in_funds('c.fund_id', looked_at)} ORDER BY 2"
    ):
        yield _otherwise(
            looked_at.code(fund_id),
            f"pension list {key}",
            f"รายชื่อที่ {key} มีจำนวนเงินไม่เหมือนกับที่อนุมัติ",
        )
    for one in PensionList.objects.filter(fund__in=looked_at.codes, status="approved"):
        said = approvals(one.public_id).filter(approved=True).first()
        made = content_hash(
            benefit=one.benefit, due_on=one.due_on, lines=awarded.get(one.pk, [])
        )
        if said is None or bytes(said.content_hash) != made:
            yield _otherwise(
                looked_at.code(one.fund_id),
                f"pension list {one.pk}",
                f"รายชื่อ{one.title} {one.due_on} ไม่เหมือนกับที่อนุมัติ",
            )


def _vouchers(looked_at: Funds) -> Iterator[Finding]:
    for fund_id, no, year, printed, booked, awarded in rows(
        "SELECT p.fund_id, c.no, c.fiscal_year, p.amount_satang, SUM(l.amount_satang),"
        " w.amount_satang FROM claims_payment p"
        " JOIN claims_claim c ON c.id = p.claim_id"
        " LEFT JOIN claims_award w ON w.claim_id = c.id"
        f" LEFT JOIN ledger_leg l ON l.entry_id = p.entry_id AND {IS_MONEY}"
        f" WHERE {in_funds('p.fund_id', looked_at)}"
        " GROUP BY p.id, p.fund_id, c.no, c.fiscal_year, p.amount_satang,"
        " w.amount_satang ORDER BY p.id"
    ):
        if awarded is None:
            what = f"คำขอ {no}/{year} จ่ายโดยไม่มีการอนุมัติ"
        elif not printed == awarded == booked:
            what = (
                f"คำขอ {no}/{year} อนุมัติ {baht(awarded)} ใบสำคัญจ่าย {baht(printed)} "
                f"ลงบัญชี {baht(int(booked or 0))}"
            )
        else:
            continue
        yield _otherwise(looked_at.code(fund_id), f"claim {no}/{year}", what)


def _expenses(looked_at: Funds) -> Iterator[Finding]:
    words = {
        bytes(subject): (bytes(content), approved)
        for subject, content, approved in rows(
            "SELECT subject_id, content_hash, approved FROM approvals_approval p"
            f" WHERE subject_kind = 'expense' AND {in_funds('fund_id', looked_at)}"
        )
    }
    booked: dict[int, int] = dict(
        rows(
            "SELECT l.entry_id, SUM(l.amount_satang) FROM ledger_leg l"
            " JOIN treasury_movementbooking b ON b.entry_id = l.entry_id"
            f" WHERE {IS_MONEY} GROUP BY l.entry_id"
        )
    )
    paid = Movement.objects.filter(
        fund__in=looked_at.codes, kind=MovementKind.EXPENSE, booking__isnull=False
    ).select_related("other", "booking")
    for movement in paid.order_by("pk").iterator(chunk_size=AT_ONCE):
        said = words.get(movement.public_id.bytes)
        content = what_is_approved(movement)
        if movement.who_hash is None and movement.party == ERASED:
            content = bytes(movement.content_hash)
        if (
            said == (content, True)
            and bytes(movement.content_hash) == content
            and booked.get(movement.booking.entry_id) == movement.amount_satang
        ):
            continue
        number = f"{movement.no}/{movement.fiscal_year}"
        yield _otherwise(
            looked_at.code(movement.fund_id),
            f"expense {number}",
            f"รายจ่ายที่ {number} จ่ายไม่เหมือนกับที่อนุมัติ",
        )


def _openings(looked_at: Funds) -> Iterator[Finding]:
    said = {
        bytes(subject): (bytes(content), approved)
        for subject, content, approved in rows(
            "SELECT subject_id, content_hash, approved FROM approvals_approval"
            f" WHERE subject_kind = 'opening' AND {in_funds('fund_id', looked_at)}"
        )
    }
    booked: dict[int, defaultdict[str, int]] = {}
    for fund_id, account, satang in rows(
        "SELECT e.fund_id, a.code, l.amount_satang FROM ledger_entry e"
        " JOIN ledger_leg l ON l.entry_id = e.id"
        " JOIN ledger_account a ON a.id = l.debit_id"
        f" WHERE e.kind = 'opening' AND {in_funds('e.fund_id', looked_at)}"
    ):
        into = booked.setdefault(fund_id, defaultdict(int))
        into[account] += satang
    figures = _life_to_date(looked_at)
    for stated in OpeningStatement.objects.filter(fund__in=looked_at.codes):
        content, approved = said.get(stated.public_id.bytes, (b"", False))
        body = json.loads(stated.body)
        holdings: dict[str, Any] = body["holdings"]
        wanted = {code: satang for code, satang in holdings.items() if satang}
        as_stated = sha256(stated.body.encode()).digest() == bytes(stated.hash)
        if not as_stated or (
            approved
            and (
                content != bytes(stated.hash)
                or booked.get(stated.fund_id, {}) != wanted
                or figures.get(stated.pk, set()) != _stated_to_date(body)
            )
        ):
            yield _otherwise(
                looked_at.code(stated.fund_id), "opening", "ยอดยกมาไม่เหมือนกับที่อนุมัติ"
            )


def _life_to_date(looked_at: Funds) -> dict[int, set[tuple[str, str, int, int]]]:
    found: dict[int, set[tuple[str, str, int, int]]] = {}
    for statement, *figure in rows(
        "SELECT statement_id, side, code, persons, amount_satang"
        f" FROM founding_openingfigure WHERE {in_funds('fund_id', looked_at)}"
    ):
        side, code, persons, satang = figure
        found.setdefault(statement, set()).add((side, code, persons, satang))
    return found


def _stated_to_date(body: dict[str, Any]) -> set[tuple[str, str, int, int]]:
    received = {
        ("receipts", code, 0, satang)
        for code, satang in body["receipts_to_date"].items()
    }
    return received | {
        ("benefits", number, one["persons"], one["amount_satang"])
        for number, one in body["benefits_to_date"].items()
    }


def _bylaws(looked_at: Funds) -> Iterator[Finding]:
    for version in BylawVersion.objects.filter(fund__in=looked_at.codes):
        if not as_adopted(version):
            yield _otherwise(
                looked_at.code(version.fund_id),
                f"bylaw {version.effective_from}",
                f"ข้อความของ{version.title} ไม่ตรงกับที่ลงมติไว้",
            )
    for draft in Draft.objects.filter(fund__in=looked_at.codes):
        if not as_shown(draft):
            yield _otherwise(
                looked_at.code(draft.fund_id),
                f"draft {draft.public_id.hex[:8]}",
                f"ข้อความของร่าง {draft.title} ไม่ตรงกับที่เก็บไว้",
            )


def _otherwise(fund: str, what: str, message: str) -> Finding:
    return Finding.of(Code.APPROVED_OTHERWISE, fund, what, message)
