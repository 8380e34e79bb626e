"""Who of the members is suspended on a day, by the by-law in force on it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from kongbun.dues.lapse import resting


def suspended(fund_id: int, ids: Sequence[int], on: date) -> frozenset[int]:
    """Membership keys.  Nobody, where no by-law says when rights rest."""
    return resting(fund_id, ids, on)
