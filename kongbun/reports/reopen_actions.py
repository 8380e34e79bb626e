"""Opens the last closed month again: one asks, another agrees, the network is told."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from kongbun.access.models import User
from kongbun.access.permissions import (
    Verb,
    refuse_same_person,
    require,
    require_user,
)
from kongbun.approvals.actions import approve
from kongbun.commands.run import Act, command
from kongbun.kernel.lengths import too_long
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.kernel.thai_date import month_end, month_name
from kongbun.ledger.accounts import reopen_month as ledger_reopen
from kongbun.reports.reopening import (
    SUBJECT,
    against,
    not_the_last,
    notice_of,
    request_hash,
    request_waiting,
)
from kongbun.treasury.models import MonthClose, MonthReopening, ReopenRequest
from kongbun.treasury.queries import closes

AGREE = "ยืนยันการเปิดเดือนใหม่"


@command("treasury.ask_reopening")
def ask_reopening(act: Act, *, close: UUID, reason: str) -> dict[str, Any]:
    """Ask that a closed month be opened again.  Nothing opens yet."""
    require(act, Verb.REOPEN_MONTH)
    found = _close(act, close)
    _refuse_whom_it_concerns(act, found, act.user_id)
    reason = reason.strip()
    if not reason:
        raise Refused(RefusalCode.FIELD_EMPTY, field="เหตุผล")
    reasons = too_long("เหตุผล", reason, 300)
    if reasons:
        raise Refused.of(reasons)
    assert act.user_id is not None, "`require` has let a user through"
    # After this point the request must stand.
    made = ReopenRequest.objects.create(
        fund_id=act.fund_id,
        close=found,
        reason=reason,
        content_hash=request_hash(found, reason=reason, asked_by_id=act.user_id),
        asked_by_id=act.user_id,
        asked_on=act.today,
        command_id=act.command_pk,
    )
    return {
        "request": made.public_id.hex,
        "month": found.month.isoformat(),
        "month_name": month_name(found.month),
        "version": found.version,
        "content_hash": made.content_hash.hex(),
    }


@command("treasury.reopen_month")
def reopen_month(act: Act, *, asked: UUID, content_hash: str) -> dict[str, Any]:
    """Agree to exactly what was asked: the month is open, its close stays readable.

    `content_hash` is of the request that was seen.  Both who asked and who agrees
    must still be who may (S5).
    """
    require(act, Verb.REOPEN_MONTH)
    found = ReopenRequest.objects.filter(fund_id=act.fund_id, public_id=asked).first()
    if found is None:
        raise Refused(RefusalCode.NOT_FOUND, what="คำขอเปิดเดือนใหม่")
    close = _close(act, found.close.public_id)
    refuse_same_person(act, found.asked_by_id, verb=AGREE)
    _refuse_whom_it_concerns(act, close, act.user_id)
    asker = found.asked_by
    require_user(act, Verb.REOPEN_MONTH, user_id=asker.pk, user_name=asker.display_name)
    _refuse_whom_it_concerns(act, close, asker.pk)
    bound = request_hash(close, reason=found.reason, asked_by_id=found.asked_by_id)
    newest = request_waiting(close)
    is_seen = bound.hex() == content_hash and bound == bytes(found.content_hash)
    if not is_seen or newest is None or newest.pk != found.pk:
        raise Refused(RefusalCode.CHANGED_SINCE, what="คำขอเปิดเดือนใหม่")
    # After this point the month must open.
    opened = MonthReopening.objects.create(
        request=found,
        reopening=ledger_reopen(act, closing_id=close.closing_id),
        approval=approve(
            act,
            subject_kind=SUBJECT,
            subject_id=found.public_id,
            content_hash=bound,
            maker_id=found.asked_by_id,
        ),
        reopened_on=act.today,
        command_id=act.command_pk,
    )
    return {
        "reopening": opened.public_id.hex,
        "close": close.public_id.hex,
        "closed_through": month_end(close.month).isoformat(),
        "month_name": month_name(close.month),
        "notice": notice_of(opened).as_json(),
    }


def _close(act: Act, key: UUID) -> MonthClose:
    """The close that holds and that no later one stands on."""
    found = closes(act.fund_id).filter(public_id=key).first()
    if found is None:
        raise Refused(RefusalCode.NOT_FOUND, what="การปิดเดือน")
    wrong = not_the_last(found)
    if wrong is not None:
        raise Refused.of([wrong])
    return found


def _refuse_whom_it_concerns(act: Act, close: MonthClose, user_id: int | None) -> None:
    assert user_id is not None, "`require` has let a user through"
    reasons = against(close, User.objects.get(pk=user_id), act.today)
    if reasons:
        raise Refused.of(reasons)
