"""Who of the members is suspended on a day, by the by-law in force on it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from kongbun.bylaws.reading import rules_on


def suspended(fund_id: int, ids: Sequence[int], on: date) -> frozenset[int]:
    """Membership keys.  Nobody, where no by-law says when rights rest."""
    bylaw = rules_on(fund_id, on)
    if bylaw is None or not ids or bylaw.membership.suspension is None:
        return frozenset()
    # The standing with dues is read here once that app tells it.
    return frozenset()
