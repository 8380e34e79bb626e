"""Who may approve how much, in one sentence for who stands at the counter."""

from __future__ import annotations

from collections.abc import Sequence

from kongbun.rules.approving import BODIES, COMMITTEE, GENERAL_MEETING, needed
from kongbun.rules.benefit import Approval
from kongbun.rules.sentences import APPROVERS, baht

NO_LEVELS = "ระเบียบไม่ได้แบ่งตามวงเงิน ประธานหรือกรรมการอนุมัติได้"


def levels_line(levels: Sequence[Approval]) -> str:
    """Who approves up to what, as a notice on the wall says it.

    Levels that never matter, since a lower body may do as much, are left out.
    """
    ordinary = sorted(
        (level for level in levels if not level.emergency),
        key=lambda level: BODIES.index(level.by),
    )
    said: list[str] = []
    clause, most = "", 0
    for level in ordinary:
        ceiling = level.up_to_satang
        if ceiling is not None and ceiling <= most:
            continue
        who = APPROVERS[level.by]
        if ceiling is not None:
            words = f"ไม่เกิน {baht(ceiling)} {who}อนุมัติ"
        else:
            words = f"เกินกว่านั้น {who}อนุมัติ" if said else f"{who}อนุมัติ"
        said.append(words if level.clause == clause else f"{level.clause}: {words}")
        clause = level.clause
        if ceiling is None:
            break
        most = ceiling
    else:
        if said:
            said.append(f"เกินกว่านั้น {APPROVERS[GENERAL_MEETING]}อนุมัติ")
    if not said and needed(levels, 0).by_resolution:
        return f"{APPROVERS[COMMITTEE]}อนุมัติโดยมติ"
    return " ".join(said) or NO_LEVELS


def emergency_line(level: Approval) -> str:
    """Who may go first, up to what, and by when it has to be confirmed."""
    most = f" ไม่เกิน {baht(level.up_to_satang)}" if level.up_to_satang else ""
    then = (
        f"แล้วให้ยืนยันภายใน {level.confirmed_within_days} วัน"
        if level.confirmed_within_days
        else "แล้วให้ยืนยันภายหลัง"
    )
    return f"{level.clause}: กรณีฉุกเฉิน {APPROVERS[level.by]}อนุมัติก่อนได้{most} {then}"
