"""What may be approved of a claim: the by-law's amount, or its part of what there is.

Reads only: what the approver's page shows is what the action asks for again.
"""

from __future__ import annotations

from dataclasses import dataclass

from kongbun.claims.allotting import Shared, Wanted, is_of_a_set, share, window_of
from kongbun.claims.in_force import InForce
from kongbun.claims.models import Allotment, Claim
from kongbun.claims.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Offer:
    """`satang` needs no resolution; `shared` is what one alone gets as it comes."""

    satang: int
    shared: Shared | None = None
    # All who wait are weighed together first.
    waits_for_others: bool = False


def offer(rules: InForce, claim: Claim, verdict: Verdict) -> Offer:
    """What this claim may be approved for, by what the by-law says of it now."""
    rule = rules.rule(claim.benefit)
    if rule.allocation is None or not verdict.granted:
        return Offer(verdict.amount_satang)
    allotment = allotment_of(claim)
    if allotment is not None:
        return Offer(min(verdict.amount_satang, allotment.amount_satang))
    if is_of_a_set(rule):
        return Offer(0, waits_for_others=True)
    window = window_of(rule, claim.event_on)
    shared = share(rules, rule, window, [Wanted(rules, claim, verdict)])
    return Offer(shared.given_satang, shared)


def allotment_of(claim: Claim) -> Allotment | None:
    """What an allocation gave it, if it was allocated."""
    return Allotment.objects.filter(claim=claim).select_related("round__bylaw").first()
