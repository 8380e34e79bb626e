"""Explains what stands open in a month, and closes it with its figures."""

from __future__ import annotations

from datetime import date
from hashlib import sha256
from typing import Any

from kongbun.access.permissions import Verb, require
from kongbun.commands.run import Act, canonical, command
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.kernel.thai_date import month_end, month_name, month_start
from kongbun.ledger.accounts import close_month as ledger_close
from kongbun.ledger.balances import newest_entry_id as newest
from kongbun.reports.conditions import close_list
from kongbun.reports.models import StoredReport
from kongbun.treasury.models import CloseNote, MonthClose

VERSION = 1


@command("treasury.close_month")
def close_month(
    act: Act, *, month: date, figures: str = "", newest_entry_id: int = 0
) -> dict[str, Any]:
    """Shut a month.  Refuses with every condition that is not met, each by name.

    `figures` are those of its last day as `figures.before_closing` worked them out,
    since that may take longer than a write may; they are kept as they are, and the
    close is refused (CHANGED_SINCE) when anything was booked after
    `newest_entry_id`.  Without figures none are kept.
    """
    require(act, Verb.CLOSE_MONTH)
    first, last = month_start(month), month_end(month)
    asked = close_list(act.fund_id, first, act.today)
    reasons = [point.reason for point in asked.points if point.reason]
    if reasons:
        raise Refused.of(reasons)
    if figures and newest_entry_id != newest(act.fund_id):
        raise Refused(RefusalCode.CHANGED_SINCE, what="บัญชี")
    assert act.user_id is not None, "`require` has let a user through"
    # After this point the month must close.
    closing = ledger_close(act, closed_through=last)
    made = MonthClose.objects.create(
        fund_id=act.fund_id,
        month=first,
        version=closing.version,
        closing_id=closing.pk,
        conditions=canonical([point.as_json() for point in asked.points]),
        closed_by_id=act.user_id,
        command_id=act.command_pk,
    )
    told = {
        "close": made.public_id.hex,
        "month": first.isoformat(),
        "month_name": month_name(first),
        "closed_through": last.isoformat(),
        "version": closing.version,
    }
    if figures:
        kept = StoredReport.objects.create(
            fund_id=act.fund_id,
            on=last,
            version=VERSION,
            closing_version=closing.version,
            body=figures,
            hash=sha256(figures.encode()).digest(),
            newest_entry_id=newest_entry_id,
            made_at=act.now,
            command_id=act.command_pk,
        )
        told["figures_hash"] = kept.hash.hex()
    return told


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
