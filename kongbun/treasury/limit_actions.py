"""What the by-law leaves to the fund: how limits are read, when the reserve opens."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from kongbun.access.permissions import Verb, require
from kongbun.approvals.actions import resolve
from kongbun.bylaws.reading import rules_on
from kongbun.commands.run import Act, command
from kongbun.kernel.lengths import too_long
from kongbun.kernel.refusal import Reason, RefusalCode, Refused
from kongbun.rules.fund_sentences import SHORT
from kongbun.treasury.entering_actions import acting_user
from kongbun.treasury.limits import MAY_BE_ADMINISTRATION, PAYEE_DAYS
from kongbun.treasury.models import LimitBase, LimitSetting, ReservePermit

BOARD = "committee"
PAYEE_DAYS_MAX = 366


@command("treasury.set_limits")
def set_limits(
    act: Act,
    *,
    administration: Sequence[str],
    base: str,
    reason: str,
    payee_days: int = PAYEE_DAYS,
) -> dict[str, Any]:
    """Say which costs are administration, and of which year's income its share is.

    `payee_days`: sums to one payee within so many days count together for who
    approves.  Who books money does not: only who approves it.
    """
    require(act, Verb.APPROVE_MONEY)
    if not set(administration) <= set(MAY_BE_ADMINISTRATION):
        what = f"ประเภทรายจ่าย {', '.join(administration)}"
        raise Refused(RefusalCode.NOT_FOUND, what=what)
    if base not in LimitBase.values:
        raise Refused(RefusalCode.NOT_FOUND, what=f"ปีที่ใช้คิด {base}")
    reasons = _about_text("เหตุผล", reason, 300)
    if not administration:
        facts = {"field": "รายจ่ายที่นับเป็นค่าบริหาร"}
        reasons.append(Reason(RefusalCode.FIELD_EMPTY, facts))
    if not 1 <= payee_days <= PAYEE_DAYS_MAX:
        span = {"found": payee_days, "required": PAYEE_DAYS_MAX}
        reasons.append(Reason(RefusalCode.PAYEE_DAYS_UNFIT, span))
    if reasons:
        raise Refused.of(reasons)
    # After this point the setting must hold.
    chosen = [code for code in MAY_BE_ADMINISTRATION if code in set(administration)]
    LimitSetting.objects.create(
        fund_id=act.fund_id,
        administration=json.dumps(chosen),
        base=base,
        payee_days=payee_days,
        reason=reason.strip(),
        set_by_id=acting_user(act),
        command_id=act.command_pk,
    )
    return {"administration": chosen, "base": base, "payee_days": payee_days}


@command("treasury.permit_reserve")
def permit_reserve(
    act: Act,
    *,
    number: str,
    decided_on: date,
    text: str,
    down_to_satang: int,
    until: date,
) -> dict[str, Any]:
    """Keep the resolution that lets free money go below the reserve for a time.

    Refuses (RESERVE_KEPT) where the by-law leaves it to no resolution.
    """
    require(act, Verb.ADOPT_BYLAW)
    law = rules_on(act.fund_id, act.today)
    rules = law.money if law is not None else None
    if rules is None or rules.reserve is None:
        raise Refused(RefusalCode.NOT_FOUND, what="ข้อเงินสำรองในระเบียบ")
    how = rules.when_short.how if rules.when_short else ""
    if how != "by_resolution":
        raise Refused(
            RefusalCode.NO_RESERVE_RESOLUTION,
            clause=rules.reserve.clause or rules.clause or "ระเบียบ",
            how=SHORT[how] if how else "ระเบียบไม่ได้ให้ใช้เงินสำรอง",
        )
    reasons = [
        *_about_text("เลขที่มติ", number, 30),
        *_about_text("ข้อความในมติ", text, 2_000),
    ]
    if decided_on > act.today:
        facts = {"found": decided_on, "today": act.today}
        reasons.append(Reason(RefusalCode.DATE_IN_FUTURE, facts))
    if until < act.today:
        facts = {"until": until, "today": act.today}
        reasons.append(Reason(RefusalCode.PURPOSE_OVER_ALREADY, facts))
    if down_to_satang < 0:
        reasons.append(Reason(RefusalCode.FIELD_EMPTY, {"field": "ให้เหลืออย่างน้อย"}))
    if reasons:
        raise Refused.of(reasons)
    # After this point the permit must stand.
    made = ReservePermit.objects.create(
        fund_id=act.fund_id,
        resolution=resolve(
            act,
            board=BOARD,
            number=number.strip(),
            decided_on=decided_on,
            text=text.strip(),
        ),
        down_to_satang=down_to_satang,
        until=until,
        kept_by_id=acting_user(act),
        command_id=act.command_pk,
    )
    return {"permit": made.public_id.hex, "down_to_satang": down_to_satang}


def _about_text(field: str, text: str, most: int) -> list[Reason]:
    if not text.strip():
        return [Reason(RefusalCode.FIELD_EMPTY, {"field": field})]
    return too_long(field, text.strip(), most)
