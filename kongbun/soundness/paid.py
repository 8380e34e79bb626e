"""A benefit is paid once for what happened once: K008."""

from __future__ import annotations

from collections.abc import Iterator

from kongbun.soundness.findings import Code, Finding
from kongbun.soundness.reading import Funds, in_funds, rows

# A payment that stands: neither its voucher nor its entry was reversed.
STANDS = (
    "NOT EXISTS (SELECT 1 FROM claims_paymentreversal v WHERE v.payment_id = p.id)"
    " AND NOT EXISTS (SELECT 1 FROM ledger_entry r WHERE r.reverses_id = p.entry_id)"
)


def paid_once(looked_at: Funds) -> Iterator[Finding]:
    yield from _one_claim(looked_at)
    yield from _one_event(looked_at)
    yield from _one_number(looked_at)


def _one_claim(looked_at: Funds) -> Iterator[Finding]:
    for fund_id, no, year, times in rows(
        "SELECT p.fund_id, c.no, c.fiscal_year, COUNT(*) FROM claims_payment p"
        f" JOIN claims_claim c ON c.id = p.claim_id WHERE {STANDS}"
        f" AND {in_funds('p.fund_id', looked_at)}"
        " GROUP BY p.fund_id, c.id, c.no, c.fiscal_year HAVING COUNT(*) > 1"
        " ORDER BY c.id"
    ):
        yield _twice(looked_at, fund_id, f"{no}/{year}", f"จ่ายแล้ว {times} ครั้ง")


def _one_event(looked_at: Funds) -> Iterator[Finding]:
    """Two requests for one happening, both paid to the same member.

    A death happens once whatever day was written; other events of one kind are the
    same when their days overlap.
    """
    paid = (
        "SELECT c.id, c.fund_id, c.no, c.fiscal_year, c.benefit, c.membership_id,"
        " c.event_id, e.kind, e.person_id, e.about, e.first_day, e.last_day"
        " FROM claims_payment p JOIN claims_claim c ON c.id = p.claim_id"
        f" JOIN claims_event e ON e.id = c.event_id WHERE {STANDS}"
        f" AND {in_funds('p.fund_id', looked_at)}"
    )
    for fund_id, no, year, other_no, other_year in rows(
        f"WITH paid AS ({paid}) SELECT DISTINCT b.fund_id, b.no, b.fiscal_year, a.no,"
        " a.fiscal_year FROM paid a JOIN paid b ON b.fund_id = a.fund_id"
        " AND b.id > a.id AND b.benefit = a.benefit AND b.kind = a.kind"
        " AND COALESCE(b.membership_id, 0) = COALESCE(a.membership_id, 0)"
        " WHERE a.event_id = b.event_id"
        " OR (a.person_id = b.person_id AND a.about = b.about"
        "  AND (a.kind = 'death' OR (a.first_day <= b.last_day"
        "  AND b.first_day <= a.last_day)))"
        " ORDER BY 1, 3, 2"
    ):
        yield _twice(
            looked_at,
            fund_id,
            f"{no}/{year}",
            f"เป็นเหตุเดียวกับคำขอ {other_no}/{other_year} ซึ่งจ่ายแล้ว",
        )


def _one_number(looked_at: Funds) -> Iterator[Finding]:
    """In the books alone: an entry that no voucher knows counts too."""
    times: dict[tuple[int, str], int] = {}
    for fund_id, reference in rows(
        "SELECT e.fund_id, e.reference FROM ledger_entry e WHERE e.kind ="
        f" 'benefit-paid' AND {in_funds('e.fund_id', looked_at)} AND NOT EXISTS"
        " (SELECT 1 FROM ledger_entry r WHERE r.reverses_id = e.id)"
    ):
        claim = (fund_id, reference.removeprefix("claim:").split(":paid:")[0])
        times[claim] = times.get(claim, 0) + 1
    for (fund_id, number), count in times.items():
        if count > 1:
            yield _twice(looked_at, fund_id, number, f"จ่ายแล้ว {count} ครั้ง")


def _twice(looked_at: Funds, fund_id: int, number: str, why: str) -> Finding:
    return Finding.of(
        Code.PAID_TWICE,
        looked_at.code(fund_id),
        f"claim {number}",
        f"คำขอ {number} {why}",
    )
