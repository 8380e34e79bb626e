"""Approvals: another person's (K011) word on exactly what was done (K012)."""

from __future__ import annotations

from collections.abc import Iterator

from kongbun.soundness.findings import Code, Finding
from kongbun.soundness.reading import Funds, in_funds, rows


def checked_by_another(looked_at: Funds) -> Iterator[Finding]:
    """Nobody approved their own work, nor one person through two accounts."""
    for fund_id, kind, approval_id, maker in rows(
        "SELECT p.fund_id, p.subject_kind, p.id, u.display_name"
        " FROM approvals_approval p JOIN access_user u ON u.id = p.maker_id"
        f" WHERE {in_funds('p.fund_id', looked_at)} AND (p.maker_id = p.checker_id"
        " OR EXISTS (SELECT 1 FROM access_rolegrant g JOIN access_rolegrant h"
        "  ON h.person_id = g.person_id WHERE g.user_id = p.maker_id"
        "  AND h.user_id = p.checker_id AND g.fund_id = p.fund_id))"
        " ORDER BY p.id"
    ):
        yield Finding.of(
            Code.CHECKED_BY_MAKER,
            looked_at.code(fund_id),
            f"approval {approval_id}",
            f"{maker} อนุมัติเรื่องที่ตนเป็นผู้ทำ ({kind})",
        )
