"""A closed month was opened again by two who may, for what was asked: K011, K012."""

from __future__ import annotations

from collections.abc import Iterator

from kongbun.reports.reopening import SUBJECT, request_hash
from kongbun.soundness.findings import Code, Finding
from kongbun.soundness.reading import Funds, in_funds, rows
from kongbun.soundness.related import Related
from kongbun.store.guards import ERASED
from kongbun.treasury.models import MonthReopening


def as_asked(looked_at: Funds) -> Iterator[Finding]:
    """The agreement is on this request, and the request on that close."""
    found = MonthReopening.objects.filter(
        request__fund__in=looked_at.codes
    ).select_related("request__close", "approval", "reopening")
    for one in found.order_by("pk"):
        asked, word = one.request, one.approval
        made = request_hash(
            asked.close, reason=asked.reason, asked_by_id=asked.asked_by_id
        )
        if asked.reason == ERASED:
            # What it was bound to stands; the words are gone.
            made = bytes(asked.content_hash)
        whole = (
            made == bytes(asked.content_hash) == bytes(word.content_hash)
            and word.approved
            and word.subject_kind == SUBJECT
            and word.subject_id == asked.public_id
            and one.reopening.closing_id == asked.close.closing_id
        )
        if not whole:
            yield Finding.of(
                Code.APPROVED_OTHERWISE,
                looked_at.code(asked.fund_id),
                f"month {asked.close.month:%Y-%m}",
                f"เดือน {asked.close.month:%Y-%m} ถูกเปิดใหม่ไม่เหมือนกับที่ขอและยืนยัน",
            )


def by_outsiders(looked_at: Funds, related: Related) -> Iterator[Finding]:
    """Neither of the two kept its books, nor is kin of who did."""
    keepers = (
        "SELECT DISTINCT g.user_id FROM access_rolegrant g WHERE g.fund_id = {fund}"
        " AND g.role = 'treasurer' AND g.from_date <= {day}"
        " AND (g.until_date IS NULL OR g.until_date > {month})"
    )
    asked = list(
        rows(
            "SELECT m.id, q.fund_id, CAST(c.month AS TEXT),"
            " CAST(m.reopened_on AS TEXT), m.command_id, q.asked_by_id, p.checker_id"
            " FROM treasury_monthreopening m"
            " JOIN treasury_reopenrequest q ON q.id = m.request_id"
            " JOIN treasury_monthclose c ON c.id = q.close_id"
            " JOIN approvals_approval p ON p.id = m.approval_id"
            f" WHERE {in_funds('q.fund_id', looked_at)} ORDER BY m.id"
        )
    )
    for _, fund_id, month, day, command_id, *two in asked:
        sql = keepers.format(fund="%s", day="%s", month="%s")
        kept = [user for (user,) in rows(sql, [fund_id, day, month])]
        for user in two:
            words = related.between(fund_id, user, kept, command_id)
            if words:
                yield Finding.of(
                    Code.CHECKED_BY_MAKER,
                    looked_at.code(fund_id),
                    f"month {month[:7]}",
                    f"เปิดเดือน {month[:7]} ใหม่โดย{words}",
                )
