"""Who of the members is suspended on a day, by the by-law in force on it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

from kongbun.bylaws.reading import rules_on
from kongbun.dues.standing import of_memberships
from kongbun.rules.days import day_number
from kongbun.rules.standing import State, standing


def suspended(fund_id: int, ids: Sequence[int], on: date) -> frozenset[int]:
    """Membership keys.  Nobody, where no by-law says when rights rest.

    Who is so far behind that the membership ends by rule, but whom nobody has
    struck off yet, is counted here too.
    """
    bylaw = rules_on(fund_id, on)
    if bylaw is None or not ids:
        return frozenset()
    rules = bylaw.membership
    if rules.suspension is None and rules.lapse is None:
        return frozenset()
    where = of_memberships(fund_id, ids, received_through=on)
    days = np.full(len(where.membership_ids), day_number(on), np.int64)
    paid = where.position(bylaw.contribution, days)
    state = standing(rules, first_unpaid_day=paid.paid_until, on=days).state
    behind = (state != int(State.CURRENT)) & (paid.arrears_days > 0)
    return frozenset(int(pk) for pk in where.membership_ids[behind])
