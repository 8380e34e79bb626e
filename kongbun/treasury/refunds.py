"""What a member who resigned gets back by the by-law of that day.  Reads only."""

from __future__ import annotations

from dataclasses import dataclass

from kongbun.bylaws.models import BylawVersion
from kongbun.bylaws.queries import version_on
from kongbun.bylaws.reading import rules_of
from kongbun.dues.queries import contributed
from kongbun.kernel.money import Money, percent_down
from kongbun.people.models import ExitReason, Membership
from kongbun.people.queries import kept_memberships
from kongbun.treasury.models import Refund
from kongbun.treasury.queries import decision


@dataclass(frozen=True, slots=True)
class Due:
    """`percent` of `paid`, satang left over kept by the fund."""

    version: BylawVersion
    clause: str
    percent: int
    paid: Money

    @property
    def amount(self) -> Money:
        return percent_down(self.paid, self.percent * 100)


def refund_due(membership: Membership) -> Due | None:
    """The share of the contributions that goes back; None where nothing does.

    Contributions are what this membership paid, the stated sum of the cut-over with
    it, and that of earlier ones whose time counted on; entry fees are not.
    """
    left = membership.exited_on
    if left is None or membership.exit_reason != ExitReason.RESIGNED:
        return None
    version = version_on(membership.fund_id, left)
    if version is None:
        return None
    rules = rules_of(version).membership
    before = kept_memberships([membership.pk]).get(membership.pk, [])
    paid = contributed([membership, *before])
    if not rules.resignation_refund_percent or paid <= 0:
        return None
    found = Due(version, rules.clause, rules.resignation_refund_percent, Money(paid))
    return found if found.amount.satang else None


def standing_refund(membership: Membership) -> Refund | None:
    """The refund that waits or was paid; not one refused, nor one reversed."""
    asked = membership.refunds.select_related("movement", "movement__other")
    for one in asked.order_by("-pk"):
        word = decision(one.movement)
        refused = word is not None and not word.approved
        if not refused and not hasattr(one.movement, "reversal"):
            return one
    return None
