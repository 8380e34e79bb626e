"""Strikes off those whose membership has lapsed by the by-law's own rule."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from kongbun.access.permissions import Verb, require
from kongbun.commands.run import Act, command
from kongbun.dues.lapse import behind
from kongbun.kernel.refusal import Reason, RefusalCode, Refused
from kongbun.people.joining_actions import end_membership
from kongbun.people.models import ExitReason
from kongbun.people.queries import membership_by_public_id


@command("dues.strike_off_lapsed")
def strike_off_lapsed(
    act: Act, *, memberships: Sequence[UUID], resolution: str
) -> dict[str, Any]:
    """End these memberships, as the committee resolved; refuses who has not lapsed.

    All or none: a member who paid since the list was shown is named and nobody is
    struck off.
    """
    require(act, Verb.EDIT_MEMBERS)
    if not resolution.strip():
        raise Refused(RefusalCode.FIELD_EMPTY, field="มติคณะกรรมการ")
    if not memberships:
        raise Refused(RefusalCode.FIELD_EMPTY, field="รายชื่อ")
    lapsed = {
        one.membership.public_id: one.membership
        for one in behind(act.fund_id, act.today)
        if one.is_lapsed
    }
    others = [wanted for wanted in memberships if wanted not in lapsed]
    if others:
        raise Refused.of(
            [Reason(RefusalCode.NOT_LAPSED, {"who": _who(act, one)}) for one in others]
        )
    # After this point all of them must be struck off.
    for wanted in memberships:
        end_membership(
            lapsed[wanted],
            reason=ExitReason.STRUCK_OFF,
            exited_on=act.today,
            note=resolution.strip(),
        )
    return {"struck_off": [lapsed[one].member_no for one in memberships]}


def _who(act: Act, wanted: UUID) -> str:
    found = membership_by_public_id(act.fund_id, wanted)
    return found.person.full_name() if found else "สมาชิก"
