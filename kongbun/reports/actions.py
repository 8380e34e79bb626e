"""Explains and closes a month, and keeps the figures of a closed day."""

from __future__ import annotations

from datetime import date
from hashlib import sha256
from typing import Any

from kongbun.access.permissions import Verb, require
from kongbun.commands.run import Act, canonical, command
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.kernel.thai_date import month_end, month_name, month_start
from kongbun.ledger.accounts import close_month as ledger_close
from kongbun.ledger.balances import closed_through
from kongbun.reports.conditions import close_list
from kongbun.reports.models import StoredReport
from kongbun.treasury.models import CloseNote, MonthClose

VERSION = 1


@command("treasury.close_month")
def close_month(act: Act, *, month: date) -> dict[str, Any]:
    """Shut a month.  Refuses with every condition that is not met, each by name."""
    require(act, Verb.CLOSE_MONTH)
    asked = close_list(act.fund_id, month_start(month), act.today)
    reasons = [point.reason for point in asked.open if point.reason]
    if reasons:
        raise Refused.of(reasons)
    assert act.user_id is not None, "`require` has let a user through"
    # After this point the month must close.
    last = month_end(month)
    closing = ledger_close(act, closed_through=last)
    made = MonthClose.objects.create(
        fund_id=act.fund_id,
        month=month_start(month),
        closing_id=closing.pk,
        conditions=canonical([point.as_json() for point in asked.points]),
        closed_by_id=act.user_id,
        command_id=act.command_pk,
    )
    return {
        "close": made.public_id.hex,
        "month": month_start(month).isoformat(),
        "month_name": month_name(month),
        "closed_through": last.isoformat(),
    }


@command("treasury.explain")
def explain(
    act: Act, *, month: date, condition: str, subject: str, text: str
) -> dict[str, Any]:
    """One line on what stands open at the end of a month; the last line counts."""
    require(act, Verb.CLOSE_MONTH)
    first = month_start(month)
    if not text.strip():
        raise Refused(RefusalCode.FIELD_EMPTY, field="เหตุผล")
    point = next(
        (
            one
            for one in close_list(act.fund_id, first, act.today).points
            if (one.condition.value, one.subject) == (condition, subject)
        ),
        None,
    )
    if point is None or not point.explainable:
        raise Refused(
            RefusalCode.NOTHING_TO_EXPLAIN, what=condition, month=month_name(first)
        )
    assert act.user_id is not None, "`require` has let a user through"
    # After this point the line must be kept.
    made = CloseNote.objects.create(
        fund_id=act.fund_id,
        month=first,
        condition=condition,
        subject=subject,
        text=text.strip()[:300],
        user_id=act.user_id,
        at=act.now,
        command_id=act.command_pk,
    )
    return {"note": made.public_id.hex}


@command("reports.keep")
def keep(act: Act, *, on: date, body: str) -> dict[str, Any]:
    """Keep the figures of a closed day as they were worked out (decision 22).

    They are worked out before, since that may take longer than a write may.  The
    first body kept for a day stays; a later one is no second effect.
    """
    require(act, Verb.LOOK)
    through = closed_through(act.fund_id)
    if through is None or on > through:
        raise Refused(RefusalCode.MONTH_NOT_OVER, month=month_name(on), from_day="")
    kept = StoredReport.objects.filter(fund_id=act.fund_id, on=on).first()
    if kept is None:
        # After this point the figures must be kept.
        kept = StoredReport.objects.create(
            fund_id=act.fund_id,
            on=on,
            version=VERSION,
            body=body,
            hash=sha256(body.encode()).digest(),
            made_at=act.now,
            command_id=act.command_pk,
        )
    return {"report": kept.public_id.hex, "hash": kept.hash.hex()}
