"""Who of those with the duty is tied to who receives, told before anybody approves."""

from __future__ import annotations

from typing import Any

from kongbun.access.models import RoleGrant
from kongbun.access.permissions import ALLOWED, Verb, may
from kongbun.people.impartial import Whom, alike, first_near
from kongbun.people.ties import person_ids_of
from kongbun.web.door import FundRequest


def kin_of(request: FundRequest, whom: Whom, could: Verb) -> dict[str, Any]:
    """Those who may not, by what was declared; and what only looks like a tie."""
    fund_id, today = request.fund.pk, request.today
    grants = RoleGrant.objects.filter(
        fund_id=fund_id, role__in=ALLOWED[could], person__isnull=False
    ).select_related("user")
    users = {one.user_id: one.user for one in grants.order_by("user_id")}
    barred, signs = [], []
    for user in users.values():
        if not may(user.pk, could, fund_id=fund_id, on=today):
            continue
        mine = person_ids_of(user.pk, fund_id)
        near = first_near(fund_id, mine, whom)
        if near is not None:
            barred.append(f"{user.display_name} {near.words()}")
        signs += [one.words() for one in alike(fund_id, mine, whom)]
    return {"barred": barred, "signs": list(dict.fromkeys(signs))}
