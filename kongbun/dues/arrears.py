"""How far a member who left had paid, and what was still owed.  Reads only."""

from __future__ import annotations

from datetime import date

from kongbun.dues.convention import contribution_or_none
from kongbun.dues.standing import Standing, of_memberships
from kongbun.people.models import Membership
from kongbun.rules.days import column, date_of, day_number
from kongbun.rules.dues import Position


def owed_at_exit(membership: Membership) -> int:
    """Satang owed on the day of the exit, less what was paid since."""
    found = _at_exit(membership)
    if found is None:
        return 0
    paid, where = found
    return max(0, where.arrears_satang.item() - paid.credit_satang.item())


def paid_until(membership: Membership) -> date | None:
    """The first day that was not paid: after the exit, where a month was begun."""
    found = _at_exit(membership)
    return None if found is None else date_of(found[1].paid_until.item())


def _at_exit(membership: Membership) -> tuple[Standing, Position] | None:
    left = membership.exited_on
    assert left is not None, "only of a membership that ended"
    contribution = contribution_or_none(membership.fund_id, left)
    if contribution is None:
        return None
    paid = of_memberships(membership.fund_id, [membership.pk])
    return paid, paid.position(contribution, column([day_number(left)]))
