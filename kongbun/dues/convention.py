"""What the by-law in force says of contributions, on a day.  Reads only."""

from __future__ import annotations

from datetime import date

from kongbun.bylaws.reading import rules_on
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.rules.dues import Contribution

# Where the by-law is silent: the days a collector may hold the bag.
BAG_DAYS_MAX = 7


def contribution_on(fund_id: int, day: date) -> Contribution:
    """The contribution as the version in force on `day` has it; NO_BYLAW else."""
    found = contribution_or_none(fund_id, day)
    if found is None:
        raise Refused(RefusalCode.NO_BYLAW, day=day)
    return found


def contribution_or_none(fund_id: int, day: date) -> Contribution | None:
    rules = rules_on(fund_id, day)
    return None if rules is None else rules.contribution


def bag_days_max(fund_id: int, day: date) -> int:
    """How many days a collector may hold money before handing it over."""
    rules = rules_on(fund_id, day)
    if rules is None or rules.receipts is None:
        return BAG_DAYS_MAX
    return rules.receipts.bag_days


def entry_fee_satang(fund_id: int, day: date) -> int:
    """The entry fee of the version in force; 0 where there is none."""
    rules = rules_on(fund_id, day)
    return 0 if rules is None else rules.membership.entry_fee_satang
