"""What a member still owed on the day the membership ended.  Reads only."""

from __future__ import annotations

from kongbun.dues.convention import contribution_or_none
from kongbun.dues.standing import of_memberships
from kongbun.people.models import Membership
from kongbun.rules.days import column, day_number


def owed_at_exit(membership: Membership) -> int:
    """Satang owed for the days before the exit, less what was paid since."""
    left = membership.exited_on
    assert left is not None, "only of a membership that ended"
    contribution = contribution_or_none(membership.fund_id, left)
    if contribution is None:
        return 0
    paid = of_memberships(membership.fund_id, [membership.pk])
    where = paid.position(contribution, column([day_number(left)]))
    return max(0, int(where.arrears_satang[0]) - int(paid.credit_satang[0]))
