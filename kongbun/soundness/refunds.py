"""What went back to who resigned, against what they had paid: K012.

A refund says of how much it is a share, and which; both were in the rows when it was
entered, by the order of commands.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import islice

from kongbun.bylaws.reading import as_adopted, rules_of
from kongbun.kernel.money import Money, percent_down
from kongbun.merging.models import MergeRequest
from kongbun.people.models import ExitReason, Membership
from kongbun.people.queries import kept_memberships
from kongbun.soundness.findings import Code, Finding, baht
from kongbun.soundness.reading import Funds, in_funds, rows
from kongbun.treasury.models import MovementKind, Refund
from kongbun.treasury.refund_actions import REFUND

# Refunds that are looked at together.
AT_ONCE = 500


def as_paid_in(looked_at: Funds) -> Iterator[Finding]:
    """One finding a refund; and money that goes back without one."""
    found = (
        Refund.objects.filter(movement__fund__in=looked_at.codes)
        .select_related("movement__other", "membership", "bylaw")
        .order_by("pk")
    )
    merged, every = _ever_merged(looked_at), found.iterator(chunk_size=AT_ONCE)
    while some := list(islice(every, AT_ONCE)):
        paid = _paid(some, merged)
        for one in some:
            wrong = _misfit(one, paid.get(one.pk))
            if wrong:
                moved = one.movement
                number = f"{moved.no}/{moved.fiscal_year}"
                yield _otherwise(looked_at, moved.fund_id, number, wrong)
    yield from _standing(looked_at)
    for fund_id, no, year in rows(
        "SELECT m.fund_id, m.no, m.fiscal_year FROM treasury_movement m"
        " JOIN ledger_account a ON a.id = m.other_id AND a.code = %s"
        " LEFT JOIN treasury_refund f ON f.movement_id = m.id"
        f" WHERE f.id IS NULL AND {in_funds('m.fund_id', looked_at)} ORDER BY m.id",
        [REFUND],
    ):
        yield _otherwise(looked_at, fund_id, f"{no}/{year}", "ไม่บอกว่าคืนให้สมาชิกคนใด")


def _standing(looked_at: Funds) -> Iterator[Finding]:
    """As long as a refund stands its member has resigned, and has no other."""
    stands = (
        "NOT EXISTS (SELECT 1 FROM treasury_movementreversal v"
        "  WHERE v.movement_id = {0}.movement_id) AND NOT EXISTS"
        " (SELECT 1 FROM approvals_approval p JOIN treasury_movement q"
        "  ON q.public_id = p.subject_id WHERE q.id = {0}.movement_id"
        "  AND NOT p.approved)"
    )
    for fund_id, no, year, left, reason, others in rows(
        "SELECT m.fund_id, m.no, m.fiscal_year, s.exited_on, s.exit_reason,"
        " (SELECT COUNT(*) FROM treasury_refund g WHERE g.membership_id ="
        f"  f.membership_id AND g.movement_id < f.movement_id AND {stands.format('g')})"
        " FROM treasury_refund f JOIN treasury_movement m ON m.id = f.movement_id"
        " JOIN people_membership s ON s.id = f.membership_id"
        f" WHERE {stands.format('f')} AND {in_funds('m.fund_id', looked_at)}"
        " ORDER BY m.id"
    ):
        number = f"{no}/{year}"
        if left is None or reason != ExitReason.RESIGNED:
            yield _otherwise(looked_at, fund_id, number, "คืนให้คนที่ไม่ได้ลาออก")
        if others:
            yield _otherwise(looked_at, fund_id, number, "คืนให้คนเดียวกันสองครั้ง")


def _misfit(one: Refund, paid: int | None) -> str:
    """Why it is not the share that it says; empty where it is."""
    moved = one.movement
    due = percent_down(Money(one.paid_satang), one.percent * 100).satang
    if moved.kind != MovementKind.EXPENSE or moved.other.code != REFUND:
        return "ไม่ได้ลงเป็นเงินคืน"
    if moved.amount_satang != due:
        return (
            f"จ่าย {baht(moved.amount_satang)} แต่ร้อยละ {one.percent} "
            f"ของ {baht(one.paid_satang)} คือ {baht(due)}"
        )
    # A text that was changed is told by itself; it gives nothing.
    if as_adopted(one.bylaw):
        gives = rules_of(one.bylaw).membership.resignation_refund_percent
        if gives != one.percent:
            return f"คืนร้อยละ {one.percent} แต่ระเบียบให้ร้อยละ {gives}"
    if paid is not None and paid != one.paid_satang:
        return f"เขียนว่าส่งเงินสมทบ {baht(one.paid_satang)} แต่ใบรับเงินรวมได้ {baht(paid)}"
    return ""


def _ever_merged(looked_at: Funds) -> set[int]:
    """Who was one with another for a while: what counted then counts no more."""
    asked = MergeRequest.objects.filter(fund__in=looked_at.codes)
    return {key for pair in asked.values_list("survivor", "other") for key in pair}


def _paid(some: Sequence[Refund], merged: set[int]) -> dict[int, int]:
    """By refund: what its member had paid, then, here and in the time that counted."""
    before = kept_memberships([one.membership_id for one in some])
    whose: dict[int, list[Membership]] = {}
    for one in some:
        counted = [one.membership, *before.get(one.membership_id, [])]
        if not merged & {each.person_id for each in counted}:
            whose[one.pk] = counted
    lines = _lines({each.pk for counted in whose.values() for each in counted})
    at = {one.pk: one.movement.command_id for one in some}
    return {
        key: sum(
            (each.opening_paid_satang or 0)
            + sum(
                satang
                for satang, taken, back in lines[each.pk]
                if taken < at[key] and (back is None or back > at[key])
            )
            for each in counted
        )
        for key, counted in whose.items()
    }


def _lines(memberships: set[int]) -> dict[int, list[tuple[int, int, int | None]]]:
    """By membership: satang, which command took them, and which gave them back."""
    found: dict[int, list[tuple[int, int, int | None]]] = defaultdict(list)
    keys = ", ".join(str(key) for key in sorted(memberships)) or "NULL"
    for membership, satang, taken, back in rows(
        "SELECT l.membership_id, l.amount_satang, r.command_id, v.command_id"
        " FROM dues_duesline l JOIN receipts_receipt r ON r.id = l.receipt_id"
        " LEFT JOIN ledger_entry v ON v.reverses_id = r.entry_id"
        f" WHERE l.membership_id IN ({keys}) AND l.kind IN ('dues', 'credit')"
    ):
        found[membership].append((satang, taken, back))
    return found


def _otherwise(looked_at: Funds, fund_id: int, number: str, how: str) -> Finding:
    return Finding.of(
        Code.APPROVED_OTHERWISE,
        looked_at.code(fund_id),
        f"expense {number}",
        f"เงินสมทบที่คืน {number} {how}",
    )
